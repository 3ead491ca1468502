//! Holds: entries that keep protected time free, brought into people's calendars and out of them again.
//!
//! Each has a name that is the same for ever, so that a repeated attempt finds the first; it is touched again only when what
//! is wanted changes. An owner who deletes one has opted out of it. Accepted: a hold that its owner moves by hand stays
//! where they moved it until the policy changes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use crate::meeting::{Address, Moment, Person, Span};
use crate::policy::{HoldStyle, WeeklyHold};
use crate::provider::{self, Calendar, Hold, ProviderError};
use crate::store::{HoldRecord, HoldState, StoreError};

use super::{Engine, leave};

/// So many are placed or taken away in one pass.
const MOST: usize = 100;
/// What needs a human, or passes, is tried again after so long.
const AGAIN: TimeDelta = TimeDelta::minutes(30);

/// Places, moves and takes away what is due.
pub(super) async fn run_once(engine: &Engine) -> Result<(), StoreError> {
    if engine.store.paused().await?.is_some() {
        return Ok(());
    }
    let known: BTreeMap<(Address, String), HoldRecord> =
        engine.store.holds().await?.into_iter().map(|one| ((one.mailbox.clone(), one.name.clone()), one)).collect();
    let policy = engine.policy();
    let (mut left, mut wanted) = (MOST, BTreeSet::new());
    for person in policy.directory.iter() {
        for hold in policy.holds_of(person) {
            let key = (person.address.clone(), hold.name.clone());
            if left > 0 && !engine.stop.is_cancelled() {
                left -= usize::from(place(engine, person, &hold, known.get(&key)).await?);
            }
            wanted.insert(key);
        }
    }
    let gone = known.iter().filter(|(key, _)| !wanted.contains(key)).map(|(_, record)| record);
    for record in gone.take(left) {
        release(engine, record).await?;
    }
    Ok(())
}

/// Brings one hold into its state, if it is not known to be. Whether a calendar was asked.
async fn place(
    engine: &Engine,
    person: &Arc<Person>,
    wanted: &WeeklyHold,
    known: Option<&HoldRecord>,
) -> Result<bool, StoreError> {
    let (now, spec) = (engine.clock.now(), serde_json::to_string(wanted)?);
    let settled = known.is_some_and(|known| match known.state {
        HoldState::OptedOut => true,
        HoldState::Placed | HoldState::Failed => known.spec == spec && known.retry_at == DateTime::UNIX_EPOCH,
    });
    let waits = known.is_some_and(|known| known.spec == spec && known.retry_at > now);
    let Some(calendar) = engine.calendars.get(&person.provider).filter(|_| !settled && !waits) else {
        return Ok(false);
    };
    let placed = calendar.hold(&engine.mailbox(person), &entry(person, wanted, now), now).await;
    let (mailbox, name) = (person.address.clone(), wanted.name.clone());
    let record = |state, why: String, retry_at| HoldRecord { mailbox, name, spec, state, why, retry_at };
    let never = DateTime::UNIX_EPOCH;
    let record = match placed {
        Ok(_) => record(HoldState::Placed, String::new(), never),
        Err(ProviderError::Gone(_)) => record(HoldState::OptedOut, "its owner deleted it".to_owned(), never),
        Err(ProviderError::Permanent(why)) => record(HoldState::Failed, why, never),
        Err(ProviderError::Retry { what, wait }) => {
            record(HoldState::Failed, what, now + wait.unwrap_or_default().max(AGAIN))
        }
        Err(ProviderError::NeedsHuman(what) | ProviderError::Changed(what)) => {
            record(HoldState::Failed, what, now + AGAIN)
        }
    };
    tell(&record);
    engine.store.set_hold(&record, now).await?;
    Ok(true)
}

fn tell(record: &HoldRecord) {
    let (mailbox, why) = (record.mailbox.masked(), record.why.as_str());
    match record.state {
        HoldState::Placed => info!(kind = "hold", mailbox, "done"),
        HoldState::OptedOut => info!(kind = "hold", mailbox, why, "not placed again"),
        HoldState::Failed => warn!(kind = "hold", mailbox, why, "failed"),
    }
}

fn entry(person: &Person, wanted: &WeeklyHold, now: DateTime<Utc>) -> Hold {
    let zone = person.zone();
    Hold {
        key: wanted.name.clone(),
        title: wanted.title.clone(),
        style: match wanted.style {
            HoldStyle::Focus => provider::HoldStyle::Focus,
            HoldStyle::Tentative => provider::HoldStyle::Tentative,
            HoldStyle::Busy | HoldStyle::None => provider::HoldStyle::Busy,
        },
        start: Moment::Zoned(wanted.first(zone, now), zone),
        span: Span::exact(wanted.length()),
        rule: Some(wanted.rule()),
    }
}

/// Takes away what is no longer wanted, also of somebody who left, as long as the mailbox can be reached.
async fn release(engine: &Engine, record: &HoldRecord) -> Result<(), StoreError> {
    let now = engine.clock.now();
    if record.retry_at > now && record.state == HoldState::Placed {
        return Ok(());
    }
    let released = match owner(engine, &record.mailbox).await? {
        Some((person, calendar)) => calendar.release(&engine.mailbox(&person), &record.name, now).await,
        None => Ok(()),
    };
    match released {
        Ok(()) | Err(ProviderError::Gone(_)) => {
            info!(kind = "hold", mailbox = record.mailbox.masked(), "taken away");
            engine.store.drop_hold(record, now).await
        }
        Err(error) => {
            warn!(kind = "hold", mailbox = record.mailbox.masked(), %error, "cannot be taken away");
            let again = HoldRecord { why: error.to_string(), retry_at: now + AGAIN, ..record.clone() };
            engine.store.set_hold(&again, now).await
        }
    }
}

/// Whose calendar it is in; none where it cannot be reached any more.
async fn owner(engine: &Engine, mailbox: &Address) -> Result<Option<(Arc<Person>, Arc<dyn Calendar>)>, StoreError> {
    let person = match engine.policy().directory.find(mailbox) {
        Some(person) => Some(person.clone()),
        None => leave::reach(engine, mailbox).await?,
    };
    Ok(person.and_then(|person| Some((person.clone(), engine.calendars.get(&person.provider)?.clone()))))
}
