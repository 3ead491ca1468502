//! Occurrences that differ from their series.

use serde_json::{Value, json};

use super::error::ApiError;
use super::merge::shared;
use super::people::{email, entries};
use super::series::{is_series, occurrence, occurrence_of, span, starts};
use super::state::{Fields, State, original, text};
use super::time::Moment;

impl State {
    /// The fields behind an id: a copy's, or an occurrence's as its series has it. 404 when there is none.
    pub fn fields_of(&self, calendar: &str, id: &str) -> Result<Fields, ApiError> {
        let place = self.calendars.get(calendar).ok_or_else(ApiError::not_found)?;
        if let Some(copy) = place.copies.get(id) {
            return Ok(copy.fields.clone());
        }
        let (master, start) = occurrence_of(place, id).ok_or_else(ApiError::not_found)?;
        let master = place.copies.get(&master).ok_or_else(ApiError::not_found)?;
        if master.cancelled() {
            return Err(ApiError::not_found());
        }
        Ok(occurrence(&master.fields, start, &self.switches))
    }

    /// The revision behind an id; an occurrence has its series'.
    pub fn revision_of(&self, calendar: &str, id: &str) -> Option<u64> {
        let place = self.calendars.get(calendar)?;
        let of_series = || place.copies.get(&occurrence_of(place, id)?.0);
        Some(place.copies.get(id).or_else(of_series)?.revision)
    }

    /// The fields of a meeting's copy in a calendar; of an occurrence without its own copy, those of the series there.
    pub fn counterpart(&self, calendar: &str, of: &Fields) -> Option<Fields> {
        let place = self.calendars.get(calendar)?;
        let (uid, start) = (text(of, "iCalUID").to_owned(), original(of));
        if let Some(copy) = place.find(&(uid.clone(), start)) {
            return (!copy.cancelled()).then(|| copy.fields.clone());
        }
        let master = place.find(&(uid, None)).filter(|copy| !copy.cancelled())?;
        let start = start?;
        let known = starts(&master.fields, start.instant(chrono_tz::Tz::UTC) + chrono::Duration::days(1));
        known.contains(&start).then(|| occurrence(&master.fields, start, &self.switches))
    }

    /// After a change of a series by its organizer: its exceptions take over what they had not changed themselves, keep
    /// the answers given to them, and go where the series does not meet any more.
    pub fn lead_exceptions(&mut self, calendar: &str, master: &str, before: &Fields) {
        let Some(after) = self.copy(calendar, master).map(|copy| copy.fields.clone()) else { return };
        let horizon = self.now() + chrono::Duration::days(self.switches.expansion_days);
        let starts = if is_series(&after) { starts(&after, horizon) } else { Vec::new() };
        for id in self.calendars.get(calendar).map(|place| place.exceptions(master)).unwrap_or_default() {
            let Ok(old) = self.fields_of(calendar, &id) else { continue };
            if !original(&old).is_some_and(|start| starts.contains(&start)) {
                self.bury(calendar, &id, true);
            } else if text(&old, "status") != "cancelled" {
                let new = self.led(&old, before, &after);
                if new == old {
                    continue;
                }
                self.put(calendar, new);
            } else {
                continue;
            }
            self.spread(calendar, &id, &old);
        }
    }

    fn led(&self, exception: &Fields, before: &Fields, after: &Fields) -> Fields {
        const OWN: [&str; 8] =
            ["start", "end", "recurrence", "attendees", "originalStartTime", "status", "sequence", "created"];
        let mut new = exception.clone();
        let (was, is) = (shared(before), shared(after));
        let names = was.keys().chain(is.keys()).filter(|name| !OWN.contains(&name.as_str()));
        for name in names.filter(|name| exception.get(*name) == was.get(*name)) {
            match is.get(name) {
                Some(value) => new.insert(name.clone(), value.clone()),
                None => new.remove(name),
            };
        }
        let guests: Vec<Value> = entries(after).iter().map(|entry| self.kept_answer(entry, exception)).collect();
        if !guests.is_empty() {
            new.insert("attendees".to_owned(), guests.into());
        }
        if let (Some(start), Some((from, to)), true) =
            (original(exception), span(after), exception.get("start") == exception.get("originalStartTime"))
        {
            let zone = super::series::zone_of(after);
            let name = after.get("start").and_then(|start| start.get("timeZone")).and_then(Value::as_str);
            new.insert("end".to_owned(), start.moved(from, to, zone).write(name));
        }
        new
    }

    fn kept_answer(&self, entry: &Value, exception: &Fields) -> Value {
        let own = self.entry_of(exception, email(entry)).and_then(|place| entries(exception).get(place));
        own.unwrap_or(entry).clone()
    }

    /// Adds an EXDATE for the occurrence to its series.
    pub fn exclude(&mut self, calendar: &str, master: &str, occurrence: &Fields) {
        let Some(mut fields) = self.copy(calendar, master).map(|copy| copy.fields.clone()) else { return };
        let line = match original(occurrence) {
            Some(Moment::Day(day)) => format!("EXDATE;VALUE=DATE:{}", day.format("%Y%m%d")),
            Some(start @ Moment::At(_)) => format!("EXDATE:{}", start.suffix()),
            None => return,
        };
        if let Some(lines) = fields.get_mut("recurrence").and_then(Value::as_array_mut) {
            lines.push(json!(line));
        }
        let before = fields.clone();
        self.put(calendar, fields);
        self.spread(calendar, master, &before);
    }
}
