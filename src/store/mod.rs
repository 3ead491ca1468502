//! The store: every SQL statement, a file per noun. Methods are whole transactions in the words of the core.
//!
//! One SQL text serves SQLite (WAL, the embedded default) and PostgreSQL, through `sqlx`'s `Any` driver. Time comes
//! in as an argument; SQL never reads a clock.
//!
//! Invariants:
//! - what is decided is on disk before anything is done: SQLite runs with `synchronous = FULL`;
//! - an outbox key is taken once; a notice that was withdrawn before it was sent may come back under its key, and so may
//!   the giving back of an answer that was overtaken;
//! - a row of the outbox is changed only by the owner of its lease, or while nobody holds one.
//!
//! Accepted race: two processes may judge the same meeting at once. Both plan the same keys, and the second commit
//! finds them taken.

mod accounts;
mod brakes;
mod carried;
mod copying;
mod doubts;
mod entries;
mod history;
mod holds;
mod journal;
mod keys;
mod mailboxes;
mod meetings;
mod outbox;
mod post;
mod pulse;
mod ramp;
mod rehearsals;
mod retention;
mod says;
mod settings;
mod status;
mod sync;
mod undo;
mod weeks;

use std::str::FromStr;

use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Any, AnyPool, Executor, SqlStr, Transaction};

pub use accounts::Account;
pub use brakes::HeldBrake;
pub use entries::MAILBOXES_AT_ONCE;
pub use holds::{HoldRecord, HoldState};
pub use mailboxes::{MailboxState, Profile};
pub use meetings::{Filed, GrantUse, Judged, Pending};
pub use outbox::{Claimed, Ended, Finish};
pub use post::{DoneFor, Telling};
pub use rehearsals::{Rehearsal, Step};
pub use retention::Removed;
pub use says::Heard;
pub use status::{Found, Record, Status, Totals};
pub use sync::{Applied, StoredObject, StoredPart, Synced};
pub use undo::{Ours, Selection, Undoable};
pub use weeks::{Delivered, Delivery, Known};

/// Trouble with the database. Everything here is either passing (busy, connection lost) or a fault; callers end
/// their step, change nothing, and try again.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database said no.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("database schema: {0}")]
    Schema(#[from] sqlx::migrate::MigrateError),
    /// A row does not hold what this version writes.
    #[error("database row: {0}")]
    Row(#[from] serde_json::Error),
    /// A row holds a word that this version does not know.
    #[error("database row: unknown {0}")]
    Word(String),
}

/// Result of a store method.
pub type Result<T> = std::result::Result<T, StoreError>;

/// The database.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
    sqlite: bool,
}

impl Store {
    /// Opens the database at a `sqlite:` or `postgres:` URL and brings its schema up to date.
    pub async fn open(url: &str) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let sqlite = url.starts_with("sqlite:");
        let options = AnyConnectOptions::from_str(url)?;
        #[expect(clippy::disallowed_methods, reason = "the one place where the database is opened")]
        let pool = AnyPoolOptions::new()
            .max_connections(4)
            .after_connect(move |connection, _| {
                Box::pin(async move {
                    if sqlite {
                        connection.execute(PRAGMAS).await?;
                    }
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        let store = Self { pool, sqlite };
        store.migrate().await?;
        Ok(store)
    }

    /// SQLite has no lock for this: of several processes that open a new file at once a later one may find that another
    /// took the step it was about to take, and looks again. That can happen to it once at each step, never twice at one.
    async fn migrate(&self) -> Result<()> {
        let steps = migrations();
        let mut tries = if self.sqlite { steps.iter().count() + 1 } else { 1 };
        loop {
            tries -= 1;
            match steps.run(&self.pool).await {
                Err(MigrateError::ExecuteMigration(..) | MigrateError::Execute(_)) if tries > 0 => {}
                end => return Ok(end?),
            }
        }
    }

    /// Closes a database in a file so that the file alone holds everything.
    pub async fn shut(&self) -> Result<()> {
        if self.sqlite {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_all(&self.pool).await?;
        }
        self.close().await;
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// A transaction that writes. On SQLite it takes the write lock at once, so that it never fails half-way
    /// because another one came first.
    async fn begin(&self) -> Result<Transaction<'static, Any>> {
        let begun = if self.sqlite { self.pool.begin_with("BEGIN IMMEDIATE").await } else { self.pool.begin().await };
        Ok(begun?)
    }
}

const PRAGMAS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;";

fn migrations() -> Migrator {
    let migration = |version, name: &'static str, sql| {
        Migration::new(version, name.into(), MigrationType::Simple, SqlStr::from_static(sql), false)
    };
    Migrator::with_migrations(vec![
        migration(1, "init", include_str!("../../migrations/0001_init.sql")),
        migration(2, "safety", include_str!("../../migrations/0002_safety.sql")),
        migration(3, "undeliverable", include_str!("../../migrations/0003_undeliverable.sql")),
        migration(4, "report", include_str!("../../migrations/0004_report.sql")),
        migration(5, "pulse", include_str!("../../migrations/0005_pulse.sql")),
        migration(6, "absences", include_str!("../../migrations/0006_absences.sql")),
        migration(7, "threads", include_str!("../../migrations/0007_threads.sql")),
        migration(8, "brakes", include_str!("../../migrations/0008_brakes.sql")),
        migration(9, "accounts", include_str!("../../migrations/0009_accounts.sql")),
        migration(10, "holds", include_str!("../../migrations/0010_holds.sql")),
    ])
}

/// `($1, $2), ($3, $4)`: placeholders for several rows of equal width.
fn rows(count: usize, width: usize) -> String {
    let row = |r: usize| {
        let cells: Vec<String> = (1..=width).map(|c| format!("${}", r * width + c)).collect();
        format!("({})", cells.join(", "))
    };
    (0..count).map(row).collect::<Vec<_>>().join(", ")
}

/// `$3, $4, $5`: placeholders for a list that begins after `taken` others.
fn list(count: usize, taken: usize) -> String {
    (1..=count).map(|index| format!("${}", taken + index)).collect::<Vec<_>>().join(", ")
}

/// How many rows go into one statement: below SQLite's limit of 32,766 placeholders at any width we use.
const CHUNK: usize = 200;

#[cfg(test)]
mod tests {
    use sqlx::Row;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn several_processes_may_open_a_new_file_at_once() {
        let dir = tempfile::tempdir().unwrap();
        for round in 0..10 {
            let url = format!("sqlite://{}?mode=rwc", dir.path().join(format!("{round}.db")).display());
            let open = || {
                tokio::spawn({
                    let url = url.clone();
                    async move { Store::open(&url).await.map(drop) }
                })
            };
            for opened in [open(), open(), open(), open()] {
                opened.await.unwrap().unwrap();
            }
        }
    }

    #[tokio::test]
    async fn decisions_are_written_through_to_the_disk() {
        let dir = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", dir.path().join("meetgate.db").display());
        let store = Store::open(&url).await.unwrap();
        let mut open = Vec::new();
        for _ in 0..4 {
            let mut connection = store.pool.acquire().await.unwrap();
            let row = sqlx::query("PRAGMA synchronous").fetch_one(&mut *connection).await.unwrap();
            assert_eq!(row.try_get::<i64, _>(0).unwrap(), 2, "FULL, on every connection");
            open.push(connection);
        }
    }
}
