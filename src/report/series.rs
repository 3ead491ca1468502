//! What series cost.

use serde::{Deserialize, Serialize};

/// A series that at least the floor of covered people attended, and that is private on nobody's calendar. Shown for
/// the whole organization only: a team's part of it could be subtracted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesLine {
    /// Its title, cut to 200 characters.
    pub title: String,
    /// How many covered people attended it this week.
    pub people: u32,
    /// How often it took place this week.
    pub occurrences: u32,
    /// Attended hours, all people together.
    pub person_hours: f64,
}
