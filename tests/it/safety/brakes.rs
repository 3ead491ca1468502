//! Brakes, staleness, the ramp of a rollout, and organizers who are away.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use meetgate::clock::Clock;
use meetgate::journal::What;
use meetgate::meeting::{Address, MeetingKey, Mode};
use meetgate::plan::Plan;
use meetgate::store::Judged;

use crate::support::on_both_databases;
use crate::support::tampered::{Hooks, passing};
use crate::support::world::{AGENDA, AGENDA_24H, Db, Invite, World};

const UID: &str = "harbour@example.com";
const PIER: &str = "pier@example.com";

fn with(section: &str) -> String {
    format!("{AGENDA_24H}\n{section}\n")
}

async fn resume(world: &World) {
    assert!(world.app.engine.store.set_paused(false, "an admin resumed it", world.clock.now()).await.unwrap());
}

async fn more_answers_than_the_limit_are_not_given_and_the_admin_reads_why(db: Db) {
    let world = World::new(db, "mode = \"decline\"", &with("[safety]\nmax_answers_per_hour = 2")).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    let cycle = world.at("2026-11-25 15:00").await;
    assert_eq!(cycle.actions.get("decline"), Some(&3), "decided, not done");
    for guest in ["bo", "cy", "di"] {
        assert_eq!(world.response(guest, UID), "NEEDS-ACTION", "nothing was changed");
    }
    let store = &world.app.engine.store;
    let paused = store.status().await.unwrap().paused.expect("everything stops");
    assert!(paused.starts_with("safety.max_answers_per_hour = 2: 3 answers in 3 mailboxes"), "{paused}");
    assert!(paused.contains("mostly by the rule \"agenda-24h\" (3 of 3)"), "{paused}");
    assert!(paused.contains("the policy is in force since Mon 23 Nov, 14:00 UTC"), "{paused}");
    let (journal, _) = store.journal_after(0, 1000).await.unwrap();
    assert_eq!(journal.iter().filter(|entry| entry.what == What::Braked).count(), 1, "and once in the journal");

    world.at("2026-11-25 15:30").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION", "until an admin lets go");
    resume(&world).await;
    world.at("2026-11-25 15:35").await;
    for guest in ["bo", "cy", "di"] {
        assert_eq!(world.response(guest, UID), "DECLINED");
    }
    assert_eq!(store.status().await.unwrap().paused, None, "what was let through pulls no brake again");
}

async fn what_piled_up_during_a_pause_meets_the_brake_at_delivery(db: Db) {
    let world = World::new(db, "mode = \"decline\"", &with("[safety]\nmax_answers_per_hour = 2")).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    let store = &world.app.engine.store;
    store.set_paused(true, "lunch", world.clock.now()).await.unwrap();
    world.at("2026-11-25 15:00").await;
    assert_eq!(store.paused().await.unwrap().as_deref(), Some("lunch"));
    resume(&world).await;
    world.at("2026-11-25 15:10").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    let paused = store.paused().await.unwrap().expect("the brake is pulled");
    assert!(paused.contains("max_answers_per_hour"), "{paused}");
}

async fn one_persons_limit_brakes_for_that_person_alone(db: Db) {
    let world = World::new(db, "mode = \"decline\"", &with("[safety]\nmax_answers_per_mailbox_and_week = 1")).await;
    world.invite(&Invite::default());
    world.invite(&Invite { uid: PIER, title: "Pier 9", guests: &["bo", "eli", "fay"], ..Invite::default() });
    world.between("2026-11-23 15:00", "2026-11-25 15:00").await;
    for uid in [UID, PIER] {
        assert_eq!(world.response("bo", uid), "NEEDS-ACTION");
    }
    assert_eq!(
        (world.response("cy", UID), world.response("eli", PIER)),
        ("DECLINED".to_owned(), "DECLINED".to_owned())
    );
    let status = world.app.engine.store.status().await.unwrap();
    assert_eq!(status.paused, None);
    let [brake] = &status.brakes[..] else { panic!("{status:?}") };
    assert_eq!((brake.mailbox.as_str(), brake.object.as_str()), ("bo@example.com", "max_answers_per_mailbox_and_week"));
    resume(&world).await;
    world.at("2026-11-25 15:10").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
    assert_eq!(world.app.engine.store.status().await.unwrap().brakes, []);
}

async fn a_flood_of_mails_to_one_organizer_brakes_the_mails_to_that_organizer(db: Db) {
    let many = with("[safety]\nmax_answers_per_hour = 1000\nmax_answers_per_mailbox_and_week = 1000");
    let world = World::new(db, "mode = \"decline\"", &many).await;
    let uids: Vec<String> = (0..21).map(|n| format!("flood-{n}@example.com")).collect();
    uids.iter().for_each(|uid| world.invite(&Invite { uid, ..Invite::default() }));
    world.between("2026-11-23 15:00", "2026-11-25 16:00").await;
    let before = world.mails().len();
    uids.iter().for_each(|uid| world.invite(&Invite { uid, text: AGENDA, ..Invite::default() }));
    world.at("2026-11-25 16:30").await;
    assert_eq!(world.mails().len(), before, "twenty-one words of thanks are more than twenty mails a day");
    let status = world.app.engine.store.status().await.unwrap();
    assert!(status.brakes.iter().any(|brake| brake.mailbox == "ana@example.com"), "{status:?}");
    resume(&world).await;
    world.between("2026-11-25 16:31", "2026-11-26 12:00").await;
    let thanks = world.mails().iter().filter(|mail| mail.kind == "restored").count();
    assert_eq!(thanks, 21, "some today, the rest in the morning");
}

/// A world in which one calendar can be read object by object, but not listed while the switch is on.
async fn world_that_cannot_list(db: Db, whose: &'static str) -> (World, Arc<AtomicBool>) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let (fails, mut calendar) = (Arc::new(AtomicBool::new(false)), Hooks::new());
    let switch = fails.clone();
    calendar.before_listing = Box::new(move |mailbox| {
        let fails = mailbox.address.local() == whose && switch.load(Ordering::Relaxed);
        if fails { Err(passing("503")) } else { Ok(()) }
    });
    calendar.into_place(&mut world);
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 13:30").await;
    fails.store(true, Ordering::Relaxed);
    world.between("2026-11-25 14:00", "2026-11-25 15:00").await;
    (world, fails)
}

async fn nobody_is_answered_for_on_knowledge_that_is_too_old(db: Db) {
    let (world, fails) = world_that_cannot_list(db, "bo").await;
    assert_eq!(world.response("cy", UID), "DECLINED");
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION", "last read at 13:30");
    assert!(!world.text("bo", UID).contains("No agenda yet"), "nor flagged");
    fails.store(false, Ordering::Relaxed);
    world.at("2026-11-25 15:30").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
}

async fn without_the_organizers_calendar_nothing_follows_from_what_it_once_said(db: Db) {
    let (world, fails) = world_that_cannot_list(db, "ana").await;
    for guest in ["bo", "cy", "di"] {
        assert_eq!(world.response(guest, UID), "NEEDS-ACTION");
        assert!(!world.text(guest, UID).contains("No agenda yet"));
    }
    assert!(world.mails().iter().all(|mail| mail.kind != "outcome"));
    fails.store(false, Ordering::Relaxed);
    world.at("2026-11-25 15:30").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
}

async fn at_switch_on_only_so_many_organizers_a_day_hear_from_meetgate(db: Db) {
    let world = World::new(db, "mode = \"decline\"", &with("[rollout]\norganizers_per_day = 1")).await;
    world.invite(&Invite::default());
    world.invite(&Invite {
        uid: PIER,
        organizer: "eli",
        title: "Pier 9",
        start: "2026-11-26 15:30",
        ..Invite::default()
    });
    world.between("2026-11-24 09:00", "2026-11-24 17:00").await;
    let to: Vec<String> = world.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["ana@example.com"], "the one whose deadline is nearest");
    world.at("2026-11-25 09:00").await;
    let mails = world.mails();
    assert!(mails.iter().any(|mail| mail.to == "eli@example.com"), "a day later the next: {mails:?}");
    world.between("2026-11-25 09:30", "2026-11-25 16:00").await;
    assert_eq!(world.response("bo", PIER), "DECLINED", "warned at nine, six hours before the deadline");
}

async fn an_organizer_who_is_out_of_office_is_told_and_nothing_is_answered_meanwhile(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    let away = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//test//EN\r\nBEGIN:VEVENT\r\nUID:away@example.com\r\n\
                DTSTAMP:20261101T080000Z\r\nDTSTART;TZID=Europe/Berlin:20261125T080000\r\n\
                DTEND;TZID=Europe/Berlin:20261126T120000\r\nSUMMARY:Away\r\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\r\n\
                END:VEVENT\r\nEND:VCALENDAR\r\n";
    std::fs::write(world.file("ana", "away@example.com"), away).unwrap();
    world.between("2026-11-23 15:00", "2026-11-25 16:00").await;
    assert_eq!(world.kinds()[0], ("first_notice".to_owned(), 1));
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    assert!(world.text("bo", UID).contains("No agenda yet"), "flagged instead");
    world.at("2026-11-26 12:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED", "back in the office, three hours before the start");
}

/// A judgement by which an organizer hears from meetgate for the first time.
fn introducing(organizer: &Address) -> Judged {
    let key = MeetingKey::new("ramp@example.com", Some(organizer), None);
    let introduces = Some((organizer.clone(), Mode::Remind));
    Judged { key, changed: 1, found: None, plan: Plan::default(), news: false, introduces }
}

async fn processes_that_judge_at_once_keep_to_the_ramp_together(db: Db) {
    let world = World::new(db, "mode = \"remind\"", AGENDA_24H).await;
    let (store, policy, now) = (&world.app.engine.store, world.app.engine.policy(), world.clock.now());
    let organizers: Vec<Address> = ["ana", "bo", "cy", "di", "eli", "fay"]
        .iter()
        .map(|name| Address::parse(&format!("{name}@example.com")).unwrap())
        .collect();
    let one = async |n: usize| store.commit(&[introducing(&organizers[n])], 2, now).await.map(|_| ());
    // Every one of them looked before any had committed, and found room for its own.
    let ends = tokio::join!(one(0), one(1), one(2), one(3));
    assert!(ends.0.is_ok() && ends.1.is_ok() && ends.2.is_ok() && ends.3.is_ok());
    store.commit(&[introducing(&organizers[4]), introducing(&organizers[5])], 2, now).await.unwrap();
    let ramp = store.ramp(2, &organizers.iter().collect::<Vec<_>>(), now).await.unwrap();
    let heard = organizers.iter().filter(|organizer| ramp.waits(organizer, &policy, now).is_none());
    assert_eq!(heard.count(), 2);
}

on_both_databases! {
    processes_that_judge_at_once_keep_to_the_ramp_together;
    more_answers_than_the_limit_are_not_given_and_the_admin_reads_why;
    what_piled_up_during_a_pause_meets_the_brake_at_delivery;
    one_persons_limit_brakes_for_that_person_alone;
    a_flood_of_mails_to_one_organizer_brakes_the_mails_to_that_organizer;
    nobody_is_answered_for_on_knowledge_that_is_too_old;
    without_the_organizers_calendar_nothing_follows_from_what_it_once_said;
    at_switch_on_only_so_many_organizers_a_day_hear_from_meetgate;
    an_organizer_who_is_out_of_office_is_told_and_nothing_is_answered_meanwhile;
}
