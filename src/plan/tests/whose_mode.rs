//! Runs the table `whose_mode.txt`.

use chrono::Weekday;

use crate::meeting::{AttendeeKind, Exemption, Mode, Response, Undone};
use crate::policy::world::{World, address, at, titled};

use super::machine::{Machine, Mail};

#[test]
fn every_row_of_the_table_holds() {
    let rows = include_str!("whose_mode.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let wrong: Vec<String> = rows.clone().filter_map(check).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(rows.count() >= 60);
}

/// What is wrong with a row, if anything.
fn check(row: &str) -> Option<String> {
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    let [asked, organizer, bo, circumstances, expected] = cells[..] else { panic!("five cells: {row}") };
    let mut world = World::new();
    wrong(&mut world, asked);
    organized(&mut world, organizer);
    match bo {
        "not enrolled" => world.unenroll("bo"),
        mode => world.team("bo", "team of bo", mode.parse().expect("a mode")),
    }
    circumstances.split_whitespace().for_each(|word| circumstance(&mut world, word));
    let mut machine = Machine::new(world);
    if circumstances.contains("undeliverable") {
        machine.mail = Mail::Refuses;
    }
    let log = machine.until("Thu 14:59");
    let about_bo = log.iter().find_map(|line| line.strip_suffix(" bo")?.split(' ').next_back());
    let found = about_bo.unwrap_or("nothing");
    (found != expected).then(|| format!("{row}, but found {found}"))
}

fn wrong(world: &mut World, asked: &str) {
    let (what, mode) = asked.split_once(' ').expect("what and a mode");
    let mode: Mode = mode.trim().parse().expect("a mode");
    match what {
        "agenda" => world.rule().require.values_mut().for_each(|asked| *asked = mode),
        _ => {
            world.rule().require.clear();
            world.protect(Weekday::Thu).on_meeting = mode;
        }
    }
}

fn organized(world: &mut World, organizer: &str) {
    match organizer.split_once(' ') {
        None => world.team("ana", "team of ana", organizer.parse().expect("a mode")),
        Some((who, mode)) => {
            world.policy.mode = mode.trim().parse().expect("a mode");
            world.organized_by(if who == "colleague" { "nora" } else { "host@elsewhere.org" });
        }
    }
}

fn circumstance(world: &mut World, word: &str) {
    let is = |world: &mut World, kind| {
        world.change(|copy| {
            let bo = copy.event.attendees.iter_mut().filter(|attendee| attendee.address == address("bo"));
            bo.for_each(|attendee| attendee.kind = kind);
        });
    };
    match word {
        "outside-guest" => world.invite("guest@elsewhere.org"),
        "external" => {
            world.rule().external = true;
            world.policy.protected.iter_mut().for_each(|window| window.external = true);
        }
        "answers-off" => world.change_person("bo", |bo| bo.answers = false),
        "yes" => world.answers("bo", Response::Accepted),
        "maybe" => world.answers("bo", Response::Tentative),
        "no" => world.answers("bo", Response::Declined),
        "override" => world.policy.override_accepted = true,
        "private-copy" => world.copy("bo").copy.event.private = true,
        "private" => world.change(|copy| copy.event.private = true),
        "cancelled-copy" => world.copy("bo").copy.event.cancelled = true,
        "room" => is(world, AttendeeKind::Room),
        "group" => is(world, AttendeeKind::Group),
        "agenda-there" => world.agenda_arrives(),
        "allowed" => {
            world.exempt("allowed", titled("Budget"));
            world.policy.protected.iter_mut().for_each(|window| window.allow.push("allowed".to_owned()));
        }
        "spared" => world.history.spared.push(address("bo")),
        "undone" => {
            let start = world.meeting().start;
            world.history.undone.push(Undone { mailbox: address("bo"), start });
        }
        "away" => world.history.away_until = Some(at("Thu 14:59")),
        "exempted" => {
            world.history.exempt = Some(Exemption { reason: Some("an incident".to_owned()), at: at("Mon 09:00") });
        }
        "unheard" => world.history.unheard = true,
        "undeliverable" => {}
        _ => panic!("no such circumstance: {word}"),
    }
}
