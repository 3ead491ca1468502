//! Plain text at 72 columns.
//!
//! Invariants: every line from an invitation is indented or inside a sentence of ours, so it can pose as neither a
//! heading nor a signature; addresses of pages stand alone on their lines, uncut.

use super::page::{Card, Entry, Foot, Line, Links, Page, Part, Row};
use super::report::plain;

/// Columns of a mail.
pub(super) const WIDTH: usize = 72;
const INDENT: usize = 2;

/// The text of a page, its lines ending in `\n`.
pub(super) fn render(page: &Page) -> String {
    let mut out = wrap(&page.headline, 0);
    if page.kicker.is_some() {
        out.push(String::new());
    }
    out.extend(page.lead.iter().flat_map(|lead| wrap(lead, 0)));
    let mut headed = false;
    for part in &page.parts {
        let lines = part_lines(part, &page.colon);
        if !lines.is_empty() {
            out.extend((!headed).then(String::new));
            out.extend(lines);
            headed = page.wide && matches!(part, Part::Heading(_));
        }
    }
    out.push(String::new());
    out.extend(foot(&page.foot, &page.colon));
    plain(&out.join("\n")) + "\n"
}

/// Without the no-break spaces that the layout needed.
pub(super) fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

fn part_lines(part: &Part, colon: &str) -> Vec<String> {
    match part {
        Part::Card(card) => card_lines(card),
        Part::Way(_) => Vec::new(),
        Part::Rows(rows) => rows.iter().flat_map(|row| row_lines(row, labels(rows), colon)).collect(),
        Part::Button(link) => labelled(&format!("{}{colon}", link.label), &link.url),
        Part::Entries(entries) => spaced(entries.iter().map(|one| entry(one, colon))),
        Part::Heading(text) => wrap(&text.to_uppercase(), 0),
        Part::Text(text) | Part::Quiet(text) => wrap(text, 0),
        Part::Section { heading, text, remark } => {
            let text = remark.iter().fold(text.clone(), |text, remark| format!("{text} {remark}"));
            [wrap(&heading.to_uppercase(), 0), wrap(&text, 0)].concat()
        }
        Part::Template(groups) => spaced(groups.iter().map(|group| fill(group))),
        Part::Links(Links { sentence, url, .. }) => labelled(sentence, url),
        Part::Block(block) => plain::lines(block),
    }
}

/// Blocks with an empty line between each two.
fn spaced(blocks: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    blocks.collect::<Vec<_>>().join(&String::new())
}

fn card_lines(card: &Card) -> Vec<String> {
    [wrap(&card.title, INDENT), wrap(&card.when, INDENT)].concat()
}

fn entry(entry: &Entry, colon: &str) -> Vec<String> {
    let mut lines = card_lines(&entry.card);
    lines.extend(wrap(&entry.need, INDENT));
    lines.extend(entry.remark.iter().flat_map(|remark| wrap(remark, INDENT)));
    lines.extend(entry.link.iter().map(|link| format!("  {}", link.url)));
    for link in &entry.says {
        lines.extend(wrap(&format!("{}{colon}", link.label), INDENT));
        lines.push(format!("  {}", link.url));
    }
    lines
}

/// How wide the column of labels is.
fn labels(rows: &[Row]) -> usize {
    const LEAST: usize = 8;
    rows.iter().map(|row| row.label.chars().count()).fold(LEAST, usize::max)
}

fn row_lines(row: &Row, width: usize, colon: &str) -> Vec<String> {
    let joint = if row.joint == ":" { colon } else { row.joint };
    let text = format!("{}{joint} {}", row.state, row.saying);
    let mut lines = wrap(text.trim_end(), INDENT + width + INDENT);
    if let Some(first) = lines.first_mut() {
        *first = format!("  {:width$}  {}", row.label, first.trim_start());
    }
    lines
}

fn fill(group: &[Line]) -> Vec<String> {
    let line = |line: &Line| match line {
        Line::Label(text) | Line::Fill(text) => format!("  {text}"),
    };
    group.iter().map(line).collect()
}

fn labelled(sentence: &str, url: &str) -> Vec<String> {
    let mut lines = wrap(sentence, 0);
    lines.push(url.to_owned());
    lines
}

fn foot(foot: &Foot, colon: &str) -> Vec<String> {
    let mut lines = vec!["-- ".to_owned()];
    let about = format!("{} {}", foot.why, foot.sent_by);
    match &foot.policy {
        Some(link) => {
            lines.extend(labelled(&format!("{about} {}{colon}", link.label), &link.url));
            lines.extend(foot.reply.iter().flat_map(|reply| wrap(reply, 0)));
        }
        None => {
            let reply = foot.reply.as_deref().unwrap_or_default();
            lines.extend(wrap(&format!("{about} {reply}"), 0));
        }
    }
    lines.extend(foot.unsubscribe.iter().flat_map(|link| labelled(&format!("{}{colon}", link.label), &link.url)));
    lines
}

/// Lines of at most [`WIDTH`] columns, broken at spaces (not at no-break spaces); a word longer than a line is cut.
pub(super) fn wrap(text: &str, indent: usize) -> Vec<String> {
    let mut lines = vec![" ".repeat(indent)];
    let (mut column, mut empty) = (indent, true);
    for piece in
        text.split(' ').filter(|word| !word.is_empty()).flat_map(|word| chop(word, WIDTH.saturating_sub(indent)))
    {
        let length = piece.chars().count();
        if !empty && column + 1 + length > WIDTH {
            lines.push(" ".repeat(indent));
            (column, empty) = (indent, true);
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(if empty { "" } else { " " });
            line.push_str(&piece);
        }
        column += length + usize::from(!empty);
        empty = false;
    }
    lines
}

fn chop(word: &str, width: usize) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    chars.chunks(width.max(1)).map(|piece| piece.iter().collect()).collect()
}
