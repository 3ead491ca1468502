//! Handing over one report's mail: when it is due, under a lease, and what became of it.

use std::sync::Arc;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tracing::{info, warn};

use crate::mail::Outgoing;
use crate::meeting::{Address, resolve_local};
use crate::policy::Policy;
use crate::report::Week;
use crate::store::{Delivered, Delivery, StoreError};
use crate::worker::deliver::LEASE;
use crate::worker::post::Unsent;

use super::MADE_UP_FOR;
use crate::worker::{Engine, letters};

/// One pass over the reports.
pub(super) struct Postman<'a> {
    pub(super) engine: &'a Engine,
    pub(super) policy: Arc<Policy>,
}

impl<'a> Postman<'a> {
    /// None when nothing can be sent.
    pub(super) fn new(engine: &'a Engine) -> Option<Self> {
        engine.transport.as_ref()?;
        Some(Self { engine, policy: engine.policy() })
    }

    /// The reader's first morning after the week has ended for everyone.
    pub(super) fn due(&self, week: Week, to: &Address) -> DateTime<Utc> {
        first_at(self.engine.weekly.at, self.ended(week), letters::reader(&self.policy, to).zone)
    }

    /// When the week ended for everyone.
    pub(super) fn ended(&self, week: Week) -> DateTime<Utc> {
        let zones = self.policy.directory.iter().map(|person| person.zone());
        zones.map(|zone| week.ends(zone)).max().unwrap_or_else(|| week.ends(Tz::UTC))
    }

    /// Takes a mail under a lease, and says which attempt it is; none when it is done, or somebody else's now.
    pub(super) async fn take(&self, delivery: &Delivery) -> Result<Option<i64>, StoreError> {
        let now = self.engine.clock.now();
        self.engine.store.take_delivery(delivery, &self.engine.owner, now, now + LEASE).await
    }

    /// Sends it and records what became of it. Whether the mail system took it.
    pub(super) async fn hand_over(
        &self,
        delivery: &Delivery,
        mail: &Outgoing,
        attempts: i64,
    ) -> Result<bool, StoreError> {
        let ended = self.send(mail, delivery.week, attempts).await;
        let sent = ended == Delivered::Sent;
        self.end(delivery, ended).await.map(|()| sent)
    }

    /// Records how it ended.
    pub(super) async fn end(&self, delivery: &Delivery, ended: Delivered) -> Result<(), StoreError> {
        let (owner, now) = (&self.engine.owner, self.engine.clock.now());
        self.engine.store.end_delivery(delivery, owner, &ended, now).await
    }

    async fn send(&self, mail: &Outgoing, week: Week, attempts: i64) -> Delivered {
        let latest = self.ended(week) + TimeDelta::days(7 * MADE_UP_FOR as i64);
        let (kind, week, mailbox) = (mail.kind, week.to_string(), mail.to.address.masked());
        let Err(error) = self.engine.send(mail).await else {
            info!(kind, week, mailbox, "done");
            return Delivered::Sent;
        };
        match self.engine.unsent(error, attempts, latest) {
            Unsent::Later(at, why) => {
                warn!(kind, week, mailbox, why, "failed, to be tried again");
                Delivered::Retry(at, why)
            }
            Unsent::Never(why) => {
                warn!(kind, week, mailbox, why, "failed for good");
                Delivered::Failed(why)
            }
        }
    }
}

/// The first time at or after `ended` at which a clock in the zone shows `at`.
fn first_at(at: NaiveTime, ended: DateTime<Utc>, zone: Tz) -> DateTime<Utc> {
    let day = ended.with_timezone(&zone).date_naive();
    let mornings = (0..3).filter_map(|days| day.checked_add_days(Days::new(days)));
    let mut instants = mornings.map(|day| resolve_local(day.and_time(at), zone));
    instants.find(|instant| *instant >= ended).unwrap_or(ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn a_reader_hears_on_the_first_morning_after_the_week_has_ended_for_everyone() {
        let eight = NaiveTime::from_hms_opt(8, 0, 0).unwrap();
        let week: Week = "2026-W47".parse().unwrap();
        let ended = week.ends(Tz::America__Los_Angeles);
        assert_eq!(ended, utc("2026-11-23T08:00:00Z"));
        assert_eq!(first_at(eight, ended, Tz::America__Los_Angeles), utc("2026-11-23T16:00:00Z"), "the same morning");
        assert_eq!(
            first_at(eight, ended, Tz::Europe__Berlin),
            utc("2026-11-24T07:00:00Z"),
            "Monday 08:00 is too early"
        );
        assert_eq!(first_at(eight, ended, Tz::Pacific__Apia), utc("2026-11-23T19:00:00Z"), "their Tuesday");
    }

    #[test]
    fn a_morning_that_the_clock_skips_or_repeats_is_still_one() {
        let half_past_two = NaiveTime::from_hms_opt(2, 30, 0).unwrap();
        let spring = utc("2026-03-28T23:00:00Z");
        assert_eq!(first_at(half_past_two, spring, Tz::Europe__Berlin), utc("2026-03-29T01:30:00Z"));
        let autumn = utc("2026-10-24T22:00:00Z");
        assert_eq!(first_at(half_past_two, autumn, Tz::Europe__Berlin), utc("2026-10-25T00:30:00Z"));
    }
}
