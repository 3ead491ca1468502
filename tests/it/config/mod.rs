//! The configuration as an admin meets it: checked, planned, applied to a running process.

mod check;
mod plan;
mod reload;
mod secrets;
mod terminal;

use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

use crate::support::world::{AGENDA_24H, Db, Invite, ics};

/// A folder with a configuration, three people and their calendars; processes work on it.
pub struct Company {
    dir: TempDir,
    db: Db,
}

impl Company {
    pub fn new(db: Db) -> Self {
        let company = Self { dir: tempfile::tempdir().unwrap(), db };
        for name in ["ana", "bo", "cy"] {
            std::fs::create_dir_all(company.path(&format!("calendars/{name}@example.com"))).unwrap();
        }
        company.write("mode = \"decline\"", AGENDA_24H);
        company
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes the configuration; `top` comes first, `rest` last.
    pub fn write(&self, top: &str, rest: &str) {
        self.write_as("meetgate.toml", top, rest);
    }

    pub fn write_as(&self, file: &str, top: &str, rest: &str) {
        let store = match &self.db {
            Db::Sqlite => "path = \"meetgate.db\"".to_owned(),
            Db::Postgres(database) => format!("url = \"{}\"", database.url()),
        };
        let people: String = ["ana", "bo", "cy"]
            .iter()
            .map(|name| format!("[[person]]\nemail = \"{name}@example.com\"\nteam = \"engineering\"\n"))
            .collect();
        let text = format!(
            "{top}\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\ntime_zone = \"Europe/Berlin\"\n\
             [sources.vdir]\npath = \"calendars/{{email}}\"\n[mail]\nfolder = \"mails\"\n[store]\n{store}\n\
             [[team]]\nname = \"engineering\"\n{people}{rest}"
        );
        std::fs::write(self.path(file), text).unwrap();
    }

    pub fn invite(&self, invite: &Invite<'_>) {
        for owner in std::iter::once(&invite.organizer).chain(invite.guests) {
            let path = self.path(&format!("calendars/{owner}@example.com/{}.ics", invite.uid.replace('@', "-")));
            std::fs::write(path, ics(invite, owner, "NEEDS-ACTION")).unwrap();
        }
    }

    pub fn meetgate(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
        command.current_dir(self.dir.path()).env_remove("MEETGATE_LOG").env_remove("CREDENTIALS_DIRECTORY");
        command.env("NO_COLOR", "1").args(args);
        command
    }

    pub fn json(&self, args: &[&str]) -> Value {
        let output = self.meetgate(args).assert().success().get_output().clone();
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }
}

/// What a process said: standard output and standard error.
pub fn said(command: &mut Command) -> (Option<i32>, String, String) {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}
