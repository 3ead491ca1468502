//! `meetgate inspect`: what an invitation says, and what that rests on.
//!
//! Reads only what it is given, changes nothing, needs no configuration. What it prints to a terminal holds no control
//! characters and no direction overrides, whatever the invitation holds.

mod lines;
mod reading;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Args as ClapArgs;
use serde::Serialize;

use crate::brief::{self, Brief, Certainty, Finding, Invitation, text};

/// Explain what an invitation says.
///
/// For each of agenda, outcomes, pre-read, waiver, inform-only and social: sure, unsure or absent, and the words that
/// this rests on. Where something is absent, the words that were set aside.
#[derive(Debug, Clone, ClapArgs)]
#[command(
    after_help = "Examples:\n  meetgate inspect invitation.ics\n  meetgate inspect forwarded.eml --json\n  pbpaste | meetgate inspect\n  meetgate inspect --jsonl invitations.jsonl > findings.jsonl"
)]
pub struct Args {
    /// The invitation: .ics, .eml, .html or .txt; standard input if absent or `-`.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Read many invitations, one JSON object a line (id, source, title, body, attachments, …), and write one line each.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "json"])]
    pub jsonl: Option<PathBuf>,

    /// Print JSON instead of text.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read or understood; with `--jsonl`, the first bad line, named by file and number, after the
/// lines before it were written.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(path) = &args.jsonl {
        return lines::run(path, out);
    }
    let path = args.file.as_deref().unwrap_or(Path::new("-"));
    let invitations = reading::invitations(path)?;
    for (nth, invitation) in invitations.iter().enumerate() {
        let brief = brief::read(invitation);
        if args.json {
            serde_json::to_writer(&mut *out, &Titled { title: &invitation.title, brief: &brief })?;
            writeln!(out)?;
        } else {
            if nth > 0 {
                writeln!(out)?;
            }
            explain(invitation, &brief, out)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Titled<'a> {
    title: &'a str,
    #[serde(flatten)]
    brief: &'a Brief,
}

/// The findings of a brief with the names that JSON Lines and people see.
fn findings(brief: &Brief) -> [(&'static str, &'static str, &Finding); 6] {
    [
        ("agenda", "agenda", &brief.agenda),
        ("outcomes", "outcomes", &brief.outcomes),
        ("pre_read", "pre-read", &brief.pre_read),
        ("pre_read_waived", "pre-read waived", &brief.pre_read_waived),
        ("inform_only", "inform only", &brief.inform_only),
        ("social", "social", &brief.social),
    ]
}

fn explain(invitation: &Invitation, brief: &Brief, out: &mut dyn Write) -> anyhow::Result<()> {
    let title = text::short(&invitation.title, 200);
    writeln!(out, "{}", if title.is_empty() { "(no title)" } else { &title })?;
    if let Some(excerpt) = &brief.excerpt {
        writeln!(out, "  “{}”", text::one_line(excerpt))?;
    }
    for (_, name, finding) in findings(brief) {
        let certainty = match finding.certainty {
            Certainty::Sure => "sure",
            Certainty::Unsure => "unsure",
            Certainty::Absent => "absent",
        };
        let mut label = (name, certainty);
        if finding.evidence.is_empty() {
            writeln!(out, "  {name:<16} {certainty}")?;
        }
        for piece in &finding.evidence {
            let (name, certainty) = std::mem::take(&mut label);
            writeln!(out, "  {name:<16} {certainty:<7} {:<20} {}", piece.code, text::one_line(&piece.text))?;
        }
    }
    writeln!(out, "  {:<16} {}", "conferencing", if brief.conference { "yes" } else { "no" })?;
    Ok(())
}

#[cfg(test)]
mod tests;
