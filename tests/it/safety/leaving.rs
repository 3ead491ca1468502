//! Leaving and loosening: what is ours comes back, and flags go.

use crate::support::on_both_databases;
use crate::support::world::{AGENDA_24H, Db, Invite, World};

const UID: &str = "harbour@example.com";

async fn declined(db: Db) -> World {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    // Cy said yes, so his copy bears a flag.
    world.at("2026-11-23 15:00").await;
    world.answer("cy", UID, "ACCEPTED");
    world.between("2026-11-23 15:30", "2026-11-25 15:00").await;
    assert_eq!((world.response("bo", UID), world.response("di", UID)), ("DECLINED".to_owned(), "DECLINED".to_owned()));
    assert!(world.text("cy", UID).contains("No agenda yet"));
    world
}

/// Changes the configuration, and starts anew with it.
pub(super) async fn reconfigured(world: World, from: &str, to: &str) -> World {
    let file = world.path().join("meetgate.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(from), "{text}");
    std::fs::write(&file, text.replace(from, to)).unwrap();
    world.restart().await
}

fn enrolled(name: &str, team: &str) -> String {
    let capital = name[..1].to_uppercase() + &name[1..];
    format!("[[person]]\nemail = \"{name}@example.com\"\nname = \"{capital}\"\n{team}\n")
}

fn marks(world: &World) -> Vec<&'static str> {
    ["bo", "cy", "di"].into_iter().filter(|name| world.text(name, UID).contains("No agenda yet")).collect()
}

async fn who_is_un_enrolled_gets_back_what_is_ours_and_is_forgotten(db: Db) {
    let world = declined(db).await;
    let world = reconfigured(world, &enrolled("bo", "team = \"engineering\"\n"), "").await;
    let world = reconfigured(world, &enrolled("cy", ""), "").await;
    world.at("2026-11-25 15:30").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    assert!(!world.text("bo", UID).contains("MEETGATE"), "nothing of ours stays behind");
    assert_eq!(marks(&world), Vec::<&str>::new(), "and the flag on Cy's copy is gone");
    assert_eq!(world.response("cy", UID), "ACCEPTED", "his own answer stays");
    assert_eq!(world.response("di", UID), "DECLINED", "she is still enrolled");
    world.at("2026-11-25 16:00").await;
    let known = world.app.engine.store.mailboxes().await.unwrap();
    assert!(known.iter().all(|(address, _)| !["bo", "cy"].contains(&address.local())), "{known:?}");
    world.at("2026-11-25 16:30").await;
    assert_eq!((world.response("bo", UID), marks(&world).len()), ("NEEDS-ACTION".to_owned(), 0));
}

async fn who_opts_out_gets_back_what_is_ours(db: Db) {
    let world = declined(db).await;
    let bo = enrolled("bo", "team = \"engineering\"\n");
    let world = reconfigured(world, &bo, &format!("{}\nanswers = false\n", bo.trim_end())).await;
    world.between("2026-11-25 15:30", "2026-11-25 16:00").await;
    assert_eq!(
        (world.response("bo", UID), world.response("di", UID)),
        ("NEEDS-ACTION".to_owned(), "DECLINED".to_owned())
    );
}

async fn a_rule_that_asks_for_less_gives_back_and_flags(db: Db) {
    let world = declined(db).await;
    let world = reconfigured(world, "agenda = \"decline\"", "agenda = \"flag\"").await;
    world.between("2026-11-25 15:30", "2026-11-25 16:00").await;
    assert_eq!(
        (world.response("bo", UID), world.response("di", UID)),
        ("NEEDS-ACTION".to_owned(), "NEEDS-ACTION".to_owned())
    );
    assert_eq!(marks(&world), ["bo", "cy", "di"]);
}

async fn a_rule_that_matches_no_more_gives_back_and_removes_flags(db: Db) {
    let world = declined(db).await;
    let world = reconfigured(world, "attendees = \"3..\"", "attendees = \"30..\"").await;
    world.between("2026-11-25 15:30", "2026-11-25 16:00").await;
    assert_eq!(
        (world.response("bo", UID), world.response("di", UID)),
        ("NEEDS-ACTION".to_owned(), "NEEDS-ACTION".to_owned())
    );
    assert_eq!(marks(&world), Vec::<&str>::new());
}

async fn a_lower_mode_gives_back_and_removes_flags(db: Db) {
    let world = declined(db).await;
    let world = reconfigured(world, "mode = \"decline\"\n[organization]", "mode = \"observe\"\n[organization]").await;
    world.between("2026-11-25 15:30", "2026-11-25 16:00").await;
    assert_eq!(
        (world.response("bo", UID), world.response("di", UID)),
        ("NEEDS-ACTION".to_owned(), "NEEDS-ACTION".to_owned())
    );
    assert_eq!(marks(&world), Vec::<&str>::new());
}

on_both_databases! {
    who_is_un_enrolled_gets_back_what_is_ours_and_is_forgotten;
    who_opts_out_gets_back_what_is_ours;
    a_rule_that_asks_for_less_gives_back_and_flags;
    a_rule_that_matches_no_more_gives_back_and_removes_flags;
    a_lower_mode_gives_back_and_removes_flags;
}
