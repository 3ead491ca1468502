//! Everything that the files say, with its places: what is checked, and what the policy is built from.

use std::path::Path;

use crate::meeting::{Address, Digest, Directory, Mode};
use crate::policy::{Organization, Policy, Team};

use super::desk::Placed;
use super::files::Shelf;
use super::later::Later;
use super::options::{MailOptions, TransportOptions};
use super::organization::{self, RawTeam, Site};
use super::people::{self, RawPerson};
use super::protected::{self, RawProtected};
use super::reader::Section;
use super::rules::{self, RawRule, RawSuggestion};
use super::surroundings::{RawMail, Surroundings};
use super::{Loaded, calendars, later, values};

/// The parts of the configuration.
pub(super) struct Raw {
    pub(super) mode: Placed<Mode>,
    pub(super) organization: Option<Organization>,
    pub(super) sites: Vec<Site>,
    pub(super) teams: Vec<RawTeam>,
    pub(super) rules: Vec<RawRule>,
    pub(super) suggestions: Vec<RawSuggestion>,
    pub(super) protected: Vec<RawProtected>,
    pub(super) people: Vec<RawPerson>,
    /// Whether everyone could be read; else someone unknown may be among those left out.
    pub(super) all_people: bool,
    pub(super) around: Surroundings,
    pub(super) later: Later,
}

impl Raw {
    /// Reads every key. `folder` is the absolute path of the folder that paths count from.
    pub(super) fn read(root: Section<'_>, shelf: &Shelf<'_>, folder: &Path) -> Self {
        let mode = root.cell("mode", values::mode).unwrap_or(Mode::Observe);
        let organization = organization::organization(&root, shelf);
        let sites = organization::sites(&root, organization.as_ref(), shelf);
        let (people, all_people) = people::read(&root, shelf);
        let raw = Self {
            mode: Placed { value: mode, place: root.place_of("mode") },
            organization,
            sites,
            people,
            all_people,
            teams: organization::teams(&root),
            rules: rules::rules(&root),
            suggestions: rules::suggestions(&root),
            protected: protected::read(&root),
            around: Surroundings::read(&root, shelf, folder),
            later: later::read(&root),
        };
        root.finish();
        raw
    }

    /// The provider of people who name none: the only one that is configured.
    pub(super) fn provider(&self) -> Option<&'static str> {
        match self.around.providers()[..] {
            [] => Some(calendars::VDIR),
            [one] => Some(one),
            _ => None,
        }
    }

    /// Builds what the files mean. Only for parts without mistakes; none when a part that must be there is missing.
    pub(super) fn build(self, revision: Digest) -> Option<Loaded> {
        // Where there are several, everyone names theirs; whoever does not is a mistake.
        let provider = self.provider().unwrap_or(calendars::VDIR);
        let organization = self.organization?;
        let person = |raw: RawPerson| raw.build(&organization, &self.sites, provider);
        let directory = Directory::new(self.people.into_iter().map(person));
        let by_graph = self.around.sources.outlook.as_ref().and_then(|outlook| outlook.mail_from.clone());
        let mail = mail(self.around.mail, &organization.domains, by_graph)?;
        let safety = self.later.options.brakes(directory.len(), self.around.run.poll);
        let retention = self.later.options.retention();
        let policy = Policy {
            revision,
            mode: self.mode.value,
            directory,
            teams: self.teams.into_iter().map(team).map(|team| (team.name.clone(), team)).collect(),
            rules: self.rules.into_iter().map(|raw| raw.rule).collect(),
            suggestions: self.suggestions.into_iter().map(|raw| raw.suggestion).collect(),
            protected: self.protected.into_iter().map(|raw| raw.window).collect(),
            horizon: self.around.horizon,
            max_answers_per_meeting: self.later.limits.max_answers_per_meeting,
            override_accepted: self.later.limits.override_accepted,
            safety,
            retention,
            organization,
        };
        let (sources, store, later) = (self.around.sources, self.around.store, self.later.options);
        let (run, web) = (self.around.run, self.around.web);
        Some(Loaded { policy, sources, mail, store, run, web, later, warnings: Vec::new() })
    }
}

fn team(raw: RawTeam) -> Team {
    Team { name: raw.name.value, lead: raw.lead.map(|lead| lead.value), mode: raw.mode.map(|mode| mode.value) }
}

/// The sender is the mailbox by which mail leaves, else `meetgate@` the first domain, unless `[mail]` says otherwise.
fn mail(mail: Option<RawMail>, domains: &[String], by_graph: Option<Address>) -> Option<MailOptions> {
    let house = || domains.first().and_then(|domain| Address::parse(&format!("meetgate@{domain}")));
    let (from, contact, transport, bounces) = match mail {
        Some(mail) => (mail.from.map(|from| from.value), mail.contact, mail.transport, mail.bounces),
        None => (None, None, TransportOptions::None, None),
    };
    let from = from.or_else(|| by_graph.clone()).or_else(house)?;
    let transport = match (transport, by_graph) {
        (TransportOptions::None, Some(mailbox)) => TransportOptions::Graph(mailbox),
        (transport, _) => transport,
    };
    Some(MailOptions { from, contact, transport, bounces })
}
