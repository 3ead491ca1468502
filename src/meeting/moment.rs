//! Calendar times as they are written: dates, floating times, and wall-clock times in a zone (RFC 5545 §3.3.5).

use chrono::{DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// A time as a calendar writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Moment {
    /// A day without a time: all-day events.
    Date(NaiveDate),
    /// The same wall clock for every viewer; becomes an instant in the viewer's zone.
    Floating(NaiveDateTime),
    /// A wall clock in a zone. UTC times have the zone UTC.
    Zoned(NaiveDateTime, Tz),
}

impl Moment {
    /// The instant it means to a viewer in `viewer`'s zone. Dates begin at that zone's midnight.
    pub fn instant(&self, viewer: Tz) -> DateTime<Utc> {
        match *self {
            Self::Date(date) => resolve_local(date.and_time(NaiveTime::MIN), viewer),
            Self::Floating(local) => resolve_local(local, viewer),
            Self::Zoned(local, zone) => resolve_local(local, zone),
        }
    }

    /// Whether this is a day without a time.
    pub fn is_date(&self) -> bool {
        matches!(self, Self::Date(_))
    }

    /// The wall clock as written; midnight for a date.
    pub fn local(&self) -> NaiveDateTime {
        match *self {
            Self::Date(date) => date.and_time(NaiveTime::MIN),
            Self::Floating(local) | Self::Zoned(local, _) => local,
        }
    }

    /// One spelling for one moment, whatever zone it was written in: `20261126`, `20261126T140000` (floating),
    /// `20261126T140000Z`. Used where moments name an occurrence (RECURRENCE-ID may come in another zone).
    pub fn canonical(&self) -> String {
        match *self {
            Self::Date(date) => date.format("%Y%m%d").to_string(),
            Self::Floating(local) => local.format("%Y%m%dT%H%M%S").to_string(),
            Self::Zoned(local, zone) => resolve_local(local, zone).format("%Y%m%dT%H%M%SZ").to_string(),
        }
    }
}

/// The length of an event. Days are nominal (a day with a clock change still counts as one), seconds are exact
/// (RFC 5545 §3.3.6). An event with DTEND has an exact length, one with DURATION may have both parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// Nominal days.
    pub days: u32,
    /// Exact seconds.
    pub seconds: i64,
}

impl Span {
    /// An exact length.
    pub fn exact(length: TimeDelta) -> Self {
        Self { days: 0, seconds: length.num_seconds().max(0) }
    }

    /// Whole nominal days.
    pub fn days(days: u32) -> Self {
        Self { days, seconds: 0 }
    }

    /// The end of an event that begins at `start`, for a viewer in `viewer`'s zone.
    pub fn end(&self, start: &Moment, viewer: Tz) -> DateTime<Utc> {
        let zone = if let Moment::Zoned(_, zone) = start { *zone } else { viewer };
        let after_days = match start.local().checked_add_days(Days::new(self.days.into())) {
            Some(local) if self.days > 0 => resolve_local(local, zone),
            _ => start.instant(viewer),
        };
        let exact = TimeDelta::try_seconds(self.seconds).unwrap_or_default();
        after_days.checked_add_signed(exact).unwrap_or(after_days)
    }
}

/// The instant of a wall clock in a zone. A time that occurs twice is the first of the two; a time that the
/// clock skips is read with the offset before the gap (RFC 5545 §3.3.5).
pub fn resolve_local(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
        LocalResult::None => before_the_gap(local, zone),
    }
}

fn before_the_gap(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    // No gap of the zone database is longer than a day (Pacific/Apia skipped 30 December 2011).
    let earlier = local.checked_sub_signed(TimeDelta::hours(25)).unwrap_or(local);
    match zone.from_local_datetime(&earlier).latest() {
        Some(at) => at.with_timezone(&Utc) + (local - earlier),
        None => Utc.from_utc_datetime(&local),
    }
}

/// Whether the date is one a calendar can sensibly hold; keeps arithmetic away from chrono's limits.
pub(crate) fn sane_year(date: NaiveDate) -> bool {
    (1900..=2200).contains(&date.year())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        local(text).and_utc()
    }

    #[test]
    fn a_skipped_time_is_read_with_the_offset_before_the_gap() {
        let at = resolve_local(local("2026-03-29 02:30"), chrono_tz::Europe::Berlin);
        assert_eq!(at, utc("2026-03-29 01:30"));
    }

    #[test]
    fn a_time_that_occurs_twice_is_the_first_of_the_two() {
        let at = resolve_local(local("2026-10-25 02:30"), chrono_tz::Europe::Berlin);
        assert_eq!(at, utc("2026-10-25 00:30"));
    }

    #[test]
    fn a_nominal_day_over_a_clock_change_ends_at_the_same_wall_clock() {
        let start = Moment::Zoned(local("2026-03-28 12:00"), chrono_tz::Europe::Berlin);
        assert_eq!(Span::days(1).end(&start, Tz::UTC), utc("2026-03-29 10:00"));
        assert_eq!(Span::exact(TimeDelta::hours(24)).end(&start, Tz::UTC), utc("2026-03-29 11:00"));
    }

    #[test]
    fn a_date_begins_at_the_viewers_midnight() {
        let day = Moment::Date(NaiveDate::from_ymd_opt(2026, 11, 26).unwrap());
        assert_eq!(day.instant(chrono_tz::Asia::Kolkata), utc("2026-11-25 18:30"));
        assert_eq!(day.canonical(), "20261126");
    }

    #[test]
    fn an_absurd_length_is_none() {
        let start = Moment::Date(NaiveDate::from_ymd_opt(2026, 11, 26).unwrap());
        let absurd = Span { days: u32::MAX, seconds: i64::MAX };
        assert_eq!(absurd.end(&start, Tz::UTC), utc("2026-11-26 00:00"));
    }

    #[test]
    fn a_day_that_a_zone_skipped_does_not_break_anything() {
        let at = resolve_local(local("2011-12-30 12:00"), chrono_tz::Pacific::Apia);
        assert_eq!(at, utc("2011-12-30 22:00"));
    }
}
