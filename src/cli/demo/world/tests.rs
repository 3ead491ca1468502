use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use icalendar::Component as _;

use super::*;
use crate::cli::demo::{booking, script};
use crate::meeting::Response;

fn files(world: &World) -> Vec<(String, String)> {
    let copies = |booking: &Booking| {
        let text = |owner| (booking.uid.clone(), calendars::text(&world.company, booking, owner));
        booking.owners().map(text).collect::<Vec<_>>()
    };
    world.all_bookings().flat_map(copies).collect()
}

fn deadline(world: &World, booking: &Booking) -> DateTime<Utc> {
    week::deadline(&world.company.people[booking.organizer], booking.starts())
}

/// Single meetings that get a text at the given time relative to their deadline.
fn described(world: &World, when: impl Fn(DateTime<Utc>, DateTime<Utc>) -> bool) -> usize {
    let single = |edit: &&Edit| matches!(edit.change, Change::Describe { occurrence: None, .. });
    world.script.iter().filter(single).filter(|edit| when(edit.at, deadline(world, &edit.booking))).count()
}

#[test]
fn the_same_seed_gives_the_same_files_and_the_same_script() {
    let (one, two) = (World::invent(1, 20), World::invent(1, 20));
    assert_eq!(files(&one), files(&two));
    assert_eq!(one.script, two.script);
    assert_ne!(files(&one), files(&World::invent(2, 20)));
}

#[test]
fn every_file_is_valid_icalendar_that_a_strict_parser_reads_back() {
    for (uid, text) in files(&World::invent(1, 40)) {
        let calendar: icalendar::Calendar = text.parse().unwrap_or_else(|error| panic!("{uid}: {error}"));
        let events: Vec<_> = calendar.components.iter().filter_map(|part| part.as_event()).collect();
        assert!(!events.is_empty());
        assert!(events.iter().all(|event| event.get_uid() == Some(uid.as_str()) && event.get_start().is_some()));
    }
}

#[test]
fn from_five_to_five_hundred_people_every_turn_of_the_story_happens() {
    for people in [5, 6, 11, 20, 40, 100, 500] {
        for seed in if people > 50 { 1..2 } else { 1..6 } {
            let world = World::invent(seed, people);
            let some = |what: fn(&Change) -> bool| world.script.iter().any(|edit| what(&edit.change));
            let context = format!("{people} people, seed {seed}");
            assert!(described(&world, |at, due| at < due) >= 3, "rescued: {context}");
            assert!(described(&world, |at, due| at > due) >= 1, "late: {context}");
            assert!(some(|change| matches!(change, Change::Move { .. })), "moved: {context}");
            assert!(some(|change| matches!(change, Change::Answer { .. })), "overruled: {context}");
            assert!(some(|change| *change == Change::Cancel), "called off: {context}");
            assert!(some(|change| *change == Change::Book), "booked late: {context}");
            assert!(world.bookings.iter().any(|booking| booking.conflict), "Wednesday: {context}");
        }
    }
}

#[test]
fn titles_of_meetings_with_an_agenda_to_come_are_told_apart() {
    let world = World::invent(1, 500);
    let uids = world.script.iter().map(|edit| (&edit.booking.title, &edit.booking.uid)).collect::<BTreeSet<_>>();
    let titles: BTreeSet<_> = uids.iter().map(|(title, _)| title).collect();
    assert_eq!(titles.len(), uids.len());
}

#[test]
fn nobody_is_asked_to_do_anything_before_the_notice_or_after_the_start() {
    for seed in 1..6 {
        for edit in World::invent(seed, 40).script {
            let Change::Describe { occurrence: None, .. } = edit.change else { continue };
            assert!(edit.at < edit.booking.starts(), "{edit:?}");
            assert!(edit.at > edit.booking.booked, "{edit:?}");
        }
    }
}

#[test]
fn only_meetings_of_the_story_take_an_engineers_wednesday() {
    let world = World::invent(1, 40);
    let hit = |booking: &Booking| booking.guests.iter().any(|g| booking.takes_wednesday_of(&world.company, g.who));
    let urgent = |booking: &Booking| booking.title.starts_with("[urgent]");
    for booking in &world.bookings {
        let mut this_week = booking.clone();
        while booking.weekly && this_week.start < week::day(0, 0, 0) {
            this_week.start += TimeDelta::weeks(1);
        }
        assert_eq!(hit(&this_week), booking.conflict || urgent(booking), "{}", booking.title);
    }
}

#[test]
fn a_meeting_that_is_moved_off_wednesday_is_nobodys_protected_time_afterwards() {
    let world = World::invent(1, 40);
    for edit in &world.script {
        let Change::Move { start } = edit.change else { continue };
        let moved = Booking { start, ..edit.booking.clone() };
        assert!(edit.booking.conflict);
        assert!(!moved.guests.iter().any(|guest| moved.takes_wednesday_of(&world.company, guest.who)));
        assert!(edit.at + TimeDelta::hours(24) < edit.booking.starts());
    }
}

#[test]
fn whoever_says_yes_after_the_decline_had_not_answered_before() {
    let world = World::invent(1, 40);
    for edit in &world.script {
        let Change::Answer { who, .. } = edit.change else { continue };
        let guest = edit.booking.guests.iter().find(|guest| guest.who == who).unwrap();
        assert_eq!(guest.answer, Response::NoAnswer);
        assert!(deadline(&world, &edit.booking) < edit.at && edit.at < edit.booking.starts());
    }
}

#[test]
fn every_edit_applied_twice_is_applied_once_and_keeps_what_others_wrote() {
    let world = World::invent(1, 40);
    for edit in world.script.iter().filter(|edit| edit.change != Change::Book) {
        let fresh = calendars::text(&world.company, &edit.booking, edit.booking.organizer);
        let mark = "X-SOMEBODY-WROTE;P=\"a:b\":this,that";
        let before = fresh.replacen("END:VEVENT", &format!("{mark}\r\nCATEGORIES:seen\r\nEND:VEVENT"), 1);
        let once = script::edited(&world.company, edit, &before);
        assert_ne!(once, before);
        assert!(once.contains(mark) && once.contains("CATEGORIES:seen"));
        assert_eq!(script::edited(&world.company, edit, &once), once);
        once.parse::<icalendar::Calendar>().unwrap();
    }
}

#[test]
fn an_organizers_edit_keeps_each_copys_own_answer_unless_it_moves_the_meeting() {
    let world = World::invent(1, 40);
    for edit in &world.script {
        let Some(guest) = edit.booking.guests.first() else { continue };
        let email = &world.company.people[guest.who].email;
        let declined = |text: &str| {
            let calendar: icalendar::Calendar = text.parse().unwrap();
            let mine = calendar.components.iter().filter_map(|part| part.as_event()).flat_map(|e| e.get_attendees());
            mine.filter(|attendee| attendee.cal_address.ends_with(email.as_str()))
                .all(|attendee| attendee.part_stat == Some(icalendar::PartStat::Declined))
        };
        let mut mine = edit.booking.clone();
        mine.guests[0].answer = Response::Declined;
        let after = script::edited(&world.company, edit, &calendars::text(&world.company, &mine, guest.who));
        match edit.change {
            Change::Move { .. } => assert!(!declined(&after)),
            Change::Answer { who, .. } if who == guest.who => assert!(!declined(&after)),
            _ => assert!(declined(&after), "{after}"),
        }
    }
}

#[test]
fn the_policy_file_is_toml_with_the_lead_times_that_the_story_reckons_with() {
    let company = Company::invent(1, 40);
    let policy: toml::Table = policy::toml(&company).parse().unwrap();
    let rules = policy["rule"].as_array().unwrap();
    assert_eq!(rules[2]["lead_time"].as_str(), Some("24h"));
    assert_eq!(rules[2]["first_notice"].as_str(), Some("48h"));
    assert_eq!(policy["site"].as_array().unwrap().len(), 5);
    assert_eq!(policy::people(&company).lines().count(), 41);
}

#[test]
fn a_copy_that_has_not_heard_still_shows_no_answer_and_the_owners_copy_shows_their_own() {
    let guest = booking::Invited { who: 3, answer: Response::Accepted, unheard: true };
    let world = World::invent(1, 40);
    let booking = Booking { organizer: 0, guests: vec![guest], ..world.bookings[0].clone() };
    let seen = [0, 3, 7].map(|owner| booking.answer_seen_by(owner, &guest));
    assert_eq!(seen, [Response::Accepted, Response::Accepted, Response::NoAnswer]);
}
