//! What is known of each mailbox: where its sync ended, and how it fares.

use chrono::{DateTime, Utc};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::meeting::Address;

use super::{CHUNK, Result, Store, list};

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
}

impl Store {
    /// The state of all mailboxes that were ever read or tried.
    pub async fn mailboxes(&self) -> Result<Vec<(Address, MailboxState)>> {
        let sql = "SELECT address, cursor, synced_at, expanded_until, failing_since, error FROM mailboxes
                   ORDER BY address";
        let found = sqlx::query(sql).fetch_all(&self.pool).await?;
        let named = found.iter().map(|row| Ok((Address::parse(&row.try_get::<String, _>("address")?), state(row)?)));
        let named = named.collect::<Result<Vec<_>>>()?;
        Ok(named.into_iter().filter_map(|(address, state)| Some((address?, state))).collect())
    }

    /// Records that these mailboxes were read and nothing had changed.
    pub async fn unchanged(&self, mailboxes: &[Address], now: DateTime<Utc>) -> Result<()> {
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
    Ok(MailboxState {
        cursor: row.try_get("cursor")?,
        synced_at: time("synced_at")?,
        expanded_until: time("expanded_until")?,
        failing_since: time("failing_since")?,
        error: row.try_get("error")?,
    })
}
