//! "This and following": a series ends before an occurrence, and another one begins there.

use chrono::Duration;
use serde_json::{Value, json};

use super::error::ApiError;
use super::human::fields;
use super::merge::patched;
use super::series::{occurrence, starts, zone_of};
use super::state::{Fields, State};
use super::time::Moment;
use super::write::{Desk, Manner, new_id};

impl State {
    /// Splits a series at an occurrence; the second half gets the change. Returns its id.
    pub fn split(&mut self, desk: Desk<'_>, series: &str, from: Moment, change: &Fields) -> Result<String, ApiError> {
        self.may_write(desk)?;
        let old = self.fields_of(desk.calendar, series)?;
        let id = self.second_id(series, from);
        let place = self.calendars.get(desk.calendar).ok_or_else(ApiError::not_found)?;
        let rest = self.checked(place, patched(&self.second_half(&old, from, &id), change, &self.switches))?;
        let first =
            with_rule(&old, |rule| format!("{};UNTIL={}", without(rule, &["COUNT", "UNTIL"]), just_before(from)));
        self.change(desk, series, &fields(json!({ "recurrence": first })), Manner::Patch)?;
        self.put(desk.calendar, rest);
        self.spread(desk.calendar, &id, &Fields::new());
        Ok(id)
    }

    fn second_id(&self, series: &str, from: Moment) -> String {
        let suffix = from.suffix();
        if self.switches.split_id_tells_the_origin {
            return format!("{series}_R{}", suffix.trim_end_matches('Z'));
        }
        new_id(&[series, &suffix])
    }

    fn second_half(&self, old: &Fields, from: Moment, id: &str) -> Fields {
        let before = starts(old, from.instant(zone_of(old)));
        let past = before.into_iter().filter(|start| *start < from).count();
        let mut rest = occurrence(old, from, &self.switches);
        rest.remove("recurringEventId");
        rest.remove("originalStartTime");
        rest.insert("id".to_owned(), id.into());
        rest.insert("iCalUID".to_owned(), format!("{id}@google.com").into());
        rest.insert("sequence".to_owned(), 0.into());
        rest.insert("recurrence".to_owned(), with_rule(old, |rule| with_count_less(rule, past)));
        rest
    }
}

/// The recurrence lines with the rule changed.
fn with_rule(fields: &Fields, change: impl Fn(&str) -> String) -> Value {
    let lines = fields.get("recurrence").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let changed = lines.map(|line| match line.strip_prefix("RRULE:") {
        Some(rule) => format!("RRULE:{}", change(rule)),
        None => line.to_owned(),
    });
    changed.collect()
}

fn without(rule: &str, names: &[&str]) -> String {
    let named = |part: &str| part.split('=').next().is_some_and(|name| names.contains(&name));
    rule.split(';').filter(|part| !named(part)).collect::<Vec<_>>().join(";")
}

fn with_count_less(rule: &str, past: usize) -> String {
    let count = rule.split(';').find_map(|part| part.strip_prefix("COUNT=")?.parse::<usize>().ok());
    match count {
        Some(count) => format!("{};COUNT={}", without(rule, &["COUNT"]), count.saturating_sub(past).max(1)),
        None => rule.to_owned(),
    }
}

/// The last instant, or day, before an occurrence, as UNTIL has it.
fn just_before(from: Moment) -> String {
    match from {
        Moment::At(at) => Moment::At(at - Duration::seconds(1)).suffix(),
        Moment::Day(day) => Moment::Day(day.pred_opt().unwrap_or(day)).suffix(),
    }
}
