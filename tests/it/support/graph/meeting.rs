//! What a meeting holds, apart from whose copy it is.

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use serde_json::{Value, json};

use super::people::{Attachment, Guest, Person, guest, name_of};
use super::zones::Zone;

/// What a meeting holds. Build one with [`Meeting::new`] and change what matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Meeting {
    /// `subject`.
    pub subject: String,
    /// The body as HTML, without the block of an online meeting.
    pub body: String,
    /// First wall clock, in `zone`.
    pub start: NaiveDateTime,
    /// Last wall clock, in `zone`.
    pub end: NaiveDateTime,
    /// The zone in which it was authored.
    pub zone: Zone,
    /// Whole days; start and end are midnights.
    pub all_day: bool,
    /// A `patternedRecurrence`; null for one meeting.
    pub recurrence: Value,
    /// Who organizes it.
    pub organizer: Person,
    /// Who is invited.
    pub guests: Vec<Guest>,
    /// `responseRequested`.
    pub response_requested: bool,
    /// `allowNewTimeProposals`.
    pub new_times: bool,
    /// `hideAttendees`.
    pub hide_attendees: bool,
    /// `isCancelled`.
    pub cancelled: bool,
    /// `isDraft`: not sent to anyone.
    pub draft: bool,
    /// `sensitivity`.
    pub sensitivity: String,
    /// `importance`.
    pub importance: String,
    /// `showAs`.
    pub show_as: String,
    /// `categories`.
    pub categories: Vec<String>,
    /// `location.displayName`.
    pub location: String,
    /// The join link of an online meeting.
    pub join_url: Option<String>,
    /// Minutes before the start, if a reminder is on.
    pub reminder: Option<i64>,
    /// `transactionId`.
    pub transaction: Option<String>,
    /// The identifier it is created with; nothing for a new one of Outlook's.
    pub uid: Option<String>,
    /// What is attached.
    pub attachments: Vec<Attachment>,
    /// `singleValueExtendedProperties`: id and value.
    pub properties: Vec<(String, String)>,
}

impl Meeting {
    /// A meeting of an hour, organized by this address, at a wall clock such as `2026-12-03T10:00` of a zone.
    pub fn new(subject: &str, organizer: &str, start: &str, zone: &str) -> Self {
        let start = wall_clock(start).unwrap_or_else(|| panic!("{start} is no wall clock"));
        Self {
            subject: subject.to_owned(),
            body: String::new(),
            start,
            end: start + Duration::hours(1),
            zone: Zone::named(zone).unwrap_or_else(|| panic!("{zone} is no zone")),
            all_day: false,
            recurrence: Value::Null,
            organizer: Person { name: name_of(organizer), address: organizer.to_owned() },
            guests: Vec::new(),
            response_requested: true,
            new_times: true,
            hide_attendees: false,
            cancelled: false,
            draft: false,
            sensitivity: "normal".to_owned(),
            importance: "normal".to_owned(),
            show_as: "busy".to_owned(),
            categories: Vec::new(),
            location: String::new(),
            join_url: None,
            reminder: Some(15),
            transaction: None,
            uid: None,
            attachments: Vec::new(),
            properties: Vec::new(),
        }
    }

    /// Invites people as required attendees.
    pub fn with(mut self, addresses: &[&str]) -> Self {
        self.guests.extend(addresses.iter().map(|address| guest(address, "required")));
        self
    }

    /// Invites one as `optional` or `resource`.
    pub fn with_kind(mut self, address: &str, kind: &str) -> Self {
        self.guests.push(guest(address, kind));
        self
    }

    /// Sets the body, as HTML.
    pub fn body(mut self, html: &str) -> Self {
        html.clone_into(&mut self.body);
        self
    }

    /// Sets how long it takes.
    pub fn minutes(mut self, minutes: i64) -> Self {
        self.end = self.start + Duration::minutes(minutes);
        self
    }

    /// Makes it last whole days from its first one.
    pub fn all_day(mut self, days: i64) -> Self {
        self.start = self.start.date().and_time(chrono::NaiveTime::MIN);
        self.end = self.start + Duration::days(days);
        self.all_day = true;
        self
    }

    /// Repeats it every week on the weekday of its start, so many times, or without end for zero.
    pub fn weekly(self, times: u64) -> Self {
        let weekday = self.start.format("%A").to_string().to_lowercase();
        self.repeated(json!({"type": "weekly", "interval": 1, "daysOfWeek": [weekday]}), times)
    }

    /// Repeats it every day, so many times, or without end for zero.
    pub fn daily(self, times: u64) -> Self {
        self.repeated(json!({"type": "daily", "interval": 1}), times)
    }

    /// Repeats it by a `recurrencePattern`, so many times, or without end for zero.
    pub fn repeated(mut self, pattern: Value, times: u64) -> Self {
        let kind = if times == 0 { "noEnd" } else { "numbered" };
        self.recurrence = json!({"pattern": pattern, "range": {
            "type": kind, "startDate": self.start.date().to_string(),
            "recurrenceTimeZone": self.zone.name, "numberOfOccurrences": times,
        }});
        self
    }

    /// Gives it a Teams link, whose block then stands in the body.
    pub fn online(mut self, url: &str) -> Self {
        self.join_url = Some(url.to_owned());
        self
    }

    /// Gives it an identifier from elsewhere.
    pub fn uid(mut self, uid: &str) -> Self {
        self.uid = Some(uid.to_owned());
        self
    }

    /// Moves it to a wall clock of its zone; it takes as long as before.
    pub fn move_to(&mut self, start: &str) {
        let length = self.end - self.start;
        self.start = wall_clock(start).unwrap_or_else(|| panic!("{start} is no wall clock"));
        self.end = self.start + length;
    }

    /// Its first and last instant.
    pub fn instants(&self) -> (DateTime<Utc>, DateTime<Utc>) {
        (self.zone.instant(self.start), self.zone.instant(self.end))
    }

    /// As it is on one day of a series.
    pub fn on(&self, day: NaiveDate) -> Self {
        let shift = day.signed_duration_since(self.start.date());
        Self { start: self.start + shift, end: self.end + shift, recurrence: Value::Null, ..self.clone() }
    }

    /// Whether it happens at another time, or by another rule, than the other.
    pub fn moved_from(&self, other: &Self) -> bool {
        self.instants() != other.instants() || self.recurrence != other.recurrence || self.all_day != other.all_day
    }

    /// The guest of an address.
    pub fn guest_mut(&mut self, address: &str) -> Option<&mut Guest> {
        self.guests.iter_mut().find(|guest| guest.person.address.eq_ignore_ascii_case(address))
    }
}

/// Reads `2026-12-03T10:00`, with or without seconds and fractions.
pub fn wall_clock(text: &str) -> Option<NaiveDateTime> {
    ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S%.f"].iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
}
