//! One set of tests for every provider: the same acts of people, the same calls, the same outcome.

mod acting;
mod holding;
mod mirror;
mod stage;
mod syncing;
mod vdir;

/// Makes a test of every provider from each `async fn name(stage: &dyn Stage)`.
macro_rules! on_every_provider {
    ($($name:ident;)*) => {
        mod vdir {
            $(#[tokio::test] async fn $name() {
                super::$name(&crate::providers::vdir::Folders::new()).await;
            })*
        }
    };
}
use on_every_provider;
