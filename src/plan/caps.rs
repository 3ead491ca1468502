//! Why not more: what the rule wants for each person, what would really follow now, and the caps in between.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::meeting::{Address, AnswerRecord, AnswerState, History, Mode, Response};
use crate::policy::{BriefedCopy, Case, Policy, Verdict};

use super::warning::Warning;

/// What caps a consequence on one person's copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cap {
    /// Whose copy.
    pub mailbox: Address,
    /// What the rule or protected time asks for.
    pub wanted: Mode,
    /// How far it goes.
    pub reach: Mode,
    /// The caps that lower it, in words; empty when nothing does.
    pub why: Vec<String>,
}

/// The caps on every guest's copy for which something is missing or in the way. `verdict` was judged on the same case
/// and history.
pub fn caps(policy: &Policy, case: &Case<'_>, verdict: &Verdict, history: &History, now: DateTime<Utc>) -> Vec<Cap> {
    let warning = Warning { policy, case, verdict, history, now };
    let guests = case.copies.iter().filter(|briefed| !briefed.copy.is_organizer);
    guests.filter_map(|briefed| cap(&warning, briefed)).collect()
}

fn cap(warning: &Warning<'_>, briefed: &BriefedCopy) -> Option<Cap> {
    let mailbox = &briefed.copy.mailbox;
    let unmet = warning.verdict.requirements.iter().filter(|state| !state.met()).map(|state| state.consequence).max();
    let hit = warning.verdict.hits.iter().filter(|hit| hit.mailbox == *mailbox).map(|hit| hit.on_meeting).max();
    let wanted = unmet.max(hit)?;
    let mut cap = Cap { mailbox: mailbox.clone(), wanted, reach: wanted, why: Vec::new() };
    if !warning.case.concerns(warning.policy, &briefed.copy) {
        cap.lower(Mode::Observe, "this copy is private, called off, or of nobody enrolled");
        return Some(cap);
    }
    if unmet >= hit {
        by_organizer(warning, &mut cap);
    }
    by_person(warning, briefed, &mut cap);
    by_count(warning, &mut cap);
    by_warning(warning, unmet >= hit, &mut cap);
    Some(cap)
}

impl Cap {
    fn lower(&mut self, to: Mode, why: impl Into<String>) {
        if to < self.reach {
            self.reach = to;
            self.why.push(why.into());
        }
    }
}

fn by_organizer(warning: &Warning<'_>, cap: &mut Cap) {
    let mode = warning.policy.organizer_mode(warning.case.meeting.organizer.as_ref());
    cap.lower(mode, format!("the organizer's mode is {mode}"));
    if warning.verdict.limit < mode {
        cap.lower(warning.verdict.limit, "someone from outside takes part");
    }
}

fn by_person(warning: &Warning<'_>, briefed: &BriefedCopy, cap: &mut Cap) {
    let mailbox = &briefed.copy.mailbox;
    if let Some(person) = warning.policy.directory.find(mailbox) {
        let mode = warning.policy.mode_of(person);
        cap.lower(mode, format!("the attendee's mode is {mode}"));
        if !person.answers {
            cap.lower(Mode::Flag, "answers are off for this person");
        }
    }
    if warning.history.spared.contains(mailbox) {
        cap.lower(Mode::Flag, "the person wants no answer in their name here");
    }
    if warning.undone(mailbox) {
        cap.lower(Mode::Remind, "an admin took back what was done here");
    }
    match briefed.copy.response() {
        _ if ours(warning, briefed) => {}
        Response::Declined | Response::Delegated => cap.lower(Mode::Remind, "the person does not come anyway"),
        Response::Accepted | Response::Tentative if !warning.policy.override_accepted => {
            cap.lower(Mode::Flag, "the person has answered");
        }
        _ => {}
    }
    let overridden = |a: &AnswerRecord| a.state == AnswerState::Overridden && warning.answered_after(briefed);
    let answered = |a: &&AnswerRecord| a.mailbox == *mailbox && (warning.of_this_start(a) || overridden(a));
    match warning.history.answers.iter().rfind(answered).map(|answer| answer.state) {
        Some(AnswerState::Overridden) => {
            cap.lower(Mode::Flag, "the person answered after meetgate had, and theirs wins")
        }
        Some(AnswerState::Restored) => cap.lower(Mode::Flag, "answered once already for this deadline"),
        Some(AnswerState::Failed) => cap.lower(Mode::Flag, "the calendar refused the answer"),
        _ => {}
    }
    if warning.away() && !ours(warning, briefed) {
        cap.lower(Mode::Flag, "the organizer is out of office");
    }
}

fn ours(warning: &Warning<'_>, briefed: &BriefedCopy) -> bool {
    let mut answers = warning.history.answers.iter().filter(|answer| answer.mailbox == briefed.copy.mailbox);
    answers.any(|answer| answer.state.stands() && answer.given == briefed.copy.response())
}

fn by_count(warning: &Warning<'_>, cap: &mut Cap) {
    let most = warning.policy.max_answers_per_meeting;
    let standing = warning.history.answers.iter().filter(|answer| answer.state.stands()).count();
    let open = warning.copies().filter(|briefed| warning.answerable(briefed)).count();
    if standing + open > most && standing == 0 {
        cap.lower(
            Mode::Flag,
            format!("more people than safety.max_answers_per_meeting = {most} would be answered for"),
        );
    }
}

fn by_warning(warning: &Warning<'_>, missing: bool, cap: &mut Cap) {
    if warning.mailable().is_none() {
        cap.lower(Mode::Flag, "the organizer cannot be warned by mail");
        return;
    }
    let hit = warning.verdict.hits.iter().find(|hit| hit.mailbox == cap.mailbox);
    let deadline = if missing { warning.verdict.deadline.as_ref() } else { hit.map(|hit| &hit.deadline) };
    let Some(deadline) = deadline else { return };
    if deadline.at > warning.now {
        cap.lower(Mode::Remind, "the deadline has not passed");
        return;
    }
    let unmet = warning.verdict.requirements.iter().find(|state| !state.met()).filter(|_| missing);
    match warning.allowed(deadline, unmet.map(|state| state.requirement)) {
        None => cap.lower(Mode::Remind, "a warning must be accepted and its time pass first"),
        Some(allowed) => cap.lower(allowed, "no warning of more was accepted in time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::machine::Machine;
    use crate::policy::judge;
    use crate::policy::world::{World, address};

    /// What is capped for Bo on Wednesday, a minute after the deadline.
    fn bo(change: impl FnOnce(&mut World)) -> String {
        let mut world = World::new();
        change(&mut world);
        let mut machine = Machine::new(world);
        machine.until("Wed 14:59");
        let world = &machine.world;
        let (meeting, now) = (world.meeting(), crate::policy::world::at("Wed 15:00"));
        let case = Case { meeting: &meeting, copies: &world.copies };
        let verdict = judge(&world.policy, &case, &world.history, &world.budgets, now);
        let caps = caps(&world.policy, &case, &verdict, &world.history, now);
        let cap = caps.into_iter().find(|cap| cap.mailbox == address("bo")).expect("a cap");
        format!("{} → {}: {}", cap.wanted, cap.reach, cap.why.join("; "))
    }

    #[test]
    fn every_cap_is_named() {
        assert_eq!(bo(|_| ()), "decline → decline: ");
        assert_eq!(bo(|w| w.invite("guest@elsewhere.org")), "decline → flag: someone from outside takes part");
        assert_eq!(
            bo(|w| w.team("bo", "team of bo", Mode::Tentative)),
            "decline → tentative: the attendee's mode is tentative"
        );
        assert_eq!(bo(|w| w.team("ana", "a", Mode::Flag)), "decline → flag: the organizer's mode is flag");
        assert_eq!(
            bo(|w| w.change_person("bo", |p| p.answers = false)),
            "decline → flag: answers are off for this person"
        );
        assert_eq!(
            bo(|w| w.history.spared.push(address("bo"))),
            "decline → flag: the person wants no answer in their name here"
        );
        assert_eq!(bo(|w| w.answers("bo", Response::Accepted)), "decline → flag: the person has answered");
        assert_eq!(
            bo(|w| w.policy.max_answers_per_meeting = 1),
            "decline → flag: more people than safety.max_answers_per_meeting = 1 would be answered for"
        );
        assert_eq!(bo(|w| w.copy("bo").copy.event.private = true).split(':').next(), Some("decline → observe"));
    }
}
