//! Files as the products write them, with invented people, read, answered and given back.

mod answering;
mod holding;
mod reading;
mod syncing;

use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;
use tempfile::TempDir;

use super::{PathTemplate, Vdir};
use crate::meeting::{Address, Event, Expansion, Window, expand};
use crate::provider::{Calendar as _, Mailbox, Object};

pub(super) const GOOGLE: &[u8] = include_bytes!("../../../../tests/data/ics/google-series.ics");
pub(super) const OUTLOOK: &[u8] = include_bytes!("../../../../tests/data/ics/outlook-invitation.ics");
pub(super) const CUSTOMIZED: &[u8] = include_bytes!("../../../../tests/data/ics/outlook-customized-zone.ics");
pub(super) const APPLE: &[u8] = include_bytes!("../../../../tests/data/ics/apple-export.ics");
pub(super) const ZOOM: &[u8] = include_bytes!("../../../../tests/data/ics/zoom.ics");

/// A window that leaves nothing out.
pub(super) const ALWAYS: Window = Window { from: DateTime::<Utc>::MIN_UTC, to: DateTime::<Utc>::MAX_UTC };

/// Bo's calendar in a folder that goes when the test ends.
pub(super) struct Fixture {
    pub vdir: Vdir,
    pub mailbox: Mailbox,
    root: TempDir,
}

impl Fixture {
    pub fn new() -> Self {
        let root = TempDir::new().unwrap();
        fs::create_dir(root.path().join("bo.lind@example.com")).unwrap();
        let template = PathTemplate::parse(&format!("{}/{{email}}", root.path().display())).unwrap();
        let address = Address::parse("bo.lind@example.com").unwrap();
        let aliases = vec![Address::parse("bo@example.com").unwrap()];
        let mailbox = Mailbox { address, aliases, zone: Tz::Europe__Berlin };
        Self { vdir: Vdir::new(template), mailbox, root }
    }

    pub fn with(name: &str, bytes: &[u8]) -> Self {
        let fixture = Self::new();
        fixture.put(name, bytes);
        fixture
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join("bo.lind@example.com").join(name)
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    pub async fn read(&self, name: &str) -> Object {
        self.vdir.read(&self.mailbox, name).await.unwrap()
    }

    /// The only event of a file made of these lines.
    pub async fn event(lines: &str) -> Event {
        Self::with("a.ics", &calendar(lines)).read("a.ics").await.parts.remove(0).event
    }
}

/// A file with one event of these lines and what must not be missing.
pub(super) fn calendar(lines: &str) -> Vec<u8> {
    let file = format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:u@example.com\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n");
    file.replace('\n', "\r\n").into_bytes()
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").unwrap().and_utc()
}

pub(super) fn events(object: &Object) -> Vec<Event> {
    object.parts.iter().map(|part| part.event.clone()).collect()
}

pub(super) fn starts(events: &[Event], from: &str, to: &str) -> Vec<String> {
    occurrences(events, from, to).iter().map(|found| found.start.format("%m-%d %H:%M").to_string()).collect()
}

pub(super) fn occurrences<'a>(events: &'a [Event], from: &str, to: &str) -> Vec<Expansion<'a>> {
    expand(events, Window { from: at(from), to: at(to) }, Tz::Europe__Berlin)
}
