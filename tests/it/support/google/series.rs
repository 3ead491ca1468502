//! The occurrences of a series (RFC 5545 §3.8.5), and their ids.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rrule::RRuleSet;
use serde_json::Value;

use super::calendar::Calendar;
use super::error::ApiError;
use super::state::{Fields, text};
use super::switches::Switches;
use super::time::{Moment, zone};

/// More occurrences than this are never looked at.
const MOST: u16 = 20_000;

/// Whether these are the fields of a series.
pub fn is_series(fields: &Fields) -> bool {
    fields.get("recurrence").and_then(Value::as_array).is_some_and(|lines| !lines.is_empty())
}

/// The zone in which the series repeats.
pub fn zone_of(fields: &Fields) -> Tz {
    let name = fields.get("start").and_then(|start| start.get("timeZone")).and_then(Value::as_str);
    name.and_then(zone).unwrap_or(Tz::UTC)
}

/// Start and end of an event.
pub fn span(fields: &Fields) -> Option<(Moment, Moment)> {
    Some((Moment::read(fields.get("start")?)?, Moment::read(fields.get("end")?)?))
}

/// The starts of the series before the given instant, first ones first. A single event has its one.
pub fn starts(fields: &Fields, before: DateTime<Utc>) -> Vec<Moment> {
    let Some((start, _)) = span(fields) else { return Vec::new() };
    if !is_series(fields) {
        return vec![start];
    }
    let Ok(set) = rule_set(fields) else { return vec![start] };
    let found = set.before(before.with_timezone(&rrule::Tz::UTC)).all(MOST).dates;
    let whole_days = matches!(start, Moment::Day(_));
    let moment = |at: DateTime<rrule::Tz>| {
        if whole_days { Moment::Day(at.date_naive()) } else { Moment::At(at.to_utc()) }
    };
    let mut starts: Vec<_> = found.into_iter().map(moment).collect();
    starts.dedup();
    starts
}

/// Refuses recurrence lines that mean nothing.
pub fn check(fields: &Fields) -> Result<(), ApiError> {
    if !is_series(fields) {
        return Ok(());
    }
    let timed = matches!(span(fields), Some((Moment::At(_), _)));
    if timed && fields.get("start").and_then(|start| start.get("timeZone")).is_none() {
        return Err(ApiError::global(400, "required", "Missing time zone definition for start time."));
    }
    rule_set(fields).map(|_| ()).map_err(|_| ApiError::invalid("recurrence", "Invalid recurrence rule."))
}

fn rule_set(fields: &Fields) -> Result<RRuleSet, String> {
    let (start, _) = span(fields).ok_or("no start")?;
    let zone = zone_of(fields);
    let first = match start {
        Moment::Day(day) => format!("DTSTART:{}T000000Z", day.format("%Y%m%d")),
        Moment::At(at) => {
            let local = at.with_timezone(&zone).format("%Y%m%dT%H%M%S");
            if zone == Tz::UTC { format!("DTSTART:{local}Z") } else { format!("DTSTART;TZID={zone}:{local}") }
        }
    };
    let lines = fields.get("recurrence").and_then(Value::as_array).ok_or("no recurrence")?;
    let lines = lines.iter().map(|line| line.as_str().map(|line| in_full(line, start)).ok_or("not text"));
    let lines: Vec<_> = lines.collect::<Result<_, _>>()?;
    format!("{first}\n{}", lines.join("\n")).parse::<RRuleSet>().map_err(|error| error.to_string())
}

/// A recurrence line with its dates as instants, which is what the expanding library reads.
fn in_full(line: &str, start: Moment) -> String {
    let night = if matches!(start, Moment::Day(_)) { "T000000Z" } else { "T235959Z" };
    if let Some((name, dates)) = line.split_once(':')
        && name.contains("VALUE=DATE")
        && !name.contains("VALUE=DATE-TIME")
    {
        let name = name.split(';').next().unwrap_or_default();
        let dates: Vec<_> = dates.split(',').map(|date| format!("{date}T000000Z")).collect();
        return format!("{name}:{}", dates.join(","));
    }
    let is_day = |part: &str| part.strip_prefix("UNTIL=").is_some_and(|until| until.len() == 8);
    let (name, rule) = line.split_once(':').unwrap_or(("RRULE", line));
    let parts = rule.split(';').map(|part| if is_day(part) { format!("{part}{night}") } else { part.to_owned() });
    format!("{name}:{}", parts.collect::<Vec<_>>().join(";"))
}

/// The id of an occurrence.
pub fn occurrence_id(master: &str, start: Moment, switches: &Switches) -> String {
    let suffix = start.suffix();
    if switches.occurrence_ids_tell_the_start {
        return format!("{master}_{suffix}");
    }
    let veiled = suffix.chars().rev().map(|letter| match letter {
        '0'..='9' => char::from(b'a' + letter as u8 - b'0'),
        'T' => 'k',
        _ => 'm',
    });
    format!("{master}_{}", veiled.collect::<String>())
}

/// The master and the original start that an id names, when that series has such an occurrence.
pub fn occurrence_of(calendar: &Calendar, id: &str) -> Option<(String, Moment)> {
    let (master, suffix) = id.rsplit_once('_')?;
    let unveiled = suffix.chars().rev().map(|letter| match letter {
        'a'..='j' => char::from(b'0' + letter as u8 - b'a'),
        'k' => 'T',
        'm' => 'Z',
        other => other,
    });
    let start = Moment::from_suffix(suffix).or_else(|| Moment::from_suffix(&unveiled.collect::<String>()))?;
    let copy = calendar.copies.get(master)?;
    let after = start.instant(Tz::UTC) + chrono::Duration::days(1);
    starts(&copy.fields, after).contains(&start).then(|| (master.to_owned(), start))
}

/// The fields of an occurrence as its series has it.
pub fn occurrence(master: &Fields, start: Moment, switches: &Switches) -> Fields {
    let mut fields = master.clone();
    let named = master.get("start").and_then(|start| start.get("timeZone")).and_then(Value::as_str);
    if let Some((from, to)) = span(master) {
        fields.insert("end".to_owned(), start.moved(from, to, zone_of(master)).write(named));
    }
    fields.remove("recurrence");
    fields.insert("id".to_owned(), occurrence_id(text(master, "id"), start, switches).into());
    fields.insert("recurringEventId".to_owned(), text(master, "id").into());
    fields.insert("start".to_owned(), start.write(named));
    fields.insert("originalStartTime".to_owned(), start.write(named));
    fields
}

/// The occurrences that a series has no more after a change: their ids and starts.
pub fn lost(old: &Fields, new: &Fields, before: DateTime<Utc>, switches: &Switches) -> Vec<(String, Moment)> {
    let same = |name: &str| old.get(name) == new.get(name);
    if !is_series(old) || (same("recurrence") && same("start")) {
        return Vec::new();
    }
    let kept: BTreeSet<_> = if is_series(new) { starts(new, before).into_iter().collect() } else { BTreeSet::new() };
    let gone = starts(old, before).into_iter().filter(|start| !kept.contains(start));
    gone.map(|start| (occurrence_id(text(old, "id"), start, switches), start)).collect()
}
