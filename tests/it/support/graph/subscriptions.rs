//! Subscriptions: handshake, renewal, end.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::Duration as Wait;

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::access;
use super::call::{Call, Fail, Reply};
use super::ids;
use super::items::Item;
use super::render;
use super::server::locked;
use super::state::State;

/// Life of a subscription at most and at least, in minutes.
const LIFE: (i64, i64) = (10_080, 45);

/// Who is told of changes, and of which nobody has been told yet.
#[derive(Debug, Default)]
pub struct Subscriptions {
    /// Those that live.
    pub all: Vec<Subscription>,
    /// Changes nobody has been told of.
    pub changes: VecDeque<Changed>,
    /// Sends each notification twice.
    pub duplicates: bool,
    /// The next notifications that get lost.
    pub lose: usize,
}

/// Somebody who is told of changes.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Its id.
    pub id: String,
    /// The mailbox.
    pub place: usize,
    /// Whether it is told immutable ids.
    pub immutable: bool,
    /// What it is told of.
    pub change_type: String,
    /// As it was asked for.
    pub resource: String,
    /// Where to.
    pub url: String,
    /// Where lifecycle events go.
    pub lifecycle_url: Option<String>,
    /// The secret that it gets back.
    pub client_state: Option<String>,
    /// When it ends.
    pub expires: DateTime<Utc>,
}

/// A change in a mailbox.
#[derive(Clone, Debug)]
pub struct Changed {
    /// The mailbox.
    pub place: usize,
    /// The item's id of the ordinary kind.
    pub ordinary: String,
    /// Its id of the immutable kind.
    pub immutable: String,
    /// The number behind its change key.
    pub change: u64,
    /// `created`, `updated` or `deleted`.
    pub kind: &'static str,
}

impl Subscriptions {
    /// Notes a change, `created`, `updated` or `deleted`.
    pub fn changed(&mut self, place: usize, item: &Item, kind: &'static str) {
        if self.all.iter().any(|one| one.place == place) {
            let (ordinary, immutable) = (item.ordinary.clone(), item.immutable.clone());
            self.changes.push_back(Changed { place, ordinary, immutable, change: item.change, kind });
        }
    }
}

/// `POST /subscriptions`: asks both addresses whether they are willing.
pub async fn create(state: &Mutex<State>, call: &Call) -> Result<Reply, Fail> {
    let wanted = locked(state, |state| read(state, call))?;
    for url in std::iter::once(&wanted.url).chain(&wanted.lifecycle_url) {
        let token = ids::token("validation", locked(state, State::next));
        handshake(
            url,
            &format!("Validation: Testing client application reachability for subscription Request-Id: {token}"),
        )
        .await?;
    }
    Ok(locked(state, |state| {
        let body = shown(&wanted);
        state.subscriptions.all.push(wanted);
        Reply::json(201, body)
    }))
}

async fn handshake(url: &str, token: &str) -> Result<(), Fail> {
    let failed =
        |why: &str| Fail::new(400, "ValidationError", &format!("Subscription validation request failed. {why}"));
    let mut target = url::Url::parse(url).map_err(|_| failed("The address is none."))?;
    target.query_pairs_mut().append_pair("validationToken", token);
    let request = client().post(target).header("content-type", "text/plain; charset=utf-8");
    let answer = request.send().await.map_err(|_| failed("Notification endpoint could not be reached."))?;
    let plain = answer
        .headers()
        .get("content-type")
        .and_then(|kind| kind.to_str().ok())
        .is_some_and(|kind| kind.starts_with("text/plain"));
    let sound = answer.status().as_u16() == 200 && plain;
    let body = answer.text().await.unwrap_or_default();
    if sound && body == token {
        Ok(())
    } else {
        Err(failed("HTTP status code, content type or token is not what was expected."))
    }
}

/// A client for calling notification addresses.
#[expect(clippy::disallowed_methods, reason = "the fake calls notification addresses as Graph does")]
pub fn client() -> reqwest::Client {
    reqwest::Client::builder().timeout(Wait::from_secs(10)).no_proxy().build().expect("a client")
}

fn read(state: &mut State, call: &Call) -> Result<Subscription, Fail> {
    let (body, prefer) = (call.json()?, call.prefer()?);
    let text = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
    let required =
        |name: &str| text(name).ok_or_else(|| Fail::new(400, "BadRequest", &format!("Property {name} is required.")));
    let resource = required("resource")?;
    let parts: Vec<&str> = resource.trim_start_matches('/').split('/').collect();
    let place = match parts.as_slice() {
        ["users", user, "events"] | ["users", user, "calendar", "events"] => access::user(state, user)?,
        _ => return Err(Fail::new(400, "BadRequest", "Unsupported resource.")),
    };
    let (url, lifecycle_url) = (required("notificationUrl")?, text("lifecycleNotificationUrl"));
    if std::iter::once(&url).chain(&lifecycle_url).any(|url| !url.starts_with("https://") && !is_loopback(url)) {
        return Err(Fail::new(400, "InvalidRequest", "Notification endpoint must be an https address."));
    }
    let change_type = required("changeType")?;
    if change_type.split(',').any(|kind| !["created", "updated", "deleted"].contains(&kind.trim())) {
        return Err(Fail::new(400, "BadRequest", "Unsupported change type."));
    }
    if text("clientState").is_some_and(|secret| secret.len() > 128) {
        return Err(Fail::new(400, "BadRequest", "clientState is too long."));
    }
    let number = state.next();
    Ok(Subscription {
        id: ids::guid("subscription", number),
        place,
        immutable: prefer.immutable,
        change_type,
        resource,
        url,
        lifecycle_url,
        client_state: text("clientState"),
        expires: expiry(state, &body)?,
    })
}

/// http is for addresses on this machine, which Graph could never reach.
fn is_loopback(url: &str) -> bool {
    url.starts_with("http://127.0.0.1:") || url.starts_with("http://localhost:")
}

fn expiry(state: &State, body: &Value) -> Result<DateTime<Utc>, Fail> {
    let at = super::read::bound(body.get("expirationDateTime").and_then(Value::as_str), "expirationDateTime")?;
    let (most, least) = (state.now() + Duration::minutes(LIFE.0), state.now() + Duration::minutes(LIFE.1));
    if at > most {
        return Err(Fail::new(
            400,
            "ExtensionError",
            "Subscription expiration can only be 10080 minutes in the future.",
        ));
    }
    Ok(at.max(least))
}

fn shown(one: &Subscription) -> Value {
    json!({
        "id": one.id, "resource": one.resource, "changeType": one.change_type, "clientState": one.client_state,
        "notificationUrl": one.url, "lifecycleNotificationUrl": one.lifecycle_url,
        "expirationDateTime": render::instant(one.expires), "applicationId": super::CLIENT_ID,
        "creatorId": ids::guid("creator", 0), "latestSupportedTlsVersion": "v1_2", "includeResourceData": Value::Null,
        "encryptionCertificate": Value::Null, "encryptionCertificateId": Value::Null,
        "notificationQueryOptions": Value::Null, "notificationUrlAppId": Value::Null,
    })
}

/// `GET /subscriptions`.
pub fn list(state: &mut State) -> Reply {
    expire(state);
    Reply::json(200, json!({"value": state.subscriptions.all.iter().map(shown).collect::<Vec<_>>()}))
}

/// What concerns one subscription: `GET`, `PATCH`, `DELETE`, and `reauthorize`.
pub fn one(state: &mut State, id: &str, call: &Call) -> Result<Reply, Fail> {
    expire(state);
    let missing = || Fail::new(404, "ResourceNotFound", "The object was not found.");
    let at = state.subscriptions.all.iter().position(|one| one.id == id).ok_or_else(missing)?;
    match call.method.as_str() {
        "DELETE" => {
            state.subscriptions.all.remove(at);
            return Ok(Reply::empty(204));
        }
        "PATCH" => {
            let expires = expiry(state, &call.json()?)?;
            state.subscriptions.all.get_mut(at).ok_or_else(missing)?.expires = expires;
        }
        "POST" => return Ok(Reply::empty(204)),
        _ => {}
    }
    Ok(Reply::json(200, shown(state.subscriptions.all.get(at).ok_or_else(missing)?)))
}

/// Drops those that have ended.
pub fn expire(state: &mut State) {
    let now = state.now();
    state.subscriptions.all.retain(|one| one.expires > now);
}
