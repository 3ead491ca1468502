//! What a report says first: up to three sentences and one action, as facts. The catalogue has the words.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::{Group, Proposal};

/// What changed, and what to do about it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Up to three, one sentence each; the first is the headline.
    pub findings: Vec<Finding>,
    /// One suggested action.
    pub suggestion: Option<Suggestion>,
}

/// The facts of one sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// How long meetings took.
    Meetings {
        /// Hours per person.
        hours: f64,
        /// More (or fewer, below 0) than the week before.
        change: Option<f64>,
        /// Whether that is the most or the least of the trend.
        extreme: Option<Extreme>,
    },
    /// How much focus there was.
    Focus {
        /// Hours per person.
        hours: f64,
        /// More (or fewer, below 0) than the week before.
        change: Option<f64>,
        /// The day that had most of it.
        best_day: Option<Weekday>,
        /// Whether that is the most or the least of the trend.
        extreme: Option<Extreme>,
    },
    /// Some zones carry more of the after-hours than their share of the people.
    Load {
        /// Which, the most loaded first.
        zones: Vec<Group>,
        /// Their share of the people, from 0 to 1.
        share_of_people: f64,
        /// Their share of the after-hours, from 0 to 1.
        share_of_after_hours: f64,
    },
    /// How many meetings had an agenda.
    Agendas {
        /// Share with one at the start, from 0 to 1.
        rate: f64,
        /// More (or less, below 0) than the week before.
        change: Option<f64>,
        /// Meetings that needed one.
        needed: u32,
        /// Meetings that got one after a notice.
        rescued: u32,
    },
    /// Too few people are covered to show anything.
    TooFew {
        /// How many would be needed.
        min_group: u32,
    },
}

/// The most or the least of all weeks of the trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extreme {
    /// The most; else the least.
    pub most: bool,
    /// Of how many weeks, this one included; at least four.
    pub weeks: u32,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "suggestion", rename_all = "snake_case")]
pub enum Suggestion {
    /// Move or rotate a series.
    Spread {
        /// Which, and to when.
        proposal: Proposal,
    },
    /// Write memos instead of meetings that only inform.
    Memo {
        /// How many meetings.
        meetings: u32,
        /// Person-hours they took.
        person_hours: f64,
    },
    /// Keep meetings out of protected time.
    Protect {
        /// How many took place in it.
        meetings: u32,
    },
    /// Look at the series that costs most.
    Review {
        /// Its title.
        title: String,
        /// Person-hours it took.
        person_hours: f64,
    },
}
