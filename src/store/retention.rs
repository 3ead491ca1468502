//! Retention: what is past its time goes, with all that hangs on it, a limited number at a time.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Row};

use crate::policy::Retention;

use super::{CHUNK, Result, Store, list};

/// So many meetings and so many entries of the journal go in one call at most.
const MOST: i64 = 5_000;

/// What hangs on a meeting; the meeting itself comes last.
const TABLES: [&str; 6] = ["copies", "outbox", "grants", "says", "undone", "meetings"];

/// What went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    /// So many meetings.
    pub meetings: usize,
    /// So many entries of the journal.
    pub entries: u64,
}

impl Removed {
    /// Whether nothing went: all that was past its time is gone.
    pub fn is_nothing(&self) -> bool {
        self.meetings == 0 && self.entries == 0
    }
}

impl Store {
    /// Deletes meetings and entries of the journal that are past their time; some of them, when there are very many.
    pub async fn expire(&self, retention: &Retention, now: DateTime<Utc>) -> Result<Removed> {
        let sql = "SELECT meeting FROM meetings WHERE start_at < $1 ORDER BY start_at LIMIT $2";
        let query = sqlx::query(sql).bind((now - retention.meetings).timestamp()).bind(MOST);
        let found = query.fetch_all(&self.pool).await?;
        let names = found.iter().map(|row| Ok(row.try_get("meeting")?)).collect::<Result<Vec<String>>>()?;
        for chunk in names.chunks(CHUNK) {
            self.remove(chunk).await?;
        }
        let sql = "DELETE FROM journal WHERE seq IN (SELECT seq FROM journal WHERE at < $1 ORDER BY seq LIMIT $2)";
        let query = sqlx::query(sql).bind((now - retention.journal).timestamp()).bind(MOST);
        let entries = query.execute(&self.pool).await?.rows_affected();
        Ok(Removed { meetings: names.len(), entries })
    }

    /// Removes meetings and what hangs on them, and the single events that they were copies of.
    async fn remove(&self, names: &[String]) -> Result<()> {
        let mut tx = self.begin().await?;
        let named = list(names.len(), 0);
        let events = format!(
            "DELETE FROM events WHERE recurring = 0 AND part = ''
                 AND EXISTS (SELECT 1 FROM copies c WHERE c.mailbox = events.mailbox AND c.uid = events.uid
                             AND c.meeting IN ({named}))
                 AND NOT EXISTS (SELECT 1 FROM events m WHERE m.mailbox = events.mailbox AND m.uid = events.uid
                                 AND m.recurring = 1)"
        );
        let rest = TABLES.map(|table| format!("DELETE FROM {table} WHERE meeting IN ({named})"));
        for sql in std::iter::once(events).chain(rest) {
            let query = sqlx::query(AssertSqlSafe(sql));
            names.iter().fold(query, |query, name| query.bind(name)).execute(&mut *tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
