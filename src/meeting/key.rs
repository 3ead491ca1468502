//! The key under which all copies of one occurrence meet.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{Address, Moment};

/// (canonical UID, organizer, RECURRENCE-ID or none). Equal UIDs of different organizers are different meetings.
/// A single meeting that moves keeps its key.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MeetingKey {
    /// The canonical UID.
    pub uid: String,
    /// The organizer in the spelling of the directory (aliases resolved); empty when there is none.
    pub organizer: String,
    /// [`Moment::canonical`] of the occurrence's original start; empty for a single meeting.
    pub occurrence: String,
}

impl MeetingKey {
    /// Builds the key of one occurrence.
    pub fn new(uid: &str, organizer: Option<&Address>, occurrence: Option<&Moment>) -> Self {
        Self {
            uid: uid.to_owned(),
            organizer: organizer.map(|address| address.as_str().to_owned()).unwrap_or_default(),
            occurrence: occurrence.map(Moment::canonical).unwrap_or_default(),
        }
    }

    /// The key of the series that the occurrence belongs to: the same without the occurrence.
    pub fn series(&self) -> Self {
        Self { occurrence: String::new(), ..self.clone() }
    }
}

/// `uid|organizer|occurrence`, with `|`, `%` and control characters of the UID percent-encoded, so that the text
/// is unique, printable and can be read back.
impl fmt::Display for MeetingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SET: &percent_encoding::AsciiSet = &percent_encoding::CONTROLS.add(b'|').add(b'%');
        let uid = percent_encoding::utf8_percent_encode(&self.uid, SET);
        let organizer = percent_encoding::utf8_percent_encode(&self.organizer, SET);
        write!(f, "{uid}|{organizer}|{}", self.occurrence)
    }
}

impl FromStr for MeetingKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.split('|');
        let mut part = || {
            let part = parts.next().ok_or(())?;
            let decoded = percent_encoding::percent_decode_str(part).decode_utf8().map_err(|_| ())?;
            Ok(decoded.into_owned())
        };
        let key = Self { uid: part()?, organizer: part()?, occurrence: part()? };
        if parts.next().is_some() { Err(()) } else { Ok(key) }
    }
}

impl Serialize for MeetingKey {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for MeetingKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|()| serde::de::Error::custom(format!("not a meeting key: {text:?}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_reads_back_what_it_wrote_even_from_hostile_uids() {
        for uid in ["a@b", "x|y%|z", "line\r\nbreak", "", "日本|%7C"] {
            let key =
                MeetingKey { uid: uid.into(), organizer: "o|x@y.z".into(), occurrence: "20261126T140000Z".into() };
            assert_eq!(key.to_string().parse(), Ok(key.clone()), "{uid:?}");
            assert!(!key.to_string().contains(['\r', '\n']));
        }
    }

    #[test]
    fn different_organizers_make_different_meetings() {
        let ana = Address::parse("ana@example.com").unwrap();
        let bo = Address::parse("bo@example.com").unwrap();
        assert_ne!(MeetingKey::new("u", Some(&ana), None), MeetingKey::new("u", Some(&bo), None));
    }
}
