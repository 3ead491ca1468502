//! The journal: an append-only record of verdict changes, actions and results, human overrides and exemptions.
//!
//! Entries name meetings by key and people by address; they hold no titles and no bodies.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::meeting::{Address, MeetingKey};

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub what: What,
    /// Which meeting it is about.
    pub meeting: Option<MeetingKey>,
    /// Whose mailbox it is about.
    pub mailbox: Option<Address>,
    /// Further facts, by name.
    pub detail: serde_json::Value,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// The verdict on a meeting became another one.
    Verdict,
    /// An action was decided.
    Planned,
    /// An action was carried out.
    Done,
    /// An action was overtaken and not carried out.
    Superseded,
    /// An action failed for good.
    Failed,
    /// A person answered for themselves after meetgate had.
    Override,
    /// An exemption was granted under a rule's budget.
    Grant,
    /// All actions were stopped.
    Paused,
    /// Actions go on.
    Resumed,
    /// A limit was passed: what it brakes waits.
    Braked,
    /// A mailbox lost nearly everything at once: it is kept as it was until that is confirmed.
    Doubted,
    /// What was doubted is taken as it is.
    Accepted,
    /// Someone said something for themselves or for their meeting.
    Said,
    /// An admin took back what was done.
    Undone,
    /// A meeting took the place of another, whose past is its own now.
    Carried,
    /// A hold was placed, moved, given up or taken away.
    Held,
    /// Someone was un-enrolled, and their mailbox is forgotten.
    Left,
    /// Another policy came into force.
    Policy,
    /// The database comes from a backup.
    FromBackup,
}

impl What {
    /// All kinds, for reading them back.
    pub const ALL: [Self; 19] = [
        Self::Verdict,
        Self::Planned,
        Self::Done,
        Self::Superseded,
        Self::Failed,
        Self::Override,
        Self::Grant,
        Self::Paused,
        Self::Resumed,
        Self::Braked,
        Self::Doubted,
        Self::Accepted,
        Self::Said,
        Self::Undone,
        Self::Carried,
        Self::Held,
        Self::Left,
        Self::Policy,
        Self::FromBackup,
    ];

    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Verdict => "verdict",
            Self::Planned => "planned",
            Self::Done => "done",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
            Self::Override => "override",
            Self::Grant => "grant",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Braked => "braked",
            Self::Doubted => "doubted",
            Self::Accepted => "accepted",
            Self::Said => "said",
            Self::Undone => "undone",
            Self::Carried => "carried",
            Self::Held => "held",
            Self::Left => "left",
            Self::Policy => "policy",
            Self::FromBackup => "from_backup",
        }
    }
}

impl Entry {
    /// An entry about a meeting.
    pub fn about(at: DateTime<Utc>, what: What, meeting: &MeetingKey, detail: serde_json::Value) -> Self {
        Self { at, what, meeting: Some(meeting.clone()), mailbox: None, detail }
    }

    /// An entry about no single meeting.
    pub fn at_large(at: DateTime<Utc>, what: What, detail: serde_json::Value) -> Self {
        Self { at, what, meeting: None, mailbox: None, detail }
    }

    /// The same, about one mailbox's copy.
    pub fn of(mut self, mailbox: &Address) -> Self {
        self.mailbox = Some(mailbox.clone());
        self
    }
}
