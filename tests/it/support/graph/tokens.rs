//! The token endpoint: client credentials, by secret or by an assertion signed with a certificate's key.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Duration;
use ring::{digest, signature};
use serde_json::{Value, json};

use super::call::{Call, Reply};
use super::ids;
use super::state::State;
use super::{CLIENT_ID, SECRET, TENANT};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Begins the key inside an RSA certificate: the algorithm's identifier, then a bit string with a length of two bytes.
const RSA: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01, 0x01, 0x05, 0x00, 0x03, 0x82];

/// How the token endpoint is set up.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// Its own address.
    pub url: String,
    /// The certificate, as DER.
    pub certificate: Option<Vec<u8>>,
    /// How long tokens live.
    pub life: Duration,
}

/// `POST /{tenant}/oauth2/v2.0/token`.
pub fn issue(state: &mut State, issuer: &Issuer, call: &Call) -> Reply {
    let form: Vec<(String, String)> = url::form_urlencoded::parse(&call.body).into_owned().collect();
    let field =
        |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default();
    if call.parts.first().map(String::as_str) != Some(TENANT) {
        return refused(
            state,
            400,
            "invalid_request",
            90002,
            "Tenant not found. Check to make sure you have the correct tenant ID.",
        );
    }
    if field("grant_type") != "client_credentials" {
        return refused(state, 400, "unsupported_grant_type", 70003, "The app requested an unsupported grant type.");
    }
    if field("scope") != "https://graph.microsoft.com/.default" {
        return refused(
            state,
            400,
            "invalid_scope",
            1_002_012,
            "The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.",
        );
    }
    if field("client_id") != CLIENT_ID {
        return refused(state, 400, "unauthorized_client", 700_016, "Application was not found in the directory.");
    }
    let by_assertion = field("client_assertion_type") == ASSERTION && !field("client_assertion").is_empty();
    let checked = match by_assertion {
        true => signed(state, issuer, field("client_assertion")),
        false if field("client_secret") == SECRET => Ok(()),
        false => Err((7_000_215, "Invalid client secret provided.".to_owned())),
    };
    if let Err((number, why)) = checked {
        return refused(state, 401, "invalid_client", number, &why);
    }
    let (token, seconds) = (bearer(state, issuer.life), issuer.life.num_seconds());
    Reply::json(
        200,
        json!({"token_type": "Bearer", "expires_in": seconds, "ext_expires_in": seconds, "access_token": token}),
    )
}

/// A fresh bearer token.
pub fn bearer(state: &mut State, life: Duration) -> String {
    let (number, now) = (state.next(), state.now());
    let claims = json!({
        "aud": "https://graph.microsoft.com", "iss": format!("https://sts.windows.net/{TENANT}/"), "appid": CLIENT_ID, "tid": TENANT,
        "iat": now.timestamp(), "nbf": now.timestamp(), "exp": (now + life).timestamp(), "roles": state.permissions, "ver": "1.0",
    });
    let header = URL_SAFE_NO_PAD.encode(json!({"typ": "JWT", "alg": "RS256"}).to_string());
    let token = format!("{header}.{}.{}", URL_SAFE_NO_PAD.encode(claims.to_string()), ids::token("bearer", number));
    let permissions = state.permissions.clone();
    state.bearers.insert(token.clone(), (now + life, permissions));
    token
}

fn refused(state: &mut State, status: u16, error: &str, number: u64, why: &str) -> Reply {
    let trace = state.next();
    let date = state.now().format("%Y-%m-%d %H:%M:%SZ").to_string();
    Reply::json(
        status,
        json!({
            "error": error, "error_description": format!("AADSTS{number}: {why} Trace ID: {} Timestamp: {date}", ids::guid("trace", trace)),
            "error_codes": [number], "timestamp": date, "trace_id": ids::guid("trace", trace), "correlation_id": ids::guid("correlation", trace),
        }),
    )
}

type Refusal = (u64, String);

/// Checks a client assertion: form, claims, thumbprint and signature.
fn signed(state: &State, issuer: &Issuer, assertion: &str) -> Result<(), Refusal> {
    let fail = |why: &str| (700_027, format!("Client assertion failed signature validation. {why}"));
    let certificate = issuer.certificate.as_deref().ok_or_else(|| fail("The key was not found."))?;
    let mut parts = assertion.rsplitn(2, '.');
    let (seal, message) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let (head, claims) = message.split_once('.').ok_or_else(|| fail("It is no JWT."))?;
    let json =
        |part: &str| URL_SAFE_NO_PAD.decode(part).ok().and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let (head, claims) = json(head).zip(json(claims)).ok_or_else(|| fail("It is no JWT."))?;
    thumbprint(&head, certificate).ok_or_else(|| fail("The thumbprint is not that of a registered certificate."))?;
    claimed(state, issuer, &claims)?;
    let algorithm: &dyn signature::VerificationAlgorithm = match head.get("alg").and_then(Value::as_str) {
        Some("RS256") => &signature::RSA_PKCS1_2048_8192_SHA256,
        Some("PS256") => &signature::RSA_PSS_2048_8192_SHA256,
        _ => return Err(fail("The algorithm is not supported.")),
    };
    let key = rsa_key(certificate).ok_or_else(|| fail("The certificate has no RSA key."))?;
    let seal = URL_SAFE_NO_PAD.decode(seal).map_err(|_| fail("The signature is not base64url."))?;
    signature::UnparsedPublicKey::new(algorithm, key)
        .verify(message.as_bytes(), &seal)
        .map_err(|_| fail("The signature is wrong."))
}

fn thumbprint(head: &Value, certificate: &[u8]) -> Option<()> {
    let is = |name: &str, algorithm| {
        let given = head.get(name).and_then(Value::as_str)?.trim_end_matches('=');
        (given == URL_SAFE_NO_PAD.encode(digest::digest(algorithm, certificate))).then_some(())
    };
    is("x5t#S256", &digest::SHA256).or_else(|| is("x5t", &digest::SHA1_FOR_LEGACY_USE_ONLY))
}

fn claimed(state: &State, issuer: &Issuer, claims: &Value) -> Result<(), Refusal> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let time = |name: &str| claims.get(name).and_then(Value::as_i64).unwrap_or(0);
    let now = state.now().timestamp();
    if text("iss") != CLIENT_ID || text("sub") != CLIENT_ID {
        return Err((
            700_021,
            "Client assertion application identifier doesn't match 'client_id' parameter.".to_owned(),
        ));
    }
    if text("aud") != issuer.url {
        return Err((
            700_023,
            format!("Client assertion audience claim does not match Realm issuer. Expected {}.", issuer.url),
        ));
    }
    if text("jti").is_empty() || time("exp") <= now - 300 || time("nbf") > now + 300 {
        return Err((700_024, "Client assertion is not within its valid time range.".to_owned()));
    }
    Ok(())
}

/// The PKCS#1 key inside a certificate.
fn rsa_key(certificate: &[u8]) -> Option<&[u8]> {
    let at = certificate.windows(RSA.len()).position(|window| window == RSA)? + RSA.len();
    let length = usize::from(*certificate.get(at)?) << 8 | usize::from(*certificate.get(at + 1)?);
    certificate.get(at + 3..at + 2 + length)
}
