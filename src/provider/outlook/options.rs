//! What there is to say about a tenant before its calendars can be read.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use url::Url;

use crate::meeting::Response;
use crate::provider::Now;

/// One tenant, and how it is reached.
#[derive(Clone)]
pub struct Options {
    /// The directory (tenant) id, or one of the tenant's domains.
    pub tenant: String,
    /// The application (client) id of the app registration.
    pub client_id: String,
    /// How the application proves who it is.
    pub credential: Credential,
    /// Which of Microsoft's clouds the tenant lives in.
    pub cloud: Cloud,
    /// Where Graph is, with its version, in place of the cloud's: `https://graph.microsoft.com/v1.0`. Plain http for
    /// loopback only.
    pub endpoint: Option<String>,
    /// Where tokens come from, without the tenant, in place of the cloud's: `https://login.microsoftonline.com`.
    /// Plain http for loopback only.
    pub authority: Option<String>,
    /// What a decline becomes.
    pub decline: Decline,
    /// Whether anything may be written. Without it every write is refused before it is sent.
    pub may_act: bool,
    /// Requests in flight for one mailbox: 1 to 4. Exchange Online refuses a fifth (Graph: "Outlook service limits").
    pub per_mailbox: usize,
    /// Requests of the whole application in ten seconds; Graph allows 130 000 for all its uses of Outlook together.
    pub per_ten_seconds: u32,
    /// Events on one page of a listing: a wish, servers may give fewer.
    pub page_size: u32,
    /// Polls of several mailboxes that come within this time travel as one request; zero: each by itself.
    pub gather: Duration,
    /// One request takes at most so long, from connecting to the last byte.
    pub timeout: Duration,
    /// The pause before the first quick repetition; it doubles, with jitter. Tests use a millisecond.
    pub retry_base: Duration,
    /// Tells the time that is looked at.
    pub now: Now,
    /// Tells the time that servers go by, which signed assertions carry: the real one, whatever is looked at.
    pub signed_at: Now,
}

/// How the application proves who it is. Shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub enum Credential {
    /// A client secret.
    Secret(String),
    /// A certificate that the app registration knows, and its private key (RSA), both PEM.
    Certificate {
        /// PEM of the certificate.
        certificate: String,
        /// PEM of the private key, PKCS #8 or PKCS #1.
        key: String,
    },
}

/// Microsoft's clouds ("National cloud deployments" of Graph's documentation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cloud {
    /// The worldwide one.
    #[default]
    Global,
    /// US Government L4 (GCC High).
    UsGovernment,
    /// US Government L5 (DoD).
    UsGovernmentDod,
    /// China, operated by 21Vianet.
    China,
}

/// What a decline becomes, for a declined event leaves an Outlook calendar for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Decline {
    /// A tentative answer with the comment, which can be taken back.
    #[default]
    Tentative,
    /// A decline. Unless the mailbox preserves declined events, only the organizer can bring the event back.
    Final,
}

impl Decline {
    /// How far taking back an answer goes, if not all the way to the person's own before it. `declined`: a rule asked for
    /// a decline.
    pub fn falls_short(self, declined: bool, previous: Response) -> Option<&'static str> {
        match (self, previous) {
            (Self::Final, _) if declined => {
                Some("unless that mailbox keeps declined events, it comes back with the organizer's next update")
            }
            (_, Response::NoAnswer) => Some("it stays at “maybe”: Outlook cannot take an answer back to none"),
            _ => None,
        }
    }
}

impl Options {
    /// The options of a tenant in the worldwide cloud, as they are without configuration: nothing may be written.
    pub fn new(tenant: &str, client_id: &str, credential: Credential, now: Now) -> Self {
        Self {
            tenant: tenant.to_owned(),
            client_id: client_id.to_owned(),
            credential,
            cloud: Cloud::Global,
            endpoint: None,
            authority: None,
            decline: Decline::Tentative,
            may_act: false,
            per_mailbox: 3,
            per_ten_seconds: 2_000,
            page_size: 200,
            gather: Duration::from_millis(15),
            timeout: Duration::from_secs(30),
            retry_base: Duration::from_millis(500),
            signed_at: now.clone(),
            now,
        }
    }
}

/// Without the credential.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Options");
        shown.field("tenant", &self.tenant).field("client_id", &self.client_id).field("cloud", &self.cloud);
        shown.field("endpoint", &self.endpoint).field("authority", &self.authority).field("decline", &self.decline);
        shown.field("may_act", &self.may_act).finish_non_exhaustive()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret(_) => "Secret(…)",
            Self::Certificate { .. } => "Certificate(…)",
        })
    }
}

impl Cloud {
    /// Where its Graph is.
    pub fn graph(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGovernment => "https://graph.microsoft.us",
            Self::UsGovernmentDod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// Where its tokens come from.
    pub fn authority(self) -> &'static str {
        match self {
            Self::Global => "https://login.microsoftonline.com",
            Self::UsGovernment | Self::UsGovernmentDod => "https://login.microsoftonline.us",
            Self::China => "https://login.chinacloudapi.cn",
        }
    }
}

/// The two addresses that are spoken to, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Addresses {
    /// Graph with its version, without a slash at the end.
    pub graph: Url,
    /// The tenant's token endpoint.
    pub token: Url,
    /// What a token is asked for.
    pub scope: String,
}

impl Addresses {
    /// What is wrong with an address is said in the words of the configuration.
    pub fn of(options: &Options) -> Result<Self, String> {
        let cloud = options.cloud;
        let graph = options.endpoint.clone().unwrap_or_else(|| format!("{}/v1.0", cloud.graph()));
        let graph = checked("endpoint", graph.trim_end_matches('/'))?;
        let authority = options.authority.as_deref().unwrap_or(cloud.authority());
        let mut token = checked("authority", authority.trim_end_matches('/'))?;
        let tenant = options.tenant.trim();
        if tenant.is_empty() || tenant.starts_with('.') || tenant.contains(|c: char| !is_plain(c)) {
            return Err(format!("tenant {tenant:?} is neither a directory id nor a domain"));
        }
        if let Ok(mut path) = token.path_segments_mut() {
            path.pop_if_empty().extend([tenant, "oauth2", "v2.0", "token"]);
        }
        Ok(Self { graph, token, scope: format!("{}/.default", cloud.graph()) })
    }
}

fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')
}

/// Secrets and tokens travel to it: https, or http on this machine.
fn checked(name: &str, text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("{name} {text:?} is not an address: {error}"))?;
    let host = url.host_str().unwrap_or_default();
    let secure = url.scheme() == "https" || (url.scheme() == "http" && is_loopback(host));
    if !secure {
        return Err(format!("{name} {text:?} must begin with https:// (http:// only for this machine's 127.0.0.1)"));
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
        return Err(format!("{name} holds more than a host and a path"));
    }
    Ok(url)
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> Options {
        let now: Now = std::sync::Arc::new(|| chrono::DateTime::UNIX_EPOCH);
        Options::new("tidewerk.example", "app-1", Credential::Secret("hunter2".into()), now)
    }

    #[test]
    fn clouds_have_their_own_addresses_and_scopes() {
        let addresses = Addresses::of(&Options { cloud: Cloud::China, ..options() }).unwrap();
        assert_eq!(addresses.graph.as_str(), "https://microsoftgraph.chinacloudapi.cn/v1.0");
        assert_eq!(addresses.token.as_str(), "https://login.chinacloudapi.cn/tidewerk.example/oauth2/v2.0/token");
        assert_eq!(addresses.scope, "https://microsoftgraph.chinacloudapi.cn/.default");
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        let at = |endpoint: &str| Addresses::of(&Options { endpoint: Some(endpoint.into()), ..options() });
        assert!(at("http://127.0.0.1:8080/v1.0/").is_ok_and(|a| a.graph.as_str() == "http://127.0.0.1:8080/v1.0"));
        assert!(at("http://[::1]:8080/v1.0").is_ok() && at("http://localhost:1/v1.0").is_ok());
        for bad in ["http://graph.example/v1.0", "ftp://127.0.0.1/", "graph", "https://u:p@graph.example/v1.0"] {
            assert!(at(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_tenant_cannot_lead_elsewhere() {
        for bad in ["", "../x", "a/b", "a?b", "a b"] {
            assert!(Addresses::of(&Options { tenant: bad.into(), ..options() }).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_secret_is_never_shown() {
        assert!(!format!("{:?}", options()).contains("hunter2"));
        assert_eq!(format!("{:?}", Credential::Secret("hunter2".into())), "Secret(…)");
    }
}
