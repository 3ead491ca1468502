//! Brakes: limits on how much is done in a stretch of time. The counting is the store's, from the outbox; what a
//! brake is called, how long it looks back and what it tells an admin is here.

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::Address;
use crate::policy::Safety;

/// A limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Brake {
    /// Answers of the whole organization within an hour. Pulled, it stops everything.
    AnswersPerHour,
    /// Answers in one person's name within a week. Pulled, nothing more is answered there.
    AnswersPerMailboxAndWeek,
    /// Mails to one organizer within a day. Pulled, nothing more is mailed to them about their meetings.
    NoticesPerOrganizerAndDay,
}

impl Brake {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::AnswersPerHour, Self::AnswersPerMailboxAndWeek, Self::NoticesPerOrganizerAndDay];

    /// The key of the configuration file in `[safety]`, and the word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AnswersPerHour => "max_answers_per_hour",
            Self::AnswersPerMailboxAndWeek => "max_answers_per_mailbox_and_week",
            Self::NoticesPerOrganizerAndDay => "max_notices_per_organizer_and_day",
        }
    }

    /// So many times what an organizer gets in a day, and what is more waits, it takes to pull that brake.
    pub const MAILS_OVER: u32 = 4;

    /// The limit in the words of the configuration file.
    pub fn limit_told(self, limit: i64) -> String {
        match self {
            Self::NoticesPerOrganizerAndDay => {
                format!("{} × safety.{} = {limit}", Self::MAILS_OVER, self.as_str())
            }
            _ => format!("safety.{} = {limit}", self.as_str()),
        }
    }

    /// The stretch of time in which it counts.
    pub fn window(self) -> TimeDelta {
        match self {
            Self::AnswersPerHour => TimeDelta::hours(1),
            Self::AnswersPerMailboxAndWeek => TimeDelta::days(7),
            Self::NoticesPerOrganizerAndDay => TimeDelta::days(1),
        }
    }

    /// The limit.
    pub fn limit(self, safety: &Safety) -> u32 {
        match self {
            Self::AnswersPerHour => safety.answers_per_hour,
            Self::AnswersPerMailboxAndWeek => safety.answers_per_mailbox_and_week,
            Self::NoticesPerOrganizerAndDay => safety.notices_per_organizer_and_day,
        }
    }
}

/// A brake that was pulled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pulled {
    /// Which.
    pub brake: Brake,
    /// The mailbox it is about; none for the organization.
    pub scope: Option<Address>,
    /// The limit.
    pub limit: u32,
    /// How many there would have been in its stretch of time, those done included.
    pub wanted: u32,
    /// In how many mailboxes.
    pub mailboxes: u32,
    /// The rule that most of what waits is for, and for how many of how many.
    pub mostly: Option<(String, u32, u32)>,
    /// Since when the policy is in force.
    pub policy_since: Option<DateTime<Utc>>,
}

impl Pulled {
    /// What an admin reads: the limit, what was wanted, mostly by which rule, and how new the policy is.
    pub fn reason(&self) -> String {
        let Self { brake, wanted, mailboxes, .. } = self;
        let limit = brake.limit_told(i64::from(self.limit));
        let what = match self.brake {
            Brake::AnswersPerHour => format!("{wanted} answers in {mailboxes} mailboxes within an hour were wanted"),
            Brake::AnswersPerMailboxAndWeek => format!("{wanted} answers in one name within a week were wanted"),
            Brake::NoticesPerOrganizerAndDay => format!("{wanted} mails to one organizer within a day were wanted"),
        };
        let mostly =
            self.mostly.as_ref().map(|(rule, part, all)| format!(", mostly by the rule {rule:?} ({part} of {all})"));
        let since =
            self.policy_since.map(|at| format!("; the policy is in force since {}", at.format("%a %-d %b, %H:%M UTC")));
        let (mostly, since) = (mostly.unwrap_or_default(), since.unwrap_or_default());
        format!("{limit}: {what}{mostly}{since}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::world::at;

    #[test]
    fn an_admin_reads_the_limit_what_was_wanted_by_which_rule_and_since_when() {
        let pulled = Pulled {
            brake: Brake::AnswersPerHour,
            scope: None,
            limit: 40,
            wanted: 212,
            mailboxes: 63,
            mostly: Some(("agenda-24h".to_owned(), 209, 212)),
            policy_since: Some(at("Wed 14:52")),
        };
        assert_eq!(
            pulled.reason(),
            "safety.max_answers_per_hour = 40: 212 answers in 63 mailboxes within an hour were wanted, mostly by the \
             rule \"agenda-24h\" (209 of 212); the policy is in force since Wed 25 Nov, 13:52 UTC"
        );
    }
}
