//! The report as data: what every format shows.

use serde::{Deserialize, Serialize};

use super::{
    Coverage, Days, Definition, Exempted, Fairness, Figure, Group, Metric, PulseReport, SeriesLine, Summary, Terms,
    Week, Withheld,
};

/// A weekly report. The HTML mail, the text, JSON, CSV and the pictures show this and nothing else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// The organization's name.
    pub organization: String,
    /// Which week.
    pub week: Week,
    /// What changed, and what to do.
    pub summary: Summary,
    /// Whom it covers.
    pub coverage: Coverage,
    /// Everyone; none when fewer than the floor are covered.
    pub whole: Option<Section>,
    /// Teams by name, folded ones last.
    pub teams: Vec<Section>,
    /// Zones by name, folded ones last.
    pub zones: Vec<Section>,
    /// By day and hour, everyone.
    pub days: Option<Days>,
    /// Across zones.
    pub fairness: Option<Fairness>,
    /// The series that cost most, everyone.
    pub series: Vec<SeriesLine>,
    /// Exempted meetings by reason, everyone.
    pub exempted: Vec<(Exempted, u32)>,
    /// The last round of the pulse; none where it is not asked, or too few answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pulse: Option<PulseReport>,
    /// What is not shown, and why.
    pub withheld: Vec<Withheld>,
    /// Under which terms.
    pub terms: Terms,
    /// What each metric is.
    pub definitions: Vec<Definition>,
}

/// A group's lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Whose.
    pub group: Group,
    /// How many covered people.
    pub people: u32,
    /// One line a metric, in the order of [`Metric::ALL`]; metrics that are withheld have none.
    pub lines: Vec<Line>,
}

/// A metric of a group over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Which metric.
    pub metric: Metric,
    /// This week.
    pub now: Figure,
    /// The week before, if the same group was shown then.
    pub before: Option<Figure>,
    /// This week's value less that of the week before, in the metric's unit. Four decimals.
    pub change: Option<f64>,
    /// Eight weeks, the oldest first, this week last.
    pub trend: Vec<Point>,
    /// What it is compared with besides: the group's own weeks before a pilot, averaged.
    pub baseline: Option<Figure>,
}

/// A point of a trend.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Which week.
    pub week: Week,
    /// The value as it was published; none when the group was not shown then, or there was nothing to divide by.
    pub value: Option<f64>,
}

impl Report {
    /// The section of a group.
    pub fn section(&self, group: &Group) -> Option<&Section> {
        self.whole.iter().chain(&self.teams).chain(&self.zones).find(|section| section.group == *group)
    }

    /// The report for readers of some teams: everyone's figures, and those of the teams named, where a team is folded
    /// those of the group that it is shown in. It repeats figures of the full report and has no others, so that readers
    /// who compare learn nothing.
    pub fn for_teams(mut self, names: &[String]) -> Self {
        let about = |group: &Group| match group {
            Group::Team { name } => names.contains(name),
            Group::Teams { names: folded, .. } => names.iter().any(|name| folded.contains(name)),
            _ => false,
        };
        self.teams.retain(|section| about(&section.group));
        if let Some(pulse) = &mut self.pulse {
            pulse.sections.retain(|section| section.group == Group::Whole || about(&section.group));
        }
        self.withheld.retain(|withheld| !withheld.group.is_team() || about(&withheld.group));
        self
    }
}

impl Section {
    /// The line of a metric.
    pub fn line(&self, metric: Metric) -> Option<&Line> {
        self.lines.iter().find(|line| line.metric == metric)
    }
}
