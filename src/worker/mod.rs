//! The drivers: each step of the pipeline as a `run_once` that says what it did, and the loop around them.
//!
//! [`Engine::cycle`] is one pass: sync all mailboxes, then judge and deliver until nothing new follows. Steps keep
//! no state between calls; everything is in the store, so a pass may be cut anywhere and begun again.
//!
//! Accepted race: a person may answer between our look at a copy and our write. Providers narrow it with etags;
//! what slips through is seen at the next sync, and the person's answer wins then.

mod accounts;
mod alerts;
mod bounces;
mod copies;
mod daemon;
mod days;
mod deliver;
mod holds;
mod judge;
mod leave;
mod letters;
mod links;
mod mails;
mod post;
mod proposals;
mod rehearse;
mod sync;
mod upkeep;
mod weekly;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, RwLock};

use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::mail::{House, Transport};
use crate::meeting::{Address, Mode, Person, Response, Window};
use crate::plan::Purpose;
use crate::policy::{OwnTimes, Policy};
use crate::provider::{Calendar, Mailbox};
use crate::store::{Store, StoreError};

pub use daemon::Observer;
pub use judge::Preview;
pub use links::Links;
pub use rehearse::{Stage, rehearse};
pub use weekly::{Attach, Mailing, Sent, Weekly, cities};

/// How many times one pass goes round before it leaves the rest to the next one. Two or three suffice: a notice
/// accepted may let an answer follow, an answer lets its mail follow.
const ROUNDS: usize = 8;

/// Everything the workers need.
pub struct Engine {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Calendars by provider name.
    pub calendars: BTreeMap<String, Arc<dyn Calendar>>,
    /// How mail leaves; none: no mail is sent, so nothing is ever answered.
    pub transport: Option<Arc<dyn Transport>>,
    /// Who sends.
    pub house: House,
    /// What else the configuration says of mail.
    pub post: Post,
    /// The weekly reports.
    pub weekly: Weekly,
    /// Names this process in leases.
    pub owner: String,
    /// Set when the process shall end: steps stop between two actions.
    pub stop: CancellationToken,
    wake: Arc<Notify>,
    /// Whether the way for mail was found closed in this pass.
    away: AtomicBool,
    /// As the files have it.
    filed: RwLock<Policy>,
    /// What people's accounts say of them.
    accounts: RwLock<BTreeMap<Address, OwnTimes>>,
    /// What is in force: both together.
    policy: Arc<RwLock<Arc<Policy>>>,
}

/// What the configuration says of mail besides the transport.
#[derive(Clone, Default)]
pub struct Post {
    /// Who is told when something needs a human.
    pub admins: Vec<Address>,
    /// At most so many mails go to one organizer in a day; what is more waits for the next, unless that is too late.
    pub notices_per_day: Option<u32>,
    /// Where reports of undeliverable mails arrive.
    pub bounces: Option<PathBuf>,
    /// Writes the links of mails; none: mails have none.
    pub links: Option<Links>,
}

/// What one pass did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Cycle {
    /// When.
    pub at: DateTime<Utc>,
    /// Mailboxes read.
    pub synced: usize,
    /// Mailboxes that could not be read.
    pub failing: usize,
    /// Mailboxes that lost nearly everything at once, and were kept as they were.
    pub doubted: usize,
    /// Copies that changed.
    pub changed: usize,
    /// Meetings judged.
    pub judged: usize,
    /// Their verdicts by kind.
    pub verdicts: BTreeMap<String, usize>,
    /// New actions by kind.
    pub actions: BTreeMap<String, usize>,
    /// Actions carried out, in order.
    pub done: Vec<DoneAction>,
    /// Actions overtaken.
    pub superseded: usize,
    /// Attempts that failed, to be tried again or for good.
    pub failed: usize,
}

/// An action carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DoneAction {
    /// What was done: see [`crate::plan::Kind::as_str`].
    pub kind: String,
    /// About which meeting: its key.
    pub meeting: String,
    /// On whose copy, or to whom.
    pub mailbox: String,
}

impl Engine {
    /// Puts the parts together.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        calendars: BTreeMap<String, Arc<dyn Calendar>>,
        transport: Option<Arc<dyn Transport>>,
        house: House,
        policy: Policy,
    ) -> Self {
        let owner = format!("{}-{}", std::process::id(), clock.now().timestamp_micros());
        let filed = RwLock::new(policy.clone());
        let (policy, accounts) = (Arc::new(RwLock::new(Arc::new(policy))), RwLock::default());
        let (post, weekly) = (Post::default(), Weekly::default());
        let (stop, wake) = (CancellationToken::new(), Arc::new(Notify::new()));
        let away = AtomicBool::new(false);
        Self {
            store,
            clock,
            calendars,
            transport,
            house,
            post,
            weekly,
            owner,
            stop,
            wake,
            away,
            filed,
            accounts,
            policy,
        }
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        self.in_force()()
    }

    /// The policy in force, for whoever asks again and again without holding the engine.
    pub fn in_force(&self) -> impl Fn() -> Arc<Policy> + Send + Sync + 'static {
        let policy = self.policy.clone();
        move || policy.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Lets the next pass begin at once, for whoever recorded something that it is to heed.
    pub fn waker(&self) -> impl Fn() + Send + Sync + 'static {
        let wake = self.wake.clone();
        move || wake.notify_one()
    }

    /// Puts another policy in force, and lets the next pass begin at once. Coming meetings are judged anew, for their
    /// verdicts bear another revision; what was decided under the old policy and not yet done is dropped at delivery.
    pub fn replace_policy(&self, policy: Policy) {
        *self.filed.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = policy;
        self.put_in_force();
        self.wake.notify_one();
    }

    fn put_in_force(&self) {
        let filed = self.filed.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        let accounts = self.accounts.read().unwrap_or_else(|poisoned| poisoned.into_inner());
        *self.policy.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(filed.knowing(&accounts));
    }

    /// What a person's calendar shows when this is answered there.
    fn shows(&self, policy: &Policy, mailbox: &Address, response: Response) -> Response {
        let Some(person) = policy.directory.find(mailbox) else { return response };
        let calendar = self.calendars.get(&person.provider);
        calendar.map_or(response, |calendar| calendar.shows(&self.mailbox(person), response))
    }

    /// One pass: sync, judge, deliver.
    pub async fn cycle(&self) -> Result<Cycle, StoreError> {
        let mut cycle = Cycle { at: self.clock.now(), ..Cycle::default() };
        self.try_mail_again();
        leave::enrol(self).await?;
        leave::admit(self).await?;
        accounts::run_once(self).await?;
        sync::run_once(self, &mut cycle).await?;
        bounces::run_once(self).await?;
        self.settle(&mut cycle).await?;
        holds::run_once(self).await?;
        days::run_once(self).await?;
        weekly::run_once(self).await?;
        alerts::run_once(self).await?;
        leave::run_once(self).await?;
        upkeep::run_once(self).await?;
        Ok(cycle)
    }

    /// Judges and delivers until nothing new follows.
    pub async fn settle(&self, cycle: &mut Cycle) -> Result<(), StoreError> {
        for _ in 0..ROUNDS {
            let planned = judge::run_once(self, cycle).await?;
            let delivered = deliver::run_once(self, cycle).await?;
            sync::again(self, cycle, &delivered.changed).await?;
            self.brake().await?;
            let mailed = mails::run_once(self, cycle).await?;
            alerts::brakes(self).await?;
            if planned + delivered.claimed + mailed == 0 || self.stop.is_cancelled() {
                break;
            }
        }
        Ok(())
    }

    /// Pulls the brakes whose limits would be passed; before anything is claimed.
    async fn brake(&self) -> Result<(), StoreError> {
        for pulled in self.store.brake(&self.policy().safety, self.clock.now()).await? {
            let mailbox = pulled.scope.as_ref().map(crate::meeting::Address::masked);
            tracing::error!(mailbox, why = pulled.reason(), "a brake is pulled; `meetgate resume` lets it go");
        }
        Ok(())
    }

    /// What a pass would decide now, without deciding it: syncs and judges, acts on nothing. To be run on a store
    /// that is thrown away.
    pub async fn preview(&self) -> Result<(Cycle, Vec<Preview>), StoreError> {
        let mut cycle = Cycle { at: self.clock.now(), ..Cycle::default() };
        leave::admit(self).await?;
        sync::run_once(self, &mut cycle).await?;
        let planned = judge::preview(self, &mut cycle).await?;
        Ok((cycle, planned))
    }

    fn mailbox(&self, person: &Person) -> Mailbox {
        Mailbox { address: person.address.clone(), aliases: person.aliases.clone(), zone: person.zone() }
    }

    /// The stretch of time in which occurrences are wanted. It ends later than the policy's horizon, so that series
    /// need not be expanded anew at every pass.
    fn window(&self, policy: &Policy, now: DateTime<Utc>) -> Window {
        let spare = chrono::TimeDelta::days(3);
        Window { from: now - chrono::TimeDelta::days(1), to: now + policy.horizon + spare }
    }

    /// The link behind `List-Unsubscribe`; only a house with pages has one.
    fn unsubscribe(&self, recipient: &Address, now: DateTime<Utc>) -> Option<String> {
        self.post.links.as_ref()?.about_all(Purpose::MailsOff, recipient, now)
    }

    /// Whether anything may leave the house at all.
    fn acts(&self, policy: &Policy) -> bool {
        policy.mode > Mode::Observe || policy.teams.values().any(|team| team.mode > Some(Mode::Observe))
    }
}

/// How the configuration writes the table of a provider.
fn table_of(provider: &str) -> String {
    match provider {
        "vdir" => "[sources.vdir]".to_owned(),
        other => format!("[{other}]"),
    }
}

/// Counts one more of a kind.
fn count(counts: &mut BTreeMap<String, usize>, kind: &str) {
    *counts.entry(kind.to_owned()).or_default() += 1;
}
