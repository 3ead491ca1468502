//! The real pipeline, as the demo needs it: opened on a policy file and a clock, then driven cycle by cycle.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::clock::Clock;

/// Opens pipelines.
#[async_trait]
pub trait Opener: Send + Sync {
    /// Opens the pipeline that the policy file describes.
    ///
    /// # Errors
    /// When the policy is wrong or the database cannot be opened.
    async fn open(&self, config: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Box<dyn Pipeline>>;
}

/// A pipeline.
#[async_trait]
pub trait Pipeline: Send + Sync {
    /// Syncs everyone, judges and delivers all that is due at the clock's time.
    ///
    /// # Errors
    /// When the database fails; trouble with single calendars or mails is in the report.
    async fn cycle(&self) -> anyhow::Result<CycleReport>;

    /// What has come together since the database was made.
    ///
    /// # Errors
    /// When the database fails.
    async fn totals(&self) -> anyhow::Result<Totals>;
}

/// What one cycle did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CycleReport {
    /// Calendars synced.
    pub synced: usize,
    /// Meetings judged.
    pub judged: usize,
    /// Verdicts by kind.
    pub verdicts: BTreeMap<String, usize>,
    /// Actions decided, by kind.
    pub actions: BTreeMap<String, usize>,
    /// Actions carried out, or given up.
    pub done: Vec<Done>,
}

/// An action that has left the outbox.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Done {
    /// When.
    pub at: DateTime<Utc>,
    /// Its kind: `first_notice`, `last_call`, `conflict`, `outcome`, `restored`, `decline`, `tentative`, `restore`,
    /// `flag` or `unflag`.
    pub kind: String,
    /// The meeting's title.
    pub title: String,
    /// The organizer's address.
    pub organizer: String,
    /// Whose calendar, or to whom the mail went.
    pub mailbox: String,
    /// What became of it; [`Done::DONE`] when it was carried out.
    pub outcome: String,
}

impl Done {
    /// The outcome of an action that was carried out.
    pub const DONE: &'static str = "done";

    /// Whether it was carried out.
    pub fn happened(&self) -> bool {
        self.outcome == Self::DONE
    }
}

/// What is in the database.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Totals {
    /// People enrolled.
    pub people: usize,
    /// Meetings known.
    pub meetings: usize,
    /// Meetings by the kind of their latest verdict.
    pub verdicts: BTreeMap<String, usize>,
    /// Actions carried out, by kind.
    pub actions: BTreeMap<String, usize>,
    /// Mails sent, by kind; what one mail told of several meetings counts once.
    pub mails: BTreeMap<String, usize>,
}
