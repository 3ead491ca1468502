//! What a person is asked to agree to.

use anyhow::{Context, anyhow};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use url::Url;

/// A question to a person, and what proves that an answer belongs to it.
pub struct Consent {
    client_id: String,
    /// Where the answer is sent.
    pub redirect: String,
    /// What is asked for.
    pub scopes: Vec<&'static str>,
    /// Comes back with the answer.
    pub state: String,
    /// Known to nobody else until the code is exchanged (RFC 7636 §4.1).
    pub verifier: String,
}

impl Consent {
    /// A new question.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn ask(client_id: &str, redirect: &str, scopes: &[&'static str]) -> anyhow::Result<Self> {
        Ok(Self {
            client_id: client_id.to_owned(),
            redirect: redirect.to_owned(),
            scopes: scopes.to_vec(),
            state: random()?,
            verifier: random()?,
        })
    }

    /// The page to open. `prompt=consent` makes sure that a refresh token comes along, also the second time.
    ///
    /// # Errors
    /// When the page of the configuration is no address.
    pub fn url(&self, page: &str) -> anyhow::Result<Url> {
        let mut url = Url::parse(page).context("auth_url is not an address")?;
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.client_id)
            .append_pair("redirect_uri", &self.redirect)
            .append_pair("scope", &self.scopes.join(" "))
            .append_pair("state", &self.state)
            .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.as_bytes())))
            .append_pair("code_challenge_method", "S256")
            .append_pair("access_type", "offline")
            .append_pair("prompt", "consent");
        Ok(url)
    }
}

/// 256 random bits, fit for addresses. Not chance that decides anything: whoever could guess it could answer in the
/// person's place.
fn random() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    let source = rustls::crypto::ring::default_provider().secure_random;
    source.fill(&mut bytes).map_err(|_| anyhow!("the system gives no random numbers"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_names_the_challenge_and_never_the_verifier() {
        let consent = Consent::ask("client", "http://127.0.0.1:1/", &["a", "b"]).unwrap();
        let url = consent.url("https://accounts.example.com/auth?hl=en").unwrap();
        let value = |name: &str| url.query_pairs().find(|(key, _)| key == name).unwrap().1.into_owned();
        assert_eq!(
            (value("hl"), value("scope"), value("code_challenge_method")),
            ("en".into(), "a b".into(), "S256".into())
        );
        assert_eq!((value("access_type"), value("prompt")), ("offline".to_owned(), "consent".to_owned()));
        let challenge = URL_SAFE_NO_PAD.decode(value("code_challenge")).unwrap();
        assert_eq!(challenge, Sha256::digest(consent.verifier.as_bytes()).to_vec());
        assert!(!url.as_str().contains(&consent.verifier));
        assert!((43..=128).contains(&consent.verifier.len()), "RFC 7636 §4.1");
    }

    #[test]
    fn no_two_questions_are_alike() {
        let ask = || Consent::ask("client", "http://127.0.0.1:1/", &[]).unwrap();
        let (one, other) = (ask(), ask());
        assert!(one.state != other.state && one.verifier != other.verifier && one.state != one.verifier);
    }
}
