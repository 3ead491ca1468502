//! An invented company: people, sites, teams. Everything follows from the seed and the number of people.
//!
//! Whoever stands at a given place of the list has the same site and team under every seed, so that even five
//! people cover five zones and the story always finds its cast; names and habits are chance.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use crate::meeting::{Hours, WorkingTime};

use super::chance::Chance;
use super::names::{self, Names};

/// Where everybody's addresses are; a domain that cannot exist (RFC 2606 §2).
pub const DOMAIN: &str = "harbourlight.example";
/// The company's name.
pub const NAME: &str = "Harbourlight Pilots & Tides";
/// Whose Wednesdays are kept free.
pub const ENGINEERING: &str = "engineering";
/// Of how many people a company can consist.
pub const SIZES: std::ops::RangeInclusive<usize> = 5..=500;

/// Two of five people are engineers.
const TEAMS: [&str; 10] = [
    ENGINEERING,
    "product",
    "sales",
    ENGINEERING,
    "operations",
    "finance",
    ENGINEERING,
    "product",
    ENGINEERING,
    "people",
];
static SITES: [Site; 5] = [
    Site { city: "Bremen", zone: Tz::Europe__Berlin, names: &names::BREMEN },
    Site { city: "Lisbon", zone: Tz::Europe__Lisbon, names: &names::LISBON },
    Site { city: "Boston", zone: Tz::America__New_York, names: &names::BOSTON },
    Site { city: "Bengaluru", zone: Tz::Asia__Kolkata, names: &names::BENGALURU },
    Site { city: "Singapore", zone: Tz::Asia__Singapore, names: &names::SINGAPORE },
];
const USUAL: &str = "Mon-Fri 09:00-17:30";
const HABITS: [&str; 4] = ["Mon-Fri 08:00-16:30", "Mon-Fri 10:00-18:30", "Mon-Thu 08:30-18:00", USUAL];

/// A place where people work.
#[derive(Debug)]
pub struct Site {
    /// The city that mails name.
    pub city: &'static str,
    /// Its zone.
    pub zone: Tz,
    names: &'static Names,
}

/// Someone who works there.
#[derive(Debug, Clone)]
pub struct Employee {
    /// First and last name.
    pub name: String,
    /// The address; also the name of the calendar's folder.
    pub email: String,
    /// Where.
    pub site: &'static Site,
    /// The primary team.
    pub team: &'static str,
    /// Working hours as `people.csv` writes them.
    pub hours: &'static str,
    /// The same, to reckon with.
    pub working: WorkingTime,
}

impl Employee {
    /// Whether the no-meeting Wednesday is theirs.
    pub fn is_engineer(&self) -> bool {
        self.team == ENGINEERING
    }
}

/// Everyone.
#[derive(Debug, Clone)]
pub struct Company {
    /// What it was made from.
    pub seed: u64,
    /// The people; others name them by their place here.
    pub people: Vec<Employee>,
}

impl Company {
    /// Invents a company of so many people, kept within [`SIZES`].
    pub fn invent(seed: u64, people: usize) -> Self {
        let mut chance = Chance::new(seed, 1);
        let orders: Vec<_> = SITES.iter().map(|_| (order(&mut chance), order(&mut chance))).collect();
        let count = people.clamp(*SIZES.start(), *SIZES.end());
        let invent = |place: usize| {
            let (first, last) = &orders[place % SITES.len()];
            employee(place, first, last, &mut chance)
        };
        Self { seed, people: (0..count).map(invent).collect() }
    }

    /// All sites, in the order of the configuration.
    pub fn sites(&self) -> impl Iterator<Item = &'static Site> {
        SITES.iter()
    }

    /// Names of the teams that have someone.
    pub fn teams(&self) -> BTreeSet<&'static str> {
        self.people.iter().map(|person| person.team).collect()
    }
}

fn order(chance: &mut Chance) -> Vec<usize> {
    let mut order: Vec<usize> = (0..20).collect();
    chance.shuffle(&mut order);
    order
}

fn employee(place: usize, first: &[usize], last: &[usize], chance: &mut Chance) -> Employee {
    let site = &SITES[place % SITES.len()];
    let nth = place / SITES.len();
    // The shift by whole rounds makes every pair of names come up once before any comes up again.
    let (first, last) = (first[nth % 20], last[(nth + nth / 20) % 20]);
    let name = format!("{} {}", site.names.first[first], site.names.last[last]);
    let email = format!("{}@{DOMAIN}", names::local_part(&name));
    let unusual = place >= 10 && chance.percent(30);
    let hours = chance.pick(&HABITS).filter(|_| unusual).copied().unwrap_or(USUAL);
    let parsed: Hours = hours.parse().unwrap_or_default();
    // Team and site go round in steps of five and ten; the shift by rounds mixes them.
    let team = TEAMS[(place + place / TEAMS.len()) % TEAMS.len()];
    Employee { name, email, site, team, hours, working: WorkingTime::new(site.zone, parsed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_invents_the_same_people_and_another_seed_others() {
        let names = |seed| Company::invent(seed, 40).people.into_iter().map(|p| p.email).collect::<Vec<_>>();
        assert_eq!(names(1), names(1));
        assert_ne!(names(1), names(2));
    }

    #[test]
    fn addresses_are_unique_plain_and_of_the_invented_domain() {
        let company = Company::invent(7, 500);
        let addresses: BTreeSet<_> = company.people.iter().map(|p| p.email.as_str()).collect();
        assert_eq!(addresses.len(), 500);
        for address in addresses {
            assert!(address.is_ascii() && crate::meeting::Address::parse(address).is_some(), "{address}");
        }
    }

    #[test]
    fn five_people_already_cover_five_zones_and_have_engineers_among_them() {
        let company = Company::invent(1, 5);
        let zones: BTreeSet<_> = company.people.iter().map(|p| p.site.zone.name()).collect();
        assert_eq!(zones.len(), 5);
        assert!(company.people.iter().any(Employee::is_engineer));
        assert!(company.people.iter().filter(|p| !p.is_engineer()).count() >= 3);
    }

    #[test]
    fn in_a_larger_company_engineers_sit_at_every_site() {
        let company = Company::invent(1, 40);
        let sites: BTreeSet<_> = company.people.iter().filter(|p| p.is_engineer()).map(|p| p.site.city).collect();
        assert_eq!(sites.len(), 5);
    }
}
