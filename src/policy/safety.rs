//! Limits beyond which meetgate stops and asks, and how long it keeps what it knows.

use chrono::TimeDelta;

use super::Budget;

/// `[safety]` and `[rollout]`: brakes. A brake that is pulled changes nothing, and waits for an admin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Safety {
    /// Answers of the whole organization within an hour.
    pub answers_per_hour: u32,
    /// Answers in one person's name within a week.
    pub answers_per_mailbox_and_week: u32,
    /// Mails to one organizer within a day; a digest is one.
    pub notices_per_organizer_and_day: u32,
    /// Nothing is answered or flagged on knowledge older than this.
    pub max_staleness: TimeDelta,
    /// So many organizers hear from meetgate for the first time, or under a stricter mode, within a day.
    pub organizers_per_day: u32,
    /// How many exemptions with a reason an organizer may take.
    pub exemptions: Budget,
}

/// `[retention]`: how long things are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// The journal's entries.
    pub journal: TimeDelta,
    /// Meetings after their start, with all that was done about them.
    pub meetings: TimeDelta,
}

impl Safety {
    /// The limits of an organization in which `people` are enrolled and nobody has written others: 40 answers an
    /// hour, or one for every fourth person where that is more; 20 answers a week in one name; 20 mails a day to one
    /// organizer; 50 new organizers a day, or a fifth of the people.
    pub fn for_people(people: usize) -> Self {
        let people = u32::try_from(people).unwrap_or(u32::MAX);
        Self {
            answers_per_hour: 40.max(people / 4),
            answers_per_mailbox_and_week: 20,
            notices_per_organizer_and_day: 20,
            max_staleness: TimeDelta::hours(1),
            organizers_per_day: 50.max(people / 5),
            exemptions: Budget { per_organizer: 4, days: 30 },
        }
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self { journal: TimeDelta::days(365), meetings: TimeDelta::days(90) }
    }
}
