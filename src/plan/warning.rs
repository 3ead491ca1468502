//! What the organizer has been told, and what may therefore follow.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::{
    Address, Cause, History, Mode, NoticeRecord, NoticeState, Requirement, Response, Stage, WorkingTime,
};
use crate::policy::{BriefedCopy, Case, Deadline, Policy, Verdict};

/// Under so much time left an organizer cannot be expected to react: flag only.
const TOO_LATE: TimeDelta = TimeDelta::minutes(15);

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

    /// Copies on which anything may be done at all: of enrolled people, not the organizer's, not private, not
    /// called off, the meeting's own time.
    pub(super) fn copies(&self) -> impl Iterator<Item = &'a BriefedCopy> {
        let policy = self.policy;
        let meeting = self.case.meeting;
        self.case.copies.iter().filter(move |briefed| {
            let copy = &briefed.copy;
            let organizer = copy.is_organizer || meeting.organizer.as_ref() == Some(&copy.mailbox);
            let closed = copy.event.private || copy.event.cancelled;
            !organizer && !closed && copy.start == meeting.start && policy.directory.find(&copy.mailbox).is_some()
        })
    }

    /// Requirements that are missing, with the furthest that may follow by the rule and the organizer's mode.
    pub(super) fn missing(&self) -> impl Iterator<Item = (Requirement, Mode)> + 'a {
        let limit = self.verdict.limit;
        let unmet = self.verdict.requirements.iter().filter(|state| !state.met());
        unmet.map(move |state| (state.requirement, state.consequence.min(limit)))
    }

    /// Mails that warned of this time's meeting: about missing requirements, or about protected time. After a move
    /// earlier ones warn of nothing; after a change of the policy they still do, and keep what they promised.
    fn warnings(&self, conflict: bool) -> impl Iterator<Item = &'a NoticeRecord> {
        let start = self.case.meeting.start;
        let about = move |notice: &&NoticeRecord| (notice.stage == Stage::Conflict) == conflict;
        self.history.notices.iter().filter(move |n| n.stage.warns() && n.start == start).filter(about)
    }

    /// How far the warnings given allow to go now; None: wait, a warning is still on its way.
    fn allowed(&self, deadline: &Deadline, names: Option<Requirement>) -> Option<Mode> {
        let (mut best, mut waiting) = (Mode::Flag, true);
        for notice in self.warnings(names.is_none()) {
            let named = names.is_none_or(|requirement| notice.missing.contains(&requirement));
            match notice.state {
                _ if !named => waiting = false,
                NoticeState::Pending => {}
                NoticeState::Undeliverable => waiting = false,
                NoticeState::Superseded => {}
                NoticeState::Accepted(at) => match self.grace(at, deadline) {
                    Ahead::From(from) if from.max(notice.promised) <= self.now => {
                        best = best.max(notice.announced);
                        waiting = false;
                    }
                    Ahead::From(_) => return (best > Mode::Flag).then_some(best),
                    Ahead::TooLate => waiting = false,
                },
            }
        }
        (!waiting || self.mailable().is_none()).then_some(best)
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
            NoticeState::Accepted(at) => match self.grace(at, deadline) {
                Ahead::From(from) => Some(from.max(notice.promised)),
                Ahead::TooLate => None,
            },
            _ => None,
        })
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

    /// Protected time goes by mode(attendee), and a meeting with people from outside is at most flagged; that
    /// part is in the verdict's hits already.
    pub(super) fn hit_reach(&self, hit: &crate::policy::Hit) -> Mode {
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
