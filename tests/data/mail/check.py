"""Parses mails with Python's email package and says what is wrong with them.

Reads from standard input: for each mail the line "N NAME" and then N bytes. Prints one line for each fault, and then how
many mails there were; ends with 1 if there was a fault.
"""

import email
import email.policy
import functools
import gc
import html.parser
import re
import sys

# One each, and no others.
HEADERS = [
    "auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to",
    "x-auto-response-suppress", "x-meetgate-kind",
]  # fmt: skip
MAY_BE_THERE = {"cc", "reply-to", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"}
PARTS = ["multipart/alternative", "text/plain", "text/html"]

# What a page may be made of; whatever is not named here is a fault.
COMMON = {"class", "style"}
TAGS = {
    "html": {"lang", "xmlns:v", "xmlns:o"}, "head": set(), "meta": {"charset", "name", "content"}, "title": set(),
    "style": set(), "body": COMMON,
    "table": COMMON | {"role", "width", "align", "bgcolor", "cellpadding", "cellspacing", "border"},
    "tbody": set(), "tr": COMMON, "td": COMMON | {"width", "align", "valign", "height", "bgcolor", "colspan"},
    "div": COMMON | {"aria-hidden", "role", "lang"}, "span": COMMON, "p": COMMON, "h1": COMMON, "h2": COMMON,
    "a": COMMON | {"href"}, "strong": COMMON, "br": set(),
}  # fmt: skip
# What Outlook alone reads, the same in every mail.
TABLE = '<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td>'
COMMENTS = {
    "[if mso]><style>* { font-family: Arial, sans-serif !important }</style><![endif]",
    f"[if mso]>{TABLE}<![endif]",
    "[if mso]></td></tr></table><![endif]",
}
# Style sheets load and run nothing.
LOADS = re.compile(r"url\s*\(|expression\s*\(|@import|behavior\s*:|-moz-binding|\\", re.IGNORECASE)
# Control characters but line ends and tabs, and what turns the direction of writing.
UNSEEN = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")


class Policy(email.policy.EmailPolicy):
    """The default policy, which parses a header anew each time that it is looked at, with a memory."""

    header_fetch_parse = functools.lru_cache(maxsize=4096)(email.policy.EmailPolicy.header_fetch_parse)


POLICY = Policy()


class Page(html.parser.HTMLParser):
    """Nothing that runs, loads or leads anywhere but to an https page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.faults = []
        self.in_style = False

    def handle_starttag(self, tag, attributes):
        self.in_style = tag == "style"
        allowed = TAGS.get(tag)
        if allowed is None:
            self.faults.append(f"the tag {tag}")
            return
        for name, value in attributes:
            if name not in allowed:
                self.faults.append(f"the attribute {name} of {tag}")
            if name == "href" and not (value or "").startswith("https://"):
                self.faults.append(f"a link to {value}")
            if name == "style" and loads(value or ""):
                self.faults.append(f"the style {value}")

    def handle_endtag(self, tag):
        self.in_style = False

    def handle_data(self, data):
        if self.in_style and loads(data):
            self.faults.append("a style sheet that loads")

    def handle_decl(self, decl):
        if decl.lower() != "doctype html":
            self.faults.append(f"the declaration {decl}")

    def handle_comment(self, data):
        if data not in COMMENTS:
            self.faults.append(f"the comment {data}")

    def handle_pi(self, data):
        self.faults.append(f"the instruction {data}")

    def unknown_decl(self, data):
        self.faults.append(f"the declaration {data}")


@functools.lru_cache(maxsize=4096)
def loads(style):
    return LOADS.search(style) is not None


def unseen(text):
    found = UNSEEN.search(text)
    return found and f"the character U+{ord(found[0]):04X}"


def faults(source):
    mail = email.message_from_bytes(source, policy=POLICY)
    parts = list(mail.walk())
    for part in parts:
        yield from (f"a defect: {defect!r}" for defect in part.defects)
        for name, value in part.items():
            yield from (f"a defect of {name}: {defect!r}" for defect in getattr(value, "defects", ()))
    names = sorted(name.lower() for name in mail.keys())
    if [name for name in names if name not in MAY_BE_THERE] != HEADERS or len(names) != len(set(names)):
        yield f"the headers {names}"
    if (types := [part.get_content_type() for part in parts]) != PARTS:
        yield f"the parts {types}"
        return
    for name in ("subject", "from", "to", "reply-to"):
        if fault := unseen(str(mail.get(name, ""))):
            yield f"{fault} in {name}"
    for name in ("from", "to", "reply-to"):
        if name in mail and len(mail[name].addresses) != 1:
            yield f"the addresses {mail[name]!r}"
    text, page = (part.get_content().replace("\r\n", "\n") for part in mail.iter_parts())
    if fault := unseen(text) or unseen(page):
        yield fault
    if ("\n" + text).count("\n-- \n") != 1:
        yield "not one signature"
    reader = Page()
    reader.feed(page)
    reader.close()
    yield from reader.faults
    if any(len(line) > 998 for line in source.split(b"\r\n")):
        yield "a line that servers refuse"


def main():
    # Mails are trees of many small objects, and nearly all of them live shortly.
    gc.set_threshold(100_000, 50, 50)
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
