//! What the organizer has been told, and what may therefore follow.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::{
    Address, Cause, Copy, History, Mode, NoticeRecord, NoticeState, Requirement, Response, Stage, WorkingTime,
};
use crate::policy::{BriefedCopy, Case, Deadline, Hit, Policy, Verdict};

use super::notices;

/// Under so much time left an organizer cannot be expected to react: flag only.
const TOO_LATE: TimeDelta = TimeDelta::minutes(15);

/// When to look again after a warning that is still in the outbox although its time has come.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(15);

/// When an answer may follow a warning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ahead {
    /// Not before this instant.
    From(DateTime<Utc>),
    /// There is too little time left: flag only.
    TooLate,
}

/// When an answer may follow a warning that was accepted at `accepted`: after `short_notice` or half of the time
/// that remains until `start`, whichever is less, both counted in the organizer's working time, so that nobody is
/// expected to react at night. With less than 15 minutes of working time left only a flag follows.
pub fn answer_after(accepted: DateTime<Utc>, start: DateTime<Utc>, short: TimeDelta, working: &WorkingTime) -> Ahead {
    let remains = working.between(accepted, start);
    if remains < TOO_LATE {
        return Ahead::TooLate;
    }
    match working.after(accepted, short.min(remains / 2)) {
        Some(at) => Ahead::From(at),
        None => Ahead::TooLate,
    }
}

/// What a warning that is accepted at `sent` can promise the organizer as the time until which nothing happens: the
/// deadline, or for meetings booked late the end of the time they have.
pub fn promise(policy: &Policy, case: &Case<'_>, deadline: &Deadline, sent: DateTime<Utc>) -> DateTime<Utc> {
    let working = policy.working_time(case.meeting.organizer.as_ref());
    let short = TimeDelta::seconds(deadline.short_notice_seconds);
    match answer_after(sent, case.meeting.start, short, working) {
        Ahead::From(at) => at.max(deadline.at),
        Ahead::TooLate => deadline.at.max(sent),
    }
}

/// What a warning is worth at an instant.
enum Strength {
    /// Its time has passed: what it announced may follow.
    Ripe,
    /// It is on its way, or its time runs.
    Waits,
    /// Nothing but a flag can rest on it.
    Void,
}

/// One meeting with everything that planning reads.
#[derive(Debug, Clone, Copy)]
pub struct Warning<'a> {
    /// The policy in force.
    pub policy: &'a Policy,
    /// The facts.
    pub case: &'a Case<'a>,
    /// The verdict on them.
    pub verdict: &'a Verdict,
    /// The past.
    pub history: &'a History,
    /// The present.
    pub now: DateTime<Utc>,
}

/// What is wrong for one person's copy, and how far it may go there.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Due {
    /// How far: the least of what the rule asks, was announced, and the modes allow.
    pub reach: Option<Mode>,
    /// Causes in force now.
    pub causes: Vec<Cause>,
}

impl<'a> Warning<'a> {
    /// The working time by which this organizer is judged.
    pub(super) fn working(&self) -> &'a WorkingTime {
        self.policy.working_time(self.case.meeting.organizer.as_ref())
    }

    /// The organizer's address, if mail may go there: inside the organization, mode at least remind.
    pub(super) fn mailable(&self) -> Option<&'a Address> {
        let organizer = self.case.meeting.organizer.as_ref()?;
        let heard = self.policy.organizer_mode(Some(organizer)) >= Mode::Remind;
        (heard && self.policy.is_internal(organizer)).then_some(organizer)
    }

    /// Copies on which anything may be done at all: those that concern us, at the meeting's own time.
    pub(super) fn copies(&self) -> impl Iterator<Item = &'a BriefedCopy> {
        let Self { policy, case, .. } = *self;
        let current = move |copy: &Copy| copy.start == case.meeting.start && case.concerns(policy, copy);
        case.copies.iter().filter(move |briefed| current(&briefed.copy))
    }

    /// Requirements that are missing, with the furthest that may follow by the rule and the organizer's mode.
    pub(super) fn missing(&self) -> impl Iterator<Item = (Requirement, Mode)> + 'a {
        let limit = self.verdict.limit;
        let unmet = self.verdict.requirements.iter().filter(|state| !state.met());
        unmet.map(move |state| (state.requirement, state.consequence.min(limit)))
    }

    /// How far the warnings given allow to go now; None: wait, a warning is still on its way. A flag needs no warning,
    /// but does not come before one that can still be given.
    fn allowed(&self, deadline: &Deadline, names: Option<Requirement>) -> Option<Mode> {
        if self.mailable().is_none() {
            return Some(Mode::Flag);
        }
        if self.kept(names.is_none()) > Some(self.now) {
            return None;
        }
        let (mut best, mut waits, mut void) = (Mode::Flag, false, false);
        for notice in self.warnings(names.is_none()) {
            match self.strength(notice, deadline, names) {
                Some(Strength::Ripe) => (best, void) = (best.max(notice.announced), true),
                Some(Strength::Waits) => waits = true,
                Some(Strength::Void) => void = true,
                None => {}
            }
        }
        (best.answers() || (void && !waits)).then_some(best)
    }

    /// Mails that warned about missing requirements, or about protected time.
    fn warnings(&self, conflict: bool) -> impl Iterator<Item = &'a NoticeRecord> + use<'a> {
        let about = move |notice: &&NoticeRecord| (notice.stage == Stage::Conflict) == conflict;
        self.history.notices.iter().filter(|notice| notice.stage.warns()).filter(about)
    }

    /// The time until which nothing happens, as told in mails about this start. Promises are kept also when the policy
    /// has moved the deadline since.
    pub(super) fn kept(&self, conflict: bool) -> Option<DateTime<Utc>> {
        let start = self.case.meeting.start;
        let told = self.warnings(conflict).filter(|n| n.start == start && matches!(n.state, NoticeState::Accepted(_)));
        told.map(|notice| notice.promised).max()
    }

    /// What a warning is worth now. After a move earlier ones warn of nothing; after a change of the policy they still
    /// do, and keep what they promised. None: it has nothing to do with the matter.
    fn strength(&self, notice: &NoticeRecord, deadline: &Deadline, names: Option<Requirement>) -> Option<Strength> {
        if notice.start != self.case.meeting.start {
            // The organizer hears once per stage and deadline; a move that keeps the deadline brings no new warning.
            let taken = notice.deadline == deadline.at && notice.state != NoticeState::Superseded;
            return taken.then_some(Strength::Void);
        }
        let named = names.is_none_or(|requirement| notice.missing.contains(&requirement));
        match notice.state {
            NoticeState::Superseded => None,
            NoticeState::Pending => notices::still_true(self, notice).then_some(Strength::Waits),
            NoticeState::Undeliverable => Some(Strength::Void),
            NoticeState::Accepted(_) if !named => Some(Strength::Void),
            NoticeState::Accepted(at) => Some(match self.grace(at, deadline) {
                Ahead::From(from) if from <= self.now => Strength::Ripe,
                Ahead::From(_) => Strength::Waits,
                Ahead::TooLate => Strength::Void,
            }),
        }
    }

    fn grace(&self, accepted: DateTime<Utc>, deadline: &Deadline) -> Ahead {
        let short = TimeDelta::seconds(deadline.short_notice_seconds);
        match answer_after(accepted, self.case.meeting.start, short, self.working()) {
            Ahead::From(at) => Ahead::From(at.max(deadline.at)),
            late => late,
        }
    }

    /// When answers become possible that wait for a warning's time to pass.
    pub(super) fn promised(&self, deadline: &Deadline) -> impl Iterator<Item = DateTime<Utc>> {
        let start = self.case.meeting.start;
        let warned = self.history.notices.iter().filter(move |n| n.stage.warns() && n.start == start);
        warned.filter_map(|notice| match notice.state {
            NoticeState::Pending => Some(notice.promised.max(self.now + LOOK_AGAIN)),
            NoticeState::Accepted(at) => match self.grace(at, deadline) {
                Ahead::From(from) => Some(from.max(notice.promised)),
                Ahead::TooLate => None,
            },
            _ => None,
        })
    }

    /// What a mail accepted at `sent` can promise the organizer as the time until which nothing happens.
    pub(super) fn promise(&self, stage: Stage, sent: DateTime<Utc>, deadline: &Deadline) -> DateTime<Utc> {
        let new = match self.grace(sent, deadline) {
            Ahead::From(at) => at,
            Ahead::TooLate => deadline.at.max(sent),
        };
        self.kept(stage == Stage::Conflict).filter(|_| stage.warns()).map_or(new, |kept| kept.max(new))
    }

    /// Everything due now, per mailbox: before the deadlines nobody appears here.
    pub(super) fn due(&self) -> BTreeMap<Address, Due> {
        let mut due: BTreeMap<Address, Due> = BTreeMap::new();
        if let Some(deadline) = self.verdict.deadline.as_ref().filter(|deadline| deadline.at <= self.now) {
            for (requirement, reach) in self.missing() {
                let Some(allowed) = self.allowed(deadline, Some(requirement)) else { continue };
                for briefed in self.copies() {
                    let cause = Cause::Missing { requirement, deadline: deadline.at };
                    self.add(&mut due, &briefed.copy.mailbox, reach.min(allowed), cause);
                }
            }
        }
        for hit in self.verdict.hits.iter().filter(|hit| hit.deadline.at <= self.now) {
            let Some(allowed) = self.allowed(&hit.deadline, None) else { continue };
            if self.copies().any(|briefed| briefed.copy.mailbox == hit.mailbox) {
                let cause = Cause::Protected { window: hit.window.clone(), start: self.case.meeting.start };
                self.add(&mut due, &hit.mailbox, self.hit_reach(hit).min(allowed), cause);
            }
        }
        due
    }

    /// Protected time goes by mode(attendee), which is added where a person is in view. Meetings with people from
    /// outside have no hits unless the protected time says so.
    pub(super) fn hit_reach(&self, hit: &Hit) -> Mode {
        let organizer_heard = if self.mailable().is_some() { Mode::Decline } else { Mode::Flag };
        hit.on_meeting.min(organizer_heard)
    }

    fn add(&self, due: &mut BTreeMap<Address, Due>, mailbox: &Address, reach: Mode, cause: Cause) {
        let Some(person) = self.policy.directory.find(mailbox) else { return };
        let reach = reach.min(self.policy.mode_of(person));
        if reach >= Mode::Flag {
            let entry = due.entry(mailbox.clone()).or_default();
            entry.reach = entry.reach.max(Some(reach));
            entry.causes.push(cause);
        }
    }

    /// How far a consequence would really go on this copy: by the person's mode, and by what they answered.
    pub(super) fn foreseen(&self, briefed: &BriefedCopy, reach: Mode) -> Mode {
        let person = self.policy.directory.find(&briefed.copy.mailbox);
        let reach = person.map_or(Mode::Observe, |person| self.policy.mode_of(person)).min(reach);
        match briefed.copy.response() {
            Response::Declined | Response::Delegated => Mode::Observe,
            _ if reach.answers() && !self.answerable(briefed) => Mode::Flag,
            _ => reach,
        }
    }

    /// Whether these causes belong to the meeting at the time it has now, under whatever deadline.
    pub(super) fn of_this_start(&self, causes: &[Cause]) -> bool {
        let start = self.case.meeting.start;
        let told = self.history.notices.iter().filter(|n| n.start == start).map(|n| n.deadline);
        let known: Vec<_> = told.chain(self.verdict.deadline.iter().map(|deadline| deadline.at)).collect();
        causes.iter().any(|cause| match cause {
            Cause::Missing { deadline, .. } => known.contains(deadline),
            Cause::Protected { start: found, .. } => *found == start,
        })
    }

    /// Whether meetgate may answer on this copy at all: answers on, the person has not answered (or yes and maybe
    /// may be overridden).
    pub(super) fn answerable(&self, briefed: &BriefedCopy) -> bool {
        let on = self.policy.directory.find(&briefed.copy.mailbox).is_some_and(|person| person.answers);
        let open = match briefed.copy.response() {
            Response::NoAnswer => true,
            Response::Accepted | Response::Tentative => self.policy.override_accepted,
            Response::Declined | Response::Delegated => false,
        };
        on && open
    }
}
