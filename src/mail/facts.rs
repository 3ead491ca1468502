//! What the facts of a meeting give to a mail. Here hostile text becomes clean.

use super::clean;
use super::letter::{Found, MeetingFacts, Missing};
use super::page::{Link, Part, Row, Tone};
use super::words::{self, Words};
use crate::meeting::{Mode, Requirement};

/// Names of people, rules and protected times.
const NAME: usize = 40;
const EXCERPT: usize = 120;
const SENTENCE: usize = 200;

/// The meeting's title, or that it has none.
pub(super) fn title(words: &Words, meeting: &MeetingFacts, max: usize) -> String {
    let title = clean::one_line(&meeting.title, max);
    if clean::visible(&title) { title } else { words.no_title() }
}

/// The title that the subject has from the first mail on: a thread has one subject.
pub(super) fn title_in_subject(words: &Words, meeting: &MeetingFacts, max: usize) -> String {
    let first = clean::one_line(&meeting.first_title, max);
    if clean::visible(&first) { first } else { title(words, meeting, max) }
}

/// Names, each kept on one line.
pub(super) fn names(words: &Words, all: &[String]) -> Vec<String> {
    let name = |name: &String| match clean::one_line(name, NAME) {
        name if clean::visible(&name) => name.replace(' ', "\u{a0}"),
        _ => words.no_name(),
    };
    all.iter().map(name).collect()
}

/// The button that opens the invitation.
pub(super) fn button(meeting: &MeetingFacts, label: String) -> Option<Link> {
    let url = meeting.invitation.as_deref().and_then(clean::link)?;
    Some(Link { label, url })
}

/// The friendly line, if there is one.
pub(super) fn suggestion(meeting: &MeetingFacts) -> Option<String> {
    let line = clean::one_line(meeting.suggestion.as_deref()?, SENTENCE);
    clean::visible(&line).then(|| words::sentence(&line))
}

pub(super) fn missing(meeting: &MeetingFacts) -> Vec<Requirement> {
    meeting.missing.iter().map(|missing| missing.requirement).collect()
}

/// What the rule asks for: all that is missing or found.
pub(super) fn asked(meeting: &MeetingFacts) -> Vec<Requirement> {
    let asked = |requirement: &Requirement| {
        meeting.missing.iter().any(|missing| missing.requirement == *requirement)
            || meeting.found.iter().any(|found| found.requirement == *requirement)
    };
    Requirement::ALL.into_iter().filter(asked).collect()
}

/// Why the reader gets a mail about these meetings, which share a rule.
pub(super) fn why(words: &Words, meetings: usize, meeting: &MeetingFacts) -> String {
    words.because(meetings, &clean::quotable(&meeting.rule, NAME), &asked(meeting))
}

/// The name of a protected time.
pub(super) fn window(name: &str) -> String {
    clean::quotable(name, NAME)
}

/// What really follows: without anyone to answer for, an answering mode only asks.
pub(super) fn effect(meeting: &MeetingFacts) -> Mode {
    match meeting.consequence {
        Mode::Observe => Mode::Remind,
        answers if answers.answers() && meeting.answers_for == 0 => Mode::Remind,
        other => other,
    }
}

/// What follows for which of the missing requirements, strictest first.
pub(super) fn consequences(meeting: &MeetingFacts) -> Vec<(Mode, Vec<Requirement>)> {
    let most = effect(meeting);
    let mut all: Vec<(Mode, Vec<Requirement>)> = Vec::new();
    for missing in &meeting.missing {
        let mode = missing.consequence.max(Mode::Remind).min(most);
        match all.iter_mut().find(|(other, _)| *other == mode) {
            Some((_, requirements)) => requirements.push(missing.requirement),
            None => all.push((mode, vec![missing.requirement])),
        }
    }
    all.sort_by(|(a, _), (b, _)| b.cmp(a));
    if all.is_empty() { vec![(most, Vec::new())] } else { all }
}

/// What was missing so that this was done.
pub(super) fn missing_for(meeting: &MeetingFacts, done: Mode) -> Vec<Requirement> {
    let because = meeting.missing.iter().filter(|missing| missing.consequence >= done);
    let because: Vec<_> = because.map(|missing| missing.requirement).collect();
    if because.is_empty() { missing(meeting) } else { because }
}

/// The template to paste, with the hint that goes with it.
pub(super) fn template(words: &Words, missing: &[Requirement]) -> impl Iterator<Item = Part> + use<> {
    let hint = missing.contains(&Requirement::PreRead).then(|| Part::Quiet(words.nothing_to_read()));
    let lines = words.template(missing);
    std::iter::once(Part::Template(lines)).chain(hint)
}

pub(super) fn found_rows(words: &Words, meeting: &MeetingFacts) -> Vec<Row> {
    let row = |found: &Found| {
        let quote = |text: &String| match found.requirement {
            Requirement::PreRead => clean::one_line(text, EXCERPT),
            _ => clean::quotable(text, EXCERPT),
        };
        let evidence: Vec<_> = found.evidence.iter().map(quote).filter(|text| clean::visible(text)).collect();
        Row {
            label: words.label_of(found.requirement),
            state: words.is_found(found.requirement),
            joint: ":",
            tone: Tone::Ok,
            saying: words.shows(
                found.requirement,
                evidence.first().map(String::as_str),
                evidence.len().saturating_sub(1),
            ),
        }
    };
    meeting.found.iter().map(row).collect()
}

pub(super) fn missing_row(words: &Words, missing: &Missing, still: bool) -> Row {
    let excerpt =
        missing.excerpt.as_deref().map(|text| clean::quotable(text, EXCERPT)).filter(|text| clean::visible(text));
    Row {
        label: words.label_of(missing.requirement),
        state: words.is_missing(missing.requirement),
        joint: ".",
        tone: Tone::Due,
        saying: words.evidence(missing.requirement, excerpt.as_deref(), missing.conference, still),
    }
}

/// The section that tells what follows.
pub(super) fn what_next(words: &Words, text: String) -> Part {
    Part::Section { heading: words.what_next(), text, remark: None }
}

/// The rows, if there are any.
pub(super) fn rows_part(rows: Vec<Row>) -> Option<Part> {
    (!rows.is_empty()).then_some(Part::Rows(rows))
}
