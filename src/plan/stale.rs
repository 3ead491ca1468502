//! Nothing is answered or flagged on old knowledge.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::{Address, Stage};
use crate::policy::Case;

use super::{Action, Kind, Plan};

/// When to look again at a meeting for which knowledge is too old.
const LOOK_AGAIN: TimeDelta = TimeDelta::minutes(15);

/// Takes answers and flags out of a plan that would rest on mailboxes that were not read for too long (`stale`): the
/// person's own, or the organizer's, whose copy leads. The mail that would tell of them goes with them. What is given
/// back is not held: delivery looks at the copy first anyway.
pub fn wait_for_reading(plan: &mut Plan, case: &Case<'_>, stale: &BTreeSet<Address>, now: DateTime<Utc>) {
    let organizer = case.meeting.organizer.as_ref().is_some_and(|address| stale.contains(address));
    let held = |action: &Action| match &action.kind {
        Kind::Answer(answer) => organizer || stale.contains(&answer.mailbox),
        Kind::Flag(flag) => organizer || stale.contains(&flag.mailbox),
        _ => false,
    };
    if !plan.actions.iter().any(held) {
        return;
    }
    plan.actions.retain(|action| !held(action));
    let acted = plan.actions.iter().any(|action| matches!(action.kind, Kind::Answer(_) | Kind::Flag(_)));
    let told = |action: &Action| matches!(&action.kind, Kind::Notice(notice) if notice.stage == Stage::Outcome);
    plan.actions.retain(|action| acted || !told(action));
    plan.next = Some(plan.next.map_or(now + LOOK_AGAIN, |next| next.min(now + LOOK_AGAIN)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::machine::Machine;
    use crate::policy::world::{World, address, at};

    /// The kinds that remain at the deadline when these mailboxes were not read.
    fn remains(stale: &[&str]) -> Vec<String> {
        let mut machine = Machine::new(World::new());
        machine.until("Wed 14:59");
        machine.now = at("Wed 15:00");
        let meeting = machine.world.meeting();
        let copies = machine.world.copies.clone();
        let case = Case { meeting: &meeting, copies: &copies };
        let mut plan = machine.look();
        let stale = stale.iter().map(|name| address(name)).collect();
        wait_for_reading(&mut plan, &case, &stale, at("Wed 15:00"));
        if plan.actions.len() < 3 {
            assert!(plan.next <= Some(at("Wed 15:15")), "looked at again soon");
        }
        plan.actions
            .iter()
            .map(|action| format!("{} {}", action.kind.as_str(), action.kind.mailbox().local()))
            .collect()
    }

    #[test]
    fn who_was_read_lately_is_answered_for() {
        assert_eq!(remains(&[]), ["decline bo", "decline cy", "outcome ana"]);
        assert_eq!(remains(&["bo"]), ["decline cy", "outcome ana"]);
    }

    #[test]
    fn without_a_look_at_the_organizers_calendar_nothing_is_answered_and_nothing_told() {
        assert_eq!(remains(&["ana"]), Vec::<String>::new());
    }
}
