//! What people say for themselves and for their meetings.

use meetgate::clock::Clock;
use meetgate::journal::What;
use meetgate::meeting::{Address, MeetingKey};
use meetgate::plan::Say;
use meetgate::policy::Budget;
use meetgate::store::Heard;

use crate::support::on_both_databases;
use crate::support::world::{AGENDA_24H, Db, Invite, World};

const UID: &str = "harbour@example.com";
const PIER: &str = "pier@example.com";

fn address(name: &str) -> Address {
    Address::parse(&format!("{name}@example.com")).unwrap()
}

fn meeting(uid: &str) -> MeetingKey {
    MeetingKey::new(uid, Some(&address("ana")), None)
}

async fn say(world: &World, who: &str, say: Say) -> Heard {
    let store = &world.app.engine.store;
    store.say(&address(who), &say, "link", None, world.clock.now()).await.unwrap()
}

/// Two meetings, declined for everyone.
async fn declined(db: Db) -> World {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.invite(&Invite { uid: PIER, title: "Pier 9", ..Invite::default() });
    world.between("2026-11-23 15:00", "2026-11-25 15:00").await;
    assert_eq!((world.response("bo", UID), world.response("bo", PIER)), ("DECLINED".to_owned(), "DECLINED".to_owned()));
    world
}

async fn keep_me_in_this_one_brings_the_answer_back_in_this_one(db: Db) {
    let world = declined(db).await;
    assert_eq!(say(&world, "bo", Say::Keep { meeting: meeting(UID) }).await, Heard::Recorded);
    world.between("2026-11-25 15:30", "2026-11-25 16:30").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    assert_eq!(world.response("bo", PIER), "DECLINED");
    assert_eq!(world.response("cy", UID), "DECLINED");
    assert_eq!(say(&world, "bo", Say::Keep { meeting: meeting(UID) }).await, Heard::Already);
}

async fn keep_me_said_before_the_deadline_is_heeded_at_it(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    say(&world, "bo", Say::Keep { meeting: meeting(UID) }).await;
    world.between("2026-11-25 15:00", "2026-11-25 16:00").await;
    assert_eq!(
        (world.response("bo", UID), world.response("cy", UID)),
        ("NEEDS-ACTION".to_owned(), "DECLINED".to_owned())
    );
}

async fn never_answer_for_me_brings_everything_back_and_holds(db: Db) {
    let world = declined(db).await;
    say(&world, "bo", Say::AnswersOff).await;
    world.between("2026-11-25 15:30", "2026-11-25 16:30").await;
    assert_eq!(
        (world.response("bo", UID), world.response("bo", PIER)),
        ("NEEDS-ACTION".to_owned(), "NEEDS-ACTION".to_owned())
    );
    world.invite(&Invite { uid: "later@example.com", start: "2026-12-03 15:00", ..Invite::default() });
    world.between("2026-11-30 15:00", "2026-12-02 15:00").await;
    assert_eq!(world.response("bo", "later@example.com"), "NEEDS-ACTION");
    assert_eq!(world.response("cy", "later@example.com"), "DECLINED");
    assert_eq!(say(&world, "bo", Say::AnswersOn).await, Heard::Recorded);
    world.between("2026-12-02 15:30", "2026-12-02 16:00").await;
    assert_eq!(world.response("bo", "later@example.com"), "DECLINED", "answered for again");
}

async fn the_agenda_is_there_exempts_at_once_and_counts_as_a_false_rejection(db: Db) {
    let world = declined(db).await;
    assert_eq!(say(&world, "ana", Say::AgendaIsThere { meeting: meeting(UID) }).await, Heard::Recorded);
    world.between("2026-11-25 15:30", "2026-11-25 16:30").await;
    for guest in ["bo", "cy", "di"] {
        assert_eq!(world.response(guest, UID), "NEEDS-ACTION");
        assert!(!world.text(guest, UID).contains("No agenda yet"), "nor flagged");
    }
    assert_eq!(world.response("bo", PIER), "DECLINED");
    let store = &world.app.engine.store;
    assert_eq!(store.status().await.unwrap().totals.says.get("agenda_is_there"), Some(&1));
    let filed = store.filed(&meeting(UID)).await.unwrap().unwrap();
    assert_eq!(filed.verdict.reason, "The organizer says that the agenda is there.");
    let journal = store.journal_of(&meeting(UID)).await.unwrap();
    assert!(journal.iter().any(|entry| entry.what == What::Said && entry.mailbox == Some(address("ana"))));
}

async fn exemptions_need_a_reason_and_have_a_budget(db: Db) {
    let world = declined(db).await;
    let store = &world.app.engine.store;
    let budget = Some(Budget { per_organizer: 1, days: 30 });
    let exempt = |uid| Say::Exempt { meeting: meeting(uid), reason: "an incident".to_owned() };
    let now = world.clock.now();
    assert_eq!(store.say(&address("ana"), &exempt(UID), "link", budget, now).await.unwrap(), Heard::Recorded);
    assert_eq!(store.say(&address("ana"), &exempt(PIER), "link", budget, now).await.unwrap(), Heard::UsedUp(1));
    world.between("2026-11-25 15:30", "2026-11-25 16:30").await;
    assert_eq!(
        (world.response("bo", UID), world.response("bo", PIER)),
        ("NEEDS-ACTION".to_owned(), "DECLINED".to_owned())
    );
    let filed = store.filed(&meeting(UID)).await.unwrap().unwrap();
    assert_eq!(filed.verdict.reason, "Exempted by word: an incident");
    let later = now + chrono::TimeDelta::days(31);
    assert_eq!(store.say(&address("ana"), &exempt(PIER), "link", budget, later).await.unwrap(), Heard::Recorded);
}

on_both_databases! {
    keep_me_in_this_one_brings_the_answer_back_in_this_one;
    keep_me_said_before_the_deadline_is_heeded_at_it;
    never_answer_for_me_brings_everything_back_and_holds;
    the_agenda_is_there_exempts_at_once_and_counts_as_a_false_rejection;
    exemptions_need_a_reason_and_have_a_budget;
}
