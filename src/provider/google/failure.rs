//! What comes back instead of what was asked for, sorted by what to do about it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use google_calendar3::common::{Delegate, Error, Response, Retry};
use google_calendar3::hyper::HeaderMap;
use serde_json::Value;

use crate::provider::ProviderError;

/// Why a request did not succeed.
#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// No answer, a broken one, or trouble at Google's end. A write may have taken effect.
    Unclear { what: String, wait: Option<Duration> },
    /// The access token is not accepted (401).
    Token,
    /// Too fast. Nothing took effect.
    Rate { whose: Whose, wait: Option<Duration> },
    /// Google lets this person's calendar be read only, for hours ("Calendar usage limits exceeded").
    Blocked,
    /// Google says no: what was asked for is wrong, not allowed, not there, or has changed.
    Refused { status: u16, reason: String },
    /// Somebody must change something; a sentence says what.
    Human(String),
    /// Settled before anything was asked.
    Settled(Settled),
}

/// An end that needs no more sorting.
#[derive(Debug, Clone)]
pub(super) enum Settled {
    /// Try later.
    Later { what: String, wait: Duration },
    /// Not to be done at all.
    Never(String),
}

/// Who was too fast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// One person.
    User,
    /// All of us together.
    Project,
    /// All of us together, for the rest of the day.
    Day,
}

impl Failure {
    /// Sorts an answer by status and reason, never by its words ("Handle API errors").
    pub fn sorted(status: u16, body: Option<&Value>, wait: Option<Duration>) -> Self {
        let reason = body.map(reason).unwrap_or_default();
        match (status, reason.as_str()) {
            (401, _) => Self::Token,
            (403 | 429, "userRateLimitExceeded") => Self::Rate { whose: Whose::User, wait },
            (403, "dailyLimitExceeded" | "dailyLimitExceededUnreg") => Self::Rate { whose: Whose::Day, wait },
            (403, "quotaExceeded") => Self::Blocked,
            (403, "rateLimitExceeded" | "RATE_LIMIT_EXCEEDED" | "RESOURCE_EXHAUSTED") | (429, _) => {
                Self::Rate { whose: Whose::Project, wait }
            }
            (403, "accessNotConfigured" | "SERVICE_DISABLED") => Self::Human(API_OFF.to_owned()),
            (403, "notACalendarUser") => Self::Human(NO_CALENDAR.to_owned()),
            (408 | 425 | 500.., _) => Self::Unclear { what: format!("Google answered {status}"), wait },
            _ => Self::Refused { status, reason },
        }
    }

    /// An answer that is not what it should be.
    pub fn unreadable() -> Self {
        Self::Unclear { what: "Google's answer cannot be read".to_owned(), wait: None }
    }

    /// Whether Google answered with this status and meant it.
    pub fn is(&self, wanted: u16) -> bool {
        matches!(self, Self::Refused { status, .. } if *status == wanted)
    }

    /// The word that Google gives with its no; empty where it gives none.
    pub fn reason(&self) -> &str {
        if let Self::Refused { reason, .. } = self { reason } else { "" }
    }

    /// What follows for whoever asked. `about` says what for, without titles or addresses.
    pub fn end(self, about: &str) -> ProviderError {
        let retry = |what: String, wait: Option<Duration>| ProviderError::Retry {
            what: format!("{about}: {what}"),
            wait: wait.and_then(|wait| TimeDelta::from_std(wait).ok()),
        };
        let changed = || ProviderError::Changed(format!("{about}: no longer as it was read"));
        match self {
            Self::Unclear { what, wait } => retry(what, wait),
            Self::Token => ProviderError::NeedsHuman(format!(
                "{about}: Google does not accept the access token that it gave just before; check that [google] \
                 endpoint and token_url belong together"
            )),
            Self::Rate { wait, .. } => retry("too many requests for Google's limits".to_owned(), wait),
            Self::Blocked => retry(BLOCKED.to_owned(), None),
            Self::Refused { status: 412, .. } => changed(),
            Self::Refused { status: 409, reason } if reason != "duplicate" => changed(),
            Self::Refused { status: 404, reason } if reason.is_empty() => {
                ProviderError::NeedsHuman(format!("{about}: {ELSEWHERE}"))
            }
            Self::Refused { status: 404 | 410, .. } => ProviderError::Gone(format!("{about}: not there")),
            Self::Refused { status, reason } if needs_scope(&reason) => ProviderError::NeedsHuman(format!(
                "{about}: the access that was granted does not suffice ({status} {reason}); grant the scopes that \
                 `meetgate doctor` names"
            )),
            Self::Refused { status, reason } => {
                ProviderError::Permanent(format!("{about}: Google refuses ({status} {reason})"))
            }
            Self::Human(what) => ProviderError::NeedsHuman(what),
            Self::Settled(Settled::Later { what, wait }) => retry(what, Some(wait)),
            Self::Settled(Settled::Never(what)) => ProviderError::Permanent(what),
        }
    }
}

/// Said while Google lets someone's calendar only be read.
pub(super) const BLOCKED: &str =
    "Google lets this calendar only be read for some hours (usage limits of the account); reading goes on";
/// Said when an answer is none of Google's own, which always give a reason.
pub(super) const ELSEWHERE: &str = "the server answers 404 and not as Google's calendar does; check google.endpoint";
const API_OFF: &str = "the Google Calendar API is not switched on for the project of the key: Google Cloud console › \
                       APIs & Services › Library › Google Calendar API › Enable";
const NO_CALENDAR: &str = "Google Calendar is switched off for this account: Admin console › Apps › Google Workspace › \
                           Calendar › Service status";

/// Whether a reason says that the token lacks a scope.
pub(super) fn needs_scope(reason: &str) -> bool {
    matches!(reason, "insufficientPermissions" | "ACCESS_TOKEN_SCOPE_INSUFFICIENT" | "insufficientScopes")
}

/// The reason in an error's body: of the first error, which the calendar's own table of errors goes by; where that says
/// no more than that it is forbidden, of the details or the status in words. At most a word, for it ends up in logs.
fn reason(body: &Value) -> String {
    let error = body.get("error").unwrap_or(body);
    let listed = error.pointer("/errors/0/reason").and_then(Value::as_str);
    let details = || error.get("details")?.as_array()?.iter().find_map(|detail| detail.get("reason")?.as_str());
    let status = || error.get("status").and_then(Value::as_str);
    let telling = listed.filter(|reason| !matches!(*reason, "" | "forbidden"));
    let found = telling.or_else(details).or(listed).or_else(status).unwrap_or_default();
    found.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').take(60).collect()
}

/// How long Google asks to be left alone (Retry-After, RFC 9110 §10.2.3): seconds, or a date, which is measured
/// against the answer's own Date.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let asked = text("retry-after")?;
    let longest = Duration::from_secs(86_400);
    if let Ok(seconds) = asked.parse::<u64>() {
        return Some(Duration::from_secs(seconds).min(longest));
    }
    let (at, now) = (date(asked)?, date(text("date")?)?);
    (at - now).to_std().ok().map(|wait| wait.min(longest))
}

fn date(text: &str) -> Option<DateTime<chrono::FixedOffset>> {
    DateTime::parse_from_rfc2822(text).ok()
}

/// Notes what the crate does not hand on: status and headers of a failed answer.
#[derive(Default)]
pub(super) struct Watch {
    status: Option<u16>,
    wait: Option<Duration>,
    body: Option<Value>,
}

impl Delegate for Watch {
    fn http_failure(&mut self, response: &Response, error: Option<&Value>) -> Retry {
        self.status = Some(response.status().as_u16());
        self.wait = retry_after(response.headers());
        self.body = error.cloned();
        Retry::Abort
    }
}

impl Watch {
    /// What a call of the crate came to. An answer that cannot be decoded is handed back as text.
    pub fn sort<T>(self, result: Result<(Response, T), Error>) -> Result<T, (Failure, Option<String>)> {
        let error = match result {
            Ok((_, found)) => return Ok(found),
            Err(error) => error,
        };
        if let Some(status) = self.status {
            return Err((Failure::sorted(status, self.body.as_ref(), self.wait), None));
        }
        Err(match error {
            Error::JsonDecodeError(body, _) => (Failure::unreadable(), Some(body)),
            Error::HttpError(error) => (unreachable(&error, "endpoint"), None),
            Error::Io(_) | Error::Failure(_) | Error::BadRequest(_) | Error::Cancelled => (Failure::unreadable(), None),
            other => (Failure::Settled(Settled::Never(format!("the request could not be made: {other}"))), None),
        })
    }
}

/// A connection that failed. Only the kind of trouble is told, and the key that may be wrong.
pub(super) fn unreachable(error: &google_calendar3::hyper_util::client::legacy::Error, key: &str) -> Failure {
    let what = if error.is_connect() {
        format!("Google cannot be reached; check this machine's network, and google.{key} if it is set")
    } else {
        "the connection to Google broke off".to_owned()
    };
    Failure::Unclear { what, wait: None }
}
