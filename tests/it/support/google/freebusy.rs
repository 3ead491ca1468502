//! freeBusy: merged busy times, with an error for each calendar that gives none.

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use super::error::ApiError;
use super::people::{entries, response};
use super::series::{occurrence_id, span, starts, zone_of};
use super::state::{Copy, Fields, Role, State, text};
use super::time::{bound, zone};

type Span = (DateTime<Utc>, DateTime<Utc>);

impl State {
    /// freeBusy.query.
    pub fn free_busy(&self, user: &str, body: &Fields) -> Result<Value, ApiError> {
        let (from, to) = (bound(text(body, "timeMin"), "timeMin")?, bound(text(body, "timeMax"), "timeMax")?);
        if from >= to {
            return Err(ApiError::global(400, "timeRangeEmpty", "The specified time range is empty.").of("calendar"));
        }
        let most = |name: &str, limit: u64| body.get(name).and_then(Value::as_u64).unwrap_or(limit).min(limit);
        let (most_members, most_calendars) = (most("groupExpansionMax", 100), most("calendarExpansionMax", 50));
        let shown = zone(text(body, "timeZone")).unwrap_or(Tz::UTC);
        let (mut calendars, mut groups) = (Map::new(), Map::new());
        let items = body.get("items").and_then(Value::as_array).into_iter().flatten();
        let mut wanted: Vec<String> = Vec::new();
        for id in items.filter_map(|item| item.get("id")?.as_str()) {
            match self.groups.get(&id.to_lowercase()) {
                Some(members) if members.len() as u64 > most_members => {
                    groups.insert(id.to_owned(), failed("groupTooBig"));
                }
                Some(members) => {
                    groups.insert(id.to_owned(), json!({ "calendars": members }));
                    wanted.extend(members.iter().cloned());
                }
                None => wanted.push(id.to_owned()),
            }
        }
        for (count, id) in wanted.into_iter().enumerate() {
            let answer = if count as u64 >= most_calendars {
                failed("tooManyCalendarsRequested")
            } else {
                self.busy_of(user, &id, (from, to), shown)
            };
            calendars.insert(id, answer);
        }
        let (min, max) = (written(from, shown), written(to, shown));
        let mut answer = json!({"kind": "calendar#freeBusy", "timeMin": min, "timeMax": max, "calendars": calendars});
        if !groups.is_empty() {
            answer["groups"] = groups.into();
        }
        Ok(answer)
    }

    fn busy_of(&self, user: &str, named: &str, window: Span, shown: Tz) -> Value {
        let id = self.calendar_id(user, named);
        let Some(calendar) = self.calendars.get(&id) else { return failed("notFound") };
        if self.role(user, &id) < Role::FreeBusyReader {
            return failed("notFound");
        }
        if self.broken_calendars.contains(&id) {
            return failed("internalError");
        }
        let mut spans: Vec<Span> = Vec::new();
        for copy in calendar.copies.values().filter(|copy| !copy.cancelled()) {
            spans.extend(
                self.busy_spans(&id, copy, window.1).into_iter().filter(|one| one.0 < window.1 && one.1 > window.0),
            );
        }
        spans.sort_unstable();
        let clipped = merged(spans).into_iter().map(|(from, to)| (from.max(window.0), to.min(window.1)));
        let busy: Vec<_> =
            clipped.map(|(from, to)| json!({"start": written(from, shown), "end": written(to, shown)})).collect();
        json!({ "busy": busy })
    }

    fn busy_spans(&self, calendar: &str, copy: &Copy, until: DateTime<Utc>) -> Vec<Span> {
        let fields = &copy.fields;
        let own = self.entry_of(fields, calendar).and_then(|at| entries(fields).get(at));
        let declined = own.is_some_and(|entry| response(entry) == "declined") && !self.switches.declined_is_busy;
        if declined || text(fields, "transparency") == "transparent" {
            return Vec::new();
        }
        let Some(place) = self.calendars.get(calendar) else { return Vec::new() };
        let Some((from, to)) = span(fields) else { return Vec::new() };
        let zone = match from {
            super::time::Moment::Day(_) => zone(&place.zone).unwrap_or(Tz::UTC),
            super::time::Moment::At(_) => zone_of(fields),
        };
        let replaced = |start| place.copies.contains_key(&occurrence_id(text(fields, "id"), start, &self.switches));
        let series = super::series::is_series(fields);
        let all = starts(fields, until).into_iter().filter(|start| !series || !replaced(*start));
        all.map(|start| (start.instant(zone), start.moved(from, to, zone).instant(zone))).collect()
    }
}

fn failed(reason: &str) -> Value {
    json!({"errors": [{"domain": "global", "reason": reason}]})
}

fn written(at: DateTime<Utc>, zone: Tz) -> String {
    at.with_timezone(&zone).to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn merged(spans: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::new();
    for (from, to) in spans {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}
