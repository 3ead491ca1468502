//! `meetgate report`: the weekly report to look at, to keep, or to send now.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use chrono::{DateTime, Utc};
use clap::ValueEnum;

use crate::app::App;
use crate::mail::Reader;
use crate::mail::{Telling, compose_report, report_csv, report_json, report_page, report_picture};
use crate::report::{Group, Report, Week};
use crate::worker::{Engine, Sent, cities};

use super::{ConfigArg, Failure, Outcome, clock, load, terminal, time};

/// Arguments of `report`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  meetgate report\n  meetgate report --week 2026-W47 --format html -o report.html\n  \
                        meetgate report --week 2026-W47 --team engineering --format csv\n  meetgate report --send"
)]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Which ISO week; without it the last that has ended for everyone
    #[arg(long, value_name = "WEEK")]
    week: Option<Week>,
    /// Only everyone's figures and those of this team; may be given several times
    #[arg(long, value_name = "TEAM")]
    team: Vec<String>,
    /// As what
    #[arg(long, value_enum, default_value = "text", conflicts_with = "send")]
    format: Format,
    /// In which language; without it the organization's
    #[arg(long, value_name = "TAG", conflicts_with = "send")]
    lang: Option<String>,
    /// Write it into this file instead of printing it
    #[arg(long, short, value_name = "FILE", conflicts_with = "send")]
    output: Option<PathBuf>,
    /// Mail it now to all readers of the configuration who have not had it
    #[arg(long, conflicts_with = "team")]
    send: bool,
    /// With --send: print what became of it as JSON
    #[arg(long, requires = "send")]
    json: bool,
    /// Work as if it were this time
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<DateTime<Utc>>,
}

/// As what a report is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Plain text, as the mail has it
    Text,
    /// One page with pictures
    Html,
    /// All figures
    Json,
    /// All figures as a table
    Csv,
    /// The pictures
    Png,
}

/// Runs the command.
pub async fn run(args: Args) -> Outcome {
    let loaded = load(&args.config)?;
    for team in &args.team {
        if !loaded.policy.teams.contains_key(team) {
            let known = loaded.policy.teams.keys().cloned().collect::<Vec<_>>().join(", ");
            return Err(Failure::Usage(format!("there is no team {:?}; there are: {known}", terminal::line(team))));
        }
    }
    let app = App::open_beside(loaded, clock(args.at)).await?;
    let engine = &app.engine;
    let last = engine.last_ended();
    let week = args.week.unwrap_or(last);
    if args.send {
        return send(engine, week, last, args.json).await;
    }
    let report = look(engine, week, last).await?;
    write(&args, engine, &shown(report, &args.team)?)
}

/// The frozen report; else what it would be now, which is said.
async fn look(engine: &Engine, week: Week, last: Week) -> Result<Report, Failure> {
    if engine.store.frozen(week).await?.is_none() {
        let why =
            if week > last { "the week has not ended for everyone" } else { "it was not sent, and is not frozen" };
        eprintln!("provisional, not to be passed on: {why}");
        return Ok(engine.provisional_report(week).await?.ok_or_else(|| anyhow!("nothing is known of {week}"))?);
    }
    Ok(engine.report(week).await?.ok_or_else(|| anyhow!("nothing is known of {week}"))?)
}

/// Everyone's figures and those of the teams named; a team that is too small to be shown is refused in words.
fn shown(report: Report, teams: &[String]) -> Result<Report, Failure> {
    if teams.is_empty() {
        return Ok(report);
    }
    for team in teams {
        if report.section(&Group::Team { name: team.clone() }).is_none() {
            let least = report.terms.min_group;
            let what = "is not shown alone: it has too few people, or would give such a team away";
            let team = terminal::line(team);
            return Err(Failure::Failed(anyhow!("{team:?} {what}; reports cover groups of at least {least}")));
        }
    }
    Ok(report.for_teams(teams))
}

fn write(args: &Args, engine: &Engine, report: &Report) -> Outcome {
    let policy = engine.policy();
    let reader = Reader {
        address: engine.house.from.clone(),
        name: String::new(),
        zone: policy.organization.working.zone,
        city: policy.organization.city.clone(),
        language: args.lang.clone().or_else(|| policy.organization.language.clone()),
        copied: Vec::new(),
        unsubscribe: None,
    };
    let telling = Telling { reader: &reader, house: &engine.house, cities: &cities(&policy) };
    let bytes = match args.format {
        Format::Text => compose_report(report, &telling).text.into_bytes(),
        Format::Html => report_page(report, &telling).into_bytes(),
        Format::Json => report_json(report).into_bytes(),
        Format::Csv => report_csv(report).into_bytes(),
        Format::Png => report_picture(report, &telling).context("there is nothing to draw")?,
    };
    match &args.output {
        Some(path) => Ok(keep(path, &bytes)?),
        None if args.format == Format::Png && std::io::IsTerminal::is_terminal(&std::io::stdout()) => {
            Err(Failure::Usage("a picture is no text; write it into a file with -o report.png".to_owned()))
        }
        None => Ok(std::io::stdout().lock().write_all(&bytes)?),
    }
}

fn keep(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

async fn send(engine: &Engine, week: Week, last: Week, json: bool) -> Outcome {
    if week > last {
        return Err(Failure::Usage(format!("{week} has not ended for everyone; the last that has is {last}")));
    }
    if engine.weekly.lists.is_empty() {
        return Err(Failure::Usage("nobody is to get a report: write [[report]] with name and to".to_owned()));
    }
    if engine.transport.is_none() {
        return Err(Failure::Usage("no way for mail is configured: write [mail] folder or [mail.smtp]".to_owned()));
    }
    if let Some(why) = engine.store.paused().await? {
        return Err(Failure::Failed(anyhow!(
            "meetgate is paused: {}; `meetgate resume` lets it go on",
            terminal::line(&why)
        )));
    }
    let sent = engine.send_reports(week).await?;
    tell(week, sent, json)
}

fn tell(week: Week, sent: Sent, json: bool) -> Outcome {
    let Sent { sent: new, failed, before } = sent;
    let mut out = std::io::stdout().lock();
    if json {
        writeln!(out, "{}", serde_json::json!({ "week": week, "sent": new, "failed": failed, "before": before }))?;
    } else {
        writeln!(out, "{week}: {new} sent, {failed} not taken, {before} had it before")?;
    }
    if failed == 0 { Ok(()) } else { Err(Failure::Failed(anyhow!("{failed} mails were not taken; see the log"))) }
}
