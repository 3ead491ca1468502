//! A page: the lines of an invitation, each with its list mark, its links and its normal form.
//!
//! Whatever goes in, a page holds at most [`TEXT_LIMIT`] bytes in [`LINE_LIMIT`] lines, free of control characters.

use super::link::Link;
use super::{text, words};

/// How much text of an invitation is judged, in bytes after cleaning.
const TEXT_LIMIT: usize = 64 * 1024;
/// How many lines of an invitation are judged.
const LINE_LIMIT: usize = 3000;
/// How much of one line is kept, in bytes.
const ONE_LINE_LIMIT: usize = 8 * 1024;

/// What stands in front of a list item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing: not a list item.
    None,
    /// A dash, a dot, an emoji.
    Bullet,
    /// A number or a letter.
    Number,
    /// A time of day or a minute of the meeting.
    Clock,
}

/// One line.
#[derive(Debug, Clone)]
pub(super) struct Line {
    /// The words, without mark and without bare addresses.
    pub text: String,
    /// The words in normal form.
    pub norm: String,
    /// Length in words.
    pub length: usize,
    /// The list mark.
    pub mark: Mark,
    /// The cells, if it is a row of a table.
    pub cells: Vec<String>,
    /// The links.
    pub links: Vec<Link>,
    /// A heading, or bold as a whole.
    pub strong: bool,
    /// Marked as quoted by `>` or `<blockquote>`.
    pub quoted: bool,
    /// A blank line stands before it.
    pub gap: bool,
    /// A line of dashes and the like, which separates blocks.
    pub fence: bool,
}

/// A line as read, before it is understood.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub text: String,
    pub links: Vec<Link>,
    pub cells: Vec<String>,
    pub strong: bool,
    pub quoted: bool,
    pub gap: bool,
    pub mark: Option<Mark>,
}

impl Line {
    /// Understands a line; none if nothing is on it.
    pub fn new(mut raw: Raw) -> Option<Self> {
        if raw.cells.is_empty() && raw.text.trim_start().starts_with('|') {
            raw.cells = markdown_row(&raw.text)?;
            raw.text = raw.cells.join(" | ");
        }
        let mut links = raw.links;
        let written = text::one_line(text::prefix(&raw.text, ONE_LINE_LIMIT));
        let (plain, bare) = without_addresses(&written);
        links.extend(bare);
        let (stripped, strong) = without_emphasis(&plain);
        let (found, rest) = mark(stripped);
        let mark = raw.mark.filter(|_| found == Mark::None).unwrap_or(found);
        let fence = is_fence(&written);
        let words = if fence { "" } else { rest.trim() };
        if words.is_empty() && links.is_empty() && !fence {
            return None;
        }
        let norm = words::normal(words);
        Some(Self {
            text: words.to_owned(),
            length: words::length(&norm),
            norm,
            mark: if raw.cells.is_empty() { mark } else { Mark::None },
            cells: raw.cells,
            links,
            strong: raw.strong || strong,
            quoted: raw.quoted,
            gap: raw.gap,
            fence,
        })
    }

    /// Whether it is an item of a list.
    pub fn item(&self) -> bool {
        self.mark != Mark::None
    }
}

/// Collects lines within the limits.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    lines: Vec<Line>,
    bytes: usize,
}

impl Sheet {
    /// Adds a line, if it still fits.
    pub fn push(&mut self, line: Line) {
        self.bytes += line.text.len() + line.links.iter().map(|link| link.url.len()).sum::<usize>() + 1;
        if !self.full() {
            self.lines.push(line);
        }
    }

    /// Whether nothing more fits.
    pub fn full(&self) -> bool {
        self.bytes > TEXT_LIMIT || self.lines.len() >= LINE_LIMIT
    }

    /// The lines.
    pub fn into_lines(self) -> Vec<Line> {
        self.lines
    }
}

patterns! {
    // Markdown links, Outlook's plain `words<address>`, bare addresses, and addresses without a scheme but with a path.
    ADDRESS = concat!(
        r#"\[(?P<words>[^\[\]]{0,300})\]\((?P<target>[a-z]+:[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)"#,
        r#"|<?(?P<url>(?i:(?:https?|ftp|file|webcal)://|tel:|mailto:)[^\s<>"«»“”（）、。」』】]+)>?"#,
        r#"|(?P<half>\b(?:[a-z0-9-]+\.){1,4}[a-z]{2,12}/[^\s<>"«»“”（）、。]{2,})"#,
        r#"|(?P<share>\\\\[\w.-]+\\[^<>"|?*:]{2,}\.[a-z]{3,4})"#,
    );
    CLOCK = r"^(?:\d{1,2}[:h.]\d{2}|\d{1,2}\s?(?:am|pm|Uhr))(?:\s*(?:[-–—~〜～]|to|bis|à)\s*\d{1,2}(?:[:h.]\d{2}|\s?(?:am|pm)))?(?:\s*(?:Uhr|am|pm|h)\b)?\s*[:：|–—-]?\s+";
    NUMBER = concat!(
        r"^(?:(?i:top|punkt|pkt\.?|point|item|punto|topic|thema|tema|sujet)\s*\d{1,2}\s*[:：.)–—-]\s*",
        r"|(?i:top)\s*\d{1,2}\s+",
        r"|[(（]?\d{1,2}(?:\.\d{1,2})?\s*(?:[.)\]]\s+|[)）、．º°ª]\s*|/\s+|\s[-–—]\s+|[.)])",
        r"|#\d{1,2}[:.)]?\s+|§\s*\d{1,2}[.:]?\s+|№\s*\d{1,2}[.:]?\s+",
        r"|[(（]?[a-zA-Z][)）]\s*|[a-h]\.\s+|(?i:i{1,3}|iv|vi{0,3}|ix|x)[.)]\s+",
        r"|[(（]?[一二三四五六七八九十]{1,3}[)）、.．，]\s*",
        r"|[가나다라마바사아][.)]\s*|[א-י]['׳]?[.)]\s*|[أ-ي][.)\-]\s+|[٠-٩]{1,2}\s*[.)\-–]\s*",
        r"|[\u{2460}-\u{24ff}\u{2776}-\u{2793}\u{3251}-\u{325f}]\s*|[0-9#]\u{fe0f}?\u{20e3}\s*)",
    );
    BULLET = concat!(
        r"^(?:(?:[-–—*+>»¤→➔‐−o]|--|->|=>)\s+(?:\[[ xX]\]\s*)?|[–—•·▪◦‣●○◾▫►▶➤✓✔☐☑※・∙⁃■□◆◇▼▲★☆◎]\s*",
        r"|(?:[\u{1f300}-\u{1faff}\u{2600}-\u{27bf}\u{2b00}-\u{2bff}\u{1f1e6}-\u{1f1ff}\u{23e9}-\u{23fa}\u{2190}-\u{21ff}][\u{fe0f}\u{200d}\u{1f3fb}-\u{1f3ff}]*)+\s*)",
    );
    EMPHASIS = r"^(?:#{1,6}\s+(?P<head>.+?)\s*#*|\*\*(?P<bold>[^*]+)\*\*[:：]?|__(?P<under>[^_]+)__[:：]?|\*(?P<star>[^*\s][^*]*)\*[:：]?|【(?P<lens>[^】]+)】)$";
}

/// The cells of a row of a Markdown table; none for the rule under its heads.
fn markdown_row(text: &str) -> Option<Vec<String>> {
    let inner = text.trim().trim_start_matches('|').trim_end_matches('|');
    let rule = inner.chars().all(|c| matches!(c, '-' | ':' | '|' | ' '));
    (!rule).then(|| inner.split('|').map(text::one_line).collect())
}

fn without_addresses(text: &str) -> (String, Vec<Link>) {
    let mut links = Vec::new();
    if !text.contains(['/', ':', '\\']) {
        return (text.to_owned(), links);
    }
    let mut plain = String::with_capacity(text.len());
    let mut from = 0;
    for found in ADDRESS.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let before = text.get(from..whole.start()).unwrap_or_default();
        let take = |name: &str| found.name(name).map(|part| part.as_str());
        let words = take("words").unwrap_or_default();
        let part = ["target", "url", "half", "share"].iter().find_map(|name| found.name(name));
        let Some(part) = part else { continue };
        let address = part.as_str().trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '>', '\'', '*']);
        if take("half").is_some() && (before.ends_with('@') || before.ends_with('/') || !domain(address)) {
            continue;
        }
        let length = address.len();
        plain.push_str(before);
        plain.push_str(words);
        let address =
            if take("half").is_some() { format!("https://{address}") } else { address.replace("\\\\", "file://") };
        links.push(Link::new(if words.is_empty() { lead(before) } else { words }, &address));
        // A full stop after a bare address belongs to the sentence.
        from = if take("words").is_some() || whole.as_str().starts_with('<') {
            whole.end()
        } else {
            part.start() + length
        };
    }
    plain.push_str(text.get(from..).unwrap_or_default());
    (plain, links)
}

/// Whether the host of an address without a scheme ends in something that is a domain and not a word like `and/or`.
fn domain(address: &str) -> bool {
    const ENDS: &[&str] = &[
        "com", "org", "net", "io", "de", "fr", "es", "it", "nl", "se", "pl", "ua", "ru", "tr", "il", "jp", "cn", "kr",
        "br", "pt", "uk", "eu", "ch", "at", "dev", "app", "edu", "gov", "co", "us", "ca", "info", "cloud", "ai", "be",
        "me", "ly",
    ];
    let host = address.split('/').next().unwrap_or_default();
    host.rsplit('.').next().is_some_and(|end| ENDS.contains(&end))
}

/// The last words before an address, which say what it is.
fn lead(before: &str) -> &str {
    let start = before.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
    before.get(start..).unwrap_or_default().trim()
}

fn without_emphasis(text: &str) -> (&str, bool) {
    match EMPHASIS.captures(text) {
        Some(found) => {
            let inner = ["head", "bold", "under", "star", "lens"].iter().find_map(|name| found.name(name));
            (inner.map_or(text, |inner| inner.as_str()), true)
        }
        None => (text, false),
    }
}

/// The list mark and what follows it.
fn mark(text: &str) -> (Mark, &str) {
    let rest = |found: regex::Match<'_>| text.get(found.end()..).unwrap_or_default();
    if let Some(found) = CLOCK.find(text) {
        return (Mark::Clock, rest(found));
    }
    if let Some(found) = NUMBER.find(text) {
        let after = rest(found);
        let decimal = found.as_str().ends_with('.') && after.starts_with(|c: char| c.is_ascii_digit());
        return if decimal { (Mark::None, text) } else { (Mark::Number, after) };
    }
    BULLET.find(text).map_or((Mark::None, text), |found| (Mark::Bullet, rest(found)))
}

fn is_fence(text: &str) -> bool {
    text.len() >= 8
        && text
            .chars()
            .all(|c| matches!(c, '_' | '-' | '=' | '~' | ':' | '*' | '─' | '━' | '—' | '–' | '.' | '#' | '═' | '・'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Line {
        Line::new(Raw { text: text.to_owned(), ..Raw::default() }).expect("something is on the line")
    }

    #[test]
    fn list_marks_of_many_kinds_are_seen_and_taken_off() {
        for text in [
            "1. One",
            "1) One",
            "a) One",
            "（1）One",
            "一、One",
            "① One",
            "1️⃣ One",
            "TOP 1 – One",
            "§1 One",
            "가) One",
            "١. One",
            "1/ One",
        ] {
            assert_eq!((line(text).mark, line(text).text.as_str()), (Mark::Number, "One"), "{text}");
        }
        for text in ["- One", "• One", "– One", "·    One", "📰 One", "・One", "* One", "▪ One"] {
            assert_eq!((line(text).mark, line(text).text.as_str()), (Mark::Bullet, "One"), "{text}");
        }
        for text in ["0:15 One", "13:30–14:00 One", "9.30 Uhr One"] {
            assert_eq!((line(text).mark, line(text).text.as_str()), (Mark::Clock, "One"), "{text}");
        }
        assert_eq!(line("2.5 hours of work").mark, Mark::None);
    }

    #[test]
    fn addresses_leave_the_words_and_become_links() {
        let found = line("Agenda: https://example.com/a.");
        assert_eq!((found.text.as_str(), found.links[0].url.as_str()), ("Agenda: .", "https://example.com/a"));
        let found = line("see the [plan](https://example.com/p) and and/or www.example.org/x/y");
        assert_eq!(
            found.links.iter().map(|link| link.url.as_str()).collect::<Vec<_>>(),
            ["https://example.com/p", "https://www.example.org/x/y"]
        );
        assert!(line("Need help?<https://aka.ms/JoinTeamsMeeting>").text.starts_with("Need help?"));
    }
}
