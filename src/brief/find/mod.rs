//! The findings: from lines to what they say.

use std::collections::HashMap;

mod agenda;
mod inform;
mod outcomes;
mod pre_read;
mod section;
mod social;
mod table;
mod waiver;

use super::cut::{self, Part};
use super::page::Line;
use super::{Brief, Certainty, Evidence, Finding, Invitation, text, words};
use section::Section;

/// What the findings look at.
pub(super) struct Reading<'a> {
    /// The invitation, for title and attachments.
    pub invitation: &'a Invitation,
    /// The title in normal form.
    pub title: String,
    /// The organizer's own lines.
    pub own: Vec<&'a Line>,
    /// Lines of a quoted or forwarded mail.
    pub quoted: Vec<&'a Line>,
    /// The own lines by section.
    pub sections: Vec<Section<'a>>,
    /// The own running text by sentence.
    pub sentences: Vec<Sentence>,
    /// What was set aside.
    pub aside: Vec<(Part, String)>,
}

/// A sentence of running text.
#[derive(Debug, Clone)]
pub(super) struct Sentence {
    /// As written.
    pub text: String,
    /// In normal form.
    pub norm: String,
    /// Length in words.
    pub length: usize,
    /// It ends with a question mark.
    pub asks: bool,
    /// It is an item of a list.
    pub item: bool,
    /// It stands in a table.
    pub row: bool,
    /// It stands under a head that says what the meeting produces.
    pub produces: bool,
}

impl Sentence {
    /// What follows a label of the table, if the sentence starts with one.
    pub fn label(&self, table: &words::Words) -> Option<&str> {
        let (label, rest) = self.text.split_once([':', '：'])?;
        table.is(&words::normal(label)).then_some(rest.trim())
    }

    /// Whether something gets settled; in a list, the item has to begin with it.
    pub fn settles(&self) -> bool {
        if self.item { words::DECIDE.starts(&self.norm) } else { words::DECIDE.hit(&self.norm) }
    }
}

/// Finds everything.
pub(super) fn all(reading: &Reading<'_>, brief: &mut Brief) {
    brief.inform_only = inform::find(reading);
    let one_way = brief.inform_only.present();
    brief.agenda = agenda::find(reading, one_way);
    brief.outcomes = outcomes::find(reading, one_way);
    brief.pre_read = pre_read::find(reading);
    brief.pre_read_waived = waiver::find(reading);
    brief.social = social::find(reading, &brief.agenda);
}

impl<'a> Reading<'a> {
    /// Arranges the lines.
    pub fn new(invitation: &'a Invitation, lines: &'a [Line], parts: &[Part]) -> Self {
        let of = |wanted: Part| {
            let both = lines.iter().zip(parts);
            both.filter(move |(line, part)| **part == wanted && !line.fence).map(|(line, _)| line).collect::<Vec<_>>()
        };
        let own = of(Part::Own);
        let aside = lines.iter().zip(parts).filter(|(line, part)| **part != Part::Own && !line.text.is_empty());
        let mut seen = Vec::new();
        for (line, part) in aside {
            if !seen.iter().any(|(old, _)| old == part) {
                seen.push((*part, line.text.clone()));
            }
        }
        let sections = section::split(&own);
        let sentences = own_sentences(&own, &sections);
        let quoted = of(Part::Quoted).into_iter().filter(|line| !cut::is_header(line)).collect();
        let title = words::normal(&invitation.title);
        Self { invitation, title, quoted, sections, sentences, own, aside: seen }
    }
}

/// Splits running text into sentences, leaving out lists of rules, guests and the like.
fn own_sentences(own: &[&Line], sections: &[Section<'_>]) -> Vec<Sentence> {
    let mut under: HashMap<*const Line, (bool, bool)> = HashMap::new();
    for section in sections {
        let kind = (section.aside() && section.body.len() > 1, section.head == Some(section::Head::Outcome));
        let head = section.line.filter(|_| section.head.is_some());
        // The words of a head are no sentence unless something follows them.
        let bare = head.filter(|_| {
            words::length(&words::normal(&section.rest)) < 4 && section.head != Some(section::Head::Outcome)
        });
        under.extend(bare.map(|line| (std::ptr::from_ref(line), (true, false))));
        under.extend(
            head.filter(|_| bare.is_none())
                .into_iter()
                .chain(section.body.iter().copied())
                .map(|line| (std::ptr::from_ref(line), kind)),
        );
    }
    let mut out = Vec::new();
    for line in own {
        let (aside, produces) = under.get(&std::ptr::from_ref(*line)).copied().unwrap_or_default();
        if !aside {
            out.extend(sentences(&[line]).into_iter().map(|sentence| Sentence { produces, ..sentence }));
        }
    }
    out
}

/// Splits running text into sentences.
pub(super) fn sentences(lines: &[&Line]) -> Vec<Sentence> {
    let mut out = Vec::new();
    for line in lines {
        let row = !line.cells.is_empty();
        let texts = if row { line.cells.iter().map(String::as_str).collect() } else { vec![line.text.as_str()] };
        let all = texts.into_iter().flat_map(split);
        out.extend(all.map(|sentence| Sentence { item: line.item(), row, ..sentence }));
    }
    out
}

fn split(line: &str) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut start = 0;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let wide = matches!(c, '。' | '！' | '？' | '；');
        let ends =
            matches!(c, '.' | '!' | '?' | '؟' | ';' | '…') && chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        let ends = ends && !(c == '.' && goes_on(line.get(at + 1..).unwrap_or_default()));
        if wide || ends {
            let end = at + c.len_utf8();
            add(&mut out, line.get(start..end).unwrap_or_default());
            start = end;
        }
    }
    add(&mut out, line.get(start..).unwrap_or_default());
    out
}

/// Whether what follows a full stop goes on with the sentence, the stop being that of an abbreviation.
fn goes_on(rest: &str) -> bool {
    rest.trim_start().starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit() || c == '(')
}

fn add(out: &mut Vec<Sentence>, text: &str) {
    let text = text.trim();
    let norm = words::normal(text);
    if norm.len() > 2 {
        let asks = text.ends_with(['?', '？', '؟']);
        out.push(Sentence {
            text: text.to_owned(),
            length: words::length(&norm),
            norm,
            asks,
            item: false,
            row: false,
            produces: false,
        });
    }
}

/// The most evidence a finding keeps.
const EVIDENCE: usize = 3;

/// Gathers evidence for a finding.
#[derive(Default)]
pub(super) struct Gathered {
    found: Vec<(Certainty, Evidence)>,
}

impl Gathered {
    /// Something that speaks for it.
    pub fn add(&mut self, certainty: Certainty, code: &str, words: &str) {
        if self.found.len() < 50 {
            self.found.push((certainty, Evidence { code: code.to_owned(), text: text::short(words, 100) }));
        }
    }

    /// Whether something speaks for it.
    pub fn any(&self) -> bool {
        self.found.iter().any(|(certainty, _)| *certainty != Certainty::Absent)
    }

    /// The finding: as sure as the strongest evidence. What was set aside shows only when nothing was found.
    pub fn finding(mut self) -> Finding {
        self.found.sort_by_key(|(certainty, _)| std::cmp::Reverse(*certainty));
        let certainty = self.found.first().map_or(Certainty::Absent, |(certainty, _)| *certainty);
        let counts = |kept: &Certainty| certainty == Certainty::Absent || *kept != Certainty::Absent;
        let mut evidence: Vec<Evidence> = Vec::new();
        for (_, piece) in self.found.into_iter().filter(|(kept, _)| counts(kept)) {
            if evidence.len() < EVIDENCE && !evidence.contains(&piece) {
                evidence.push(piece);
            }
        }
        Finding { certainty, evidence }
    }
}
