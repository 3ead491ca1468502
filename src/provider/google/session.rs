//! Requests in someone's name: whether that is allowed at all, when it may be made, with which token, and how often it
//! is repeated.
//!
//! Invariants: nobody is asked for in whose name no one admitted us, not even for a token; a request that may have
//! taken effect is never blindly repeated.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use sha2::{Digest as _, Sha256};
use tokio::time::Instant;

use super::failure::{BLOCKED, Failure, Settled, Whose};
use super::http::Http;
use super::limits::Limit;
use super::options::{Access, Options};
use super::tokens::{Purse, Tokens};
use crate::meeting::Address;
use crate::provider::Mailbox;

/// How often a request is made at most, the first time included.
const TRIES: u32 = 4;
/// A longer wait is left to whoever asked.
const PATIENCE: Duration = Duration::from_secs(5);
/// When Google says that the day's requests are used up.
const DAY_PAUSE: Duration = Duration::from_secs(3600);

/// The client, the tokens, and what is known of each person.
pub(super) struct Session {
    pub http: Http,
    pub tokens: Tokens,
    pub options: Options,
    project: Mutex<Limit>,
    accounts: Mutex<HashMap<Address, Arc<Account>>>,
    admitted: RwLock<BTreeSet<Address>>,
    turned_away: AtomicU64,
    asked: AtomicU64,
}

/// One person's tokens and limits.
struct Account {
    purse: Purse,
    limit: Mutex<Limit>,
}

/// What a request needs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Need {
    access: Access,
    units: u32,
    writes: bool,
}

impl Need {
    /// Reading events.
    pub const READ: Self = Self { access: Access::Events, units: 1, writes: false };
    /// Inserting or deleting.
    pub const WRITE: Self = Self { access: Access::Events, units: 1, writes: true };
    /// A patch, which counts three ("Events: patch").
    pub const PATCH: Self = Self { access: Access::Events, units: 3, writes: true };
    /// Reading something else.
    pub const fn of(access: Access) -> Self {
        Self { access, units: 1, writes: false }
    }
}

impl Session {
    /// Checks addresses and credentials. Nobody is admitted yet.
    pub fn new(options: Options) -> Result<Self, String> {
        Ok(Self {
            http: Http::new(&options)?,
            tokens: Tokens::new(&options)?,
            project: Mutex::new(Limit::new(options.per_project_per_minute, Instant::now())),
            accounts: Mutex::default(),
            admitted: RwLock::default(),
            turned_away: AtomicU64::new(0),
            asked: AtomicU64::new(0),
            options,
        })
    }

    /// Whose mailboxes may be addressed from now on.
    pub fn admit(&self, mailboxes: &BTreeSet<Address>) {
        *self.admitted.write().unwrap_or_else(PoisonError::into_inner) = mailboxes.clone();
        lock(&self.accounts).retain(|address, _| mailboxes.contains(address));
    }

    /// How many requests were turned away because they were for somebody else.
    pub fn turned_away(&self) -> u64 {
        self.turned_away.load(Ordering::Relaxed)
    }

    /// How many requests were made, those for tokens not counted.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::Relaxed)
    }

    /// Makes a request in the mailbox owner's name, which `attempt` does with the token it is given. What did not take
    /// effect is repeated a few times; a write of which nobody knows is not.
    pub async fn call<T, F>(&self, mailbox: &Mailbox, need: Need, attempt: impl Fn(String) -> F) -> Result<T, Failure>
    where
        F: Future<Output = Result<T, Failure>>,
    {
        let account = self.account(mailbox)?;
        self.may_write(&account, need)?;
        let (mut stale, mut tries) = (None, 0);
        loop {
            self.wait_for_turn(&account, need).await?;
            let purse = (&account.purse, &mailbox.address);
            let token = match self.tokens.token(&self.http, purse, need.access, stale.as_deref()).await {
                Ok(token) => token,
                Err(failure @ Failure::Unclear { .. }) => {
                    tries = self.pause_before_next(mailbox, tries, failure).await?;
                    continue;
                }
                Err(failure) => return Err(failure),
            };
            self.asked.fetch_add(1, Ordering::Relaxed);
            let failure = match self.http.within(attempt(token.clone())).await {
                Ok(found) => {
                    self.succeeded(&account);
                    return Ok(found);
                }
                Err(failure) => failure,
            };
            self.note(&account, &failure);
            match failure {
                Failure::Token if stale.is_none() => stale = Some(token),
                Failure::Rate { .. } => tries = self.pause_before_next(mailbox, tries, failure).await?,
                Failure::Unclear { .. } if !need.writes => {
                    tries = self.pause_before_next(mailbox, tries, failure).await?;
                }
                other => return Err(other),
            }
        }
    }

    /// Waits a little before something is tried once more: doubled each time, and not for all mailboxes alike.
    pub async fn back_off(&self, mailbox: &Mailbox, tries: u32) {
        tokio::time::sleep(self.wait(mailbox, tries)).await;
    }

    fn wait(&self, mailbox: &Mailbox, tries: u32) -> Duration {
        let base = self.options.retry_base.saturating_mul(1 << tries.min(6)).min(PATIENCE);
        base + base.mul_f64(self.jitter(mailbox, tries))
    }

    /// Between 0 and 1; differs by mailbox and time, so that those who failed together do not come back together.
    fn jitter(&self, mailbox: &Mailbox, tries: u32) -> f64 {
        let seed = format!("{}/{tries}/{}", mailbox.address, self.asked());
        let hash = Sha256::digest(seed.as_bytes());
        f64::from(hash.first().copied().unwrap_or_default()) / 256.0
    }

    fn account(&self, mailbox: &Mailbox) -> Result<Arc<Account>, Failure> {
        let admitted = self.admitted.read().unwrap_or_else(PoisonError::into_inner).contains(&mailbox.address);
        if !admitted {
            self.turned_away.fetch_add(1, Ordering::Relaxed);
            let what = format!("{} is not enrolled; nothing was asked in that name", mailbox.address.masked());
            return Err(Failure::Settled(Settled::Never(what)));
        }
        let mut accounts = lock(&self.accounts);
        let account = accounts.entry(mailbox.address.clone()).or_insert_with(|| {
            let limit = Limit::new(self.options.per_user_per_minute, Instant::now());
            Arc::new(Account { purse: Purse::default(), limit: Mutex::new(limit) })
        });
        Ok(Arc::clone(account))
    }

    fn may_write(&self, account: &Account, need: Need) -> Result<(), Failure> {
        if !need.writes {
            return Ok(());
        }
        if !self.options.act {
            let what = "nothing is written: meetgate was set up to read only".to_owned();
            return Err(Failure::Settled(Settled::Never(what)));
        }
        match lock(&account.limit).blocked(Instant::now()) {
            Some(wait) => Err(Failure::Settled(Settled::Later { what: BLOCKED.to_owned(), wait })),
            None => Ok(()),
        }
    }

    /// Waits until person and project may ask again; long waits are refused.
    async fn wait_for_turn(&self, account: &Account, need: Need) -> Result<(), Failure> {
        for limit in [&account.limit, &self.project] {
            loop {
                let taken = lock(limit).take(need.units, Instant::now());
                match taken {
                    Ok(()) => break,
                    Err(wait) if wait <= PATIENCE => tokio::time::sleep(wait).await,
                    Err(wait) => {
                        let what = "Google's limits are reached".to_owned();
                        return Err(Failure::Settled(Settled::Later { what, wait }));
                    }
                }
            }
        }
        Ok(())
    }

    /// Waits, and counts; ends with the failure when it was tried often enough or Google asks for a long wait.
    async fn pause_before_next(&self, mailbox: &Mailbox, tries: u32, failure: Failure) -> Result<u32, Failure> {
        let asked = match &failure {
            Failure::Unclear { wait, .. } | Failure::Rate { wait, .. } => *wait,
            _ => None,
        };
        if tries + 1 >= TRIES || asked.is_some_and(|wait| wait > PATIENCE) {
            return Err(failure);
        }
        let wait = self.wait(mailbox, tries);
        tokio::time::sleep(asked.map_or(wait, |asked| asked.max(wait))).await;
        Ok(tries + 1)
    }

    fn note(&self, account: &Account, failure: &Failure) {
        let (now, base) = (Instant::now(), self.options.retry_base);
        match failure {
            Failure::Rate { whose: Whose::User, wait } => lock(&account.limit).slow_down(base, *wait, now),
            Failure::Rate { whose: Whose::Project, wait } => lock(&self.project).slow_down(base, *wait, now),
            Failure::Rate { whose: Whose::Day, wait } => {
                lock(&self.project).slow_down(base, Some(wait.unwrap_or(DAY_PAUSE)), now);
            }
            Failure::Blocked => lock(&account.limit).block(now),
            _ => {}
        }
    }

    fn succeeded(&self, account: &Account) {
        lock(&account.limit).succeeded();
        lock(&self.project).succeeded();
    }
}

/// A panic elsewhere does not make numbers wrong.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
