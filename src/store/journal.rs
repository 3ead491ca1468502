//! The journal's rows. Their order is that of `seq`, counted in the transaction that writes them.

use chrono::DateTime;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::journal::{Entry, What};
use crate::meeting::{Address, MeetingKey};

use super::{CHUNK, Result, Store, StoreError, rows};

/// Appends entries within a transaction.
pub(super) async fn append(tx: &mut Transaction<'static, Any>, entries: &[Entry]) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let sql = "UPDATE counters SET value = value + $1 WHERE name = 'journal' RETURNING value";
    let last: i64 = sqlx::query(sql).bind(entries.len() as i64).fetch_one(&mut **tx).await?.try_get("value")?;
    let first = last - entries.len() as i64 + 1;
    for (index, chunk) in entries.chunks(CHUNK).enumerate() {
        let head = "INSERT INTO journal (seq, at, what, meeting, mailbox, detail) VALUES ";
        let mut query = sqlx::query(AssertSqlSafe(format!("{head}{}", rows(chunk.len(), 6))));
        for (offset, entry) in chunk.iter().enumerate() {
            query = query
                .bind(first + (index * CHUNK + offset) as i64)
                .bind(entry.at.timestamp())
                .bind(entry.what.as_str())
                .bind(entry.meeting.as_ref().map(MeetingKey::to_string))
                .bind(entry.mailbox.as_ref().map(|mailbox| mailbox.as_str().to_owned()))
                .bind(entry.detail.to_string());
        }
        query.execute(&mut **tx).await?;
    }
    Ok(())
}

impl Store {
    /// Everything recorded about a meeting, oldest first.
    pub async fn journal_of(&self, meeting: &MeetingKey) -> Result<Vec<Entry>> {
        let sql = "SELECT seq, at, what, meeting, mailbox, detail FROM journal WHERE meeting = $1 ORDER BY seq";
        let found = sqlx::query(sql).bind(meeting.to_string()).fetch_all(&self.pool).await?;
        found.iter().map(entry).collect()
    }

    /// Entries after `seq`, oldest first, with the number to go on from.
    pub async fn journal_after(&self, seq: i64, limit: u32) -> Result<(Vec<Entry>, i64)> {
        let sql = "SELECT seq, at, what, meeting, mailbox, detail FROM journal WHERE seq > $1 ORDER BY seq LIMIT $2";
        let found = sqlx::query(sql).bind(seq).bind(i64::from(limit)).fetch_all(&self.pool).await?;
        let last = found.last().map_or(Ok(seq), |row| row.try_get("seq"))?;
        Ok((found.iter().map(entry).collect::<Result<Vec<_>>>()?, last))
    }
}

fn entry(row: &AnyRow) -> Result<Entry> {
    let word: String = row.try_get("what")?;
    let what = What::ALL.into_iter().find(|what| what.as_str() == word).ok_or(StoreError::Word(word))?;
    let meeting: Option<String> = row.try_get("meeting")?;
    let mailbox: Option<String> = row.try_get("mailbox")?;
    Ok(Entry {
        at: DateTime::from_timestamp(row.try_get("at")?, 0).unwrap_or_default(),
        what,
        meeting: meeting.and_then(|text| text.parse().ok()),
        mailbox: mailbox.as_deref().and_then(Address::parse),
        detail: serde_json::from_str(&row.try_get::<String, _>("detail")?)?,
    })
}
