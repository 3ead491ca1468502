//! Entries that keep protected time free: placed once, moved with the policy, given up to their owners, taken away.

use meetgate::clock::Clock;

use super::leaving::reconfigured;
use crate::support::on_both_databases;
use crate::support::world::{AGENDA_24H, Db, World};

const WEDNESDAY: &str = "[[protected_time]]\nname = \"No-Meeting Wednesday\"\ndays = [\"Wed\"]\n\
    on_meeting = \"flag\"\nwho = { people = [\"bo@example.com\"] }\nhold = { title = \"Quiet day\", style = \"focus\" }\n";

async fn world(db: Db, mode: &str) -> World {
    World::new(db, &format!("mode = \"{mode}\""), &format!("{AGENDA_24H}{WEDNESDAY}")).await
}

/// The files in someone's calendar that say so.
fn entries(world: &World, whose: &str) -> Vec<(std::path::PathBuf, String)> {
    let folder = world.path().join(format!("calendars/{whose}@example.com"));
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let texts = files.filter_map(|path| Some((path.clone(), std::fs::read_to_string(path).ok()?)));
    let mut found: Vec<_> = texts.filter(|(_, text)| text.contains("SUMMARY:Quiet day")).collect();
    found.sort();
    found
}

async fn protected_time_is_held_once_for_those_it_protects_and_moves_with_the_policy(db: Db) {
    let world = world(db, "flag").await;
    world.at("2026-11-23 09:00").await;
    let [(path, first)] = &entries(&world, "bo")[..] else { panic!("one entry") };
    assert!(first.contains("RRULE:FREQ=WEEKLY;BYDAY=WE"), "{first}");
    assert!(first.contains("DTSTART;TZID=Europe/Berlin:20261125T090000"), "{first}");
    assert_eq!(entries(&world, "cy"), [], "whom it does not protect");
    world.between("2026-11-23 09:30", "2026-11-26 09:00").await;
    assert_eq!(entries(&world, "bo"), [(path.clone(), first.clone())], "not touched again");
    let (path, world) = (path.clone(), reconfigured(world, "days = [\"Wed\"]", "days = [\"Tue\", \"Wed\"]").await);
    world.at("2026-11-26 10:00").await;
    let [(moved, text)] = &entries(&world, "bo")[..] else { panic!("still one entry") };
    assert!(*moved == path && text.contains("BYDAY=TU,WE"), "{text}");
}

async fn who_deletes_a_hold_gets_no_other(db: Db) {
    let world = world(db, "flag").await;
    world.at("2026-11-23 09:00").await;
    std::fs::remove_file(&entries(&world, "bo")[0].0).unwrap();
    world.between("2026-11-23 09:30", "2026-11-23 12:00").await;
    let world = reconfigured(world, "days = [\"Wed\"]", "days = [\"Tue\"]").await;
    world.between("2026-11-23 12:30", "2026-11-24 12:00").await;
    assert_eq!(entries(&world, "bo"), [], "also when the policy changes");
}

async fn holds_are_taken_away_from_whoever_leaves_and_when_nobody_wants_them(db: Db) {
    let world = world(db, "flag").await;
    world.at("2026-11-23 09:00").await;
    assert_eq!(entries(&world, "bo").len(), 1);
    let bo = "[[person]]\nemail = \"bo@example.com\"\nname = \"Bo\"\nteam = \"engineering\"\n\n";
    let world = reconfigured(world, "[\"bo@example.com\"]", "[\"cy@example.com\"]").await;
    let world = reconfigured(world, bo, "").await;
    world.between("2026-11-23 09:30", "2026-11-23 10:30").await;
    assert_eq!(entries(&world, "bo"), []);
    let known = world.app.engine.store.mailboxes().await.unwrap();
    assert!(known.iter().all(|(address, _)| address.local() != "bo"), "and the mailbox is forgotten");
    assert_eq!(entries(&world, "cy").len(), 1);
    let world = reconfigured(world, "mode = \"flag\"", "mode = \"remind\"").await;
    world.at("2026-11-23 11:00").await;
    assert_eq!(entries(&world, "cy"), [], "calendars are not written to any more");
}

async fn nothing_is_held_in_observe_or_during_a_pause(db: Db) {
    let world = world(db, "observe").await;
    world.at("2026-11-23 09:00").await;
    assert_eq!(entries(&world, "bo"), []);
    let world = reconfigured(world, "mode = \"observe\"", "mode = \"flag\"").await;
    world.app.engine.store.set_paused(true, "lunch", world.clock.now()).await.unwrap();
    world.at("2026-11-23 09:30").await;
    assert_eq!(entries(&world, "bo"), []);
    world.app.engine.store.set_paused(false, "", world.clock.now()).await.unwrap();
    world.at("2026-11-23 10:00").await;
    assert_eq!(entries(&world, "bo").len(), 1);
}

on_both_databases! {
    protected_time_is_held_once_for_those_it_protects_and_moves_with_the_policy;
    who_deletes_a_hold_gets_no_other;
    holds_are_taken_away_from_whoever_leaves_and_when_nobody_wants_them;
    nothing_is_held_in_observe_or_during_a_pause;
}
