//! The guest list of an event: whose entry is whose, and who gets a copy.

use serde_json::{Value, json};

use super::error::ApiError;
use super::state::{Fields, State};

/// The entries of an event.
pub fn entries(fields: &Fields) -> &[Value] {
    fields.get("attendees").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// An entry's address.
pub fn email(entry: &Value) -> &str {
    entry.get("email").and_then(Value::as_str).unwrap_or_default()
}

/// The organizer's address.
pub fn organizer(fields: &Fields) -> &str {
    fields.get("organizer").map(email).unwrap_or_default()
}

/// An entry's answer.
pub fn response(entry: &Value) -> &str {
    entry.get("responseStatus").and_then(Value::as_str).unwrap_or("needsAction")
}

impl State {
    /// Whether the calendar is the event's organizer.
    pub fn organizes(&self, calendar: &str, fields: &Fields) -> bool {
        self.same_person(organizer(fields), calendar)
    }

    /// Where this address stands in the list.
    pub fn entry_of(&self, fields: &Fields, address: &str) -> Option<usize> {
        entries(fields).iter().position(|entry| self.same_person(email(entry), address))
    }

    /// Puts a list of a request into the stored form: answers default to none given, and only a new entry may say that
    /// it is a room.
    pub fn listed(&self, asked: &[Value], old: &Fields, organizer: &str) -> Result<Value, ApiError> {
        let mut listed: Vec<Value> = Vec::new();
        for entry in asked {
            let address = email(entry);
            if !address.contains('@') || address.starts_with('@') || address.ends_with('@') {
                return Err(ApiError::invalid("attendees[].email", "Invalid attendee email."));
            }
            if listed.iter().any(|other| self.same_person(email(other), address)) {
                continue;
            }
            let before = self.entry_of(old, address).and_then(|place| entries(old).get(place));
            listed.push(self.entry(entry, before, organizer)?);
        }
        Ok(listed.into())
    }

    fn entry(&self, asked: &Value, before: Option<&Value>, organizer: &str) -> Result<Value, ApiError> {
        const ANSWERS: [&str; 4] = ["needsAction", "declined", "tentative", "accepted"];
        let mut entry = asked.clone();
        let answer = response(asked).to_owned();
        if !ANSWERS.contains(&answer.as_str()) {
            return Err(ApiError::invalid("attendees[].responseStatus", "Invalid response status."));
        }
        entry["responseStatus"] = answer.into();
        let account = self.account(email(asked));
        let room = match before {
            Some(before) => before.get("resource").cloned(),
            None => account.filter(|account| account.room).map(|_| json!(true)).or(asked.get("resource").cloned()),
        };
        let Some(fields) = entry.as_object_mut() else { return Err(ApiError::bad("Invalid attendee.")) };
        for name in ["self", "organizer", "resource", "id", "asyncOperation"] {
            fields.remove(name);
        }
        if let Some(room) = room.filter(|room| *room == json!(true)) {
            fields.insert("resource".to_owned(), room);
            if before.is_none() && account.is_some() {
                fields.insert("responseStatus".to_owned(), "accepted".into());
            }
        }
        if self.same_person(email(asked), organizer) {
            fields.insert("organizer".to_owned(), true.into());
        }
        Ok(entry)
    }

    /// The primary calendars that hold a copy for this guest list, groups opened up, the organizer's calendar left out.
    pub fn invited(&self, fields: &Fields, organizer_calendar: &str) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for entry in entries(fields) {
            let group = self.groups.get(&email(entry).to_lowercase());
            let addresses = group.map_or_else(|| vec![email(entry).to_owned()], Clone::clone);
            for account in addresses.iter().filter_map(|address| self.account(address)) {
                let waits = account.invitations_wait && response(entry) == "needsAction";
                let known = account.address == organizer_calendar || found.contains(&account.address);
                if !waits && !known {
                    found.push(account.address.clone());
                }
            }
        }
        found
    }
}
