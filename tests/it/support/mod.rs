//! What the tests share.

pub mod google;
pub mod graph;
pub mod pages;
pub mod postgres;
pub mod tampered;
pub mod world;

/// Makes a test on SQLite and one on PostgreSQL from each `async fn name(db: Db)`.
macro_rules! on_both_databases {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        mod sqlite {
            $($(#[$doc])* #[tokio::test] async fn $name() {
                super::$name($crate::support::world::Db::Sqlite).await;
            })*
        }
        mod postgres {
            $($(#[$doc])* #[tokio::test] async fn $name() {
                if let Some(database) = $crate::support::postgres::database().await {
                    super::$name($crate::support::world::Db::Postgres(database)).await;
                }
            })*
        }
    };
}
pub(crate) use on_both_databases;
