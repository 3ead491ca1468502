//! Plain text to lines: quoting marks, Markdown underlines, hard-wrapped lines.

use super::page::{Line, Mark, Raw, Sheet};

/// Reads plain text.
pub(super) fn read(text: &str) -> Vec<Line> {
    let mut sheet = Sheet::default();
    let mut pending: Option<Raw> = None;
    let mut gap = false;
    for written in text.lines() {
        if sheet.full() {
            break;
        }
        let (quoted, line) = unquoted(written);
        if line.trim().is_empty() {
            flush(&mut sheet, pending.take());
            gap = true;
        } else if underline(line) && pending.is_some() {
            if let Some(raw) = pending.as_mut() {
                raw.strong = true;
            }
        } else if let Some(raw) = pending.as_mut().filter(|raw| raw.quoted == quoted && wrapped(&raw.text, line)) {
            raw.text.push(' ');
            raw.text.push_str(line.trim());
        } else {
            flush(&mut sheet, pending.take());
            pending =
                Some(Raw { text: line.trim().to_owned(), quoted, gap: std::mem::take(&mut gap), ..Raw::default() });
        }
    }
    flush(&mut sheet, pending);
    sheet.into_lines()
}

fn flush(sheet: &mut Sheet, raw: Option<Raw>) {
    if let Some(line) = raw.and_then(Line::new) {
        sheet.push(line);
    }
}

fn unquoted(line: &str) -> (bool, &str) {
    let inner = line.trim_start_matches(['>', ' ']);
    if line.trim_start().starts_with('>') { (true, inner) } else { (false, line) }
}

/// A Markdown underline of a heading: short, unlike the fences around conferencing blocks.
fn underline(line: &str) -> bool {
    let line = line.trim();
    (3..=40).contains(&line.len()) && (line.chars().all(|c| c == '-') || line.chars().all(|c| c == '='))
}

/// Whether a line goes on from the one before, which was broken at the edge of a mail.
fn wrapped(before: &str, line: &str) -> bool {
    const EDGE: usize = 60;
    let continues = line.trim_start().starts_with(|c: char| c.is_lowercase());
    let long = before.len() >= EDGE && before.len() < 2000;
    let open = !before.ends_with(['.', '!', '?', ':', ';']);
    let item = Line::new(Raw { text: line.to_owned(), ..Raw::default() }).is_some_and(|line| line.mark != Mark::None);
    long && continues && open && !item
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hard_wrapped_sentence_is_one_line_again() {
        let lines =
            read("This sentence is long enough to have been broken at the edge\nof the mail that carried it.\n\nNext");
        assert_eq!(lines.len(), 2);
        assert!(lines[0].text.ends_with("carried it.") && lines[1].gap);
    }

    #[test]
    fn an_underlined_line_is_a_heading() {
        let lines = read("AGENDA\n------\n1) Budget");
        assert!(lines[0].strong && lines[0].text == "AGENDA" && lines[1].mark == Mark::Number);
    }
}
