//! The calls that several parts of the provider make.

use google_calendar3::api::Event;
use google_calendar3::hyper::Method;
use serde_json::Value;

use super::failure::Failure;
use super::http::Plain;
use super::session::{Need, Session};
use super::wire;
use crate::provider::{Mailbox, ProviderError};

/// One event, as it is in JSON, with everything that it has. What is not there was looked for twice.
pub(super) async fn get(session: &Session, mailbox: &Mailbox, id: &str) -> Result<Value, Failure> {
    let path = wire::events(session, mailbox, Some(id));
    let once = || send(session, mailbox, Need::READ, (Method::GET, &path), None, None);
    match once().await {
        Err(failure) if failure.is(404) => {
            session.back_off(mailbox, 0).await;
            once().await
        }
        got => got,
    }
}

/// The same, read. None for what is not there or deleted.
pub(super) async fn find(session: &Session, mailbox: &Mailbox, id: &str) -> Result<Option<Value>, Failure> {
    match get(session, mailbox, id).await {
        Ok(event) if wire::text(&event, "status") == "cancelled" => Ok(None),
        Ok(event) => Ok(Some(event)),
        Err(failure) if failure.is(404) || failure.is(410) => Ok(None),
        Err(failure) => Err(failure),
    }
}

/// Makes a request that the crate cannot make: conditional, or with fields that it does not know.
pub(super) async fn send(
    session: &Session,
    mailbox: &Mailbox,
    need: Need,
    (method, path): (Method, &str),
    if_match: Option<&str>,
    body: Option<&Value>,
) -> Result<Value, Failure> {
    let attempt = |token: String| {
        let plain = Plain { method: method.clone(), path: path.to_owned(), if_match, body: body.cloned() };
        async move { session.http.send(&token, plain).await }
    };
    session.call(mailbox, need, attempt).await
}

/// Reads an event that came in JSON, for whoever needs it whole.
pub(super) fn read(event: &Value) -> Result<Event, ProviderError> {
    wire::event(event).map_err(|broken| ProviderError::Permanent(broken.reason))
}
