//! The simulated week, Monday 23 to Friday 27 November 2026, and the reckoning of deadlines within it.
//!
//! Lead time and first notice are those of the policy that the demo writes; a test holds the two together.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use super::company::Employee;

/// The Monday.
pub const MONDAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
/// How far apart the steps are.
pub const STEP: TimeDelta = TimeDelta::minutes(15);
/// Hours before the start at which an agenda must be there.
pub const LEAD_HOURS: i64 = 24;
/// Hours before that at which the organizer hears of it first.
pub const FIRST_NOTICE_HOURS: i64 = 48;

/// Monday, 0:00 UTC.
pub fn begins() -> DateTime<Utc> {
    MONDAY.and_time(NaiveTime::MIN).and_utc()
}

/// Saturday, 0:00 UTC: the last step is the one before.
pub fn ends() -> DateTime<Utc> {
    begins() + TimeDelta::days(5)
}

/// So many days after Monday, at that wall-clock time.
pub fn day(days: u64, hour: u32, minute: u32) -> NaiveDateTime {
    let date = MONDAY + chrono::Days::new(days);
    date.and_time(NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN))
}

/// When what is missing must be there.
pub fn deadline(organizer: &Employee, start: DateTime<Utc>) -> DateTime<Utc> {
    organizer.working.deadline(start, TimeDelta::hours(LEAD_HOURS))
}

/// When the organizer hears that something is missing: in working hours, not before the week begins.
pub fn first_notice(organizer: &Employee, start: DateTime<Utc>) -> DateTime<Utc> {
    let nominal = organizer.working.deadline(deadline(organizer, start), TimeDelta::hours(FIRST_NOTICE_HOURS));
    organizer.working.next_working(nominal.max(begins()))
}

/// So many minutes of the person's working time later, on the next five minutes.
pub fn later(person: &Employee, from: DateTime<Utc>, minutes: i64) -> DateTime<Utc> {
    let at = person.working.after(from, TimeDelta::minutes(minutes)).unwrap_or(from);
    let rest = at.timestamp().rem_euclid(300);
    if rest == 0 { at } else { at + TimeDelta::seconds(300 - rest) }
}
