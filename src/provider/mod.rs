//! The port to calendars. Workers speak [`Calendar`]; each provider has its own folder with client, wire format
//! and adapter.
//!
//! Invariants every provider keeps: a failed call changes nothing in our state; only mailboxes of enrolled people
//! are addressed; a write happens only while the object still has the etag it was read with.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::brief::Invitation;
use crate::meeting::{Address, Event, Hours, Moment, Response, Span, Window};

pub mod google;
mod ical;
pub mod outlook;
pub mod vdir;

/// Tells the time.
pub type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

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
    /// Another time to propose along with a "maybe" or a "no", where the provider carries one and the organizer allows
    /// it; else it is left out.
    pub propose: Option<Window>,
    /// The etag the object had when it was re-read.
    pub etag: String,
    /// The time to stamp it with.
    pub at: DateTime<Utc>,
}

/// An entry that keeps time free, as it shall stand in a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Names the entry within its mailbox for ever: placing the same key again changes that entry, never makes a
    /// second one. Letters, digits and `-`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// How it blocks the time.
    pub style: HoldStyle,
    /// The first (or only) start, with a zone.
    pub start: Moment,
    /// Its length.
    pub span: Span,
    /// Value of the RRULE (RFC 5545 §3.3.10) when it repeats.
    pub rule: Option<String>,
}

/// How a hold blocks the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldStyle {
    /// Shows as busy.
    Busy,
    /// Focus time where the account has it (declining nothing by itself), else busy.
    Focus,
    /// Shows as tentative, where the provider knows that, else busy.
    Tentative,
}

/// A hold as it now stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// The provider's id of the entry.
    pub object: String,
    /// Its etag.
    pub etag: String,
    /// The style that the account could give.
    pub style: HoldStyle,
}

/// When somebody is busy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Busy {
    /// Who was asked for.
    pub address: Address,
    /// Busy stretches in order, overlapping ones joined; or why this calendar says nothing, which is not "free".
    pub times: Result<Vec<Window>, String>,
}

/// What the account itself says of its owner; every part may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Settings {
    /// The owner's zone.
    pub zone: Option<Tz>,
    /// The owner's working hours, when they can be told as days and one stretch.
    pub hours: Option<Hours>,
}

/// What meetgate needs to be allowed to do in a mailbox; each is tried by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ability {
    /// Read the calendar. All that `observe` needs.
    Read,
    /// Answer and flag on the owner's copies, place holds.
    Write,
    /// See when others are busy.
    FreeBusy,
    /// Read zone and working hours.
    Settings,
}

/// A meeting that a rehearsal books between two canary mailboxes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Booking {
    /// Names it: booking the same key twice gives one meeting. Letters, digits and `-`.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Its text.
    pub text: String,
    /// Who is invited.
    pub guests: Vec<Address>,
    /// When, with a zone.
    pub start: Moment,
    /// How long.
    pub span: Span,
}

/// Why a provider did not do what it was asked. The three kinds lead to different ends: try again, give up,
/// tell a human.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// Passing trouble: try again, not sooner than the given time from now where one is named.
    #[error("{what}")]
    Retry {
        /// What happened.
        what: String,
        /// How long to wait at least.
        wait: Option<TimeDelta>,
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
    /// What changed in the mailbox since `cursor` (None: everything). Only what touches the window is wanted; more
    /// may come. It moves on with every call, so a provider that lists by time begins anew before its own end is
    /// reached.
    async fn changes(
        &self,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError>;

    /// The object as it is now: the look again before acting.
    async fn read(&self, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError>;

    /// Answers on the mailbox owner's own copy. Returns the object's new etag.
    async fn answer(&self, mailbox: &Mailbox, target: &Target, answer: &Answer) -> Result<String, ProviderError>;

    /// What this calendar shows its owner and the organizer when this is answered there: a provider that cannot set an
    /// answer comes as near to it as it can, and mails are to say what people see.
    fn shows(&self, _mailbox: &Mailbox, response: Response) -> Response {
        response
    }

    /// Whether an answer may bring along another time ([`Answer::propose`]).
    fn carries_proposals(&self) -> bool {
        false
    }

    /// Whether a decline takes the event off this calendar, so that an event that is gone may be one that was declined.
    fn drops_declined(&self, _mailbox: &Mailbox) -> bool {
        false
    }

    /// Sets or removes the flag on the mailbox owner's own copy. Returns the object's new etag.
    async fn flag(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        set: bool,
        etag: &str,
        at: DateTime<Utc>,
    ) -> Result<String, ProviderError>;

    /// Whose mailboxes may be addressed from now on, besides nobody else's: a provider refuses every other one before
    /// it asks anyone for a token. Called whenever the policy changes; providers without accounts need not care.
    fn admit(&self, _mailboxes: &BTreeSet<Address>) {}

    /// Brings the hold with this key into the given state: places it, or moves it where it differs. Repeating it is
    /// harmless. [`ProviderError::Gone`] when the owner deleted it, which is their opting out.
    async fn hold(&self, _mailbox: &Mailbox, _hold: &Hold, _at: DateTime<Utc>) -> Result<Held, ProviderError> {
        Err(cannot("place holds"))
    }

    /// Removes the hold with this key. Fine when there is none.
    async fn release(&self, _mailbox: &Mailbox, _key: &str, _at: DateTime<Utc>) -> Result<(), ProviderError> {
        Err(cannot("place holds"))
    }

    /// When the people are busy within the window, asked with the rights of the mailbox's owner. One entry for each
    /// address, in their order.
    async fn busy(&self, _asker: &Mailbox, _of: &[Address], _window: Window) -> Result<Vec<Busy>, ProviderError> {
        Err(cannot("tell when people are busy"))
    }

    /// What the account says of its owner.
    async fn settings(&self, _mailbox: &Mailbox) -> Result<Settings, ProviderError> {
        Ok(Settings::default())
    }

    /// Tries one ability without changing anything. [`ProviderError::NeedsHuman`] says in one sentence who changes
    /// what in which console.
    async fn probe(&self, mailbox: &Mailbox, ability: Ability) -> Result<(), ProviderError>;

    /// Books a meeting in this mailbox, as its organizer; for rehearsals between canary mailboxes alone. Returns the
    /// object's id.
    async fn book(&self, _mailbox: &Mailbox, _booking: &Booking) -> Result<String, ProviderError> {
        Err(cannot("book meetings"))
    }

    /// Gives a booked meeting another text, as an organizer would who adds the agenda.
    async fn rewrite(&self, _mailbox: &Mailbox, _object: &str, _text: &str) -> Result<(), ProviderError> {
        Err(cannot("book meetings"))
    }

    /// Calls a booked meeting off and removes it. Fine when it is gone.
    async fn unbook(&self, _mailbox: &Mailbox, _object: &str) -> Result<(), ProviderError> {
        Err(cannot("book meetings"))
    }
}

/// What a provider says to what it has no means for.
fn cannot(what: &str) -> ProviderError {
    ProviderError::Permanent(format!("this kind of calendar cannot {what}"))
}
