//! What a report is made from: one person's week, as a store hands it over.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::meeting::{EventKind, Response, WorkingTime};

/// One covered person's week. Lives only while it is added to a [`Tally`](super::Tally).
#[derive(Debug, Clone, PartialEq)]
pub struct PersonWeek {
    /// Zone, hours and days off.
    pub working: WorkingTime,
    /// The one primary team.
    pub team: Option<String>,
    /// Everything in the calendar that touches the person's own week, declined and cancelled entries too.
    pub entries: Vec<Entry>,
    /// Days of the week, in the person's zone, of which the calendar is not known (the mailbox failed). They count for
    /// nothing; someone of whom no working day is known is not covered.
    pub missing: Vec<NaiveDate>,
}

/// One entry of a person's calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// What it is.
    pub kind: EventKind,
    /// A day without times.
    pub all_day: bool,
    /// Called off.
    pub cancelled: bool,
    /// Private: its times count, nothing else.
    pub private: bool,
    /// The answer that the calendar shows.
    pub response: Response,
    /// That answer is meetgate's, and the person has not confirmed it.
    pub ours: bool,
    /// How many people are known to be in it, the person included: the larger of those invited and the copies seen. Of
    /// a private entry 2 when somebody else called it.
    pub people: u32,
    /// When it was booked; none where the calendar does not say.
    pub created: Option<DateTime<Utc>>,
    /// Which series it belongs to: the same text on all copies, for example the series' key.
    pub series: Option<String>,
    /// The meeting's title, as its leading copy has it; kept for a series only.
    pub title: String,
    /// It only informs, and could have been a memo.
    pub memo: bool,
    /// What became of the meeting; given on its organizer's own entry, and there only.
    pub called: Option<Called>,
}

impl Default for Entry {
    /// An accepted meeting of two at no time.
    fn default() -> Self {
        Self {
            start: DateTime::UNIX_EPOCH,
            end: DateTime::UNIX_EPOCH,
            kind: EventKind::Meeting,
            all_day: false,
            cancelled: false,
            private: false,
            response: Response::Accepted,
            ours: false,
            people: 2,
            created: None,
            series: None,
            title: String::new(),
            memo: false,
            called: None,
        }
    }
}

/// What became of a meeting that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Called {
    /// The agenda, where the rule required one.
    pub agenda: Option<Stand>,
    /// The pre-read, where the rule required one.
    pub pre_read: Option<Stand>,
    /// An answer of meetgate's stood in someone's calendar at the start.
    pub declined: bool,
    /// Why nothing was required of it, if so.
    pub exempted: Option<Exempted>,
    /// The organizer said that the agenda is there.
    pub claimed: bool,
    /// It fell into someone's protected time.
    pub protected: bool,
}

/// How a requirement stood. "At the deadline" means: not seen absent at or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stand {
    /// A notice that named it missing was accepted for delivery while it was absent.
    pub noticed: bool,
    /// It was there at the deadline.
    pub at_deadline: bool,
    /// It was there at the start.
    pub at_start: bool,
}

/// Why nothing was required of a meeting.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Exempted {
    /// A rule that requires nothing, by its name in the policy.
    Rule {
        /// The name.
        name: String,
    },
    /// Its organizer asked. The words they gave are theirs and are not kept.
    Request,
}
