//! The conversation with the organizer.

use chrono::TimeDelta;

use crate::meeting::{Mode, Requirement, Response, Stage};
use crate::policy::world::{World, at};

use super::machine::{Machine, Mail};

#[test]
fn first_notice_last_call_and_outcome_each_come_at_their_time_and_once() {
    let mut machine = Machine::new(World::new());
    assert!(machine.until("Mon 14:59").is_empty());
    assert_eq!(machine.until("Mon 15:00"), ["Mon 15:00 first_notice"]);
    assert!(machine.until("Wed 10:59").is_empty());
    assert_eq!(machine.until("Wed 11:00"), ["Wed 11:00 last_call"]);
    let deadline = ["Wed 15:00 decline bo", "Wed 15:00 decline cy", "Wed 15:00 outcome"];
    assert_eq!(machine.until("Wed 15:00"), deadline);
    assert!(machine.until("Fri 15:00").is_empty(), "nothing more");
}

#[test]
fn the_first_notice_says_what_is_missing_until_when_and_what_follows_for_whom() {
    let mut machine = Machine::new(World::new());
    machine.until("Mon 15:00");
    let notice = machine.notice(Stage::FirstNotice);
    assert_eq!(notice.organizer.local(), "ana");
    assert_eq!((notice.deadline, notice.promised), (at("Wed 15:00"), at("Wed 15:00")));
    assert_eq!((notice.announced, notice.missing), (Mode::Decline, vec![Requirement::Agenda]));
    assert_eq!(notice.people.iter().map(|a| a.local()).collect::<Vec<_>>(), ["bo", "cy"]);
}

#[test]
fn an_agenda_in_time_ends_the_conversation() {
    let mut machine = Machine::new(World::new());
    machine.until("Tue 10:00");
    machine.edit(World::agenda_arrives);
    assert!(machine.until("Fri 10:00").is_empty());
}

#[test]
fn an_agenda_before_the_first_notice_is_sent_withdraws_it_and_its_loss_brings_it_back() {
    let mut machine = Machine::new(World::new());
    machine.mail = Mail::Stuck;
    machine.until("Mon 16:00");
    machine.edit(World::agenda_arrives);
    machine.until("Mon 16:30");
    machine.mail = Mail::Takes;
    assert!(machine.until("Tue 10:00").is_empty());
    machine.edit(World::agenda_vanishes);
    assert_eq!(machine.until("Tue 10:00"), ["Tue 10:00 first_notice"]);
}

#[test]
fn the_announcement_is_what_will_really_follow() {
    let announced = |change: fn(&mut World)| {
        let mut world = World::new();
        change(&mut world);
        let mut machine = Machine::new(world);
        machine.until("Mon 15:00");
        let notice = machine.notice(Stage::FirstNotice);
        (notice.announced, notice.people.iter().map(|a| a.local().to_owned()).collect::<Vec<_>>().join(" "))
    };
    assert_eq!(announced(|_| {}), (Mode::Decline, "bo cy".into()));
    assert_eq!(announced(|w| w.answers("bo", Response::Accepted)), (Mode::Decline, "cy".into()));
    let all_in = |w: &mut World| ["bo", "cy"].iter().for_each(|name| w.answers(name, Response::Accepted));
    assert_eq!(announced(all_in), (Mode::Flag, "bo cy".into()), "who has answered is flagged at most");
    let all_out = |w: &mut World| ["bo", "cy"].iter().for_each(|name| w.answers(name, Response::Declined));
    assert_eq!(announced(all_out), (Mode::Remind, String::new()), "nobody is left to be flagged");
    assert_eq!(announced(|w| w.team("bo", "sales", Mode::Tentative)), (Mode::Decline, "cy".into()));
    assert_eq!(announced(|w| w.policy.mode = Mode::Tentative), (Mode::Tentative, "bo cy".into()));
    assert_eq!(announced(|w| w.policy.mode = Mode::Remind), (Mode::Remind, String::new()));
    let off = |w: &mut World| ["bo", "cy"].iter().for_each(|name| w.change_person(name, |p| p.answers = false));
    assert_eq!(announced(off), (Mode::Flag, "bo cy".into()), "answers are off");
    assert_eq!(announced(|w| w.policy.max_answers_per_meeting = 1), (Mode::Flag, "bo cy".into()), "too many");
}

#[test]
fn mails_wait_for_the_working_morning() {
    let mut world = World::new();
    world.rule().first_notice = TimeDelta::hours(44);
    world.moved_to(at("Thu 02:00"));
    let mut machine = Machine::first_seen(world, "Mon 06:00");
    // The deadline is Wed 02:00, the first notice due on Mon 06:00, before work.
    assert_eq!(machine.until("Mon 12:00"), ["Mon 09:00 first_notice"]);
}

#[test]
fn mails_do_not_wait_when_the_deadline_comes_first() {
    let mut world = World::new();
    world.moved_to(at("Fri 08:00"));
    let mut machine = Machine::first_seen(world, "Wed 22:00");
    // Deadline Thu 08:00; the morning would be an hour late.
    assert_eq!(machine.until("Wed 23:00"), ["Wed 22:00 first_notice"]);
}

#[test]
fn there_is_no_last_call_right_after_the_first_notice() {
    let mut world = World::new();
    world.rule().first_notice = TimeDelta::hours(5);
    let mut machine = Machine::new(world);
    // The first notice is due Wed 10:00, the last call Wed 11:00, but not within two hours.
    let told = ["Wed 10:00 first_notice", "Wed 12:00 last_call"];
    assert_eq!(machine.until("Wed 14:00"), told);
}

#[test]
fn people_outside_and_organizers_in_observe_are_never_mailed() {
    let mut world = World::new();
    world.organized_by("host@elsewhere.org");
    assert_eq!(
        Machine::new(world).until("Fri 10:00"),
        ["Wed 15:00 flag ana", "Wed 15:00 flag bo", "Wed 15:00 flag cy"]
    );
    let mut world = World::new();
    world.team("ana", "sales", Mode::Observe);
    assert!(Machine::new(world).until("Fri 10:00").is_empty());
}

#[test]
fn a_policy_that_moves_the_deadline_keeps_the_promise_and_sends_no_second_notice() {
    let mut machine = Machine::new(World::new());
    machine.until("Mon 15:00");
    machine.reload(|world| world.rule().lead_time = TimeDelta::hours(48));
    let rest = machine.until("Fri 15:00");
    let kept = ["Wed 11:00 last_call", "Wed 15:00 decline bo", "Wed 15:00 decline cy", "Wed 15:00 outcome"];
    assert_eq!(rest, kept);
    assert_eq!(machine.notice(Stage::LastCall).promised, at("Wed 15:00"));
}

#[test]
fn a_pending_notice_is_withdrawn_when_the_organizers_mode_is_lowered() {
    let mut machine = Machine::new(World::new());
    machine.mail = Mail::Stuck;
    machine.until("Mon 15:00");
    machine.reload(|world| world.policy.mode = Mode::Observe);
    machine.until("Mon 16:00");
    machine.mail = Mail::Takes;
    assert!(machine.until("Fri 15:00").is_empty());
}

#[test]
fn a_last_call_that_could_not_be_sent_before_the_deadline_is_not_sent_after_it() {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 10:00");
    machine.mail = Mail::Stuck;
    machine.until("Wed 16:00");
    machine.mail = Mail::Takes;
    assert_eq!(machine.until("Wed 17:00"), ["Wed 16:00 outcome"]);
}

#[test]
fn an_outcome_that_was_undone_before_it_was_told_is_not_told() {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 10:00");
    machine.mail = Mail::Stuck;
    machine.until("Wed 16:00");
    machine.edit(World::agenda_arrives);
    machine.until("Wed 16:00");
    machine.mail = Mail::Takes;
    assert_eq!(machine.until("Thu 10:00"), ["Wed 16:00 restored"]);
}

#[test]
fn whoever_was_warned_a_moment_ago_is_not_told_of_the_flag_too() {
    let mut world = World::new();
    world.policy.mode = Mode::Flag;
    let mut machine = Machine::first_seen(world, "Wed 16:00");
    let log = machine.until("Fri 10:00");
    assert_eq!(log, ["Wed 16:00 first_notice", "Wed 17:00 flag bo", "Wed 17:00 flag cy"]);
}
