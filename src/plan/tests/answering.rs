//! Answers given, given back, and left to people.

use chrono::TimeDelta;

use crate::meeting::{AnswerState, Mode, Response, Stage};
use crate::policy::world::{World, at, titled};

use super::machine::Machine;

/// Past the deadline: Bo and Cy are declined for, and the organizer knows.
fn declined() -> Machine {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 16:00");
    assert_eq!((machine.response("bo"), machine.response("cy")), (Response::Declined, Response::Declined));
    machine
}

#[test]
fn a_late_agenda_brings_the_answers_back_and_thanks() {
    let mut machine = declined();
    machine.edit(World::agenda_arrives);
    let log = machine.until("Wed 17:00");
    assert_eq!(log, ["Wed 16:00 restore bo", "Wed 16:00 restore cy", "Wed 16:00 restored"]);
    assert_eq!(machine.response("bo"), Response::NoAnswer);
    assert_eq!(machine.notice(Stage::Restored).people.len(), 2);
    assert!(machine.until("Fri 10:00").is_empty());
}

#[test]
fn an_answer_is_given_back_even_if_the_store_has_not_read_the_calendar_since() {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 14:00");
    machine.syncs = false;
    machine.until("Wed 16:00");
    assert_eq!(machine.world.response("bo"), Response::NoAnswer, "as last read");
    assert_eq!(machine.response("bo"), Response::Declined);
    machine.world.agenda_arrives();
    machine.edit(World::agenda_arrives);
    machine.until("Wed 17:00");
    assert_eq!(machine.response("bo"), Response::NoAnswer);
}

#[test]
fn an_agenda_that_goes_again_is_flagged_and_never_answered_twice() {
    let mut machine = declined();
    machine.edit(World::agenda_arrives);
    machine.until("Wed 16:30");
    machine.edit(World::agenda_vanishes);
    assert_eq!(machine.until("Fri 10:00"), ["Wed 16:30 flag bo", "Wed 16:30 flag cy"]);
}

#[test]
fn another_requirement_missing_at_the_same_deadline_is_no_reason_to_answer_twice() {
    let mut world = World::new();
    world.rule().require.insert(crate::meeting::Requirement::PreRead, Mode::Decline);
    let mut both = crate::policy::world::with_agenda();
    both.pre_read = crate::policy::world::with_pre_read().pre_read;
    world.says(&crate::policy::world::with_pre_read());
    let mut machine = Machine::new(world);
    machine.until("Mon 16:00");
    machine.edit(World::agenda_vanishes);
    machine.until("Wed 12:00");
    machine.edit(|world| world.says(&crate::policy::world::with_pre_read()));
    machine.until("Wed 16:00");
    assert_eq!(machine.response("bo"), Response::Declined);
    machine.edit(|world| world.says(&both));
    machine.until("Wed 17:00");
    assert_eq!(machine.response("bo"), Response::NoAnswer);
    machine.edit(World::agenda_arrives);
    machine.until("Thu 12:00");
    assert_eq!(machine.response("bo"), Response::NoAnswer);
    assert_eq!(machine.flagged(), ["bo", "cy"]);
}

#[test]
fn a_person_who_answers_after_us_wins_for_good() {
    let mut machine = declined();
    machine.human("bo", Response::Accepted);
    assert_eq!(machine.until("Wed 17:00"), ["Wed 16:00 flag bo"]);
    assert_eq!(machine.world.history.answers[0].state, AnswerState::Overridden);
    machine.edit(World::agenda_arrives);
    machine.until("Wed 18:00");
    assert_eq!((machine.response("bo"), machine.response("cy")), (Response::Accepted, Response::NoAnswer));
    assert!(machine.flagged().is_empty());
}

#[test]
fn a_person_who_answers_before_us_is_not_answered_for() {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 14:59");
    machine.human("bo", Response::Tentative);
    machine.until("Wed 16:00");
    assert_eq!((machine.response("bo"), machine.response("cy")), (Response::Tentative, Response::Declined));
    machine.edit(World::agenda_arrives);
    machine.until("Wed 17:00");
    assert_eq!(machine.response("bo"), Response::Tentative);
}

#[test]
fn who_overrode_us_is_left_in_peace_even_where_a_yes_may_be_overridden() {
    let mut machine = declined();
    machine.reload(|world| world.policy.override_accepted = true);
    machine.human("bo", Response::Accepted);
    machine.reload(|world| world.rule().lead_time = chrono::TimeDelta::hours(25));
    machine.until("Fri 10:00");
    assert_eq!(machine.response("bo"), Response::Accepted);
}

#[test]
fn who_overrode_us_after_the_meeting_moved_is_left_in_peace_at_its_new_time_too() {
    let mut machine = declined();
    machine.reload(|world| world.policy.override_accepted = true);
    machine.edit(|world| world.moved_to(at("Fri 15:00")));
    machine.human("bo", Response::Accepted);
    machine.until("Fri 14:00");
    assert_eq!(machine.response("bo"), Response::Accepted);
}

#[test]
fn a_yes_that_we_overrode_comes_back() {
    let mut world = World::new();
    world.policy.override_accepted = true;
    world.answers("bo", Response::Accepted);
    let mut machine = Machine::new(world);
    machine.until("Wed 16:00");
    assert_eq!(machine.response("bo"), Response::Declined);
    machine.edit(World::agenda_arrives);
    machine.until("Wed 17:00");
    assert_eq!(machine.response("bo"), Response::Accepted);
}

#[test]
fn a_meeting_that_moves_is_given_back_and_warned_anew() {
    let mut machine = declined();
    machine.edit(|world| world.moved_to(at("next Thu 15:00")));
    let log = machine.until("Fri 12:00");
    assert_eq!(log, ["Wed 16:00 restore bo", "Wed 16:00 restore cy"], "and no thanks: nothing was added");
    let log = machine.until("next Thu 10:00");
    let again = [
        "Mon 15:00 first_notice",
        "Wed 11:00 last_call",
        "Wed 15:00 decline bo",
        "Wed 15:00 decline cy",
        "Wed 15:00 outcome",
    ];
    assert_eq!(log, again);
}

#[test]
fn a_move_that_asks_everyone_afresh_ends_our_answers_without_a_word() {
    let mut machine = declined();
    machine.moves(at("Thu 16:00"));
    // A new time inside the lead time: warned anew, with the short notice.
    let log = machine.until("Thu 12:00");
    let again = ["Wed 16:00 first_notice", "Wed 17:00 decline bo", "Wed 17:00 decline cy", "Wed 17:00 outcome"];
    assert_eq!(log, again);
}

#[test]
fn a_meeting_that_moves_back_is_not_answered_twice_for_one_deadline() {
    let mut machine = declined();
    machine.moves(at("next Thu 15:00"));
    machine.until("Wed 16:30");
    machine.moves(at("Thu 15:00"));
    machine.until("Thu 12:00");
    assert_eq!(machine.response("bo"), Response::NoAnswer);
    assert_eq!(machine.flagged(), ["bo", "cy"]);
}

#[test]
fn a_policy_that_moves_the_deadline_twice_brings_no_second_answer() {
    let mut machine = declined();
    let lead_time = |hours| move |world: &mut World| world.rule().lead_time = TimeDelta::hours(hours);
    machine.reload(lead_time(25));
    machine.until("Wed 16:10");
    assert_eq!(machine.response("bo"), Response::Declined, "it stands for a deadline that passed even earlier");
    machine.reload(lead_time(4));
    machine.until("Wed 16:20");
    assert_eq!(machine.response("bo"), Response::NoAnswer, "there is time again");
    machine.until("Thu 14:00");
    assert_eq!(machine.response("bo"), Response::NoAnswer, "and that was the one answer to this occurrence");
    assert_eq!(machine.flagged(), ["bo", "cy"]);
}

#[test]
fn a_move_that_keeps_the_deadline_brings_no_second_mail_and_therefore_no_answer() {
    let mut world = World::new();
    world.moved_to(at("next Mon 10:00"));
    let mut machine = Machine::new(world);
    // Both Monday's and Sunday's deadline is Friday 10:00.
    machine.until("Thu 12:00");
    machine.moves(at("Sun 10:00"));
    assert_eq!(machine.until("Fri 12:00"), ["Fri 10:00 flag bo", "Fri 10:00 flag cy", "Fri 10:00 outcome"]);
}

#[test]
fn a_lowered_mode_gives_answers_back_and_flags_instead() {
    let mut machine = declined();
    machine.reload(|world| world.policy.mode = Mode::Flag);
    machine.until("Wed 17:00");
    assert_eq!((machine.response("bo"), machine.flagged()), (Response::NoAnswer, vec!["bo".into(), "cy".into()]));
    machine.reload(|world| world.policy.mode = Mode::Remind);
    machine.until("Wed 18:00");
    assert!(machine.flagged().is_empty());
}

#[test]
fn a_decline_does_not_stand_where_only_tentative_is_allowed_any_more() {
    let mut machine = declined();
    machine.reload(|world| world.policy.mode = Mode::Tentative);
    machine.until("Wed 17:00");
    assert_eq!(machine.response("bo"), Response::NoAnswer);
    assert_eq!(machine.flagged(), ["bo", "cy"]);
}

#[test]
fn answers_off_gives_that_persons_answer_back() {
    let mut machine = declined();
    machine.reload(|world| world.change_person("bo", |bo| bo.answers = false));
    assert_eq!(machine.until("Wed 17:00"), ["Wed 16:00 restore bo", "Wed 16:00 flag bo"]);
    assert_eq!(machine.response("cy"), Response::Declined);
}

#[test]
fn a_loosened_rule_gives_answers_and_flags_back() {
    let mut machine = declined();
    machine.human("bo", Response::Accepted);
    machine.until("Wed 16:30");
    machine.reload(|world| drop(world.exempt("budget-talks", titled("Budget")).name.clone()));
    assert_eq!(machine.until("Wed 17:00"), ["Wed 16:30 restore cy", "Wed 16:30 unflag bo"]);
}

#[test]
fn someone_who_leaves_gets_answer_and_flag_back() {
    let mut world = World::new();
    world.answers("cy", Response::Accepted);
    let mut machine = Machine::new(world);
    machine.until("Wed 16:00");
    machine.reload(|world| {
        world.unenroll("bo");
        world.unenroll("cy");
    });
    assert_eq!(machine.until("Wed 17:00"), ["Wed 16:00 restore bo", "Wed 16:00 unflag cy"]);
}

#[test]
fn a_copy_made_private_gets_its_answer_back() {
    let mut machine = declined();
    machine.edit(|world| world.copy("bo").copy.event.private = true);
    assert_eq!(machine.until("Wed 17:00"), ["Wed 16:00 restore bo"]);
}

#[test]
fn a_guest_from_outside_who_joins_later_leaves_a_flag() {
    let mut machine = declined();
    machine.edit(|world| world.invite("guest@elsewhere.org"));
    machine.until("Wed 17:00");
    assert_eq!((machine.response("bo"), machine.flagged().len()), (Response::NoAnswer, 2));
}

#[test]
fn answers_that_are_not_yet_given_are_withdrawn_when_they_go_too_far() {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 14:00");
    machine.now = at("Wed 15:00");
    let plan = machine.look();
    assert_eq!(plan.actions.iter().filter(|a| a.kind.as_str() == "decline").count(), 2);
    machine.reload(|world| world.policy.mode = Mode::Tentative);
    let log = machine.until("Wed 15:30");
    assert_eq!(log, ["Wed 15:00 outcome", "Wed 15:00 tentative bo", "Wed 15:00 tentative cy"]);
    assert_eq!(machine.world.history.answers[0].state, AnswerState::Dropped);
}

#[test]
fn a_cancelled_meeting_withdraws_everything_that_is_not_yet_done() {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 14:00");
    machine.now = at("Wed 15:00");
    machine.look();
    machine.edit(|world| world.change(|copy| copy.event.cancelled = true));
    assert!(machine.until("Fri 10:00").is_empty());
    assert_eq!(machine.response("bo"), Response::NoAnswer);
}

#[test]
fn a_copy_that_another_event_shares_is_answered_once() {
    let mut world = World::new();
    let double = world.copy("bo").clone();
    world.copies.push(double);
    let mut machine = Machine::new(world);
    let log = machine.until("Wed 15:00");
    assert_eq!(log.iter().filter(|line| line.ends_with("decline bo")).count(), 1);
}

#[test]
fn a_last_call_about_another_time_does_not_stand_for_a_notice_that_can_still_be_given() {
    let mut world = World::new();
    world.moved_to(at("Sat 10:00"));
    let mut machine = Machine::new(world);
    machine.writes = false;
    machine.until("Wed 12:00");
    // With an hour more, Saturday and Sunday share the deadline Friday 9:00, for which there was a last call.
    machine.reload(|world| world.rule().lead_time = TimeDelta::hours(25));
    machine.until("Fri 10:00");
    machine.edit(|world| world.moved_to(at("Sun 10:00")));
    assert_eq!(machine.until("Fri 10:05"), ["Fri 10:00 first_notice"], "and no flag before its time has passed");
}
