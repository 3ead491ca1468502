//! What reaches a calendar from elsewhere: invitations of organizers who have no calendar here, and events that change
//! their organizer.

use serde_json::{Value, json};

use super::error::ApiError;
use super::merge::{PRIVATE, properties, set_properties};
use super::people::{email, entries, organizer, response};
use super::state::{Fields, State, original, text};
use super::time::stamp;
use super::write::{Desk, new_id};

impl State {
    /// An invitation from outside, or its update.
    pub fn receive(&mut self, calendar: &str, event: &Fields) -> Result<String, ApiError> {
        if organizer(event).is_empty() || text(event, "iCalUID").is_empty() || self.account(organizer(event)).is_some()
        {
            return Err(ApiError::bad("An invitation from outside names its UID and an organizer without an account."));
        }
        let place = self.calendars.get(calendar).ok_or_else(ApiError::not_found)?;
        let known = place.find(&(text(event, "iCalUID").to_owned(), original(event))).map(|copy| copy.fields.clone());
        let (known, new) = (known.clone().unwrap_or_default(), known.is_none());
        let mut fields = event.clone();
        for name in PRIVATE.into_iter().chain(["id", "created"]) {
            fields.extend(known.get(name).map(|value| (name.to_owned(), value.clone())));
        }
        set_properties(&mut fields, "private", properties(&known, "private").cloned());
        let guests: Vec<Value> =
            entries(event).iter().map(|entry| self.own_answer_kept(entry, &known, calendar)).collect();
        fields.insert("attendees".to_owned(), self.listed(&guests, &known, organizer(event))?);
        let id = format!("_{}", new_id(&[calendar, text(event, "iCalUID"), text(event, "recurringEventId")]));
        fields.entry("id").or_insert(json!(id));
        fields.entry("created").or_insert(json!(stamp(self.now())));
        for (name, value) in
            [("status", json!("confirmed")), ("sequence", json!(0)), ("creator", event["organizer"].clone())]
        {
            fields.entry(name).or_insert(value);
        }
        fields.entry("reminders").or_insert(json!({"useDefault": true}));
        let fields = self.checked(place, fields)?;
        let id = text(&fields, "id").to_owned();
        let off = text(&fields, "status") == "cancelled";
        self.put(calendar, fields);
        if off {
            self.bury(calendar, &id, true);
        } else if new {
            self.decline_new(calendar, &id);
        }
        Ok(id)
    }

    /// The organizer outside may not know yet what this calendar's owner answered.
    fn own_answer_kept(&self, entry: &Value, known: &Fields, calendar: &str) -> Value {
        let before = self.entry_of(known, email(entry)).and_then(|at| entries(known).get(at));
        let own = self.same_person(email(entry), calendar) && response(entry) == "needsAction";
        before.filter(|_| own).unwrap_or(entry).clone()
    }

    /// Another calendar becomes the organizer; the old one keeps a stub with the id alone.
    pub fn hand_over(&mut self, desk: Desk<'_>, id: &str, to: &str) -> Result<(), ApiError> {
        self.may_write(desk)?;
        let to = self.calendar_id(to, to);
        let place = self.calendars.get(&to).ok_or_else(ApiError::not_found)?;
        let mut event = self.fields_of(desk.calendar, id)?;
        let before = event.clone();
        event.insert("organizer".to_owned(), json!({"email": to, "displayName": place.summary}));
        let list = entries(&before).to_vec();
        event.insert("attendees".to_owned(), self.listed(&list, &before, &to)?);
        self.bury(desk.calendar, id, true);
        self.put(&to, event);
        self.spread(&to, id, &Fields::new());
        Ok(())
    }

    /// A guest list of these addresses in which those who stay keep their answers.
    pub fn with_answers(&self, calendar: &str, id: &str, guests: &[&str]) -> Result<Vec<Value>, ApiError> {
        let old = self.fields_of(calendar, id)?;
        let entry = |guest: &&str| {
            let before = self.entry_of(&old, guest).and_then(|at| entries(&old).get(at)).cloned();
            before.unwrap_or_else(|| json!({ "email": guest }))
        };
        Ok(guests.iter().map(entry).collect())
    }
}
