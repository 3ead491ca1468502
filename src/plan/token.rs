//! Signed intents: what a link in a mail may do, for whom, until when.
//!
//! Expiry, purpose, audience and meeting under a seal (see [`Keys`]).
//!
//! Pure: keys and time come in. A token proves only that meetgate wrote it for this address; whether the person may
//! still say so is checked when it is used ([`super::Say::refused`]).

use chrono::{DateTime, Utc};

use crate::meeting::{Address, MeetingKey};

use super::keys::{Keys, Kind};
use super::say::Purpose;

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
    /// Writes a token.
    pub fn sign(&self, ticket: &Ticket) -> Option<String> {
        let meeting = ticket.meeting.as_ref().map(MeetingKey::to_string).unwrap_or_default();
        let expires = ticket.expires.timestamp().to_string();
        self.seal(Kind::Link, &[&expires, ticket.purpose.as_str(), ticket.audience.as_str(), &meeting])
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
        let fields = self.unseal(Kind::Link, token)?;
        let [expires, purpose, audience, meeting] = fields.as_slice() else { return None };
        Some(Ticket {
            purpose: Purpose::ALL.into_iter().find(|known| known.as_str() == purpose)?,
            audience: Address::parse(audience)?,
            meeting: if meeting.is_empty() { None } else { Some(meeting.parse().ok()?) },
            expires: DateTime::from_timestamp(expires.parse().ok()?, 0)?,
        })
    }
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
