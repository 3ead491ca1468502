//! Alerts to admins, of each trouble at most once a day for each of them.
//!
//! What is told is what is on file: a brake that is held, a calendar that is failing. So an alert that could not be sent
//! is sent when that is looked at again, as long as the trouble lasts.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use crate::mail::{Alert, Letter, Outgoing, SendError, Trouble, compose};
use crate::meeting::{Address, Digest};
use crate::plan::Brake;
use crate::store::{HeldBrake, Record, StoreError};

use super::{Engine, letters};

/// A calendar that cannot be read for a moment is nobody's concern.
const PATIENCE: TimeDelta = TimeDelta::hours(2);
/// Of the same trouble nobody hears more often.
const AGAIN: TimeDelta = TimeDelta::hours(24);

/// Looks for trouble that needs a human, and tells.
pub(super) async fn run_once(engine: &Engine) -> Result<(), StoreError> {
    if !engine.can_alert() {
        return Ok(());
    }
    let now = engine.clock.now();
    brakes(engine).await?;
    let mut failing = engine.store.status().await?.failing;
    failing.retain(|record| record.since.is_some_and(|since| since + PATIENCE <= now));
    if let Some(alert) = alert(&failing, |mailboxes| Trouble::Calendars { mailboxes }, now) {
        engine.alert("calendars", &alert).await?;
    }
    let mut unreachable = engine.store.unreachable(now).await?;
    unreachable.extend(engine.store.refused(now - AGAIN).await?);
    let recent = |record: &Record| record.since.is_some_and(|since| since + AGAIN > now);
    unreachable.retain(recent);
    if let Some(alert) = alert(&unreachable, |organizers| Trouble::Mail { organizers }, now) {
        engine.alert("mail", &alert).await?;
    }
    Ok(())
}

/// Tells of the brakes that are held.
pub(super) async fn brakes(engine: &Engine) -> Result<(), StoreError> {
    if !engine.can_alert() {
        return Ok(());
    }
    for held in engine.store.brakes_held().await? {
        let HeldBrake { brake, scope, wanted, limit, reason, since } = held;
        let about = format!("{} {scope} {}", brake.as_str(), since.timestamp());
        let limit = brake.limit_told(limit);
        let wanted = usize::try_from(wanted).unwrap_or_default();
        let trouble = match brake {
            Brake::AnswersPerHour => Trouble::Stopped { wanted, limit },
            Brake::AnswersPerMailboxAndWeek => Trouble::Mailbox { mailbox: scope, wanted, limit },
            Brake::NoticesPerOrganizerAndDay => Trouble::Organizer { organizer: scope, wanted, limit },
        };
        engine.alert(&about, &Alert { trouble, since, why: reason }).await?;
    }
    Ok(())
}

fn alert(records: &[Record], trouble: impl Fn(Vec<String>) -> Trouble, now: DateTime<Utc>) -> Option<Alert> {
    let since = records.iter().filter_map(|record| record.since).min()?;
    let causes: BTreeSet<&str> = records.iter().map(|record| record.why.as_str()).collect();
    let why = causes.into_iter().take(3).collect::<Vec<_>>().join("; ");
    let whom: BTreeSet<String> = records.iter().map(|record| record.mailbox.clone()).collect();
    Some(Alert { trouble: trouble(whom.into_iter().collect()), since: since.min(now), why })
}

impl Engine {
    /// Whether there is anyone to tell, and a way to.
    fn can_alert(&self) -> bool {
        !self.post.admins.is_empty() && self.transport.is_some() && !self.mail_is_away()
    }

    /// Tells each admin, unless they heard of the same within a day. `about` names what it is. Who could not be told hears
    /// when the trouble is seen again; whose address is refused, as late as one who was told.
    async fn alert(&self, about: &str, alert: &Alert) -> Result<(), StoreError> {
        let now = self.clock.now();
        for admin in &self.post.admins {
            let told = Digest::of(["alert", about, admin.as_str()]);
            let before = self.store.alerted(told.as_str()).await?;
            if before.is_some_and(|at| at + AGAIN > now) {
                continue;
            }
            let mail = self.outgoing(&told, alert.clone(), admin, before);
            match self.send(&mail).await {
                Ok(()) => info!(kind = "alert", admin = admin.masked(), "done"),
                Err(error) => {
                    warn!(kind = "alert", admin = admin.masked(), %error, "an alert could not be sent");
                    if !matches!(error, SendError::Permanent(_)) {
                        continue;
                    }
                }
            }
            self.store.set_alerted(told.as_str(), now).await?;
        }
        Ok(())
    }

    /// Named after what was told before, so that an attempt which may have arrived is repeated as the same mail.
    fn outgoing(&self, told: &Digest, alert: Alert, admin: &Address, before: Option<DateTime<Utc>>) -> Outgoing {
        let now = self.clock.now();
        let mut to = letters::reader(&self.policy(), admin);
        to.copied.clear();
        let before = before.map(|at| at.timestamp().to_string()).unwrap_or_default();
        let id = Digest::of(["alert", told.as_str(), before.as_str()]).as_str().to_owned();
        let letter = Letter::Alert(alert);
        let composed = compose(&letter, &to, &self.house, now, None);
        Outgoing { id, composed, kind: letter.kind(), to, thread: None, at: now, unsubscribe: None }
    }
}
