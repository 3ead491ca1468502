//! Rehearsals on record: of each provider the last one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Result, Store};

/// Named values of rehearsals begin so.
const PREFIX: &str = "rehearsal.";

/// A rehearsal between two canary mailboxes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// The provider, as people name it.
    pub provider: String,
    /// When it began.
    pub at: DateTime<Utc>,
    /// Whether every step went well.
    pub ok: bool,
    /// What was played, in order.
    pub steps: Vec<Step>,
}

/// One step of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What was to happen.
    pub step: String,
    /// Why it did not; none: it did.
    pub trouble: Option<String>,
}

impl Store {
    /// Puts a rehearsal on record, in the place of the one before.
    pub async fn record_rehearsal(&self, rehearsal: &Rehearsal) -> Result<()> {
        let value = serde_json::to_string(rehearsal).unwrap_or_default();
        self.set_setting(&format!("{PREFIX}{}", rehearsal.provider), &value).await
    }

    /// The last rehearsal of each provider, by its name.
    pub async fn rehearsals(&self) -> Result<Vec<Rehearsal>> {
        let rows = self.settings_below(PREFIX).await?;
        Ok(rows.iter().filter_map(|(_, value)| serde_json::from_str(value).ok()).collect())
    }
}
