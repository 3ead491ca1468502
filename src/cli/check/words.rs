//! The words of `check`: conditions, lengths of time, days and lists as people would say them.

use chrono::{NaiveTime, TimeDelta, Weekday};

use crate::meeting::{Mode, Requirement};
use crate::policy::{Condition, OrganizerIs, ProtectedTime, Range};

/// `24 hours`, `90 minutes`, `2 days`.
pub fn spell(length: TimeDelta) -> String {
    match length.num_minutes() {
        m if m % (24 * 60) == 0 && m > 48 * 60 => several(m / (24 * 60), "day"),
        m if m % 60 == 0 => several(m / 60, "hour"),
        m => several(m, "minute"),
    }
}

/// `1 day`, `2 days`: nouns whose plural is an "s".
pub fn several(count: i64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// `1 person`, `2 people`.
pub fn people(count: usize) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}

/// `a`, `a and b`, `a, b and c`; of very many the first, and how many more.
pub fn list<T: AsRef<str>>(items: &[T], word: &str) -> String {
    const SHOWN: usize = 6;
    let left = items.len().saturating_sub(SHOWN);
    let mut shown: Vec<String> = items.iter().take(SHOWN).map(|item| item.as_ref().to_owned()).collect();
    if left > 0 {
        shown.push(format!("{left} more"));
    }
    match shown.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {word} {last}", rest.join(", ")),
        None => String::new(),
    }
}

/// `an agenda`, for "needs …".
pub fn wanted(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Agenda => "an agenda",
        Requirement::PreRead => "a pre-read",
        Requirement::Outcomes => "an outcome",
    }
}

/// `the agenda`, for "until … is there".
pub fn thing(requirement: Requirement) -> &'static str {
    match requirement {
        Requirement::Agenda => "the agenda",
        Requirement::PreRead => "the pre-read",
        Requirement::Outcomes => "the outcome",
    }
}

/// What a mode does, for people who have not read the documentation.
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Observe => "meetgate reads and judges; nobody is written to, and no calendar is changed",
        Mode::Remind => "meetgate tells organizers what is missing, and changes no calendar",
        Mode::Flag => "meetgate tells organizers what is missing, and marks the guests' own calendar entries",
        Mode::Tentative => "meetgate tells organizers what is missing, marks entries, and answers “maybe” for guests",
        Mode::Decline => "meetgate tells organizers what is missing, marks entries, and declines for guests",
    }
}

/// What is done for these guests: `declines for guests from design`.
pub fn done(mode: Mode, guests: &str) -> String {
    match mode {
        Mode::Observe | Mode::Remind => format!("does nothing for {guests}"),
        Mode::Flag => format!("marks the calendar entries of {guests}"),
        Mode::Tentative => format!("answers “maybe” for {guests}"),
        Mode::Decline => format!("declines for {guests}"),
    }
}

/// The tables of a `when`, as what follows "meetings": ` of 3 or more, in a series,`; none without tables.
pub fn conditions(tables: &[&Condition]) -> String {
    let told: Vec<String> = tables.iter().map(|table| condition(table)).collect();
    let told = if told.iter().any(String::is_empty) { String::new() } else { format!(" {}", told.join(", or ")) };
    // Who organizes comes next, and belongs to all of it.
    if told.contains(", ") { told + "," } else { told }
}

fn condition(table: &Condition) -> String {
    let either = |flag: Option<bool>, yes: &str, no: &str| flag.map(|flag| if flag { yes } else { no }.to_owned());
    let parts = [
        table.attendees.map(|range| format!("of {range}")),
        table.title.as_ref().map(|title| format!("whose title matches “{}”", title.as_str())),
        table.organizer.as_ref().and_then(|organizers| by(organizers)),
        either(table.outside_guests, "with people from outside", "without people from outside"),
        table.duration.map(lasting),
        either(table.recurring, "in a series", "outside a series"),
        either(table.social, "that are social", "that are not social"),
        either(table.inform_only, "that only inform by their own words", "that do more than inform"),
        table.calendar_label.as_ref().map(|labels| format!("labelled {}", list(labels, "or"))),
        table.between.map(|(from, to)| format!("that start between {} and {}", clock(from), clock(to))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Who organizes, where that says more than the sentence around it.
fn by(organizers: &[OrganizerIs]) -> Option<String> {
    let one = |is: &OrganizerIs| match is {
        OrganizerIs::Address(address) => address.to_string(),
        OrganizerIs::Domain(domain) => format!("anyone at {domain}"),
        OrganizerIs::Internal => "colleagues".to_owned(),
        OrganizerIs::External => "people from outside".to_owned(),
    };
    let names: Vec<String> = organizers.iter().map(one).collect();
    (!organizers.contains(&OrganizerIs::Internal)).then(|| format!("by {}", list(&names, "or")))
}

fn lasting(minutes: Range<u64>) -> String {
    let spell = |minutes: u64| spell(TimeDelta::minutes(i64::try_from(minutes).unwrap_or(i64::MAX / 100_000)));
    match (minutes.min, minutes.max) {
        (Some(min), Some(max)) if min == max => format!("that last {}", spell(min)),
        (Some(min), Some(max)) => format!("that last {} to {}", spell(min), spell(max)),
        (Some(min), None) => format!("that last {} or longer", spell(min)),
        (None, Some(max)) => format!("that last at most {}", spell(max)),
        (None, None) => "of any length".to_owned(),
    }
}

fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// `Tuesday and Thursday, 09:00 to 11:00`.
pub fn when(window: &ProtectedTime) -> String {
    let days: Vec<&str> = window.days.iter().map(|day| weekday(*day)).collect();
    let days = list(&days, "and");
    window.hours.map_or(days.clone(), |(from, to)| format!("{days}, {} to {},", clock(from), clock(to)))
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "Monday",
        Weekday::Tue => "Tuesday",
        Weekday::Wed => "Wednesday",
        Weekday::Thu => "Thursday",
        Weekday::Fri => "Friday",
        Weekday::Sat => "Saturday",
        Weekday::Sun => "Sunday",
    }
}

/// The text in lines of at most so many characters, each after this indent.
pub fn wrap(text: &str, indent: &str, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last().map_or(0, |line| line.chars().count());
        if line > 0 && line + 1 + word.chars().count() > width {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines.iter().map(|line| format!("{indent}{line}\n")).collect()
}
