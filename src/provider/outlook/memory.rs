//! What is known of mailboxes between calls. It is all in the cursors too, from which a new process learns it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::cursor::State;
use crate::meeting::{Address, Window};

/// Before the first sync has told how far ahead is looked.
const REACH: TimeDelta = TimeDelta::days(62);

/// What is known.
#[derive(Default)]
pub(super) struct Memory {
    mailboxes: Mutex<HashMap<Address, Known>>,
    reach: Mutex<Option<TimeDelta>>,
    /// The server refuses to expand properties of the events in a listing.
    pub plain_lists: AtomicBool,
    /// The same of a single event.
    pub plain_events: AtomicBool,
}

#[derive(Default)]
struct Known {
    preserves: bool,
    holds: BTreeMap<String, String>,
    opted_out: BTreeSet<String>,
    released: BTreeSet<String>,
}

impl Memory {
    /// Notes how far ahead is looked.
    pub fn saw(&self, window: Window) {
        *lock(&self.reach) = Some(window.to - window.from);
    }

    /// The stretch of time in which occurrences are looked for from now.
    pub fn view(&self, now: DateTime<Utc>) -> Window {
        let reach = lock(&self.reach).unwrap_or(REACH);
        Window { from: now - TimeDelta::days(2), to: now + reach }
    }

    /// Learns from a cursor.
    pub fn learn(&self, mailbox: &Address, state: &State) {
        let mut mailboxes = lock(&self.mailboxes);
        let Known { preserves, holds, opted_out, released } = mailboxes.entry(mailbox.clone()).or_default();
        *preserves |= state.preserves;
        for (key, id) in state.holds.iter().filter(|(key, _)| !released.contains(*key)) {
            holds.entry(key.clone()).or_insert_with(|| id.clone());
        }
        opted_out.extend(state.opted_out.iter().cloned());
    }

    /// Whether the mailbox keeps declined events.
    pub fn preserves(&self, mailbox: &Address) -> bool {
        lock(&self.mailboxes).get(mailbox).is_some_and(|known| known.preserves)
    }

    /// Notes whether it does.
    pub fn note_preserves(&self, mailbox: &Address, preserves: bool) {
        lock(&self.mailboxes).entry(mailbox.clone()).or_default().preserves = preserves;
    }

    /// The id of a hold.
    pub fn hold(&self, mailbox: &Address, key: &str) -> Option<String> {
        lock(&self.mailboxes).get(mailbox)?.holds.get(key).cloned()
    }

    /// Whether the owner deleted a hold with this key.
    pub fn opted_out(&self, mailbox: &Address, key: &str) -> bool {
        lock(&self.mailboxes).get(mailbox).is_some_and(|known| known.opted_out.contains(key))
    }

    /// Notes a hold that was placed.
    pub fn placed(&self, mailbox: &Address, key: &str, id: &str) {
        let mut mailboxes = lock(&self.mailboxes);
        let known = mailboxes.entry(mailbox.clone()).or_default();
        known.released.remove(key);
        known.holds.insert(key.to_owned(), id.to_owned());
    }

    /// Notes a hold that we are about to remove: its going is nobody's opting out.
    pub fn released(&self, mailbox: &Address, key: &str) {
        let mut mailboxes = lock(&self.mailboxes);
        let known = mailboxes.entry(mailbox.clone()).or_default();
        known.holds.remove(key);
        known.released.insert(key.to_owned());
    }

    /// Notes a hold that is gone. True when it was its owner who deleted it.
    pub fn gone(&self, mailbox: &Address, key: &str) -> bool {
        let mut mailboxes = lock(&self.mailboxes);
        let known = mailboxes.entry(mailbox.clone()).or_default();
        known.holds.remove(key);
        let by_owner = !known.released.contains(key);
        if by_owner {
            known.opted_out.insert(key.to_owned());
        }
        by_owner
    }

    /// Whether a question that this server once refused need not be asked again.
    pub fn refused(&self, flag: &AtomicBool) -> bool {
        flag.load(Ordering::Relaxed)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
