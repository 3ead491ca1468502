//! Sections: a head such as `Agenda:` and what stands under it; lists and what leads them in.

use super::super::item;
use super::super::page::Line;
use super::super::words::{self, Words};

/// What a head announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Head {
    /// What will be discussed.
    Agenda,
    /// The same, in words that also mean other things.
    Plan,
    /// What the meeting produces.
    Outcome,
    /// What to read.
    PreRead,
    /// Something else: guests, rules, places.
    Aside,
}

/// A head with its content, or a list with its lead-in.
#[derive(Debug)]
pub(in super::super) struct Section<'a> {
    /// What the head announces; none for a list under running text.
    pub head: Option<Head>,
    /// The words of the head or lead-in.
    pub title: String,
    /// What stands in the head's line after the colon.
    pub rest: String,
    /// The head's line.
    pub line: Option<&'a Line>,
    /// The lines below.
    pub body: Vec<&'a Line>,
}

/// How many lines belong to a head at most.
const BODY: usize = 60;

/// Splits lines into sections. Running text that belongs to none is left out.
pub(in super::super) fn split<'a>(lines: &[&'a Line]) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut lead: Option<&'a Line> = None;
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        let next = lines.get(at + 1).copied();
        if let Some((head, rest)) = head(line, next) {
            let title = line.text.strip_suffix(&rest).unwrap_or(&line.text).to_owned();
            sections.push(Section { head: Some(head), title, rest, line: Some(line), body: Vec::new() });
            open = true;
        } else if listed(line) {
            match sections.last_mut().filter(|_| open) {
                Some(section) if section.body.len() < BODY => section.body.push(line),
                _ => {
                    let title = lead.map(|lead| lead.text.clone()).unwrap_or_default();
                    sections.push(Section { head: None, title, rest: String::new(), line: lead, body: vec![line] });
                    open = true;
                }
            }
        } else if sections.last_mut().is_some_and(|section| open && takes(section, line)) {
            if let Some(section) = sections.last_mut() {
                section.body.push(line);
            }
        } else {
            lead = Some(line);
            open = false;
        }
    }
    sections
}

fn listed(line: &Line) -> bool {
    line.item() || !line.cells.is_empty()
}

/// Whether a plain line still belongs to the section: only under a head, and only until a gap or a list's end.
fn takes(section: &Section<'_>, line: &Line) -> bool {
    let list = section.body.iter().any(|line| listed(line));
    let started = !section.body.is_empty() || !section.rest.trim().is_empty();
    section.head.is_some() && !list && section.body.len() < BODY && !(started && line.gap)
}

/// The head of a line and what stands after it.
fn head(line: &Line, next: Option<&Line>) -> Option<(Head, String)> {
    if let [first, second, ..] = line.cells.as_slice() {
        // A form: the first cell asks, the second answers.
        let label = words::normal(first);
        let words = words::length(&label);
        return (words > 0 && words <= 12 && line.cells.len() == 2)
            .then(|| kind(&label, true))
            .flatten()
            .map(|head| (head, second.clone()))
            .filter(|(_, rest)| !words::TOPIC_COLUMN.is(&words::normal(rest)));
    }
    if words::NO_AGENDA.hit(&line.norm) {
        return None;
    }
    let (label, rest, colon) = match colon(&line.text) {
        Some((label, rest)) => (label, rest, true),
        None => (line.text.as_str(), "", false),
    };
    let label = words::normal(label);
    let length = words::length(&label);
    let below = next.is_some_and(listed);
    let titled = line.strong || (below && length <= 4) || line.text.chars().all(|c| !c.is_lowercase());
    let enough = if colon { length <= 9 } else { length <= 6 && !line.text.ends_with(['.', '!', '?', ',']) };
    let exact = exact(&label).filter(|_| enough && (!line.item() || line.strong || colon || below));
    let loose = || kind(&label, colon).filter(|_| enough && !line.item() && (colon || titled));
    exact.or_else(loose).map(|head| (head, rest.trim().to_owned()))
}

/// The words before and after the first colon that is not part of a time.
fn colon(text: &str) -> Option<(&str, &str)> {
    let at = text.char_indices().find(|(at, c)| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let (before, after) = text.split_at(*at);
        let time = digit(before.chars().last()) && digit(after.chars().nth(1));
        matches!(c, ':' | '：') && !time
    });
    let dash = || {
        let (label, rest) = [" – ", " — ", " - ", "→", ". "].iter().find_map(|dash| text.split_once(dash))?;
        exact(&words::normal(label)).map(|_| (label, rest))
    };
    match at {
        Some((at, c)) => Some((text.get(..at)?, text.get(at + c.len_utf8()..)?)),
        None => dash(),
    }
}

fn exact(label: &str) -> Option<Head> {
    let tables: [(Head, &Words); 5] = [
        (Head::Agenda, &words::AGENDA_LABEL),
        (Head::Outcome, &words::OUTCOME_LABEL),
        (Head::PreRead, &words::PRE_READ_LABEL),
        (Head::Aside, &words::ASIDE_LABEL),
        (Head::Plan, &words::PLAN_LABEL),
    ];
    tables.into_iter().find(|(_, table)| table.is(label)).map(|(head, _)| head)
}

/// What a label announces that contains a phrase among other words.
fn kind(label: &str, colon: bool) -> Option<Head> {
    exact(label).or_else(|| {
        let tables: [(Head, &Words); 5] = [
            (Head::Aside, &words::ASIDE_LABEL),
            (Head::Outcome, &words::OUTCOME_LABEL),
            (Head::Agenda, &words::AGENDA_LABEL),
            (Head::PreRead, &words::PRE_READ_LABEL),
            (Head::Plan, &words::PLAN_LABEL),
        ];
        let weighs = |head: Head, table: &Words| {
            head != Head::Aside || words::FORBIDDEN.hit(label) || table.share(label) * 2 >= label.len()
        };
        let hit =
            tables.into_iter().find(|(head, table)| table.hit(label) && weighs(*head, table)).map(|(head, _)| head);
        hit.filter(|_| colon || words::length(label) <= 6)
    })
}

impl Section<'_> {
    /// The items that name something to talk about.
    pub fn real_items(&self) -> Vec<&str> {
        let texts = self.body.iter().map(|line| line.text.as_str());
        std::iter::once(self.rest.as_str()).chain(texts).filter(|text| item::real(text)).collect()
    }

    /// Whether it is a list of something else: rules, guests, places.
    pub fn aside(&self) -> bool {
        let title = words::normal(&self.title);
        let mostly = words::ASIDE_LABEL.share(&title) * 3 >= title.len();
        self.head == Some(Head::Aside) || words::FORBIDDEN.hit(&title) || mostly || words::LEGAL.count(&title) >= 2
    }

    /// The first placeholder, if one stands in it.
    pub fn placeholder(&self) -> Option<&str> {
        let texts = self.body.iter().map(|line| line.text.as_str());
        std::iter::once(self.rest.as_str()).chain(texts).find(|text| !text.is_empty() && item::placeholder(text))
    }
}
