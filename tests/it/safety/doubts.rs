//! A mailbox that loses nearly everything at once is kept as it was until that is confirmed.

use meetgate::clock::Clock;
use meetgate::meeting::Address;

use crate::support::on_both_databases;
use crate::support::world::{AGENDA_24H, Db, Invite, World, at};

const UID: &str = "harbour@example.com";

/// Bo has six meetings; then his calendar is empty.
async fn emptied(db: Db) -> (World, Vec<(std::path::PathBuf, String)>) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    for n in 0..5 {
        let (uid, start) = (format!("m{n}@example.com"), format!("2026-12-0{} 10:00", n + 1));
        world.invite(&Invite { uid: &uid, start: &start, guests: &["bo"], ..Invite::default() });
    }
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    let folder = world.path().join("calendars/bo@example.com");
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let kept: Vec<_> = files.map(|path| (path.clone(), std::fs::read_to_string(path).unwrap())).collect();
    assert_eq!(kept.len(), 6);
    kept.iter().for_each(|(path, _)| std::fs::remove_file(path).unwrap());
    (world, kept)
}

/// How many coming meetings of Bo's are known.
async fn known(world: &World) -> usize {
    let found = world.app.engine.store.find("example.com", world.clock.now(), 100).await.unwrap();
    let mut copies = 0;
    for meeting in found {
        let filed = world.app.engine.store.filed(&meeting.key).await.unwrap().unwrap();
        copies += filed.copies.iter().filter(|briefed| briefed.copy.mailbox.local() == "bo").count();
    }
    copies
}

async fn an_empty_listing_deletes_nothing_and_the_admin_is_told(db: Db) {
    let (world, kept) = emptied(db).await;
    let cycle = world.at("2026-11-25 15:00").await;
    assert_eq!((cycle.doubted, known(&world).await), (1, 6));
    assert_eq!(world.response("cy", UID), "DECLINED", "the others go on");
    let store = &world.app.engine.store;
    let status = store.status().await.unwrap();
    assert_eq!(status.doubts[0].mailbox, "bo@example.com");
    assert_eq!(status.doubts[0].why, "it had 6 coming meetings, and now lists 0");
    assert!(status.waiting >= 1, "what is to be done there waits: {status:?}");

    kept.iter().for_each(|(path, text)| std::fs::write(path, text).unwrap());
    world.at("2026-11-25 15:30").await;
    assert_eq!(store.status().await.unwrap().doubts, []);
    assert_eq!(world.response("bo", UID), "DECLINED", "and what waited is done");
}

/// A folder that was not mounted for a while.
async fn a_calendar_that_is_back_exactly_as_it_was_is_in_doubt_no_more(db: Db) {
    let (world, kept) = emptied(db).await;
    let (folder, aside) = (world.path().join("calendars/bo@example.com"), world.path().join("aside"));
    kept.iter().for_each(|(path, text)| std::fs::write(path, text).unwrap());
    world.at("2026-11-25 15:00").await;
    let away = || {
        std::fs::rename(&folder, &aside).unwrap();
        std::fs::create_dir(&folder).unwrap();
    };
    away();
    assert_eq!(world.at("2026-11-25 15:30").await.doubted, 1);
    let (store, bo) = (&world.app.engine.store, Address::parse("bo@example.com").unwrap());
    assert!(store.accept(&bo, world.clock.now()).await.unwrap());
    std::fs::remove_dir(&folder).unwrap();
    std::fs::rename(&aside, &folder).unwrap();
    assert_eq!(world.at("2026-11-25 16:00").await.doubted, 0);
    assert_eq!(store.status().await.unwrap().doubts, []);
    away();
    assert_eq!(world.at("2026-11-25 16:30").await.doubted, 1, "what was accepted was another time");
    assert_eq!(known(&world).await, 6);
}

async fn an_admin_accepts_it(db: Db) {
    let (world, _) = emptied(db).await;
    world.at("2026-11-25 15:00").await;
    let bo = Address::parse("bo@example.com").unwrap();
    assert!(world.app.engine.store.accept(&bo, world.clock.now()).await.unwrap());
    assert_eq!(world.at("2026-11-25 15:30").await.doubted, 0);
    assert_eq!(known(&world).await, 0);
    assert!(!world.app.engine.store.accept(&bo, world.clock.now()).await.unwrap(), "it is in doubt no more");
}

async fn what_stays_so_for_six_polls_is_believed(db: Db) {
    let (world, _) = emptied(db).await;
    for poll in 1..=6 {
        world.clock.set(at("2026-11-25 14:31") + chrono::TimeDelta::minutes(poll));
        let cycle = world.app.engine.cycle().await.unwrap();
        assert_eq!(cycle.doubted, usize::from(poll < 6), "poll {poll}");
    }
    assert_eq!(known(&world).await, 0);
}

async fn a_calendar_that_empties_bit_by_bit_is_doubted_too(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let uids: Vec<String> = (0..9).map(|n| format!("m{n}@example.com")).collect();
    for uid in &uids {
        world.invite(&Invite { uid, start: "2026-12-01 10:00", guests: &["bo"], ..Invite::default() });
    }
    world.at("2026-11-23 15:00").await;
    let takes = |three: std::ops::Range<usize>| {
        uids[three].iter().for_each(|uid| std::fs::remove_file(world.file("bo", uid)).unwrap());
    };
    takes(0..3);
    assert_eq!(world.at("2026-11-23 15:05").await.doubted, 0);
    takes(3..6);
    assert_eq!(world.at("2026-11-23 15:10").await.doubted, 0);
    takes(6..9);
    assert_eq!((world.at("2026-11-23 15:15").await.doubted, known(&world).await), (1, 3));
    let why = &world.app.engine.store.status().await.unwrap().doubts[0].why;
    assert_eq!(why, "it had 9 coming meetings, and now lists 0");
    for minute in 16..=20 {
        world.at(&format!("2026-11-23 15:{minute}")).await;
    }
    assert_eq!(known(&world).await, 0, "believed after six polls, once");
    world.invite(&Invite { guests: &["bo"], ..Invite::default() });
    world.at("2026-11-23 15:30").await;
    std::fs::remove_file(world.file("bo", UID)).unwrap();
    assert_eq!(world.at("2026-11-23 15:35").await.doubted, 0, "what was believed is not held against it again");
}

async fn what_is_given_up_over_days_is_no_doubt(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let uids: Vec<String> = (0..9).map(|n| format!("m{n}@example.com")).collect();
    for uid in &uids {
        world.invite(&Invite { uid, start: "2026-12-15 10:00", guests: &["bo"], ..Invite::default() });
    }
    for (day, three) in uids.chunks(3).enumerate() {
        assert_eq!(world.at(&format!("2026-11-2{} 15:00", day + 3)).await.doubted, 0, "day {day}");
        three.iter().for_each(|uid| std::fs::remove_file(world.file("bo", uid)).unwrap());
    }
    assert_eq!((world.at("2026-11-26 15:01").await.doubted, known(&world).await), (0, 0));
}

async fn a_few_meetings_may_go_without_a_word(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.at("2026-11-23 15:00").await;
    std::fs::remove_file(world.file("bo", UID)).unwrap();
    assert_eq!(world.at("2026-11-23 15:30").await.doubted, 0);
    assert_eq!(known(&world).await, 0);
}

on_both_databases! {
    an_empty_listing_deletes_nothing_and_the_admin_is_told;
    a_calendar_that_is_back_exactly_as_it_was_is_in_doubt_no_more;
    an_admin_accepts_it;
    what_stays_so_for_six_polls_is_believed;
    a_calendar_that_empties_bit_by_bit_is_doubted_too;
    what_is_given_up_over_days_is_no_doubt;
    a_few_meetings_may_go_without_a_word;
}
