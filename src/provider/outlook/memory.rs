//! What is known of mailboxes between calls. It is all in the cursors too, from which a new process learns it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::cursor::State;
use super::marks::{ANSWER, Mark};
use super::wire::{Property, Row};
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
    /// Marks of answers in whose events the server keeps none.
    given: BTreeMap<String, Mark>,
    learned: bool,
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
        let Known { preserves, holds, opted_out, released, given, learned } =
            mailboxes.entry(mailbox.clone()).or_default();
        *preserves |= state.preserves;
        // Only once: what was given back since stands in older cursors.
        if !std::mem::replace(learned, true) {
            given.extend(state.given.iter().map(|(id, mark)| (id.clone(), mark.clone())));
        }
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

    /// Remembers the mark of an answer, or that there is none any more.
    pub fn mark(&self, mailbox: &Address, id: &str, mark: Option<&Mark>) {
        let mut mailboxes = lock(&self.mailboxes);
        let given = &mut mailboxes.entry(mailbox.clone()).or_default().given;
        match mark {
            Some(mark) => drop(given.insert(id.to_owned(), mark.clone())),
            None => drop(given.remove(id)),
        }
    }

    /// All marks that are remembered.
    pub fn marks(&self, mailbox: &Address) -> BTreeMap<String, Mark> {
        lock(&self.mailboxes).get(mailbox).map(|known| known.given.clone()).unwrap_or_default()
    }

    /// The row with the mark that is remembered, where it bears none.
    pub fn remind(&self, mailbox: &Address, mut row: Row) -> Row {
        if row.property(ANSWER).is_none()
            && let Some(mark) = lock(&self.mailboxes).get(mailbox).and_then(|known| known.given.get(&row.id))
        {
            let value = serde_json::to_string(mark).ok();
            let properties = row.single_value_extended_properties.get_or_insert_default();
            properties.push(Property { id: ANSWER.to_owned(), value });
        }
        row
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
