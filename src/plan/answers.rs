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
    for briefed in warning.case.copies {
        if let Some(record) = latest(warning, &briefed.copy.mailbox) {
            follow_up(warning, briefed, record, in_force(warning, &due, record), plan);
        }
    }
    give(warning, &due, plan);
}

/// Whether an answer of ours is, or is about to be, on this copy once the plan is carried out.
pub(super) fn stands(warning: &Warning<'_>, plan: &Plan, mailbox: &Address) -> bool {
    let planned = plan.actions.iter().any(|a| matches!(&a.kind, Kind::Answer(answer) if answer.mailbox == *mailbox));
    planned || latest(warning, mailbox).is_some_and(|record| becomes(warning, plan, record).stands())
}

/// The state of an answer once the plan is recorded.
fn becomes(warning: &Warning<'_>, plan: &Plan, record: &AnswerRecord) -> AnswerState {
    let mine = |mailbox: &Address, generation| *mailbox == record.mailbox && generation == record.generation;
    let back = |a: &Action| matches!(&a.kind, Kind::Restore(r) if mine(&r.mailbox, r.generation));
    let corrected = plan.corrections.iter().filter(|c| mine(&c.mailbox, c.generation)).find_map(|c| match c.change {
        Change::State(state) => Some(state),
        Change::Causes(_) => None,
    });
    if plan.withdrawn.contains(&key(warning, record)) {
        AnswerState::Dropped
    } else if plan.actions.iter().any(back) {
        AnswerState::Restoring
    } else {
        corrected.unwrap_or(record.state)
    }
}

fn key(warning: &Warning<'_>, record: &AnswerRecord) -> String {
    action::answer_key(&warning.case.meeting.key, &record.mailbox, record.generation)
}

/// The causes that still ask for an answer as strong as this one, not only for something gentler.
fn in_force<'a>(warning: &Warning<'_>, due: &'a BTreeMap<Address, Due>, record: &AnswerRecord) -> &'a [Cause] {
    let on = warning.willing(&record.mailbox) && !warning.undone(&record.mailbox);
    let given = if record.given == Response::Tentative { Mode::Tentative } else { Mode::Decline };
    let due = due.get(&record.mailbox).filter(|due| on && due.reach >= Some(given));
    due.map(|due| due.causes.as_slice()).unwrap_or_default()
}

/// The last answer to this copy.
fn latest<'a>(warning: &Warning<'a>, mailbox: &Address) -> Option<&'a AnswerRecord> {
    warning.history.answers.iter().filter(|answer| answer.mailbox == *mailbox).max_by_key(|answer| answer.generation)
}

/// What to do about an answer that is planned or given.
fn follow_up(warning: &Warning<'_>, briefed: &BriefedCopy, record: &AnswerRecord, in_force: &[Cause], plan: &mut Plan) {
    let shown = briefed.copy.response();
    // Until the meeting moves, a copy that shows the answer before ours has not been read since ours was given.
    let ours = shown == record.given || (shown == record.previous && warning.of_this_start(record));
    let mut correct = |change| {
        let (mailbox, generation) = (record.mailbox.clone(), record.generation);
        plan.corrections.push(Correction { mailbox, generation, change });
    };
    let key = key(warning, record);
    let written = shown == record.given && briefed.copy.event.answer_mark.as_ref() == Some(&key);
    match record.state {
        // It was written, and the reply was lost: delivery will find the mark and record it.
        AnswerState::Pending if written => {}
        // It was withdrawn before anyone saw that it had been written.
        AnswerState::Dropped if written && in_force.is_empty() => plan.actions.push(restore(warning, briefed, record)),
        AnswerState::Pending if in_force.is_empty() || !(ours || shown == record.previous) => {
            plan.withdrawn.push(key);
        }
        AnswerState::Given if ours && in_force.is_empty() => plan.actions.push(restore(warning, briefed, record)),
        AnswerState::Given if ours && !same(in_force, &record.causes) => correct(Change::Causes(in_force.to_vec())),
        AnswerState::Given if ours => {}
        // Nobody answers "no answer": the organizer's move asked everyone afresh, so that the previous one is back.
        AnswerState::Given if shown == Response::NoAnswer => correct(Change::State(AnswerState::Restored)),
        AnswerState::Given => correct(Change::State(AnswerState::Overridden)),
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
    let key = action::restore_key(&copy.key, &record.mailbox, record.generation, warning.case.meeting.start);
    warning.action(key, warning.now, kind)
}

/// Plans new answers, unless they were too many: then everyone is flagged instead.
fn give(warning: &Warning<'_>, due: &BTreeMap<Address, Due>, plan: &mut Plan) {
    let candidates = answerable(warning, due, plan);
    let standing = warning.history.answers.iter().filter(|a| becomes(warning, plan, a).stands()).count();
    if candidates.len() + standing > warning.policy.max_answers_per_meeting {
        return;
    }
    plan.actions.extend(candidates.into_iter().filter_map(|(briefed, due)| answer(warning, briefed, due)));
}

/// Copies that are to be answered now.
fn answerable<'a>(
    warning: &Warning<'a>,
    due: &'a BTreeMap<Address, Due>,
    plan: &Plan,
) -> Vec<(&'a BriefedCopy, &'a Due)> {
    let candidate = |briefed: &'a BriefedCopy| {
        let due = due.get(&briefed.copy.mailbox)?;
        let wanted = due.reach.is_some_and(Mode::answers) && warning.answerable(briefed);
        (wanted && !spoken_for(warning, plan, briefed)).then_some((briefed, due))
    };
    warning.copies().filter_map(candidate).collect()
}

/// Whether this copy has an answer of ours, or had one for the meeting at this time: never twice for one deadline,
/// also when a change of the policy moves the deadline.
fn spoken_for(warning: &Warning<'_>, plan: &Plan, briefed: &BriefedCopy) -> bool {
    let mut ours = warning.history.answers.iter().filter(|answer| answer.mailbox == briefed.copy.mailbox);
    ours.any(|answer| match becomes(warning, plan, answer) {
        AnswerState::Pending | AnswerState::Given | AnswerState::Restoring => true,
        AnswerState::Dropped => false,
        AnswerState::Overridden => warning.answered_after(briefed) || warning.of_this_start(answer),
        AnswerState::Restored | AnswerState::Failed => warning.of_this_start(answer),
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
