//! ISO weeks (ISO 8601, 5.2.2.3): Monday to Sunday, each person's in that person's own zone.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::meeting::resolve_local;

/// A week, by its Monday. Written `2026-W47`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Week {
    monday: NaiveDate,
}

impl Week {
    /// The week that a date lies in.
    pub fn of(date: NaiveDate) -> Self {
        let back = Days::new(date.weekday().num_days_from_monday().into());
        Self { monday: date.checked_sub_days(back).unwrap_or(date) }
    }

    /// The last week that has ended at `at` for everyone in these zones; with no zones, in UTC.
    pub fn last_ended(at: DateTime<Utc>, zones: impl IntoIterator<Item = Tz>) -> Self {
        let ended = |zone: Tz| Self::of(at.with_timezone(&zone).date_naive()).back(1);
        zones.into_iter().map(ended).min().unwrap_or_else(|| ended(Tz::UTC))
    }

    /// Its first day.
    pub fn monday(self) -> NaiveDate {
        self.monday
    }

    /// Its last day.
    pub fn sunday(self) -> NaiveDate {
        self.day(6)
    }

    /// A day of it, counted from Monday as 0.
    pub fn day(self, index: u64) -> NaiveDate {
        self.monday.checked_add_days(Days::new(index)).unwrap_or(self.monday)
    }

    /// The week so many weeks before.
    pub fn back(self, weeks: u64) -> Self {
        let days = Days::new(weeks.saturating_mul(7));
        Self { monday: self.monday.checked_sub_days(days).unwrap_or(self.monday) }
    }

    /// The week so many weeks after.
    pub fn ahead(self, weeks: u64) -> Self {
        let days = Days::new(weeks.saturating_mul(7));
        Self { monday: self.monday.checked_add_days(days).unwrap_or(self.monday) }
    }

    /// Whether the pulse is asked about it: every second week, also where a year has 53.
    pub fn asks_pulse(self) -> bool {
        self.monday.num_days_from_ce().div_euclid(7).rem_euclid(2) == 1
    }

    /// The week that was asked about in the round of the pulse that ends with this one; none for weeks that end none. It
    /// is asked in the mails about that week, which go out in the week after it, and answered until the end of this.
    pub fn pulse_closed(self) -> Option<Self> {
        self.asks_pulse().then(|| self.back(2))
    }

    /// The first instant of it in a zone.
    pub fn begins(self, zone: Tz) -> DateTime<Utc> {
        midnight(self.monday, zone)
    }

    /// The first instant after it in a zone. Between the two lie 168 hours, or 167 or 169 when the clock changes.
    pub fn ends(self, zone: Tz) -> DateTime<Utc> {
        midnight(self.day(7), zone)
    }
}

/// The first instant of a day in a zone.
pub(super) fn midnight(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    resolve_local(date.and_time(NaiveTime::MIN), zone)
}

/// `2026-W47`.
impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let iso = self.monday.iso_week();
        write!(f, "{:04}-W{:02}", iso.year(), iso.week())
    }
}

/// Reads `2026-W47`.
impl FromStr for Week {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is not a week; write year and ISO week, for example \"2026-W47\"");
        let (year, week) = text.trim().split_once("-W").ok_or_else(wrong)?;
        let number = |text: &str, digits: usize| {
            let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
            plain.then(|| text.parse::<u32>().ok()).flatten().ok_or_else(wrong)
        };
        let (year, week) = (number(year, 4)? as i32, number(week, 2)?);
        let monday = NaiveDate::from_isoywd_opt(year, week, Weekday::Mon).ok_or_else(wrong)?;
        if (1900..=2200).contains(&year) { Ok(Self { monday }) } else { Err(wrong()) }
    }
}

impl Serialize for Week {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Week {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_reads_back_what_it_wrote_also_at_the_turn_of_the_year() {
        for (date, text) in [("2026-11-18", "2026-W47"), ("2027-01-03", "2026-W53"), ("2024-12-30", "2025-W01")] {
            let week = Week::of(date.parse().unwrap());
            assert_eq!(week.to_string(), text);
            assert_eq!(text.parse(), Ok(week));
        }
        for wrong in ["2026-W54", "2026-W00", "2026-47", "W47", "2026-W+7", "9999-W01", ""] {
            assert!(wrong.parse::<Week>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_week_is_an_hour_shorter_or_longer_when_the_clock_changes() {
        let hours = |week: &str, zone: Tz| {
            let week: Week = week.parse().unwrap();
            (week.ends(zone) - week.begins(zone)).num_hours()
        };
        assert_eq!(hours("2026-W13", Tz::Europe__Berlin), 167);
        assert_eq!(hours("2026-W43", Tz::Europe__Berlin), 169);
        assert_eq!(hours("2026-W47", Tz::Europe__Berlin), 168);
    }

    #[test]
    fn a_week_has_ended_when_it_has_for_the_last_zone() {
        let at = "2026-11-23T03:00:00Z".parse().unwrap();
        let ended = |zones: &[Tz]| Week::last_ended(at, zones.iter().copied()).to_string();
        assert_eq!(ended(&[Tz::Europe__Berlin]), "2026-W47");
        assert_eq!(ended(&[Tz::Europe__Berlin, Tz::America__Los_Angeles]), "2026-W46");
    }

    #[test]
    fn every_second_week_asks_also_over_years_of_53_weeks_and_closes_the_round_before() {
        let first: Week = "2036-W10".parse().unwrap();
        let weeks: Vec<Week> = (0..900).map(|back| first.back(back)).collect();
        assert!(weeks.windows(2).all(|pair| pair[0].asks_pulse() != pair[1].asks_pulse()));
        let closed = |week: &str| week.parse::<Week>().unwrap().pulse_closed().map(|week| week.to_string());
        assert_eq!(closed("2026-W47").as_deref(), Some("2026-W45"));
        assert_eq!(closed("2026-W48"), None);
        assert_eq!(closed("2027-W02").as_deref(), Some("2026-W53"));
    }
}
