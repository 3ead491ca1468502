//! Mail through the tenant whose calendars are read: the same app, the same token.

use std::sync::Arc;

use async_trait::async_trait;

use crate::clock::Clock;
use crate::mail::{SendError, Submission};
use crate::meeting::Address;
use crate::provider::ProviderError;
use crate::provider::outlook::Outlook;

/// Hands mails to the tenant's Graph.
pub struct GraphMail {
    /// The tenant.
    pub outlook: Arc<Outlook>,
    /// Tells from when on to try again.
    pub clock: Arc<dyn Clock>,
}

#[async_trait]
impl Submission for GraphMail {
    async fn submit(&self, from: &Address, message: &[u8]) -> Result<(), SendError> {
        self.outlook.submit(from, message).await.map_err(|error| match error {
            ProviderError::Retry { what, wait } => {
                SendError::Retry { what, after: wait.map(|wait| self.clock.now() + wait) }
            }
            ProviderError::Changed(what) => SendError::Retry { what, after: None },
            ProviderError::Permanent(what) => SendError::Permanent(what),
            ProviderError::Gone(what) | ProviderError::NeedsHuman(what) => SendError::NeedsHuman(what),
        })
    }
}
