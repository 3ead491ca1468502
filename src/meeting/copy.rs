//! A mailbox's own view of one occurrence.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Address, Event, MeetingKey, Moment, Response};

/// One occurrence as one mailbox has it. Built by [`super::expand`]; the event is the override of this occurrence
/// where there is one, else the master moved to this occurrence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copy {
    /// Which meeting this is a copy of.
    pub key: MeetingKey,
    /// Whose mailbox (the person's main address).
    pub mailbox: Address,
    /// The provider's id of the object; see [`Event::object`].
    pub object: String,
    /// The occurrence's original start within its series; none for a single event.
    pub occurrence: Option<Moment>,
    /// Start of this occurrence.
    pub start: DateTime<Utc>,
    /// End of this occurrence, not before the start.
    pub end: DateTime<Utc>,
    /// Whether it is part of a series.
    pub recurring: bool,
    /// Whether the mailbox's owner is the organizer.
    pub is_organizer: bool,
    /// The component this occurrence is read from. Its `start`, `span` and `recurrence` are those of the
    /// component; the occurrence's own times are the fields above.
    pub event: Event,
    /// The occurrence says nothing of its own: its text is that of the series.
    pub standing_text: bool,
    /// What the invitation's text and attachments hash to.
    pub text: Digest,
    /// When meetgate last saw this copy change.
    pub seen_at: DateTime<Utc>,
}

impl Copy {
    /// Hash of what a judgement reads of this copy: times, kind, text, attachments, guest list, title and the
    /// organizer; not anybody's response, not the etag. Delivery acts only while this is unchanged.
    pub fn content(&self) -> Digest {
        let mut hash = Hasher::new();
        hash.field(&self.key.to_string());
        hash.field(&self.start.timestamp().to_string());
        hash.field(&self.end.timestamp().to_string());
        hash.field(&self.event.title);
        hash.field(if self.event.cancelled { "cancelled" } else { "" });
        hash.field(if self.event.private { "private" } else { "" });
        hash.field(if self.event.start.is_date() { "all-day" } else { "" });
        hash.field(if self.recurring { "recurring" } else { "" });
        hash.field(if self.standing_text { "standing" } else { "" });
        hash.field(&(self.event.kind as u8).to_string());
        hash.field(self.text.as_str());
        let mut guests: Vec<_> = self.event.attendees.iter().map(|a| (a.address.as_str(), a.kind as u8)).collect();
        guests.sort_unstable();
        for (address, kind) in guests {
            hash.field(address);
            hash.field(&kind.to_string());
        }
        let mut labels: Vec<_> = self.event.labels.iter().collect();
        labels.sort_unstable();
        labels.into_iter().for_each(|label| hash.field(label));
        hash.finish()
    }

    /// The owner's own answer on this copy.
    pub fn response(&self) -> Response {
        self.event.response
    }
}

/// A SHA-256 in hexadecimal, cut to 32 characters: enough to tell versions apart, short enough to read.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of several texts, each delimited so that moving a letter from one to the next changes it.
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hash = Hasher::new();
        parts.into_iter().for_each(|part| hash.field(part));
        hash.finish()
    }

    /// The hexadecimal text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads back what [`Digest::as_str`] gave.
impl From<String> for Digest {
    fn from(text: String) -> Self {
        Self(text)
    }
}

struct Hasher(Sha256);

impl Hasher {
    fn new() -> Self {
        Self(Sha256::new())
    }

    fn field(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn finish(self) -> Digest {
        let bytes = self.0.finalize();
        Digest(bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect())
    }
}
