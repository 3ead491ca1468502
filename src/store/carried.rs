//! Carrying the past of a meeting over to the one that took its place. An organizer who splits or shifts a series leaves
//! its occurrences behind under other keys (another UID, another RECURRENCE-ID), and everyone sees the same meetings: nobody
//! is asked twice, nor answered for twice, and what was said holds on.
//!
//! A meeting takes another's place when that one is on no calendar any more, has the same organizer, and was either of the
//! same title and start, or of the same series and near. One of the two is an occurrence of a series. What was answered
//! counts as given back: with the new invitation everyone was asked afresh.
//!
//! Accepted: a meeting about which something was said before the old one was gone keeps to its own past; and a mail that is
//! being sent, or was tried, stays with the old one, because its Message-ID names that.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::{Any, Row, Transaction};

use crate::journal::{Entry, What};
use crate::meeting::MeetingKey;
use crate::plan::Action;

use super::meetings::Pending;
use super::{Result, Store, journal};

/// Two occurrences of a shifted series are no further apart: less than half a day, so that a daily one has one such.
const NEAR: TimeDelta = TimeDelta::hours(12);
/// So long a meeting may wait for the one whose place it took to vanish from the last calendar.
const FRESH: TimeDelta = TimeDelta::days(1);

/// Moves what was said, undone and granted, but for what the new meeting has as well.
const SAID: [&str; 3] = [
    "UPDATE says SET meeting = $1 WHERE meeting = $2
         AND NOT EXISTS (SELECT 1 FROM says o WHERE o.meeting = $1 AND o.what = says.what AND o.person = says.person)",
    "UPDATE undone SET meeting = $1 WHERE meeting = $2
         AND NOT EXISTS (SELECT 1 FROM undone o
                         WHERE o.meeting = $1 AND o.mailbox = undone.mailbox AND o.start_at = undone.start_at)",
    "UPDATE grants SET meeting = $1 WHERE meeting = $2
         AND NOT EXISTS (SELECT 1 FROM grants o WHERE o.meeting = $1 AND o.rule = grants.rule)",
];

/// A meeting that may have left its place.
struct Left {
    key: MeetingKey,
    start: DateTime<Utc>,
    title: String,
}

impl Store {
    /// Lets the new ones among these inherit from those whose place they take. Says whether any did.
    pub async fn carry_over(&self, pending: &[Pending], now: DateTime<Utc>) -> Result<bool> {
        let fresh: Vec<&Pending> = pending.iter().filter(|one| is_fresh(one, now)).collect();
        let starts = || fresh.iter().filter_map(|one| start(one));
        let (Some(first), Some(last)) = (starts().min(), starts().max()) else { return Ok(false) };
        let mut left = self.left_between(first - NEAR, last + NEAR).await?;
        let mut carried = false;
        for one in fresh {
            let Some(nearest) = predecessor_of(one, &left) else { continue };
            self.carry(&left.remove(nearest).key, &one.key, now).await?;
            carried = true;
        }
        Ok(carried)
    }

    /// Judged meetings that are on no calendar any more; of several that came one after the other, the last comes first:
    /// what was said went on to it.
    async fn left_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Left>> {
        let sql = "SELECT meeting, start_at, title FROM meetings
                   WHERE start_at BETWEEN $1 AND $2 AND kind IS NOT NULL AND (kind = 'gone' OR changed > judged)
                       AND NOT EXISTS (SELECT 1 FROM copies c WHERE c.meeting = meetings.meeting)
                   ORDER BY (SELECT COUNT(*) FROM outbox o WHERE o.meeting = meetings.meeting AND o.lane = 'mail') DESC,
                       CASE WHEN thread IS NULL THEN 1 ELSE 0 END, meeting";
        let query = sqlx::query(sql).bind(from.timestamp()).bind(to.timestamp());
        let mut left = Vec::new();
        for row in query.fetch_all(&self.pool).await? {
            let Ok(key) = row.try_get::<String, _>("meeting")?.parse() else { continue };
            let start = DateTime::from_timestamp(row.try_get("start_at")?, 0).unwrap_or_default();
            left.push(Left { key, start, title: row.try_get("title")? });
        }
        Ok(left)
    }

    async fn carry(&self, from: &MeetingKey, to: &MeetingKey, now: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        move_actions(&mut tx, from, to).await?;
        let (old, new) = (from.to_string(), to.to_string());
        for sql in SAID {
            sqlx::query(sql).bind(&new).bind(&old).execute(&mut *tx).await?;
        }
        let sql = "UPDATE meetings SET first_seen = (SELECT o.first_seen FROM meetings o WHERE o.meeting = $1),
                       thread = (SELECT COALESCE(o.thread, o.meeting) FROM meetings o WHERE o.meeting = $1),
                       verdict = (SELECT o.verdict FROM meetings o WHERE o.meeting = $1) WHERE meeting = $2";
        sqlx::query(sql).bind(&old).bind(&new).execute(&mut *tx).await?;
        let entry = Entry::about(now, What::Carried, to, json!({ "why": format!("takes the place of {old}") }));
        journal::append(&mut tx, &[entry]).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// Something new, about which nothing was said yet.
fn is_fresh(one: &Pending, now: DateTime<Utc>) -> bool {
    let history = &one.history;
    let young = history.first_seen.is_none_or(|seen| seen > now - FRESH);
    young && history.notices.is_empty() && history.answers.is_empty() && !one.copies.is_empty()
}

fn start(one: &Pending) -> Option<DateTime<Utc>> {
    one.copies.first().map(|briefed| briefed.copy.start)
}

/// Whose place it takes: the nearest in time.
fn predecessor_of(one: &Pending, left: &[Left]) -> Option<usize> {
    let (start, title) = (start(one)?, one.copies.first()?.copy.event.title.as_str());
    let fits = |other: &Left| {
        let apart = (other.start - start).abs();
        let of_series = !(one.key.occurrence.is_empty() && other.key.occurrence.is_empty());
        let same = other.title == title && apart.is_zero();
        let shifted = other.key.uid == one.key.uid && apart < NEAR;
        other.key != one.key && other.key.organizer == one.key.organizer && of_series && (same || shifted)
    };
    let fitting = left.iter().enumerate().filter(|(_, other)| fits(other));
    fitting.min_by_key(|(_, other)| (other.start - start).abs()).map(|(index, _)| index)
}

/// Mails that were sent, dropped or not yet tried, and answers that were given.
async fn move_actions(tx: &mut Transaction<'static, Any>, from: &MeetingKey, to: &MeetingKey) -> Result<()> {
    let sql = "SELECT action, lane, data, result FROM outbox WHERE meeting = $1
                   AND ((lane = 'mail' AND state <> 'leased' AND (state <> 'pending' OR attempts = 0))
                       OR (kind IN ('tentative', 'decline') AND state = 'done'))";
    let (old, new) = (from.to_string(), to.to_string());
    for row in sqlx::query(sql).bind(&old).fetch_all(&mut **tx).await? {
        let known: String = row.try_get("action")?;
        let mut action: Action = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
        (action.key, action.meeting) = (known.replace(&old, &new), to.clone());
        let result: Option<String> = row.try_get("result")?;
        let given = row.try_get::<String, _>("lane")? == "calendar" && result.as_deref() != Some("overridden");
        let result = if given { Some("dropped".to_owned()) } else { result };
        let sql = "UPDATE outbox SET action = $1, meeting = $2, data = $3, result = $4
                   WHERE action = $5 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.action = $1)";
        let query = sqlx::query(sql).bind(&action.key).bind(&new).bind(serde_json::to_string(&action)?);
        query.bind(result).bind(&known).execute(&mut **tx).await?;
    }
    Ok(())
}
