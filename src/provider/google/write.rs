//! Writing to the owner's own copy: the answer and the flag.
//!
//! A write is conditional on the etag that was read, and carries its own mark. When nobody knows whether it took effect,
//! the copy is read again: it bears the mark, or has its old etag and the write is repeated, or somebody else changed it.
//!
//! Accepted: Google leaves it open whether a property set to null goes away; where it does not, it is written over with
//! a value that means none.

use google_calendar3::hyper::Method;
use serde_json::{Map, Value, json};

use super::copy::{self, OwnCopy};
use super::event::noted;
use super::failure::Failure;
use super::options::SendUpdates;
use super::session::{Need, Session};
use super::wire::{self, note};
use super::{api, people};
use crate::provider::{Answer, Mailbox, ProviderError, Target};

/// How often a write of which nobody knows is looked after.
const TRIES: u32 = 3;
/// Google cuts longer values off ("Extended properties").
const LONGEST_VALUE: usize = 1024;
/// The colour of a flag ("Colors: get"; 6 is tangerine).
const COLOUR: &str = "6";
/// Stands in a flag that gave no colour.
const NO_COLOUR: &str = "none";

/// What to write.
pub(super) enum Change<'a> {
    /// Answer in the owner's name, or give back.
    Answer(&'a Answer),
    /// Set the flag, or remove it.
    Flag(bool),
}

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
    for tries in 0..TRIES {
        if change.is_made(&event, mailbox)? {
            return Ok(wire::text(&event, "etag"));
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
            Err(failure) if failure.is(412) => failed = Some(failure),
            Err(failure) => return Err(failure.end("writing to the event")),
        }
        event = copy::again(session, mailbox, &id).await?;
        as_read = wire::text(&event, "etag") == before;
    }
    Err(failed.unwrap_or_else(Failure::unreadable).end("writing to the event"))
}

async fn patch(session: &Session, mailbox: &Mailbox, event: &Value, change: &Change<'_>) -> Result<Value, Failure> {
    let body = change.body(event, mailbox);
    let etag = wire::text(event, "etag");
    send(session, mailbox, (&wire::text(event, "id"), &etag), change.updates(session), &body).await
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
    let (id, etag) = (wire::text(&written, "id"), wire::text(&written, "etag"));
    if change.is_made(&written, mailbox)? {
        return Ok(etag);
    }
    if !change.took(&written, mailbox)? {
        return Err(ProviderError::Permanent("Google took the change and did not make it".to_owned()));
    }
    let Some(body) = change.nothing_left() else { return Ok(etag) };
    let again = send(session, mailbox, (&id, &etag), SendUpdates::None, &body).await;
    Ok(again.map_or(etag, |event| wire::text(&event, "etag")))
}

impl Change<'_> {
    /// Whether Google can carry it at all.
    fn check(&self) -> Result<(), ProviderError> {
        let Self::Answer(answer) = self else { return Ok(()) };
        if people::written(answer.response).is_none() {
            return Err(ProviderError::Permanent("Google knows no answer that sends someone else".to_owned()));
        }
        if answer.mark.as_ref().is_some_and(|mark| mark.len() > LONGEST_VALUE) {
            let what =
                "the mark on the answer would be too long for Google, so it could not be told from a person's own";
            return Err(ProviderError::Permanent(what.to_owned()));
        }
        Ok(())
    }

    /// Whether the copy already says so.
    fn is_made(&self, event: &Value, mailbox: &Mailbox) -> Result<bool, ProviderError> {
        let read = api::read(event)?;
        Ok(match self {
            Self::Answer(answer) => {
                people::response(&read, mailbox) == answer.response
                    && noted(&read, note::ANSWER) == answer.mark.as_deref().filter(|mark| !mark.is_empty())
                    && own_index(event, mailbox).is_some()
            }
            Self::Flag(set) => noted(&read, note::FLAG).is_some() == *set,
        })
    }

    /// Whether it is made but for the note.
    fn took(&self, event: &Value, mailbox: &Mailbox) -> Result<bool, ProviderError> {
        Ok(match self {
            Self::Answer(answer) => people::response(&api::read(event)?, mailbox) == answer.response,
            Self::Flag(set) => !set,
        })
    }

    fn updates(&self, session: &Session) -> SendUpdates {
        match self {
            Self::Answer(_) => session.options.send_updates,
            Self::Flag(_) => SendUpdates::None,
        }
    }

    fn body(&self, event: &Value, mailbox: &Mailbox) -> Value {
        match self {
            Self::Answer(answer) => answered(event, mailbox, answer),
            Self::Flag(set) => flagged(event, *set),
        }
    }

    /// Our notes with values that mean none, after null did not remove them.
    fn nothing_left(&self) -> Option<Value> {
        match self {
            Self::Answer(Answer { mark: None, .. }) => Some(notes([(note::ANSWER, Some(json!(note::NOTHING)))])),
            Self::Flag(false) => Some(notes([(note::FLAG, Some(json!(note::NOTHING)))])),
            _ => None,
        }
    }
}

/// The index of the owner's entry in the list of attendees.
fn own_index(event: &Value, mailbox: &Mailbox) -> Option<usize> {
    let attendees = event.get("attendees")?.as_array()?;
    let address = |entry: &Value| crate::meeting::Address::parse(&wire::text(entry, "email"));
    let is_self = |entry: &Value| entry.get("self").and_then(Value::as_bool) == Some(true);
    let position = |wanted: &dyn Fn(&Value) -> bool| attendees.iter().position(wanted);
    position(&is_self)
        .or_else(|| position(&|entry| address(entry).as_ref() == Some(&mailbox.address)))
        .or_else(|| position(&|entry| address(entry).is_some_and(|found| mailbox.owns(&found))))
}

/// The owner's entry changed, everyone else's as it is, for an array replaces the old one whole ("Events: patch"). Where
/// the list is not complete, the owner's entry alone, and word that it is alone.
fn answered(event: &Value, mailbox: &Mailbox, answer: &Answer) -> Value {
    let mut attendees = event.get("attendees").and_then(Value::as_array).cloned().unwrap_or_default();
    let read = wire::event(event).ok();
    let noted = |name| read.as_ref().and_then(|read| noted(read, name));
    let (mark, kept) = (noted(note::ANSWER), noted(note::COMMENT));
    let mut before = String::new();
    let index = own_index(event, mailbox).unwrap_or(usize::MAX);
    if let Some(own) = attendees.get_mut(index).and_then(Value::as_object_mut) {
        before = own.get("comment").and_then(Value::as_str).unwrap_or_default().to_owned();
        own.insert("responseStatus".to_owned(), json!(people::written(answer.response)));
        let comment = if answer.mark.is_some() { answer.comment.as_deref() } else { kept };
        own.insert("comment".to_owned(), json!(comment.unwrap_or_default()));
    }
    let keeps = answer.mark.is_some() && mark.is_none() && !before.is_empty() && before.len() <= LONGEST_VALUE;
    let comment = match (&answer.mark, kept) {
        _ if keeps => Some(json!(before)),
        (None, Some(_)) => Some(Value::Null),
        _ => None,
    };
    let mark = if answer.mark.is_some() || mark.is_some() { Some(json!(answer.mark)) } else { None };
    let mut body = notes([(note::ANSWER, mark), (note::COMMENT, comment)]);
    if event.get("attendeesOmitted").and_then(Value::as_bool) == Some(true) {
        attendees = attendees.into_iter().nth(index).into_iter().collect();
        body["attendeesOmitted"] = json!(true);
    }
    body["attendees"] = json!(attendees);
    body
}

/// A colour is given only where there is none, and taken only where it is still the one that was given.
fn flagged(event: &Value, set: bool) -> Value {
    let colour = wire::text(event, "colorId");
    let read = wire::event(event).ok();
    let given = read.as_ref().and_then(|read| noted(read, note::FLAG)).unwrap_or(NO_COLOUR);
    if set {
        let value = if colour.is_empty() { COLOUR } else { NO_COLOUR };
        let mut body = notes([(note::FLAG, Some(json!(value)))]);
        if colour.is_empty() {
            body["colorId"] = json!(COLOUR);
        }
        return body;
    }
    let mut body = notes([(note::FLAG, Some(Value::Null))]);
    if !colour.is_empty() && colour == given {
        body["colorId"] = Value::Null;
    }
    body
}

/// A body that writes these notes; what has no value is left as it is.
fn notes<const N: usize>(values: [(&str, Option<Value>); N]) -> Value {
    let written = values.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    let private: Map<String, Value> = written.collect();
    if private.is_empty() { json!({}) } else { json!({ "extendedProperties": { "private": private } }) }
}

/// Said when the owner has no entry to answer on.
fn not_listed() -> ProviderError {
    let what =
        "the mailbox's owner is not among the attendees (invited through a group): there is no entry to answer on";
    ProviderError::Permanent(what.to_owned())
}
