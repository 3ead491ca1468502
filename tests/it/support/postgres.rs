//! Databases for tests on PostgreSQL.
//!
//! `MEETGATE_TEST_POSTGRES` names a server and a role that may create databases. Without it tests run on SQLite
//! alone; with it a server that cannot be reached is a failure, never a silent pass.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AnyConnection, AssertSqlSafe, Connection};
use url::Url;

const VARIABLE: &str = "MEETGATE_TEST_POSTGRES";

/// A fresh, empty database; dropped with this value.
pub struct Database {
    server: Url,
    name: String,
}

/// A fresh database, or nothing when no server is named.
///
/// # Panics
/// When a server is named and the database cannot be made there.
pub async fn database() -> Option<Database> {
    let Ok(server) = std::env::var(VARIABLE) else {
        say_once_what_is_left_out();
        return None;
    };
    let server = Url::parse(&server).unwrap_or_else(|error| panic!("{VARIABLE} is no URL: {error}"));
    let database = Database { server, name: unique_name() };
    database.at_server("CREATE DATABASE {name} TEMPLATE template0").await.unwrap_or_else(|error| {
        panic!("{VARIABLE} is set, so PostgreSQL must be there, but no database could be made: {error}")
    });
    Some(database)
}

impl Database {
    /// Where to connect to it.
    pub fn url(&self) -> String {
        let mut url = self.server.clone();
        url.set_path(&self.name);
        url.into()
    }

    async fn at_server(&self, sql: &str) -> sqlx::Result<()> {
        let sql = sql.replace("{name}", &self.name);
        let mut connection = connect(self.server.as_str()).await?;
        sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await?;
        connection.close().await
    }
}

impl Drop for Database {
    /// Best effort: a test that has passed does not fail because of a database left behind.
    fn drop(&mut self) {
        std::thread::scope(|scope| {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
                runtime.block_on(self.at_server("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            });
        });
    }
}

async fn connect(url: &str) -> sqlx::Result<AnyConnection> {
    sqlx::any::install_default_drivers();
    #[expect(clippy::disallowed_methods, reason = "makes and drops databases, which the product never does")]
    AnyConnection::connect(url).await
}

fn unique_name() -> String {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    format!("meetgate_test_{}_{}", std::process::id(), COUNTER.fetch_add(1, Ordering::Relaxed))
}

/// Past the test runner, which would keep a passing test's output to itself.
fn say_once_what_is_left_out() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        let _ = writeln!(
            std::io::stderr(),
            "\n*** Not run on PostgreSQL: {VARIABLE} is not set. ***\n*** To run on both databases, set it to a server \
             and a role that may create databases:\n***   {VARIABLE}=postgres://postgres@127.0.0.1:5432/postgres\n"
        );
    });
}

#[tokio::test]
async fn every_test_gets_a_database_of_its_own_that_is_gone_afterwards() {
    let (Some(one), Some(other)) = (database().await, database().await) else { return };
    assert_ne!(one.url(), other.url());

    let mut connection = connect(&one.url()).await.expect("the fresh database can be reached");
    sqlx::raw_sql("CREATE TABLE t (n BIGINT)").execute(&mut connection).await.expect("and be written to");
    let mut elsewhere = connect(&other.url()).await.expect("the other one, too");
    sqlx::raw_sql("SELECT n FROM t").execute(&mut elsewhere).await.expect_err("which does not see the table");

    let url = one.url();
    drop(one);
    connect(&url).await.expect_err("dropped, also while a connection was open");
}
