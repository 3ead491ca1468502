//! The journal: calls that arrived, mails that went out.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::people::Answer;

/// Why a mail went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailKind {
    /// An organizer invites.
    Invitation,
    /// An organizer changed a meeting.
    Update,
    /// An organizer cancelled a meeting, an occurrence or an invitation.
    Cancellation,
    /// An attendee answers.
    Response,
    /// An attendee passes an invitation on.
    Forward,
    /// `sendMail`.
    Message,
}

/// A mail that went out.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Why.
    pub kind: MailKind,
    /// From whose mailbox.
    pub from: String,
    /// To whom.
    pub to: Vec<String>,
    /// Of which meeting.
    pub uid: Option<String>,
    /// Of which day of a series.
    pub day: Option<NaiveDate>,
    /// Its subject.
    pub subject: String,
    /// For a response: which.
    pub answer: Option<Answer>,
    /// The comment of a response, a cancellation or a forward; the text of a message.
    pub text: String,
    /// A time proposed with a response, in Graph's JSON.
    pub proposed: Value,
    /// For a message: its header as sent, in order.
    pub headers: Vec<(String, String)>,
    /// For a message given as MIME: all of it.
    pub mime: Option<Vec<u8>>,
    /// When, by the fake's clock.
    pub at: DateTime<Utc>,
}

/// A call that reached the fake, alone or inside a batch.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// When, by the fake's clock.
    pub at: DateTime<Utc>,
    /// The user in the path, as written there.
    pub mailbox: Option<String>,
    /// `GET` and so on.
    pub method: String,
    /// Below `/v1.0`, or the token's path.
    pub path: String,
    /// Decoded names and values, in order.
    pub query: Vec<(String, String)>,
    /// Headers by their lower-case name; several of one name joined by commas. The authorization is left out.
    pub headers: BTreeMap<String, String>,
    /// The `Prefer` header.
    pub prefer: Option<String>,
    /// The `If-Match` header.
    pub if_match: Option<String>,
    /// The body as JSON, or as a string if it is none; null without one.
    pub body: Value,
    /// Whether it came inside `$batch`.
    pub in_batch: bool,
    /// The status answered; zero where the connection was broken instead.
    pub status: u16,
}
