//! The tolerant line layer: bytes → content lines, and back without touching what was not meant.
//!
//! The `icalendar` crate's parser is strict (a BOM, one garbage line or a missing END fails the whole file, names
//! in lower case give no events without a word) and cannot write a file back as it was. So lines and components
//! are ours; the crate's types read attendees and times from the cleaned lines.
//!
//! Everything works on bytes: a fold may fall inside a multi-byte character (RFC 5545 §3.1), and what is not UTF-8
//! must stay as it is when the line beside it is edited. Only values are decoded: as UTF-8, else as Latin-1.

use std::ops::Range;

/// A content line: one or more physical lines.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::provider) struct Line {
    /// Where it stands in the file, folds and line ending included.
    pub raw: Range<usize>,
    /// The number of its first physical line, from 1.
    pub number: usize,
    /// Unfolded, without line ending and BOM.
    pub content: Vec<u8>,
}

/// A content line that is `NAME;PARAM=value:value`.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::provider) struct Property {
    /// In upper case.
    pub name: String,
    /// In their order.
    pub params: Vec<Param>,
    /// As written (escapes and all), decoded.
    pub value: String,
    /// Where the value begins in the line's content; before it stands the colon.
    pub value_at: usize,
    /// Which line of the document.
    pub line: usize,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::provider) struct Param {
    /// In upper case.
    pub name: String,
    /// Without the quotes around it, RFC 6868 escapes resolved.
    pub value: String,
    /// Where it stands in the line's content, from its semicolon to its end.
    pub span: Range<usize>,
}

impl Property {
    /// Reads a content line; None for garbage.
    pub fn read(content: &[u8], line: usize) -> Option<Self> {
        let name_end = content.iter().position(|byte| !is_name(*byte)).filter(|end| *end > 0)?;
        let name = decode(content.get(..name_end)?).to_ascii_uppercase();
        let (params, colon) = params(content, name_end, true).or_else(|| params(content, name_end, false))?;
        let value = decode(content.get(colon + 1..)?);
        Some(Self { name, params, value, value_at: colon + 1, line })
    }

    /// The value of a parameter.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|param| param.name == name).map(|param| param.value.as_str())
    }

    /// Whether a parameter has this value, in any case.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.param(name).is_some_and(|found| found.eq_ignore_ascii_case(value))
    }
}

/// Splits a file into content lines. Lines end with LF or CRLF; one that begins with a space or tab continues the
/// one before.
pub(in crate::provider) fn unfold(bytes: &[u8]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut at = 0;
    for (index, physical) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let raw = at..at + physical.len();
        at = raw.end;
        let text = without_ending(if index == 0 { physical.strip_prefix(BOM).unwrap_or(physical) } else { physical });
        match (text, lines.last_mut()) {
            ([b' ' | b'\t', rest @ ..], Some(line)) => {
                line.content.extend_from_slice(rest);
                line.raw.end = raw.end;
            }
            _ => lines.push(Line { raw, number: index + 1, content: text.to_vec() }),
        }
    }
    lines
}

/// Folds a content line at 75 octets, never inside a UTF-8 character, and ends it.
pub(in crate::provider) fn fold(content: &[u8], ending: &[u8]) -> Vec<u8> {
    let mut folded = Vec::with_capacity(content.len() + content.len() / 16 + 2);
    let (mut rest, mut room) = (content, WIDTH);
    while rest.len() > room {
        let is_boundary = |cut: &usize| rest.get(*cut).is_none_or(|byte| byte & 0xC0 != 0x80);
        let cut = (1..=room).rev().find(is_boundary).unwrap_or(room);
        let (head, tail) = rest.split_at(cut);
        folded.extend_from_slice(head);
        folded.extend_from_slice(ending);
        folded.push(b' ');
        (rest, room) = (tail, WIDTH - 1);
    }
    folded.extend_from_slice(rest);
    folded.extend_from_slice(ending);
    folded
}

/// The line ending that a physical line has; CRLF for one that has none.
pub(in crate::provider) fn ending(raw: &[u8]) -> &'static [u8] {
    if raw.ends_with(b"\n") && !raw.ends_with(b"\r\n") { b"\n" } else { b"\r\n" }
}

/// UTF-8, else Latin-1, in which every byte means something.
pub(in crate::provider) fn decode(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
    }
}

const BOM: &[u8] = b"\xEF\xBB\xBF";
const WIDTH: usize = 75;

fn without_ending(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'
}

/// The parameters and where the colon stands. A line whose quotes do not pair is read once more without them.
fn params(content: &[u8], mut at: usize, quotes: bool) -> Option<(Vec<Param>, usize)> {
    let mut params = Vec::new();
    loop {
        match content.get(at)? {
            b':' => return Some((params, at)),
            b';' => {}
            _ => return None,
        }
        let end = end_of_param(content, at + 1, quotes)?;
        let text = content.get(at + 1..end)?;
        let equals = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
        let (name, value) = (text.get(..equals)?, text.get(equals + 1..).unwrap_or_default());
        let name = decode(name).trim().to_ascii_uppercase();
        params.push(Param { name, value: param_value(value), span: at..end });
        at = end;
    }
}

fn end_of_param(content: &[u8], from: usize, quotes: bool) -> Option<usize> {
    let mut quoted = false;
    for (index, byte) in content.iter().enumerate().skip(from) {
        match byte {
            b'"' if quotes => quoted = !quoted,
            b';' | b':' if !quoted => return Some(index),
            _ => {}
        }
    }
    None
}

/// Without quotes, with RFC 6868 §3.1 resolved: `^n`, `^^`, `^'`.
fn param_value(raw: &[u8]) -> String {
    let text = decode(raw);
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).filter(|inner| !inner.contains('"'));
    let text = inner.unwrap_or(text);
    if !text.contains('^') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let replaced = match (c, chars.peek()) {
            ('^', Some('n')) => Some('\n'),
            ('^', Some('^')) => Some('^'),
            ('^', Some('\'')) => Some('"'),
            _ => None,
        };
        out.push(replaced.unwrap_or(c));
        if replaced.is_some() {
            chars.next();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Property {
        Property::read(text.as_bytes(), 0).unwrap()
    }

    #[test]
    fn folds_inside_a_character_are_undone_before_decoding() {
        let lines = unfold(b"\xEF\xBB\xBFSUMMARY:caf\xC3\r\n \xA9 au lait\nDTSTART:x\r\n\tyz");
        assert_eq!(lines.len(), 2);
        assert_eq!(decode(&lines[0].content), "SUMMARY:café au lait");
        assert_eq!(decode(&lines[1].content), "DTSTART:xyz");
        assert_eq!((lines[0].number, lines[1].number, lines[1].raw.clone()), (1, 3, 28..42));
    }

    #[test]
    fn names_come_in_any_case_and_quotes_protect_delimiters() {
        let line = read("attendee;cn=\"Weiß; Ana: PhD\";Partstat=ACCEPTED;X-EMPTY=:mailto:ana@example.com");
        assert_eq!(line.name, "ATTENDEE");
        assert_eq!(line.param("CN"), Some("Weiß; Ana: PhD"));
        assert!(line.has("PARTSTAT", "accepted"));
        assert_eq!(line.value, "mailto:ana@example.com");
    }

    #[test]
    fn carets_escape_what_quotes_cannot() {
        assert_eq!(read("X;CN=\"Ana ^'A^' ^^ ^n ^x\":v").param("CN"), Some("Ana \"A\" ^ \n ^x"));
    }

    #[test]
    fn a_quote_without_its_pair_is_a_letter() {
        assert_eq!(read("X;CN=6\" Ana:v").param("CN"), Some("6\" Ana"));
    }

    #[test]
    fn garbage_is_no_property() {
        for garbage in ["", ":", "no colon", " x:y", "; ;", "ÄX:y", "X;CN"] {
            assert_eq!(Property::read(garbage.as_bytes(), 0), None, "{garbage:?}");
        }
    }

    #[test]
    fn what_is_not_utf8_is_latin_1() {
        assert_eq!(decode(b"caf\xE9"), "café");
    }

    proptest! {
        #[test]
        fn folding_and_unfolding_give_the_line_back(text in "\\PC{0,300}") {
            prop_assume!(!text.starts_with([' ', '\t']) && !text.is_empty());
            let folded = fold(text.as_bytes(), b"\r\n");
            prop_assert!(folded.split(|byte| *byte == b'\n').all(|line| line.len() <= 76 && std::str::from_utf8(line).is_ok()));
            let lines = unfold(&folded);
            prop_assert_eq!(lines.len(), 1);
            prop_assert_eq!(&lines[0].content, text.as_bytes());
        }

        #[test]
        fn any_bytes_can_be_split_and_read(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            for (index, line) in unfold(&bytes).iter().enumerate() {
                let _ = Property::read(&line.content, index);
            }
        }
    }
}
