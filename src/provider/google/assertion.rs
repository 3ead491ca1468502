//! How a service account proves who it is, and for whom it speaks: a signed assertion (RFC 7523 §2.1).
//!
//! The crate's own library of tokens is gone around here: it pads the parts of an assertion, which RFC 7515 §2 forbids
//! and strict servers refuse; does not name the key; and keeps status and headers of a refusal to itself, so that "too
//! many" and "not allowed" look alike.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::{Deserialize, Serialize};

use super::http::checked;
use super::options::{Options, TOKEN_URL};
use crate::meeting::Address;

/// The kind of grant that an assertion asks for (RFC 7523 §2.1).
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// An assertion is believed for an hour at most ("Using OAuth 2.0 for Server to Server Applications").
const BELIEVED: TimeDelta = TimeDelta::hours(1);
/// This machine's clock may go ahead by so much.
const SKEW: TimeDelta = TimeDelta::seconds(30);

/// A service account, checked and ready to sign.
pub(super) struct ServiceAccount {
    /// Its address.
    pub email: String,
    /// What the Admin console calls it: its client ID, else its address.
    pub client: String,
    /// Where it asks for tokens, and whom it signs for.
    pub url: String,
    key_id: Option<String>,
    key: EncodingKey,
}

/// The parts of the console's key file that count.
#[derive(Deserialize)]
struct KeyFile {
    client_email: String,
    private_key: String,
    private_key_id: Option<String>,
    client_id: Option<String>,
    token_uri: Option<String>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    scope: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
}

impl ServiceAccount {
    /// Reads a key file. What is wrong with it is said without showing it.
    pub fn read(file: &str, options: &Options) -> Result<Self, String> {
        let file: KeyFile = serde_json::from_str(file).map_err(|error| {
            format!(
                "the key of the service account is not the JSON file that the Google Cloud console gives (line {})",
                error.line()
            )
        })?;
        let url = options.token_url.as_deref().or(file.token_uri.as_deref()).unwrap_or(TOKEN_URL);
        let url = checked("token_url", url)?;
        let key = EncodingKey::from_rsa_pem(file.private_key.as_bytes()).map_err(|_| UNUSABLE.to_owned())?;
        let client = file.client_id.filter(|id| !id.is_empty()).unwrap_or_else(|| file.client_email.clone());
        let key_id = file.private_key_id.filter(|id| !id.is_empty());
        Ok(Self { email: file.client_email, client, url, key_id, key })
    }

    /// What it signs to speak for a person with one scope.
    pub fn assertion(&self, person: &Address, scope: &str, now: DateTime<Utc>) -> Result<String, String> {
        let header = Header { kid: self.key_id.clone(), ..Header::new(Algorithm::RS256) };
        let issued = now - SKEW;
        let claims = Claims {
            iss: &self.email,
            sub: person.as_str(),
            scope,
            aud: &self.url,
            iat: issued.timestamp(),
            exp: (issued + BELIEVED).timestamp(),
        };
        jsonwebtoken::encode(&header, &claims, &self.key).map_err(|_| UNUSABLE.to_owned())
    }
}

const UNUSABLE: &str = "the private key of the service account cannot be used; make a new key: Google Cloud console › IAM \
                        & Admin › Service Accounts › Keys";

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::*;
    use crate::provider::google::Credentials;

    const KEY: &str = include_str!("../../../tests/data/google/service-account-private.pem");

    fn account(key: &Value) -> Result<ServiceAccount, String> {
        let credentials = Credentials::ServiceAccount { key: key.to_string() };
        ServiceAccount::read(&key.to_string(), &Options::new(credentials, Arc::new(|| DateTime::UNIX_EPOCH)))
    }

    fn part(text: &str) -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).expect("base64url without padding")).unwrap()
    }

    #[test]
    fn an_assertion_is_unpadded_names_its_key_and_ends_within_the_hour() {
        let key = json!({ "client_email": "m@p.iam", "private_key": KEY, "private_key_id": "abc" });
        let person = Address::parse("ben@example.com").unwrap();
        let assertion = account(&key).unwrap().assertion(&person, "one scope", DateTime::UNIX_EPOCH).unwrap();
        let parts: Vec<&str> = assertion.split('.').collect();
        assert_eq!(part(parts[0]), json!({ "typ": "JWT", "alg": "RS256", "kid": "abc" }));
        let claims = json!({
            "iss": "m@p.iam", "sub": "ben@example.com", "scope": "one scope", "aud": TOKEN_URL, "iat": -30, "exp": 3570,
        });
        assert_eq!(part(parts[1]), claims);
        assert_eq!(URL_SAFE_NO_PAD.decode(parts[2]).unwrap().len(), 256);
    }

    #[test]
    fn a_key_file_needs_no_token_address_and_no_broken_key_is_shown() {
        assert_eq!(account(&json!({ "client_email": "m@p.iam", "private_key": KEY })).unwrap().url, TOKEN_URL);
        let broken = account(&json!({ "client_email": "m@p.iam", "private_key": "hunter2" })).err().unwrap();
        assert!(broken.contains("make a new key") && !broken.contains("hunter2"), "{broken}");
    }
}
