//! Days off: dates in the configuration, and iCalendar files of public holidays.
//!
//! Of a file, all-day events count (RFC 5545 §3.6.1: DTSTART with VALUE=DATE, DTEND exclusive); they may repeat
//! yearly. Repetitions are worked out up to [`LAST_YEAR`], so no clock is needed.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::desk::{Desk, Place};
use super::yearly::{self, Refusal};

/// Yearly holidays are worked out up to the end of this year.
const LAST_YEAR: i32 = 2100;

/// One event is at most so many days long; school holidays are not days off.
const LONGEST: i64 = 31;

/// So many events one file may hold.
const MOST_EVENTS: usize = 2000;

/// A component's lines as far as they matter here, each with its place.
#[derive(Default)]
struct Event<'a> {
    start: Option<(&'a str, Place)>,
    end: Option<(&'a str, Place)>,
    rule: Option<(String, Place)>,
    excluded: BTreeSet<NaiveDate>,
    timed: bool,
    cancelled: bool,
}

/// Reads a file of holidays, which is the text number `source` of the desk.
pub(super) fn read(desk: &Desk, source: usize, text: &str) -> BTreeSet<NaiveDate> {
    let mut days = BTreeSet::new();
    let mut event: Option<(Event<'_>, Place)> = None;
    let mut events = 0_usize;
    for (place, line) in lines(desk, source, text) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let (name, parameters) = name.split_once(';').unwrap_or((name, ""));
        match (name.to_ascii_uppercase().as_str(), value.trim().to_ascii_uppercase().as_str()) {
            ("BEGIN", "VEVENT") if events == MOST_EVENTS => {
                desk.mistake(place, format!("more than {MOST_EVENTS} events in a file of holidays"), None);
                return days;
            }
            ("BEGIN", "VEVENT") => event = Some((Event::default(), place)),
            ("END", "VEVENT") => {
                events += 1;
                if let Some((event, begin)) = event.take() {
                    days.extend(event.days(desk, begin));
                }
            }
            (name, _) => event.iter_mut().for_each(|(event, _)| event.note(name, parameters, value.trim(), place)),
        }
    }
    let whole = desk.place(source, 0..text.lines().next().unwrap_or("").len());
    if let Some((_, begin)) = event {
        desk.mistake(begin, "this event has no END:VEVENT", Some("the file is cut off; fetch it again".to_owned()));
    } else if events == 0 {
        let help = "give an iCalendar file (.ics) with an all-day event for each holiday";
        desk.mistake(whole, "no events in this file of holidays", Some(help.to_owned()));
    }
    days
}

/// Reads `2026-12-24`.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text.trim(), "%Y-%m-%d").ok().filter(|date| sane(*date))
}

/// The lines of the file; what a folded line goes on with (RFC 5545 §3.1) is never needed here and left out.
fn lines<'a>(desk: &'a Desk, source: usize, text: &'a str) -> impl Iterator<Item = (Place, &'a str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let line = line.trim_end();
        (!line.is_empty() && !line.starts_with([' ', '\t']))
            .then(|| (desk.place(source, start..start + line.len()), line))
    })
}

impl<'a> Event<'a> {
    fn note(&mut self, name: &str, parameters: &str, value: &'a str, place: Place) {
        match name {
            "DTSTART" => {
                self.timed = value.contains('T') || parameters.to_ascii_uppercase().contains("VALUE=DATE-TIME");
                self.start = Some((value, place));
            }
            "DTEND" => self.end = Some((value, place)),
            "RRULE" => self.rule = Some((value.to_ascii_uppercase(), place)),
            "EXDATE" => self.excluded.extend(value.split(',').filter_map(basic_date)),
            "STATUS" => self.cancelled = value.eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
    }

    fn days(self, desk: &Desk, begin: Place) -> Vec<NaiveDate> {
        let Some((text, place)) = self.start else {
            desk.mistake(begin, "this event has no DTSTART", None);
            return Vec::new();
        };
        if self.timed {
            desk.warn(place, "not an all-day event, so it is no day off", None);
        }
        if self.timed || self.cancelled {
            return Vec::new();
        }
        let Some(start) = basic_date(text) else {
            desk.mistake(place, format!("{text:?} is not a date"), Some("dates are written 20261224".to_owned()));
            return Vec::new();
        };
        let length = self.length(desk, start);
        let starts = match &self.rule {
            Some((rule, place)) => repetitions(desk, rule, *place, start),
            None => vec![start],
        };
        let starts = starts.into_iter().filter(|date| !self.excluded.contains(date));
        starts.flat_map(|first| first.iter_days().take(length)).collect()
    }

    /// How many days; DTEND is the first day that no longer belongs to it.
    fn length(&self, desk: &Desk, start: NaiveDate) -> usize {
        let Some((text, place)) = self.end else { return 1 };
        let days = basic_date(text).map(|end| (end - start).num_days());
        match days {
            Some(0) => 1,
            Some(days @ 1..=LONGEST) => days as usize,
            Some(days) if days > LONGEST => {
                desk.mistake(place, format!("{days} days off in one event; at most {LONGEST}"), None);
                1
            }
            Some(_) => {
                desk.mistake(place, "the event ends before it begins", None);
                1
            }
            None => {
                desk.mistake(place, format!("{text:?} is not a date"), Some("dates are written 20261224".to_owned()));
                1
            }
        }
    }
}

fn repetitions(desk: &Desk, rule: &str, place: Place, start: NaiveDate) -> Vec<NaiveDate> {
    let last = NaiveDate::from_ymd_opt(LAST_YEAR, 12, 31).unwrap_or(start);
    let what = match yearly::dates(rule, start, last) {
        Ok(dates) => return std::iter::once(start).chain(dates).collect(),
        Err(Refusal::NotYearly(part)) => format!("{part:?} is not how a holiday repeats"),
        Err(Refusal::TooMany) => "this event gives more than three days off a year".to_owned(),
    };
    let help = "for example RRULE:FREQ=YEARLY, or FREQ=YEARLY;BYMONTH=11;BYDAY=4TH";
    desk.mistake(place, what, Some(help.to_owned()));
    Vec::new()
}

fn basic_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y%m%d").ok().filter(|date| sane(*date))
}

fn sane(date: NaiveDate) -> bool {
    (1970..=LAST_YEAR).contains(&date.year())
}
