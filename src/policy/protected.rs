//! Protected time: no-meeting days and focus blocks, judged per attendee in that attendee's own zone.

use chrono::{DateTime, Datelike, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::meeting::{Address, Mode, Person, resolve_local};

/// A `[[protected_time]]`.
#[derive(Debug, Clone)]
pub struct ProtectedTime {
    /// Unique name; mails print it.
    pub name: String,
    /// On which weekdays.
    pub days: Vec<Weekday>,
    /// From when to when; the whole day when none.
    pub hours: Option<(NaiveTime, NaiveTime)>,
    /// Whom it protects.
    pub who: Who,
    /// What follows for a meeting that falls into it.
    pub on_meeting: Mode,
    /// Names of rules whose meetings are allowed.
    pub allow: Vec<String>,
    /// Whether it also holds against meetings with people from outside.
    pub external: bool,
    /// The organizer has until so long before the start to move the meeting.
    pub lead_time: TimeDelta,
    /// The organizer hears of it so long before that.
    pub first_notice: TimeDelta,
    /// Booked inside the lead time: this long to move it.
    pub short_notice: TimeDelta,
    /// The calendar entry that keeps the time free: title and style.
    pub hold: Option<(String, HoldStyle)>,
}

/// Whom a protected time protects. Empty lists mean everyone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Who {
    /// Primary teams.
    pub teams: Vec<String>,
    /// Single people.
    pub people: Vec<Address>,
}

/// How a hold looks in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HoldStyle {
    /// A busy entry.
    Busy,
    /// A focus block, where the provider has such.
    Focus,
    /// A tentative entry.
    Tentative,
    /// No entry.
    None,
}

impl ProtectedTime {
    /// Whether it protects this person.
    pub fn covers(&self, person: &Person) -> bool {
        let everyone = self.who.teams.is_empty() && self.who.people.is_empty();
        let by_team = person.team.as_ref().is_some_and(|team| self.who.teams.contains(team));
        everyone || by_team || self.who.people.iter().any(|address| person.owns(address))
    }

    /// Whether `[start, end)` overlaps it on any day, on this person's wall clock. Days on which the person does
    /// not work anyway are not protected.
    pub fn overlaps(&self, person: &Person, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        let zone = person.zone();
        let first = start.with_timezone(&zone).date_naive();
        // A meeting longer than a week overlaps every weekday; looking at eight days is enough.
        first.iter_days().take(8).any(|date| {
            let midnight = resolve_local(date.and_time(NaiveTime::MIN), zone);
            let next = date.succ_opt().unwrap_or(date);
            let (from, to) = match self.hours {
                Some((from, to)) => (resolve_local(date.and_time(from), zone), resolve_local(date.and_time(to), zone)),
                None => (midnight, resolve_local(next.and_time(NaiveTime::MIN), zone)),
            };
            let protected = self.days.contains(&date.weekday()) && person.working.works_on(date);
            protected && start < to && from < end
        })
    }
}
