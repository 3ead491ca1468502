//! Copying a whole database into another one, whatever their kinds: for trying out, for backups, for moving house.

use chrono::{DateTime, Utc};
use serde_json::json;
use sqlx::any::{AnyRow, AnyTypeInfoKind};
use sqlx::{Any, AssertSqlSafe, Column, Row, Transaction, ValueRef};

use crate::journal::{Entry, What};

use super::{CHUNK, Result, Store, journal, rows};

/// All tables but the journal.
const TABLES: [&str; 23] = [
    "settings",
    "counters",
    "mailboxes",
    "accounts",
    "holds",
    "problems",
    "events",
    "copies",
    "meetings",
    "outbox",
    "grants",
    "undeliverable",
    "days",
    "alerts",
    "brakes",
    "doubts",
    "says",
    "undone",
    "introduced",
    "weeks",
    "reported",
    "pulse_answers",
    "pulse_used",
];

/// Columns that hold a number or nothing. PostgreSQL wants to know which kind of nothing is written.
const NUMBERS: [&str; 11] = [
    "synced_at",
    "expanded_until",
    "failing_since",
    "due_at",
    "lease_until",
    "done_at",
    "away_until",
    "released_at",
    "telling_until",
    "known_since",
    "size",
];

/// So many rows are read and written at a time.
const PAGE: usize = 2_000;

impl Store {
    /// Copies everything but the journal into `other`, which must be new. For trying out on a copy what must not
    /// happen in the original.
    pub async fn copy_into(&self, other: &Store) -> Result<()> {
        self.copy_tables(&TABLES, other).await
    }

    /// Copies everything into `other`, which must be new.
    pub async fn backup_into(&self, other: &Store) -> Result<()> {
        self.copy_tables(&[TABLES.as_slice(), &["journal"]].concat(), other).await
    }

    /// Whether nothing was ever read into this database.
    pub async fn is_new(&self) -> Result<bool> {
        let sql = "SELECT (SELECT COUNT(*) FROM mailboxes) + (SELECT COUNT(*) FROM outbox) AS n";
        let rows: i64 = sqlx::query(sql).fetch_one(&self.pool).await?.try_get("n")?;
        Ok(rows == 0)
    }

    /// What a database does after it was restored from a backup: it is paused, and what was decided and is overdue
    /// expires. It may have been done after the backup was made, so answers and flags are not given again at that
    /// start; mails are decided anew. Returns how many actions expired.
    pub async fn restored(&self, why: &str, now: DateTime<Utc>) -> Result<u64> {
        let mut tx = self.begin().await?;
        let at = now.timestamp();
        let sql = "INSERT INTO undone (meeting, mailbox, start_at, undone_at)
                   SELECT DISTINCT meeting, mailbox, expires_at, CAST($1 AS BIGINT) FROM outbox
                   WHERE state IN ('pending', 'leased') AND due_at <= $1 AND kind IN ('tentative', 'decline', 'flag')
                   ON CONFLICT (meeting, mailbox, start_at) DO NOTHING";
        // SQLite takes a conflict clause after SELECT only behind a WHERE, which is there.
        sqlx::query(sql).bind(at).execute(&mut *tx).await?;
        let sql = "UPDATE outbox SET state = 'superseded', result = 'overdue when a backup was restored', done_at = $1,
                       owner = NULL, lease_until = NULL
                   WHERE state IN ('pending', 'leased') AND due_at <= $1 AND kind <> 'restore' AND kind <> 'unflag'";
        let expired = sqlx::query(sql).bind(at).execute(&mut *tx).await?.rows_affected();
        sqlx::query("UPDATE outbox SET lease_until = 0 WHERE state = 'leased'").execute(&mut *tx).await?;
        sqlx::query("UPDATE meetings SET changed = changed + 1, due_at = 0 WHERE start_at > $1")
            .bind(at)
            .execute(&mut *tx)
            .await?;
        let sql = "INSERT INTO settings (name, value) VALUES ('paused', $1)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sqlx::query(sql).bind(why).execute(&mut *tx).await?;
        let entry = Entry::at_large(now, What::FromBackup, json!({ "expired": expired, "why": why }));
        journal::append(&mut tx, &[entry]).await?;
        tx.commit().await?;
        Ok(expired)
    }

    /// Reads all tables as of one instant, and writes them in one transaction.
    async fn copy_tables(&self, tables: &[&str], other: &Store) -> Result<()> {
        let snapshot = if self.sqlite { "BEGIN" } else { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" };
        let mut from = self.pool.begin_with(snapshot).await?;
        let mut into = other.begin().await?;
        sqlx::query("DELETE FROM counters").execute(&mut *into).await?;
        for table in tables {
            copy_table(&mut from, table, &mut into).await?;
        }
        into.commit().await?;
        from.rollback().await?;
        Ok(())
    }
}

async fn copy_table(
    from: &mut Transaction<'static, Any>,
    table: &str,
    into: &mut Transaction<'static, Any>,
) -> Result<()> {
    for page in 0.. {
        let order = primary(table);
        let sql = format!("SELECT * FROM {table} ORDER BY {order} LIMIT {PAGE} OFFSET {}", page * PAGE);
        let found = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut **from).await?;
        for chunk in found.chunks(CHUNK) {
            insert(into, table, chunk).await?;
        }
        if found.len() < PAGE {
            break;
        }
    }
    Ok(())
}

/// The columns of a table's primary key, for an order that does not change from page to page.
fn primary(table: &str) -> &'static str {
    match table {
        "settings" | "counters" => "name",
        "mailboxes" => "address",
        "problems" => "mailbox, object",
        "events" => "mailbox, object, uid, part",
        "copies" => "mailbox, meeting",
        "meetings" => "meeting",
        "outbox" => "action",
        "grants" => "rule, meeting",
        "brakes" => "name, scope",
        "doubts" | "accounts" => "mailbox",
        "holds" => "mailbox, name",
        "says" => "what, person, meeting",
        "undone" => "meeting, mailbox, start_at",
        "introduced" => "organizer",
        "undeliverable" => "address",
        "days" => "mailbox",
        "alerts" => "about",
        "weeks" => "week",
        "reported" => "report, week, recipient",
        "pulse_answers" => "asked, mark, question, answer",
        "pulse_used" => "number, question",
        _ => "seq",
    }
}

async fn insert(into: &mut Transaction<'static, Any>, table: &str, chunk: &[AnyRow]) -> Result<()> {
    let Some(first) = chunk.first() else { return Ok(()) };
    let columns: Vec<&str> = first.columns().iter().map(Column::name).collect();
    let head = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    let mut query = sqlx::query(AssertSqlSafe(format!("{head}{}", rows(chunk.len(), columns.len()))));
    for row in chunk {
        for (index, column) in columns.iter().enumerate() {
            query = match cell(row, index)? {
                Cell::Null if NUMBERS.contains(column) => query.bind(None::<i64>),
                Cell::Null => query.bind(None::<String>),
                Cell::Number(number) => query.bind(number),
                Cell::Text(text) => query.bind(text),
            };
        }
    }
    query.execute(&mut **into).await?;
    Ok(())
}

/// What the schema's columns hold.
enum Cell {
    Null,
    Number(i64),
    Text(String),
}

fn cell(row: &AnyRow, index: usize) -> Result<Cell> {
    let value = row.try_get_raw(index)?;
    if value.is_null() {
        return Ok(Cell::Null);
    }
    let number = matches!(value.type_info().kind(), AnyTypeInfoKind::BigInt | AnyTypeInfoKind::Integer);
    if number { Ok(Cell::Number(row.try_get(index)?)) } else { Ok(Cell::Text(row.try_get(index)?)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn no_table_is_left_out_and_empty_numbers_are_known() {
        let dir = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}?mode=rwc", dir.path().join("new.db").display());
        let store = Store::open(&url).await.expect("a new database");
        let sql = "SELECT name FROM sqlite_master
                   WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlx%'";
        let found = sqlx::query(sql).fetch_all(&store.pool).await.expect("tables");
        let mut found: Vec<String> = found.iter().map(|row| row.try_get("name").expect("a name")).collect();
        let mut copied = [TABLES.as_slice(), &["journal"]].concat();
        found.sort();
        copied.sort_unstable();
        assert_eq!(found, copied);
        let sql = "SELECT DISTINCT p.name FROM sqlite_master t JOIN pragma_table_info(t.name) p
                   WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '_sqlx%'
                       AND p.type = 'BIGINT' AND p.\"notnull\" = 0 AND p.pk = 0";
        for row in sqlx::query(sql).fetch_all(&store.pool).await.expect("columns") {
            let name: String = row.try_get("name").expect("a name");
            assert!(NUMBERS.contains(&name.as_str()), "{name} may be empty and holds numbers");
        }
    }
}
