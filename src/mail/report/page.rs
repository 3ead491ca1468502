//! A report laid out: its parts in the order in which they are read.

use super::api::Telling;
use super::block::{Block, Picture};
use super::charts::{self, Chart};
use super::tell::Teller;
use crate::mail::desk::Desk;
use crate::mail::page::{Foot, Page, Part};
use crate::report::{Metric, Report};

/// A report on its way to a page.
pub(super) struct Layout<'a> {
    pub report: &'a Report,
    pub teller: Teller<'a>,
    desk: Desk,
}

impl<'a> Layout<'a> {
    pub fn new(report: &'a Report, telling: &Telling<'a>) -> Self {
        let now = report.week.ends(telling.reader.zone);
        Self { report, teller: telling.teller(), desk: Desk::new(telling.reader, telling.house, now, None) }
    }

    /// The whole page; pictures as SVG.
    pub fn page(&self) -> Page {
        let words = self.teller.words;
        let (headline, lead) = self.teller.findings(self.report);
        let organization = self.teller.name(&self.report.organization);
        let subject = words.report_subject(organization, self.teller.dates(self.report.week));
        let page = self.desk.page(subject, self.teller.sentence(&headline), self.parts(), String::new());
        let why = format!("{} {}", words.because_report(), words.report_attached());
        Page { kicker: Some(self.kicker()), wide: true, lead, foot: Foot { why, ..page.foot }, ..page }
    }

    /// Whose report, of which week.
    pub fn kicker(&self) -> String {
        let organization = self.teller.name(&self.report.organization);
        let week = self.report.week;
        self.teller.words.report_kicker(organization, self.teller.dates_and_year(week), self.teller.week_number(week))
    }

    fn parts(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = self.panel().into_iter().collect();
        parts.extend(self.tiles());
        parts.extend(self.pictures());
        parts.extend(self.week());
        parts.extend(self.teams());
        parts.extend(self.zones());
        parts.extend(self.pulse());
        parts.extend(self.series());
        parts.extend(self.cost());
        parts.extend(self.baselines());
        parts.extend(self.withheld());
        parts.extend(self.counted());
        parts
    }

    fn panel(&self) -> Option<Part> {
        let text = self.teller.suggestion(self.report.summary.suggestion.as_ref()?);
        Some(Part::Block(Block::Panel { heading: self.teller.words.one_thing(), text }))
    }

    /// The pictures that there is something to draw for.
    pub fn charts(&self) -> Vec<Chart> {
        let (teller, report) = (&self.teller, self.report);
        let whole = report.whole.as_ref();
        let charts = [
            whole.and_then(|whole| charts::trend(teller, whole)),
            report.days.as_ref().and_then(|days| charts::heat(teller, days)),
            report.fairness.as_ref().zip(whole).and_then(|(fairness, whole)| charts::load(teller, fairness, whole)),
            whole.and_then(|whole| charts::agenda(teller, whole)),
        ];
        charts.into_iter().flatten().collect()
    }

    /// Each picture with the sentence that belongs below it. A sentence without its picture still stands.
    fn pictures(&self) -> Vec<Part> {
        let charts = self.charts();
        let mut parts = Vec::new();
        let drawn = |name: &str| charts.iter().find(|chart| chart.name == name).map(picture);
        parts.extend(drawn("trend"));
        parts.extend(drawn("heat"));
        parts.extend(self.in_protected_time().map(Part::Quiet));
        parts.extend(drawn("load"));
        parts.extend(drawn("agenda"));
        parts.extend(self.agendas().map(Part::Quiet));
        parts
    }

    fn in_protected_time(&self) -> Option<String> {
        let line = self.report.whole.as_ref()?.line(Metric::InProtectedTime)?;
        let before = line.before.and_then(|figure| figure.value);
        if line.now.value? + before.unwrap_or_default() == 0.0 {
            return None;
        }
        let case = if before.is_some() { "known" } else { "unknown" };
        let before = self.teller.value(Metric::InProtectedTime, before);
        Some(self.teller.sentence(&self.teller.words.protected(line.now.value?, case, before)))
    }

    pub(super) fn spread(&self) -> Option<String> {
        let spread = self.report.fairness.as_ref()?.spread?;
        Some(self.teller.words.spread(self.teller.decimal(spread, 2)))
    }
}

/// A chart as a part; as SVG until a mail draws it.
pub(super) fn picture(chart: &Chart) -> Part {
    Part::Block(Block::Picture(Picture {
        heading: chart.heading.clone(),
        unit: chart.unit.clone(),
        alt: chart.alt.clone(),
        height: chart.height,
        svg: chart.svg(),
        cid: None,
        plain: chart.plain.clone(),
    }))
}
