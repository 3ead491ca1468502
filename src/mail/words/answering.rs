//! When something was done or is undone: conflict, outcome, restored.

use super::{article, capital, list, names, number, people, stop, the};
use crate::meeting::{Mode, Requirement, Response};

pub(in crate::mail) const NOTHING_LEFT: &str = "Nothing left to do. Have a good meeting.";
pub(in crate::mail) const STAYS_IN_CALENDAR: &str = "The meeting is still in your calendar.";
pub(in crate::mail) const EXEMPTION_SENTENCE: &str =
    "If the meeting has to run as it is, ask for an exemption. The answers come back at once:";
pub(in crate::mail) const EXEMPTION_SHORT: &str = "If the meeting has to run as it is, ask for an exemption:";
pub(in crate::mail) const EXEMPTION_BEFORE: &str = "If the meeting has to run as it is: ";
pub(in crate::mail) const EXEMPTION_LINK: &str = "ask for an exemption";
pub(in crate::mail) const EXEMPTION_AFTER: &str = ". The answers come back at once.";

/// The first sentence of a conflict.
pub(in crate::mail) fn falls_on(window: &str) -> String {
    format!("This one falls on {window}.")
}

/// Of a protected time: `a No-Meeting Wednesday` where it is named after a day, else its name quoted.
pub(in crate::mail) fn window(name: &str, weekday: &str) -> String {
    if name.is_empty() {
        "protected time".to_owned()
    } else if name.ends_with(weekday) {
        format!("{} {name}", article(name))
    } else {
        format!("protected time, “{name}”")
    }
}

/// Who is protected. `weekday` where the protected time is named after it.
pub(in crate::mail) fn kept_free(weekday: Option<&str>, protected: &[String], guests: usize) -> String {
    let when = weekday.unwrap_or("This time");
    let whom = match protected.len() {
        0 => return format!("{when} is kept free for some of your guests."),
        1 if guests > 1 => format!("one of your {} guests", number(guests)),
        n if n < guests => format!("{} of your {} guests", number(n), number(guests)),
        1 => "your guest".to_owned(),
        2 => "both of your guests".to_owned(),
        n => format!("all {} of your guests", number(n)),
    };
    format!("{when} is kept free for {whom}: {}.", names(protected))
}

/// What follows when the meeting stays where it is. `others` are the guests it does not concern.
pub(in crate::mail) fn if_it_stays(effect: Mode, stays: &str, on: &str, answers_for: usize, others: usize) -> String {
    let others = match others {
        0 => "",
        1 => " The other one is not affected.",
        n => &format!(" The other {} are not affected.", number(n)),
    };
    let afresh = if answers_for == 1 { "that person is asked" } else { "they are asked" };
    let for_whom = format!("for {}", people(answers_for));
    match effect {
        Mode::Observe | Mode::Remind => format!("If it stays {stays}, nothing happens: meetgate only tells you."),
        Mode::Flag => format!(
            "If it stays {stays}, meetgate marks it in their calendars {on}. Nobody is declined, and the mark goes \
             away by itself once you move it."
        ),
        Mode::Tentative => {
            format!(
                "If it stays {stays}, meetgate answers “maybe” {for_whom} {on}.{others} Once you move it, {afresh} afresh."
            )
        }
        Mode::Decline => {
            format!(
                "If it stays {stays}, meetgate declines {for_whom} {on}.{others} Once you move it, {afresh} afresh."
            )
        }
    }
}

/// Where a meeting stays: `on Wednesday`, `there`.
pub(in crate::mail) fn stays(weekday: Option<&str>) -> String {
    weekday.map_or_else(|| "there".to_owned(), |weekday| format!("on {weekday}"))
}

/// Offers to say why a meeting cannot move: question and request for plain text, one link for HTML.
pub(in crate::mail) fn has_to_be(weekday: Option<&str>) -> (String, String) {
    let then = weekday.unwrap_or("then");
    (format!("It has to be {then}? Say why:"), format!("It has to be {then}: say why"))
}

/// The first sentence of an outcome. `mark` are the words of the flag.
pub(in crate::mail) fn done(done: Mode, count: usize, mark: &str, missing: &[Requirement]) -> String {
    match (done, count) {
        (Mode::Decline, 1..) => format!("Declined for {}, for now.", people(count)),
        (Mode::Tentative, 1..) => format!("Answered “maybe” for {}, for now.", people(count)),
        (Mode::Flag, 1..) => format!("Marked as “{mark}” for {}.", people(count)),
        (Mode::Flag, 0) => format!("Marked as “{mark}”."),
        _ => format!("{} {} not there yet.", capital(&the(missing)), are(missing.len())),
    }
}

/// What caused an outcome: something missing at the deadline, which `by` tells.
pub(in crate::mail) fn not_there(missing: &[Requirement], by: &str) -> String {
    let were = if missing.len() > 1 { "were" } else { "was" };
    format!("{} {were} not there by {by}.", capital(&the(missing)))
}

/// What caused an outcome: protected time.
pub(in crate::mail) fn it_falls_on(window: &str) -> String {
    format!("It falls on {window}.")
}

/// How an outcome is undone by adding what is missing.
pub(in crate::mail) fn undo_by_adding(done: Mode, count: usize, missing: usize) -> String {
    let it = if missing > 1 { "them" } else { "it" };
    match done {
        Mode::Tentative | Mode::Decline => {
            format!("Add {it} before the meeting starts, and {}.", answers_come_back(count))
        }
        Mode::Flag => format!("{} and goes away by itself when you add {it}.", nobody_declined(count)),
        Mode::Observe | Mode::Remind => format!("Nothing was changed. There is still time to add {it}."),
    }
}

/// How an outcome is undone by moving the meeting.
pub(in crate::mail) fn undo_by_moving(done: Mode, count: usize) -> String {
    match (done, count) {
        (Mode::Tentative | Mode::Decline, 1) => "Once you move it, that person is asked afresh.".to_owned(),
        (Mode::Tentative | Mode::Decline, _) => "Once you move it, they are asked afresh.".to_owned(),
        (Mode::Flag, _) => format!("{} and goes away by itself once you move it.", nobody_declined(count)),
        (Mode::Observe | Mode::Remind, _) => "Nothing was changed.".to_owned(),
    }
}

fn nobody_declined(count: usize) -> String {
    let whose = match count {
        0 => "people’s".to_owned(),
        1 => "that person’s".to_owned(),
        n => format!("the {}’s", people(n)),
    };
    let calendars = if count == 1 { "calendar" } else { "calendars" };
    format!("Nobody was declined. The mark is in {whose} own {calendars}")
}

fn answers_come_back(count: usize) -> String {
    match count {
        0 | 1 => "the answer comes back by itself".to_owned(),
        2 => "both answers come back by themselves".to_owned(),
        n => format!("all {} answers come back by themselves", number(n)),
    }
}

/// The mark of meetings in protected time.
pub(in crate::mail) const WINDOW_MARK: &str = "in protected time";

/// What was done, in one word or two.
pub(in crate::mail) fn did(done: Mode) -> &'static str {
    match done {
        Mode::Observe | Mode::Remind => "deadline",
        Mode::Flag => "marked",
        Mode::Tentative => "answered “maybe”",
        Mode::Decline => "declined",
    }
}

/// `until 15:00`
pub(in crate::mail) fn until(time: &str) -> String {
    format!("until\u{a0}{time}")
}

/// The names of those whose answer changed.
pub(in crate::mail) fn whose(all: &[String]) -> String {
    format!("{}.", names(all))
}

/// Whose answer stays, and that the meeting does too.
pub(in crate::mail) fn who_stays(not_enrolled: &[String]) -> String {
    let stays = match not_enrolled {
        [] => return STAYS_IN_CALENDAR.to_owned(),
        [one] => format!("{one} is not enrolled, so that answer stays."),
        some if some.len() <= 3 => format!("{} are not enrolled, so their answers stay.", list(some, "and")),
        many => format!("{} others are not enrolled, so their answers stay.", capital(&number(many.len()))),
    };
    format!("{stays} {STAYS_IN_CALENDAR}")
}

/// The first sentence when something is back.
pub(in crate::mail) fn thank_you(answers: usize) -> String {
    let back = match answers {
        0 => "The mark is gone".to_owned(),
        1 => "The answer is back".to_owned(),
        2 => "Both answers are\u{a0}back".to_owned(),
        n => format!("All {} answers are\u{a0}back", number(n)),
    };
    format!("Thank you. {back}.")
}

/// What arrived, and what that means. `on` tells when, if known.
pub(in crate::mail) fn arrived(what: Option<Requirement>, on: Option<&str>, was: Mode, answers: usize) -> String {
    let cause = match (what, on) {
        (Some(what), Some(on)) => format!("{} reached the invitation {on}", capital(&the(&[what]))),
        (Some(what), None) => format!("{} is in the invitation now", capital(&the(&[what]))),
        (None, _) => "Nothing stands in the way of the meeting any more".to_owned(),
    };
    let was = if was == Mode::Tentative { "down as “maybe”" } else { "declined" };
    match answers {
        0 => format!("{cause}, so nothing marks the meeting any more."),
        1 => format!("{cause}, so the one person who was {was} for now has their own answer again."),
        _ => format!("{cause}, so everyone who was {was} for now has their own answer again."),
    }
}

/// `agenda found`
pub(in crate::mail) fn was_found(what: Option<Requirement>) -> String {
    what.map_or_else(|| "all clear".to_owned(), |what| format!("{} found", super::noun(what)))
}

/// What shows that a requirement is met: the first piece of evidence and how many more there are.
pub(in crate::mail) fn shows(requirement: Requirement, first: Option<&str>, more: usize) -> String {
    let Some(first) = first else { return "It is in the invitation.".to_owned() };
    let (first, one, several) = match requirement {
        Requirement::PreRead => (first.to_owned(), "one more", "more"),
        Requirement::Agenda => (format!("“{first}”"), "one more point", "more points"),
        Requirement::Outcomes => (format!("“{first}”"), "one more", "more"),
    };
    match more {
        0 => first,
        1 => format!("{first} and {one}"),
        n => format!("{first} and {} {several}", number(n)),
    }
}

/// `4 yes, 1 maybe, 1 not answered yet`
pub(in crate::mail) fn answers_back(answers: &[Response]) -> String {
    let words = [
        (Response::Accepted, "yes"),
        (Response::Tentative, "maybe"),
        (Response::Declined, "no"),
        (Response::Delegated, "delegated"),
        (Response::NoAnswer, "not answered yet"),
    ];
    let count = |response| answers.iter().filter(|answer| **answer == response).count();
    let told = words.into_iter().map(|(response, word)| (count(response), word)).filter(|(count, _)| *count > 0);
    told.map(|(count, word)| format!("{count}\u{a0}{word}")).collect::<Vec<_>>().join(", ")
}

/// When something else is still missing.
pub(in crate::mail) fn still_welcome(missing: &[Requirement]) -> String {
    let text = format!("Still welcome: {}", the(missing));
    format!("{text}{}", stop(&text))
}

fn are(count: usize) -> &'static str {
    if count > 1 { "are" } else { "is" }
}
