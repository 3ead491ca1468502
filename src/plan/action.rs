//! Actions: one thing each to do in the world.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::meeting::{Address, Cause, Digest, MeetingKey, Mode, Moment, Requirement, Response, Stage, Version};

/// An action as the outbox holds it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Action {
    /// Taken once, ever.
    pub key: String,
    /// About which meeting.
    pub meeting: MeetingKey,
    /// The version that it was decided on.
    pub version: Version,
    /// The policy that it was decided under.
    pub revision: Digest,
    /// Not before.
    pub due: DateTime<Utc>,
    /// Pointless from then on: the start of the meeting.
    pub expires: DateTime<Utc>,
    /// What to do.
    pub kind: Kind,
}

/// What to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// Mail the organizer.
    Notice(NoticeAction),
    /// Answer in someone's name.
    Answer(AnswerAction),
    /// Give the previous answer back.
    Restore(RestoreAction),
    /// Set or remove the flag on someone's copy.
    Flag(FlagAction),
}

/// Which worker carries it out; mail trouble never blocks a restore.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// Writes to calendars.
    Calendar,
    /// Mail.
    Mail,
}

impl Lane {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calendar => "calendar",
            Self::Mail => "mail",
        }
    }
}

/// A mail to the organizer. Its words are composed when it is sent, from the facts of that moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeAction {
    /// Which mail.
    pub stage: Stage,
    /// To whom.
    pub organizer: Address,
    /// The nominal deadline it belongs to.
    pub deadline: DateTime<Utc>,
    /// The start of the meeting when it was decided.
    pub start: DateTime<Utc>,
    /// Its title then; empty where that was not noted.
    #[serde(default)]
    pub title: String,
    /// The time it tells the organizer: the deadline, or for meetings booked late what they are promised.
    pub promised: DateTime<Utc>,
    /// The strictest consequence that it announces.
    pub announced: Mode,
    /// What it names as missing.
    pub missing: Vec<Requirement>,
    /// The protected time it speaks of.
    pub window: Option<String>,
    /// In whose names meetgate would answer (first notice), did (outcome), or whose answers are back (restored).
    pub people: Vec<Address>,
}

/// An answer in someone's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerAction {
    /// In whose name.
    pub mailbox: Address,
    /// The provider's id of the object.
    pub object: String,
    /// Which occurrence of it.
    pub occurrence: Option<Moment>,
    /// The copy's content as judged; delivery acts only while it is the same.
    pub content: Digest,
    /// What to answer.
    pub give: Response,
    /// The person's own answer as judged; delivery acts only while it is the same.
    pub previous: Response,
    /// Why.
    pub causes: Vec<Cause>,
    /// Counts the answers to this copy from 1.
    pub generation: u32,
}

/// Giving an answer back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreAction {
    /// Whose.
    pub mailbox: Address,
    /// The provider's id of the object.
    pub object: String,
    /// Which occurrence of it.
    pub occurrence: Option<Moment>,
    /// What we answered; given back only while it is still there.
    pub given: Response,
    /// What comes back.
    pub back: Response,
    /// The generation of the answer.
    pub generation: u32,
}

/// Setting or removing a flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagAction {
    /// On whose copy.
    pub mailbox: Address,
    /// The provider's id of the object.
    pub object: String,
    /// Which occurrence of it.
    pub occurrence: Option<Moment>,
    /// Set it, or remove it.
    pub set: bool,
    /// Counts the changes from 1.
    pub generation: u32,
}

impl Kind {
    /// Which worker carries it out.
    pub fn lane(&self) -> Lane {
        match self {
            Self::Notice(_) => Lane::Mail,
            Self::Answer(_) | Self::Restore(_) | Self::Flag(_) => Lane::Calendar,
        }
    }

    /// The word of logs and summaries.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Notice(notice) => notice.stage.as_str(),
            Self::Answer(answer) if answer.give == Response::Tentative => "tentative",
            Self::Answer(_) => "decline",
            Self::Restore(_) => "restore",
            Self::Flag(flag) if flag.set => "flag",
            Self::Flag(_) => "unflag",
        }
    }

    /// Whose mailbox it touches, or to whom it is sent.
    pub fn mailbox(&self) -> &Address {
        match self {
            Self::Notice(notice) => &notice.organizer,
            Self::Answer(answer) => &answer.mailbox,
            Self::Restore(restore) => &restore.mailbox,
            Self::Flag(flag) => &flag.mailbox,
        }
    }
}

/// The key of a notice.
pub fn notice_key(meeting: &MeetingKey, stage: Stage, deadline: DateTime<Utc>) -> String {
    format!("notice/{}/{}/{meeting}", stage.as_str(), deadline.timestamp())
}

/// The key of an answer.
pub fn answer_key(meeting: &MeetingKey, mailbox: &Address, generation: u32) -> String {
    format!("answer/{generation}/{mailbox}/{meeting}")
}

/// The key of giving an answer back. It holds the start of the meeting: what expired undone at one start is still to be
/// given back when the meeting turns out to have moved.
pub fn restore_key(meeting: &MeetingKey, mailbox: &Address, generation: u32, start: DateTime<Utc>) -> String {
    format!("restore/{generation}/{}/{mailbox}/{meeting}", start.timestamp())
}

/// The key of a flag's change.
pub fn flag_key(meeting: &MeetingKey, mailbox: &Address, generation: u32) -> String {
    format!("flag/{generation}/{mailbox}/{meeting}")
}
