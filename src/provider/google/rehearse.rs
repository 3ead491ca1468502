//! Meetings that a rehearsal books between two canary mailboxes.

use google_calendar3::hyper::Method;
use serde_json::{Value, json};

use super::failure::Failure;
use super::hold::{self, State};
use super::session::{Need, Session};
use super::wire;
use super::{api, people};
use crate::provider::{Booking, Mailbox, ProviderError};

/// How often one key can be booked and called off.
const MAX_LIVES: u32 = 64;

/// Books a meeting, or finds the one that was booked with this key.
pub(super) async fn book(session: &Session, mailbox: &Mailbox, booking: &Booking) -> Result<String, ProviderError> {
    for life in 0..MAX_LIVES {
        let id = hold::id(mailbox, &format!("booking/{}", booking.key), life);
        match hold::state(session, mailbox, &id).await.map_err(end)? {
            State::There(_) => return Ok(id),
            State::Deleted | State::Removed => continue,
            State::Never => {
                let body = body(mailbox, booking, &id);
                let booked = hold::insert(session, mailbox, &body, session.options.send_updates).await;
                return booked.map(|_| id).map_err(end);
            }
        }
    }
    Err(ProviderError::Permanent(format!("this meeting was booked and called off {MAX_LIVES} times; use another key")))
}

/// Gives it another text.
pub(super) async fn rewrite(
    session: &Session,
    mailbox: &Mailbox,
    object: &str,
    text: &str,
) -> Result<(), ProviderError> {
    let event = api::get(session, mailbox, object).await.map_err(end)?;
    let updates = session.options.send_updates.as_str();
    let path = format!("{}?sendUpdates={updates}", wire::events(session, mailbox, Some(object)));
    let (etag, body) = (wire::text(&event, "etag"), json!({ "description": text }));
    let patched = api::send(session, mailbox, Need::PATCH, (Method::PATCH, &path), Some(&etag), Some(&body)).await;
    patched.map(drop).map_err(end)
}

/// Calls it off and removes it.
pub(super) async fn unbook(session: &Session, mailbox: &Mailbox, object: &str) -> Result<(), ProviderError> {
    let Some(event) = api::find(session, mailbox, object).await.map_err(end)? else { return Ok(()) };
    let updates = session.options.send_updates.as_str();
    let path = format!("{}?sendUpdates={updates}", wire::events(session, mailbox, Some(object)));
    hold::delete(session, mailbox, &path, &wire::text(&event, "etag")).await
}

fn body(mailbox: &Mailbox, booking: &Booking, id: &str) -> Value {
    let guests: Vec<Value> = booking.guests.iter().map(|guest| json!({ "email": guest.as_str() })).collect();
    json!({
        "id": id,
        "summary": people::one_line(&booking.title),
        "description": booking.text,
        "start": hold::time(&booking.start, mailbox),
        "end": hold::end_time(&booking.start, &booking.span, mailbox),
        "attendees": guests,
        "reminders": { "useDefault": false },
    })
}

fn end(failure: Failure) -> ProviderError {
    failure.end("booking a meeting for the rehearsal")
}
