//! The figures of everyone: the four that are looked at first, and all of them against the weeks before.

use super::block::{Block, Cell, Table, TableRow, Tile};
use super::page::Layout;
use super::tell::{Teller, case};
use crate::mail::page::Part;
use crate::report::{Exempted, Line, Metric, Unit};

/// The figures on the tiles, with the catalogue's word.
const TILES: [(Metric, &str); 4] = [
    (Metric::MeetingHours, "meetings"),
    (Metric::FocusHours, "focus"),
    (Metric::AfterHoursShare, "after_hours"),
    (Metric::AgendaRate, "agenda"),
];
/// Reasons of exemptions that are named.
const REASONS: usize = 6;

impl Layout<'_> {
    pub(super) fn tiles(&self) -> Option<Part> {
        let whole = self.report.whole.as_ref()?;
        let tile = |(metric, which): (Metric, &str)| {
            Some(self.teller.tile(self.teller.words.tile(which), whole.line(metric)?))
        };
        let tiles: Vec<Tile> = TILES.into_iter().filter_map(tile).collect();
        (!tiles.is_empty()).then_some(Part::Block(Block::Tiles(tiles)))
    }

    /// Every metric of everyone.
    pub(super) fn week(&self) -> Vec<Part> {
        let Some(whole) = &self.report.whole else { return Vec::new() };
        let words = self.teller.words;
        let table = self.teller.against_before(&whole.lines, words.everyone());
        let heading = Part::Heading(words.report_heading("week"));
        vec![heading, Part::Block(Block::Table(table))]
    }

    /// What became of the meetings that needed an agenda, and which did not need one.
    pub(super) fn agendas(&self) -> Option<String> {
        let whole = self.report.whole.as_ref()?;
        let count = |metric| whole.line(metric).map(|line| self.teller.figure(metric, Some(line.now)));
        let told = self.teller.words.agenda_counts(
            count(Metric::AgendaUnasked)?,
            count(Metric::AgendaRescued)?,
            count(Metric::AgendaLate)?,
            count(Metric::AgendaMissing)?,
            count(Metric::Declined)?,
        );
        let exempted = self.exempted().map(|exempted| format!(" {exempted}")).unwrap_or_default();
        Some(format!("{told}{exempted}"))
    }

    fn exempted(&self) -> Option<String> {
        let words = self.teller.words;
        let reason = |(reason, n): &(Exempted, u32)| match reason {
            Exempted::Rule { name } => words.exempted_by(*n, self.teller.name(name)),
            Exempted::Request => words.exempted_asked(*n),
        };
        let all = &self.report.exempted;
        let total = all.iter().fold(0_u32, |total, (_, n)| total.saturating_add(*n));
        let reasons: Vec<String> = all.iter().take(REASONS).map(reason).collect();
        let more = if all.len() > REASONS { ", …" } else { "" };
        (total > 0).then(|| words.exempted(total, format!("{}{more}", reasons.join(", "))))
    }
}

impl Teller<'_> {
    /// A metric's figure with its unit apart, and how it changed.
    pub(super) fn tile(&self, label: String, line: &Line) -> Tile {
        let told = self.figure(line.metric, Some(line.now));
        let (number, unit) = match told.rsplit_once('\u{a0}') {
            Some((number, unit)) if !unit.chars().any(|c| c.is_ascii_digit()) => (number.to_owned(), unit.to_owned()),
            _ => (told.clone(), String::new()),
        };
        Tile { label, number, unit, change: self.change(line) }
    }

    /// `0.8 less`, `4 points more`, `as the week before`; nothing where there is no week before.
    fn change(&self, line: &Line) -> String {
        let Some(change) = line.change else { return String::new() };
        let share = line.metric.unit() == Unit::Share;
        let by = if share {
            self.words.points((change.abs() * 100.0).round().min(100.0) as u32)
        } else {
            self.decimal(change.abs(), 1)
        };
        self.words.more(case(Some(change), if share { 0.005 } else { 0.05 }), by)
    }

    /// Lines as a table: this week, the week before, and the first week of the trend.
    pub(super) fn against_before(&self, lines: &[Line], label: String) -> Table {
        let weeks = lines.iter().map(|line| line.trend.len()).max().unwrap_or_default();
        let ago = weeks.saturating_sub(1);
        let long = ago > 1;
        let mut columns = vec![self.words.column("now"), self.words.column("before")];
        columns.extend(long.then(|| self.sentence(&self.words.column_ago(ago))));
        let row = |line: &Line| {
            let first = line.trend.first().filter(|_| line.trend.len() > ago).and_then(|point| point.value);
            let mut cells = vec![
                Cell::plain(self.figure(line.metric, Some(line.now))),
                Cell::plain(self.figure(line.metric, line.before)),
            ];
            cells.extend(long.then(|| Cell::plain(self.value(line.metric, first))));
            TableRow { name: self.label(line.metric), detail: String::new(), cells, strong: false }
        };
        Table { label, columns, rows: lines.iter().map(row).collect() }
    }
}
