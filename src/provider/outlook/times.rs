//! Graph's times: a wall clock with seven digits after the second, and the name of a zone beside it.

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::wire::{Row, Time};
use crate::meeting::{Moment, Span, resolve_local, zone};

/// No meeting is longer; what says so is a mistake.
const LONGEST_DAYS: i64 = 3660;

/// When an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Times {
    /// Begin, in the zone in which it was booked.
    pub start: Moment,
    /// Length.
    pub span: Span,
}

impl Times {
    /// Reads start, end and zone of a row. `zone` is that of its series where it has one.
    pub fn of(row: &Row, zone: Tz) -> Result<Self, String> {
        let (start, end) = match (&row.start, &row.end) {
            (Some(start), Some(end)) => (start, end),
            (Some(start), None) => (start, start),
            _ => return Err("the event has no start".to_owned()),
        };
        if row.is_all_day == Some(true) { days(start, end) } else { clock(start, end, zone) }
    }
}

/// The zone in which an event was booked; the owner's where its name says nothing (`tzone://Microsoft/Custom`).
pub(super) fn zone_of(row: &Row, owner: Tz) -> Tz {
    row.original_start_time_zone.as_deref().and_then(zone::resolve).unwrap_or(owner)
}

/// Dates of all-day events do not move with zones: they are taken as written.
fn days(start: &Time, end: &Time) -> Result<Times, String> {
    let (first, last) = (local(&start.date_time)?.date(), local(&end.date_time)?.date());
    let days = (last - first).num_days().max(1);
    let days = u32::try_from(days).ok().filter(|_| days <= LONGEST_DAYS);
    Ok(Times { start: Moment::Date(first), span: Span::days(days.ok_or("the event is absurdly long")?) })
}

fn clock(start: &Time, end: &Time, zone: Tz) -> Result<Times, String> {
    let (start, end) = (instant(start)?, instant(end)?);
    let length = end - start;
    if length < TimeDelta::zero() || length > TimeDelta::days(LONGEST_DAYS) {
        return Err("the event ends before it starts, or is absurdly long".to_owned());
    }
    Ok(Times { start: in_zone(start, zone), span: Span::exact(length) })
}

/// An instant as a wall clock.
pub(super) fn in_zone(at: DateTime<Utc>, zone: Tz) -> Moment {
    Moment::Zoned(at.with_timezone(&zone).naive_local(), zone)
}

/// The instant that a time means. A time with its own offset (`Z`) means what it says.
pub(super) fn instant(time: &Time) -> Result<DateTime<Utc>, String> {
    if let Some(at) = stamp(Some(&time.date_time)) {
        return Ok(at);
    }
    let name = time.time_zone.as_deref().unwrap_or("UTC");
    let zone = zone::resolve(name).ok_or("a time is in a zone whose name says nothing")?;
    Ok(resolve_local(local(&time.date_time)?, zone))
}

/// An instant in RFC 3339. Year 1 is Graph's "never".
pub(super) fn stamp(text: Option<&String>) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_rfc3339(text?.trim()).ok()?.with_timezone(&Utc);
    sane(at.naive_utc().date()).then_some(at)
}

fn local(text: &str) -> Result<NaiveDateTime, String> {
    let text = text.trim().trim_end_matches(['Z', 'z']);
    let read = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f")
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M"))
        .or_else(|error| NaiveDate::parse_from_str(text, "%Y-%m-%d").map(Into::into).map_err(|_| error));
    let whole = |local: NaiveDateTime| local - TimeDelta::nanoseconds(local.and_utc().timestamp_subsec_nanos().into());
    let local = read.map(whole).map_err(|_| "a time cannot be read".to_owned())?;
    if sane(local.date()) { Ok(local) } else { Err("a time is in no year that matters".to_owned()) }
}

fn sane(date: NaiveDate) -> bool {
    use chrono::Datelike;
    (1900..=2200).contains(&date.year())
}

/// The original start of an occurrence of a series: `originalStart`, else the date in its `OID` at the time of day of
/// its series, which is the date where the series was booked, whatever zone it is read in; else, for what was never
/// changed, its own start.
pub(super) fn original(row: &Row, series: &Moment) -> Option<Moment> {
    let named = [row.occurrence_id.as_deref(), Some(row.id.as_str())].into_iter().flatten().find_map(date_of);
    let given = stamp(row.original_start.as_ref());
    match series {
        Moment::Date(_) => {
            let own = || local(&row.start.as_ref()?.date_time).ok().map(|local| local.date());
            let given = given.map(|at| at.naive_utc()).filter(|at| at.time() == Default::default()).map(|at| at.date());
            named.or(given).or_else(own).map(Moment::Date)
        }
        Moment::Zoned(first, zone) => {
            let named = || named.map(|date| Moment::Zoned(date.and_time(first.time()), *zone));
            let own = || instant(row.start.as_ref()?).ok().map(|at| in_zone(at, *zone));
            given.map(|at| in_zone(at, *zone)).or_else(named).or_else(own)
        }
        Moment::Floating(_) => None,
    }
}

/// The date at the end of `OID.<master>.<YYYY-MM-DD>`.
pub(super) fn date_of(id: &str) -> Option<NaiveDate> {
    let (_, date) = id.strip_prefix("OID.")?.rsplit_once('.')?;
    NaiveDate::parse_from_str(date, "%Y-%m-%d").ok().filter(|date| sane(*date))
}

/// A moment as Graph takes it: the wall clock, and the IANA name of its zone.
pub(super) fn written(moment: &Moment, owner: Tz) -> serde_json::Value {
    let zone = if let Moment::Zoned(_, zone) = moment { *zone } else { owner };
    serde_json::json!({
        "dateTime": moment.local().format("%Y-%m-%dT%H:%M:%S").to_string(),
        "timeZone": if moment.is_date() { "UTC" } else { zone.name() },
    })
}

/// An instant as Graph takes it in a query.
pub(super) fn query(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn row(value: serde_json::Value) -> Row {
        serde_json::from_value(value).unwrap()
    }

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn seven_digits_and_windows_names_are_read() {
        let row = row(json!({
            "originalStartTimeZone": "W. Europe Standard Time",
            "start": { "dateTime": "2026-11-26T13:00:00.0000000", "timeZone": "UTC" },
            "end": { "dateTime": "2026-11-26T06:00:00.0000000", "timeZone": "Pacific Standard Time" },
        }));
        let times = Times::of(&row, zone_of(&row, Tz::Asia__Tokyo)).unwrap();
        assert_eq!(times.start.canonical(), "20261126T130000Z");
        assert_eq!(times.start.local().to_string(), "2026-11-26 14:00:00");
        assert_eq!(times.span, Span::exact(TimeDelta::hours(1)));
    }

    #[test]
    fn a_custom_zone_is_read_in_the_owners() {
        let row = row(json!({ "originalStartTimeZone": "tzone://Microsoft/Custom" }));
        assert_eq!(zone_of(&row, Tz::Asia__Tokyo), Tz::Asia__Tokyo);
    }

    #[test]
    fn all_day_events_keep_their_dates_whatever_the_zone() {
        let row = row(json!({
            "isAllDay": true,
            "start": { "dateTime": "2026-05-04T00:00:00.0000000", "timeZone": "UTC" },
            "end": { "dateTime": "2026-05-06T00:00:00.0000000", "timeZone": "UTC" },
        }));
        let times = Times::of(&row, Tz::America__Los_Angeles).unwrap();
        assert_eq!((times.start.canonical().as_str(), times.span), ("20260504", Span::days(2)));
    }

    #[test]
    fn what_is_no_time_is_refused() {
        let event = |start: &str, end: &str| {
            row(
                json!({ "start": { "dateTime": start, "timeZone": "UTC" }, "end": { "dateTime": end, "timeZone": "UTC" } }),
            )
        };
        for (start, end) in [
            ("2026-05-04T10:00:00", "2026-05-04T09:00:00"),
            ("0001-01-01T00:00:00", "0001-01-01T01:00:00"),
            ("2026-05-04T10:00:00", "2099-05-04T09:00:00"),
            ("yesterday", "2026-05-04T09:00:00"),
        ] {
            assert!(Times::of(&event(start, end), Tz::UTC).is_err(), "{start}");
        }
        assert!(Times::of(&Row::default(), Tz::UTC).is_err());
    }

    #[test]
    fn the_original_start_is_given_or_named_by_date_and_series() {
        let late = in_zone(utc("2026-11-02T22:30:00Z"), Tz::Europe__Berlin);
        let given = row(json!({ "originalStart": "2026-11-09T22:30:00Z", "occurrenceId": "OID.M.2026-11-10" }));
        assert_eq!(original(&given, &late).unwrap().canonical(), "20261109T223000Z");
        let named = row(json!({ "id": "AAMk", "occurrenceId": "OID.a.b.2026-11-09", "start": {
            "dateTime": "2026-11-12T08:00:00", "timeZone": "UTC" } }));
        assert_eq!(original(&named, &late).unwrap().canonical(), "20261109T223000Z");
        let bare = row(json!({ "id": "x", "start": { "dateTime": "2026-11-16T22:30:00.0000000", "timeZone": "UTC" } }));
        assert_eq!(original(&bare, &late).unwrap().canonical(), "20261116T223000Z");
        let days = Moment::Date(NaiveDate::from_ymd_opt(2026, 11, 2).unwrap());
        assert_eq!(original(&named, &days).unwrap().canonical(), "20261109");
    }

    #[test]
    fn never_is_no_time() {
        assert_eq!(stamp(Some(&"0001-01-01T00:00:00Z".to_owned())), None);
        assert_eq!(stamp(Some(&"2026-11-26T10:00:00.1234567Z".to_owned())).unwrap().timestamp_subsec_millis(), 123);
    }
}
