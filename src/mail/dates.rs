//! Dates and times as mails tell them: in the reader's zone and language. The forms are in the catalogues.
//!
//! Invariants: no number of a month, no year. What belongs together is joined by
//! no-break spaces, which plain text turns into spaces after its lines are laid out.

use chrono::{DateTime, Datelike, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::words::{Words, capital};

/// The reader's clock at the moment of writing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Times {
    words: &'static Words,
    zone: Tz,
    now: DateTime<Utc>,
}

/// The three lines of a date card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tile {
    pub weekday: String,
    pub day: String,
    pub month: String,
}

impl Tile {
    /// The day as a number, for languages in which the first is another word.
    fn number(&self) -> usize {
        self.day.parse().unwrap_or_default()
    }
}

impl Times {
    /// For a reader in `zone`, who gets the mail at about `now`.
    pub fn new(words: &'static Words, zone: Tz, now: DateTime<Utc>) -> Self {
        Self { words, zone, now }
    }

    /// When the mail is written.
    pub fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// `15:00`
    pub fn time(&self, at: DateTime<Utc>) -> String {
        self.words.time(self.clock(at))
    }

    /// `15:00`, without what a language puts behind a time.
    fn clock(&self, at: DateTime<Utc>) -> String {
        let local = self.local(at);
        let (afternoon, hour12) = local.hour12();
        let minute = format!("{:02}", local.minute());
        self.words.clock(local.hour(), minute, hour12, if afternoon { "pm" } else { "am" })
    }

    /// `Thu 26 Nov`
    pub fn day(&self, at: DateTime<Utc>) -> String {
        let tile = self.tile(at);
        self.words.day(tile.weekday.as_str(), tile.number(), tile.month.as_str())
    }

    /// `Wed 25 Nov, 15:00`, the form of lists.
    pub fn stamp(&self, at: DateTime<Utc>) -> String {
        self.words.stamp(self.day(at), self.time(at))
    }

    /// After "by": `Wednesday, 15:00`, `15:00 today`, or the form of lists when it is further away.
    pub fn by(&self, at: DateTime<Utc>) -> String {
        self.words.by(self.when(at), self.weekday(at), self.day(at), self.time(at))
    }

    /// In a sentence: `on Wednesday at 15:00`, `at 15:00 today`, `on Wed 2 Dec at 15:00`.
    pub fn on(&self, at: DateTime<Utc>) -> String {
        self.words.on(self.when(at), self.weekday(at), self.day(at), self.time(at))
    }

    /// At the head of a sentence: `At 15:00`, `On Wednesday at 15:00`.
    pub fn opening(&self, at: DateTime<Utc>) -> String {
        capital(&if self.away(at) == 0 { self.words.at_time(self.time(at)) } else { self.on(at) })
    }

    /// `Wednesday`
    pub fn weekday(&self, at: DateTime<Utc>) -> String {
        self.words.weekday(self.local(at).weekday().number_from_monday())
    }

    /// The date in pieces.
    pub fn tile(&self, at: DateTime<Utc>) -> Tile {
        let local = self.local(at);
        Tile {
            weekday: self.words.weekday_short(local.weekday().number_from_monday()),
            day: local.day().to_string(),
            month: self.words.month_short(local.month()),
        }
    }

    /// From when to when, beside a date card that shows the first day: `15:00–16:00`, `23:30 – Fri 27 Nov, 0:30`,
    /// `all day`, `all day, until Sat 28 Nov`.
    pub fn hours(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        let (first, last) = (self.local(start), self.local(end));
        let from_midnight = first.time() == NaiveTime::MIN;
        let nights = (last.date_naive() - first.date_naive()).num_days();
        let to_midnight = last.time() == NaiveTime::MIN;
        match nights {
            _ if end <= start => self.time(start),
            1 if from_midnight && to_midnight => self.words.all_day(),
            2.. if from_midnight && to_midnight => self.words.all_day_until(self.day_before(end)),
            1 if to_midnight => self.range(start, end),
            ..=0 => self.range(start, end),
            _ => self.words.span(self.time(start), self.stamp(end)),
        }
    }

    /// The days of several meetings, in order: `Thu 26 and Fri 27 Nov`, `Mon 30 Nov and Tue 1 Dec`; of more than
    /// three the first and the last, `Thu 26 Nov – Wed 2 Dec`.
    pub fn days(&self, meetings: impl Iterator<Item = DateTime<Utc>>) -> String {
        let mut all: Vec<_> = meetings.collect();
        all.sort();
        all.dedup_by_key(|at| self.local(*at).date_naive());
        match all.as_slice() {
            [] => String::new(),
            [one] => self.day(*one),
            [first, .., last] if all.len() > 3 => self.words.span(self.day(*first), self.day(*last)),
            [before @ .., last] => {
                let same_month = before.iter().all(|at| self.local(*at).month() == self.local(*last).month());
                let short = |at: &DateTime<Utc>| match (same_month, self.tile(*at)) {
                    (true, tile) => self.words.day_short(tile.weekday.as_str(), tile.number()),
                    (false, _) => self.day(*at),
                };
                let days: Vec<_> = before.iter().map(short).chain([self.day(*last)]).collect();
                self.words.and(&days)
            }
        }
    }

    fn range(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        self.words.range(self.clock(start), self.clock(end))
    }

    fn day_before(&self, at: DateTime<Utc>) -> String {
        self.day(at.checked_sub_signed(chrono::TimeDelta::hours(12)).unwrap_or(at))
    }

    /// How a sentence names the day: it is today, within the coming six days, or further away.
    fn when(&self, at: DateTime<Utc>) -> &'static str {
        match self.away(at) {
            0 => "today",
            -6..=6 => "near",
            _ => "far",
        }
    }

    fn away(&self, at: DateTime<Utc>) -> i64 {
        (self.local(at).date_naive() - self.local(self.now).date_naive()).num_days()
    }

    /// Far-off instants are moved into the years that calendars hold, where no arithmetic of chrono can overflow.
    fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        let year = |year| Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single();
        let at = year(1900).map_or(at, |first| at.max(first));
        year(2200).map_or(at, |last| at.min(last)).with_timezone(&self.zone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        format!("{text}:00Z").parse().unwrap()
    }

    /// Monday, 23 November 2026, 15:00 in Berlin.
    fn berlin() -> Times {
        Times::new(Words::of(None), chrono_tz::Europe::Berlin, utc("2026-11-23T14:00"))
    }

    #[test]
    fn near_days_are_weekdays_far_days_are_dates_and_today_is_today() {
        let spaced = |text: String| text.replace('\u{a0}', " ");
        let by = |at| spaced(berlin().by(utc(at)));
        assert_eq!(by("2026-11-23T17:30"), "18:30 today");
        assert_eq!(by("2026-11-24T08:05"), "Tuesday, 9:05");
        assert_eq!(by("2026-11-29T14:00"), "Sunday, 15:00");
        assert_eq!(by("2026-11-30T14:00"), "Mon 30 Nov, 15:00");
        assert_eq!(by("2026-11-20T14:00"), "Friday, 15:00");
        assert_eq!(spaced(berlin().on(utc("2026-11-25T14:00"))), "on Wednesday at 15:00");
        assert_eq!(spaced(berlin().on(utc("2026-12-02T14:00"))), "on Wed 2 Dec at 15:00");
        assert_eq!(spaced(berlin().opening(utc("2026-11-25T14:00"))), "On Wednesday at 15:00");
        assert_eq!(spaced(berlin().opening(utc("2026-11-23T15:00"))), "At 16:00");
    }

    #[test]
    fn the_day_is_the_readers_own() {
        let sydney = Times::new(Words::of(None), chrono_tz::Australia::Sydney, utc("2026-11-23T12:00"));
        assert_eq!(sydney.by(utc("2026-11-23T14:00")).replace('\u{a0}', " "), "Tuesday, 1:00");
    }

    #[test]
    fn hours_tell_when_a_meeting_ends_on_another_day() {
        let hours = |start, end| berlin().hours(utc(start), utc(end)).replace('\u{a0}', " ");
        assert_eq!(hours("2026-11-26T08:30", "2026-11-26T09:30"), "9:30–10:30");
        assert_eq!(hours("2026-11-26T21:00", "2026-11-26T23:00"), "22:00–0:00");
        assert_eq!(hours("2026-11-26T22:30", "2026-11-26T23:30"), "23:30 – Fri 27 Nov, 0:30");
        assert_eq!(hours("2026-11-26T08:00", "2026-11-28T16:00"), "9:00 – Sat 28 Nov, 17:00");
        assert_eq!(hours("2026-11-25T23:00", "2026-11-26T23:00"), "all day");
        assert_eq!(hours("2026-11-25T23:00", "2026-11-28T23:00"), "all day, until Sat 28 Nov");
        assert_eq!(hours("2026-11-26T14:00", "2026-11-26T14:00"), "15:00");
        assert_eq!(hours("2026-11-26T14:00", "2026-11-26T13:00"), "15:00");
    }

    #[test]
    fn days_share_their_month_where_they_can() {
        let days = |all: &[&str]| berlin().days(all.iter().map(|at| utc(at))).replace('\u{a0}', " ");
        assert_eq!(days(&["2026-11-26T14:00", "2026-11-26T16:00"]), "Thu 26 Nov");
        assert_eq!(days(&["2026-11-27T14:00", "2026-11-26T16:00"]), "Thu 26 and Fri 27 Nov");
        assert_eq!(days(&["2026-11-30T14:00", "2026-12-01T16:00"]), "Mon 30 Nov and Tue 1 Dec");
        assert_eq!(
            days(&["2026-11-24T14:00", "2026-11-25T14:00", "2026-11-26T14:00", "2026-12-01T16:00"]),
            "Tue 24 Nov – Tue 1 Dec"
        );
    }

    #[test]
    fn instants_at_the_end_of_time_are_told_without_panic() {
        let times = Times::new(Words::of(None), chrono_tz::Pacific::Kiritimati, DateTime::<Utc>::MIN_UTC);
        assert_eq!(times.time(DateTime::<Utc>::MAX_UTC), "14:00");
        assert!(!times.hours(DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC).is_empty());
        assert!(!times.by(DateTime::<Utc>::MAX_UTC).is_empty());
        assert!(!times.days([DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC].into_iter()).is_empty());
    }
}
