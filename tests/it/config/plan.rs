//! `meetgate plan` says what a configuration would do, and does nothing.

use super::*;

const MONDAY: &str = "2026-11-23T14:30:00Z";

/// Ana's meeting without an agenda on Thursday; its first notice is due on Monday afternoon.
fn with_a_meeting() -> Company {
    let company = Company::new(Db::Sqlite);
    company.invite(&Invite { guests: &["bo", "cy"], ..Invite::default() });
    company
}

#[test]
fn what_would_be_done_is_counted_and_shown_but_not_done() {
    let company = with_a_meeting();
    for _ in 0..2 {
        let (code, out, err) = said(&mut company.meetgate(&["plan", "--at", MONDAY]));
        assert_eq!(code, Some(0), "{err}");
        assert!(
            out.contains("1 meeting would be judged. Nothing was done.\nmeetgate would send 1 first notice."),
            "{out}"
        );
        assert!(out.contains("ana@example.com: Harbour sensor roadmap, Thu 26 Nov 2026, 15:00"), "{out}");
    }
    assert!(!company.path("mails").exists() && !company.path("meetgate.db").exists());
}

#[test]
fn a_looser_policy_gives_back_what_a_stricter_one_did() {
    let company = with_a_meeting();
    for at in [MONDAY, "2026-11-25T10:30:00Z", "2026-11-25T14:30:00Z", "2026-11-25T15:30:00Z"] {
        company.meetgate(&["run", "--once", "--at", at]).assert().success();
    }
    let calendar = std::fs::read_to_string(company.path("calendars/bo@example.com/harbour-example.com.ics")).unwrap();
    assert!(calendar.contains("PARTSTAT=DECLINED"), "{calendar}");
    company.write_as("new.toml", "mode = \"decline\"", "[[rule]]\nname = \"anything-goes\"\nrequire = {}\n");
    let plan = ["plan", "--config", "new.toml", "--against", "meetgate.toml", "--at", "2026-11-25T16:00:00Z"];
    let (code, out, err) = said(&mut company.meetgate(&plan));
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("give back 2 answers"), "{out}");
    let same = ["plan", "--against", "meetgate.toml", "--at", "2026-11-25T16:00:00Z", "--json"];
    assert_eq!(company.json(&same)["planned"], Value::Array(Vec::new()), "the same file changes nothing");
}

#[test]
fn calendars_that_cannot_be_read_are_told() {
    let company = with_a_meeting();
    std::fs::remove_dir_all(company.path("calendars/cy@example.com")).unwrap();
    let (_, out, _) = said(&mut company.meetgate(&["plan", "--at", MONDAY]));
    assert!(out.contains("1 mailbox could not be read, so this is not the whole picture."), "{out}");
}

#[test]
fn configurations_of_different_databases_are_not_compared() {
    let company = with_a_meeting();
    let other = std::fs::read_to_string(company.path("meetgate.toml")).unwrap().replace("meetgate.db", "other.db");
    std::fs::write(company.path("other.toml"), other).unwrap();
    let (code, _, err) = said(&mut company.meetgate(&["plan", "--against", "other.toml"]));
    assert!(code == Some(2) && err.contains("different databases"), "{err}");
}
