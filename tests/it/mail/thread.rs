//! Which mail goes to whom, about what, in which thread.

use crate::support::on_both_databases;
use crate::support::world::{AGENDA_24H, Db, Invite, Mail, World};

fn of_kind(world: &World, kind: &str) -> Vec<Mail> {
    world.mails().into_iter().filter(|mail| mail.kind == kind).collect()
}

/// The header as it stands in the file of the mail, unfolded; empty where there is none.
fn header(world: &World, mail: &Mail, name: &str) -> String {
    let source = std::fs::read_to_string(world.path().join("mails").join(&mail.file)).unwrap();
    let head = source.split("\r\n\r\n").next().unwrap().replace("\r\n ", " ");
    head.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).unwrap_or_default().to_owned()
}

async fn digests_form_the_organizers_thread(db: Db) {
    let world = World::new(db, "mode = \"remind\"", AGENDA_24H).await;
    for (day, uids) in [("24", ["a@example.com", "b@example.com"]), ("26", ["c@example.com", "d@example.com"])] {
        for uid in uids {
            let start = if day == "24" { "2026-11-26 15:00" } else { "2026-11-28 15:00" };
            world.invite(&Invite { uid, start, ..Invite::default() });
        }
        world.at(&format!("2026-11-{day} 15:30")).await;
    }
    let digests = of_kind(&world, "digest");
    assert_eq!(digests.len(), 2);
    let roots: Vec<_> = digests.iter().map(|mail| header(&world, mail, "References")).collect();
    assert!(!roots[0].is_empty() && roots[0] == roots[1], "{roots:?}");
    world.invite(&Invite { uid: "e@example.com", start: "2026-12-03 15:00", ..Invite::default() });
    world.at("2026-12-01 15:30").await;
    let notice = &of_kind(&world, "first_notice")[0];
    assert_ne!(header(&world, notice, "References"), roots[0], "a mail about one meeting is of that meeting's thread");
}

async fn a_notice_of_a_series_names_its_occurrence(db: Db) {
    let world = World::new(db, "mode = \"remind\"", AGENDA_24H).await;
    world.invite(&Invite { more: "RRULE:FREQ=WEEKLY;COUNT=2\r\n", ..Invite::default() });
    world.between("2026-11-24 15:00", "2026-11-24 16:00").await;
    world.between("2026-12-01 15:00", "2026-12-01 16:00").await;
    let notices = of_kind(&world, "first_notice");
    let names = |day: &str| notices.iter().filter(|mail| mail.text.contains(day) && mail.subject.contains(day)).count();
    assert_eq!((notices.len(), names("Thu 26 Nov"), names("Thu 3 Dec")), (2, 1, 1), "{notices:?}");
}

async fn the_assistant_is_copied_on_the_organizers_mails(db: Db) {
    let gus = "[[person]]\nemail = \"gus@example.com\"\nassistant = \"eli@example.com\"\n";
    let world = World::new(db, "mode = \"decline\"", &format!("{gus}{AGENDA_24H}")).await;
    std::fs::create_dir_all(world.path().join("calendars/gus@example.com")).unwrap();
    world.invite(&Invite { organizer: "gus", ..Invite::default() });
    world.invite(&Invite { uid: "other@example.com", guests: &["gus", "cy", "di"], ..Invite::default() });
    world.between("2026-11-24 15:00", "2026-11-25 18:00").await;
    let copied = |kind: &str, to: &str| {
        let mails = of_kind(&world, kind);
        let mail = mails.iter().find(|mail| mail.to == to).unwrap_or_else(|| panic!("no {kind} to {to}"));
        header(&world, mail, "Cc")
    };
    assert_eq!(copied("first_notice", "gus@example.com"), "eli@example.com");
    assert_eq!(copied("outcome", "gus@example.com"), "eli@example.com");
    assert_eq!(copied("first_notice", "ana@example.com"), "");
    assert_eq!(copied("day", "gus@example.com"), "", "what was answered for one is told to that one alone");
}

async fn what_lies_beyond_the_horizon_is_not_judged_yet(db: Db) {
    // One meeting that was booked long before: no later sync brings it again.
    let world = World::new(db, "mode = \"remind\"", &format!("[run]\nhorizon = \"10d\"\n{AGENDA_24H}")).await;
    world.invite(&Invite { start: "2026-12-16 15:00", ..Invite::default() });
    assert_eq!(world.at("2026-11-23 15:00").await.judged, 0);
    assert_eq!(world.at("2026-12-07 15:00").await.judged, 1);
}

on_both_databases! {
    digests_form_the_organizers_thread;
    a_notice_of_a_series_names_its_occurrence;
    the_assistant_is_copied_on_the_organizers_mails;
    what_lies_beyond_the_horizon_is_not_judged_yet;
}
