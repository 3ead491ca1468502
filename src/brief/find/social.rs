//! Gatherings that need no agenda by nature.

use super::super::{Certainty, Finding, words};
use super::{Gathered, Reading};

/// Finds it by title, then by body; a plan to work through speaks against it.
pub(super) fn find(reading: &Reading<'_>, agenda: &Finding) -> Finding {
    let mut found = Gathered::default();
    let planned = agenda.certainty == Certainty::Sure;
    let says = reading.sentences.iter().any(|sentence| words::SOCIAL_BODY.hit(&sentence.norm));
    if words::SOCIAL_TITLE.hit(&reading.title) && (says || !words::BUSINESS.hit(&reading.title)) {
        let certainty = if agenda.present() { Certainty::Unsure } else { Certainty::Sure };
        found.add(if planned { Certainty::Absent } else { certainty }, "title", &reading.invitation.title);
    }
    for sentence in reading.sentences.iter().filter(|sentence| words::SOCIAL_BODY.hit(&sentence.norm)) {
        found.add(if agenda.present() { Certainty::Absent } else { Certainty::Unsure }, "gathering", &sentence.text);
    }
    found.finding()
}
