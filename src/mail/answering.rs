//! Letters about answers: what would be answered (conflict), what was (outcome), what is back (restored).

use super::desk::Desk;
use super::letter::{Conflict, MeetingFacts, Outcome, Restored};
use super::page::{Page, Part, Row, Stretch, Tone};
use super::{facts, words};
use crate::meeting::{Mode, Requirement};

/// The meeting falls into protected time.
pub(super) fn conflict(desk: &Desk, conflict: &Conflict) -> Page {
    let meeting = &conflict.meeting;
    let window = facts::window(&conflict.window);
    let weekday = named_after(desk, &window, meeting);
    let others = meeting.people.saturating_sub(meeting.answers_for);

    let protected = facts::names(&conflict.protected);
    let mut parts = vec![desk.card(meeting), Part::Text(words::kept_free(weekday, &protected, meeting.people))];
    parts.extend(facts::button(meeting, words::MOVE_MEETING).map(Part::Button));
    parts.extend(facts::suggestion(meeting).map(Part::Text));
    let (stays, on) = (words::stays(weekday), desk.times.on(meeting.deadline));
    parts.push(facts::what_next(words::if_it_stays(facts::effect(meeting), &stays, &on, meeting.answers_for, others)));
    let (sentence, label) = words::has_to_be(weekday);
    parts.extend(desk.exempt_link(sentence, "", label, ""));

    let headline = words::falls_on(&words::window(&window, desk.times.weekday(meeting.start)));
    desk.page_about(meeting, headline, parts, words::because_of_window(&window))
}

/// The deadline passed, and something was done.
pub(super) fn outcome(desk: &Desk, outcome: &Outcome) -> Page {
    let meeting = &outcome.meeting;
    let missing = facts::missing(meeting);
    let window = outcome.window.as_deref().map(facts::window);

    let mut parts = vec![desk.card(meeting), Part::Way(outcome_way(desk, outcome))];
    parts.extend(match window {
        Some(_) => facts::button(meeting, words::MOVE_MEETING).map(Part::Button).into_iter().collect(),
        None => how_to_add(desk, meeting, &missing),
    });
    parts.extend(whose(outcome));
    parts.extend(way_out(desk, outcome.done, &missing, window.is_some()));

    let count = outcome.whose.len();
    let mark = if window.is_some() { words::WINDOW_MARK.to_owned() } else { words::mark(&missing) };
    let headline = words::done(outcome.done, count, &mark, &missing);
    let (lead, why) = match window {
        Some(window) => {
            let falls = words::it_falls_on(&words::window(&window, desk.times.weekday(meeting.start)));
            let lead = format!("{falls} {}", words::undo_by_moving(outcome.done, count));
            (lead, words::because_of_window(&window))
        }
        None => {
            let cause = words::not_there(&missing, &desk.times.by(meeting.deadline));
            let lead = format!("{cause} {}", words::undo_by_adding(outcome.done, count, missing.len()));
            (lead, facts::why(1, meeting))
        }
    };
    Page { lead: Some(lead), ..desk.page_about(meeting, headline, parts, why) }
}

/// Thank you; what is back.
pub(super) fn restored(desk: &Desk, restored: &Restored) -> Page {
    let meeting = &restored.meeting;
    let missing = facts::missing(meeting);
    let what = meeting.found.first().map(|found| found.requirement);

    let mut rows = facts::found_rows(meeting);
    rows.extend((!restored.answers.is_empty()).then(|| answers_row(restored)));
    rows.extend(desk.short_rows(meeting));
    let mut parts = vec![desk.card(meeting), Part::Way(restored_way(desk, restored, what))];
    parts.extend(facts::rows_part(rows));
    let close = if missing.is_empty() { words::NOTHING_LEFT.to_owned() } else { words::still_welcome(&missing) };
    parts.push(Part::Text(close));

    let count = restored.answers.len();
    let on = restored.arrived.map(|at| desk.times.on(at));
    let lead = words::arrived(what, on.as_deref(), meeting.consequence, count);
    Page { lead: Some(lead), ..desk.page_about(meeting, words::thank_you(count), parts, facts::why(1, meeting)) }
}

/// The weekday, if the protected time is named after the meeting's.
fn named_after(desk: &Desk, window: &str, meeting: &MeetingFacts) -> Option<&'static str> {
    let weekday = desk.times.weekday(meeting.start);
    window.ends_with(weekday).then_some(weekday)
}

fn outcome_way(desk: &Desk, outcome: &Outcome) -> Vec<Stretch> {
    let meeting = &outcome.meeting;
    let tone = if outcome.done.answers() { Tone::Off } else { Tone::Due };
    let still = if outcome.window.is_some() { words::STILL_TIME_TO_MOVE } else { words::STILL_TIME };
    let start = desk.stretch(Tone::Due, meeting.start, still);
    vec![
        desk.sent(meeting, Tone::Plain),
        desk.stretch(tone, meeting.deadline, words::did(outcome.done)),
        Stretch { time: words::until(&start.time), ..start },
    ]
}

fn restored_way(desk: &Desk, restored: &Restored, what: Option<Requirement>) -> Vec<Stretch> {
    let meeting = &restored.meeting;
    let was = if restored.answers.is_empty() { Mode::Flag } else { meeting.consequence };
    let arrived = restored.arrived.map(|at| desk.stretch(Tone::Ok, at, &words::was_found(what)));
    [Some(desk.stretch(Tone::Plain, meeting.deadline, words::did(was))), arrived]
        .into_iter()
        .flatten()
        .chain([desk.stretch(Tone::Ok, meeting.start, words::STARTS)])
        .collect()
}

fn how_to_add(desk: &Desk, meeting: &MeetingFacts, missing: &[Requirement]) -> Vec<Part> {
    let button = facts::button(meeting, words::OPEN_INVITATION);
    let paste = if button.is_some() { words::PASTE_SHORT } else { words::PASTE_SHORT_ALONE };
    let mut parts: Vec<_> = facts::rows_part(desk.rows(meeting, false)).into_iter().collect();
    parts.extend(button.map(Part::Button));
    parts.extend([Part::Text(paste.to_owned()), Part::Template(words::template(missing))]);
    parts
}

/// Whose answer changed; a flag changes none.
fn whose(outcome: &Outcome) -> Option<Part> {
    if !outcome.done.answers() || outcome.whose.is_empty() {
        return None;
    }
    let names = words::whose(&facts::names(&outcome.whose));
    let remark = words::who_stays(&facts::names(&outcome.not_enrolled));
    Some(Part::Section { heading: words::WHOSE_ANSWER.to_owned(), text: names, remark: Some(remark) })
}

/// The link for a meeting that has to run as it is.
fn way_out(desk: &Desk, done: Mode, missing: &[Requirement], window: bool) -> Option<Part> {
    if done.answers() || window {
        let label = words::EXEMPTION_LINK.to_owned();
        let after = if done.answers() { words::EXEMPTION_AFTER } else { "." };
        let sentence = if done.answers() { words::EXEMPTION_SENTENCE } else { words::EXEMPTION_SHORT };
        return desk.exempt_link(sentence.to_owned(), words::EXEMPTION_BEFORE, label, after);
    }
    let label = words::say_why(missing);
    desk.exempt_link(format!("{label}:"), "", label, "")
}

fn answers_row(restored: &Restored) -> Row {
    Row {
        label: words::ANSWERS.to_owned(),
        state: words::BACK,
        joint: ":",
        tone: Tone::Ok,
        saying: words::answers_back(&restored.answers),
    }
}
