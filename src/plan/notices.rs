//! The conversation with the organizer: at most one mail per stage and deadline.

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::{Address, Mode, NoticeRecord, NoticeState, Requirement, Stage};
use crate::policy::{Deadline, Hit};

use super::Plan;
use super::action::{self, Action, Kind, NoticeAction};
use super::warning::{Warning, promise};

/// A last call follows only when the first mail has had at least so long to be read.
const BETWEEN_MAILS: TimeDelta = TimeDelta::hours(2);

pub(super) fn plan(warning: &Warning<'_>, plan: &mut Plan) {
    let Some(organizer) = warning.mailable() else { return };
    let writer = Writer { warning, organizer };
    writer.withdraw(plan);
    if let Some(deadline) = &warning.verdict.deadline {
        writer.missing(deadline, plan);
    }
    writer.conflict(plan);
    writer.restored(plan);
}

struct Writer<'a> {
    warning: &'a Warning<'a>,
    organizer: &'a Address,
}

impl Writer<'_> {
    /// Withdraws mails that are no longer true: nothing is missing any more, or the deadline moved.
    fn withdraw(&self, plan: &mut Plan) {
        let start = self.warning.case.meeting.start;
        let open = self.warning.missing().next().is_some();
        let conflict = !self.warning.verdict.hits.is_empty();
        for notice in self.warning.history.notices.iter().filter(|notice| notice.state == NoticeState::Pending) {
            let wanted = match notice.stage {
                Stage::FirstNotice | Stage::LastCall => open && notice.start == start,
                Stage::Conflict => conflict && notice.start == start,
                Stage::Outcome | Stage::Restored => true,
            };
            if !wanted {
                plan.withdrawn.push(action::notice_key(self.key(), notice.stage, notice.deadline));
            }
        }
    }

    /// First notice, last call and outcome about missing requirements.
    fn missing(&self, deadline: &Deadline, plan: &mut Plan) {
        let missing: Vec<(Requirement, Mode)> = self.warning.missing().collect();
        let Some(reach) = missing.iter().map(|(_, reach)| *reach).max().filter(|reach| *reach >= Mode::Remind) else {
            return;
        };
        let now = self.warning.now;
        let names: Vec<Requirement> = missing.into_iter().map(|(requirement, _)| requirement).collect();
        let first = self.sent(Stage::FirstNotice);
        if now >= deadline.first_notice && first.is_none() {
            plan.actions.push(self.warn(Stage::FirstNotice, deadline, reach, names.clone()));
        }
        let read = first.is_some_and(|first| match first.state {
            NoticeState::Accepted(at) => at + BETWEEN_MAILS <= now,
            _ => false,
        });
        let called = self.sent(Stage::LastCall).is_some();
        if read && !called && deadline.last_call <= now && now < deadline.at && reach >= Mode::Flag {
            plan.actions.push(self.warn(Stage::LastCall, deadline, reach, names));
        }
        self.outcome(deadline, plan);
    }

    /// One mail at the deadline that says what was done.
    fn outcome(&self, deadline: &Deadline, plan: &mut Plan) {
        let acted: Vec<(Address, Mode)> = plan.actions.iter().filter_map(acted).collect();
        let Some(done) = acted.iter().map(|(_, mode)| *mode).max() else { return };
        let planned = plan.actions.iter().any(|a| matches!(&a.kind, Kind::Notice(n) if n.stage == Stage::Outcome));
        if planned || self.sent(Stage::Outcome).is_some() || (done == Mode::Flag && self.just_warned()) {
            return;
        }
        let people = acted.into_iter().filter(|(_, mode)| *mode == done).map(|(mailbox, _)| mailbox).collect();
        let names = self.warning.missing().map(|(requirement, _)| requirement).collect();
        plan.actions.push(self.mail(Stage::Outcome, deadline, done, names, people, self.window()));
    }

    /// One mail about protected time.
    fn conflict(&self, plan: &mut Plan) {
        let mut reach: Vec<(&Hit, Mode)> = Vec::new();
        for hit in &self.warning.verdict.hits {
            let Some(person) = self.warning.policy.directory.find(&hit.mailbox) else { continue };
            let mode = self.warning.hit_reach(hit).min(self.warning.policy.mode_of(person));
            reach.push((hit, mode));
        }
        let Some(&(hit, _)) = reach.first() else { return };
        let announced = reach.iter().map(|(_, mode)| *mode).max().unwrap_or(Mode::Observe);
        let now = self.warning.now;
        if announced >= Mode::Remind && now >= hit.deadline.first_notice && self.sent(Stage::Conflict).is_none() {
            let people = reach.iter().map(|(hit, _)| hit.mailbox.clone()).collect();
            let window = Some(hit.window.clone());
            plan.actions.push(self.mail(Stage::Conflict, &hit.deadline, announced, Vec::new(), people, window));
        }
        if hit.deadline.at <= now {
            self.outcome(&hit.deadline, plan);
        }
    }

    /// Thanks, when answers or flags go because what was missing is there.
    fn restored(&self, plan: &mut Plan) {
        let Some(deadline) = &self.warning.verdict.deadline else { return };
        let fixed = !self.warning.verdict.requirements.is_empty() && self.warning.missing().next().is_none();
        let people: Vec<Address> = plan.actions.iter().filter_map(given_back).collect();
        if fixed && !people.is_empty() && self.sent(Stage::Restored).is_none() {
            plan.actions.push(self.mail(Stage::Restored, deadline, Mode::Observe, Vec::new(), people, None));
        }
    }

    fn warn(&self, stage: Stage, deadline: &Deadline, reach: Mode, missing: Vec<Requirement>) -> Action {
        let policy = self.warning.policy;
        let mode = |mailbox: &Address| policy.directory.find(mailbox).map(|person| policy.mode_of(person));
        let reached: Vec<(Address, Mode)> = self
            .warning
            .copies()
            .filter_map(|briefed| Some((briefed, mode(&briefed.copy.mailbox)?.min(reach))))
            .filter(|(briefed, mode)| *mode < Mode::Tentative || self.warning.answerable(briefed))
            .map(|(briefed, mode)| (briefed.copy.mailbox.clone(), mode))
            .collect();
        let mut announced = reached.iter().map(|(_, mode)| *mode).max().unwrap_or(Mode::Remind).max(Mode::Remind);
        let mut people: Vec<Address> =
            reached.into_iter().filter(|(_, mode)| *mode == announced).map(|(mailbox, _)| mailbox).collect();
        if announced.answers() && people.len() > policy.max_answers_per_meeting {
            announced = Mode::Flag;
        }
        people.truncate(if announced >= Mode::Flag { usize::MAX } else { 0 });
        self.mail(stage, deadline, announced, missing, people, None)
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
            promised: promise(self.warning.policy, self.warning.case, deadline, due),
            announced,
            missing,
            window,
            people,
            start: self.warning.case.meeting.start,
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
            start - TimeDelta::minutes(30)
        };
        if morning <= latest { morning } else { now }
    }

    /// The mail of this stage about the meeting at this time. A change of the policy that moves the deadline does
    /// not send it again.
    fn sent(&self, stage: Stage) -> Option<&NoticeRecord> {
        let start = self.warning.case.meeting.start;
        let same = |notice: &&NoticeRecord| notice.stage == stage && notice.start == start;
        let mut found = self.warning.history.notices.iter().filter(|notice| notice.state != NoticeState::Superseded);
        found.find(same)
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

    fn window(&self) -> Option<String> {
        let missing = self.warning.missing().next().is_some();
        self.warning.verdict.hits.first().filter(|_| !missing).map(|hit| hit.window.clone())
    }

    fn key(&self) -> &crate::meeting::MeetingKey {
        &self.warning.case.meeting.key
    }
}

/// An action that changes an answer or sets a flag, and how far it goes.
fn acted(action: &Action) -> Option<(Address, Mode)> {
    match &action.kind {
        Kind::Answer(answer) if answer.give == crate::meeting::Response::Tentative => {
            Some((answer.mailbox.clone(), Mode::Tentative))
        }
        Kind::Answer(answer) => Some((answer.mailbox.clone(), Mode::Decline)),
        Kind::Flag(flag) if flag.set => Some((flag.mailbox.clone(), Mode::Flag)),
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
