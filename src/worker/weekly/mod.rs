//! Weekly: builds and freezes a week once it has ended for everyone, and mails its reports.
//!
//! Every reader of every report sees figures of one frozen week. A mail is sent under a lease and is the same mail at
//! every attempt, so that it goes out once over restarts and several workers; a slot that was missed is made up for,
//! also for weeks that were never frozen, as long as [`MADE_UP_FOR`] reaches.

mod build;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::{DateTime, Days, NaiveTime, TimeDelta, Utc};
use chrono_tz::Tz;
use tracing::{info, warn};

use crate::mail::{Composed, Outgoing, Reader, SendError, Transport};
use crate::mail::{REPORT_KIND, Telling, compose_report};
use crate::meeting::{Address, Digest, resolve_local};
use crate::policy::Policy;
use crate::report::{Report, Snapshots, Terms, Week};
use crate::store::{Delivered, Delivery, StoreError};

use super::deliver::{LEASE, back_off};
use super::{Engine, letters};

/// Weeks that ended longer ago are not reported any more.
const MADE_UP_FOR: u64 = 4;
/// A mail that cannot be sent for so long is given up.
const ATTEMPTS: i64 = 24;

/// The weekly reports of the configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Weekly {
    /// Under which terms.
    pub terms: Terms,
    /// When, on each reader's clock.
    pub at: NaiveTime,
    /// Who receives what.
    pub lists: Vec<Mailing>,
}

/// One report and its readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailing {
    /// Its name.
    pub name: String,
    /// Its readers.
    pub to: Vec<Address>,
    /// The teams it shows besides everyone; empty means all.
    pub teams: Vec<String>,
    /// Its language; none for each reader's own.
    pub language: Option<String>,
    /// Whether the figures are attached as CSV and as JSON.
    pub attach: Attach,
}

/// Which files a report carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Attach {
    /// The table.
    pub csv: bool,
    /// The same as JSON.
    pub json: bool,
}

impl Default for Weekly {
    /// To nobody.
    fn default() -> Self {
        Self { terms: Terms::default(), at: NaiveTime::default(), lists: Vec::new() }
    }
}

/// Sends what is due. Returns how many mails were accepted.
pub(super) async fn run_once(engine: &Engine) -> Result<usize, StoreError> {
    let Some(transport) = engine.transport.clone().filter(|_| !engine.weekly.lists.is_empty()) else { return Ok(0) };
    if engine.store.paused().await?.is_some() {
        return Ok(0);
    }
    let post = Postman { engine, policy: engine.policy(), transport, now: engine.clock.now() };
    let mut sent = 0;
    for week in engine.weeks_due().await? {
        sent += post.week(week).await?;
    }
    Ok(sent)
}

impl Engine {
    /// The weeks that have ended for everyone and may still be reported, oldest first. When none was ever reported, only
    /// the last.
    async fn weeks_due(&self) -> Result<Vec<Week>, StoreError> {
        let last = self.last_ended();
        let earliest = self.store.last_frozen().await?.map_or(last, |frozen| frozen.back(MADE_UP_FOR));
        let weeks = (0..MADE_UP_FOR).rev().map(|back| last.back(back));
        Ok(weeks.filter(|week| *week >= earliest && self.reaches_back(*week)).collect())
    }

    /// The last week that has ended for everyone enrolled.
    pub fn last_ended(&self) -> Week {
        Week::last_ended(self.clock.now(), self.policy().directory.iter().map(|person| person.zone()))
    }

    /// Whether the week ended so lately that people may be told of it.
    fn reaches_back(&self, week: Week) -> bool {
        week.ends(Tz::UTC) + TimeDelta::days(7 * MADE_UP_FOR as i64) > self.clock.now()
    }

    /// The report of a week that has ended: its frozen figures; frozen now if they are not yet.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn report(&self, week: Week) -> Result<Option<Report>, StoreError> {
        if self.store.frozen(week).await?.is_none() {
            let snapshot = build::snapshot(self, week).await?;
            self.store.freeze(&snapshot, self.clock.now()).await?;
            info!(week = %week, covered = snapshot.coverage.covered, "the week is frozen");
        }
        self.beside_earlier(week, self.store.frozen(week).await?).await
    }

    /// The report of a week as it would be now, whether it has ended or not. Not kept, and never to be published.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn provisional_report(&self, week: Week) -> Result<Option<Report>, StoreError> {
        let snapshot = build::snapshot(self, week).await?;
        self.beside_earlier(week, Some(snapshot)).await
    }

    async fn beside_earlier(
        &self,
        week: Week,
        snapshot: Option<crate::report::Snapshot>,
    ) -> Result<Option<Report>, StoreError> {
        let mut snapshots = Snapshots::default();
        for snapshot in self.store.frozen_before(week).await?.into_iter().chain(snapshot) {
            snapshots.keep(snapshot);
        }
        Ok(snapshots.report(&self.policy().organization.name, week, &[]))
    }

    /// Mails the reports of a week now to all who have not had them; whether or not it is their time.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn send_reports(&self, week: Week) -> Result<Sent, StoreError> {
        let Some(transport) = self.transport.clone() else { return Ok(Sent::default()) };
        let post = Postman { engine: self, policy: self.policy(), transport, now: self.clock.now() };
        let all = post.readers().map(|(mailing, reader)| (mailing, reader.clone())).collect();
        post.deliver(week, all).await
    }
}

/// What became of mails with reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Sent {
    /// Accepted by the mail system.
    pub sent: usize,
    /// Refused, now or for good.
    pub failed: usize,
    /// Sent before, or under way elsewhere.
    pub before: usize,
}

/// One pass over the reports.
struct Postman<'a> {
    engine: &'a Engine,
    policy: Arc<Policy>,
    transport: Arc<dyn Transport>,
    now: DateTime<Utc>,
}

impl Postman<'_> {
    fn readers(&self) -> impl Iterator<Item = (&Mailing, &Address)> {
        self.engine.weekly.lists.iter().flat_map(|mailing| mailing.to.iter().map(move |to| (mailing, to)))
    }

    async fn week(&self, week: Week) -> Result<usize, StoreError> {
        let due = self.readers().filter(|(_, to)| self.due(week, to) <= self.now);
        let due: Vec<_> = due.map(|(mailing, to)| (mailing, to.clone())).collect();
        Ok(self.deliver(week, due).await?.sent)
    }

    /// The reader's first morning after the week has ended for everyone.
    fn due(&self, week: Week, to: &Address) -> DateTime<Utc> {
        let zones = self.policy.directory.iter().map(|person| person.zone());
        let ended = zones.map(|zone| week.ends(zone)).max().unwrap_or_else(|| week.ends(Tz::UTC));
        first_at(self.engine.weekly.at, ended, letters::reader(&self.policy, to).zone)
    }

    async fn deliver(&self, week: Week, due: Vec<(&Mailing, Address)>) -> Result<Sent, StoreError> {
        let mut sent = Sent::default();
        let mut report = None;
        let mut composer = Composer { engine: self.engine, cities: cities(&self.policy), done: HashMap::new() };
        for (mailing, to) in due {
            let delivery = Delivery { report: mailing.name.clone(), week, recipient: to.clone() };
            let (owner, lease) = (&self.engine.owner, self.now + LEASE);
            let Some(attempts) = self.engine.store.take_delivery(&delivery, owner, self.now, lease).await? else {
                sent.before += 1;
                continue;
            };
            if report.is_none() {
                report = self.engine.report(week).await?.filter(|report| report.whole.is_some());
            }
            let ended = match &report {
                Some(report) => {
                    let mail = self.outgoing(report, mailing, &to, &mut composer);
                    self.send(&mail, week, attempts).await
                }
                None => Delivered::Failed("fewer people than reports.min_group are covered".to_owned()),
            };
            self.engine.store.end_delivery(&delivery, owner, &ended, self.now).await?;
            match ended {
                Delivered::Sent => sent.sent += 1,
                Delivered::Failed(_) | Delivered::Retry(..) => sent.failed += 1,
            }
            if self.engine.stop.is_cancelled() {
                break;
            }
        }
        Ok(sent)
    }

    async fn send(&self, mail: &Outgoing, week: Week, attempts: i64) -> Delivered {
        let (week, masked) = (week.to_string(), mail.to.address.masked());
        match self.transport.send(mail).await {
            Ok(()) => {
                info!(kind = "report", week, mailbox = masked, "done");
                Delivered::Sent
            }
            Err(SendError::Retry { what, .. }) if attempts < ATTEMPTS => {
                warn!(kind = "report", week, mailbox = masked, why = what, "failed, to be tried again");
                Delivered::Retry(back_off(self.now, attempts), what)
            }
            Err(SendError::NeedsHuman(what)) => {
                warn!(kind = "report", week, mailbox = masked, why = what, "failed, to be tried again");
                Delivered::Retry(self.now + TimeDelta::minutes(15), what)
            }
            Err(SendError::Retry { what, .. } | SendError::Permanent(what)) => {
                warn!(kind = "report", week, mailbox = masked, why = what, "failed for good");
                Delivered::Failed(what)
            }
        }
    }

    /// Always the same mail: it is dated when it was due, whenever it is sent.
    fn outgoing(&self, report: &Report, mailing: &Mailing, to: &Address, composer: &mut Composer<'_>) -> Outgoing {
        let mut reader: Reader = letters::reader(&self.policy, to);
        reader.copied.clear();
        reader.language = mailing.language.clone().or(reader.language);
        let at = self.due(report.week, to);
        let thread = Digest::of(["reports", mailing.name.as_str(), to.as_str()]).as_str().to_owned();
        let id = Digest::of(["report", &mailing.name, to.as_str(), &report.week.to_string()]).as_str().to_owned();
        let composed = composer.compose(report, mailing, &reader);
        Outgoing { id, composed, kind: REPORT_KIND, to: reader, thread: Some(thread), at, unsubscribe: None }
    }
}

/// Composes a report once for all its readers who share a language: drawing the pictures takes a while.
struct Composer<'a> {
    engine: &'a Engine,
    cities: BTreeMap<String, String>,
    done: HashMap<(String, Option<String>), Composed>,
}

impl Composer<'_> {
    fn compose(&mut self, report: &Report, mailing: &Mailing, reader: &Reader) -> Composed {
        let key = (mailing.name.clone(), reader.language.clone());
        if let Some(done) = self.done.get(&key) {
            return done.clone();
        }
        let shown = mailing.shown(report);
        let telling = Telling { reader, house: &self.engine.house, cities: &self.cities };
        let mut composed = compose_report(&shown, &telling);
        composed.attachments.retain(|file| mailing.attach.carries(&file.name));
        self.done.insert(key, composed.clone());
        composed
    }
}

impl Mailing {
    /// What of the report its readers see.
    fn shown(&self, report: &Report) -> Report {
        if self.teams.is_empty() { report.clone() } else { report.clone().for_teams(&self.teams) }
    }
}

impl Attach {
    fn carries(self, name: &str) -> bool {
        (self.csv && name.ends_with(".csv")) || (self.json && name.ends_with(".json"))
    }
}

/// The city to print for each zone, as the people who work there have it.
pub fn cities(policy: &Policy) -> BTreeMap<String, String> {
    let named = policy.directory.iter().filter(|person| !person.city.is_empty());
    named.map(|person| (person.zone().name().to_owned(), person.city.clone())).collect()
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
