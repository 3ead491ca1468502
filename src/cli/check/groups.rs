//! Whose meetings, and whose names: the teams, everyone without a team, and whoever is not enrolled.

use crate::meeting::{Address, Mode, Person};
use crate::policy::{Condition, OrganizerIs, Policy};

/// People who share a mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Which.
    pub who: Whose,
    /// How many are enrolled.
    pub people: usize,
    /// How far meetgate goes for them.
    pub mode: Mode,
    /// Whether the mode is the team's own.
    pub own_mode: bool,
    /// Who leads them.
    pub lead: Option<Address>,
}

/// Which people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// A team's.
    Team(String),
    /// Those of people without a team; all there are when there is no team.
    Rest {
        /// Whether there are teams beside them.
        beside_teams: bool,
    },
    /// Those of people who are not enrolled.
    Strangers,
}

impl Group {
    /// `engineering`, `people without a team`.
    pub fn name(&self) -> String {
        match &self.who {
            Whose::Team(name) => name.clone(),
            Whose::Rest { beside_teams: true } => "people without a team".to_owned(),
            Whose::Rest { beside_teams: false } => "enrolled people".to_owned(),
            Whose::Strangers => "people who are not enrolled".to_owned(),
        }
    }

    /// Whether someone of the group may organize a meeting that this table matches.
    pub fn may_match(&self, policy: &Policy, table: &Condition) -> bool {
        let team = match (&table.team, &self.who) {
            (Some(teams), Whose::Team(name)) => teams.contains(name),
            (Some(_), _) => false,
            (None, _) => true,
        };
        let organizers = table.organizer.as_ref();
        team && organizers.is_none_or(|all| all.iter().any(|organizer| self.includes(policy, organizer)))
    }

    fn includes(&self, policy: &Policy, organizer: &OrganizerIs) -> bool {
        let strangers = self.who == Whose::Strangers;
        match organizer {
            OrganizerIs::Internal => true,
            OrganizerIs::External => strangers,
            OrganizerIs::Address(address) => match policy.directory.find(address) {
                Some(person) => self.has(person),
                None => strangers,
            },
            OrganizerIs::Domain(domain) => {
                strangers || policy.directory.iter().any(|p| p.address.is_under(domain) && self.has(p))
            }
        }
    }

    /// Whether the person belongs to it.
    pub fn has(&self, person: &Person) -> bool {
        match &self.who {
            Whose::Team(name) => person.team.as_ref() == Some(name),
            Whose::Rest { .. } => person.team.is_none(),
            Whose::Strangers => false,
        }
    }
}

/// Everyone enrolled, by team.
pub fn enrolled(policy: &Policy) -> Vec<Group> {
    let team = |team: &crate::policy::Team| Group {
        who: Whose::Team(team.name.clone()),
        people: policy.directory.iter().filter(|person| person.team.as_ref() == Some(&team.name)).count(),
        mode: team.mode.unwrap_or(policy.mode),
        own_mode: team.mode.is_some(),
        lead: team.lead.clone(),
    };
    let mut groups: Vec<Group> = policy.teams.values().map(team).collect();
    let rest = policy.directory.iter().filter(|person| person.team.is_none()).count();
    if rest > 0 {
        groups.push(of_organization(policy, Whose::Rest { beside_teams: !policy.teams.is_empty() }, rest));
    }
    groups
}

/// Whoever may organize a meeting, but is not enrolled.
pub fn strangers(policy: &Policy) -> Group {
    of_organization(policy, Whose::Strangers, 0)
}

fn of_organization(policy: &Policy, who: Whose, people: usize) -> Group {
    Group { who, people, mode: policy.mode, own_mode: false, lead: None }
}
