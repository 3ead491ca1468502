//! A week's figures, read mailbox by mailbox: no more than a few people's entries are in memory at a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::meeting::{Address, Person, resolve_local};
use crate::report::{PersonWeek, Snapshot, Tally, Week};
use crate::store::{Known, MAILBOXES_AT_ONCE, StoreError};

use super::Engine;

/// The figures of a week, as they are now.
pub(super) async fn snapshot(engine: &Engine, week: Week) -> Result<Snapshot, StoreError> {
    let policy = engine.policy();
    let known = engine.store.known_times().await?;
    let mut tally = Tally::new(week, &engine.weekly.terms);
    let people: Vec<Arc<Person>> = policy.directory.iter().cloned().collect();
    for some in people.chunks(MAILBOXES_AT_ONCE) {
        for person in weeks(engine, week, some, &known).await? {
            tally.add(&person);
        }
    }
    Ok(tally.snapshot())
}

/// The weeks of a few people, in their order.
pub(super) async fn weeks(
    engine: &Engine,
    week: Week,
    people: &[Arc<Person>],
    known: &BTreeMap<Address, Known>,
) -> Result<Vec<PersonWeek>, StoreError> {
    let addresses: Vec<Address> = people.iter().map(|person| person.address.clone()).collect();
    let begins = people.iter().map(|person| week.begins(person.zone())).min();
    let ends = people.iter().map(|person| week.ends(person.zone())).max();
    let (Some(begins), Some(ends)) = (begins, ends) else { return Ok(Vec::new()) };
    let mut entries = engine.store.week_entries(&addresses, begins, ends).await?;
    let of = |person: &Arc<Person>| PersonWeek {
        working: person.working.clone(),
        team: person.team.clone(),
        entries: entries.remove(&person.address).unwrap_or_default(),
        missing: missing(week, person, known.get(&person.address)),
    };
    Ok(people.iter().map(of).collect())
}

/// The days of the week of which the person's calendar is not known: it was not read yet, or not any more.
fn missing(week: Week, person: &Person, known: Option<&Known>) -> Vec<NaiveDate> {
    let day = |index| {
        let date = week.day(index);
        let midnight = |date: NaiveDate| resolve_local(date.and_hms_opt(0, 0, 0).unwrap_or_default(), person.zone());
        let (begins, ends) = (midnight(date), midnight(week.day(index + 1)));
        let there = known.is_some_and(|known| known.from.is_none_or(|from| from <= begins) && known.until >= ends);
        (!there).then_some(date)
    };
    (0..7).filter_map(day).collect()
}
