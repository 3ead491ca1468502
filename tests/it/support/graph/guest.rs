//! A request inside the limits of its mailbox.

use std::sync::Arc;

use super::access;
use super::call::{Call, Fail};
use super::server::Shared;

/// A request inside the limits of its mailbox, counted out when it is over.
pub struct Guest {
    shared: Arc<Shared>,
    place: Option<usize>,
}

impl Guest {
    /// Lets a request in, or throttles it.
    pub fn enter(shared: &Arc<Shared>, call: &Call) -> Result<Self, Fail> {
        let place = call.user().and_then(|user| shared.with(|state| access::user(state, user).ok()));
        let guest = Self { shared: Arc::clone(shared), place };
        let Some(place) = place else { return Ok(guest) };
        let (alone, over) = shared.with(|state| {
            let now = state.now();
            (state.limits.enter(place), state.limits.count(place, now))
        });
        if !alone {
            let fail = Fail::new(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.");
            return Err(fail.with("Retry-After", "1"));
        }
        match over {
            Some(seconds) => {
                let fail =
                    Fail::new(429, "ApplicationThrottled", "Application is over its request limit for this mailbox.");
                Err(fail.with("Retry-After", &seconds.to_string()))
            }
            None => Ok(guest),
        }
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        if let Some(place) = self.place {
            self.shared.with(|state| state.limits.leave(place));
        }
    }
}
