//! When the owner of a folder is busy.

use std::collections::BTreeMap;

use super::folder::{self, Listing};
use super::{Folder, sync};
use crate::meeting::{Event, Response, Window, expand};
use crate::provider::ProviderError;

/// The busy stretches within the window, in order, overlapping ones joined. What is called off, free or declined by the
/// owner does not count. A folder with files that cannot be read says nothing: what is in them may be busy.
pub(super) fn times(folder: &Folder, window: Window) -> Result<Vec<Window>, ProviderError> {
    let listing = Listing::of(&folder.path)?;
    let (mut unreadable, mut found) = (listing.problems.len(), Vec::new());
    for name in listing.files.keys() {
        let read = folder::read(&folder.path.join(name)).ok();
        let read = read.and_then(|(bytes, _)| sync::parse(bytes, name, &folder.mailbox, &folder.work).ok());
        match read {
            Some(read) => {
                unreadable += usize::from(read.problem.is_some());
                let events = read.object.parts.into_iter().map(|part| part.event);
                found.extend(of_file(events, folder, window));
            }
            None => unreadable += 1,
        }
    }
    if unreadable > 0 {
        let what = format!("{unreadable} of the calendar's files cannot be read");
        return Err(ProviderError::NeedsHuman(what));
    }
    Ok(joined(found))
}

/// A file may hold several meetings.
fn of_file(events: impl Iterator<Item = Event>, folder: &Folder, window: Window) -> Vec<Window> {
    let mut meetings: BTreeMap<String, Vec<Event>> = BTreeMap::new();
    events.for_each(|event| meetings.entry(event.uid.clone()).or_default().push(event));
    let zone = folder.mailbox.zone;
    let clipped = |from: chrono::DateTime<_>, to: chrono::DateTime<_>| Window {
        from: from.max(window.from),
        to: to.min(window.to),
    };
    let of_meeting = |events: &Vec<Event>| -> Vec<Window> {
        let found = expand(events, window, zone);
        let blocking = found.iter().filter(|found| blocks(found.event) && found.end > found.start);
        blocking.map(|found| clipped(found.start, found.end)).collect()
    };
    meetings.values().flat_map(of_meeting).collect()
}

fn blocks(event: &Event) -> bool {
    event.busy && !event.cancelled && event.response != Response::Declined
}

fn joined(mut stretches: Vec<Window>) -> Vec<Window> {
    stretches.sort_by_key(|stretch| (stretch.from, stretch.to));
    let mut joined: Vec<Window> = Vec::new();
    for stretch in stretches {
        match joined.last_mut() {
            Some(last) if stretch.from <= last.to => last.to = last.to.max(stretch.to),
            _ => joined.push(stretch),
        }
    }
    joined
}
