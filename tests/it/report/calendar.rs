//! Reads the calendars of `tests/data/report/calendars.txt`; their head says how they are written.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc, Weekday};
use chrono_tz::Tz;
use meetgate::meeting::{EventKind, Response, WorkingTime, resolve_local};
use meetgate::report::{Called, Entry, Exempted, PersonWeek, Stand, Week};

/// One calendar with what is expected of it.
pub struct Block {
    pub name: String,
    pub week: Week,
    pub person: PersonWeek,
    pub focus_block_minutes: u32,
    /// Which part of a person the known days make.
    pub known: f64,
    /// Values as written, by the name of the metric.
    pub expected: BTreeMap<String, String>,
}

pub fn read(text: &str) -> Vec<Block> {
    text.split("\n## ").skip(1).map(block).collect()
}

/// `h:mm` in minutes.
pub fn minutes(text: &str) -> u32 {
    let (hours, minutes) = text.split_once(':').unwrap_or_else(|| panic!("{text:?} is no h:mm"));
    hours.parse::<u32>().expect("hours") * 60 + minutes.parse::<u32>().expect("minutes")
}

/// Settings come before entries that need them, wherever they stand.
fn block(text: &str) -> Block {
    let (name, rest) = text.split_once('\n').expect("a name");
    let lines = without_remarks(rest);
    let lines: Vec<&str> = lines.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let setting = |key: &str| lines.iter().find_map(|line| line.strip_prefix(key)?.strip_prefix(' '));
    let week: Week = setting("week").unwrap_or("2026-W47").parse().expect("a week");
    let zone: Tz = setting("zone").unwrap_or("Europe/Berlin").parse().expect("a zone");
    let hours = setting("hours").unwrap_or("Mon-Fri 09:00-17:00").parse().expect("working hours");
    let days = |key| setting(key).unwrap_or_default().split_whitespace().map(|text| date(text, week));
    let off: BTreeSet<NaiveDate> = days("off").collect();
    let known = setting("known").map_or(1.0, |known| {
        let (part, whole) = known.split_once('/').expect("part/whole");
        part.parse::<f64>().expect("a number") / whole.parse::<f64>().expect("a number")
    });
    let clock = Clock { week, zone };
    let is_entry = |line: &&&str| line.split_once(' ').is_some_and(|(day, _)| is_day(day));
    let values = lines.iter().filter_map(|line| line.strip_prefix('=')).flat_map(str::split_whitespace);
    let values: Vec<&str> = values.collect();
    let pair = |pair: &[&str]| (pair[0].to_owned(), pair[1].to_owned());
    Block {
        name: name.to_owned(),
        week,
        person: PersonWeek {
            working: WorkingTime { zone, hours, days_off: Arc::new(off) },
            team: None,
            entries: lines.iter().filter(is_entry).map(|line| clock.entry(line)).collect(),
            missing: days("missing").collect(),
        },
        focus_block_minutes: setting("block").map_or(120, minutes),
        known,
        expected: values.chunks_exact(2).map(pair).collect(),
    }
}

/// The text without what stands between brackets.
fn without_remarks(text: &str) -> String {
    let mut depth = 0;
    let outside = text.chars().filter(|c| {
        depth += i32::from(*c == '(');
        let outside = depth == 0;
        depth -= i32::from(*c == ')');
        outside
    });
    outside.collect()
}

struct Clock {
    week: Week,
    zone: Tz,
}

impl Clock {
    fn entry(&self, line: &str) -> Entry {
        let mut words = line.split_whitespace().peekable();
        let day = words.next().expect("a day");
        let (from, rest) = words.next().expect("times").split_once('-').expect("from-to");
        // The end may have a day of its own: `Mon 22:00-Tue 01:00`.
        let (end_day, to) = if is_day(rest) { (rest, words.next().expect("an end")) } else { (day, rest) };
        let words: Vec<&str> = words.collect();
        let zone = words.iter().find_map(|word| word.strip_prefix('@')).map(|zone| zone.parse().expect("a zone"));
        let clock = Self { week: self.week, zone: zone.unwrap_or(self.zone) };
        let mut entry = Entry { start: clock.at(day, from), end: clock.at(end_day, to), ..Entry::default() };
        for word in words.iter().filter(|word| !word.starts_with('@')) {
            self.word(&mut entry, word);
        }
        entry
    }

    fn word(&self, entry: &mut Entry, word: &str) {
        let (word, value) = word.split_once('=').unwrap_or((word, ""));
        match word {
            "accepted" => entry.response = Response::Accepted,
            "tentative" => entry.response = Response::Tentative,
            "no-answer" => entry.response = Response::NoAnswer,
            "declined" => entry.response = Response::Declined,
            "declined-by-meetgate" => (entry.response, entry.ours) = (Response::Declined, true),
            "delegated" => entry.response = Response::Delegated,
            "hold" => entry.kind = EventKind::Hold,
            "focus" => entry.kind = EventKind::Focus,
            "away" => entry.kind = EventKind::OutOfOffice,
            "other" => entry.kind = EventKind::Other,
            "all-day" => entry.all_day = true,
            "cancelled" => entry.cancelled = true,
            "private" => entry.private = true,
            "memo" => entry.memo = true,
            "people" => entry.people = value.parse().expect("a number of people"),
            "series" => entry.series = Some(value.to_owned()),
            "booked" => entry.created = value.split_once(',').map(|(day, time)| self.at(day, time)),
            _ => became(entry.called.get_or_insert_default(), word, value),
        }
    }

    fn at(&self, day: &str, time: &str) -> DateTime<Utc> {
        let time = NaiveTime::parse_from_str(time, "%H:%M").unwrap_or_else(|_| panic!("{time:?} is no time"));
        resolve_local(date(day, self.week).and_time(time), self.zone)
    }
}

fn became(called: &mut Called, word: &str, value: &str) {
    match word {
        "called" => {}
        "agenda" => called.agenda = Some(stand(value)),
        "pre-read" => called.pre_read = Some(stand(value)),
        "meetgate-answered" => called.declined = true,
        "exempt" => {
            let rule = value.strip_prefix("rule:").map(|name| Exempted::Rule { name: name.to_owned() });
            called.exempted = Some(rule.unwrap_or(Exempted::Request));
        }
        "claimed" => called.claimed = true,
        "protected" => called.protected = true,
        other => panic!("{other:?} means nothing"),
    }
}

fn stand(word: &str) -> Stand {
    let (noticed, at_deadline, at_start) = match word {
        "in-time" => (false, true, true),
        "rescued-in-time" => (true, true, true),
        "rescued-late" => (true, false, true),
        "late" => (false, false, true),
        "missing" => (true, false, false),
        "withdrawn" => (false, true, false),
        other => panic!("{other:?} is no way for an agenda to stand"),
    };
    Stand { noticed, at_deadline, at_start }
}

fn is_day(word: &str) -> bool {
    word.parse::<Weekday>().is_ok() || word.parse::<NaiveDate>().is_ok()
}

fn date(text: &str, week: Week) -> NaiveDate {
    let weekday = |day: Weekday| week.day(day.num_days_from_monday().into());
    let parsed = text.parse().map(weekday).or_else(|_| text.parse());
    let date = parsed.unwrap_or_else(|_: chrono::ParseError| panic!("{text:?} is no day"));
    assert!((2000..2100).contains(&date.year()));
    date
}
