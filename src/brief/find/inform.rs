//! Whether by its own words the meeting only passes information one way.

use super::super::{Certainty, Finding, words};
use super::{Gathered, Reading};

/// Finds it; discussion announced elsewhere takes it back.
pub(super) fn find(reading: &Reading<'_>) -> Finding {
    let mut found = Gathered::default();
    let opens = reading.own.iter().any(|line| words::OPEN_FLOOR.hit(&line.norm) && !words::INFORM.hit(&line.norm));
    let kind = words::INFORM_TITLE.hit(&reading.title);
    for sentence in reading.sentences.iter().filter(|sentence| words::INFORM.hit(&sentence.norm)) {
        let certainty = match (opens, kind) {
            (true, _) => Certainty::Absent,
            (false, true) => Certainty::Sure,
            (false, false) => Certainty::Unsure,
        };
        found.add(certainty, if opens { "but-open-floor" } else { "says-one-way" }, &sentence.text);
    }
    if words::INFORM.hit(&reading.title) && !opens {
        found.add(Certainty::Unsure, "title-says-one-way", &reading.invitation.title);
    }
    found.finding()
}
