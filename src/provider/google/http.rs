//! The one client of HTTP, shared by all mailboxes: for the crate's calls, and for the requests that it cannot make
//! (conditional writes, fields it does not know).

use std::time::Duration;

use google_calendar3::CalendarHub;
use google_calendar3::common::{Body, Client, to_body};
use google_calendar3::hyper::header::{AUTHORIZATION, CONTENT_TYPE, IF_MATCH, USER_AGENT};
use google_calendar3::hyper::{Method, Request};
use http_body_util::{BodyExt, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde_json::Value;
use url::{Host, Url};

use super::failure::{Failure, retry_after, unreachable};
use super::options::Options;

/// What the crate calls a client's connector.
pub(super) type Connector = HttpsConnector<HttpConnector>;
/// The calendar's calls with one person's token.
pub(super) type Hub = CalendarHub<Connector>;

/// No answer that is wanted is larger, in bytes.
const MAX_BODY: usize = 64 * 1024 * 1024;
const CONNECT: Duration = Duration::from_secs(5);
const IDLE: Duration = Duration::from_secs(60);
const AGENT: &str = concat!("meetgate/", env!("CARGO_PKG_VERSION"));

/// The client and where it asks.
pub(super) struct Http {
    client: Client<Connector>,
    /// The API's address up to `/calendar/v3/`.
    base: String,
    /// The longest time that one request may take.
    pub timeout: Duration,
}

/// A request that is not made through the crate.
pub(super) struct Plain<'a> {
    pub method: Method,
    /// From behind `/calendar/v3/` on, encoded.
    pub path: String,
    pub if_match: Option<&'a str>,
    pub body: Option<Value>,
}

/// What a token address answered.
pub(super) struct Told {
    pub status: u16,
    /// How long it asks to be left alone.
    pub wait: Option<Duration>,
    /// Null where it is no JSON.
    pub body: Value,
}

impl Told {
    /// A text in the answer; empty when there is none.
    pub fn text(&self, name: &str) -> &str {
        self.body.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

impl Http {
    /// Loads the system's certificates once, and checks the endpoint.
    pub fn new(options: &Options) -> Result<Self, String> {
        let endpoint = checked("endpoint", &options.endpoint)?;
        let endpoint = endpoint.trim_end_matches('/');
        let root = endpoint.strip_suffix("/calendar/v3").unwrap_or(endpoint);
        let connector = connector()?;
        Ok(Self { client: pooled(connector), base: format!("{root}/calendar/v3/"), timeout: options.timeout })
    }

    /// The crate's calls, with this token.
    pub fn hub(&self, token: &str) -> Hub {
        let mut hub = CalendarHub::new(self.client.clone(), token.to_owned());
        hub.base_url(self.base.clone());
        hub.root_url(self.base.trim_end_matches("calendar/v3/").to_owned());
        hub.user_agent(AGENT.to_owned());
        hub
    }

    /// Makes a request; null for an empty answer.
    pub async fn send(&self, token: &str, plain: Plain<'_>) -> Result<Value, Failure> {
        let mut request = Request::builder()
            .method(plain.method)
            .uri(format!("{}{}", self.base, plain.path))
            .header(USER_AGENT, AGENT)
            .header(AUTHORIZATION, format!("Bearer {token}"));
        if let Some(etag) = plain.if_match {
            request = request.header(IF_MATCH, etag);
        }
        let body = plain.body.map(|body| body.to_string());
        if body.is_some() {
            request = request.header(CONTENT_TYPE, "application/json");
        }
        let request = request.body(to_body(body)).map_err(|_| Failure::unreadable())?;
        self.within(self.answer(request)).await
    }

    /// Sends a form to a token address and gives back what it answers, whatever that is.
    pub async fn form(&self, url: &str, fields: &[(&str, &str)]) -> Result<Told, Failure> {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            Request::post(url).header(USER_AGENT, AGENT).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(to_body(Some(form))).map_err(|_| Failure::unreadable())?;
        let asked = async {
            let response = self.client.request(request).await.map_err(|error| unreachable(&error, "token_url"))?;
            let (status, wait) = (response.status().as_u16(), retry_after(response.headers()));
            let bytes = collect(response.into_body()).await?;
            Ok(Told { status, wait, body: serde_json::from_slice(&bytes).unwrap_or_default() })
        };
        self.within(asked).await
    }

    /// Under the time-out that every request has.
    pub async fn within<T>(&self, asked: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
        let late = || Failure::Unclear { what: "Google did not answer in time".to_owned(), wait: None };
        tokio::time::timeout(self.timeout, asked).await.unwrap_or_else(|_| Err(late()))
    }

    async fn answer(&self, request: Request<Body>) -> Result<Value, Failure> {
        let response = self.client.request(request).await.map_err(|error| unreachable(&error, "endpoint"))?;
        let (status, wait) = (response.status(), retry_after(response.headers()));
        let bytes = collect(response.into_body()).await?;
        let body = serde_json::from_slice::<Value>(&bytes);
        if !status.is_success() {
            return Err(Failure::sorted(status.as_u16(), body.as_ref().ok(), wait));
        }
        if bytes.is_empty() { Ok(Value::Null) } else { body.map_err(|_| Failure::unreadable()) }
    }
}

async fn collect(body: google_calendar3::hyper::body::Incoming) -> Result<bytes_of::Bytes, Failure> {
    let collected = Limited::new(body, MAX_BODY).collect().await;
    collected.map(|body| body.to_bytes()).map_err(|_| Failure::unreadable())
}

/// The crate's name for what a body is made of.
mod bytes_of {
    pub use google_calendar3::hyper::body::Bytes;
}

fn connector() -> Result<Connector, String> {
    let mut tcp = HttpConnector::new();
    tcp.set_connect_timeout(Some(CONNECT));
    tcp.enforce_http(false);
    tcp.set_nodelay(true);
    #[expect(clippy::disallowed_methods, reason = "the provider's one client")]
    let builder = HttpsConnectorBuilder::new();
    let builder = builder.with_native_roots().map_err(|error| format!("no certificates of this system: {error}"))?;
    Ok(builder.https_or_http().enable_http1().enable_http2().wrap_connector(tcp))
}

fn pooled(connector: Connector) -> Client<Connector> {
    #[expect(clippy::disallowed_methods, reason = "the provider's one client")]
    let mut builder = legacy::Client::builder(TokioExecutor::new());
    builder.pool_idle_timeout(IDLE).pool_timer(TokioTimer::new()).timer(TokioTimer::new()).build(connector)
}

/// An address that may be asked: https anywhere, plain http on this machine alone.
pub(super) fn checked(key: &str, text: &str) -> Result<String, String> {
    let wrong = |why: &str| format!("google.{key}: {why}; write for example {}", super::options::ENDPOINT);
    let url = Url::parse(text.trim()).map_err(|_| wrong("this is no address"))?;
    let loopback = match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => return Err(wrong("this address names no host")),
    };
    let plain = url.username().is_empty() && url.password().is_none() && url.query().is_none();
    match (url.scheme(), plain && url.fragment().is_none()) {
        (_, false) => Err(wrong("an address without user, password, ? and # is needed")),
        ("https", _) => Ok(url.to_string()),
        ("http", _) if loopback => Ok(url.to_string()),
        ("http", _) => Err(wrong("without encryption only this machine may be asked (127.0.0.1)")),
        _ => Err(wrong("only https is possible")),
    }
}
