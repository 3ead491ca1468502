//! The stage of folders: what a calendar program and an invitation that was brought by mail would write.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use meetgate::meeting::Response;
use meetgate::provider::vdir::{PathTemplate, Vdir};
use meetgate::provider::{Calendar, Cursor};
use tempfile::TempDir;

use super::stage::{Meeting, Stage};
use crate::support::world::at;

const PEOPLE: [&str; 3] = ["ana", "bo", "cy"];

pub struct Folders {
    dir: TempDir,
    calendar: Arc<Vdir>,
    booked: Mutex<BTreeMap<String, Booked>>,
    /// The files as people left them, or as they were when last asked for.
    seen: Mutex<BTreeMap<PathBuf, Vec<u8>>>,
}

/// What Ana's invitation says now.
#[derive(Clone)]
struct Booked {
    start: String,
    minutes: i64,
    text: String,
    rule: Option<String>,
    private: bool,
    sequence: u32,
    off: bool,
    without: Vec<String>,
    /// Original and new start.
    moved: Vec<(String, String)>,
}

impl Folders {
    pub fn new() -> Self {
        let dir = TempDir::new().unwrap();
        PEOPLE.iter().for_each(|who| fs::create_dir(dir.path().join(format!("{who}@example.com"))).unwrap());
        let calendar = Arc::new(provider(dir.path()));
        Self { dir, calendar, booked: Mutex::default(), seen: Mutex::default() }
    }

    fn change(&self, title: &str, change: impl FnOnce(&mut Booked)) {
        let mut booked = self.booked.lock().unwrap();
        let meeting = booked.get_mut(title).unwrap();
        change(meeting);
        meeting.sequence += 1;
        let meeting = meeting.clone();
        drop(booked);
        self.send(title, &meeting);
    }

    /// The invitation reaches everyone; answers already given stay.
    fn send(&self, title: &str, meeting: &Booked) {
        for who in PEOPLE {
            let path = self.file(who, title);
            let own = if path.exists() { self.response(who, title, None) } else { Response::NoAnswer };
            self.write(&path, meeting.file(title, who, own));
        }
    }

    fn write(&self, path: &Path, text: String) {
        let temporary = path.with_extension("tmp");
        fs::write(&temporary, &text).unwrap();
        fs::rename(&temporary, path).unwrap();
        self.seen.lock().unwrap().insert(path.to_owned(), text.into_bytes());
    }

    fn file(&self, who: &str, title: &str) -> PathBuf {
        self.dir.path().join(format!("{who}@example.com/{}.ics", title.replace(' ', "-")))
    }

    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let folders = PEOPLE.iter().map(|who| self.dir.path().join(format!("{who}@example.com")));
        let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap()).map(|entry| entry.unwrap().path());
        let calendars = files.filter(|path| path.extension().is_some_and(|extension| extension == "ics"));
        calendars.map(|path| (path.clone(), fs::read(path).unwrap())).collect()
    }
}

fn provider(root: &Path) -> Vdir {
    Vdir::new(PathTemplate::parse(&format!("{}/{{email}}", root.display())).unwrap())
}

impl Stage for Folders {
    fn calendar(&self) -> Arc<dyn Calendar> {
        self.calendar.clone()
    }

    fn restarted(&self) -> Arc<dyn Calendar> {
        Arc::new(provider(self.dir.path()))
    }

    fn book(&self, meeting: &Meeting<'_>) {
        let booked = Booked {
            start: meeting.start.to_owned(),
            minutes: meeting.minutes,
            text: meeting.text.to_owned(),
            rule: meeting.rule.map(str::to_owned),
            private: meeting.private,
            sequence: 0,
            off: false,
            without: Vec::new(),
            moved: Vec::new(),
        };
        self.send(meeting.title, &booked);
        self.booked.lock().unwrap().insert(meeting.title.to_owned(), booked);
    }

    fn rewrite(&self, title: &str, text: &str) {
        self.change(title, |meeting| meeting.text = text.to_owned());
    }

    fn move_to(&self, title: &str, start: &str) {
        self.change(title, |meeting| meeting.start = start.to_owned());
    }

    fn call_off(&self, title: &str) {
        self.change(title, |meeting| meeting.off = true);
    }

    fn call_off_one(&self, title: &str, occurrence: &str) {
        self.change(title, |meeting| meeting.without.push(occurrence.to_owned()));
    }

    fn move_one(&self, title: &str, occurrence: &str, start: &str) {
        self.change(title, |meeting| meeting.moved.push((occurrence.to_owned(), start.to_owned())));
    }

    fn answer_by_hand(&self, who: &str, title: &str, response: Response) {
        let path = self.file(who, title);
        let text = unfolded(&fs::read_to_string(&path).unwrap());
        let before = format!("PARTSTAT={}:mailto:{who}@", self.response(who, title, None).partstat());
        let after = format!("PARTSTAT={}:mailto:{who}@", response.partstat());
        self.write(&path, text.replace(&before, &after));
    }

    fn delete(&self, who: &str, object: &str) {
        let path = self.dir.path().join(format!("{who}@example.com")).join(object);
        fs::remove_file(&path).unwrap();
        self.seen.lock().unwrap().remove(&path);
    }

    fn response(&self, who: &str, title: &str, occurrence: Option<&str>) -> Response {
        let text = unfolded(&fs::read_to_string(self.file(who, title)).unwrap());
        let mine = |block: &str| {
            let own = format!(":mailto:{who}@example.com");
            let line = block.lines().find(|line| line.starts_with("ATTENDEE") && line.ends_with(&own)).unwrap();
            Response::from_partstat(line.split([';', ':']).find_map(|part| part.strip_prefix("PARTSTAT=")).unwrap())
        };
        let blocks: Vec<&str> = text.split("BEGIN:VEVENT").skip(1).collect();
        let named = occurrence.map(|start| format!(":{}", stamp(start)));
        let own = named.and_then(|stamp| {
            let is =
                |block: &&&str| block.lines().any(|line| line.starts_with("RECURRENCE-ID") && line.ends_with(&stamp));
            blocks.iter().find(is)
        });
        let master = blocks.iter().find(|block| !block.contains("RECURRENCE-ID"));
        mine(own.or(master).unwrap())
    }

    fn writes(&self) -> usize {
        let (now, mut seen) = (self.files(), self.seen.lock().unwrap());
        let changed = now.iter().filter(|(path, bytes)| seen.get(*path) != Some(bytes)).count();
        let removed = seen.keys().filter(|path| !now.contains_key(*path)).count();
        *seen = now;
        changed + removed
    }

    fn lose(&self, _cursor: Cursor) -> Cursor {
        Cursor("nothing that a folder knows".to_owned())
    }
}

impl Booked {
    fn file(&self, title: &str, owner: &str, own: Response) -> String {
        let without: String =
            self.without.iter().map(|start| format!("EXDATE;TZID=Europe/Berlin:{}\r\n", stamp(start))).collect();
        let rule = self.rule.as_ref().map(|rule| format!("RRULE:{rule}\r\n")).unwrap_or_default();
        let mut events = self.event(title, owner, own, &self.start, &(rule + &without));
        for (original, start) in &self.moved {
            let id = format!("RECURRENCE-ID;TZID=Europe/Berlin:{}\r\n", stamp(original));
            events += &self.event(title, owner, own, start, &id);
        }
        format!("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example//test//EN\r\n{events}END:VCALENDAR\r\n")
    }

    fn event(&self, title: &str, owner: &str, own: Response, start: &str, more: &str) -> String {
        let attendee = |who: &&str| {
            let response = match *who {
                "ana" => Response::Accepted,
                who if who == owner => own,
                _ => Response::NoAnswer,
            };
            format!("ATTENDEE;PARTSTAT={}:mailto:{who}@example.com\r\n", response.partstat())
        };
        let attendees: String = PEOPLE.iter().map(attendee).collect();
        let end = at(start) + TimeDelta::minutes(self.minutes);
        let end = end.with_timezone(&chrono_tz::Europe::Berlin).format("%Y%m%dT%H%M%S");
        let (private, off) =
            (if self.private { "PRIVATE" } else { "PUBLIC" }, if self.off { "CANCELLED" } else { "CONFIRMED" });
        format!(
            "BEGIN:VEVENT\r\nUID:{}@example.com\r\nSEQUENCE:{}\r\nDTSTAMP:20261101T080000Z\r\n\
             DTSTART;TZID=Europe/Berlin:{}\r\nDTEND;TZID=Europe/Berlin:{end}\r\n{more}SUMMARY:{title}\r\n\
             DESCRIPTION:{}\r\nCLASS:{private}\r\nSTATUS:{off}\r\nORGANIZER:mailto:ana@example.com\r\n\
             {attendees}END:VEVENT\r\n",
            title.replace(' ', "-"),
            self.sequence,
            stamp(start),
            self.text,
        )
    }
}

/// `2026-11-26 15:00` as `20261126T150000`.
fn stamp(start: &str) -> String {
    format!("{}00", start.replace(['-', ':'], "").replace(' ', "T"))
}

fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}
