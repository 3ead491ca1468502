//! One named rule of the policy file.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::meeting::{Mode, Requirement};

use super::Condition;

/// A `[[rule]]`: whom it matches, what it requires, by when, what follows.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Unique name; verdicts and mails cite it.
    pub name: String,
    /// Matches when any of these does; an empty list matches every meeting.
    pub when: Vec<Condition>,
    /// Requirement → what follows when it is missing at the deadline. Empty: an exemption.
    pub require: BTreeMap<Requirement, Mode>,
    /// The deadline lies so long before the start.
    pub lead_time: TimeDelta,
    /// The first notice goes out so long before the deadline.
    pub first_notice: TimeDelta,
    /// The last call goes out so long before the deadline.
    pub last_call: TimeDelta,
    /// Booked inside the lead time: the organizer has so long to add it.
    pub short_notice: TimeDelta,
    /// Whether each occurrence of a series needs its own text.
    pub series: Series,
    /// How often an organizer may use this rule.
    pub budget: Option<Budget>,
    /// Whether more than a flag may follow for meetings with people from outside.
    pub external: bool,
}

/// Whose text counts in a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// Each occurrence needs its own text.
    Each,
    /// The series' own text counts for every occurrence.
    Standing,
}

/// A match is a grant, recorded once and kept; past the budget the rule does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// How many meetings each organizer may have granted…
    pub per_organizer: u32,
    /// …within so many days back from now.
    pub days: u32,
}

/// A `[[suggest]]`: never decides, only adds a friendly line to the notice.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// Unique name.
    pub name: String,
    /// When it applies.
    pub when: Vec<Condition>,
    /// Which line: a text of meetgate's own by name (`memo`), or the admin's words.
    pub text: String,
}
