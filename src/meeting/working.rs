//! Working hours and days off, in a person's own zone. All arithmetic here is right across clock changes:
//! wall-clock times are resolved one by one, never by adding 24 hours.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::moment::resolve_local;

/// How far ahead a search for working time looks; longer stretches of days off do not occur.
const SEARCH_DAYS: u64 = 60;

/// Working hours: which weekdays, from when to when, as in `Mon-Fri 09:00-17:30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hours {
    days: [bool; 7],
    from: NaiveTime,
    to: NaiveTime,
}

impl Hours {
    /// Whether it is a working weekday.
    pub fn on(&self, day: Weekday) -> bool {
        self.days[day.num_days_from_monday() as usize]
    }

    /// When work begins.
    pub fn from(&self) -> NaiveTime {
        self.from
    }

    /// When work ends.
    pub fn to(&self) -> NaiveTime {
        self.to
    }
}

impl Default for Hours {
    /// `Mon-Fri 09:00-17:30`.
    fn default() -> Self {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
        Self { days: [true, true, true, true, true, false, false], from: time(9, 0), to: time(17, 30) }
    }
}

/// Such as can be read: `Mon,Tue,Wed 09:00-17:30`.
impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let days: Vec<&str> =
            names.into_iter().zip(self.days).filter_map(|(name, works)| works.then_some(name)).collect();
        write!(f, "{} {}-{}", days.join(","), self.from.format("%H:%M"), self.to.format("%H:%M"))
    }
}

/// Reads `Mon-Fri 09:00-17:30` or `Sun-Thu 8:00-16:00` or `Mon,Wed,Fri 10:00-14:00`.
impl FromStr for Hours {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong =
            || format!("{text:?} is not working hours; write days and times, for example \"Mon-Fri 09:00-17:30\"");
        let (days, times) = text.trim().split_once(char::is_whitespace).ok_or_else(wrong)?;
        let (from, to) = times.trim().split_once('-').ok_or_else(wrong)?;
        let time = |text: &str| NaiveTime::parse_from_str(text.trim(), "%H:%M").map_err(|_| wrong());
        let hours = Self { days: parse_days(days).ok_or_else(wrong)?, from: time(from)?, to: time(to)? };
        if hours.from < hours.to { Ok(hours) } else { Err(wrong()) }
    }
}

fn parse_days(text: &str) -> Option<[bool; 7]> {
    let mut days = [false; 7];
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let first: Weekday = first.trim().parse().ok()?;
        let last: Weekday = last.trim().parse().ok()?;
        let mut day = first;
        loop {
            days[day.num_days_from_monday() as usize] = true;
            if day == last {
                break;
            }
            day = day.succ();
        }
    }
    Some(days)
}

/// Public holidays and other dates on which a site does not work.
pub type DaysOff = Arc<BTreeSet<NaiveDate>>;

/// When someone works: zone, hours and days off.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkingTime {
    /// IANA zone.
    pub zone: Tz,
    /// Weekdays and hours.
    pub hours: Hours,
    /// Holidays.
    pub days_off: DaysOff,
}

impl WorkingTime {
    /// Working time without holidays.
    pub fn new(zone: Tz, hours: Hours) -> Self {
        Self { zone, hours, days_off: DaysOff::default() }
    }

    /// Whether this is a working day.
    pub fn works_on(&self, date: NaiveDate) -> bool {
        self.hours.on(date.weekday()) && !self.days_off.contains(&date)
    }

    /// `start` minus `lead` on the wall clock of this zone, moved back to the last working day at the same wall
    /// time when it falls on a day off. Whole days of `lead` are nominal (24 hours before Monday 15:00 is Sunday
    /// 15:00, also when the clock changes in between); the rest is exact.
    pub fn deadline(&self, start: DateTime<Utc>, lead: TimeDelta) -> DateTime<Utc> {
        let days = lead.num_days().max(0) as u64;
        let exact = start - (lead - TimeDelta::days(days as i64));
        let local = exact.with_timezone(&self.zone).naive_local();
        let mut date = local.date().checked_sub_days(Days::new(days)).unwrap_or(local.date());
        for _ in 0..SEARCH_DAYS {
            if self.works_on(date) {
                break;
            }
            date = date.pred_opt().unwrap_or(date);
        }
        resolve_local(date.and_time(local.time()), self.zone)
    }

    /// The first instant at or after `at` that lies within working hours; `at` itself when none is found within
    /// two months.
    pub fn next_working(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        self.stretches(at).next().map_or(at, |(from, _)| from.max(at))
    }

    /// The last instant at or before `at` that lies within working hours (an end of work counts); `at` itself
    /// when none is found within two months.
    pub fn last_working(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let today = at.with_timezone(&self.zone).date_naive();
        (0..SEARCH_DAYS)
            .filter_map(|back| today.checked_sub_days(Days::new(back)))
            .filter(|date| self.works_on(*date))
            .map(|date| self.stretch(date))
            .find(|(from, _)| *from <= at)
            .map_or(at, |(_, to)| to.min(at))
    }

    /// How much working time lies between two instants.
    pub fn between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        self.stretches(from)
            .take_while(|(start, _)| *start < to)
            .map(|(start, end)| (end.min(to) - start.max(from)).max(TimeDelta::zero()))
            .fold(TimeDelta::zero(), |sum, part| sum + part)
    }

    /// The instant at which `length` of working time has passed since `from`; None when that is more than two
    /// months away.
    pub fn after(&self, from: DateTime<Utc>, length: TimeDelta) -> Option<DateTime<Utc>> {
        let mut left = length;
        for (start, end) in self.stretches(from) {
            let start = start.max(from);
            if end - start >= left {
                return Some(start + left);
            }
            left -= end - start;
        }
        None
    }

    /// Working stretches whose end is after `at`, in order.
    fn stretches(&self, at: DateTime<Utc>) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + '_ {
        let today = at.with_timezone(&self.zone).date_naive();
        (0..SEARCH_DAYS)
            .filter_map(move |ahead| today.checked_add_days(Days::new(ahead)))
            .filter(|date| self.works_on(*date))
            .map(|date| self.stretch(date))
            .filter(move |(_, to)| *to > at)
    }

    fn stretch(&self, date: NaiveDate) -> (DateTime<Utc>, DateTime<Utc>) {
        let at = |time| resolve_local(date.and_time(time), self.zone);
        (at(self.hours.from), at(self.hours.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDateTime;

    fn berlin() -> WorkingTime {
        WorkingTime::new(chrono_tz::Europe::Berlin, Hours::default())
    }

    fn at(text: &str) -> DateTime<Utc> {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        resolve_local(local, chrono_tz::Europe::Berlin)
    }

    fn hours(hours: i64) -> TimeDelta {
        TimeDelta::hours(hours)
    }

    #[test]
    fn a_deadline_keeps_the_wall_clock_across_a_clock_change() {
        // The clock goes forward on Sunday 29 March 2026 and back on Sunday 25 October 2026.
        let everyday = WorkingTime::new(chrono_tz::Europe::Berlin, "Mon-Sun 09:00-17:30".parse().unwrap());
        assert_eq!(everyday.deadline(at("2026-03-29 15:00"), hours(24)), at("2026-03-28 15:00"));
        assert_eq!(everyday.deadline(at("2026-10-26 15:00"), hours(48)), at("2026-10-24 15:00"));
    }

    #[test]
    fn a_deadline_that_falls_into_the_gap_is_read_with_the_offset_before_it() {
        let everyday = WorkingTime::new(chrono_tz::Europe::Berlin, "Mon-Sun 09:00-17:30".parse().unwrap());
        let deadline = everyday.deadline(at("2026-03-30 02:30"), hours(24));
        assert_eq!(deadline, "2026-03-29T01:30:00Z".parse::<DateTime<Utc>>().unwrap());
    }

    #[test]
    fn a_deadline_on_a_day_off_moves_back_to_the_last_working_day() {
        assert_eq!(berlin().deadline(at("2026-11-30 10:00"), hours(24)), at("2026-11-27 10:00"), "Monday to Friday");
        let mut off = berlin();
        off.days_off = Arc::new([NaiveDate::from_ymd_opt(2026, 11, 27).unwrap()].into());
        assert_eq!(off.deadline(at("2026-11-30 10:00"), hours(24)), at("2026-11-26 10:00"), "over a holiday");
        assert_eq!(berlin().deadline(at("2026-03-30 10:00"), hours(24)), at("2026-03-27 10:00"), "over a clock change");
    }

    #[test]
    fn part_of_a_day_is_exact() {
        assert_eq!(berlin().deadline(at("2026-11-26 15:00"), hours(4)), at("2026-11-26 11:00"));
        assert_eq!(berlin().deadline(at("2026-11-26 15:00"), hours(28)), at("2026-11-25 11:00"));
    }

    #[test]
    fn mails_wait_for_the_morning_and_over_the_weekend() {
        assert_eq!(berlin().next_working(at("2026-11-25 07:00")), at("2026-11-25 09:00"));
        assert_eq!(berlin().next_working(at("2026-11-25 12:00")), at("2026-11-25 12:00"));
        assert_eq!(berlin().next_working(at("2026-11-27 18:00")), at("2026-11-30 09:00"));
        assert_eq!(berlin().last_working(at("2026-11-28 12:00")), at("2026-11-27 17:30"));
        assert_eq!(berlin().last_working(at("2026-11-25 08:00")), at("2026-11-24 17:30"));
    }

    #[test]
    fn working_time_is_counted_and_added_over_nights_and_clock_changes() {
        assert_eq!(berlin().between(at("2026-11-25 16:30"), at("2026-11-26 10:00")), hours(2));
        assert_eq!(berlin().after(at("2026-11-25 17:00"), hours(1)), Some(at("2026-11-26 09:30")));
        assert_eq!(berlin().between(at("2026-03-27 16:30"), at("2026-03-30 10:00")), hours(2));
        assert_eq!(berlin().between(at("2026-11-25 20:00"), at("2026-11-26 08:00")), hours(0));
    }

    #[test]
    fn hours_are_read_with_ranges_lists_and_weeks_that_begin_on_sunday() {
        let sunday: Hours = "Sun-Thu 8:00-16:00".parse().unwrap();
        assert!(sunday.on(Weekday::Sun) && sunday.on(Weekday::Thu) && !sunday.on(Weekday::Fri));
        let listed: Hours = "Mon,Wed 10:00-14:00".parse().unwrap();
        assert!(listed.on(Weekday::Wed) && !listed.on(Weekday::Tue));
        for bad in ["", "Mon-Fri", "09:00-17:00", "Mon-Fri 17:00-09:00", "Xyz 09:00-17:00", "Mon-Fri 9-17"] {
            assert!(bad.parse::<Hours>().is_err(), "{bad:?}");
        }
    }
}
