//! Times as the API writes them: `dateTime` with an offset and perhaps a zone's name, or `date` for whole days.

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveDateTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::error::ApiError;

/// When something starts: an instant, or a day without a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Moment {
    /// A whole day.
    Day(NaiveDate),
    /// An instant.
    At(DateTime<Utc>),
}

impl Moment {
    /// Reads a stored start or end.
    pub fn read(value: &Value) -> Option<Self> {
        if let Some(day) = value.get("date").and_then(Value::as_str) {
            return day.parse().ok().map(Self::Day);
        }
        let at = DateTime::parse_from_rfc3339(value.get("dateTime")?.as_str()?).ok()?;
        Some(Self::At(at.to_utc()))
    }

    /// The instant, a day's being its midnight in the zone.
    pub fn instant(self, zone: Tz) -> DateTime<Utc> {
        match self {
            Self::At(at) => at,
            Self::Day(day) => resolve(day.and_hms_opt(0, 0, 0).unwrap_or_default(), zone),
        }
    }

    /// The end of an occurrence's id: `YYYYMMDDTHHMMSSZ` in UTC, `YYYYMMDD` for a day.
    pub fn suffix(self) -> String {
        match self {
            Self::At(at) => at.format("%Y%m%dT%H%M%SZ").to_string(),
            Self::Day(day) => day.format("%Y%m%d").to_string(),
        }
    }

    /// Reads such an end.
    pub fn from_suffix(text: &str) -> Option<Self> {
        let at = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").map(|at| Self::At(at.and_utc()));
        at.or_else(|_| NaiveDate::parse_from_str(text, "%Y%m%d").map(Self::Day)).ok()
    }

    /// The stored form, with the zone's name where there is one.
    pub fn write(self, zone: Option<&str>) -> Value {
        let mut value = match self {
            Self::Day(day) => json!({"date": day.to_string()}),
            Self::At(at) => json!({"dateTime": at.to_rfc3339_opts(SecondsFormat::Secs, true)}),
        };
        if let Some(zone) = zone {
            value["timeZone"] = zone.into();
        }
        value
    }

    /// As much later as `to` is than `from`, by the clock on the wall of the zone.
    pub fn moved(self, from: Moment, to: Moment, zone: Tz) -> Moment {
        match (self, from, to) {
            (Self::Day(day), Self::Day(from), Self::Day(to)) => {
                Self::Day(day.checked_add_signed(to - from).unwrap_or(day))
            }
            _ => {
                let wall = |moment: Moment| moment.instant(zone).with_timezone(&zone).naive_local();
                let by = wall(to) - wall(from);
                Self::At(resolve(wall(self).checked_add_signed(by).unwrap_or_default(), zone))
            }
        }
    }
}

/// The instant of a local time; the first of two, and the hour that a clock change leaves out is read as before it.
pub fn resolve(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.to_utc(),
        LocalResult::None => {
            let before = zone.from_local_datetime(&(local - Duration::hours(3))).earliest();
            before.map_or(local.and_utc(), |at| at.to_utc() + Duration::hours(3))
        }
    }
}

/// A zone by its name.
pub fn zone(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// Reads `start` or `end` of a request into the stored form.
pub fn normalized(value: &Value, what: &str) -> Result<Value, ApiError> {
    let wrong = |text: &str| ApiError::invalid(what, format!("Invalid {what} time: {text}"));
    let field = |name: &str| value.get(name).and_then(Value::as_str);
    let name = field("timeZone");
    let named = name.map(|name| zone(name).ok_or_else(|| wrong("unknown time zone"))).transpose()?;
    match (field("date"), field("dateTime")) {
        (Some(date), None) => {
            let day = date.parse().map_err(|_| wrong("not a date"))?;
            Ok(Moment::Day(day).write(None))
        }
        (None, Some(text)) => {
            let at = match DateTime::parse_from_rfc3339(text) {
                Ok(at) => at.to_utc(),
                Err(_) => {
                    let local = text.parse().map_err(|_| wrong("not a date and time"))?;
                    resolve(local, named.ok_or_else(|| wrong("neither offset nor time zone"))?)
                }
            };
            Ok(Moment::At(at).write(name))
        }
        _ => Err(wrong("give either date or dateTime")),
    }
}

/// A stored time as a reader in this zone sees it: the offset is the zone's, the name stays the event's.
pub fn shown(value: &Value, zone: Tz) -> Value {
    let mut shown = value.clone();
    if let Some(Moment::At(at)) = Moment::read(value) {
        shown["dateTime"] = at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, true).into();
    }
    shown
}

/// An instant as `updated` and `created` have it.
pub fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// A query's bound: RFC 3339 with an offset.
pub fn bound(text: &str, parameter: &str) -> Result<DateTime<Utc>, ApiError> {
    let at = DateTime::parse_from_rfc3339(text);
    at.map(|at| at.to_utc()).map_err(|_| ApiError::invalid(parameter, "Bad Request: not an RFC 3339 time"))
}
