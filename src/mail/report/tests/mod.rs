//! What every report keeps, whatever it holds: structure, figures, languages, and hostile names.

mod files;
mod hostile;
mod languages;
mod message;
mod pictures;
mod structure;

use std::collections::BTreeMap;

use super::samples::cities;
use super::{Personal, Telling, compose_personal, compose_report, personal_sample, report_page, report_sample};
use crate::mail::samples::{house, reader};
use crate::mail::{Composed, House, Reader};
use crate::report::Report;

/// Who reads and who sends, in these tests.
struct Office {
    reader: Reader,
    house: House,
    cities: BTreeMap<String, String>,
}

impl Office {
    fn new(language: &str) -> Self {
        Self { reader: Reader { language: Some(language.to_owned()), ..reader() }, house: house(), cities: cities() }
    }

    fn telling(&self) -> Telling<'_> {
        Telling { reader: &self.reader, house: &self.house, cities: &self.cities }
    }

    /// The mail with its pictures as SVG.
    fn written(&self, report: &Report) -> Composed {
        super::api::written(report, &self.telling())
    }

    fn mail(&self, report: &Report) -> Composed {
        compose_report(report, &self.telling())
    }

    fn personal_written(&self, week: &Personal) -> Composed {
        super::personal::written(week, &self.telling())
    }

    fn personal(&self, week: &Personal) -> Composed {
        compose_personal(week, &self.telling())
    }
}

/// The sample in English, with its pictures as SVG.
fn english() -> Composed {
    Office::new("en-GB").written(&report_sample())
}

/// The sample in English as it is sent.
fn sent() -> Composed {
    Office::new("en-GB").mail(&report_sample())
}

/// The text with its lines joined, for looking at sentences.
fn flowing(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The page of the sample.
fn page(report: &Report) -> String {
    report_page(report, &Office::new("en-GB").telling())
}
