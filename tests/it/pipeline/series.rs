//! Series that their organizer splits or shifts: the occurrences have other keys then, and are the same meetings.

use std::collections::BTreeSet;

use meetgate::clock::Clock;
use meetgate::meeting::{Address, MeetingKey};
use meetgate::plan::Say;

use crate::support::on_both_databases;
use crate::support::world::{AGENDA, AGENDA_24H, Db, Invite, World};

const UID: &str = "harbour@example.com";
const SPLIT: &str = "harbour-from-26@example.com";

/// A series on Thursdays at three, the first on the 19th.
async fn weekly(db: Db) -> World {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let more = "RRULE:FREQ=WEEKLY;COUNT=5\r\n";
    world.invite(&Invite { start: "2026-11-19 15:00", more, ..Invite::default() });
    world
}

/// "This and following" from the 26th on: the series ends before, and another one begins.
fn split(world: &World, text: &str) {
    let more = "RRULE:FREQ=WEEKLY;UNTIL=20261120T000000Z\r\n";
    for owner in ["ana", "bo", "cy", "di"] {
        std::fs::remove_file(world.file(owner, UID)).unwrap();
    }
    world.invite(&Invite { start: "2026-11-19 15:00", more, sequence: 1, ..Invite::default() });
    world.invite(&Invite { uid: SPLIT, more: "RRULE:FREQ=WEEKLY;COUNT=4\r\n", text, ..Invite::default() });
}

/// The occurrence on the 26th of this series.
async fn on_the_26th(world: &World, uid: &str) -> MeetingKey {
    let found = world.app.engine.store.find(uid, world.clock.now(), 10).await.unwrap();
    found.into_iter().find(|it| it.start.to_string().starts_with("2026-11-26")).unwrap().key
}

fn count(world: &World, kind: &str) -> usize {
    world.mails().iter().filter(|mail| mail.kind == kind).count()
}

/// What the organizer's mails refer to.
fn threads(world: &World) -> BTreeSet<String> {
    let mails = world.mails().into_iter().filter(|mail| mail.to == "ana@example.com");
    let texts = mails.map(|mail| std::fs::read_to_string(world.path().join("mails").join(mail.file)).unwrap());
    texts.filter_map(|text| text.lines().find(|line| line.starts_with("References:")).map(str::to_owned)).collect()
}

/// Responses in the series itself and in its changed occurrences.
fn declined(world: &World, who: &str, uid: &str) -> usize {
    world.text(who, uid).matches("PARTSTAT=DECLINED").count()
}

async fn after_a_split_nobody_is_asked_twice_and_the_warning_counts(db: Db) {
    let world = weekly(db).await;
    world.between("2026-11-23 15:00", "2026-11-24 10:00").await;
    assert_eq!(count(&world, "first_notice"), 1);
    split(&world, "");
    world.between("2026-11-24 10:30", "2026-11-25 15:30").await;
    assert_eq!((count(&world, "first_notice"), count(&world, "outcome")), (1, 1));
    assert_eq!(["bo", "cy", "di"].map(|who| declined(&world, who, SPLIT)), [1; 3], "warned of that very meeting");
    split(&world, AGENDA);
    world.at("2026-11-25 17:00").await;
    assert_eq!(["bo", "cy", "di"].map(|who| declined(&world, who, SPLIT)), [0; 3]);
    assert_eq!(count(&world, "restored"), 1);
    assert_eq!(threads(&world).len(), 1, "all in the thread of the first: {:?}", threads(&world));
}

async fn a_series_may_be_split_again_and_again(db: Db) {
    let world = weekly(db).await;
    world.between("2026-11-23 15:00", "2026-11-24 10:00").await;
    split(&world, "");
    world.at("2026-11-24 10:30").await;
    for (uid, now) in [("again-3@example.com", "2026-11-24 11:00"), ("again-2@example.com", "2026-11-24 11:30")] {
        for path in ["ana", "bo", "cy", "di"].map(|owner| world.file(owner, SPLIT).parent().unwrap().to_owned()) {
            for file in std::fs::read_dir(path).unwrap() {
                std::fs::remove_file(file.unwrap().path()).unwrap();
            }
        }
        world.invite(&Invite { uid, more: "RRULE:FREQ=WEEKLY;COUNT=4\r\n", ..Invite::default() });
        world.at(now).await;
    }
    world.between("2026-11-24 12:00", "2026-11-25 15:30").await;
    assert_eq!((count(&world, "first_notice"), count(&world, "outcome")), (1, 1));
    assert_eq!(declined(&world, "bo", "again-2@example.com"), 1);
}

async fn after_a_split_nobody_is_answered_for_twice(db: Db) {
    let world = weekly(db).await;
    world.between("2026-11-23 15:00", "2026-11-25 15:30").await;
    assert_eq!(declined(&world, "bo", UID), 1);
    split(&world, "");
    world.between("2026-11-25 16:00", "2026-11-26 10:00").await;
    assert_eq!(declined(&world, "bo", SPLIT), 0, "asked afresh, and answered for once already");
    assert_eq!((count(&world, "first_notice"), count(&world, "outcome")), (1, 1));
}

async fn what_was_said_about_an_occurrence_holds_after_a_shift(db: Db) {
    let world = weekly(db).await;
    world.at("2026-11-23 14:00").await;
    let (bo, meeting) = (Address::parse("bo@example.com").unwrap(), on_the_26th(&world, UID).await);
    let keep = Say::Keep { meeting };
    world.app.engine.store.say(&bo, &keep, "link", None, world.clock.now()).await.unwrap();
    let more = "RRULE:FREQ=WEEKLY;COUNT=5\r\n";
    world.invite(&Invite { start: "2026-11-19 16:00", more, sequence: 1, ..Invite::default() });
    world.between("2026-11-23 14:30", "2026-11-25 17:00").await;
    assert_eq!(["bo", "cy", "di"].map(|who| declined(&world, who, UID)), [0, 1, 1]);
}

async fn an_answer_before_and_one_after_a_shift_are_told_as_one(db: Db) {
    let world = weekly(db).await;
    world.between("2026-11-23 15:00", "2026-11-25 15:00").await;
    assert_eq!(declined(&world, "cy", UID), 1);
    for owner in ["ana", "bo", "cy", "di"] {
        std::fs::remove_file(world.file(owner, UID)).unwrap();
    }
    let more = "RRULE:FREQ=WEEKLY;COUNT=5\r\n";
    world.invite(&Invite { start: "2026-11-19 16:00", more, sequence: 1, ..Invite::default() });
    world.between("2026-11-25 15:10", "2026-11-25 18:30").await;
    assert_eq!((declined(&world, "cy", UID), count(&world, "outcome")), (1, 2), "warned anew, for another time");
    let days: Vec<_> = world.mails().into_iter().filter(|mail| mail.to == "cy@example.com").collect();
    assert_eq!(days.iter().map(|day| day.text.matches("Declined for now").count()).sum::<usize>(), 1, "{days:#?}");
}

/// The new series was seen, and granted its exemption, before the old one left the last calendar.
async fn what_was_granted_to_both_is_kept_once(db: Db) {
    let urgent = "[[rule]]\nname = \"urgent\"\nwhen = { title = \"Harbour\" }\nrequire = {}\n\
                  budget = { per_organizer = 20, days = 30 }\n";
    let world = World::new(db, "mode = \"decline\"", &format!("{urgent}{AGENDA_24H}")).await;
    let more = "RRULE:FREQ=WEEKLY;COUNT=5\r\n";
    world.invite(&Invite { start: "2026-11-19 15:00", more, ..Invite::default() });
    world.at("2026-11-23 14:00").await;
    let old = std::fs::read_to_string(world.file("di", UID)).unwrap();
    split(&world, "");
    std::fs::write(world.file("di", UID), old).unwrap();
    world.at("2026-11-23 14:30").await;
    split(&world, "See you there");
    world.at("2026-11-23 15:00").await;
    let key = on_the_26th(&world, SPLIT).await;
    let filed = world.app.engine.store.filed(&key).await.unwrap().unwrap();
    assert_eq!((filed.verdict.rule.as_deref(), filed.history.grants.len()), (Some("urgent"), 1));
}

/// Two rooms, two groups, one organizer: the other meeting of that name is not the one that was called off.
async fn a_meeting_of_another_name_or_time_inherits_nothing(db: Db) {
    let world = weekly(db).await;
    world.between("2026-11-23 15:00", "2026-11-24 10:00").await;
    for owner in ["ana", "bo", "cy", "di"] {
        std::fs::remove_file(world.file(owner, UID)).unwrap();
    }
    let more = "RRULE:FREQ=WEEKLY;COUNT=4\r\n";
    world.invite(&Invite { uid: SPLIT, title: "Pier 9", more, ..Invite::default() });
    world.invite(&Invite { uid: "later@example.com", start: "2026-11-26 16:00", more, ..Invite::default() });
    world.at("2026-11-24 16:00").await;
    let told = world.mails().iter().filter(|mail| mail.kind != "first_notice").count();
    assert_eq!((count(&world, "first_notice"), told), (1, 1), "and one digest about the two: {:?}", world.kinds());
}

on_both_databases! {
    after_a_split_nobody_is_asked_twice_and_the_warning_counts;
    a_series_may_be_split_again_and_again;
    after_a_split_nobody_is_answered_for_twice;
    what_was_said_about_an_occurrence_holds_after_a_shift;
    an_answer_before_and_one_after_a_shift_are_told_as_one;
    what_was_granted_to_both_is_kept_once;
    a_meeting_of_another_name_or_time_inherits_nothing;
}
