//! A meeting as someone booked it: what its files say before anybody edits them.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::meeting::{Response, resolve_local};

use super::company::Company;

/// A meeting.
#[derive(Debug, Clone, PartialEq)]
pub struct Booking {
    /// Its UID; also the name of its files.
    pub uid: String,
    /// The subject; unique among the meetings of the story.
    pub title: String,
    /// Who booked it: a place in [`Company::people`].
    pub organizer: usize,
    /// Who is invited, besides the organizer.
    pub guests: Vec<Invited>,
    /// Name and address of whoever is invited from outside.
    pub outside: Option<(&'static str, &'static str)>,
    /// The room.
    pub room: Option<&'static str>,
    /// First or only start, on the wall clock of `zone`.
    pub start: NaiveDateTime,
    /// The organizer's zone.
    pub zone: Tz,
    /// Length in minutes.
    pub minutes: i64,
    /// Repeats every week.
    pub weekly: bool,
    /// Occurrences with a text of their own.
    pub own_texts: Vec<(NaiveDateTime, String)>,
    /// A day without times.
    pub all_day: bool,
    /// Nobody else's business.
    pub private: bool,
    /// The invitation's text.
    pub text: String,
    /// When it was booked.
    pub booked: DateTime<Utc>,
    /// Falls into someone's protected time, on purpose.
    pub conflict: bool,
}

/// Someone invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Invited {
    /// A place in [`Company::people`].
    pub who: usize,
    /// Their answer before the week begins.
    pub answer: Response,
    /// The other guests' copies have not heard of that answer.
    pub unheard: bool,
}

impl Booking {
    /// When its first or only occurrence starts.
    pub fn starts(&self) -> DateTime<Utc> {
        resolve_local(self.start, self.zone)
    }

    /// When its first or only occurrence ends.
    pub fn ends(&self) -> DateTime<Utc> {
        self.starts() + TimeDelta::minutes(self.minutes)
    }

    /// Everyone in whose calendar it stands, the organizer first.
    pub fn owners(&self) -> impl Iterator<Item = usize> + '_ {
        std::iter::once(self.organizer).chain(self.guests.iter().map(|guest| guest.who))
    }

    /// The answer of `guest` as the copy of `owner` has it: everyone knows their own, the organizer's copy knows
    /// all, other copies may be stale.
    pub fn answer_seen_by(&self, owner: usize, guest: &Invited) -> Response {
        let hidden = guest.unheard && owner != guest.who && owner != self.organizer;
        if hidden { Response::NoAnswer } else { guest.answer }
    }

    /// Whether the time is someone's protected Wednesday, in that person's zone.
    pub fn takes_wednesday_of(&self, company: &Company, who: usize) -> bool {
        company.people.get(who).is_some_and(|person| {
            person.is_engineer() && touches_wednesday(self.starts(), self.ends(), person.site.zone)
        })
    }
}

/// Whether any part of the time is a Wednesday in the zone.
pub fn touches_wednesday(start: DateTime<Utc>, end: DateTime<Utc>, zone: Tz) -> bool {
    use chrono::{Datelike, Weekday};
    let day = |at: DateTime<Utc>| at.with_timezone(&zone).weekday();
    day(start) == Weekday::Wed || day(end - TimeDelta::seconds(1)) == Weekday::Wed
}
