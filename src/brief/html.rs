//! HTML to lines: a single pass over the tags, without a tree.
//!
//! A tree is not needed to get text, and building one takes quadratic time on deep nesting. This pass is linear in the
//! input, its memory bounded by the page limits; what it does not understand it skips.

use mail_parser::decoders::html::add_html_token;

use super::link::{Kind, Link};
use super::page::{Line, Mark, Raw, Sheet};
use super::text;

/// How much HTML is looked at, in bytes; Word wraps little text in much markup.
const INPUT_LIMIT: usize = 4 * 1024 * 1024;
/// How deep tables are followed; deeper ones are read as running text.
const TABLE_DEPTH: usize = 16;
/// How many bytes of a line are gathered before it is closed.
const GATHER_LIMIT: usize = 16 * 1024;

patterns! {
    TAG = r"(?i)</?(?:html|html-blob|body|br|p|div|span|ul|ol|li|a|b|i|u|em|strong|table|tr|td|h[1-6]|blockquote|font|hr|img)(?:\s[^<>]*|\s*/)?>";
    HREF = r#"(?is)\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))"#;
}

/// Whether a text is HTML: it has a tag that people's text has not.
pub(super) fn is_html(text: &str) -> bool {
    TAG.is_match(text::prefix(text, 64 * 1024))
}

/// Reads HTML. Calendars show a line break of the source as such unless it is a whole document.
pub(super) fn read(html: &str) -> Vec<Line> {
    let html = text::prefix(html, INPUT_LIMIT);
    let head = text::prefix(html, 2048).to_ascii_lowercase();
    let document =
        head.contains("<html>") || head.contains("<html ") || head.contains("<body") || head.contains("<!doctype");
    let mut reader = Reader { breaks: !document, ..Reader::default() };
    reader.run(html);
    reader.flush();
    while reader.tables.pop().is_some_and(|row| reader.close_row(row)) {}
    reader.sheet.into_lines()
}

/// Decodes character references in plain text that an HTML editor has left there.
pub(super) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let end = text::prefix(after, 32).find(';').map_or(1, |end| end + 1);
        let (reference, tail) = after.split_at(end);
        add_html_token(&mut out, reference.as_bytes(), false);
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[derive(Default)]
struct Reader {
    sheet: Sheet,
    breaks: bool,
    line: Raw,
    anchor: Option<(String, usize)>,
    bold: usize,
    heading: bool,
    weight: (usize, usize),
    gap: bool,
    quotes: usize,
    lists: Vec<Mark>,
    /// One entry a table that is open: its row, if one is.
    tables: Vec<Option<Row>>,
}

#[derive(Default)]
struct Row {
    cells: Vec<Vec<Line>>,
    layout: bool,
}

impl Reader {
    fn run(&mut self, html: &str) {
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            let (before, tag) = rest.split_at(at);
            self.text(before);
            if self.sheet.full() {
                return;
            }
            rest = match self.tag(tag) {
                Some(rest) => rest,
                None => return,
            };
        }
        self.text(rest);
    }

    /// Handles what starts with `<`; gives what follows, or none at the end.
    fn tag<'h>(&mut self, at: &'h str) -> Option<&'h str> {
        if let Some(comment) = at.strip_prefix("<!--") {
            return comment.split_once("-->").map(|(_, rest)| rest);
        }
        let inner = at.get(1..)?;
        if !inner.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?')) {
            self.text("<");
            return Some(inner);
        }
        let end = tag_end(inner)?;
        let (content, rest) = (inner.get(..end)?, inner.get(end + 1..)?);
        let (closing, content) = content.strip_prefix('/').map_or((false, content), |content| (true, content));
        let name_end = content.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(content.len());
        let name = content.get(..name_end)?.to_ascii_lowercase();
        if !closing
            && matches!(name.as_str(), "style" | "script" | "title" | "xml" | "noscript" | "svg")
            && !content.ends_with('/')
        {
            return skip_element(rest, &name);
        }
        if closing {
            self.close(&name)
        } else {
            self.open(&name, content)
        }
        Some(rest)
    }

    fn open(&mut self, name: &str, content: &str) {
        match name {
            "br" | "hr" => self.break_line(),
            "a" => self.anchor = href(content).map(|url| (url, self.line.text.len())),
            "b" | "strong" => self.bold += 1,
            "ul" | "menu" => self.list(Mark::Bullet),
            "ol" => self.list(Mark::Number),
            "li" => {
                self.flush();
                self.line.mark = Some(self.lists.last().copied().unwrap_or(Mark::Bullet));
            }
            "blockquote" => {
                self.flush();
                self.quotes += 1;
            }
            "table" => self.open_table(),
            "tr" => self.open_row(),
            "td" | "th" => self.open_cell(),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading = true;
            }
            name if block(name) => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "a" => self.close_anchor(),
            "b" | "strong" => self.bold = self.bold.saturating_sub(1),
            "ul" | "ol" | "menu" => {
                self.flush();
                self.lists.pop();
            }
            "blockquote" => {
                self.flush();
                self.quotes = self.quotes.saturating_sub(1);
            }
            "tr" => self.end_row(),
            "table" => {
                self.end_row();
                self.tables.pop();
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading = false;
            }
            name if block(name) => self.break_line(),
            _ => {}
        }
    }

    fn list(&mut self, mark: Mark) {
        self.flush();
        if self.lists.len() < 64 {
            self.lists.push(mark);
        }
    }

    fn text(&mut self, text: &str) {
        if !self.breaks {
            return self.gather(text);
        }
        for (nth, part) in text.split('\n').enumerate() {
            if nth > 0 {
                self.break_line();
            }
            self.gather(part);
        }
    }

    fn gather(&mut self, text: &str) {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.weight.0 += letters;
        if self.bold > 0 || self.heading {
            self.weight.1 += letters;
        }
        self.line.text.push_str(&decode(text));
        if self.line.text.len() > GATHER_LIMIT {
            self.flush();
        }
    }

    fn close_anchor(&mut self) {
        let Some((url, start)) = self.anchor.take() else { return };
        let words = text::one_line(self.line.text.get(start..).unwrap_or_default());
        let link = Link::new(&words, &url);
        // An address that stands for itself is not words.
        if words.contains("://") || words.starts_with("www.") || link.kind == Kind::Contact {
            let keep = if link.kind == Kind::Contact { words.as_str() } else { "" };
            let before = text::one_line(self.line.text.get(..start).unwrap_or_default());
            self.line.text.truncate(start);
            self.line.text.push_str(keep);
            let from = before.char_indices().rev().nth(60).map_or(0, |(at, _)| at);
            self.line.links.push(Link { text: before.get(from..).unwrap_or_default().to_owned(), ..link });
        } else {
            self.line.links.push(link);
        }
    }

    /// Ends the line; an empty one is a gap.
    fn break_line(&mut self) {
        if self.line.text.trim().is_empty() && self.line.links.is_empty() {
            self.gap = true;
        }
        self.flush();
    }

    fn flush(&mut self) {
        self.anchor = self.anchor.take().map(|(url, _)| (url, 0));
        let (all, bold) = std::mem::take(&mut self.weight);
        let mut raw = std::mem::take(&mut self.line);
        raw.strong = all > 0 && bold * 10 >= all * 9;
        raw.quoted = self.quotes > 0;
        if raw.text.trim().is_empty() && raw.links.is_empty() {
            self.line.mark = raw.mark;
            return;
        }
        raw.gap = std::mem::take(&mut self.gap);
        if let Some(line) = Line::new(raw) {
            self.emit(line);
        }
    }

    fn emit(&mut self, line: Line) {
        let cell = self.tables.iter_mut().rev().flatten().find_map(|row| row.cells.last_mut());
        match cell {
            Some(cell) if cell.len() < 1000 => cell.push(line),
            _ => self.sheet.push(line),
        }
    }

    fn open_table(&mut self) {
        self.flush();
        if let Some(row) = self.tables.iter_mut().rev().flatten().next() {
            row.layout = true;
        }
        if self.tables.len() < TABLE_DEPTH {
            self.tables.push(None);
        }
    }

    fn open_row(&mut self) {
        self.end_row();
        if let Some(row) = self.tables.last_mut() {
            *row = Some(Row::default());
        }
    }

    fn open_cell(&mut self) {
        self.flush();
        if let Some(Some(row)) = self.tables.last_mut() {
            row.cells.push(Vec::new());
        }
    }

    fn end_row(&mut self) {
        self.flush();
        let row = self.tables.last_mut().and_then(Option::take);
        self.close_row(row);
    }

    /// A row of a table of data becomes one line; a row that only arranges blocks is taken apart.
    fn close_row(&mut self, row: Option<Row>) -> bool {
        let Some(row) = row else { return true };
        let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
        let small = row.cells.iter().all(|cell| cell.len() <= 3);
        if row.layout || filled < 2 || !small {
            row.cells.into_iter().flatten().for_each(|line| self.emit(line));
        } else if let Some(line) = joined(row.cells) {
            self.emit(line);
        }
        true
    }
}

fn joined(cells: Vec<Vec<Line>>) -> Option<Line> {
    let words = |cell: &Vec<Line>| cell.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
    let texts: Vec<String> = cells.iter().map(words).collect();
    let strong = cells.iter().flatten().all(|line| line.strong);
    let gap = cells.iter().flatten().next().is_some_and(|line| line.gap);
    let quoted = cells.iter().flatten().any(|line| line.quoted);
    let text = texts.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>().join(" | ");
    let links = cells.into_iter().flatten().flat_map(|line| line.links).collect();
    Line::new(Raw { text, links, cells: texts, strong, quoted, gap, mark: None })
}

fn block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "dl"
            | "dt"
            | "dd"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "center"
            | "pre"
            | "address"
            | "form"
            | "body"
            | "tbody"
            | "li"
            | "u1"
            | "html-blob"
    )
}

/// Where a tag ends: at the first `>` outside quotes.
fn tag_end(tag: &str) -> Option<usize> {
    let mut quote = None;
    let mut value = false;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') if value => quote = Some(byte),
            (None, b'>') => return Some(at),
            (None, byte) => value = byte == b'=' || (value && byte.is_ascii_whitespace()),
        }
    }
    None
}

fn skip_element<'h>(rest: &'h str, name: &str) -> Option<&'h str> {
    let mut at = 0;
    while let Some(found) = rest.get(at..)?.find("</") {
        let start = at + found + 2;
        let end = start + name.len();
        if rest.get(start..end).is_some_and(|tag| tag.eq_ignore_ascii_case(name)) {
            return rest.get(end..)?.split_once('>').map(|(_, rest)| rest);
        }
        at = start;
    }
    None
}

fn href(tag: &str) -> Option<String> {
    let found = HREF.captures(text::prefix(tag, 16 * 1024))?;
    let value = found.get(1).or(found.get(2)).or(found.get(3))?;
    Some(text::one_line(&decode(value.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        read(html).into_iter().map(|line| line.text).collect()
    }

    #[test]
    fn lists_breaks_and_entities_become_lines() {
        assert_eq!(
            texts("<b>Agenda</b><br><ul><li>A &amp; B</li><li>C&nbsp;D</li></ul>End"),
            ["Agenda", "A & B", "C D", "End"]
        );
    }

    #[test]
    fn word_markup_leaves_only_the_words() {
        let html = "<html><head><style><!-- p {x:y} --></style></head><body><p class=MsoListParagraph><![if !supportLists]><span style='mso-list:Ignore'>1.<span>&nbsp;&nbsp; </span></span><![endif]>One<o:p></o:p></p></body></html>";
        let lines = read(html);
        assert_eq!((lines[0].text.as_str(), lines[0].mark), ("One", Mark::Number));
    }

    #[test]
    fn a_data_row_is_one_line_and_a_layout_row_is_taken_apart() {
        let lines = read("<table><tr><td>09:00</td><td>Budget</td></tr></table>");
        assert_eq!(lines[0].cells, ["09:00", "Budget"]);
        assert_eq!(
            texts("<table><tr><td>A<table><tr><td>x</td><td>y</td></tr></table></td><td>B</td></tr></table>"),
            ["A", "x | y", "B"]
        );
    }

    #[test]
    fn a_link_keeps_its_words_and_its_target() {
        let lines = read("See <a href=\"https://x.example/d?a=1&amp;b=2\">the plan</a>.");
        assert_eq!(lines[0].text, "See the plan.");
        assert_eq!(
            (lines[0].links[0].text.as_str(), lines[0].links[0].url.as_str()),
            ("the plan", "https://x.example/d?a=1&b=2")
        );
    }

    #[test]
    fn angle_brackets_that_are_no_tags_stay_text() {
        assert!(!is_html("a < b and <topic>") && is_html("a<br>b"));
        assert_eq!(texts("a < b<br>c"), ["a < b", "c"]);
    }
}
