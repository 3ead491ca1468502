//! How far meetgate goes, and what it may require.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// How far meetgate may go; also what follows when a requirement is missing at the deadline. Ordered from the
/// gentlest to the strictest, so the least of several is `min`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Read and judge only; nothing leaves the house.
    Observe,
    /// Notices to organizers.
    Remind,
    /// And a mark on the enrolled people's own copies.
    Flag,
    /// And a tentative answer in the name of enrolled people.
    Tentative,
    /// And a decline in the name of enrolled people.
    Decline,
}

impl Mode {
    /// All modes, from the gentlest to the strictest.
    pub const ALL: [Self; 5] = [Self::Observe, Self::Remind, Self::Flag, Self::Tentative, Self::Decline];

    /// The word of the configuration file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Observe => "observe",
            Self::Remind => "remind",
            Self::Flag => "flag",
            Self::Tentative => "tentative",
            Self::Decline => "decline",
        }
    }

    /// Whether this mode answers in people's names.
    pub fn answers(self) -> bool {
        self >= Self::Tentative
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Mode {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == text).ok_or(())
    }
}

/// Something a rule can require of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Requirement {
    /// What will be discussed or decided.
    Agenda,
    /// A document to read beforehand, or the words that none is needed.
    PreRead,
    /// What the meeting should produce.
    Outcomes,
}

impl Requirement {
    /// All requirements, in the order in which mails speak of them.
    pub const ALL: [Self; 3] = [Self::Agenda, Self::PreRead, Self::Outcomes];

    /// The word of the configuration file.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Agenda => "agenda",
            Self::PreRead => "pre_read",
            Self::Outcomes => "outcomes",
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
