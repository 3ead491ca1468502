//! Letters about answers: what would be answered (conflict), what was (outcome), what is back (restored).

use super::desk::Desk;
use super::facts;
use super::letter::{Conflict, MeetingFacts, Outcome, Restored};
use super::page::{Page, Part, Row, Stretch, Tone};
use super::words::{Words, capital, effect, which};
use crate::meeting::{Mode, Requirement};

/// The meeting falls into protected time.
pub(super) fn conflict(desk: &Desk, conflict: &Conflict) -> Page {
    let (words, meeting) = (desk.words, &conflict.meeting);
    let window = facts::window(&conflict.window);
    let weekday = named_after(desk, &window, meeting);
    let weekday = weekday.as_deref();
    let others = meeting.people.saturating_sub(meeting.answers_for);

    let protected = facts::names(words, &conflict.protected);
    let mut parts = vec![desk.card(meeting), Part::Text(words.kept(weekday, &protected, meeting.people))];
    parts.extend(facts::button(meeting, words.move_meeting()).map(Part::Button));
    parts.extend(facts::suggestion(meeting).map(Part::Text));
    let (stays, on) = (words.stays(weekday), desk.times.on(meeting.deadline));
    let next = words.if_stays(facts::effect(meeting), &stays, &on, meeting.answers_for, others);
    parts.push(facts::what_next(words, next));
    let (sentence, label) = words.why_then(weekday);
    parts.extend(desk.exempt_link(sentence, "", label, ""));

    let headline = words.this_one_falls(words.window_of(&window, &desk.times.weekday(meeting.start)));
    desk.page_about(meeting, headline, parts, words.because_of(&window))
}

/// The deadline passed, and something was done.
pub(super) fn outcome(desk: &Desk, outcome: &Outcome) -> Page {
    let (words, meeting) = (desk.words, &outcome.meeting);
    let missing = facts::missing_for(meeting, outcome.done);
    let window = outcome.window.as_deref().map(facts::window);

    let mut parts = vec![desk.card(meeting), Part::Way(outcome_way(desk, outcome))];
    parts.extend(match window {
        Some(_) => {
            let button = facts::button(meeting, words.move_meeting()).map(Part::Button);
            facts::rows_part(desk.short_rows(meeting)).into_iter().chain(button).collect()
        }
        None => how_to_add(desk, meeting, &missing),
    });
    parts.extend(whose(words, outcome));
    parts.extend(way_out(desk, outcome.done, &missing, window.is_some()));
    if desk.page.is_none() && window.is_none() {
        parts.extend(desk.says(meeting, &missing));
    }

    let count = outcome.whose.len();
    let mark = if window.is_some() { words.window_mark() } else { words.flag(&missing) };
    let headline = words.done_for(outcome.done, count, &mark, &missing);
    let (lead, why) = match window {
        Some(window) => {
            let falls = words.it_falls(words.window_of(&window, &desk.times.weekday(meeting.start)));
            let moving = words.undo_by_moving(effect(outcome.done), count);
            let lead = match meeting.missing.as_slice() {
                [] => format!("{falls} {moving}"),
                _ => format!("{falls} {moving} {}", words.still_needs(words.all_of(&facts::missing(meeting)))),
            };
            (lead, words.because_of(&window))
        }
        None => {
            let cause = words.not_there(words.those(&missing), which(&missing), desk.times.by(meeting.deadline));
            let undo = words.undo_by_adding(effect(outcome.done), which(&missing), count);
            (format!("{} {undo}", capital(&cause)), facts::why(words, 1, meeting))
        }
    };
    Page { lead: Some(lead), ..desk.page_about(meeting, headline, parts, why) }
}

/// Thank you; what is back.
pub(super) fn restored(desk: &Desk, restored: &Restored) -> Page {
    let (words, meeting) = (desk.words, &restored.meeting);
    let missing = facts::missing(meeting);
    let what = meeting.found.first().map(|found| found.requirement);

    let mut rows = facts::found_rows(words, meeting);
    rows.extend((!restored.answers.is_empty()).then(|| answers_row(words, restored)));
    rows.extend(desk.short_rows(meeting));
    let mut parts = vec![desk.card(meeting), Part::Way(restored_way(desk, restored, what))];
    parts.extend(facts::rows_part(rows));
    let close = if missing.is_empty() { words.nothing_left() } else { words.still_welcome(words.those(&missing)) };
    parts.push(Part::Text(close));

    let on = restored.arrived.map(|at| desk.times.on(at));
    let (headline, lead) = match (restored.answers.len(), restored.maybe) {
        (count, 0) => (words.thank_you(count), words.came(what, on.as_deref(), meeting.consequence, count)),
        (_, maybe) => (words.thank_you_open(), words.came_but_stay(what, on.as_deref(), maybe)),
    };
    Page { lead: Some(lead), ..desk.page_about(meeting, headline, parts, facts::why(words, 1, meeting)) }
}

/// The weekday, if the protected time is named after the meeting's.
fn named_after(desk: &Desk, window: &str, meeting: &MeetingFacts) -> Option<String> {
    let weekday = desk.times.weekday(meeting.start);
    window.ends_with(&weekday).then_some(weekday)
}

fn outcome_way(desk: &Desk, outcome: &Outcome) -> Vec<Stretch> {
    let meeting = &outcome.meeting;
    let tone = if outcome.done.answers() { Tone::Off } else { Tone::Due };
    let still = if outcome.window.is_some() { desk.words.still_time_to_move() } else { desk.words.still_time() };
    let start = desk.stretch(Tone::Due, meeting.start, &still);
    vec![
        desk.sent(meeting, Tone::Plain),
        desk.stretch(tone, meeting.deadline, &desk.words.did(effect(outcome.done))),
        Stretch { time: desk.words.until(start.time.as_str()), ..start },
    ]
}

fn restored_way(desk: &Desk, restored: &Restored, what: Option<Requirement>) -> Vec<Stretch> {
    let meeting = &restored.meeting;
    let was = match (restored.answers.len(), restored.maybe) {
        (0, 0) => Mode::Flag,
        (0, _) => Mode::Tentative,
        _ => meeting.consequence,
    };
    let arrived = restored.arrived.map(|at| desk.stretch(Tone::Ok, at, &desk.words.found_what(what)));
    [Some(desk.stretch(Tone::Plain, meeting.deadline, &desk.words.did(effect(was)))), arrived]
        .into_iter()
        .flatten()
        .chain([desk.stretch(Tone::Ok, meeting.start, &desk.words.starts())])
        .collect()
}

fn how_to_add(desk: &Desk, meeting: &MeetingFacts, missing: &[Requirement]) -> Vec<Part> {
    let words = desk.words;
    let button = facts::button(meeting, words.open_invitation());
    let paste = if button.is_some() { words.paste_short() } else { words.paste_short_alone() };
    let mut parts: Vec<_> = facts::rows_part(desk.rows(meeting, false)).into_iter().collect();
    parts.extend(button.map(Part::Button));
    parts.extend([Part::Text(paste), Part::Template(words.template(missing))]);
    parts
}

/// Whose answer changed; a flag changes none.
fn whose(words: &Words, outcome: &Outcome) -> Option<Part> {
    if !outcome.done.answers() || outcome.whose.is_empty() {
        return None;
    }
    let names = format!("{}.", words.names(&facts::names(words, &outcome.whose)));
    let stays = words.who_stays(&facts::names(words, &outcome.not_enrolled));
    let maybe = facts::names(words, &outcome.maybe);
    let remark = match maybe.len() {
        0 => stays,
        n => format!("{} {stays}", words.shows_maybe(words.names(&maybe), n)),
    };
    Some(Part::Section { heading: words.whose_answer(), text: names, remark: Some(remark) })
}

/// The link for a meeting that has to run as it is.
fn way_out(desk: &Desk, done: Mode, missing: &[Requirement], window: bool) -> Option<Part> {
    let words = desk.words;
    if done.answers() || window {
        let after = if done.answers() { words.exemption_after() } else { ".".to_owned() };
        let sentence = if done.answers() { words.exemption_sentence() } else { words.exemption_short() };
        let before = format!("{} ", words.exemption_before());
        return desk.exempt_link(sentence, &before, words.exemption_link(), &after);
    }
    let label = words.say_why(words.none(missing));
    desk.exempt_link(words.colon(label.as_str()), "", label, "")
}

fn answers_row(words: &Words, restored: &Restored) -> Row {
    Row {
        label: words.answers(),
        state: words.state_back(),
        joint: ":",
        tone: Tone::Ok,
        saying: words.answers_given_back(&restored.answers),
    }
}
