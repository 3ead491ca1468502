//! What people do in their own calendar pages: no quota, no record, no mails that anyone counts.

use serde_json::{Value, json};

use super::FakeGoogle;
use super::error::ApiError;
use super::series::occurrence_id;
use super::state::{Fields, Role, State, original};
use super::time::Moment;
use super::write::{Desk, Manner};

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

    /// Sets the guest list, as the event's page does: those who stay keep their answers.
    pub fn set_guests(&self, id: &str, guests: &[&str]) {
        self.act(|state, desk| {
            let list = state.with_answers(desk.calendar, id, guests)?;
            state.change(desk, id, &fields(json!({ "attendees": list })), Manner::Patch)
        });
    }

    /// An invitation from outside, or its update, reaches this person's calendar: the event as the API writes it, with
    /// `organizer` and `iCalUID`; `status` cancelled calls it off. Returns its id there.
    pub fn receive(&self, event: Value) -> String {
        let event = fields(event);
        self.act(|state, desk| state.receive(desk.calendar, &event))
    }

    /// Makes another calendar the organizer of the event.
    pub fn hand_over(&self, id: &str, to: &str) {
        self.act(|state, desk| state.hand_over(desk, id, to));
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

/// An object as fields.
pub fn fields(value: Value) -> Fields {
    value.as_object().cloned().unwrap_or_default()
}

fn moment(text: &str) -> Moment {
    let value = if text.len() == 10 { json!({ "date": text }) } else { json!({ "dateTime": text }) };
    Moment::read(&value).unwrap_or_else(|| panic!("{text} is neither a date nor an instant"))
}
