//! The record of what was asked and of the mails that Google would have sent for it.

use serde_json::Value;

/// One call of the API.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its place in the record, from 0.
    pub number: usize,
    /// Whose token it carried.
    pub user: String,
    /// The HTTP method.
    pub method: String,
    /// The path, decoded, below the API's base.
    pub path: String,
    /// The name of the method in the discovery document, such as `calendar.events.patch`; empty when there is none.
    pub route: String,
    /// The query, decoded.
    pub query: Vec<(String, String)>,
    /// The header `If-Match`.
    pub if_match: Option<String>,
    /// The body; null when there is none.
    pub body: Value,
    /// What was done wrong on demand.
    pub fault: Option<super::Fault>,
    /// The status of the answer, 0 when the connection was reset.
    pub status: u16,
    /// Whether it changed a calendar.
    pub took_effect: bool,
}

impl Call {
    /// The value of a query parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// What it says on mails to guests.
    pub fn send_updates(&self) -> Option<&str> {
        self.parameter("sendUpdates")
    }

    /// Whether it asks to change a calendar.
    pub fn writes(&self) -> bool {
        const WRITES: [&str; 4] = ["insert", "patch", "update", "delete"];
        self.route.strip_prefix("calendar.events.").is_some_and(|name| WRITES.contains(&name))
    }
}

/// A mail to a guest or to the organizer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// The call that caused it.
    pub call: usize,
    /// To whom.
    pub to: String,
    /// What it says.
    pub kind: MailKind,
    /// The meeting's UID.
    pub uid: String,
}

/// What a mail says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    /// You are invited, or the meeting changed.
    Invitation,
    /// The meeting is off, or you are not invited any more.
    Cancellation,
    /// A guest answered.
    Reply,
}

/// Everything recorded.
#[derive(Debug, Default)]
pub struct Log {
    /// Calls in the order of their coming.
    pub calls: Vec<Call>,
    /// Mails in the order of their causes.
    pub mails: Vec<Mail>,
    /// What the fake itself did against the contract; empty unless it is wrong.
    pub violations: Vec<String>,
}
