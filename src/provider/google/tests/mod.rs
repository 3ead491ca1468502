//! Reading and writing in Google's words, without a network.

mod assembling;
mod failures;
mod reading;
mod setup;
mod writing;

use chrono_tz::Tz;
use google_calendar3::api::Event;
use serde_json::{Value, json};

use super::wire;
use crate::meeting::Address;
use crate::provider::Mailbox;

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// Ben's mailbox, who also reads mail at ben.k.
fn ben() -> Mailbox {
    Mailbox {
        address: address("ben@example.com"),
        aliases: vec![address("ben.k@example.com")],
        zone: Tz::Europe__Berlin,
    }
}

fn event(json: &Value) -> Event {
    wire::event(json).unwrap()
}

/// Ana's planning on Thursday, to which Ben and Cem are invited.
fn planning() -> Value {
    json!({
        "id": "plan1", "etag": "\"1\"", "status": "confirmed", "iCalUID": "plan1@google.com", "sequence": 2,
        "created": "2026-11-01T09:00:00.000Z", "updated": "2026-11-20T09:00:00.000Z",
        "htmlLink": "https://www.google.com/calendar/event?eid=x",
        "summary": "Planning", "description": "Agenda:<br>1. Budget",
        "organizer": { "email": "ana@example.com", "displayName": "Ana" }, "creator": { "email": "ana@example.com" },
        "start": { "dateTime": "2026-11-26T14:00:00+01:00", "timeZone": "Europe/Berlin" },
        "end": { "dateTime": "2026-11-26T15:30:00+01:00", "timeZone": "Europe/Berlin" },
        "attendees": [
            { "email": "ana@example.com", "organizer": true, "responseStatus": "accepted" },
            { "email": "ben@example.com", "self": true, "responseStatus": "needsAction", "comment": "" },
            { "email": "cem@example.com", "responseStatus": "tentative", "optional": true, "additionalGuests": 1 },
        ],
    })
}

/// The same every week.
fn weekly() -> Value {
    with(planning(), json!({ "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=TH"] }))
}

/// One occurrence of [`weekly`], by its date in November 2026 (at 14:00 in Berlin), with other fields.
fn exception(day: u32, fields: Value) -> Value {
    let original = format!("2026-11-{day:02}T13:00:00Z");
    let own = json!({
        "id": format!("plan1_202611{day:02}T130000Z"), "etag": "\"7\"", "recurringEventId": "plan1",
        "originalStartTime": { "dateTime": original, "timeZone": "Europe/Berlin" },
    });
    with(with(planning(), own), fields)
}

/// A cancelled occurrence, of which Google tells no more than it promises.
fn called_off(day: u32) -> Value {
    json!({
        "id": format!("plan1_202611{day:02}T130000Z"), "etag": "\"8\"", "status": "cancelled",
        "recurringEventId": "plan1",
        "originalStartTime": { "dateTime": format!("2026-11-{day:02}T13:00:00Z"), "timeZone": "Europe/Berlin" },
    })
}

fn with(mut event: Value, fields: Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        match value {
            Value::Null => drop(event.as_object_mut().unwrap().remove(name)),
            value => event[name] = value.clone(),
        }
    }
    event
}
