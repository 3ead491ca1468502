//! The port to calendars. Workers speak [`Calendar`]; each provider has its own folder with client, wire format
//! and adapter.
//!
//! Invariants every provider keeps: a failed call changes nothing in our state; only mailboxes of enrolled people
//! are addressed; a write happens only while the object still has the etag it was read with.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::brief::Invitation;
use crate::meeting::{Address, Event, Moment, Response};

pub mod vdir;

/// A person's primary calendar at one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailbox {
    /// The person's main address; names the mailbox.
    pub address: Address,
    /// Further addresses of the same person: an attendee under any of them is the owner.
    pub aliases: Vec<Address>,
    /// The owner's zone: floating times and dates are read in it.
    pub zone: Tz,
}

impl Mailbox {
    /// Whether this is one of the owner's addresses.
    pub fn owns(&self, address: &Address) -> bool {
        self.address == *address || self.aliases.contains(address)
    }
}

/// Where the last sync ended; opaque to everyone but its provider.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(pub String);

/// What changed in a mailbox since the cursor.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes {
    /// New or changed objects. Each replaces all that was known of that object.
    pub objects: Vec<Object>,
    /// Objects that are gone.
    pub gone: Vec<String>,
    /// The listing is complete: every object not named is gone (first sync, or the cursor was lost).
    pub complete: bool,
    /// Where the next sync begins.
    pub cursor: Cursor,
    /// Objects that could not be read. What was known of them is kept.
    pub problems: Vec<Problem>,
    /// Whether more pages follow at `cursor`.
    pub more: bool,
}

/// One object of a calendar and all its components.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// The provider's id.
    pub id: String,
    /// The single event, or master and overrides in any order.
    pub parts: Vec<Part>,
}

/// A component and the text of its invitation.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The component.
    pub event: Event,
    /// Its text, dropped once judged.
    pub invitation: Invitation,
}

/// An object that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The provider's id of the object.
    pub object: String,
    /// What is wrong and where, for the admin; holds no titles and no full addresses.
    pub text: String,
}

/// Which occurrence of which object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The provider's id of the object.
    pub object: String,
    /// The occurrence's original start; none for a single event.
    pub occurrence: Option<Moment>,
}

/// An answer to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What to answer.
    pub response: Response,
    /// A short comment that says why and how it is undone; one line.
    pub comment: Option<String>,
    /// meetgate's mark, which tells later that this answer is ours; None takes the mark off (giving back).
    pub mark: Option<String>,
    /// The etag the object had when it was re-read.
    pub etag: String,
    /// The time to stamp it with.
    pub at: DateTime<Utc>,
}

/// Why a provider did not do what it was asked. The three kinds lead to different ends: try again, give up,
/// tell a human.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// Passing trouble: try again, not before the given time where one is named.
    #[error("{what}")]
    Retry {
        /// What happened.
        what: String,
        /// Not before.
        after: Option<DateTime<Utc>>,
    },
    /// The object changed since it was read: judge it anew.
    #[error("changed meanwhile: {0}")]
    Changed(String),
    /// The object is gone.
    #[error("gone: {0}")]
    Gone(String),
    /// It will never work: give up on this action.
    #[error("{0}")]
    Permanent(String),
    /// Somebody must change something (a missing folder, a permission): says what.
    #[error("{0}")]
    NeedsHuman(String),
}

/// A calendar system. Object-safe; one instance serves all mailboxes of that provider.
#[async_trait]
pub trait Calendar: Send + Sync {
    /// What changed in the mailbox since `cursor` (None: everything).
    async fn changes(&self, mailbox: &Mailbox, cursor: Option<&Cursor>) -> Result<Changes, ProviderError>;

    /// The object as it is now: the look again before acting.
    async fn read(&self, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError>;

    /// Answers on the mailbox owner's own copy. Returns the object's new etag.
    async fn answer(&self, mailbox: &Mailbox, target: &Target, answer: &Answer) -> Result<String, ProviderError>;

    /// Sets or removes the flag on the mailbox owner's own copy. Returns the object's new etag.
    async fn flag(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        set: bool,
        etag: &str,
        at: DateTime<Utc>,
    ) -> Result<String, ProviderError>;
}
