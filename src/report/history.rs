//! The snapshots of all weeks, and the report of one beside the others.

use std::collections::BTreeMap;

use super::metric::decimals;
use super::summary::summary;
use super::{Definition, Figure, Group, GroupFigures, Line, Metric, Point, Report, Section, Snapshot, Terms, Week};

/// Snapshots by week. The first of a week stays: what was published, or could have been, is not chosen anew.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Snapshots(BTreeMap<Week, Snapshot>);

/// What a group's figures are compared with besides: its own over some weeks, averaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// Whose.
    pub group: Group,
    /// The first week.
    pub from: Week,
    /// The last week.
    pub to: Week,
}

/// A baseline averages so many weeks at most.
const MOST_BASELINE_WEEKS: u64 = 53;

impl Snapshots {
    /// Keeps a snapshot unless there is one of its week, and returns the one that is kept.
    pub fn keep(&mut self, snapshot: Snapshot) -> &Snapshot {
        self.0.entry(snapshot.week).or_insert(snapshot)
    }

    /// The snapshot of a week.
    pub fn get(&self, week: Week) -> Option<&Snapshot> {
        self.0.get(&week)
    }

    /// The weeks that a report of `week` compares and that are not here, the oldest first, `week` itself last.
    pub fn wanted(&self, week: Week) -> Vec<Week> {
        let weeks = (0..Terms::TREND_WEEKS).rev().map(|back| week.back(back));
        weeks.filter(|week| !self.0.contains_key(week)).collect()
    }

    /// The report of a week; none without its snapshot. Weeks without a snapshot are gaps in the trend.
    pub fn report(&self, organization: &str, week: Week, baselines: &[Baseline]) -> Option<Report> {
        let snapshot = self.get(week)?;
        let sections: Vec<Section> =
            snapshot.groups.iter().map(|group| self.section(snapshot, group, baselines)).collect();
        let of = |chosen: fn(&Group) -> bool| sections.iter().filter(move |section| chosen(&section.group)).cloned();
        let whole = of(|group| *group == Group::Whole).next();
        Some(Report {
            organization: organization.to_owned(),
            week,
            summary: summary(snapshot, whole.as_ref()),
            coverage: snapshot.coverage,
            teams: of(Group::is_team).collect(),
            zones: of(Group::is_zone).collect(),
            whole,
            days: snapshot.days.clone(),
            fairness: snapshot.fairness.clone(),
            series: snapshot.series.clone(),
            exempted: snapshot.exempted.clone(),
            pulse: self.pulse(week),
            withheld: snapshot.withheld.clone(),
            terms: snapshot.terms.clone(),
            definitions: Definition::all(),
        })
    }

    fn section(&self, snapshot: &Snapshot, of: &GroupFigures, baselines: &[Baseline]) -> Section {
        let weeks = (0..Terms::TREND_WEEKS).rev().map(|back| snapshot.week.back(back));
        let trend: Vec<Then<'_>> = weeks.map(|week| self.then(snapshot, week, &of.group)).collect();
        let baseline = baselines.iter().find(|baseline| baseline.group == of.group);
        let baseline = baseline.map(|baseline| self.weeks_of(snapshot, baseline)).unwrap_or_default();
        let lines = of.figures.iter().map(|(metric, now)| line(*metric, *now, &trend, &baseline));
        Section { group: of.group.clone(), people: of.people, lines: lines.collect() }
    }

    fn then(&self, now: &Snapshot, week: Week, group: &Group) -> Then<'_> {
        let Some(then) = self.get(week) else { return Then { week, figures: None, same_focus: false } };
        let figures = then.groups.iter().find(|found| found.group == *group).map(|found| &found.figures);
        Then { week, figures, same_focus: then.terms.focus_block_minutes == now.terms.focus_block_minutes }
    }

    fn weeks_of(&self, now: &Snapshot, baseline: &Baseline) -> Vec<Then<'_>> {
        let weeks = (0..MOST_BASELINE_WEEKS).map(|back| baseline.to.back(back));
        let weeks = weeks.take_while(|week| *week >= baseline.from);
        weeks.map(|week| self.then(now, week, &baseline.group)).collect()
    }
}

/// What was published of a group in some week.
#[derive(Clone, Copy)]
struct Then<'a> {
    week: Week,
    figures: Option<&'a BTreeMap<Metric, Figure>>,
    /// Focus meant the same then.
    same_focus: bool,
}

impl Then<'_> {
    /// A figure, if it was shown and means the same as today.
    fn figure(&self, metric: Metric) -> Option<Figure> {
        let of_focus = matches!(metric, Metric::FocusHours | Metric::FragmentedHours);
        self.figures.filter(|_| self.same_focus || !of_focus)?.get(&metric).copied()
    }
}

/// The last of the trend is the report's own week.
fn line(metric: Metric, now: Figure, trend: &[Then<'_>], baseline: &[Then<'_>]) -> Line {
    let before = trend.iter().rev().nth(1).and_then(|then| then.figure(metric));
    let values = before.and_then(|before| now.value.zip(before.value));
    let value = |then: &Then<'_>| then.figure(metric).and_then(|figure| figure.value);
    Line {
        metric,
        now,
        before,
        change: values.map(|(now, before)| decimals(now - before)),
        trend: trend.iter().map(|then| Point { week: then.week, value: value(then) }).collect(),
        baseline: average(metric, baseline),
    }
}

fn average(metric: Metric, weeks: &[Then<'_>]) -> Option<Figure> {
    let found: Vec<Figure> = weeks.iter().filter_map(|then| then.figure(metric)).collect();
    let sum = |part: fn(&Figure) -> f64| found.iter().map(part).sum::<f64>();
    (!found.is_empty()).then(|| Figure::new(sum(|figure| figure.part), sum(|figure| figure.whole)))
}

/// Of several of one week the first is kept.
impl FromIterator<Snapshot> for Snapshots {
    fn from_iter<I: IntoIterator<Item = Snapshot>>(found: I) -> Self {
        let mut snapshots = Self::default();
        found.into_iter().for_each(|snapshot| _ = snapshots.keep(snapshot));
        snapshots
    }
}
