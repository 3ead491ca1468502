//! `meetgate doctor`: tries everything that meetgate needs outside of itself, and says who changes what where it is not
//! so. Changes nothing; with `--rehearse` it plays everything once between two canary mailboxes of each provider.

mod findings;
mod mailboxes;
mod page;
mod surroundings;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use anyhow::anyhow;

use crate::app::{self, Outside};
use crate::clock::Clock;
use crate::config::{self, Loaded};
use crate::meeting::Address;
use crate::provider::Mailbox;
use crate::store::Rehearsal;
use crate::worker::{Stage, rehearse};

use super::{ConfigArg, Failure, Outcome, clock, terminal, wrong};
use findings::{Finding, Outcome as Found};

/// How often a rehearsal looks whether something has arrived, and how long it waits in between: five minutes in all,
/// for invitations between mailboxes take a while.
const LOOKS: usize = 60;
const PAUSE: Duration = Duration::from_secs(5);

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  meetgate doctor\n  meetgate doctor --people 20 --json\n  meetgate doctor --rehearse"
)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Try so many people of each provider, not all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    people: Option<u32>,
    /// Play notice, answer, restore, flag and hold between the two canaries of each provider, and put the outcome on
    /// record
    #[arg(long)]
    rehearse: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> Outcome {
    let loaded = config::load(&args.config.config).map_err(|mistakes| wrong(&args.config, &mistakes))?;
    let clock = clock(None);
    let mut findings = vec![surroundings::database(&loaded).await];
    match Outside::of(&loaded, &clock, app::acts(&loaded.policy)) {
        Ok(outside) => {
            findings.push(surroundings::mail(&outside).await);
            findings.extend(mailboxes::tried(&loaded, &outside, args.people).await);
            findings.extend(surroundings::scope(&loaded, &clock, &findings).await);
        }
        Err(error) => findings.push(Finding::of("calendars", Found::Failed, format!("{error:#}"))),
    }
    let rehearsals = if args.rehearse { rehearsals(&loaded, &clock).await? } else { Vec::new() };
    let wrong = findings.iter().filter(|finding| finding.outcome == Found::Failed).count()
        + rehearsals.iter().filter(|rehearsal| !rehearsal.ok).count();
    page::print(&mut std::io::stdout().lock(), args.json, &findings, &rehearsals)?;
    match wrong {
        0 => Ok(()),
        1 => Err(Failure::Failed(anyhow!("one finding needs somebody"))),
        several => Err(Failure::Failed(anyhow!("{several} findings need somebody"))),
    }
}

/// Plays on the canaries of each provider, and records how it went.
async fn rehearsals(loaded: &Loaded, clock: &Arc<dyn Clock>) -> Result<Vec<Rehearsal>, Failure> {
    let canaries = canaries(loaded);
    if canaries.is_empty() {
        let text = "there are no canaries to rehearse with: write canaries = [\"one@…\", \"other@…\"] in [google] or \
                    [outlook]";
        return Err(Failure::Usage(text.to_owned()));
    }
    let outside = Outside::of(loaded, clock, true)?;
    let zone = loaded.policy.organization.working.zone;
    let mailbox = |address: &Address| Mailbox { address: address.clone(), aliases: Vec::new(), zone };
    let mut played = Vec::new();
    for (provider, [organizer, guest]) in canaries {
        let Some(calendar) = outside.calendars.get(provider) else { continue };
        let stage = Stage {
            calendar: calendar.clone(),
            transport: outside.transport.clone(),
            house: app::house(loaded),
            organizer: mailbox(&organizer),
            guest: mailbox(&guest),
            clock: clock.clone(),
            looks: LOOKS,
            pause: PAUSE,
        };
        let at = clock.now();
        eprintln!("{}", terminal::line(&format!("Rehearsing with {provider}; this may take a few minutes …")));
        let steps = rehearse(&stage).await;
        let ok = steps.iter().all(|step| step.trouble.is_none());
        played.push(Rehearsal { provider: provider.to_owned(), at, ok, steps });
    }
    let store = surroundings::store(loaded).await?;
    for rehearsal in &played {
        store.record_rehearsal(rehearsal).await?;
    }
    store.close().await;
    Ok(played)
}

fn canaries(loaded: &Loaded) -> BTreeMap<&'static str, [Address; 2]> {
    let google = loaded.sources.google.as_ref().and_then(|options| options.canaries.clone());
    let outlook = loaded.sources.outlook.as_ref().and_then(|options| options.canaries.clone());
    [("google", google), ("outlook", outlook)].into_iter().filter_map(|(name, two)| Some((name, two?))).collect()
}
