//! Which rows a round of a delta has.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::ids;
use super::items::{Item, Tombstone};
use super::seen::Seen;
use super::state::State;

/// A row of a round.
#[derive(Clone, Debug)]
pub enum Row {
    /// A copy, or a day of a series.
    Shows(u64, Option<NaiveDate>),
    /// An id of either kind: ordinary, immutable.
    Removed(String, String),
}

/// Everything in a window.
pub fn first_round(state: &State, place: usize, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> Vec<Row> {
    let (mut rows, mut masters) = (Vec::new(), BTreeSet::new());
    for seen in state.mailbox(place).view(from, to) {
        let master = seen.item.series.map(|(master, _)| master).or(seen.day.map(|_| seen.item.key));
        if let Some(master) = master
            && masters.insert(master)
        {
            rows.push(Row::Shows(master, None));
        }
        rows.push(Row::Shows(seen.item.key, seen.day));
    }
    without_masters(state, place, rows)
}

/// What has changed since.
pub fn later_round(state: &State, place: usize, (from, to): (DateTime<Utc>, DateTime<Utc>), known: u64) -> Vec<Row> {
    let mailbox = state.mailbox(place);
    let mut rows: Vec<Row> = Vec::new();
    for item in mailbox.items.values().filter(|item| item.told > known) {
        if item.is_master() {
            let inside = mailbox.instances(item, from, to);
            rows.push(if inside.is_empty() { removed(item) } else { Row::Shows(item.key, None) });
            rows.extend(
                inside.iter().filter(|seen| seen.day.is_some()).map(|seen| Row::Shows(seen.item.key, seen.day)),
            );
        } else if Seen::of(item, None).overlaps(from, to) {
            rows.push(Row::Shows(item.key, None));
        } else {
            rows.push(removed(item));
        }
    }
    let traceless = |tomb: &&Tombstone| tomb.change > known && tomb.born <= known;
    rows.extend(
        mailbox
            .tombstones
            .iter()
            .filter(traceless)
            .map(|tomb| Row::Removed(tomb.ordinary.clone(), tomb.immutable.clone().unwrap_or_default())),
    );
    without_masters(state, place, rows)
}

fn removed(item: &Item) -> Row {
    Row::Removed(item.ordinary.clone(), item.immutable.clone())
}

fn without_masters(state: &State, place: usize, mut rows: Vec<Row>) -> Vec<Row> {
    if state.delivery.without_masters {
        rows.retain(
            |row| !matches!(row, Row::Shows(key, None) if state.item(place, *key).is_some_and(Item::is_master)),
        );
    }
    rows
}

/// Rows as they are delivered: doubled, shuffled.
pub fn delivered(state: &State, mut rows: Vec<Row>) -> Vec<Row> {
    if state.delivery.duplicates {
        rows = rows.into_iter().flat_map(|row| [row.clone(), row]).collect();
    }
    if let Some(seed) = state.delivery.shuffle {
        let mut numbered: Vec<(u64, Row)> =
            rows.into_iter().enumerate().map(|(at, row)| (ids::draw(seed, &at.to_string()), row)).collect();
        numbered.sort_by_key(|(number, _)| *number);
        rows = numbered.into_iter().map(|(_, row)| row).collect();
    }
    rows
}
