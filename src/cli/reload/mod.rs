//! `meetgate reload`: lets the running meetgate read its configuration again, and says what became of it.
//!
//! The wish and the answers are settings in the database, which both sides share whatever machines they are on.

mod daemon;
mod standing;

use std::io::Write;
use std::time::Duration;

use serde_json::json;

use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::config::Loaded;
use crate::store::Store;

use super::{ConfigArg, Failure, Outcome, load, terminal};

pub use daemon::Daemon;
pub use standing::{Standing, standings};

/// Arguments of `reload`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate check && meetgate plan && meetgate reload\n  \
                        meetgate reload --config /etc/meetgate/meetgate.toml --wait 60\n\n\
                        SIGHUP does the same; `meetgate status` then says what became of it.")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// How long to wait for the answer
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// How often is looked for an answer.
const LOOK: Duration = Duration::from_millis(200);

pub async fn run(args: Args) -> Outcome {
    let loaded = load(&args.config).map_err(unchanged)?;
    let none =
        || Failure::Failed(anyhow::anyhow!("no meetgate runs on this database; it reads the file when it starts"));
    if !app::exists(&loaded.store.url) {
        return Err(none());
    }
    let store = app::open_store(&loaded.store.url).await?;
    let before = standings(&store, SystemClock.now()).await?;
    if before.is_empty() {
        return Err(none());
    }
    let wish = format!("{}-{}", SystemClock.now().timestamp_micros(), std::process::id());
    standing::wish(&store, &wish).await?;
    let after = answers(&store, &before, &wish, Duration::from_secs(args.wait)).await?;
    print(&args, &loaded, &after, &wish)?;
    let applied = |standing: &Standing| answer_to(standing, &wish).is_some_and(|answer| answer.applied);
    match after.iter().all(applied) {
        true => Ok(()),
        false => Err(Failure::Failed(anyhow::anyhow!("not every running meetgate applied the configuration"))),
    }
}

/// A file that is wrong here would be wrong there.
fn unchanged(failure: Failure) -> Failure {
    match failure {
        Failure::Usage(text) => {
            Failure::Usage(format!("{text}\n\nNothing was reloaded; the old policy stays in force."))
        }
        other => other,
    }
}

/// The processes of `before` once all of them have answered, or the time is over. Who ended meanwhile is left out.
async fn answers(store: &Store, before: &[Standing], wish: &str, wait: Duration) -> anyhow::Result<Vec<Standing>> {
    let end = tokio::time::Instant::now() + wait;
    loop {
        let mut now = standings(store, SystemClock.now()).await?;
        now.retain(|standing| before.iter().any(|known| known.owner == standing.owner));
        let done = now.iter().all(|standing| answer_to(standing, wish).is_some());
        if done || tokio::time::Instant::now() >= end {
            return Ok(now);
        }
        tokio::time::sleep(LOOK).await;
    }
}

fn answer_to<'a>(standing: &'a Standing, wish: &str) -> Option<&'a standing::Answer> {
    standing.reload.as_ref().filter(|answer| answer.wish.as_deref() == Some(wish))
}

fn print(args: &Args, loaded: &Loaded, after: &[Standing], wish: &str) -> Outcome {
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", json!({ "wish": wish, "processes": after }))?;
        return Ok(());
    }
    if after.is_empty() {
        writeln!(out, "The meetgate that ran has ended; it reads the file when it starts.")?;
    }
    for standing in after {
        let Some(answer) = answer_to(standing, wish) else {
            writeln!(out, "No answer within {} seconds; `meetgate status` says what becomes of it.", args.wait)?;
            continue;
        };
        writeln!(out, "{}", terminal::lines(&told(standing, answer)))?;
        if answer.applied && standing.revision != loaded.policy.revision.as_str() {
            let here = args.config.config.display();
            writeln!(out, "It read {}, which is not the same as {here}.", terminal::line(&standing.config))?;
        }
    }
    Ok(())
}

/// What became of a reload, in sentences; the same words in `status`.
pub fn told(standing: &Standing, answer: &standing::Answer) -> String {
    let mut text = match &answer.why {
        Some(why) => format!("Not applied: the old policy {} stays in force, because\n{why}", standing.revision),
        None if answer.changed => {
            format!("Applied: policy {} is in force, and coming meetings are judged again.", standing.revision)
        }
        None => format!("Nothing changed: policy {} was in force before.", standing.revision),
    };
    if !answer.restart.is_empty() {
        text += &format!("\nChanged, but only in effect after a restart: {}.", answer.restart.join(", "));
    }
    text
}
