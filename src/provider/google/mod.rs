//! Google Calendar, through its API v3.
//!
//! Invariants: nobody is spoken for who was not admitted; every write names whom Google mails (`sendUpdates`) and is
//! conditional on the etag that was read, or has an id that makes repeating it harmless; an error is sorted where it
//! comes in, and what was sorted as "a human is needed" is not asked for again and again.
//!
//! An object is a single event, a series with its exceptions (its id is the master's), or an exception that was passed
//! on without its series. Etags are those of single events: an occurrence without an exception has its series'.

mod account;
mod api;
mod assertion;
mod change;
mod channels;
mod copy;
mod event;
mod failure;
mod hold;
mod http;
mod limits;
mod listing;
mod options;
mod people;
mod rehearse;
mod series;
mod session;
mod sync;
#[cfg(test)]
mod tests;
mod times;
mod tokens;
mod wire;
mod write;

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use self::change::Change;
pub use self::channels::Channel;
pub use self::options::{Access, Credentials, ENDPOINT, Options, SendUpdates, TOKEN_URL, scopes};
use self::session::Session;
use super::{
    Ability, Answer, Booking, Busy, Calendar, Changes, Cursor, Held, Hold, Mailbox, Object, ProviderError, Settings,
    Target,
};
use crate::meeting::{Address, Window};

/// Looking at a copy and writing to it end within this time each, which together is less than an action's lease.
const AT_MOST: Duration = Duration::from_secs(25);

/// The provider: one client for all mailboxes.
pub struct Google {
    session: Session,
}

impl Google {
    /// A provider that nobody is admitted to yet.
    ///
    /// # Errors
    /// What is wrong with addresses or credentials, for whoever wrote the configuration.
    pub fn new(options: Options) -> Result<Self, String> {
        Ok(Self { session: Session::new(options)? })
    }

    /// How many requests were turned away because they were for somebody who is not admitted.
    pub fn turned_away(&self) -> u64 {
        self.session.turned_away()
    }

    /// How many requests were made of the calendar since the provider was made.
    pub fn asked(&self) -> u64 {
        self.session.asked()
    }

    /// How many access tokens were asked for since then.
    pub fn tokens_asked(&self) -> u64 {
        self.session.tokens.asked()
    }

    /// Asks Google to notify `url` of changes in this mailbox. `id` names the channel (at most 64 characters), `token` is
    /// the secret that notifications bring along (at most 256).
    ///
    /// # Errors
    /// As any other request.
    pub async fn watch(
        &self,
        mailbox: &Mailbox,
        (id, token, url): (&str, &str, &str),
        now: DateTime<Utc>,
    ) -> Result<Channel, ProviderError> {
        channels::create(&self.session, mailbox, (id, token, url), now).await
    }

    /// Ends notifications. Fine when they have ended.
    ///
    /// # Errors
    /// As any other request.
    pub async fn unwatch(&self, mailbox: &Mailbox, channel: &Channel) -> Result<(), ProviderError> {
        channels::stop(&self.session, mailbox, channel).await
    }

    async fn change(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        etag: &str,
        change: Change<'_>,
    ) -> Result<String, ProviderError> {
        in_time(write::change(&self.session, mailbox, target, etag, &change)).await
    }
}

/// Cut off in the middle of a write, the next attempt finds the mark.
async fn in_time<T>(asked: impl Future<Output = Result<T, ProviderError>>) -> Result<T, ProviderError> {
    let late = || ProviderError::Retry { what: "Google did not answer in time".to_owned(), wait: None };
    tokio::time::timeout(AT_MOST, asked).await.unwrap_or_else(|_| Err(late()))
}

#[async_trait]
impl Calendar for Google {
    async fn changes(
        &self,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError> {
        sync::changes(&self.session, mailbox, cursor, window).await
    }

    async fn read(&self, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError> {
        in_time(sync::read(&self.session, mailbox, object)).await
    }

    /// On one occurrence of a series this makes an exception in the owner's calendar alone. A decline stays there.
    async fn answer(&self, mailbox: &Mailbox, target: &Target, answer: &Answer) -> Result<String, ProviderError> {
        self.change(mailbox, target, &answer.etag, Change::Answer(answer)).await
    }

    async fn flag(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        set: bool,
        etag: &str,
        _at: DateTime<Utc>,
    ) -> Result<String, ProviderError> {
        self.change(mailbox, target, etag, Change::Flag(set)).await
    }

    fn admit(&self, mailboxes: &BTreeSet<Address>) {
        self.session.admit(mailboxes);
    }

    /// Which style an entry has is settled when it is placed.
    async fn hold(&self, mailbox: &Mailbox, hold: &Hold, _at: DateTime<Utc>) -> Result<Held, ProviderError> {
        hold::hold(&self.session, mailbox, hold).await
    }

    async fn release(&self, mailbox: &Mailbox, key: &str, _at: DateTime<Utc>) -> Result<(), ProviderError> {
        hold::release(&self.session, mailbox, key).await
    }

    async fn busy(&self, asker: &Mailbox, of: &[Address], window: Window) -> Result<Vec<Busy>, ProviderError> {
        account::busy(&self.session, asker, of, window).await
    }

    async fn settings(&self, mailbox: &Mailbox) -> Result<Settings, ProviderError> {
        account::settings(&self.session, mailbox).await
    }

    async fn probe(&self, mailbox: &Mailbox, ability: Ability) -> Result<(), ProviderError> {
        account::probe(&self.session, mailbox, ability).await
    }

    async fn book(&self, mailbox: &Mailbox, booking: &Booking) -> Result<String, ProviderError> {
        rehearse::book(&self.session, mailbox, booking).await
    }

    async fn rewrite(&self, mailbox: &Mailbox, object: &str, text: &str) -> Result<(), ProviderError> {
        rehearse::rewrite(&self.session, mailbox, object, text).await
    }

    async fn unbook(&self, mailbox: &Mailbox, object: &str) -> Result<(), ProviderError> {
        rehearse::unbook(&self.session, mailbox, object).await
    }
}
