//! What the meeting should produce.

use super::super::words::{self, normal};
use super::super::{Certainty, Finding, item};
use super::section::Head;
use super::{Gathered, Reading};

/// Finds the outcomes. A meeting that only informs produces none.
pub(super) fn find(reading: &Reading<'_>, one_way: bool) -> Finding {
    let mut found = Gathered::default();
    for section in reading.sections.iter().filter(|section| section.head == Some(Head::Outcome)) {
        let items = section.real_items();
        match items.first() {
            Some(first) if generic(first) => found.add(Certainty::Absent, "generic", first),
            Some(first) if words::length(&normal(first)) >= 2 || items.len() > 1 => {
                found.add(Certainty::Sure, "labelled-section", &format!("{} {first}", section.title.trim()));
            }
            _ => section.placeholder().into_iter().for_each(|text| found.add(Certainty::Absent, "placeholder", text)),
        }
    }
    if !one_way {
        prose(reading, &mut found);
    }
    found.finding()
}

/// The shortest sentence, in words, that can name a result.
const SHORTEST: usize = 5;

fn prose(reading: &Reading<'_>, found: &mut Gathered) {
    for sentence in reading.sentences.iter().filter(|sentence| sentence.length >= SHORTEST) {
        let norm = &sentence.norm;
        if sentence.label(&words::OUTCOME_LABEL).is_some_and(|rest| item::real(rest) && !generic(rest)) {
            found.add(Certainty::Sure, "labelled-sentence", &sentence.text);
        }
        let off = words::MOVED.hit(norm)
            || words::INFORM.hit(norm)
            || words::NO_AGENDA.hit(norm)
            || item::placeholder(&sentence.text)
            || item::practical(norm);
        if (sentence.settles() || words::PRODUCE.hit(norm)) && !off && !sentence.row {
            found.add(Certainty::Unsure, "names-decision", &sentence.text);
        }
    }
}

/// Whether a stated goal is a wish that any meeting has.
fn generic(text: &str) -> bool {
    let norm = normal(text);
    words::FILLER.hit(&norm) && words::length(&norm) <= 10
}
