//! What the store can tell an admin: how things stand, and which meetings there are.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::Row;

use crate::meeting::MeetingKey;

use super::{Result, Store};

/// How things stand.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Status {
    /// Why all actions are stopped; none while they go on.
    pub paused: Option<String>,
    /// Brakes that are held: what they brake waits for `resume`.
    pub brakes: Vec<Record>,
    /// Mailboxes that lost nearly everything at once: kept as they were, and nothing is done there for now.
    pub doubts: Vec<Record>,
    /// Mailboxes that could not be read, since when, and why.
    pub failing: Vec<Record>,
    /// Objects that could not be read.
    pub problems: Vec<Record>,
    /// Actions that failed for good.
    pub failed: Vec<Record>,
    /// Reports that did not arrive, or not yet.
    pub reports: Vec<Record>,
    /// Addresses that no mail reaches.
    pub unreachable: Vec<Record>,
    /// How many actions wait.
    pub waiting: i64,
    /// When the mailbox read longest ago was read.
    pub oldest_sync: Option<DateTime<Utc>>,
    /// Mails that were tried or put off and are to be tried again; `since` is when.
    pub mails: Vec<Record>,
    /// Holds that could not be placed or taken away.
    pub holds: Vec<Record>,
    /// How many mailboxes were tried and never read.
    pub never_read: i64,
    /// Counts.
    pub totals: Totals,
}

/// A line of the status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// Whose.
    pub mailbox: String,
    /// What: an object, or a kind of action.
    pub object: String,
    /// Why.
    pub why: String,
    /// Since when.
    pub since: Option<DateTime<Utc>>,
}

/// Counts over everything on file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Totals {
    /// Mailboxes that were read.
    pub mailboxes: i64,
    /// Meetings on file.
    pub meetings: i64,
    /// Meetings by the kind of their last verdict.
    pub verdicts: BTreeMap<String, i64>,
    /// Actions done, by kind.
    pub done: BTreeMap<String, i64>,
    /// What people said, by kind; `agenda_is_there` counts as a false rejection.
    pub says: BTreeMap<String, i64>,
    /// Mails sent, by kind; a digest counts once.
    pub mails: BTreeMap<String, i64>,
}

/// A meeting that a search found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// Its key.
    pub key: MeetingKey,
    /// Its title.
    pub title: String,
    /// Its start.
    pub start: DateTime<Utc>,
    /// The kind of its last verdict.
    pub kind: String,
}

impl Store {
    /// How things stand.
    pub async fn status(&self) -> Result<Status> {
        let failing = "SELECT address AS mailbox, '' AS object, error AS why, failing_since AS since FROM mailboxes
                       WHERE error IS NOT NULL ORDER BY address";
        let problems = "SELECT mailbox, object, problem AS why, since FROM problems ORDER BY mailbox, object";
        let failed = "SELECT mailbox, kind AS object, result AS why, done_at AS since FROM outbox
                      WHERE state = 'failed' ORDER BY done_at DESC, action LIMIT 50";
        let unreachable = "SELECT address AS mailbox, 'mail' AS object, why, since FROM undeliverable
                           ORDER BY since DESC, address LIMIT 50";
        let reports = "SELECT recipient AS mailbox, report || ' ' || week AS object, result AS why, done_at AS since
                       FROM reported WHERE state <> 'sent' AND result <> '' ORDER BY week DESC, report, recipient LIMIT 50";
        let waiting = "SELECT COUNT(*) AS n FROM outbox WHERE state IN ('pending', 'leased')";
        let oldest = "SELECT MIN(synced_at) AS n FROM mailboxes";
        let oldest: Option<i64> = sqlx::query(oldest).fetch_one(&self.pool).await?.try_get("n")?;
        let mails = "SELECT mailbox, kind AS object, result AS why, due_at AS since FROM outbox
                     WHERE lane = 'mail' AND state = 'pending' AND result IS NOT NULL ORDER BY due_at, action LIMIT 50";
        let holds =
            "SELECT mailbox, 'hold' AS object, why, CAST(NULL AS BIGINT) AS since FROM holds WHERE state <> 'opted_out' AND why <> ''
                     ORDER BY mailbox, name LIMIT 50";
        let never = "SELECT COUNT(*) AS n FROM mailboxes WHERE synced_at IS NULL";
        Ok(Status {
            paused: self.paused().await?,
            brakes: self.held_brakes().await?,
            doubts: self.doubts().await?,
            failing: self.records(failing).await?,
            problems: self.records(problems).await?,
            failed: self.records(failed).await?,
            reports: self.records(reports).await?,
            unreachable: self.records(unreachable).await?,
            waiting: sqlx::query(waiting).fetch_one(&self.pool).await?.try_get("n")?,
            oldest_sync: oldest.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
            mails: self.records(mails).await?,
            holds: self.records(holds).await?,
            never_read: sqlx::query(never).fetch_one(&self.pool).await?.try_get("n")?,
            totals: self.totals().await?,
        })
    }

    /// Counts over everything on file.
    pub async fn totals(&self) -> Result<Totals> {
        let mailboxes = "SELECT COUNT(*) AS n FROM mailboxes WHERE synced_at IS NOT NULL";
        let meetings = "SELECT COUNT(*) AS n FROM meetings";
        let verdicts = "SELECT kind AS word, COUNT(*) AS n FROM meetings WHERE kind IS NOT NULL GROUP BY kind";
        let done = "SELECT kind AS word, COUNT(*) AS n FROM outbox WHERE state = 'done' GROUP BY kind";
        let mails = "SELECT kind AS word, COUNT(DISTINCT batch) AS n FROM outbox
                     WHERE state = 'done' AND lane = 'mail' GROUP BY kind";
        Ok(Totals {
            mailboxes: sqlx::query(mailboxes).fetch_one(&self.pool).await?.try_get("n")?,
            meetings: sqlx::query(meetings).fetch_one(&self.pool).await?.try_get("n")?,
            verdicts: self.counts(verdicts).await?,
            done: self.counts(done).await?,
            says: self.counts("SELECT what AS word, COUNT(*) AS n FROM says GROUP BY what").await?,
            mails: self.counts(mails).await?,
        })
    }

    /// Meetings whose title, key, UID, link or organizer contains the text, soonest after `now` first, then the
    /// latest past ones.
    pub async fn find(&self, text: &str, now: DateTime<Utc>, limit: u32) -> Result<Vec<Found>> {
        let sql = "SELECT m.meeting, m.title, m.start_at, m.kind FROM meetings m
                   WHERE m.kind IS NOT NULL AND (LOWER(m.title) LIKE $1 ESCAPE '!' OR LOWER(m.meeting) LIKE $1 ESCAPE '!'
                       OR LOWER(m.data) LIKE $1 ESCAPE '!')
                   ORDER BY CASE WHEN LOWER(m.title) = $4 THEN 0 WHEN LOWER(m.title) LIKE $1 ESCAPE '!' THEN 1 ELSE 2 END,
                       CASE WHEN m.start_at >= $2 THEN 0 ELSE 1 END, ABS(m.start_at - $2), m.meeting
                   LIMIT $3";
        let query = sqlx::query(sql).bind(contains(text)).bind(now.timestamp()).bind(i64::from(limit));
        let query = query.bind(text.to_lowercase());
        let mut found = Vec::new();
        for row in query.fetch_all(&self.pool).await? {
            let Ok(key) = row.try_get::<String, _>("meeting")?.parse() else { continue };
            let start = DateTime::from_timestamp(row.try_get("start_at")?, 0).unwrap_or_default();
            found.push(Found { key, title: row.try_get("title")?, start, kind: row.try_get("kind")? });
        }
        Ok(found)
    }

    pub(super) async fn records(&self, sql: &'static str) -> Result<Vec<Record>> {
        let mut records = Vec::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let since: Option<i64> = row.try_get("since")?;
            records.push(Record {
                mailbox: row.try_get("mailbox")?,
                object: row.try_get("object")?,
                why: row.try_get::<Option<String>, _>("why")?.unwrap_or_default(),
                since: since.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
            });
        }
        Ok(records)
    }

    async fn counts(&self, sql: &'static str) -> Result<BTreeMap<String, i64>> {
        let found = sqlx::query(sql).fetch_all(&self.pool).await?;
        found.iter().map(|row| Ok((row.try_get("word")?, row.try_get("n")?))).collect()
    }
}

/// A LIKE pattern for "contains this text".
fn contains(text: &str) -> String {
    let escaped: String = text.to_lowercase().chars().fold(String::new(), |mut pattern, c| {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
        pattern
    });
    format!("%{escaped}%")
}
