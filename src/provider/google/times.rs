//! Times as Google writes them: instants with the name of a zone, or days.

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;
use google_calendar3::api::{Event, EventDateTime};

use crate::meeting::zone::resolve;
use crate::meeting::{Moment, Recurrence, Span, resolve_local};
use crate::provider::ical::lines::Property;
use crate::provider::ical::values;

/// No meeting is longer; what says so is a mistake.
const LONGEST_DAYS: i64 = 3660;
/// How many lines of a recurrence are read.
const MAX_LINES: usize = 1_000;

/// A start, end or original start. Its wall clock is that of the zone it names, else of `zone`; an instant that this
/// wall clock has twice, and is the second, is kept as UTC.
pub(super) fn moment(time: &EventDateTime, zone: Tz) -> Option<Moment> {
    if let Some(date) = time.date {
        return (1900..=2200).contains(&date.year()).then_some(Moment::Date(date));
    }
    let at = time.date_time?.with_nanosecond(0)?;
    let zone = time.time_zone.as_deref().and_then(resolve).unwrap_or(zone);
    let local = at.with_timezone(&zone).naive_local();
    let moment = if resolve_local(local, zone) == at {
        Moment::Zoned(local, zone)
    } else {
        Moment::Zoned(at.naive_utc(), Tz::UTC)
    };
    (1900..=2200).contains(&at.year()).then_some(moment)
}

/// The length from start to end, which is exclusive. Between days it counts days, and an event that ends on its own
/// first day is one day long. Without an end it is none.
pub(super) fn span(start: &Moment, end: Option<&Moment>, zone: Tz) -> Option<Span> {
    let span = match (start, end) {
        (Moment::Date(_), None) => Span::days(1),
        (_, None) => Span::default(),
        (Moment::Date(first), Some(end)) => {
            let days = (end.local().date() - *first).num_days();
            Span::days(u32::try_from(days).ok()?.max(1))
        }
        (_, Some(end)) => {
            let length = end.instant(zone) - start.instant(zone);
            let bounded = length >= TimeDelta::zero() && length <= TimeDelta::days(LONGEST_DAYS);
            bounded.then(|| Span::exact(length))?
        }
    };
    (i64::from(span.days) <= LONGEST_DAYS).then_some(span)
}

/// RRULE, RDATE and EXDATE lines; none when they make no series. Times without a zone are the master's.
pub(super) fn recurrence(event: &Event, start: &Moment) -> Option<Recurrence> {
    let zone = if let Moment::Zoned(_, zone) = start { *zone } else { Tz::UTC };
    let mut recurrence = Recurrence::default();
    for line in event.recurrence.iter().flatten().take(MAX_LINES) {
        let Some(property) = Property::read(line.trim().as_bytes(), 0) else { continue };
        let moments = || {
            let found = values::moments(&property, &|id| resolve(id).unwrap_or(zone)).into_iter();
            found.map(|moment| in_zone(moment, start))
        };
        match property.name.as_str() {
            "RRULE" => recurrence.rules.push(property.value.trim().to_owned()),
            "RDATE" => recurrence.dates.extend(moments()),
            "EXDATE" => recurrence.excluded.extend(moments()),
            _ => {}
        }
    }
    let repeats = !recurrence.rules.is_empty() || !recurrence.dates.is_empty();
    repeats.then_some(recurrence)
}

fn in_zone(moment: Moment, start: &Moment) -> Moment {
    match (moment, start) {
        (Moment::Floating(local), Moment::Zoned(_, zone)) => Moment::Zoned(local, *zone),
        (moment, _) => moment,
    }
}

/// An occurrence's original start as a parameter.
pub(super) fn original(occurrence: &Moment, zone: Tz) -> String {
    match occurrence {
        Moment::Date(date) => date.format("%Y-%m-%d").to_string(),
        moment => rfc3339(moment.instant(zone)),
    }
}

/// An instant as a parameter.
pub(super) fn rfc3339(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
