//! Access tokens: one for each person and kind of access, kept until shortly before it ends, and asked for once however
//! many wait for it.
//!
//! A person whose account is refused is left in peace for a while: what helps there is a human.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use google_calendar3::yup_oauth2::error::{AuthError, AuthErrorCode};
use google_calendar3::yup_oauth2::{self, AccessToken, ServiceAccountAuthenticator, ServiceAccountKey};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::failure::{Failure, Settled};
use super::http::{Http, checked};
use super::options::{Access, Credentials, Options, TOKEN_URL};
use crate::meeting::Address;

/// A token is not used in its last minute.
const SLACK: Duration = Duration::from_secs(60);

/// What is known of one person's tokens.
#[derive(Default)]
pub(super) struct Purse(Mutex<BTreeMap<Access, Known>>);

enum Known {
    Service(AccessToken),
    Person(String, Instant),
    /// What was told, until when it stands, and with which login it was asked.
    Refused(String, Instant, Option<String>),
}

/// Gives tokens.
pub(super) struct Tokens {
    source: Source,
    act: bool,
    rest: Duration,
    asked: AtomicU64,
}

enum Source {
    Service(Box<ServiceAccountKey>),
    Person { client_id: String, client_secret: String, login_file: std::path::PathBuf, url: String },
}

impl Tokens {
    /// Reads the key and checks the token address.
    pub fn new(options: &Options) -> Result<Self, String> {
        let source = match &options.credentials {
            Credentials::ServiceAccount { key } => Source::Service(Box::new(service(key, options)?)),
            Credentials::Person { client_id, client_secret, login_file } => Source::Person {
                client_id: client_id.clone(),
                client_secret: client_secret.clone(),
                login_file: login_file.clone(),
                url: checked("token_url", options.token_url.as_deref().unwrap_or(TOKEN_URL))?,
            },
        };
        Ok(Self { source, act: options.act, rest: options.refusal_rest, asked: AtomicU64::new(0) })
    }

    /// How many tokens were asked for.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether each person is spoken for in turn.
    pub fn delegated(&self) -> bool {
        matches!(self.source, Source::Service(_))
    }

    /// The person's token for this access. `stale` is one that Google did not accept: another is fetched, unless
    /// somebody did so meanwhile.
    pub async fn token(
        &self,
        http: &Http,
        (purse, person): (&Purse, &Address),
        access: Access,
        stale: Option<&str>,
    ) -> Result<String, Failure> {
        let access = if self.delegated() { access } else { Access::Events };
        let mut known = purse.0.lock().await;
        match known.get(&access).map(Known::usable) {
            Some(Usable::Token(token)) if stale != Some(token) => return Ok(token.to_owned()),
            Some(Usable::Refused(what, login)) if *login == self.login().await => {
                return Err(Failure::Human(what.to_owned()));
            }
            _ => {}
        }
        known.remove(&access);
        self.asked.fetch_add(1, Ordering::Relaxed);
        match self.fetch(http, person, access).await {
            Ok(fresh) => {
                let token = fresh.text().to_owned();
                known.insert(access, fresh);
                Ok(token)
            }
            Err(failure) => {
                if let Failure::Human(what) = &failure {
                    let until = Instant::now() + self.rest;
                    known.insert(access, Known::Refused(what.clone(), until, self.login().await));
                }
                Err(failure)
            }
        }
    }

    /// The refresh token that a person's login has now.
    async fn login(&self) -> Option<String> {
        let Source::Person { login_file, .. } = &self.source else { return None };
        login(login_file).await.ok().map(|login| login.refresh_token)
    }

    async fn fetch(&self, http: &Http, person: &Address, access: Access) -> Result<Known, Failure> {
        match &self.source {
            Source::Service(key) => {
                let asked = async { delegated(http, key, person, access.scope(self.act)).await };
                http.within(asked).await
            }
            Source::Person { client_id, client_secret, login_file, url } => {
                let login = login(login_file).await?;
                let fields = [
                    ("client_id", client_id.as_str()),
                    ("client_secret", client_secret.as_str()),
                    ("refresh_token", login.refresh_token.as_str()),
                    ("grant_type", "refresh_token"),
                ];
                refreshed(http.form(url, &fields).await?)
            }
        }
    }
}

enum Usable<'a> {
    Token(&'a str),
    Refused(&'a str, &'a Option<String>),
    Not,
}

impl Known {
    fn usable(&self) -> Usable<'_> {
        match self {
            Self::Service(token) if !token.is_expired() => token.token().map_or(Usable::Not, Usable::Token),
            Self::Person(token, until) if Instant::now() < *until => Usable::Token(token),
            Self::Refused(what, until, login) if Instant::now() < *until => Usable::Refused(what, login),
            _ => Usable::Not,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Service(token) => token.token().unwrap_or_default(),
            Self::Person(token, _) => token,
            Self::Refused(..) => "",
        }
    }
}

fn service(key: &str, options: &Options) -> Result<ServiceAccountKey, String> {
    let mut key: ServiceAccountKey = serde_json::from_str(key).map_err(|error| {
        format!(
            "the key of the service account is not the JSON file that the Google Cloud console gives (line {})",
            error.line()
        )
    })?;
    if let Some(url) = &options.token_url {
        key.token_uri = url.clone();
    }
    key.token_uri = checked("token_url", &key.token_uri)?;
    Ok(key)
}

/// A token of the service account that speaks for `person`.
async fn delegated(http: &Http, key: &ServiceAccountKey, person: &Address, scope: &str) -> Result<Known, Failure> {
    let builder = ServiceAccountAuthenticator::with_client(key.clone(), http.for_tokens());
    let unusable = || {
        Failure::Human(
            "the private key of the service account cannot be used; make a new key: Google Cloud console › IAM & Admin \
             › Service Accounts › Keys"
                .to_owned(),
        )
    };
    let authenticator = builder.subject(person.as_str()).build().await.map_err(|_| unusable())?;
    match authenticator.token(&[scope]).await {
        Ok(token) if token.token().is_some() => Ok(Known::Service(token)),
        Ok(_) => Err(Failure::unreadable()),
        Err(yup_oauth2::Error::AuthError(error)) => Err(refusal(&error, key, person, scope)),
        Err(yup_oauth2::Error::UserError(_) | yup_oauth2::Error::LowLevelError(_)) => Err(unusable()),
        Err(_) => Err(Failure::Unclear { what: "Google gave no access token".to_owned(), wait: None }),
    }
}

/// What a refusal by the token address means (RFC 6749 §5.2, RFC 7523 §3.1), and who changes what where.
fn refusal(error: &AuthError, key: &ServiceAccountKey, person: &Address, scope: &str) -> Failure {
    let about = error.error_description.as_deref().unwrap_or_default();
    let client = key.client_id.as_deref().unwrap_or(&key.client_email);
    Failure::Human(match &error.error {
        AuthErrorCode::InvalidGrant if about.contains("JWT") => format!(
            "Google does not accept what the service account {} signed; check this machine's clock, and that the key \
             still exists: Google Cloud console › IAM & Admin › Service Accounts › Keys",
            key.client_email
        ),
        AuthErrorCode::InvalidGrant => format!(
            "Google refuses {}: the account is suspended, deleted or not of this Workspace; check it in the Admin \
             console › Directory › Users, or take the person out of the people file",
            person.masked()
        ),
        AuthErrorCode::UnauthorizedClient | AuthErrorCode::AccessDenied | AuthErrorCode::InvalidScope => format!(
            "the service account may not speak for people with the scope {scope}; add it to client ID {client}: Admin \
             console › Security › Access and data control › API controls › Manage Domain Wide Delegation"
        ),
        AuthErrorCode::InvalidClient => format!(
            "Google does not know the service account {}; check that it and its key exist: Google Cloud console › IAM & \
             Admin › Service Accounts",
            key.client_email
        ),
        AuthErrorCode::Other(code) if code == "internal_failure" || code == "temporarily_unavailable" => {
            return Failure::Unclear { what: "Google gave no access token".to_owned(), wait: None };
        }
        other => format!("Google gives the service account {} no access token ({})", key.client_email, other.as_str()),
    })
}

/// What `meetgate google login` wrote.
#[derive(Deserialize)]
struct Login {
    refresh_token: String,
}

async fn login(path: &Path) -> Result<Login, Failure> {
    let again =
        |why: &str| Failure::Human(format!("the login in {} {why}; run `meetgate google login`", path.display()));
    let text = tokio::fs::read_to_string(path).await.map_err(|_| again("cannot be read"))?;
    serde_json::from_str(&text).map_err(|_| again("is not what `meetgate google login` writes"))
}

/// What the token address answered to a refresh token (RFC 6749 §5).
fn refreshed((status, body): (u16, Value)) -> Result<Known, Failure> {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    match (status, text("access_token"), text("error")) {
        (200, token, "") if !token.is_empty() => {
            let seconds = body.get("expires_in").and_then(Value::as_u64).unwrap_or(3600).min(86_400);
            let until = Instant::now() + Duration::from_secs(seconds).saturating_sub(SLACK);
            Ok(Known::Person(token.to_owned(), until))
        }
        (_, _, "invalid_grant") => Err(Failure::Human(
            "the stored login at Google has ended or was revoked; run `meetgate google login` again".to_owned(),
        )),
        (_, _, "invalid_client" | "unauthorized_client") => Err(Failure::Human(
            "Google does not know the client of the stored login; check google.client_id and its secret: Google Cloud \
             console › APIs & Services › Credentials"
                .to_owned(),
        )),
        (429 | 500.., ..) | (200, ..) => {
            Err(Failure::Unclear { what: "Google gave no access token".to_owned(), wait: None })
        }
        (status, _, error) => {
            let error: String = error.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect();
            Err(Failure::Settled(Settled::Never(format!("Google gave no access token ({status} {error})"))))
        }
    }
}
