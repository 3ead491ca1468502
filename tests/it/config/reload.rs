//! A running process takes another configuration, or keeps the old policy and says why.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::support::on_both_databases;

use super::*;

on_both_databases! {
    /// The whole life of a reload: applied, refused, asked for by a signal.
    a_running_process_applies_a_sound_configuration_and_refuses_a_wrong_one;
}

/// A daemon that ends with this value.
struct Daemon(Child);

impl Daemon {
    async fn start(company: &Company) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
        let log = std::fs::File::create(company.path("log")).unwrap();
        command.args(["run"]).current_dir(company.path("")).env("NO_COLOR", "1").env_remove("MEETGATE_LOG");
        let daemon = Self(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        until(company, |status| status["processes"].as_array().is_some_and(|all| all.len() == 1)).await;
        daemon
    }

    fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.0.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until the status is as wanted, and gives it.
async fn until(company: &Company, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..600 {
        let (code, out, _) = said(&mut company.meetgate(&["status", "--json"]));
        if let Some(status) = serde_json::from_str(&out).ok().filter(|_| code == Some(0))
            && wanted(&status)
        {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never came: {}", std::fs::read_to_string(company.path("log")).unwrap_or_default());
}

fn revision(company: &Company) -> Value {
    company.json(&["check", "--json"])["revision"].clone()
}

async fn a_running_process_applies_a_sound_configuration_and_refuses_a_wrong_one(db: Db) {
    let company = Company::new(db);
    let mut daemon = Daemon::start(&company).await;
    let first = revision(&company);

    company.write("mode = \"flag\"", AGENDA_24H);
    let second = revision(&company);
    let applied = &company.json(&["reload", "--json"])["processes"][0];
    assert_eq!((&applied["revision"], &applied["reload"]["changed"]), (&second, &true.into()), "{applied}");
    assert_ne!(first, second);
    let (_, out, _) = said(&mut company.meetgate(&["reload"]));
    assert!(out.starts_with("Nothing changed: policy "), "{out}");

    // Asked by the command, a wrong file is refused before the process hears of it.
    company.write("mode = \"flagg\"", AGENDA_24H);
    let (code, _, err) = said(&mut company.meetgate(&["reload"]));
    assert!(code == Some(2) && err.contains("did you mean \"flag\"?"), "{err}");
    assert!(err.ends_with("Nothing was reloaded; the old policy stays in force.\n"), "{err}");

    // Asked by a signal, the process refuses it itself.
    daemon.signal("HUP");
    let log = |company: &Company| std::fs::read_to_string(company.path("log")).unwrap();
    for _ in 0..600 {
        if log(&company).contains("the old policy stays in force") {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(log(&company).contains("did you mean \"flag\"?"), "{}", log(&company));

    company.write("mode = \"flag\"", &format!("{AGENDA_24H}[web]\npublic_url = \"https://meetgate.example.com\"\n"));
    let status = until(&company, |status| status["processes"][0]["reload"]["applied"] == false).await;
    assert_eq!(status["processes"][0]["revision"], second, "the old policy is in force");
    let (_, text, _) = said(&mut company.meetgate(&["status"]));
    assert!(text.contains("Not applied: the old policy") && text.contains("unknown mode \"flagg\""), "{text}");

    let (code, out, err) = said(&mut company.meetgate(&["reload"]));
    assert!(code == Some(0) && out.starts_with("Applied: policy "), "{out}{err}");
    assert!(out.contains("Changed, but only in effect after a restart: [web]."), "{out}");

    daemon.signal("TERM");
    assert!(daemon.0.wait().unwrap().success());
    assert_eq!(company.json(&["status", "--json"])["processes"], Value::Array(Vec::new()));
}

#[tokio::test]
async fn another_policy_judges_coming_meetings_again_at_once() {
    let company = Company::new(Db::Sqlite);
    let start =
        (chrono::DateTime::<chrono::Utc>::from(std::fs::metadata(company.path("")).unwrap().modified().unwrap())
            + chrono::TimeDelta::days(3))
        .format("%Y-%m-%d 12:00")
        .to_string();
    company.invite(&Invite { guests: &["bo", "cy"], start: &start, ..Invite::default() });
    company.write("mode = \"observe\"", "[[rule]]\nname = \"nothing\"\nrequire = {}\n");
    let _daemon = Daemon::start(&company).await;
    until(&company, |status| status["totals"]["verdicts"]["exempt"] == 1).await;
    company.write("mode = \"observe\"", AGENDA_24H);
    company.meetgate(&["reload"]).assert().success();
    // The poll is five minutes; the reload does not wait for it.
    until(&company, |status| status["totals"]["verdicts"]["exempt"].is_null()).await;
}

#[test]
fn without_a_running_process_a_reload_says_so() {
    let company = Company::new(Db::Sqlite);
    for _ in 0..2 {
        let (code, _, err) = said(&mut company.meetgate(&["reload"]));
        assert!(code == Some(1) && err.contains("no meetgate runs on this database"), "{err}");
        company.meetgate(&["run", "--once"]).assert().success();
    }
}
