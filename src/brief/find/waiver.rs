//! The words that no preparation is needed.

use super::super::{Certainty, Finding, words};
use super::{Gathered, Reading};

/// Finds the waiver.
pub(super) fn find(reading: &Reading<'_>) -> Finding {
    let mut found = Gathered::default();
    for sentence in reading.sentences.iter().filter(|sentence| words::WAIVER.hit(&sentence.norm)) {
        found.add(Certainty::Sure, "says-none-needed", &sentence.text);
    }
    found.finding()
}
