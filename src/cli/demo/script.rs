//! What the people do during the week: edits at given instants, as their calendar server would write them.
//!
//! Every edit sets absolute values, so that applying it twice is the same as applying it once; that is what lets
//! a killed demo repeat the step it was in.

use std::path::Path;
use std::{fs, io};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::meeting::{Response, resolve_local};

use super::booking::Booking;
use super::calendars;
use super::company::Company;
use super::lines::{Block, Lines, Whose, escape};

/// Something someone does.
#[derive(Debug, Clone, PartialEq)]
pub struct Edit {
    /// When.
    pub at: DateTime<Utc>,
    /// With which meeting: as it was booked.
    pub booking: Booking,
    /// What.
    pub change: Change,
    /// The organizer's revision that it makes, counted from 1 for each meeting; 0 when it is not the organizer's.
    pub revision: u32,
    /// The sentence that tells it; empty when it is not worth one.
    pub told: String,
}

/// What is done.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// It is booked only now.
    Book,
    /// The organizer writes a text, for the whole or for one occurrence (its original start).
    Describe {
        /// Which occurrence.
        occurrence: Option<NaiveDateTime>,
        /// The new text.
        text: String,
    },
    /// The organizer moves it; everyone is asked afresh.
    Move {
        /// The new start, in the booking's zone.
        start: NaiveDateTime,
    },
    /// The organizer calls it off.
    Cancel,
    /// A guest answers for themselves.
    Answer {
        /// Who: a place in the company.
        who: usize,
        /// What.
        response: Response,
    },
}

/// Applies an edit to every copy that it concerns.
///
/// # Errors
/// When a file cannot be read or written.
pub fn apply(out: &Path, company: &Company, edit: &Edit) -> io::Result<()> {
    let booking = &edit.booking;
    for owner in booking.owners() {
        let Some(path) = calendars::path(out, company, booking, owner) else { continue };
        if edit.change == Change::Book {
            // What is there already may bear an answer by now.
            if !path.exists() {
                calendars::replace(&path, &calendars::text(company, booking, owner))?;
            }
            continue;
        }
        if let Change::Answer { who, .. } = edit.change
            && owner != who
            && owner != booking.organizer
        {
            continue;
        }
        let before = fs::read_to_string(&path)?;
        let after = edited(company, edit, &before);
        if after != before {
            calendars::replace(&path, &after)?;
        }
    }
    Ok(())
}

/// The file after the edit; unchanged when it does not hold the meeting.
pub fn edited(company: &Company, edit: &Edit, text: &str) -> String {
    let mut lines = Lines::read(text);
    let Some(block) = target(&mut lines, edit) else { return text.to_owned() };
    let block = match &edit.change {
        Change::Book => block,
        Change::Describe { text, .. } => lines.set(&block, &format!("DESCRIPTION:{}", escape(text))),
        Change::Move { start } => moved(&mut lines, company, edit, &block, *start),
        Change::Cancel => lines.set(&block, "STATUS:CANCELLED"),
        Change::Answer { who, response } => {
            if let Some(person) = company.people.get(*who) {
                lines.answer(&block, Whose::Of(&person.email), response.partstat());
            }
            block
        }
    };
    stamp(&mut lines, edit, block);
    lines.write()
}

fn target(lines: &mut Lines, edit: &Edit) -> Option<Block> {
    let Change::Describe { occurrence: Some(start), .. } = &edit.change else { return lines.main() };
    let zone = edit.booking.zone;
    let spellings = [written(*start), calendars::utc(resolve_local(*start, zone))];
    if let Some(block) = lines.occurrence(&spellings) {
        return Some(block);
    }
    let block = lines.add_occurrence(&zoned("RECURRENCE-ID", *start, zone))?;
    Some(times(lines, &block, edit, *start))
}

fn moved(lines: &mut Lines, company: &Company, edit: &Edit, block: &Block, start: NaiveDateTime) -> Block {
    let before = lines.value(block, "DTSTART");
    let block = times(lines, block, edit, start);
    // Only the move itself asks afresh; whoever has answered since keeps their answer when it is applied again.
    if before != lines.value(&block, "DTSTART")
        && let Some(organizer) = company.people.get(edit.booking.organizer)
    {
        lines.answer(&block, Whose::Guests { organizer: &organizer.email }, Response::NoAnswer.partstat());
    }
    block
}

fn times(lines: &mut Lines, block: &Block, edit: &Edit, start: NaiveDateTime) -> Block {
    let zone = edit.booking.zone;
    let end = start + TimeDelta::minutes(edit.booking.minutes);
    let block = lines.set(block, &zoned("DTSTART", start, zone));
    lines.set(&block, &zoned("DTEND", end, zone))
}

fn stamp(lines: &mut Lines, edit: &Edit, block: Block) {
    let block = match edit.revision {
        0 => block,
        revision => lines.set(&block, &format!("SEQUENCE:{revision}")),
    };
    let block = lines.set(&block, &format!("DTSTAMP:{}", calendars::utc(edit.at)));
    lines.set(&block, &format!("LAST-MODIFIED:{}", calendars::utc(edit.at)));
}

fn zoned(name: &str, at: NaiveDateTime, zone: Tz) -> String {
    format!("{name};TZID={}:{}", zone.name(), written(at))
}

fn written(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%S").to_string()
}
