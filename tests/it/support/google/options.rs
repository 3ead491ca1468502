//! What a fake is started with.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::account::Account;
use super::quota::Quota;
use super::switches::Switches;

/// What a fake is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The instant on the fake's clock, which stands still until a test moves it.
    pub now: DateTime<Utc>,
    /// A clock to follow instead; for the program.
    pub follow: Option<fn() -> DateTime<Utc>>,
    /// The port on loopback; 0 takes a free one.
    pub port: u16,
    /// Who has an account.
    pub accounts: Vec<Account>,
    /// Group addresses and their members.
    pub groups: Vec<(String, Vec<String>)>,
    /// Programs with domain-wide delegation.
    pub clients: Vec<Client>,
    /// How the unconfirmed goes.
    pub switches: Switches,
    /// Limits on calls; none by default.
    pub quota: Option<Quota>,
    /// How long access tokens live.
    pub token_life: TimeDelta,
    /// How much sooner than told an access token dies.
    pub token_skew: TimeDelta,
    /// Whether an assertion's times must fit the fake's clock, not only each other.
    pub check_assertion_time: bool,
    /// Whether a violation of the contract by the fake itself panics at its end (in tests) or is only told on stderr
    /// (in the program).
    pub panic_on_violation: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            now: Utc.with_ymd_and_hms(2026, 3, 2, 7, 0, 0).single().unwrap_or_default(),
            follow: None,
            port: 0,
            accounts: Vec::new(),
            groups: Vec::new(),
            clients: vec![Client::default()],
            switches: Switches::default(),
            quota: None,
            token_life: TimeDelta::hours(1),
            token_skew: TimeDelta::zero(),
            check_assertion_time: false,
            panic_on_violation: true,
        }
    }
}

/// A program with domain-wide delegation.
#[derive(Debug, Clone)]
pub struct Client {
    /// The address of its service account.
    pub email: String,
    /// The scopes the administrator granted, in full.
    pub scopes: Vec<String>,
}

impl Default for Client {
    fn default() -> Self {
        Self { email: "meetgate@project.iam.example".to_owned(), scopes: vec![scope("calendar")] }
    }
}

/// The full name of a scope.
pub fn scope(name: &str) -> String {
    format!("https://www.googleapis.com/auth/{name}")
}
