//! The fake of Microsoft Graph behaves as Graph is known to: for each point something that shows it, over plain HTTP.

mod access;
mod answering;
mod batches;
mod deltas;
mod fields;
mod push;
mod series;
mod settings;
mod times;
mod trouble;
mod writes;

use chrono::{DateTime, NaiveDate, Utc};
use reqwest::{Client, Method, Response};
use serde_json::Value;

use crate::support::graph::{Account, FakeGraph, Options};

const ANA: &str = "ana@corp.example";
const BEN: &str = "ben@corp.example";
const CLEO: &str = "cleo@corp.example";
const ZONE: &str = "W. Europe Standard Time";
const IMMUTABLE: &str = "IdType=\"ImmutableId\"";

/// A Monday in winter, as plain as days come.
fn monday() -> DateTime<Utc> {
    "2026-11-30T08:00:00Z".parse().expect("an instant")
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// Ana, Ben and Cleo, and a client that speaks for the application.
async fn three() -> (FakeGraph, Http) {
    start(vec![Account::new(ANA, ZONE), Account::new(BEN, ZONE), Account::new(CLEO, ZONE)]).await
}

async fn start(accounts: Vec<Account>) -> (FakeGraph, Http) {
    let fake = FakeGraph::start(Options::new(monday(), accounts)).await;
    let http = Http { client: client(), base: fake.endpoint(), token: fake.bearer() };
    (fake, http)
}

#[expect(clippy::disallowed_methods, reason = "a client of the tests' own, for loopback")]
fn client() -> Client {
    Client::builder().no_proxy().build().expect("a client")
}

/// A client without any knowledge of Graph.
#[derive(Clone)]
struct Http {
    client: Client,
    base: String,
    token: String,
}

/// What came back.
#[derive(Debug)]
struct Got {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Http {
    async fn send(
        &self,
        method: &str,
        url: &str,
        headers: &[(&str, &str)],
        body: Option<Vec<u8>>,
    ) -> reqwest::Result<Response> {
        let url = if url.starts_with("http") { url.to_owned() } else { format!("{}{url}", self.base) };
        let method: Method = method.parse().expect("a method");
        let mut request = self.client.request(method.clone(), url).bearer_auth(&self.token);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match body {
            Some(body) => request.body(body).send().await,
            None if method == Method::POST => request.header("content-length", "0").send().await,
            None => request.send().await,
        }
    }

    async fn call(&self, method: &str, url: &str, headers: &[(&str, &str)], body: Option<&Value>) -> Got {
        let mut all = headers.to_vec();
        if body.is_some() {
            all.push(("content-type", "application/json"));
        }
        let body = body.map(|body| body.to_string().into_bytes());
        Got::read(self.send(method, url, &all, body).await.expect("an answer")).await
    }

    async fn get(&self, url: &str) -> Got {
        self.call("GET", url, &[], None).await
    }

    async fn get_preferring(&self, url: &str, prefer: &str) -> Got {
        self.call("GET", url, &[("prefer", prefer)], None).await
    }

    async fn post(&self, url: &str, body: Value) -> Got {
        self.call("POST", url, &[], Some(&body)).await
    }

    /// All rows from a link up to the deltaLink, and that.
    async fn round(&self, from: &str, prefer: &str) -> (Vec<Value>, String) {
        let (mut rows, mut link) = (Vec::new(), from.to_owned());
        loop {
            let page = self.get_preferring(&link, prefer).await;
            assert_eq!(page.status, 200, "{:?}", page.body);
            rows.extend(page.rows().iter().cloned());
            match page.text("@odata.deltaLink") {
                Some(done) => return (rows, done.to_owned()),
                None => link = page.text("@odata.nextLink").expect("one of both links").to_owned(),
            }
        }
    }
}

impl Got {
    async fn read(response: Response) -> Self {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let text = response.text().await.expect("a whole body");
        let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
        Self { status, headers, body }
    }

    fn code(&self) -> &str {
        self.body.pointer("/error/code").and_then(Value::as_str).unwrap_or_default()
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    fn rows(&self) -> &[Value] {
        self.body.get("value").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// The first round of a mailbox, for December.
fn december(mailbox: &str) -> String {
    format!("/users/{mailbox}/calendarView/delta?startDateTime=2026-12-01T00:00:00Z&endDateTime=2027-01-01T00:00:00Z")
}

fn event(mailbox: &str, id: &str) -> String {
    format!("/users/{mailbox}/events/{id}")
}

/// A property of a row as text, empty if it is none.
fn of<'a>(row: &'a Value, path: &str) -> &'a str {
    row.pointer(path).and_then(Value::as_str).unwrap_or_default()
}

fn is_removed(row: &Value) -> bool {
    row.get("@removed").is_some()
}
