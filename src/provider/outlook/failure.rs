//! What an answer of Graph, or none, means: try again, changed, gone, never, or a human is needed.
//!
//! Status and code decide, never the message, which is localized and may hold titles and addresses.

use std::error::Error;
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use serde::Deserialize;

use crate::provider::ProviderError;

/// Pauses double up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// An answer that is no success.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What was asked, without addresses.
    pub what: &'static str,
    /// The status.
    pub status: u16,
    /// Graph's code; empty when the body says none.
    pub code: String,
    /// How long to wait at least.
    pub wait: Option<TimeDelta>,
    /// What Microsoft's support asks for.
    pub request_id: String,
}

/// Why a call failed.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Graph said no.
    Refused(Refusal),
    /// It did not come to an answer, or the call was not made.
    Other(ProviderError),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Body {
    error: Inside,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Inside {
    code: String,
}

impl Refusal {
    /// Graph's code in the body of an error; empty where there is none.
    pub fn code(body: &[u8]) -> String {
        let code = serde_json::from_slice::<Body>(body).unwrap_or_default().error.code;
        code.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.')).take(80).collect()
    }

    /// Whether the event asked for is not there.
    pub fn is_missing(&self) -> bool {
        self.status == 404 && !self.is_about_the_mailbox()
    }

    /// Whether it is the mailbox that is not there.
    fn is_about_the_mailbox(&self) -> bool {
        const CODES: &[&str] = &[
            "MailboxNotEnabledForRESTAPI",
            "MailboxNotSupportedForRESTAPI",
            "ErrorInvalidUser",
            "ErrorNonExistentMailbox",
            "ErrorMailboxNotFound",
            "ResourceNotFound",
            "Request_ResourceNotFound",
        ];
        CODES.contains(&self.code.as_str())
    }

    /// Whether a delta round has to begin anew: the token is expired or broken. Some servers say so by a code beside
    /// another status.
    pub fn breaks_the_round(&self) -> bool {
        let code = self.code.to_ascii_lowercase();
        self.status == 410 || self.status == 400 || code.starts_with("syncstate") || code.starts_with("resync")
    }

    fn told(&self) -> String {
        let id = if self.request_id.is_empty() { String::new() } else { format!(", request {}", self.request_id) };
        let code = if self.code.is_empty() { String::new() } else { format!(" {}", self.code) };
        format!("{}: Graph answered {}{code}{id}", self.what, self.status)
    }
}

impl From<Refusal> for ProviderError {
    fn from(refusal: Refusal) -> Self {
        let told = refusal.told();
        match refusal.status {
            401 => Self::NeedsHuman(format!("{told}; the app registration or its consent was changed or removed")),
            403 => Self::NeedsHuman(format!(
                "{told}; the app may not do this in this mailbox: grant the permission with admin consent (Entra admin \
                 center, App registrations, the app, API permissions), or take the mailbox into the app's scope \
                 (Exchange Online, RBAC for Applications; a change takes up to two hours)"
            )),
            404 if refusal.is_about_the_mailbox() => Self::NeedsHuman(format!(
                "{told}; there is no Exchange Online mailbox under this user name: check the address in the list of \
                 people, and the user's licence (Microsoft 365 admin center, Active users)"
            )),
            404 | 410 => Self::Gone(told),
            409 | 412 => Self::Changed(told),
            408 | 423 | 429 | 500.. => Self::Retry { what: told, wait: refusal.wait },
            _ => Self::Permanent(told),
        }
    }
}

impl From<Trouble> for ProviderError {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Refused(refusal) => refusal.into(),
            Trouble::Other(error) => error,
        }
    }
}

impl From<ProviderError> for Trouble {
    fn from(error: ProviderError) -> Self {
        Self::Other(error)
    }
}

/// The pause before an attempt: doubling, between the half and the whole of it by `jitter` (0 to 999).
pub(super) fn pause(base: Duration, attempt: u32, jitter: u32) -> Duration {
    let whole = base.saturating_mul(1 << attempt.saturating_sub(1).min(10)).min(LONGEST_PAUSE);
    whole / 2 + whole.mul_f64(f64::from(jitter.min(999)) / 2000.0)
}

/// `Retry-After` (RFC 9110 §10.2.3): seconds, which is what Graph sends, or a date, as proxies like to, which is measured
/// against the answer's own `Date`. At most a day.
pub(super) fn retry_after(header: Option<&str>, date: Option<&str>) -> Option<TimeDelta> {
    let asked = header?.trim();
    if let Ok(seconds) = asked.parse::<f64>() {
        return (seconds >= 0.0).then(|| TimeDelta::seconds(seconds.min(86_400.0).ceil() as i64));
    }
    let read = |text: &str| DateTime::parse_from_rfc2822(text.trim()).ok();
    let wait = read(asked)? - read(date?)?;
    (wait >= TimeDelta::zero()).then(|| wait.min(TimeDelta::days(1)))
}

/// What went wrong with a connection, without the address that was asked.
pub(super) fn connection(error: &reqwest::Error) -> String {
    let kind = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else {
        "the connection broke off"
    };
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let cause = if cause.is::<reqwest::Error>() { String::new() } else { format!(" ({cause})") };
    format!("{kind}{}", cause.chars().filter(|c| !c.is_control()).take(200).collect::<String>())
}

/// The body of an answer, if it is not longer than `longest` bytes; of a longer one nothing.
pub(super) async fn bounded(mut response: reqwest::Response, longest: usize) -> Result<Vec<u8>, reqwest::Error> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if bytes.len() + chunk.len() > longest {
            return Ok(Vec::new());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(status: u16, code: &str) -> ProviderError {
        let (code, request_id) = (code.to_owned(), "r-1".to_owned());
        Refusal { what: "GET event", status, code, wait: None, request_id }.into()
    }

    #[test]
    fn each_status_leads_to_its_end() {
        assert!(matches!(refusal(404, "ErrorItemNotFound"), ProviderError::Gone(_)));
        assert!(matches!(refusal(404, "MailboxNotEnabledForRESTAPI"), ProviderError::NeedsHuman(_)));
        assert!(matches!(refusal(403, "ErrorAccessDenied"), ProviderError::NeedsHuman(_)));
        assert!(matches!(refusal(412, ""), ProviderError::Changed(_)));
        assert!(matches!(refusal(400, "ErrorInvalidRequest"), ProviderError::Permanent(_)));
        for status in [408, 429, 500, 502, 503, 504] {
            assert!(matches!(refusal(status, ""), ProviderError::Retry { .. }), "{status}");
        }
    }

    #[test]
    fn an_error_names_code_and_request_and_nothing_else_of_the_body() {
        let body = br#"{"error":{"code":"ErrorAccessDenied","message":"ana@example.com may not"}}"#;
        let text = refusal(403, &Refusal::code(body)).to_string();
        assert!(text.starts_with("GET event: Graph answered 403 ErrorAccessDenied, request r-1"), "{text}");
        assert!(!text.contains('@'), "{text}");
        assert_eq!(Refusal::code(b"<html>"), "");
    }

    #[test]
    fn pauses_double_and_differ() {
        let base = Duration::from_millis(100);
        assert_eq!(pause(base, 1, 0), Duration::from_millis(50));
        assert!(pause(base, 3, 999) < Duration::from_millis(400) && pause(base, 3, 0) >= Duration::from_millis(200));
        assert!(pause(base, 99, 999) <= LONGEST_PAUSE);
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        let now = Some("Thu, 26 Nov 2026 10:00:00 GMT");
        let retry_after = |asked| retry_after(asked, now);
        assert_eq!(retry_after(Some("Thu, 26 Nov 2026 10:00:30 GMT")), Some(TimeDelta::seconds(30)));
        assert_eq!(retry_after(Some("Thu, 26 Nov 2026 09:00:00 GMT")), None);
        assert_eq!(super::retry_after(Some("Thu, 26 Nov 2026 10:00:30 GMT"), None), None);
        assert_eq!(retry_after(Some(" 12 ")), Some(TimeDelta::seconds(12)));
        assert_eq!(retry_after(Some("0.2")), Some(TimeDelta::seconds(1)));
        for odd in ["-1", "soon", "", "NaN"] {
            assert_eq!(retry_after(Some(odd)), None, "{odd}");
        }
        assert_eq!(retry_after(Some("1e99")), Some(TimeDelta::days(1)));
    }
}
