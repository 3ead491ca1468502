//! Tables of teams, zones and series. Each has a limit, and says what it leaves to the attachments.

use super::block::{Block, Cell, Table, TableRow};
use super::page::Layout;
use crate::mail::page::Part;
use crate::report::{Group, Metric, Section, ZoneShare};

/// Rows of a table of groups. A mail of more would be cut by the programs that show it.
const GROUPS: usize = 14;
/// Rows of the table of shares.
const SHARES: usize = 8;
/// Times that would spread the load.
const PROPOSALS: usize = 5;
/// Names of a folded group are a sentence, not a list of everything.
const FOLDED: usize = 4;

impl Layout<'_> {
    pub(super) fn teams(&self) -> Vec<Part> {
        const COLUMNS: [(Metric, &str); 3] =
            [(Metric::MeetingHours, "meetings"), (Metric::FocusHours, "focus"), (Metric::AgendaRate, "agenda")];
        self.groups("teams", &self.report.teams, &COLUMNS)
    }

    /// The zones, what each carries of the load, and times that would spread it.
    pub(super) fn zones(&self) -> Vec<Part> {
        const COLUMNS: [(Metric, &str); 3] =
            [(Metric::MeetingHours, "meetings"), (Metric::FocusHours, "focus"), (Metric::AfterHours, "after_hours")];
        let mut parts = self.groups("zones", &self.report.zones, &COLUMNS);
        parts.extend(self.shares());
        parts.extend(self.proposals());
        parts
    }

    fn groups(&self, which: &str, sections: &[Section], columns: &[(Metric, &str)]) -> Vec<Part> {
        if sections.is_empty() {
            return Vec::new();
        }
        let words = self.teller.words;
        let (shown, more) = shown(sections, GROUPS);
        let rows = shown.iter().map(|section| self.row(section, columns, false));
        let everyone = self.report.whole.iter().map(|whole| self.row(whole, columns, true));
        let table = Table {
            label: words.column("per_person"),
            columns: columns.iter().map(|(_, which)| words.column(*which)).collect(),
            rows: rows.chain(everyone).collect(),
        };
        let mut parts = vec![Part::Heading(words.report_heading(which)), Part::Block(Block::Table(table))];
        parts.extend((more > 0).then(|| Part::Quiet(self.teller.sentence(&words.rest_attached(more)))));
        parts.extend(self.folded(shown.iter().map(|section| &section.group)));
        parts
    }

    fn row(&self, section: &Section, columns: &[(Metric, &str)], strong: bool) -> TableRow {
        let cell = |(metric, _): &(Metric, &str)| {
            let line = section.line(*metric);
            let change = self.teller.signed(*metric, line.and_then(|line| line.change));
            Cell { value: self.teller.figure(*metric, line.map(|line| line.now)), change }
        };
        TableRow {
            name: self.teller.group(&section.group),
            detail: self.teller.people(section.people),
            cells: columns.iter().map(cell).collect(),
            strong,
        }
    }

    /// Who is in the groups that were folded.
    fn folded<'g>(&self, groups: impl Iterator<Item = &'g Group>) -> Vec<Part> {
        let words = self.teller.words;
        let told = |group: &Group| {
            let members = self.teller.members(group);
            let told = words.folded(self.teller.group(group), words.names(&members));
            (!members.is_empty()).then_some(Part::Quiet(told))
        };
        groups.filter_map(told).take(FOLDED).collect()
    }

    /// Who carries the hours after hours.
    fn shares(&self) -> Vec<Part> {
        let Some(fairness) = self.report.fairness.as_ref().filter(|fairness| fairness.zones.len() > 1) else {
            return Vec::new();
        };
        let words = self.teller.words;
        let row = |zone: &ZoneShare| TableRow {
            name: self.teller.group(&zone.group),
            detail: self.teller.people(zone.people),
            cells: vec![
                Cell::plain(self.teller.share(zone.share_of_people)),
                Cell::plain(self.teller.share(zone.share_of_after_hours)),
                Cell::plain(self.teller.short_hours(zone.after_hours)),
            ],
            strong: false,
        };
        let (zones, more) = shown(&fairness.zones, SHARES);
        let columns = ["share_of_people", "share_of_load", "per_head"];
        let table = Table {
            label: String::new(),
            columns: columns.iter().map(|which| self.teller.sentence(&words.column(*which))).collect(),
            rows: zones.into_iter().map(row).collect(),
        };
        let more = (more > 0).then(|| Part::Quiet(self.teller.sentence(&words.rest_attached(more))));
        let spread = self.spread().map(Part::Quiet);
        let parts = [Part::Heading(words.report_heading("load")), Part::Block(Block::Table(table))];
        parts.into_iter().chain(more).chain(spread).collect()
    }

    fn proposals(&self) -> Vec<Part> {
        let proposals = self.report.fairness.iter().flat_map(|fairness| &fairness.proposals).take(PROPOSALS);
        let told: Vec<Part> =
            proposals.map(|proposal| Part::Text(self.teller.sentence(&self.teller.proposal(proposal)))).collect();
        let heading = (!told.is_empty()).then(|| Part::Heading(self.teller.words.report_heading("rotations")));
        heading.into_iter().chain(told).collect()
    }

    /// The series that cost most, and the meetings that only informed.
    pub(super) fn series(&self) -> Vec<Part> {
        let table = self.teller.series(&self.report.series, self.report.terms.cost.as_ref());
        let parts = table.into_iter().map(|table| Part::Block(Block::Table(table)));
        let parts: Vec<Part> = parts.chain(self.informed_only().map(Part::Quiet)).collect();
        let heading = (!parts.is_empty()).then(|| Part::Heading(self.teller.words.report_heading("series")));
        heading.into_iter().chain(parts).collect()
    }

    fn informed_only(&self) -> Option<String> {
        let whole = self.report.whole.as_ref()?;
        let meetings = whole.line(Metric::MemoMeetings)?.now.value.filter(|meetings| *meetings >= 1.0)?;
        let hours = self.teller.hours(whole.line(Metric::MemoHours)?.now.part);
        Some(self.teller.sentence(&self.teller.words.informed_only(meetings, hours)))
    }
}

/// The first rows, and always the last, which is where folded groups stand; and how many are left out.
pub(super) fn shown<T>(all: &[T], most: usize) -> (Vec<&T>, usize) {
    let more = all.len().saturating_sub(most);
    let last = all.last().filter(|_| more > 0);
    let first = all.iter().take(if more > 0 { most.saturating_sub(1) } else { most });
    (first.chain(last).collect(), more)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_table_keeps_its_first_rows_and_its_last() {
        assert_eq!(shown(&[1, 2, 3], 3), (vec![&1, &2, &3], 0));
        assert_eq!(shown(&[1, 2, 3, 4, 5], 3), (vec![&1, &2, &5], 2));
        assert_eq!(shown(&[0_u8; 0], 3), (Vec::new(), 0));
    }
}
