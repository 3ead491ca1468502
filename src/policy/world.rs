//! A small world for tests: a policy, people, one meeting with its copies, and its history.
//!
//! It begins as tests most often need it. Everyone works Mon-Fri 09:00-17:30 in Berlin in mode decline. Ana invites Bo
//! and Cy for Thursday 26 November 2026, 15:00 to 16:00; nothing is written in the invitation. The one rule wants
//! an agenda 24 hours ahead (Wed 15:00), warns 48 hours before that (Mon 15:00), and calls once more at Wed 11:00.

mod parts;

use chrono::{DateTime, TimeDelta, Utc, Weekday};

use crate::brief::Brief;
use crate::meeting::{
    Address, Attendee, AttendeeKind, Copy, Digest, Directory, History, Meeting, Mode, Person, Response, merge,
};

use super::{BriefedCopy, Budgets, Case, Condition, Policy, ProtectedTime, Rule, Team, Verdict, Who, judge};

use parts::copy;
pub(crate) use parts::policy;
pub(crate) use parts::{address, agenda_rule, at, at_in, found, person, titled, with_agenda, with_pre_read};

/// Everything that judging reads.
#[derive(Debug, Clone)]
pub(crate) struct World {
    pub policy: Policy,
    pub people: Vec<Person>,
    pub organizer: Address,
    pub copies: Vec<BriefedCopy>,
    pub history: History,
    pub budgets: Budgets,
}

impl World {
    pub fn new() -> Self {
        let mut world = Self {
            policy: policy(),
            people: Vec::new(),
            organizer: address("ana"),
            copies: Vec::new(),
            history: History::default(),
            budgets: Budgets::new(),
        };
        ["ana", "bo", "cy"].into_iter().for_each(|name| world.enroll(name));
        ["ana", "bo", "cy"].into_iter().for_each(|name| world.invite(name));
        world
    }

    /// The same world with several people more: enrolled, invited, unanswered.
    pub fn crowded(guests: usize) -> Self {
        let mut world = Self::new();
        (2..guests).for_each(|number| {
            world.enroll(&format!("guest{number}"));
            world.invite(&format!("guest{number}"));
        });
        world
    }

    pub fn enroll(&mut self, name: &str) {
        self.people.push(person(name));
        self.policy.directory = Directory::new(self.people.clone());
    }

    pub fn unenroll(&mut self, name: &str) {
        self.people.retain(|person| person.address != address(name));
        self.policy.directory = Directory::new(self.people.clone());
    }

    pub fn change_person(&mut self, name: &str, change: impl FnOnce(&mut Person)) {
        let person = self.people.iter_mut().find(|person| person.address == address(name));
        change(person.expect("someone enrolled"));
        self.policy.directory = Directory::new(self.people.clone());
    }

    /// Puts someone into a team with a mode of its own.
    pub fn team(&mut self, name: &str, team: &str, mode: Mode) {
        let entry = Team { name: team.to_owned(), lead: None, mode: Some(mode) };
        self.policy.teams.insert(team.to_owned(), entry);
        self.change_person(name, |person| person.team = Some(team.to_owned()));
    }

    /// Invites someone; whoever is enrolled has a copy.
    pub fn invite(&mut self, name: &str) {
        self.invite_as(name, AttendeeKind::Person);
    }

    pub fn invite_as(&mut self, name: &str, kind: AttendeeKind) {
        let address = address(name);
        let new =
            Attendee { address: address.clone(), name: None, kind, optional: false, response: Response::NoAnswer };
        if let Some(person) = self.policy.directory.find(&address) {
            let mut copy = copy(&self.organizer, &person.address);
            if let Some(first) = self.copies.first() {
                copy.copy.event.attendees = first.copy.event.attendees.clone();
                (copy.copy.start, copy.copy.end) = (first.copy.start, first.copy.end);
                copy.copy.text = first.copy.text.clone();
                copy.brief = first.brief.clone();
            }
            self.copies.push(copy);
        }
        self.change(|copy| copy.event.attendees.push(new.clone()));
    }

    /// Another organizer: nobody's copy leads any more unless the organizer is enrolled.
    pub fn organized_by(&mut self, name: &str) {
        self.organizer = address(name);
        let organizer = self.organizer.clone();
        self.change(|copy| {
            copy.key.organizer = organizer.to_string();
            copy.event.organizer = Some(organizer.clone());
            copy.is_organizer = copy.mailbox == organizer;
            copy.event.response = if copy.is_organizer { Response::Accepted } else { Response::NoAnswer };
        });
    }

    /// Changes all copies alike, as an update by the organizer that everyone has received.
    pub fn change(&mut self, change: impl Fn(&mut Copy)) {
        self.copies.iter_mut().for_each(|briefed| change(&mut briefed.copy));
    }

    pub fn copy(&mut self, name: &str) -> &mut BriefedCopy {
        let mailbox = address(name);
        self.copies.iter_mut().find(|briefed| briefed.copy.mailbox == mailbox).expect("a copy")
    }

    pub fn response(&self, name: &str) -> Response {
        let copy = self.copies.iter().find(|briefed| briefed.copy.mailbox == address(name));
        copy.expect("a copy").copy.response()
    }

    pub fn answers(&mut self, name: &str, response: Response) {
        self.copy(name).copy.event.response = response;
    }

    /// Moves the meeting; it keeps its length.
    pub fn moved_to(&mut self, start: DateTime<Utc>) {
        self.change(|copy| {
            let length = copy.end - copy.start;
            (copy.start, copy.end) = (start, start + length);
            copy.event.sequence += 1;
        });
    }

    /// Writes the invitation anew on all copies.
    pub fn says(&mut self, brief: &Brief) {
        for briefed in &mut self.copies {
            briefed.brief = brief.clone();
            briefed.copy.text = Digest::of([serde_json::to_string(brief).unwrap_or_default().as_str()]);
        }
    }

    pub fn agenda_arrives(&mut self) {
        self.says(&with_agenda());
    }

    pub fn agenda_vanishes(&mut self) {
        self.says(&Brief::default());
    }

    /// The one rule of [`World::new`].
    pub fn rule(&mut self) -> &mut Rule {
        self.policy.rules.last_mut().expect("a rule")
    }

    /// A rule before all others that requires nothing.
    pub fn exempt(&mut self, name: &str, when: Condition) -> &mut Rule {
        let exemption = Rule { name: name.to_owned(), when: vec![when], require: Default::default(), ..agenda_rule() };
        self.policy.rules.insert(0, exemption);
        &mut self.policy.rules[0]
    }

    /// No-Meeting Thursday for everyone: one is told 48 hours before Wed 15:00, as by the rule.
    pub fn protect(&mut self, day: Weekday) -> &mut ProtectedTime {
        self.policy.protected.push(ProtectedTime {
            name: "No-Meeting Day".to_owned(),
            days: vec![day],
            hours: None,
            who: Who::default(),
            on_meeting: Mode::Decline,
            allow: Vec::new(),
            external: false,
            lead_time: TimeDelta::hours(24),
            first_notice: TimeDelta::hours(48),
            short_notice: TimeDelta::hours(1),
            hold: None,
        });
        self.policy.protected.last_mut().expect("just pushed")
    }

    pub fn meeting(&self) -> Meeting {
        let copies: Vec<Copy> = self.copies.iter().map(|briefed| briefed.copy.clone()).collect();
        merge(&copies).expect("copies")
    }

    pub fn judged(&self, time: &str) -> Verdict {
        self.judged_at(at(time))
    }

    pub fn judged_at(&self, now: DateTime<Utc>) -> Verdict {
        let meeting = self.meeting();
        let case = Case { meeting: &meeting, copies: &self.copies };
        judge(&self.policy, &case, &self.history, &self.budgets, now)
    }

    /// Looks at the meeting, and remembers what was there and what was not.
    pub fn looked(&mut self, time: &str) -> Verdict {
        let verdict = self.judged(time);
        self.history.first_seen.get_or_insert(verdict.at);
        self.history.seen = verdict.seen.clone();
        verdict
    }
}
