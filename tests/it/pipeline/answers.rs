//! Notices, answers, and giving them back.

use crate::support::on_both_databases;
use crate::support::world::{AGENDA, AGENDA_24H, Db, Invite, World};

const UID: &str = "harbour@example.com";

async fn an_empty_meeting_is_announced_then_declined_at_its_deadline(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());

    world.at("2026-11-23 10:00").await;
    assert_eq!(world.kinds(), [], "the first notice is due 48 hours before the deadline");

    world.at("2026-11-23 15:00").await;
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 1)]);
    assert_eq!(world.mails()[0].to, "ana@example.com");
    assert_eq!(world.mails()[0].subject, "Your meeting: Harbour sensor roadmap, Thu 26 Nov");
    assert!(
        world.mails()[0].text.starts_with("Please add an agenda by Wednesday, 15:00."),
        "{}",
        world.mails()[0].text
    );

    world.at("2026-11-25 11:00").await;
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 1), ("last_call".to_owned(), 1)]);
    world.at("2026-11-25 14:59").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION", "not before the deadline");

    world.at("2026-11-25 15:00").await;
    for guest in ["bo", "cy", "di"] {
        assert_eq!(world.response(guest, UID), "DECLINED");
    }
    assert_eq!(world.response("ana", UID), "ACCEPTED", "never as the organizer");
    let outcome = world.mails().into_iter().find(|mail| mail.kind == "outcome").expect("the organizer hears of it");
    assert!(outcome.text.starts_with("Declined for three people, for now."), "{}", outcome.text);
    assert_eq!(outcome.subject, "Re: Your meeting: Harbour sensor roadmap, Thu 26 Nov");
}

async fn an_agenda_that_comes_late_brings_the_answers_back_with_thanks(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 15:30").await;
    assert_eq!(world.response("bo", UID), "DECLINED");

    world.invite(&Invite { text: AGENDA, ..Invite::default() });
    world.at("2026-11-25 17:12").await;
    for guest in ["bo", "cy", "di"] {
        assert_eq!(world.response(guest, UID), "NEEDS-ACTION");
        assert!(!world.text(guest, UID).contains("MEETGATE"), "nothing of ours stays behind");
    }
    let thanks = world.mails().into_iter().find(|mail| mail.kind == "restored").expect("thanks");
    assert!(thanks.text.starts_with("Thank you. All three answers are back."), "{}", thanks.text);

    let after = world.at("2026-11-25 17:12").await;
    assert_eq!((after.actions.len(), after.done.len()), (0, 0), "and that was all");
}

async fn an_agenda_that_comes_in_time_ends_the_matter(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.at("2026-11-23 15:00").await;
    world.invite(&Invite { text: AGENDA, ..Invite::default() });
    world.between("2026-11-24 09:00", "2026-11-26 15:30").await;
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 1)]);
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
}

async fn a_persons_own_answer_is_never_touched(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 14:30").await;
    world.answer("bo", UID, "ACCEPTED");
    world.between("2026-11-25 15:00", "2026-11-25 16:00").await;
    assert_eq!(world.response("bo", UID), "ACCEPTED", "answered before");
    assert_eq!(world.response("cy", UID), "DECLINED");

    world.answer("cy", UID, "TENTATIVE");
    world.between("2026-11-25 16:30", "2026-11-25 17:00").await;
    assert_eq!(world.response("cy", UID), "TENTATIVE", "answered after: not declined again");

    world.invite(&Invite { text: AGENDA, ..Invite::default() });
    world.between("2026-11-25 17:30", "2026-11-25 18:00").await;
    assert_eq!(world.response("cy", UID), "TENTATIVE", "nor given back over it");
    assert_eq!(world.response("di", UID), "NEEDS-ACTION");
}

async fn a_meeting_booked_late_gets_its_time_first(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.at("2026-11-26 09:00").await;
    world.invite(&Invite::default());
    world.at("2026-11-26 10:00").await;
    let notice = world.mails().pop().expect("a notice at once");
    assert!(notice.text.starts_with("Please add an agenda by 11:00 today."), "{}", notice.text);
    world.at("2026-11-26 10:55").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    world.at("2026-11-26 11:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
}

async fn protected_time_is_defended_for_those_it_protects(db: Db) {
    let policy = format!(
        "{AGENDA_24H}\n[[protected_time]]\nname = \"No-Meeting Wednesday\"\ndays = [\"Wed\"]\n\
         who = {{ teams = [\"engineering\"] }}\non_meeting = \"decline\"\n"
    );
    let world = World::new(db, "mode = \"decline\"", &policy).await;
    world.invite(&Invite { start: "2026-11-25 13:00", text: AGENDA, ..Invite::default() });
    world.between("2026-11-20 13:00", "2026-11-24 12:30").await;
    let conflict = world.mails().pop().expect("the organizer hears of it");
    assert_eq!(conflict.kind, "conflict");
    assert!(conflict.text.contains("No-Meeting Wednesday"), "{}", conflict.text);
    world.at("2026-11-24 13:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED", "the one engineer");
    assert_eq!(world.response("cy", UID), "NEEDS-ACTION");

    world.invite(&Invite { start: "2026-11-26 13:00", text: AGENDA, sequence: 1, ..Invite::default() });
    world.at("2026-11-24 14:00").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION", "moved out of it, so the answer comes back");
}

async fn two_notices_to_one_organizer_are_one_mail(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.invite(&Invite {
        uid: "pier@example.com",
        title: "Pier 9 gauge",
        start: "2026-11-26 16:00",
        ..Invite::default()
    });
    world.at("2026-11-24 09:00").await;
    assert_eq!(world.kinds(), [("digest".to_owned(), 1)]);
    world.between("2026-11-24 09:30", "2026-11-25 16:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
    assert_eq!(world.response("bo", "pier@example.com"), "DECLINED");
}

async fn one_occurrence_of_a_series_is_answered_alone(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite { start: "2026-11-26 15:00", more: "RRULE:FREQ=WEEKLY;COUNT=3\r\n", ..Invite::default() });
    world.between("2026-11-23 15:00", "2026-11-25 15:00").await;
    let text = world.text("bo", UID);
    assert_eq!(text.matches("RECURRENCE-ID").count(), 1, "{text}");
    assert_eq!(text.matches("PARTSTAT=DECLINED").count(), 1, "{text}");
    let found = world.app.engine.store.find(UID, meetgate::clock::Clock::now(&world.clock), 10).await.unwrap();
    assert_eq!(found.len(), 3, "each occurrence is a meeting of its own");
}

async fn flag_marks_copies_and_takes_the_mark_away(db: Db) {
    let world = World::new(db, "mode = \"flag\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 15:30").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION");
    assert!(world.text("bo", UID).contains("No agenda yet"), "{}", world.text("bo", UID));
    assert!(!world.text("ana", UID).contains("No agenda yet"), "not on the organizer's copy");

    let marked = world.text("bo", UID).replace("DESCRIPTION:", &format!("DESCRIPTION:{AGENDA}"));
    std::fs::write(world.file("bo", UID), marked).unwrap();
    world.invite(&Invite { text: AGENDA, guests: &["cy", "di"], ..Invite::default() });
    world.at("2026-11-25 17:00").await;
    assert!(!world.text("bo", UID).contains("No agenda yet"), "{}", world.text("bo", UID));
}

on_both_databases! {
    an_empty_meeting_is_announced_then_declined_at_its_deadline;
    an_agenda_that_comes_late_brings_the_answers_back_with_thanks;
    an_agenda_that_comes_in_time_ends_the_matter;
    a_persons_own_answer_is_never_touched;
    a_meeting_booked_late_gets_its_time_first;
    protected_time_is_defended_for_those_it_protects;
    two_notices_to_one_organizer_are_one_mail;
    one_occurrence_of_a_series_is_answered_alone;
    flag_marks_copies_and_takes_the_mark_away;
}
