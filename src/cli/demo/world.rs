//! The whole invented world: the company, its calendars on Monday morning, and what happens until Friday. A pure
//! function of seed and number of people, so that a killed demo can be resumed from these two numbers.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

use super::booking::Booking;
use super::cast::{Cast, Naming};
use super::company::Company;
use super::script::{Change, Edit};
use super::{calendars, everyday, plots, policy, week};

/// Numbers of the story's meetings begin here, those of the others below.
const STORY: usize = 50_000;

/// The invented world.
#[derive(Debug, Clone)]
pub struct World {
    /// The people.
    pub company: Company,
    /// What is in the calendars when the week begins.
    pub bookings: Vec<Booking>,
    /// What is done to them, in order of time.
    pub script: Vec<Edit>,
}

impl World {
    /// Invents it.
    pub fn invent(seed: u64, people: usize) -> Self {
        let company = Company::invent(seed, people);
        let mut story = Cast::new(&company, Naming::Topics, 2, STORY);
        plots::tell(&mut story);
        let mut others = Cast::new(&company, Naming::Items, 3, 0);
        everyday::fill(&mut others);
        let bookings = [story.bookings, others.bookings].concat();
        let script = in_order([story.edits, others.edits].concat());
        Self { company, bookings, script }
    }

    /// Writes policy, people and calendars as they are when the week begins.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(&self, out: &Path) -> io::Result<()> {
        for person in &self.company.people {
            fs::create_dir_all(out.join(calendars::FOLDER).join(&person.email))?;
        }
        for booking in &self.bookings {
            calendars::write(out, &self.company, booking)?;
        }
        fs::create_dir_all(out.join(policy::MAILS))?;
        calendars::replace(&out.join(policy::PEOPLE), &policy::people(&self.company))?;
        calendars::replace(&out.join(policy::FILE), &policy::toml(&self.company))
    }

    /// Meetings that are in the calendars at some time of the week.
    pub fn all_bookings(&self) -> impl Iterator<Item = &Booking> {
        let later = self.script.iter().filter(|edit| edit.change == Change::Book).map(|edit| &edit.booking);
        self.bookings.iter().chain(later)
    }
}

/// By time; the organizer's edits of one meeting are counted as its revisions.
fn in_order(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.retain(|edit| week::begins() < edit.at && edit.at < week::ends());
    edits.sort_by(|a, b| (a.at, &a.booking.uid).cmp(&(b.at, &b.booking.uid)));
    let mut revisions: BTreeMap<String, u32> = BTreeMap::new();
    for edit in &mut edits {
        if !matches!(edit.change, Change::Answer { .. } | Change::Book) {
            let revision = revisions.entry(edit.booking.uid.clone()).or_default();
            *revision += 1;
            edit.revision = *revision;
        }
    }
    edits
}

#[cfg(test)]
mod tests;
