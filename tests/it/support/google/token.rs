//! The token address: assertions of service accounts, refresh tokens, and codes of the installed-application flow.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::error::ApiError;
use super::fault::Fault;
use super::jwt::{claims, to_base64url};
use super::options::{Client, Options};
use super::query::Parameters;
use super::state::State;

/// The installed application that the fake knows.
pub const INSTALLED_ID: &str = "installed.apps.example";
/// Its secret.
pub const INSTALLED_SECRET: &str = "not-a-secret";

/// What an access token speaks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The user's primary address.
    pub user: String,
    /// What it may do.
    pub scopes: Vec<String>,
    /// Which client it was given to.
    pub client: String,
    dies: DateTime<Utc>,
}

/// What a person consented to.
#[derive(Debug, Clone)]
pub struct Consent {
    pub(super) user: String,
    pub(super) scopes: Vec<String>,
    pub(super) redirect: String,
    pub(super) challenge: String,
    pub(super) refresh: bool,
}

/// Tokens of all kinds.
#[derive(Debug, Default)]
pub struct Tokens {
    /// Programs with domain-wide delegation.
    pub clients: Vec<Client>,
    /// How long access tokens live.
    pub life: TimeDelta,
    /// How much sooner than told they die.
    pub skew: TimeDelta,
    /// Who consents on the authorization page; the user named by `login_hint`, or the first account, where unset.
    pub consenting: Option<String>,
    /// Whether the person refuses on that page.
    pub refuses: bool,
    check_time: bool,
    access: BTreeMap<String, Bearer>,
    refresh: BTreeMap<String, (String, Vec<String>)>,
    pub(super) codes: BTreeMap<String, Consent>,
    pub(super) consented: Vec<String>,
    /// What the next refusal says in `Retry-After`, in seconds.
    pub(super) wait: Option<u32>,
    /// Every request at the token address: its kind, whom it is for, and the status of the answer.
    pub asked: Vec<(String, String, u16)>,
    count: u64,
}

/// A refusal at the token address: status, error, description.
pub type Refusal = (u16, &'static str, String);

impl Tokens {
    /// None given out yet.
    pub fn new(options: &Options) -> Self {
        Self {
            clients: options.clients.clone(),
            life: options.token_life,
            skew: options.token_skew,
            check_time: options.check_assertion_time,
            ..Self::default()
        }
    }

    /// A new token of this kind.
    pub(super) fn next(&mut self, kind: &str) -> String {
        self.count += 1;
        format!("{kind}{:016x}-{}", super::fault::mix(self.count), self.count)
    }

    /// A refusal that passes.
    fn trouble(&mut self, fault: Fault) -> Refusal {
        match fault {
            Fault::TooMany(wait) => {
                self.wait = wait;
                (429, "rate_limit_exceeded", "You have exceeded the rate limit.".to_owned())
            }
            _ => (503, "internal_failure", "Backend Error".to_owned()),
        }
    }

    /// Ends all access tokens of a user, or of everyone.
    pub fn expire(&mut self, user: Option<&str>) {
        self.access.retain(|_, bearer| user.is_some_and(|user| bearer.user != user));
    }

    /// Ends a user's refresh tokens, as the user does by taking the permission back.
    pub fn revoke(&mut self, user: &str) {
        self.refresh.retain(|_, (of, _)| of != user);
    }
}

impl State {
    /// Whose call it is, by its `Authorization` header.
    pub fn bearer(&self, header: Option<&str>) -> Result<Bearer, ApiError> {
        let token = header.and_then(|header| header.strip_prefix("Bearer ")).ok_or_else(ApiError::unauthorized)?;
        let bearer = self.tokens.access.get(token).ok_or_else(ApiError::unauthorized)?;
        let suspended = self.account(&bearer.user).is_none_or(|account| account.suspended);
        if bearer.dies <= self.now() || suspended {
            return Err(ApiError::unauthorized());
        }
        Ok(bearer.clone())
    }

    /// Gives out an access token without ceremony.
    pub fn grant(&mut self, user: &str, scopes: Vec<String>, client: &str) -> String {
        let dies = self.now() + self.tokens.life - self.tokens.skew;
        let token = self.tokens.next("ya29.");
        let bearer = Bearer { user: user.to_lowercase(), scopes, client: client.to_owned(), dies };
        self.tokens.access.insert(token.clone(), bearer);
        token
    }

    /// A request at the token address.
    pub fn token(&mut self, form: &Parameters, audience: &str) -> Result<Value, Refusal> {
        let kind = form.get("grant_type").unwrap_or_default();
        let fault = self.faults.at_token();
        let answer = match kind {
            _ if let Some(fault) = fault => Err(self.tokens.trouble(fault)),
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => self.by_assertion(form, audience),
            "refresh_token" => self.by_refresh(form),
            "authorization_code" => self.by_code(form),
            _ => Err((400, "unsupported_grant_type", "Invalid grant_type.".to_owned())),
        };
        let whom = claims(form.get("assertion").unwrap_or_default()).ok();
        let whom = whom.and_then(|claims| Some(claims["sub"].as_str()?.to_owned())).unwrap_or_default();
        let status = answer.as_ref().map_or_else(|refusal| refusal.0, |_| 200);
        self.tokens.asked.push((kind.to_owned(), whom, status));
        answer
    }

    fn given(&mut self, user: &str, scopes: Vec<String>, client: &str) -> Value {
        let scope = scopes.join(" ");
        let token = self.grant(user, scopes, client);
        json!({
            "access_token": token, "token_type": "Bearer", "scope": scope,
            "expires_in": self.tokens.life.num_seconds(),
        })
    }

    fn by_assertion(&mut self, form: &Parameters, audience: &str) -> Result<Value, Refusal> {
        let invalid = |text: &str| (400, "invalid_grant", text.to_owned());
        let claims = claims(form.get("assertion").unwrap_or_default()).map_err(invalid)?;
        let text = |name: &str| claims[name].as_str().unwrap_or_default().to_owned();
        let (issued, expires) =
            (claims["iat"].as_i64().unwrap_or_default(), claims["exp"].as_i64().unwrap_or_default());
        if text("aud") != audience {
            return Err(invalid("Invalid JWT: the audience is not this token address."));
        }
        let now = self.now().timestamp();
        let timely = (now - 300..=now + 300).contains(&issued) && expires > now;
        if expires <= issued || expires - issued > 3600 || (self.tokens.check_time && !timely) {
            return Err(invalid(
                "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.",
            ));
        }
        let client = self.tokens.clients.iter().find(|client| client.email == text("iss")).cloned();
        let client = client.ok_or_else(|| invalid("Invalid grant: account not found"))?;
        let scopes: Vec<_> = text("scope").split_whitespace().map(str::to_owned).collect();
        if scopes.is_empty() {
            return Err((400, "invalid_scope", "Empty or missing scope not allowed.".to_owned()));
        }
        if text("sub").is_empty() || scopes.iter().any(|scope| !client.scopes.contains(scope)) {
            let text = "Client is unauthorized to retrieve access tokens using this method, or client not authorized \
                        for any of the scopes requested.";
            return Err((401, "unauthorized_client", text.to_owned()));
        }
        let user =
            self.account(&text("sub")).filter(|account| !account.suspended).map(|account| account.address.clone());
        let user = user.ok_or_else(|| invalid("Invalid email or User ID"))?;
        Ok(self.given(&user, scopes, &client.email))
    }

    fn by_refresh(&mut self, form: &Parameters) -> Result<Value, Refusal> {
        check_installed(form)?;
        let known = self.tokens.refresh.get(form.get("refresh_token").unwrap_or_default()).cloned();
        let living = known.filter(|(user, _)| self.account(user).is_some_and(|account| !account.suspended));
        let (user, scopes) =
            living.ok_or_else(|| (400, "invalid_grant", "Token has been expired or revoked.".to_owned()))?;
        Ok(self.given(&user, scopes, INSTALLED_ID))
    }

    fn by_code(&mut self, form: &Parameters) -> Result<Value, Refusal> {
        check_installed(form)?;
        let invalid = |text: &str| (400, "invalid_grant", text.to_owned());
        let consent = self.tokens.codes.remove(form.get("code").unwrap_or_default());
        let consent = consent.ok_or_else(|| invalid("Malformed auth code."))?;
        let verifier = form.get("code_verifier").unwrap_or_default();
        if to_base64url(&Sha256::digest(verifier.as_bytes())) != consent.challenge {
            return Err(invalid("Invalid code verifier."));
        }
        if form.get("redirect_uri") != Some(&consent.redirect) {
            return Err((400, "redirect_uri_mismatch", "Bad Request".to_owned()));
        }
        let mut given = self.given(&consent.user, consent.scopes.clone(), INSTALLED_ID);
        if consent.refresh {
            let token = self.tokens.next("1//");
            self.tokens.refresh.insert(token.clone(), (consent.user, consent.scopes));
            given["refresh_token"] = token.into();
        }
        Ok(given)
    }
}

fn check_installed(form: &Parameters) -> Result<(), Refusal> {
    if form.get("client_id") == Some(INSTALLED_ID) && form.get("client_secret") == Some(INSTALLED_SECRET) {
        Ok(())
    } else {
        Err((401, "invalid_client", "The OAuth client was not found.".to_owned()))
    }
}
