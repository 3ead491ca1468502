//! The weeks that are frozen, of which time calendars are known, and who was sent what.
//!
//! Invariant: a week is frozen once. Whoever comes second finds it there and shows the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::Row;

use crate::meeting::Address;
use crate::report::{Snapshot, Terms, Week};

use super::{Result, Store};

/// A stretch of days of which a mailbox's calendar is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// From then on; none when it was always.
    pub from: Option<DateTime<Utc>>,
    /// Until then.
    pub until: DateTime<Utc>,
}

/// An attempt to send a report's mail about a week to a recipient.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delivery {
    /// Which report.
    pub report: String,
    /// About which week.
    pub week: Week,
    /// To whom.
    pub recipient: Address,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The mail system took it.
    Sent,
    /// It will never be taken.
    Failed(String),
    /// To be tried again then.
    Retry(DateTime<Utc>, String),
}

impl Store {
    /// Of which time each mailbox's calendar is known; mailboxes that were never read are not there.
    pub async fn known_times(&self) -> Result<BTreeMap<Address, Known>> {
        let sql = "SELECT address, known_since, synced_at FROM mailboxes WHERE synced_at IS NOT NULL";
        let mut known = BTreeMap::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let from: Option<i64> = row.try_get("known_since")?;
            let stretch = Known { from: from.map(instant), until: instant(row.try_get("synced_at")?) };
            known.extend(Address::parse(&row.try_get::<String, _>("address")?).zip(Some(stretch)));
        }
        Ok(known)
    }

    /// Freezes a week, unless it is frozen already. Returns what is frozen.
    pub async fn freeze(&self, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Snapshot> {
        let sql = "INSERT INTO weeks (week, made_at, data) VALUES ($1, $2, $3) ON CONFLICT (week) DO NOTHING";
        let query = sqlx::query(sql).bind(snapshot.week.to_string()).bind(now.timestamp());
        query.bind(serde_json::to_string(snapshot)?).execute(&self.pool).await?;
        Ok(self.frozen(snapshot.week).await?.unwrap_or_else(|| snapshot.clone()))
    }

    /// A frozen week.
    pub async fn frozen(&self, week: Week) -> Result<Option<Snapshot>> {
        let sql = "SELECT data FROM weeks WHERE week = $1";
        let found = sqlx::query(sql).bind(week.to_string()).fetch_optional(&self.pool).await?;
        found.map(|row| Ok(serde_json::from_str(&row.try_get::<String, _>("data")?)?)).transpose()
    }

    /// The frozen weeks before this one that its trend shows, oldest first.
    pub async fn frozen_before(&self, week: Week) -> Result<Vec<Snapshot>> {
        let mut weeks = Vec::new();
        for back in (1..Terms::TREND_WEEKS).rev() {
            weeks.extend(self.frozen(week.back(back)).await?);
        }
        Ok(weeks)
    }

    /// The first week that was ever frozen.
    pub async fn first_frozen(&self) -> Result<Option<Week>> {
        let found = sqlx::query("SELECT MIN(week) AS week FROM weeks").fetch_one(&self.pool).await?;
        let week: Option<String> = found.try_get("week")?;
        Ok(week.and_then(|week| week.parse().ok()))
    }

    /// Takes a delivery under a lease: false when it is done, under way elsewhere, or not to be tried yet.
    pub async fn take_delivery(
        &self,
        delivery: &Delivery,
        owner: &str,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
    ) -> Result<Option<i64>> {
        let sql = "INSERT INTO reported (report, week, recipient, state, attempts, retry_at, lease_until, owner)
                   VALUES ($1, $2, $3, 'sending', 1, 0, $4, $5)
                   ON CONFLICT (report, week, recipient) DO UPDATE SET attempts = reported.attempts + 1,
                       lease_until = excluded.lease_until, owner = excluded.owner
                   WHERE reported.state = 'sending' AND reported.retry_at <= $6
                       AND (reported.lease_until IS NULL OR reported.lease_until <= $6)
                   RETURNING attempts";
        let query = bound(sql, delivery).bind(lease.timestamp()).bind(owner).bind(now.timestamp());
        let found = query.fetch_optional(&self.pool).await?;
        Ok(found.map(|row| row.try_get("attempts")).transpose()?)
    }

    /// To whom a report about a week is not to be sent now: it was, it never will be, or it is not to be tried yet.
    pub async fn not_to_deliver(&self, report: &str, week: Week, now: DateTime<Utc>) -> Result<BTreeSet<Address>> {
        let sql = "SELECT recipient FROM reported WHERE report = $1 AND week = $2
                   AND (state <> 'sending' OR retry_at > $3 OR lease_until > $3)";
        let query = sqlx::query(sql).bind(report).bind(week.to_string()).bind(now.timestamp());
        let rows = query.fetch_all(&self.pool).await?;
        let recipients = rows.iter().map(|row| Ok(Address::parse(&row.try_get::<String, _>("recipient")?)));
        Ok(recipients.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Records how a delivery under our lease ended.
    pub async fn end_delivery(
        &self,
        delivery: &Delivery,
        owner: &str,
        ended: &Delivered,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (state, retry, why) = match ended {
            Delivered::Sent => ("sent", 0, ""),
            Delivered::Failed(why) => ("failed", 0, why.as_str()),
            Delivered::Retry(at, why) => ("sending", at.timestamp(), why.as_str()),
        };
        let done = (state != "sending").then(|| now.timestamp());
        let sql = "UPDATE reported SET state = $4, retry_at = $5, result = $6, done_at = $7, lease_until = NULL,
                       owner = NULL
                   WHERE report = $1 AND week = $2 AND recipient = $3 AND owner = $8";
        let query = bound(sql, delivery).bind(state).bind(retry).bind(why).bind(done).bind(owner);
        query.execute(&self.pool).await?;
        Ok(())
    }
}

/// A statement about one delivery, which takes the first three places.
fn bound<'q>(sql: &'static str, delivery: &Delivery) -> sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments> {
    let query = sqlx::query(sql).bind(delivery.report.clone()).bind(delivery.week.to_string());
    query.bind(delivery.recipient.as_str().to_owned())
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
