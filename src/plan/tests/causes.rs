//! Several causes at once: agenda, pre-read and protected time.

use chrono::{TimeDelta, Weekday};

use crate::meeting::{Cause, Mode, Requirement, Response, Stage};
use crate::policy::Who;
use crate::policy::world::{World, address, at, with_agenda, with_pre_read};

use super::machine::Machine;

fn protected() -> World {
    let mut world = World::new();
    world.protect(Weekday::Thu);
    world
}

fn causes(machine: &Machine) -> Vec<&'static str> {
    let kind = |cause: &Cause| match cause {
        Cause::Missing { requirement, .. } => requirement.as_str(),
        Cause::Protected { .. } => "protected",
    };
    machine.world.history.answers[0].causes.iter().map(kind).collect()
}

#[test]
fn an_answer_with_two_causes_stands_until_both_are_gone() {
    let mut machine = Machine::new(protected());
    let log = machine.until("Wed 16:00");
    assert_eq!(log[..2], ["Mon 15:00 first_notice", "Mon 15:00 conflict"], "found together, one digest");
    assert_eq!(log.iter().filter(|line| line.contains("outcome")).count(), 1);
    assert_eq!(causes(&machine), ["agenda", "protected"]);

    machine.edit(World::agenda_arrives);
    assert!(machine.until("Wed 17:00").is_empty());
    assert_eq!(causes(&machine), ["protected"]);
    assert_eq!(machine.response("bo"), Response::Declined);

    machine.reload(|world| world.policy.protected.clear());
    assert_eq!(machine.until("Wed 18:00"), ["Wed 17:00 restore bo", "Wed 17:00 restore cy", "Wed 17:00 restored"]);
}

#[test]
fn protected_time_removed_first_leaves_the_missing_agenda() {
    let mut machine = Machine::new(protected());
    machine.until("Wed 16:00");
    machine.reload(|world| world.policy.protected.clear());
    assert!(machine.until("Wed 17:00").is_empty());
    assert_eq!(causes(&machine), ["agenda"]);
    machine.edit(World::agenda_arrives);
    machine.until("Wed 18:00");
    assert_eq!(machine.response("bo"), Response::NoAnswer);
}

#[test]
fn what_only_flags_does_not_keep_an_answer_alive() {
    let mut world = World::new();
    world.rule().require.insert(Requirement::PreRead, Mode::Flag);
    let mut machine = Machine::new(world);
    machine.until("Wed 16:00");
    assert_eq!(machine.response("bo"), Response::Declined);
    machine.edit(World::agenda_arrives);
    let log = machine.until("Wed 17:00");
    assert!(log.contains(&"Wed 16:00 restore bo".to_owned()) && log.contains(&"Wed 16:00 flag bo".to_owned()));
    let mut both = with_agenda();
    both.pre_read = with_pre_read().pre_read;
    machine.edit(|world| world.says(&both));
    assert_eq!(machine.until("Wed 18:00"), ["Wed 17:00 unflag bo", "Wed 17:00 unflag cy", "Wed 17:00 restored"]);
}

#[test]
fn a_conflict_alone_is_told_defended_and_told_again() {
    let mut world = protected();
    world.says(&with_agenda());
    let mut machine = Machine::new(world);
    let log = machine.until("Fri 10:00");
    let story = ["Mon 15:00 conflict", "Wed 15:00 decline bo", "Wed 15:00 decline cy", "Wed 15:00 outcome"];
    assert_eq!(log, story);
    let conflict = machine.notice(Stage::Conflict);
    assert_eq!((conflict.announced, conflict.missing.len(), conflict.people.len()), (Mode::Decline, 0, 2));
    let outcome = machine.notice(Stage::Outcome);
    assert_eq!((outcome.window.as_deref(), outcome.missing.len()), (Some("No-Meeting Day"), 0));
}

#[test]
fn a_conflict_names_only_whom_that_window_protects_and_announces_what_will_follow() {
    let mut world = protected();
    world.says(&with_agenda());
    world.policy.protected[0].who = Who { teams: Vec::new(), people: vec![address("bo")] };
    world.protect(Weekday::Thu).who = Who { teams: Vec::new(), people: vec![address("cy")] };
    world.policy.protected[1].name = "Cy's focus".to_owned();
    world.policy.protected[1].on_meeting = Mode::Flag;
    let mut machine = Machine::new(world.clone());
    machine.until("Mon 16:00");
    let conflict = machine.notice(Stage::Conflict);
    assert_eq!((conflict.window.as_deref(), conflict.people), (Some("No-Meeting Day"), vec![address("bo")]));

    world.answers("bo", Response::Accepted);
    let mut machine = Machine::new(world.clone());
    machine.until("Mon 16:00");
    assert_eq!(machine.notice(Stage::Conflict).announced, Mode::Flag, "Bo has answered");

    world.answers("bo", Response::Declined);
    world.answers("cy", Response::Declined);
    assert!(Machine::new(world).until("Fri 10:00").is_empty(), "nobody comes who needs defending");
}

#[test]
fn the_outcome_at_the_deadline_of_protected_time_does_not_speak_of_an_agenda_that_still_has_time() {
    let mut world = protected();
    world.policy.protected[0].lead_time = TimeDelta::hours(48);
    world.policy.protected[0].who = Who { teams: Vec::new(), people: vec![address("bo")] };
    let mut machine = Machine::first_seen(world, "last Fri 10:00");
    let log = machine.until("Tue 16:00");
    assert!(log.ends_with(&["Tue 15:00 decline bo".to_owned(), "Tue 15:00 outcome".to_owned()]), "{log:?}");
    let outcome = machine.notice(Stage::Outcome);
    assert_eq!((outcome.deadline, outcome.missing.len()), (at("Tue 15:00"), 0));
    let log = machine.until("Wed 16:00");
    assert!(log.ends_with(&["Wed 15:00 decline cy".to_owned(), "Wed 15:00 outcome".to_owned()]), "{log:?}");
    assert_eq!(machine.notice(Stage::Outcome).missing, [Requirement::Agenda]);
}

#[test]
fn moving_out_of_protected_time_brings_the_answers_back() {
    let mut world = protected();
    world.says(&with_agenda());
    let mut machine = Machine::new(world);
    machine.until("Wed 16:00");
    machine.edit(|world| world.moved_to(at("Fri 15:00")));
    let log = machine.until("Fri 10:00");
    assert_eq!(log, ["Wed 16:00 restore bo", "Wed 16:00 restore cy"], "and no thanks for an agenda that was there");
}

#[test]
fn too_many_protected_people_are_flagged_and_that_is_what_is_announced() {
    let mut world = World::crowded(11);
    world.protect(Weekday::Thu);
    world.says(&with_agenda());
    let mut machine = Machine::new(world);
    let log = machine.until("Wed 16:00");
    assert_eq!(machine.notice(Stage::Conflict).announced, Mode::Flag);
    assert_eq!(log.iter().filter(|line| line.contains(" flag ")).count(), 11);
}
