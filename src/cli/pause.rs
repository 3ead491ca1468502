//! `meetgate pause` and `meetgate resume`.

use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::store::Store;

use super::{ConfigArg, Outcome, load, terminal};

/// Arguments of `pause`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate pause --why \"the new policy matches too much\"")]
pub struct PauseArgs {
    #[command(flatten)]
    config: ConfigArg,
    /// Why, for the journal and for `status`
    #[arg(long, value_name = "TEXT", default_value = "an admin paused it")]
    why: String,
}

/// Arguments of `resume`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate resume")]
pub struct ResumeArgs {
    #[command(flatten)]
    config: ConfigArg,
}

pub async fn pause(args: PauseArgs) -> Outcome {
    let store = store(&args.config).await?;
    let changed = store.set_paused(true, &args.why, SystemClock.now()).await?;
    match store.paused().await?.filter(|_| !changed) {
        Some(why) => println!("Paused already: {}.", terminal::line(&why)),
        None => println!("Paused. Reading and judging go on; nothing is mailed or answered until `meetgate resume`."),
    }
    Ok(())
}

pub async fn resume(args: ResumeArgs) -> Outcome {
    let store = store(&args.config).await?;
    let changed = store.set_paused(false, "an admin resumed it", SystemClock.now()).await?;
    println!(
        "{}",
        if changed { "Actions go on. Those whose meeting has started are dropped." } else { "It was not paused." }
    );
    Ok(())
}

async fn store(arg: &ConfigArg) -> Result<Store, super::Failure> {
    Ok(app::open_store(&load(arg)?.store.url).await?)
}
