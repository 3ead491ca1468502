//! The code of a consent for a refresh token (RFC 6749 §4.1.3).

use std::time::Duration;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::consent::Consent;

/// The exchange takes at most so long.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What was granted. Its token is shown nowhere.
#[derive(Deserialize)]
pub struct Granted {
    /// The token from which others are made.
    pub refresh_token: String,
    /// What was agreed to, where the server says so.
    scope: Option<String>,
}

impl Granted {
    /// The scopes that were asked for and not agreed to.
    pub fn missing(&self, asked: &[&'static str]) -> Vec<&'static str> {
        let Some(granted) = &self.scope else { return Vec::new() };
        let has = |scope: &&&str| !granted.split(' ').any(|granted| granted == **scope);
        asked.iter().filter(has).copied().collect()
    }
}

/// Exchanges a code.
///
/// # Errors
/// What the server says, without what was sent to it.
pub async fn code(
    url: &str,
    (client_id, client_secret): (&str, &str),
    code: &str,
    consent: &Consent,
) -> anyhow::Result<Granted> {
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("client_id", client_id)
        .append_pair("client_secret", client_secret)
        .append_pair("code", code)
        .append_pair("code_verifier", &consent.verifier)
        .append_pair("redirect_uri", &consent.redirect)
        .finish();
    #[expect(clippy::disallowed_methods, reason = "the one request of a command that then ends")]
    let client = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build();
    let request = client?.post(url).header("content-type", "application/x-www-form-urlencoded").body(form);
    let response = request.send().await.context("the token address cannot be reached")?;
    let status = response.status();
    let body = response.text().await.context("the token address broke off")?;
    if !status.is_success() {
        bail!("the login was refused by the token address ({status}): {}", refusal(&body));
    }
    match serde_json::from_str(&body) {
        Ok(granted) => Ok(granted),
        Err(_) => bail!(
            "the token address gave no refresh token; remove meetgate at myaccount.google.com/permissions and log in again"
        ),
    }
}

/// The code of an error (RFC 6749 §5.2), which is fit for people; nothing else of the answer.
fn refusal(body: &str) -> String {
    let json: Option<serde_json::Value> = serde_json::from_str(body).ok();
    let code = json.as_ref().and_then(|json| json.get("error")).and_then(|error| error.as_str());
    match code {
        Some(code) => code.chars().filter(|c| c.is_ascii_graphic()).take(100).collect(),
        None => "it did not say why".to_owned(),
    }
}
