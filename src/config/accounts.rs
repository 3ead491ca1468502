//! What the configuration says of accounts at Google and Microsoft: the options, and how their keys are read.

mod google;
mod outlook;

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use chrono::TimeDelta;
use url::{Host, Url};

use crate::meeting::Address;

use super::desk::Placed;
use super::durations::length;
use super::reader::{Cell, Section};
use super::secret::Secret;
use super::values;

pub(super) use google::RawGoogle;
pub(super) use outlook::RawOutlook;

/// `[google]`: calendars at Google.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoogleOptions {
    /// How meetgate gets in.
    pub access: GoogleAccess,
    /// Where the interface is, without a slash at the end; none: Google's own.
    pub endpoint: Option<String>,
    /// Where tokens are given out; none: what the key says, else Google's own.
    pub token_url: Option<String>,
    /// Where a person agrees to `meetgate google login`; none: Google's own.
    pub auth_url: Option<String>,
    /// Whom Google mails about what meetgate writes.
    pub send_updates: SendUpdates,
    /// At most so many requests a minute.
    pub max_requests_per_minute: u32,
    /// At most so many requests a minute for one mailbox.
    pub max_requests_per_mailbox_and_minute: u32,
    /// One request takes at most so long.
    pub timeout: TimeDelta,
    /// The two mailboxes between which rehearsals play.
    pub canaries: Option<[Address; 2]>,
}

/// How meetgate gets into calendars at Google.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoogleAccess {
    /// `key_file` and its like: the key of a service account with domain-wide delegation, as JSON.
    ServiceAccount(Secret),
    /// `login_file`: one person's consent, as `meetgate google login` stored it.
    Person {
        /// The file with the refresh token (absolute path).
        login_file: PathBuf,
        /// The OAuth client's id.
        client_id: String,
        /// The OAuth client's secret.
        client_secret: Secret,
    },
}

/// `google.send_updates`, the parameter `sendUpdates` of every write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendUpdates {
    /// Nobody.
    None,
    /// Guests who are not at Google.
    ExternalOnly,
    /// All guests.
    All,
}

/// `[outlook]`: calendars at Microsoft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutlookOptions {
    /// The tenant's id or domain.
    pub tenant: String,
    /// The application's id.
    pub client_id: String,
    /// How the application proves who it is.
    pub credential: OutlookCredential,
    /// Which cloud.
    pub cloud: Cloud,
    /// Where the interface is, without a slash at the end; none: the cloud's own.
    pub endpoint: Option<String>,
    /// Where tokens are given out, without tenant and slash; none: the cloud's own.
    pub authority: Option<String>,
    /// What a decline is at Outlook.
    pub decline: DeclineAs,
    /// The mailbox by which meetgate's mails leave, if they leave by Graph.
    pub mail_from: Option<Address>,
    /// A mailbox that the application must not reach.
    pub scope_canary: Option<Address>,
    /// Whether a scope canary that can be reached is a failure, not a warning.
    pub require_scope: bool,
    /// At most so many requests a minute.
    pub max_requests_per_minute: u32,
    /// At most so many requests at once for one mailbox.
    pub max_requests_at_once_per_mailbox: u32,
    /// One request takes at most so long.
    pub timeout: TimeDelta,
    /// The two mailboxes between which rehearsals play.
    pub canaries: Option<[Address; 2]>,
}

/// How an application proves to Entra who it is.
#[derive(Clone, PartialEq, Eq)]
pub enum OutlookCredential {
    /// `client_secret_file` and its like.
    Secret(Secret),
    /// `certificate_file` and `key_file` and its like: PEM texts.
    Certificate {
        /// The certificate, which is public.
        certificate: String,
        /// Its private key.
        key: Secret,
    },
}

impl fmt::Debug for OutlookCredential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(secret) => f.debug_tuple("Secret").field(secret).finish(),
            Self::Certificate { key, .. } => f.debug_struct("Certificate").field("key", key).finish_non_exhaustive(),
        }
    }
}

/// `outlook.cloud`: Microsoft's national clouds (learn.microsoft.com/graph/deployments).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cloud {
    /// The one that nearly everyone is in.
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGovernment,
    /// US Government L5 (DoD).
    UsDod,
    /// China, operated by 21Vianet.
    China,
}

/// `outlook.decline`: what a decline becomes where a declined meeting leaves the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeclineAs {
    /// A tentative answer with a comment, which can be taken back.
    #[default]
    Tentative,
    /// A decline, which only the organizer's next update takes back.
    Final,
}

/// Reads `timeout`. It ends well before the lease of an action does.
fn timeout(section: &Section<'_>) -> TimeDelta {
    section.read("timeout", |node| length(node, "2s", "40s")).unwrap_or(TimeDelta::seconds(20))
}

/// Reads `canaries`: two mailboxes, or none.
fn canaries(section: &Section<'_>) -> Vec<Placed<Address>> {
    let two = section.read("canaries", |node| {
        if node.items().len() != 2 {
            let help = "write canaries = [\"canary-1@example.com\", \"canary-2@example.com\"]";
            return node.refuse("\"canaries\" wants two mailboxes", Some(help));
        }
        let two = values::some_of(node, values::placed_address)?;
        match two.as_slice() {
            [one, other] if one.value == other.value => {
                node.refuse("the two canaries are the same mailbox", Some("a rehearsal plays between two"))
            }
            _ => Some(two),
        }
    });
    two.unwrap_or_default()
}

/// The values of two canaries.
fn pair(canaries: &[Placed<Address>]) -> Option<[Address; 2]> {
    let [one, other] = canaries else { return None };
    Some([one.value.clone(), other.value.clone()])
}

/// The address of a server, without a slash at the end: https, or http to this machine.
fn server(cell: Cell<'_>) -> Option<String> {
    let plain = |url: &Url| {
        url.host_str().is_some() && url.username().is_empty() && url.password().is_none() && url.query().is_none()
    };
    let url = Url::parse(cell.text).ok().filter(|url| matches!(url.scheme(), "http" | "https") && plain(url));
    match url.filter(|url| url.fragment().is_none()) {
        Some(url) if is_safe(&url) => Some(url.as_str().trim_end_matches('/').to_owned()),
        Some(_) => cell.refuse("http is only used to this machine", Some("write https://…")),
        None => cell.refuse("this is not the address of a server", Some("write for example \"https://example.com\"")),
    }
}

/// Whether what is sent there stays secret: by TLS, or because it does not leave the machine.
pub(super) fn is_safe(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && here)
}
