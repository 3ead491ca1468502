//! What people's own accounts say of them, where the configuration says nothing.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::Policy;
use crate::meeting::{Address, Digest, Directory, Hours, Person};

/// What one account says of its owner; every part may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnTimes {
    /// The zone.
    pub zone: Option<Tz>,
    /// The working hours.
    pub hours: Option<Hours>,
}

impl Policy {
    /// The same policy with what accounts say in place of what was only assumed. It is another revision where that
    /// changes anybody, for meetings are then judged by other times.
    pub fn knowing(&self, accounts: &BTreeMap<Address, OwnTimes>) -> Self {
        let mut told = Vec::new();
        let people: Vec<Person> = self.directory.iter().map(|person| own(person, accounts, &mut told)).collect();
        if told.is_empty() {
            return self.clone();
        }
        let parts = std::iter::once(self.revision.as_str()).chain(told.iter().map(String::as_str));
        Self { revision: Digest::of(parts), directory: Directory::new(people), ..self.clone() }
    }
}

fn own(person: &Person, accounts: &BTreeMap<Address, OwnTimes>, told: &mut Vec<String>) -> Person {
    let mut person = person.clone();
    let Some(account) = accounts.get(&person.address) else { return person };
    let before = (person.working.zone, person.working.hours);
    if let Some(zone) = account.zone.filter(|_| person.assumed.zone) {
        person.working.zone = zone;
    }
    if let Some(hours) = account.hours.filter(|_| person.assumed.hours) {
        person.working.hours = hours;
    }
    if before.0 != person.working.zone {
        // Whoever works in another zone does not live in the organization's city.
        let name = person.working.zone.name();
        person.city = name.rsplit('/').next().unwrap_or(name).replace('_', " ");
    }
    if before != (person.working.zone, person.working.hours) {
        told.push(format!("{} {} {}", person.address, person.working.zone.name(), person.working.hours));
    }
    person
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::Assumed;
    use crate::policy::world::{self, address};

    fn policy(assumed: Assumed) -> Policy {
        let person = Person { assumed, ..world::person("bo") };
        Policy { directory: Directory::new([person]), ..world::policy() }
    }

    fn accounts(zone: Tz) -> BTreeMap<Address, OwnTimes> {
        let hours = "Mon-Thu 10:00-16:00".parse().ok();
        [(address("bo"), OwnTimes { zone: Some(zone), hours })].into()
    }

    #[test]
    fn an_account_fills_in_what_nobody_wrote_and_changes_nothing_else() {
        let policy = policy(Assumed { zone: true, hours: false });
        let known = policy.knowing(&accounts(Tz::Asia__Kolkata));
        let bo = known.directory.find(&address("bo")).unwrap();
        assert_eq!((bo.zone(), bo.city.as_str()), (Tz::Asia__Kolkata, "Kolkata"));
        assert_eq!(bo.working.hours, Hours::default(), "hours were written");
        assert_ne!(known.revision, policy.revision, "meetings are judged anew");
        assert_eq!(known.revision, policy.knowing(&accounts(Tz::Asia__Kolkata)).revision);
    }

    #[test]
    fn where_nothing_differs_it_is_the_same_revision() {
        for (assumed, zone) in
            [(Assumed::default(), Tz::Asia__Kolkata), (Assumed { zone: true, hours: false }, Tz::Europe__Berlin)]
        {
            let policy = policy(assumed);
            assert_eq!(policy.knowing(&accounts(zone)).revision, policy.revision);
            assert_eq!(policy.knowing(&BTreeMap::new()).revision, policy.revision);
        }
    }
}
