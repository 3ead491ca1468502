//! What series cost.
//!
//! A series is kept by a hash of its key, with sums; who attended is not kept. A series that is private on anybody's
//! calendar, or that fewer than the floor attended, is never named, and its figures are never shown.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::PersonWeek;
use super::measure::{Attendance, Measured};
use super::measures::hours;
use super::metric::decimals;

/// So many series are kept apart; no real organization has as many in a week.
const MOST_SERIES: usize = 100_000;
/// Titles are cut to so many characters.
const LONGEST_TITLE: usize = 200;

/// A series that at least the floor of covered people attended, and that is private on nobody's calendar. Shown for
/// the whole organization only: a team's part of it could be subtracted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesLine {
    /// Its title, cut to 200 characters.
    pub title: String,
    /// How many covered people attended it this week.
    pub people: u32,
    /// How often it took place this week.
    pub occurrences: u32,
    /// Attended hours, all people together.
    pub person_hours: f64,
}

/// All series of a week.
#[derive(Debug, Clone, Default)]
pub(super) struct Book(HashMap<u128, Series>);

/// The sums of one.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    pub(super) title: Box<str>,
    pub(super) private: bool,
    pub(super) people: u64,
    pub(super) seconds: u64,
    pub(super) occurrences: u32,
    /// Start and end of its first occurrence of the week, in seconds since the epoch.
    pub(super) first: Option<(i64, i64)>,
    /// How many people of which zone.
    pub(super) zones: Vec<(Tz, u64)>,
}

impl Book {
    /// Adds what a person attended. Returns how many of their series were not kept because there are too many.
    pub(super) fn add(&mut self, person: &PersonWeek, measured: &Measured<'_>) -> u32 {
        let mut own: BTreeMap<&str, Vec<&Attendance<'_>>> = BTreeMap::new();
        for attendance in &measured.attended {
            if let Some(series) = &attendance.entry.series {
                own.entry(series).or_default().push(attendance);
            }
        }
        // Also where the person stays away: what one person keeps private is not named.
        for entry in person.entries.iter().filter(|entry| entry.private) {
            if let Some(series) = entry.series.as_deref().and_then(|series| self.series(series)) {
                series.private = true;
            }
        }
        let zone = person.working.zone;
        let full = |key| self.series(key).map(|series| series.add(&own[key], zone)).is_none();
        own.keys().copied().map(full).map(u32::from).sum()
    }

    /// Those that may be named and shown, the costliest first.
    pub(super) fn shown(&self, floor: u64) -> Vec<&Series> {
        let may = |series: &&Series| !series.private && series.people >= floor && !series.title.is_empty();
        let mut shown: Vec<(&u128, &Series)> = self.0.iter().filter(|(_, series)| may(series)).collect();
        shown.sort_by(|(a, one), (b, other)| (other.seconds, &one.title, a).cmp(&(one.seconds, &other.title, b)));
        shown.into_iter().map(|(_, series)| series).collect()
    }

    fn series(&mut self, key: &str) -> Option<&mut Series> {
        let hash = Sha256::digest(key.as_bytes());
        let key = hash.iter().take(16).fold(0, |key: u128, byte| key << 8 | u128::from(*byte));
        let full = self.0.len() >= MOST_SERIES;
        if full { self.0.get_mut(&key) } else { Some(self.0.entry(key).or_default()) }
    }
}

impl Series {
    fn add(&mut self, attended: &[&Attendance<'_>], zone: Tz) {
        self.people += 1;
        self.seconds += attended.iter().map(|attendance| attendance.seconds).sum::<u64>();
        let counted = attended.iter().filter(|attendance| attendance.counts);
        self.occurrences = self.occurrences.max(counted.clone().count() as u32);
        let times = counted.map(|attendance| (attendance.entry.start.timestamp(), attendance.entry.end.timestamp()));
        self.first = self.first.into_iter().chain(times).min();
        match self.zones.iter_mut().find(|(known, _)| *known == zone) {
            Some((_, people)) => *people += 1,
            None => self.zones.push((zone, 1)),
        }
        if let Some(first) = attended.first().filter(|_| self.title.is_empty()) {
            self.title = first.entry.title.trim().chars().take(LONGEST_TITLE).collect();
        }
    }

    /// As it is shown.
    pub(super) fn line(&self) -> SeriesLine {
        SeriesLine {
            title: self.title.to_string(),
            people: self.people as u32,
            occurrences: self.occurrences,
            person_hours: decimals(hours(self.seconds)),
        }
    }
}
