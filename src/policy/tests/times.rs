//! Deadlines and protected time: weekends, holidays, clock changes and zones.

use std::sync::Arc;

use chrono::{NaiveDate, Weekday};
use chrono_tz::{America, Asia};

use crate::meeting::{AttendeeKind, Hours, WorkingTime};
use crate::policy::world::{World, address, at, at_in, titled};
use crate::policy::{Budget, Who};

fn deadline(world: &World) -> chrono::DateTime<chrono::Utc> {
    world.judged("last Mon 10:00").deadline.expect("a deadline").at
}

#[test]
fn the_deadline_is_start_minus_lead_time_and_says_how_it_came_about() {
    let deadline = World::new().judged("Mon 10:00").deadline.expect("a deadline");
    assert_eq!(deadline.at, at("Wed 15:00"));
    assert_eq!(deadline.first_notice, at("Mon 15:00"));
    assert_eq!(deadline.last_call, at("Wed 11:00"));
    let how = "24 hours before Thu 26 Nov 15:00 in Europe/Berlin, on a working day: Wed 25 Nov 15:00";
    assert_eq!(deadline.how, how);
}

#[test]
fn a_deadline_on_a_day_off_moves_back_to_the_last_working_day() {
    let mut world = World::new();
    world.moved_to(at("next Mon 10:00"));
    assert_eq!(deadline(&world), at("Fri 10:00"), "over a weekend");
    let friday = NaiveDate::from_ymd_opt(2026, 11, 27).expect("a date");
    world.change_person("ana", |ana| ana.working.days_off = Arc::new([friday].into()));
    assert_eq!(deadline(&world), at("Thu 10:00"), "and over the organizer's holiday");
}

#[test]
fn a_deadline_keeps_the_wall_clock_across_a_clock_change() {
    let mut world = World::new();
    world.moved_to(at("2026-03-30 10:00"));
    let verdict = world.judged_at(at("2026-03-16 10:00"));
    assert_eq!(verdict.deadline.expect("a deadline").at, at("2026-03-27 10:00"), "the clock changed on the 29th");
}

#[test]
fn the_deadline_goes_by_the_organizers_zone_or_the_organizations_for_whoever_is_not_enrolled() {
    let mut world = World::new();
    world.change_person("ana", |ana| ana.working = WorkingTime::new(America::New_York, Hours::default()));
    world.moved_to(at_in("Fri 20:00", America::New_York));
    assert_eq!(deadline(&world), at_in("Thu 20:00", America::New_York));
    world.moved_to(at_in("Sun 20:00", America::New_York));
    assert_eq!(deadline(&world), at_in("Fri 20:00", America::New_York), "Saturday there");
    world.organized_by("nora");
    assert_eq!(deadline(&world), at("Fri 02:00"), "Sunday 02:00 in Berlin");
}

fn protected(world: &World) -> Vec<String> {
    world.judged("Mon 10:00").hits.into_iter().map(|hit| hit.mailbox.local().to_owned()).collect()
}

#[test]
fn protected_time_protects_attendees_and_not_the_organizer_who_chose_it() {
    let mut world = World::new();
    world.protect(Weekday::Thu);
    assert_eq!(protected(&world), ["bo", "cy"]);
    world.moved_to(at("Wed 15:00"));
    assert!(protected(&world).is_empty());
}

#[test]
fn wednesday_half_past_midnight_for_one_is_still_tuesday_for_another() {
    let mut world = World::new();
    world.protect(Weekday::Wed);
    world.moved_to(at("Wed 00:30"));
    world.change_person("bo", |bo| bo.working = WorkingTime::new(America::New_York, Hours::default()));
    assert_eq!(protected(&world), ["cy"], "18:30 on Tuesday in New York");
    world.moved_to(at("Tue 22:30"));
    world.change_person("bo", |bo| bo.working = WorkingTime::new(Asia::Kolkata, Hours::default()));
    assert_eq!(protected(&world), ["bo"], "03:00 on Wednesday in Bengaluru");
}

#[test]
fn protected_hours_begin_and_end_on_the_attendees_clock() {
    let mut world = World::new();
    let time = |hour| chrono::NaiveTime::from_hms_opt(hour, 0, 0).expect("a time");
    world.protect(Weekday::Thu).hours = Some((time(9), time(15)));
    assert!(protected(&world).is_empty(), "the meeting begins when it ends");
    world.moved_to(at("Thu 14:59"));
    assert_eq!(protected(&world), ["bo", "cy"]);
    world.moved_to(at("Thu 08:00"));
    assert!(protected(&world).is_empty(), "and ends when it begins");
}

#[test]
fn a_day_on_which_someone_does_not_work_needs_no_protection() {
    let mut world = World::new();
    world.protect(Weekday::Thu);
    world.change_person("cy", |cy| cy.working.hours = "Mon-Wed 09:00-17:30".parse().expect("hours"));
    assert_eq!(protected(&world), ["bo"]);
}

#[test]
fn protected_time_is_for_teams_and_people_or_for_everyone() {
    let mut world = World::new();
    world.team("bo", "engineering", crate::meeting::Mode::Decline);
    world.protect(Weekday::Thu).who = Who { teams: vec!["engineering".to_owned()], people: Vec::new() };
    assert_eq!(protected(&world), ["bo"]);
    world.policy.protected[0].who.people.push(address("cy"));
    assert_eq!(protected(&world), ["bo", "cy"]);
}

#[test]
fn meetings_that_an_allowed_rule_matches_may_fall_into_protected_time() {
    let mut world = World::new();
    world.exempt("urgent", titled("Budget"));
    world.protect(Weekday::Thu).allow = vec!["urgent".to_owned()];
    assert!(protected(&world).is_empty());
    world.change(|copy| copy.event.title = "Chat".to_owned());
    assert_eq!(protected(&world), ["bo", "cy"]);
}

#[test]
fn past_its_budget_an_allowed_rule_does_not_match_and_allows_nothing() {
    let mut world = World::new();
    world.exempt("urgent", titled("Budget")).budget = Some(Budget { per_organizer: 1, days: 30 });
    world.protect(Weekday::Thu).allow = vec!["urgent".to_owned()];
    assert!(protected(&world).is_empty());
    world.budgets.insert("urgent".to_owned(), 1);
    assert_eq!(protected(&world), ["bo", "cy"]);
}

#[test]
fn meetings_with_outside_guests_are_allowed_unless_external_is_set() {
    let mut world = World::new();
    world.invite("guest@elsewhere.org");
    world.protect(Weekday::Thu);
    assert!(protected(&world).is_empty());
    world.policy.protected[0].external = true;
    assert_eq!(protected(&world), ["bo", "cy"]);
}

#[test]
fn private_copies_rooms_and_the_organizers_other_address_are_not_protected() {
    let mut world = World::new();
    world.protect(Weekday::Thu);
    world.copy("bo").copy.event.private = true;
    world.enroll("room");
    world.invite_as("room", AttendeeKind::Room);
    world.change_person("cy", |cy| cy.aliases.push(address("cyrus")));
    world.organized_by("cyrus");
    world.copy("ana").copy.is_organizer = false;
    assert_eq!(protected(&world), ["ana"]);
}
