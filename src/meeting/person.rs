//! The people enrolled, and how to find them.

use std::collections::HashMap;
use std::sync::Arc;

use chrono_tz::Tz;

use super::{Address, WorkingTime};

/// Someone enrolled in meetgate.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The main address; names the mailbox.
    pub address: Address,
    /// Further addresses of the same person.
    pub aliases: Vec<Address>,
    /// The name to print; the local part of the address when none is given.
    pub name: String,
    /// Zone, working hours and days off.
    pub working: WorkingTime,
    /// The city to name beside times, from the configuration or the zone's name.
    pub city: String,
    /// The primary team.
    pub team: Option<String>,
    /// BCP 47 language of mails; none means the organization's.
    pub language: Option<String>,
    /// Whether meetgate may answer in this person's name.
    pub answers: bool,
    /// Who is copied on mails to this person.
    pub assistant: Option<Address>,
    /// Which provider holds the calendar, for example `vdir`.
    pub provider: String,
    /// What of zone and hours is the organization's because nobody wrote it for this person or their site.
    pub assumed: Assumed,
}

/// What nobody wrote for a person: where the person's own account says, it knows better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assumed {
    /// The zone.
    pub zone: bool,
    /// The working hours.
    pub hours: bool,
}

impl Person {
    /// The person's zone.
    pub fn zone(&self) -> Tz {
        self.working.zone
    }

    /// Whether this is one of the person's addresses.
    pub fn owns(&self, address: &Address) -> bool {
        self.address == *address || self.aliases.contains(address)
    }
}

/// Everyone enrolled, found by any of their addresses.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    people: Vec<Arc<Person>>,
    by_address: HashMap<Address, usize>,
}

impl Directory {
    /// Builds the directory. Of an address claimed twice the first owner keeps it; the configuration refuses
    /// such files before they come here.
    pub fn new(people: impl IntoIterator<Item = Person>) -> Self {
        let mut directory = Self::default();
        for person in people {
            let index = directory.people.len();
            for address in std::iter::once(&person.address).chain(&person.aliases) {
                directory.by_address.entry(address.clone()).or_insert(index);
            }
            directory.people.push(Arc::new(person));
        }
        directory
    }

    /// The person with this address or alias.
    pub fn find(&self, address: &Address) -> Option<&Arc<Person>> {
        self.by_address.get(address).map(|&index| &self.people[index])
    }

    /// The address in the one spelling for comparing: the person's main address where enrolled.
    pub fn canonical<'a>(&'a self, address: &'a Address) -> &'a Address {
        self.find(address).map_or(address, |person| &person.address)
    }

    /// Everyone, in the order of the configuration.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Person>> {
        self.people.iter()
    }

    /// How many are enrolled.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Whether nobody is enrolled.
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }
}
