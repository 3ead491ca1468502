//! What people do in their own calendar pages: no quota, no record, no mails that anyone counts.

use serde_json::{Value, json};

use super::FakeGoogle;
use super::error::ApiError;
use super::people::{email, entries};
use super::series::{occurrence_id, starts};
use super::state::{Fields, Role, State, original, text};
use super::time::Moment;
use super::write::{Desk, Manner, new_id};

/// A person at his calendar. Acts panic when the calendar refuses them, for that is a mistake of the test.
#[derive(Debug)]
pub struct Human<'a> {
    pub(super) fake: &'a FakeGoogle,
    pub(super) user: String,
    pub(super) calendar: String,
}

impl Human<'_> {
    /// The same person at another calendar that he may write to.
    pub fn at(mut self, calendar: &str) -> Self {
        self.calendar = calendar.to_owned();
        self
    }

    /// Books an event, given as the API writes it, and invites its guests. Returns its id.
    pub fn book(&self, event: Value) -> String {
        let event = fields(event);
        self.act(|state, desk| state.insert(desk, &event))
    }

    /// Changes an event, series or occurrence (by its id), as PATCH would.
    pub fn edit(&self, id: &str, change: Value) {
        let change = fields(change);
        self.act(|state, desk| state.change(desk, id, &change, Manner::Patch));
    }

    /// The id of a series' occurrence, by its original start (RFC 3339, or a date).
    pub fn occurrence(&self, series: &str, start: &str) -> String {
        let start = moment(start);
        self.act(|state, desk| {
            let place = state.calendars.get(desk.calendar).ok_or_else(ApiError::not_found)?;
            let own = |copy: &&super::state::Copy| {
                copy.text("recurringEventId") == series && original(&copy.fields) == Some(start)
            };
            let known = place.copies.values().find(own).map(|copy| copy.text("id").to_owned());
            Ok(known.unwrap_or_else(|| occurrence_id(series, start, &state.switches)))
        })
    }

    /// Removes an event, series or occurrence: the organizer calls it off, a guest takes it off his calendar.
    pub fn remove(&self, id: &str) {
        self.act(|state, desk| state.delete(desk, id));
    }

    /// Answers an invitation, or one occurrence of it.
    pub fn answer(&self, id: &str, response: &str) {
        self.answer_with(id, response, None);
    }

    /// Answers with a comment.
    pub fn answer_with(&self, id: &str, response: &str, comment: Option<&str>) {
        self.act(|state, desk| state.answer_by_hand(desk, id, response, comment));
    }

    /// Answers from the mail, when the invitation is not on the calendar until then. `id` is the organizer's.
    pub fn answer_by_mail(&self, organizer: &str, id: &str, response: &str) {
        self.act(|state, desk| state.answer_by_mail(desk, organizer, id, response));
    }

    /// Splits a series ("this and following") at the occurrence with this original start; the rest gets the change.
    /// Returns the id of the new series.
    pub fn split(&self, series: &str, from: &str, change: Value) -> String {
        let (from, change) = (moment(from), fields(change));
        self.act(|state, desk| state.split(desk, series, from, &change))
    }

    /// Shares the calendar, or takes the right back.
    pub fn share(&self, with: &str, role: Role) {
        self.act(|state, desk| {
            state.share(desk.calendar, with, role);
            Ok(())
        });
    }

    fn act<T>(&self, act: impl FnOnce(&mut State, Desk<'_>) -> Result<T, ApiError>) -> T {
        let done = self.fake.with(|state| act(state, Desk { user: &self.user, calendar: &self.calendar }));
        done.unwrap_or_else(|error| panic!("{} may not: {}", self.user, error.message))
    }
}

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

    fn answer_by_mail(&mut self, desk: Desk<'_>, organizer: &str, id: &str, response: &str) -> Result<(), ApiError> {
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
        let past = starts(&old, from.instant(zone)).len();
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

/// An object as fields.
pub fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap_or_default()
}

fn moment(text: &str) -> Moment {
    let value = if text.len() == 10 { json!({ "date": text }) } else { json!({ "dateTime": text }) };
    Moment::read(&value).unwrap_or_else(|| panic!("{text} is neither a date nor an instant"))
}

/// The text of a field, for tests.
pub fn word<'a>(event: &'a Value, name: &str) -> &'a str {
    event.as_object().map(|fields| text(fields, name)).unwrap_or_default()
}
