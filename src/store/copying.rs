//! Copying a whole database into another one, whatever their kinds.

use sqlx::any::{AnyRow, AnyTypeInfoKind};
use sqlx::{AssertSqlSafe, Column, Row, ValueRef};

use super::{CHUNK, Result, Store, rows};

/// All tables, for copying.
const TABLES: [&str; 12] = [
    "settings",
    "counters",
    "mailboxes",
    "problems",
    "events",
    "copies",
    "meetings",
    "outbox",
    "grants",
    "undeliverable",
    "days",
    "alerts",
];

impl Store {
    /// Copies everything but the journal into `other`, which must be new. For trying out on a copy what must not
    /// happen in the original.
    pub async fn copy_into(&self, other: &Store) -> Result<()> {
        let mut tx = other.begin().await?;
        sqlx::query("DELETE FROM counters").execute(&mut *tx).await?;
        for table in TABLES {
            let found = sqlx::query(AssertSqlSafe(format!("SELECT * FROM {table}"))).fetch_all(&self.pool).await?;
            for chunk in found.chunks(CHUNK) {
                let columns: Vec<&str> = chunk[0].columns().iter().map(Column::name).collect();
                let head = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
                let mut query = sqlx::query(AssertSqlSafe(format!("{head}{}", rows(chunk.len(), columns.len()))));
                for row in chunk {
                    for index in 0..columns.len() {
                        query = match cell(row, index)? {
                            Cell::Null => query.bind(None::<String>),
                            Cell::Number(number) => query.bind(number),
                            Cell::Text(text) => query.bind(text),
                        };
                    }
                }
                query.execute(&mut *tx).await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }
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
