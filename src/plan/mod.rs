//! From verdicts to actions: what to do in the world, decided and not yet done.
//!
//! Pure. The rules that keep meetgate gentle live here and in [`crate::policy`]; delivery only carries out, after
//! looking again. Every action has a key, and the store takes a key once, so planning may be repeated at any time:
//!
//! - notice: (meeting, stage, nominal deadline);
//! - answer: (copy, generation of its causes); its giving back: the same, and the start of the meeting;
//! - flag and its removal: (copy, generation of the flag).
//!
//! Invariants, held by the property tests: never an action as organizer or for someone not enrolled; never about a
//! meeting that has started; no answer without an earlier notice that names the occurrence and was accepted for
//! delivery in time; never over a person's own answer.

mod action;
mod answers;
mod brake;
mod caps;
mod flags;
mod keys;
mod notices;
mod promise;
mod ramp;
mod say;
mod stale;
mod token;
mod warning;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::meeting::{Address, AnswerState, Cause, History, MeetingKey, NoticeState};
use crate::policy::{Case, Policy, Verdict};

pub use action::{Action, AnswerAction, FlagAction, Kind, Lane, NoticeAction, RestoreAction, answer_key};
pub use brake::{Brake, Pulled};
pub use caps::{Cap, caps};
pub use keys::{Keys, Kind as Sealed};
pub use promise::{Ahead, answer_after, promise};
pub use ramp::Ramp;
pub use say::{Purpose, Say};
pub use stale::wait_for_reading;
pub use token::{Refusal, Ticket};
pub use warning::Warning;

/// What follows from one verdict.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Plan {
    /// Actions to record. Those whose key is known already change nothing.
    pub actions: Vec<Action>,
    /// Corrections to what is known of answers given: what the copies show now.
    pub corrections: Vec<Correction>,
    /// Keys of actions not yet done that nobody wants any more.
    pub withdrawn: Vec<String>,
    /// When to look again although nothing changed; none when nothing is to come.
    pub next: Option<DateTime<Utc>>,
}

/// Something that a copy shows about an answer of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Whose copy.
    pub mailbox: Address,
    /// Which answer.
    pub generation: u32,
    /// What became of it.
    pub change: Change,
}

/// How the record of an answer changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Its state: the person answered since, or the organizer's move took all answers back.
    State(AnswerState),
    /// Its causes: one was added or fell away, another remains.
    Causes(Vec<Cause>),
}

/// Plans for one meeting. `verdict` was judged on the same case and history at `now`.
pub fn plan(policy: &Policy, case: &Case<'_>, verdict: &Verdict, history: &History, now: DateTime<Utc>) -> Plan {
    let mut plan = Plan::default();
    if case.meeting.cancelled || case.meeting.start <= now {
        plan.withdrawn = pending_keys(&case.meeting.key, history);
        return plan;
    }
    let warning = Warning { policy, case, verdict, history, now };
    answers::plan(&warning, &mut plan);
    flags::plan(&warning, &mut plan);
    notices::plan(&warning, &mut plan);
    let mut keys = BTreeSet::new();
    plan.actions.retain(|action| keys.insert(action.key.clone()));
    plan.next = next(&warning, &plan);
    plan
}

/// Plans for a meeting of which no copy is left: whatever was not yet done is not done any more.
pub fn gone(key: &MeetingKey, history: &History) -> Plan {
    Plan { withdrawn: pending_keys(key, history), ..Plan::default() }
}

/// Keys of everything not yet done about a meeting that has started or is cancelled.
fn pending_keys(key: &MeetingKey, history: &History) -> Vec<String> {
    let notices = history.notices.iter().filter(|notice| notice.state == NoticeState::Pending);
    let notices = notices.map(|notice| action::notice_key(key, notice.stage, notice.deadline));
    let answers = history.answers.iter().filter(|answer| answer.state == AnswerState::Pending);
    let answers = answers.map(|answer| action::answer_key(key, &answer.mailbox, answer.generation));
    notices.chain(answers).collect()
}

/// The next instant at which something changes by itself.
fn next(warning: &Warning<'_>, plan: &Plan) -> Option<DateTime<Utc>> {
    let Warning { case, verdict, now, .. } = *warning;
    let mut instants = vec![case.meeting.start];
    instants.extend(warning.history.away_until);
    let deadlines = verdict.deadline.iter().chain(verdict.hits.iter().map(|hit| &hit.deadline));
    for deadline in deadlines {
        instants.extend([deadline.first_notice, deadline.last_call, deadline.at]);
        instants.extend(warning.promised(deadline));
        instants.extend(notices::last_call(warning, deadline).map(|(from, _)| from));
    }
    instants.extend(plan.actions.iter().filter_map(|action| match &action.kind {
        Kind::Notice(notice) if notice.stage.warns() => Some(notice.promised),
        _ => None,
    }));
    instants.into_iter().filter(|at| *at > now).min()
}
