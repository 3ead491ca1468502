//! Polls of several mailboxes as one request (Graph: "JSON batching"): those that come within a few milliseconds.
//!
//! Whatever goes wrong with the common request, each poll is then made by itself, so that a batch is never worse than
//! none.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::TimeDelta;
use graph_rs_sdk::http::Method;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::sync::oneshot;
use url::Url;

use super::call::{Body, Call, Reply, prefer};
use super::client::Client;
use super::failure::{self, Refusal, Trouble};
use crate::meeting::Address;

/// So many requests fit into a batch.
const MOST: usize = 20;

/// Gathers polls.
pub(super) struct Polls {
    waiting: Mutex<Vec<Waiting>>,
    gather: Duration,
    /// The server knows no batches.
    alone: AtomicBool,
}

struct Waiting {
    url: Url,
    page_size: u32,
    answer: oneshot::Sender<Option<Inner>>,
}

/// One answer of a batch.
#[derive(Debug, Deserialize)]
struct Inner {
    id: String,
    status: u16,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(default)]
    body: Value,
}

#[derive(Deserialize)]
struct Outer {
    responses: Vec<Inner>,
}

impl Polls {
    /// Polls that wait so long for others; zero: none is gathered.
    pub fn new(gather: Duration) -> Self {
        Self { waiting: Mutex::default(), gather, alone: AtomicBool::new(gather.is_zero()) }
    }

    /// Asks for a page of a mailbox's changes, together with others where they come at the same time.
    pub async fn ask(self: &Arc<Self>, client: &Arc<Client>, call: Call<'_>) -> Result<Reply, Trouble> {
        let Some(mailbox) = call.mailbox.filter(|_| !self.alone.load(Ordering::Relaxed)) else {
            return client.send(&call).await;
        };
        let _place = client.enter(mailbox).await?;
        let (answer, answered) = oneshot::channel();
        let waiting = Waiting { url: call.url.clone(), page_size: call.page_size.unwrap_or(50), answer };
        if self.line_up(waiting) {
            let (polls, client) = (Arc::clone(self), Arc::clone(client));
            tokio::spawn(async move { polls.together(&client).await });
        }
        match answered.await {
            Ok(Some(inner)) => self.taken(client, &call, mailbox, inner).await,
            _ => client.send_inside(&call, 1).await,
        }
    }

    /// Says whether it is the first in the line, who has to see to the others.
    fn line_up(&self, waiting: Waiting) -> bool {
        let mut line = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        line.push(waiting);
        line.len() == 1
    }

    async fn together(&self, client: &Client) {
        tokio::time::sleep(self.gather).await;
        let line = std::mem::take(&mut *self.waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let mut line = line.into_iter().peekable();
        while line.peek().is_some() {
            self.batch(client, line.by_ref().take(MOST).collect()).await;
        }
    }

    /// Dropping a place in the line lets its owner ask alone.
    async fn batch(&self, client: &Client, line: Vec<Waiting>) {
        if line.len() < 2 {
            return;
        }
        let requests: Vec<Value> =
            line.iter().enumerate().map(|(index, waiting)| request(client, index, waiting)).collect();
        let body = Body::Json(json!({ "requests": requests }));
        let (what, url) = ("POST $batch", client.url(&["$batch"]));
        let call = Call { what, mailbox: None, method: Method::POST, url, body, if_match: None, page_size: None };
        let reply = match client.send_inside(&call, line.len()).await {
            Ok(reply) => reply,
            Err(Trouble::Refused(Refusal { status: 400 | 404 | 405 | 501, .. })) => {
                return self.alone.store(true, Ordering::Relaxed);
            }
            Err(_) => return,
        };
        let Ok(Outer { responses }) = serde_json::from_value(reply.body) else { return };
        let mut line: Vec<_> = line.into_iter().map(Some).collect();
        for inner in responses {
            let place = inner.id.parse::<usize>().ok().and_then(|index| line.get_mut(index));
            if let Some(waiting) = place.and_then(Option::take) {
                let _ = waiting.answer.send(Some(inner));
            }
        }
    }

    /// What one answer of a batch means. Passing trouble is tried again by itself, after the pause it asks for if that
    /// is short.
    async fn taken(&self, client: &Client, call: &Call<'_>, mailbox: &Address, inner: Inner) -> Result<Reply, Trouble> {
        let header = |name: &str| {
            let mut headers = inner.headers.iter();
            headers.find(|(key, _)| key.eq_ignore_ascii_case(name)).and_then(|(_, value)| value.as_str())
        };
        let wait = failure::retry_after(header("retry-after"), header("date"));
        match inner.status {
            200..=299 => Ok(Reply { body: inner.body }),
            401 | 424 | 500.. => client.send_inside(call, 1).await,
            429 if wait.is_none() => client.send_inside(call, 1).await,
            status => {
                if status == 429 {
                    client.quiet(mailbox, wait.unwrap_or(TimeDelta::seconds(1)));
                }
                let request_id = header("request-id").unwrap_or_default().chars().take(80).collect();
                let code = Refusal::code(inner.body.to_string().as_bytes());
                Err(Trouble::Refused(Refusal { what: call.what, status, code, wait, request_id }))
            }
        }
    }
}

fn request(client: &Client, index: usize, waiting: &Waiting) -> Value {
    json!({
        "id": index.to_string(),
        "method": "GET",
        "url": client.relative(&waiting.url),
        "headers": { "Prefer": prefer(Some(waiting.page_size)) },
    })
}
