//! The command line as its users meet it: real files, real processes, exit codes.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use crate::support::world::{AGENDA_24H, Db, Invite, World};

fn meetgate(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
    command.current_dir(dir).env_remove("MEETGATE_LOG").env("NO_COLOR", "1");
    command
}

fn json(command: &mut Command) -> Value {
    let output = command.assert().success().get_output().clone();
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
}

/// A folder with the real exports in Ana's calendar, and a policy.
fn exports() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let calendar = dir.path().join("calendars/bo.lind@example.com");
    std::fs::create_dir_all(&calendar).unwrap();
    for file in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/ics")).unwrap() {
        let path = file.unwrap().path();
        std::fs::copy(&path, calendar.join(path.file_name().unwrap())).unwrap();
    }
    let policy = format!(
        "mode = \"decline\"\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\n\
         time_zone = \"Europe/Berlin\"\n[sources.vdir]\npath = \"calendars/{{email}}\"\n\
         [mail]\nfrom = \"meetgate@example.com\"\nfolder = \"mails\"\n[store]\npath = \"meetgate.db\"\n\
         [[person]]\nemail = \"bo.lind@example.com\"\nname = \"Bo Lind\"\n{AGENDA_24H}"
    );
    std::fs::write(dir.path().join("meetgate.toml"), policy).unwrap();
    dir
}

#[test]
fn exports_of_google_outlook_apple_and_zoom_are_judged_and_explained() {
    let dir = exports();
    let run = ["run", "--once", "--at", "2026-11-02T08:00:00Z", "--json"];
    let summary = json(meetgate(dir.path()).args(run));
    assert_eq!(summary["synced"], 1, "{summary}");
    assert_eq!(summary["failing"], 0, "{summary}");
    let judged = summary["judged"].as_u64().unwrap();
    let verdicts: u64 = summary["verdicts"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert!(judged >= 4 && verdicts == judged, "{summary}");

    let again = json(meetgate(dir.path()).args(run));
    assert_eq!((&again["judged"], &again["actions"]), (&0.into(), &Value::Object(Default::default())), "{again}");

    let why = json(meetgate(dir.path()).args(["explain", "Planung Q1", "--json", "--at", "2026-11-02T08:00:00Z"]));
    assert_eq!(why["verdict"]["rule"], Value::Null, "two people: the rule wants three or more: {}", why["verdict"]);
    assert_eq!(why["verdict"]["tried"][0]["compared"][0][0]["found"], "2", "{}", why["verdict"]);
    assert_eq!(why["copies"][0]["brief"]["outcomes"]["certainty"], "sure", "{}", why["copies"]);
    let text = meetgate(dir.path()).args(["explain", "Planung Q1"]).assert().success().get_output().stdout.clone();
    let text = String::from_utf8(text).unwrap();
    assert!(text.contains("Rules tried, in order") && text.contains("agenda-24h: no match"), "{text}");
}

#[tokio::test]
async fn a_dry_run_tells_everything_and_changes_nothing() {
    let world = World::new(Db::Sqlite, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite::default());
    let dir = world.path().to_owned();
    let dry = ["run", "--once", "--dry-run", "--at", "2026-11-23T14:00:00Z", "--json"];
    for _ in 0..2 {
        let summary = json(meetgate(&dir).args(dry));
        assert_eq!(summary["actions"]["first_notice"], 1, "{summary}");
        assert_eq!(summary["planned"][0]["mailbox"], "ana@example.com", "{summary}");
    }
    assert!(!dir.join("mails").exists());
    assert_eq!(world.app.engine.store.totals().await.unwrap().meetings, 0);
}

#[tokio::test]
async fn two_processes_may_not_act_on_one_embedded_database() {
    let world = World::new(Db::Sqlite, "mode = \"decline\"", AGENDA_24H).await;
    let refused = meetgate(world.path()).args(["run", "--once"]).assert().code(1).get_output().stderr.clone();
    let refused = String::from_utf8(refused).unwrap();
    assert!(refused.contains("another meetgate is at work"), "{refused}");
    meetgate(world.path()).args(["status"]).assert().success();
}

#[test]
fn a_wrong_policy_ends_with_2_and_says_where() {
    let dir = exports();
    let file = dir.path().join("meetgate.toml");
    let text = std::fs::read_to_string(&file).unwrap().replace("mode = \"decline\"", "mode = \"declime\"");
    std::fs::write(&file, text).unwrap();
    for command in [vec!["check"], vec!["run", "--once"], vec!["status"], vec!["explain", "x"], vec!["pause"]] {
        let wrong = meetgate(dir.path()).args(&command).assert().code(2).get_output().stderr.clone();
        let wrong = String::from_utf8(wrong).unwrap();
        assert!(wrong.contains("meetgate.toml:1:8") && wrong.contains("decline"), "{command:?}: {wrong}");
    }
    assert!(!dir.path().join("meetgate.db").exists(), "nothing was begun");
}

#[test]
fn wrong_usage_ends_with_2() {
    let dir = exports();
    for command in [vec!["frobnicate"], vec!["run", "--at", "noon"], vec!["run", "--json"], vec!["explain"], vec![]] {
        meetgate(dir.path()).args(&command).assert().code(2);
    }
    meetgate(dir.path()).args(["check", "--config", "nowhere.toml"]).assert().code(2);
}

#[test]
fn pause_and_resume_hold_across_processes() {
    let dir = exports();
    meetgate(dir.path()).args(["pause", "--why", "the new policy is too broad"]).assert().success();
    let status = json(meetgate(dir.path()).args(["status", "--json"]));
    assert_eq!(status["paused"], "the new policy is too broad");
    meetgate(dir.path()).args(["resume"]).assert().success();
    let status = json(meetgate(dir.path()).args(["status", "--json"]));
    assert_eq!(status["paused"], Value::Null);
}

#[test]
fn inspect_reads_standard_input_and_lines_of_json() {
    let dir = exports();
    let found =
        json(meetgate(dir.path()).args(["inspect", "--json"]).write_stdin("Agenda\n1. Budget, Ana\n2. Pier 9, Rui\n"));
    assert_eq!(found["agenda"]["certainty"], "sure", "{found}");
    let line = r#"{"id":"x-1","source":"google","title":"Weekly","body":"Agenda: TBD","attachments":[],"attendees":4,"recurring":true,"lang":"en"}"#;
    std::fs::write(dir.path().join("lines.jsonl"), format!("{line}\n{line}\n")).unwrap();
    let output =
        meetgate(dir.path()).args(["inspect", "--jsonl", "lines.jsonl"]).assert().success().get_output().clone();
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["id"], &lines[0]["agenda"]), (&"x-1".into(), &false.into()));
}

/// khal, an independent reader, sees what we wrote. It comes with `.ci/run`; elsewhere this says that it is missing.
#[tokio::test]
async fn khal_reads_a_calendar_that_meetgate_answered_in() {
    let missing = std::process::Command::new("khal").arg("--version").output().is_err();
    if missing {
        assert!(std::env::var_os("CI").is_none(), "khal is missing: .ci/run installs it");
        eprintln!("*** khal is not installed: whether it reads what we write was not tried. ***");
        return;
    }
    let world = World::new(Db::Sqlite, "mode = \"decline\"", AGENDA_24H).await;
    world.invite(&Invite { more: "RRULE:FREQ=WEEKLY;COUNT=3\r\n", ..Invite::default() });
    world.between("2026-11-23 15:00", "2026-11-25 15:00").await;
    let config = world.path().join("khal.conf");
    let calendar = world.path().join("calendars/bo@example.com");
    let text = format!(
        "[calendars]\n[[bo]]\npath = {}\n[locale]\nlocal_timezone = Europe/Berlin\ndefault_timezone = Europe/Berlin\n\
         timeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\ndatetimeformat = %Y-%m-%d %H:%M\n\
         longdatetimeformat = %Y-%m-%d %H:%M\n[sqlite]\npath = {}\n",
        calendar.display(),
        world.path().join("khal.db").display()
    );
    std::fs::write(&config, text).unwrap();
    let output = Command::new("khal")
        .env("HOME", world.path())
        .arg("-c")
        .arg(&config)
        .args(["list", "--format", "{start} {title}", "--day-format", "", "2026-11-26", "15d"])
        .assert()
        .success();
    let listed = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    let lines: Vec<&str> = listed.lines().filter(|line| line.contains("Harbour sensor roadmap")).collect();
    assert_eq!(lines.len(), 3, "every occurrence once: {listed}");
}
