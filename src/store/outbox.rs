//! The outbox: actions decided, claimed under a lease, done.
//!
//! ```text
//! pending ─claim─▶ leased ─▶ done | superseded | failed
//!    ▲               │
//!    └──── retry ◀───┘        a lease that ran out is claimed again
//! ```

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::journal::{Entry, What};
use crate::meeting::{Digest, Stage};
use crate::plan::{Action, Kind, Lane};

use super::brakes::FREE;
use super::{Result, Store, journal, rows};

/// After an action was overtaken, a sync has so long to bring what overtook it.
const SYNC_FIRST: TimeDelta = TimeDelta::minutes(10);

/// An action under our lease.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// What to do.
    pub action: Action,
    /// How often it was claimed, this time included. Above 1, an earlier attempt may have taken effect.
    pub attempts: i64,
    /// Mails with the same batch go out as one; the name becomes the Message-ID and is the same on each attempt.
    pub batch: Option<String>,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// It was done.
    Done,
    /// It was overtaken: says by what.
    Superseded(String),
    /// It will never work: says why.
    Failed(String),
    /// Try again at this time: says why.
    Retry(DateTime<Utc>, String),
}

/// The end of one attempt, to be recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finish {
    /// The action's key.
    pub key: String,
    /// How it ended.
    pub ended: Ended,
    /// The action found that the person had answered since: the key of the answer of ours that this overrides.
    pub overrides: Option<String>,
    /// The meeting is to be judged again at once: what was found is not something that a sync will bring.
    pub again: bool,
}

/// Records actions whose key is new. A notice that was withdrawn before it was sent comes back to life, and so does the
/// giving back of an answer that was overtaken.
pub(super) async fn record(
    tx: &mut Transaction<'static, Any>,
    actions: &[&Action],
    now: DateTime<Utc>,
) -> Result<Vec<Action>> {
    let mut distinct: Vec<&Action> = Vec::new();
    for action in actions {
        if !distinct.iter().any(|other| other.key == action.key) {
            distinct.push(action);
        }
    }
    if distinct.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "INSERT INTO outbox (action, meeting, mailbox, kind, lane, data, state, attempts, due_at, expires_at, created_at)
         VALUES {}
         ON CONFLICT (action) DO UPDATE SET state = 'pending', data = excluded.data, due_at = excluded.due_at,
             expires_at = excluded.expires_at, created_at = excluded.created_at, result = NULL, done_at = NULL,
             batch = NULL
         WHERE outbox.state = 'superseded' AND (outbox.lane = 'mail' OR outbox.kind = 'restore')
         RETURNING action",
        rows(distinct.len(), 11)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for action in &distinct {
        query = query
            .bind(&action.key)
            .bind(action.meeting.to_string())
            .bind(action.kind.mailbox().as_str())
            .bind(action.kind.as_str())
            .bind(action.kind.lane().as_str())
            .bind(serde_json::to_string(action)?)
            .bind("pending")
            .bind(0_i64)
            .bind(action.due.timestamp())
            .bind(action.expires.timestamp())
            .bind(now.timestamp());
    }
    let taken = query.fetch_all(&mut **tx).await?;
    let taken = taken.iter().map(|row| Ok(row.try_get("action")?)).collect::<Result<Vec<String>>>()?;
    Ok(distinct.into_iter().filter(|action| taken.contains(&action.key)).cloned().collect())
}

impl Store {
    /// Claims due actions of a lane until `lease`. Those that are pointless by now are closed instead. Nothing is
    /// claimed while all actions are paused, and nothing that waits for a brake or for a mailbox in doubt.
    pub async fn claim(
        &self,
        lane: Lane,
        owner: &str,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
        limit: usize,
    ) -> Result<Vec<Claimed>> {
        if self.paused().await?.is_some() || !self.anything_due(lane, now).await? {
            return Ok(Vec::new());
        }
        let mut tx = self.begin().await?;
        self.close_pointless(&mut tx, now).await?;
        let lock = if self.sqlite { "" } else { "FOR UPDATE SKIP LOCKED" };
        let sql = format!(
            "UPDATE outbox SET state = 'leased', owner = $1, lease_until = $2, attempts = attempts + 1
             WHERE action IN (
                 SELECT action FROM outbox
                 WHERE lane = $3 AND due_at <= $4 AND (state = 'pending' OR (state = 'leased' AND lease_until <= $4))
                     AND {FREE}
                 ORDER BY due_at, action LIMIT $5 {lock})
             RETURNING data, attempts, batch"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(owner).bind(lease.timestamp());
        let query = query.bind(lane.as_str()).bind(now.timestamp()).bind(limit as i64);
        let mut claimed = Vec::new();
        for row in query.fetch_all(&mut *tx).await? {
            let action = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
            claimed.push(Claimed { action, attempts: row.try_get("attempts")?, batch: row.try_get("batch")? });
        }
        claimed.sort_by(|a, b| (a.action.due, &a.action.key).cmp(&(b.action.due, &b.action.key)));
        if lane == Lane::Mail {
            batch(&mut tx, &mut claimed).await?;
        }
        tx.commit().await?;
        Ok(claimed)
    }

    pub(super) async fn anything_due(&self, lane: Lane, now: DateTime<Utc>) -> Result<bool> {
        let sql = "SELECT action FROM outbox WHERE lane = $1 AND due_at <= $2
                   AND (state = 'pending' OR (state = 'leased' AND lease_until <= $2)) LIMIT 1";
        let query = sqlx::query(sql).bind(lane.as_str()).bind(now.timestamp());
        Ok(query.fetch_optional(&self.pool).await?.is_some())
    }

    /// When something comes due next: an action, or a meeting to be judged; none when nothing waits.
    pub async fn next_due(&self) -> Result<Option<DateTime<Utc>>> {
        // What waits for an admin does not wake anyone.
        let goes_on = if self.paused().await?.is_some() { "1 = 0" } else { FREE };
        let sql = format!(
            "SELECT MIN(due_at) AS due_at FROM (
                 SELECT MIN(due_at) AS due_at FROM outbox WHERE state = 'pending' AND {goes_on}
                 UNION ALL SELECT MIN(due_at) AS due_at FROM meetings) AS waiting"
        );
        let due: Option<i64> = sqlx::query(AssertSqlSafe(sql)).fetch_one(&self.pool).await?.try_get("due_at")?;
        Ok(due.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    }

    /// Gives back what was claimed and not begun: it may be claimed again at once, by anyone, as if it had not been.
    pub async fn give_back(&self, owner: &str, keys: &[String]) -> Result<()> {
        for chunk in keys.chunks(super::CHUNK) {
            let sql = format!(
                "UPDATE outbox SET state = 'pending', attempts = attempts - 1, owner = NULL, lease_until = NULL
                 WHERE state = 'leased' AND owner = $1 AND action IN ({})",
                super::list(chunk.len(), 1)
            );
            let query = sqlx::query(AssertSqlSafe(sql)).bind(owner);
            chunk.iter().fold(query, |query, key| query.bind(key)).execute(&self.pool).await?;
        }
        Ok(())
    }

    /// Takes all leases away. Only for a process that knows that no other is at work.
    pub async fn release_leases(&self) -> Result<()> {
        let sql = "UPDATE outbox SET lease_until = 0 WHERE state = 'leased'";
        sqlx::query(sql).execute(&self.pool).await?;
        Ok(())
    }

    /// Closes what is pointless by now, whatever its lane, and has its meeting looked at again.
    async fn close_pointless(&self, tx: &mut Transaction<'static, Any>, now: DateTime<Utc>) -> Result<()> {
        let pointless = "expires_at <= $1 AND (state = 'pending' OR (state = 'leased' AND lease_until <= $1))";
        let sql = format!("SELECT DISTINCT meeting FROM outbox WHERE {pointless}");
        let found = sqlx::query(AssertSqlSafe(sql)).bind(now.timestamp()).fetch_all(&mut **tx).await?;
        let meetings = found.iter().map(|row| Ok(row.try_get("meeting")?)).collect::<Result<BTreeSet<String>>>()?;
        if meetings.is_empty() {
            return Ok(());
        }
        self.meetings_first(tx, meetings).await?;
        let sql = format!(
            "UPDATE outbox SET state = 'superseded', result = 'the meeting has started', done_at = $1
               WHERE {pointless} RETURNING data"
        );
        let closed = sqlx::query(AssertSqlSafe(sql)).bind(now.timestamp()).fetch_all(&mut **tx).await?;
        let mut entries = Vec::new();
        for row in closed {
            let action: Action = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
            let why = Ended::Superseded("the meeting has started".to_owned());
            entries.extend(entry(&action, &why, now));
            // If it has moved since, what was to be done is still to be done, under the key of the new start.
            look_again(tx, &action, now).await?;
        }
        journal::append(tx, &entries).await
    }

    /// Takes the meetings before anything else of them is written, in the order of their keys, as every transaction does, so
    /// that two processes never wait for each other. SQLite has one writer at a time anyway.
    pub(super) async fn meetings_first(
        &self,
        tx: &mut Transaction<'static, Any>,
        meetings: BTreeSet<String>,
    ) -> Result<()> {
        if self.sqlite {
            return Ok(());
        }
        let meetings: Vec<String> = meetings.into_iter().collect();
        for chunk in meetings.chunks(super::CHUNK) {
            let of = super::list(chunk.len(), 0);
            let sql = format!("SELECT meeting FROM meetings WHERE meeting IN ({of}) ORDER BY meeting FOR UPDATE");
            let query = sqlx::query(AssertSqlSafe(sql));
            chunk.iter().fold(query, |query, key| query.bind(key)).fetch_all(&mut **tx).await?;
        }
        Ok(())
    }

    /// Records how attempts ended, as far as the lease is still ours, and their meetings as due for another look.
    pub async fn finish(&self, owner: &str, finished: &[(Action, Finish)], now: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        self.meetings_first(&mut tx, finished.iter().map(|(action, _)| action.meeting.to_string()).collect()).await?;
        let mut entries = Vec::new();
        for (action, finish) in finished {
            let (state, result, due) = match &finish.ended {
                Ended::Done => ("done", None, None),
                Ended::Superseded(why) => ("superseded", Some(why), None),
                Ended::Failed(why) => ("failed", Some(why), None),
                Ended::Retry(at, why) => ("pending", Some(why), Some(*at)),
            };
            let sql = "UPDATE outbox SET state = $1, result = $2, done_at = $3, due_at = COALESCE($4, due_at),
                           owner = NULL, lease_until = NULL
                       WHERE action = $5 AND state = 'leased' AND owner = $6";
            let ended = due.is_none().then(|| now.timestamp());
            let query = sqlx::query(sql).bind(state).bind(result).bind(ended).bind(due.map(|at| at.timestamp()));
            let changed = query.bind(&finish.key).bind(owner).execute(&mut *tx).await?.rows_affected();
            if changed == 0 {
                continue;
            }
            entries.extend(entry(action, &finish.ended, now));
            if let Some(answer) = &finish.overrides {
                overridden(&mut tx, answer).await?;
                let detail = json!({ "action": answer });
                entries.push(Entry::about(now, What::Override, &action.meeting, detail).of(action.kind.mailbox()));
            }
            if action.kind.lane() == Lane::Mail && finish.ended == Ended::Done {
                // It was tried again, and went: what was known of the address is over.
                let sql = "DELETE FROM undeliverable WHERE address = $1";
                sqlx::query(sql).bind(action.kind.mailbox().as_str()).execute(&mut *tx).await?;
            }
            // What overtook an action usually comes with the next sync; if it does not, the meeting is looked at again.
            let soon = finish.again || matches!(finish.ended, Ended::Done | Ended::Failed(_));
            look_again(&mut tx, action, if soon { now } else { now + SYNC_FIRST }).await?;
        }
        journal::append(&mut tx, &entries).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// A digest of more meetings is read by nobody; what is over goes into another.
const DIGEST_MOST: usize = 25;

/// Notices of one kind ([`together`]) to one organizer that are due together become one mail. The batch is recorded before anything is
/// sent, so that a repeated attempt sends the same mail under the same Message-ID.
async fn batch(tx: &mut Transaction<'static, Any>, claimed: &mut [Claimed]) -> Result<()> {
    let organizers: Vec<Option<(String, &'static str)>> = claimed.iter().map(digest_of).collect();
    for index in 0..claimed.len() {
        if claimed[index].batch.is_some() {
            continue;
        }
        let leader = organizers[index].as_ref().and_then(|organizer| {
            let same = |other: &usize| organizers[*other].as_ref() == Some(organizer);
            let members = |name: &String| claimed.iter().filter(|other| other.batch.as_ref() == Some(name)).count();
            (0..index).filter(same).find_map(|other| {
                let open = |name: &String| claimed[other].attempts == 1 && members(name) < DIGEST_MOST;
                claimed[other].batch.clone().filter(open)
            })
        });
        let name = match leader {
            Some(name) => name,
            None => free_name(tx, &claimed[index].action.key).await?,
        };
        let sql = "UPDATE outbox SET batch = $1 WHERE action = $2";
        sqlx::query(sql).bind(&name).bind(&claimed[index].action.key).execute(&mut **tx).await?;
        claimed[index].batch = Some(name);
    }
    Ok(())
}

/// The name of a mail that begins with this notice; nobody can reckon it who did not get the mail, so that a report of
/// its failure cannot be made up. A notice that led a mail, was withdrawn and came back is another
/// mail than the one that its companions went out in; one that was alone keeps its name, for it may have been sent.
async fn free_name(tx: &mut Transaction<'static, Any>, key: &str) -> Result<String> {
    let secret = sqlx::query("SELECT value FROM settings WHERE name = 'mail_key'").fetch_optional(&mut **tx).await?;
    let secret: String = secret.map(|row| row.try_get("value")).transpose()?.unwrap_or_default();
    let mut name = Digest::of(["mail", secret.as_str(), key]);
    let mut nth = 1;
    while taken(tx, name.as_str()).await? {
        name = Digest::of(["mail", secret.as_str(), key, nth.to_string().as_str()]);
        nth += 1;
    }
    Ok(name.as_str().to_owned())
}

async fn taken(tx: &mut Transaction<'static, Any>, name: &str) -> Result<bool> {
    let query = sqlx::query("SELECT action FROM outbox WHERE batch = $1 LIMIT 1").bind(name);
    Ok(query.fetch_optional(&mut **tx).await?.is_some())
}

/// To whom this goes and with what it may share a mail.
fn digest_of(claimed: &Claimed) -> Option<(String, &'static str)> {
    match &claimed.action.kind {
        Kind::Notice(notice) if claimed.attempts == 1 => Some((notice.organizer.to_string(), together(notice.stage)?)),
        _ => None,
    }
}

/// What asks goes together, and what tells what was done.
fn together(stage: Stage) -> Option<&'static str> {
    match stage {
        Stage::FirstNotice | Stage::LastCall => Some("asks"),
        Stage::Outcome => Some("tells"),
        Stage::Conflict | Stage::Restored => None,
    }
}

async fn overridden(tx: &mut Transaction<'static, Any>, answer: &str) -> Result<()> {
    let sql = "UPDATE outbox SET result = 'overridden' WHERE action = $1 AND state = 'done'";
    sqlx::query(sql).bind(answer).execute(&mut **tx).await?;
    Ok(())
}

/// What was done may be what the meeting waited for.
async fn look_again(tx: &mut Transaction<'static, Any>, action: &Action, at: DateTime<Utc>) -> Result<()> {
    let sql =
        "UPDATE meetings SET due_at = $1 WHERE meeting = $2 AND (due_at IS NULL OR due_at > $1) AND start_at > $1";
    sqlx::query(sql).bind(at.timestamp()).bind(action.meeting.to_string()).execute(&mut **tx).await?;
    Ok(())
}

fn entry(action: &Action, ended: &Ended, now: DateTime<Utc>) -> Option<Entry> {
    let (what, why) = match ended {
        Ended::Done => (What::Done, None),
        Ended::Superseded(why) => (What::Superseded, Some(why)),
        Ended::Failed(why) => (What::Failed, Some(why)),
        Ended::Retry(..) => return None,
    };
    let detail = json!({ "action": action.key, "kind": action.kind.as_str(), "why": why });
    Some(Entry::about(now, what, &action.meeting, detail).of(action.kind.mailbox()))
}
