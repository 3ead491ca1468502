//! Text from invitations made fit for a mail.
//!
//! Invariants: what leaves here is one line without control, bidirectional-override or invisible characters, no
//! longer than asked for. Escaping for HTML and headers comes on top, where those are written. The work is bounded
//! whatever the input.

use url::Url;

/// No field of a mail needs more; what is longer is looked at no further.
const LOOKED_AT: usize = 20_000;
/// Longer links than this are left out: nobody's calendar makes them, and programs cut them.
const LINK_MAX: usize = 2_000;
/// More marks on one letter than any language puts there only serve to paint over neighbouring lines.
const MARKS_MAX: usize = 3;

/// The text as one line of at most `max` characters, the last being "…" where it was cut.
pub(super) fn one_line(text: &str, max: usize) -> String {
    let mut line = Line::default();
    for c in text.chars().take(LOOKED_AT) {
        line.push(c);
        if line.length > max {
            return line.cut(max);
        }
    }
    line.text
}

/// The same for words to stand between quotation marks: they cannot close the quotation.
pub(super) fn quotable(text: &str, max: usize) -> String {
    let inner = |c| match c {
        '“' | '„' | '«' | '‟' => '‘',
        '”' | '»' => '’',
        '"' => '\'',
        other => other,
    };
    one_line(text, max).chars().map(inner).collect()
}

/// The same for a header, where "=?" would begin an encoded word (RFC 2047 §2) that a reader's program decodes
/// into whatever it holds.
pub(super) fn header(text: &str, max: usize) -> String {
    one_line(text, max).replace("=?", "= ?")
}

/// Whether anything of the text can be seen.
pub(super) fn visible(text: &str) -> bool {
    text.chars().any(|c| !c.is_whitespace() && !joins(c) && !marks(c))
}

/// The link as it may be written into a mail: https, with a host, without credentials.
pub(super) fn link(text: &str) -> Option<String> {
    if text.len() > LINK_MAX {
        return None;
    }
    let url = Url::parse(text.trim()).ok()?;
    let harmless = url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none();
    let link = url.to_string();
    (harmless && link.len() <= LINK_MAX).then_some(link)
}

/// A line that grows by one character at a time.
#[derive(Default)]
struct Line {
    text: String,
    length: usize,
    marks: usize,
    gap: bool,
}

impl Line {
    fn push(&mut self, c: char) {
        if c.is_whitespace() || blank(c) {
            self.gap = !self.text.is_empty();
        } else if !c.is_control() && !hidden(c) {
            self.marks = if marks(c) { self.marks + 1 } else { 0 };
            if self.marks <= MARKS_MAX {
                self.append(c);
            }
        }
    }

    fn append(&mut self, c: char) {
        if std::mem::take(&mut self.gap) {
            self.text.push(' ');
            self.length += 1;
        }
        self.text.push(c);
        self.length += 1;
    }

    fn cut(self, max: usize) -> String {
        let kept: String = self.text.chars().take(max.saturating_sub(1)).collect();
        format!("{}…", kept.trim_end())
    }
}

/// Characters that show nothing but take room.
fn blank(c: char) -> bool {
    matches!(c, '\u{115F}' | '\u{1160}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

/// Characters that show nothing and change how others are shown (Unicode general category Cf, without the joiners
/// that Persian, Hindi and emoji need).
fn hidden(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{180B}'..='\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF0}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E0FFF}')
}

fn joins(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Combining marks.
fn marks(c: char) -> bool {
    matches!(c,
        '\u{0300}'..='\u{036F}' | '\u{0483}'..='\u{0489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_tabs_and_no_break_spaces_become_single_spaces() {
        assert_eq!(one_line("  a\r\n b\t\u{a0}c\u{2028}d\u{85}e ", 60), "a b c d e");
    }

    #[test]
    fn controls_overrides_and_invisible_characters_vanish() {
        assert_eq!(one_line("a\0b\u{1b}[31m\u{202E}c\u{2066}d\u{200F}\u{feff}e\u{7f}", 60), "ab[31mcde");
    }

    #[test]
    fn joiners_that_scripts_need_stay() {
        assert_eq!(one_line("می\u{200c}خواهم", 60), "می\u{200c}خواهم");
    }

    #[test]
    fn a_cut_line_ends_in_an_ellipsis_and_keeps_the_limit() {
        assert_eq!(one_line("four five", 9), "four five");
        assert_eq!(one_line("four five six", 9), "four fiv…");
        assert_eq!(one_line("four fives", 6), "four…");
        assert_eq!(one_line("anything", 0), "…");
    }

    #[test]
    fn marks_cannot_pile_up() {
        let piled = format!("z{}a", "\u{0301}".repeat(500));
        assert_eq!(one_line(&piled, 60), "z\u{301}\u{301}\u{301}a");
    }

    #[test]
    fn a_quotation_cannot_be_closed_from_within() {
        assert_eq!(quotable("“a” \"b\" «c»", 60), "‘a’ 'b' ‘c’");
    }

    #[test]
    fn a_header_begins_no_encoded_word() {
        assert_eq!(header("=?utf-8?B?Qm9vbQ==?= 1==?2", 60), "= ?utf-8?B?Qm9vbQ== ?= 1== ?2");
    }

    #[test]
    fn spaces_joiners_and_fillers_are_not_visible() {
        for text in ["", " \n", "\u{200d}\u{200c}", "\u{3164}\u{2800}", "\u{202e}\u{200b}"] {
            assert!(!visible(&one_line(text, 60)), "{text:?}");
        }
        assert!(visible("x"));
    }

    #[test]
    fn only_https_links_with_a_host_are_links() {
        assert_eq!(link(" https://x.example/a?b=1&c ").as_deref(), Some("https://x.example/a?b=1&c"));
        assert_eq!(link("https://x.example/a b\"<>").as_deref(), Some("https://x.example/a%20b%22%3C%3E"));
        for bad in [
            "http://x.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "x",
            "https://me:pw@x.example/",
            "https://bank.example@evil.example/",
            "//x.example/",
        ] {
            assert_eq!(link(bad), None, "{bad}");
        }
        assert_eq!(link(&format!("https://x.example/{}", "a".repeat(3_000))), None);
    }
}
