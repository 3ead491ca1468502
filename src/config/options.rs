//! What the configuration gives besides the policy.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use chrono::{NaiveTime, TimeDelta};

use crate::meeting::Address;
use crate::plan::Brake;
use crate::policy::{Budget, Retention, Safety};
use crate::report::Terms;

use super::Secret;

use super::accounts::{GoogleOptions, OutlookOptions};

/// Where calendars are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// Folders of iCalendar files.
    pub vdir: Option<VdirSource>,
    /// `[google]`.
    pub google: Option<GoogleOptions>,
    /// `[outlook]`.
    pub outlook: Option<OutlookOptions>,
}

impl Sources {
    /// The names of what is configured, as the column `provider` has them.
    pub fn providers(&self) -> impl Iterator<Item = &'static str> {
        let all =
            [("vdir", self.vdir.is_some()), ("google", self.google.is_some()), ("outlook", self.outlook.is_some())];
        all.into_iter().filter(|(_, configured)| *configured).map(|(name, _)| name)
    }
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
    /// `mail.bounces.folder`: where reports of mails that could not be delivered arrive (absolute path).
    pub bounces: Option<PathBuf>,
}

/// The way mail leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportOptions {
    /// Every mail becomes a file in this folder (absolute path).
    Folder(PathBuf),
    /// `[mail.smtp]`: a server.
    Smtp(Box<SmtpOptions>),
    /// `outlook.mail_from`: this mailbox, by Graph.
    Graph(Address),
    /// None configured; only possible while nobody is written to.
    None,
}

/// `[mail.smtp]`: the server that takes mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpOptions {
    /// Its name or address.
    pub host: String,
    /// Its port; 465, 587 or 25 where the file has none.
    pub port: u16,
    /// How the connection is protected.
    pub tls: TlsOption,
    /// Who logs in: the user, and where the password is.
    pub login: Option<(String, PasswordOption)>,
    /// How; none: PLAIN or LOGIN, whichever the server offers.
    pub auth: Option<AuthOption>,
    /// Certificates (PEM) of an authority that the system does not know (absolute path).
    pub ca_file: Option<PathBuf>,
    /// Where reports of mails that could not be delivered go; none: to the sender.
    pub bounce_address: Option<Address>,
    /// One mail takes at most so long.
    pub timeout: TimeDelta,
}

/// `mail.smtp.tls`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsOption {
    /// From the first byte.
    Implicit,
    /// By STARTTLS, or nothing is sent.
    StartTls,
    /// None: only to a server on this machine.
    None,
}

/// `mail.smtp.auth`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthOption {
    /// PLAIN.
    Plain,
    /// LOGIN.
    Login,
    /// XOAUTH2: the password is an access token.
    Xoauth2,
}

/// Where the password is; it is never in the configuration itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordOption {
    /// `password_file` (absolute path).
    File(PathBuf),
    /// `password_env`.
    Env(String),
    /// `password_credential`: a credential of the systemd unit.
    Credential(String),
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
    /// Where meetgate listens; none: only if there is a `public_url`, and then at [`WebOptions::LISTEN`].
    pub listen: Option<SocketAddr>,
    /// `key_file`, `key_env` or `key_credential`: the secrets that sign links, separated by blanks, the one that signs
    /// first; none: the database keeps its own.
    pub key: Option<Secret>,
}

impl WebOptions {
    /// The usual address: only a proxy on this machine reaches it.
    pub const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8420);

    /// Where to listen, if at all.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listen.or(self.public_url.as_ref().map(|_| Self::LISTEN))
    }
}

/// What is read and checked already although nothing acts on it yet; each key written gives a warning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LaterOptions {
    /// `[safety]`, without what is part of the policy.
    pub safety: SafetyOptions,
    /// `rollout.organizers_per_day`: at switch-on, notices go to so many organizers a day.
    pub organizers_per_day: Option<u32>,
    /// `[reports]` and `[[report]]`.
    pub reports: Reports,
    /// `retention.journal`: how long the journal is kept.
    pub keep_journal: Option<TimeDelta>,
    /// `retention.meetings`: how long past meetings are kept.
    pub keep_meetings: Option<TimeDelta>,
    /// `admin.individuals`: whether admins have pages about single people.
    pub individuals: bool,
    /// `admin.contacts`: who is told when something needs a human.
    pub contacts: Vec<Address>,
}

impl LaterOptions {
    /// The brakes: as written, else what suits so many people. What was read at the last three polls is never stale.
    pub(super) fn brakes(&self, people: usize, poll: TimeDelta) -> Safety {
        let (written, usual) = (&self.safety, Safety::for_people(people));
        Safety {
            answers_per_hour: written.max_answers_per_hour.unwrap_or(usual.answers_per_hour),
            answers_per_mailbox_and_week: written
                .max_answers_per_mailbox_and_week
                .unwrap_or(usual.answers_per_mailbox_and_week),
            // Mails over the limit wait for the next morning; the brake is for when that does not help.
            notices_per_organizer_and_day: written.mails_per_day().saturating_mul(Brake::MAILS_OVER),
            max_staleness: written.max_staleness.unwrap_or(usual.max_staleness).max(poll * 3),
            organizers_per_day: self.organizers_per_day.unwrap_or(usual.organizers_per_day),
            exemptions: written.exemptions.unwrap_or(usual.exemptions),
        }
    }

    /// How long things are kept: as written, else the usual times.
    pub(super) fn retention(&self) -> Retention {
        let usual = Retention::default();
        Retention {
            journal: self.keep_journal.unwrap_or(usual.journal),
            meetings: self.keep_meetings.unwrap_or(usual.meetings),
        }
    }
}

/// The usual limit of mails to one organizer in a day.
const MAILS_PER_DAY: u32 = 5;

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
    /// Exemptions with a reason that an organizer may take.
    pub exemptions: Option<Budget>,
    /// Checks before answering that the admin chose to do without.
    pub skip: Vec<Check>,
}

impl SafetyOptions {
    /// What an organizer gets in a day before the rest waits for the next morning.
    pub fn mails_per_day(&self) -> u32 {
        self.max_notices_per_organizer_and_day.unwrap_or(MAILS_PER_DAY)
    }
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
    /// The language of its mails; without it each reader's own.
    pub language: Option<String>,
    /// Of what its mails are.
    pub format: ReportFormat,
    /// What is attached.
    pub attach: Vec<ReportFile>,
}

/// Of what a report's mails are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ReportFormat {
    /// HTML with pictures, and the same in plain text for whoever prefers that.
    #[default]
    Html,
    /// Plain text alone.
    Text,
}

/// A file with a report's figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFile {
    /// A table.
    Csv,
    /// The same as JSON.
    Json,
}

/// `[reports]` and `[[report]]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Reports {
    /// `min_group`, `focus_block`, `hourly_cost` and `currency`.
    pub terms: Terms,
    /// `at`: when a report goes out, on its reader's clock.
    pub at: NaiveTime,
    /// Who receives what.
    pub lists: Vec<ReportOptions>,
    /// Whether people may have a report of their own week, each for themselves.
    pub personal: bool,
    /// Whether that report asks the three questions of the pulse every second week.
    pub pulse: bool,
}

impl Default for Reports {
    /// At eight in the morning, to nobody but those who ask for their own week; without a pulse.
    fn default() -> Self {
        let at = NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default();
        Self { terms: Terms::default(), at, lists: Vec::new(), personal: true, pulse: false }
    }
}
