//! The ramp of a rollout: at switch-on, and when a mode becomes stricter, only so many organizers a day hear from
//! meetgate for the first time. Whoever has not heard is not answered either, for no answer comes without a warning.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::{Address, Mode};
use crate::policy::Policy;

use super::{Action, Kind, Plan};

/// The stretch of time in which introductions are counted.
const DAY: TimeDelta = TimeDelta::days(1);

/// Who was introduced, and how many more may be today.
#[derive(Debug, Clone)]
pub struct Ramp {
    per_day: usize,
    known: BTreeMap<Address, Mode>,
    recent: Vec<DateTime<Utc>>,
}

impl Ramp {
    /// `known`: the strictest mode under which each organizer heard from meetgate. `recent`: when organizers were
    /// introduced within the last day.
    pub fn new(per_day: u32, known: BTreeMap<Address, Mode>, recent: Vec<DateTime<Utc>>) -> Self {
        Self { per_day: per_day as usize, known, recent }
    }

    /// Until when a warning to this organizer would have to wait; none when it may go.
    pub fn waits(&self, organizer: &Address, policy: &Policy, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mode = policy.organizer_mode(Some(organizer));
        let recent: Vec<_> = self.recent.iter().filter(|at| **at + DAY > now).collect();
        let known = self.known.get(organizer).is_some_and(|known| *known >= mode);
        let full = recent.len() >= self.per_day;
        (!known && full).then(|| recent.iter().min().map_or(now + DAY, |first| **first + DAY))
    }

    /// Lets a plan's warning to an organizer pass, or takes it out until there is room. Returns whom the plan
    /// introduces, and under which mode.
    pub fn admit(&mut self, plan: &mut Plan, policy: &Policy, now: DateTime<Utc>) -> Option<(Address, Mode)> {
        let organizer = plan.actions.iter().find_map(warned)?.clone();
        let mode = policy.organizer_mode(Some(&organizer));
        if self.known.get(&organizer).is_some_and(|known| *known >= mode) {
            return None;
        }
        self.recent.retain(|at| *at + DAY > now);
        if self.recent.len() < self.per_day {
            self.recent.push(now);
            self.known.insert(organizer.clone(), mode);
            return Some((organizer, mode));
        }
        plan.actions.retain(|action| warned(action).is_none());
        let room = self.recent.iter().min().map_or(now + DAY, |first| *first + DAY);
        plan.next = Some(plan.next.map_or(room, |next| next.min(room)));
        None
    }
}

fn warned(action: &Action) -> Option<&Address> {
    match &action.kind {
        Kind::Notice(notice) if notice.stage.warns() => Some(&notice.organizer),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::machine::Machine;
    use crate::policy::world::{World, address, at};

    /// The plan of Monday 15:00, when Ana's first notice is due.
    fn due() -> (Plan, Policy) {
        let mut machine = Machine::new(World::new());
        machine.now = at("Mon 15:00");
        (machine.look(), machine.world.policy)
    }

    #[test]
    fn so_many_organizers_a_day_hear_for_the_first_time_and_the_others_wait() {
        let (plan, policy) = due();
        let mut ramp = Ramp::new(1, BTreeMap::new(), Vec::new());
        let mut first = plan.clone();
        assert_eq!(ramp.admit(&mut first, &policy, at("Mon 15:00")), Some((address("ana"), Mode::Decline)));
        assert_eq!(first, plan, "nothing is taken out");
        assert_eq!(ramp.admit(&mut plan.clone(), &policy, at("Mon 15:00")), None, "she is known now");

        let mut full = Ramp::new(1, BTreeMap::new(), vec![at("Mon 09:00")]);
        let mut held = plan.clone();
        assert_eq!(full.admit(&mut held, &policy, at("Mon 15:00")), None);
        assert_eq!(held.actions, []);
        assert!(held.next <= Some(at("Tue 09:00")), "looked at again when there is room");
        assert_eq!(full.waits(&address("ana"), &policy, at("Mon 15:00")), Some(at("Tue 09:00")));
        assert_eq!(full.waits(&address("ana"), &policy, at("Tue 09:00")), None);
        assert!(full.admit(&mut plan.clone(), &policy, at("Tue 09:00")).is_some());
    }

    #[test]
    fn a_stricter_mode_begins_anew_and_a_gentler_one_does_not() {
        let (plan, mut policy) = due();
        let known = BTreeMap::from([(address("ana"), Mode::Tentative)]);
        let mut held = plan.clone();
        Ramp::new(1, known.clone(), vec![at("Mon 09:00")]).admit(&mut held, &policy, at("Mon 15:00"));
        assert_eq!(held.actions, [], "heard under tentative, now it would be decline");
        policy.mode = Mode::Tentative;
        let mut passed = plan.clone();
        Ramp::new(1, known, vec![at("Mon 09:00")]).admit(&mut passed, &policy, at("Mon 15:00"));
        assert_eq!(passed, plan);
    }
}
