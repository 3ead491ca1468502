//! What every provider's tests play on: three people of one company in Berlin, what they do with their calendars by
//! hand, and what really stands in them.
//!
//! Meetings are named by their titles, occurrences by their original start, both in Berlin wall clock
//! (`2026-11-26 15:00`). Ana organizes, Bo and Cy are invited.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use meetgate::meeting::{Address, Response, Window};
use meetgate::provider::{Calendar, Cursor, Mailbox, Settings};

use crate::support::world::at;

/// A calendar system with accounts, and the hands of its users.
pub trait Stage: Send + Sync {
    /// The provider, as it runs; always the same.
    fn calendar(&self) -> Arc<dyn Calendar>;

    /// Another process with the same provider, which knows nothing that is not in a cursor.
    fn restarted(&self) -> Arc<dyn Calendar>;

    /// Ana books.
    fn book(&self, meeting: &Meeting<'_>);

    /// Ana gives the meeting another text.
    fn rewrite(&self, title: &str, text: &str);

    /// Ana moves the meeting.
    fn move_to(&self, title: &str, start: &str);

    /// Ana calls the meeting off.
    fn call_off(&self, title: &str);

    /// Ana calls one occurrence off.
    fn call_off_one(&self, title: &str, occurrence: &str);

    /// Ana moves one occurrence.
    fn move_one(&self, title: &str, occurrence: &str, start: &str);

    /// A guest answers.
    fn answer_by_hand(&self, who: &str, title: &str, response: Response);

    /// Someone deletes an entry from their calendar, by the provider's id.
    fn delete(&self, who: &str, object: &str);

    /// The answer that really stands in someone's calendar.
    fn response(&self, who: &str, title: &str, occurrence: Option<&str>) -> Response;

    /// How often anything was written to a calendar through the provider since the last time this was asked.
    fn writes(&self) -> usize;

    /// Lets the provider's side forget where listings stood, or gives a cursor that is none of it.
    fn lose(&self, cursor: Cursor) -> Cursor;

    /// Listings come in pages as small as the provider makes them.
    fn small_pages(&self) {}

    /// The next answer takes effect, but what comes back says that it failed. False where nothing can come between.
    fn stumble(&self) -> bool {
        false
    }

    /// What an answer `Declined` becomes.
    fn decline(&self) -> Response {
        Response::Declined
    }

    /// Whether who has declined still counts as busy.
    fn declined_is_busy(&self) -> bool {
        false
    }

    /// Whether "no answer yet" can be given back; else "maybe" is as near as one gets.
    fn gives_back_no_answer(&self) -> bool {
        true
    }

    /// What Bo's account says of Bo.
    fn settings(&self) -> Settings {
        Settings::default()
    }

    /// How often anything was asked for someone's account, where there are accounts.
    fn calls_for(&self, _who: &str) -> Option<usize> {
        None
    }
}

/// What Ana books.
pub struct Meeting<'a> {
    pub title: &'a str,
    pub start: &'a str,
    pub minutes: i64,
    pub text: &'a str,
    /// Value of the RRULE.
    pub rule: Option<&'a str>,
    pub private: bool,
}

impl Default for Meeting<'_> {
    fn default() -> Self {
        Self { title: "Harbour", start: "2026-11-26 15:00", minutes: 60, text: "Review", rule: None, private: false }
    }
}

impl<'a> Meeting<'a> {
    /// An hour on Thursday the 26th.
    pub fn called(title: &'a str) -> Self {
        Self { title, ..Self::default() }
    }

    /// Four Thursdays from the 26th.
    pub fn weekly(title: &'a str) -> Self {
        Self { title, rule: Some("FREQ=WEEKLY;COUNT=4"), ..Self::default() }
    }
}

/// The day on which everything happens.
pub fn now() -> DateTime<Utc> {
    at("2026-11-20 09:00")
}

/// What is asked for: four weeks from now.
pub fn window() -> Window {
    Window { from: at("2026-11-19 09:00"), to: at("2026-12-20 09:00") }
}

/// Somebody's mailbox.
pub fn mailbox(who: &str) -> Mailbox {
    Mailbox { address: address(who), aliases: Vec::new(), zone: Tz::Europe__Berlin }
}

/// Somebody's address.
pub fn address(who: &str) -> Address {
    Address::parse(&format!("{who}@example.com")).unwrap()
}
