//! Signed intents: what a link in a mail may do, for whom, until when.
//!
//! `KEY.EXPIRY.PURPOSE.AUDIENCE.MEETING.MAC`: the fields percent-encoded but for letters and digits, with `_` for the
//! percent sign, so that none holds a dot and no mail program on the way rewrites one; the MAC is HMAC-SHA-256
//! (RFC 2104) over everything before it, in hexadecimal. Several keys may be known at a time, so that they can be
//! changed without breaking links under way; the first one signs.
//!
//! Pure: keys and time come in. A token proves only that meetgate wrote it for this address; whether the person may
//! still say so is checked when it is used ([`super::Say::refused`]).

use chrono::{DateTime, Utc};
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use sha2::{Digest, Sha256};

use crate::meeting::{Address, MeetingKey};

use super::say::Purpose;

/// A token is at most so long, in bytes; nothing longer is looked at.
const LONGEST: usize = 4096;

/// A secret shorter than this is refused: HMAC-SHA-256 wants as many bytes as it gives (RFC 2104 §3).
const SHORTEST_SECRET: usize = 32;

/// The secrets by name. Their `Debug` shows names only.
#[derive(Clone)]
pub struct Keys(Vec<(String, Vec<u8>)>);

/// What a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// What it is for.
    pub purpose: Purpose,
    /// For whom it was made.
    pub audience: Address,
    /// About which meeting; none for what is about all of theirs.
    pub meeting: Option<MeetingKey>,
    /// Worthless from then on.
    pub expires: DateTime<Utc>,
}

/// Why a token is not honoured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is no token of ours, or was changed.
    #[error("this link is not valid")]
    Invalid,
    /// Its time is over.
    #[error("this link is no longer valid")]
    Expired,
    /// It was made for something else.
    #[error("this link is for something else")]
    OtherPurpose,
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

    fn mac(secret: &[u8], text: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret).ok()?;
        mac.update(b"meetgate link 1\0");
        mac.update(text.as_bytes());
        Some(mac)
    }

    /// Writes a token.
    pub fn sign(&self, ticket: &Ticket) -> Option<String> {
        let (id, secret) = self.0.first()?;
        let meeting = ticket.meeting.as_ref().map(MeetingKey::to_string).unwrap_or_default();
        let expires = ticket.expires.timestamp();
        let fields = [ticket.purpose.as_str(), ticket.audience.as_str(), meeting.as_str()];
        let [purpose, audience, meeting] = fields.map(written);
        let text = format!("{id}.{expires}.{purpose}.{audience}.{meeting}");
        let mac = Self::mac(secret, &text)?.finalize().into_bytes();
        Some(format!("{text}.{}", hex(&mac)))
    }

    /// Reads a token that must be for one of `purposes`.
    ///
    /// # Errors
    /// Why it is not honoured. That it was signed is checked first, in constant time; nothing else is told of a token
    /// that was not.
    pub fn open(&self, token: &str, purposes: &[Purpose], now: DateTime<Utc>) -> Result<Ticket, Refusal> {
        match self.verified(token).ok_or(Refusal::Invalid)? {
            ticket if !purposes.contains(&ticket.purpose) => Err(Refusal::OtherPurpose),
            _ => self.read(token, now),
        }
    }

    /// Reads a token, whatever it is for.
    ///
    /// # Errors
    /// As [`Keys::open`].
    pub fn read(&self, token: &str, now: DateTime<Utc>) -> Result<Ticket, Refusal> {
        let ticket = self.verified(token).ok_or(Refusal::Invalid)?;
        if ticket.expires <= now { Err(Refusal::Expired) } else { Ok(ticket) }
    }

    fn verified(&self, token: &str) -> Option<Ticket> {
        let (text, mac) = token.rsplit_once('.').filter(|_| token.len() <= LONGEST)?;
        let fields: Vec<&str> = text.split('.').collect();
        let [id, expires, purpose, audience, meeting] = fields[..] else { return None };
        let (_, secret) = self.0.iter().find(|(known, _)| known == id)?;
        Self::mac(secret, text)?.verify_slice(&unhex(mac)?).ok()?;
        let (purpose, meeting) = (plain(purpose)?, plain(meeting)?);
        Some(Ticket {
            purpose: Purpose::ALL.into_iter().find(|known| known.as_str() == purpose)?,
            audience: Address::parse(&plain(audience)?)?,
            meeting: if meeting.is_empty() { None } else { Some(meeting.parse().ok()?) },
            expires: DateTime::from_timestamp(expires.parse().ok()?, 0)?,
        })
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
    use proptest::prelude::*;

    use super::*;
    use crate::policy::world::{World, address, at};

    fn keys(id: &str) -> Keys {
        Keys::new(vec![(id.to_owned(), id.repeat(32).into_bytes())]).expect("keys")
    }

    fn ticket() -> Ticket {
        let meeting = Some(World::new().meeting().key);
        Ticket { purpose: Purpose::Keep, audience: address("bo"), meeting, expires: at("Thu 15:00") }
    }

    #[test]
    fn what_was_signed_is_read_back() {
        let token = keys("a").sign(&ticket()).expect("a token");
        assert_eq!(keys("a").open(&token, &[Purpose::Keep], at("Thu 14:59")), Ok(ticket()));
        assert!(token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'_'), "{token}");
    }

    #[test]
    fn it_ends_and_serves_one_purpose() {
        let token = keys("a").sign(&ticket()).expect("a token");
        assert_eq!(keys("a").open(&token, &[Purpose::Keep], at("Thu 15:00")), Err(Refusal::Expired));
        assert_eq!(keys("a").open(&token, &[Purpose::AnswersOff], at("Mon 10:00")), Err(Refusal::OtherPurpose));
    }

    #[test]
    fn an_old_key_still_opens_while_it_is_known_and_a_new_one_signs() {
        let old = keys("a").sign(&ticket()).expect("a token");
        let both = Keys::new(vec![("b".to_owned(), "b".repeat(32).into()), ("a".to_owned(), "a".repeat(32).into())]);
        let both = both.expect("keys");
        assert_eq!(both.open(&old, &[Purpose::Keep], at("Mon 10:00")), Ok(ticket()));
        assert!(both.sign(&ticket()).expect("a token").starts_with("b."));
        assert_eq!(keys("b").open(&old, &[Purpose::Keep], at("Mon 10:00")), Err(Refusal::Invalid));
    }

    #[test]
    fn keys_are_named_by_what_they_are() {
        let (old, new) = (vec![1; 32], vec![2; 32]);
        let token = Keys::named([old.clone()]).expect("keys").sign(&ticket()).expect("a token");
        let both = Keys::named([new.clone(), old]).expect("keys");
        assert_eq!(both.read(&token, at("Mon 10:00")), Ok(ticket()));
        assert_eq!(both.read(&token, at("Thu 15:00")), Err(Refusal::Expired));
        assert_eq!(Keys::named([new]).expect("keys").read(&token, at("Mon 10:00")), Err(Refusal::Invalid));
    }

    #[test]
    fn weak_secrets_and_strange_names_are_refused() {
        assert!(Keys::new(vec![]).is_none());
        assert!(Keys::new(vec![("a".to_owned(), vec![7; 31])]).is_none());
        assert!(Keys::new(vec![("a.b".to_owned(), vec![7; 32])]).is_none());
        assert_eq!(format!("{:?}", keys("a")), "[\"a\"]", "no secret in a log");
    }

    proptest! {
        #[test]
        fn no_changed_letter_goes_unnoticed(index in any::<prop::sample::Index>(), letter in "[ -~]") {
            let token = keys("a").sign(&ticket()).expect("a token");
            let index = index.index(token.len());
            let changed = format!("{}{letter}{}", &token[..index], &token[index + 1..]);
            // Hexadecimal digits may be written in capitals.
            if !changed.eq_ignore_ascii_case(&token) {
                prop_assert_eq!(keys("a").open(&changed, &[Purpose::Keep], at("Mon 10:00")), Err(Refusal::Invalid));
            }
        }

        #[test]
        fn nothing_that_is_sent_breaks_it(text in any::<String>()) {
            prop_assert_eq!(keys("a").open(&text, &[Purpose::Keep], at("Mon 10:00")), Err(Refusal::Invalid));
        }
    }
}
