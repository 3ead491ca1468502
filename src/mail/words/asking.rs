//! While there is time: first notice, digest, last call.

use super::{bare, capital, ended, list, noun, number, people, some, stop, the};
use crate::mail::page::Line;
use crate::meeting::{Mode, Requirement};

pub(in crate::mail) const PASTE: &str =
    "Paste this into the invitation and fill it in. One line for each point is enough.";
pub(in crate::mail) const PASTE_AFTER_LINK: &str = "Paste this and fill it in. One line for each point is enough.";
pub(in crate::mail) const PASTE_SHORT: &str = "Paste this and fill it in:";
pub(in crate::mail) const PASTE_SHORT_ALONE: &str = "Paste this into the invitation and fill it in:";
pub(in crate::mail) const PASTE_DIGEST: &str = "Paste and fill in";
pub(in crate::mail) const NOTHING_TO_READ: &str = "Nothing to read beforehand? Write “No pre-read needed”.";
pub(in crate::mail) const CHECK_AGAIN: &str = "Check again now";
pub(in crate::mail) const ALL_MEETINGS: &str = "All your open meetings on one page";

/// The first sentence of the first notice.
pub(in crate::mail) fn please_add(missing: &[Requirement], by: &str) -> String {
    format!("Please add {} by {by}.", some(missing, "and"))
}

/// The first sentence of the last call; `minutes` are those that are left.
pub(in crate::mail) fn time_left(minutes: i64, missing: &[Requirement], by: &str) -> String {
    let left = match minutes {
        ..=0 => "Last call".to_owned(),
        1..=9 => "A few minutes left".to_owned(),
        10..=52 => format!("{} minutes left", (minutes + 2) / 5 * 5),
        53..=89 => "One hour left".to_owned(),
        _ => format!("{} hours left", capital(&number(usize::try_from((minutes + 30) / 60).unwrap_or(usize::MAX)))),
    };
    format!("{left}: {}, by {by}.", the(missing))
}

/// The first sentence of a digest. `common` are the requirements that every one of the meetings lacks, `any` those
/// that at least one lacks.
pub(in crate::mail) fn digest(meetings: usize, common: &[Requirement], any: &[Requirement], by: &str) -> String {
    let need = if common.len() == any.len() { some(any, "and") } else { some(any, "or") };
    format!("{} of your meetings need {need}, the first by {by}.", capital(&number(meetings)))
}

/// When there is nothing to digest.
pub(in crate::mail) const NOTHING_OPEN: &str = "Your next meetings have what they need.";

/// What follows the first sentence of a digest.
pub(in crate::mail) fn template_fits(meetings: usize) -> String {
    let all = if meetings == 2 { "both".to_owned() } else { format!("all {}", number(meetings)) };
    format!("One line for each point is enough. The template below fits {all}.")
}

/// What a meeting of a digest lacks, and until when; `by` is in the form of lists.
pub(in crate::mail) fn need(missing: &[Requirement], by: &str) -> String {
    format!("{}, by\u{a0}{by}", capital(&bare(missing)))
}

/// What the invitation says, and what it does not say yet. `still` while there is time.
pub(in crate::mail) fn evidence(missing: Requirement, excerpt: Option<&str>, video: bool, still: bool) -> String {
    match missing {
        Requirement::Agenda => agenda_evidence(excerpt, video, still),
        Requirement::PreRead => "No attachment, and no link to read ahead.".to_owned(),
        Requirement::Outcomes => "Nothing yet about what you want to leave with.".to_owned(),
    }
}

fn agenda_evidence(excerpt: Option<&str>, video: bool, still: bool) -> String {
    let but = if still { " but not yet what you will talk about." } else { "" };
    match (excerpt, video) {
        (Some(words), true) if still => format!("The invitation says “{words}” and a video link,{but}"),
        (Some(words), true) => format!("The invitation says “{words}” and a video link."),
        (Some(words), false) if still => {
            format!("The invitation says “{words}”{}{but}", if ended(words) { "" } else { "," })
        }
        (Some(words), false) => format!("The invitation says “{words}”{}", stop(words)),
        (None, true) if still => format!("The invitation has a video link,{but}"),
        (None, true) => "The invitation has a video link.".to_owned(),
        (None, false) => "The invitation does not yet say what you will talk about.".to_owned(),
    }
}

/// What follows the deadline of one meeting. `on` tells the deadline; `empty` when nothing at all was found.
pub(in crate::mail) fn next(
    effect: Mode,
    missing: &[Requirement],
    empty: bool,
    on: &str,
    answers_for: usize,
) -> String {
    let still = match missing {
        [] => "it stays as it is".to_owned(),
        _ if empty && missing.contains(&Requirement::Agenda) => "it is still empty".to_owned(),
        [one] => format!("the {} is still missing", noun(*one)),
        _ => format!("{} are still missing", the(missing)),
    };
    format!(
        "meetgate looks at the invitation every few minutes, so there is nothing to confirm. If {still} {on}, {}",
        consequence(effect, missing, answers_for)
    )
}

/// The same at the head of a sentence, in the last mail before the deadline.
pub(in crate::mail) fn last_next(effect: Mode, missing: &[Requirement], opening: &str, answers_for: usize) -> String {
    match effect {
        Mode::Observe | Mode::Remind => {
            format!("{opening} nothing else happens: meetgate only asks. This is the last mail about it.")
        }
        _ => format!("{opening} {} This is the last mail before that.", consequence(effect, missing, answers_for)),
    }
}

fn consequence(effect: Mode, missing: &[Requirement], answers_for: usize) -> String {
    let first = missing.get(..1).unwrap_or_default();
    let answers = if answers_for == 1 { "That answer comes" } else { "Their answers come" };
    let whom = format!("for the {} it answers for. {answers} back when {} does.", people(answers_for), the(first));
    match effect {
        Mode::Observe | Mode::Remind => "nothing else happens: meetgate only asks.".to_owned(),
        Mode::Flag => format!(
            "meetgate marks the meeting as “{}” in the calendars of the people enrolled. Nobody is declined, and the \
             mark goes away by itself when you add {}.",
            mark(missing),
            the(missing)
        ),
        Mode::Tentative => format!("meetgate answers “maybe” {whom}"),
        Mode::Decline => format!("meetgate declines {whom}"),
    }
}

/// The words of the flag.
pub(in crate::mail) fn mark(missing: &[Requirement]) -> String {
    missing.first().map_or_else(|| "not ready yet".to_owned(), |first| format!("no\u{a0}{}\u{a0}yet", noun(*first)))
}

/// What follows in a digest: one clause for each effect there is. `empty` when all of the meetings lack an agenda.
pub(in crate::mail) fn digest_next(effects: &[Mode], empty: bool) -> String {
    let clause = |effect: &Mode| match effect {
        Mode::Observe | Mode::Remind => "stays as it is".to_owned(),
        Mode::Flag => "is marked in the calendars of the people enrolled".to_owned(),
        Mode::Tentative => "is answered with “maybe” for the people meetgate answers for".to_owned(),
        Mode::Decline => "is declined for the people meetgate answers for".to_owned(),
    };
    let clauses: Vec<String> = effects.iter().map(clause).collect();
    let chosen = if clauses.len() > 1 { ", as its rule says" } else { "" };
    let (still, arrives, there) = if empty {
        ("is still empty", "the agenda does", "the agenda is there")
    } else {
        ("still lacks something", "that arrives", "that is there")
    };
    let back = match effects.iter().max() {
        Some(effect) if effect.answers() => format!("Their answers come back when {arrives}."),
        Some(Mode::Flag) => format!("The mark goes away by itself when {there}."),
        _ => "meetgate only asks.".to_owned(),
    };
    format!(
        "meetgate looks at your invitations every few minutes, so there is nothing to confirm. A meeting that \
         {still} at its time {}{chosen}. {back}",
        list(&clauses, "or")
    )
}

/// The template to paste: the agenda with the outcome, the pre-read only where one is missing.
pub(in crate::mail) fn template(missing: &[Requirement]) -> Vec<Vec<Line>> {
    let agenda =
        [Line::Label("Agenda"), Line::Fill("1. [topic], [who], [minutes]"), Line::Fill("2. [topic], [who], [minutes]")];
    let outcome = [Line::Label("Outcome"), Line::Fill("We leave with: [decision or result]")];
    let pre_read = [Line::Label("Pre-read"), Line::Fill("[link or attachment, and what to look at]")];
    asked(missing, &agenda, &outcome, &pre_read)
}

/// The same in a line each, for when time is short.
pub(in crate::mail) fn short_template(missing: &[Requirement]) -> Vec<Vec<Line>> {
    let lines = asked(
        missing,
        &[Line::Fill("Agenda: [topic], [topic]")],
        &[Line::Fill("Outcome: [decision or result]")],
        &[Line::Fill("Pre-read: [link], or “No pre-read needed”")],
    );
    vec![lines.concat()]
}

fn asked(missing: &[Requirement], agenda: &[Line], outcome: &[Line], pre_read: &[Line]) -> Vec<Vec<Line>> {
    let asks = |requirement| missing.is_empty() || missing.contains(&requirement);
    let about = asks(Requirement::Agenda);
    let parts =
        [(about, agenda), (about || asks(Requirement::Outcomes), outcome), (asks(Requirement::PreRead), pre_read)];
    parts.into_iter().filter(|(asked, _)| *asked).map(|(_, lines)| lines.to_vec()).collect()
}

/// Before the short template.
pub(in crate::mail) fn lines_are_enough(lines: usize) -> String {
    match lines {
        1 => "One line in the invitation is enough:".to_owned(),
        n => format!("{} lines in the invitation are enough:", capital(&number(n))),
    }
}

/// Offers to look again or to say why not, as one sentence for plain text.
pub(in crate::mail) fn check_or_say_why(missing: &[Requirement]) -> String {
    format!("Check again now, or say why it needs {}:", none(missing))
}

/// The link that leads to an exemption.
pub(in crate::mail) fn needs_none(missing: &[Requirement]) -> String {
    format!("This meeting needs {}", none(missing))
}

/// Offers to say why not.
pub(in crate::mail) fn say_why(missing: &[Requirement]) -> String {
    format!("Say why it needs {}", none(missing))
}

fn none(missing: &[Requirement]) -> String {
    missing.first().map_or_else(|| "nothing more".to_owned(), |first| format!("no\u{a0}{}", noun(*first)))
}
