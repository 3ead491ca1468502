//! How the application proves who it is to the token endpoint.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::ids::Ids;
use super::options::Credential;

/// An assertion is believed for so long; Entra asks for five to ten minutes.
const BELIEVED: TimeDelta = TimeDelta::minutes(10);
/// Clocks may differ by this much.
const SKEW: TimeDelta = TimeDelta::minutes(2);
/// What a signed assertion is (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A credential, checked and ready for use.
pub(super) enum Proof {
    /// A client secret.
    Secret(String),
    /// A key, and the thumbprint of the certificate that tells Entra which one it is.
    Key(Box<EncodingKey>, String),
}

#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iss: &'a str,
    sub: &'a str,
    jti: String,
    nbf: i64,
    exp: i64,
}

impl Proof {
    /// Reads a credential. What is wrong with it is said without showing it.
    pub fn of(credential: &Credential) -> Result<Self, String> {
        match credential {
            Credential::Secret(secret) if secret.trim().is_empty() => Err("the client secret is empty".into()),
            Credential::Secret(secret) => Ok(Self::Secret(secret.clone())),
            Credential::Certificate { certificate, key } => {
                let der = CertificateDer::from_pem_slice(certificate.as_bytes());
                let der = der.map_err(|_| "the certificate is not PEM (-----BEGIN CERTIFICATE-----)".to_owned())?;
                let key = EncodingKey::from_rsa_pem(key.as_bytes());
                let key = key.map_err(|_| "the key is not the PEM of an unencrypted RSA key".to_owned())?;
                Ok(Self::Key(Box::new(key), URL_SAFE_NO_PAD.encode(Sha256::digest(&der))))
            }
        }
    }

    /// The fields of a token request that prove it, for an application and the address of the endpoint.
    pub fn fields(
        &self,
        client_id: &str,
        audience: &str,
        ids: &Ids,
        now: DateTime<Utc>,
    ) -> Result<Vec<(&'static str, String)>, String> {
        match self {
            Self::Secret(secret) => Ok(vec![("client_secret", secret.clone())]),
            Self::Key(key, thumbprint) => {
                let assertion = assertion(key, thumbprint, client_id, audience, ids.next(), now)?;
                Ok(vec![("client_assertion_type", JWT_BEARER.to_owned()), ("client_assertion", assertion)])
            }
        }
    }
}

/// The token that Entra takes in place of a secret ("Microsoft identity platform application authentication certificate
/// credentials": PS256, named by the certificate's SHA-256 thumbprint).
fn assertion(
    key: &EncodingKey,
    thumbprint: &str,
    client_id: &str,
    audience: &str,
    id: String,
    now: DateTime<Utc>,
) -> Result<String, String> {
    let mut header = Header::new(Algorithm::PS256);
    header.x5t_s256 = Some(thumbprint.to_owned());
    let (nbf, exp) = ((now - SKEW).timestamp(), (now + BELIEVED).timestamp());
    let claims = Claims { aud: audience, iss: client_id, sub: client_id, jti: id, nbf, exp };
    jsonwebtoken::encode(&header, &claims, key).map_err(|_| "the certificate's key cannot sign".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_certificate_or_key_is_refused_without_showing_it() {
        let wrong = Credential::Certificate { certificate: "hunter2".into(), key: "hunter2".into() };
        let error = Proof::of(&wrong).err().unwrap();
        assert!(error.contains("PEM") && !error.contains("hunter2"), "{error}");
        assert!(Proof::of(&Credential::Secret(" ".into())).is_err());
    }
}
