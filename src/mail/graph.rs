//! Mail through Microsoft Graph, from a mailbox of the tenant: for houses whose Exchange Online no longer takes SMTP
//! passwords.
//!
//! The message goes as MIME ("user: sendMail", MIME format), so that its Message-ID, thread and parts stay as they
//! were made. Invariant: a mail counts as sent only after Graph's 202; whatever happens before that is an error, and
//! the same bytes under the same Message-ID go out again.

use std::sync::Arc;

use async_trait::async_trait;

use super::letter::House;
use super::outgoing::{Outgoing, build};
use super::transport::{SendError, Transport};
use crate::meeting::Address;

/// Hands a finished message (RFC 5322) to Graph. Who has the app's token does it; this module has none.
#[async_trait]
pub trait Submission: Send + Sync {
    /// Sends `message` from the mailbox `from`.
    async fn submit(&self, from: &Address, message: &[u8]) -> Result<(), SendError>;
}

/// Hands mails to Graph.
pub struct Graph {
    mailbox: Address,
    house: House,
    submission: Arc<dyn Submission>,
}

impl Graph {
    /// Mails of `house` leave from `mailbox`, which must be the house's sender or be allowed to send as it.
    pub fn new(mailbox: Address, house: House, submission: Arc<dyn Submission>) -> Self {
        Self { mailbox, house, submission }
    }
}

#[async_trait]
impl Transport for Graph {
    async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        let message = build(mail, &self.house)?;
        self.submission.submit(&self.mailbox, &message.formatted()).await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::mail::compose;
    use crate::mail::samples::{Sample, samples};

    #[derive(Default)]
    struct Taken(Mutex<Vec<(Address, Vec<u8>)>>);

    #[async_trait]
    impl Submission for Taken {
        async fn submit(&self, from: &Address, message: &[u8]) -> Result<(), SendError> {
            self.0.lock().unwrap().push((from.clone(), message.to_vec()));
            Ok(())
        }
    }

    fn outgoing(id: &str) -> (Outgoing, House) {
        let Sample { letter, reader, house, now, page, .. } = samples().remove(0);
        let composed = compose(&letter, &reader, &house, now, page);
        let (thread, unsubscribe, kind) = (None, None, letter.kind());
        (Outgoing { id: id.to_owned(), composed, to: reader, thread, at: now, unsubscribe, kind }, house)
    }

    #[tokio::test]
    async fn the_same_mail_is_the_same_message_from_the_configured_mailbox() {
        let ((mail, house), taken) = (outgoing("notice-1"), Arc::new(Taken::default()));
        let sender = Address::parse("meetgate@example.com").unwrap();
        let graph = Graph::new(sender.clone(), house, taken.clone());
        graph.send(&mail).await.unwrap();
        graph.send(&mail).await.unwrap();
        let taken = taken.0.lock().unwrap();
        assert_eq!(taken[0], taken[1]);
        assert_eq!(taken[0].0, sender);
        assert!(String::from_utf8_lossy(&taken[0].1).contains("Message-ID: <notice-1@"));
    }

    #[tokio::test]
    async fn a_mail_that_cannot_be_made_is_not_handed_over() {
        let ((mail, house), taken) = (outgoing("no id"), Arc::new(Taken::default()));
        let graph = Graph::new(Address::parse("meetgate@example.com").unwrap(), house, taken.clone());
        assert!(matches!(graph.send(&mail).await, Err(SendError::Permanent(_))));
        assert!(taken.0.lock().unwrap().is_empty());
    }
}
