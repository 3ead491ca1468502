//! Who counts, who is inside, and how far anything may go.

use crate::meeting::{AttendeeKind, Meeting, Mode};
use crate::policy::world::{World, address};

fn limit(world: &World) -> Mode {
    world.judged("Mon 10:00").limit
}

#[test]
fn the_limit_is_the_organizers_teams_mode_else_the_organizations() {
    let mut world = World::new();
    world.policy.mode = Mode::Tentative;
    assert_eq!(limit(&world), Mode::Tentative);
    world.team("ana", "sales", Mode::Remind);
    assert_eq!(limit(&world), Mode::Remind, "a team behind");
    world.team("ana", "engineering", Mode::Decline);
    assert_eq!(limit(&world), Mode::Decline, "a team ahead");
    world.organized_by("nora");
    assert_eq!(limit(&world), Mode::Tentative, "the organization's stands in for whoever is not enrolled");
}

#[test]
fn people_from_outside_lower_it_to_a_flag_unless_the_rule_says_external() {
    let mut world = World::new();
    world.invite("guest@elsewhere.org");
    assert_eq!(limit(&world), Mode::Flag, "an outside guest");
    world.rule().external = true;
    assert_eq!(limit(&world), Mode::Decline);

    let mut world = World::new();
    world.organized_by("host@elsewhere.org");
    assert_eq!(limit(&world), Mode::Flag, "an outside organizer");
    world.policy.mode = Mode::Observe;
    assert_eq!(limit(&world), Mode::Observe, "never raised");
}

#[test]
fn inside_is_whoever_is_enrolled_or_under_a_domain_of_the_organization() {
    let mut world = World::new();
    world.invite("someone@mail.example.com");
    assert_eq!(limit(&world), Mode::Decline, "a domain below ours");
    world.enroll("contractor@elsewhere.org");
    world.invite("contractor@elsewhere.org");
    assert_eq!(limit(&world), Mode::Decline, "enrolled");
    world.invite("impostor@notexample.com");
    assert_eq!(limit(&world), Mode::Flag, "only ends alike");
}

#[test]
fn rooms_never_count_and_an_unexpanded_group_counts_as_many() {
    let mut world = World::new();
    world.invite_as("room", AttendeeKind::Room);
    world.invite_as("projector@resources.elsewhere.org", AttendeeKind::Room);
    assert_eq!(world.meeting().size, 3);
    assert_eq!(limit(&world), Mode::Decline, "a room is nobody from outside");
    world.invite_as("everyone", AttendeeKind::Group);
    assert_eq!(world.meeting().size, 3 + Meeting::GROUP_COUNTS);
}

#[test]
fn guests_are_the_larger_of_the_listed_people_and_the_copies_seen() {
    let mut world = World::new();
    world.change(|copy| {
        let own = copy.mailbox.clone();
        copy.event.attendees.retain(|attendee| attendee.address == own);
    });
    assert_eq!(world.meeting().size, 3, "the guest list is hidden, three copies are seen");
    let mut world = World::new();
    world.copies.retain(|briefed| briefed.copy.mailbox == address("bo"));
    assert_eq!(world.meeting().size, 3, "one copy is seen, three are listed");
}

#[test]
fn the_organizers_copy_leads_else_the_highest_sequence() {
    let mut world = World::new();
    world.copy("bo").copy.event.title = "Bo's".to_owned();
    world.copy("bo").copy.event.sequence = 7;
    assert_eq!(world.meeting().title, "Budget");
    world.organized_by("nora");
    assert_eq!(world.meeting().title, "Bo's");
}

#[test]
fn the_version_changes_with_what_is_judged_and_not_with_anyones_answer() {
    let mut world = World::new();
    let before = world.meeting().version;
    world.answers("bo", crate::meeting::Response::Accepted);
    world.copy("cy").copy.event.etag = "2".to_owned();
    assert_eq!(world.meeting().version, before);
    world.change(|copy| copy.recurring = true);
    let recurring = world.meeting().version;
    assert_ne!(recurring, before, "part of a series now");
    world.change(|copy| copy.event.kind = crate::meeting::EventKind::Focus);
    assert_ne!(world.meeting().version, recurring, "a block of time now");
}
