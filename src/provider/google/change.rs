//! What an answer and a flag come to in an event's fields.

use serde_json::{Map, Value, json};

use super::event::noted;
use super::options::SendUpdates;
use super::session::Session;
use super::wire::{self, note};
use super::{api, people};
use crate::meeting::Address;
use crate::provider::{Answer, Mailbox, ProviderError};

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

impl Change<'_> {
    /// Whether Google can carry it at all.
    pub fn check(&self) -> Result<(), ProviderError> {
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
    pub fn is_made(&self, event: &Value, mailbox: &Mailbox) -> Result<bool, ProviderError> {
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
    pub fn took(&self, event: &Value, mailbox: &Mailbox) -> Result<bool, ProviderError> {
        Ok(match self {
            Self::Answer(answer) => people::response(&api::read(event)?, mailbox) == answer.response,
            Self::Flag(set) => !set,
        })
    }

    pub fn updates(&self, session: &Session) -> SendUpdates {
        match self {
            Self::Answer(_) => session.options.send_updates,
            Self::Flag(_) => SendUpdates::None,
        }
    }

    pub fn body(&self, event: &Value, mailbox: &Mailbox) -> Value {
        match self {
            Self::Answer(answer) => answered(event, mailbox, answer),
            Self::Flag(set) => flagged(event, *set),
        }
    }

    /// Whether it leaves our mark on the copy.
    pub fn sets_mark(&self) -> bool {
        matches!(self, Self::Answer(Answer { mark: Some(_), .. }))
    }

    /// Our notes on an answer, where they go by themselves: on a copy that does not show all guests, whose server may take
    /// the answer alone ("Events": attendeesOmitted). They go first, so that no answer is ever without its mark.
    pub fn notes_apart(&self, event: &Value, mailbox: &Mailbox) -> Option<Value> {
        if !matches!(self, Self::Answer(_)) || !is_partial(event) {
            return None;
        }
        let notes = self.body(event, mailbox).get("extendedProperties")?.clone();
        Some(json!({ "extendedProperties": notes }))
    }

    /// Whether the copy has our mark already and still lacks the answer, and nobody else wrote to it in between.
    pub fn is_begun(&self, before: &Value, now: &Value) -> Result<bool, ProviderError> {
        let Self::Answer(Answer { mark: Some(mark), .. }) = self else { return Ok(false) };
        let marked = noted(&api::read(now)?, note::ANSWER) == Some(mark.as_str());
        Ok(is_partial(now) && marked && but_for_notes(before) == but_for_notes(now))
    }

    /// Our notes with values that mean none, after null did not remove them.
    pub fn nothing_left(&self) -> Option<Value> {
        match self {
            Self::Answer(Answer { mark: None, .. }) => Some(notes([(note::ANSWER, Some(json!(note::NOTHING)))])),
            Self::Flag(false) => Some(notes([(note::FLAG, Some(json!(note::NOTHING)))])),
            _ => None,
        }
    }
}

/// Whether a copy does not show all guests.
fn is_partial(event: &Value) -> bool {
    event.get("attendeesOmitted").and_then(Value::as_bool) == Some(true)
}

/// What of a copy is not ours and does not change by our writing.
fn but_for_notes(event: &Value) -> Value {
    let mut event = event.clone();
    if let Some(fields) = event.as_object_mut() {
        for ours in ["etag", "updated", "sequence", "extendedProperties"] {
            fields.remove(ours);
        }
    }
    event
}

/// The index of the owner's entry in the list of attendees.
pub(super) fn own_index(event: &Value, mailbox: &Mailbox) -> Option<usize> {
    let attendees = event.get("attendees")?.as_array()?;
    let address = |entry: &Value| Address::parse(&wire::text(entry, "email"));
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
    if is_partial(event) {
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
