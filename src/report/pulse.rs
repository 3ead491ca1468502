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
//! Accepted: a group that agrees tells what each of those who answered said, and whoever answered can take their own
//! answer away from the others'. That nobody of a group answered can be seen where the others add up to everyone; who of
//! a group that is shown did not answer is not known. Groups of different rounds are different people (see the accepted
//! guess in the header of [`report`](super)).

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Tally, Week};

    fn week() -> Week {
        "2026-W45".parse().unwrap()
    }

    fn team(name: &str) -> Group {
        Group::Team { name: name.to_owned() }
    }

    /// So many people of a group who chose the same answer to a question.
    fn all_said(group: Group, people: u64, question: Question, answer: usize) -> Answers {
        let mut counts = [0; ANSWERS];
        counts[answer - 1] = people;
        Answers { group, counts: [(question, counts)].into() }
    }

    /// The groups shown, each with its people and mean, of teams whose people all chose 4 for focus.
    fn shown(teams: &[(Group, u64)]) -> Vec<(Group, u32)> {
        let answers: Vec<Answers> =
            teams.iter().map(|(group, people)| all_said(group.clone(), *people, Question::Focus, 4)).collect();
        let pulse = Pulse::of(week(), &answers, &Terms::default());
        let groups = pulse.into_iter().flat_map(|pulse| pulse.groups);
        groups.map(|shown| (shown.group, shown.figures[&Question::Focus].people)).collect()
    }

    #[test]
    fn a_mean_is_that_of_the_answers_with_one_decimal() {
        let counts = [1, 0, 2, 3, 1];
        let answers = [Answers { group: team("blue"), counts: [(Question::Stress, counts)].into() }];
        let pulse = Pulse::of(week(), &answers, &Terms::default()).unwrap();
        // 1 + 2 × 3 + 3 × 4 + 5 = 24, of seven people.
        let figure = pulse.group(&team("blue")).unwrap().figures[&Question::Stress];
        assert_eq!(figure, PulseFigure { people: 7, mean: 3.4 });
        assert_eq!(pulse.group(&Group::Whole).unwrap().figures.len(), 1, "nobody answered the others");
    }

    #[test]
    fn fewer_answers_than_the_floor_show_nothing_at_all() {
        assert_eq!(shown(&[(team("blue"), 4)]), []);
        assert_eq!(shown(&[(team("blue"), 2), (team("red"), 2)]), []);
        assert_eq!(shown(&[]), []);
        assert_eq!(shown(&[(team("blue"), 3), (team("red"), 2)]), [(Group::Whole, 5)]);
    }

    #[test]
    fn a_small_group_takes_the_smallest_other_with_it() {
        let groups = [(team("a"), 9), (team("b"), 2), (team("c"), 6)];
        assert_eq!(shown(&groups), [(Group::Whole, 17), (team("a"), 9)]);
        let enough = [(team("a"), 9), (team("b"), 2), (team("c"), 6), (team("d"), 3)];
        assert_eq!(shown(&enough), [(Group::Whole, 20), (team("a"), 9), (team("c"), 6)]);
    }

    #[test]
    fn answers_of_no_team_are_never_shown_alone_and_cover_for_small_teams() {
        let zone = Group::Zone { zone: "Europe/Berlin".to_owned() };
        let covered = [(Group::Whole, 3), (zone, 2), (team("a"), 6), (team("b"), 1)];
        assert_eq!(shown(&covered), [(Group::Whole, 12), (team("a"), 6)]);
        let alone = [(Group::Whole, 1), (team("a"), 6), (team("b"), 7)];
        assert_eq!(shown(&alone), [(Group::Whole, 14), (team("b"), 7)]);
    }

    #[test]
    fn each_question_is_held_to_the_floor_of_its_own_answers() {
        let answers = [
            all_said(team("a"), 8, Question::Focus, 4),
            all_said(team("b"), 5, Question::Focus, 2),
            all_said(team("a"), 8, Question::Stress, 4),
            all_said(team("b"), 4, Question::Stress, 2),
        ];
        let pulse = Pulse::of(week(), &answers, &Terms::default()).unwrap();
        let questions = |group: Group| pulse.group(&group).unwrap().figures.keys().copied().collect::<Vec<_>>();
        assert_eq!(questions(Group::Whole), [Question::Focus, Question::Stress]);
        assert_eq!(questions(team("a")), [Question::Focus]);
        assert_eq!(questions(team("b")), [Question::Focus]);
    }

    #[test]
    fn answers_of_one_group_that_come_in_parts_are_one_and_folded_groups_come_last() {
        let folded = Group::Teams { names: ["a".to_owned(), "b".to_owned()].into(), unassigned: false };
        let parts = [(folded.clone(), 5), (Group::Unassigned, 5), (team("z"), 3), (team("z"), 3)];
        let wanted = [(Group::Whole, 16), (team("z"), 6), (Group::Unassigned, 5), (folded, 5)];
        assert_eq!(shown(&parts), wanted);
    }

    #[test]
    fn somebody_answers_for_the_group_that_their_team_is_shown_in() {
        let mut snapshot = Tally::new(week(), &Terms::default()).snapshot();
        let shown = |group| crate::report::GroupFigures { group, people: 9, figures: BTreeMap::new() };
        let folded = Group::Teams { names: ["a".to_owned(), "b".to_owned()].into(), unassigned: true };
        snapshot.groups = [Group::Whole, team("red"), folded.clone()].map(shown).into();
        assert_eq!(snapshot.pulse_group(Some("red")), team("red"));
        assert_eq!(snapshot.pulse_group(Some("b")), folded);
        assert_eq!(snapshot.pulse_group(None), folded);
        assert_eq!(snapshot.pulse_group(Some("new")), Group::Whole);
        snapshot.groups = [Group::Whole, Group::Unassigned].map(shown).into();
        assert_eq!(snapshot.pulse_group(None), Group::Unassigned);
    }

    #[test]
    fn a_frozen_week_of_before_the_pulse_still_reads() {
        let snapshot = Tally::new(week(), &Terms::default()).snapshot();
        let written = serde_json::to_string(&snapshot).unwrap();
        assert!(!written.contains("pulse"));
        assert_eq!(serde_json::from_str::<Snapshot>(&written).unwrap(), snapshot);
        let pulse = Pulse::of(week(), &[all_said(team("a"), 6, Question::Focus, 5)], &Terms::default());
        let with = Snapshot { pulse, ..snapshot };
        assert!(with.pulse.is_some());
        assert_eq!(serde_json::from_str::<Snapshot>(&serde_json::to_string(&with).unwrap()).unwrap(), with);
    }
}
