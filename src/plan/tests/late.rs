//! Booked late, warned late, not warned at all: no answer without warning.

use chrono::TimeDelta;

use crate::meeting::{Mode, Response, Stage};
use crate::plan::{Ahead, answer_after};
use crate::policy::world::{World, at, person};

use super::machine::{Machine, Mail};

/// The log of a meeting on Thursday 15:00 that is first seen at `time`.
fn booked(time: &str, start: &str) -> Vec<String> {
    let mut world = World::new();
    world.moved_to(at(start));
    let mut machine = Machine::first_seen(world, time);
    machine.until("next Fri 10:00")
}

#[test]
fn a_meeting_booked_inside_the_lead_time_gets_the_short_notice_and_then_the_answer() {
    let log = booked("Thu 10:00", "Thu 15:00");
    assert_eq!(log, ["Thu 10:00 first_notice", "Thu 11:00 decline bo", "Thu 11:00 decline cy", "Thu 11:00 outcome"]);
}

#[test]
fn with_less_time_left_the_organizer_has_half_of_it() {
    let log = booked("Thu 14:00", "Thu 15:00");
    assert_eq!(log, ["Thu 14:00 first_notice", "Thu 14:30 decline bo", "Thu 14:30 decline cy", "Thu 14:30 outcome"]);
}

#[test]
fn with_less_than_a_quarter_of_an_hour_left_only_a_flag_follows() {
    let log = booked("Thu 14:46", "Thu 15:00");
    assert_eq!(log, ["Thu 14:46 first_notice", "Thu 14:46 flag bo", "Thu 14:46 flag cy"]);
}

#[test]
fn booked_at_night_for_the_next_day_the_mail_waits_for_the_morning_and_so_does_the_answer() {
    let log = booked("Wed 22:00", "Thu 15:00");
    assert_eq!(log, ["Thu 09:00 first_notice", "Thu 10:00 decline bo", "Thu 10:00 decline cy", "Thu 10:00 outcome"]);
}

#[test]
fn booked_at_night_for_early_morning_nobody_is_expected_to_react_at_night() {
    let log = booked("Wed 22:00", "Thu 09:10");
    assert_eq!(log, ["Wed 22:00 first_notice", "Wed 22:00 flag bo", "Wed 22:00 flag cy"]);
    let log = booked("Wed 22:00", "Thu 09:20");
    let answered = ["Wed 22:00 first_notice", "Thu 09:10 decline bo", "Thu 09:10 decline cy", "Thu 09:10 outcome"];
    assert_eq!(log, answered, "twenty minutes of working time are left, half of them are the organizer's");
}

#[test]
fn what_the_mail_promises_is_what_is_kept() {
    let mut machine = Machine::first_seen(World::new(), "Thu 10:00");
    machine.until("Thu 10:00");
    assert_eq!(machine.notice(Stage::FirstNotice).promised, at("Thu 11:00"));
}

#[test]
fn a_notice_accepted_late_gives_its_time_from_then_on() {
    let mut machine = Machine::new(World::new());
    machine.mail = Mail::Stuck;
    assert!(machine.until("Thu 11:00").is_empty(), "while it is pending nothing happens");
    machine.mail = Mail::Takes;
    let log = machine.until("Fri 10:00");
    assert_eq!(log, ["Thu 11:00 first_notice", "Thu 12:00 decline bo", "Thu 12:00 decline cy", "Thu 12:00 outcome"]);
}

#[test]
fn the_next_look_that_a_plan_asks_for_is_enough_though_nothing_tells_when_mails_are_out() {
    for first in ["Mon 10:00", "Wed 22:00", "Thu 10:00", "Thu 14:00"] {
        let mut machine = Machine::first_seen(World::new(), first);
        machine.looks_after_doing = false;
        machine.until("Fri 10:00");
        assert_eq!(machine.response("bo"), Response::Declined, "first seen {first}");
    }
    let mut machine = Machine::new(World::new());
    machine.looks_after_doing = false;
    machine.mail = Mail::Stuck;
    machine.until("Thu 11:00");
    machine.mail = Mail::Takes;
    machine.until("Fri 10:00");
    assert_eq!(machine.response("bo"), Response::Declined, "the mail went out late");
}

#[test]
fn a_notice_that_cannot_be_delivered_means_a_flag() {
    let mut machine = Machine::new(World::new());
    machine.mail = Mail::Refuses;
    assert_eq!(machine.until("Fri 10:00"), ["Wed 15:00 flag bo", "Wed 15:00 flag cy"]);
}

#[test]
fn while_mail_is_stuck_nothing_happens_at_all() {
    let mut machine = Machine::new(World::new());
    machine.mail = Mail::Stuck;
    assert!(machine.until("Fri 10:00").is_empty());
}

#[test]
fn a_policy_made_stricter_after_the_notice_goes_no_further_than_was_announced() {
    let mut world = World::new();
    world.rule().require.values_mut().for_each(|mode| *mode = Mode::Tentative);
    world.rule().last_call = TimeDelta::zero();
    let mut machine = Machine::new(world);
    machine.until("Mon 15:00");
    machine.reload(|world| world.rule().require.values_mut().for_each(|mode| *mode = Mode::Decline));
    let log = machine.until("Fri 10:00");
    assert_eq!(log, ["Wed 15:00 tentative bo", "Wed 15:00 tentative cy", "Wed 15:00 outcome"]);
}

#[test]
fn a_last_call_can_announce_what_the_first_notice_could_not() {
    let mut world = World::new();
    world.policy.mode = Mode::Remind;
    let mut machine = Machine::new(world);
    machine.until("Mon 15:00");
    machine.reload(|world| world.policy.mode = Mode::Decline);
    let log = machine.until("Fri 10:00");
    assert_eq!(log, ["Wed 11:00 last_call", "Wed 15:00 decline bo", "Wed 15:00 decline cy", "Wed 15:00 outcome"]);
}

#[test]
fn raising_the_mode_after_all_mails_are_out_only_flags() {
    let mut world = World::new();
    world.policy.mode = Mode::Remind;
    let mut machine = Machine::new(world);
    machine.until("Wed 16:00");
    machine.reload(|world| world.policy.mode = Mode::Decline);
    assert_eq!(machine.until("Fri 10:00"), ["Wed 16:00 flag bo", "Wed 16:00 flag cy", "Wed 16:00 outcome"]);
}

#[test]
fn coming_back_after_an_outage_warns_first() {
    let mut machine = Machine::first_seen(World::new(), "Wed 17:00");
    let log = machine.until("Fri 10:00");
    assert_eq!(log[0], "Wed 17:00 first_notice");
    assert_eq!(log[1], "Thu 09:30 decline bo", "an hour of working time later");
}

#[test]
fn a_requirement_that_no_notice_named_is_only_flagged() {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 12:00");
    assert_eq!(machine.response("bo"), Response::NoAnswer);
    machine.reload(|world| world.rule().require = [(crate::meeting::Requirement::Outcomes, Mode::Decline)].into());
    let log = machine.until("Fri 10:00");
    assert_eq!(log, ["Wed 15:00 flag bo", "Wed 15:00 flag cy", "Wed 15:00 outcome"]);
}

#[test]
fn an_answer_follows_after_the_lesser_of_short_notice_and_half_the_time_that_remains() {
    let working = person("ana").working;
    let hour = TimeDelta::hours(1);
    let after = |accepted, start| answer_after(at(accepted), at(start), hour, &working);
    assert_eq!(after("Mon 15:00", "Thu 15:00"), Ahead::From(at("Mon 16:00")));
    assert_eq!(after("Thu 14:30", "Thu 15:00"), Ahead::From(at("Thu 14:45")));
    assert_eq!(after("Thu 14:45", "Thu 15:00"), Ahead::From(at("Thu 14:45") + TimeDelta::seconds(450)));
    assert_eq!(after("Thu 14:46", "Thu 15:00"), Ahead::TooLate);
    assert_eq!(after("Sat 10:00", "Sun 10:00"), Ahead::TooLate, "nobody works in between");
    assert_eq!(after("Thu 15:00", "Thu 14:00"), Ahead::TooLate);
}
