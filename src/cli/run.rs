//! `meetgate run`: the daemon, or one pass of it.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context;
use chrono::{DateTime, Utc};
use serde::Serialize;
use tokio::net::TcpListener;
use tracing::{info, warn};

use crate::app::{self, App, Confinement};
use crate::clock::Clock;
use crate::config::Loaded;
use crate::lifecycle;
use crate::meeting::Mode;
use crate::web;
use crate::worker::{Cycle, Engine, Observer, Preview};

use super::reload::Daemon;
use super::{ConfigArg, Failure, Outcome, clock, load, terminal, time};

/// Arguments of `run`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate run\n  meetgate run --once --dry-run\n  \
                        meetgate run --once --at 2026-11-24T09:00:00Z --json")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// One pass, then end
    #[arg(long)]
    once: bool,
    /// Work as if it were this time; only with --once or --dry-run
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<DateTime<Utc>>,
    /// Only say what one pass would decide: works on a copy of the database, mails and answers nothing
    #[arg(long)]
    dry_run: bool,
    /// Print the summary of the pass as JSON
    #[arg(long)]
    json: bool,
}

impl Args {
    pub fn is_daemon(&self) -> bool {
        !self.once && !self.dry_run
    }
}

pub async fn run(args: Args) -> Outcome {
    if args.is_daemon() && (args.at.is_some() || args.json) {
        let flag = if args.at.is_some() { "--at" } else { "--json" };
        return Err(Failure::Usage(format!(
            "{flag} goes with --once or --dry-run: the daemon works in the present and writes logs"
        )));
    }
    let loaded = load(&args.config)?;
    let clock = clock(args.at);
    let begun = loaded.clone();
    if args.dry_run {
        let (app, _dir) = App::open_copy(loaded, clock).await?;
        let (cycle, planned) = app.engine.preview().await?;
        return print(&args, &Summary::of(&cycle, true, Some(&planned)), &app.engine);
    }
    refuse_without_scope(&begun, &clock).await?;
    let app = App::open(loaded, clock).await?;
    warn_without_mail(&app.engine);
    lifecycle::listen(app.engine.stop.clone())?;
    if args.once {
        let cycle = app.engine.cycle().await?;
        return print(&args, &Summary::of(&cycle, false, None), &app.engine);
    }
    let hangups = lifecycle::hangups()?;
    info!(people = app.engine.policy().directory.len(), mode = app.engine.policy().mode.as_str(), "meetgate runs");
    let poll = begun.run.poll;
    let listener = listen(app.listen).await?;
    let reloads = Daemon::new(&app.engine, &args.config.config, begun);
    let service = Service::default();
    tokio::join!(app.engine.run(poll, &service), reloads.serve(hangups), pages(&app, listener));
    app.engine.store.close().await;
    info!("meetgate ends");
    Ok(())
}

/// Takes the port before anything is done, so that a port in use is an error at the start.
async fn listen(address: Option<SocketAddr>) -> anyhow::Result<Option<TcpListener>> {
    let Some(address) = address else { return Ok(None) };
    let listener = TcpListener::bind(address).await;
    Ok(Some(listener.with_context(|| format!("cannot listen at {address}, which is listen in [web]"))?))
}

async fn pages(app: &App, listener: Option<TcpListener>) {
    if let Some(listener) = listener {
        web::serve(listener, app.pages(), app.engine.stop.clone()).await;
    }
}

/// An application that reaches everyone's mailbox is a danger that the admin may want to rule out.
async fn refuse_without_scope(loaded: &Loaded, clock: &Arc<dyn Clock>) -> Outcome {
    let required = loaded.sources.outlook.as_ref().is_some_and(|outlook| outlook.require_scope);
    match app::confinement(loaded, clock).await? {
        Confinement::Reached if required => return Err(anyhow::anyhow!("{}", app::CONFINE).into()),
        Confinement::Reached => warn!("{}", app::CONFINE),
        Confinement::Unknown(why) => warn!(why, "whether the application is kept to its scope is not known"),
        Confinement::Kept(_) | Confinement::NotAsked => {}
    }
    Ok(())
}

fn warn_without_mail(engine: &Engine) {
    if engine.transport.is_none() && engine.policy().mode > Mode::Observe {
        warn!("no [mail] transport is configured: nobody is warned, so nothing is ever answered");
    }
}

/// The service manager's view of the loop.
#[derive(Default)]
struct Service {
    ready: AtomicBool,
}

impl Observer for Service {
    fn passed(&self, _: &Cycle) {
        if !self.ready.swap(true, Ordering::Relaxed) {
            lifecycle::ready();
        }
    }

    fn alive(&self) {
        lifecycle::alive();
    }

    fn alive_every(&self) -> Option<Duration> {
        lifecycle::alive_every()
    }
}

/// What a pass did, for people and scripts.
#[derive(Debug, Serialize)]
struct Summary<'a> {
    at: DateTime<Utc>,
    dry_run: bool,
    synced: usize,
    failing: usize,
    changed: usize,
    judged: usize,
    verdicts: &'a BTreeMap<String, usize>,
    actions: &'a BTreeMap<String, usize>,
    done: BTreeMap<&'a str, usize>,
    superseded: usize,
    failed: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    planned: Option<&'a [Preview]>,
}

impl<'a> Summary<'a> {
    fn of(cycle: &'a Cycle, dry_run: bool, planned: Option<&'a [Preview]>) -> Self {
        let mut done = BTreeMap::new();
        for action in &cycle.done {
            *done.entry(action.kind.as_str()).or_default() += 1;
        }
        Self {
            at: cycle.at,
            dry_run,
            synced: cycle.synced,
            failing: cycle.failing,
            changed: cycle.changed,
            judged: cycle.judged,
            verdicts: &cycle.verdicts,
            actions: &cycle.actions,
            done,
            superseded: cycle.superseded,
            failed: cycle.failed,
            planned,
        }
    }
}

fn print(args: &Args, summary: &Summary<'_>, engine: &Engine) -> Outcome {
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(summary)?)?;
        return Ok(());
    }
    let zone = engine.policy().organization.working.zone;
    writeln!(out, "At {}:", time::show(summary.at, zone))?;
    let Summary { synced, failing, judged, .. } = summary;
    writeln!(out, "  {synced} mailboxes read, {failing} not readable, {judged} meetings judged")?;
    writeln!(out, "  verdicts: {}", counts(summary.verdicts.iter()))?;
    writeln!(out, "  {}: {}", if args.dry_run { "would decide" } else { "decided" }, counts(summary.actions.iter()))?;
    if !args.dry_run {
        writeln!(out, "  done: {}", counts(summary.done.iter()))?;
    }
    for preview in summary.planned.unwrap_or_default() {
        let title = terminal::cut(&preview.title, 40);
        let kind = preview.kind.replace('_', " ");
        writeln!(
            out,
            "  {kind:<12} {:<32} {title}, {}",
            terminal::cut(&preview.mailbox, 32),
            time::show(preview.start, zone)
        )?;
    }
    Ok(())
}

fn counts<K: AsRef<str>, V: ToString>(counts: impl Iterator<Item = (K, V)>) -> String {
    let counts: Vec<String> =
        counts.map(|(word, count)| format!("{} {}", count.to_string(), word.as_ref().replace('_', " "))).collect();
    if counts.is_empty() { "nothing".to_owned() } else { counts.join(", ") }
}
