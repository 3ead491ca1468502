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
