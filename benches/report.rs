//! What the weekly report of a whole company costs, week by week for eight weeks: `cargo bench --bench report`.
//!
//! Every size runs in a process of its own, for the peak of its memory. People are made up one at a time, like a store
//! hands them over; making them up is measured by itself.

#[path = "support/cost.rs"]
mod cost;

use std::env;
use std::hint::black_box;
use std::process::Command;

use chrono::TimeDelta;
use chrono_tz::Tz;
use meetgate::meeting::{Hours, WorkingTime};
use meetgate::report::{Called, Entry, PersonWeek, Snapshots, Stand, Tally, Terms, Week};

use cost::{cpu_seconds, peak_kib};

const SIZES: [u64; 3] = [1_000, 5_000, 10_000];
const ENTRIES: u64 = 25;
const TEAM: u64 = 25;
const ZONES: [Tz; 8] = [
    Tz::Europe__Berlin,
    Tz::Europe__Lisbon,
    Tz::Asia__Kolkata,
    Tz::Asia__Singapore,
    Tz::America__Halifax,
    Tz::America__Los_Angeles,
    Tz::Pacific__Auckland,
    Tz::Europe__Warsaw,
];

fn main() {
    match env::args().find_map(|arg| arg.parse::<u64>().ok()) {
        Some(people) => measure(people),
        None => SIZES.into_iter().for_each(in_own_process),
    }
}

fn in_own_process(people: u64) {
    let program = env::current_exe().expect("this program");
    let done = Command::new(program).arg(people.to_string()).status().expect("a child");
    assert!(done.success());
}

fn measure(people: u64) {
    let last: Week = "2026-W47".parse().expect("a week");
    let weeks = || (0..Terms::TREND_WEEKS).rev().map(|back| last.back(back));
    let begun = cpu_seconds();
    weeks().for_each(|week| (0..people).for_each(|number| _ = black_box(person(number, people, week))));
    let making_up = cpu_seconds() - begun;
    let mut snapshots = Snapshots::default();
    let begun = cpu_seconds();
    for week in weeks() {
        let mut tally = Tally::new(week, &Terms::default());
        (0..people).for_each(|number| tally.add(&person(number, people, week)));
        snapshots.keep(tally.snapshot());
    }
    let report = snapshots.report("Example", last, &[]).expect("the report");
    let spent = cpu_seconds() - begun;
    let (teams, zones, series) = (report.teams.len(), report.zones.len(), report.series.len());
    let proposals = report.fairness.as_ref().map_or(0, |fairness| fairness.proposals.len());
    let json = serde_json::to_string(&report).expect("JSON").len();
    println!(
        "{people:>6} people × 8 weeks: {:.2} CPU s ({making_up:.2} s more to make them up), peak {} MiB; shows {teams} \
         teams, {zones} zones, {series} series, {proposals} proposals, {json} bytes of JSON",
        spent - making_up,
        peak_kib() / 1024,
    );
}

/// Someone with 25 entries, most of them of series, in a team that is mostly in one zone.
fn person(number: u64, people: u64, week: Week) -> PersonWeek {
    let team = number / TEAM;
    let far = number.is_multiple_of(7);
    let zone = ZONES[((team + if far { number } else { 0 }) % ZONES.len() as u64) as usize];
    let begins = week.begins(zone);
    let entries = (0..ENTRIES).map(|index| {
        let chance = scramble(number ^ index << 32 ^ (week.monday().to_epoch_days() as u64) << 40);
        let minutes = (index % 5) * 1440 + 8 * 60 + (chance % 22) * 30;
        let start = begins + TimeDelta::minutes(minutes as i64);
        // Two of three belong to a series: of the team, or of some other team.
        let series = (!index.is_multiple_of(3)).then(|| match index % 2 {
            0 => format!("team {team} series {}@example.com|lead{team}@example.com|", index % 6),
            _ => format!("series {}@example.com|someone{}@example.com|", scramble(number / 8 + index) % people, index),
        });
        Entry {
            start,
            end: start + TimeDelta::minutes(30 + 30 * (chance >> 8) as i64 % 60),
            people: 2 + (chance >> 16) as u32 % 12,
            created: Some(start - TimeDelta::hours((chance >> 24) as i64 % 100)),
            title: series.as_deref().unwrap_or("Single").to_owned(),
            series,
            called: index.is_multiple_of(8).then(|| Called {
                agenda: Some(Stand {
                    at_deadline: chance.is_multiple_of(2),
                    at_start: !chance.is_multiple_of(3),
                    ..Stand::default()
                }),
                ..Called::default()
            }),
            ..Entry::default()
        }
    });
    let hours: Hours = ["Mon-Fri 09:00-17:30", "Mon-Fri 08:00-16:30", "Mon-Thu 08:30-18:00"][number as usize % 3]
        .parse()
        .expect("working hours");
    let working = WorkingTime::new(zone, hours);
    PersonWeek { working, team: Some(format!("team-{team}")), entries: entries.collect(), missing: Vec::new() }
}

/// SplitMix64's finisher: the same number always gives the same.
fn scramble(number: u64) -> u64 {
    let mixed = (number.wrapping_add(0x9E37_79B9_7F4A_7C15) ^ number >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ mixed >> 31
}
