//! Undo: what is ours comes back, flags go, and neither is done again for that deadline.

use assert_cmd::Command;
use meetgate::clock::Clock;
use meetgate::journal::What;
use meetgate::meeting::Address;
use meetgate::store::{Selection, Undoable};

use crate::support::on_both_databases;
use crate::support::world::{AGENDA_24H, Db, Invite, World, at};

const UID: &str = "harbour@example.com";
const PIER: &str = "pier@example.com";

/// Two meetings an hour apart: declined for Bo and Di, flagged for Cy, who had said yes.
async fn done(db: Db) -> World {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.invite(&Invite { uid: PIER, title: "Pier 9", start: "2026-11-26 16:00", ..Invite::default() });
    world.at("2026-11-23 15:00").await;
    world.answer("cy", UID, "ACCEPTED");
    world.between("2026-11-23 16:00", "2026-11-25 16:00").await;
    assert_eq!((world.response("bo", UID), world.response("bo", PIER)), ("DECLINED".to_owned(), "DECLINED".to_owned()));
    world
}

async fn undo(world: &World, selection: Selection) -> Undoable {
    let store = &world.app.engine.store;
    let undoable = store.undoable(&selection, world.clock.now()).await.unwrap();
    store.undo(&undoable.back, world.clock.now()).await.unwrap();
    undoable
}

fn bo() -> Address {
    Address::parse("bo@example.com").unwrap()
}

/// Who is answered for, or flagged, in both meetings.
fn ours(world: &World) -> Vec<String> {
    let mut found = Vec::new();
    for (uid, name) in [UID, PIER].into_iter().flat_map(|uid| ["bo", "cy", "di"].map(|name| (uid, name))) {
        if world.response(name, uid) == "DECLINED" {
            found.push(format!("{name} declined {uid}"));
        } else if world.text(name, uid).contains("No agenda yet") {
            found.push(format!("{name} flagged {uid}"));
        }
    }
    found
}

async fn everything_of_a_rule_comes_back_and_is_not_done_again(db: Db) {
    let world = done(db).await;
    assert_eq!(ours(&world).len(), 6);
    let undone = undo(&world, Selection { rule: Some("agenda-24h".to_owned()), ..Selection::default() }).await;
    assert_eq!(undone.back.len(), 6, "{undone:?}");
    assert!(undone.lost.iter().any(|(_, why)| *why == "a mail that was sent stays sent"));
    world.between("2026-11-25 16:30", "2026-11-26 14:30").await;
    assert_eq!(ours(&world), Vec::<String>::new());
    assert_eq!(world.response("cy", UID), "ACCEPTED");
    let store = &world.app.engine.store;
    let (journal, _) = store.journal_after(0, 1000).await.unwrap();
    assert_eq!(journal.iter().filter(|entry| entry.what == What::Undone).count(), 6);
    let again = undo(&world, Selection { rule: Some("agenda-24h".to_owned()), ..Selection::default() }).await;
    assert_eq!(again.back, [], "nothing is left to take back");
    let other = Selection { rule: Some("another".to_owned()), ..Selection::default() };
    assert_eq!(undo(&world, other).await, Undoable::default());
}

async fn undo_is_by_person_meeting_and_time(db: Db) {
    let world = done(db).await;
    let key = world.app.engine.store.find(PIER, world.clock.now(), 1).await.unwrap().remove(0).key;
    undo(&world, Selection { person: Some(bo()), meeting: Some(key), ..Selection::default() }).await;
    world.at("2026-11-25 16:10").await;
    assert_eq!(
        (world.response("bo", PIER), world.response("di", PIER)),
        ("NEEDS-ACTION".to_owned(), "DECLINED".to_owned())
    );
    assert_eq!(world.response("bo", UID), "DECLINED");

    undo(&world, Selection { since: Some(at("2026-11-25 15:30")), ..Selection::default() }).await;
    world.at("2026-11-25 16:20").await;
    assert!(ours(&world).iter().all(|line| line.ends_with(UID)), "what was done at 15:00 stays: {:?}", ours(&world));
    assert_eq!(ours(&world).len(), 3);
}

async fn what_is_still_to_be_done_is_not_done(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    let store = &world.app.engine.store;
    store.set_paused(true, "wait", world.clock.now()).await.unwrap();
    world.at("2026-11-25 15:00").await;
    let undone = undo(&world, Selection { person: Some(bo()), ..Selection::default() }).await;
    assert_eq!((undone.back.len(), undone.back[0].done_at), (1, None));
    store.set_paused(false, "go on", world.clock.now()).await.unwrap();
    world.between("2026-11-25 15:30", "2026-11-25 16:00").await;
    assert_eq!(
        (world.response("bo", UID), world.response("di", UID)),
        ("NEEDS-ACTION".to_owned(), "DECLINED".to_owned())
    );
}

async fn what_a_person_answered_since_is_theirs(db: Db) {
    let world = done(db).await;
    world.answer("bo", UID, "TENTATIVE");
    world.at("2026-11-25 16:05").await;
    let undone = undo(&world, Selection { person: Some(bo()), ..Selection::default() }).await;
    let theirs: Vec<_> = undone.lost.iter().filter(|(ours, _)| ours.kind == "decline").map(|(_, why)| *why).collect();
    assert_eq!(theirs, ["the person has answered since"]);
    world.at("2026-11-25 16:30").await;
    assert_eq!(
        (world.response("bo", UID), world.response("bo", PIER)),
        ("TENTATIVE".to_owned(), "NEEDS-ACTION".to_owned())
    );
}

async fn at_another_time_the_rules_count_again(db: Db) {
    let world = done(db).await;
    undo(&world, Selection { person: Some(bo()), ..Selection::default() }).await;
    world.at("2026-11-25 16:10").await;
    world.invite(&Invite { start: "2026-12-03 15:00", sequence: 1, ..Invite::default() });
    world.between("2026-11-30 15:00", "2026-12-02 15:30").await;
    assert_eq!(world.response("bo", UID), "DECLINED", "moved to another week, and still empty");
}

#[tokio::test]
async fn the_command_lists_first_and_acts_with_yes() {
    let world = done(Db::Sqlite).await;
    let meetgate = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
        command.current_dir(world.path()).args(args).env("NO_COLOR", "1");
        let output = command.assert().success().get_output().stdout.clone();
        String::from_utf8(output).unwrap()
    };
    let at = ["--at", "2026-11-25T16:00+01:00"];
    let dry = meetgate(&[&["undo", "--person", "bo@example.com"][..], &at[..]].concat());
    assert!(dry.contains("Would be taken back: 2 decline") && dry.contains("--yes does it"), "{dry}");
    world.at("2026-11-25 16:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED", "nothing is changed yet");
    meetgate(&[&["undo", "--person", "bo@example.com", "--yes"][..], &at[..]].concat());
    world.at("2026-11-25 16:00").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");

    let said = meetgate(&["say", "--at", "2026-11-25T16:00+01:00", "keep", "di@example.com", "harbour"]);
    assert!(said.starts_with("Recorded for di@example.com."), "{said}");
    world.at("2026-11-25 16:05").await;
    assert_eq!(world.response("di", UID), "NEEDS-ACTION");

    let why = meetgate(&["explain", "Harbour", "--at", "2026-11-25T16:05+01:00"]);
    for line in [
        "bo@example.com: decline → remind because an admin took back what was done here",
        "cy@example.com: decline → flag because the person has answered",
        "di@example.com: decline → flag because the person wants no answer in their name here",
        "what would change it: add a list of topics; until Thu 26 Nov 2026, 15:00 that still brings the answers back",
        "last seen absent",
        "done first notice ana@example.com",
        "said keep di@example.com",
    ] {
        assert!(why.contains(line), "{line:?} is not in:\n{why}");
    }
}

on_both_databases! {
    everything_of_a_rule_comes_back_and_is_not_done_again;
    undo_is_by_person_meeting_and_time;
    what_is_still_to_be_done_is_not_done;
    what_a_person_answered_since_is_theirs;
    at_another_time_the_rules_count_again;
}
