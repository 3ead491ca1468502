//! What has already happened to a meeting: everything besides the meeting itself that judging and planning read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Address, Mode, Requirement, Response};

/// The past of one meeting, loaded whole before it is judged.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// When meetgate first saw the meeting; none when it sees it now.
    pub first_seen: Option<DateTime<Utc>>,
    /// For each requirement when it was last seen absent and first seen present.
    pub seen: BTreeMap<Requirement, Seen>,
    /// Mails to the organizer about this meeting, oldest first.
    pub notices: Vec<NoticeRecord>,
    /// Answers given in people's names, oldest first.
    pub answers: Vec<AnswerRecord>,
    /// Copies that bear our flag, or shall.
    pub flags: Vec<FlagRecord>,
    /// Exemptions already granted under rules with a budget.
    pub grants: Vec<Grant>,
    /// What was said about the meeting that lifts what its rule requires.
    pub exempt: Option<Exemption>,
    /// People who want no answer in their names here: in this meeting, or ever.
    pub spared: Vec<Address>,
    /// What an admin took back, and is not to be done again.
    pub undone: Vec<Undone>,
    /// The organizer wants no mail from meetgate, so that nobody can be warned: the meeting is flagged at most.
    #[serde(default)]
    pub unheard: bool,
    /// The organizer is out of office, until then.
    pub away_until: Option<DateTime<Utc>>,
}

/// Someone's word that lifts what a rule requires of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemption {
    /// Why; none when the word is that the agenda is there.
    pub reason: Option<String>,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// What was done on one copy was taken back: nothing is answered or flagged there again while the meeting keeps its
/// start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Undone {
    /// On whose copy.
    pub mailbox: Address,
    /// The start of the meeting then.
    pub start: DateTime<Utc>,
}

/// The interval in which a requirement was met: somewhere between the two. Late means: seen absent at or after
/// the deadline. What was there at first sight has no `absent` and counts as in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Seen {
    /// When it was last seen absent.
    pub absent: Option<DateTime<Utc>>,
    /// When it was first seen present since then.
    pub present: Option<DateTime<Utc>>,
}

/// Which mail of the conversation with an organizer. At most one each for one deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Something is missing, and there is time.
    FirstNotice,
    /// Hours are left.
    LastCall,
    /// The meeting falls into protected time.
    Conflict,
    /// What was done at the deadline: flagged or answered.
    Outcome,
    /// Thanks: what is back.
    Restored,
}

impl Stage {
    /// The word for keys, logs and the journal.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstNotice => "first_notice",
            Self::LastCall => "last_call",
            Self::Conflict => "conflict",
            Self::Outcome => "outcome",
            Self::Restored => "restored",
        }
    }

    /// Whether it warns of what may follow, so that an answer can rest on it.
    pub fn warns(self) -> bool {
        matches!(self, Self::FirstNotice | Self::LastCall | Self::Conflict)
    }
}

/// A mail to the organizer, planned or sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeRecord {
    /// Which mail.
    pub stage: Stage,
    /// The nominal deadline it belongs to (start − lead time; for conflicts that of the protected time).
    pub deadline: DateTime<Utc>,
    /// The start of the meeting when it was written. After a move it is about another time, and warns of nothing.
    pub start: DateTime<Utc>,
    /// Its title then; empty where that was not noted.
    pub title: String,
    /// The time until which it promises that nothing happens.
    pub promised: DateTime<Utc>,
    /// The strictest consequence that it announces.
    pub announced: Mode,
    /// What it names as missing; empty for conflicts.
    pub missing: Vec<Requirement>,
    /// What became of it.
    pub state: NoticeState,
}

/// What became of a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeState {
    /// In the outbox.
    Pending,
    /// The mail system took it at this time.
    Accepted(DateTime<Utc>),
    /// It cannot be delivered: flag only.
    Undeliverable,
    /// Overtaken before it was sent.
    Superseded,
}

/// Why an answer was given. The set of its causes; when it becomes empty the previous answer comes back.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A requirement was missing at this deadline.
    Missing {
        /// What was missing.
        requirement: Requirement,
        /// The nominal deadline.
        deadline: DateTime<Utc>,
    },
    /// The meeting falls into the attendee's protected time.
    Protected {
        /// The name of the `[[protected_time]]`.
        window: String,
        /// Start of the meeting when that was found.
        start: DateTime<Utc>,
    },
}

/// An answer given in someone's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerRecord {
    /// In whose name.
    pub mailbox: Address,
    /// Counts the answers to this copy from 1.
    pub generation: u32,
    /// When the meeting was to start when the answer was decided.
    pub start: DateTime<Utc>,
    /// Why.
    pub causes: Vec<Cause>,
    /// What was answered.
    pub given: Response,
    /// The person's own answer before.
    pub previous: Response,
    /// What became of it.
    pub state: AnswerState,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerState {
    /// In the outbox.
    Pending,
    /// Given, and as far as we know still what the calendar says.
    Given,
    /// Its giving back is in the outbox.
    Restoring,
    /// The previous answer is back: given back by meetgate, or by the organizer's move, which asks everyone afresh.
    Restored,
    /// The person answered since; theirs wins.
    Overridden,
    /// Never given: overtaken.
    Dropped,
    /// The provider refused it for good.
    Failed,
}

impl AnswerState {
    /// Whether the answer is, or is about to be, on the calendar as ours.
    pub fn stands(self) -> bool {
        matches!(self, Self::Pending | Self::Given)
    }
}

/// Our flag on a copy, as far as decided: one record for each mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagRecord {
    /// On whose copy.
    pub mailbox: Address,
    /// Whether it is set (or being set), or taken off (or being taken off).
    pub set: bool,
    /// Counts the changes from 1; part of the action's key.
    pub generation: u32,
}

/// An exemption under a rule with a budget: recorded once and kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The rule's name.
    pub rule: String,
    /// When it was granted.
    pub at: DateTime<Utc>,
}
