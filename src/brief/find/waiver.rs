//! The words that no preparation is needed.

use super::super::{Certainty, Finding, words};
use super::section::Head;
use super::{Gathered, Reading};

/// Finds the waiver.
pub(super) fn find(reading: &Reading<'_>) -> Finding {
    let mut found = Gathered::default();
    for sentence in reading.sentences.iter().filter(|sentence| words::WAIVER.hit(&sentence.norm)) {
        found.add(Certainty::Sure, "says-none-needed", &sentence.text);
    }
    for section in reading.sections.iter().filter(|section| section.head == Some(Head::PreRead)) {
        let first = std::iter::once(section.rest.as_str()).chain(section.body.iter().map(|line| line.text.as_str()));
        if let Some(text) =
            first.into_iter().find(|text| !text.is_empty()).filter(|text| words::NONE.starts(&words::normal(text)))
        {
            found.add(Certainty::Sure, "says-none-needed", &format!("{} {text}", section.title.trim()));
        }
    }
    found.finding()
}
