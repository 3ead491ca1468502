//! What of one week may be published, frozen.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Coverage, Days, Exempted, Fairness, Figure, Group, Metric, SeriesLine, Terms, Week, Withheld};

/// Everything about one week that any report may ever show. Made once, stored, and never made again: what was chosen to
/// be shown for this week stays the choice for it, also when teams, people or terms change later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Which week.
    pub week: Week,
    /// Under which terms.
    pub terms: Terms,
    /// Whom it covers.
    pub coverage: Coverage,
    /// The figures of every group that is shown; empty when fewer than the floor are covered.
    pub groups: Vec<GroupFigures>,
    /// By day and hour.
    pub days: Option<Days>,
    /// Across zones.
    pub fairness: Option<Fairness>,
    /// The series that cost most.
    pub series: Vec<SeriesLine>,
    /// Exempted meetings of the whole by reason, most first.
    pub exempted: Vec<(Exempted, u32)>,
    /// What is not shown, and why.
    pub withheld: Vec<Withheld>,
}

/// The figures of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupFigures {
    /// Whose.
    pub group: Group,
    /// How many covered people.
    pub people: u32,
    /// The figures; metrics that are withheld are left out.
    pub figures: BTreeMap<Metric, Figure>,
}

impl Snapshot {
    /// A group's figure, if it is shown.
    pub fn figure(&self, group: &Group, metric: Metric) -> Option<Figure> {
        self.groups.iter().find(|found| found.group == *group)?.figures.get(&metric).copied()
    }
}
