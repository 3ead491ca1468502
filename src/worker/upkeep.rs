//! Upkeep: once a day, what is past its time is deleted; see [`crate::store::Store::expire`].

use chrono::{DateTime, TimeDelta, Utc};
use tracing::info;

use crate::store::StoreError;

use super::Engine;

/// How often.
const EVERY: TimeDelta = TimeDelta::days(1);

/// The setting that holds when it was last done, in seconds since the epoch.
const LAST: &str = "retention_done_at";

/// Deletes what is past its time, if a day has passed. When more is left than goes at once, the next pass goes on.
pub(super) async fn run_once(engine: &Engine) -> Result<(), StoreError> {
    let now = engine.clock.now();
    let last = engine.store.setting(LAST).await?.and_then(|text| text.parse().ok());
    let last = last.and_then(|seconds| DateTime::<Utc>::from_timestamp(seconds, 0));
    if last.is_some_and(|last| last <= now && last + EVERY > now) {
        return Ok(());
    }
    let removed = engine.store.expire(&engine.policy().retention, now).await?;
    if removed.is_nothing() {
        return engine.store.set_setting(LAST, &now.timestamp().to_string()).await;
    }
    info!(meetings = removed.meetings, entries = removed.entries, "deleted what is past its time");
    Ok(())
}
