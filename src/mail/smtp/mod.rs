//! Mail to a server by SMTP (RFC 5321): submission with TLS and a login, or plain to a relay on this machine.
//!
//! Invariants:
//! - a mail counts as sent only after the server's 2xx to the final dot; whatever happens before that is an error,
//!   and the same bytes under the same Message-ID go out again;
//! - nothing leaves the machine unencrypted, and there is no fall-back from TLS;
//! - the password is read anew for each mail (tokens change), is in no `Debug`, log or error;
//! - after an error or a time-out the connection is given up: what the server still says would be taken for the answer
//!   to something else.

mod line;
mod refusal;
mod secret;
mod server;

use async_trait::async_trait;
use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use tokio::sync::Mutex;

use super::letter::House;
use super::outgoing::{Outgoing, build};
use super::transport::{SendError, Transport};
use line::Line;
use secret::Secret;

pub use secret::SecretSource;
pub use server::{Login, LoginMethod, Security, Server};

/// Hands mails to a server, one after the other over one connection.
///
/// The crate's own pool is gone around: it sends to all recipients or none, and does not tell which of them, or whether
/// the sender, was refused.
pub struct Smtp {
    server: Server,
    house: House,
    open: Mutex<Option<(Option<Secret>, Line)>>,
}

impl Smtp {
    /// A way to `server` for mails of `house`. Connects with the first mail.
    pub fn new(server: Server, house: House) -> Self {
        Self { server, house, open: Mutex::new(None) }
    }

    fn envelope(&self, usual: &Envelope) -> Result<Envelope, SendError> {
        let Some(address) = &self.server.bounce_address else { return Ok(usual.clone()) };
        let unfit = || SendError::NeedsHuman("mail.smtp.bounce_address cannot be the sender of an envelope".to_owned());
        let sender = lettre::Address::new(address.local(), address.domain()).map_err(|_| unfit())?;
        Envelope::new(Some(sender), usual.to().to_vec()).map_err(|_| unfit())
    }

    async fn hand_over(&self, envelope: &Envelope, bytes: &[u8]) -> Result<(), SendError> {
        let mut open = self.open.lock().await;
        // Taken out: a conversation that is cut off half-way is never gone on with.
        let (secret, mut line) = self.line(open.take()).await?;
        let sent = line.send(envelope, bytes).await;
        match &sent {
            Ok(()) => *open = Some((secret, line)),
            Err(_) => line.hang_up().await,
        }
        sent
    }

    /// The open connection, if it still answers and the password is that of now; else a new one.
    async fn line(&self, open: Option<(Option<Secret>, Line)>) -> Result<(Option<Secret>, Line), SendError> {
        let login = self.server.login.as_ref();
        let secret = login.map(|login| login.secret.read()).transpose()?;
        if let Some((known, mut line)) = open
            && known == secret
            && line.answers().await
        {
            return Ok((secret, line));
        }
        let mut line = Line::open(&self.server).await?;
        if let Some((login, secret)) = login.zip(secret.as_ref()) {
            let credentials = Credentials::new(login.user.clone(), secret.expose().to_owned());
            line.log_in(login.method, &credentials).await?;
        }
        Ok((secret, line))
    }

    async fn in_time<T>(&self, asked: impl Future<Output = Result<T, SendError>>) -> Result<T, SendError> {
        let seconds = self.server.timeout.as_secs();
        let late = || SendError::Away(format!("no answer from the mail server within {seconds} seconds"));
        tokio::time::timeout(self.server.timeout, asked).await.unwrap_or_else(|_| Err(late()))
    }
}

#[async_trait]
impl Transport for Smtp {
    /// Whoever is copied and refused does not keep the mail from its reader.
    async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        let message = build(mail, &self.house)?;
        let envelope = self.envelope(message.envelope())?;
        let sent = self.in_time(self.hand_over(&envelope, &message.formatted())).await;
        sent.map_err(|error| refusal::without_addresses(error, &mail.to))
    }

    /// Connects, logs in, and asks whether the server is still there (NOOP).
    async fn try_out(&self) -> Result<bool, SendError> {
        let asked = async {
            let (_, mut line) = self.line(None).await?;
            let answers = line.answers().await;
            line.hang_up().await;
            if answers { Ok(true) } else { Err(SendError::Away("the mail server does not answer".to_owned())) }
        };
        self.in_time(asked).await
    }
}
