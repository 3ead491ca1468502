//! What a running meetgate says of itself in the database, so that other commands can tell.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::store::{Result, Store};

/// Names of the settings: one for each process, and the wish to reload.
const PROCESSES: &str = "daemon/";
const WISH: &str = "reload";

/// A process that was silent for so long is gone.
const SILENT: TimeDelta = TimeDelta::seconds(60);

/// A running meetgate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its name in leases.
    pub owner: String,
    /// The configuration that it reads.
    pub config: String,
    /// Since when it runs.
    pub since: DateTime<Utc>,
    /// When it last said so.
    pub alive: DateTime<Utc>,
    /// The policy in force.
    pub revision: String,
    /// What became of the last reload.
    pub reload: Option<Answer>,
}

/// What became of a reload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The wish that it answers; none for a signal.
    pub wish: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether what the files say is in force now.
    pub applied: bool,
    /// Whether another policy is in force than before.
    pub changed: bool,
    /// Why the old policy stays.
    pub why: Option<String>,
    /// What changed in the file, but takes effect only after a restart.
    pub restart: Vec<String>,
}

impl Standing {
    /// Writes it down.
    pub async fn save(&self, store: &Store) -> Result<()> {
        store.set_setting(&self.name(), &serde_json::to_string(self)?).await
    }

    /// Removes it: the process ends.
    pub async fn remove(&self, store: &Store) -> Result<()> {
        store.drop_setting(&self.name()).await
    }

    fn name(&self) -> String {
        format!("{PROCESSES}{}", self.owner)
    }

    fn is_alive(&self, now: DateTime<Utc>) -> bool {
        now - self.alive < SILENT
    }
}

/// The processes that run now.
pub async fn standings(store: &Store, now: DateTime<Utc>) -> Result<Vec<Standing>> {
    Ok(all(store).await?.into_iter().filter(|standing| standing.is_alive(now)).collect())
}

/// Forgets processes that ended without a word.
pub async fn sweep(store: &Store, now: DateTime<Utc>) -> Result<()> {
    for gone in all(store).await?.into_iter().filter(|standing| !standing.is_alive(now)) {
        gone.remove(store).await?;
    }
    Ok(())
}

/// What another version wrote is passed over.
async fn all(store: &Store) -> Result<Vec<Standing>> {
    let found = store.settings_below(PROCESSES).await?;
    Ok(found.iter().filter_map(|(_, text)| serde_json::from_str(text).ok()).collect())
}

/// Wishes that all running processes reload.
pub async fn wish(store: &Store, id: &str) -> Result<()> {
    store.set_setting(WISH, id).await
}

/// The last wish.
pub async fn last_wish(store: &Store) -> Result<Option<String>> {
    store.setting(WISH).await
}
