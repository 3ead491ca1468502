//! Times, zones and lengths of components.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::document::{Broken, Component, Document};
use super::lines::Property;
use super::values;
use crate::meeting::zone::{Observance, resolve, resolve_rules};
use crate::meeting::{Moment, Span};

/// No meeting is longer; what says so is a mistake of whoever wrote the file.
const LONGEST_DAYS: i64 = 3660;
/// How many VTIMEZONEs of a file are read.
const MAX_ZONES: usize = 64;
/// How many values of an observance's RDATE are read.
const MAX_LIST: usize = 10_000;

/// The zones that a file names.
pub(super) struct Zones {
    by_id: HashMap<String, Tz>,
    /// For names that nothing explains: the mailbox owner's zone.
    owner: Tz,
}

impl Zones {
    /// Reads the file's VTIMEZONEs: by name, else by the location a client noted, else by the zone that keeps the
    /// same time as their rules.
    pub fn of(document: &Document, owner: Tz) -> Self {
        let known = document.zones().take(MAX_ZONES).filter_map(|component| {
            let id = component.value("TZID")?;
            let location = || component.value("X-LIC-LOCATION").and_then(resolve);
            let zone = resolve(id).or_else(location).or_else(|| resolve_rules(&observances(component)))?;
            Some((id.to_owned(), zone))
        });
        Self { by_id: known.collect(), owner }
    }

    /// A TZID that neither a name nor rules explain is read in the owner's zone: for nearly everybody that is
    /// where the meeting was booked.
    fn zone(&self, id: &str) -> Tz {
        let id = id.trim();
        self.by_id.get(id).copied().or_else(|| resolve(id)).unwrap_or(self.owner)
    }

    /// The first value of a property.
    pub fn moment(&self, property: &Property) -> Option<Moment> {
        self.value(property, property.value.split([',', '/']).next().unwrap_or_default())
    }

    /// All values of an RDATE or EXDATE; of periods the start (RFC 5545 §3.8.5.2).
    pub fn moments(&self, property: &Property) -> Vec<Moment> {
        values::moments(property, &|id| self.zone(id))
    }

    fn value(&self, property: &Property, value: &str) -> Option<Moment> {
        values::moment(property, value, &|id| self.zone(id))
    }
}

/// When a component begins and how long it is. Refused: no start, an end before the start, absurd lengths.
pub(super) fn start_and_span(document: &Document, event: &Component, zones: &Zones) -> Result<(Moment, Span), Broken> {
    let Some(begin) = event.get("DTSTART") else {
        let line = document.lines.get(event.lines.start).map(|line| line.number);
        return Err(Broken { line, reason: "the VEVENT that begins here has no DTSTART".into() });
    };
    let wrong = |property: &Property, reason: &str| Broken { line: document.number(property), reason: reason.into() };
    let start = zones.moment(begin).ok_or_else(|| wrong(begin, "DTSTART is no date or time that can be read"))?;
    let span = if let Some(end) = event.get("DTEND").filter(|end| !end.value.trim().is_empty()) {
        let until = zones.moment(end).ok_or_else(|| wrong(end, "DTEND is no date or time that can be read"))?;
        between(&start, &until).ok_or_else(|| wrong(end, "DTEND is before DTSTART, or years after it"))?
    } else if let Some(length) = event.get("DURATION") {
        let reason = "DURATION is negative, longer than ten years, or cannot be read";
        duration(&length.value).ok_or_else(|| wrong(length, reason))?
    } else if start.is_date() {
        Span::days(1)
    } else {
        Span::default()
    };
    Ok((start, span))
}

/// The time of a UTC property such as DTSTAMP; none when it cannot be read.
pub(super) fn stamp(event: &Component, name: &str, zones: &Zones) -> Option<DateTime<Utc>> {
    event.get(name).and_then(|property| zones.moment(property)).map(|moment| moment.instant(Tz::UTC))
}

/// DTEND is exclusive and gives an exact length; between days it counts days, and an all-day event that ends on
/// its own first day is one day long (some products write that).
fn between(start: &Moment, end: &Moment) -> Option<Span> {
    let span = match (start, end) {
        (Moment::Date(first), _) => {
            let days = (end.local().date() - *first).num_days();
            Span::days(u32::try_from(days).ok()?.max(1))
        }
        (Moment::Floating(first), Moment::Floating(last)) => exact(*last - *first)?,
        (Moment::Zoned(_, zone), Moment::Date(_) | Moment::Floating(_)) => {
            exact(end.instant(*zone) - start.instant(*zone))?
        }
        _ => exact(end.instant(Tz::UTC) - start.instant(Tz::UTC))?,
    };
    (i64::from(span.days) <= LONGEST_DAYS).then_some(span)
}

fn exact(length: TimeDelta) -> Option<Span> {
    (length >= TimeDelta::zero() && length <= TimeDelta::days(LONGEST_DAYS)).then(|| Span::exact(length))
}

/// `P1DT2H30M`, `PT45M`, `P2W` (RFC 5545 §3.3.6): weeks and days are nominal, the rest exact.
fn duration(text: &str) -> Option<Span> {
    let text = text.trim().to_ascii_uppercase();
    let text = text.strip_prefix('+').unwrap_or(&text).strip_prefix('P')?;
    let (mut days, mut seconds, mut number, mut in_time) = (0_i64, 0_i64, String::new(), false);
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        if c == 'T' && number.is_empty() && !in_time {
            in_time = true;
            continue;
        }
        let count: i64 = std::mem::take(&mut number).parse::<u32>().ok()?.into();
        match (c, in_time) {
            ('W', false) => days += count * 7,
            ('D', false) => days += count,
            ('H', true) => seconds += count * 3600,
            ('M', true) => seconds += count * 60,
            ('S', true) => seconds += count,
            _ => return None,
        }
    }
    let bounded = number.is_empty() && !text.is_empty() && days + seconds / 86_400 <= LONGEST_DAYS;
    bounded.then(|| Some(Span { days: u32::try_from(days).ok()?, seconds }))?
}

fn observances(zone: &Component) -> Vec<Observance> {
    let parts = zone.children.iter().filter(|part| matches!(part.name.as_str(), "STANDARD" | "DAYLIGHT"));
    parts.filter_map(observance).collect()
}

/// Not by [`Zones::moment`]: onsets are local times of years back to 1601.
fn observance(part: &Component) -> Option<Observance> {
    Some(Observance {
        start: local(part.value("DTSTART")?)?,
        offset_from: offset(part.value("TZOFFSETFROM")?)?,
        offset_to: offset(part.value("TZOFFSETTO")?)?,
        rules: part.all("RRULE").map(|rule| rule.value.clone()).collect(),
        dates: part.all("RDATE").flat_map(|dates| dates.value.split(',').take(MAX_LIST).filter_map(local)).collect(),
    })
}

fn local(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().trim_end_matches(['Z', 'z']);
    let day = || NaiveDate::parse_from_str(text, "%Y%m%d").ok().map(|day| day.and_time(Default::default()));
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok().or_else(day)
}

/// `+0530` or `-033000`, in seconds east of UTC.
fn offset(text: &str) -> Option<i32> {
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let part = |at: usize| digits.get(at..at + 2).map_or(Some(0), |two| two.parse::<i32>().ok());
    let seconds = part(0)? * 3600 + part(2)? * 60 + part(4)?;
    (digits.len() >= 4 && seconds < 86_400).then_some(sign * seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zones() -> Zones {
        Zones { by_id: HashMap::new(), owner: Tz::Asia__Kolkata }
    }

    fn moment(line: &str) -> Option<Moment> {
        zones().moment(&Property::read(line.as_bytes(), 0).unwrap())
    }

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap()
    }

    #[test]
    fn the_three_forms_and_dates_are_told_apart() {
        assert_eq!(moment("DTSTART:20261126T140000"), Some(Moment::Floating(at("20261126T140000"))));
        assert_eq!(moment("DTSTART:20261126T140000Z"), Some(Moment::Zoned(at("20261126T140000"), Tz::UTC)));
        let zoned = Moment::Zoned(at("20261126T140000"), Tz::Europe__Berlin);
        assert_eq!(moment("DTSTART;TZID=Europe/Berlin:20261126T140000"), Some(zoned));
        assert_eq!(moment("DTSTART;TZID=W. Europe Standard Time:20261126T140000"), Some(zoned));
        let day = Moment::Date(at("20261126T000000").date());
        for all_day in ["DTSTART;VALUE=DATE:20261126", "DTSTART:20261126", "DTSTART;VALUE=DATE:20261126T000000"] {
            assert_eq!(moment(all_day), Some(day));
        }
    }

    #[test]
    fn a_z_wins_over_a_tzid_and_an_unknown_tzid_is_the_owners_zone() {
        let utc = Some(Moment::Zoned(at("20261126T140000"), Tz::UTC));
        assert_eq!(moment("DTSTART;TZID=Europe/Berlin:20261126T140000Z"), utc);
        let owner = Some(Moment::Zoned(at("20261126T140000"), Tz::Asia__Kolkata));
        assert_eq!(moment("DTSTART;TZID=Somewhere:20261126T140000"), owner);
    }

    #[test]
    fn what_is_no_time_and_years_that_make_no_sense_are_nothing() {
        for bad in [
            "DTSTART:",
            "DTSTART:tomorrow",
            "DTSTART:20261332",
            "DTSTART:00010101",
            "DTSTART:99991231T000000Z",
            "DTSTART:2026112é",
        ] {
            assert_eq!(moment(bad), None, "{bad}");
        }
    }

    #[test]
    fn durations_keep_nominal_days_apart_and_refuse_nonsense() {
        assert_eq!(duration("P1DT2H30M"), Some(Span { days: 1, seconds: 9000 }));
        assert_eq!(duration("P2W"), Some(Span::days(14)));
        assert_eq!(duration("PT0S"), Some(Span::default()));
        for bad in ["-PT1H", "P", "P1H", "PT1D", "1H", "P99999999999D", "PT1", "P4000D", "PTT1H"] {
            assert_eq!(duration(bad), None, "{bad}");
        }
    }

    #[test]
    fn lists_of_dates_may_hold_periods() {
        let line = "RDATE;VALUE=PERIOD:20261126T140000Z/PT1H,20261127T140000Z/20261127T150000Z,x";
        let found = zones().moments(&Property::read(line.as_bytes(), 0).unwrap());
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], Moment::Zoned(at("20261127T140000"), Tz::UTC));
    }

    #[test]
    fn offsets_are_seconds_east() {
        assert_eq!(offset("+0530"), Some(19_800));
        assert_eq!(offset("-033000"), Some(-12_600));
        for bad in ["", "0530", "+5", "+éé", "+9999", "é"] {
            assert_eq!(offset(bad), None, "{bad}");
        }
    }
}
