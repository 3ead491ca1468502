//! Requests to Graph: limits, time-outs, quick repetitions, one place where the token leaves the house.
//!
//! Invariants: no mailbox is addressed that was not admitted; the token goes to the configured endpoint only; a read
//! may be repeated, a write only where Graph says that it did nothing; nothing waits longer than it was told to.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::TimeDelta;
use graph_rs_sdk::http::{BodyRead, Method};
use graph_rs_sdk::{GraphClient, GraphClientConfiguration, GraphFailure};
use serde_json::Value;
use tracing::debug;
use url::Url;

use super::assertion::Proof;
use super::call::{Body, Call, Reply, headers};
use super::failure::{self, Refusal, Trouble};
use super::ids::Ids;
use super::limits::Limits;
use super::options::{Addresses, Options};
use super::token::{Source, State, Tokens};
use crate::meeting::Address;
use crate::provider::ProviderError;

/// How often a request is made in one go while Graph is in trouble.
const ATTEMPTS: u32 = 4;
/// A wait that Graph asks for is kept within the call if it is at most so many times the first pause.
const SHORT_WAIT: u32 = 4;
/// No answer is longer; a page of two hundred events with bodies of 32 KB is a fifth of it.
const LONGEST: usize = 48 * 1024 * 1024;
/// Speaks to Graph.
pub(super) struct Client {
    graph: GraphClient,
    tokens: Tokens,
    addresses: Addresses,
    limits: Limits,
    ids: Arc<Ids>,
    timeout: Duration,
    retry_base: Duration,
    admitted: RwLock<BTreeSet<Address>>,
    turned_away: AtomicU64,
}

/// An answer of any status.
struct Answered {
    status: u16,
    wait: Option<TimeDelta>,
    request_id: String,
    body: Vec<u8>,
}

impl Client {
    /// A client of this tenant. Asks nobody anything yet.
    #[expect(clippy::disallowed_methods, reason = "the one client for this provider's tokens")]
    pub fn new(options: &Options) -> Result<Self, String> {
        let addresses = Addresses::of(options)?;
        let ids = Arc::new(Ids::new(&options.client_id, (options.now)()));
        // Nothing that a token endpoint redirects to is known to be one.
        let http = reqwest::Client::builder().timeout(options.timeout).redirect(reqwest::redirect::Policy::none());
        let http = http.build().map_err(|error| format!("TLS cannot be set up: {}", failure::connection(&error)))?;
        let tokens = Tokens::new(Source {
            http,
            address: addresses.token.clone(),
            scope: addresses.scope.clone(),
            client_id: options.client_id.clone(),
            proof: Proof::of(&options.credential)?,
            ids: Arc::clone(&ids),
            now: options.signed_at.clone(),
            retry_base: options.retry_base,
            state: State::default().into(),
        });
        let plain = addresses.graph.scheme() == "http";
        let sdk = GraphClientConfiguration::new().client_application(tokens.clone()).https_only(!plain);
        Ok(Self {
            graph: GraphClient::from(sdk.timeout(options.timeout)),
            tokens,
            addresses,
            limits: Limits::new(options.per_mailbox, options.per_ten_seconds),
            ids,
            timeout: options.timeout,
            retry_base: options.retry_base,
            admitted: RwLock::default(),
            turned_away: AtomicU64::new(0),
        })
    }

    /// Whose mailboxes may be addressed from now on.
    pub fn admit(&self, mailboxes: &BTreeSet<Address>) {
        self.admitted.write().unwrap_or_else(PoisonError::into_inner).clone_from(mailboxes);
    }

    /// Whether this mailbox may be addressed.
    pub fn admits(&self, mailbox: &Address) -> bool {
        self.admitted.read().unwrap_or_else(PoisonError::into_inner).contains(mailbox)
    }

    /// How many calls were refused because they were for a mailbox that was not admitted.
    pub fn turned_away(&self) -> u64 {
        self.turned_away.load(Ordering::Relaxed)
    }

    /// Refuses a mailbox that was not admitted.
    pub fn check(&self, mailbox: &Address) -> Result<(), ProviderError> {
        if self.admits(mailbox) {
            return Ok(());
        }
        self.turned_away.fetch_add(1, Ordering::Relaxed);
        Err(ProviderError::Permanent(format!("{} is not enrolled; its mailbox is not addressed", mailbox.masked())))
    }

    /// An address below the endpoint; every part is encoded.
    pub fn url(&self, parts: &[&str]) -> Url {
        let mut url = self.addresses.graph.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(parts);
        }
        url
    }

    /// An address that Graph handed out, if it leads where the token may go: to the same scheme, host and port, below
    /// the same path.
    pub fn own(&self, link: &str) -> Result<Url, ProviderError> {
        let refuse = || {
            let host = Url::parse(link).ok().and_then(|url| url.host_str().map(str::to_owned));
            let host = host.filter(|host| host.len() < 100).unwrap_or_else(|| "nowhere".to_owned());
            ProviderError::Permanent(format!("a link to {host} in an answer of Graph is not followed"))
        };
        let url = Url::parse(link).map_err(|_| refuse())?;
        let base = &self.addresses.graph;
        let below = base.path().trim_end_matches('/');
        let inside = url.path().strip_prefix(below).is_some_and(|rest| rest.starts_with('/'));
        let same = url.origin() == base.origin() && url.username().is_empty() && url.password().is_none();
        if same && inside { Ok(url) } else { Err(refuse()) }
    }

    /// What stands behind the endpoint in an address: the form of addresses in a batch.
    pub fn relative(&self, url: &Url) -> String {
        let path = url.path().strip_prefix(self.addresses.graph.path().trim_end_matches('/')).unwrap_or(url.path());
        url.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"))
    }

    /// Waits for a place among the requests for this mailbox.
    pub async fn enter(&self, mailbox: &Address) -> Result<tokio::sync::OwnedSemaphorePermit, ProviderError> {
        self.check(mailbox)?;
        self.limits.enter(mailbox).await
    }

    /// Asks nothing of this mailbox for a while.
    pub fn quiet(&self, mailbox: &Address, wait: TimeDelta) {
        self.limits.quiet(mailbox, wait);
    }

    /// Makes a request.
    pub async fn send(&self, call: &Call<'_>) -> Result<Reply, Trouble> {
        let _place = match call.mailbox {
            Some(mailbox) => Some(self.enter(mailbox).await?),
            None => None,
        };
        self.send_inside(call, 1).await
    }

    /// The same by somebody who has a place already; it counts as so many requests.
    pub async fn send_inside(&self, call: &Call<'_>, counts: usize) -> Result<Reply, Trouble> {
        let (mut attempt, mut renewed) = (0, false);
        loop {
            attempt += 1;
            self.limits.spend(counts).await;
            let token = self.tokens.get().await?;
            let outcome = self.once(call).await;
            let again = match &outcome {
                Ok(_) => return outcome,
                Err(Trouble::Refused(refusal)) if refusal.status == 401 && !renewed => {
                    self.tokens.forget(&token).await;
                    renewed = true;
                    Some(Duration::ZERO)
                }
                Err(trouble) if attempt < ATTEMPTS => self.again(call, trouble, attempt),
                Err(_) => None,
            };
            let Some(pause) = again else {
                if let (Err(Trouble::Refused(Refusal { status: 429, wait, .. })), Some(mailbox)) =
                    (&outcome, call.mailbox)
                {
                    self.quiet(mailbox, wait.unwrap_or_else(|| self.short()));
                }
                return outcome;
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// A pause for a mailbox of which Graph asked one without saying for how long.
    fn short(&self) -> TimeDelta {
        TimeDelta::from_std(self.retry_base.saturating_mul(SHORT_WAIT)).unwrap_or(TimeDelta::seconds(1))
    }

    /// How long to wait before this is asked again; none when it is not. A write that got no clear answer may have
    /// had its effect: whoever asked must look first. Only 429 says that nothing was done.
    fn again(&self, call: &Call<'_>, trouble: &Trouble, attempt: u32) -> Option<Duration> {
        let wait = match trouble {
            Trouble::Refused(Refusal { status: 429, wait, .. }) => *wait,
            Trouble::Refused(Refusal { status: 408 | 500.., wait, .. }) if call.method == Method::GET => *wait,
            Trouble::Other(ProviderError::Retry { wait, .. }) if call.method == Method::GET => *wait,
            _ => return None,
        };
        let asked = wait.and_then(|wait| wait.to_std().ok()).unwrap_or_default();
        let pause = failure::pause(self.retry_base, attempt, self.ids.jitter());
        (asked <= self.retry_base.saturating_mul(SHORT_WAIT)).then(|| pause.max(asked))
    }

    async fn once(&self, call: &Call<'_>) -> Result<Reply, Trouble> {
        let id = self.ids.next();
        let answered = tokio::time::timeout(self.timeout, self.exchange(call, &id)).await;
        let late = || ProviderError::Retry { what: format!("{}: no answer in time", call.what), wait: None };
        let answered = answered.map_err(|_| late())??;
        debug!(what = call.what, status = answered.status, client_request_id = id, request_id = answered.request_id);
        let Answered { status, wait, request_id, body } = answered;
        if !(200..300).contains(&status) {
            let code = Refusal::code(&body);
            return Err(Trouble::Refused(Refusal { what: call.what, status, code, wait, request_id }));
        }
        if body.is_empty() {
            return Ok(Reply { body: Value::Null });
        }
        let body = serde_json::from_slice(&body).map_err(|_| ProviderError::Retry {
            what: format!("{}: the answer was cut off or is no JSON, request {request_id}", call.what),
            wait: None,
        })?;
        Ok(Reply { body })
    }

    async fn exchange(&self, call: &Call<'_>, id: &str) -> Result<Answered, ProviderError> {
        let body = match &call.body {
            Body::None => None,
            Body::Json(json) => Some(BodyRead::new(json.to_string())),
            Body::Mime(text) => Some(BodyRead::new(text.clone())),
        };
        let mut request = self.graph.custom(call.method.clone(), body).headers(headers(call, id));
        *AsMut::<Url>::as_mut(&mut request) = call.url.clone();
        let response = request.send().await.map_err(|error| broken(call, &error))?;
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let plain = |text: String| text.chars().filter(|c| c.is_ascii_graphic()).take(80).collect::<String>();
        let answered = Answered {
            status: response.status().as_u16(),
            wait: failure::retry_after(header("retry-after").as_deref(), header("date").as_deref()),
            request_id: header("request-id").map(plain).unwrap_or_default(),
            body: Vec::new(),
        };
        let body = failure::bounded(response, LONGEST).await.map_err(|error| ProviderError::Retry {
            what: format!("{}: {}", call.what, failure::connection(&error)),
            wait: None,
        })?;
        Ok(Answered { body, ..answered })
    }
}

/// The SDK's own words hold addresses and headers.
fn broken(call: &Call<'_>, error: &GraphFailure) -> ProviderError {
    let told = cause(error).map_or_else(|| "the request could not be made".to_owned(), failure::connection);
    ProviderError::Retry { what: format!("{}: {told}", call.what), wait: None }
}

fn cause<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e reqwest::Error> {
    let mut error = Some(error);
    while let Some(inner) = error {
        if let Some(found) = inner.downcast_ref::<reqwest::Error>() {
            return Some(found);
        }
        error = inner.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::outlook::{Credential, Options};

    fn client() -> Client {
        let now = Arc::new(|| chrono::DateTime::UNIX_EPOCH);
        let mut options = Options::new("t.example", "app", Credential::Secret("s".into()), now);
        options.endpoint = Some("https://graph.example/v1.0".into());
        Client::new(&options).unwrap()
    }

    #[test]
    fn parts_of_an_address_cannot_lead_elsewhere() {
        let url = client().url(&["users", "a#b?c@example.com", "events", "AA/../x=="]);
        assert_eq!(url.as_str(), "https://graph.example/v1.0/users/a%23b%3Fc@example.com/events/AA%2F..%2Fx==");
    }

    #[test]
    fn links_are_followed_only_below_the_endpoint() {
        let client = client();
        let link = "https://graph.example/v1.0/users/x/calendarView/delta?$deltatoken=a%2Bb";
        let url = client.own(link).unwrap();
        assert_eq!(url.as_str(), link);
        assert_eq!(client.relative(&url), "/users/x/calendarView/delta?$deltatoken=a%2Bb");
        for foreign in [
            "https://graph.example.evil/v1.0/x",
            "http://graph.example/v1.0/x",
            "https://graph.example:8443/v1.0/x",
            "https://u@graph.example/v1.0/x",
            "https://graph.example/beta/x",
            "https://graph.example/v1.0/../beta/x",
            "/v1.0/x",
            "",
        ] {
            assert!(client.own(foreign).is_err(), "{foreign}");
        }
    }

    #[test]
    fn a_mailbox_that_was_not_admitted_is_refused_and_counted() {
        let client = client();
        let ana = Address::parse("ana@example.com").unwrap();
        assert!(client.check(&ana).is_err());
        client.admit(&BTreeSet::from([ana.clone()]));
        assert!(client.check(&ana).is_ok());
        assert_eq!(client.turned_away(), 1);
    }

    #[test]
    fn a_write_without_a_clear_answer_is_not_repeated() {
        let (client, ana) = (client(), Address::parse("ana@example.com").unwrap());
        let read = Call::get("x", &ana, client.url(&[]));
        let write = Call::write("x", &ana, Method::POST, client.url(&[]), Value::Null);
        let refused = |status| {
            let (code, request_id) = (String::new(), String::new());
            Trouble::Refused(Refusal { what: "x", status, code, wait: None, request_id })
        };
        assert!(client.again(&read, &refused(503), 1).is_some());
        assert!(client.again(&write, &refused(503), 1).is_none());
        assert!(client.again(&write, &refused(429), 1).is_some());
        assert!(client.again(&read, &refused(404), 1).is_none());
    }
}
