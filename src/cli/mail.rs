//! `meetgate mail`: see mails before anyone else does.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;

use crate::mail::{Sample, compose, languages, samples};

use super::{Failure, Outcome, terminal};

/// Arguments of `mail`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate mail preview first-notice --lang de")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show a mail with invented people; needs no configuration and sends nothing
    Preview(Preview),
}

/// Arguments of `mail preview`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  meetgate mail preview\n  meetgate mail preview first-notice --lang de\n  meetgate mail preview digest --html digest.html"
)]
struct Preview {
    /// Which mail; without it, all kinds are listed
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// The reader's language
    #[arg(long, value_name = "TAG", default_value = "en-GB")]
    lang: String,
    /// Write the HTML into this file instead of printing the text
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

/// Runs the command.
pub fn run(args: &Args, out: &mut dyn Write) -> Outcome {
    let Command::Preview(preview) = &args.command;
    show(preview, out)
}

fn show(preview: &Preview, out: &mut dyn Write) -> Outcome {
    let Some(kind) = &preview.kind else {
        kinds().try_for_each(|kind| writeln!(out, "{kind}"))?;
        return Ok(());
    };
    let sample = samples().into_iter().find(|sample| sample.name == kind).ok_or_else(|| unknown(kind))?;
    let Sample { letter, reader, house, now, page, .. } = sample.spoken(language(&preview.lang)?);
    let mail = compose(&letter, &reader, &house, now, page);
    match &preview.html {
        Some(path) => std::fs::write(path, &mail.html).with_context(|| format!("cannot write {}", path.display()))?,
        None => write!(out, "Subject: {}\n\n{}", mail.subject, mail.text)?,
    }
    Ok(())
}

fn kinds() -> impl Iterator<Item = &'static str> {
    samples().into_iter().map(|sample| sample.name)
}

fn unknown(kind: &str) -> Failure {
    let kinds = kinds().collect::<Vec<_>>().join("\n  ");
    Failure::Usage(format!("there is no mail {:?}; there are\n  {kinds}", terminal::line(kind)))
}

/// A preview in English of a language that was misspelt would mislead, though mails fall back on it.
fn language(tag: &str) -> Result<&str, Failure> {
    let base = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    if languages().any(|known| base(known) == base(tag)) {
        return Ok(tag);
    }
    let known = languages().collect::<Vec<_>>().join(", ");
    Err(Failure::Usage(format!("there are no mails in {:?}; there are {known}", terminal::line(tag))))
}
