//! `meetgate status`: how things stand.

use std::io::Write;

use chrono_tz::Tz;

use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::store::{Record, Status};

use super::reload::{self, Standing, standings};
use super::{ConfigArg, Outcome, load, terminal, time};

/// Arguments of `status`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate status\n  meetgate status --json | jq .problems")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub async fn run(args: Args) -> Outcome {
    let loaded = load(&args.config)?;
    let (status, processes) = if app::exists(&loaded.store.url) {
        let store = app::open_store(&loaded.store.url).await?;
        (store.status().await?, standings(&store, SystemClock.now()).await?)
    } else {
        (Status::default(), Vec::new())
    };
    let mut out = std::io::stdout().lock();
    if args.json {
        let mut status = serde_json::to_value(&status)?;
        status["processes"] = serde_json::to_value(&processes)?;
        writeln!(out, "{status:#}")?;
        return Ok(());
    }
    let zone = loaded.policy.organization.working.zone;
    print(&mut out, &status, zone)?;
    print_processes(&mut out, &processes, zone)?;
    Ok(())
}

/// Which processes run, under which policy, and what became of the last reload.
fn print_processes(out: &mut impl Write, processes: &[Standing], zone: Tz) -> std::io::Result<()> {
    if processes.is_empty() {
        return writeln!(out, "\nNo meetgate runs on this database.");
    }
    for process in processes {
        let (since, config) = (time::show(process.since, zone), terminal::line(&process.config));
        writeln!(out, "\nmeetgate runs since {since} under policy {} of {config}.", process.revision)?;
        if let Some(answer) = &process.reload {
            let told = terminal::lines(&reload::told(process, answer));
            writeln!(out, "Last reload, {}: {told}", time::show(answer.at, zone))?;
        }
    }
    Ok(())
}

fn print(out: &mut impl Write, status: &Status, zone: Tz) -> std::io::Result<()> {
    match &status.paused {
        Some(why) => writeln!(out, "PAUSED: {}. `meetgate resume` lets actions go on.", terminal::line(why))?,
        None => writeln!(out, "Actions go on.")?,
    }
    records(out, "Brakes that are held until `meetgate resume`", &status.brakes, zone)?;
    let doubts = "Mailboxes that lost nearly everything at once; `meetgate accept MAILBOX` takes them as they are";
    records(out, doubts, &status.doubts, zone)?;
    let totals = &status.totals;
    writeln!(out, "{} mailboxes, {} meetings, {} actions wait.", totals.mailboxes, totals.meetings, status.waiting)?;
    if let Some(oldest) = status.oldest_sync {
        let which = if status.never_read == 0 { "Every mailbox" } else { "Every other mailbox" };
        writeln!(out, "{which} was read at {} or later.", time::show(oldest, zone))?;
    }
    if status.never_read > 0 {
        writeln!(out, "Never read yet: {}.", status.never_read)?;
    }
    counts(out, "Meetings by verdict", &totals.verdicts)?;
    counts(out, "Done so far", &totals.done)?;
    counts(out, "What people said", &totals.says)?;
    if let Some(claims) = totals.says.get("agenda_is_there") {
        writeln!(out, "  “The agenda is there” counts as a false rejection: {claims}.")?;
    }
    records(out, "Mailboxes that could not be read", &status.failing, zone)?;
    records(out, "Files that could not be read", &status.problems, zone)?;
    waiting(out, &status.mails, zone)?;
    records(out, "Holds that could not be placed or taken away", &status.holds, zone)?;
    records(out, "Reports that did not arrive", &status.reports, zone)?;
    records(out, "Organizers whom no mail reaches", &status.unreachable, zone)?;
    records(out, "Actions that failed for good", &status.failed, zone)
}

fn counts(out: &mut impl Write, head: &str, counts: &std::collections::BTreeMap<String, i64>) -> std::io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{head}")?;
    counts.iter().try_for_each(|(word, count)| writeln!(out, "  {count:>6}  {}", word.replace('_', " ")))
}

/// Mails that are tried again, and when.
fn waiting(out: &mut impl Write, mails: &[Record], zone: Tz) -> std::io::Result<()> {
    if mails.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nMails that wait")?;
    for mail in mails {
        let what = format!("{} {}", mail.mailbox, mail.object);
        let again = mail.since.map(|at| format!(" (again {})", time::show(at, zone))).unwrap_or_default();
        writeln!(out, "  {}: {}{again}", terminal::line(&what), terminal::line(&mail.why))?;
    }
    Ok(())
}

fn records(out: &mut impl Write, head: &str, records: &[Record], zone: Tz) -> std::io::Result<()> {
    if records.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{head}")?;
    for record in records {
        let what = [record.mailbox.as_str(), record.object.as_str()].join(" ");
        let since = record.since.map(|at| format!(" (since {})", time::show(at, zone))).unwrap_or_default();
        writeln!(out, "  {}: {}{since}", terminal::line(what.trim()), terminal::line(&record.why))?;
    }
    Ok(())
}
