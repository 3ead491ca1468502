//! The loop around [`Engine::cycle`]: a pass at every poll, and between polls whatever comes due.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{error, info};

use crate::store::StoreError;

use super::{Cycle, Engine};

/// A due time that is in the past, or a clock that stands still, must not make the loop spin.
const SHORTEST: Duration = Duration::from_millis(500);

/// How a wait ended.
#[derive(PartialEq, Eq)]
enum Waited {
    /// The time came, or the end.
    Out,
    /// Another policy came: everything is to be looked at now.
    Woken,
}

/// What the loop tells whoever runs it.
pub trait Observer: Send + Sync {
    /// A pass ended.
    fn passed(&self, cycle: &Cycle);
    /// The database has just answered.
    fn alive(&self);
    /// How often `alive` wants to be called.
    fn alive_every(&self) -> Option<Duration>;
}

impl Engine {
    /// Runs until [`Engine::stop`] is cancelled. A failed pass is logged and tried again at the next poll.
    pub async fn run(&self, poll: TimeDelta, observer: &dyn Observer) {
        let mut next_poll = self.clock.now();
        while !self.stop.is_cancelled() {
            let now = self.clock.now();
            let pass = if now >= next_poll {
                next_poll = now + poll;
                self.cycle().await
            } else {
                self.between().await
            };
            match pass {
                Ok(cycle) => {
                    report(&cycle);
                    observer.passed(&cycle);
                }
                Err(error) => error!(%error, "the pass was cut short; it is tried again at the next poll"),
            }
            if self.wait(next_poll, observer).await == Waited::Woken {
                next_poll = self.clock.now();
            }
        }
    }

    async fn between(&self) -> Result<Cycle, StoreError> {
        let mut cycle = Cycle { at: self.clock.now(), ..Cycle::default() };
        self.try_mail_again();
        self.settle(&mut cycle).await?;
        Ok(cycle)
    }

    /// Sleeps until the next poll, the next due time or another policy, telling in between that the process is alive.
    async fn wait(&self, next_poll: DateTime<Utc>, observer: &dyn Observer) -> Waited {
        let until = match self.store.next_due().await {
            Ok(Some(due)) => due.min(next_poll),
            _ => next_poll,
        };
        loop {
            let left = (until - self.clock.now()).to_std().unwrap_or_default().max(SHORTEST);
            let nap = observer.alive_every().map_or(left, |every| left.min(every));
            tokio::select! {
                () = self.stop.cancelled() => return Waited::Out,
                () = self.wake.notified() => return Waited::Woken,
                () = tokio::time::sleep(nap) => {}
            }
            if self.store.paused().await.is_ok() {
                observer.alive();
            }
            if self.clock.now() >= until {
                return Waited::Out;
            }
        }
    }
}

fn report(cycle: &Cycle) {
    let Cycle { synced, failing, changed, judged, superseded, failed, done, .. } = cycle;
    let quiet = *changed == 0 && *judged == 0 && done.is_empty() && *failed == 0;
    if !quiet {
        info!(synced, failing, changed, judged, done = done.len(), superseded, failed, "pass");
    }
}
