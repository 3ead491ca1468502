//! How fast Google may be asked: quota units a minute, pauses that Google asked for, and people whose calendars may
//! only be read for a while. Kept in memory; after a restart Google tells again.

use std::time::Duration;

use tokio::time::Instant;

/// For how long a calendar that Google lets only be read is left unwritten.
pub(super) const BLOCKED_FOR: Duration = Duration::from_secs(4 * 3600);
/// The longest pause that doubling leads to.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// A bucket of quota units that fills evenly.
#[derive(Debug)]
pub(super) struct Bucket {
    size: f64,
    left: f64,
    at: Instant,
}

impl Bucket {
    /// A full one for so many units a minute. At most a quarter of them goes at once.
    pub fn new(per_minute: u32, now: Instant) -> Self {
        let size = (f64::from(per_minute.max(1)) / 4.0).max(3.0);
        Self { size, left: size, at: now }
    }

    /// Takes units out, or says when there will be enough.
    pub fn take(&mut self, units: u32, per_minute: u32, now: Instant) -> Result<(), Duration> {
        let per_second = f64::from(per_minute.max(1)) / 60.0;
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.left = (self.left + passed * per_second).min(self.size);
        self.at = now;
        let units = f64::from(units).min(self.size);
        if self.left >= units {
            self.left -= units;
            return Ok(());
        }
        Err(Duration::from_secs_f64((units - self.left) / per_second))
    }
}

/// A pause after answers that said "too fast": each one in a row doubles it.
#[derive(Debug, Default)]
pub(super) struct Pause {
    until: Option<Instant>,
    in_a_row: u32,
}

impl Pause {
    /// Begins a pause: as long as Google asked, else `base` doubled for each in a row.
    pub fn begin(&mut self, base: Duration, asked: Option<Duration>, now: Instant) {
        let doubled = base.saturating_mul(1 << self.in_a_row.min(7)).min(LONGEST_PAUSE);
        self.in_a_row = self.in_a_row.saturating_add(1);
        let until = now + asked.unwrap_or(doubled);
        self.until = self.until.max(Some(until));
    }

    /// Ends the row.
    pub fn succeeded(&mut self) {
        self.in_a_row = 0;
    }

    /// What is left of it.
    pub fn left(&self, now: Instant) -> Option<Duration> {
        self.until.filter(|until| *until > now).map(|until| until - now)
    }
}

/// The limits of one person, or of all.
#[derive(Debug)]
pub(super) struct Limit {
    bucket: Bucket,
    per_minute: u32,
    pause: Pause,
    blocked_until: Option<Instant>,
}

impl Limit {
    /// Nothing used yet.
    pub fn new(per_minute: u32, now: Instant) -> Self {
        Self { bucket: Bucket::new(per_minute, now), per_minute, pause: Pause::default(), blocked_until: None }
    }

    /// Takes units out, or says how long to wait.
    pub fn take(&mut self, units: u32, now: Instant) -> Result<(), Duration> {
        match self.pause.left(now) {
            Some(left) => Err(left),
            None => self.bucket.take(units, self.per_minute, now),
        }
    }

    /// Google said "too fast".
    pub fn slow_down(&mut self, base: Duration, asked: Option<Duration>, now: Instant) {
        self.pause.begin(base, asked, now);
    }

    /// Google answered.
    pub fn succeeded(&mut self) {
        self.pause.succeeded();
    }

    /// Google lets only be read.
    pub fn block(&mut self, now: Instant) {
        self.blocked_until = Some(now + BLOCKED_FOR);
    }

    /// How long nothing is written any more.
    pub fn blocked(&self, now: Instant) -> Option<Duration> {
        self.blocked_until.filter(|until| *until > now).map(|until| until - now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_bucket_says_when_there_will_be_enough() {
        let now = Instant::now();
        let mut bucket = Bucket::new(60, now);
        for _ in 0..15 {
            assert_eq!(bucket.take(1, 60, now), Ok(()));
        }
        assert_eq!(bucket.take(3, 60, now), Err(Duration::from_secs(3)));
        assert_eq!(bucket.take(3, 60, now + Duration::from_secs(3)), Ok(()));
    }

    #[test]
    fn pauses_double_until_an_answer_comes_and_what_google_asks_counts() {
        let (now, base) = (Instant::now(), Duration::from_secs(1));
        let mut pause = Pause::default();
        pause.begin(base, None, now);
        assert_eq!(pause.left(now), Some(base));
        pause.begin(base, None, now);
        assert_eq!(pause.left(now), Some(2 * base));
        pause.begin(base, Some(Duration::from_secs(30)), now);
        assert_eq!(pause.left(now), Some(Duration::from_secs(30)));
        pause.succeeded();
        let later = now + Duration::from_secs(31);
        assert_eq!(pause.left(later), None);
        pause.begin(base, None, later);
        assert_eq!(pause.left(later), Some(base));
    }

    #[test]
    fn a_blocked_calendar_is_read_on() {
        let now = Instant::now();
        let mut limit = Limit::new(600, now);
        limit.block(now);
        assert_eq!(limit.blocked(now), Some(BLOCKED_FOR));
        assert_eq!(limit.take(1, now), Ok(()));
        assert_eq!(limit.blocked(now + BLOCKED_FOR), None);
    }
}
