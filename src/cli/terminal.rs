//! Text for terminals. Titles and names come from outside: what could move the cursor, change colours or turn the
//! reading direction is made visible or left out.

use crate::brief::text::unsafe_char;

/// One line: control characters, line breaks and direction marks replaced.
pub fn line(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).map(harmless).collect()
}

/// Several lines: the same, but line breaks stay.
pub fn lines(text: &str) -> String {
    text.chars().map(|c| if matches!(c, '\n' | '\t') { c } else { harmless(c) }).collect()
}

/// The first characters of a line, with an ellipsis where something was cut.
pub fn cut(text: &str, width: usize) -> String {
    let text = line(text);
    if text.chars().count() <= width {
        return text;
    }
    let kept: String = text.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

fn harmless(c: char) -> char {
    if unsafe_char(c) { '\u{fffd}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_direction_marks_do_not_reach_the_terminal() {
        assert_eq!(line("a\x1b[31mb\r\nc\u{202e}d"), "a\u{fffd}[31mb\u{fffd} c\u{fffd}d");
        assert_eq!(cut("Harbour sensor roadmap", 10), "Harbour s…");
    }
}
