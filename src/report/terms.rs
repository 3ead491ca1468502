//! What the definitions of the metrics leave open.

use serde::{Deserialize, Serialize};

/// The terms that a report was made under; printed with the definitions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Terms {
    /// `reports.min_group`: at least so many people are behind every figure.
    pub min_group: u32,
    /// `reports.focus_block`: the shortest uninterrupted stretch that counts as focus, in minutes.
    pub focus_block_minutes: u32,
    /// What `hourly_cost` says; hours are the unit where it is none.
    pub cost: Option<Cost>,
}

/// What an hour of one person costs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    /// The amount.
    pub hourly: f64,
    /// The currency, as it is to be printed.
    pub currency: String,
}

impl Terms {
    /// Entries of so many hours or more are no meetings.
    pub const LONGEST_HOURS: i64 = 12;
    /// Booked fewer than so many hours ahead is short notice.
    pub const SHORT_NOTICE_HOURS: i64 = 24;
    /// A meeting of so many people or more is large.
    pub const LARGE_FROM: u32 = 9;
    /// So many weeks make a trend, the report's own included.
    pub const TREND_WEEKS: u64 = 8;
    /// So many series are named.
    pub const SERIES_SHOWN: usize = 10;

    /// What so many person-hours cost; none where the unit is hours.
    pub fn cost_of(&self, person_hours: f64) -> Option<f64> {
        Some(self.cost.as_ref()?.hourly * person_hours)
    }
}

impl Default for Terms {
    /// Five people, two hours, no cost.
    fn default() -> Self {
        Self { min_group: 5, focus_block_minutes: 120, cost: None }
    }
}
