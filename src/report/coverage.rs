//! What a report covers, what it leaves out and why, and how the week went by day and hour.

use serde::{Deserialize, Serialize};

use super::{Family, Group};

/// Whom and what the figures cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// People enrolled whose week was looked for.
    pub enrolled: u32,
    /// Of those: people whose figures are in the report.
    pub covered: u32,
    /// Of the covered: people of whose week some days are missing.
    pub partly: u32,
    /// Days missing of those people's weeks, together.
    pub days_missing: u32,
    /// Enrolled, and of no working day of their week anything is known.
    pub unread: u32,
    /// People of the organization's domains seen in meetings who are not enrolled, as far as known.
    pub not_joined: Option<u32>,
    /// How often a person's series was not kept apart because there were too many of them.
    pub series_dropped: u32,
}

/// The week of the whole organization by day and hour, each person's in their own local time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Days {
    /// Seven rows from Monday, each with 24 hours from midnight: the share of people in a meeting, averaged over the
    /// hour, from 0 to 1. Four decimals.
    pub heat: Vec<Vec<f64>>,
    /// Focus hours per person, for the seven days from Monday. Four decimals.
    pub focus: Vec<f64>,
}

impl Days {
    /// The busiest hour: day from Monday as 0, hour, and share. None when nobody met.
    pub fn peak(&self) -> Option<(usize, usize, f64)> {
        let hours = self.heat.iter().enumerate();
        let cells = hours.flat_map(|(day, row)| row.iter().enumerate().map(move |(hour, share)| (day, hour, *share)));
        cells.filter(|(.., share)| *share > 0.0).reduce(|best, cell| if cell.2 > best.2 { cell } else { best })
    }
}

/// Something that is not shown, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withheld {
    /// The group that is not shown alone.
    pub group: Group,
    /// Which figures of it.
    pub family: Family,
    /// The group that it is shown in; none when its figures are left out.
    pub within: Option<Group>,
    /// Why.
    pub why: Why,
}

/// Why something is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Fewer people than the floor are behind it.
    TooFew,
    /// Without it, what is too small to be shown could be had by subtracting.
    GivesAway,
}
