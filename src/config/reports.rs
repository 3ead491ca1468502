//! `[reports]` and `[[report]]`: the weekly reports.

use chrono::{NaiveTime, TimeDelta};

use crate::meeting::Address;
use crate::report::{Cost, Terms};

use super::desk::{Place, Placed};
use super::durations::{length, time};
use super::options::{ReportFile, ReportFormat, ReportOptions, Reports};
use super::reader::Section;
use super::values;

/// Reports cover at least so many people; the floor may be raised, not lowered.
pub(super) const MIN_GROUP: u32 = 5;

/// A report, and where the names in it stand.
pub(super) struct RawReport {
    pub(super) name: Placed<String>,
    pub(super) teams: Vec<Placed<String>>,
    pub(super) to: Vec<Placed<Address>>,
    language: Option<String>,
    format: ReportFormat,
    attach: Option<Vec<ReportFile>>,
}

/// Both as they were read.
pub(super) struct RawReports {
    pub(super) shared: Reports,
    pub(super) lists: Vec<RawReport>,
    /// Where the pulse is switched on, if it is.
    pub(super) pulse: Option<Place>,
}

/// Reads both.
pub(super) fn reports(root: &Section<'_>) -> RawReports {
    let (mut shared, pulse) = root.section("reports").map(shared).unwrap_or_default();
    let lists: Vec<_> = root.sections("report").into_iter().filter_map(report).collect();
    shared.lists = lists.iter().map(RawReport::build).collect();
    RawReports { shared, lists, pulse }
}

fn shared(section: Section<'_>) -> (Reports, Option<Place>) {
    let usual = Reports::default();
    let personal = section.read("personal", values::flag).unwrap_or(usual.personal);
    let pulse = section.read("pulse", values::flag).unwrap_or(usual.pulse);
    let place = pulse.then(|| section.place_of("pulse"));
    if let Some(place) = place.filter(|_| !personal) {
        let what = "\"pulse\" is asked in the personal report, and \"personal\" is false";
        section.desk.mistake(place, what, Some("leave \"personal\" away, or write pulse = false".to_owned()));
    }
    let min_group = section.read("min_group", |node| values::count(node, MIN_GROUP, 1000));
    let focus = section.read("focus_block", |node| length(node, "30m", "8h"));
    let at: Option<NaiveTime> = section.cell("at", time);
    let hourly = section.read("hourly_cost", |node| values::count(node, 1, 100_000));
    let currency = section.cell("currency", values::name);
    if let (Some(currency), None) = (&currency, hourly) {
        let help = "write hourly_cost = 80 too".to_owned();
        section.desk.mistake(currency.place, "\"currency\" needs \"hourly_cost\"", Some(help));
    }
    section.finish();
    let currency = currency.map_or_else(|| "EUR".to_owned(), |currency| currency.value);
    let minutes = |length: TimeDelta| u32::try_from(length.num_minutes()).unwrap_or(u32::MAX);
    let terms = Terms {
        min_group: min_group.unwrap_or(usual.terms.min_group),
        focus_block_minutes: focus.map_or(usual.terms.focus_block_minutes, minutes),
        cost: hourly.map(|hourly| Cost { hourly: f64::from(hourly), currency }),
    };
    (Reports { terms, at: at.unwrap_or(usual.at), lists: Vec::new(), personal, pulse }, place)
}

fn report(section: Section<'_>) -> Option<RawReport> {
    let name = section.must_cell("name", values::name);
    let to = section.must("to", |node| values::some_of(node, values::placed_address));
    let teams = section.read("teams", values::names).unwrap_or_default();
    let language = section.cell("language", values::language);
    let format = section
        .cell("format", |cell| values::one_of(cell, &[("html", ReportFormat::Html), ("text", ReportFormat::Text)]));
    let file = |cell| values::one_of(cell, &[("csv", ReportFile::Csv), ("json", ReportFile::Json)]);
    let attach = section.read("attach", |node| values::some_of(node, file));
    section.finish();
    Some(RawReport { name: name?, teams, to: to?, language, format: format.unwrap_or_default(), attach })
}

impl RawReport {
    fn build(&self) -> ReportOptions {
        ReportOptions {
            name: self.name.value.clone(),
            to: self.to.iter().map(|address| address.value.clone()).collect(),
            teams: self.teams.iter().map(|team| team.value.clone()).collect(),
            language: self.language.clone(),
            format: self.format,
            attach: self.attach.clone().unwrap_or_else(|| vec![ReportFile::Csv, ReportFile::Json]),
        }
    }
}
