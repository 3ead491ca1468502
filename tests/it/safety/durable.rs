//! Backup, restore and retention.

use assert_cmd::Command;
use meetgate::clock::Clock;
use meetgate::store::Store;

use crate::support::on_both_databases;
use crate::support::postgres as server;
use crate::support::world::{AGENDA_24H, Db, Invite, World, at};

const UID: &str = "harbour@example.com";

/// Warned, and three answers decided but not given.
async fn decided(db: Db) -> World {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    world.app.engine.store.set_paused(true, "wait", world.clock.now()).await.unwrap();
    world.at("2026-11-25 15:00").await;
    world
}

async fn a_restored_database_starts_paused_and_overdue_actions_expire(db: Db) {
    let (world, other) = match db {
        Db::Sqlite => (decided(Db::Sqlite).await, None),
        Db::Postgres(database) => (decided(Db::Postgres(database)).await, server::database().await),
    };
    let file = |name: &str| format!("sqlite://{}?mode=rwc", world.path().join(name).display());
    let backup = Store::open(&file("backup.db")).await.unwrap();
    world.app.engine.store.backup_into(&backup).await.unwrap();

    // The original goes on and is lost; another database takes its place.
    let url = other.as_ref().map_or_else(|| file("new.db"), server::Database::url);
    let new = Store::open(&url).await.unwrap();
    assert!(new.is_new().await.unwrap());
    backup.backup_into(&new).await.unwrap();
    let expired = new.restored("restored from backup.db", at("2026-11-25 15:10")).await.unwrap();
    assert!(expired >= 3, "the three answers, and what would tell of them: {expired}");
    assert!(!new.is_new().await.unwrap());
    assert_eq!(new.totals().await.unwrap().meetings, world.app.engine.store.totals().await.unwrap().meetings);
    let entries = |store: Store| async move { store.journal_after(0, 10_000).await.unwrap().0.len() };
    assert_eq!(entries(new.clone()).await, entries(world.app.engine.store.clone()).await + 1, "the journal, too");

    let mut world = world;
    world.app.engine.store.close().await;
    world.app.engine.store = new.clone();
    world.at("2026-11-25 15:20").await;
    assert_eq!(new.paused().await.unwrap().as_deref(), Some("restored from backup.db"));
    new.set_paused(false, "an admin looked", world.clock.now()).await.unwrap();
    world.between("2026-11-25 15:30", "2026-11-26 14:30").await;
    for guest in ["bo", "cy", "di"] {
        assert_eq!(world.response(guest, UID), "NEEDS-ACTION", "what was overdue is not made up for");
    }
    world.invite(&Invite { uid: "later@example.com", start: "2026-12-03 15:00", ..Invite::default() });
    world.between("2026-11-30 15:00", "2026-12-02 15:00").await;
    assert_eq!(world.response("bo", "later@example.com"), "DECLINED", "and all that is new goes its way");
}

async fn what_is_past_its_time_goes_with_all_that_hangs_on_it(db: Db) {
    let policy = format!("{AGENDA_24H}\n[retention]\nmeetings = \"30d\"\njournal = \"60d\"\n");
    let world = World::new(db, "mode = \"decline\"", &policy).await;
    world.invite(&Invite::default());
    world.invite(&Invite { uid: "later@example.com", start: "2026-12-17 15:00", ..Invite::default() });
    world.between("2026-11-23 15:00", "2026-11-25 15:00").await;
    let store = &world.app.engine.store;
    world.at("2026-12-20 15:00").await;
    assert_eq!(store.totals().await.unwrap().meetings, 2, "a month has not passed");
    world.at("2026-12-27 15:00").await;
    let totals = store.totals().await.unwrap();
    assert_eq!((totals.meetings, totals.done.get("decline")), (1, None), "{totals:?}");
    assert!(store.find(UID, world.clock.now(), 5).await.unwrap().is_empty());
    assert_eq!(store.journal_after(0, 1).await.unwrap().0[0].at, at("2026-11-23 15:00"), "the journal stays longer");
    world.at("2027-01-24 15:01").await;
    let oldest = store.journal_after(0, 10_000).await.unwrap().0.into_iter().map(|entry| entry.at).min();
    assert!(oldest.is_none_or(|oldest| oldest >= at("2026-11-25 15:01")), "{oldest:?}");
    world.at("2027-01-25 15:02").await;
    assert_eq!(store.totals().await.unwrap().meetings, 0);
}

#[tokio::test]
async fn backup_and_restore_are_commands() {
    let world = decided(Db::Sqlite).await;
    let meetgate = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
        command.current_dir(world.path()).args(args).env("NO_COLOR", "1");
        command
    };
    meetgate(&["backup", "backup.db"]).assert().success();
    meetgate(&["backup", "backup.db"]).assert().code(2);
    meetgate(&["restore", "nowhere.db"]).assert().code(2);
    let running = meetgate(&["restore", "backup.db"]).assert().code(1).get_output().stderr.clone();
    assert!(String::from_utf8(running).unwrap().contains("another meetgate is at work"));

    let config = world.path().join("meetgate.toml");
    let text = std::fs::read_to_string(&config).unwrap().replace("meetgate.db", "moved.db");
    std::fs::write(&config, text).unwrap();
    let said = meetgate(&["restore", "backup.db"]).assert().success().get_output().stdout.clone();
    assert!(String::from_utf8(said).unwrap().starts_with("Restored."));
    meetgate(&["restore", "backup.db"]).assert().code(1);
    let status = meetgate(&["status"]).assert().success().get_output().stdout.clone();
    assert!(String::from_utf8(status).unwrap().contains("PAUSED: restored from backup.db"));
}

on_both_databases! {
    a_restored_database_starts_paused_and_overdue_actions_expire;
    what_is_past_its_time_goes_with_all_that_hangs_on_it;
}
