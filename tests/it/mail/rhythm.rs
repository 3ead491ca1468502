//! How much mail people get, and what becomes of mail that comes back.

use crate::support::on_both_databases;
use crate::support::world::{AGENDA, AGENDA_24H, Db, Invite, Mail, World};

const UID: &str = "harbour@example.com";

fn of_kind(world: &World, kind: &str) -> Vec<Mail> {
    world.mails().into_iter().filter(|mail| mail.kind == kind).collect()
}

async fn an_attendee_hears_at_the_end_of_the_day_what_was_answered(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 17:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED");
    assert_eq!(of_kind(&world, "day"), []);
    world.between("2026-11-25 17:30", "2026-11-25 18:30").await;
    let days = of_kind(&world, "day");
    let mut to: Vec<_> = days.iter().map(|mail| mail.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["bo@example.com", "cy@example.com", "di@example.com"], "one each, and none to the organizer");
    assert_eq!(days[0].subject, "Your answers today: one given");
    assert!(days[0].text.contains("Harbour sensor roadmap"), "{}", days[0].text);
    assert!(days[0].text.contains("· Ana"), "{}", days[0].text);
    assert!(days[0].text.contains("You had not answered yet."), "{}", days[0].text);

    world.invite(&Invite { text: AGENDA, ..Invite::default() });
    world.between("2026-11-26 09:00", "2026-11-26 14:00").await;
    assert_eq!(of_kind(&world, "day").len(), 3, "nothing before the day ends");
    world.between("2026-11-26 17:30", "2026-11-27 18:30").await;
    let days = of_kind(&world, "day");
    assert_eq!(days.iter().filter(|mail| mail.subject == "Your answers today: one given back").count(), 3);
    assert_eq!(days.len(), 6, "and silence on days without answers");
}

async fn meetings_of_one_name_at_one_time_are_told_one_by_one(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    for uid in [UID, "other@example.com"] {
        world.invite(&Invite { uid, ..Invite::default() });
    }
    world.between("2026-11-23 15:00", "2026-11-25 18:30").await;
    let days = of_kind(&world, "day");
    assert_eq!(days.len(), 3);
    assert!(days.iter().all(|day| day.subject == "Your answers today: two given"), "{days:#?}");
}

async fn what_is_over_the_limit_of_a_day_waits_and_arrives_as_one_digest(db: Db) {
    let policy = format!("[safety]\nmax_notices_per_organizer_and_day = 1\n{AGENDA_24H}");
    let world = World::new(db, "mode = \"decline\"", &policy).await;
    world.invite(&Invite { uid: "one@example.com", start: "2026-11-26 11:00", ..Invite::default() });
    world.at("2026-11-24 11:00").await;
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 1)]);
    for (uid, title) in [("two@example.com", "Second"), ("three@example.com", "Third")] {
        world.invite(&Invite { uid, title, start: "2026-11-26 16:00", ..Invite::default() });
    }
    world.between("2026-11-24 16:00", "2026-11-24 23:30").await;
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 1)], "enough for today");
    world.between("2026-11-25 00:00", "2026-11-25 09:30").await;
    assert_eq!(of_kind(&world, "digest").len(), 1, "both in one mail: {:?}", world.kinds());
    let digest = &of_kind(&world, "digest")[0];
    assert!(digest.text.contains("Second") && digest.text.contains("Third"), "{}", digest.text);
}

async fn a_mail_that_cannot_wait_goes_out_over_the_limit(db: Db) {
    let policy = format!("[safety]\nmax_notices_per_organizer_and_day = 1\n{AGENDA_24H}");
    let world = World::new(db, "mode = \"decline\"", &policy).await;
    for (uid, start) in [("one@example.com", "2026-11-25 11:00"), ("two@example.com", "2026-11-25 12:00")] {
        world.invite(&Invite { uid, start, ..Invite::default() });
        world.between("2026-11-24 09:00", "2026-11-24 09:30").await;
    }
    assert_eq!(world.kinds(), [("first_notice".to_owned(), 2)], "tomorrow is too late");
}

async fn thirty_meetings_of_one_organizer_become_two_digests(db: Db) {
    let world = World::new(db, "mode = \"remind\"", AGENDA_24H).await;
    let uids: Vec<String> = (0..30).map(|n| format!("m{n}@example.com")).collect();
    for uid in &uids {
        world.invite(&Invite { uid, ..Invite::default() });
    }
    world.at("2026-11-24 15:30").await;
    let mails = of_kind(&world, "digest");
    let counts: Vec<_> = mails.iter().map(|mail| mail.text.matches("Harbour sensor roadmap").count()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 30);
    assert_eq!(counts.iter().max(), Some(&25), "{counts:?}");
}

/// A report that this mail did not reach its reader.
fn report(id: &str, address: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; \
         report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 no such mailbox\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\n\
         Message-ID: <{id}@example.com>\r\n\r\n--b--\r\n"
    )
}

async fn an_organizer_whose_mail_comes_back_is_only_flagged(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let folder = world.path().join("bounces");
    std::fs::create_dir_all(folder.join("new")).unwrap();
    world.app.engine.post.bounces = Some(folder.clone());
    world.invite(&Invite::default());
    world.at("2026-11-23 15:00").await;
    world.at("2026-11-24 15:00").await;
    let mail = &of_kind(&world, "first_notice")[0];
    let id = mail.file.trim_end_matches(".eml");

    std::fs::write(folder.join("new/forged"), report("0000", "ana@example.com")).unwrap();
    world.at("2026-11-24 15:30").await;
    let status = world.app.engine.store.status().await.unwrap();
    assert_eq!(status.unreachable, [], "only what matches a mail of ours counts");

    std::fs::write(folder.join("new/report"), report(id, "where-ana-forwards-to@example.org")).unwrap();
    world.between("2026-11-24 16:00", "2026-11-25 18:00").await;
    let status = world.app.engine.store.status().await.unwrap();
    assert_eq!(status.unreachable.len(), 1);
    assert!(status.unreachable[0].why.contains("no such mailbox"), "{status:?}");
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION", "whoever was not warned is not declined");
    assert!(world.text("bo", UID).contains("No agenda yet"), "{}", world.text("bo", UID));
    assert!(folder.join("cur/report:2,S").exists() && !folder.join("new/report").exists());
    let before = world.mails().len();

    world.invite(&Invite { uid: "next@example.com", start: "2026-11-30 15:00", ..Invite::default() });
    world.between("2026-11-27 15:00", "2026-11-29 18:00").await;
    assert_eq!(world.mails().len(), before, "no more mail to an address that is not there");
}

async fn a_full_mailbox_means_that_this_mail_did_not_arrive_and_the_next_is_tried(db: Db) {
    let mut world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    let folder = world.path().join("bounces");
    std::fs::create_dir_all(folder.join("new")).unwrap();
    world.app.engine.post.bounces = Some(folder.clone());
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-24 15:30").await;
    let mail = &of_kind(&world, "first_notice")[0];
    let full = report(mail.file.trim_end_matches(".eml"), "ana@example.com").replace("5.1.1", "4.2.2");
    std::fs::write(folder.join("new/report"), full).unwrap();
    world.between("2026-11-25 11:30", "2026-11-25 18:00").await;
    assert_eq!(world.response("bo", UID), "NEEDS-ACTION", "whoever was not warned is not declined");
    assert_eq!(world.app.engine.store.status().await.unwrap().unreachable, []);
    world.invite(&Invite { uid: "next@example.com", start: "2026-11-30 15:00", ..Invite::default() });
    world.between("2026-11-27 15:00", "2026-11-29 18:00").await;
    assert_eq!(of_kind(&world, "first_notice").len(), 2, "the next mail goes out");
}

async fn a_report_about_the_assistant_is_none_about_the_organizer(db: Db) {
    let policy = format!(
        "{AGENDA_24H}\n[[person]]\nemail = \"gus@example.com\"\nname = \"Gus\"\nassistant = \"hal@example.com\"\n"
    );
    let mut world = World::new(db, "mode = \"decline\"", &policy).await;
    let folder = world.path().join("bounces");
    std::fs::create_dir_all(folder.join("new")).unwrap();
    std::fs::create_dir_all(world.path().join("calendars/gus@example.com")).unwrap();
    world.app.engine.post.bounces = Some(folder.clone());
    world.invite(&Invite { organizer: "gus", ..Invite::default() });
    world.between("2026-11-23 15:00", "2026-11-24 15:30").await;
    let mail = &of_kind(&world, "first_notice")[0];
    let left = report(mail.file.trim_end_matches(".eml"), "hal@example.com");
    std::fs::write(folder.join("new/report"), left).unwrap();
    world.between("2026-11-24 16:00", "2026-11-25 16:00").await;
    assert_eq!(world.response("bo", UID), "DECLINED", "the organizer was warned");
}

async fn admins_hear_once_a_day_of_calendars_that_cannot_be_read(db: Db) {
    let world =
        World::new(db, "mode = \"decline\"", &format!("{AGENDA_24H}[admin]\ncontacts = [\"eli@example.com\"]\n")).await;
    std::fs::remove_dir_all(world.path().join("calendars/fay@example.com")).unwrap();
    world.between("2026-11-23 09:00", "2026-11-23 10:30").await;
    assert_eq!(of_kind(&world, "alert"), [], "a calendar that is away for a moment is nobody's concern");
    world.between("2026-11-23 11:00", "2026-11-23 20:00").await;
    let alerts = of_kind(&world, "alert");
    assert_eq!(alerts.len(), 1);
    assert_eq!(
        (alerts[0].to.as_str(), alerts[0].subject.as_str()),
        ("eli@example.com", "meetgate cannot read a calendar")
    );
    assert!(alerts[0].text.contains("fay@example.com"), "{}", alerts[0].text);
    world.between("2026-11-24 09:00", "2026-11-24 12:00").await;
    assert_eq!(of_kind(&world, "alert").len(), 2);
}

async fn mails_are_written_in_the_language_of_whoever_reads_them(db: Db) {
    let policy = format!("{AGENDA_24H}\n[[person]]\nemail = \"gus@example.com\"\nname = \"Gus\"\nlanguage = \"de\"\n");
    let world = World::new(db, "mode = \"decline\"", &policy).await;
    std::fs::create_dir_all(world.path().join("calendars/gus@example.com")).unwrap();
    world.invite(&Invite { organizer: "gus", ..Invite::default() });
    world.between("2026-11-24 15:00", "2026-11-25 18:00").await;
    let subject = &of_kind(&world, "first_notice")[0].subject;
    assert_eq!(subject, "Zum Termin: Harbour sensor roadmap, Do., 26. Nov.");
    assert!(of_kind(&world, "outcome")[0].text.starts_with("Fürs Erste für drei Personen abgesagt."));
    assert!(of_kind(&world, "day").iter().all(|mail| mail.subject.starts_with("Your answers")));
}

async fn a_meeting_that_moves_stays_in_its_thread(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-24 15:00", "2026-11-24 15:30").await;
    world.invite(&Invite { start: "2026-12-03 15:00", sequence: 1, ..Invite::default() });
    world.between("2026-12-01 15:00", "2026-12-01 15:30").await;
    let mut subjects: Vec<_> = of_kind(&world, "first_notice").into_iter().map(|mail| mail.subject).collect();
    subjects.sort();
    let root = "Your meeting: Harbour sensor roadmap, Thu 26 Nov";
    assert_eq!(subjects, [format!("Re: {root}"), root.to_owned()]);
}

async fn a_meeting_that_is_renamed_stays_in_its_thread(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.between("2026-11-24 15:00", "2026-11-24 15:30").await;
    world.invite(&Invite { title: "Sensors, at last", ..Invite::default() });
    world.between("2026-11-25 09:00", "2026-11-25 16:00").await;
    let mails = world.mails();
    let root = "Your meeting: Harbour sensor roadmap, Thu 26 Nov";
    let about: Vec<_> = mails.iter().filter(|mail| mail.to == "ana@example.com").collect();
    assert!(about.len() > 1 && about.iter().all(|mail| mail.subject.ends_with(root)), "{about:#?}");
    assert!(about.iter().any(|mail| mail.text.contains("Sensors, at last")), "the mail itself has the new title");
}

async fn last_calls_and_outcomes_that_are_due_together_are_one_mail_each(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    for (uid, title) in [("one@example.com", "First"), ("two@example.com", "Second"), ("three@example.com", "Third")] {
        world.invite(&Invite { uid, title, ..Invite::default() });
    }
    world.between("2026-11-23 15:00", "2026-11-25 16:00").await;
    assert_eq!(world.kinds(), [("digest".to_owned(), 3)], "first notices, last calls, outcomes");
    let outcome = of_kind(&world, "digest").into_iter().find(|mail| mail.text.contains("Declined for")).unwrap();
    let text = outcome.text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(outcome.text.matches("Declined for three people, for now.").count(), 3, "{}", outcome.text);
    assert!(text.contains("its answers come back by themselves"), "{}", outcome.text);
}

async fn only_a_house_with_pages_offers_one_click(db: Db) {
    let world = World::new(db, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    world.at("2026-11-24 15:30").await;
    let source = std::fs::read_to_string(world.path().join("mails").join(&world.mails()[0].file)).unwrap();
    assert!(!source.contains("List-Unsubscribe") && !source.contains("/say/"), "{source}");
}

on_both_databases! {
    an_attendee_hears_at_the_end_of_the_day_what_was_answered;
    meetings_of_one_name_at_one_time_are_told_one_by_one;
    what_is_over_the_limit_of_a_day_waits_and_arrives_as_one_digest;
    a_mail_that_cannot_wait_goes_out_over_the_limit;
    thirty_meetings_of_one_organizer_become_two_digests;
    an_organizer_whose_mail_comes_back_is_only_flagged;
    a_full_mailbox_means_that_this_mail_did_not_arrive_and_the_next_is_tried;
    a_report_about_the_assistant_is_none_about_the_organizer;
    admins_hear_once_a_day_of_calendars_that_cannot_be_read;
    mails_are_written_in_the_language_of_whoever_reads_them;
    a_meeting_that_moves_stays_in_its_thread;
    a_meeting_that_is_renamed_stays_in_its_thread;
    last_calls_and_outcomes_that_are_due_together_are_one_mail_each;
    only_a_house_with_pages_offers_one_click;
}
