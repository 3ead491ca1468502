//! The keys that sign links, where the configuration names none.
//!
//! A process that starts begins a new key when the newest is old, and forgets those that no link can bear any more. The
//! others stay, so that links under way go on working, whichever process they reach.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sqlx::Row;

use super::{Result, Store};

const NAME: &str = "link_keys";

/// A key signs for so long.
const SIGNS: TimeDelta = TimeDelta::days(90);

/// A link lives at most so long after it was signed; see the worker's links.
const OPENS: TimeDelta = TimeDelta::days(90 + 366);

#[derive(Serialize, Deserialize)]
struct Kept {
    secret: String,
    since: DateTime<Utc>,
}

impl Store {
    /// The secrets of links, the one that signs first. `fresh` joins them when there is none, or the newest has signed
    /// for 90 days; several processes that start at once agree on one.
    pub async fn renew_link_keys(&self, fresh: &str, now: DateTime<Utc>) -> Result<Vec<String>> {
        let mut tx = self.begin().await?;
        let none = "INSERT INTO settings (name, value) VALUES ($1, '[]') ON CONFLICT (name) DO NOTHING";
        sqlx::query(none).bind(NAME).execute(&mut *tx).await?;
        // Takes the row's lock, which reading does not.
        let lock = "UPDATE settings SET value = value WHERE name = $1 RETURNING value";
        let row = sqlx::query(lock).bind(NAME).fetch_one(&mut *tx).await?;
        let mut kept: Vec<Kept> = serde_json::from_str(&row.try_get::<String, _>("value")?)?;
        kept.retain(|key| key.since + OPENS > now);
        if kept.first().is_none_or(|newest| newest.since + SIGNS <= now) {
            kept.insert(0, Kept { secret: fresh.to_owned(), since: now });
        }
        let sql = "UPDATE settings SET value = $1 WHERE name = $2";
        sqlx::query(sql).bind(serde_json::to_string(&kept)?).bind(NAME).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(secrets(kept))
    }

    /// The secrets of links, the newest first.
    pub async fn link_keys(&self) -> Result<Vec<String>> {
        let kept = self.setting(NAME).await?.map(|value| serde_json::from_str(&value)).transpose()?;
        Ok(secrets(kept.unwrap_or_default()))
    }
}

fn secrets(kept: Vec<Kept>) -> Vec<String> {
    kept.into_iter().map(|key| key.secret).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_signs_for_ninety_days_and_opens_as_long_as_its_links_live() {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(&format!("sqlite://{}?mode=rwc", dir.path().join("k.db").display())).await.unwrap();
        let day = |n| DateTime::UNIX_EPOCH + TimeDelta::days(n);
        assert_eq!(store.link_keys().await.unwrap(), [""; 0]);
        assert_eq!(store.renew_link_keys("a", day(0)).await.unwrap(), ["a"]);
        assert_eq!(store.renew_link_keys("b", day(89)).await.unwrap(), ["a"]);
        assert_eq!(store.renew_link_keys("b", day(90)).await.unwrap(), ["b", "a"]);
        assert_eq!(store.link_keys().await.unwrap(), ["b", "a"]);
        assert_eq!(store.renew_link_keys("c", day(456)).await.unwrap(), ["c", "b"]);
    }
}
