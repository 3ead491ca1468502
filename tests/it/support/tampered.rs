//! A calendar with which something happens at the wrong moment.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use meetgate::meeting::Window;
use meetgate::provider::{Ability, Answer, Calendar, Changes, Cursor, Mailbox, Object, ProviderError, Target};

use super::world::World;

/// What happens; an error is what the caller gets instead of the result.
pub type Hook = Box<dyn Fn(&Mailbox) -> Result<(), ProviderError> + Send + Sync>;

/// The world's calendar, with hooks around its calls. Without a hook it is as it was.
pub struct Tampered {
    inner: Arc<dyn Calendar>,
    pub before_listing: Hook,
    pub before_reading: Hook,
    pub after_answering: Hook,
}

impl Tampered {
    /// A calendar in the place of the world's own, once it is put there.
    pub fn of(world: &World) -> Self {
        let nothing = || -> Hook { Box::new(|_| Ok(())) };
        let inner = world.app.engine.calendars["vdir"].clone();
        Self { inner, before_listing: nothing(), before_reading: nothing(), after_answering: nothing() }
    }

    /// Puts it into the world.
    pub fn into_place(self, world: &mut World) {
        world.app.engine.calendars.insert("vdir".to_owned(), Arc::new(self));
    }
}

/// Trouble that passes.
pub fn passing(what: &str) -> ProviderError {
    ProviderError::Retry { what: what.to_owned(), wait: None }
}

#[async_trait]
impl Calendar for Tampered {
    async fn changes(
        &self,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError> {
        (self.before_listing)(mailbox)?;
        self.inner.changes(mailbox, cursor, window).await
    }

    async fn read(&self, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError> {
        (self.before_reading)(mailbox)?;
        self.inner.read(mailbox, object).await
    }

    async fn answer(&self, mailbox: &Mailbox, target: &Target, answer: &Answer) -> Result<String, ProviderError> {
        let etag = self.inner.answer(mailbox, target, answer).await?;
        (self.after_answering)(mailbox).map(|()| etag)
    }

    async fn flag(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        set: bool,
        etag: &str,
        at: DateTime<Utc>,
    ) -> Result<String, ProviderError> {
        self.inner.flag(mailbox, target, set, etag, at).await
    }

    async fn probe(&self, mailbox: &Mailbox, ability: Ability) -> Result<(), ProviderError> {
        self.inner.probe(mailbox, ability).await
    }
}
