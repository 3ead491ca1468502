//! Which holds stand in which calendars.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::Row;

use crate::journal::{Entry, What};
use crate::meeting::Address;

use super::{Result, Store, StoreError, journal};

/// A hold that was placed, or was to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HoldRecord {
    /// In whose calendar.
    pub mailbox: Address,
    /// Its key there.
    pub name: String,
    /// What was asked for.
    pub spec: String,
    /// What became of it.
    pub state: HoldState,
    /// Why it is not there; empty when it is.
    pub why: String,
    /// Not to be tried before.
    pub retry_at: DateTime<Utc>,
}

/// What became of a hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoldState {
    /// It stands.
    Placed,
    /// Its owner deleted it, which is their opting out: it is not placed again.
    OptedOut,
    /// It could not be placed.
    Failed,
}

impl HoldState {
    fn as_str(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::OptedOut => "opted_out",
            Self::Failed => "failed",
        }
    }

    fn parse(word: &str) -> Result<Self> {
        let all = [Self::Placed, Self::OptedOut, Self::Failed];
        all.into_iter().find(|state| state.as_str() == word).ok_or_else(|| StoreError::Word(format!("hold {word:?}")))
    }
}

impl Store {
    /// All holds on file.
    pub async fn holds(&self) -> Result<Vec<HoldRecord>> {
        let sql = "SELECT mailbox, name, spec, state, why, retry_at FROM holds ORDER BY mailbox, name";
        let mut holds = Vec::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let Some(mailbox) = Address::parse(&row.try_get::<String, _>("mailbox")?) else { continue };
            holds.push(HoldRecord {
                mailbox,
                name: row.try_get("name")?,
                spec: row.try_get("spec")?,
                state: HoldState::parse(&row.try_get::<String, _>("state")?)?,
                why: row.try_get("why")?,
                retry_at: DateTime::from_timestamp(row.try_get("retry_at")?, 0).unwrap_or_default(),
            });
        }
        Ok(holds)
    }

    /// Records what became of a hold; in the journal.
    pub async fn set_hold(&self, hold: &HoldRecord, now: DateTime<Utc>) -> Result<()> {
        let HoldRecord { mailbox, name, spec, state, why, retry_at } = hold;
        let mut tx = self.begin().await?;
        let sql = "INSERT INTO holds (mailbox, name, spec, state, why, retry_at) VALUES ($1, $2, $3, $4, $5, $6)
                   ON CONFLICT (mailbox, name) DO UPDATE SET spec = excluded.spec, state = excluded.state,
                       why = excluded.why, retry_at = excluded.retry_at";
        let query = sqlx::query(sql).bind(mailbox.as_str()).bind(name).bind(spec).bind(state.as_str());
        query.bind(why).bind(retry_at.timestamp()).execute(&mut *tx).await?;
        let detail = json!({ "hold": spec, "state": state.as_str(), "why": why });
        let mut entry = Entry::at_large(now, What::Held, detail);
        entry.mailbox = Some(mailbox.clone());
        journal::append(&mut tx, &[entry]).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Records that a hold is no longer there; in the journal.
    pub async fn drop_hold(&self, hold: &HoldRecord, now: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        let sql = "DELETE FROM holds WHERE mailbox = $1 AND name = $2";
        sqlx::query(sql).bind(hold.mailbox.as_str()).bind(&hold.name).execute(&mut *tx).await?;
        let mut entry = Entry::at_large(now, What::Held, json!({ "hold": hold.spec, "state": "released" }));
        entry.mailbox = Some(hold.mailbox.clone());
        journal::append(&mut tx, &[entry]).await?;
        tx.commit().await?;
        Ok(())
    }
}
