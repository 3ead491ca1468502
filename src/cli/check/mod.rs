//! `meetgate check`: reads the configuration, says what is wrong with it, and what it means.

mod calendars;
mod groups;
mod page;
mod sentences;
pub(super) mod words;

use std::io::Write;

use serde_json::json;

use crate::config::{self, Mistakes};

use super::{ConfigArg, Failure, Outcome, terminal, wrong};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate check --config /etc/meetgate/meetgate.toml\n  \
                        meetgate check --json | jq '.groups[].rules[].sentence'")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args) -> Outcome {
    let file = args.config.config.display().to_string();
    let loaded = match config::load(&args.config.config) {
        Ok(loaded) => loaded,
        Err(mistakes) => return Err(refused(&args, &mistakes)?),
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", page::as_json(&loaded, &file))?;
        return Ok(());
    }
    for warning in &loaded.warnings {
        eprintln!("{}\n", terminal::lines(&format!("warning: {warning}")));
    }
    write!(out, "{}", terminal::lines(&page::page(&loaded, &file)))?;
    Ok(())
}

/// The mistakes, for programs on standard output, too.
fn refused(args: &Args, mistakes: &Mistakes) -> Result<Failure, Failure> {
    if args.json {
        let all: Vec<_> = mistakes.iter().collect();
        writeln!(std::io::stdout().lock(), "{:#}", json!({ "mistakes": all, "found": mistakes.len() }))?;
    }
    Ok(wrong(&args.config, mistakes))
}
