//! Handing mails over, whoever they are for, and what becomes of one that was not taken.

use std::sync::atomic::Ordering;

use chrono::{DateTime, TimeDelta, Utc};

use crate::mail::{Outgoing, SendError};

use super::Engine;
use super::deliver::back_off;

/// What waits for a human is tried again so often.
const HUMAN: TimeDelta = TimeDelta::minutes(15);
/// The last attempt is made so long before it is too late.
const LAST: TimeDelta = TimeDelta::minutes(1);

/// What becomes of a mail that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Unsent {
    /// Try again at this time: says why.
    Later(DateTime<Utc>, String),
    /// Give up: says why.
    Never(String),
}

impl Engine {
    /// Hands a mail over. Once the way for mail was found closed, nothing more is tried in this pass: a server that does
    /// not answer would hold up the calendars, once for every mail.
    pub(super) async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        let Some(transport) = &self.transport else {
            return Err(SendError::NeedsHuman("no way for mail is configured".to_owned()));
        };
        if self.mail_is_away() {
            return Err(SendError::Away("the mail server did not answer just before".to_owned()));
        }
        let sent = transport.send(mail).await;
        if matches!(sent, Err(SendError::Away(_))) {
            self.away.store(true, Ordering::Relaxed);
        }
        sent
    }

    /// Whether the way for mail was found closed in this pass.
    pub(super) fn mail_is_away(&self) -> bool {
        self.away.load(Ordering::Relaxed)
    }

    /// Another pass begins.
    pub(super) fn try_mail_again(&self) {
        self.away.store(false, Ordering::Relaxed);
    }

    /// When a mail that was not taken is tried again: as long as it is not too late for it, and once more shortly before.
    pub(super) fn unsent(&self, error: SendError, attempts: i64, latest: DateTime<Utc>) -> Unsent {
        let now = self.clock.now();
        let (at, what) = match error {
            SendError::Permanent(what) => return Unsent::Never(what),
            SendError::NeedsHuman(what) => (now + HUMAN, what),
            SendError::Away(what) => (back_off(now, attempts), what),
            SendError::Retry { what, after } => (after.unwrap_or(now).max(back_off(now, attempts)), what),
        };
        let last = latest - LAST;
        match at <= last {
            true => Unsent::Later(at, what),
            false if now < last => Unsent::Later(last, what),
            false => Unsent::Never(what),
        }
    }
}
