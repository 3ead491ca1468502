//! What a meeting is: the nouns that every other module speaks of.
//!
//! Pure: no I/O, no clock, and nothing of the other modules. Instants are UTC; wall-clock times carry an IANA zone.
//!
//! The flow of the nouns: a provider hands over [`Event`]s (components as a mailbox has them), [`expand`] turns
//! the events of one UID in one mailbox into [`Copy`]s (one per occurrence), and [`merge`] builds the one
//! [`Meeting`] that all copies of a [`MeetingKey`] share.

mod address;
mod copy;
mod event;
mod expand;
mod history;
mod key;
mod merge;
mod mode;
mod moment;
mod person;
pub mod uid;
mod working;
pub mod zone;

pub use address::Address;
pub use copy::{Copy, Digest};
pub use event::{Attendee, AttendeeKind, Event, EventKind, Recurrence, Response};
pub use expand::{Expansion, Window, expand};
pub use history::{
    AnswerRecord, AnswerState, Cause, Exemption, FlagRecord, Grant, History, NoticeRecord, NoticeState, Seen, Stage,
    Undone,
};
pub use key::MeetingKey;
pub use merge::{Guest, Meeting, Version, merge};
pub use mode::{Mode, Requirement};
pub use moment::{Moment, Span, resolve_local};
pub use person::{Assumed, Directory, Person};
pub use working::{DaysOff, Hours, WorkingTime};
