//! Paths, parameters and fields of requests, and items that the crate could not read.

use chrono::NaiveDateTime;
use google_calendar3::api::Event;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::session::Session;
use super::times::rfc3339;
use crate::meeting::resolve_local;
use crate::meeting::zone::resolve;
use crate::provider::Mailbox;

/// What of an event is read: a partial response ("Improve performance").
pub(super) const EVENT_FIELDS: &str = "id,etag,status,htmlLink,created,updated,summary,description,creator(email,self),\
     organizer(email,displayName,self),start,end,recurrence,recurringEventId,originalStartTime,transparency,visibility,\
     iCalUID,sequence,attendees(email,displayName,self,optional,resource,responseStatus),attendeesOmitted,\
     extendedProperties/private,attachments(fileUrl,title,mimeType),eventType";

/// Our notes on a copy: private properties, which no other copy has ("Extended properties").
pub(super) mod note {
    /// The mark on an answer of ours.
    pub const ANSWER: &str = "meetgate.answer";
    /// The comment that stood there before ours.
    pub const COMMENT: &str = "meetgate.comment";
    /// The flag; its value is the colour that we gave.
    pub const FLAG: &str = "meetgate.flag";
    /// The key of a hold.
    pub const HOLD: &str = "meetgate.hold";
    /// Stands for no value, where a server keeps a property that was to be removed.
    pub const NOTHING: &str = "-";
}

/// What an id may hold in a path.
const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// An id as a piece of a path. The crate does not encode (google-apis-rs #560), so this goes for its calls, too.
pub(super) fn piece(id: &str) -> String {
    utf8_percent_encode(id, IN_PATH).to_string()
}

/// A mailbox's calendar as a piece of a path. With delegation the token speaks for its owner alone, so `primary` is the
/// owner's; with one person's login it is named, so that another's calendar is never taken for it.
pub(super) fn calendar(session: &Session, mailbox: &Mailbox) -> String {
    if session.tokens.delegated() { "primary".to_owned() } else { piece(mailbox.address.as_str()) }
}

/// The path of a mailbox's event, or of all.
pub(super) fn events(session: &Session, mailbox: &Mailbox, id: Option<&str>) -> String {
    let calendar = calendar(session, mailbox);
    match id {
        Some(id) => format!("calendars/{calendar}/events/{}", piece(id)),
        None => format!("calendars/{calendar}/events"),
    }
}

/// An item of a list that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// Its id.
    pub id: String,
    /// The series it belongs to.
    pub series: Option<String>,
    /// What is wrong, without what it says.
    pub reason: String,
}

/// Reads an item that came in JSON. Stamps that make no sense are left out, for nothing rests on them. A time without an
/// offset is in the zone that it names ("Events": start.dateTime).
pub(super) fn event(item: &Value) -> Result<Event, Broken> {
    let strict = serde_json::from_value::<Event>(item.clone());
    strict.or_else(|_| lenient(item)).map_err(|error| Broken {
        id: text(item, "id"),
        series: item.get("recurringEventId").and_then(Value::as_str).map(str::to_owned),
        reason: format!("Google's entry cannot be read: {}", kind(&error)),
    })
}

/// A string of an item; empty when there is none.
pub(super) fn text(item: &Value, name: &str) -> String {
    item.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn lenient(item: &Value) -> Result<Event, serde_json::Error> {
    let mut item = item.clone();
    if let Some(fields) = item.as_object_mut() {
        for stamp in ["created", "updated", "reminders", "conferenceData", "source", "gadget"] {
            fields.remove(stamp);
        }
        let home = fields.get("start").map(|start| text(start, "timeZone")).unwrap_or_default();
        for time in ["start", "end", "originalStartTime"] {
            if let Some(time) = fields.get_mut(time) {
                with_offset(time, &home);
            }
        }
    }
    serde_json::from_value(item)
}

/// Gives a wall clock time its offset: in its own zone, else in the one that the event begins in.
fn with_offset(time: &mut Value, home: &str) {
    let local = time.get("dateTime").and_then(Value::as_str).and_then(|text| text.parse::<NaiveDateTime>().ok());
    let named = resolve(&text(time, "timeZone")).or_else(|| resolve(home));
    if let (Some(local), Some(zone)) = (local, named) {
        time["dateTime"] = rfc3339(resolve_local(local, zone)).into();
    }
}

/// The kind of mistake; the message itself may quote what the entry says.
fn kind(error: &serde_json::Error) -> &'static str {
    let text = error.to_string();
    if text.contains("invalid type") { "a field is of another kind" } else { "a date or time is none" }
}
