//! Dates and times as properties hold them.

use chrono::{Datelike, NaiveDateTime, Timelike};
use chrono_tz::Tz;
use icalendar::{CalendarDateTime, DatePerhapsTime};

use super::lines::Property;
use crate::meeting::Moment;

/// How many values of one RDATE or EXDATE line are read.
const MAX_LIST: usize = 10_000;

/// All values of an RDATE or EXDATE; of periods the start (RFC 5545 §3.8.5.2). `zone` tells what a TZID means.
pub(in crate::provider) fn moments(property: &Property, zone: &dyn Fn(&str) -> Tz) -> Vec<Moment> {
    let values = property.value.split(',').take(MAX_LIST);
    values.filter_map(|value| moment(property, value.split('/').next().unwrap_or_default(), zone)).collect()
}

/// One value of a property: a date or a time in any of its three forms (RFC 5545 §3.3.4, §3.3.5).
///
/// The crate reads the three forms. Gone around: it takes a TZID beside a `Z` for local time and then fails,
/// and fails on VALUE=DATE before a date with a time; both occur.
pub(in crate::provider) fn moment(property: &Property, value: &str, zone: &dyn Fn(&str) -> Tz) -> Option<Moment> {
    let value = value.trim().to_ascii_uppercase();
    let is_date = property.has("VALUE", "DATE") && value.len() >= 8;
    let value = if is_date { value.get(..8)?.to_owned() } else { value };
    let mut plain = icalendar::Property::new("DTSTART", value.as_str());
    if let (Some(id), false, false) = (property.param("TZID"), value.ends_with('Z'), is_date) {
        plain.add_parameter("TZID", id);
    }
    let moment = match DatePerhapsTime::from_property(&plain)? {
        DatePerhapsTime::Date(date) => Moment::Date(date),
        DatePerhapsTime::DateTime(CalendarDateTime::Floating(local)) => Moment::Floating(whole(local)),
        DatePerhapsTime::DateTime(CalendarDateTime::Utc(at)) => Moment::Zoned(whole(at.naive_utc()), Tz::UTC),
        DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }) => {
            Moment::Zoned(whole(date_time), zone(&tzid))
        }
    };
    (1900..=2200).contains(&moment.local().year()).then_some(moment)
}

/// A leap second is the second before it.
fn whole(local: NaiveDateTime) -> NaiveDateTime {
    local.with_nanosecond(0).unwrap_or(local)
}
