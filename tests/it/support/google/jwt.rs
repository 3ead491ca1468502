//! Assertions of service accounts: JSON Web Tokens signed with RS256 (RFC 7515, RFC 7523).

use rustls::pki_types::alg_id::RSA_PKCS1_SHA256;
use serde_json::Value;

/// The key pair of every client of the fake; for tests only.
pub const PRIVATE_KEY: &str = include_str!("../../../data/google/service-account-private.pem");
/// What a key file calls it.
pub const KEY_ID: &str = "test-key";
const PUBLIC_KEY: &[u8] = include_bytes!("../../../data/google/service-account-public.der");

/// The claims of an assertion whose form and signature are right, or what is wrong with it. Where it names its key, that
/// must be the one that the key file names.
pub fn claims(assertion: &str) -> Result<Value, &'static str> {
    let mut parts = assertion.split('.');
    let (Some(head), Some(body), Some(signature), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err("Invalid JWT: three parts expected.");
    };
    let header = json(head).ok_or("Invalid JWT: unreadable header.")?;
    if header["alg"] != "RS256" {
        return Err("Invalid JWT: RS256 expected.");
    }
    if header.get("kid").is_some_and(|kid| kid != KEY_ID) {
        return Err("Invalid JWT: no such key.");
    }
    let signature = base64url(signature).ok_or("Invalid JWT: unreadable signature.")?;
    if !signed(format!("{head}.{body}").as_bytes(), &signature) {
        return Err("Invalid JWT Signature.");
    }
    json(body).ok_or("Invalid JWT: unreadable claims.")
}

fn signed(message: &[u8], signature: &[u8]) -> bool {
    let algorithms = rustls::crypto::ring::default_provider().signature_verification_algorithms.all;
    let rs256 = algorithms.iter().filter(|one| one.signature_alg_id() == RSA_PKCS1_SHA256);
    rs256.into_iter().any(|one| one.verify_signature(PUBLIC_KEY, message, signature).is_ok())
}

fn json(part: &str) -> Option<Value> {
    serde_json::from_slice(&base64url(part)?).ok()
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Reads base64 of the URL alphabet, without padding (RFC 4648 §5).
pub fn base64url(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for letter in text.bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        bits = (bits << 6) | u32::try_from(value).ok()?;
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push(u8::try_from((bits >> held) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

/// Writes it.
pub fn to_base64url(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word = chunk.iter().enumerate().fold(0_u32, |word, (at, byte)| word | u32::from(*byte) << (16 - 8 * at));
        for place in 0..=chunk.len() {
            let index = (word >> (18 - 6 * place)) & 63;
            text.push(char::from(LETTERS[index as usize]));
        }
    }
    text
}
