//! Outlook's limits for each mailbox: requests at once, requests in ten minutes, mails in a minute.

use std::collections::HashMap;
use std::collections::VecDeque;

use chrono::{DateTime, Duration, Utc};

/// The limits, and how much of them is used. Mailboxes are known by their place.
#[derive(Debug)]
pub struct Limits {
    /// Requests at once.
    pub concurrent: usize,
    /// Requests in ten minutes of the fake's clock.
    pub in_ten_minutes: usize,
    /// Mails in a minute of the fake's clock.
    pub mails_in_a_minute: usize,
    running: HashMap<usize, usize>,
    /// The most requests at once that were seen, throttled ones included.
    pub peak: HashMap<usize, usize>,
    requests: HashMap<usize, VecDeque<DateTime<Utc>>>,
    mails: HashMap<usize, VecDeque<DateTime<Utc>>>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            concurrent: 4,
            in_ten_minutes: 10_000,
            mails_in_a_minute: 30,
            running: HashMap::new(),
            peak: HashMap::new(),
            requests: HashMap::new(),
            mails: HashMap::new(),
        }
    }
}

impl Limits {
    /// Lets a request in, unless there are too many at once. Whoever is counted has to [`leave`](Self::leave).
    pub fn enter(&mut self, place: usize) -> bool {
        let running = self.running.entry(place).or_default();
        *running += 1;
        let peak = self.peak.entry(place).or_default();
        *peak = (*peak).max(*running);
        *running <= self.concurrent
    }

    /// Counts a request out again.
    pub fn leave(&mut self, place: usize) {
        if let Some(running) = self.running.get_mut(&place) {
            *running = running.saturating_sub(1);
        }
    }

    /// Counts a request of the last ten minutes; refused ones count, too. If it is one too many: seconds to wait.
    pub fn count(&mut self, place: usize, now: DateTime<Utc>) -> Option<i64> {
        let (allowed, span) = (self.in_ten_minutes, Duration::minutes(10));
        let recent = self.requests.entry(place).or_default();
        recent.push_back(now);
        while recent.front().is_some_and(|first| *first + span <= now) {
            recent.pop_front();
        }
        let over = recent.len().checked_sub(allowed + 1)?;
        recent.get(over).map(|first| (*first + span - now).num_seconds().max(1))
    }

    /// Counts a mail of the last minute, unless it is one too many.
    pub fn may_mail(&mut self, place: usize, now: DateTime<Utc>) -> bool {
        let recent = self.mails.entry(place).or_default();
        while recent.front().is_some_and(|first| *first + Duration::minutes(1) <= now) {
            recent.pop_front();
        }
        let allowed = recent.len() < self.mails_in_a_minute;
        if allowed {
            recent.push_back(now);
        }
        allowed
    }
}
