//! The pulse as a report tells it: its last round beside those before.

use serde::{Deserialize, Serialize};

use super::metric::decimals;
use super::{Group, Point, PulseFigure, Question, Snapshot, Snapshots, Terms, Week};

/// The last round of the pulse: the one that the report's week closed or, in the weeks between, the week before it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PulseReport {
    /// The week that was asked about.
    pub asked: Week,
    /// The last week in which answers were taken.
    pub closed: Week,
    /// [`Terms::min_group`] as it was for this round.
    pub min_group: u32,
    /// Everyone, then teams by name, folded ones last.
    pub sections: Vec<PulseSection>,
}

/// A group's lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PulseSection {
    /// Whose.
    pub group: Group,
    /// One line a question, in the order of [`Question::ALL`]; questions that are withheld have none.
    pub lines: Vec<PulseLine>,
}

/// A question to a group over time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PulseLine {
    /// Which question.
    pub question: Question,
    /// This round.
    pub now: PulseFigure,
    /// The round before, if the same group was shown then.
    pub before: Option<PulseFigure>,
    /// This round's mean less that of the round before. One decimal, like both.
    pub change: Option<f64>,
    /// Four rounds, by the weeks asked about, the oldest first, this one last.
    pub trend: Vec<Point>,
}

/// Two weeks lie between rounds.
const APART: u64 = 2;
/// The weeks of a trend hold so many rounds.
const ROUNDS: u64 = Terms::TREND_WEEKS / APART;

impl Snapshots {
    /// The last round of the pulse for the report of a week; none where nothing of it may be shown.
    pub(super) fn pulse(&self, week: Week) -> Option<PulseReport> {
        let closed = [week, week.back(1)].into_iter().find(|week| week.asks_pulse())?;
        let snapshot = self.get(closed)?;
        let pulse = snapshot.pulse.as_ref()?;
        let sections = pulse.groups.iter().map(|shown| {
            let lines = shown.figures.iter().map(|(question, now)| self.line(closed, &shown.group, *question, *now));
            PulseSection { group: shown.group.clone(), lines: lines.collect() }
        });
        let min_group = snapshot.terms.min_group;
        Some(PulseReport { asked: pulse.asked, closed, min_group, sections: sections.collect() })
    }

    fn line(&self, closed: Week, group: &Group, question: Question, now: PulseFigure) -> PulseLine {
        let figure = |closed: Week| self.get(closed).and_then(|then| then.pulse_figure(group, question));
        let point = |closed: Week| Point {
            week: closed.pulse_closed().unwrap_or(closed),
            value: figure(closed).map(|figure| figure.mean),
        };
        let before = figure(closed.back(APART));
        PulseLine {
            question,
            now,
            before,
            change: before.map(|before| decimals(now.mean - before.mean)),
            trend: (0..ROUNDS).rev().map(|back| point(closed.back(APART * back))).collect(),
        }
    }
}

impl Snapshot {
    fn pulse_figure(&self, group: &Group, question: Question) -> Option<PulseFigure> {
        self.pulse.as_ref()?.group(group)?.figures.get(&question).copied()
    }
}

impl PulseReport {
    /// What is told of a group.
    pub fn section(&self, group: &Group) -> Option<&PulseSection> {
        self.sections.iter().find(|section| section.group == *group)
    }
}

impl PulseSection {
    /// The line of a question.
    pub fn line(&self, question: Question) -> Option<&PulseLine> {
        self.lines.iter().find(|line| line.question == question)
    }

    /// The fewest and the most people who answered one of its questions.
    pub fn answered(&self) -> (u32, u32) {
        let people = || self.lines.iter().map(|line| line.now.people);
        (people().min().unwrap_or_default(), people().max().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::report::{Answers, Tally};

    fn week(text: &str) -> Week {
        text.parse().unwrap()
    }

    fn team(name: &str) -> Group {
        Group::Team { name: name.to_owned() }
    }

    /// The snapshot of a week with the round that it closes: so many people of each team chose an answer for stress.
    fn closing(closed: &str, teams: &[(&str, u64, usize)]) -> Snapshot {
        let one = |(name, people, answer): &(&str, u64, usize)| {
            let mut counts = [0; 5];
            counts[answer - 1] = *people;
            Answers { group: team(name), counts: BTreeMap::from([(Question::Stress, counts)]) }
        };
        let answers: Vec<Answers> = teams.iter().map(one).collect();
        let snapshot = Tally::new(week(closed), &Terms::default()).snapshot();
        let asked = week(closed).pulse_closed().unwrap();
        Snapshot { pulse: crate::report::Pulse::of(asked, &answers, &Terms::default()), ..snapshot }
    }

    fn between(text: &str) -> Snapshot {
        Tally::new(week(text), &Terms::default()).snapshot()
    }

    fn snapshots() -> Snapshots {
        let first = closing("2026-W43", &[("blue", 6, 4)]);
        let second = closing("2026-W47", &[("blue", 6, 3), ("red", 6, 2)]);
        [first, between("2026-W44"), closing("2026-W45", &[]), second, between("2026-W48"), closing("2026-W49", &[])]
            .into_iter()
            .collect()
    }

    #[test]
    fn the_week_that_closes_a_round_tells_it_and_the_week_after_tells_the_same() {
        let told = |text: &str| snapshots().report("Example", week(text), &[]).unwrap().pulse;
        let pulse = told("2026-W47").unwrap();
        assert_eq!((pulse.asked, pulse.closed), (week("2026-W45"), week("2026-W47")));
        assert_eq!(told("2026-W48").as_ref(), Some(&pulse));
        assert_eq!(told("2026-W49"), None, "too few answered, and the round before is not told as if it were this one");
    }

    #[test]
    fn a_trend_has_the_rounds_of_the_same_group_and_gaps_where_it_was_not_shown() {
        let pulse = snapshots().report("Example", week("2026-W47"), &[]).unwrap().pulse.unwrap();
        let trend = |group: &Group| {
            let line = pulse.section(group).unwrap().line(Question::Stress).unwrap();
            line.trend.iter().map(|point| (point.week.to_string(), point.value)).collect::<Vec<_>>()
        };
        let rounds = |values: [Option<f64>; 4]| {
            let weeks = ["2026-W39", "2026-W41", "2026-W43", "2026-W45"].map(str::to_owned);
            weeks.into_iter().zip(values).collect::<Vec<_>>()
        };
        assert_eq!(trend(&Group::Whole), rounds([None, Some(4.0), None, Some(2.5)]));
        assert_eq!(trend(&team("blue")), rounds([None, Some(4.0), None, Some(3.0)]));
        assert_eq!(trend(&team("red")), rounds([None, None, None, Some(2.0)]));
    }

    #[test]
    fn a_change_is_against_the_round_before() {
        let rounds = [closing("2026-W45", &[("blue", 6, 4)]), closing("2026-W47", &[("blue", 7, 3)])];
        let snapshots: Snapshots = rounds.into_iter().collect();
        let pulse = snapshots.report("Example", week("2026-W47"), &[]).unwrap().pulse.unwrap();
        let line = pulse.section(&team("blue")).unwrap().line(Question::Stress).unwrap();
        assert_eq!((line.before, line.change), (Some(PulseFigure { people: 6, mean: 4.0 }), Some(-1.0)));
    }

    #[test]
    fn readers_of_a_team_have_its_answers_and_everyone_s() {
        let report = snapshots().report("Example", week("2026-W47"), &[]).unwrap().for_teams(&["red".to_owned()]);
        let groups: Vec<Group> = report.pulse.unwrap().sections.into_iter().map(|section| section.group).collect();
        assert_eq!(groups, [Group::Whole, team("red")]);
    }
}
