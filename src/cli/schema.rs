//! `meetgate schema`: the JSON Schema of the configuration file.

use std::io::Write;

use crate::config;

use super::Outcome;

/// Arguments of `schema`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  meetgate schema > meetgate.schema.json\n\nThen let the first line of meetgate.toml \
                        be:\n  #:schema ./meetgate.schema.json"
)]
pub struct Args {}

pub fn run(_: Args) -> Outcome {
    writeln!(std::io::stdout().lock(), "{:#}", config::schema())?;
    Ok(())
}
