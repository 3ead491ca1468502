//! A calendar with which something happens at the wrong moment.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use meetgate::meeting::{Response, Window};
use meetgate::provider::{Ability, Answer, Calendar, Changes, Cursor, Mailbox, Object, ProviderError, Target};
use meetgate::worker::Engine;

use super::world::World;

/// What happens around the calls of the calendar behind it. What is not said here is as it was.
#[async_trait]
pub trait Tamper: Send + Sync + 'static {
    async fn changes(
        &self,
        behind: &dyn Calendar,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError> {
        behind.changes(mailbox, cursor, window).await
    }

    async fn read(&self, behind: &dyn Calendar, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError> {
        behind.read(mailbox, object).await
    }

    async fn answer(
        &self,
        behind: &dyn Calendar,
        mailbox: &Mailbox,
        target: &Target,
        answer: &Answer,
    ) -> Result<String, ProviderError> {
        behind.answer(mailbox, target, answer).await
    }

    /// A flag was set or taken away, and this is told of it.
    async fn flagged(&self, done: String) -> Result<String, ProviderError> {
        Ok(done)
    }
}

/// Puts it around the calendars of this engine.
pub fn tamper<T: Tamper>(engine: &mut Engine, tamper: T) -> Arc<T> {
    let (tamper, behind) = (Arc::new(tamper), engine.calendars["vdir"].clone());
    engine.calendars.insert("vdir".to_owned(), Arc::new(Tampered { behind, tamper: tamper.clone() }));
    tamper
}

/// Trouble that passes.
pub fn passing(what: &str) -> ProviderError {
    ProviderError::Retry { what: what.to_owned(), wait: None }
}

/// What happens; an error is what the caller gets instead of the result.
pub type Hook = Box<dyn Fn(&Mailbox) -> Result<(), ProviderError> + Send + Sync>;

/// Hooks around the calls. Without a hook all is as it was.
pub struct Hooks {
    pub before_listing: Hook,
    pub before_reading: Hook,
    pub before_answering: Hook,
    pub after_answering: Hook,
}

impl Hooks {
    /// None yet.
    pub fn new() -> Self {
        let nothing = || -> Hook { Box::new(|_| Ok(())) };
        let (before_listing, before_reading) = (nothing(), nothing());
        Self { before_listing, before_reading, before_answering: nothing(), after_answering: nothing() }
    }

    /// Puts them into the world.
    pub fn into_place(self, world: &mut World) {
        tamper(&mut world.app.engine, self);
    }
}

#[async_trait]
impl Tamper for Hooks {
    async fn changes(
        &self,
        behind: &dyn Calendar,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError> {
        (self.before_listing)(mailbox)?;
        behind.changes(mailbox, cursor, window).await
    }

    async fn read(&self, behind: &dyn Calendar, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError> {
        (self.before_reading)(mailbox)?;
        behind.read(mailbox, object).await
    }

    async fn answer(
        &self,
        behind: &dyn Calendar,
        mailbox: &Mailbox,
        target: &Target,
        answer: &Answer,
    ) -> Result<String, ProviderError> {
        (self.before_answering)(mailbox)?;
        let etag = behind.answer(mailbox, target, answer).await?;
        (self.after_answering)(mailbox).map(|()| etag)
    }
}

struct Tampered<T> {
    behind: Arc<dyn Calendar>,
    tamper: Arc<T>,
}

#[async_trait]
impl<T: Tamper> Calendar for Tampered<T> {
    async fn changes(
        &self,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError> {
        self.tamper.changes(&*self.behind, mailbox, cursor, window).await
    }

    async fn read(&self, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError> {
        self.tamper.read(&*self.behind, mailbox, object).await
    }

    async fn answer(&self, mailbox: &Mailbox, target: &Target, answer: &Answer) -> Result<String, ProviderError> {
        self.tamper.answer(&*self.behind, mailbox, target, answer).await
    }

    fn shows(&self, mailbox: &Mailbox, response: Response) -> Response {
        self.behind.shows(mailbox, response)
    }

    fn drops_declined(&self, mailbox: &Mailbox) -> bool {
        self.behind.drops_declined(mailbox)
    }

    async fn flag(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        set: bool,
        etag: &str,
        at: DateTime<Utc>,
    ) -> Result<String, ProviderError> {
        let done = self.behind.flag(mailbox, target, set, etag, at).await?;
        self.tamper.flagged(done).await
    }

    async fn probe(&self, mailbox: &Mailbox, ability: Ability) -> Result<(), ProviderError> {
        self.behind.probe(mailbox, ability).await
    }
}
