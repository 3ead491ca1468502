//! How a copy looks to the one who reads it.

use chrono_tz::Tz;
use serde_json::{Value, json};

use super::calendar::Calendar;
use super::people::{email, entries};
use super::state::{Fields, Role, State, etag, text};
use super::time::{shown, zone};

/// Who reads, and how he wants it shown.
#[derive(Debug, Clone, Copy)]
pub struct Reader {
    /// What he may do with the calendar.
    pub role: Role,
    /// The zone for times; the calendar's where he names none.
    pub zone: Option<Tz>,
    /// Above this many guests only the owner's entry is shown.
    pub max_attendees: Option<usize>,
}

impl State {
    /// The event as the API gives it.
    pub fn shown(&self, calendar: &Calendar, fields: &Fields, revision: u64, reader: Reader) -> Value {
        let mut event = fields.clone();
        let hidden = matches!(text(fields, "visibility"), "private" | "confidential") && reader.role < Role::Writer;
        if hidden || reader.role <= Role::FreeBusyReader {
            event = busy_block(fields);
        } else {
            self.mark_self(calendar, &mut event);
            self.show_guests(calendar, &mut event, reader);
            if reader.role < Role::Writer {
                super::merge::set_properties(&mut event, "private", None);
            }
        }
        let zone = reader.zone.or_else(|| zone(&calendar.zone)).unwrap_or(Tz::UTC);
        for name in ["start", "end", "originalStartTime"] {
            if let Some(value) = event.get(name) {
                let value = shown(value, zone);
                event.insert(name.to_owned(), value);
            }
        }
        if text(&event, "eventType").is_empty() {
            event.insert("eventType".to_owned(), "default".into());
        }
        stamped(event, revision)
    }

    fn mark_self(&self, calendar: &Calendar, event: &mut Fields) {
        for name in ["creator", "organizer"] {
            let own = event.get(name).is_some_and(|person| self.same_person(email(person), &calendar.id));
            if let (true, Some(person)) = (own, event.get_mut(name)) {
                person["self"] = json!(true);
            }
        }
        let mut list = entries(event).to_vec();
        for entry in &mut list {
            if self.same_person(email(entry), &calendar.id) {
                entry["self"] = json!(true);
            }
        }
        if !list.is_empty() {
            event.insert("attendees".to_owned(), list.into());
        }
        let id = text(event, "id");
        let link = format!("https://www.google.com/calendar/event?eid={:x}", super::fault::hash(&[id, &calendar.id]));
        event.insert("htmlLink".to_owned(), link.into());
    }

    fn show_guests(&self, calendar: &Calendar, event: &mut Fields, reader: Reader) {
        let organizes = self.organizes(&calendar.id, event);
        let secret = event.get("guestsCanSeeOtherGuests") == Some(&json!(false)) && !organizes;
        let many = reader.max_attendees.is_some_and(|most| entries(event).len() > most);
        if secret || many {
            let own: Vec<_> = entries(event).iter().filter(|entry| entry.get("self").is_some()).cloned().collect();
            event.insert("attendees".to_owned(), own.into());
            event.insert("attendeesOmitted".to_owned(), true.into());
        }
    }

    /// A cancelled copy: a bare one has its id alone, a cancelled occurrence of a living series also its place.
    pub fn tombstone(&self, calendar: &Calendar, id: &str, reader: Reader) -> Option<Value> {
        let copy = calendar.copies.get(id)?;
        let series = copy.text("recurringEventId");
        let living = calendar.copies.get(series).is_some_and(|master| !master.cancelled());
        if !copy.bare && !living {
            return Some(self.shown(calendar, &copy.fields, copy.revision, reader));
        }
        let mut fields = Fields::new();
        fields.insert("id".to_owned(), id.into());
        fields.insert("status".to_owned(), "cancelled".into());
        if living {
            let zone = reader.zone.or_else(|| zone(&calendar.zone)).unwrap_or(Tz::UTC);
            fields.insert("recurringEventId".to_owned(), series.into());
            let start = copy.fields.get("originalStartTime").map(|start| shown(start, zone));
            fields.insert("originalStartTime".to_owned(), start.unwrap_or_default());
        }
        Some(stamped(fields, copy.revision))
    }
}

/// The event with its kind and etag.
pub fn stamped(mut event: Fields, revision: u64) -> Value {
    event.insert("kind".to_owned(), "calendar#event".into());
    event.insert("etag".to_owned(), etag(revision).into());
    event.into()
}

/// What is left of an event for someone who may only know that the time is taken.
fn busy_block(fields: &Fields) -> Fields {
    const LEFT: [&str; 8] =
        ["id", "status", "start", "end", "recurringEventId", "originalStartTime", "recurrence", "transparency"];
    let left = fields.iter().filter(|(name, _)| LEFT.contains(&name.as_str()));
    let mut block: Fields = left.map(|(name, value)| (name.clone(), value.clone())).collect();
    block.insert("visibility".to_owned(), "private".into());
    block
}
