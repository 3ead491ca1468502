//! `meetgate mail`: see mails before anyone else does.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::mail::{Composed, REPORT_SAMPLES, Sample, compose, compose_report_sample, languages, samples};

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
    after_help = "Examples:\n  meetgate mail preview\n  meetgate mail preview first-notice --lang de\n  meetgate mail preview digest --html digest.html\n  meetgate mail preview report --html report.html"
)]
struct Preview {
    /// Which mail; without it, all kinds are listed
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// The reader's language
    #[arg(long, value_name = "TAG", default_value = "en-GB")]
    lang: String,
    /// Write the HTML into this file instead of printing the text, and pictures beside it
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
    let mail = composed(kind, language(&preview.lang)?).ok_or_else(|| unknown(kind))?;
    match &preview.html {
        Some(path) => save(&mail, path)?,
        None => write!(out, "Subject: {}\n\n{}", mail.subject, mail.text)?,
    }
    Ok(())
}

/// The sample of this kind, if there is one.
fn composed(kind: &str, language: &str) -> Option<Composed> {
    let Some(sample) = samples().into_iter().find(|sample| sample.name == kind) else {
        return compose_report_sample(kind, language);
    };
    let Sample { letter, reader, house, now, page, .. } = sample.as_sent().spoken(language);
    Some(compose(&letter, &reader, &house, now, page))
}

/// Writes the HTML, and its pictures as files beside it, by which a browser finds them.
fn save(mail: &Composed, path: &Path) -> Outcome {
    let mut html = mail.html.clone();
    for (nth, picture) in (1..).zip(&mail.pictures) {
        let beside = path.with_extension(format!("{nth}.png"));
        let name = beside.file_name().unwrap_or_default().to_string_lossy();
        html = html.replace(&format!("cid:{}", picture.cid), &name);
        std::fs::write(&beside, &picture.png).with_context(|| format!("cannot write {}", beside.display()))?;
    }
    std::fs::write(path, html).with_context(|| format!("cannot write {}", path.display()))?;
    Ok(())
}

fn kinds() -> impl Iterator<Item = &'static str> {
    samples().into_iter().map(|sample| sample.name).chain(REPORT_SAMPLES)
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
