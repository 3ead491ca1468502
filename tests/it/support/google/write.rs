//! Making, changing and removing events, whoever asks: the API or a human in the calendar's own pages.

use serde_json::{Value, json};

use super::error::ApiError;
use super::fault::{hash, mix};
use super::merge::{patched, replaced};
use super::people::entries;
use super::series;
use super::state::{Fields, Role, State, text};
use super::time::stamp;

/// Who writes where.
#[derive(Debug, Clone, Copy)]
pub struct Desk<'a> {
    /// Whose token, or which human.
    pub user: &'a str,
    /// The calendar's id.
    pub calendar: &'a str,
}

/// How a change is to be applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// PATCH.
    Patch,
    /// PUT.
    Replace,
}

impl State {
    /// Makes an event and invites its guests. Returns its id.
    pub fn insert(&mut self, desk: Desk<'_>, body: &Fields) -> Result<String, ApiError> {
        self.may_write(desk)?;
        let (id, uid) = self.new_ids(desk, body)?;
        let calendar = self.calendars.get(desk.calendar).ok_or_else(ApiError::not_found)?;
        let mut fields = Fields::new();
        let organizer = self.organizer_entry(desk.calendar);
        fields.insert("creator".to_owned(), json!({"email": desk.user}));
        fields.insert("organizer".to_owned(), organizer);
        for (name, value) in [("id", json!(id)), ("iCalUID", json!(uid)), ("status", json!("confirmed"))] {
            fields.insert(name.to_owned(), value);
        }
        let mut fields = replaced(&fields, body);
        fields.insert("created".to_owned(), stamp(self.now()).into());
        fields.entry("sequence").or_insert(json!(0));
        fields.entry("reminders").or_insert(json!({"useDefault": true}));
        fields.entry("eventType").or_insert(json!("default"));
        if let Some(asked) = body.get("attendees").and_then(Value::as_array).filter(|asked| !asked.is_empty()) {
            fields.insert("attendees".to_owned(), self.listed(asked, &Fields::new(), desk.calendar)?);
        } else {
            fields.remove("attendees");
        }
        let fields = self.checked(calendar, fields)?;
        self.put(desk.calendar, fields);
        self.spread(desk.calendar, &id, &Fields::new());
        self.decline_existing(desk.calendar, &id);
        Ok(id)
    }

    /// Changes an event or one occurrence. Returns its id, which for a first change of an occurrence is a new exception's.
    pub fn change(&mut self, desk: Desk<'_>, id: &str, body: &Fields, manner: Manner) -> Result<String, ApiError> {
        self.may_write(desk)?;
        let old = self.fields_of(desk.calendar, id)?;
        let mut new = match manner {
            Manner::Patch => patched(&old, body, &self.switches),
            Manner::Replace => replaced(&old, body),
        };
        let kind = |fields: &Fields| match text(fields, "eventType") {
            "" => "default".to_owned(),
            kind => kind.to_owned(),
        };
        new.insert("eventType".to_owned(), kind(&new).into());
        if kind(&new) != kind(&old) {
            return Err(ApiError::global(400, "eventTypeRestriction", "Event type cannot be changed.").of("calendar"));
        }
        if self.organizes(desk.calendar, &old) {
            self.change_own(desk.calendar, old, new, body)?;
        } else {
            self.change_as_guest(desk.calendar, old, new, body)?;
        }
        Ok(id.to_owned())
    }

    fn change_own(&mut self, calendar: &str, old: Fields, mut new: Fields, body: &Fields) -> Result<(), ApiError> {
        let asked = body.get("attendees").and_then(Value::as_array);
        if body.get("attendeesOmitted") == Some(&json!(true)) {
            new.insert("attendees".to_owned(), entries(&old).to_vec().into());
            self.answer_lightly(calendar, &mut new, asked.map_or(&[], Vec::as_slice));
        } else if let Some(asked) = asked {
            new.insert("attendees".to_owned(), self.listed(asked, &old, calendar)?);
        }
        if entries(&new).is_empty() {
            new.remove("attendees");
        }
        if text(&new, "status") == "cancelled" && text(&old, "status") != "cancelled" {
            return self.remove(calendar, text(&old, "id"));
        }
        let place = self.calendars.get(calendar).ok_or_else(ApiError::not_found)?;
        let mut new = self.checked(place, new)?;
        let moved = ["start", "end", "recurrence"].into_iter().any(|name| new.get(name) != old.get(name));
        if moved && new.get("sequence") == old.get("sequence") {
            let next = old.get("sequence").and_then(Value::as_i64).unwrap_or_default() + 1;
            new.insert("sequence".to_owned(), next.into());
        }
        let id = text(&new, "id").to_owned();
        self.put(calendar, new);
        self.spread(calendar, &id, &old);
        self.lead_exceptions(calendar, &id, &old);
        self.decline_existing(calendar, &id);
        Ok(())
    }

    /// Removes an event, a series or one occurrence.
    pub fn delete(&mut self, desk: Desk<'_>, id: &str) -> Result<(), ApiError> {
        self.may_write(desk)?;
        if self.copy(desk.calendar, id).is_some_and(super::state::Copy::cancelled) {
            return Err(ApiError::deleted());
        }
        self.remove(desk.calendar, id)
    }

    fn remove(&mut self, calendar: &str, id: &str) -> Result<(), ApiError> {
        let old = self.fields_of(calendar, id)?;
        let mine = self.organizes(calendar, &old);
        let master = text(&old, "recurringEventId").to_owned();
        if mine && !master.is_empty() && self.switches.deleting_adds_exdate {
            self.exclude(calendar, &master, &old);
        }
        self.put(calendar, old.clone());
        self.bury(calendar, id, mine && self.switches.organizer_tombstones_are_bare);
        for exception in self.calendars.get(calendar).map(|place| place.exceptions(id)).unwrap_or_default() {
            self.bury(calendar, &exception, true);
        }
        if mine {
            self.spread(calendar, id, &old);
        } else if self.switches.removing_declines {
            self.decline_removed(calendar, id);
        }
        Ok(())
    }

    /// Refuses who may not write here.
    pub fn may_write(&self, desk: Desk<'_>) -> Result<(), ApiError> {
        match self.role(desk.user, desk.calendar) {
            Role::None => Err(ApiError::not_found()),
            Role::FreeBusyReader | Role::Reader => {
                let text = "You need to have writer access to this calendar.";
                Err(ApiError::global(403, "requiredAccessLevel", text).of("calendar"))
            }
            Role::Writer | Role::Owner => Ok(()),
        }
    }

    fn organizer_entry(&self, calendar: &str) -> Value {
        let of_calendar = || self.calendars.get(calendar).map(|place| place.summary.as_str());
        let name = self.accounts.get(calendar).map(|account| account.name.as_str()).or_else(of_calendar);
        json!({"email": calendar, "displayName": name})
    }

    /// An id that the client chose or a new one, and the UID.
    fn new_ids(&mut self, desk: Desk<'_>, body: &Fields) -> Result<(String, String), ApiError> {
        let (given, uid) = (text(body, "id"), text(body, "iCalUID"));
        if !given.is_empty() && !uid.is_empty() {
            return Err(ApiError::bad("Only one of id and iCalUID may be given."));
        }
        let letters = given.chars().all(|letter| matches!(letter, 'a'..='v' | '0'..='9'));
        let proper = letters && (5..=1024).contains(&given.len());
        if !given.is_empty() && !proper {
            return Err(ApiError::global(400, "invalid", "Invalid resource id value."));
        }
        if self.copy(desk.calendar, given).is_some() {
            return Err(ApiError::duplicate());
        }
        let next = self.bump().to_string();
        let id = if given.is_empty() { new_id(&[desk.calendar, &next]) } else { given.to_owned() };
        let uid = if uid.is_empty() { format!("{id}@google.com") } else { uid.to_owned() };
        Ok((id, uid))
    }
}

/// An id of 26 letters made of what it is for.
pub fn new_id(of: &[&str]) -> String {
    const LETTERS: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
    let mut state = hash(of);
    let mut letter = || {
        state = mix(state);
        char::from(LETTERS[usize::try_from(state % 32).unwrap_or_default()])
    };
    (0..26).map(|_| letter()).collect()
}

/// Whether these fields are of a living series.
pub fn living_series(fields: &Fields) -> bool {
    series::is_series(fields) && text(fields, "status") != "cancelled"
}
