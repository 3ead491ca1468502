//! What an error of a mail server means: try again, give up on this mail, or tell a human.

use std::error::Error;
use std::io;

use lettre::transport::smtp;

use crate::mail::clean;
use crate::mail::letter::Reader;
use crate::mail::transport::SendError;

/// A server's words in logs and in `status`.
const WORDS: usize = 300;

/// RFC 4954 §6: a login is required, was refused, is too weak, or needs encryption.
const LOGIN_REFUSED: [u16; 4] = [530, 534, 535, 538];

/// How far a conversation had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Connecting, encrypting, logging in.
    Open,
    /// `MAIL FROM`.
    Sender,
    /// `RCPT TO`.
    Recipient,
    /// `DATA` and what follows.
    Content,
}

/// RFC 5321 §4.2.1: 4yz passes, 5yz stays. What is about the login, the sender, a policy of the server (RFC 3463 §3.8,
/// X.7.Z) or its own limits concerns every mail and not this reader, as does TLS that cannot be set up: all for a human.
/// Without an answer, the server is away.
pub(super) fn judge(error: &smtp::Error, stage: Stage) -> SendError {
    let what = clean::one_line(&format!("mail server: {}", told(error)), WORDS);
    let code = error.status().map(u16::from);
    match code {
        Some(code) if LOGIN_REFUSED.contains(&code) => SendError::NeedsHuman(what),
        // A mailbox that is full today (RFC 3463 §3.3) may have room tomorrow.
        Some(500..) if what.contains("5.2.2") => SendError::Retry { what, after: None },
        Some(500..) if matches!(stage, Stage::Open | Stage::Sender) || not_the_readers(&what) => {
            SendError::NeedsHuman(what)
        }
        Some(500..) => SendError::Permanent(what),
        Some(_) => SendError::Retry { what, after: None },
        None if error.is_client() || error.is_tls() || bad_certificate(error) => SendError::NeedsHuman(what),
        None => SendError::Away(what),
    }
}

/// Whether an enhanced status is none of the reader's fault: a policy against us (5.7.z), our address (5.1.7, 5.1.8), or
/// the server's own limits (5.4.5, 5.3.z).
fn not_the_readers(what: &str) -> bool {
    let statuses = what.split([' ', '-']).filter(|word| word.starts_with("5."));
    statuses.into_iter().any(|status| {
        ["5.7.", "5.3."].iter().any(|class| status.starts_with(class)) || ["5.1.7", "5.1.8", "5.4.5"].contains(&status)
    })
}

/// The server's words with its code; of other errors the innermost, which says most.
fn told(error: &smtp::Error) -> String {
    let words = error.source().map(|source| innermost(source).to_string()).unwrap_or_else(|| error.to_string());
    error.status().map_or(words.clone(), |code| format!("{code} {words}"))
}

fn innermost<'a>(mut error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    while let Some(source) = error.source() {
        error = source;
    }
    error
}

/// A connection that broke is one thing, a certificate that is not believed another; both come as an error of the
/// connection, and only its causes tell them apart.
fn bad_certificate(error: &smtp::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        let within = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        let tls = error.downcast_ref().or_else(|| within.and_then(|within| within.downcast_ref::<rustls::Error>()));
        if let Some(tls) = tls {
            return matches!(
                tls,
                rustls::Error::InvalidCertificate(_)
                    | rustls::Error::NoCertificatesPresented
                    | rustls::Error::UnsupportedNameType
                    | rustls::Error::PeerIncompatible(_)
            );
        }
        cause = error.source();
    }
    false
}

/// Servers like to repeat the address they refuse; logs show addresses masked.
fn masked(text: &str, reader: &Reader) -> String {
    let addresses = std::iter::once(&reader.address).chain(&reader.copied);
    addresses.fold(text.to_owned(), |text, address| text.replace(address.as_str(), &address.masked()))
}

pub(super) fn without_addresses(error: SendError, reader: &Reader) -> SendError {
    match error {
        SendError::Retry { what, after } => SendError::Retry { what: masked(&what, reader), after },
        SendError::Away(what) => SendError::Away(masked(&what, reader)),
        SendError::Permanent(what) => SendError::Permanent(masked(&what, reader)),
        SendError::NeedsHuman(what) => SendError::NeedsHuman(masked(&what, reader)),
    }
}
