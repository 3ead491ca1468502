//! One connection to the mail server, and the conversation over it step by step, for it matters who was refused.

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use tracing::warn;

use super::refusal::{Stage, judge};
use super::server::{LoginMethod, Security, Server};
use crate::mail::transport::SendError;

/// An open connection.
pub(super) struct Line(AsyncSmtpConnection);

impl Line {
    /// Connects as configured: encrypted, or to this machine.
    pub async fn open(server: &Server) -> Result<Self, SendError> {
        let tls = tls(server)?;
        let (wrapped, starttls) = match server.security {
            Security::Implicit => (tls, None),
            Security::StartTls | Security::None => (None, tls),
        };
        let (to, hello) = ((server.host.as_str(), server.port), ClientId::default());
        let connected = AsyncSmtpConnection::connect_tokio1(to, Some(server.timeout), &hello, wrapped, None).await;
        let mut connection = connected.map_err(|error| judge(&error, Stage::Open))?;
        if let Some(tls) = starttls {
            connection.starttls(tls, &hello).await.map_err(|error| judge(&error, Stage::Open))?;
        }
        Ok(Self(connection))
    }

    /// Logs in (RFC 4954), by one of the ways that the server offers.
    pub async fn log_in(&mut self, method: Option<LoginMethod>, credentials: &Credentials) -> Result<(), SendError> {
        let mechanisms = match method {
            None => vec![Mechanism::Plain, Mechanism::Login],
            Some(LoginMethod::Plain) => vec![Mechanism::Plain],
            Some(LoginMethod::Login) => vec![Mechanism::Login],
            Some(LoginMethod::Xoauth2) => vec![Mechanism::Xoauth2],
        };
        self.0.auth(&mechanisms, credentials).await.map(drop).map_err(|error| judge(&error, Stage::Open))
    }

    /// Whether the server is still there.
    pub async fn answers(&mut self) -> bool {
        self.0.test_connected().await
    }

    /// Ends the conversation, politely if that is still possible.
    pub async fn hang_up(mut self) {
        self.0.abort().await;
    }

    /// One mail. The first recipient is its reader; of the others, who are copied, some may be refused.
    pub async fn send(&mut self, envelope: &Envelope, bytes: &[u8]) -> Result<(), SendError> {
        let parameters = self.parameters(envelope, bytes)?;
        let sender = Mail::new(envelope.from().cloned(), parameters);
        self.0.command(sender).await.map_err(|error| judge(&error, Stage::Sender))?;
        for (index, recipient) in envelope.to().iter().enumerate() {
            let told = self.0.command(Rcpt::new(recipient.clone(), Vec::new())).await;
            match told.map_err(|error| (error.status().is_some(), judge(&error, Stage::Recipient))) {
                Ok(_) => {}
                Err((true, error)) if index > 0 => {
                    let why = error.to_string().replace(&recipient.to_string(), "…");
                    warn!(why, "someone who is copied was refused; the mail goes out without");
                }
                Err((_, error)) => return Err(error),
            }
        }
        self.0.command(Data).await.map_err(|error| judge(&error, Stage::Content))?;
        self.0.message(bytes).await.map(drop).map_err(|error| judge(&error, Stage::Content))
    }

    /// What the server must be told beforehand (RFC 6531, RFC 6152), if it can take it.
    fn parameters(&self, envelope: &Envelope, bytes: &[u8]) -> Result<Vec<MailParameter>, SendError> {
        let can = |extension| self.0.server_info().supports_feature(extension);
        let mut parameters = Vec::new();
        let mut addresses = envelope.from().into_iter().chain(envelope.to());
        if addresses.any(|address| !address.to_string().is_ascii()) {
            if !can(Extension::SmtpUtfEight) {
                let what = "the mail server takes no addresses outside ASCII (SMTPUTF8)";
                return Err(SendError::Permanent(what.to_owned()));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !bytes.is_ascii() {
            if !can(Extension::EightBitMime) {
                let what = "the mail server takes no mails outside ASCII (8BITMIME)";
                return Err(SendError::Permanent(what.to_owned()));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }
}

/// How the connection is encrypted; none: not at all, to this machine.
fn tls(server: &Server) -> Result<Option<TlsParameters>, SendError> {
    let needs_human = |what: String| SendError::NeedsHuman(format!("mail server {}: {what}", server.host));
    if server.security == Security::None {
        let refused = || needs_human("without TLS only a server on this machine is used".to_owned());
        return if server.on_this_machine() { Ok(None) } else { Err(refused()) };
    }
    let mut parameters = TlsParameters::builder(server.host.clone());
    if let Some(path) = &server.ca_file {
        let pem = std::fs::read(path).map_err(|error| needs_human(format!("{}: {error}", path.display())))?;
        let found = Certificate::from_pem(&pem);
        parameters = parameters.add_root_certificate(found.map_err(|error| needs_human(error.to_string()))?);
    }
    parameters.build().map(Some).map_err(|error| needs_human(error.to_string()))
}
