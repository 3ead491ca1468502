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
            withheld: snapshot.withheld.clone(),
            terms: snapshot.terms.clone(),
            definitions: Definition::all(),
        })
    }

    fn section(&self, snapshot: &Snapshot, of: &GroupFigures, baselines: &[Baseline]) -> Section {
        let baseline = baselines.iter().find(|baseline| baseline.group == of.group);
        let line = |(metric, now): (&Metric, &Figure)| {
            let then = |week: Week| {
                if week == snapshot.week { Some(*now) } else { self.then(snapshot, week, &of.group, *metric) }
            };
            let before = then(snapshot.week.back(1));
            let points = (0..Terms::TREND_WEEKS).rev().map(|back| snapshot.week.back(back));
            let values = before.and_then(|before| now.value.zip(before.value));
            Line {
                metric: *metric,
                now: *now,
                before,
                change: values.map(|(now, before)| decimals(now - before)),
                trend: points.map(|week| Point { week, value: then(week).and_then(|figure| figure.value) }).collect(),
                baseline: baseline.and_then(|baseline| self.average(snapshot, baseline, *metric)),
            }
        };
        Section { group: of.group.clone(), people: of.people, lines: of.figures.iter().map(line).collect() }
    }

    /// What was published of an earlier week, if it means the same as today.
    fn then(&self, now: &Snapshot, week: Week, group: &Group, metric: Metric) -> Option<Figure> {
        let earlier = self.get(week).filter(|earlier| comparable(&earlier.terms, &now.terms, metric))?;
        earlier.figure(group, metric)
    }

    fn average(&self, now: &Snapshot, baseline: &Baseline, metric: Metric) -> Option<Figure> {
        let weeks =
            (0..MOST_BASELINE_WEEKS).map(|back| baseline.to.back(back)).take_while(|week| *week >= baseline.from);
        let found: Vec<Figure> = weeks.filter_map(|week| self.then(now, week, &baseline.group, metric)).collect();
        let sum = |part: fn(&Figure) -> f64| found.iter().map(part).sum::<f64>();
        (!found.is_empty()).then(|| Figure::new(sum(|figure| figure.part), sum(|figure| figure.whole)))
    }
}

fn comparable(then: &Terms, now: &Terms, metric: Metric) -> bool {
    let of_focus = matches!(metric, Metric::FocusHours | Metric::FragmentedHours);
    !of_focus || then.focus_block_minutes == now.focus_block_minutes
}
