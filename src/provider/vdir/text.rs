//! The text of an invitation and its attachments. Join links of conferences (X-GOOGLE-CONFERENCE, CONFERENCE,
//! X-MICROSOFT-SKYPETEAMSMEETINGURL) are properties of their own and no part of the text.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::document::Component;
use super::lines::Property;
use crate::brief::{Attachment, Body};

/// How many attachments of one component are read.
const MAX_ATTACHMENTS: usize = 100;

/// Resolves the escapes of TEXT values (RFC 5545 §3.3.11); what is no escape stays.
pub(super) fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 'N')) => out.push('\n'),
            ('\\', Some(escaped @ ('\\' | ';' | ',' | ':' | '"'))) => out.push(escaped),
            ('\\', Some(other)) => out.extend(['\\', other]),
            _ => out.push(c),
        }
    }
    out
}

/// Escapes a TEXT value. Control characters besides line ends are dropped: they may not stand in a file.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// The items of a TEXT list such as CATEGORIES.
pub(super) fn list(value: &str) -> Vec<String> {
    raw_list(value).into_iter().map(|item| unescape(item).trim().to_owned()).filter(|item| !item.is_empty()).collect()
}

/// The items of a TEXT list as they are written.
pub(super) fn raw_list(value: &str) -> Vec<&str> {
    let (mut items, mut begin, mut escaped) = (Vec::new(), 0, false);
    for (index, c) in value.char_indices() {
        if c == ',' && !escaped {
            items.push(value.get(begin..index).unwrap_or_default());
            begin = index + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    items.push(value.get(begin..).unwrap_or_default());
    items
}

/// The body that carries more: DESCRIPTION, or an HTML version beside it. At equal words HTML wins, for it keeps
/// headings, lists and links; a plain text that says clearly more does not lose to an abridged HTML version.
pub(super) fn body(event: &Component) -> Body {
    let plain: Vec<_> = event.all("DESCRIPTION").map(|property| unescape(&property.value)).collect();
    let plain = plain.join("\n");
    let html = htmls(event).max_by_key(|html| words(&visible(html)));
    match html {
        Some(html) if !html.trim().is_empty() && words(&visible(&html)) * 10 >= words(&visible(&plain)) * 9 => {
            Body::Html(html)
        }
        _ if MARKUP.is_match(&plain) => Body::Unknown(plain),
        _ => Body::Text(plain),
    }
}

/// What is attached, without the bytes.
pub(super) fn attachments(event: &Component) -> Vec<Attachment> {
    event.all("ATTACH").take(MAX_ATTACHMENTS).map(attachment).collect()
}

static MARKUP: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?i)</?[a-z][a-z0-9]*(\s[^<>]*)?/?>|&(nbsp|amp|lt|gt|quot|#\d+);"));
static HIDDEN: LazyLock<Regex> =
    LazyLock::new(|| regex(r"(?is)<(style|script|head)\b.*?</(style|script|head)>|<!--.*?-->|<[^>]*>"));

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| unreachable!("a fixed pattern: {error}"))
}

/// Outlook's X-ALT-DESC, RFC 9073's STYLED-DESCRIPTION, and the data URI that Thunderbird writes into ALTREP.
fn htmls(event: &Component) -> impl Iterator<Item = String> {
    let styled = event.properties.iter().filter(|property| match property.name.as_str() {
        "X-ALT-DESC" => property.param("FMTTYPE").is_none() || property.has("FMTTYPE", "text/html"),
        "STYLED-DESCRIPTION" => property.has("FMTTYPE", "text/html"),
        _ => false,
    });
    let alternative = event.all("DESCRIPTION").filter_map(|property| {
        let data = property.param("ALTREP")?.strip_prefix("data:text/html")?;
        let (_, html) = data.split_once(',').filter(|(head, _)| !head.contains("base64"))?;
        Some(percent_decode_str(html).decode_utf8_lossy().into_owned())
    });
    styled.map(|property| unescape(&property.value)).chain(alternative)
}

fn visible(text: &str) -> String {
    HIDDEN.replace_all(text, " ").into_owned()
}

/// Letters and digits of words that are no links: plain versions spell out link targets that HTML hides.
fn words(text: &str) -> usize {
    let words = text.split_whitespace().filter(|word| !word.contains("://") && !word.starts_with('&'));
    words.flat_map(str::chars).filter(|c| c.is_alphanumeric()).count()
}

fn attachment(property: &Property) -> Attachment {
    let given = ["FILENAME", "X-FILENAME", "X-APPLE-FILENAME", "X-LABEL", "LABEL"]
        .into_iter()
        .find_map(|name| property.param(name));
    let given = given.map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
    let mime = property.param("FMTTYPE").map(str::to_ascii_lowercase);
    let uri = property.value.trim();
    let scheme = uri.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    if property.has("VALUE", "BINARY") || property.has("ENCODING", "BASE64") || scheme == "data" {
        return Attachment { name: given.unwrap_or_else(|| "attachment".into()), mime, inline: false, url: None };
    }
    let url = matches!(scheme.as_str(), "http" | "https").then(|| uri.to_owned());
    Attachment { name: given.unwrap_or_else(|| name_of(uri)), mime, inline: scheme == "cid", url }
}

/// The last part of a path, decoded; for documents whose address says nothing, what they are.
fn name_of(uri: &str) -> String {
    let path = uri.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let last = path.rsplit(['/', ':']).next().unwrap_or_default();
    let kind = [
        ("docs.google.com/document", "Google document"),
        ("docs.google.com/spreadsheets", "Google spreadsheet"),
        ("docs.google.com/presentation", "Google presentation"),
        ("drive.google.com", "Google Drive file"),
    ];
    if let Some((_, name)) = kind.into_iter().find(|(host, _)| path.contains(host)) {
        return name.to_owned();
    }
    let name = percent_decode_str(last).decode_utf8_lossy().into_owned();
    if name.is_empty() { "attachment".into() } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::vdir::document::Document;

    fn event(lines: &str) -> Document {
        let file = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
        Document::read(file.into_bytes()).unwrap()
    }

    fn body_of(lines: &str) -> Body {
        body(event(lines).events().next().unwrap().0)
    }

    fn attached(line: &str) -> Attachment {
        attachments(event(line).events().next().unwrap().0).remove(0)
    }

    #[test]
    fn escapes_are_resolved_once_and_written_back() {
        assert_eq!(unescape(r"a\, b\; c\\n d\n\N e\: \x \"), "a, b; c\\n d\n\n e: \\x \\");
        assert_eq!(unescape(&escape("a, b; c\\n\nd\r\u{7}")), "a, b; c\\n\nd");
        assert_eq!(list(r"one\, two,three,,"), ["one, two", "three"]);
    }

    #[test]
    fn a_description_with_markup_is_of_unknown_format() {
        assert_eq!(body_of(r"DESCRIPTION:1. Budget\n2. Hiring"), Body::Text("1. Budget\n2. Hiring".into()));
        assert_eq!(body_of("DESCRIPTION:<b>Agenda</b><br>Budget"), Body::Unknown("<b>Agenda</b><br>Budget".into()));
        assert_eq!(
            body_of("DESCRIPTION:cost < 5 and > 3 by <ana@example.com>"),
            Body::Text("cost < 5 and > 3 by <ana@example.com>".into())
        );
        assert_eq!(body_of("SUMMARY:x"), Body::default());
    }

    #[test]
    fn html_beside_the_description_wins_unless_it_says_less() {
        let html = "X-ALT-DESC;FMTTYPE=text/html:<html><head><style>p{}</style></head><body><p>Agenda: Budget</p></body></html>";
        assert!(matches!(body_of(html), Body::Html(_)));
        assert!(matches!(
            body_of(&format!("{html}\nDESCRIPTION:Agenda: Budget <https://x.example/long/link>")),
            Body::Html(_)
        ));
        let longer =
            body_of(&format!("{html}\nDESCRIPTION:Agenda: Budget\\, Hiring\\, and the move to the new office"));
        assert!(matches!(longer, Body::Text(_)));
    }

    #[test]
    fn styled_descriptions_and_thunderbirds_alternative_count_as_html() {
        assert!(matches!(body_of("STYLED-DESCRIPTION;VALUE=TEXT;FMTTYPE=text/html:<p>Agenda</p>"), Body::Html(_)));
        let altrep = "DESCRIPTION;ALTREP=\"data:text/html,%3Cp%3EAgenda%3C%2Fp%3E\":Agenda";
        assert_eq!(body_of(altrep), Body::Html("<p>Agenda</p>".into()));
    }

    #[test]
    fn attachments_are_links_files_or_pictures_of_the_body() {
        let link = attached("ATTACH;FILENAME=Agenda Q4;FMTTYPE=application/pdf:https://files.example.com/x?id=1");
        assert_eq!((link.name.as_str(), link.mime.as_deref()), ("Agenda Q4", Some("application/pdf")));
        assert_eq!(link.url.as_deref(), Some("https://files.example.com/x?id=1"));
        assert_eq!(attached("ATTACH:https://files.example.com/a%20b.pdf#p").name, "a b.pdf");
        let drive = attached("ATTACH:https://drive.google.com/file/d/1AbC/view?usp=drive_web");
        assert_eq!(drive.name, "Google Drive file");
        let binary = attached("ATTACH;VALUE=BINARY;ENCODING=BASE64;X-FILENAME=plan.docx:AAAA");
        assert_eq!((binary.name.as_str(), binary.inline, binary.url), ("plan.docx", false, None));
        let picture = attached("ATTACH:CID:logo1@example.com");
        assert_eq!((picture.inline, picture.url), (true, None));
    }
}
