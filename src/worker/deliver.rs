//! Deliver, calendar lane: the only place that writes to calendars.
//!
//! Claims due actions under a lease, re-reads the copy, and acts only if it still says what was judged and nobody
//! has answered since; else the action is superseded. Several mailboxes are served at once, each one by one. No
//! transaction is open meanwhile. After a crash between
//! writing and recording, the next attempt finds its own mark on the copy and only records.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use crate::meeting::{Address, Cause, Person, Response, Window};
use crate::plan::{Action, AnswerAction, FlagAction, Kind, Lane, RestoreAction, answer_key};
use crate::policy::{BriefedCopy, Policy};
use crate::provider::{Answer, Calendar, Mailbox, ProviderError, Target};
use crate::store::{Claimed, Ended, Finish, StoreError};

use super::{Cycle, DoneAction, Engine, copies, leave, letters, proposals};

/// A lease outlives any call to a provider; another process takes over after it.
pub(super) const LEASE: TimeDelta = TimeDelta::seconds(60);

/// When to try again what waits for a calendar to be read.
const LOOK_LATER: TimeDelta = TimeDelta::minutes(5);

/// So many actions are claimed at once.
const BATCH: usize = 50;

/// What the calls of one action take at most. None begins when less of its lease is left, so that no other process
/// takes it over meanwhile.
const CALLS: TimeDelta = TimeDelta::seconds(30);

/// A time to propose is looked for this long.
const PROPOSING: std::time::Duration = std::time::Duration::from_secs(5);

/// So often a copy is looked at that changes just before it is written to: another guest's reply is such a change.
const LOOKS: usize = 3;

/// What came of it.
#[derive(Default)]
pub(super) struct Delivered {
    /// How many actions were claimed.
    pub claimed: usize,
    /// Mailboxes that are no longer as they were known: written to, or found to have changed.
    pub changed: BTreeSet<String>,
}

/// Carries out what is due.
pub(super) async fn run_once(engine: &Engine, cycle: &mut Cycle) -> Result<Delivered, StoreError> {
    let mut delivered = Delivered::default();
    while !engine.stop.is_cancelled() {
        let now = engine.clock.now();
        engine.brake().await?;
        let batch = engine.store.claim(Lane::Calendar, &engine.owner, now, now + LEASE, BATCH).await?;
        if batch.is_empty() {
            break;
        }
        delivered.claimed += batch.len();
        delivered.changed.extend(Round::new(engine, cycle, batch, now + LEASE).carry_out().await?);
    }
    Ok(delivered)
}

/// What was claimed together. Mailboxes are served at once, each by one lane, so that within a mailbox everything
/// happens one after the other and in order.
struct Round<'a> {
    engine: &'a Engine,
    lease: DateTime<Utc>,
    cycle: Mutex<&'a mut Cycle>,
    mailboxes: Mutex<VecDeque<Vec<Claimed>>>,
    /// Keys of what was not begun.
    left: Mutex<Vec<String>>,
    changed: Mutex<BTreeSet<String>>,
}

impl<'a> Round<'a> {
    fn new(engine: &'a Engine, cycle: &'a mut Cycle, batch: Vec<Claimed>, lease: DateTime<Utc>) -> Self {
        let mut mailboxes: VecDeque<Vec<Claimed>> = VecDeque::new();
        for one in batch {
            let mailbox = one.action.kind.mailbox();
            match mailboxes.iter_mut().find(|known| known.iter().any(|other| other.action.kind.mailbox() == mailbox)) {
                Some(known) => known.push(one),
                None => mailboxes.push_back(vec![one]),
            }
        }
        let (cycle, mailboxes) = (Mutex::new(cycle), Mutex::new(mailboxes));
        Self { engine, lease, cycle, mailboxes, left: Mutex::default(), changed: Mutex::default() }
    }

    async fn carry_out(self) -> Result<BTreeSet<String>, StoreError> {
        let lane = || self.lane();
        let done = tokio::join!(lane(), lane(), lane(), lane(), lane(), lane(), lane(), lane());
        let left = std::mem::take(&mut *locked(&self.left));
        self.engine.store.give_back(&self.engine.owner, &left).await?;
        [done.0, done.1, done.2, done.3, done.4, done.5, done.6, done.7].into_iter().collect::<Result<(), _>>()?;
        Ok(std::mem::take(&mut *locked(&self.changed)))
    }

    async fn lane(&self) -> Result<(), StoreError> {
        while let Some(mailbox) = self.next() {
            self.serve(mailbox).await?;
        }
        Ok(())
    }

    fn next(&self) -> Option<Vec<Claimed>> {
        locked(&self.mailboxes).pop_front()
    }

    /// One mailbox: acts as long as the lease surely holds, and records what came of it.
    async fn serve(&self, mailbox: Vec<Claimed>) -> Result<(), StoreError> {
        let engine = self.engine;
        let mut finished = Vec::new();
        let mut trouble = Ok(());
        let mut waiting = VecDeque::from(mailbox);
        while trouble.is_ok() && !engine.stop.is_cancelled() && engine.clock.now() + CALLS <= self.lease {
            let Some(one) = waiting.pop_front() else { break };
            match act(engine, &one, self.lease).await {
                Ok(finish) => finished.push((one.action, finish)),
                Err(error) => trouble = Err(error),
            }
        }
        locked(&self.left).extend(waiting.into_iter().map(|one| one.action.key));
        self.record(&finished).await?;
        trouble
    }

    async fn record(&self, finished: &[(Action, Finish)]) -> Result<(), StoreError> {
        for (action, finish) in finished {
            note(&mut locked(&self.cycle), action, finish);
            if matches!(finish.ended, Ended::Done | Ended::Superseded(_)) {
                locked(&self.changed).insert(action.kind.mailbox().to_string());
            }
        }
        self.engine.store.finish(&self.engine.owner, finished, self.engine.clock.now()).await
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) fn note(cycle: &mut Cycle, action: &Action, finish: &Finish) {
    let (kind, mailbox) = (action.kind.as_str(), action.kind.mailbox());
    match &finish.ended {
        Ended::Done => {
            info!(kind, mailbox = mailbox.masked(), "done");
            let (meeting, mailbox) = (action.meeting.to_string(), mailbox.to_string());
            cycle.done.push(DoneAction { kind: kind.to_owned(), meeting, mailbox });
        }
        Ended::Superseded(why) => {
            info!(kind, mailbox = mailbox.masked(), why, "overtaken");
            cycle.superseded += 1;
        }
        Ended::Failed(why) => {
            warn!(kind, mailbox = mailbox.masked(), why, "failed for good");
            cycle.failed += 1;
        }
        Ended::Retry(at, why) => {
            warn!(kind, mailbox = mailbox.masked(), why, again = %at, "failed, to be tried again");
            cycle.failed += 1;
        }
    }
}

async fn act(engine: &Engine, claimed: &Claimed, lease: DateTime<Utc>) -> Result<Finish, StoreError> {
    let policy = engine.policy();
    let action = &claimed.action;
    let finish = |ended| Finish { key: action.key.clone(), ended, overrides: None, again: false };
    let Some(person) = owner(engine, &policy, action).await? else {
        return Ok(finish(Ended::Superseded("no longer enrolled".to_owned())));
    };
    if let Some(why) = too_old(engine, &policy, action).await? {
        return Ok(finish(Ended::Retry(engine.clock.now() + LOOK_LATER, why)));
    }
    let Some(calendar) = engine.calendars.get(&person.provider) else {
        let what = format!("no {} is configured", super::table_of(&person.provider));
        return Ok(finish(retry(engine, claimed, ProviderError::NeedsHuman(what))));
    };
    let hand = Hand { engine, policy: &policy, calendar, mailbox: engine.mailbox(&person), person: &person, claimed };
    Ok(hand.carry_out(lease).await.unwrap_or_else(|error| finish(retry(engine, claimed, error))))
}

/// Whose mailbox it is. Of someone who was un-enrolled, what is ours is still given back while the mailbox can be
/// reached; nothing else is done there.
async fn owner(engine: &Engine, policy: &Policy, action: &Action) -> Result<Option<Arc<Person>>, StoreError> {
    let mailbox = action.kind.mailbox();
    if let Some(person) = policy.directory.find(mailbox) {
        return Ok(Some(person.clone()));
    }
    let gives_back = match &action.kind {
        Kind::Restore(_) => true,
        Kind::Flag(flag) => !flag.set,
        _ => false,
    };
    if gives_back { leave::reach(engine, mailbox).await } else { Ok(None) }
}

/// Why what is known of the mailbox is too old for answering and flagging there.
async fn too_old(engine: &Engine, policy: &Policy, action: &Action) -> Result<Option<String>, StoreError> {
    let acts = matches!(&action.kind, Kind::Answer(_)) || matches!(&action.kind, Kind::Flag(flag) if flag.set);
    if !acts {
        return Ok(None);
    }
    let oldest = engine.clock.now() - policy.safety.max_staleness;
    let stale = engine.store.stale(oldest).await?.contains(action.kind.mailbox());
    Ok(stale.then(|| "the calendar was not read for longer than safety.max_staleness".to_owned()))
}

/// One action in one mailbox.
struct Hand<'a> {
    engine: &'a Engine,
    policy: &'a Policy,
    calendar: &'a Arc<dyn Calendar>,
    mailbox: Mailbox,
    person: &'a Person,
    claimed: &'a Claimed,
}

impl Hand<'_> {
    /// Acts on what the copy says, and again on what it says then when it changed between reading and writing.
    async fn carry_out(&self, lease: DateTime<Utc>) -> Result<Finish, ProviderError> {
        for _ in 1..LOOKS {
            match self.act().await {
                Err(ProviderError::Changed(_)) if self.engine.clock.now() + CALLS <= lease => {}
                done => return done,
            }
        }
        self.act().await
    }

    async fn act(&self) -> Result<Finish, ProviderError> {
        match &self.claimed.action.kind {
            Kind::Answer(answer) => self.answer(answer).await,
            Kind::Restore(restore) => self.restore(restore).await,
            Kind::Flag(flag) => self.flag(flag).await,
            Kind::Notice(_) => Ok(self.end(Ended::Failed("a mail in the calendar lane".to_owned()))),
        }
    }

    async fn answer(&self, action: &AnswerAction) -> Result<Finish, ProviderError> {
        let key = &self.claimed.action.key;
        let Some((copy, etag)) = self.look(&action.object).await? else { return self.vanished(action).await };
        if copy.copy.event.answer_mark.as_deref() == Some(key) && copy.copy.response() == action.give {
            return Ok(self.end(Ended::Done));
        }
        if self.claimed.action.revision != self.policy.revision {
            return Ok(Finish { again: true, ..self.overtaken("the policy changed") });
        }
        if copy.copy.content() != action.content {
            return Ok(self.overtaken("the invitation changed"));
        }
        if copy.copy.response() != action.previous {
            return Ok(self.overtaken("the person answered"));
        }
        let shown = self.calendar.shows(&self.mailbox, action.give);
        let comment = letters::comment(self.policy, action, shown);
        let propose = self.proposal(action).await;
        let answer = self.given(action.give, Some(comment), Some(key.clone()), etag);
        self.write(&action.object, action.occurrence, Answer { propose, ..answer }).await
    }

    /// Another time, for a meeting that falls into protected time, where the calendar can bring it along.
    async fn proposal(&self, action: &AnswerAction) -> Option<Window> {
        let protected = action.causes.iter().any(|cause| matches!(cause, Cause::Protected { .. }));
        if !protected || !self.calendar.carries_proposals() {
            return None;
        }
        let filed = self.engine.store.filed(&self.claimed.action.meeting).await.ok()??;
        let found = proposals::one(self.engine, self.policy, &filed.meeting, self.engine.clock.now());
        // The lease lasts for looking and writing; a proposal is no reason to lose it.
        tokio::time::timeout(PROPOSING, found).await.ok()?
    }

    /// The copy is not there any more. After an attempt whose confirmation was lost, that is what a decline does to it
    /// in some calendars; accepted race: its owner may have taken it away after an attempt that never arrived.
    async fn vanished(&self, action: &AnswerAction) -> Result<Finish, ProviderError> {
        let may_be_ours = self.claimed.attempts > 1 && action.give == Response::Declined;
        if may_be_ours && self.calendar.drops_declined(&self.mailbox) {
            let read = self.calendar.read(&self.mailbox, &action.object).await;
            if matches!(read, Err(ProviderError::Gone(_))) {
                return Ok(self.end(Ended::Done));
            }
        }
        Ok(self.overtaken("it is gone"))
    }

    async fn restore(&self, action: &RestoreAction) -> Result<Finish, ProviderError> {
        let Some((copy, etag)) = self.look(&action.object).await? else { return Ok(self.overtaken("it is gone")) };
        let given = answer_key(&self.claimed.action.meeting, &action.mailbox, action.generation);
        let ours = copy.copy.event.answer_mark.as_ref().is_none_or(|mark| *mark == given);
        let back = copy.copy.response() == action.back && copy.copy.event.answer_mark.is_none();
        // Nobody answers "no answer" by hand: the organizer asked afresh.
        if back && (self.claimed.attempts > 1 || action.back == Response::NoAnswer) {
            return Ok(self.end(Ended::Done));
        }
        if copy.copy.response() != action.given || !ours {
            let ended = Ended::Superseded("the person answered".to_owned());
            return Ok(Finish { overrides: Some(given), ..self.end(ended) });
        }
        self.write(&action.object, action.occurrence, self.given(action.back, None, None, etag)).await
    }

    async fn flag(&self, action: &FlagAction) -> Result<Finish, ProviderError> {
        let Some((copy, etag)) = self.look(&action.object).await? else { return Ok(self.overtaken("it is gone")) };
        if copy.copy.event.flagged != action.set {
            let target = Target { object: action.object.clone(), occurrence: action.occurrence };
            self.calendar.flag(&self.mailbox, &target, action.set, &etag, self.engine.clock.now()).await?;
        }
        Ok(self.end(Ended::Done))
    }

    fn given(&self, response: Response, comment: Option<String>, mark: Option<String>, etag: String) -> Answer {
        Answer { response, comment, mark, propose: None, etag, at: self.engine.clock.now() }
    }

    async fn write(
        &self,
        object: &str,
        occurrence: Option<crate::meeting::Moment>,
        answer: Answer,
    ) -> Result<Finish, ProviderError> {
        let target = Target { object: object.to_owned(), occurrence };
        self.calendar.answer(&self.mailbox, &target, &answer).await?;
        Ok(self.end(Ended::Done))
    }

    /// The copy as it is now, with its object's etag; None when this occurrence is not there any more, was called
    /// off, or has begun.
    async fn look(&self, object: &str) -> Result<Option<(BriefedCopy, String)>, ProviderError> {
        let read = match self.calendar.read(&self.mailbox, object).await {
            Err(ProviderError::Gone(_)) => return Ok(None),
            read => read?,
        };
        let now = self.engine.clock.now();
        let parts = copies::digest(read).parts;
        let same_uid: Vec<_> =
            parts.into_iter().filter(|part| part.event.uid == self.claimed.action.meeting.uid).collect();
        let window = self.engine.window(self.policy, now);
        let found = copies::copies(self.policy, self.person, &same_uid, window, now);
        let found = found.into_iter().find(|briefed| briefed.copy.key == self.claimed.action.meeting);
        let open = found.filter(|briefed| !briefed.copy.event.cancelled && briefed.copy.start > now);
        Ok(open.map(|briefed| (briefed.clone(), briefed.copy.event.etag)))
    }

    fn overtaken(&self, why: &str) -> Finish {
        self.end(Ended::Superseded(why.to_owned()))
    }

    fn end(&self, ended: Ended) -> Finish {
        Finish { key: self.claimed.action.key.clone(), ended, overrides: None, again: false }
    }
}

/// What an error means for the action.
fn retry(engine: &Engine, claimed: &Claimed, error: ProviderError) -> Ended {
    let now = engine.clock.now();
    match error {
        ProviderError::Retry { what, wait } => {
            let named = now + wait.unwrap_or_default();
            Ended::Retry(named.max(back_off(now, claimed.attempts)), what)
        }
        ProviderError::Changed(what) => Ended::Superseded(format!("changed meanwhile: {what}")),
        ProviderError::Gone(what) => Ended::Superseded(format!("gone: {what}")),
        ProviderError::Permanent(what) => Ended::Failed(what),
        ProviderError::NeedsHuman(what) => Ended::Retry(now + TimeDelta::minutes(15), what),
    }
}

/// One minute after the first attempt, doubling up to an hour.
pub(super) fn back_off(now: DateTime<Utc>, attempts: i64) -> DateTime<Utc> {
    let minutes = 1_i64 << attempts.clamp(1, 7).saturating_sub(1);
    now + TimeDelta::minutes(minutes.min(60))
}

/// Names for mails and comments.
pub(super) fn name_of(policy: &Policy, address: &Address) -> String {
    policy.directory.find(address).map_or_else(|| address.local().to_owned(), |person| person.name.clone())
}
