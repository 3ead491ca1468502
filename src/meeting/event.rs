//! One calendar component as a mailbox has it, in the words all providers share.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Address, Moment, Span};

/// A single event, the master of a series, or the override of one occurrence (RFC 5545 §3.8.4.4). The text of
/// the invitation travels beside it (`brief::Invitation`) and is dropped once judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// The provider's id of the object that holds this component; for vdir the file name.
    pub object: String,
    /// Changes whenever the object does.
    pub etag: String,
    /// The UID in the one spelling all providers share.
    pub uid: String,
    /// The original start of the occurrence that this component overrides; none for a single event or a master.
    pub recurrence_id: Option<Moment>,
    /// RECURRENCE-ID with RANGE=THISANDFUTURE: start and length also hold for all later occurrences.
    pub this_and_future: bool,
    /// The organizer's revision counter (RFC 5545 §3.8.7.4).
    pub sequence: i64,
    /// When the organizer, or else the server, last revised it.
    pub updated: Option<DateTime<Utc>>,
    /// When it was booked.
    pub created: Option<DateTime<Utc>>,
    /// First (or only) start.
    pub start: Moment,
    /// Length.
    pub span: Span,
    /// How it repeats; none for single events and overrides.
    pub recurrence: Option<Recurrence>,
    /// The organizer called it off.
    pub cancelled: bool,
    /// What it is; only [`EventKind::Meeting`] is judged.
    pub kind: EventKind,
    /// Private or confidential: only its times are kept.
    pub private: bool,
    /// Whether it blocks the time (TRANSP, showAs).
    pub busy: bool,
    /// The subject.
    pub title: String,
    /// The organizer's address.
    pub organizer: Option<Address>,
    /// The organizer's display name.
    pub organizer_name: Option<String>,
    /// Everyone invited, rooms too; the organizer may be among them.
    pub attendees: Vec<Attendee>,
    /// The mailbox owner's own answer.
    pub response: Response,
    /// meetgate's mark on the last answer that it wrote here, where the provider can carry one. Tells after a
    /// crash whether an answer is ours.
    pub answer_mark: Option<String>,
    /// Whether this copy bears meetgate's flag.
    pub flagged: bool,
    /// Categories or labels.
    pub labels: Vec<String>,
    /// A page that opens the invitation, if the provider has one (https only).
    pub link: Option<String>,
}

impl Event {
    /// The same event as far as it may be kept: of private events only the times.
    pub fn redacted(mut self) -> Self {
        if self.private {
            self.title.clear();
            self.organizer_name = None;
            self.attendees.clear();
            self.labels.clear();
            self.link = None;
        }
        self
    }
}

/// RRULE, RDATE and EXDATE of a master, as texts and moments (RFC 5545 §3.8.5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recurrence {
    /// Values of RRULE without the name, for example `FREQ=WEEKLY;BYDAY=TH`.
    pub rules: Vec<String>,
    /// Additional starts.
    pub dates: Vec<Moment>,
    /// Excluded starts.
    pub excluded: Vec<Moment>,
}

/// What a calendar entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// People meet.
    #[default]
    Meeting,
    /// A focus block.
    Focus,
    /// Out of office.
    OutOfOffice,
    /// Where someone works, a birthday, something taken from mail: never a meeting.
    Other,
    /// A calendar entry that meetgate placed to protect time.
    Hold,
}

/// Someone or something invited.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attendee {
    /// The address.
    pub address: Address,
    /// Display name.
    pub name: Option<String>,
    /// A person, a group or a room.
    pub kind: AttendeeKind,
    /// May stay away.
    pub optional: bool,
    /// The answer as this copy knows it.
    pub response: Response,
}

/// Who or what an attendee is (RFC 5545 §3.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttendeeKind {
    /// One person.
    #[default]
    Person,
    /// A group address that was not expanded: counts as many.
    Group,
    /// A room or other resource: never counts.
    Room,
}

/// An answer to an invitation (PARTSTAT, RFC 5545 §3.2.12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Response {
    /// No answer yet.
    #[default]
    NoAnswer,
    /// Yes.
    Accepted,
    /// Maybe.
    Tentative,
    /// No.
    Declined,
    /// Someone else comes instead.
    Delegated,
}

impl Response {
    /// The PARTSTAT value.
    pub fn partstat(self) -> &'static str {
        match self {
            Self::NoAnswer => "NEEDS-ACTION",
            Self::Accepted => "ACCEPTED",
            Self::Tentative => "TENTATIVE",
            Self::Declined => "DECLINED",
            Self::Delegated => "DELEGATED",
        }
    }

    /// Reads a PARTSTAT value; unknown values count as no answer (RFC 5545 §3.2.12).
    pub fn from_partstat(text: &str) -> Self {
        [Self::Accepted, Self::Tentative, Self::Declined, Self::Delegated]
            .into_iter()
            .find(|response| response.partstat().eq_ignore_ascii_case(text.trim()))
            .unwrap_or(Self::NoAnswer)
    }
}
