//! Answers in people's names, and giving them back.
//!
//! An answer holds the set of its causes. While any of them is in force it stands; when none is left the previous
//! answer comes back, if the present one is still ours. A person's own answer always wins and ends the matter.

use std::collections::BTreeMap;

use crate::meeting::{Address, AnswerRecord, AnswerState, Cause, Mode, Response};
use crate::policy::BriefedCopy;

use super::action::{self, Action, AnswerAction, Kind, RestoreAction};
use super::warning::{Due, Warning};
use super::{Change, Correction, Plan};

pub(super) fn plan(warning: &Warning<'_>, plan: &mut Plan) {
    let due = warning.due();
    for briefed in &warning.case.copies[..] {
        let causes = in_force(warning, &due, &briefed.copy.mailbox);
        latest(warning, &briefed.copy.mailbox)
            .into_iter()
            .for_each(|record| follow_up(warning, briefed, record, causes, plan));
    }
    give(warning, &due, plan);
}

/// The causes that still ask for an answer in this person's name, not only for a flag.
fn in_force<'a>(warning: &Warning<'_>, due: &'a BTreeMap<Address, Due>, mailbox: &Address) -> &'a [Cause] {
    let on = warning.policy.directory.find(mailbox).is_some_and(|person| person.answers);
    let due = due.get(mailbox).filter(|due| on && due.reach.is_some_and(Mode::answers));
    due.map(|due| due.causes.as_slice()).unwrap_or_default()
}

/// The last answer to this copy.
fn latest<'a>(warning: &Warning<'a>, mailbox: &Address) -> Option<&'a AnswerRecord> {
    warning.history.answers.iter().filter(|answer| answer.mailbox == *mailbox).max_by_key(|answer| answer.generation)
}

/// What to do about an answer that is planned or given.
fn follow_up(warning: &Warning<'_>, briefed: &BriefedCopy, record: &AnswerRecord, in_force: &[Cause], plan: &mut Plan) {
    let correct = |plan: &mut Plan, change| {
        let (mailbox, generation) = (record.mailbox.clone(), record.generation);
        plan.corrections.push(Correction { mailbox, generation, change });
    };
    match (record.state, briefed.copy.response()) {
        (AnswerState::Pending, _) if in_force.is_empty() => {
            plan.withdrawn.push(action::answer_key(&warning.case.meeting.key, &record.mailbox, record.generation));
        }
        (AnswerState::Given, response) if response == record.given => {
            if in_force.is_empty() {
                plan.actions.push(restore(warning, briefed, record));
            } else if !same(in_force, &record.causes) {
                correct(plan, Change::Causes(in_force.to_vec()));
            }
        }
        // Nobody answers "no answer": the organizer's move asked everyone afresh.
        (AnswerState::Given, Response::NoAnswer) => correct(plan, Change::State(AnswerState::Dropped)),
        (AnswerState::Given, _) => correct(plan, Change::State(AnswerState::Overridden)),
        _ => {}
    }
}

fn same(a: &[Cause], b: &[Cause]) -> bool {
    a.len() == b.len() && a.iter().all(|cause| b.contains(cause))
}

fn restore(warning: &Warning<'_>, briefed: &BriefedCopy, record: &AnswerRecord) -> Action {
    let copy = &briefed.copy;
    let kind = Kind::Restore(RestoreAction {
        mailbox: record.mailbox.clone(),
        object: copy.object.clone(),
        occurrence: copy.occurrence,
        given: record.given,
        back: record.previous,
        generation: record.generation,
    });
    let key = action::restore_key(&copy.key, &record.mailbox, record.generation);
    warning.action(key, warning.now, kind)
}

/// Plans new answers, unless they were too many: then everyone is flagged instead.
fn give(warning: &Warning<'_>, due: &BTreeMap<Address, Due>, plan: &mut Plan) {
    let candidates = answerable(warning, due);
    let standing = warning.history.answers.iter().filter(|answer| answer.state.stands()).count();
    if candidates.len() + standing > warning.policy.max_answers_per_meeting {
        return;
    }
    plan.actions.extend(candidates.into_iter().filter_map(|(briefed, due)| answer(warning, briefed, due)));
}

/// Copies that are to be answered now.
fn answerable<'a>(warning: &Warning<'a>, due: &'a BTreeMap<Address, Due>) -> Vec<(&'a BriefedCopy, &'a Due)> {
    let candidate = |briefed: &'a BriefedCopy| {
        let due = due.get(&briefed.copy.mailbox)?;
        let wanted = due.reach.is_some_and(Mode::answers) && warning.answerable(briefed);
        (wanted && !spoken_for(warning, &briefed.copy.mailbox, &due.causes)).then_some((briefed, due))
    };
    warning.copies().filter_map(candidate).collect()
}

/// Whether this copy has an answer of ours, or had one for the same deadline: never twice for one deadline.
fn spoken_for(warning: &Warning<'_>, mailbox: &Address, causes: &[Cause]) -> bool {
    warning.history.answers.iter().filter(|answer| answer.mailbox == *mailbox).any(|answer| match answer.state {
        AnswerState::Pending | AnswerState::Given | AnswerState::Restoring => true,
        AnswerState::Dropped => false,
        AnswerState::Restored | AnswerState::Overridden | AnswerState::Failed => {
            answer.causes.iter().any(|cause| causes.contains(cause))
        }
    })
}

fn answer(warning: &Warning<'_>, briefed: &BriefedCopy, due: &Due) -> Option<Action> {
    let copy = &briefed.copy;
    let give = if due.reach? == Mode::Tentative { Response::Tentative } else { Response::Declined };
    if copy.response() == give {
        return None;
    }
    let generation = latest(warning, &copy.mailbox).map_or(0, |answer| answer.generation) + 1;
    let kind = Kind::Answer(AnswerAction {
        mailbox: copy.mailbox.clone(),
        object: copy.object.clone(),
        occurrence: copy.occurrence,
        content: copy.content(),
        give,
        previous: copy.response(),
        causes: due.causes.clone(),
        generation,
    });
    Some(warning.action(action::answer_key(&copy.key, &copy.mailbox, generation), warning.now, kind))
}

impl Warning<'_> {
    /// An action about this meeting.
    pub(super) fn action(&self, key: String, due: chrono::DateTime<chrono::Utc>, kind: Kind) -> Action {
        let meeting = self.case.meeting;
        Action {
            key,
            meeting: meeting.key.clone(),
            version: meeting.version.clone(),
            revision: self.policy.revision.clone(),
            due,
            expires: meeting.start,
            kind,
        }
    }
}
