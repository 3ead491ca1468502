//! The letter that tells of several meetings at once what was done when their deadlines had passed.

use super::desk::Desk;
use super::facts;
use super::letter::Outcome;
use super::page::{Entry, Page, Part, Tone};
use super::words::{capital, effect, which};
use crate::meeting::{Mode, Requirement};

/// What was done about several meetings; earliest start first.
pub(super) fn outcomes(desk: &Desk, outcomes: &[Outcome]) -> Page {
    let (words, count) = (desk.words, outcomes.len());
    let days = desk.times.days(outcomes.iter().map(|outcome| outcome.meeting.start));
    let subject = if days.is_empty() { words.your_meetings() } else { words.digest_subject(count, days) };
    let lacking = |requirement: &Requirement| outcomes.iter().any(|one| missing(one).contains(requirement));
    let any: Vec<Requirement> = Requirement::ALL.into_iter().filter(lacking).collect();

    let mut parts = vec![Part::Entries(outcomes.iter().map(|outcome| entry(desk, outcome)).collect())];
    if !any.is_empty() {
        parts.push(Part::Heading(words.paste_digest()));
        parts.extend(facts::template(words, &any));
    }
    parts.push(facts::what_next(words, next(desk, outcomes)));
    let headline = capital(&words.deadlines_passed(words.number(count)));
    desk.page(capital(&subject), headline, parts, words.because_organizer(count))
}

/// What was missing so that it was done; nothing where protected time is the cause.
fn missing(outcome: &Outcome) -> Vec<Requirement> {
    if outcome.window.is_some() { Vec::new() } else { facts::missing_for(&outcome.meeting, outcome.done) }
}

fn entry(desk: &Desk, outcome: &Outcome) -> Entry {
    let (words, meeting) = (desk.words, &outcome.meeting);
    let missing = missing(outcome);
    let window = outcome.window.as_deref().map(facts::window);
    let (mark, cause, label) = match &window {
        Some(window) => {
            let falls = words.it_falls(words.window_of(window, &desk.times.weekday(meeting.start)));
            (words.window_mark(), falls, words.move_meeting())
        }
        None => {
            let cause = words.not_there(words.those(&missing), which(&missing), desk.times.by(meeting.deadline));
            (words.flag(&missing), capital(&cause), words.open_invitation())
        }
    };
    let names = words.names(&facts::names(words, &outcome.whose));
    let remark =
        if outcome.done.answers() { format!("{cause} {} {names}.", words.colon(words.whose_answer())) } else { cause };
    Entry {
        card: desk.card_with(meeting, false),
        need: words.done_for(outcome.done, outcome.whose.len(), &mark, &missing),
        tone: if outcome.done.answers() { Tone::Off } else { Tone::Due },
        remark: Some(remark),
        link: facts::button(meeting, label),
        says: if window.is_some() { Vec::new() } else { desk.choices(meeting, &missing) },
    }
}

/// How it is undone: by adding what is missing, by moving, or either, as the causes are.
fn next(desk: &Desk, outcomes: &[Outcome]) -> String {
    let words = desk.words;
    let strictest = outcomes.iter().filter(|one| one.window.is_none()).map(|one| one.done).max();
    let adding = strictest.map(|done| words.undo_each_by_adding(effect(done.max(Mode::Flag))));
    let moved = outcomes.iter().any(|one| one.window.is_some()).then(|| words.undo_each_by_moving());
    adding.into_iter().chain(moved).collect::<Vec<_>>().join(" ")
}
