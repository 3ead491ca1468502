//! Reading single events, series and what is attached.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use super::call::Call;
use super::failure::{Refusal, Trouble};
use super::series::{Draft, Series};
use super::times::query;
use super::wire::{AttachmentRow, Page, Row, RowKind};
use super::{Outlook, marks};
use crate::brief::{self, Attachment};
use crate::meeting::{Moment, Window};
use crate::provider::{Mailbox, Object, Part, ProviderError};

/// What is asked of the occurrences of a series. `originalStart` comes only where it is asked for.
const OF_INSTANCES: &str = "id,changeKey,type,seriesMasterId,originalStart,originalStartTimeZone,iCalUId,subject,body,\
    hasAttachments,organizer,isOrganizer,attendees,responseStatus,responseRequested,allowNewTimeProposals,\
    isCancelled,isDraft,isAllDay,sensitivity,showAs,categories,start,end,createdDateTime,lastModifiedDateTime,webLink,transactionId";
/// How many pages one listing may have.
const MAX_PAGES: usize = 2_000;
/// How many attachments of one event are read.
const MAX_ATTACHMENTS: usize = 100;

/// An event that was asked for by id.
pub(super) enum Found {
    /// By itself.
    Single(Row),
    /// With its occurrences.
    Series(Series),
}

impl Outlook {
    /// The address of something in a mailbox.
    pub(super) fn at(&self, mailbox: &Mailbox, parts: &[&str]) -> Url {
        let parts: Vec<&str> = ["users", mailbox.address.as_str()].iter().chain(parts).copied().collect();
        self.client.url(&parts)
    }

    /// An event with our mark.
    pub(super) async fn row(&self, mailbox: &Mailbox, id: &str) -> Result<Row, Trouble> {
        Ok(self.memory.remind(&mailbox.address, self.row_as_is(mailbox, id).await?))
    }

    /// An event with the mark that the server keeps in it, if it does.
    pub(super) async fn row_as_is(&self, mailbox: &Mailbox, id: &str) -> Result<Row, Trouble> {
        let plain = self.at(mailbox, &["events", id]);
        let url = with(plain.clone(), &[("$expand", &marks::expand(marks::ANSWER))]);
        let body = self.expanded(mailbox, "GET event", (url, plain), &self.memory.plain_events).await?;
        Ok(read(body, "GET event")?)
    }

    /// The first page behind an address that expands properties; without them where the server refuses to.
    async fn expanded(
        &self,
        mailbox: &Mailbox,
        what: &'static str,
        (url, plain): (Url, Url),
        refuses: &AtomicBool,
    ) -> Result<Value, Trouble> {
        if !refuses.load(Ordering::Relaxed) {
            match self.client.send(&Call::get(what, &mailbox.address, url)).await {
                Err(Trouble::Refused(Refusal { status: 400 | 501, .. })) => {}
                done => return done.map(|reply| reply.body),
            }
        }
        let body = self.client.send(&Call::get(what, &mailbox.address, plain)).await?.body;
        refuses.store(true, Ordering::Relaxed);
        Ok(body)
    }

    /// An event, with its occurrences in `view` where it is a master.
    pub(super) async fn find(&self, mailbox: &Mailbox, id: &str, view: Window) -> Result<Found, ProviderError> {
        let row = self.row(mailbox, id).await?;
        match row.kind() {
            RowKind::Master => Ok(Found::Series(self.series(mailbox, row, view).await?)),
            _ => Ok(Found::Single(row)),
        }
    }

    /// A master's occurrences in `view`, with the marks of those that may bear one.
    pub(super) async fn series(&self, mailbox: &Mailbox, master: Row, view: Window) -> Result<Series, ProviderError> {
        let mut series = Series { instances: self.instances(mailbox, &master.id, view).await?, master };
        for row in &mut series.instances {
            *row = self.marked(mailbox, std::mem::take(row)).await?;
        }
        Ok(series)
    }

    /// The occurrences of a series; where the server cannot list them, those that the calendar shows.
    async fn instances(&self, mailbox: &Mailbox, master: &str, view: Window) -> Result<Vec<Row>, ProviderError> {
        let what = "GET instances";
        let (from, to) = (query(view.from), query(view.to));
        let window = [("startDateTime", from.as_str()), ("endDateTime", to.as_str()), ("$top", "100")];
        let plain = with(self.at(mailbox, &["events", master, "instances"]), &window);
        let plain = with(plain, &[("$select", OF_INSTANCES)]);
        let url = with(plain.clone(), &[("$expand", &marks::expand(marks::ANSWER))]);
        match self.expanded(mailbox, what, (url, plain), &self.memory.plain_lists).await {
            Err(Trouble::Refused(Refusal { status: 404 | 405 | 501, .. })) => {
                let url = with(self.at(mailbox, &["calendarView"]), &window);
                let what = "GET calendarView";
                let first = self.client.send(&Call::get(what, &mailbox.address, url)).await?.body;
                let rows = self.rows(mailbox, what, first).await?.into_iter();
                Ok(rows.filter(|row| row.series_master_id.as_deref() == Some(master)).collect())
            }
            first => self.rows(mailbox, what, first?).await,
        }
    }

    async fn rows(&self, mailbox: &Mailbox, what: &'static str, first: Value) -> Result<Vec<Row>, ProviderError> {
        self.pages(mailbox, what, first).await?.into_iter().map(|row| read(row, what)).collect()
    }

    /// The rows of a listing whose first page is there.
    pub(super) async fn pages(
        &self,
        mailbox: &Mailbox,
        what: &'static str,
        first: Value,
    ) -> Result<Vec<Value>, ProviderError> {
        let mut page: Page = read(first, what)?;
        let mut rows = std::mem::take(&mut page.value);
        for _ in 0..MAX_PAGES {
            let Some(next) = page.next.take() else { return Ok(rows) };
            let next = self.client.own(&next)?;
            let call = Call { page_size: Some(self.page_size), ..Call::get(what, &mailbox.address, next) };
            page = read(self.client.send(&call).await?.body, what)?;
            rows.append(&mut page.value);
        }
        Err(ProviderError::Permanent(format!("{what}: the listing does not end")))
    }

    /// The row with its mark, where it may bear one that was not asked for.
    pub(super) async fn marked(&self, mailbox: &Mailbox, row: Row) -> Result<Row, ProviderError> {
        let row = self.memory.remind(&mailbox.address, row);
        if !marks::may_be_ours(&row) || self.memory.refused(&self.memory.plain_events) {
            return Ok(row);
        }
        match self.row(mailbox, &row.id).await {
            Ok(fresh) => {
                let properties = Some(fresh.single_value_extended_properties.unwrap_or_default());
                Ok(Row { single_value_extended_properties: properties, ..row })
            }
            Err(Trouble::Refused(refusal)) if refusal.is_missing() => Ok(row),
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// The parts, with the attachments of those whose text leaves open whether there is an agenda and a pre-read.
    pub(super) async fn complete(&self, mailbox: &Mailbox, drafts: Vec<Draft>) -> Result<Vec<Part>, ProviderError> {
        let mut parts = Vec::with_capacity(drafts.len());
        for Draft { mut part, id, attached } in drafts {
            if attached && leaves_open(&part) {
                part.invitation.attachments = self.attachments(mailbox, &id).await?;
            }
            parts.push(part);
        }
        Ok(parts)
    }

    async fn attachments(&self, mailbox: &Mailbox, id: &str) -> Result<Vec<Attachment>, ProviderError> {
        let what = "GET attachments";
        let url = self.at(mailbox, &["events", id, "attachments"]);
        let url = with(url, &[("$select", "id,name,contentType,size,isInline,lastModifiedDateTime")]);
        let body = match self.client.send(&Call::get(what, &mailbox.address, url)).await {
            Ok(reply) => reply.body,
            Err(Trouble::Refused(refusal)) if refusal.is_missing() => return Ok(Vec::new()),
            Err(trouble) => return Err(trouble.into()),
        };
        let rows = self.pages(mailbox, what, body).await?.into_iter().take(MAX_ATTACHMENTS);
        rows.map(|row| read(row, what).map(attachment)).collect()
    }

    /// The object as it is now.
    pub(super) async fn object(&self, mailbox: &Mailbox, id: &str) -> Result<Object, ProviderError> {
        let view = self.memory.view((self.now)());
        let found = self.find(mailbox, id, view).await?;
        let drafts = match &found {
            Found::Single(row) => Draft::single(row, mailbox).map(|draft| vec![draft]),
            Found::Series(series) => series.drafts(mailbox),
        };
        // It was readable when it was judged; the next sync lists it as a problem.
        let drafts = drafts.map_err(|what| ProviderError::Retry { what, wait: None })?;
        Ok(Object { id: id.to_owned(), parts: self.complete(mailbox, drafts).await? })
    }

    /// The row that an answer or a flag for this occurrence belongs to, and the etag of the part that spoke for it.
    pub(super) async fn locate(
        &self,
        mailbox: &Mailbox,
        object: &str,
        occurrence: Option<&Moment>,
    ) -> Result<(Row, String), ProviderError> {
        let around = |moment: &Moment, days| {
            let at = moment.instant(mailbox.zone);
            Window { from: at - TimeDelta::days(days), to: at + TimeDelta::days(days) }
        };
        // Most occurrences are where they were; those that were moved are looked for farther off.
        for days in [1, 60] {
            let view = occurrence.map_or_else(|| self.memory.view((self.now)()), |moment| around(moment, days));
            let series = match self.find(mailbox, object, view).await? {
                Found::Single(row) => return Ok((row.clone(), row.etag())),
                Found::Series(series) => series,
            };
            let occurrence = occurrence.ok_or_else(no_longer)?;
            if let Some((row, differs)) = series.find(occurrence, mailbox) {
                let etag = if differs { row.etag() } else { series.master.etag() };
                return Ok((row, etag));
            }
        }
        Err(no_longer())
    }
}

/// A query's parts, added.
pub(super) fn with(mut url: Url, pairs: &[(&str, &str)]) -> Url {
    url.query_pairs_mut().extend_pairs(pairs);
    url
}

/// Reads JSON of a known form.
pub(super) fn read<T: DeserializeOwned>(value: Value, what: &str) -> Result<T, ProviderError> {
    let unreadable = |_| ProviderError::Retry { what: format!("{what}: the answer has another form"), wait: None };
    serde_json::from_value(value).map_err(unreadable)
}

/// Of private events nothing but times is looked at.
fn leaves_open(part: &Part) -> bool {
    if part.event.private {
        return false;
    }
    let brief = brief::read(&part.invitation);
    !(brief.agenda.present() && brief.pre_read.present())
}

fn no_longer() -> ProviderError {
    ProviderError::Changed("the series no longer has that occurrence".to_owned())
}

fn attachment(row: AttachmentRow) -> Attachment {
    let name = row.name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    Attachment {
        name: name.unwrap_or_else(|| "attachment".to_owned()),
        mime: row.content_type.map(|mime| mime.to_ascii_lowercase()),
        inline: row.is_inline.unwrap_or_default(),
        url: None,
    }
}
