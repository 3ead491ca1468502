//! The rest of the house in miniature: syncs, judges, plans, records, delivers, and lets time pass.
//!
//! It watches over what must hold at every step, so that each test that uses it tests that too: see [`Machine::look`]
//! and `give` in [`delivery`].

mod delivery;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::meeting::{
    Address, AnswerRecord, AnswerState, FlagRecord, Meeting, NoticeRecord, NoticeState, Response, Stage,
};
use crate::plan::{Action, Change, Kind, Lane, NoticeAction, Plan, plan};
use crate::policy::world::{World, address, at};
use crate::policy::{BriefedCopy, Case, Verdict, judge};

/// What the mail system does.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mail {
    /// Takes mails when they are due.
    Takes,
    /// Takes none for now.
    Stuck,
    /// Refuses them for good.
    Refuses,
}

pub struct Machine {
    /// The policy, and what the store knows.
    pub world: World,
    /// What the calendars say; the store learns of it when it syncs.
    pub calendar: Vec<BriefedCopy>,
    pub now: DateTime<Utc>,
    pub mail: Mail,
    /// Whether calendars can be written; else what is to be written waits.
    pub writes: bool,
    /// Whether each look begins with a sync.
    pub syncs: bool,
    /// Whether whatever was done is looked at again at once; else only when the last look said so.
    pub looks_after_doing: bool,
    /// Everything decided, by key.
    pub outbox: Vec<Row>,
    log: Vec<String>,
    /// When to look next.
    pub next: Option<DateTime<Utc>>,
    /// Answers of ours on the calendars.
    ours: BTreeMap<Address, Response>,
    /// Whom we answered for at which start; whoever answered after us at this start.
    answered: BTreeSet<(Address, DateTime<Utc>)>,
    overrode: BTreeSet<Address>,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub action: Action,
    pub open: bool,
    superseded: bool,
}

impl Machine {
    /// It is Monday 10:00, and the meeting is seen for the first time.
    pub fn new(world: World) -> Self {
        Self::first_seen(world, "Mon 10:00")
    }

    /// The meeting is seen for the first time at `time`.
    pub fn first_seen(world: World, time: &str) -> Self {
        let calendar = world.copies.clone();
        Self {
            world,
            calendar,
            now: at(time),
            mail: Mail::Takes,
            writes: true,
            syncs: true,
            looks_after_doing: true,
            outbox: Vec::new(),
            log: Vec::new(),
            next: Some(at(time)),
            ours: BTreeMap::new(),
            answered: BTreeSet::new(),
            overrode: BTreeSet::new(),
        }
    }

    /// Lets time pass up to and including `time`; what was done on the way, as `Wed 15:00 decline bo`.
    pub fn until(&mut self, time: &str) -> Vec<String> {
        self.run(at(time));
        std::mem::take(&mut self.log)
    }

    pub fn run(&mut self, until: DateTime<Utc>) {
        let mut steps = 0;
        while let Some(at) = self.upcoming().filter(|at| *at <= until) {
            self.now = at.max(self.now);
            self.look();
            self.deliver();
            steps += 1;
            assert!(steps < 500, "planning never comes to rest");
        }
        self.now = until.max(self.now);
    }

    fn upcoming(&self) -> Option<DateTime<Utc>> {
        let works = |row: &&Row| match row.action.kind.lane() {
            Lane::Mail => self.mail != Mail::Stuck,
            Lane::Calendar => self.writes,
        };
        let waits = |row: &&Row| row.open && (row.action.due > self.now || works(row));
        let due = self.outbox.iter().filter(waits).map(|row| row.action.due.max(self.now));
        due.chain(self.next).min()
    }

    /// People and the organizer change calendars; judging follows as soon as time passes.
    pub fn edit(&mut self, change: impl FnOnce(&mut World)) {
        std::mem::swap(&mut self.world.copies, &mut self.calendar);
        let start = self.world.meeting().start;
        change(&mut self.world);
        if self.world.meeting().start != start {
            self.overrode.clear();
        }
        std::mem::swap(&mut self.world.copies, &mut self.calendar);
        self.next = Some(self.now);
    }

    /// A person answers for themselves. Who says what we had said already changes nothing that could be seen.
    pub fn human(&mut self, name: &str, response: Response) {
        if self.ours.get(&address(name)) == Some(&response) {
            return;
        }
        if self.ours.remove(&address(name)).is_some() && response != Response::NoAnswer {
            self.overrode.insert(address(name));
        }
        self.edit(|world| world.answers(name, response));
    }

    /// The organizer moves the meeting, and all are asked afresh.
    pub fn moves(&mut self, start: DateTime<Utc>) {
        self.ours.clear();
        self.edit(|world| {
            world.moved_to(start);
            let guests = world.copies.iter_mut().filter(|briefed| !briefed.copy.is_organizer);
            guests.for_each(|briefed| briefed.copy.event.response = Response::NoAnswer);
        });
    }

    /// The store supersedes what is not yet done, as it does under a new policy revision; but what gives an answer
    /// back stays, because its key cannot be taken again.
    pub fn supersede_all(&mut self) {
        let open = self.outbox.iter().filter(|row| row.open && !matches!(row.action.kind, Kind::Restore(_)));
        let open: Vec<String> = open.map(|row| row.action.key.clone()).collect();
        open.iter().for_each(|key| self.supersede(key));
        self.next = Some(self.now);
    }

    /// Changes the policy.
    pub fn reload(&mut self, change: impl FnOnce(&mut World)) {
        change(&mut self.world);
        self.next = Some(self.now);
    }

    pub fn response(&self, name: &str) -> Response {
        let copy = self.calendar.iter().find(|briefed| briefed.copy.mailbox == address(name));
        copy.expect("a copy").copy.response()
    }

    pub fn flagged(&self) -> Vec<String> {
        let flags = self.calendar.iter().filter(|briefed| briefed.copy.event.flagged);
        flags.map(|briefed| briefed.copy.mailbox.local().to_owned()).collect()
    }

    /// The last mail of a stage, whether sent or not.
    pub fn notice(&self, stage: Stage) -> NoticeAction {
        let notices = self.outbox.iter().rev().filter_map(|row| match &row.action.kind {
            Kind::Notice(notice) if notice.stage == stage => Some(notice.clone()),
            _ => None,
        });
        notices.into_iter().next().unwrap_or_else(|| panic!("no {stage:?}"))
    }

    /// Answers of ours that stand on the calendars.
    pub fn standing(&self) -> Vec<&Address> {
        self.ours.keys().collect()
    }

    pub fn started(&self) -> bool {
        self.truth().start <= self.now
    }

    pub fn cancelled(&self) -> bool {
        self.truth().cancelled
    }

    fn truth(&self) -> Meeting {
        World { copies: self.calendar.clone(), ..self.world.clone() }.meeting()
    }

    /// One look: sync, judge, plan, record. What must hold of every plan is asserted here: no action is about the
    /// organizer's own copy, nor about a meeting that has started, nor takes a key twice; and looking again at once
    /// changes nothing.
    pub fn look(&mut self) -> Plan {
        if self.syncs {
            self.world.copies = self.calendar.clone();
        }
        let (verdict, planned) = self.planned();
        self.world.history.seen = verdict.seen.clone();
        self.next = planned.next;
        assert!(planned.next.is_none_or(|next| next > self.now));
        self.record(&planned);
        let (_, again) = self.planned();
        let actions: Vec<&str> = again.actions.iter().map(|action| action.key.as_str()).collect();
        let changes = (actions, again.corrections, again.withdrawn);
        assert_eq!(changes, (vec![], vec![], vec![]), "planning again is to change nothing");
        planned
    }

    fn planned(&self) -> (Verdict, Plan) {
        let meeting = self.world.meeting();
        let case = Case { meeting: &meeting, copies: &self.world.copies };
        let history = &self.world.history;
        let verdict = judge(&self.world.policy, &case, history, &self.world.budgets, self.now);
        let plan = plan(&self.world.policy, &case, &verdict, history, self.now);
        (verdict, plan)
    }

    fn record(&mut self, plan: &Plan) {
        plan.withdrawn.iter().for_each(|key| self.supersede(key));
        for correction in &plan.corrections {
            let record = self.answer_record(&correction.mailbox, correction.generation);
            match &correction.change {
                Change::State(state) => record.state = *state,
                Change::Causes(causes) => record.causes = causes.clone(),
            }
        }
        for action in &plan.actions {
            self.watch(action);
            self.outbox.retain(|row| !(row.superseded && row.action.key == action.key));
            self.outbox.push(Row { action: action.clone(), open: true, superseded: false });
            self.remember(action);
        }
    }

    fn watch(&self, action: &Action) {
        let meeting = self.world.meeting();
        assert!(meeting.start > self.now && !meeting.cancelled, "about a meeting that is over: {action:?}");
        let notice = matches!(action.kind, Kind::Notice(_));
        let taken = self.outbox.iter().any(|row| row.action.key == action.key && !(notice && row.superseded));
        assert!(!taken, "a key is taken twice: {action:?}");
        let enrolled = self.world.policy.directory.find(action.kind.mailbox()).is_some();
        match &action.kind {
            Kind::Notice(notice) => assert!(self.world.policy.is_internal(&notice.organizer)),
            Kind::Answer(_) => assert!(enrolled),
            Kind::Flag(flag) => assert!(enrolled || !flag.set),
            Kind::Restore(_) => {}
        }
        let own = meeting.organizer.as_ref() == Some(action.kind.mailbox());
        assert!(notice || !own, "as organizer: {action:?}");
    }

    fn remember(&mut self, action: &Action) {
        let history = &mut self.world.history;
        match &action.kind {
            Kind::Notice(notice) => {
                history.notices.retain(|n| (n.stage, n.deadline) != (notice.stage, notice.deadline));
                history.notices.push(NoticeRecord {
                    stage: notice.stage,
                    deadline: notice.deadline,
                    start: notice.start,
                    title: notice.title.clone(),
                    promised: notice.promised,
                    announced: notice.announced,
                    missing: notice.missing.clone(),
                    state: NoticeState::Pending,
                });
            }
            Kind::Answer(answer) => history.answers.push(AnswerRecord {
                mailbox: answer.mailbox.clone(),
                generation: answer.generation,
                start: action.expires,
                causes: answer.causes.clone(),
                given: answer.give,
                previous: answer.previous,
                state: AnswerState::Pending,
            }),
            Kind::Restore(restore) => {
                self.answer_record(&restore.mailbox, restore.generation).state = AnswerState::Restoring;
            }
            Kind::Flag(flag) => {
                history.flags.retain(|record| record.mailbox != flag.mailbox);
                let (mailbox, set, generation) = (flag.mailbox.clone(), flag.set, flag.generation);
                history.flags.push(FlagRecord { mailbox, set, generation });
            }
        }
    }

    fn answer_record(&mut self, mailbox: &Address, generation: u32) -> &mut AnswerRecord {
        let mut answers = self.world.history.answers.iter_mut();
        answers.find(|a| a.mailbox == *mailbox && a.generation == generation).expect("an answer on record")
    }

    fn supersede(&mut self, key: &str) {
        let Some(row) = self.outbox.iter_mut().find(|row| row.open && row.action.key == key) else { return };
        (row.open, row.superseded) = (false, true);
        match row.action.kind.clone() {
            Kind::Notice(notice) => self.notice_state(&notice, NoticeState::Superseded),
            Kind::Answer(answer) => {
                self.answer_record(&answer.mailbox, answer.generation).state = AnswerState::Dropped;
            }
            Kind::Restore(restore) => {
                self.answer_record(&restore.mailbox, restore.generation).state = AnswerState::Given;
            }
            Kind::Flag(flag) => {
                // As in the store: what counts is the last change that was not overtaken.
                let decided =
                    self.outbox.iter().filter(|row| !row.superseded).filter_map(|row| match &row.action.kind {
                        Kind::Flag(other) if other.mailbox == flag.mailbox => Some((other.generation, other.set)),
                        _ => None,
                    });
                let set = decided.max().is_some_and(|(_, set)| set);
                let mut flags = self.world.history.flags.iter_mut();
                flags.find(|record| record.mailbox == flag.mailbox).into_iter().for_each(|record| record.set = set);
            }
        }
    }

    fn notice_state(&mut self, notice: &NoticeAction, state: NoticeState) {
        let mut notices = self.world.history.notices.iter_mut();
        let record = notices.find(|n| (n.stage, n.deadline) == (notice.stage, notice.deadline));
        record.expect("a notice on record").state = state;
    }
}
