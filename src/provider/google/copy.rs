//! The owner's own copy of one event or one occurrence, found for writing.

use google_calendar3::api::EventDateTime;
use google_calendar3::hyper::Method;
use serde_json::Value;

use super::api;
use super::event::noted;
use super::failure::Failure;
use super::people;
use super::session::{Need, Session};
use super::wire::{self, note};
use super::{event, times};
use crate::meeting::Moment;
use crate::provider::{Mailbox, ProviderError, Target};

/// How many pages of occurrences are looked through, where a server does not find one by its original start.
const MAX_PAGES: usize = 4;

/// A copy as it is now.
pub(super) struct OwnCopy {
    /// As it came.
    pub event: Value,
    /// Whether it is still what was read: a write may build on it.
    pub as_read: bool,
}

/// Finds what is to be written to. An occurrence that its series has no exception for is still what was read when the
/// series is and the occurrence says nothing of its own: then the etag that was read is the series'.
pub(super) async fn find(
    session: &Session,
    mailbox: &Mailbox,
    target: &Target,
    etag: &str,
) -> Result<OwnCopy, ProviderError> {
    let end = |failure: Failure| failure.end("looking at the event");
    let gone = || ProviderError::Gone("the event is no longer in the calendar".to_owned());
    let event = api::find(session, mailbox, &target.object).await.map_err(end)?.ok_or_else(gone)?;
    let by_itself = wire::text(&event, "recurringEventId");
    let occurrence = match target.occurrence {
        Some(occurrence) if by_itself.is_empty() => occurrence,
        _ => {
            let as_read = wire::text(&event, "etag") == etag;
            return Ok(OwnCopy { event, as_read });
        }
    };
    let instance = instance(session, mailbox, &target.object, &occurrence).await.map_err(end)?;
    let instance = instance.ok_or_else(|| ProviderError::Changed("the series has no such occurrence".to_owned()))?;
    let own = wire::text(&instance, "etag");
    let of_series = wire::text(&event, "etag") == etag && says_nothing_of_its_own(&instance, &event, mailbox)?;
    Ok(OwnCopy { as_read: own == etag || of_series, event: instance })
}

/// The copy with this id as it is now.
pub(super) async fn again(session: &Session, mailbox: &Mailbox, id: &str) -> Result<Value, ProviderError> {
    let found = api::find(session, mailbox, id).await.map_err(|failure| failure.end("looking at the event again"))?;
    found.ok_or_else(|| ProviderError::Gone("the event is no longer in the calendar".to_owned()))
}

/// The occurrence with this original start; none when it was called off.
async fn instance(
    session: &Session,
    mailbox: &Mailbox,
    series: &str,
    occurrence: &Moment,
) -> Result<Option<Value>, Failure> {
    let start = times::original(occurrence, mailbox.zone);
    let path =
        format!("{}/instances?originalStart={}", wire::events(session, mailbox, Some(series)), wire::piece(&start));
    let mut next = String::new();
    for _ in 0..MAX_PAGES {
        let path = format!("{path}{next}");
        let page = api::send(session, mailbox, Need::READ, (Method::GET, &path), None, None).await?;
        let items = page.get("items").and_then(Value::as_array).into_iter().flatten();
        if let Some(found) = items.into_iter().find(|item| is_occurrence(item, occurrence, mailbox)) {
            return Ok(Some(found.clone()).filter(|found| wire::text(found, "status") != "cancelled"));
        }
        match page.get("nextPageToken").and_then(Value::as_str).filter(|token| !token.is_empty()) {
            Some(token) => next = format!("&pageToken={}", wire::piece(token)),
            None => break,
        }
    }
    Ok(None)
}

fn is_occurrence(item: &Value, occurrence: &Moment, mailbox: &Mailbox) -> bool {
    let read = wire::event(item).ok();
    let original = read.and_then(|event| times::moment(&event.original_start_time?, mailbox.zone));
    original.is_some_and(|original| original.canonical() == occurrence.canonical())
}

fn says_nothing_of_its_own(instance: &Value, series: &Value, mailbox: &Mailbox) -> Result<bool, ProviderError> {
    let (instance, series) = (api::read(instance)?, api::read(series)?);
    let same_note = |name| noted(&instance, name) == noted(&series, name);
    let at = |time: &Option<EventDateTime>| {
        let moment = time.as_ref().and_then(|time| times::moment(time, mailbox.zone));
        moment.map(|moment| moment.canonical())
    };
    let moved = at(&instance.start) != at(&instance.original_start_time);
    let same_answer = people::response(&instance, mailbox) == people::response(&series, mailbox);
    Ok(!event::is_cancelled(&instance) && !moved && same_answer && same_note(note::ANSWER) && same_note(note::FLAG))
}
