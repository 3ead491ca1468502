//! Carrying out what is due, as delivery does: after looking at the calendar again.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Europe;

use crate::meeting::{Address, AnswerState, NoticeRecord, NoticeState, Response, Undone, WorkingTime};
use crate::plan::{Action, Ahead, AnswerAction, Kind, Lane, NoticeAction, answer_after};
use crate::policy::BriefedCopy;

use super::{Machine, Mail};

impl Machine {
    /// Carries out what is due, after looking at the calendar again.
    pub(super) fn deliver(&mut self) {
        let due: Vec<Action> =
            self.outbox.iter().filter(|r| r.open && r.action.due <= self.now).map(|r| r.action.clone()).collect();
        for action in due {
            if action.expires <= self.now {
                self.supersede(&action.key);
                self.next = Some(self.now);
                continue;
            }
            if action.kind.lane() == Lane::Calendar && !self.writes {
                continue;
            }
            let done = match &action.kind {
                Kind::Notice(notice) => self.send(notice),
                Kind::Answer(answer) => self.give(answer),
                Kind::Restore(restore) => {
                    let ours = self.response(restore.mailbox.as_str()) == restore.given;
                    let state = if ours { AnswerState::Restored } else { AnswerState::Overridden };
                    self.answer_record(&restore.mailbox, restore.generation).state = state;
                    if ours {
                        self.calendar_of(&restore.mailbox).copy.event.response = restore.back;
                        self.ours.remove(&restore.mailbox);
                    }
                    Some(ours)
                }
                Kind::Flag(flag) => {
                    self.calendar_of(&flag.mailbox).copy.event.flagged = flag.set;
                    Some(true)
                }
            };
            let Some(done) = done else { continue };
            self.outbox.iter_mut().filter(|row| row.action.key == action.key).for_each(|row| row.open = false);
            if done {
                self.note(&action);
            }
            if self.looks_after_doing {
                self.next = Some(self.now);
            }
        }
    }

    fn calendar_of(&mut self, mailbox: &Address) -> &mut BriefedCopy {
        self.calendar.iter_mut().find(|briefed| briefed.copy.mailbox == *mailbox).expect("a copy")
    }

    fn send(&mut self, notice: &NoticeAction) -> Option<bool> {
        match self.mail {
            Mail::Stuck => return None,
            Mail::Takes => self.notice_state(notice, NoticeState::Accepted(self.now)),
            Mail::Refuses => self.notice_state(notice, NoticeState::Undeliverable),
        }
        Some(self.mail == Mail::Takes)
    }

    /// Answers, if the copy still says what was judged. What must hold of every answer is asserted here: it was
    /// warned, in time; it is not over a person's own; not twice at one start; not for too many.
    fn give(&mut self, answer: &AnswerAction) -> Option<bool> {
        let copy = self.calendar_of(&answer.mailbox).copy.clone();
        let same = copy.content() == answer.content && copy.response() == answer.previous;
        if !same {
            // What delivery has read anew, the store knows.
            let stored = self.world.copies.iter_mut().find(|briefed| briefed.copy.mailbox == answer.mailbox);
            stored.expect("a copy").copy = copy;
            self.answer_record(&answer.mailbox, answer.generation).state = AnswerState::Dropped;
            self.outbox.iter_mut().for_each(|row| {
                row.superseded |= matches!(&row.action.kind, Kind::Answer(a) if a == answer);
            });
            return Some(false);
        }
        let policy = &self.world.policy;
        let working = policy.working_time(copy.event.organizer.as_ref());
        assert!(self.world.history.notices.iter().any(|n| self.warned(n, copy.start, working)), "without a warning");
        assert!(copy.response() == Response::NoAnswer || policy.override_accepted, "over a person's own answer");
        assert!(!self.overrode.contains(&answer.mailbox), "over the answer that a person gave after ours");
        assert!(self.answered.insert((answer.mailbox.clone(), copy.start)), "twice for one deadline");
        assert!(!copy.event.private && policy.directory.find(&answer.mailbox).is_some_and(|person| person.answers));
        let history = &self.world.history;
        assert!(!history.spared.contains(&answer.mailbox), "for someone who said no");
        let undone = |undone: &Undone| undone.mailbox == answer.mailbox && undone.start == copy.start;
        assert!(!history.undone.iter().any(undone), "again what was taken back");
        let limit = policy.max_answers_per_meeting;
        self.calendar_of(&answer.mailbox).copy.event.response = answer.give;
        self.ours.insert(answer.mailbox.clone(), answer.give);
        self.answer_record(&answer.mailbox, answer.generation).state = AnswerState::Given;
        assert!(self.ours.len() <= limit, "for too many people");
        Some(true)
    }

    /// Whether this mail warned of an answer now: it named the occurrence, announced an answer, was accepted, and its
    /// time has passed.
    fn warned(&self, notice: &NoticeRecord, start: DateTime<Utc>, working: &WorkingTime) -> bool {
        let NoticeState::Accepted(accepted) = notice.state else { return false };
        let announced = notice.stage.warns() && notice.announced.answers() && notice.start == start;
        let promised = notice.promised <= self.now;
        // The rule's short notice is an hour throughout these tests.
        let time = answer_after(accepted, start, TimeDelta::hours(1), working);
        announced && promised && matches!(time, Ahead::From(from) if from <= self.now)
    }

    fn note(&mut self, action: &Action) {
        let time = self.now.with_timezone(&Europe::Berlin).format("%a %H:%M");
        let line = match &action.kind {
            Kind::Notice(_) => format!("{time} {}", action.kind.as_str()),
            kind => format!("{time} {} {}", kind.as_str(), kind.mailbox().local()),
        };
        self.log.push(line);
    }
}
