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

/// RFC 5321 §4.2.1: 4yz passes, 5yz stays. Answers about the login concern every mail and not this one, as does TLS
/// that cannot be set up; both are for a human. Anything else went wrong on the way.
pub(super) fn judge(error: &smtp::Error) -> SendError {
    let what = clean::one_line(&format!("mail server: {}", told(error)), WORDS);
    let code = error.status().map(u16::from);
    let full = what.contains("5.2.2");
    match code {
        Some(code) if LOGIN_REFUSED.contains(&code) => SendError::NeedsHuman(what),
        // A mailbox that is full today (RFC 3463 §3.3) may have room tomorrow.
        Some(500..) if !full => SendError::Permanent(what),
        None if error.is_client() || error.is_tls() || bad_certificate(error) => SendError::NeedsHuman(what),
        _ => SendError::Retry { what, after: None },
    }
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
pub(super) fn masked(text: &str, reader: &Reader) -> String {
    let addresses = std::iter::once(&reader.address).chain(&reader.copied);
    addresses.fold(text.to_owned(), |text, address| text.replace(address.as_str(), &address.masked()))
}

pub(super) fn without_addresses(error: SendError, reader: &Reader) -> SendError {
    match error {
        SendError::Retry { what, after } => SendError::Retry { what: masked(&what, reader), after },
        SendError::Permanent(what) => SendError::Permanent(masked(&what, reader)),
        SendError::NeedsHuman(what) => SendError::NeedsHuman(masked(&what, reader)),
    }
}
