//! Modes, pausing, repeating, restarting, and several processes.

use std::collections::BTreeMap;
use std::path::Path;

use meetgate::clock::Clock;

use crate::support::on_both_databases;
use crate::support::world::{AGENDA_24H, Db, Invite, World, open};

const UID: &str = "harbour@example.com";

async fn observe_judges_and_touches_nothing(db: Db) {
    let world = World::new(db, "mode = \"observe\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    let before = files(world.path());
    world.between("2026-11-23 15:00", "2026-11-25 15:30").await;
    assert_eq!(files(world.path()), before);
    assert_eq!(world.mails(), []);
    let status = world.app.engine.store.status().await.unwrap();
    assert_eq!(status.totals.verdicts.get("overdue"), Some(&1), "{status:?}");
}

async fn the_same_instant_twice_does_nothing_the_second_time(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    for time in ["2026-11-23 15:00", "2026-11-25 11:00", "2026-11-25 15:00"] {
        world.at(time).await;
        let before = (files(world.path()), world.mails());
        let again = world.at(time).await;
        assert_eq!((again.judged, again.actions.len(), again.done.len()), (0, 0, 0), "at {time}: {again:?}");
        assert_eq!((files(world.path()), world.mails()), before);
    }
}

async fn a_restart_repeats_nothing(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.at("2026-11-23 15:00").await;
    let world = world.restart().await;
    let again = world.at("2026-11-23 15:00").await;
    assert_eq!((again.judged, again.done.len()), (0, 0), "{again:?}");
    let world = world.restart().await;
    world.between("2026-11-25 11:00", "2026-11-25 15:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
    assert_eq!(world.mails().len(), 3);
}

async fn pause_stops_everything_and_resume_lets_it_go_on(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let store = &world.app.engine.store;
    world.invite(&Invite::default());
    assert!(store.set_paused(true, "trying something", world.clock.now()).await.unwrap());
    assert!(!store.set_paused(true, "again", world.clock.now()).await.unwrap());
    let cycle = world.at("2026-11-23 15:00").await;
    assert_eq!((cycle.judged, cycle.done.len()), (1, 0), "judging goes on");
    assert_eq!(world.mails(), []);
    assert_eq!(store.status().await.unwrap().paused.as_deref(), Some("trying something"));
    store.set_paused(false, "", world.clock.now()).await.unwrap();
    world.at("2026-11-23 15:00").await;
    assert_eq!(world.mails().len(), 1);
}

async fn what_waited_until_the_meeting_began_is_dropped(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.app.engine.store.set_paused(true, "holiday", world.clock.now()).await.unwrap();
    world.at("2026-11-23 15:00").await;
    world.app.engine.store.set_paused(false, "", world.clock.now()).await.unwrap();
    world.at("2026-11-26 15:30").await;
    assert_eq!(world.mails(), []);
    assert_eq!(world.app.engine.store.status().await.unwrap().waiting, 0);
}

async fn coming_back_after_an_outage_never_declines_unwarned(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.at("2026-11-26 11:30").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 1)]);
}

/// Two processes share one PostgreSQL; each action happens once.
#[tokio::test]
async fn two_processes_never_act_twice_on_one_action() {
    let Some(database) = crate::support::postgres::database().await else { return };
    let world = World::new(Db::Postgres(database), "mode = \"decline\"", AGENDA_24H).await;
    for n in 0..12 {
        let uid = format!("m{n}@example.com");
        let start = format!("2026-11-26 {:02}:00", 10 + n % 7);
        world.invite(&Invite { uid: &uid, start: &start, ..Invite::default() });
    }
    let other = open(world.path(), &world.clock).await;
    let mut done = BTreeMap::new();
    for time in ["2026-11-24 09:00", "2026-11-25 10:00", "2026-11-25 14:00", "2026-11-25 17:00", "2026-11-25 17:02"] {
        world.clock.set(crate::support::world::at(time));
        let (one, two) = tokio::join!(world.app.engine.cycle(), other.engine.cycle());
        for action in one.unwrap().done.into_iter().chain(two.unwrap().done) {
            *done.entry((action.kind, action.meeting, action.mailbox)).or_insert(0) += 1;
        }
    }
    let declines = done.iter().filter(|((kind, ..), _)| kind == "decline");
    assert_eq!(declines.count(), 36, "twelve meetings, three guests: {done:#?}");
    assert!(done.values().all(|times| *times == 1), "{done:#?}");
}

/// Every calendar file with its bytes and time of change.
fn files(dir: &Path) -> BTreeMap<String, (Vec<u8>, std::time::SystemTime)> {
    let mut found = BTreeMap::new();
    for mailbox in std::fs::read_dir(dir.join("calendars")).unwrap() {
        for file in std::fs::read_dir(mailbox.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            let changed = path.metadata().unwrap().modified().unwrap();
            found.insert(path.display().to_string(), (std::fs::read(&path).unwrap(), changed));
        }
    }
    found
}

on_both_databases! {
    observe_judges_and_touches_nothing;
    the_same_instant_twice_does_nothing_the_second_time;
    a_restart_repeats_nothing;
    pause_stops_everything_and_resume_lets_it_go_on;
    what_waited_until_the_meeting_began_is_dropped;
    coming_back_after_an_outage_never_declines_unwarned;
}
