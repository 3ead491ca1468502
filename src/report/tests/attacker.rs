//! Somebody who reads every report of several weeks in every scope, knows who was in which team and zone at any time,
//! and adds and subtracts. They must not get at a figure of fewer people than the floor; and each step that prevents it
//! is shown to be needed by leaving it out.

use chrono_tz::Tz;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::algebra::{Set, derivable};
use crate::meeting::{Hours, WorkingTime};
use crate::report::measures::WEEK_PARTS;
use crate::report::shield::Steps;
use crate::report::{
    Family, Group, Measures, Metric, PersonWeek, Report, Snapshot, Snapshots, Tally, Terms, Week, snapshot,
};

const FLOOR: u32 = 5;
const TEAMS: [Option<&str>; 6] = [Some("a"), Some("b"), Some("c"), Some("d"), Some("e"), None];
const ZONES: [Tz; 5] = [Tz::Europe__Berlin, Tz::Asia__Singapore, Tz::America__Halifax, Tz::Europe__Lisbon, Tz::UTC];

/// Someone's place and week.
#[derive(Debug, Clone, Copy)]
struct Member {
    team: Option<&'static str>,
    zone: Tz,
    covered: bool,
    minutes: u64,
    called: u64,
}

/// Everyone, week by week, each at the same index.
type Company = Vec<Vec<Member>>;

/// A company that is mostly one zone a team, and changes a little from week to week: numbers that [`member`] reads.
fn company() -> impl Strategy<Value = Company> {
    let weeks = |people: usize| prop::collection::vec(prop::collection::vec(any::<u64>(), people), 3);
    (3..40_usize).prop_flat_map(weeks).prop_map(|weeks| {
        let mut places = weeks.first().cloned().unwrap_or_default();
        let mut week = |numbers: Vec<u64>| {
            let member = |(number, place): (u64, &mut u64)| {
                if part(number, 0).is_multiple_of(20) {
                    *place = number;
                }
                member(number, *place)
            };
            numbers.into_iter().zip(&mut places).map(member).collect()
        };
        weeks.into_iter().map(&mut week).collect()
    })
}

/// Someone in twenty is not covered, two in five call no meeting, and one in four sits elsewhere than the team.
fn member(number: u64, place: u64) -> Member {
    let team = part(place, 1) % TEAMS.len();
    let zone = if part(place, 2).is_multiple_of(4) { part(place, 3) } else { team };
    Member {
        team: TEAMS[team],
        zone: ZONES[zone % ZONES.len()],
        covered: !part(number, 4).is_multiple_of(20),
        minutes: 1 + (number >> 32) % 700,
        called: if part(number, 5) % 5 < 2 { 0 } else { 1 + (number >> 44) % 900 },
    }
}

/// Eight bits of a number.
fn part(number: u64, index: u32) -> usize {
    (number >> (8 * index) & 0xFF) as usize
}

fn week(index: usize) -> Week {
    "2026-W40".parse::<Week>().unwrap().back(10 - index as u64)
}

/// The snapshot of a week's figures, people sorted by the places of another week, as if that were computed then.
fn snapshot_of(figures: &[Member], places: &[Member], index: usize, steps: Steps) -> Snapshot {
    let mut tally = Tally::new(week(index), &Terms::default());
    for (figures, place) in figures.iter().zip(places).filter(|(figures, _)| figures.covered) {
        let person = PersonWeek {
            working: WorkingTime::new(place.zone, Hours::default()),
            team: place.team.map(str::to_owned),
            entries: Vec::new(),
            missing: Vec::new(),
        };
        let sums = Measures {
            people: 1,
            weight: WEEK_PARTS,
            meeting: figures.minutes * 60,
            callers: figures.called.min(1),
            agenda_needed: figures.called,
            ..Measures::default()
        };
        tally.sort_in(&person, &sums);
    }
    snapshot::of(&tally, steps)
}

/// All reports, one a week. Unless frozen, each computes the weeks before anew from the places of its own week.
fn reports(company: &Company, steps: Steps, frozen: bool) -> Vec<Report> {
    let mut snapshots = Snapshots::default();
    let mut reports = Vec::new();
    for (now, places) in company.iter().enumerate() {
        if !frozen {
            snapshots = Snapshots::default();
        }
        for (then, figures) in company.iter().enumerate().take(now + 1) {
            if snapshots.get(week(then)).is_none() {
                snapshots.keep(snapshot_of(figures, places, then, steps));
            }
        }
        let report = snapshots.report("Example", week(now), &[]).expect("a snapshot");
        // Readers of one team have the same figures as readers of all.
        reports.push(report.clone().for_teams(&["a".to_owned()]));
        reports.push(report);
    }
    reports
}

/// Everyone of a group by the places of some week.
fn members(group: &Group, places: &[Member], of: impl Fn(usize) -> bool) -> Set {
    let inside = |member: &Member| match group {
        Group::Whole => true,
        Group::Team { name } => member.team == Some(name),
        Group::Teams { names, unassigned } => member.team.map_or(*unassigned, |team| names.contains(team)),
        Group::Unassigned => member.team.is_none(),
        Group::Zone { zone } => member.zone.name() == zone,
        Group::Region { zones, .. } | Group::Elsewhere { zones } => zones.contains(member.zone.name()),
    };
    let indices = (0..places.len()).filter(|index| inside(&places[*index]) && of(*index));
    indices.fold(0, |set, index| set | 1 << index)
}

/// The sets of people whose sums are published about a week's figures of a family.
fn published(reports: &[Report], company: &Company, index: usize, family: Family) -> Vec<Set> {
    let metric = if family == Family::Attended { Metric::MeetingHours } else { Metric::AgendaNeeded };
    let of = |index: usize, member: usize| {
        let member = company[index][member];
        if !member.covered {
            0
        } else if family == Family::Attended {
            member.minutes
        } else {
            member.called
        }
    };
    let mut known = Vec::new();
    for report in reports {
        for section in report.whole.iter().chain(&report.teams).chain(&report.zones) {
            let Some(line) = section.line(metric) else { continue };
            let now = (report.week == week(index)).then_some(line.now.part);
            let before = line.before.filter(|_| report.week.back(1) == week(index)).map(|figure| figure.part);
            let trend = line.trend.iter().find(|point| point.week == week(index)).and_then(|point| point.value);
            let trend = trend.filter(|_| family == Family::Called);
            for number in [now, before, trend].into_iter().flatten() {
                // In minutes, or as a count. Whoever they are, their figures must add up to it.
                let number = if family == Family::Attended { (number * 60.0).round() } else { number } as u64;
                let places = [index].into_iter().chain(0..company.len()).map(|week| &company[week]);
                let mut sets = places.map(|places| members(&section.group, places, |member| of(index, member) > 0));
                let sum = |set: &Set| (0..64).filter(|bit| set >> bit & 1 == 1).map(|bit| of(index, bit)).sum::<u64>();
                let set = sets.find(|set| sum(set) == number);
                known.push(set.unwrap_or_else(|| panic!("{number} of {:?} in week {index}", section.group)));
            }
        }
    }
    known.sort_unstable();
    known.dedup();
    known.retain(|set| *set != 0);
    known
}

/// People of whom something could be found out, if anything could.
fn attack(company: &Company, steps: Steps, frozen: bool) -> Option<(usize, Family, Set)> {
    let reports = reports(company, steps, frozen);
    let families = [Family::Attended, Family::Called];
    let systems = (0..company.len()).flat_map(|week| families.map(|family| (week, family)));
    let mut found = systems.map(|(week, family)| {
        let known = published(&reports, company, week, family);
        Some((week, family, derivable(&known, FLOOR)?))
    });
    found.find_map(|found| found)
}

/// In how many of some companies the attack succeeds.
fn successes(steps: Steps, frozen: bool) -> usize {
    let mut runner = TestRunner::deterministic();
    let strategy = company();
    let mut some = || strategy.new_tree(&mut runner).expect("a company").current();
    (0..300).filter(|_| attack(&some(), steps, frozen).is_some()).count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn nobody_gets_at_a_figure_of_fewer_people_than_the_floor(company in company()) {
        prop_assert_eq!(attack(&company, Steps::ALL, true), None);
    }
}

#[test]
fn without_the_complementary_step_the_attack_succeeds() {
    assert!(successes(Steps { complement: false, ..Steps::ALL }, true) > 0);
}

#[test]
fn without_holding_teams_against_zones_the_attack_succeeds() {
    assert!(successes(Steps { crossing: false, ..Steps::ALL }, true) > 0);
}

#[test]
fn with_weeks_computed_anew_the_attack_succeeds() {
    assert!(successes(Steps::ALL, false) > 0);
}

#[test]
fn most_companies_have_something_to_show() {
    let mut runner = TestRunner::deterministic();
    let strategy = company();
    let shown = (0..200).filter(|_| {
        let company = strategy.new_tree(&mut runner).expect("a company").current();
        reports(&company, Steps::ALL, true).iter().any(|report| !report.teams.is_empty() && !report.zones.is_empty())
    });
    assert!(shown.count() > 40);
}
