//! The links of mails: signed, each for one person and one purpose. None of them acts; each opens a page with a button.
//!
//! Links about a meeting end when it starts, the others after a year.

use chrono::{DateTime, TimeDelta, Utc};

use crate::mail::{Letter, MeetingFacts};
use crate::meeting::{Address, MeetingKey};
use crate::plan::{Keys, Purpose, Ticket};
use crate::report::{Ballot, Group, Week};

/// How long a link works that is about no meeting. Shorter than the store keeps a key after it has signed last.
const LONGEST: TimeDelta = TimeDelta::days(365);

/// Writes links to the pages.
#[derive(Debug, Clone)]
pub struct Links {
    public_url: String,
    keys: Keys,
}

impl Links {
    /// Links to pages that people reach under this address, signed with these keys; none for an address without TLS,
    /// which no mail may hold.
    pub fn new(public_url: &str, keys: Keys) -> Option<Self> {
        let public_url = public_url.trim_end_matches('/').to_owned();
        public_url.starts_with("https://").then_some(Self { public_url, keys })
    }

    /// The page on which `audience` says something about all of theirs.
    pub(super) fn about_all(&self, purpose: Purpose, audience: &Address, now: DateTime<Utc>) -> Option<String> {
        self.link(Ticket { purpose, audience: audience.clone(), meeting: None, expires: now + LONGEST })
    }

    /// The page on which `audience` says something about one meeting, which starts at `start`.
    pub(super) fn about(
        &self,
        purpose: Purpose,
        audience: &Address,
        meeting: &MeetingKey,
        start: DateTime<Utc>,
    ) -> Option<String> {
        self.link(Ticket { purpose, audience: audience.clone(), meeting: Some(meeting.clone()), expires: start })
    }

    /// The page with the questions of the pulse. It names nobody: the ballot is a number.
    pub(super) fn ballot(
        &self,
        asked: Week,
        group: &Group,
        person: &Address,
        language: Option<&str>,
    ) -> Option<String> {
        let token = Ballot::of(asked, group, person, &self.keys)?.sign(&self.keys)?;
        let mut url = url::Url::parse(&format!("{}/pulse/{token}", self.public_url)).ok()?;
        if let Some(language) = language {
            url.query_pairs_mut().append_pair("lang", language);
        }
        Some(url.into())
    }

    fn link(&self, ticket: Ticket) -> Option<String> {
        Some(format!("{}/say/{}", self.public_url, self.keys.sign(&ticket)?))
    }

    /// Adds to a letter about one meeting what its organizer may say. Protected time is other people's: nobody exempts
    /// a meeting from it.
    pub(super) fn add(&self, letter: &mut Letter, organizer: &Address, meeting: &MeetingKey) {
        match letter {
            Letter::FirstNotice(facts) | Letter::LastCall(facts) => self.add_says(facts, organizer, meeting),
            Letter::Outcome(outcome) if outcome.window.is_none() => {
                self.add_says(&mut outcome.meeting, organizer, meeting);
            }
            _ => {}
        }
    }

    fn add_says(&self, facts: &mut MeetingFacts, organizer: &Address, meeting: &MeetingKey) {
        facts.there = self.about(Purpose::AgendaIsThere, organizer, meeting, facts.start);
        facts.exempt = self.about(Purpose::Exempt, organizer, meeting, facts.start);
    }
}
