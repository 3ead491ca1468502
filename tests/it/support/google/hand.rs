//! What people's acts do to the state.

use serde_json::{Value, json};

use super::error::ApiError;
use super::human::fields;
use super::people::{email, entries};
use super::series::starts;
use super::state::{Fields, Role, State, text};
use super::time::Moment;
use super::write::{Desk, Manner, new_id};

impl State {
    /// A person answers by hand.
    pub fn answer_by_hand(
        &mut self,
        desk: Desk<'_>,
        id: &str,
        response: &str,
        comment: Option<&str>,
    ) -> Result<(), ApiError> {
        let old = self.fields_of(desk.calendar, id)?;
        let mut list = entries(&old).to_vec();
        let at = self.entry_of(&old, desk.calendar).unwrap_or_else(|| {
            list.push(json!({"email": desk.calendar}));
            list.len() - 1
        });
        list[at]["responseStatus"] = response.into();
        match (comment, list[at].as_object_mut()) {
            (Some(comment), Some(entry)) => entry.insert("comment".to_owned(), comment.into()),
            (None, Some(entry)) => entry.remove("comment"),
            _ => None,
        };
        self.change(desk, id, &fields(json!({ "attendees": list })), Manner::Patch).map(|_| ())
    }

    /// A person answers from the mail: the organizer's list takes it, and the copy appears.
    pub fn answer_by_mail(
        &mut self,
        desk: Desk<'_>,
        organizer: &str,
        id: &str,
        response: &str,
    ) -> Result<(), ApiError> {
        let home = self.calendar_id(organizer, organizer);
        let before = self.fields_of(&home, id)?;
        let mut event = before.clone();
        let mut list = entries(&event).to_vec();
        let own = list.iter_mut().find(|entry| self.same_person(email(entry), desk.user));
        own.ok_or_else(ApiError::not_found)?["responseStatus"] = response.into();
        event.insert("attendees".to_owned(), list.into());
        self.put(&home, event);
        self.spread(&home, id, &before);
        Ok(())
    }

    /// Ends a series before an occurrence and starts another one there, with the change.
    pub fn split(&mut self, desk: Desk<'_>, series: &str, from: Moment, change: &Fields) -> Result<String, ApiError> {
        self.may_write(desk)?;
        let old = self.fields_of(desk.calendar, series)?;
        let zone = super::series::zone_of(&old);
        let until = match from {
            Moment::At(at) => (at - chrono::Duration::seconds(1)).format("%Y%m%dT%H%M%SZ").to_string(),
            Moment::Day(day) => day.pred_opt().unwrap_or(day).format("%Y%m%d").to_string(),
        };
        let past = starts(&old, from.instant(zone)).into_iter().filter(|start| *start < from).count();
        let rules = |rule: &dyn Fn(&str) -> String| -> Value {
            let lines = old.get("recurrence").and_then(Value::as_array).into_iter().flatten();
            let change = |line: &str| if line.starts_with("RRULE") { rule(line) } else { line.to_owned() };
            lines.filter_map(Value::as_str).map(change).collect()
        };
        let without = |line: &str, names: &[&str]| {
            let parts = line.split(';').filter(|part| !names.iter().any(|name| part.starts_with(name)));
            parts.collect::<Vec<_>>().join(";")
        };
        let first = rules(&|line| format!("{};UNTIL={until}", without(line, &["COUNT=", "UNTIL="])));
        let left = |line: &str| match line
            .split("COUNT=")
            .nth(1)
            .and_then(|text| text.split(';').next()?.parse::<usize>().ok())
        {
            Some(count) => format!("{};COUNT={}", without(line, &["COUNT="]), count.saturating_sub(past).max(1)),
            None => line.to_owned(),
        };
        let second = rules(&left);
        let mut rest = super::series::occurrence(&old, from, &self.switches);
        for name in ["recurringEventId", "originalStartTime", "iCalUID", "sequence"] {
            rest.remove(name);
        }
        let id = if self.switches.split_id_tells_the_origin {
            format!("{series}_R{}", from.suffix().trim_end_matches('Z'))
        } else {
            new_id(&[series, &from.suffix()])
        };
        rest.insert("iCalUID".to_owned(), format!("{id}@google.com").into());
        rest.insert("id".to_owned(), id.clone().into());
        rest.insert("sequence".to_owned(), 0.into());
        rest.insert("recurrence".to_owned(), second);
        let place = self.calendars.get(desk.calendar).ok_or_else(ApiError::not_found)?;
        let rest = self.checked(place, super::merge::patched(&rest, change, &self.switches))?;
        self.change(desk, series, &fields(json!({ "recurrence": first })), Manner::Patch)?;
        self.put(desk.calendar, rest);
        self.spread(desk.calendar, &id, &Fields::new());
        Ok(id)
    }

    /// Sets a user's right on a calendar. Sync tokens of that user for it are of no use any more.
    pub fn share(&mut self, calendar: &str, with: &str, role: Role) {
        let user = self.calendar_id(with, with);
        let revision = self.bump();
        if let Some(place) = self.calendars.get_mut(calendar) {
            place.acl.insert(user.clone(), role);
            place.rights_changed.insert(user, revision);
        }
    }
}
