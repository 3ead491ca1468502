//! What people's own accounts say of them: zone and working hours, for whom the configuration has none.
//!
//! Asked once a day, a part of the people in each pass, so that a company that begins does not wait for it. Accepted: until
//! an account was asked, the organization's zone and hours stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use tokio::task::JoinSet;
use tracing::debug;

use crate::meeting::{Address, Person};
use crate::policy::OwnTimes;
use crate::provider::{ProviderError, Settings};
use crate::store::{Account, StoreError};

use super::Engine;

/// What an account said is good for so long.
const GOOD: TimeDelta = TimeDelta::hours(24);
/// So many are asked in one pass.
const MOST: usize = 200;
/// So many at once.
const AT_ONCE: usize = 8;

/// Asks the accounts whose turn it is, and judges by what they say from then on.
pub(super) async fn run_once(engine: &Engine) -> Result<(), StoreError> {
    let (policy, now) = (engine.policy(), engine.clock.now());
    let mut known = engine.store.accounts().await?;
    let due = |person: &&Arc<Person>| {
        let asked = known.get(&person.address).map(|account| account.asked_at);
        (person.assumed.zone || person.assumed.hours) && asked.is_none_or(|at| at + GOOD <= now || at > now)
    };
    let people: Vec<Arc<Person>> = policy.directory.iter().filter(due).take(MOST).cloned().collect();
    if people.is_empty() {
        return Ok(());
    }
    for (address, told) in ask(engine, people).await {
        let before = known.get(&address).map(|account| account.times);
        let times = match told {
            Ok(settings) => OwnTimes { zone: settings.zone, hours: settings.hours },
            // Asked again at the next pass.
            Err(ProviderError::Retry { .. }) => continue,
            Err(error) => {
                debug!(mailbox = address.masked(), %error, "the account does not say its zone and hours");
                before.unwrap_or_default()
            }
        };
        let account = Account { times, asked_at: now };
        engine.store.set_account(&address, &account).await?;
        known.insert(address, account);
    }
    engine.know(known.into_iter().map(|(address, account)| (address, account.times)).collect());
    Ok(())
}

async fn ask(engine: &Engine, people: Vec<Arc<Person>>) -> Vec<(Address, Result<Settings, ProviderError>)> {
    let mut people = people.into_iter().filter_map(|person| {
        let calendar = engine.calendars.get(&person.provider).cloned()?;
        Some((engine.mailbox(&person), calendar))
    });
    let (mut asking, mut told) = (JoinSet::new(), Vec::new());
    loop {
        while asking.len() < AT_ONCE
            && !engine.stop.is_cancelled()
            && let Some((mailbox, calendar)) = people.next()
        {
            asking.spawn(async move {
                let settings = calendar.settings(&mailbox).await;
                (mailbox.address, settings)
            });
        }
        match asking.join_next().await {
            Some(Ok(one)) => told.push(one),
            Some(Err(_)) => {}
            None => return told,
        }
    }
}

impl Engine {
    /// Judges by what accounts say, from now on.
    pub fn know(&self, accounts: BTreeMap<Address, OwnTimes>) {
        *self.accounts.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = accounts;
        self.put_in_force();
    }
}
