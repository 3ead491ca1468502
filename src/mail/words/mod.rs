//! All words to people, in English (UK). Templates and layout hold none, so another language is another folder
//! like this one, with `dates` beside it.
//!
//! The voice: a considerate colleague who has read the invitation. Every consequence stands beside its way back;
//! what is there is said before what is missing; numbers up to nine are words in sentences.

mod answering;
mod asking;
mod foot;

pub(super) use answering::*;
pub(super) use asking::*;
pub(super) use foot::*;

use super::letter::Rhythm;
use crate::meeting::Requirement;

/// The language of these words (BCP 47).
pub(super) const LANGUAGE: &str = "en-GB";
pub(super) const NO_TITLE: &str = "(no title)";
pub(super) const NO_NAME: &str = "a guest";

pub(super) const OPEN_INVITATION: &str = "Open the invitation";
pub(super) const MOVE_MEETING: &str = "Move the meeting";
pub(super) const WHAT_NEXT: &str = "What happens next";
pub(super) const WHOSE_ANSWER: &str = "Whose answer changed";

pub(super) const THIS_MAIL: &str = "this mail";
pub(super) const FIRST_MAIL: &str = "first mail";
pub(super) const STARTS: &str = "meeting starts";
pub(super) const STILL_TIME: &str = "you can still add it";
pub(super) const STILL_TIME_TO_MOVE: &str = "you can still move it";

pub(super) const MISSING: &str = "missing";
pub(super) const FOUND: &str = "found";
pub(super) const BACK: &str = "back";
pub(super) const ANSWERS: &str = "Answers";

/// The subject of everything about one meeting. Constant, so that mail programs keep the thread together.
pub(super) fn subject(title: &str, day: &str, follow_up: bool) -> String {
    format!("{}Your meeting: {title}, {day}", if follow_up { "Re: " } else { "" })
}

/// The subject of a digest.
pub(super) fn digest_subject(meetings: usize, days: &str) -> String {
    match days {
        "" => "Your meetings".to_owned(),
        days => format!("{} of your meetings, {days}", capital(&number(meetings))),
    }
}

/// `8 people · weekly`, with `·` before what is there.
pub(super) fn size_and_rhythm(people: usize, rhythm: Option<&str>) -> String {
    let size = match people {
        0 => String::new(),
        1 => " · 1\u{a0}person".to_owned(),
        n => format!(" · {n}\u{a0}people"),
    };
    rhythm.map_or(size.clone(), |rhythm| format!("{size} · {rhythm}"))
}

/// How a meeting repeats.
pub(super) fn rhythm(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Once => "once",
        Rhythm::Daily => "daily",
        Rhythm::Weekly => "weekly",
        Rhythm::EverySecondWeek => "every\u{a0}second\u{a0}week",
        Rhythm::Monthly => "monthly",
        Rhythm::Series => "a series",
    }
}

/// The label of a row.
pub(super) fn label(requirement: Requirement) -> String {
    capital(noun(requirement))
}

/// `agenda`
pub(super) fn noun(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Agenda => "agenda",
        Requirement::PreRead => "pre-read",
        Requirement::Outcomes => "outcome",
    }
}

/// `an agenda`
pub(super) fn an(requirement: Requirement) -> String {
    let noun = noun(requirement);
    format!("{}\u{a0}{noun}", article(noun))
}

/// `an agenda, a pre-read and an outcome`
pub(super) fn some(requirements: &[Requirement], last: &str) -> String {
    listed(requirements, an, last)
}

/// `the agenda and the pre-read`
pub(super) fn the(requirements: &[Requirement]) -> String {
    listed(requirements, |requirement| format!("the\u{a0}{}", noun(requirement)), "and")
}

/// `agenda and pre-read`
pub(super) fn bare(requirements: &[Requirement]) -> String {
    listed(requirements, |requirement| noun(requirement).to_owned(), "and")
}

/// `one person`, `six people`, `12 people`
pub(super) fn people(count: usize) -> String {
    match count {
        1 => "one\u{a0}person".to_owned(),
        n => format!("{}\u{a0}people", number(n)),
    }
}

/// A number in a sentence.
pub(super) fn number(n: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// `a, b and c`
pub(super) fn list(items: &[String], last: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [before @ .., end] => format!("{} {last} {end}", before.join(", ")),
    }
}

/// At most a dozen names, and how many others.
pub(super) fn names(names: &[String]) -> String {
    const SHOWN: usize = 12;
    match names.split_at_checked(SHOWN) {
        Some((shown, rest)) if rest.len() > 1 => format!("{} and {} others", shown.join(", "), number(rest.len())),
        _ => list(names, "and"),
    }
}

/// With its first letter large.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A sentence given from outside, with its full stop.
pub(super) fn sentence(text: &str) -> String {
    format!("{text}{}", stop(text))
}

fn listed(requirements: &[Requirement], each: impl Fn(Requirement) -> String, last: &str) -> String {
    let items: Vec<String> = requirements.iter().map(|requirement| each(*requirement)).collect();
    // A letter always names what is missing; should it not, the sentences still stand.
    if items.is_empty() { "what is missing".to_owned() } else { list(&items, last) }
}

fn article(word: &str) -> &'static str {
    match word.chars().next().map(|first| first.to_ascii_lowercase()) {
        Some('a' | 'e' | 'i' | 'o' | 'u') => "an",
        _ => "a",
    }
}

/// A full stop, where the text does not end in one already.
fn stop(text: &str) -> &'static str {
    if ended(text) { "" } else { "." }
}

fn ended(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '…'])
}
