//! The pulse: three questions every second week, and what of the answers of one round may be published.
//!
//! What holds:
//! - Answers come here as counts by group and question. Whoever keeps them keeps no person with them, and counts each
//!   answer in one group, so that groups have no answer in common.
//! - Of each question a group is shown only with at least [`Terms::min_group`] people who answered it, and so is
//!   everyone. What everyone has less the groups shown is nothing, or the answers of at least that many people: groups
//!   under the floor are withheld together with as many of the smallest others as that takes.
//! - A round belongs to the snapshot of the week that closes it, and is frozen with it. No two states of one round are
//!   ever published, so that there is nothing to subtract.
//!
//! Accepted: a group that agrees tells what each of those who answered said. That nobody of a group answered can be
//! seen where the others add up to everyone; who of a group that is shown did not answer is not known. Groups of
//! different rounds are different people (see the accepted guess in the header of [`report`](super)).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::shield::{Steps, pool};
use super::{Group, Snapshot, Terms, Week};

/// Answers go from one to this.
pub const PULSE_SCALE: u8 = 5;
/// The same, as a length.
const ANSWERS: usize = PULSE_SCALE as usize;

/// A question of the pulse, answered from 1, not at all, to [`PULSE_SCALE`], very.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// How well one could focus. More is better.
    Focus,
    /// How stressful the days were. Less is better.
    Stress,
    /// How free one was to shape one's time. More is better.
    Autonomy,
}

/// What a group answered in one round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// Whose. Only teams are shown; answers of other groups count for everyone.
    pub group: Group,
    /// How many chose each answer, by question; the first are those of answer 1.
    pub counts: BTreeMap<Question, [u64; ANSWERS]>,
}

/// What of one round may be published, frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pulse {
    /// The week that was asked about.
    pub asked: Week,
    /// Everyone, then teams by name, folded ones last. Those without a figure are left out.
    pub groups: Vec<PulseGroup>,
}

/// What a group answered, as far as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PulseGroup {
    /// Whose.
    pub group: Group,
    /// The figures; questions that are withheld are left out.
    pub figures: BTreeMap<Question, PulseFigure>,
}

/// What a group answered to one question.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PulseFigure {
    /// How many people answered.
    pub people: u32,
    /// Their answers on average, from 1 to [`PULSE_SCALE`]. One decimal.
    pub mean: f64,
}

impl Question {
    /// All, in the order in which they are asked.
    pub const ALL: [Self; 3] = [Self::Focus, Self::Stress, Self::Autonomy];

    /// Its name in catalogues, links and files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Focus => "focus",
            Self::Stress => "stress",
            Self::Autonomy => "autonomy",
        }
    }
}

impl Pulse {
    /// What may be shown of a round about the week `asked`; none when nothing may. Answers of a group that comes several
    /// times are taken together.
    pub fn of(asked: Week, answers: &[Answers], terms: &Terms) -> Option<Self> {
        of(asked, answers, terms, Steps::ALL)
    }

    /// What is shown of a group.
    pub fn group(&self, group: &Group) -> Option<&PulseGroup> {
        self.groups.iter().find(|found| found.group == *group)
    }
}

pub(super) fn of(asked: Week, answers: &[Answers], terms: &Terms, steps: Steps) -> Option<Pulse> {
    let floor = u64::from(terms.min_group.max(1));
    let mut groups: BTreeMap<(bool, Group), PulseGroup> = BTreeMap::new();
    for question in Question::ALL {
        for (group, counts) in shown(&of_question(question, answers), floor, steps) {
            let key = (matches!(group, Group::Teams { .. }), group.clone());
            let shown = groups.entry(key).or_insert_with(|| PulseGroup { group, figures: BTreeMap::new() });
            shown.figures.insert(question, PulseFigure::of(&counts));
        }
    }
    (!groups.is_empty()).then(|| Pulse { asked, groups: groups.into_values().collect() })
}

/// The answers of one question by team; all others under the whole.
fn of_question(question: Question, answers: &[Answers]) -> BTreeMap<Group, [u64; ANSWERS]> {
    let mut groups: BTreeMap<Group, [u64; ANSWERS]> = BTreeMap::new();
    for answers in answers {
        let group = if answers.group.is_team() { answers.group.clone() } else { Group::Whole };
        let counts = answers.counts.get(&question).copied().unwrap_or_default();
        add(groups.entry(group).or_default(), &counts);
    }
    groups
}

/// Everyone and the teams that are shown. The answers of no team are never shown alone, but they cover for others.
fn shown(groups: &BTreeMap<Group, [u64; ANSWERS]>, floor: u64, steps: Steps) -> Vec<(Group, [u64; ANSWERS])> {
    let mut all = [0; ANSWERS];
    groups.values().for_each(|counts| add(&mut all, counts));
    if people(&all) < floor {
        return Vec::new();
    }
    let (names, counts): (Vec<&Group>, Vec<&[u64; ANSWERS]>) = groups.iter().unzip();
    let sizes: Vec<u64> = counts.iter().map(|counts| people(counts)).collect();
    let covered = groups.get(&Group::Whole).is_some_and(|rest| people(rest) >= floor);
    let pool = pool(&sizes, floor, Steps { complement: steps.complement && !covered, ..steps });
    let teams = (0..names.len()).filter(|at| *names[*at] != Group::Whole && sizes[*at] > 0 && !pool.contains(at));
    std::iter::once((Group::Whole, all)).chain(teams.map(|at| (names[at].clone(), *counts[at]))).collect()
}

fn add(sums: &mut [u64; ANSWERS], counts: &[u64; ANSWERS]) {
    sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
}

fn people(counts: &[u64; ANSWERS]) -> u64 {
    counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
}

impl PulseFigure {
    /// Of the counts of at least one person.
    fn of(counts: &[u64; ANSWERS]) -> Self {
        let people = people(counts);
        let sum: f64 = counts.iter().zip(1_u8..).map(|(count, answer)| *count as f64 * f64::from(answer)).sum();
        let mean = (sum / people.max(1) as f64 * 10.0).round() / 10.0;
        Self { people: u32::try_from(people).unwrap_or(u32::MAX), mean }
    }
}

impl Snapshot {
    /// The group that the answers of somebody covered count for: the one that their team is shown in, everyone where
    /// teams are not shown. None stands for people without a team.
    pub fn pulse_group(&self, team: Option<&str>) -> Group {
        let holds = |group: &&Group| match (group, team) {
            (Group::Team { name }, Some(team)) => name == team,
            (Group::Teams { names, .. }, Some(team)) => names.contains(team),
            (Group::Teams { unassigned, .. }, None) => *unassigned,
            (Group::Unassigned, None) => true,
            _ => false,
        };
        self.groups.iter().map(|found| &found.group).find(holds).cloned().unwrap_or(Group::Whole)
    }
}
