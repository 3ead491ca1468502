//! Comma-separated values (RFC 4180) with the place of every field, which a mistake must name.
//!
//! Reads what spreadsheets write: a byte order mark, CR LF, semicolons or tabs instead of commas, quoted fields
//! with the separator, doubled quotes or line breaks inside.

use std::borrow::Cow;
use std::ops::Range;

/// A field: its text, and where it stands, quotes included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) span: Range<usize>,
}

/// The separator, from the first line: whichever of `,`, `;` and tab occurs most in it.
pub(super) fn separator(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or("");
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',')
}

/// The lines of a table that hold anything.
pub(super) fn rows(text: &str) -> impl Iterator<Item = Vec<Field<'_>>> {
    let separator = separator(text);
    let mut at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    std::iter::from_fn(move || {
        (at < text.len()).then(|| {
            let (row, next) = row(text, at, separator);
            at = next;
            row
        })
    })
    .filter(|row| row.iter().any(|field| !field.text.trim().is_empty()))
}

/// One line of the table, and where the next one begins.
fn row(text: &str, mut at: usize, separator: u8) -> (Vec<Field<'_>>, usize) {
    let bytes = text.as_bytes();
    let mut fields = Vec::with_capacity(12);
    loop {
        let (field, next) = field(text, at, separator);
        fields.push(field);
        at = next;
        match bytes.get(at) {
            Some(byte) if *byte == separator => at += 1,
            Some(b'\r') if bytes.get(at + 1) == Some(&b'\n') => return (fields, at + 2),
            Some(_) => return (fields, at + 1),
            None => return (fields, at),
        }
    }
}

/// One field, and where it ends: at a separator, a line break or the end.
fn field(text: &str, start: usize, separator: u8) -> (Field<'_>, usize) {
    let bytes = text.as_bytes();
    let ends = |at: usize| bytes.get(at).is_none_or(|byte| *byte == separator || matches!(byte, b'\r' | b'\n'));
    let plain_end = |from: usize| (from..=bytes.len()).find(|at| ends(*at)).unwrap_or(bytes.len());
    if bytes.get(start) != Some(&b'"') {
        let end = plain_end(start);
        let text = Cow::Borrowed(text.get(start..end).unwrap_or(""));
        return (Field { text, span: start..end }, end);
    }
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', _) => break,
            _ => at += 1,
        }
    }
    let inside = text.get(start + 1..at.min(bytes.len())).unwrap_or("");
    // What follows the closing quote up to the separator belongs to the field, as spreadsheets read it.
    let end = plain_end((at + 1).min(bytes.len()));
    let rest = text.get(at + 1..end).unwrap_or("");
    let text = if inside.contains("\"\"") || !rest.is_empty() {
        Cow::Owned(inside.replace("\"\"", "\"") + rest)
    } else {
        Cow::Borrowed(inside)
    };
    (Field { text, span: start..end }, end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        rows(text).map(|row| row.into_iter().map(|field| field.text.into_owned()).collect()).collect()
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        let excel = "\u{feff}email;name\r\nana@x.y;\"Ana; \"\"the\"\" boss\"\r\n;\r\nbo@x.y;Bo\r\n";
        let expected = [["email", "name"], ["ana@x.y", "Ana; \"the\" boss"], ["bo@x.y", "Bo"]];
        assert_eq!(texts(excel), expected);
        assert_eq!(texts("a\tb\n1\t2"), [["a", "b"], ["1", "2"]]);
    }

    #[test]
    fn every_field_knows_where_it_stands() {
        let text = "a,b\n1,\"2\n3\"\n";
        let spans: Vec<_> = rows(text).flatten().map(|field| &text[field.span]).collect();
        assert_eq!(spans, ["a", "b", "1", "\"2\n3\""]);
    }

    proptest! {
        #[test]
        fn a_table_written_by_the_csv_crate_is_read_back(
            table in prop::collection::vec(prop::collection::vec("[a-z,;\"\n é]{0,6}x", 3), 1..6)
        ) {
            let mut writer = csv::WriterBuilder::new().from_writer(Vec::new());
            writer.write_record(["one", "two", "three"])?;
            for row in &table {
                writer.write_record(row)?;
            }
            let bytes = writer.into_inner().map_err(|e| TestCaseError::fail(e.to_string()))?;
            let text = String::from_utf8(bytes).map_err(|e| TestCaseError::fail(e.to_string()))?;
            prop_assert_eq!(&texts(&text)[1..], &table[..]);
        }
    }
}
