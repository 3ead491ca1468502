//! What goes wrong on the way, and must not show: crashes between doing and recording, edits in between, broken
//! files, mail that fails.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use async_trait::async_trait;
use meetgate::mail::{Outgoing, SendError, Transport};
use meetgate::meeting::{Digest, Mode};
use meetgate::policy::Policy;

use crate::support::on_both_databases;
use crate::support::tampered::{Hooks, passing};
use crate::support::world::{AGENDA, AGENDA_24H, Db, Invite, World};

const UID: &str = "harbour@example.com";

async fn an_answer_whose_reply_was_lost_is_given_once(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let (lost, mut calendar) = (Arc::new(AtomicUsize::new(0)), Hooks::new());
    let counted = lost.clone();
    calendar.after_answering = Box::new(move |_| {
        counted.fetch_add(1, Ordering::Relaxed);
        Err(passing("connection lost after the request"))
    });
    calendar.into_place(&mut world);
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 16:30").await;
    assert_eq!(lost.load(Ordering::Relaxed), 3, "one write for each guest, none repeated");
    assert_eq!(world.response("bo", UID), "DECLINED");

    world.invite(&Invite { text: AGENDA, ..Invite::default() });
    world.between("2026-11-25 17:00", "2026-11-25 18:30").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION", "known as ours, so it comes back");
}

/// Each guest's own copy.
fn guests_files(world: &World) -> BTreeMap<&'static str, PathBuf> {
    ["bo", "cy", "di"].map(|name| (name, world.file(name, UID))).into()
}

/// Somebody edits the invitation between the judgement and the act.
async fn an_agenda_that_arrives_between_judging_and_acting_stops_the_answer(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    let files = guests_files(&world);
    let mut calendar = Hooks::new();
    calendar.before_reading = Box::new(move |mailbox| {
        // Others are read at the same time: each finds its own copy changed, never one half written.
        let file = &files[mailbox.address.local()];
        let text = std::fs::read_to_string(file).unwrap();
        std::fs::write(file, text.replace("DESCRIPTION:\r\n", &format!("DESCRIPTION:{AGENDA}\r\n"))).unwrap();
        Ok(())
    });
    calendar.into_place(&mut world);
    let cycle = world.at("2026-11-25 15:00").await;
    assert_eq!(cycle.superseded, 4, "three answers, and the mail about them: {cycle:?}");
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    assert!(world.mails().iter().all(|mail| mail.kind != "outcome"));
}

/// Between reading and writing, Cy's reply reaches Bo's copy and Cy's own.
async fn a_copy_that_changes_just_before_it_is_written_to_is_looked_at_again(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    let files = guests_files(&world);
    let mut calendar = Hooks::new();
    calendar.before_answering = Box::new(move |mailbox| {
        let file = &files[mailbox.address.local()];
        let text = std::fs::read_to_string(file).unwrap();
        let replied = text.replace("PARTSTAT=NEEDS-ACTION:mailto:cy@", "PARTSTAT=ACCEPTED:mailto:cy@");
        std::fs::write(file, replied).unwrap();
        Ok(())
    });
    calendar.into_place(&mut world);
    let cycle = world.at("2026-11-25 15:00").await;
    assert_eq!(cycle.superseded, 1, "Cy's alone: {cycle:?}");
    let responses = ["bo", "cy", "di"].map(|name| world.response(name, UID));
    assert_eq!(responses, ["DECLINED", "ACCEPTED", "DECLINED"]);
}

/// A mail system that takes every mail and then says that it does not know.
struct AcceptsThenFails {
    inner: Arc<dyn Transport>,
    sent: AtomicUsize,
}

#[async_trait]
impl Transport for AcceptsThenFails {
    async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        self.inner.send(mail).await?;
        match self.sent.fetch_add(1, Ordering::Relaxed) {
            0 => Err(SendError::Retry { what: "no answer after the final dot".to_owned(), after: None }),
            _ => Ok(()),
        }
    }
}

async fn a_mail_that_was_accepted_without_an_answer_goes_out_again_as_the_same_mail(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let inner = world.app.engine.transport.clone().unwrap();
    let transport = Arc::new(AcceptsThenFails { inner, sent: AtomicUsize::new(0) });
    world.app.engine.transport = Some(transport.clone());
    world.invite(&Invite::default());
    world.at("2026-11-23 15:00").await;
    world.at("2026-11-23 15:30").await;
    assert_eq!(transport.sent.load(Ordering::Relaxed), 2);
    assert_eq!(world.mails().len(), 1, "one Message-ID, one mail");
}

/// A mail system that refuses everything.
struct Refuses;

#[async_trait]
impl Transport for Refuses {
    async fn send(&self, _: &Outgoing) -> Result<(), SendError> {
        Err(SendError::Permanent("550 5.1.1 no such user".to_owned()))
    }
}

async fn without_a_warning_delivered_there_is_only_a_flag(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.app.engine.transport = Some(Arc::new(Refuses));
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 18:00").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    assert!(world.text("bo", UID).contains("No agenda yet"));
    let status = world.app.engine.store.status().await.unwrap();
    assert!(status.failed.iter().any(|record| record.why.contains("550")), "and the admin sees why: {status:?}");
}

async fn a_broken_file_is_named_and_stops_nothing_else(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    let broken = world.path().join("calendars/bo@example.com/broken.ics");
    std::fs::write(
        &broken,
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:x\r\nDTSTART:not a time\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    )
    .unwrap();
    world.at("2026-11-23 15:00").await;
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 1)]);
    let status = world.app.engine.store.status().await.unwrap();
    assert_eq!(status.problems.len(), 1, "{status:?}");
    assert_eq!(
        (status.problems[0].mailbox.as_str(), status.problems[0].object.as_str()),
        ("bo@example.com", "broken.ics")
    );
    std::fs::remove_file(&broken).unwrap();
    world.at("2026-11-23 15:30").await;
    assert_eq!(world.app.engine.store.status().await.unwrap().problems, []);
}

async fn a_calendar_that_is_missing_is_told_and_the_others_go_on(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    std::fs::remove_dir_all(world.path().join("calendars/fay@example.com")).unwrap();
    let cycle = world.at("2026-11-23 15:00").await;
    assert_eq!((cycle.failing, cycle.synced), (1, 5));
    let status = world.app.engine.store.status().await.unwrap();
    assert_eq!(status.failing.len(), 1);
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 1)]);
}

/// The policy that flags at most, from now on.
fn only_flags(world: &World) {
    let policy = (*world.app.engine.policy()).clone();
    world.app.engine.replace_policy(Policy { mode: Mode::Flag, revision: Digest::of(["flags"]), ..policy });
}

/// Bo's decline is written on Wednesday at three, and nobody learns that it was.
async fn reply_lost(db: Db, unreadable: Arc<AtomicBool>) -> World {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-24 15:00", "2026-11-25 14:30").await;
    let mut calendar = Hooks::new();
    calendar.after_answering =
        Box::new(|mailbox| if mailbox.address.local() == "bo" { Err(passing("the reply was lost")) } else { Ok(()) });
    calendar.before_listing = Box::new(move |_| match unreadable.load(Ordering::Relaxed) {
        true => Err(passing("503")),
        false => Ok(()),
    });
    calendar.into_place(&mut world);
    world.at("2026-11-25 15:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
    world
}

async fn an_answer_whose_reply_was_lost_is_given_back_when_nobody_wants_it_any_more(db: Db) {
    let world = reply_lost(db, Arc::default()).await;
    only_flags(&world);
    world.between("2026-11-25 15:30", "2026-11-25 17:00").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
}

async fn an_answer_that_was_withdrawn_after_it_had_been_written_is_given_back(db: Db) {
    let unreadable = Arc::new(AtomicBool::new(false));
    let world = reply_lost(db, unreadable.clone()).await;
    unreadable.store(true, Ordering::Relaxed);
    only_flags(&world);
    world.at("2026-11-25 15:01").await;
    unreadable.store(false, Ordering::Relaxed);
    world.between("2026-11-25 15:30", "2026-11-25 17:00").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
}

/// Two notices wait for the morning when the policy changes, and two more are decided under the new one.
async fn notices_of_two_policies_are_different_mails_and_none_is_lost(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let book = |names: [&str; 2]| {
        for title in names {
            world.invite(&Invite { uid: &format!("{title}@example.com"), title, ..Invite::default() });
        }
    };
    book(["Anchor", "Beacon"]);
    world.at("2026-11-23 20:00").await;
    let policy = (*world.app.engine.policy()).clone();
    world.app.engine.replace_policy(Policy { revision: Digest::of(["another"]), ..policy });
    book(["Cutter", "Dinghy"]);
    world.at("2026-11-23 20:30").await;
    world.at("2026-11-24 09:00").await;
    let texts: Vec<String> = world.mails().into_iter().map(|mail| mail.text).collect();
    for title in ["Anchor", "Beacon", "Cutter", "Dinghy"] {
        assert_eq!(texts.iter().filter(|text| text.contains(title)).count(), 1, "{title}: {texts:#?}");
    }
}

on_both_databases! {
    notices_of_two_policies_are_different_mails_and_none_is_lost;
    an_answer_whose_reply_was_lost_is_given_back_when_nobody_wants_it_any_more;
    an_answer_that_was_withdrawn_after_it_had_been_written_is_given_back;
    an_answer_whose_reply_was_lost_is_given_once;
    an_agenda_that_arrives_between_judging_and_acting_stops_the_answer;
    a_copy_that_changes_just_before_it_is_written_to_is_looked_at_again;
    a_mail_that_was_accepted_without_an_answer_goes_out_again_as_the_same_mail;
    without_a_warning_delivered_there_is_only_a_flag;
    a_broken_file_is_named_and_stops_nothing_else;
    a_calendar_that_is_missing_is_told_and_the_others_go_on;
}
