//! Mail to a server by SMTP (RFC 5321): submission with TLS and a login, or plain to a relay on this machine.
//!
//! Invariants:
//! - a mail counts as sent only after the server's 2xx to the final dot; whatever happens before that is an error,
//!   and the same bytes under the same Message-ID go out again;
//! - nothing leaves the machine unencrypted, and there is no fall-back from TLS;
//! - the password is read anew for each mail (tokens change), is in no `Debug`, log or error;
//! - after a time-out the connections are given up: what the server still says would be taken for the answer to
//!   something else.

mod refusal;
mod secret;
mod server;

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use lettre::address::Envelope;
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tracing::warn;

use super::letter::House;
use super::outgoing::{Outgoing, build};
use super::transport::{SendError, Transport};
use secret::Secret;

pub use secret::SecretSource;
pub use server::{Login, LoginMethod, Security, Server};

/// Connections kept open at most. Mails go out one after the other; the second is for a second worker.
const CONNECTIONS: u32 = 2;

type Lines = AsyncSmtpTransport<Tokio1Executor>;

/// Hands mails to a server.
pub struct Smtp {
    server: Server,
    house: House,
    open: Mutex<Option<(Option<Secret>, Lines)>>,
}

impl Smtp {
    /// A way to `server` for mails of `house`. Connects with the first mail.
    pub fn new(server: Server, house: House) -> Self {
        Self { server, house, open: Mutex::new(None) }
    }

    async fn hand_over(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), SendError> {
        let lines = self.lines()?;
        match tokio::time::timeout(self.server.timeout, lines.send_raw(envelope, bytes)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                if error.status().is_none() {
                    self.hang_up();
                }
                Err(refusal::judge(&error))
            }
            Err(_) => {
                self.hang_up();
                let what = format!("no answer from the mail server within {} seconds", self.server.timeout.as_secs());
                Err(SendError::Retry { what, after: None })
            }
        }
    }

    /// The connections, opened with the password of now.
    fn lines(&self) -> Result<Lines, SendError> {
        let login = self.server.login.as_ref();
        let secret = login.map(|login| login.secret.read()).transpose()?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, lines)) = &*open
            && *known == secret
        {
            return Ok(lines.clone());
        }
        let lines = self.connect(secret.as_ref())?;
        *open = Some((secret, lines.clone()));
        Ok(lines)
    }

    fn hang_up(&self) {
        self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    #[expect(clippy::disallowed_methods, reason = "one of the transports through which mail leaves")]
    fn connect(&self, secret: Option<&Secret>) -> Result<Lines, SendError> {
        let Server { host, port, timeout, .. } = &self.server;
        let mut builder = Lines::builder_dangerous(host.as_str())
            .port(*port)
            .tls(self.tls()?)
            .timeout(Some(*timeout))
            .pool_config(PoolConfig::new().max_size(CONNECTIONS));
        if let Some((login, secret)) = self.server.login.as_ref().zip(secret) {
            let credentials = Credentials::new(login.user.clone(), secret.expose().to_owned());
            builder = builder.credentials(credentials).authentication(mechanisms(login.method));
        }
        Ok(builder.build())
    }

    fn tls(&self) -> Result<Tls, SendError> {
        let needs_human = |what: String| SendError::NeedsHuman(format!("mail server {}: {what}", self.server.host));
        match self.server.security {
            Security::None if self.server.on_this_machine() => return Ok(Tls::None),
            Security::None => return Err(needs_human("without TLS only a server on this machine is used".to_owned())),
            Security::Implicit | Security::StartTls => {}
        }
        let mut parameters = TlsParameters::builder(self.server.host.clone());
        if let Some(path) = &self.server.ca_file {
            let pem = std::fs::read(path).map_err(|error| needs_human(format!("{}: {error}", path.display())))?;
            let found = Certificate::from_pem(&pem);
            parameters = parameters.add_root_certificate(found.map_err(|error| needs_human(error.to_string()))?);
        }
        let parameters = parameters.build().map_err(|error| needs_human(error.to_string()))?;
        Ok(if self.server.security == Security::Implicit {
            Tls::Wrapper(parameters)
        } else {
            Tls::Required(parameters)
        })
    }
}

#[async_trait]
impl Transport for Smtp {
    /// A server answers for all recipients of a mail at once. Where it refuses them, the reader gets the mail
    /// alone: an assistant who has left must not keep the notice from the organizer.
    async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        let message = build(mail, &self.house)?;
        let bytes = message.formatted();
        let sent = self.hand_over(message.envelope(), &bytes).await;
        let sent = match (sent, message.envelope().to()) {
            (Err(SendError::Permanent(what)), [first, _, ..]) => {
                let reader = Envelope::new(message.envelope().from().cloned(), vec![first.clone()]);
                let reader = reader.map_err(|error| SendError::Permanent(error.to_string()))?;
                let alone = self.hand_over(&reader, &bytes).await;
                if alone.is_ok() {
                    warn!(why = refusal::masked(&what, &mail.to), "refused with those copied, accepted without");
                }
                alone
            }
            (sent, _) => sent,
        };
        sent.map_err(|error| refusal::without_addresses(error, &mail.to))
    }

    /// Connects, logs in, and asks whether the server is still there (NOOP).
    async fn try_out(&self) -> Result<bool, SendError> {
        let lines = self.lines()?;
        let silent = |what: String| SendError::Retry { what, after: None };
        let tried = tokio::time::timeout(self.server.timeout, lines.test_connection()).await;
        self.hang_up();
        match tried {
            Ok(Ok(true)) => Ok(true),
            Ok(Ok(false)) => Err(silent("the mail server does not answer".to_owned())),
            Ok(Err(error)) => Err(refusal::judge(&error)),
            Err(_) => {
                let seconds = self.server.timeout.as_secs();
                Err(silent(format!("no answer from the mail server within {seconds} seconds")))
            }
        }
    }
}

fn mechanisms(method: Option<LoginMethod>) -> Vec<Mechanism> {
    match method {
        None => vec![Mechanism::Plain, Mechanism::Login],
        Some(LoginMethod::Plain) => vec![Mechanism::Plain],
        Some(LoginMethod::Login) => vec![Mechanism::Login],
        Some(LoginMethod::Xoauth2) => vec![Mechanism::Xoauth2],
    }
}
