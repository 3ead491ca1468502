"""Parses mails with Python's email package and says what is wrong with them.

Reads from standard input: for each mail the line "N NAME" and then N bytes. Prints how many there were, and one line for
each fault; ends with 1 if there was one.
"""

import email
import email.policy
import html.parser
import sys
import unicodedata

# One each, and no others.
HEADERS = [
    "auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to",
    "x-auto-response-suppress", "x-meetgate-kind",
]  # fmt: skip
MAY_BE_THERE = {"cc", "reply-to", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"}
TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "div", "span", "p", "h1", "h2", "a",
    "strong", "br",
}  # fmt: skip


class Page(html.parser.HTMLParser):
    """Nothing that runs, loads or leads anywhere but to an https page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults = []

    def handle_starttag(self, tag, attributes):
        if tag not in TAGS:
            self.faults.append(f"the tag {tag}")
        for name, value in attributes:
            if name.startswith("on") or name in ("src", "srcset", "action", "formaction", "background"):
                self.faults.append(f"the attribute {name}")
            if name == "href" and not (value or "").startswith("https://"):
                self.faults.append(f"a link to {value}")


def unseen(text):
    """Control characters and what turns the direction of writing."""
    for character in text:
        if character in "\n\t":
            continue
        if unicodedata.category(character) == "Cc" or unicodedata.bidirectional(character) in (
            "LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI",
        ):  # fmt: skip
            return f"the character U+{ord(character):04X}"
    return None


def faults(source):
    mail = email.message_from_bytes(source, policy=email.policy.default)
    for part in mail.walk():
        yield from (f"a defect: {defect!r}" for defect in part.defects)
        for name, value in part.items():
            yield from (f"a defect of {name}: {defect!r}" for defect in getattr(value, "defects", ()))
    names = sorted(name.lower() for name in mail.keys())
    if [name for name in names if name not in MAY_BE_THERE] != HEADERS or len(names) != len(set(names)):
        yield f"the headers {names}"
    if [part.get_content_type() for part in mail.walk()] != ["multipart/alternative", "text/plain", "text/html"]:
        yield f"the parts {[part.get_content_type() for part in mail.walk()]}"
        return
    for name in ("subject", "from", "to"):
        if fault := unseen(str(mail[name])):
            yield f"{fault} in {name}"
    if len(mail["to"].addresses) != 1 or len(mail["from"].addresses) != 1:
        yield f"the addresses {mail['to']!r} and {mail['from']!r}"
    text, page = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    if fault := unseen(text) or unseen(page):
        yield fault
    if text.split("\n").count("-- ") != 1:
        yield "not one signature"
    reader = Page()
    reader.feed(page)
    reader.close()
    yield from reader.faults
    if any(len(line) > 998 for line in source.split(b"\r\n")):
        yield "a line that servers refuse"


def main():
    count, wrong = 0, 0
    while head := sys.stdin.buffer.readline():
        length, name = head.decode().split(maxsplit=1)
        count += 1
        for fault in faults(sys.stdin.buffer.read(int(length))):
            wrong += 1
            print(f"{name.strip()}: {fault}")
    print(f"{count} mails, {wrong} faults")
    sys.exit(wrong > 0)


main()
