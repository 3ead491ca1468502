//! What a test reads from the fake: copies, answers, and the record.

use serde_json::Value;

use super::FakeGoogle;
use super::log::{Call, Mail};
use super::push::Notification;
use super::state::State;
use super::view::Reader;

impl FakeGoogle {
    /// The copy on a user's primary calendar as he sees it, cancelled ones included. Null when there is none.
    pub fn copy(&self, user: &str, id: &str) -> Value {
        self.copy_on(user, user, id)
    }

    /// The copy on any calendar, as this user sees it.
    pub fn copy_on(&self, calendar: &str, user: &str, id: &str) -> Value {
        self.with(|state| state.seen(calendar, user, id).unwrap_or_default())
    }

    /// All living copies on a user's primary calendar, series unexpanded, as he sees them.
    pub fn copies(&self, user: &str) -> Vec<Value> {
        self.with(|state| {
            let calendar = state.calendar_id(user, user);
            let copies = state.calendars.get(&calendar).into_iter().flat_map(|place| place.copies.values());
            let ids: Vec<_> = copies.filter(|copy| !copy.cancelled()).map(|copy| copy.text("id").to_owned()).collect();
            ids.iter().filter_map(|id| state.seen(&calendar, user, id)).collect()
        })
    }

    /// The user's own answer on his copy, or on one of its occurrences; empty when he has no entry there.
    pub fn answer(&self, user: &str, id: &str) -> String {
        let copy = self.copy(user, id);
        let own = copy["attendees"].as_array().into_iter().flatten().find(|entry| entry["self"] == true);
        own.and_then(|entry| entry["responseStatus"].as_str()).unwrap_or_default().to_owned()
    }

    /// The id under which a user's calendar has the meeting that the organizer has under `id`.
    pub fn id_at(&self, user: &str, organizer: &str, id: &str) -> Option<String> {
        self.with(|state| {
            let home = state.calendar_id(organizer, organizer);
            let fields = state.fields_of(&home, id).ok()?;
            let calendar = state.calendar_id(user, user);
            Some(super::state::text(&state.counterpart(&calendar, &fields)?, "id").to_owned())
        })
    }

    /// Every call of the API so far.
    pub fn calls(&self) -> Vec<Call> {
        self.with(|state| state.log.calls.clone())
    }

    /// The calls that asked to change a calendar.
    pub fn writes(&self) -> Vec<Call> {
        self.calls().into_iter().filter(Call::writes).collect()
    }

    /// The mails that Google would have sent because of calls.
    pub fn mails(&self) -> Vec<Mail> {
        self.with(|state| state.log.mails.clone())
    }

    /// Forgets calls and mails.
    pub fn forget_calls(&self) {
        self.with(|state| {
            state.log.calls.clear();
            state.log.mails.clear();
        });
    }

    /// Every request at the token address: its grant type, whom it is for, and the status of the answer.
    pub fn token_requests(&self) -> Vec<(String, String, u16)> {
        self.with(|state| state.tokens.asked.clone())
    }

    /// Every notification so far, lost ones included.
    pub fn notifications(&self) -> Vec<Notification> {
        self.with(|state| state.channels.sent.clone())
    }

    /// The ids of the open channels.
    pub fn channels(&self) -> Vec<String> {
        self.with(|state| state.channels.open(state.now()))
    }
}

impl State {
    fn seen(&self, calendar: &str, user: &str, id: &str) -> Option<Value> {
        let (calendar, user) = (self.calendar_id(calendar, calendar), self.calendar_id(user, user));
        let reader = Reader { role: self.role(&user, &calendar), zone: None, max_attendees: None };
        let fields = self.fields_of(&calendar, id).ok()?;
        let revision = self.revision_of(&calendar, id)?;
        Some(self.shown(self.calendars.get(&calendar)?, &fields, revision, reader))
    }
}
