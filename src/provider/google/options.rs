//! What the provider needs to know; the configuration says it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use crate::provider::Now;

/// Google's own address.
pub const ENDPOINT: &str = "https://www.googleapis.com";
/// Where Google gives tokens.
pub const TOKEN_URL: &str = "https://oauth2.googleapis.com/token";

/// How to reach Google, and as whom.
#[derive(Clone)]
pub struct Options {
    /// Who asks.
    pub credentials: Credentials,
    /// Where the API is, before `/calendar/v3` (which may be written, too). Plain http for loopback hosts only.
    pub endpoint: String,
    /// Where tokens are given; none: where the key says, else [`TOKEN_URL`]. Plain http for loopback hosts only.
    pub token_url: Option<String>,
    /// Whether anything may be written. If not, only read-only scopes are asked for, and every write is refused
    /// before it is tried.
    pub act: bool,
    /// Whom Google mails about our answers.
    pub send_updates: SendUpdates,
    /// The longest time that one request may take.
    pub timeout: Duration,
    /// The wait before the first repetition of a request; the later ones double it.
    pub retry_base: Duration,
    /// After someone's account was refused (suspended, login revoked), it is left in peace this long.
    pub refusal_rest: Duration,
    /// At most so many quota units a minute for one person; a patch counts three ("Manage quotas").
    pub per_user_per_minute: u32,
    /// At most so many quota units a minute for all together.
    pub per_project_per_minute: u32,
    /// Tells the time that is looked at.
    pub now: Now,
    /// Tells the time that servers go by, which signed assertions carry: the real one, whatever is looked at.
    pub signed_at: Now,
}

impl Options {
    /// Google's own addresses and limits, read-only.
    pub fn new(credentials: Credentials, now: Now) -> Self {
        Self {
            credentials,
            endpoint: ENDPOINT.to_owned(),
            token_url: None,
            act: false,
            send_updates: SendUpdates::None,
            timeout: Duration::from_secs(8),
            retry_base: Duration::from_millis(500),
            refusal_rest: Duration::from_secs(600),
            per_user_per_minute: 600,
            per_project_per_minute: 10_000,
            signed_at: now.clone(),
            now,
        }
    }
}

/// Who asks Google.
#[derive(Clone)]
pub enum Credentials {
    /// A service account with domain-wide delegation, which speaks for each person in turn.
    ServiceAccount {
        /// The text of its JSON key file.
        key: String,
    },
    /// One person's own login.
    Person {
        /// The client id of the installed application.
        client_id: String,
        /// Its client secret; of installed applications no real secret.
        client_secret: String,
        /// The file with the person's refresh token, in JSON: `{"refresh_token": "…"}`, further keys allowed. Read
        /// whenever a token is needed, so that a new login counts at once.
        login_file: PathBuf,
    },
}

/// Shows no secrets.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ServiceAccount { .. } => f.write_str("ServiceAccount { key: … }"),
            Self::Person { login_file, .. } => write!(f, "Person {{ login_file: {login_file:?}, … }}"),
        }
    }
}

/// Whom Google mails when an answer is written (`sendUpdates`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SendUpdates {
    /// Nobody.
    #[default]
    None,
    /// Only those who use no Google calendar.
    ExternalOnly,
    /// Everybody concerned.
    All,
}

impl SendUpdates {
    /// The parameter's value.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::ExternalOnly => "externalOnly",
            Self::All => "all",
        }
    }
}

/// What an access token lets its bearer do. One for each kind of call, so that a scope which an administrator did not
/// grant takes away that ability alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Read events, and write them when acting.
    Events,
    /// See when others are busy.
    FreeBusy,
    /// Read the owner's zone.
    Settings,
    /// Read the owner's working hours.
    Calendars,
}

impl Access {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Events, Self::FreeBusy, Self::Settings, Self::Calendars];

    /// The least scope that suffices (discovery document, `auth.oauth2.scopes`).
    pub fn scope(self, act: bool) -> &'static str {
        match self {
            Self::Events if act => "https://www.googleapis.com/auth/calendar.events",
            Self::Events => "https://www.googleapis.com/auth/calendar.events.readonly",
            Self::FreeBusy => "https://www.googleapis.com/auth/calendar.freebusy",
            Self::Settings => "https://www.googleapis.com/auth/calendar.settings.readonly",
            Self::Calendars => "https://www.googleapis.com/auth/calendar.calendars.readonly",
        }
    }
}

/// All scopes that are asked for: what an administrator grants in the Admin console, or a person at login.
pub fn scopes(act: bool) -> Vec<&'static str> {
    Access::ALL.iter().map(|access| access.scope(act)).collect()
}
