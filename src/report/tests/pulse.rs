//! Somebody who reads what every report tells of the pulse, knows who answered in which group, and adds and subtracts.
//! They must not get at the answers of fewer people than the floor.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::algebra::{Set, derivable};
use crate::report::shield::Steps;
use crate::report::{
    Answers, Group, PULSE_SCALE, Pulse, PulseReport, Question, Report, Snapshot, Snapshots, Tally, Terms, Week, pulse,
};

const TEAMS: [&str; 4] = ["a", "b", "c", "d"];

/// Somebody's group in one round, and their answers by question; 0 where there is none. Whether they answer late.
#[derive(Debug, Clone)]
struct Member {
    group: Group,
    answers: [u8; 3],
    late: bool,
}

/// Everyone who was asked, round by round, each at the same index.
type Rounds = Vec<Vec<Member>>;

fn rounds() -> impl Strategy<Value = Rounds> {
    let rounds = |people: usize| prop::collection::vec(prop::collection::vec(any::<u64>(), people), 2);
    let member = |numbers: Vec<u64>| numbers.into_iter().map(member).collect();
    (3..60_usize).prop_flat_map(rounds).prop_map(move |rounds| rounds.into_iter().map(member).collect())
}

/// Teams of different sizes; one in ten has none, one in four leaves a question out, and one in nine is late.
fn member(number: u64) -> Member {
    let part = |index: u32| (number >> (8 * index) & 0xFF) as usize;
    let team = (part(0) % TEAMS.len()).min(part(1) % TEAMS.len());
    let group = if part(2).is_multiple_of(10) { Group::Whole } else { Group::Team { name: TEAMS[team].to_owned() } };
    let answer = |index| if part(index).is_multiple_of(4) { 0 } else { 1 + (part(index) / 4 % 5) as u8 };
    Member { group, answers: [answer(3), answer(4), answer(5)], late: part(6).is_multiple_of(9) }
}

/// The week that a round asks about; it is also the last of the round before.
fn asked(round: usize) -> Week {
    "2026-W49".parse::<Week>().unwrap().back(6 - 2 * round as u64)
}

fn counted(members: &[Member], late: bool) -> Vec<Answers> {
    let one = |member: &Member| {
        let mut answers = Answers { group: member.group.clone(), counts: BTreeMap::new() };
        for (question, answer) in Question::ALL.into_iter().zip(member.answers).filter(|(_, answer)| *answer > 0) {
            let mut counts = [0; PULSE_SCALE as usize];
            counts[usize::from(answer) - 1] = 1;
            answers.counts.insert(question, counts);
        }
        answers
    };
    members.iter().filter(|member| late || !member.late).map(one).collect()
}

fn snapshot(week: Week, pulse: Option<Pulse>) -> Snapshot {
    Snapshot { pulse, ..Tally::new(week, &Terms::default()).snapshot() }
}

/// The reports of each round's last week and of the week after, with what readers of one team get. Unless frozen, the
/// week after counts anew, and those who were late as well.
fn reports(rounds: &Rounds, steps: Steps, frozen: bool) -> Vec<Report> {
    let mut snapshots = Snapshots::default();
    let mut reports = Vec::new();
    for (round, members) in rounds.iter().enumerate() {
        let closed = asked(round + 1);
        for (week, late) in [(closed, false), (Week::of(closed.day(7)), true)] {
            if !frozen {
                snapshots = Snapshots::default();
            }
            let pulse = pulse::of(asked(round), &counted(members, late), &Terms::default(), steps);
            snapshots.keep(snapshot(closed, pulse));
            snapshots.keep(snapshot(week, None));
            let report = snapshots.report("Example", week, &[]).expect("a snapshot");
            reports.extend([report.clone().for_teams(&["a".to_owned()]), report]);
        }
    }
    reports
}

/// What reports say of a group's answers to a question about a week: the mean, and mostly how many answered.
fn said(report: &PulseReport, question: Question, week: Week) -> Vec<(Group, f64, Option<u32>)> {
    let mut said = Vec::new();
    for section in &report.sections {
        let Some(line) = section.line(question) else { continue };
        let now = (week == report.asked).then_some(line.now);
        let before = line.before.filter(|_| week == report.asked.back(2));
        let figures = now.into_iter().chain(before).map(|figure| (figure.mean, Some(figure.people)));
        let point = line.trend.iter().find(|point| point.week == week).and_then(|point| point.value);
        let known = figures.chain(point.map(|mean| (mean, None)));
        said.extend(known.map(|(mean, people)| (section.group.clone(), mean, people)));
    }
    said
}

/// The people of a group who answered a question, and their mean.
fn answered(group: &Group, members: &[Member], question: usize, late: bool) -> (Set, f64) {
    let counts = |member: &&Member| {
        (*group == Group::Whole || member.group == *group) && member.answers[question] > 0 && (late || !member.late)
    };
    let found: Vec<(usize, u8)> = (0..members.len())
        .filter(|index| counts(&&members[*index]))
        .map(|index| (index, members[index].answers[question]))
        .collect();
    let sum: f64 = found.iter().map(|(_, answer)| f64::from(*answer)).sum();
    let mean = (sum / found.len().max(1) as f64 * 10.0).round() / 10.0;
    (found.iter().fold(0, |set, (index, _)| set | 1 << index), mean)
}

/// The sets of people whose answers to a question are published. Whoever they are, it must be their mean.
fn published(reports: &[Report], rounds: &Rounds, round: usize, question: usize) -> Vec<Set> {
    let pulses = reports.iter().filter_map(|report| report.pulse.as_ref());
    let all = pulses.flat_map(|pulse| said(pulse, Question::ALL[question], asked(round)));
    let set = |(group, mean, people): (Group, f64, Option<u32>)| {
        let mut sets = [false, true].map(|late| answered(&group, &rounds[round], question, late)).into_iter();
        let fits = |set: Set, of: f64| of == mean && people.is_none_or(|people| people == set.count_ones());
        let found = sets.find(|(set, of)| fits(*set, *of));
        found.unwrap_or_else(|| panic!("{mean} of {group:?} in round {round}")).0
    };
    let mut known: Vec<Set> = all.map(set).collect();
    known.sort_unstable();
    known.dedup();
    known
}

/// People of whose answers something could be found out, if anything could.
fn attack(rounds: &Rounds, steps: Steps, frozen: bool) -> Option<(usize, usize, Set)> {
    let reports = reports(rounds, steps, frozen);
    let systems = (0..rounds.len()).flat_map(|round| (0..Question::ALL.len()).map(move |question| (round, question)));
    let mut found = systems.map(|(round, question)| {
        let known = published(&reports, rounds, round, question);
        Some((round, question, derivable(&known, Terms::default().min_group)?))
    });
    found.find_map(|found| found)
}

/// Some rounds, always the same.
fn some(count: usize) -> Vec<Rounds> {
    let mut runner = TestRunner::deterministic();
    (0..count).map(|_| rounds().new_tree(&mut runner).expect("rounds").current()).collect()
}

fn successes(steps: Steps, frozen: bool) -> usize {
    some(300).iter().filter(|rounds| attack(rounds, steps, frozen).is_some()).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn nobody_gets_at_the_answers_of_fewer_people_than_the_floor(rounds in rounds()) {
        prop_assert_eq!(attack(&rounds, Steps::ALL, true), None);
    }
}

#[test]
fn without_the_complementary_step_small_groups_are_given_away() {
    assert!(successes(Steps { complement: false, ..Steps::ALL }, true) > 0);
}

#[test]
fn with_a_round_counted_anew_those_who_were_late_are_given_away() {
    assert!(successes(Steps::ALL, false) > 0);
}

#[test]
fn most_rounds_have_groups_to_show_and_the_second_stands_beside_the_first() {
    let told = |rounds: &Rounds| {
        let pulses = reports(rounds, Steps::ALL, true).into_iter().filter_map(|report| report.pulse);
        pulses.filter(|pulse| pulse.sections.len() > 2).any(|pulse| pulse.sections[1].lines[0].before.is_some())
    };
    let count = some(200).iter().filter(|rounds| told(rounds)).count();
    assert!(count > 100, "{count}");
}
