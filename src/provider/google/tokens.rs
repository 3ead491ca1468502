//! Access tokens: one for each person and kind of access, kept until shortly before it ends, and asked for once however
//! many wait for it.
//!
//! A person whose account is refused is left in peace for a while: what helps there is a human.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::assertion::{JWT_BEARER, ServiceAccount};
use super::failure::{Failure, Settled};
use super::http::{Http, Told, checked};
use super::options::{Access, Credentials, Options, TOKEN_URL};
use crate::meeting::Address;
use crate::provider::Now;

/// A token is not used in its last minute.
const SLACK: Duration = Duration::from_secs(60);

/// What is known of one person's tokens.
#[derive(Default)]
pub(super) struct Purse(Mutex<BTreeMap<Access, Known>>);

enum Known {
    /// The token, and until when it is used.
    Token(String, Instant),
    /// What was told, until when it stands, and with which login it was asked.
    Refused(String, Instant, Option<String>),
}

/// Gives tokens.
pub(super) struct Tokens {
    source: Source,
    act: bool,
    rest: Duration,
    now: Now,
    asked: AtomicU64,
}

enum Source {
    Service(Box<ServiceAccount>),
    Person { client_id: String, client_secret: String, login_file: std::path::PathBuf, url: String },
}

impl Tokens {
    /// Reads the key and checks the token address.
    pub fn new(options: &Options) -> Result<Self, String> {
        let source = match &options.credentials {
            Credentials::ServiceAccount { key } => Source::Service(Box::new(ServiceAccount::read(key, options)?)),
            Credentials::Person { client_id, client_secret, login_file } => Source::Person {
                client_id: client_id.clone(),
                client_secret: client_secret.clone(),
                login_file: login_file.clone(),
                url: checked("token_url", options.token_url.as_deref().unwrap_or(TOKEN_URL))?,
            },
        };
        let now = options.signed_at.clone();
        Ok(Self { source, act: options.act, rest: options.refusal_rest, now, asked: AtomicU64::new(0) })
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
            Source::Service(account) => {
                let scope = access.scope(self.act);
                let assertion = account.assertion(person, scope, (self.now)()).map_err(Failure::Human)?;
                let fields = [("grant_type", JWT_BEARER), ("assertion", assertion.as_str())];
                given(http.form(&account.url, &fields).await?, |told| refusal(told, account, person, scope))
            }
            Source::Person { client_id, client_secret, login_file, url } => {
                let login = login(login_file).await?;
                let fields = [
                    ("client_id", client_id.as_str()),
                    ("client_secret", client_secret.as_str()),
                    ("refresh_token", login.refresh_token.as_str()),
                    ("grant_type", "refresh_token"),
                ];
                given(http.form(url, &fields).await?, ended)
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
            Self::Token(token, until) if Instant::now() < *until => Usable::Token(token),
            Self::Refused(what, until, login) if Instant::now() < *until => Usable::Refused(what, login),
            _ => Usable::Not,
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Token(token, _) => token,
            Self::Refused(..) => "",
        }
    }
}

/// What the token address answered (RFC 6749 §5). Trouble at its end passes; what it refuses, `refused` sorts.
fn given(told: Told, refused: impl FnOnce(&Told) -> Option<String>) -> Result<Known, Failure> {
    let token = told.text("access_token");
    match told.status {
        200..=299 if !token.is_empty() => {
            let seconds = told.body.get("expires_in").and_then(Value::as_u64).unwrap_or(3600).min(86_400);
            let until = Instant::now() + Duration::from_secs(seconds).saturating_sub(SLACK);
            Ok(Known::Token(token.to_owned(), until))
        }
        408 | 425 | 429 | 500.. | 200..=299 => Err(no_token(told.wait)),
        _ if matches!(told.text("error"), "internal_failure" | "temporarily_unavailable") => Err(no_token(told.wait)),
        status => Err(match refused(&told) {
            Some(what) => Failure::Human(what),
            None if told.text("error").is_empty() => Failure::Human(format!(
                "the token address answers {status} and does not say why; check google.token_url (or the key's \
                 token_uri)"
            )),
            None => {
                let error = word(told.text("error"));
                Failure::Settled(Settled::Never(format!("Google gave no access token ({status} {error})")))
            }
        }),
    }
}

fn no_token(wait: Option<Duration>) -> Failure {
    Failure::Unclear { what: "Google gave no access token".to_owned(), wait }
}

/// At most a word, for it ends up in logs.
fn word(text: &str) -> String {
    text.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(40).collect()
}

/// What a refusal of an assertion means (RFC 6749 §5.2, RFC 7523 §3.1), and who changes what where.
fn refusal(told: &Told, account: &ServiceAccount, person: &Address, scope: &str) -> Option<String> {
    let (email, client) = (&account.email, &account.client);
    Some(match told.text("error") {
        "" => return None,
        "invalid_grant" if told.text("error_description").contains("JWT") => format!(
            "Google does not accept what the service account {email} signed; check this machine's clock, and that the \
             key still exists: Google Cloud console › IAM & Admin › Service Accounts › Keys"
        ),
        "invalid_grant" => format!(
            "Google refuses {}: the account is suspended, deleted or not of this Workspace; check it in the Admin \
             console › Directory › Users, or take the person out of the people file",
            person.masked()
        ),
        "unauthorized_client" | "access_denied" | "invalid_scope" => format!(
            "the service account may not speak for people with the scope {scope}; add it to client ID {client}: Admin \
             console › Security › Access and data control › API controls › Manage Domain Wide Delegation"
        ),
        "invalid_client" => format!(
            "Google does not know the service account {email}; check that it and its key exist: Google Cloud console › \
             IAM & Admin › Service Accounts"
        ),
        other => format!("Google gives the service account {email} no access token ({})", word(other)),
    })
}

/// What a refusal of a stored login means.
fn ended(told: &Told) -> Option<String> {
    match told.text("error") {
        "invalid_grant" => {
            Some("the stored login at Google has ended or was revoked; run `meetgate google login` again".to_owned())
        }
        "invalid_client" | "unauthorized_client" => Some(
            "Google does not know the client of the stored login; check google.client_id and its secret: Google Cloud \
             console › APIs & Services › Credentials"
                .to_owned(),
        ),
        _ => None,
    }
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
