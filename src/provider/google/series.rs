//! From the items of a list to whole objects: a single event, or a master with its exceptions and cancelled occurrences.
//!
//! An exception whose master is not in this calendar (only that occurrence was passed on) is an object of its own. Of an
//! object everything can be read, or it is a problem: half a series would be taken for the whole.

use std::collections::{BTreeMap, BTreeSet};

use google_calendar3::api::Event;

use super::event::{called_off, is_cancelled, part};
use super::wire::Broken;
use crate::provider::{Mailbox, Object, Part, Problem};

/// An item of a list, or why it cannot be read.
pub(super) type Item = Result<Event, Broken>;

/// What items come to.
#[derive(Debug, Default)]
pub(super) struct Assembled {
    /// Those that are whole.
    pub objects: Vec<Object>,
    /// Those that are not.
    pub problems: Vec<Problem>,
}

/// Puts items together, in whatever order they came. Deleted events are left out.
pub(super) fn assemble(items: Vec<Item>, mailbox: &Mailbox) -> Assembled {
    let (events, mut broken) = newest(items);
    let masters: BTreeSet<&str> = events
        .values()
        .filter(|event| event.recurring_event_id.is_none())
        .filter_map(|event| event.id.as_deref())
        .collect();
    let broken_masters: BTreeSet<String> =
        broken.iter().filter(|broken| broken.series.is_none()).map(|broken| broken.id.clone()).collect();
    for one in &mut broken {
        let known = |id: &String| masters.contains(id.as_str()) || broken_masters.contains(id);
        one.series = one.series.take().filter(known);
    }
    let mut groups: BTreeMap<&str, Vec<&Event>> = BTreeMap::new();
    for (id, event) in &events {
        let series = event.recurring_event_id.as_deref();
        let home = series.filter(|id| masters.contains(id) || broken_masters.contains(*id)).unwrap_or(id);
        groups.entry(home).or_default().push(event);
    }
    let mut assembled = Assembled::default();
    for (id, group) in groups.into_iter().filter(|(id, _)| !broken_masters.contains(*id)) {
        let unsound = broken.iter().find(|broken| broken.series.as_deref() == Some(id));
        let built = match unsound {
            Some(broken) => Err(broken.reason.clone()),
            None => object(id, &group, mailbox),
        };
        match built {
            Ok(object) => assembled.objects.extend(object),
            Err(text) => assembled.problems.push(Problem { object: id.to_owned(), text }),
        }
    }
    let alone = broken.into_iter().filter(|broken| broken.series.is_none() && !broken.id.is_empty());
    assembled.problems.extend(alone.map(|broken| Problem { object: broken.id, text: broken.reason }));
    assembled
}

/// Each event once, the newest of several versions, by id; and those that are broken.
pub(super) fn newest(items: Vec<Item>) -> (BTreeMap<String, Event>, Vec<Broken>) {
    let (mut events, mut broken) = (BTreeMap::<String, Event>::new(), Vec::new());
    for item in items {
        match item {
            Ok(event) => {
                let Some(id) = event.id.clone().filter(|id| !id.is_empty()) else { continue };
                let older = |known: &Event| known.updated > event.updated && event.updated.is_some();
                if !events.get(&id).is_some_and(older) {
                    events.insert(id, event);
                }
            }
            Err(one) => broken.push(one),
        }
    }
    broken.retain(|broken| !events.contains_key(&broken.id));
    (events, broken)
}

/// An object of its events; none when all that is left of it are deletions.
fn object(id: &str, events: &[&Event], mailbox: &Mailbox) -> Result<Option<Object>, String> {
    let (exceptions, masters): (Vec<&Event>, Vec<&Event>) =
        events.iter().copied().partition(|event| event.recurring_event_id.is_some());
    let master = masters.first().copied();
    if master.is_some_and(is_cancelled) {
        return Ok(None);
    }
    let master = master.map(|master| part(master, id, mailbox)).transpose()?;
    let mut parts = Vec::new();
    for exception in exceptions {
        parts.extend(exception_part(exception, id, master.as_ref(), mailbox)?);
    }
    parts.extend(master);
    Ok((!parts.is_empty()).then(|| Object { id: id.to_owned(), parts }))
}

/// A cancelled occurrence says no more than that it is, whatever details are left of it.
fn exception_part(
    exception: &Event,
    id: &str,
    master: Option<&Part>,
    mailbox: &Mailbox,
) -> Result<Option<Part>, String> {
    match (is_cancelled(exception), master) {
        (true, Some(master)) => called_off(exception, master).map(Some),
        (true, None) => Ok(None),
        (false, master) => {
            let mut part = part(exception, id, mailbox)?;
            if let Some(master) = master {
                part.event.uid.clone_from(&master.event.uid);
            }
            Ok(Some(part))
        }
    }
}
