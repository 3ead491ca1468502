//! What is known of each mailbox: where its sync ended, and how it fares.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::journal::{Entry, What};
use crate::meeting::Address;

use super::{CHUNK, Result, Store, journal, list};

/// The state of one mailbox.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MailboxState {
    /// Where the last sync ended; opaque to everyone but the provider.
    pub cursor: Option<String>,
    /// When it was last read successfully.
    pub synced_at: Option<DateTime<Utc>>,
    /// Up to when its series are expanded.
    pub expanded_until: Option<DateTime<Utc>>,
    /// Since when reading it fails.
    pub failing_since: Option<DateTime<Utc>>,
    /// Why.
    pub error: Option<String>,
    /// How to reach it; known since it was first tried.
    pub profile: Option<Profile>,
}

/// How to reach a mailbox, kept for the time after its owner was un-enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The provider's name.
    pub provider: String,
    /// Further addresses of the owner.
    pub aliases: Vec<Address>,
    /// The owner's zone.
    pub zone: Tz,
}

impl Store {
    /// The state of all mailboxes that were ever read or tried.
    pub async fn mailboxes(&self) -> Result<Vec<(Address, MailboxState)>> {
        let sql = "SELECT address, cursor, synced_at, expanded_until, failing_since, error, profile FROM mailboxes
                   ORDER BY address";
        let found = sqlx::query(sql).fetch_all(&self.pool).await?;
        let named = found.iter().map(|row| Ok((Address::parse(&row.try_get::<String, _>("address")?), state(row)?)));
        let named = named.collect::<Result<Vec<_>>>()?;
        Ok(named.into_iter().filter_map(|(address, state)| Some((address?, state))).collect())
    }

    /// Records that these mailboxes were read and nothing had changed, so that nothing is lost there after all.
    pub async fn unchanged(&self, mailboxes: &[Address], now: DateTime<Utc>) -> Result<()> {
        self.settle(mailboxes, now).await?;
        for chunk in mailboxes.chunks(CHUNK) {
            let sql = format!(
                "UPDATE mailboxes SET synced_at = $1, failing_since = NULL, error = NULL WHERE address IN ({})",
                list(chunk.len(), 1)
            );
            let query = sqlx::query(AssertSqlSafe(sql)).bind(now.timestamp());
            let query = chunk.iter().fold(query, |query, address| query.bind(address.as_str()));
            query.execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Records how these mailboxes are reached.
    pub async fn reached_by(&self, profiles: &[(Address, Profile)]) -> Result<()> {
        let mut tx = self.begin().await?;
        for (address, profile) in profiles {
            let sql = "INSERT INTO mailboxes (address, profile) VALUES ($1, $2)
                       ON CONFLICT (address) DO UPDATE SET profile = excluded.profile";
            let query = sqlx::query(sql).bind(address.as_str()).bind(serde_json::to_string(profile)?);
            query.execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Mailboxes last read before `limit`, or never.
    pub async fn stale(&self, limit: DateTime<Utc>) -> Result<Vec<Address>> {
        let sql = "SELECT address FROM mailboxes WHERE synced_at IS NULL OR synced_at < $1";
        let found = sqlx::query(sql).bind(limit.timestamp()).fetch_all(&self.pool).await?;
        let addresses = found.iter().map(|row| Ok(Address::parse(&row.try_get::<String, _>("address")?)));
        Ok(addresses.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Forgets a mailbox whose owner has left, if nothing of ours stands there and nothing is still to be done there
    /// or judged: its state, its objects, and its copies of coming meetings. Says whether it did.
    pub async fn forget(&self, mailbox: &Address, now: DateTime<Utc>) -> Result<bool> {
        if self.is_busy(mailbox, now).await? || self.holds_anything(mailbox, now).await? {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        let (address, at) = (mailbox.as_str(), now.timestamp());
        let sql = "UPDATE meetings SET changed = changed + 1, due_at = 0 WHERE meeting IN
                   (SELECT meeting FROM copies WHERE mailbox = $1 AND start_at > $2)";
        sqlx::query(sql).bind(address).bind(at).execute(&mut *tx).await?;
        let sql = "DELETE FROM copies WHERE mailbox = $1 AND start_at > $2";
        sqlx::query(sql).bind(address).bind(at).execute(&mut *tx).await?;
        for sql in [
            "DELETE FROM events WHERE mailbox = $1",
            "DELETE FROM problems WHERE mailbox = $1",
            "DELETE FROM doubts WHERE mailbox = $1",
            "DELETE FROM accounts WHERE mailbox = $1",
            "DELETE FROM mailboxes WHERE address = $1",
        ] {
            sqlx::query(sql).bind(address).execute(&mut *tx).await?;
        }
        super::doubts::forget_changes(&mut tx, mailbox).await?;
        let mut entry = Entry::at_large(now, What::Left, json!({}));
        entry.mailbox = Some(mailbox.clone());
        journal::append(&mut tx, &[entry]).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Whether something is to be done in this mailbox, or one of its coming meetings is to be judged.
    async fn is_busy(&self, mailbox: &Address, now: DateTime<Utc>) -> Result<bool> {
        let sql = "SELECT COUNT(*) AS n FROM outbox
                   WHERE mailbox = $1 AND lane = 'calendar' AND state IN ('pending', 'leased')";
        let open: i64 = sqlx::query(sql).bind(mailbox.as_str()).fetch_one(&self.pool).await?.try_get("n")?;
        let sql = "SELECT COUNT(*) AS n FROM meetings m JOIN copies c ON c.meeting = m.meeting
                   WHERE c.mailbox = $1 AND m.start_at > $2 AND (m.changed > m.judged OR m.due_at <= $2)";
        let query = sqlx::query(sql).bind(mailbox.as_str()).bind(now.timestamp());
        let unjudged: i64 = query.fetch_one(&self.pool).await?.try_get("n")?;
        Ok(open + unjudged > 0)
    }

    /// Records that a mailbox could not be read. What was known of it stays.
    pub async fn failing(&self, mailbox: &Address, error: &str, now: DateTime<Utc>) -> Result<()> {
        let sql = "INSERT INTO mailboxes (address, failing_since, error) VALUES ($1, $2, $3)
                   ON CONFLICT (address) DO UPDATE SET error = excluded.error,
                       failing_since = COALESCE(mailboxes.failing_since, excluded.failing_since)";
        sqlx::query(sql).bind(mailbox.as_str()).bind(now.timestamp()).bind(error).execute(&self.pool).await?;
        Ok(())
    }
}

fn state(row: &AnyRow) -> Result<MailboxState> {
    let time = |name: &str| -> Result<Option<DateTime<Utc>>> {
        let seconds: Option<i64> = row.try_get(name)?;
        Ok(seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    };
    let profile: Option<String> = row.try_get("profile")?;
    Ok(MailboxState {
        profile: profile.map(|text| serde_json::from_str(&text)).transpose()?,
        cursor: row.try_get("cursor")?,
        synced_at: time("synced_at")?,
        expanded_until: time("expanded_until")?,
        failing_since: time("failing_since")?,
        error: row.try_get("error")?,
    })
}
