//! Mailboxes that lose nearly everything at once. More often than a person who cancels all their meetings, that is a
//! calendar that was not mounted, a permission that was taken away, a server that answers with an empty list.
//!
//! What counts is what was lost within a day, for a listing may empty page by page. What was lost and came back was not
//! lost; meetings that began are not counted.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{Any, Row, Transaction};

use crate::journal::{Entry, What};
use crate::meeting::Address;

use super::{Record, Result, Store, journal};

/// A mailbox with fewer coming meetings than this may lose them all without a word.
const FEW: usize = 5;

/// A listing that stays so for so many polls is believed.
const POLLS: i64 = 6;

/// The stretch of time in which losses add up.
const LATELY: TimeDelta = TimeDelta::days(1);

/// One sync made the mailbox's coming meetings so many more, or fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Change {
    at: DateTime<Utc>,
    by: i64,
}

/// How many there would be if the worst stretch of these changes, up to now, had not been.
fn most(after: usize, changes: &[Change]) -> usize {
    let lost = changes.iter().rev().scan(0, |sum, change| {
        *sum -= change.by;
        Some(*sum)
    });
    after + usize::try_from(lost.max().unwrap_or(0)).unwrap_or(0)
}

fn changes_of(mailbox: &Address) -> String {
    format!("changes/{mailbox}")
}

/// Records that one sync changed the number of coming meetings; returns how many there were at most lately.
pub(super) async fn count(
    tx: &mut Transaction<'static, Any>,
    mailbox: &Address,
    (before, after): (usize, usize),
    now: DateTime<Utc>,
) -> Result<usize> {
    let sql = "SELECT value FROM settings WHERE name = $1";
    let row = sqlx::query(sql).bind(changes_of(mailbox)).fetch_optional(&mut **tx).await?;
    let kept = row.map(|row| Ok::<_, super::StoreError>(serde_json::from_str(&row.try_get::<String, _>("value")?)?));
    let mut changes: Vec<Change> = kept.transpose()?.unwrap_or_default();
    if before == after {
        return Ok(most(after, &changes));
    }
    changes.retain(|change| change.at + LATELY > now);
    changes.push(Change { at: now, by: after as i64 - before as i64 });
    let sql =
        "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    let query = sqlx::query(sql).bind(changes_of(mailbox)).bind(serde_json::to_string(&changes)?);
    query.execute(&mut **tx).await?;
    Ok(most(after, &changes))
}

/// What was lost until now is believed.
pub(super) async fn forget_changes(tx: &mut Transaction<'static, Any>, mailbox: &Address) -> Result<()> {
    let sql = "DELETE FROM settings WHERE name = $1";
    sqlx::query(sql).bind(changes_of(mailbox)).execute(&mut **tx).await?;
    Ok(())
}

/// Whether so many coming meetings cannot be lost within a day without a doubt: of five or more, more than four fifths.
pub(super) fn doubtful(before: usize, after: usize) -> bool {
    before >= FEW && after * 5 < before
}

/// How many coming meetings the mailbox has.
pub(super) async fn coming(tx: &mut Transaction<'static, Any>, mailbox: &Address, now: DateTime<Utc>) -> Result<usize> {
    let sql = "SELECT COUNT(*) AS n FROM copies WHERE mailbox = $1 AND start_at > $2";
    let query = sqlx::query(sql).bind(mailbox.as_str()).bind(now.timestamp());
    let count: i64 = query.fetch_one(&mut **tx).await?.try_get("n")?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Whether the doubt about this mailbox has been settled: an admin accepted it, or it has stayed so.
pub(super) async fn settled(tx: &mut Transaction<'static, Any>, mailbox: &Address) -> Result<bool> {
    let sql = "SELECT mailbox FROM doubts WHERE mailbox = $1 AND (accepted = 1 OR polls + 1 >= $2)";
    let query = sqlx::query(sql).bind(mailbox.as_str()).bind(POLLS);
    Ok(query.fetch_optional(&mut **tx).await?.is_some())
}

/// The mailbox is in doubt no more.
pub(super) async fn clear(tx: &mut Transaction<'static, Any>, mailbox: &Address, now: DateTime<Utc>) -> Result<()> {
    let sql = "DELETE FROM doubts WHERE mailbox = $1";
    if sqlx::query(sql).bind(mailbox.as_str()).execute(&mut **tx).await?.rows_affected() > 0 {
        let mut entry = Entry::at_large(now, What::Accepted, json!({ "why": "read as it is" }));
        entry.mailbox = Some(mailbox.clone());
        journal::append(tx, &[entry]).await?;
    }
    Ok(())
}

impl Store {
    /// Takes the next listing of a mailbox in doubt as it is. Says whether the mailbox was in doubt.
    pub async fn accept(&self, mailbox: &Address, now: DateTime<Utc>) -> Result<bool> {
        let mut tx = self.begin().await?;
        let sql = "UPDATE doubts SET accepted = 1 WHERE mailbox = $1 AND accepted = 0";
        let accepted = sqlx::query(sql).bind(mailbox.as_str()).execute(&mut *tx).await?.rows_affected() > 0;
        if accepted {
            let mut entry = Entry::at_large(now, What::Accepted, json!({ "why": "an admin accepts it" }));
            entry.mailbox = Some(mailbox.clone());
            journal::append(&mut tx, &[entry]).await?;
        }
        tx.commit().await?;
        Ok(accepted)
    }

    /// Counts one more poll that brought a listing in doubt.
    pub(super) async fn doubt(&self, mailbox: &Address, before: usize, after: usize, now: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        let sql =
            "INSERT INTO doubts (mailbox, since, polls, before_n, after_n, accepted) VALUES ($1, $2, 1, $3, $4, 0)
                   ON CONFLICT (mailbox) DO UPDATE SET polls = doubts.polls + 1, before_n = excluded.before_n,
                       after_n = excluded.after_n
                   RETURNING polls";
        let query =
            sqlx::query(sql).bind(mailbox.as_str()).bind(now.timestamp()).bind(before as i64).bind(after as i64);
        let polls: i64 = query.fetch_one(&mut *tx).await?.try_get("polls")?;
        if polls == 1 {
            let mut entry = Entry::at_large(now, What::Doubted, json!({ "before": before, "after": after }));
            entry.mailbox = Some(mailbox.clone());
            journal::append(&mut tx, &[entry]).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ends the doubts about these mailboxes.
    pub(super) async fn settle(&self, mailboxes: &[Address], now: DateTime<Utc>) -> Result<()> {
        let found = sqlx::query("SELECT mailbox FROM doubts").fetch_all(&self.pool).await?;
        let doubted = found.iter().map(|row| Ok(row.try_get("mailbox")?)).collect::<Result<Vec<String>>>()?;
        let back: Vec<_> = mailboxes.iter().filter(|it| doubted.iter().any(|other| other == it.as_str())).collect();
        if back.is_empty() {
            return Ok(());
        }
        let mut tx = self.begin().await?;
        for mailbox in back {
            clear(&mut tx, mailbox, now).await?;
        }
        tx.commit().await?;
        Ok(())
    }

    /// Mailboxes in doubt, for an admin.
    pub(super) async fn doubts(&self) -> Result<Vec<Record>> {
        let sql = "SELECT mailbox, '' AS object, since, 'it had ' || CAST(before_n AS TEXT)
                       || ' coming meetings, and now lists ' || CAST(after_n AS TEXT) AS why
                   FROM doubts WHERE accepted = 0 ORDER BY mailbox";
        self.records(sql).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_add_up_and_what_came_back_was_not_lost() {
        let most = |changes: &[i64], after| {
            let at = DateTime::UNIX_EPOCH;
            super::most(after, &changes.iter().map(|by| Change { at, by: *by }).collect::<Vec<_>>())
        };
        assert_eq!(most(&[], 7), 7);
        assert_eq!(most(&[-3, -3, -3], 1), 10);
        assert_eq!(most(&[-28, 28, -28, 28], 38), 38, "moved again and again");
        assert_eq!(most(&[-28, 28, -3], 35), 38);
        assert_eq!(most(&[5, -2], 8), 10);
    }
}
