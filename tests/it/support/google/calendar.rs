//! A calendar and its own copies of events.
//!
//! A copy is kept as the JSON that the API speaks, with times in UTC, without `self` marks and without etag: those
//! depend on who looks, and on the revision.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::time::Moment;

/// The fields of an event.
pub type Fields = Map<String, Value>;

/// What a user may do with a calendar, from least to most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Not even know of it.
    None,
    /// See busy times.
    FreeBusyReader,
    /// Read.
    Reader,
    /// Write.
    Writer,
    /// All.
    Owner,
}

impl Role {
    /// The API's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::FreeBusyReader => "freeBusyReader",
            Self::Reader => "reader",
            Self::Writer => "writer",
            Self::Owner => "owner",
        }
    }
}

/// One calendar's copy of an event, series or exception.
#[derive(Debug, Clone, Default)]
pub struct Copy {
    /// The event, as the API names its fields.
    pub fields: Fields,
    /// The state's revision at its last change.
    pub revision: u64,
    /// Gone without details: only the id is told.
    pub bare: bool,
    /// Occurrences that the series had once and has no more: id, and since when they are gone.
    pub vanished: BTreeMap<String, (Moment, u64)>,
}

impl Copy {
    /// A text field.
    pub fn text(&self, name: &str) -> &str {
        text(&self.fields, name)
    }

    /// Whether it is cancelled.
    pub fn cancelled(&self) -> bool {
        self.text("status") == "cancelled"
    }

    /// The etag, quotes included.
    pub fn etag(&self) -> String {
        etag(self.revision)
    }

    /// What joins the copies of one meeting: the UID and, for an exception, its original start.
    pub fn meeting(&self) -> (String, Option<Moment>) {
        (self.text("iCalUID").to_owned(), original(&self.fields))
    }
}

/// A text field of an event.
pub fn text<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The original start, of an exception.
pub fn original(fields: &Fields) -> Option<Moment> {
    fields.get("originalStartTime").and_then(Moment::read)
}

/// The etag of a revision.
pub fn etag(revision: u64) -> String {
    format!("\"{}000\"", 3_530_000_000_000 + revision)
}

/// A calendar.
#[derive(Debug)]
pub struct Calendar {
    /// Its id: the owner's address, or one ending in `@group.calendar.google.com`.
    pub id: String,
    /// The primary address of its owner.
    pub owner: String,
    /// Its name.
    pub summary: String,
    /// Its zone.
    pub zone: String,
    /// Who else may do what.
    pub acl: BTreeMap<String, Role>,
    /// The copies by id, in the order of their ids.
    pub copies: BTreeMap<String, Copy>,
    /// Sync tokens older than this revision are of no use.
    pub tokens_since: u64,
    /// Users whose tokens are of no use, since which revision: their rights changed.
    pub rights_changed: BTreeMap<String, u64>,
}

impl Calendar {
    /// A new empty calendar.
    pub fn new(id: &str, owner: &str, summary: &str, zone: &str) -> Self {
        Self {
            id: id.to_owned(),
            owner: owner.to_owned(),
            summary: summary.to_owned(),
            zone: zone.to_owned(),
            acl: BTreeMap::new(),
            copies: BTreeMap::new(),
            tokens_since: 0,
            rights_changed: BTreeMap::new(),
        }
    }

    /// Whether it is its owner's primary calendar.
    pub fn primary(&self) -> bool {
        self.id == self.owner
    }

    /// The copy of a meeting or occurrence, cancelled ones included.
    pub fn find(&self, meeting: &(String, Option<Moment>)) -> Option<&Copy> {
        self.copies.values().find(|copy| copy.text("iCalUID") == meeting.0 && original(&copy.fields) == meeting.1)
    }

    /// The ids of a series' exceptions.
    pub fn exceptions(&self, master: &str) -> Vec<String> {
        let of_series = |copy: &&Copy| copy.text("recurringEventId") == master;
        self.copies.values().filter(of_series).map(|copy| copy.text("id").to_owned()).collect()
    }
}
