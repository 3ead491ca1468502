//! The last round of the pulse: a table of the groups that are shown, everyone round by round, and how to read it.

use super::block::{Block, Cell, Table, TableRow};
use super::page::Layout;
use super::tables::shown;
use super::tell::NOTHING;
use crate::mail::page::Part;
use crate::report::{Group, PulseLine, PulseReport, PulseSection, Question};

/// Rows of the table, besides everyone.
const GROUPS: usize = 8;

impl Layout<'_> {
    /// What people answered, of which week, and under which promise.
    pub(super) fn pulse(&self) -> Vec<Part> {
        let Some(pulse) = &self.report.pulse else { return Vec::new() };
        let words = self.teller.words;
        let (table, more) = self.answers(pulse);
        let intro = words.pulse_round(self.teller.dates(pulse.asked), self.teller.date_short(pulse.closed.sunday()));
        let mut parts = vec![
            Part::Heading(words.report_heading("pulse_told")),
            Part::Quiet(format!("{intro} {}", words.pulse_scale())),
            Part::Block(Block::Table(table)),
        ];
        parts.extend((more > 0).then(|| Part::Quiet(self.teller.sentence(&words.rest_attached(more)))));
        parts.extend(self.round_by_round(pulse).map(Part::Quiet));
        parts.push(Part::Quiet(self.asked()));
        parts.push(Part::Quiet(words.pulse_floor(pulse.min_group)));
        parts
    }

    /// The groups, everyone last, and how many groups are left out.
    fn answers(&self, pulse: &PulseReport) -> (Table, usize) {
        let (whole, groups): (Vec<&PulseSection>, Vec<&PulseSection>) =
            pulse.sections.iter().partition(|section| section.group == Group::Whole);
        let (groups, more) = shown(&groups, GROUPS);
        let words = self.teller.words;
        let rows = groups.into_iter().map(|section| self.answered(section, false));
        let table = Table {
            label: words.column("answers"),
            columns: Question::ALL.map(|question| words.pulse_label(question.as_str())).into(),
            rows: rows.chain(whole.into_iter().map(|section| self.answered(section, true))).collect(),
        };
        (table, more)
    }

    fn answered(&self, section: &PulseSection, strong: bool) -> TableRow {
        let count = |people: u32| self.teller.decimal(f64::from(people), 0);
        let people = match section.answered() {
            (fewest, most) if fewest == most => count(most),
            (fewest, most) => format!("{}–{}", count(fewest), count(most)),
        };
        TableRow {
            name: self.teller.group(&section.group),
            detail: self.teller.words.pulse_answered(people),
            cells: Question::ALL.map(|question| self.answer(section.line(question))).into(),
            strong,
        }
    }

    fn answer(&self, line: Option<&PulseLine>) -> Cell {
        let value = line.map_or_else(|| NOTHING.to_owned(), |line| self.teller.decimal(line.now.mean, 1));
        Cell { value, change: self.teller.signed_tenths(line.and_then(|line| line.change)) }
    }

    /// Everyone's answers from the first round known to this one; none where this is the first.
    fn round_by_round(&self, pulse: &PulseReport) -> Option<String> {
        let lines = &pulse.section(&Group::Whole)?.lines;
        let told: Vec<String> = lines.iter().filter_map(|line| self.trend(line)).collect();
        (!told.is_empty()).then(|| self.teller.words.pulse_trend(told.join("; ")))
    }

    fn trend(&self, line: &PulseLine) -> Option<String> {
        let known = line.trend.iter().skip_while(|point| point.value.is_none());
        let value =
            |value: Option<f64>| value.map_or_else(|| NOTHING.to_owned(), |value| self.teller.decimal(value, 1));
        let told: Vec<String> = known.map(|point| value(point.value)).collect();
        let label = self.teller.words.pulse_label(line.question.as_str());
        (told.len() > 1).then(|| format!("{label}\u{a0}{}", told.join("\u{a0}→\u{a0}")))
    }

    /// The questions as they were asked, and which way is better.
    fn asked(&self) -> String {
        let words = self.teller.words;
        let question = |question: Question| {
            let which = question.as_str();
            format!("{} {}", words.colon(words.pulse_label(which)), words.quoted(words.pulse_question(which)))
        };
        let asked = Question::ALL.map(question).join(" ");
        format!("{asked} {}", words.pulse_reading())
    }
}
