//! A small company on disk: calendars as folders, a policy file, mails in a folder, a clock that stands still.
//!
//! Times in tests are Berlin wall clock, `2026-11-25 15:00`. People are named by the local part of their address.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use meetgate::app::App;
use meetgate::clock::ManualClock;
use meetgate::config;
use meetgate::worker::Cycle;
use tempfile::TempDir;

use super::postgres;

/// Which database a world uses.
pub enum Db {
    Sqlite,
    Postgres(postgres::Database),
}

/// The rules most tests want; they may bring their own.
pub const AGENDA_24H: &str = r#"
[[rule]]
name = "agenda-24h"
when = { attendees = "3.." }
require = { agenda = "decline" }
lead_time = "24h"
first_notice = "48h"
short_notice = "1h"
"#;

pub struct World {
    dir: TempDir,
    pub clock: ManualClock,
    pub app: App,
    _db: Db,
}

/// An invitation as every copy has it.
pub struct Invite<'a> {
    pub uid: &'a str,
    pub title: &'a str,
    pub organizer: &'a str,
    pub guests: &'a [&'a str],
    pub start: &'a str,
    pub minutes: i64,
    pub text: &'a str,
    /// Further lines of the VEVENT.
    pub more: &'a str,
    pub sequence: u32,
}

impl Default for Invite<'_> {
    fn default() -> Self {
        Self {
            uid: "harbour@example.com",
            title: "Harbour sensor roadmap",
            organizer: "ana",
            guests: &["bo", "cy", "di"],
            start: "2026-11-26 15:00",
            minutes: 60,
            text: "",
            more: "",
            sequence: 0,
        }
    }
}

/// A mail that left the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub file: String,
    pub to: String,
    pub subject: String,
    pub kind: String,
    pub text: String,
}

pub const AGENDA: &str = "Agenda:\\n1. Radar unit at Pier 9, Rui, 20 min\\n2. Budget for 2027, Ana, 20 min";

impl World {
    /// A company of six in Berlin under this policy text, which begins with the top-level keys.
    pub async fn new(db: Db, top: &str, policy: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = match &db {
            Db::Sqlite => "path = \"meetgate.db\"".to_owned(),
            Db::Postgres(database) => format!("url = \"{}\"", database.url()),
        };
        let people: String = ["ana", "bo", "cy", "di", "eli", "fay"]
            .iter()
            .map(|name| {
                let team = if *name == "bo" { "team = \"engineering\"\n" } else { "" };
                format!("[[person]]\nemail = \"{name}@example.com\"\nname = \"{}\"\n{team}\n", capital(name))
            })
            .collect();
        let text = format!(
            "{top}\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\ntime_zone = \"Europe/Berlin\"\n\
             [sources.vdir]\npath = \"calendars/{{email}}\"\n[mail]\nfrom = \"meetgate@example.com\"\nfolder = \"mails\"\n\
             [store]\n{store}\n[[team]]\nname = \"engineering\"\n{people}\n{policy}"
        );
        std::fs::write(dir.path().join("meetgate.toml"), text).unwrap();
        for name in ["ana", "bo", "cy", "di", "eli", "fay"] {
            std::fs::create_dir_all(dir.path().join(format!("calendars/{name}@example.com"))).unwrap();
        }
        let clock = ManualClock::new(at("2026-11-20 09:00"));
        let app = open(dir.path(), &clock).await;
        Self { dir, clock, app, _db: db }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Ends the process and starts it anew.
    pub async fn restart(self) -> Self {
        let Self { dir, clock, app, _db } = self;
        app.engine.store.close().await;
        drop(app);
        let app = open(dir.path(), &clock).await;
        Self { dir, clock, app, _db }
    }

    /// One pass at this time.
    pub async fn at(&self, time: &str) -> Cycle {
        self.clock.set(at(time));
        self.app.engine.cycle().await.unwrap()
    }

    /// Passes every half hour from one time to another, as a daemon would.
    pub async fn between(&self, from: &str, to: &str) {
        let (mut now, to) = (at(from), at(to));
        while now <= to {
            self.clock.set(now);
            self.app.engine.cycle().await.unwrap();
            now += chrono::TimeDelta::minutes(30);
        }
    }

    /// Puts the invitation into everyone's calendar; answers already given there stay.
    pub fn invite(&self, invite: &Invite<'_>) {
        for owner in std::iter::once(&invite.organizer).chain(invite.guests) {
            let path = self.file(owner, invite.uid);
            if !path.parent().unwrap().exists() {
                continue;
            }
            let own = if path.exists() { self.response(owner, invite.uid) } else { "NEEDS-ACTION".to_owned() };
            write(&path, &ics(invite, owner, &own));
        }
    }

    pub fn file(&self, owner: &str, uid: &str) -> PathBuf {
        let name = uid.replace(['@', '/'], "-");
        self.dir.path().join(format!("calendars/{owner}@example.com/{name}.ics"))
    }

    pub fn text(&self, owner: &str, uid: &str) -> String {
        std::fs::read_to_string(self.file(owner, uid)).unwrap()
    }

    /// The owner's own answer on their copy.
    pub fn response(&self, owner: &str, uid: &str) -> String {
        let text = self.text(owner, uid).replace("\r\n ", "").replace("\r\n\t", "");
        let mine = text
            .lines()
            .find(|line| line.starts_with("ATTENDEE") && line.ends_with(&format!(":mailto:{owner}@example.com")));
        let line = mine.unwrap_or_else(|| panic!("{owner} is not invited to {uid}"));
        let partstat = line.split([';', ':']).find_map(|part| part.strip_prefix("PARTSTAT="));
        partstat.unwrap_or("NEEDS-ACTION").to_owned()
    }

    /// The owner answers in their own calendar.
    pub fn answer(&self, owner: &str, uid: &str, partstat: &str) {
        let old = self.response(owner, uid);
        let text = self.text(owner, uid).replace("\r\n ", "");
        let lines = text.split("\r\n").map(|line| {
            let mine = line.starts_with("ATTENDEE") && line.ends_with(&format!(":mailto:{owner}@example.com"));
            if mine {
                line.replace(&format!("PARTSTAT={old}"), &format!("PARTSTAT={partstat}"))
            } else {
                line.to_owned()
            }
        });
        write(&self.file(owner, uid), &lines.collect::<Vec<_>>().join("\r\n"));
    }

    /// All mails that left, in the order of their files' names within one time; oldest first by Date is not kept,
    /// so tests look for kinds and people.
    pub fn mails(&self) -> Vec<Mail> {
        mails_in(&self.dir.path().join("mails"))
    }

    /// How many mails of each kind left.
    pub fn kinds(&self) -> Vec<(String, usize)> {
        let mut kinds = std::collections::BTreeMap::new();
        self.mails().into_iter().for_each(|mail| *kinds.entry(mail.kind).or_insert(0) += 1);
        kinds.into_iter().collect()
    }
}

pub async fn open(dir: &Path, clock: &ManualClock) -> App {
    let loaded = config::load(&dir.join("meetgate.toml")).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    App::open(loaded, Arc::new(clock.clone())).await.unwrap()
}

/// Berlin wall clock.
pub fn at(time: &str) -> DateTime<Utc> {
    let local = NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M").unwrap();
    local.and_local_timezone(chrono_tz::Europe::Berlin).earliest().unwrap().with_timezone(&Utc)
}

fn capital(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_uppercase() + rest
}

pub fn ics(invite: &Invite<'_>, owner: &str, own: &str) -> String {
    let start = at(invite.start);
    let end = start + chrono::TimeDelta::minutes(invite.minutes);
    let stamp = |at: DateTime<Utc>| at.with_timezone(&chrono_tz::Europe::Berlin).format("%Y%m%dT%H%M%S").to_string();
    let address = |name: &str| if name.contains('@') { name.to_owned() } else { format!("{name}@example.com") };
    let attendees: String = std::iter::once(&invite.organizer)
        .chain(invite.guests)
        .map(|name| {
            let partstat = match *name {
                name if name == owner && name != invite.organizer => own,
                name if name == invite.organizer => "ACCEPTED",
                _ => "NEEDS-ACTION",
            };
            format!("ATTENDEE;PARTSTAT={partstat}:mailto:{}\r\n", address(name))
        })
        .collect();
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//test//EN\r\nBEGIN:VEVENT\r\nUID:{}\r\nSEQUENCE:{}\r\n\
         DTSTAMP:20261101T080000Z\r\nDTSTART;TZID=Europe/Berlin:{}\r\nDTEND;TZID=Europe/Berlin:{}\r\nSUMMARY:{}\r\n\
         DESCRIPTION:{}\r\n{}ORGANIZER:mailto:{}\r\n{attendees}END:VEVENT\r\nEND:VCALENDAR\r\n",
        invite.uid,
        invite.sequence,
        stamp(start),
        stamp(end),
        invite.title,
        invite.text,
        invite.more,
        address(invite.organizer),
    )
}

fn write(path: &Path, text: &str) {
    let temporary = path.with_extension("tmp");
    std::fs::write(&temporary, text).unwrap();
    std::fs::rename(&temporary, path).unwrap();
}

/// All mails in a folder, by kind and file.
pub fn mails_in(folder: &Path) -> Vec<Mail> {
    let files = std::fs::read_dir(folder);
    let mut mails: Vec<Mail> =
        files.map(|files| files.map(|file| mail(&file.unwrap().path())).collect()).unwrap_or_default();
    mails.sort_by(|a, b| (&a.kind, &a.file).cmp(&(&b.kind, &b.file)));
    mails
}

fn mail(path: &Path) -> Mail {
    let bytes = std::fs::read(path).unwrap();
    let parsed = mail_parser::MessageParser::default().parse(&bytes).unwrap();
    let header = |name: &str| parsed.header(name).and_then(|value| value.as_text()).unwrap_or_default().to_owned();
    let to = parsed.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
    Mail {
        file: path.file_name().unwrap().to_string_lossy().into_owned(),
        to: to.to_owned(),
        subject: parsed.subject().unwrap_or_default().to_owned(),
        kind: header("X-Meetgate-Kind"),
        text: parsed.body_text(0).unwrap_or_default().into_owned(),
    }
}
