//! One set of tests for every provider: the same acts of people, the same calls, the same outcome.

mod acting;
mod google;
mod holding;
mod mirror;
mod outlook;
mod stage;
mod syncing;
mod vdir;

/// Makes a test of every provider from each `async fn name(stage: &dyn Stage)`: folders; Google, as most sources have it
/// and with everything unconfirmed the other way; Outlook, with mailboxes that lose and with such that keep what was
/// declined.
macro_rules! on_every_provider {
    ($($name:ident;)*) => {
        mod vdir {
            $(#[tokio::test] async fn $name() {
                super::$name(&crate::providers::vdir::Folders::new()).await;
            })*
        }
        mod google {
            $(#[tokio::test] async fn $name() {
                super::$name(&crate::providers::google::AtGoogle::new().await).await;
            })*
        }
        mod google_the_other_way {
            $(#[tokio::test] async fn $name() {
                super::$name(&crate::providers::google::AtGoogle::contrary().await).await;
            })*
        }
        mod outlook {
            $(#[tokio::test] async fn $name() {
                super::$name(&crate::providers::outlook::AtMicrosoft::new().await).await;
            })*
        }
        mod outlook_keeping_declined {
            $(#[tokio::test] async fn $name() {
                super::$name(&crate::providers::outlook::AtMicrosoft::keeping_declined().await).await;
            })*
        }
    };
}
use on_every_provider;
