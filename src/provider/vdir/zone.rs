//! A VTIMEZONE for what we write (RFC 5545 §3.6.5: every TZID used in a file is defined there).
//!
//! The zone database's transitions of a stretch of years, each as an observance of its own: true also where no yearly
//! rule holds. After the last of them its offset goes on.

use std::fmt::Write as _;

use chrono::{NaiveDate, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _};
use chrono_tz::{OffsetComponents as _, OffsetName as _, Tz};

/// How many years are described, from the one before the first.
const YEARS: i32 = 12;

/// The lines of the component, without folds, each ended by `\n`; none for UTC, which needs none.
pub(super) fn component(zone: Tz, first: i32) -> String {
    if zone == Tz::UTC {
        return String::new();
    }
    let year = |year: i32| NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(NaiveDate::MIN).and_time(Default::default());
    let (from, to) = (year(first - 1), year(first - 1 + YEARS));
    let mut lines = format!("BEGIN:VTIMEZONE\nTZID:{}\n", zone.name());
    lines += &observance(zone, from, from);
    let mut day = from;
    while day < to {
        let next = day + TimeDelta::days(1);
        if seconds(zone, day) != seconds(zone, next) {
            lines += &observance(zone, day, transition(zone, day, next));
        }
        day = next;
    }
    lines + "END:VTIMEZONE\n"
}

/// East of UTC.
fn seconds(zone: Tz, utc: NaiveDateTime) -> i32 {
    zone.offset_from_utc_datetime(&utc).fix().local_minus_utc()
}

/// The first second with the new offset, between two instants of which the later one has it.
fn transition(zone: Tz, mut before: NaiveDateTime, mut after: NaiveDateTime) -> NaiveDateTime {
    let old = seconds(zone, before);
    while after - before > TimeDelta::seconds(1) {
        let middle = before + (after - before) / 2;
        if seconds(zone, middle) == old { before = middle } else { after = middle }
    }
    after
}

/// The observance that begins at `at` (UTC); its DTSTART is a wall clock of the offset before (§3.6.5).
fn observance(zone: Tz, before: NaiveDateTime, at: NaiveDateTime) -> String {
    let (old, new) = (seconds(zone, before), zone.offset_from_utc_datetime(&at));
    let kind = if new.dst_offset().is_zero() { "STANDARD" } else { "DAYLIGHT" };
    let local = at + TimeDelta::seconds(old.into());
    let mut lines = format!("BEGIN:{kind}\nDTSTART:{}\n", local.format("%Y%m%dT%H%M%S"));
    // Writing to a text never fails.
    let _ = writeln!(lines, "TZOFFSETFROM:{}\nTZOFFSETTO:{}", offset(old), offset(new.fix().local_minus_utc()));
    if let Some(name) = new.abbreviation() {
        let _ = writeln!(lines, "TZNAME:{name}");
    }
    lines + &format!("END:{kind}\n")
}

/// `+0530`, `-033000`.
fn offset(seconds: i32) -> String {
    let (sign, size) = (if seconds < 0 { '-' } else { '+' }, seconds.abs());
    let odd = size % 60;
    let tail = if odd == 0 { String::new() } else { format!("{odd:02}") };
    format!("{sign}{:02}{:02}{tail}", size / 3600, size / 60 % 60)
}
