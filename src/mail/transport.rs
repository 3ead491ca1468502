//! How mail leaves the house.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::outgoing::{BuildError, Outgoing};

/// Hands mails over. Object-safe; one instance serves all.
///
/// When `send` returns, the mail is accepted: it is on disk, or a server has taken it. Sending the same mail again
/// is allowed at any time and does no harm, for its Message-ID stays the same.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Hands over one mail.
    async fn send(&self, mail: &Outgoing) -> Result<(), SendError>;

    /// Tries the way without sending anything: connects and logs in, or sees whether files can be written. False where
    /// only a mail that is sent can tell.
    async fn try_out(&self) -> Result<bool, SendError> {
        Ok(false)
    }
}

/// Why a mail was not accepted. The kinds lead to different ends: try again, try nothing more for now, give up, tell
/// a human.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// Passing trouble: try again, not before the given time where one is named.
    #[error("{what}")]
    Retry {
        /// What happened.
        what: String,
        /// Not before.
        after: Option<DateTime<Utc>>,
    },
    /// No mail at all can be handed over just now, whoever it is for: the server cannot be reached or does not answer. This
    /// one may have been taken.
    #[error("{0}")]
    Away(String),
    /// It will never work: give up on this mail.
    #[error("{0}")]
    Permanent(String),
    /// Somebody must change something (a missing folder, a permission): says what.
    #[error("{0}")]
    NeedsHuman(String),
}

impl From<BuildError> for SendError {
    fn from(error: BuildError) -> Self {
        Self::Permanent(error.to_string())
    }
}
