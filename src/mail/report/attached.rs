//! The figures for programs: CSV and JSON. Neither depends on a language; names of columns and words stay as they are.
//!
//! The CSV (RFC 4180, UTF-8) is one table, one figure a row:
//!
//! | column | meaning |
//! | --- | --- |
//! | `section` | `figures`, `trend`, `heat`, `focus_day`, `zones`, `pulse`, `pulse_trend`, `series`, `exempted`, `coverage` or `withheld` |
//! | `week` | ISO week of the figure, `2026-W47`; of the pulse the week that was asked about |
//! | `kind` | of the group: `whole`, `team`, `teams`, `unassigned`, `zone`, `region`, `elsewhere`; else empty |
//! | `group` | name of the team, IANA name of the zone, title of the series, rule, `mon-09` for an hour of the week |
//! | `people` | covered people behind the group, of the pulse those who answered; empty where it has none |
//! | `metric` | which figure |
//! | `unit` | `hours` (a person and week), `per_person`, `share` (0 to 1), `count`, `index`, `scale` (1 to 5), `person_hours`, `reason` |
//! | `value` | the figure, with a point; empty where there was nothing to divide by; of `withheld` the reason |
//! | `part`, `whole` | what the value was made of |
//! | `previous`, `change` | the week before (of the pulse the round before), and the value less that |
//! | `baseline` | the group's own weeks before a pilot |
//!
//! Invariant: no cell of text begins with a character that spreadsheets take for a formula (OWASP, "CSV Injection").

use serde::Serialize;

use crate::brief::text::unsafe_char;
use crate::mail::clean;
use crate::report::{Exempted, Figure, Group, Line, PulseReport, Report, Section, Unit, Week, Why};

const HEAD: [&str; 13] = [
    "section", "week", "kind", "group", "people", "metric", "unit", "value", "part", "whole", "previous", "change",
    "baseline",
];
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/// Titles and names; longer than any that the core lets through.
const TEXT: usize = 300;

/// The figures of a report as CSV, with lines that end in CRLF.
pub fn report_csv(report: &Report) -> String {
    let mut table = Csv { week: report.week.to_string(), rows: vec![HEAD.map(str::to_owned).to_vec()] };
    for section in report.whole.iter().chain(&report.teams).chain(&report.zones) {
        section.lines.iter().for_each(|line| table.figure(section, line, report.week));
    }
    table.days(report);
    table.zones(report);
    report.pulse.iter().for_each(|pulse| table.pulse(pulse));
    table.others(report);
    table.coverage(report);
    table.written()
}

/// The report as JSON: the core's own types, in a frame that names the format.
pub fn report_json(report: &Report) -> String {
    #[derive(Serialize)]
    struct Frame<'a> {
        format: &'static str,
        #[serde(flatten)]
        report: &'a Report,
    }
    // The types are maps with keys of text all the way down, which is all that JSON asks for.
    let json = serde_json::to_string_pretty(&Frame { format: "meetgate-report-1", report }).unwrap_or_default();
    json.chars().map(harmless).collect::<String>() + "\n"
}

/// Characters that would turn the direction of reading are written as what they are.
fn harmless(c: char) -> String {
    if unsafe_char(c) && c != '\n' { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }
}

struct Csv {
    week: String,
    rows: Vec<Vec<String>>,
}

impl Csv {
    /// One row; the four last columns are empty but for figures.
    fn add(&mut self, section: &str, group: (&str, &str), people: Option<u32>, figure: (&str, &str), value: String) {
        let (kind, name) = group;
        let people = people.map(|people| people.to_string()).unwrap_or_default();
        let mut row = vec![section.to_owned(), self.week.clone(), kind.to_owned(), cell(name), people];
        row.extend([figure.0.to_owned(), figure.1.to_owned(), value]);
        row.resize(HEAD.len(), String::new());
        self.rows.push(row);
    }

    /// Writes another cell of the row added last.
    fn put(&mut self, column: &str, text: String) {
        let at = HEAD.iter().position(|head| *head == column);
        let cell = at.and_then(|at| self.rows.last_mut()?.get_mut(at));
        cell.into_iter().for_each(|cell| cell.clone_from(&text));
    }

    fn figure(&mut self, section: &Section, line: &Line, week: Week) {
        let (kind, name) = group(&section.group);
        let (metric, unit) = (line.metric.as_str(), unit(line.metric.unit()));
        let people = Some(section.people);
        let value = |figure: Option<Figure>| number(figure.and_then(|figure| figure.value));
        self.add("figures", (kind, &name), people, (metric, unit), value(Some(line.now)));
        if let Some(row) = self.rows.last_mut() {
            row.truncate(8);
            row.extend([number(Some(line.now.part)), number(Some(line.now.whole))]);
            row.extend([value(line.before), number(line.change), value(line.baseline)]);
        }
        for point in line.trend.iter().filter(|point| point.week != week) {
            self.add("trend", (kind, &name), None, (metric, unit), number(point.value));
            self.put("week", point.week.to_string());
        }
    }

    fn pulse(&mut self, pulse: &PulseReport) {
        for section in &pulse.sections {
            let (kind, name) = group(&section.group);
            for line in &section.lines {
                let figure = (line.question.as_str(), "scale");
                self.add("pulse", (kind, &name), Some(line.now.people), figure, number(Some(line.now.mean)));
                self.put("week", pulse.asked.to_string());
                self.put("previous", number(line.before.map(|before| before.mean)));
                self.put("change", number(line.change));
                for point in line.trend.iter().filter(|point| point.week != pulse.asked) {
                    self.add("pulse_trend", (kind, &name), None, figure, number(point.value));
                    self.put("week", point.week.to_string());
                }
            }
        }
    }

    fn days(&mut self, report: &Report) {
        let Some(days) = &report.days else { return };
        for (day, row) in DAYS.into_iter().zip(&days.heat) {
            for (hour, share) in row.iter().enumerate() {
                self.add(
                    "heat",
                    ("whole", &format!("{day}-{hour:02}")),
                    None,
                    ("in_meeting", "share"),
                    number(Some(*share)),
                );
            }
        }
        for (day, hours) in DAYS.into_iter().zip(&days.focus) {
            self.add("focus_day", ("whole", day), None, ("focus_hours", "hours"), number(Some(*hours)));
        }
    }

    fn zones(&mut self, report: &Report) {
        for zone in report.fairness.iter().flat_map(|fairness| &fairness.zones) {
            let (kind, name) = group(&zone.group);
            for (metric, unit, value) in [
                ("share_of_people", "share", Some(zone.share_of_people)),
                ("share_of_after_hours", "share", Some(zone.share_of_after_hours)),
                ("after_hours", "hours", Some(zone.after_hours)),
                ("after_hours_share", "share", zone.share_of_meetings),
            ] {
                self.add("zones", (kind, &name), Some(zone.people), (metric, unit), number(value));
            }
        }
    }

    fn others(&mut self, report: &Report) {
        for line in &report.series {
            let about = ("", line.title.as_str());
            self.add("series", about, Some(line.people), ("occurrences", "count"), line.occurrences.to_string());
            let hours = number(Some(line.person_hours));
            self.add("series", about, Some(line.people), ("person_hours", "person_hours"), hours);
        }
        for (reason, count) in &report.exempted {
            let (kind, name) = match reason {
                Exempted::Rule { name } => ("rule", name.as_str()),
                Exempted::Request => ("request", ""),
            };
            self.add("exempted", (kind, name), None, ("exempted", "count"), count.to_string());
        }
    }

    fn coverage(&mut self, report: &Report) {
        let of = &report.coverage;
        for (metric, count) in [
            ("enrolled", Some(of.enrolled)),
            ("covered", Some(of.covered)),
            ("partly", Some(of.partly)),
            ("days_missing", Some(of.days_missing)),
            ("unread", Some(of.unread)),
            ("not_joined", of.not_joined),
            ("series_dropped", Some(of.series_dropped)),
        ] {
            let count = count.map(|count| count.to_string()).unwrap_or_default();
            self.add("coverage", ("whole", ""), None, (metric, "count"), count);
        }
        for withheld in &report.withheld {
            let (kind, name) = group(&withheld.group);
            let why = match withheld.why {
                Why::TooFew => "too_few",
                Why::GivesAway => "gives_away",
            };
            let family = format!("{:?}", withheld.family).to_lowercase();
            self.add("withheld", (kind, &name), None, (&family, "reason"), why.to_owned());
        }
    }

    fn written(&self) -> String {
        let row = |row: &Vec<String>| row.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",") + "\r\n";
        self.rows.iter().map(row).collect()
    }
}

/// Kind and name of a group.
fn group(group: &Group) -> (&'static str, String) {
    let all = |names: &std::collections::BTreeSet<String>| names.iter().cloned().collect::<Vec<_>>().join("; ");
    match group {
        Group::Whole => ("whole", String::new()),
        Group::Team { name } => ("team", name.clone()),
        Group::Teams { names, unassigned } => ("teams", all(names) + if *unassigned { "; (unassigned)" } else { "" }),
        Group::Unassigned => ("unassigned", String::new()),
        Group::Zone { zone } => ("zone", zone.clone()),
        Group::Region { region, .. } => ("region", region.clone()),
        Group::Elsewhere { zones } => ("elsewhere", all(zones)),
    }
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours => "hours",
        Unit::PerPerson => "per_person",
        Unit::Share => "share",
        Unit::Count => "count",
        Unit::Index => "index",
    }
}

fn number(number: Option<f64>) -> String {
    number.filter(|number| number.is_finite()).map(|number| number.to_string()).unwrap_or_default()
}

/// A text as a cell. An apostrophe before what would be a formula is what spreadsheets themselves put there.
fn cell(text: &str) -> String {
    const FORMULA: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let text = clean::one_line(text, TEXT);
    if text.starts_with(FORMULA) || text.starts_with(['\'', '|', '%']) { format!("'{text}") } else { text }
}

fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', ';', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
