//! Whose mode counts: an answer is the least of what the rule asks, mode(organizer) and mode(attendee).

use chrono::Weekday;

use crate::brief::Certainty;
use crate::meeting::{AttendeeKind, Mode, Response};
use crate::policy::world::{World, at, found};

use super::machine::Machine;

/// What is done at the deadline, without times and mails.
fn done(world: World) -> Vec<String> {
    let lines = Machine::new(world).until("Fri 10:00");
    let actions = lines.iter().filter_map(|line| line.strip_prefix("Wed 15:00 "));
    actions.filter(|line| line.contains(' ')).map(str::to_owned).collect()
}

#[test]
fn an_answer_is_the_least_of_the_rule_the_organizers_mode_and_the_attendees() {
    let cases = [
        // rule, organizer, attendee → what happens to Bo
        (Mode::Decline, Mode::Decline, Mode::Decline, "decline bo"),
        (Mode::Decline, Mode::Decline, Mode::Tentative, "tentative bo"),
        (Mode::Decline, Mode::Decline, Mode::Flag, "flag bo"),
        (Mode::Decline, Mode::Decline, Mode::Remind, ""),
        (Mode::Decline, Mode::Decline, Mode::Observe, ""),
        (Mode::Decline, Mode::Tentative, Mode::Decline, "tentative bo"),
        (Mode::Decline, Mode::Flag, Mode::Decline, "flag bo"),
        (Mode::Decline, Mode::Remind, Mode::Decline, ""),
        (Mode::Decline, Mode::Observe, Mode::Decline, ""),
        (Mode::Tentative, Mode::Decline, Mode::Decline, "tentative bo"),
        (Mode::Flag, Mode::Decline, Mode::Decline, "flag bo"),
        (Mode::Remind, Mode::Decline, Mode::Decline, ""),
        (Mode::Observe, Mode::Decline, Mode::Decline, ""),
        (Mode::Tentative, Mode::Flag, Mode::Tentative, "flag bo"),
    ];
    for (rule, organizer, attendee, expected) in cases {
        let mut world = World::new();
        world.unenroll("cy");
        world.copies.retain(|briefed| briefed.copy.mailbox.local() != "cy");
        world.rule().require.values_mut().for_each(|mode| *mode = rule);
        world.team("ana", "organizers", organizer);
        world.team("bo", "attendees", attendee);
        assert_eq!(done(world).join(""), expected, "rule {rule}, organizer {organizer}, attendee {attendee}");
    }
}

#[test]
fn the_organizations_mode_stands_in_for_an_organizer_who_is_not_enrolled() {
    let organized = |mode| {
        let mut world = World::new();
        world.policy.mode = mode;
        world.team("bo", "sales", Mode::Decline);
        world.organized_by("nora");
        done(world)
    };
    assert_eq!(organized(Mode::Decline), ["decline ana", "decline bo", "decline cy"]);
    assert_eq!(organized(Mode::Flag), ["flag ana", "flag bo", "flag cy"]);
    assert!(organized(Mode::Remind).is_empty());
}

#[test]
fn people_from_outside_make_it_a_flag_unless_the_rule_says_external() {
    let mut world = World::new();
    world.invite("guest@elsewhere.org");
    assert_eq!(done(world.clone()), ["flag bo", "flag cy"]);
    world.rule().external = true;
    assert_eq!(done(world), ["decline bo", "decline cy"]);
    let mut world = World::new();
    world.organized_by("host@elsewhere.org");
    world.rule().external = true;
    assert_eq!(done(world), ["flag ana", "flag bo", "flag cy"], "who cannot be warned is not answered");
}

#[test]
fn rooms_groups_private_copies_and_cancelled_copies_are_left_alone() {
    let mut world = World::new();
    for (name, kind) in [("room", AttendeeKind::Room), ("everyone", AttendeeKind::Group)] {
        world.enroll(name);
        world.invite_as(name, kind);
    }
    world.copy("bo").copy.event.private = true;
    world.enroll("dee");
    world.invite("dee");
    world.copy("dee").copy.event.cancelled = true;
    assert_eq!(done(world), ["decline cy"]);
}

#[test]
fn who_has_answered_is_flagged_and_who_said_no_is_left_alone() {
    let mut world = World::new();
    world.answers("bo", Response::Accepted);
    world.answers("cy", Response::Declined);
    world.enroll("dee");
    world.invite("dee");
    assert_eq!(done(world.clone()), ["decline dee", "flag bo"]);
    world.policy.override_accepted = true;
    assert_eq!(done(world), ["decline bo", "decline dee"]);
}

#[test]
fn whoever_has_answers_off_is_flagged() {
    let mut world = World::new();
    world.change_person("bo", |bo| bo.answers = false);
    assert_eq!(done(world), ["decline cy", "flag bo"]);
}

#[test]
fn an_organizer_who_wants_no_mail_after_all_is_flagged_for_and_gets_answers_back() {
    let warned = || {
        let mut machine = Machine::new(World::new());
        machine.until("Tue 16:00");
        machine
    };
    let mut machine = warned();
    machine.reload(|world| world.history.unheard = true);
    assert_eq!(machine.until("Wed 16:00"), ["Wed 15:00 flag bo", "Wed 15:00 flag cy"], "though there was a notice");
    let mut machine = warned();
    machine.until("Wed 16:00");
    assert_eq!(machine.response("bo"), Response::Declined);
    machine.reload(|world| world.history.unheard = true);
    machine.until("Wed 16:30");
    assert_eq!((machine.response("bo"), machine.flagged().len()), (Response::NoAnswer, 2));
}

#[test]
fn what_is_not_judged_or_requires_nothing_has_no_consequences() {
    let quiet: [fn(&mut World); 5] = [
        |world| world.change(|copy| copy.event.private = true),
        |world| world.change(|copy| copy.event.cancelled = true),
        |world| world.change(|copy| copy.event.start = crate::meeting::Moment::Date(copy.event.start.local().date())),
        |world| world.rule().require.clear(),
        |world| world.policy.rules.clear(),
    ];
    for change in quiet {
        let mut world = World::new();
        change(&mut world);
        assert!(Machine::new(world).until("Fri 10:00").is_empty());
    }
}

#[test]
fn unsure_is_treated_as_there() {
    let mut world = World::new();
    world.says(&crate::brief::Brief { agenda: found(Certainty::Unsure, "the budget"), ..Default::default() });
    assert!(Machine::new(world).until("Fri 10:00").is_empty());
}

#[test]
fn nothing_is_answered_once_the_meeting_has_started() {
    let mut machine = Machine::new(World::new());
    machine.until("Wed 10:00");
    machine.now = at("Thu 15:00");
    assert!(machine.until("Fri 10:00").is_empty());
}

#[test]
fn protected_time_goes_by_the_attendees_mode() {
    let mut world = World::new();
    world.rule().require.clear();
    world.protect(Weekday::Thu);
    world.team("ana", "organizers", Mode::Remind);
    world.team("cy", "sales", Mode::Flag);
    assert_eq!(done(world.clone()), ["decline bo", "flag cy"]);
    world.team("ana", "organizers", Mode::Observe);
    assert_eq!(done(world), ["flag bo", "flag cy"], "an organizer who is not mailed is not warned");
}

#[test]
fn more_people_than_may_be_answered_for_are_flagged_and_the_organizer_gets_one_mail() {
    let log = Machine::new(World::crowded(11)).until("Wed 16:00");
    assert_eq!(log[0], "Mon 15:00 first_notice");
    assert_eq!(log.iter().filter(|line| line.contains("flag")).count(), 11);
    assert!(!log.iter().any(|line| line.contains("decline")));
    assert_eq!(log.iter().filter(|line| line.contains("outcome")).count(), 1);
    let log = Machine::new(World::crowded(10)).until("Wed 16:00");
    assert_eq!(log.iter().filter(|line| line.contains("decline")).count(), 10, "ten are not too many");
}

#[test]
fn guests_who_come_after_the_answers_count_with_those_answered_for() {
    let mut machine = Machine::new(World::crowded(9));
    machine.until("Wed 15:00");
    machine.edit(|world| {
        for name in ["late1", "late2"] {
            world.enroll(name);
            world.invite(name);
        }
    });
    assert_eq!(machine.until("Wed 16:00"), ["Wed 15:00 flag late1", "Wed 15:00 flag late2"]);
}
