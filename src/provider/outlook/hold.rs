//! Holds: entries without guests that keep time free.
//!
//! A hold is found again by a property that holds its key; its creation carries a transaction id made of the key, so
//! that Graph makes one entry of a repeated request ("event", transactionId). Outlook knows no focus time through
//! Graph: it becomes busy. Accepted race: a hold that its owner deletes while no process is at work and before any has
//! listed it is placed again.

use graph_rs_sdk::http::Method;
use serde_json::{Value, json};

use super::call::Call;
use super::event::{HOLD, HOLD_ID};
use super::failure::{Refusal, Trouble};
use super::marks::KEY;
use super::read::{read, with};
use super::times::{self, Times};
use super::wire::{Page, Row};
use super::{Outlook, recurrence};
use crate::meeting::{Moment, Span};
use crate::provider::{Held, Hold, HoldStyle, Mailbox, ProviderError};

impl Outlook {
    /// Places a hold, or moves it where it differs.
    pub(super) async fn place(&self, mailbox: &Mailbox, hold: &Hold) -> Result<Held, ProviderError> {
        self.may_act()?;
        if self.memory.opted_out(&mailbox.address, &hold.key) {
            return Err(opted_out());
        }
        let wanted = entry(hold, mailbox)?;
        match self.placed(mailbox, &hold.key).await? {
            Some(row) if says(&row, hold, &wanted, mailbox) => Ok(self.held(mailbox, hold, &row)),
            Some(row) => self.change(mailbox, hold, &row, wanted).await,
            None => self.create(mailbox, hold, wanted).await,
        }
    }

    /// Removes a hold.
    pub(super) async fn lift(&self, mailbox: &Mailbox, key: &str) -> Result<(), ProviderError> {
        self.may_act()?;
        let row = match self.placed(mailbox, key).await {
            Ok(Some(row)) => row,
            Ok(None) | Err(ProviderError::Gone(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        self.memory.released(&mailbox.address, key);
        self.delete(mailbox, &row.id).await
    }

    /// Deletes an event of ours. Fine when it is gone.
    pub(super) async fn delete(&self, mailbox: &Mailbox, id: &str) -> Result<(), ProviderError> {
        let url = self.at(mailbox, &["events", id]);
        let call = Call { method: Method::DELETE, ..Call::get("DELETE event", &mailbox.address, url) };
        match self.client.send(&call).await {
            Err(Trouble::Refused(refusal)) if refusal.is_missing() => Ok(()),
            // Some servers say so of what was deleted before.
            Err(Trouble::Refused(refusal)) if refusal.status == 400 && self.is_gone(mailbox, id).await => Ok(()),
            done => done.map(drop).map_err(Into::into),
        }
    }

    async fn is_gone(&self, mailbox: &Mailbox, id: &str) -> bool {
        matches!(self.row(mailbox, id).await, Err(Trouble::Refused(refusal)) if refusal.is_missing())
    }

    /// The hold with this key. Gone when it was there and its owner deleted it.
    async fn placed(&self, mailbox: &Mailbox, key: &str) -> Result<Option<Row>, ProviderError> {
        if let Some(id) = self.memory.hold(&mailbox.address, key) {
            match self.row(mailbox, &id).await {
                Ok(row) => return Ok(Some(row)),
                Err(Trouble::Refused(refusal)) if refusal.is_missing() => {
                    if self.memory.gone(&mailbox.address, key) {
                        return Err(opted_out());
                    }
                }
                Err(trouble) => return Err(trouble.into()),
            }
        }
        self.keyed(mailbox, key).await
    }

    /// The event whose property holds this key; none where the server cannot look for properties.
    pub(super) async fn keyed(&self, mailbox: &Mailbox, key: &str) -> Result<Option<Row>, ProviderError> {
        let what = "GET events (by key)";
        let filter = format!("singleValueExtendedProperties/any(ep: ep/id eq '{KEY}' and ep/value eq '{key}')");
        let url = with(self.at(mailbox, &["events"]), &[("$filter", &filter), ("$top", "1")]);
        let page: Page = match self.client.send(&Call::get(what, &mailbox.address, url)).await {
            Ok(reply) => read(reply.body, what)?,
            Err(Trouble::Refused(Refusal { status: 400 | 501, .. })) => return Ok(None),
            Err(trouble) => return Err(trouble.into()),
        };
        page.value.into_iter().next().map(|row| read(row, what)).transpose()
    }

    async fn create(&self, mailbox: &Mailbox, hold: &Hold, mut entry: Value) -> Result<Held, ProviderError> {
        entry["transactionId"] = Value::String(format!("{HOLD_ID}{}", hold.key));
        let row = self.post(mailbox, entry, &hold.key).await?.ok_or_else(opted_out)?;
        Ok(self.held(mailbox, hold, &row))
    }

    /// Creates an event with a transaction id and our key. A repetition gives the event that is there, or 409; then
    /// it is looked for, and none means that it was there and is not any more.
    pub(super) async fn post(
        &self,
        mailbox: &Mailbox,
        mut entry: Value,
        key: &str,
    ) -> Result<Option<Row>, ProviderError> {
        entry["singleValueExtendedProperties"] = json!([{ "id": KEY, "value": key }]);
        let what = "POST events";
        let call = Call::write(what, &mailbox.address, Method::POST, self.at(mailbox, &["events"]), entry);
        match self.client.send(&call).await {
            Ok(reply) => read(reply.body, what).map(Some),
            Err(Trouble::Refused(Refusal { status: 409, .. })) => self.keyed(mailbox, key).await,
            Err(trouble) => Err(trouble.into()),
        }
    }

    async fn change(&self, mailbox: &Mailbox, hold: &Hold, row: &Row, entry: Value) -> Result<Held, ProviderError> {
        let (what, etag) = ("PATCH event (hold)", row.etag());
        let call = Call::write(what, &mailbox.address, Method::PATCH, self.at(mailbox, &["events", &row.id]), entry);
        let reply = self.client.send(&Call { if_match: Some(etag.as_str()), ..call }).await?;
        let row: Row = read(reply.body, what)?;
        Ok(self.held(mailbox, hold, &row))
    }

    fn held(&self, mailbox: &Mailbox, hold: &Hold, row: &Row) -> Held {
        self.memory.placed(&mailbox.address, &hold.key, &row.id);
        let style = if hold.style == HoldStyle::Tentative { HoldStyle::Tentative } else { HoldStyle::Busy };
        Held { object: row.id.clone(), etag: row.etag(), style }
    }
}

fn opted_out() -> ProviderError {
    ProviderError::Gone("the owner deleted this hold".to_owned())
}

/// A hold as Graph has it.
fn entry(hold: &Hold, mailbox: &Mailbox) -> Result<Value, ProviderError> {
    let rule = hold.rule.as_deref().map(|rule| recurrence::of_rule(rule, &hold.start, mailbox.zone));
    let rule = rule.transpose().map_err(ProviderError::Permanent)?;
    Ok(json!({
        "subject": hold.title,
        "start": times::written(&hold.start, mailbox.zone),
        "end": times::written(&end(&hold.start, hold.span, mailbox.zone), mailbox.zone),
        "isAllDay": hold.start.is_date(),
        "showAs": show_as(hold.style),
        "isReminderOn": false,
        "categories": [HOLD],
        "recurrence": rule,
    }))
}

/// The end as it stands on the wall clock of the start.
pub(super) fn end(start: &Moment, span: Span, owner: chrono_tz::Tz) -> Moment {
    let end = span.end(start, owner);
    match start {
        Moment::Date(_) => Moment::Date(end.with_timezone(&owner).date_naive()),
        Moment::Zoned(_, zone) => times::in_zone(end, *zone),
        Moment::Floating(_) => times::in_zone(end, owner),
    }
}

fn show_as(style: HoldStyle) -> &'static str {
    if style == HoldStyle::Tentative { "tentative" } else { "busy" }
}

/// Whether an entry is as it is wanted.
fn says(row: &Row, hold: &Hold, wanted: &Value, mailbox: &Mailbox) -> bool {
    let zone = if let Moment::Zoned(_, zone) = hold.start { zone } else { mailbox.zone };
    let same_times = Times::of(row, zone).is_ok_and(|found| {
        let (at, end) = (found.start.instant(mailbox.zone), found.span.end(&found.start, mailbox.zone));
        at == hold.start.instant(mailbox.zone) && end == hold.span.end(&hold.start, mailbox.zone)
    });
    let same_rule = recurrence::same(row.recurrence.as_ref(), wanted.get("recurrence"));
    let same_look =
        row.subject.as_deref() == Some(hold.title.as_str()) && row.show_as.as_deref() == Some(show_as(hold.style));
    same_times && same_rule && same_look
}
