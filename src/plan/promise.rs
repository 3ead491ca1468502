//! What the organizer has been told, and what may therefore follow: no answer without warning, and what was promised
//! is kept.

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::{Mode, NoticeRecord, NoticeState, Requirement, Stage, WorkingTime};
use crate::policy::{Case, Deadline, Policy};

use super::notices;
use super::warning::Warning;

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

impl<'a> Warning<'a> {
    /// How far the warnings given allow to go now; None: wait, a warning is still on its way. A flag needs no warning,
    /// but does not come before one that can still be given.
    pub(super) fn allowed(&self, deadline: &Deadline, names: Option<Requirement>) -> Option<Mode> {
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
            // The organizer hears once per stage and deadline; a move that keeps the deadline brings no new warning, unless
            // what was sent for it was a last call only.
            let first = notice.stage != Stage::LastCall;
            let taken = first && notice.deadline == deadline.at && notice.state != NoticeState::Superseded;
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
        let new = promise(self.policy, self.case, deadline, sent);
        self.kept(stage == Stage::Conflict).filter(|_| stage.warns()).map_or(new, |kept| kept.max(new))
    }
}
