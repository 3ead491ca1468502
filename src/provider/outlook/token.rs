//! The application's token: asked for once, kept, renewed before it ends.
//!
//! Invariants: one request for a token at a time, whoever waits gets the same; a refusal is remembered for a while,
//! so that a thousand mailboxes do not ask a thousand times; the token is in no log, error or `Debug`.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use graph_core::identity::{ClientApplication, ForceTokenRefresh};
use graph_rs_sdk::error::{AuthExecutionError, AuthExecutionResult};
use serde::Deserialize;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;
use url::form_urlencoded::Serializer;

use super::assertion::Proof;
use super::failure;
use super::ids::Ids;
use crate::provider::{Now, ProviderError};

/// A token is renewed so long before it ends, or a tenth of its life before if that is less.
const EARLY: Duration = Duration::from_secs(300);
/// A refusal by Entra is repeated for so long without asking again.
const REFUSED_FOR: Duration = Duration::from_secs(60);
/// How often a token is asked for in one go while the endpoint is in trouble.
const ATTEMPTS: u32 = 3;
/// No answer of a token endpoint is longer.
const LONGEST: usize = 256 * 1024;

/// Hands out the application's token. Clones share it.
#[derive(Clone)]
pub(super) struct Tokens(Arc<Source>);

/// Where tokens come from.
pub(super) struct Source {
    /// The client that asks.
    pub http: reqwest::Client,
    /// The endpoint.
    pub address: Url,
    /// For what.
    pub scope: String,
    /// Which application.
    pub client_id: String,
    /// Its proof.
    pub proof: Proof,
    /// Ids of assertions, and of requests.
    pub ids: Arc<Ids>,
    /// Tells the time.
    pub now: Now,
    /// The first pause before asking again.
    pub retry_base: Duration,
    /// What is known.
    pub state: Mutex<State>,
}

/// What is known of the token.
#[derive(Default)]
pub(super) struct State {
    token: Option<(String, Instant)>,
    refused: Option<(String, Instant)>,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    #[serde(default)]
    expires_in: serde_json::Value,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Refused {
    error: String,
    error_codes: Vec<u64>,
    error_description: String,
}

impl Tokens {
    /// Tokens from this source.
    pub fn new(source: Source) -> Self {
        Self(Arc::new(source))
    }

    /// The token, from memory where it is still good.
    pub async fn get(&self) -> Result<String, ProviderError> {
        let mut state = self.0.state.lock().await;
        let now = Instant::now();
        if let Some((token, _)) = state.token.as_ref().filter(|(_, until)| now < *until) {
            return Ok(token.clone());
        }
        if let Some((why, _)) = state.refused.as_ref().filter(|(_, until)| now < *until) {
            return Err(ProviderError::NeedsHuman(why.clone()));
        }
        match self.0.ask().await {
            Ok(granted) => {
                state.token = Some((granted.access_token.clone(), now + lasting(&granted.expires_in)));
                state.refused = None;
                Ok(granted.access_token)
            }
            Err(error) => {
                if let ProviderError::NeedsHuman(why) = &error {
                    state.refused = Some((why.clone(), now + REFUSED_FOR));
                }
                Err(error)
            }
        }
    }

    /// Forgets a token that was refused, unless another has taken its place.
    pub async fn forget(&self, token: &str) {
        let mut state = self.0.state.lock().await;
        if state.token.as_ref().is_some_and(|(known, _)| known == token) {
            state.token = None;
        }
    }
}

/// How long a token is used: `expires_in` is a number of seconds, in some answers as text.
fn lasting(expires_in: &serde_json::Value) -> Duration {
    let seconds = expires_in.as_u64().or_else(|| expires_in.as_str()?.parse().ok()).unwrap_or(600);
    let life = Duration::from_secs(seconds.min(24 * 3600));
    life.saturating_sub(EARLY.min(life / 10))
}

impl Source {
    async fn ask(&self) -> Result<Granted, ProviderError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            match self.ask_once().await {
                Err(ProviderError::Retry { wait: None, .. }) if attempt < ATTEMPTS => {
                    tokio::time::sleep(failure::pause(self.retry_base, attempt, self.ids.jitter())).await;
                }
                done => return done,
            }
        }
    }

    async fn ask_once(&self) -> Result<Granted, ProviderError> {
        let request = self.http.post(self.address.clone());
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(self.form()?);
        let response = request.send().await.map_err(|error| broken(&error))?;
        let status = response.status().as_u16();
        let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok());
        let wait = failure::retry_after(header("retry-after"), header("date"));
        let body = failure::bounded(response, LONGEST).await.map_err(|error| broken(&error))?;
        match status {
            200..=299 => serde_json::from_slice(&body).map_err(|_| ProviderError::Retry {
                what: "the token endpoint's answer is no token".to_owned(),
                wait: None,
            }),
            408 | 429 | 500.. => {
                Err(ProviderError::Retry { what: format!("the token endpoint answered {status}"), wait })
            }
            _ => Err(self.refusal(status, &serde_json::from_slice(&body).unwrap_or_default())),
        }
    }

    fn form(&self) -> Result<String, ProviderError> {
        let proof = self.proof.fields(&self.client_id, self.address.as_str(), &self.ids, (self.now)());
        let mut form = Serializer::new(String::new());
        form.append_pair("client_id", &self.client_id).append_pair("scope", &self.scope);
        form.append_pair("grant_type", "client_credentials");
        form.extend_pairs(proof.map_err(ProviderError::NeedsHuman)?);
        Ok(form.finish())
    }

    /// Entra's number says what is wrong; its words hold ids and times and are left out.
    fn refusal(&self, status: u16, refused: &Refused) -> ProviderError {
        let code = refused.error_codes.first().copied().or_else(|| aadsts(&refused.error_description));
        let code = code.map(|code| format!("AADSTS{code}")).unwrap_or_else(|| format!("status {status}"));
        let error: String = refused.error.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect();
        let app = &self.client_id;
        let advice = match code.as_str() {
            "AADSTS7000222" => format!("the client secret has expired; make a new one {CREDENTIALS}"),
            "AADSTS7000215" => format!("the client secret is wrong (its value is needed, not its id): {CREDENTIALS}"),
            "AADSTS700027" | "AADSTS7000214" => format!("the certificate is not the app's; upload it {CREDENTIALS}"),
            "AADSTS700016" => "there is no such app registration in this tenant; check outlook.client_id".to_owned(),
            "AADSTS90002" | "AADSTS900023" => "there is no such tenant; check outlook.tenant".to_owned(),
            _ => format!("check tenant, client id and secret or certificate {CREDENTIALS}"),
        };
        ProviderError::NeedsHuman(format!("Entra refuses a token to the app {app} ({code} {error}): {advice}"))
    }
}

const CREDENTIALS: &str = "(Entra admin center, App registrations, the app, Certificates & secrets)";

fn aadsts(description: &str) -> Option<u64> {
    let (_, rest) = description.split_once("AADSTS")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).take(12).collect();
    digits.parse().ok()
}

fn broken(error: &reqwest::Error) -> ProviderError {
    ProviderError::Retry { what: format!("the token endpoint: {}", failure::connection(error)), wait: None }
}

/// What the SDK asks before each request; by then the token is in memory.
#[async_trait]
impl ClientApplication for Tokens {
    fn get_token_silent(&mut self) -> AuthExecutionResult<String> {
        Err(AuthExecutionError::Other("tokens are only handed out to tasks".into()))
    }

    async fn get_token_silent_async(&mut self) -> AuthExecutionResult<String> {
        self.get().await.map_err(|error| AuthExecutionError::Other(error.into()))
    }

    fn with_force_token_refresh(&mut self, _: ForceTokenRefresh) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_before_it_ends() {
        assert_eq!(lasting(&serde_json::json!(3599)), Duration::from_secs(3299));
        assert_eq!(lasting(&serde_json::json!("60")), Duration::from_secs(54));
        assert_eq!(lasting(&serde_json::Value::Null), Duration::from_secs(540));
    }

    #[test]
    fn the_number_of_an_entra_error_is_found_in_its_words() {
        assert_eq!(aadsts("AADSTS7000215: Invalid client secret provided."), Some(7_000_215));
        assert_eq!(aadsts("nothing"), None);
    }
}
