//! What the configuration gives besides the policy.

use std::fmt;
use std::path::PathBuf;

use chrono::TimeDelta;

use crate::meeting::Address;

/// Where calendars are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// Folders of iCalendar files.
    pub vdir: Option<VdirSource>,
}

/// `[sources.vdir]`: a folder of iCalendar files for each person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VdirSource {
    /// Absolute path with the placeholders `{email}`, `{local}` and `{domain}`.
    pub path: String,
}

impl VdirSource {
    /// The folder of one person.
    pub fn folder(&self, address: &Address) -> PathBuf {
        let path = self.path.replace("{email}", address.as_str());
        PathBuf::from(path.replace("{local}", address.local()).replace("{domain}", address.domain()))
    }
}

/// `[mail]`: how mail leaves the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailOptions {
    /// The sender.
    pub from: Address,
    /// Whom a reply reaches: name and address.
    pub contact: Option<(String, Address)>,
    /// The way out.
    pub transport: TransportOptions,
}

/// The way mail leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportOptions {
    /// Every mail becomes a file in this folder (absolute path).
    Folder(PathBuf),
    /// None configured; only possible while nobody is written to.
    None,
}

/// `[store]`: the database. Its `Debug` masks a password.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreOptions {
    /// `sqlite:///absolute/path?mode=rwc` or `postgres://…`; empty when it is a secret that is not at hand.
    pub url: String,
    /// Why the URL is not at hand: it is a secret that only the service has.
    pub missing: Option<String>,
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = super::desk::mask(&self.url);
        f.debug_struct("StoreOptions").field("url", &url).field("missing", &self.missing).finish()
    }
}

/// `[run]`: the rhythm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOptions {
    /// How often each calendar is asked for changes.
    pub poll: TimeDelta,
}

/// `[web]`: the pages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WebOptions {
    /// Where people reach them, without a slash at the end.
    pub public_url: Option<String>,
}

/// What is read and checked already although nothing acts on it yet; each key written gives a warning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LaterOptions {
    /// `[safety]`, without what is part of the policy.
    pub safety: SafetyOptions,
    /// `rollout.organizers_per_day`: at switch-on, notices go to so many organizers a day.
    pub organizers_per_day: Option<u32>,
    /// `[[report]]`.
    pub reports: Vec<ReportOptions>,
    /// `reports.min_group`: reports cover groups of at least so many people.
    pub min_group: u32,
    /// `reports.focus_block`: the shortest stretch that counts as focus.
    pub focus_block: Option<TimeDelta>,
    /// `retention.journal`: how long the journal is kept.
    pub keep_journal: Option<TimeDelta>,
    /// `retention.meetings`: how long past meetings are kept.
    pub keep_meetings: Option<TimeDelta>,
    /// `admin.individuals`: whether admins have pages about single people.
    pub individuals: bool,
    /// `admin.contacts`: who is told when something needs a human.
    pub contacts: Vec<Address>,
}

/// Brakes; none means not set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SafetyOptions {
    /// Knowledge older than this stops all actions.
    pub max_staleness: Option<TimeDelta>,
    /// Answers in one person's name within a week.
    pub max_answers_per_mailbox_and_week: Option<u32>,
    /// Notices to one organizer within a day.
    pub max_notices_per_organizer_and_day: Option<u32>,
    /// Answers of the whole organization within an hour.
    pub max_answers_per_hour: Option<u32>,
    /// Checks before answering that the admin chose to do without.
    pub skip: Vec<Check>,
}

/// A check that must be on record before anything is answered in people's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// The labelled sample of verdicts.
    Calibrate,
    /// The rehearsal on canary mailboxes.
    Rehearse,
}

/// `[[report]]`: a weekly report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOptions {
    /// Its name.
    pub name: String,
    /// Who receives it.
    pub to: Vec<Address>,
    /// The teams it covers; empty means everyone.
    pub teams: Vec<String>,
}
