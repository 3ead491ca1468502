//! Meetings that a rehearsal books between canary mailboxes: the one case in which an organizer's copy is written to.

use graph_rs_sdk::http::Method;
use serde_json::{Value, json};

use super::call::Call;
use super::hold::end;
use super::ids::guid;
use super::{Outlook, times};
use crate::provider::{Booking, Mailbox, ProviderError};

impl Outlook {
    /// Books a meeting; the same key twice is one meeting.
    pub(super) async fn arrange(&self, mailbox: &Mailbox, booking: &Booking) -> Result<String, ProviderError> {
        self.may_act()?;
        if let Some(row) = self.keyed(mailbox, &booking.key).await? {
            return Ok(row.id);
        }
        let guests: Vec<Value> = booking
            .guests
            .iter()
            .map(|guest| json!({ "type": "required", "emailAddress": { "address": guest.as_str() } }))
            .collect();
        let entry = json!({
            "subject": booking.title,
            "body": { "contentType": "text", "content": booking.text },
            "start": times::written(&booking.start, mailbox.zone),
            "end": times::written(&end(&booking.start, booking.span, mailbox.zone), mailbox.zone),
            "attendees": guests,
            "transactionId": guid(&format!("{} {}", mailbox.address, booking.key)),
        });
        let booked = self.post(mailbox, entry, &booking.key).await?;
        let gone = || ProviderError::Gone("a meeting with this key was booked and is gone".to_owned());
        booked.map(|row| row.id).ok_or_else(gone)
    }

    /// Gives a booked meeting another text.
    pub(super) async fn retext(&self, mailbox: &Mailbox, object: &str, text: &str) -> Result<(), ProviderError> {
        self.may_act()?;
        let body = json!({ "body": { "contentType": "text", "content": text } });
        let url = self.at(mailbox, &["events", object]);
        let call = Call::write("PATCH event (text)", &mailbox.address, Method::PATCH, url, body);
        self.client.send(&call).await.map(drop).map_err(Into::into)
    }

    /// Calls a booked meeting off: deleting an organizer's copy tells the guests.
    pub(super) async fn call_off(&self, mailbox: &Mailbox, object: &str) -> Result<(), ProviderError> {
        self.may_act()?;
        self.delete(mailbox, object).await
    }
}
