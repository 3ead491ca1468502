//! One meeting with all that planning reads, and what is due on each copy.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::meeting::{Address, AnswerRecord, Cause, Copy, History, Mode, Requirement, Response, WorkingTime};
use crate::policy::{BriefedCopy, Case, Hit, Policy, Verdict};

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

    /// The organizer's address, if mail may go there: inside the organization, mode at least remind, mail wanted.
    pub(super) fn mailable(&self) -> Option<&'a Address> {
        let organizer = self.case.meeting.organizer.as_ref()?;
        let heard = self.policy.organizer_mode(Some(organizer)) >= Mode::Remind && !self.history.unheard;
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

    /// Whether the answer that a person gave after ours still shows: they are left in peace also when the meeting moves.
    pub(super) fn answered_after(&self, briefed: &BriefedCopy) -> bool {
        briefed.copy.response() != Response::NoAnswer
    }

    /// Whether an answer belongs to the meeting at the time it has now, under whatever deadline: it was given for it, or
    /// went on standing for it when the meeting moved there.
    pub(super) fn of_this_start(&self, answer: &AnswerRecord) -> bool {
        let start = self.case.meeting.start;
        let told = self.history.notices.iter().filter(|n| n.start == start).map(|n| n.deadline);
        let known: Vec<_> = told.chain(self.verdict.deadline.iter().map(|deadline| deadline.at)).collect();
        let about = |cause: &Cause| match cause {
            Cause::Missing { deadline, .. } => known.contains(deadline),
            Cause::Protected { start: found, .. } => *found == start,
        };
        answer.start == start || answer.causes.iter().any(about)
    }

    /// Whether meetgate may answer on this copy at all: answers on, the person has not answered (or yes and maybe
    /// may be overridden).
    pub(super) fn answerable(&self, briefed: &BriefedCopy) -> bool {
        let mailbox = &briefed.copy.mailbox;
        let open = match briefed.copy.response() {
            Response::NoAnswer => true,
            Response::Accepted | Response::Tentative => self.policy.override_accepted,
            Response::Declined | Response::Delegated => false,
        };
        self.willing(mailbox) && !self.undone(mailbox) && !self.away() && open
    }

    /// Whether this person lets meetgate answer here: answers on, and nothing else said.
    pub(super) fn willing(&self, mailbox: &Address) -> bool {
        let on = self.policy.directory.find(mailbox).is_some_and(|person| person.answers);
        on && !self.history.spared.contains(mailbox)
    }

    /// Whether an admin took back what was done on this copy at this start.
    pub(super) fn undone(&self, mailbox: &Address) -> bool {
        let start = self.case.meeting.start;
        self.history.undone.iter().any(|undone| undone.mailbox == *mailbox && undone.start == start)
    }

    /// Whether the organizer is out of office: they are told, but nothing new is answered meanwhile. What was answered
    /// before stays.
    pub(super) fn away(&self) -> bool {
        self.history.away_until > Some(self.now)
    }
}
