//! People, their answers, and what is attached to meetings.

use chrono::{DateTime, Utc};
use serde_json::Value;

/// A name and an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// As shown.
    pub name: String,
    /// As typed; compared without regard to case.
    pub address: String,
}

/// What someone answered, in Graph's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// `none`: no answer, as others see it.
    None,
    /// `organizer`: nobody asks him.
    Organizer,
    /// `tentativelyAccepted`.
    Tentative,
    /// `accepted`.
    Accepted,
    /// `declined`.
    Declined,
    /// `notResponded`: no answer, as the invited person sees it.
    NotResponded,
}

impl Answer {
    /// Graph's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Organizer => "organizer",
            Self::Tentative => "tentativelyAccepted",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::NotResponded => "notResponded",
        }
    }
}

/// An attendee of a meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Guest {
    /// Who.
    pub person: Person,
    /// `required`, `optional` or `resource`.
    pub kind: String,
    /// The answer as this copy knows it.
    pub answer: Answer,
    /// When it was given.
    pub answered: Option<DateTime<Utc>>,
    /// A `timeSlot` proposed instead.
    pub proposed: Option<Value>,
}

/// What is attached to a meeting.
#[derive(Clone, Debug, PartialEq)]
pub struct Attachment {
    /// Set when it is attached.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its content; nothing for a reference.
    pub bytes: Vec<u8>,
    /// Shown inside the body, as logos are.
    pub inline: bool,
    /// `fileAttachment`, `itemAttachment` or `referenceAttachment`.
    pub kind: &'static str,
    /// Set when it is attached.
    pub modified: DateTime<Utc>,
}

impl Attachment {
    /// A file of some content.
    pub fn file(name: &str, content_type: &str, bytes: &[u8]) -> Self {
        Self {
            id: String::new(),
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            bytes: bytes.to_vec(),
            inline: false,
            kind: "fileAttachment",
            modified: DateTime::UNIX_EPOCH,
        }
    }

    /// A picture inside the body, such as a logo.
    pub fn inline(name: &str) -> Self {
        Self { inline: true, ..Self::file(name, "image/png", b"\x89PNG") }
    }

    /// A link to a file in the cloud; Graph does not tell its address.
    pub fn reference(name: &str) -> Self {
        Self { kind: "referenceAttachment", ..Self::file(name, "text/html", b"") }
    }
}

/// A guest who has not answered.
pub fn guest(address: &str, kind: &str) -> Guest {
    Guest {
        person: Person { name: name_of(address), address: address.to_owned() },
        kind: kind.to_owned(),
        answer: Answer::None,
        answered: None,
        proposed: None,
    }
}

/// A name made of an address: `ana.lopez@corp.example` is Ana Lopez.
pub fn name_of(address: &str) -> String {
    let words = address.split('@').next().unwrap_or_default().split(['.', '-', '_']);
    let capital = |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect();
    words.map(capital).collect::<Vec<String>>().join(" ")
}
