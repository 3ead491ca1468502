//! The authorization page of the installed-application flow (loopback redirect, PKCE).

use super::query::Parameters;
use super::state::State;
use super::token::{Consent, INSTALLED_ID};

impl State {
    /// The authorization page: the person consents, or refuses, at once. Returns where the browser is sent.
    pub fn consent(&mut self, query: &Parameters) -> Result<String, String> {
        let text = |name: &str| query.get(name).unwrap_or_default().to_owned();
        let redirect = text("redirect_uri");
        let loopback = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
        if text("client_id") != INSTALLED_ID || !loopback.iter().any(|host| redirect.starts_with(host)) {
            return Err("Error 400: redirect_uri_mismatch or unknown client".to_owned());
        }
        if text("response_type") != "code" || text("code_challenge_method") != "S256" || text("scope").is_empty() {
            return Err("Error 400: invalid_request: response_type code, S256 and a scope are needed".to_owned());
        }
        let user = self.consenting(&text("login_hint")).ok_or("Error: nobody to sign in")?;
        let answer = if self.tokens.refuses { "error=access_denied".to_owned() } else { self.code(user, query) };
        let state =
            percent_encoding::utf8_percent_encode(&text("state"), percent_encoding::NON_ALPHANUMERIC).to_string();
        let joint = if redirect.contains('?') { '&' } else { '?' };
        Ok(format!("{redirect}{joint}state={state}&{answer}"))
    }

    fn consenting(&self, hint: &str) -> Option<String> {
        let named = self.tokens.consenting.as_deref().unwrap_or(hint);
        let account = self.account(named).or_else(|| self.accounts.values().next());
        account.map(|account| account.address.clone())
    }

    fn code(&mut self, user: String, query: &Parameters) -> String {
        let text = |name: &str| query.get(name).unwrap_or_default().to_owned();
        let again = self.tokens.consented.contains(&user);
        let forced = text("prompt").contains("consent") || self.switches.refresh_token_each_time;
        let consent = Consent {
            refresh: text("access_type") == "offline" && (!again || forced),
            scopes: text("scope").split_whitespace().map(str::to_owned).collect(),
            redirect: text("redirect_uri"),
            challenge: text("code_challenge"),
            user: user.clone(),
        };
        let code = self.tokens.next("4-");
        self.tokens.consented.push(user);
        self.tokens.codes.insert(code.clone(), consent);
        format!("code={code}")
    }
}
