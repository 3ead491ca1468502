//! Writing to the owner's own copy: the answer and the flag.
//!
//! A write is conditional on the etag that was read, and carries its own mark. When nobody knows whether it took effect,
//! the copy is read again: it bears the mark, or has its old etag and the write is repeated, or somebody else changed it.
//!
//! Accepted: Google leaves it open whether a property set to null goes away; where it does not, it is written over with
//! a value that means none.

use google_calendar3::hyper::Method;
use serde_json::Value;

use super::change::{Change, own_index};
use super::copy::{self, OwnCopy};
use super::failure::Failure;
use super::options::SendUpdates;
use super::session::{Need, Session};
use super::{api, wire};
use crate::provider::{Mailbox, ProviderError, Target};

/// How often a write of which nobody knows is looked after.
const TRIES: u32 = 3;

/// Writes to the owner's copy, unless it already says so, whatever its etag. Returns the etag it has then.
pub(super) async fn change(
    session: &Session,
    mailbox: &Mailbox,
    target: &Target,
    etag: &str,
    change: &Change<'_>,
) -> Result<String, ProviderError> {
    change.check()?;
    let OwnCopy { mut event, mut as_read } = copy::find(session, mailbox, target, etag).await?;
    let mut failed = None;
    for tries in 0..=TRIES {
        if change.is_made(&event, mailbox)? {
            return Ok(wire::text(&event, "etag"));
        }
        if tries == TRIES {
            break;
        }
        if !as_read {
            return Err(ProviderError::Changed("the event is no longer as it was read".to_owned()));
        }
        if matches!(change, Change::Answer(_)) && own_index(&event, mailbox).is_none() {
            return Err(not_listed());
        }
        let (id, before) = (wire::text(&event, "id"), wire::text(&event, "etag"));
        match patch(session, mailbox, &event, change).await {
            Ok(written) if written.get("id").is_some() => return settle(session, mailbox, written, change).await,
            Ok(_) => failed = None,
            Err(failure @ Failure::Unclear { .. }) => {
                session.back_off(mailbox, tries).await;
                failed = Some(failure);
            }
            // A conflict is another writer's, who was quicker ("Handle API errors", 409).
            Err(failure) if failure.is(412) || failure.is(409) => failed = Some(failure),
            Err(failure) => return Err(failure.end("writing to the event")),
        }
        let now = copy::again(session, mailbox, &id).await?;
        as_read = wire::text(&now, "etag") == before || change.is_begun(&event, &now)?;
        event = now;
    }
    Err(failed.unwrap_or_else(Failure::unreadable).end("writing to the event"))
}

async fn patch(session: &Session, mailbox: &Mailbox, event: &Value, change: &Change<'_>) -> Result<Value, Failure> {
    let body = change.body(event, mailbox);
    let (id, mut etag) = (wire::text(event, "id"), wire::text(event, "etag"));
    if change.sets_mark()
        && let Some(notes) = change.notes_apart(event, mailbox)
    {
        let marked = send(session, mailbox, (&id, &etag), SendUpdates::None, &notes).await?;
        etag = wire::text(&marked, "etag");
    }
    send(session, mailbox, (&id, &etag), change.updates(session), &body).await
}

async fn send(
    session: &Session,
    mailbox: &Mailbox,
    (id, etag): (&str, &str),
    updates: SendUpdates,
    body: &Value,
) -> Result<Value, Failure> {
    let path = format!("{}?sendUpdates={}", wire::events(session, mailbox, Some(id)), updates.as_str());
    api::send(session, mailbox, Need::PATCH, (Method::PATCH, &path), Some(etag), Some(body)).await
}

/// Sees to it that what was to go is gone. Whether that works or not, the change itself is made.
async fn settle(
    session: &Session,
    mailbox: &Mailbox,
    written: Value,
    change: &Change<'_>,
) -> Result<String, ProviderError> {
    let (id, mut etag) = (wire::text(&written, "id"), wire::text(&written, "etag"));
    if change.is_made(&written, mailbox)? {
        return Ok(etag);
    }
    if !change.took(&written, mailbox)? {
        return Err(ProviderError::Permanent("Google took the change and did not make it".to_owned()));
    }
    for body in [change.notes_apart(&written, mailbox), change.nothing_left()].into_iter().flatten() {
        match send(session, mailbox, (&id, &etag), SendUpdates::None, &body).await {
            Ok(event) => etag = wire::text(&event, "etag"),
            Err(_) => break,
        }
    }
    Ok(etag)
}

/// Said when the owner has no entry to answer on.
fn not_listed() -> ProviderError {
    let what =
        "the mailbox's owner is not among the attendees (invited through a group): there is no entry to answer on";
    ProviderError::Permanent(what.to_owned())
}
