//! Ballots of the pulse: what lets one person answer one round, and says nothing of who it is.
//!
//! A ballot holds the round, a mark of the group that its answers count for, and a number. Numbers are made of the person
//! with a key, so that a mail that is sent again has the same ballot and nobody votes twice. Whoever has the key and the
//! list of used numbers can tell who answered, never what: answers are kept as counts. Accepted: whoever watches the
//! database closely enough to see it before and after a single answer sees that answer.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::meeting::{Address, Digest};
use crate::plan::{Keys, Refusal, Sealed};

use super::{Group, Snapshot, Week};

/// A ballot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ballot {
    /// The week that is asked about.
    pub asked: Week,
    /// Marks the group that the answers count for; see [`Ballot::group`].
    pub mark: String,
    /// Its number.
    pub number: String,
}

impl Ballot {
    /// The ballot of a person about a week.
    pub fn of(asked: Week, group: &Group, person: &Address, keys: &Keys) -> Option<Self> {
        let number = keys.number(Sealed::BallotNumber, &[&asked.to_string(), person.as_str()])?;
        Some(Self { asked, mark: mark(group), number })
    }

    /// Writes it as a token.
    pub fn sign(&self, keys: &Keys) -> Option<String> {
        keys.seal(Sealed::Ballot, &[&self.asked.to_string(), &self.mark, &self.number])
    }

    /// Reads a token.
    ///
    /// # Errors
    /// It is no ballot of ours, or its round is closed.
    pub fn read(token: &str, keys: &Keys, now: DateTime<Utc>) -> Result<Self, Refusal> {
        let ballot = keys.unseal(Sealed::Ballot, token).as_deref().and_then(Self::of_fields).ok_or(Refusal::Invalid)?;
        if closes(ballot.asked) <= now { Err(Refusal::Expired) } else { Ok(ballot) }
    }

    /// Which group of the week's snapshot a mark stands for; everyone where none does.
    pub fn group(mark_of_it: &str, asked: &Snapshot) -> Group {
        let groups = asked.groups.iter().map(|found| &found.group);
        groups.filter(|group| group.is_team()).find(|group| mark(group) == mark_of_it).cloned().unwrap_or(Group::Whole)
    }

    fn of_fields(fields: &[String]) -> Option<Self> {
        let [asked, mark, number] = fields else { return None };
        Some(Self { asked: asked.parse().ok()?, mark: mark.clone(), number: number.clone() })
    }
}

/// When a round closes: before the week in whose report it stands has ended for anybody.
pub fn closes(asked: Week) -> DateTime<Utc> {
    asked.ahead(2).ends(Tz::Pacific__Kiritimati)
}

fn mark(group: &Group) -> String {
    let text = serde_json::to_string(group).unwrap_or_default();
    Digest::of(["pulse group", text.as_str()]).as_str().chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::world::address;

    fn keys(letter: &str) -> Keys {
        Keys::named([letter.repeat(32).into_bytes()]).expect("keys")
    }

    fn week() -> Week {
        "2026-W47".parse().expect("a week")
    }

    fn ballot(person: &str) -> Ballot {
        let group = Group::Team { name: "Dome".to_owned() };
        Ballot::of(week(), &group, &address(person), &keys("a")).expect("a ballot")
    }

    #[test]
    fn a_ballot_is_the_same_at_every_attempt_and_names_neither_person_nor_team() {
        let token = ballot("bo").sign(&keys("a")).expect("a token");
        assert_eq!(ballot("bo").sign(&keys("a")).as_deref(), Some(token.as_str()));
        assert!(!token.contains("bo") && !token.contains("Dome"), "{token}");
        assert_ne!(ballot("bo").number, ballot("ana").number);
        let later = Ballot::of(week().ahead(2), &Group::Whole, &address("bo"), &keys("a")).expect("a ballot");
        assert_ne!(ballot("bo").number, later.number, "rounds cannot be put together");
    }

    #[test]
    fn it_is_read_until_its_round_closes_which_is_before_the_report_is_made() {
        let token = ballot("bo").sign(&keys("a")).expect("a token");
        let closes = closes(week());
        assert_eq!(Ballot::read(&token, &keys("a"), closes - chrono::TimeDelta::seconds(1)), Ok(ballot("bo")));
        assert_eq!(Ballot::read(&token, &keys("a"), closes), Err(Refusal::Expired));
        assert_eq!(Ballot::read(&token, &keys("b"), closes), Err(Refusal::Invalid));
        assert_eq!(week().ahead(2).pulse_closed(), Some(week()));
        assert!(closes <= week().ahead(2).ends(Tz::Pacific__Auckland));
    }
}
