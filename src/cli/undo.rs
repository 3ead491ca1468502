//! `meetgate undo`: takes back what was done in coming meetings, as far as it can be.

use std::collections::BTreeMap;
use std::io::Write;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use serde_json::json;

use crate::app;
use crate::config::Loaded;
use crate::store::{Ours, Selection, Undoable};

use super::say::{address, one_coming};
use super::{ConfigArg, Failure, Outcome, clock, load, terminal, time};

/// Arguments of `undo`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate undo --since 2026-11-25T14:00Z\n  \
                        meetgate undo --rule agenda-24h --person bo@example.com --yes")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// What was done since then
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    since: Option<DateTime<Utc>>,
    /// What this rule or protected time led to
    #[arg(long, value_name = "NAME")]
    rule: Option<String>,
    /// In this meeting: part of its title, a UID or its key
    #[arg(long, value_name = "WHAT")]
    meeting: Option<String>,
    /// In this person's name and on their copies
    #[arg(long, value_name = "ADDRESS")]
    person: Option<String>,
    /// Do it; without this, only list it
    #[arg(long)]
    yes: bool,
    /// Work as if it were this time
    #[arg(long, value_name = "TIME", value_parser = time::parse, hide = true)]
    at: Option<DateTime<Utc>>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> Outcome {
    let nothing = args.since.is_none() && args.rule.is_none() && args.meeting.is_none() && args.person.is_none();
    if nothing {
        return Err(Failure::Usage("say what to take back: --since, --rule, --meeting or --person".to_owned()));
    }
    let loaded = load(&args.config)?;
    let store = app::open_store(&loaded.store.url).await?;
    let now = clock(args.at).now();
    let meeting = match &args.meeting {
        Some(what) => Some(one_coming(&store, what, &loaded, now).await?.key),
        None => None,
    };
    let person = args.person.as_deref().map(|person| address(&loaded, person)).transpose()?;
    let selection = Selection { since: args.since, rule: args.rule.clone(), meeting, person };
    let undoable = store.undoable(&selection, now).await?;
    if args.yes {
        store.undo(&undoable.back, now).await?;
    }
    let mut out = std::io::stdout().lock();
    let remark = |ours: &Ours| remark(&loaded, ours);
    if args.json {
        let remarks: Vec<_> = undoable.back.iter().map(remark).collect();
        let told = json!({ "back": undoable.back, "remarks": remarks, "lost": undoable.lost });
        writeln!(out, "{told:#}")?;
        return Ok(());
    }
    print(&mut out, &undoable, &remark, args.yes, loaded.policy.organization.working.zone)?;
    if args.yes && store.paused().await?.is_some() {
        writeln!(out, "All actions are paused: it is given back after `meetgate resume`.")?;
    }
    Ok(())
}

/// How far taking it back goes in that person's kind of calendar, if not all the way.
fn remark(loaded: &Loaded, ours: &Ours) -> Option<&'static str> {
    let person = loaded.policy.directory.find(&ours.mailbox)?;
    app::falls_short(&loaded.sources, &person.provider, ours.kind == "decline", ours.previous?)
}

fn print(
    out: &mut impl Write,
    undoable: &Undoable,
    remark: &impl Fn(&Ours) -> Option<&'static str>,
    done: bool,
    zone: Tz,
) -> std::io::Result<()> {
    if undoable.back.is_empty() {
        writeln!(out, "Nothing of this can be taken back.")?;
    } else {
        let head = if done { "Taken back at the next look" } else { "Would be taken back" };
        writeln!(out, "{head}: {}", kinds(undoable.back.iter()))?;
        undoable.back.iter().try_for_each(|ours| line(out, ours, remark(ours), zone))?;
    }
    if !undoable.lost.is_empty() {
        writeln!(out, "Cannot be taken back: {}", kinds(undoable.lost.iter().map(|(ours, _)| ours)))?;
        undoable.lost.iter().try_for_each(|(ours, why)| line(out, ours, Some(why), zone))?;
    }
    if !undoable.back.is_empty() && !done {
        writeln!(
            out,
            "Nothing is changed yet; --yes does it. What is taken back is not done again for that deadline."
        )?;
    }
    Ok(())
}

fn line(out: &mut impl Write, ours: &Ours, why: Option<&str>, zone: Tz) -> std::io::Result<()> {
    let title = terminal::cut(&ours.title, 40);
    let kind = ours.kind.replace('_', " ");
    let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
    writeln!(out, "  {kind:<12} {:<32} {title}, {}{why}", ours.mailbox.as_str(), time::show(ours.start, zone))
}

/// `12 declines, 3 flags` without the plural: counts by kind.
fn kinds<'a>(all: impl Iterator<Item = &'a Ours>) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    all.for_each(|ours| *counts.entry(ours.kind.as_str()).or_default() += 1);
    let counts: Vec<String> = counts.iter().map(|(kind, n)| format!("{n} {}", kind.replace('_', " "))).collect();
    counts.join(", ")
}
