//! What a report costs, what it is set against, what it leaves out, whom it covers, and how it counts.

use std::collections::BTreeMap;

use super::block::{Block, Cell, Table, TableRow};
use super::page::Layout;
use super::tell::Teller;
use crate::mail::clean;
use crate::mail::page::Part;
use crate::report::{Cost, Definition, Family, Figure, Metric, Section, SeriesLine, Terms, Why, Withheld};

/// Sentences about what is not shown.
const WITHHELD: usize = 12;
/// Groups that are set against their own weeks before.
const BASELINES: usize = 12;

impl Layout<'_> {
    /// What the week's meetings cost, where an hour has a price.
    pub(super) fn cost(&self) -> Vec<Part> {
        let cost = self.report.terms.cost.as_ref();
        let hours = self.report.whole.as_ref().and_then(|whole| whole.line(Metric::MeetingHours));
        let Some((cost, hours)) = cost.zip(hours) else { return Vec::new() };
        let words = self.teller.words;
        let told = words.cost(self.teller.money(cost, 1.0), self.teller.money(cost, hours.now.part));
        vec![Part::Heading(words.report_heading("cost")), Part::Text(told)]
    }

    /// Groups against their own weeks before a pilot.
    pub(super) fn baselines(&self) -> Vec<Part> {
        let sections = self.report.teams.iter().chain(&self.report.whole).take(BASELINES);
        let told: Vec<Part> = sections.filter_map(|section| self.baseline(section)).map(Part::Text).collect();
        let heading = (!told.is_empty()).then(|| Part::Heading(self.teller.words.report_heading("baseline")));
        heading.into_iter().chain(told).collect()
    }

    fn baseline(&self, section: &Section) -> Option<String> {
        const TOLD: [Metric; 3] = [Metric::MeetingHours, Metric::FocusHours, Metric::AgendaRate];
        let words = self.teller.words;
        let told = |metric: Metric| {
            let line = section.line(metric)?;
            let figure = |figure: Option<Figure>| self.teller.figure(metric, figure);
            Some(words.was(self.teller.label(metric), figure(Some(line.now)), figure(Some(line.baseline?))))
        };
        let figures: Vec<String> = TOLD.into_iter().filter_map(told).collect();
        (!figures.is_empty()).then(|| words.baseline(self.teller.group(&section.group), figures.join(", ")))
    }

    /// What is not shown, and why: a sentence for all groups that share their reason.
    pub(super) fn withheld(&self) -> Vec<Part> {
        let mut alike: BTreeMap<(bool, bool, Option<String>), Vec<String>> = BTreeMap::new();
        for withheld in self.report.withheld.iter().filter(|withheld| withheld.family != Family::Zones) {
            let within = withheld.within.as_ref().map(|group| self.teller.group(group));
            let key = (withheld.why == Why::GivesAway, withheld.family == Family::Called, within);
            alike.entry(key).or_default().push(self.named(withheld));
        }
        let more = alike.len().saturating_sub(WITHHELD);
        let told: Vec<Part> =
            alike.into_iter().take(WITHHELD).map(|(key, names)| Part::Quiet(self.not_shown(key, &names))).collect();
        let words = self.teller.words;
        let more = (more > 0).then(|| Part::Quiet(self.teller.sentence(&words.rest_attached(more))));
        let heading = (!told.is_empty()).then(|| Part::Heading(words.report_heading("withheld")));
        heading.into_iter().chain(told).chain(more).collect()
    }

    /// A folded group by its members.
    fn named(&self, withheld: &Withheld) -> String {
        match self.teller.members(&withheld.group) {
            members if members.is_empty() => self.teller.group(&withheld.group),
            members => self.teller.words.names(&members),
        }
    }

    fn not_shown(&self, (gives, called, within): (bool, bool, Option<String>), names: &[String]) -> String {
        let words = self.teller.words;
        let (why, family) = (if gives { "gives" } else { "few" }, if called { "called" } else { "attended" });
        let case = if within.is_some() { "within" } else { "alone" };
        let floor = self.report.terms.min_group;
        words.withheld(why, family, case, words.names(names), floor, within.unwrap_or_default())
    }

    /// Whom it covers, and what each figure is.
    pub(super) fn counted(&self) -> Vec<Part> {
        let words = self.teller.words;
        let definitions = self.teller.definitions(&self.report.definitions, &self.report.terms);
        vec![
            Part::Heading(words.report_heading("counted")),
            Part::Quiet(self.coverage()),
            Part::Quiet(words.attended(Terms::LONGEST_HOURS)),
            Part::Block(Block::Definitions(definitions)),
        ]
    }

    fn coverage(&self) -> String {
        let (words, of) = (self.teller.words, &self.report.coverage);
        let some = |n: u32, told: &dyn Fn(u32) -> String| (n > 0).then(|| told(n));
        let count = |n: u32| self.teller.decimal(f64::from(n), 0);
        let told = [
            Some(words.covered(count(of.covered), count(of.enrolled))),
            some(of.partly, &|n| words.covered_partly(n, count(of.days_missing))),
            some(of.unread, &|n| words.covered_unread(n)),
            some(of.not_joined.unwrap_or_default(), &|n| words.covered_not_joined(n)),
            some(of.series_dropped, &|n| words.covered_series(n)),
            Some(words.floor(self.report.terms.min_group)),
        ];
        told.into_iter().flatten().map(|sentence| self.teller.sentence(&sentence)).collect::<Vec<_>>().join(" ")
    }
}

impl Teller<'_> {
    /// What so many hours cost.
    pub(super) fn money(&self, cost: &Cost, hours: f64) -> String {
        format!("{}\u{a0}{}", self.decimal(cost.hourly * hours, 0), clean::one_line(&cost.currency, 8))
    }

    /// What each metric is, with the terms filled in.
    pub(super) fn definitions(&self, definitions: &[Definition], terms: &Terms) -> Vec<(String, String)> {
        let block = self.length(f64::from(terms.focus_block_minutes) / 60.0);
        let meaning = |definition: &Definition| {
            let metric = definition.metric.as_str();
            self.words.metric_meaning(metric, block.clone(), Terms::LARGE_FROM, Terms::SHORT_NOTICE_HOURS)
        };
        definitions
            .iter()
            .map(|definition| (self.words.colon(self.label(definition.metric)), meaning(definition)))
            .collect()
    }

    /// The series that cost most; none when there are none.
    pub(super) fn series(&self, series: &[SeriesLine], cost: Option<&Cost>) -> Option<Table> {
        let words = self.words;
        let row = |line: &SeriesLine| {
            let mut cells = vec![
                Cell::plain(self.decimal(f64::from(line.people), 0)),
                Cell::plain(self.decimal(f64::from(line.occurrences), 0)),
                Cell::plain(self.short_hours(line.person_hours)),
            ];
            cells.extend(cost.map(|cost| Cell::plain(self.money(cost, line.person_hours))));
            TableRow { name: self.title(&line.title), detail: String::new(), cells, strong: false }
        };
        let rows: Vec<TableRow> = series.iter().take(Terms::SERIES_SHOWN).map(row).collect();
        let columns = ["people", "times", "person_hours", "cost"];
        let columns = columns.into_iter().take(if cost.is_some() { 4 } else { 3 });
        let columns = columns.map(|which| words.column(which)).collect();
        (!rows.is_empty()).then(|| Table { label: words.column("series"), columns, rows })
    }
}
