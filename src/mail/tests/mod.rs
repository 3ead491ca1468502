mod bounces;
pub(super) mod hostile;
mod languages;
mod letters;
mod message;
mod news;
mod python;
mod structure;
mod variants;

use super::{Composed, Letter, MeetingFacts, Sample, compose, samples};

/// The sample of this name.
fn sample(name: &str) -> Sample {
    samples().into_iter().find(|sample| sample.name == name).unwrap()
}

/// The meeting of the first notice.
fn meeting() -> MeetingFacts {
    match sample("first-notice").letter {
        Letter::FirstNotice(meeting) => meeting,
        other => panic!("{other:?}"),
    }
}

fn composed(sample: &Sample) -> Composed {
    compose(&sample.letter, &sample.reader, &sample.house, sample.now, sample.page)
}

/// The letter, written where and when the first notice is.
fn write(letter: Letter) -> Composed {
    composed(&Sample { letter, ..sample("first-notice") })
}

/// The text with its lines joined, for looking at sentences.
fn flowing(composed: &Composed) -> String {
    composed.text.split_whitespace().collect::<Vec<_>>().join(" ")
}
