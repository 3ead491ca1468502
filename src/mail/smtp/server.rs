//! Which server mail goes to, and how.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use super::secret::SecretSource;
use crate::meeting::Address;

/// A server that takes mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, as its certificate has it, or its address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Who logs in; none: nobody.
    pub login: Option<Login>,
    /// Certificates (PEM) of an authority that the system does not know.
    pub ca_file: Option<PathBuf>,
    /// Where the server sends reports of failure: the sender of the envelope (RFC 5321 §3.6.3); none: whoever the mail is
    /// from.
    pub bounce_address: Option<Address>,
    /// One mail takes at most so long, from connecting to the last answer.
    pub timeout: Duration,
}

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314 §3.3).
    Implicit,
    /// STARTTLS, or nothing is sent (RFC 3207).
    StartTls,
    /// Not at all: only to a server on this machine.
    None,
}

/// Who logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// The user.
    pub user: String,
    /// Where the password or token is.
    pub secret: SecretSource,
    /// How; none: PLAIN or LOGIN, whichever the server offers.
    pub method: Option<LoginMethod>,
}

/// A way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoginMethod {
    /// RFC 4616.
    Plain,
    /// The older way of Microsoft's servers.
    Login,
    /// An OAuth access token in place of a password; somebody else keeps it fresh.
    Xoauth2,
}

impl Server {
    /// Whether what is sent to it stays on this machine.
    pub fn on_this_machine(&self) -> bool {
        let address = self.host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        self.host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
    }
}
