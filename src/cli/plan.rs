//! `meetgate plan`: what a configuration would do, found out on a copy of the database; nothing is done.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;

use crate::app::App;
use crate::worker::{Cycle, Preview};

use super::{ConfigArg, Failure, Outcome, clock, load, terminal, time};

/// Arguments of `plan`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate plan\n  meetgate plan --config new.toml --against \
                        /etc/meetgate/meetgate.toml\n\nThe second leaves out what would be done anyway.")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// The configuration in force; only what differs from it is told
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Plan as if it were this time
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<DateTime<Utc>>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// So many examples of each kind are shown.
const EXAMPLES: usize = 3;

/// What would happen.
struct Outlook {
    cycle: Cycle,
    planned: Vec<Preview>,
    dropped: i64,
    zone: Tz,
}

pub async fn run(args: Args) -> Outcome {
    let loaded = load(&args.config)?;
    let (policy, zone) = (loaded.policy.clone(), loaded.policy.organization.working.zone);
    let first = match &args.against {
        Some(config) => against(load(&ConfigArg { config: config.clone() })?, &loaded)?,
        None => loaded,
    };
    let (app, _dir) = App::open_copy(first, clock(args.at)).await?;
    let engine = &app.engine;
    if args.against.is_some() {
        engine.preview().await?;
        engine.replace_policy(policy);
    }
    let before = engine.store.status().await?.waiting;
    let (cycle, planned) = engine.preview().await?;
    let after = engine.store.status().await?.waiting;
    let dropped = before + planned.len() as i64 - after;
    let outlook = Outlook { cycle, planned, dropped, zone };
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", outlook.json())?;
    } else {
        outlook.print(&mut out)?;
    }
    Ok(())
}

/// The configuration in force, which must be on the same database and calendars for a comparison to mean anything.
fn against(old: crate::config::Loaded, new: &crate::config::Loaded) -> Result<crate::config::Loaded, Failure> {
    if old.store.url != new.store.url {
        return Err(Failure::Usage(
            "the two configurations name different databases, so they cannot be compared".into(),
        ));
    }
    Ok(crate::config::Loaded { sources: new.sources.clone(), ..old })
}

impl Outlook {
    fn kinds(&self) -> BTreeMap<&str, Vec<&Preview>> {
        let mut kinds: BTreeMap<&str, Vec<&Preview>> = BTreeMap::new();
        self.planned.iter().for_each(|one| kinds.entry(&one.kind).or_default().push(one));
        kinds
    }

    fn json(&self) -> serde_json::Value {
        let counts: BTreeMap<_, _> = self.kinds().into_iter().map(|(kind, all)| (kind, all.len())).collect();
        json!({ "at": self.cycle.at, "judged": self.cycle.judged, "verdicts": self.cycle.verdicts, "actions": counts,
            "dropped": self.dropped, "planned": self.planned })
    }

    fn print(&self, out: &mut impl Write) -> std::io::Result<()> {
        let judged = self.cycle.judged;
        writeln!(out, "{} would be judged. Nothing was done.", several(judged as i64, "meeting"))?;
        if self.cycle.failing > 0 {
            let failing =
                if self.cycle.failing == 1 { "1 mailbox".into() } else { format!("{} mailboxes", self.cycle.failing) };
            writeln!(out, "{failing} could not be read, so this is not the whole picture.")?;
        }
        let mut would: Vec<String> = self.kinds().into_iter().map(|(kind, all)| phrase(kind, all.len())).collect();
        if self.dropped > 0 {
            would.push(format!("drop {} not yet done", several(self.dropped, "decision")));
        }
        if would.is_empty() {
            return writeln!(out, "meetgate would do nothing.");
        }
        writeln!(out, "meetgate would {}.", would.join(", "))?;
        if self.planned.iter().any(|one| one.kind == "first_notice" || one.kind == "conflict") {
            writeln!(out, "What follows when nothing is mended is decided after these notices, so it is not in here.")?;
        }
        for (kind, all) in self.kinds() {
            writeln!(out, "\n{}", capital(&phrase(kind, all.len())))?;
            for one in all.iter().take(EXAMPLES) {
                let (title, who) = (terminal::cut(&one.title, 40), terminal::cut(&one.mailbox, 40));
                let (start, due) = (time::show(one.start, self.zone), time::show(one.due, self.zone));
                writeln!(out, "  {who}: {title}, {start} (from {due} on)")?;
                writeln!(out, "      {}", terminal::line(&one.why))?;
            }
            if all.len() > EXAMPLES {
                writeln!(out, "  and {} more", all.len() - EXAMPLES)?;
            }
        }
        Ok(())
    }
}

/// `give back 12 answers`, for a kind of action (see [`crate::plan::Kind::as_str`]).
fn phrase(kind: &str, count: usize) -> String {
    let several = |noun: &str| several(count as i64, noun);
    match kind {
        "first_notice" => format!("send {}", several("first notice")),
        "last_call" => format!("send {}", several("last call")),
        "conflict" => format!("send {} about protected time", several("notice")),
        "outcome" => format!("send {} about what was done", several("mail")),
        "restored" => format!("send {} of thanks", several("mail")),
        "tentative" => format!("answer “maybe” {} in people's names", several("time")),
        "decline" => format!("decline {} in people's names", several("time")),
        "restore" => format!("give back {}", several("answer")),
        "flag" => format!("mark {}", several("invitation")),
        "unflag" => format!("take the mark off {}", several("invitation")),
        other => format!("do {}: {}", several("thing"), other.replace('_', " ")),
    }
}

fn several(count: i64, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
