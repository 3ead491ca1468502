//! The policy, and judging one meeting under it.
//!
//! Pure: facts and `now` in, [`Verdict`] out. Rules are read from top to bottom, the first that matches decides,
//! and the verdict keeps every rule that was tried with the values compared. An exemption is a rule that requires
//! nothing. "No rule matched" is an outcome of its own and leads to no action.

mod accounts;
mod case;
mod condition;
mod deadline;
mod held;
mod hits;
mod judge;
mod proposing;
mod protected;
mod rule;
mod safety;
mod verdict;

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod world;

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::meeting::{Address, Digest, Directory, Mode, Person, WorkingTime};

pub use accounts::OwnTimes;
pub use case::{BriefedCopy, Case};
pub use condition::{Comparison, Condition, OrganizerIs, Range};
pub use held::WeeklyHold;
pub use judge::{Budgets, judge};
pub use proposing::Diary;
pub use protected::{HoldStyle, ProtectedTime, Who};
pub use rule::{Budget, Rule, Series, Suggestion};
pub use safety::{Retention, Safety};
pub use verdict::{Deadline, Hit, RequirementState, Trial, Verdict, VerdictKind};

/// Everything the admin decided, checked and ready to judge with.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Hash of the configuration that it came from; changes whenever the policy does.
    pub revision: Digest,
    /// The organization's mode; a team may have its own.
    pub mode: Mode,
    /// Who runs meetgate.
    pub organization: Organization,
    /// Everyone enrolled.
    pub directory: Directory,
    /// Teams by name.
    pub teams: BTreeMap<String, Team>,
    /// Rules in the order of the file.
    pub rules: Vec<Rule>,
    /// Friendly lines; they never decide.
    pub suggestions: Vec<Suggestion>,
    /// No-meeting days and focus blocks.
    pub protected: Vec<ProtectedTime>,
    /// How far ahead meetings are judged.
    pub horizon: TimeDelta,
    /// At most so many people are answered for in one meeting; above that it is flagged.
    pub max_answers_per_meeting: usize,
    /// Whether an answer may replace a person's own "yes" or "maybe".
    pub override_accepted: bool,
    /// Limits beyond which meetgate stops and asks.
    pub safety: Safety,
    /// How long things are kept.
    pub retention: Retention,
}

/// The organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Organization {
    /// Its name.
    pub name: String,
    /// Mail domains whose addresses are inside, lower case.
    pub domains: Vec<String>,
    /// Zone, hours and days off for whoever has none of their own.
    pub working: WorkingTime,
    /// The city that stands for the zone.
    pub city: String,
    /// BCP 47 language of mails.
    pub language: Option<String>,
}

/// A team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its name.
    pub name: String,
    /// Who leads it.
    pub lead: Option<Address>,
    /// A mode ahead of or behind the organization's.
    pub mode: Option<Mode>,
}

impl Policy {
    /// mode(person): the primary team's, else the organization's.
    pub fn mode_of(&self, person: &Person) -> Mode {
        let team = person.team.as_ref().and_then(|name| self.teams.get(name));
        team.and_then(|team| team.mode).unwrap_or(self.mode)
    }

    /// mode(organizer): that of the person where enrolled, else the organization's stands in.
    pub fn organizer_mode(&self, organizer: Option<&Address>) -> Mode {
        let person = organizer.and_then(|address| self.directory.find(address));
        person.map_or(self.mode, |person| self.mode_of(person))
    }

    /// Whether the address belongs to the organization: enrolled, or under one of its domains.
    pub fn is_internal(&self, address: &Address) -> bool {
        let of_domain = |domain: &String| address.is_under(domain);
        self.directory.find(address).is_some() || self.organization.domains.iter().any(of_domain)
    }

    /// The working time by which a meeting of this organizer is judged.
    pub fn working_time(&self, organizer: Option<&Address>) -> &WorkingTime {
        let person = organizer.and_then(|address| self.directory.find(address));
        person.map_or(&self.organization.working, |person| &person.working)
    }
}
