//! Sync: asks each provider what changed, works out the briefs, and stores copies and cursor in one transaction.

use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use tokio::task::JoinSet;
use tracing::{info, warn};

use crate::meeting::{Address, Person, Window};
use crate::policy::Policy;
use crate::provider::{Calendar, Changes, Cursor, Mailbox, ProviderError};
use crate::store::{Applied, MailboxState, StoreError, Synced};

use super::{Cycle, Engine, copies};

/// So many mailboxes are read at once.
const AT_ONCE: usize = 8;

/// A provider that says "more" so often in one pass is left for the next.
const PAGES: usize = 1000;

/// Reads all mailboxes.
pub(super) async fn run_once(engine: &Engine, cycle: &mut Cycle) -> Result<(), StoreError> {
    let policy = engine.policy();
    read(engine, cycle, policy.directory.iter().cloned()).await
}

/// Reads the mailboxes that are no longer as they were known, so that what is known is what is there.
pub(super) async fn again(engine: &Engine, cycle: &mut Cycle, changed: &BTreeSet<String>) -> Result<(), StoreError> {
    let policy = engine.policy();
    let people = policy.directory.iter().filter(|person| changed.contains(person.address.as_str())).cloned();
    let mut extra = Cycle::default();
    read(engine, &mut extra, people).await?;
    cycle.changed += extra.changed;
    Ok(())
}

async fn read(
    engine: &Engine,
    cycle: &mut Cycle,
    mut people: impl Iterator<Item = Arc<Person>>,
) -> Result<(), StoreError> {
    let policy = engine.policy();
    let now = engine.clock.now();
    let mut states: HashMap<Address, MailboxState> = engine.store.mailboxes().await?.into_iter().collect();
    let mut reading = JoinSet::new();
    let mut unchanged = Vec::new();
    loop {
        while reading.len() < AT_ONCE
            && !engine.stop.is_cancelled()
            && let Some(person) = people.next()
        {
            start(engine, &mut reading, states.remove(&person.address).unwrap_or_default(), person);
        }
        let Some(read) = reading.join_next().await else { break };
        let Ok(read) = read else {
            warn!("reading a mailbox ended unexpectedly; it is tried again at the next pass");
            cycle.failing += 1;
            continue;
        };
        take(engine, &policy, cycle, read, &mut unchanged, now).await?;
    }
    engine.store.unchanged(&unchanged, now).await?;
    cycle.synced += unchanged.len();
    Ok(())
}

/// What reading one mailbox brought.
struct Read {
    person: Arc<Person>,
    state: MailboxState,
    calendar: Option<Arc<dyn Calendar>>,
    changes: Result<Changes, ProviderError>,
}

fn start(engine: &Engine, reading: &mut JoinSet<Read>, state: MailboxState, person: Arc<Person>) {
    let calendar = engine.calendars.get(&person.provider).cloned();
    let mailbox = engine.mailbox(&person);
    let window = engine.window(&engine.policy(), engine.clock.now());
    reading.spawn(async move {
        let changes = changes(calendar.as_deref(), &person, &mailbox, state.cursor.clone(), window).await;
        Read { person, state, calendar, changes }
    });
}

async fn changes(
    calendar: Option<&dyn Calendar>,
    person: &Person,
    mailbox: &Mailbox,
    cursor: Option<String>,
    window: Window,
) -> Result<Changes, ProviderError> {
    let Some(calendar) = calendar else {
        let what = format!("no {} is configured for this person's calendar", super::table_of(&person.provider));
        return Err(ProviderError::NeedsHuman(what));
    };
    calendar.changes(mailbox, cursor.map(Cursor).as_ref(), window).await
}

async fn take(
    engine: &Engine,
    policy: &Arc<Policy>,
    cycle: &mut Cycle,
    read: Read,
    unchanged: &mut Vec<Address>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let Read { person, state, calendar, mut changes } = read;
    let mailbox = engine.mailbox(&person);
    let mut known = state.cursor.clone();
    for _ in 0..PAGES {
        let page = match changes {
            Ok(page) => page,
            Err(error) => return fail(engine, cycle, &person, &state, &error, now).await,
        };
        let (more, cursor) = (page.more, page.cursor.clone());
        let idle = page.objects.is_empty() && page.gone.is_empty() && known.as_ref() == Some(&cursor.0);
        if idle {
            roll(engine, policy, cycle, &person, &state, now).await?;
            unchanged.push(person.address.clone());
            return Ok(());
        }
        if !store(engine, policy, cycle, &person, page, known.take(), now).await? {
            return Ok(());
        }
        if !more {
            break;
        }
        let Some(calendar) = &calendar else { break };
        known = Some(cursor.0.clone());
        changes = calendar.changes(&mailbox, Some(&cursor), engine.window(policy, now)).await;
    }
    cycle.synced += 1;
    roll(engine, policy, cycle, &person, &state, now).await
}

/// Stores one page. False when it is in doubt, so that nothing after it can be read.
async fn store(
    engine: &Engine,
    policy: &Arc<Policy>,
    cycle: &mut Cycle,
    person: &Arc<Person>,
    page: Changes,
    since: Option<String>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    for problem in &page.problems {
        warn!(
            mailbox = person.address.masked(),
            object = problem.object,
            problem = problem.text,
            "object not readable"
        );
    }
    let window = engine.window(policy, now);
    let synced = Synced {
        objects: page.objects.into_iter().map(copies::digest).collect(),
        gone: page.gone,
        complete: page.complete,
        since,
        cursor: page.cursor.0,
        problems: page.problems.into_iter().map(|problem| (problem.object, problem.text)).collect(),
        window,
    };
    let expand = |parts: &[_]| copies::copies(policy, person, parts, window, now);
    match engine.store.apply(&person.address, &synced, &expand, now).await? {
        Applied::Changed(copies) => cycle.changed += copies,
        Applied::Overtaken => {}
        Applied::Doubted(before, after) => {
            warn!(
                mailbox = person.address.masked(),
                before, after, "nearly all meetings are gone at once; kept for now"
            );
            cycle.doubted += 1;
            return Ok(false);
        }
    }
    Ok(true)
}

/// Expands series anew before the policy's horizon passes the end of what is expanded.
async fn roll(
    engine: &Engine,
    policy: &Arc<Policy>,
    cycle: &mut Cycle,
    person: &Arc<Person>,
    state: &MailboxState,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if state.expanded_until.is_none_or(|until| until >= now + policy.horizon) {
        return Ok(());
    }
    let window = engine.window(policy, now);
    let expand = |parts: &[_]| copies::copies(policy, person, parts, window, now);
    cycle.changed += engine.store.roll(&person.address, window, &expand, now).await?;
    Ok(())
}

async fn fail(
    engine: &Engine,
    cycle: &mut Cycle,
    person: &Person,
    state: &MailboxState,
    error: &ProviderError,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let text = error.to_string();
    // Logged when it begins and when it changes, not at every pass.
    if state.error.as_deref() != Some(text.as_str()) {
        warn!(mailbox = person.address.masked(), error = text, "mailbox not readable");
    } else {
        info!(mailbox = person.address.masked(), "mailbox still not readable");
    }
    cycle.failing += 1;
    engine.store.failing(&person.address, &text, now).await
}
