//! Judge: takes meetings whose version, policy revision or due time came up, and commits verdict, actions and
//! journal together.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::meeting::{Address, Directory, MeetingKey, merge};
use crate::plan::{self, Action, Plan};
use crate::policy::{Budgets, Case, Policy, Verdict, judge};
use crate::store::{GrantUse, Judged, Pending, StoreError};

use super::{Cycle, Engine, count};

/// So many meetings are judged and committed together.
const BATCH: usize = 200;

/// An action that would be decided.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// What: see [`crate::plan::Kind::as_str`].
    pub kind: String,
    /// About which meeting.
    pub meeting: MeetingKey,
    /// The meeting's title.
    pub title: String,
    /// When it starts.
    pub start: DateTime<Utc>,
    /// On whose copy, or to whom.
    pub mailbox: String,
    /// When it would be done.
    pub due: DateTime<Utc>,
    /// Why: the verdict's sentence.
    pub why: String,
}

/// Judges everything that is due. Returns how many new actions were decided.
pub(super) async fn run_once(engine: &Engine, cycle: &mut Cycle) -> Result<usize, StoreError> {
    engine.store.policy_in_force(&engine.policy().revision, engine.clock.now()).await?;
    let mut planned = 0;
    while let Some(judged) = batch(engine, cycle).await? {
        let new = commit(engine, &judged).await?;
        new.iter().for_each(|action| count(&mut cycle.actions, action.kind.as_str()));
        planned += new.len();
    }
    Ok(planned)
}

/// The same, and tells what was decided in full.
pub(super) async fn preview(engine: &Engine, cycle: &mut Cycle) -> Result<Vec<Preview>, StoreError> {
    let mut previews = Vec::new();
    engine.store.policy_in_force(&engine.policy().revision, engine.clock.now()).await?;
    while let Some(judged) = batch(engine, cycle).await? {
        let new = commit(engine, &judged).await?;
        for action in &new {
            count(&mut cycle.actions, action.kind.as_str());
            previews
                .extend(judged.iter().find(|one| one.key == action.meeting).and_then(|one| preview_of(one, action)));
        }
    }
    Ok(previews)
}

async fn commit(engine: &Engine, judged: &[Judged]) -> Result<Vec<Action>, StoreError> {
    engine.store.commit(judged, engine.policy().safety.organizers_per_day, engine.clock.now()).await
}

fn preview_of(judged: &Judged, action: &Action) -> Option<Preview> {
    let (meeting, verdict) = judged.found.as_ref()?;
    Some(Preview {
        kind: action.kind.as_str().to_owned(),
        meeting: meeting.key.clone(),
        title: meeting.title.clone(),
        start: meeting.start,
        mailbox: action.kind.mailbox().to_string(),
        due: action.due,
        why: verdict.reason.clone(),
    })
}

/// Judges the next batch; None when nothing is due.
async fn batch(engine: &Engine, cycle: &mut Cycle) -> Result<Option<Vec<Judged>>, StoreError> {
    let policy = engine.policy();
    let now = engine.clock.now();
    let keys = engine.store.due_meetings(now, BATCH).await?;
    if keys.is_empty() || engine.stop.is_cancelled() {
        return Ok(None);
    }
    let mut pending = engine.store.load(&keys).await?;
    if engine.store.carry_over(&pending, now).await? {
        pending = engine.store.load(&keys).await?;
    }
    let surroundings = Surroundings::read(engine, &policy.directory, policy.safety.max_staleness, now).await?;
    pending.iter_mut().for_each(|one| surroundings.tell(&policy.directory, one));
    let mut grants = engine.store.grants_since(now - TimeDelta::days(longest_budget(&policy))).await?;
    let judge = |one| judge_one(&policy, one, &mut grants, &surroundings.stale, now);
    let mut judged: Vec<Judged> = pending.iter().map(judge).collect();
    ramp(engine, &policy, &mut judged, now).await?;
    for (_, verdict) in judged.iter().filter_map(|one| one.found.as_ref()).filter(|(_, verdict)| verdict.at == now) {
        cycle.judged += 1;
        count(&mut cycle.verdicts, verdict.kind.as_str());
    }
    Ok(Some(judged))
}

/// What is known besides the meetings themselves.
struct Surroundings {
    /// People whose calendars were not read for too long.
    stale: BTreeSet<Address>,
    /// People who are out of office, and until when.
    away: BTreeMap<Address, DateTime<Utc>>,
}

impl Surroundings {
    /// Only enrolled people's calendars are read, so only theirs can be stale.
    async fn read(
        engine: &Engine,
        directory: &Directory,
        oldest: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let stale = engine.store.stale(now - oldest).await?;
        let stale = stale.into_iter().filter(|address| directory.find(address).is_some()).collect();
        Ok(Self { stale, away: engine.store.away(now).await? })
    }

    fn tell(&self, directory: &Directory, pending: &mut Pending) {
        let organizer = Address::parse(&pending.key.organizer);
        let organizer = organizer.map(|address| directory.canonical(&address).clone());
        pending.history.away_until = organizer.and_then(|address| self.away.get(&address).copied());
    }
}

/// Takes out warnings to organizers for whom the rollout has no room yet. Meetings come soonest first, so that those
/// who are nearest to a deadline hear first.
async fn ramp(engine: &Engine, policy: &Policy, judged: &mut [Judged], now: DateTime<Utc>) -> Result<(), StoreError> {
    let organizers: BTreeSet<Address> =
        judged.iter().flat_map(|one| &one.plan.actions).map(|action| action.kind.mailbox().clone()).collect();
    let organizers: Vec<&Address> = organizers.iter().collect();
    let mut ramp = engine.store.ramp(policy.safety.organizers_per_day, &organizers, now).await?;
    for one in judged {
        one.introduces = ramp.admit(&mut one.plan, policy, now);
    }
    Ok(())
}

fn longest_budget(policy: &Policy) -> i64 {
    policy.rules.iter().filter_map(|rule| rule.budget).map(|budget| i64::from(budget.days)).max().unwrap_or(0)
}

fn judge_one(
    policy: &Policy,
    pending: &Pending,
    grants: &mut Vec<GrantUse>,
    stale: &BTreeSet<Address>,
    now: DateTime<Utc>,
) -> Judged {
    let Pending { key, changed, copies, history, before } = pending;
    let plain: Vec<_> = copies.iter().map(|briefed| briefed.copy.clone()).collect();
    let Some(meeting) = merge(&plain) else {
        let plan = plan::gone(key, history);
        return Judged { key: key.clone(), changed: *changed, found: None, plan, news: false, introduces: None };
    };
    let case = Case { meeting: &meeting, copies };
    if let Some(last) = before.as_ref().filter(|_| meeting.start <= now) {
        // The verdict that stood when the meeting began is its last one.
        let plan = plan::plan(policy, &case, last, history, now);
        let found = Some((meeting, last.clone()));
        return Judged { key: key.clone(), changed: *changed, found, plan, news: false, introduces: None };
    }
    let budgets = budgets(policy, grants, key, now);
    let verdict = judge(policy, &case, history, &budgets, now);
    let mut plan: Plan = plan::plan(policy, &case, &verdict, history, now);
    plan::wait_for_reading(&mut plan, &case, stale, now);
    if let Some(rule) = verdict.rule.clone().filter(|_| verdict.grant) {
        // Meetings of one batch share the budget.
        let (organizer, meeting) = (key.organizer.clone(), key.to_string());
        grants.push(GrantUse { rule, organizer, meeting, at: now });
    }
    let news = is_news(before.as_ref(), &verdict);
    Judged { key: key.clone(), changed: *changed, found: Some((meeting, verdict)), plan, news, introduces: None }
}

/// How often the organizer used each rule with a budget, this meeting's own grants not counted.
fn budgets(policy: &Policy, grants: &[GrantUse], key: &MeetingKey, now: DateTime<Utc>) -> Budgets {
    let name = key.to_string();
    let mut used = BTreeMap::new();
    for rule in &policy.rules {
        let Some(budget) = rule.budget else { continue };
        let since = now - TimeDelta::days(i64::from(budget.days));
        let mine = |grant: &&GrantUse| {
            grant.rule == rule.name && grant.organizer == key.organizer && grant.meeting != name && grant.at >= since
        };
        used.insert(rule.name.clone(), grants.iter().filter(mine).count() as u32);
    }
    used
}

fn is_news(before: Option<&Verdict>, after: &Verdict) -> bool {
    let Some(before) = before else { return true };
    (before.kind, &before.rule, &before.reason) != (after.kind, &after.rule, &after.reason)
}
