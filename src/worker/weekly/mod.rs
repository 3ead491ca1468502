//! Weekly: builds and freezes a week once it has ended for everyone, and mails its reports.
//!
//! Every reader of every report sees figures of one frozen week. A mail is sent under a lease and is the same mail at
//! every attempt, so that it goes out once over restarts and several workers; a slot that was missed is made up for,
//! also for weeks that were never frozen, as long as [`MADE_UP_FOR`] reaches. People who asked for it get their own
//! week besides, on the same morning; that is measured when it is sent, and nothing of it is kept.

mod build;
mod lists;
mod own;
mod postman;
mod pulse;

use std::collections::BTreeMap;

use chrono::{NaiveTime, TimeDelta};
use chrono_tz::Tz;
use tracing::info;

use crate::meeting::Address;
use crate::policy::Policy;
use crate::report::{Report, Snapshot, Snapshots, Terms, Week};
use crate::store::StoreError;

use super::Engine;
use postman::Postman;

/// Weeks that ended longer ago are not reported any more.
const MADE_UP_FOR: u64 = 4;

/// The weekly reports of the configuration.
#[derive(Debug, Clone, PartialEq)]
pub struct Weekly {
    /// Under which terms.
    pub terms: Terms,
    /// When, on each reader's clock.
    pub at: NaiveTime,
    /// Who receives what.
    pub lists: Vec<Mailing>,
    /// Whether people may have a report of their own week.
    pub personal: bool,
    /// Whether that report asks the questions of the pulse.
    pub pulse: bool,
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
    /// Whether its mails are plain text alone.
    pub plain: bool,
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
        Self { terms: Terms::default(), at: NaiveTime::default(), lists: Vec::new(), personal: false, pulse: false }
    }
}

/// Sends what is due. Returns how many mails were accepted.
pub(super) async fn run_once(engine: &Engine) -> Result<usize, StoreError> {
    let nobody = engine.weekly.lists.is_empty() && !engine.weekly.personal;
    let Some(post) = Postman::new(engine).filter(|_| !nobody) else { return Ok(0) };
    if engine.mail_is_away() || engine.store.paused().await?.is_some() {
        return Ok(0);
    }
    let mut sent = 0;
    let weeks = if engine.weekly.lists.is_empty() { Vec::new() } else { engine.weeks_due().await? };
    for week in weeks {
        sent += lists::week(&post, week).await?;
    }
    Ok(sent + own::run_once(&post).await?)
}

impl Engine {
    /// The weeks that have ended for everyone and may still be reported, oldest first; none before the first that ever
    /// was. When none was, only the last.
    async fn weeks_due(&self) -> Result<Vec<Week>, StoreError> {
        let last = self.last_ended();
        let earliest = self.store.first_frozen().await?.unwrap_or(last);
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
        let frozen = self.freeze(week).await?;
        self.beside_earlier(week, Some(frozen)).await
    }

    /// The frozen figures of a week that has ended; frozen now if they are not yet. What was answered in the round of
    /// the pulse that ends with it is frozen, too, and forgotten.
    async fn freeze(&self, week: Week) -> Result<Snapshot, StoreError> {
        if let Some(frozen) = self.store.frozen(week).await? {
            return Ok(frozen);
        }
        let snapshot = Snapshot { pulse: pulse::closed(self, week).await?, ..build::snapshot(self, week).await? };
        let frozen = self.store.freeze(&snapshot, self.clock.now()).await?;
        self.store.close_pulse(week.back(2)).await?;
        info!(week = %week, covered = frozen.coverage.covered, "the week is frozen");
        Ok(frozen)
    }

    /// The report of a week as it would be now, whether it has ended or not. Not kept, and never to be published.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn provisional_report(&self, week: Week) -> Result<Option<Report>, StoreError> {
        let snapshot = build::snapshot(self, week).await?;
        self.beside_earlier(week, Some(snapshot)).await
    }

    async fn beside_earlier(&self, week: Week, snapshot: Option<Snapshot>) -> Result<Option<Report>, StoreError> {
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
        let Some(post) = Postman::new(self) else { return Ok(Sent::default()) };
        lists::deliver(&post, week, lists::readers(self).collect()).await
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

/// The city to print for each zone, as the people who work there have it.
pub fn cities(policy: &Policy) -> BTreeMap<String, String> {
    let named = policy.directory.iter().filter(|person| !person.city.is_empty());
    named.map(|person| (person.zone().name().to_owned(), person.city.clone())).collect()
}
