//! Calendars of Microsoft 365 through Microsoft Graph v1.0.
//!
//! Invariants: only mailboxes that were admitted are addressed; no organizer's copy is written to, but for meetings
//! that a rehearsal books; the token goes to the configured endpoint only; without `may_act` nothing is written.
//!
//! Mailboxes are named by the person's main address, which must be the user's sign-in name (userPrincipalName), as
//! it is where Exchange Online is set up in the ordinary way.

mod answer;
mod assertion;
mod batch;
mod booking;
mod busy;
mod call;
mod client;
mod cursor;
mod event;
mod failure;
mod flag;
mod hold;
mod ids;
mod limits;
mod marks;
mod memory;
mod options;
mod probe;
pub mod push;
mod read;
mod recurrence;
mod round;
mod series;
mod settings;
mod sync;
mod times;
mod token;
mod wire;

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use graph_rs_sdk::http::Method;

use self::batch::Polls;
use self::call::{Body, Call};
use self::client::Client;
use self::failure::Trouble;
use self::memory::Memory;
pub use self::options::{Cloud, Credential, Decline, Options};
use super::{
    Ability, Answer, Booking, Busy, Calendar, Changes, Cursor, Held, Hold, Mailbox, Now, Object, ProviderError,
    Settings, Target,
};
use crate::meeting::{Address, Response, Window};

/// The provider: one tenant.
pub struct Outlook {
    client: Arc<Client>,
    polls: Arc<Polls>,
    memory: Memory,
    decline: Decline,
    may_act: bool,
    page_size: u32,
    now: Now,
}

impl Outlook {
    /// The calendars of a tenant. Asks nobody anything yet.
    ///
    /// # Errors
    /// What is wrong with the options, without secrets.
    pub fn new(options: Options) -> Result<Self, String> {
        Ok(Self {
            client: Arc::new(Client::new(&options)?),
            polls: Arc::new(Polls::new(options.gather)),
            memory: Memory::default(),
            decline: options.decline,
            may_act: options.may_act,
            page_size: options.page_size.clamp(1, 1000),
            now: options.now,
        })
    }

    /// How many calls were refused because they were for a mailbox that is not enrolled.
    pub fn turned_away(&self) -> u64 {
        self.client.turned_away()
    }

    /// Sends a finished message (RFC 5322) from a mailbox of the tenant, which need not be enrolled: whoever
    /// configured it as the sender chose it ("user: sendMail", MIME). It needs the permission `Mail.Send`.
    ///
    /// # Errors
    /// As any other call; [`ProviderError::Retry`] also when the mail may have gone.
    pub async fn submit(&self, from: &Address, message: &[u8]) -> Result<(), ProviderError> {
        let url = self.client.url(&["users", from.as_str(), "sendMail"]);
        let body = Body::Mime(STANDARD.encode(message));
        let what = "POST sendMail";
        let call = Call { what, mailbox: None, method: Method::POST, url, body, if_match: None, page_size: None };
        self.client.send(&call).await.map(drop).map_err(|trouble| match trouble {
            Trouble::Refused(refusal) if refusal.status == 403 => ProviderError::NeedsHuman(format!(
                "the app may not send mail from this mailbox: grant it the application permission Mail.Send with admin \
                 consent (Entra admin center, App registrations, the app, API permissions), or take the mailbox into its \
                 scope; Graph said {}, request {}",
                refusal.code, refusal.request_id
            )),
            trouble => trouble.into(),
        })
    }

    fn may_act(&self) -> Result<(), ProviderError> {
        let refuse = || ProviderError::Permanent("writing to Outlook calendars is switched off".to_owned());
        self.may_act.then_some(()).ok_or_else(refuse)
    }
}

#[async_trait]
impl Calendar for Outlook {
    /// One round of the mailbox's changes. The view reaches one to two weeks beyond the window; before the window
    /// passes its end, everything is listed anew.
    async fn changes(
        &self,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError> {
        self.sync(mailbox, cursor, window).await
    }

    async fn read(&self, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError> {
        self.object(mailbox, object).await
    }

    /// A decline becomes a tentative answer, unless [`Decline::Final`] was chosen or the mailbox keeps declined
    /// events; it reads back as the decline that it stands for. "No answer" cannot be given back: the answer stays as
    /// it is and only ceases to be ours, but for a kept decline, which becomes tentative.
    async fn answer(&self, mailbox: &Mailbox, target: &Target, answer: &Answer) -> Result<String, ProviderError> {
        self.give(mailbox, target, answer).await
    }

    fn carries_proposals(&self) -> bool {
        true
    }

    fn shows(&self, mailbox: &Mailbox, response: Response) -> Response {
        match response {
            Response::Declined if self.decline != Decline::Final && !self.memory.preserves(&mailbox.address) => {
                Response::Tentative
            }
            // What the organizer sends again after a final decline is not answered yet.
            Response::NoAnswer if !self.drops_declined(mailbox) => Response::Tentative,
            as_it_is => as_it_is,
        }
    }

    fn drops_declined(&self, mailbox: &Mailbox) -> bool {
        self.decline == Decline::Final && !self.memory.preserves(&mailbox.address)
    }

    async fn flag(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        set: bool,
        etag: &str,
        _at: DateTime<Utc>,
    ) -> Result<String, ProviderError> {
        self.mark_missing(mailbox, target, set, etag).await
    }

    fn admit(&self, mailboxes: &BTreeSet<Address>) {
        self.client.admit(mailboxes);
    }

    async fn hold(&self, mailbox: &Mailbox, hold: &Hold, _at: DateTime<Utc>) -> Result<Held, ProviderError> {
        self.place(mailbox, hold).await
    }

    async fn release(&self, mailbox: &Mailbox, key: &str, _at: DateTime<Utc>) -> Result<(), ProviderError> {
        self.lift(mailbox, key).await
    }

    async fn busy(&self, asker: &Mailbox, of: &[Address], window: Window) -> Result<Vec<Busy>, ProviderError> {
        self.schedules(asker, of, window).await
    }

    async fn settings(&self, mailbox: &Mailbox) -> Result<Settings, ProviderError> {
        self.of_owner(mailbox).await
    }

    async fn probe(&self, mailbox: &Mailbox, ability: Ability) -> Result<(), ProviderError> {
        self.attempt(mailbox, ability).await
    }

    async fn book(&self, mailbox: &Mailbox, booking: &Booking) -> Result<String, ProviderError> {
        self.arrange(mailbox, booking).await
    }

    async fn rewrite(&self, mailbox: &Mailbox, object: &str, text: &str) -> Result<(), ProviderError> {
        self.retext(mailbox, object, text).await
    }

    async fn unbook(&self, mailbox: &Mailbox, object: &str) -> Result<(), ProviderError> {
        self.call_off(mailbox, object).await
    }
}
