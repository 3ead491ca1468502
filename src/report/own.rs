//! One person's week, for that person alone.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::frame::Frame;
use super::measure::{Attendance, Measured};
use super::measures::{Measures, hours};
use super::metric::decimals;
use super::{PersonWeek, SeriesLine, Terms, Week};

/// What a person may see of their own week: nothing of it is withheld, and nobody else gets it. Whatever others see
/// comes from a [`Snapshot`](super::Snapshot).
#[derive(Debug, Clone, PartialEq)]
pub struct OwnWeek {
    /// The sums.
    pub measures: Measures,
    /// Focus hours of the seven days from Monday; none on a day of which nothing is known.
    pub focus: [Option<f64>; 7],
    /// Their series, the longest first; hours are the person's own.
    pub series: Vec<SeriesLine>,
}

impl OwnWeek {
    /// Measures one person's week. None when nothing is known of it: no working day, or in a week without one no day at
    /// all.
    pub fn of(person: &PersonWeek, week: Week, terms: &Terms) -> Option<Self> {
        let measured = Measured::new(person, &Frame::new(week, &person.working), terms)?;
        let focus = measured.focus.map(|focus| focus.map(|seconds| decimals(hours(seconds))));
        Some(Self { focus, series: series(&measured), measures: measured.sums })
    }
}

fn series(measured: &Measured<'_>) -> Vec<SeriesLine> {
    let mut own: BTreeMap<&str, Vec<&Attendance<'_>>> = BTreeMap::new();
    for attendance in &measured.attended {
        if let Some(series) = &attendance.entry.series {
            own.entry(series).or_default().push(attendance);
        }
    }
    let mut lines: Vec<(u64, SeriesLine)> = own.into_values().filter_map(|attended| line(&attended)).collect();
    lines.sort_by(|(a, one), (b, other)| (Reverse(a), &one.title).cmp(&(Reverse(b), &other.title)));
    lines.into_iter().map(|(_, line)| line).collect()
}

fn line(attended: &[&Attendance<'_>]) -> Option<(u64, SeriesLine)> {
    let seconds = attended.iter().map(|attendance| attendance.seconds).sum();
    let occurrences = attended.iter().filter(|attendance| attendance.counts).count() as u32;
    let title = attended.first()?.entry.title.clone();
    Some((seconds, SeriesLine { title, people: 1, occurrences, person_hours: decimals(hours(seconds)) }))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use chrono_tz::Tz;

    use super::*;
    use crate::meeting::{Hours, WorkingTime};
    use crate::report::Entry;

    fn entry(start: &str, minutes: i64, series: &str) -> Entry {
        let start: DateTime<Utc> = format!("2026-11-{start}:00Z").parse().unwrap();
        let series = Some(series).filter(|series| !series.is_empty()).map(str::to_owned);
        let title = series.clone().unwrap_or_default();
        Entry { start, end: start + TimeDelta::minutes(minutes), series, title, ..Entry::default() }
    }

    fn person(entries: Vec<Entry>) -> PersonWeek {
        let working = WorkingTime::new(Tz::UTC, "Mon-Fri 09:00-17:00".parse::<Hours>().unwrap());
        let missing = vec!["2026-11-20".parse().unwrap()];
        PersonWeek { working, team: None, entries, missing }
    }

    #[test]
    fn focus_is_told_by_day_and_not_of_days_that_nothing_is_known_of() {
        let person = person(vec![entry("16T12:00", 60, ""), entry("17T10:00", 60, "")]);
        let own = OwnWeek::of(&person, "2026-W47".parse().unwrap(), &Terms::default()).unwrap();
        assert_eq!(own.focus, [Some(7.0), Some(6.0), Some(8.0), Some(8.0), None, Some(0.0), Some(0.0)]);
    }

    #[test]
    fn ones_own_series_come_with_ones_own_hours_the_longest_first() {
        let entries = vec![
            entry("16T12:00", 30, "Stand-up"),
            entry("17T12:00", 30, "Stand-up"),
            entry("18T10:00", 90, "Review"),
            entry("19T10:00", 30, ""),
        ];
        let own = OwnWeek::of(&person(entries), "2026-W47".parse().unwrap(), &Terms::default()).unwrap();
        let told: Vec<_> = own.series.iter().map(|line| (&*line.title, line.occurrences, line.person_hours)).collect();
        assert_eq!(told, [("Review", 1, 1.5), ("Stand-up", 2, 1.0)]);
    }
}
