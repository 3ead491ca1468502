//! What people's own accounts say of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::Row;

use crate::meeting::Address;
use crate::policy::OwnTimes;

use super::{Result, Store};

/// What one account said, and when it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Account {
    /// What it said.
    pub times: OwnTimes,
    /// When.
    pub asked_at: DateTime<Utc>,
}

impl Store {
    /// What is known of all accounts that were asked.
    pub async fn accounts(&self) -> Result<BTreeMap<Address, Account>> {
        let sql = "SELECT mailbox, zone, hours, asked_at FROM accounts";
        let mut known = BTreeMap::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let Some(mailbox) = Address::parse(&row.try_get::<String, _>("mailbox")?) else { continue };
            let text = |name: &str| row.try_get::<Option<String>, _>(name);
            let zone = text("zone")?.and_then(|zone| zone.parse().ok());
            let hours = text("hours")?.and_then(|hours| hours.parse().ok());
            let asked_at = DateTime::from_timestamp(row.try_get("asked_at")?, 0).unwrap_or_default();
            known.insert(mailbox, Account { times: OwnTimes { zone, hours }, asked_at });
        }
        Ok(known)
    }

    /// Records what an account said.
    pub async fn set_account(&self, mailbox: &Address, account: &Account) -> Result<()> {
        let sql = "INSERT INTO accounts (mailbox, zone, hours, asked_at) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (mailbox) DO UPDATE SET zone = excluded.zone, hours = excluded.hours,
                       asked_at = excluded.asked_at";
        let Account { times, asked_at } = account;
        let query = sqlx::query(sql).bind(mailbox.as_str()).bind(times.zone.map(|zone| zone.name().to_owned()));
        let query = query.bind(times.hours.map(|hours| hours.to_string())).bind(asked_at.timestamp());
        query.execute(&self.pool).await?;
        Ok(())
    }
}
