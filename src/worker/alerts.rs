//! Alerts to admins, each at most once a day.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use crate::mail::{Alert, Letter, Outgoing, Trouble, compose};
use crate::meeting::{Address, Digest};
use crate::store::{Record, StoreError};

use super::{Engine, letters};

/// A calendar that cannot be read for a moment is nobody's concern.
const PATIENCE: TimeDelta = TimeDelta::hours(2);
/// Of the same trouble nobody hears more often.
const AGAIN: TimeDelta = TimeDelta::hours(24);

/// Looks for trouble that needs a human, and tells.
pub(super) async fn run_once(engine: &Engine) -> Result<(), StoreError> {
    if engine.post.admins.is_empty() || engine.transport.is_none() {
        return Ok(());
    }
    let now = engine.clock.now();
    let mut failing = engine.store.status().await?.failing;
    failing.retain(|record| record.since.is_some_and(|since| since + PATIENCE <= now));
    if let Some(alert) = alert(&failing, |mailboxes| Trouble::Calendars { mailboxes }, now) {
        engine.alert("calendars", alert).await?;
    }
    let unreachable = engine.store.unreachable(now).await?;
    let recent = |record: &Record| record.since.is_some_and(|since| since + AGAIN > now);
    let unreachable: Vec<_> = unreachable.into_iter().filter(recent).collect();
    if let Some(alert) = alert(&unreachable, |organizers| Trouble::Mail { organizers }, now) {
        engine.alert("mail", alert).await?;
    }
    Ok(())
}

fn alert(records: &[Record], trouble: impl Fn(Vec<String>) -> Trouble, now: DateTime<Utc>) -> Option<Alert> {
    let since = records.iter().filter_map(|record| record.since).min()?;
    let causes: BTreeSet<&str> = records.iter().map(|record| record.why.as_str()).collect();
    let why = causes.into_iter().take(3).collect::<Vec<_>>().join("; ");
    let whom = records.iter().map(|record| record.mailbox.clone()).collect();
    Some(Alert { trouble: trouble(whom), since: since.min(now), why })
}

impl Engine {
    /// Tells all admins, unless they heard of the same within a day. `about` names what it is. Says whether it was
    /// sent; what could not be sent is tried again when the trouble is seen again.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn alert(&self, about: &str, alert: Alert) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let (Some(transport), Some(_)) = (&self.transport, self.post.admins.first()) else { return Ok(false) };
        if self.store.alerted(about).await?.is_some_and(|at| at + AGAIN > now) {
            return Ok(false);
        }
        for admin in &self.post.admins {
            let mail = self.outgoing(about, alert.clone(), admin, now);
            if let Err(error) = transport.send(&mail).await {
                warn!(about, admin = admin.masked(), %error, "an alert could not be sent");
                return Ok(false);
            }
        }
        info!(about, "admins were told");
        self.store.set_alerted(about, now).await?;
        Ok(true)
    }

    fn outgoing(&self, about: &str, alert: Alert, admin: &Address, now: DateTime<Utc>) -> Outgoing {
        let mut to = letters::reader(&self.policy(), admin);
        to.copied.clear();
        let day = now.date_naive().to_string();
        let id = Digest::of(["alert", about, admin.as_str(), day.as_str()]).as_str().to_owned();
        let letter = Letter::Alert(alert);
        let composed = compose(&letter, &to, &self.house, now, None);
        Outgoing { id, composed, kind: letter.kind(), to, thread: None, at: now, unsubscribe: None }
    }
}
