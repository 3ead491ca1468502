//! The result of judging one meeting at one instant under one policy revision. It explains itself.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::brief::{Certainty, Evidence};
use crate::meeting::{Address, Digest, MeetingKey, Mode, Requirement, Seen, Version};

use super::Comparison;

/// What judging found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Of which meeting.
    pub key: MeetingKey,
    /// Of which version of it.
    pub version: Version,
    /// Under which policy.
    pub revision: Digest,
    /// When.
    pub at: DateTime<Utc>,
    /// The finding in one word.
    pub kind: VerdictKind,
    /// The finding in one plain sentence.
    pub reason: String,
    /// The rule that decided.
    pub rule: Option<String>,
    /// Every rule that was tried, in order, the deciding one last.
    pub tried: Vec<Trial>,
    /// For every requirement, asked for or not: last seen absent, first seen present.
    pub seen: BTreeMap<Requirement, Seen>,
    /// What the rule requires and how it stands.
    pub requirements: Vec<RequirementState>,
    /// When it must be there.
    pub deadline: Option<Deadline>,
    /// Protected time that the meeting falls into, per attendee.
    pub hits: Vec<Hit>,
    /// The furthest that anything may go: mode(organizer), lowered to flag where people from outside take part.
    pub limit: Mode,
    /// A friendly line for the notice: the name of the suggestion and its text.
    pub suggestion: Option<(String, String)>,
    /// A grant under the rule's budget to record.
    pub grant: bool,
}

/// The finding in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerdictKind {
    /// Not a meeting that is judged: private, cancelled, started, all-day, nobody else invited.
    NotJudged,
    /// No rule matched.
    Unmatched,
    /// The rule that matched requires nothing.
    Exempt,
    /// What is required is there.
    Ready,
    /// Something is missing, and there is time.
    Missing,
    /// Something was missing at the deadline, and still is.
    Overdue,
}

impl VerdictKind {
    /// The word of logs and summaries.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotJudged => "not_judged",
            Self::Unmatched => "unmatched",
            Self::Exempt => "exempt",
            Self::Ready => "ready",
            Self::Missing => "missing",
            Self::Overdue => "overdue",
        }
    }
}

/// A rule that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// Its name.
    pub rule: String,
    /// Whether it matched.
    pub matched: bool,
    /// The tables of `when`, each with its comparisons; empty for a rule that matches everything.
    pub compared: Vec<Vec<Comparison>>,
    /// Why a rule whose conditions held did not match after all: its budget is used up.
    pub note: Option<String>,
}

/// How one requirement stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequirementState {
    /// Which.
    pub requirement: Requirement,
    /// What the rule wants to follow when it is missing.
    pub consequence: Mode,
    /// How sure it is there. Unsure counts as there.
    pub certainty: Certainty,
    /// What speaks for it, or what was set aside.
    pub evidence: Vec<Evidence>,
    /// The words "none needed" stand in for it (pre-read only).
    pub waived: bool,
    /// Last seen absent, first seen present.
    pub seen: Seen,
    /// It was seen absent at or after the deadline.
    pub late: bool,
}

impl RequirementState {
    /// Whether the requirement is met now.
    pub fn met(&self) -> bool {
        self.waived || self.certainty != Certainty::Absent
    }
}

/// A deadline and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// When.
    pub at: DateTime<Utc>,
    /// When the first notice is due.
    pub first_notice: DateTime<Utc>,
    /// When the last call is due.
    pub last_call: DateTime<Utc>,
    /// How long an organizer who booked late has, in seconds of their working time.
    pub short_notice_seconds: i64,
    /// How it was computed, in words.
    pub how: String,
}

/// The meeting falls into someone's protected time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hit {
    /// Whose (main address).
    pub mailbox: Address,
    /// The name of the protected time.
    pub window: String,
    /// What follows.
    pub on_meeting: Mode,
    /// By when the organizer can move the meeting.
    pub deadline: Deadline,
}
