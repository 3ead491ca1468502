//! All words to people: the catalogues of `locales/`, one a language, and the phrases that they must have.
//!
//! Invariants: every phrase is in every complete catalogue with the arguments that it is given here, which a test
//! holds; what a catalogue leaves out (`en-US`) is that of its base. Arguments are put in as they are, without marks
//! of direction around them, for they were made clean before.

mod catalogue;
mod phrases;
mod sentences;

use std::sync::LazyLock;

use fluent_bundle::FluentValue;

use super::letter::Rhythm;
use crate::meeting::{Mode, Requirement, Response};
use catalogue::Catalogue;

/// Complete catalogues, English first, and what varies them.
const LANGUAGES: [(&str, &[&str]); 4] = [
    ("en-GB", &[include_str!("../../../locales/en.ftl")]),
    ("en-US", &[include_str!("../../../locales/en.ftl"), include_str!("../../../locales/en-US.ftl")]),
    ("de", &[include_str!("../../../locales/de.ftl")]),
    ("fr", &[include_str!("../../../locales/fr.ftl")]),
];

static ALL: LazyLock<Vec<Words>> =
    LazyLock::new(|| LANGUAGES.iter().map(|(tag, texts)| Words::new(tag, texts)).collect());

/// The languages that there are catalogues for (BCP 47).
pub fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|(tag, _)| *tag)
}

/// The words of one language.
#[derive(Debug)]
pub(super) struct Words {
    tag: &'static str,
    catalogue: Catalogue,
}

impl Words {
    fn new(tag: &'static str, texts: &[&str]) -> Self {
        Self { tag, catalogue: Catalogue::new(tag, texts) }
    }

    /// The words of a language (BCP 47), or of the nearest there is: `de-AT` is read in German, what is unknown in
    /// English (UK).
    pub fn of(language: Option<&str>) -> &'static Self {
        let wanted = language.unwrap_or_default();
        let base = wanted.split(['-', '_']).next().unwrap_or_default();
        let exact = ALL.iter().find(|words| words.tag.eq_ignore_ascii_case(wanted));
        let near =
            ALL.iter().find(|words| words.tag.split('-').next().is_some_and(|tag| tag.eq_ignore_ascii_case(base)));
        exact.or(near).or(ALL.first()).unwrap_or_else(|| unreachable!("English is in the list"))
    }

    /// The language (BCP 47).
    pub fn tag(&self) -> &'static str {
        self.tag
    }

    fn tell(&self, key: &str, arguments: &[(&'static str, FluentValue<'_>)]) -> String {
        self.catalogue.tell(key, arguments)
    }
}

/// What is missing, in the catalogue's word.
pub(super) fn which(requirements: &[Requirement]) -> &'static str {
    match requirements {
        [] => "nothing",
        [one] => word(*one),
        _ => "several",
    }
}

fn word(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Agenda => "agenda",
        Requirement::PreRead => "pre_read",
        Requirement::Outcomes => "outcomes",
    }
}

pub(super) fn effect(mode: Mode) -> &'static str {
    match mode {
        Mode::Observe | Mode::Remind => "ask",
        Mode::Flag => "flag",
        Mode::Tentative => "tentative",
        Mode::Decline => "decline",
    }
}

pub(super) fn response(response: Response) -> &'static str {
    match response {
        Response::Accepted => "yes",
        Response::Tentative => "maybe",
        Response::Declined => "no",
        Response::Delegated => "delegated",
        Response::NoAnswer => "open",
    }
}

pub(super) fn rhythm(rhythm: Rhythm) -> &'static str {
    match rhythm {
        Rhythm::Once => "once",
        Rhythm::Daily => "daily",
        Rhythm::Weekly => "weekly",
        Rhythm::EverySecondWeek => "every_second_week",
        Rhythm::Monthly => "monthly",
        Rhythm::Series => "series",
    }
}

fn yes(flag: bool) -> &'static str {
    if flag { "yes" } else { "no" }
}

/// With its first letter large; but meetgate stays small.
pub(super) fn capital(text: &str) -> String {
    if text.starts_with("meetgate") {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// A sentence given from outside, with its full stop.
pub(super) fn sentence(text: &str) -> String {
    format!("{text}{}", if ended(text) { "" } else { "." })
}

fn ended(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '…'])
}

#[cfg(test)]
mod tests;
