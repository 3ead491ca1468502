//! Push channels and what goes through them. Notifications go to a loopback address that stands for the public one, as
//! a reverse proxy would pass them on; without one they are only recorded.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::error::ApiError;
use super::state::{Fields, Role, State, text};
use super::token::Bearer;

/// How push misbehaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PushFaults {
    /// Each so manieth notification is lost; 1 loses all.
    pub lose_each: Option<u64>,
    /// Every notification comes twice.
    pub twice: bool,
    /// Notifications carry a token that the channel does not have.
    pub wrong_token: bool,
    /// The first message comes after the answer to the watch call (else before).
    pub sync_comes_late: bool,
}

/// A notification, delivered or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// Where to, as the channel says.
    pub address: String,
    /// The headers that say what it is about.
    pub headers: Vec<(&'static str, String)>,
    /// Whether it was lost on purpose.
    pub lost: bool,
}

impl Notification {
    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

#[derive(Debug, Clone)]
struct Channel {
    id: String,
    bearer: Bearer,
    calendar: String,
    address: String,
    token: Option<String>,
    resource: String,
    uri: String,
    expires: DateTime<Utc>,
    number: u64,
}

/// All channels.
#[derive(Debug, Default)]
pub struct Channels {
    /// The loopback address, `127.0.0.1:8080`, that takes what goes to any public one.
    pub front: Option<String>,
    /// How push misbehaves.
    pub faults: PushFaults,
    /// Every notification so far.
    pub sent: Vec<Notification>,
    open: Vec<Channel>,
    used: BTreeSet<String>,
    dirty: BTreeSet<String>,
    due: Vec<Notification>,
    count: u64,
}

impl Channels {
    /// A calendar changed.
    pub fn changed(&mut self, calendar: &str) {
        self.dirty.insert(calendar.to_owned());
    }

    /// The ids of the channels that are open at this instant.
    pub fn open(&self, now: DateTime<Utc>) -> Vec<String> {
        self.open.iter().filter(|channel| channel.expires > now).map(|channel| channel.id.clone()).collect()
    }

    /// What has to be sent now.
    pub fn due(&mut self, now: DateTime<Utc>) -> Vec<Notification> {
        let dirty = std::mem::take(&mut self.dirty);
        for at in 0..self.open.len() {
            if self.open[at].expires > now && dirty.contains(&self.open[at].calendar) {
                self.notify(at, "exists");
            }
        }
        std::mem::take(&mut self.due)
    }

    fn notify(&mut self, at: usize, state: &str) {
        let faults = self.faults;
        self.count += 1;
        let Some(channel) = self.open.get_mut(at) else { return };
        channel.number += if channel.number == 0 { 1 } else { 7 };
        let mut headers = vec![
            ("X-Goog-Channel-ID", channel.id.clone()),
            ("X-Goog-Message-Number", channel.number.to_string()),
            ("X-Goog-Resource-ID", channel.resource.clone()),
            ("X-Goog-Resource-State", state.to_owned()),
            ("X-Goog-Resource-URI", channel.uri.clone()),
            ("X-Goog-Channel-Expiration", channel.expires.format("%a, %d %b %Y %H:%M:%S GMT").to_string()),
        ];
        let wrong = faults.wrong_token.then(|| "not-this-one".to_owned());
        headers.extend(wrong.or(channel.token.clone()).map(|token| ("X-Goog-Channel-Token", token)));
        let lost = faults.lose_each.is_some_and(|each| self.count.is_multiple_of(each.max(1)));
        let notification = Notification { address: channel.address.clone(), headers, lost };
        for _ in 0..if faults.twice { 2 } else { 1 } {
            self.sent.push(notification.clone());
            self.due.extend((!lost).then(|| notification.clone()));
        }
    }
}

impl State {
    /// events.watch.
    pub fn watch(&mut self, bearer: &Bearer, calendar: &str, uri: &str, body: &Fields) -> Result<Value, ApiError> {
        if self.role(&bearer.user, calendar) < Role::Reader {
            return Err(ApiError::not_found());
        }
        self.check_channel(body)?;
        let (id, address, token) = (text(body, "id"), text(body, "address"), text(body, "token"));
        let channel = Channel {
            id: id.to_owned(),
            bearer: bearer.clone(),
            calendar: calendar.to_owned(),
            address: address.to_owned(),
            token: (!token.is_empty()).then(|| token.to_owned()),
            resource: super::write::new_id(&["resource", calendar]),
            uri: format!("https://www.googleapis.com/calendar/v3{}?alt=json", uri.trim_end_matches("/watch")),
            expires: self.expiry(body),
            number: 0,
        };
        let answer = json!({
            "kind": "api#channel", "id": channel.id, "resourceId": channel.resource, "resourceUri": channel.uri,
            "token": channel.token, "expiration": channel.expires.timestamp_millis().to_string(),
        });
        self.channels.used.insert(channel.id.clone());
        self.channels.open.push(channel);
        self.channels.notify(self.channels.open.len() - 1, "sync");
        Ok(super::select::without_nulls(answer))
    }

    fn check_channel(&self, body: &Fields) -> Result<(), ApiError> {
        let (id, address, token) = (text(body, "id"), text(body, "address"), text(body, "token"));
        let wrong = |name: &str, text: &str| Err(ApiError::invalid(name, text).of("push"));
        if id.is_empty() || id.len() > 64 || self.channels.used.contains(id) {
            let text = format!("Channel id {id} not unique or not valid");
            return Err(ApiError::global(400, "channelIdNotUnique", text).of("global"));
        }
        if !matches!(text(body, "type"), "web_hook" | "webhook") {
            return wrong("resource.type", "Unknown channel type");
        }
        if !address.starts_with("https://") {
            return Err(ApiError::global(
                400,
                "push.webhookUrlNotHttps",
                format!("WebHook callback must be HTTPS: {address}"),
            ));
        }
        if token.len() > 256 {
            return wrong("resource.token", "The token is too long");
        }
        Ok(())
    }

    fn expiry(&self, body: &Fields) -> DateTime<Utc> {
        let asked = text(body, "expiration").parse().ok().and_then(DateTime::from_timestamp_millis);
        let ttl = body.get("params").and_then(|all| all.get("ttl")).and_then(Value::as_str);
        let seconds = ttl.and_then(|ttl| ttl.parse().ok()).unwrap_or(604_800_i64).clamp(1, 31_536_000);
        asked.unwrap_or_else(|| self.now() + TimeDelta::seconds(seconds))
    }

    /// channels.stop.
    pub fn stop(&mut self, bearer: &Bearer, body: &Fields) -> Result<(), ApiError> {
        let (id, resource) = (text(body, "id"), text(body, "resourceId"));
        let mine = |one: &Channel| one.bearer.client == bearer.client;
        let at = self.channels.open.iter().position(|one| one.id == id && one.resource == resource && mine(one));
        let at =
            at.ok_or_else(|| ApiError::global(404, "notFound", format!("Channel '{id}' not found for project")))?;
        self.channels.open.remove(at);
        Ok(())
    }
}

/// Sends a notification to the front; a server's error is tried again, as Google does.
pub async fn deliver(front: &str, notification: &Notification) {
    let headers: String = notification.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let path = notification.address.splitn(4, '/').nth(3).unwrap_or_default();
    let text =
        format!("POST /{path} HTTP/1.1\r\nHost: {front}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n");
    for _ in 0..3 {
        match send(front, &text).await {
            Ok(500 | 502 | 503 | 504) => {}
            _ => return,
        }
    }
}

async fn send(front: &str, text: &str) -> std::io::Result<u16> {
    let mut stream = TcpStream::connect(front).await?;
    stream.write_all(text.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(64 * 1024).read_to_end(&mut answer).await?;
    let status = String::from_utf8_lossy(&answer).split(' ').nth(1).and_then(|status| status.parse().ok());
    Ok(status.unwrap_or_default())
}
