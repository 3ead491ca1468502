//! Change notifications ("subscription"): Graph tells an https address of ours that something changed in a mailbox.
//!
//! A notification is a reason to poll and nothing else: it carries no content, may come twice, late or never. So
//! polling goes on, and what is forged costs one poll at most.

use chrono::{DateTime, TimeDelta, Utc};
use graph_rs_sdk::http::Method;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::Outlook;
use super::call::{Body, Call};
use super::failure::Trouble;
use super::read::read;
use super::times::query;
use crate::provider::{Mailbox, ProviderError};

/// How long a subscription to events lives at most: seven days less ten minutes.
pub const LIFE: TimeDelta = TimeDelta::minutes(10_070);
/// How many notifications of one delivery are read.
const MAX_NOTIFICATIONS: usize = 1_000;

/// A subscription as Graph has it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// Renew it before.
    #[serde(rename = "expirationDateTime")]
    pub expires: DateTime<Utc>,
}

/// Where Graph delivers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// The https address for notifications and lifecycle events alike.
    pub url: String,
    /// A secret of at most 128 characters, which each delivery must carry.
    pub client_state: String,
}

/// What a delivery says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something changed: poll the mailbox of this subscription.
    Changed(String),
    /// Notifications were lost: poll, too.
    Missed(String),
    /// Renew this subscription now.
    Renew(String),
    /// It is gone: make another, and poll.
    Removed(String),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Delivery {
    value: Vec<Notification>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct Notification {
    subscription_id: String,
    client_state: Option<String>,
    lifecycle_event: Option<String>,
}

impl Outlook {
    /// Subscribes to a mailbox's events until `until`. Graph asks the receiver at once to prove itself.
    ///
    /// # Errors
    /// As any call; [`ProviderError::Permanent`] when the receiver did not answer with the token.
    pub async fn subscribe(
        &self,
        mailbox: &Mailbox,
        receiver: &Receiver,
        until: DateTime<Utc>,
    ) -> Result<Subscription, ProviderError> {
        let body = json!({
            "changeType": "created,updated,deleted",
            "notificationUrl": receiver.url,
            "lifecycleNotificationUrl": receiver.url,
            "resource": format!("users/{}/events", mailbox.address),
            "expirationDateTime": query(until),
            "clientState": receiver.client_state,
        });
        let (what, url) = ("POST subscriptions", self.client.url(&["subscriptions"]));
        let reply = self.client.send(&Call::write(what, &mailbox.address, Method::POST, url, body)).await?;
        read(reply.body, what)
    }

    /// Lets a subscription live until `until`.
    ///
    /// # Errors
    /// [`ProviderError::Gone`] when there is no such subscription any more: make another, and poll.
    pub async fn renew(&self, id: &str, until: DateTime<Utc>) -> Result<Subscription, ProviderError> {
        let body = Body::Json(json!({ "expirationDateTime": query(until) }));
        let reply = self.client.send(&self.of_subscription("PATCH subscription", id, Method::PATCH, body)).await;
        match reply {
            Ok(reply) => read(reply.body, "PATCH subscription"),
            Err(Trouble::Refused(refusal)) if refusal.status == 404 => {
                Err(ProviderError::Gone("the subscription is gone".to_owned()))
            }
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// Ends a subscription. Fine when it is gone.
    ///
    /// # Errors
    /// As any call.
    pub async fn unsubscribe(&self, id: &str) -> Result<(), ProviderError> {
        let call = self.of_subscription("DELETE subscription", id, Method::DELETE, Body::None);
        match self.client.send(&call).await {
            Err(Trouble::Refused(refusal)) if refusal.status == 404 => Ok(()),
            done => done.map(drop).map_err(Into::into),
        }
    }

    fn of_subscription(&self, what: &'static str, id: &str, method: Method, body: Body) -> Call<'static> {
        let url = self.client.url(&["subscriptions", id]);
        Call { what, mailbox: None, method, url, body, if_match: None, page_size: None }
    }
}

/// What a delivery to the receiver says. Notifications with another secret are left out.
pub fn heard(body: &[u8], client_state: &str) -> Vec<Heard> {
    let delivery: Delivery = serde_json::from_slice(body).unwrap_or_default();
    let ours = |notification: &Notification| {
        notification.client_state.as_deref().is_some_and(|given| same(given, client_state))
    };
    let known = delivery.value.into_iter().take(MAX_NOTIFICATIONS).filter(ours);
    let heard = known.filter_map(|Notification { subscription_id: id, lifecycle_event, .. }| {
        Some(match lifecycle_event.as_deref() {
            None => Heard::Changed(id),
            Some("reauthorizationRequired") => Heard::Renew(id),
            Some("subscriptionRemoved") => Heard::Removed(id),
            Some("missed") => Heard::Missed(id),
            Some(_) => return None,
        })
    });
    heard.collect()
}

/// The answer to Graph's question whether a receiver is ours: the token of the query `validationToken`, decoded, as
/// `text/plain`. None when it is none that Graph would send.
pub fn validation(token: &str) -> Option<&str> {
    (!token.is_empty() && token.len() <= 4096 && !token.contains(char::is_control)).then_some(token)
}

/// Compares in a time that does not tell where two secrets differ.
fn same(a: &str, b: &str) -> bool {
    let (a, b) = (Sha256::digest(a.as_bytes()), Sha256::digest(b.as_bytes()));
    a.iter().zip(b.iter()).fold(0, |differs, (a, b)| differs | (a ^ b)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_deliveries_with_our_secret_are_heard() {
        let body = br#"{"value":[
            {"subscriptionId":"s1","clientState":"secret","changeType":"updated"},
            {"subscriptionId":"s2","clientState":"guess","changeType":"updated"},
            {"subscriptionId":"s3","changeType":"updated"},
            {"subscriptionId":"s4","clientState":"secret","lifecycleEvent":"subscriptionRemoved"},
            {"subscriptionId":"s5","clientState":"secret","lifecycleEvent":"reauthorizationRequired"},
            {"subscriptionId":"s6","clientState":"secret","lifecycleEvent":"missed"},
            {"subscriptionId":"s7","clientState":"secret","lifecycleEvent":"new-fashioned"}]}"#;
        let found = heard(body, "secret");
        let named = |id: &str| id.to_owned();
        assert_eq!(
            found,
            [
                Heard::Changed(named("s1")),
                Heard::Removed(named("s4")),
                Heard::Renew(named("s5")),
                Heard::Missed(named("s6"))
            ]
        );
        assert!(heard(b"<xml>", "secret").is_empty());
    }

    #[test]
    fn a_validation_token_goes_back_as_it_came() {
        assert_eq!(validation("Validation: abc=="), Some("Validation: abc=="));
        assert_eq!(validation("a\r\nSet-Cookie: x"), None);
    }
}
