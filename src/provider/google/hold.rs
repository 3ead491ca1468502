//! Entries of our own making: holds, and the meetings that rehearsals book.
//!
//! Invariants: an entry has an id made of its mailbox and key, so that placing it twice gives one entry. What its owner
//! deleted is not placed again; what we removed is marked before, and comes back under the key's next id.
//!
//! Accepted: where a deleted entry has lost its mark nobody can tell who deleted it, and it is taken to be the owner.

use chrono::TimeDelta;
use google_calendar3::hyper::Method;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::event::noted;
use super::failure::Failure;
use super::options::SendUpdates;
use super::session::{Need, Session};
use super::wire::{self, note};
use super::{api, people, times};
use crate::meeting::{Moment, Span};
use crate::provider::{Held, Hold, HoldStyle, Mailbox, ProviderError};

/// How often a key can be removed and placed again.
const MAX_LIVES: u32 = 16;
/// Stands in the note of a hold that we removed.
const REMOVED: &str = "removed";

/// Brings a hold into the given state.
pub(super) async fn hold(session: &Session, mailbox: &Mailbox, hold: &Hold) -> Result<Held, ProviderError> {
    for life in 0..MAX_LIVES {
        let id = id(mailbox, &hold.key, life);
        match state(session, mailbox, &id).await.map_err(end)? {
            State::Removed => continue,
            State::Deleted => return Err(ProviderError::Gone("the owner deleted this hold".to_owned())),
            State::There(event) => return adjust(session, mailbox, &event, hold).await,
            State::Never => return place(session, mailbox, &id, hold).await,
        }
    }
    Err(ProviderError::Permanent(format!("this hold was removed and placed {MAX_LIVES} times; give it another key")))
}

/// Removes a hold.
pub(super) async fn release(session: &Session, mailbox: &Mailbox, key: &str) -> Result<(), ProviderError> {
    for life in 0..MAX_LIVES {
        let id = id(mailbox, key, life);
        match state(session, mailbox, &id).await.map_err(end)? {
            State::Removed => continue,
            State::Deleted | State::Never => return Ok(()),
            State::There(event) => return remove(session, mailbox, &event).await,
        }
    }
    Ok(())
}

/// What became of an id.
pub(super) enum State {
    /// It was never given.
    Never,
    /// The entry is there.
    There(Value),
    /// Its owner deleted it.
    Deleted,
    /// We removed it.
    Removed,
}

/// Looks an id up.
pub(super) async fn state(session: &Session, mailbox: &Mailbox, id: &str) -> Result<State, Failure> {
    let path = wire::events(session, mailbox, Some(id));
    match api::send(session, mailbox, Need::READ, (Method::GET, &path), None, None).await {
        Ok(event) if wire::text(&event, "status") != "cancelled" => Ok(State::There(event)),
        Ok(event) => {
            let read = wire::event(&event).ok();
            let removed = read.as_ref().is_some_and(|read| noted(read, note::HOLD) == Some(REMOVED));
            Ok(if removed { State::Removed } else { State::Deleted })
        }
        Err(failure) if failure.is(404) => Ok(State::Never),
        Err(failure) if failure.is(410) => Ok(State::Deleted),
        Err(failure) => Err(failure),
    }
}

/// An id that Google takes (a–v and 0–9), of what the entry is.
pub(super) fn id(mailbox: &Mailbox, key: &str, life: u32) -> String {
    let hash = Sha256::digest(format!("{}\n{key}\n{life}", mailbox.address).as_bytes());
    let hex: String = hash.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
    format!("meetgate{hex}")
}

/// Inserts an entry. When nobody knows whether that took effect, or the id is there already, it is looked up.
pub(super) async fn insert(
    session: &Session,
    mailbox: &Mailbox,
    body: &Value,
    updates: SendUpdates,
) -> Result<Value, Failure> {
    let path = format!("{}?sendUpdates={}", wire::events(session, mailbox, None), updates.as_str());
    let mut failed = Failure::unreadable();
    for tries in 0..3 {
        match api::send(session, mailbox, Need::WRITE, (Method::POST, &path), None, Some(body)).await {
            Ok(event) if event.get("id").is_some() => return Ok(event),
            Ok(_) => {}
            Err(failure @ Failure::Unclear { .. }) => {
                session.back_off(mailbox, tries).await;
                failed = failure;
            }
            Err(failure) if failure.is(409) => failed = failure,
            Err(failure) => return Err(failure),
        }
        if let State::There(event) = state(session, mailbox, &wire::text(body, "id")).await? {
            return Ok(event);
        }
    }
    Err(failed)
}

/// A start or end as Google wants it; series need the zone's name.
pub(super) fn time(moment: &Moment, mailbox: &Mailbox) -> Value {
    match moment {
        Moment::Date(date) => json!({ "date": date.format("%Y-%m-%d").to_string() }),
        Moment::Floating(_) => {
            json!({ "dateTime": times::rfc3339(moment.instant(mailbox.zone)), "timeZone": mailbox.zone.name() })
        }
        Moment::Zoned(_, zone) => {
            json!({ "dateTime": times::rfc3339(moment.instant(mailbox.zone)), "timeZone": zone.name() })
        }
    }
}

/// The end that belongs to a start, in its form.
pub(super) fn end_time(start: &Moment, span: &Span, mailbox: &Mailbox) -> Value {
    let end = span.end(start, mailbox.zone);
    let moment = match start {
        Moment::Date(first) => {
            let days = i64::from(span.days.max(1));
            Moment::Date(first.checked_add_signed(TimeDelta::days(days)).unwrap_or(*first))
        }
        Moment::Floating(_) => Moment::Zoned(end.with_timezone(&mailbox.zone).naive_local(), mailbox.zone),
        Moment::Zoned(_, zone) => Moment::Zoned(end.with_timezone(zone).naive_local(), *zone),
    };
    time(&moment, mailbox)
}

/// Focus time where the account takes it, else a plain entry; which it is cannot change afterwards ("Events",
/// eventType).
async fn place(session: &Session, mailbox: &Mailbox, id: &str, hold: &Hold) -> Result<Held, ProviderError> {
    let mut body = body(mailbox, hold);
    body["id"] = json!(id);
    if hold.style == HoldStyle::Focus && !hold.start.is_date() {
        let mut focus = body.clone();
        focus["eventType"] = json!("focusTime");
        focus["focusTimeProperties"] = json!({ "autoDeclineMode": "declineNone" });
        match insert(session, mailbox, &focus, SendUpdates::None).await {
            Ok(event) => return Ok(held(&event)),
            Err(Failure::Refused { status: 400 | 403, reason }) if !super::failure::needs_scope(&reason) => {}
            Err(failure) => return Err(end(failure)),
        }
    }
    insert(session, mailbox, &body, SendUpdates::None).await.map(|event| held(&event)).map_err(end)
}

async fn adjust(session: &Session, mailbox: &Mailbox, event: &Value, hold: &Hold) -> Result<Held, ProviderError> {
    let body = body(mailbox, hold);
    if is_so(event, &body) {
        return Ok(held(event));
    }
    let path = format!("{}?sendUpdates=none", wire::events(session, mailbox, Some(&wire::text(event, "id"))));
    let etag = wire::text(event, "etag");
    let patched = api::send(session, mailbox, Need::PATCH, (Method::PATCH, &path), Some(&etag), Some(&body)).await;
    patched.map(|event| held(&event)).map_err(end)
}

/// The mark first, so that the deletion can be told from the owner's.
async fn remove(session: &Session, mailbox: &Mailbox, event: &Value) -> Result<(), ProviderError> {
    let path = format!("{}?sendUpdates=none", wire::events(session, mailbox, Some(&wire::text(event, "id"))));
    let body = json!({ "extendedProperties": { "private": { (note::HOLD): REMOVED } } });
    let etag = wire::text(event, "etag");
    let marked = api::send(session, mailbox, Need::PATCH, (Method::PATCH, &path), Some(&etag), Some(&body)).await;
    let etag = wire::text(&marked.map_err(end)?, "etag");
    delete(session, mailbox, &path, &etag).await
}

/// Deletes what has this path. What is gone already is fine.
pub(super) async fn delete(session: &Session, mailbox: &Mailbox, path: &str, etag: &str) -> Result<(), ProviderError> {
    match api::send(session, mailbox, Need::WRITE, (Method::DELETE, path), Some(etag), None).await {
        Ok(_) => Ok(()),
        Err(failure) if failure.is(404) || failure.is(410) => Ok(()),
        Err(failure) => Err(end(failure)),
    }
}

fn body(mailbox: &Mailbox, hold: &Hold) -> Value {
    let rules: Vec<String> = hold.rule.iter().map(|rule| format!("RRULE:{}", rule.trim())).collect();
    json!({
        "summary": people::one_line(&hold.title),
        "start": time(&hold.start, mailbox),
        "end": end_time(&hold.start, &hold.span, mailbox),
        "recurrence": rules,
        "transparency": "opaque",
        "status": if hold.style == HoldStyle::Tentative { "tentative" } else { "confirmed" },
        "reminders": { "useDefault": false },
        "extendedProperties": { "private": { (note::HOLD): hold.key } },
    })
}

fn held(event: &Value) -> Held {
    let style = match (wire::text(event, "eventType").as_str(), wire::text(event, "status").as_str()) {
        ("focusTime", _) => HoldStyle::Focus,
        (_, "tentative") => HoldStyle::Tentative,
        _ => HoldStyle::Busy,
    };
    Held { object: wire::text(event, "id"), etag: wire::text(event, "etag"), style }
}

/// Whether an entry is as it shall be: title, times, recurrence and status. Both are read the same way.
fn is_so(event: &Value, body: &Value) -> bool {
    let wanted = {
        let mut wanted = body.clone();
        wanted["id"] = event.get("id").cloned().unwrap_or_default();
        wanted
    };
    let (Ok(is), Ok(shall)) = (wire::event(event), wire::event(&wanted)) else { return false };
    let at = |time: &Option<google_calendar3::api::EventDateTime>| {
        time.as_ref().and_then(|time| times::moment(time, chrono_tz::UTC))
    };
    let rules = |event: &google_calendar3::api::Event| event.recurrence.clone().unwrap_or_default();
    is.summary == shall.summary
        && at(&is.start) == at(&shall.start)
        && at(&is.end) == at(&shall.end)
        && rules(&is) == rules(&shall)
        && is.status == shall.status
}

fn end(failure: Failure) -> ProviderError {
    failure.end("keeping time free")
}
