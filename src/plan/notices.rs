//! The conversation with the organizer: at most one mail per stage and deadline.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::{Address, Cause, MeetingKey, Mode, NoticeRecord, NoticeState, Requirement, Response, Stage};
use crate::policy::{Deadline, Hit};

use super::Plan;
use super::action::{self, Action, Kind, NoticeAction};
use super::warning::Warning;

/// A last call follows only when the first mail has had at least so long to be read.
const BETWEEN_MAILS: TimeDelta = TimeDelta::hours(2);

/// News of what was done wait for the morning only when that is at least so long before the start.
const NEWS_BEFORE_START: TimeDelta = TimeDelta::minutes(30);

pub(super) fn plan(warning: &Warning<'_>, plan: &mut Plan) {
    withdraw(warning, plan);
    let Some(organizer) = warning.mailable() else { return };
    let writer = Writer { warning, organizer };
    if let Some(deadline) = &warning.verdict.deadline {
        writer.missing(deadline, plan);
    }
    writer.conflict(plan);
    writer.outcome(plan);
    writer.restored(plan);
}

/// When the last call becomes possible and when it is too late for one, if the first mail is out and there is time.
/// It comes before the deadline of which the first mail spoke when the policy has moved the deadline forward since.
pub(super) fn last_call(warning: &Warning<'_>, deadline: &Deadline) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let start = warning.case.meeting.start;
    let first = |notice: &&NoticeRecord| notice.stage == Stage::FirstNotice && notice.start == start;
    let mut accepted = warning.history.notices.iter().filter(first).filter_map(|notice| match notice.state {
        NoticeState::Accepted(at) => Some((at, notice.deadline)),
        _ => None,
    });
    let (at, told) = accepted.next()?;
    let until = deadline.at.max(told);
    let from = (deadline.last_call + (until - deadline.at)).max(at + BETWEEN_MAILS);
    (from < until).then_some((from, until))
}

/// Withdraws mails that are no longer true: nothing is missing any more, the meeting moved, what was done is undone.
fn withdraw(warning: &Warning<'_>, plan: &mut Plan) {
    for notice in warning.history.notices.iter().filter(|notice| notice.state == NoticeState::Pending) {
        if warning.mailable().is_none() || !still_true(warning, notice) {
            plan.withdrawn.push(action::notice_key(&warning.case.meeting.key, notice.stage, notice.deadline));
        }
    }
}

/// Whether a mail that waits in the outbox still says what is so.
pub(super) fn still_true(warning: &Warning<'_>, notice: &NoticeRecord) -> bool {
    let deadline = warning.verdict.deadline.as_ref();
    let missing = warning.missing().any(|(_, reach)| reach >= Mode::Remind);
    // A move that keeps the deadline brings no second mail, so that the first stays.
    let same = notice.start == warning.case.meeting.start || deadline.is_some_and(|d| d.at == notice.deadline);
    same && match notice.stage {
        Stage::FirstNotice => missing,
        Stage::LastCall => {
            missing && deadline.and_then(|d| last_call(warning, d)).is_some_and(|(_, until)| warning.now < until)
        }
        Stage::Conflict => !conflicts(warning).is_empty(),
        Stage::Outcome => !warning.due().is_empty(),
        Stage::Restored => fixed(warning),
    }
}

/// Whether all that the rule requires is there.
fn fixed(warning: &Warning<'_>) -> bool {
    !warning.verdict.requirements.is_empty() && warning.missing().next().is_none()
}

/// Protected time of which the organizer is to hear, and how far each will really go.
fn conflicts<'a>(warning: &Warning<'a>) -> Vec<(&'a Hit, Mode)> {
    let reach = |hit: &'a Hit| {
        let briefed = warning.copies().find(|briefed| briefed.copy.mailbox == hit.mailbox)?;
        Some((hit, warning.foreseen(briefed, warning.hit_reach(hit))))
    };
    let hits = warning.verdict.hits.iter().filter_map(reach);
    hits.filter(|(_, reach)| *reach >= Mode::Remind).collect()
}

struct Writer<'a> {
    warning: &'a Warning<'a>,
    organizer: &'a Address,
}

impl Writer<'_> {
    /// First notice and last call about missing requirements.
    fn missing(&self, deadline: &Deadline, plan: &mut Plan) {
        let missing: Vec<(Requirement, Mode)> = self.warning.missing().collect();
        let Some(reach) = missing.iter().map(|(_, reach)| *reach).max().filter(|reach| *reach >= Mode::Remind) else {
            return;
        };
        let now = self.warning.now;
        let names: Vec<Requirement> = missing.into_iter().map(|(requirement, _)| requirement).collect();
        if now >= deadline.first_notice && !self.sent(Stage::FirstNotice, deadline, &names) {
            plan.actions.push(self.warn(Stage::FirstNotice, deadline, reach, names.clone()));
        }
        let due = last_call(self.warning, deadline).is_some_and(|(from, until)| from <= now && now < until);
        if due && reach >= Mode::Flag && !self.sent(Stage::LastCall, deadline, &names) {
            plan.actions.push(self.warn(Stage::LastCall, deadline, reach, names));
        }
    }

    /// One mail about protected time. It speaks of one window: the one with the strictest consequence, the earliest
    /// first.
    fn conflict(&self, plan: &mut Plan) {
        let hits = conflicts(self.warning);
        let Some(strictest) = hits.iter().map(|(_, reach)| *reach).max() else { return };
        let leading = hits.iter().filter(|(_, reach)| *reach == strictest).map(|(hit, _)| *hit);
        let Some(hit) = leading.min_by_key(|hit| hit.deadline.at) else { return };
        if self.warning.now < hit.deadline.first_notice || self.sent(Stage::Conflict, &hit.deadline, &[]) {
            return;
        }
        let same = hits.iter().filter(|(other, _)| other.window == hit.window);
        let people: BTreeSet<Address> = same.map(|(other, _)| other.mailbox.clone()).collect();
        let answered = hits.iter().filter(|(_, reach)| reach.answers()).count();
        let announced = self.limited(strictest, answered);
        let window = Some(hit.window.clone());
        let people = people.into_iter().collect();
        plan.actions.push(self.mail(Stage::Conflict, &hit.deadline, announced, Vec::new(), people, window));
    }

    /// One mail that says what was done: it names what the answers and flags of this plan are for.
    fn outcome(&self, plan: &mut Plan) {
        let acted: Vec<(&Address, Mode)> = plan.actions.iter().filter_map(acted).collect();
        let Some(done) = acted.iter().map(|(_, mode)| *mode).max() else { return };
        let due = self.warning.due();
        let strictest = acted.iter().filter(|(_, mode)| *mode == done);
        let people: Vec<Address> = strictest.map(|(mailbox, _)| (*mailbox).clone()).collect();
        let causes: Vec<&Cause> =
            people.iter().filter_map(|mailbox| due.get(mailbox)).flat_map(|d| &d.causes).collect();
        let names: Vec<Requirement> =
            Requirement::ALL.into_iter().filter(|r| causes.iter().any(|c| names(c, *r))).collect();
        let window = causes.iter().find_map(|cause| match cause {
            Cause::Protected { window, .. } => Some(window.clone()),
            Cause::Missing { .. } => None,
        });
        let hit = self.warning.verdict.hits.iter().find(|hit| Some(&hit.window) == window.as_ref());
        let missed = self.warning.verdict.deadline.as_ref().filter(|_| !names.is_empty());
        let Some(deadline) = missed.or(hit.map(|hit| &hit.deadline)) else { return };
        let told = self.sent(Stage::Outcome, deadline, &names) || (done == Mode::Flag && self.just_warned());
        if !told {
            plan.actions.push(self.mail(Stage::Outcome, deadline, done, names, people, window));
        }
    }

    /// Thanks, when answers or flags go because what was missing is there.
    fn restored(&self, plan: &mut Plan) {
        let Some(deadline) = &self.warning.verdict.deadline else { return };
        let people: Vec<Address> = plan.actions.iter().filter_map(given_back).collect();
        let arrived = self.warning.verdict.requirements.iter().any(|state| state.late);
        if arrived && fixed(self.warning) && !people.is_empty() && !self.sent(Stage::Restored, deadline, &[]) {
            plan.actions.push(self.mail(Stage::Restored, deadline, Mode::Observe, Vec::new(), people, None));
        }
    }

    /// A mail that announces what really will follow: for these people, in their modes, after their own answers.
    fn warn(&self, stage: Stage, deadline: &Deadline, reach: Mode, missing: Vec<Requirement>) -> Action {
        let foreseen = |briefed| self.warning.foreseen(briefed, reach);
        let reached: Vec<(&Address, Mode)> =
            self.warning.copies().map(|briefed| (&briefed.copy.mailbox, foreseen(briefed))).collect();
        let strictest = reached.iter().map(|(_, mode)| *mode).fold(Mode::Remind, Mode::max);
        let answered = reached.iter().filter(|(_, mode)| mode.answers()).count();
        let whose = reached.into_iter().filter(|(_, mode)| *mode == strictest && strictest >= Mode::Flag);
        let people = whose.map(|(mailbox, _)| mailbox.clone()).collect();
        self.mail(stage, deadline, self.limited(strictest, answered), missing, people, None)
    }

    /// More people than may be answered for in one meeting are flagged.
    fn limited(&self, reach: Mode, answered: usize) -> Mode {
        if answered > self.warning.policy.max_answers_per_meeting { reach.min(Mode::Flag) } else { reach }
    }

    fn mail(
        &self,
        stage: Stage,
        deadline: &Deadline,
        announced: Mode,
        missing: Vec<Requirement>,
        people: Vec<Address>,
        window: Option<String>,
    ) -> Action {
        let due = self.send_at(stage, deadline);
        let kind = Kind::Notice(NoticeAction {
            stage,
            organizer: self.organizer.clone(),
            deadline: deadline.at,
            promised: self.warning.promise(stage, due, deadline),
            announced,
            missing,
            window,
            people,
            start: self.warning.case.meeting.start,
            title: self.warning.case.meeting.title.clone(),
        });
        self.warning.action(action::notice_key(self.key(), stage, deadline.at), due, kind)
    }

    /// Mails wait for the reader's working hours, unless the deadline (for news: the start) comes first.
    fn send_at(&self, stage: Stage, deadline: &Deadline) -> DateTime<Utc> {
        let now = self.warning.now;
        let start = self.warning.case.meeting.start;
        let morning = self.warning.working().next_working(now);
        let latest = if stage.warns() && now < deadline.at {
            deadline.at - TimeDelta::seconds(deadline.short_notice_seconds)
        } else {
            start - NEWS_BEFORE_START
        };
        if morning <= latest { morning } else { now }
    }

    /// Whether there is such a mail: under this deadline, or about the meeting at this time, so that a change of the
    /// policy that moves the deadline does not send it again. What was done at the deadline of the rule and at that of
    /// protected time are two matters.
    fn sent(&self, stage: Stage, deadline: &Deadline, missing: &[Requirement]) -> bool {
        let start = self.warning.case.meeting.start;
        let about = |n: &NoticeRecord| stage != Stage::Outcome || n.missing.is_empty() == missing.is_empty();
        let mut mails = self.warning.history.notices.iter().filter(|n| n.state != NoticeState::Superseded);
        mails.any(|n| n.stage == stage && (n.deadline == deadline.at || (n.start == start && about(n))))
    }

    /// Whoever was told a moment ago that something is missing need not be told that it is marked.
    fn just_warned(&self) -> bool {
        let start = self.warning.case.meeting.start;
        let warned = |notice: &&NoticeRecord| notice.stage.warns() && notice.start == start;
        self.warning.history.notices.iter().filter(warned).any(|notice| match notice.state {
            NoticeState::Accepted(at) => at + BETWEEN_MAILS > self.warning.now,
            _ => false,
        })
    }

    fn key(&self) -> &MeetingKey {
        &self.warning.case.meeting.key
    }
}

fn names(cause: &Cause, requirement: Requirement) -> bool {
    matches!(cause, Cause::Missing { requirement: missing, .. } if *missing == requirement)
}

/// An action that changes an answer or sets a flag, and how far it goes.
fn acted(action: &Action) -> Option<(&Address, Mode)> {
    match &action.kind {
        Kind::Answer(answer) if answer.give == Response::Tentative => Some((&answer.mailbox, Mode::Tentative)),
        Kind::Answer(answer) => Some((&answer.mailbox, Mode::Decline)),
        Kind::Flag(flag) if flag.set => Some((&flag.mailbox, Mode::Flag)),
        _ => None,
    }
}

fn given_back(action: &Action) -> Option<Address> {
    match &action.kind {
        Kind::Restore(restore) => Some(restore.mailbox.clone()),
        Kind::Flag(flag) if !flag.set => Some(flag.mailbox.clone()),
        _ => None,
    }
}
