//! Lists of events, page by page, through the crate.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use google_calendar3::hyper::Method;
use serde_json::Value;

use super::api;
use super::event::is_cancelled;
use super::failure::{Failure, Watch};
use super::series::Item;
use super::session::{Need, Session};
use super::times::rfc3339;
use super::wire::{self, EVENT_FIELDS};
use crate::provider::Mailbox;

/// More pages than any calendar has, also where a server gives a few entries at a time.
const MAX_PAGES: usize = 20_000;
/// So far back, and so far ahead, a series is asked for what was called off: beyond any window.
const DAYS_BACK: i64 = 35;
const DAYS_AHEAD: i64 = 400;
/// More pages than a series has within those.
const MAX_OFF_PAGES: usize = 40;
/// What is read of it.
const OFF_FIELDS: &str = "nextPageToken,items(id,etag,status,recurringEventId,originalStartTime,sequence)";
/// The role of whoever lists a calendar of one's own ("Events: list", accessRole).
const OWNER: &str = "owner";
/// So many entries are asked for at once, the most that Google gives ("Events: list", maxResults).
pub(super) const PAGE: i32 = 2500;

/// One page of events.
#[derive(Debug, Default)]
struct Page {
    items: Vec<Item>,
    next_page: Option<String>,
    next_sync: Option<String>,
    role: Option<String>,
}

/// A login sees what others share with it, too; that is not theirs to answer in.
fn not_own(mailbox: &Mailbox) -> String {
    let address = mailbox.address.masked();
    format!("the calendar of {address} is not this login's own; `meetgate google login` is to be done by that person")
}

/// All pages of one listing.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Their items.
    pub items: Vec<Item>,
    /// Where the next sync begins; none when Google did not say.
    pub token: Option<String>,
}

/// What to list.
#[derive(Debug, Clone, Default)]
pub(super) struct Query {
    /// What changed since.
    pub sync_token: Option<String>,
    /// Only what ends later.
    pub time_min: Option<chrono::DateTime<chrono::Utc>>,
    /// Only events with this UID, deleted ones too.
    pub uid: Option<String>,
    /// Which page.
    pub page_token: Option<String>,
    /// At most so many; none: as many as Google gives.
    pub at_most: Option<i32>,
}

/// All pages. None is handed on before the last has come.
pub(super) async fn list(session: &Session, mailbox: &Mailbox, mut query: Query) -> Result<Listing, Failure> {
    let (mut listing, mut seen) = (Listing::default(), BTreeSet::new());
    while seen.len() < MAX_PAGES {
        let page = page(session, mailbox, &query).await?;
        if page.role.as_deref().is_some_and(|role| role != OWNER) {
            return Err(Failure::Human(not_own(mailbox)));
        }
        listing.items.extend(page.items);
        match page.next_page.filter(|next| !next.is_empty()) {
            Some(next) if !seen.insert(next.clone()) => break,
            Some(next) => query.page_token = Some(next),
            None => return Ok(Listing { token: page.next_sync, ..listing }),
        }
    }
    Err(Failure::unreadable())
}

/// Everything of one series that a query lists. What else is listed is left out.
pub(super) async fn of_series(
    session: &Session,
    mailbox: &Mailbox,
    series: &str,
    query: Query,
) -> Result<Vec<Item>, Failure> {
    let listing = list(session, mailbox, query).await?;
    let is_master = |item: &Item| match item {
        Ok(event) => event.id.as_deref() == Some(series),
        Err(broken) => broken.id == series,
    };
    let is_exception = |item: &Item| match item {
        Ok(event) => event.recurring_event_id.as_deref() == Some(series),
        Err(broken) => broken.series.as_deref() == Some(series),
    };
    let belongs = |item: &Item| is_master(item) || is_exception(item);
    let mut items: Vec<Item> = listing.items.into_iter().filter(belongs).collect();
    if !items.iter().any(is_master)
        && let Some(master) = api::find(session, mailbox, series).await?
    {
        items.push(wire::event(&master));
    }
    let tells =
        |item: &Item| item.as_ref().is_ok_and(|event| is_cancelled(event) && event.recurring_event_id.is_some());
    if items.iter().any(is_master) && !items.iter().any(tells) {
        items.extend(called_off(session, mailbox, series).await?);
    }
    Ok(items)
}

/// Occurrences that were called off. Of those Google may tell no UID, so a listing by UID may be without them.
async fn called_off(session: &Session, mailbox: &Mailbox, series: &str) -> Result<Vec<Item>, Failure> {
    let now = (session.options.now)();
    let at = |days: i64| wire::piece(&rfc3339(now + TimeDelta::days(days)));
    let path = format!(
        "{}/instances?showDeleted=true&maxResults={PAGE}&timeMin={}&timeMax={}&fields={}",
        wire::events(session, mailbox, Some(series)),
        at(-DAYS_BACK),
        at(DAYS_AHEAD),
        wire::piece(OFF_FIELDS)
    );
    let (mut items, mut next) = (Vec::new(), String::new());
    for _ in 0..MAX_OFF_PAGES {
        let path = format!("{path}{next}");
        let page = match api::send(session, mailbox, Need::READ, (Method::GET, &path), None, None).await {
            Err(failure) if failure.is(404) || failure.is(410) || failure.is(400) => break,
            page => page?,
        };
        let off = page.get("items").and_then(Value::as_array).into_iter().flatten();
        items.extend(off.filter(|item| wire::text(item, "status") == "cancelled").map(wire::event));
        match page.get("nextPageToken").and_then(Value::as_str).filter(|token| !token.is_empty()) {
            Some(token) => next = format!("&pageToken={}", wire::piece(token)),
            None => break,
        }
    }
    let of_series = |item: &Item| item.as_ref().is_ok_and(|event| event.recurring_event_id.as_deref() == Some(series));
    items.retain(of_series);
    Ok(items)
}

/// One page of a list, through the crate. Where an item fails the whole page there, the items are read one by one.
async fn page(session: &Session, mailbox: &Mailbox, query: &Query) -> Result<Page, Failure> {
    let calendar = wire::calendar(session, mailbox);
    let fields = format!("accessRole,nextPageToken,nextSyncToken,items({EVENT_FIELDS})");
    session
        .call(mailbox, Need::READ, |token| {
            let (calendar, fields) = (calendar.as_str(), fields.as_str());
            async move {
                let hub = session.http.hub(&token);
                let mut watch = Watch::default();
                let events = hub.events();
                let mut call = events.list(calendar).single_events(false).max_results(query.at_most.unwrap_or(PAGE));
                if let Some(token) = &query.sync_token {
                    call = call.sync_token(token);
                }
                if let Some(from) = query.time_min {
                    call = call.time_min(from);
                }
                if let Some(uid) = &query.uid {
                    call = call.i_cal_uid(uid).show_deleted(true);
                }
                if let Some(token) = &query.page_token {
                    call = call.page_token(token);
                }
                let result = call.param("fields", fields).delegate(&mut watch).doit().await;
                match watch.sort(result) {
                    Ok(page) => Ok(Page {
                        items: page.items.into_iter().flatten().map(Ok).collect(),
                        next_page: page.next_page_token,
                        next_sync: page.next_sync_token,
                        role: page.access_role,
                    }),
                    Err((failure, Some(body))) => one_by_one(&body).ok_or(failure),
                    Err((failure, None)) => Err(failure),
                }
            }
        })
        .await
}

/// A page of which the crate could not read some item; none when it is no page at all.
fn one_by_one(body: &str) -> Option<Page> {
    let page: Value = serde_json::from_str(body).ok()?;
    let token = |name: &str| page.get(name).and_then(Value::as_str).map(str::to_owned);
    let items = page.get("items").and_then(Value::as_array);
    let well_formed = items.is_some() || token("nextPageToken").is_some() || token("nextSyncToken").is_some();
    well_formed.then(|| Page {
        items: items.into_iter().flatten().map(wire::event).collect(),
        next_page: token("nextPageToken"),
        next_sync: token("nextSyncToken"),
        role: token("accessRole"),
    })
}

/// Whether the first page of a list can be read.
pub(super) async fn first(session: &Session, mailbox: &Mailbox, query: &Query) -> Result<(), Failure> {
    page(session, mailbox, &Query { at_most: Some(1), ..query.clone() }).await.map(drop)
}
