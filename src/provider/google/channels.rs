//! Push channels: Google tells a public address that a calendar changed, and nothing more ("Push notifications").
//!
//! Whoever receives a notification only marks the mailbox due; polling goes on. A channel is not renewed by itself: a new
//! one, with a new id, is made before the old one ends, and for that while notifications come twice.

use chrono::{DateTime, TimeDelta, Utc};
use google_calendar3::api;
use serde::{Deserialize, Serialize};

use super::failure::{Failure, Watch};
use super::session::{Need, Session};
use super::wire;
use crate::provider::{Mailbox, ProviderError};

/// A channel is replaced when it ends sooner than this.
const RENEW_BEFORE: TimeDelta = TimeDelta::hours(24);
/// How long a channel lives when Google does not say ("Push notifications": 604800 seconds).
const LIFE: TimeDelta = TimeDelta::days(7);

/// A channel that Google notifies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// The id that we gave it.
    pub id: String,
    /// Google's name for what is watched; needed to stop.
    pub resource: String,
    /// When it ends.
    pub ends: DateTime<Utc>,
}

impl Channel {
    /// Whether another one should take its place by now.
    pub fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.ends <= now + RENEW_BEFORE
    }

    /// Whether a notification with these headers (X-Goog-Channel-ID, X-Goog-Channel-Token) is one of this channel.
    /// `secret` is the token that it was made with. Takes as long for a wrong one as for the right one.
    pub fn verifies(&self, secret: &str, id: &str, token: &str) -> bool {
        same(&self.id, id) & same(secret, token)
    }
}

/// Compares without telling by its time where the first difference is.
fn same(known: &str, given: &str) -> bool {
    let pairs = known.bytes().zip(given.bytes());
    let differences = pairs.fold(known.len() ^ given.len(), |sum, (a, b)| sum | usize::from(a ^ b));
    std::hint::black_box(differences) == 0
}

/// Makes a channel for a mailbox's events that notifies `url` (https) with this id and token.
pub(super) async fn create(
    session: &Session,
    mailbox: &Mailbox,
    (id, token, url): (&str, &str, &str),
    now: DateTime<Utc>,
) -> Result<Channel, ProviderError> {
    let calendar = wire::calendar(session, mailbox);
    let request = api::Channel {
        id: Some(id.to_owned()),
        type_: Some("web_hook".to_owned()),
        address: Some(url.to_owned()),
        token: Some(token.to_owned()),
        ..api::Channel::default()
    };
    let asked = session.call(mailbox, Need::READ, |token| {
        let (request, calendar) = (request.clone(), calendar.as_str());
        async move {
            let hub = session.http.hub(&token);
            let mut watch = Watch::default();
            let call = hub.events().watch(request, calendar);
            let result = call.delegate(&mut watch).doit().await;
            watch.sort(result).map_err(|(failure, _)| failure)
        }
    });
    let made = asked.await.map_err(|failure| failure.end("asking for notifications"))?;
    let ends = made.expiration.and_then(DateTime::from_timestamp_millis).unwrap_or(now + LIFE);
    Ok(Channel { id: id.to_owned(), resource: made.resource_id.unwrap_or_default(), ends })
}

/// Stops a channel. Fine when it has ended.
pub(super) async fn stop(session: &Session, mailbox: &Mailbox, channel: &Channel) -> Result<(), ProviderError> {
    let request = api::Channel {
        id: Some(channel.id.clone()),
        resource_id: Some(channel.resource.clone()),
        ..api::Channel::default()
    };
    let asked = session.call(mailbox, Need::READ, |token| {
        let request = request.clone();
        async move {
            let hub = session.http.hub(&token);
            let mut watch = Watch::default();
            let result = hub.channels().stop(request).delegate(&mut watch).doit().await;
            watch.sort(result.map(|response| (response, ()))).map_err(|(failure, _)| failure)
        }
    });
    match asked.await {
        Err(failure) if failure.is(404) || failure.is(410) => Ok(()),
        done => done.map_err(|failure: Failure| failure.end("ending notifications")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_id_with_the_right_token_is_a_notification_of_the_channel() {
        let now = DateTime::UNIX_EPOCH;
        let channel = Channel { id: "c1".into(), resource: "r".into(), ends: now + TimeDelta::hours(25) };
        assert!(channel.verifies("secret", "c1", "secret"));
        for (id, token) in [("c2", "secret"), ("c1", "secreT"), ("c1", ""), ("", "secret"), ("c1", "secret2")] {
            assert!(!channel.verifies("secret", id, token), "{id} {token}");
        }
        assert!(!channel.is_due(now));
        assert!(channel.is_due(now + TimeDelta::hours(1)));
    }
}
