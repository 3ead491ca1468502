//! One round of `calendarView/delta`: all its pages, or none of them.

use std::collections::BTreeMap;

use serde_json::Value;
use tracing::debug;
use url::Url;

use super::Outlook;
use super::call::Call;
use super::failure::Trouble;
use super::read::read;
use super::wire::{Page, Row};
use crate::provider::{Mailbox, ProviderError};

/// How many pages one round may have.
const MAX_PAGES: usize = 5_000;

/// What one round brought.
pub(super) struct Round {
    /// The newest row of each id.
    pub rows: BTreeMap<String, Row>,
    /// Rows that cannot be read.
    pub unreadable: Vec<String>,
    /// Where the next round begins.
    pub link: String,
}

impl Outlook {
    /// Reads all pages of a round.
    pub(super) async fn round(&self, mailbox: &Mailbox, first: Url) -> Result<Round, Trouble> {
        let what = "GET calendarView/delta";
        let mut round = Round { rows: BTreeMap::new(), unreadable: Vec::new(), link: String::new() };
        let mut url = first;
        for index in 0..MAX_PAGES {
            let call = Call { page_size: Some(self.page_size), ..Call::get(what, &mailbox.address, url) };
            let reply =
                if index == 0 { self.polls.ask(&self.client, call).await } else { self.client.send(&call).await };
            let page: Page = read(reply?.body, what)?;
            page.value.into_iter().for_each(|row| round.take(row));
            if let Some(link) = page.delta {
                self.client.own(&link)?;
                round.link = link;
                return Ok(round);
            }
            let cut = || ProviderError::Retry { what: format!("{what}: a page leads nowhere"), wait: None };
            url = self.client.own(&page.next.ok_or_else(cut)?)?;
        }
        Err(ProviderError::Permanent(format!("{what}: the listing does not end")).into())
    }
}

impl Round {
    /// The newest row of an id wins: rows come several times, in any order of ids.
    fn take(&mut self, value: Value) {
        let Some(id) = value.get("id").and_then(Value::as_str).map(str::to_owned) else { return };
        match serde_json::from_value::<Row>(value) {
            Ok(row) => drop(self.rows.insert(id, row)),
            // What is wrong with it may hold what it says.
            Err(_) => {
                debug!("a row cannot be read");
                self.unreadable.push(id);
            }
        }
    }
}
