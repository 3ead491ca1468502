//! What is kept of an invitation, and what a log tells.

use meetgate::clock::Clock;

use crate::config::{Company, said};
use crate::support::world::{AGENDA_24H, Db, Invite, World};

/// Words that stand nowhere but in an invitation's text.
const PLANTED: &str = "zanzibarquartz";

/// All bytes that the database has on disk.
fn database(world: &World) -> Vec<u8> {
    let files = std::fs::read_dir(world.path()).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("meetgate.db"));
    files.flat_map(|path| std::fs::read(path).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// A world that has known, warned, declined and given back.
async fn story(invite: &Invite<'_>) -> World {
    let world = World::new(Db::Sqlite, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(invite);
    world.between("2026-11-23 15:00", "2026-11-25 18:00").await;
    world
}

#[tokio::test]
async fn the_text_of_an_invitation_is_nowhere_in_the_database() {
    let text = format!("See you in the usual room.\\n\\n{} about the harbour.\\n\\nAna", [PLANTED; 200].join(" and "));
    let world = story(&Invite { text: &text, ..Invite::default() }).await;
    let known = world.app.engine.store.find("harbour", world.clock.now(), 5).await.unwrap();
    assert_eq!(known.len(), 1, "it was read and judged");
    let bytes = database(&world);
    assert!(holds(&bytes, "Harbour sensor roadmap"), "the database is read");
    let long = [PLANTED; 20].join(" and ");
    assert!(!holds(&bytes, &long), "no more than short evidence is kept");
}

#[tokio::test]
async fn of_a_private_event_nothing_but_its_times_is_stored() {
    let text = format!("Agenda:\\n1. {PLANTED}\\n2. {PLANTED} again");
    let invite = Invite {
        title: PLANTED,
        text: &text,
        more: "CLASS:PRIVATE\r\nLOCATION:zanzibarquartz\r\n",
        ..Invite::default()
    };
    let world = story(&invite).await;
    assert_eq!(world.response("bo", "harbour@example.com"), "NEEDS-ACTION");
    let known = world.app.engine.store.find("harbour", world.clock.now(), 5).await.unwrap();
    assert_eq!(known.len(), 1, "its times are known");
    assert!(!holds(&database(&world), PLANTED));
    assert_eq!(world.mails(), []);
}

#[test]
fn a_log_names_no_meeting_and_no_person() {
    let company = Company::new(Db::Sqlite);
    company.invite(&Invite { title: PLANTED, guests: &["bo", "cy"], ..Invite::default() });
    let mut told = String::new();
    for at in ["2026-11-24T14:00:00Z", "2026-11-25T14:00:00Z", "2026-11-25T17:00:00Z"] {
        let mut run = company.meetgate(&["run", "--once", "--at", at]);
        let (code, _, err) = said(run.env("MEETGATE_LOG", "meetgate=trace"));
        assert_eq!(code, Some(0), "{err}");
        told += &err;
    }
    assert!(told.contains("b…@example.com") && told.contains("first_notice"), "what was done is logged: {told}");
    for secret in [PLANTED, "ana@example.com", "bo@example.com", "harbour@example.com", "List-Unsubscribe", "/say/"] {
        assert!(!told.contains(secret), "{secret} in:\n{told}");
    }
}
