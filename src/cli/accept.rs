//! `meetgate accept`: an admin confirms that a mailbox really lost nearly everything.

use crate::app;
use crate::clock::{Clock, SystemClock};

use super::say::address;
use super::{ConfigArg, Outcome, load};

/// Arguments of `accept`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate accept bo@example.com")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Whose mailbox
    mailbox: String,
}

pub async fn run(args: Args) -> Outcome {
    let loaded = load(&args.config)?;
    let mailbox = address(&loaded, &args.mailbox)?;
    let store = app::open_store(&loaded.store.url).await?;
    let accepted = store.accept(&mailbox, SystemClock.now()).await?;
    let text = if accepted { "is taken as it is at the next poll" } else { "is not in doubt" };
    println!("The calendar of {mailbox} {text}.");
    Ok(())
}
