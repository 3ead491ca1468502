//! The secrets of links, and what is written under them: `KEY.FIELD.….MAC`.
//!
//! Fields are percent-encoded but for letters and digits, with `_` for the percent sign, so that none holds a dot and no
//! mail program on the way rewrites one; the MAC is HMAC-SHA-256 (RFC 2104) over everything before it, in hexadecimal.
//! Several keys may be known at a time, so that they can be changed without breaking links under way; the first one
//! signs.

use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};

/// What is sealed is at most so long, in bytes; nothing longer is looked at.
const LONGEST: usize = 4096;

/// A secret shorter than this is refused: HMAC-SHA-256 wants as many bytes as it gives (RFC 2104 §3).
const SHORTEST_SECRET: usize = 32;

/// The secrets by name. Their `Debug` shows names only.
#[derive(Clone)]
pub struct Keys(Vec<(String, Vec<u8>)>);

/// What a seal or a number is for. None of one kind is ever good for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A link in a mail, by which its reader says something.
    Link,
    /// A ballot of the pulse.
    Ballot,
    /// The number of a ballot.
    BallotNumber,
}

impl Keys {
    /// The secrets by name, the one that signs first. None when there are none, one is shorter than 32 bytes, or a
    /// name is not made of letters and digits.
    pub fn new(keys: Vec<(String, Vec<u8>)>) -> Option<Self> {
        let name = |name: &str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric());
        let good = keys.iter().all(|(id, secret)| name(id) && secret.len() >= SHORTEST_SECRET);
        (!keys.is_empty() && good).then_some(Self(keys))
    }

    /// The same, with names made of the secrets, so that a process and its successor agree on them.
    pub fn named(secrets: impl IntoIterator<Item = Vec<u8>>) -> Option<Self> {
        let name = |secret: &[u8]| {
            let digest = Sha256::digest([b"meetgate key 1\0", secret].concat());
            hex(digest.get(..4).unwrap_or_default())
        };
        Self::new(secrets.into_iter().map(|secret| (name(&secret), secret)).collect())
    }

    /// Writes fields under a seal.
    pub fn seal(&self, kind: Kind, fields: &[&str]) -> Option<String> {
        let (id, secret) = self.0.first()?;
        let fields: Vec<String> = fields.iter().map(|field| written(field)).collect();
        let text = format!("{id}.{}", fields.join("."));
        let mac = kind.mac(secret, &text)?.finalize().into_bytes();
        Some(format!("{text}.{}", hex(&mac)))
    }

    /// Reads what [`Keys::seal`] wrote; none when it did not, for this kind. The seal is looked at first, in constant
    /// time.
    pub fn unseal(&self, kind: Kind, sealed: &str) -> Option<Vec<String>> {
        let (text, mac) = sealed.rsplit_once('.').filter(|_| sealed.len() <= LONGEST)?;
        let (id, fields) = text.split_once('.')?;
        let (_, secret) = self.0.iter().find(|(known, _)| known == id)?;
        kind.mac(secret, text)?.verify_slice(&unhex(mac)?).ok()?;
        fields.split('.').map(plain).collect()
    }

    /// A number made of these texts that nobody can tell who does not have the key: the same as long as the key signs.
    pub fn number(&self, kind: Kind, texts: &[&str]) -> Option<String> {
        let (_, secret) = self.0.first()?;
        let texts: Vec<String> = texts.iter().map(|text| written(text)).collect();
        let mac = kind.mac(secret, &texts.join("."))?.finalize().into_bytes();
        Some(hex(mac.get(..16)?))
    }
}

impl Kind {
    fn mac(self, secret: &[u8], text: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(match self {
            Self::Link => b"meetgate link 1\0".as_slice(),
            Self::Ballot => b"meetgate ballot 1\0",
            Self::BallotNumber => b"meetgate ballot number 1\0",
        });
        mac.update(text.as_bytes());
        Some(mac)
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(id, _)| id)).finish()
    }
}

fn written(field: &str) -> String {
    utf8_percent_encode(field, NON_ALPHANUMERIC).to_string().replace('%', "_")
}

fn plain(field: &str) -> Option<String> {
    percent_decode_str(&field.replace('_', "%")).decode_utf8().ok().map(|text| text.into_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).map(|d| d as u8)).collect::<Option<_>>()?;
    digits
        .len()
        .is_multiple_of(2)
        .then(|| digits.chunks(2).map(|pair| pair.iter().fold(0, |sum, d| sum * 16 + d)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(id: &str) -> Keys {
        Keys::new(vec![(id.to_owned(), id.repeat(32).into_bytes())]).expect("keys")
    }

    #[test]
    fn what_was_sealed_for_one_thing_is_good_for_nothing_else() {
        let sealed = keys("a").seal(Kind::Link, &["one", "", "z.w%o_"]).expect("a seal");
        assert_eq!(keys("a").unseal(Kind::Link, &sealed).expect("fields"), ["one", "", "z.w%o_"]);
        assert_eq!(keys("a").unseal(Kind::Ballot, &sealed), None);
        assert_eq!(keys("b").unseal(Kind::Link, &sealed), None);
        assert_eq!(keys("a").unseal(Kind::Link, ""), None);
    }

    #[test]
    fn numbers_differ_by_text_and_by_key_and_are_the_same_again() {
        let number = |id, texts: &[&str]| keys(id).number(Kind::BallotNumber, texts).expect("a number");
        assert_eq!(number("a", &["x", "y"]), number("a", &["x", "y"]));
        assert_ne!(number("a", &["x", "y"]), number("a", &["xy", ""]));
        assert_ne!(number("a", &["x", "y"]), number("b", &["x", "y"]));
    }

    #[test]
    fn weak_secrets_and_strange_names_are_refused() {
        assert!(Keys::new(vec![]).is_none());
        assert!(Keys::new(vec![("a".to_owned(), vec![7; 31])]).is_none());
        assert!(Keys::new(vec![("a.b".to_owned(), vec![7; 32])]).is_none());
        assert_eq!(format!("{:?}", keys("a")), "[\"a\"]", "no secret in a log");
    }
}
