//! Named values that outlive a run.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::Row;

use crate::journal::{Entry, What};

use super::{Result, Store, brakes, journal};

impl Store {
    /// The value of a setting.
    pub async fn setting(&self, name: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT value FROM settings WHERE name = $1").bind(name).fetch_optional(&self.pool);
        Ok(row.await?.map(|row| row.try_get("value")).transpose()?)
    }

    /// Sets a value.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<()> {
        let sql = "INSERT INTO settings (name, value) VALUES ($1, $2)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sqlx::query(sql).bind(name).bind(value).execute(&self.pool).await?;
        Ok(())
    }

    /// Removes a setting.
    pub async fn drop_setting(&self, name: &str) -> Result<()> {
        sqlx::query("DELETE FROM settings WHERE name = $1").bind(name).execute(&self.pool).await?;
        Ok(())
    }

    /// The settings whose name begins so, in the order of their names.
    pub async fn settings_below(&self, prefix: &str) -> Result<Vec<(String, String)>> {
        let sql = "SELECT name, value FROM settings WHERE SUBSTR(name, 1, $1) = $2 ORDER BY name";
        let query = sqlx::query(sql).bind(prefix.chars().count() as i32).bind(prefix);
        let rows = query.fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok((row.try_get("name")?, row.try_get("value")?))).collect()
    }

    /// Stops all actions, or lets them go on and all brakes go; in the journal. Says whether that changed anything.
    pub async fn set_paused(&self, paused: bool, why: &str, now: DateTime<Utc>) -> Result<bool> {
        let mut tx = self.begin().await?;
        let changed = if paused {
            let sql = "INSERT INTO settings (name, value) VALUES ('paused', $1) ON CONFLICT (name) DO NOTHING";
            sqlx::query(sql).bind(why).execute(&mut *tx).await?.rows_affected() > 0
        } else {
            let released = brakes::release(&mut tx, now).await?;
            let sql = "DELETE FROM settings WHERE name = 'paused'";
            sqlx::query(sql).execute(&mut *tx).await?.rows_affected() + released > 0
        };
        if changed {
            let what = if paused { What::Paused } else { What::Resumed };
            let detail = json!({ "why": why });
            journal::append(&mut tx, &[Entry { at: now, what, meeting: None, mailbox: None, detail }]).await?;
        }
        tx.commit().await?;
        Ok(changed)
    }

    /// Why all actions are stopped; none while they go on.
    pub async fn paused(&self) -> Result<Option<String>> {
        self.setting("paused").await
    }
}
