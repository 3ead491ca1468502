//! How much is asked of Graph at once: few requests in flight for one mailbox, a budget for the whole application,
//! and quiet towards a mailbox that asked for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::meeting::Address;
use crate::provider::ProviderError;

/// The limits of one application.
pub(super) struct Limits {
    per_mailbox: usize,
    gates: Mutex<HashMap<Address, Arc<Gate>>>,
    budget: Mutex<Budget>,
    /// Requests a second.
    rate: f64,
}

struct Gate {
    places: Arc<Semaphore>,
    quiet_until: Mutex<Option<Instant>>,
}

struct Budget {
    left: f64,
    at: Instant,
}

impl Limits {
    /// So many requests in flight for one mailbox (1 to 4), and of the application in ten seconds.
    pub fn new(per_mailbox: usize, per_ten_seconds: u32) -> Self {
        let rate = f64::from(per_ten_seconds.max(10)) / 10.0;
        let budget = Mutex::new(Budget { left: rate, at: Instant::now() });
        Self { per_mailbox: per_mailbox.clamp(1, 4), gates: Mutex::default(), budget, rate }
    }

    /// Waits for a place among the requests for this mailbox; held while the request is in flight.
    pub async fn enter(&self, mailbox: &Address) -> Result<OwnedSemaphorePermit, ProviderError> {
        let gate = self.gate(mailbox);
        let place = Arc::clone(&gate.places).acquire_owned().await;
        let place = place.map_err(|_| ProviderError::Retry { what: "shutting down".to_owned(), wait: None })?;
        let quiet = gate.quiet_until.lock().unwrap_or_else(PoisonError::into_inner).filter(|at| *at > Instant::now());
        match quiet {
            Some(until) => {
                let wait = TimeDelta::from_std(until - Instant::now()).ok();
                Err(ProviderError::Retry { what: "Graph asked for a pause for this mailbox".to_owned(), wait })
            }
            None => Ok(place),
        }
    }

    /// Asks nothing of this mailbox for a while.
    pub fn quiet(&self, mailbox: &Address, wait: TimeDelta) {
        let until = Instant::now() + wait.to_std().unwrap_or_default();
        *self.gate(mailbox).quiet_until.lock().unwrap_or_else(PoisonError::into_inner) = Some(until);
    }

    /// Waits until the budget has room for so many requests, and takes them.
    pub async fn spend(&self, requests: usize) {
        loop {
            let wait = self.take(requests.min(20) as f64);
            if wait.is_zero() {
                return;
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Zero when they were taken, else how long to wait.
    fn take(&self, requests: f64) -> Duration {
        let mut budget = self.budget.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let earned = (now - budget.at).as_secs_f64() * self.rate;
        budget.left = (budget.left + earned).min(self.rate.max(20.0));
        budget.at = now;
        if budget.left < requests {
            return Duration::from_secs_f64(((requests - budget.left) / self.rate).max(0.001));
        }
        budget.left -= requests;
        Duration::ZERO
    }

    fn gate(&self, mailbox: &Address) -> Arc<Gate> {
        let mut gates = self.gates.lock().unwrap_or_else(PoisonError::into_inner);
        let new =
            || Arc::new(Gate { places: Arc::new(Semaphore::new(self.per_mailbox)), quiet_until: Mutex::new(None) });
        Arc::clone(gates.entry(mailbox.clone()).or_insert_with(new))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ana() -> Address {
        Address::parse("ana@example.com").unwrap()
    }

    #[tokio::test]
    async fn a_mailbox_has_so_many_places_and_no_more() {
        let limits = Limits::new(2, 1000);
        let held = [limits.enter(&ana()).await.unwrap(), limits.enter(&ana()).await.unwrap()];
        let gate = limits.gate(&ana());
        assert_eq!(gate.places.available_permits(), 0);
        drop(held);
        assert_eq!(gate.places.available_permits(), 2);
    }

    #[tokio::test]
    async fn a_mailbox_that_asked_for_a_pause_is_left_alone() {
        let limits = Limits::new(2, 1000);
        limits.quiet(&ana(), TimeDelta::seconds(3600));
        let refused = limits.enter(&ana()).await;
        assert!(matches!(refused, Err(ProviderError::Retry { wait: Some(wait), .. }) if wait.num_minutes() >= 59));
        assert!(limits.enter(&Address::parse("bo@example.com").unwrap()).await.is_ok());
    }

    #[tokio::test]
    async fn a_budget_that_is_used_up_names_a_wait() {
        let limits = Limits::new(2, 10);
        assert!(limits.take(1.0).is_zero());
        assert!(!limits.take(20.0).is_zero());
    }
}
