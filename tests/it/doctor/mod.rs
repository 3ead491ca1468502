//! `meetgate doctor`: the program as an admin runs it, against models of Google and Microsoft.

mod login;
mod rehearsing;
mod trying;

use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::process::Command;

use crate::support::google::{Account as GoogleAccount, FakeGoogle, Options as GoogleOptions};
use crate::support::graph::{Account as GraphAccount, CLIENT_ID, FakeGraph, Options as GraphOptions, SECRET, TENANT};
use crate::support::world::at;

/// Nothing that a test waits for takes longer.
const PATIENCE: Duration = Duration::from_secs(120);

/// A folder with a configuration; the program runs there.
pub struct House {
    dir: TempDir,
}

/// What the program said.
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl House {
    pub fn new(configuration: &str) -> Self {
        let house = Self { dir: tempfile::tempdir().unwrap() };
        house.write(configuration);
        house
    }

    /// Writes what comes below `[organization]`; `mode` comes first.
    pub fn write(&self, configuration: &str) {
        self.write_under("observe", configuration);
    }

    pub fn write_under(&self, mode: &str, configuration: &str) {
        let text = format!(
            "mode = \"{mode}\"\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\n\
             time_zone = \"Europe/Berlin\"\n[[rule]]\nname = \"agenda\"\nrequire = {{ agenda = \"decline\" }}\n\
             {configuration}"
        );
        std::fs::write(self.path("meetgate.toml"), text).unwrap();
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file that only its owner may read.
    pub fn secret(&self, name: &str, text: &str) {
        std::fs::write(self.path(name), text).unwrap();
        std::fs::set_permissions(self.path(name), std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
        command.current_dir(self.dir.path()).env_remove("CREDENTIALS_DIRECTORY").env("NO_COLOR", "1");
        command.env("MEETGATE_LOG", "trace").args(args).kill_on_drop(true);
        command
    }

    pub async fn says(&self, args: &[&str]) -> Said {
        let output = tokio::time::timeout(PATIENCE, self.command(args).output()).await.expect("it ends").unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let said = Said { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) };
        for planted in [SECRET, "BEGIN PRIVATE KEY", "BEGIN RSA PRIVATE KEY"] {
            assert!(!said.out.contains(planted) && !said.err.contains(planted), "{}{}", said.out, said.err);
        }
        said
    }

    pub async fn json(&self, args: &[&str]) -> (Option<i32>, Value) {
        let said = self.says(args).await;
        let value = serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err));
        (said.code, value)
    }
}

/// Mailboxes of people and canaries, at Google.
pub async fn google() -> FakeGoogle {
    let names = ["ana", "bo", "canary-1", "canary-2"];
    let accounts = names.iter().map(|name| GoogleAccount::new(&format!("{name}@example.com"))).collect();
    let options = GoogleOptions { now: at("2026-11-20 09:00"), accounts, ..GoogleOptions::default() };
    let google = FakeGoogle::start(options).await;
    google.delegate(&[
        "calendar.events.readonly",
        "calendar.freebusy",
        "calendar.settings.readonly",
        "calendar.calendars.readonly",
    ]);
    google
}

/// The same at Microsoft, with a mailbox that is nobody's business.
pub async fn graph(keeps_declined: bool) -> FakeGraph {
    let names = ["ana", "bo", "canary-1", "canary-2", "board"];
    let account = |name: &&str| {
        let account = GraphAccount::new(&format!("{name}@example.com"), "Europe/Berlin");
        if keeps_declined { account.preserving_declined() } else { account }
    };
    FakeGraph::start(GraphOptions::new(at("2026-11-20 09:00"), names.iter().map(account).collect())).await
}

/// `[google]` and two people.
pub fn at_google(google: &FakeGoogle, house: &House, more: &str) -> String {
    house.secret("key.json", &google.service_account_key());
    format!(
        "[google]\nkey_file = \"key.json\"\nendpoint = \"{}\"\n\
         canaries = [\"canary-1@example.com\", \"canary-2@example.com\"]\n{more}\n[mail]\nfolder = \"mails\"\n{}",
        google.root_url(),
        people()
    )
}

/// `[outlook]` and two people.
pub fn at_microsoft(graph: &FakeGraph, house: &House, more: &str) -> String {
    house.secret("secret.txt", SECRET);
    format!(
        "[outlook]\ntenant = \"{TENANT}\"\nclient_id = \"{CLIENT_ID}\"\nclient_secret_file = \"secret.txt\"\n\
         endpoint = \"{}\"\nauthority = \"{}\"\n\
         canaries = [\"canary-1@example.com\", \"canary-2@example.com\"]\n{more}\n{}",
        graph.endpoint(),
        graph.authority(),
        people()
    )
}

fn people() -> String {
    ["ana", "bo"].map(|name| format!("[[person]]\nemail = \"{name}@example.com\"\n")).concat()
}

/// The texts of the findings with this outcome.
pub fn findings(found: &Value, outcome: &str) -> Vec<String> {
    let all = found["findings"].as_array().unwrap().iter();
    let such = all.filter(|finding| finding["outcome"] == outcome);
    such.map(|finding| format!("{} {}", finding["area"].as_str().unwrap(), finding["text"].as_str().unwrap())).collect()
}
