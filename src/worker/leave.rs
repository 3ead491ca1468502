//! Leaving: whoever is un-enrolled gets back what is ours in their calendar, and is then forgotten.
//!
//! Judging plans the giving back as soon as the policy no longer knows the person; delivery reaches the mailbox by what
//! was known of it. When nothing of ours stands there any more, the mailbox's state, objects and coming copies go.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::info;

use crate::meeting::{Address, Assumed, Hours, Person, WorkingTime};
use crate::store::{Profile, StoreError};

use super::Engine;

/// A mailbox of someone who left that cannot be reached for so long is not waited for any more.
const GIVE_UP: TimeDelta = TimeDelta::days(7);

/// Records how each enrolled person's mailbox is reached, for the time when they are enrolled no more.
pub(super) async fn enrol(engine: &Engine) -> Result<(), StoreError> {
    let policy = engine.policy();
    let known: std::collections::BTreeMap<Address, Option<Profile>> =
        engine.store.mailboxes().await?.into_iter().map(|(address, state)| (address, state.profile)).collect();
    let new = policy.directory.iter().filter_map(|person| {
        let profile =
            Profile { provider: person.provider.clone(), aliases: person.aliases.clone(), zone: person.zone() };
        let same = known.get(&person.address).is_some_and(|known| known.as_ref() == Some(&profile));
        (!same).then(|| (person.address.clone(), profile))
    });
    let new: Vec<_> = new.collect();
    if new.is_empty() { Ok(()) } else { engine.store.reached_by(&new).await }
}

/// Tells the providers whose mailboxes they may address: those of everyone enrolled, and of whoever left and is still
/// to get something back.
pub(super) async fn admit(engine: &Engine) -> Result<(), StoreError> {
    let enrolled = engine.policy().directory.iter().map(|person| person.address.clone()).collect::<Vec<_>>();
    let known = engine.store.mailboxes().await?.into_iter().map(|(address, _)| address);
    let all: BTreeSet<Address> = enrolled.into_iter().chain(known).collect();
    engine.calendars.values().for_each(|calendar| calendar.admit(&all));
    Ok(())
}

/// Forgets the mailboxes of people who left, as soon as nothing of ours stands there.
pub(super) async fn run_once(engine: &Engine) -> Result<(), StoreError> {
    let policy = engine.policy();
    let now = engine.clock.now();
    for (address, _) in engine.store.mailboxes().await? {
        if policy.directory.find(&address).is_none() && engine.store.forget(&address, now).await? {
            info!(mailbox = address.masked(), "un-enrolled; nothing of ours is left there");
        }
    }
    Ok(())
}

/// The owner of a mailbox that is enrolled no more, as far as reaching it needs; none when too little is known, or the
/// mailbox was not read for a week.
pub(super) async fn reach(engine: &Engine, mailbox: &Address) -> Result<Option<Arc<Person>>, StoreError> {
    let found = engine.store.mailboxes().await?.into_iter().find(|(address, _)| address == mailbox);
    let Some((address, state)) = found else { return Ok(None) };
    let lately = |at: DateTime<Utc>| at + GIVE_UP > engine.clock.now();
    let profile = state.profile.filter(|_| state.synced_at.is_some_and(lately));
    Ok(profile.map(|profile| Arc::new(person(address, profile))))
}

fn person(address: Address, profile: Profile) -> Person {
    Person {
        name: address.local().to_owned(),
        aliases: profile.aliases,
        working: WorkingTime::new(profile.zone, Hours::default()),
        city: String::new(),
        team: None,
        language: None,
        answers: false,
        assistant: None,
        provider: profile.provider,
        assumed: Assumed::default(),
        address,
    }
}
