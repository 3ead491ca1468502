//! The flag: a category on the owner's own copy, which nobody else sees.
//!
//! An organizer's copy goes without: a change there may mail the guests, and the notice told them.

use graph_rs_sdk::http::Method;
use serde_json::json;

use super::Outlook;
use super::call::Call;
use super::event::{FLAG, categories};
use super::wire::Row;
use crate::provider::{Mailbox, ProviderError, Target};

impl Outlook {
    /// Sets or removes the flag. Returns the new etag.
    pub(super) async fn mark_missing(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        set: bool,
        etag: &str,
    ) -> Result<String, ProviderError> {
        self.may_act()?;
        let (row, current) = self.locate(mailbox, &target.object, target.occurrence.as_ref()).await?;
        if categories(&row).any(|category| category == FLAG) == set {
            return Ok(current);
        }
        if row.by_owner() {
            return Ok(current);
        }
        if current != etag {
            return Err(ProviderError::Changed("the event is no longer the one that was read".into()));
        }
        let mut labels: Vec<&str> = categories(&row).filter(|category| *category != FLAG).collect();
        labels.extend(set.then_some(FLAG));
        let (url, etag) = (self.at(mailbox, &["events", &row.id]), row.etag());
        let body = json!({ "categories": labels });
        let call = Call::write("PATCH event (category)", &mailbox.address, Method::PATCH, url, body);
        let reply = self.client.send(&Call { if_match: Some(etag.as_str()), ..call }).await?;
        let new: Row = serde_json::from_value(reply.body).unwrap_or_default();
        Ok(new.etag())
    }
}
