//! What the fake Google must do, asked over plain HTTP.

mod answers;
mod events;
mod http;
mod services;
mod sync;
mod tokens;

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::google::{Account, FakeGoogle, Options};

/// A company of three and a room; and the ways to ask as one of them.
pub struct Company {
    pub google: FakeGoogle,
    http: reqwest::Client,
}

/// The answer to a call.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
}

impl Answer {
    /// The reason of an error.
    pub fn reason(&self) -> &str {
        self.body["error"]["errors"][0]["reason"].as_str().unwrap_or_default()
    }

    /// The ids of a listing.
    pub fn ids(&self) -> Vec<&str> {
        self.items().iter().filter_map(|item| item["id"].as_str()).collect()
    }

    /// The items of a listing.
    pub fn items(&self) -> &[Value] {
        self.body["items"].as_array().map_or(&[], Vec::as_slice)
    }
}

pub fn people() -> Vec<Account> {
    vec![
        Account::new("ana@corp.example").name("Ana").weekdays(540, 1020),
        Account::new("ben@corp.example").name("Ben").alias("b.one@corp.example"),
        Account::new("cleo@corp.example").name("Cleo").zone("America/New_York"),
        Account::new("room@corp.example").room(),
    ]
}

impl Company {
    pub async fn new() -> Self {
        Self::with(Options { accounts: people(), ..Options::default() }).await
    }

    pub async fn with(options: Options) -> Self {
        let google = FakeGoogle::start(options).await;
        Self { google, http: plain_client() }
    }

    /// A call as a user; `target` is below the API's base.
    pub async fn ask(&self, user: &str, method: Method, target: &str, body: Option<Value>) -> Answer {
        self.ask_with(&self.google.bearer(user), method, target, body, None).await.expect("an answer")
    }

    /// A call with a token and perhaps an `If-Match`.
    pub async fn ask_with(
        &self,
        bearer: &str,
        method: Method,
        target: &str,
        body: Option<Value>,
        if_match: Option<&str>,
    ) -> reqwest::Result<Answer> {
        let address = format!("{}{target}", self.google.base_url());
        let mut request = self.http.request(method, address).bearer_auth(bearer);
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        if let Some(etag) = if_match {
            request = request.header("if-match", etag);
        }
        let response = request.send().await?;
        let status = response.status().as_u16();
        let text = response.text().await?;
        Ok(Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) })
    }

    pub async fn get(&self, user: &str, target: &str) -> Answer {
        self.ask(user, Method::GET, target, None).await
    }

    pub async fn post(&self, user: &str, target: &str, body: Value) -> Answer {
        self.ask(user, Method::POST, target, Some(body)).await
    }

    pub async fn patch(&self, user: &str, id: &str, body: Value) -> Answer {
        self.ask(user, Method::PATCH, &format!("/calendars/primary/events/{id}"), Some(body)).await
    }

    pub async fn put(&self, user: &str, id: &str, body: Value) -> Answer {
        self.ask(user, Method::PUT, &format!("/calendars/primary/events/{id}"), Some(body)).await
    }

    pub async fn delete(&self, user: &str, id: &str) -> Answer {
        self.ask(user, Method::DELETE, &format!("/calendars/primary/events/{id}"), None).await
    }

    /// An event on the user's own calendar.
    pub async fn event(&self, user: &str, id: &str) -> Value {
        self.get(user, &format!("/calendars/primary/events/{id}")).await.body
    }

    /// A listing of the user's own calendar.
    pub async fn list(&self, user: &str, query: &str) -> Answer {
        self.get(user, &format!("/calendars/primary/events?{query}")).await
    }

    /// A form sent to an address of the fake's root.
    pub async fn form(&self, path: &str, form: &str) -> Answer {
        let request = self.http.post(format!("{}{path}", self.google.root_url())).body(form.to_owned());
        let response =
            request.header("content-type", "application/x-www-form-urlencoded").send().await.expect("an answer");
        let status = response.status().as_u16();
        let text = response.text().await.expect("a body");
        Answer { status, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub fn http(&self) -> &reqwest::Client {
        &self.http
    }
}

#[expect(clippy::disallowed_methods, reason = "the tests speak to the fake as strangers would")]
fn plain_client() -> reqwest::Client {
    let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    builder.tls_built_in_root_certs(false).no_proxy().build().expect("a client of plain HTTP")
}

/// A meeting on a day of March 2026, from the hour on, for an hour, in Berlin.
pub fn meeting(title: &str, day: u32, hour: u32, guests: &[&str]) -> Value {
    let guests: Vec<_> = guests.iter().map(|email| json!({"email": email})).collect();
    let time =
        |hour: u32| json!({"dateTime": format!("2026-03-{day:02}T{hour:02}:00:00"), "timeZone": "Europe/Berlin"});
    json!({"summary": title, "start": time(hour), "end": time(hour + 1), "attendees": guests})
}

/// The same as a series.
pub fn series(title: &str, day: u32, hour: u32, rule: &str, guests: &[&str]) -> Value {
    let mut event = meeting(title, day, hour, guests);
    event["recurrence"] = json!([format!("RRULE:{rule}")]);
    event
}

/// An answer in a copy, by address.
pub fn answer_in(event: &Value, email: &str) -> String {
    let entry = event["attendees"].as_array().into_iter().flatten().find(|entry| entry["email"] == email);
    entry.and_then(|entry| entry["responseStatus"].as_str()).unwrap_or_default().to_owned()
}

/// The light form of an answer.
pub fn light(email: &str, response: &str) -> Value {
    json!({"attendeesOmitted": true, "attendees": [{"email": email, "responseStatus": response}]})
}
