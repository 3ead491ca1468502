//! `meetgate explain`: why a meeting was judged as it was, what was done about it, and what would change it.

use std::io::Write;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::json;

use crate::app;
use crate::brief::Certainty;
use crate::journal::Entry;
use crate::plan::{Cap, caps};
use crate::policy::{Case, Comparison, Policy, RequirementState, Trial, Verdict, VerdictKind};
use crate::store::{Filed, Found, Record, Store};

use super::{ConfigArg, Failure, Outcome, clock, load, terminal, time};

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate explain \"Harbour sensor roadmap\"\n  meetgate explain ana@example.com")]
pub struct Args {
    /// Part of a title, a UID, a link or a person's address
    what: String,
    #[command(flatten)]
    config: ConfigArg,
    /// Prefer the meeting that comes next after this time
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    at: Option<DateTime<Utc>>,
    /// Show all that happened to the meeting, not only the last 200 entries
    #[arg(long)]
    all: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// So many other matches are shown.
const SHOWN: u32 = 20;
/// So many entries of the journal are shown unless all are wanted.
const HAPPENED: usize = 200;

pub async fn run(args: Args) -> Outcome {
    let loaded = load(&args.config)?;
    let none = || {
        Failure::Failed(anyhow::anyhow!(
            "no meeting on file matches {:?}; `meetgate run --once` reads the calendars",
            args.what
        ))
    };
    if !app::exists(&loaded.store.url) {
        return Err(none());
    }
    let store = app::open_store(&loaded.store.url).await?;
    let now = clock(args.at).now();
    let matches = store.find(&args.what, now, SHOWN).await?;
    let Some((found, others)) = matches.split_first() else { return Err(none()) };
    let Some(mut filed) = store.filed(&found.key).await? else { return Err(none()) };
    let organizer = filed.meeting.organizer.as_ref();
    let away = store.away(now).await?;
    filed.history.away_until = organizer.and_then(|organizer| away.get(organizer).copied());
    let case = Case { meeting: &filed.meeting, copies: &filed.copies };
    let caps = caps(&loaded.policy, &case, &filed.verdict, &filed.history, now);
    let held = held(&store, &filed, &loaded.policy, now).await?;
    let mut journal = store.journal_of(&found.key).await?;
    let left_out = if args.all { 0 } else { journal.len().saturating_sub(HAPPENED) };
    journal.drain(..left_out);
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(out, "{:#}", as_json(&filed, &caps, &held, &journal, others))?;
        return Ok(());
    }
    let zone = loaded.policy.working_time(filed.meeting.organizer.as_ref()).zone;
    Page { out: &mut out, zone, now, left_out }.print(&filed, &caps, &held, &journal, others)?;
    Ok(())
}

/// What makes actions about this meeting wait.
async fn held(store: &Store, filed: &Filed, policy: &Policy, now: DateTime<Utc>) -> Result<Vec<String>, Failure> {
    let status = store.status().await?;
    let mailboxes = filed.copies.iter().map(|briefed| briefed.copy.mailbox.as_str());
    let organizer = filed.meeting.organizer.as_ref();
    let concerned: Vec<&str> = mailboxes.chain(organizer.map(|address| address.as_str())).collect();
    let mine = |record: &&Record| concerned.contains(&record.mailbox.as_str());
    let mut held: Vec<String> = status.paused.iter().map(|why| format!("everything is paused: {why}")).collect();
    held.extend(status.brakes.iter().filter(mine).map(|brake| format!("{}: {}", brake.mailbox, brake.why)));
    held.extend(status.doubts.iter().filter(mine).map(|doubt| format!("{}: {}", doubt.mailbox, doubt.why)));
    let stale = store.stale(now - policy.safety.max_staleness).await?;
    let stale = stale.iter().filter(|address| concerned.contains(&address.as_str()));
    held.extend(stale.map(|address| format!("{address}: not read for longer than safety.max_staleness")));
    if let Some(organizer) = organizer {
        let ramp = store.ramp(policy.safety.organizers_per_day, &[organizer], now).await?;
        let unwarned = filed.history.notices.is_empty();
        held.extend(ramp.waits(organizer, policy, now).filter(|_| unwarned).map(|until| {
            let zone = policy.working_time(Some(organizer)).zone;
            format!("{organizer}: rollout.organizers_per_day has room again {}", time::show(until, zone))
        }));
    }
    Ok(held)
}

fn as_json(filed: &Filed, caps: &[Cap], held: &[String], journal: &[Entry], others: &[Found]) -> serde_json::Value {
    let copies = filed.copies.iter().map(|briefed| {
        let copy = &briefed.copy;
        json!({ "mailbox": copy.mailbox, "object": copy.object, "response": copy.response(),
            "organizer": copy.is_organizer, "flagged": copy.event.flagged, "seen_at": copy.seen_at, "brief": briefed.brief })
    });
    json!({ "meeting": filed.meeting, "verdict": filed.verdict, "copies": copies.collect::<Vec<_>>(),
        "caps": caps, "held": held, "history": filed.history, "journal": journal, "others": others })
}

struct Page<'a, W: Write> {
    out: &'a mut W,
    zone: Tz,
    now: DateTime<Utc>,
    /// So many older entries of the journal are not shown.
    left_out: usize,
}

impl<W: Write> Page<'_, W> {
    fn print(
        &mut self,
        filed: &Filed,
        caps: &[Cap],
        held: &[String],
        journal: &[Entry],
        others: &[Found],
    ) -> std::io::Result<()> {
        self.meeting(filed)?;
        self.verdict(filed)?;
        self.rules(&filed.verdict.tried)?;
        self.copies(filed)?;
        self.caps(filed, caps)?;
        self.held(held)?;
        self.done(filed, journal)?;
        self.others(others)
    }

    fn meeting(&mut self, filed: &Filed) -> std::io::Result<()> {
        let meeting = &filed.meeting;
        let title = if meeting.title.is_empty() { "(no title)" } else { &meeting.title };
        writeln!(self.out, "{}", terminal::line(title))?;
        let organizer = meeting.organizer.as_ref().map_or("nobody", |address| address.as_str());
        writeln!(self.out, "  {} · {} people · organized by {organizer}", self.show(meeting.start), meeting.size)?;
        writeln!(self.out, "  key {}", meeting.key)?;
        writeln!(self.out, "  times are those of {}", self.zone)
    }

    fn verdict(&mut self, filed: &Filed) -> std::io::Result<()> {
        let verdict = &filed.verdict;
        writeln!(self.out, "\nVerdict: {}", verdict.kind.as_str().replace('_', " "))?;
        writeln!(self.out, "  {}", terminal::line(&verdict.reason))?;
        if let Some(deadline) = &verdict.deadline {
            writeln!(self.out, "  deadline {}: {}", self.show(deadline.at), deadline.how)?;
        }
        for state in &verdict.requirements {
            self.requirement(state)?;
        }
        for hit in &verdict.hits {
            let name = terminal::line(&hit.window);
            writeln!(self.out, "  falls into \"{name}\" of {}: {} follows", hit.mailbox, hit.on_meeting)?;
        }
        writeln!(self.out, "  at most {} may follow, by the organizer's mode and who takes part", verdict.limit)?;
        writeln!(self.out, "  judged {} under policy {}", self.show(verdict.at), verdict.revision.as_str())?;
        if let Some(advice) = advice(verdict) {
            let in_time = verdict.deadline.as_ref().filter(|_| verdict.kind == VerdictKind::Missing);
            let by = match in_time {
                Some(deadline) => format!(" before {}", self.show(deadline.at)),
                None => format!("; until {} that still brings the answers back", self.show(filed.meeting.start)),
            };
            writeln!(self.out, "  what would change it: {advice}{by}")?;
        }
        Ok(())
    }

    /// For everyone who is concerned: what is asked for, how far it goes, and why no further.
    fn caps(&mut self, filed: &Filed, caps: &[Cap]) -> std::io::Result<()> {
        if caps.is_empty() || filed.meeting.start <= self.now {
            return Ok(());
        }
        writeln!(self.out, "\nHow far it goes now, and why not further")?;
        for cap in caps {
            let because =
                if cap.why.is_empty() { String::new() } else { format!(" because {}", cap.why.join(", and ")) };
            writeln!(self.out, "  {}: {} → {}{because}", cap.mailbox, cap.wanted, cap.reach)?;
        }
        if filed.history.unheard {
            writeln!(self.out, "  the organizer wants no mail from meetgate: nothing is answered, only marked")?;
        }
        if let Some(until) = filed.history.away_until {
            writeln!(self.out, "  the organizer is out of office until {}", self.show(until))?;
        }
        Ok(())
    }

    fn held(&mut self, held: &[String]) -> std::io::Result<()> {
        if held.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\nWhat makes actions wait")?;
        held.iter().try_for_each(|line| writeln!(self.out, "  {}", terminal::line(line)))
    }

    fn requirement(&mut self, state: &RequirementState) -> std::io::Result<()> {
        let how = match state.certainty {
            _ if state.waived => "none needed, it says",
            Certainty::Sure => "there",
            Certainty::Unsure => "not sure, which counts as there",
            Certainty::Absent => "missing",
        };
        writeln!(
            self.out,
            "  {}: {how} (missing leads to {})",
            state.requirement.as_str().replace('_', "-"),
            state.consequence
        )?;
        for evidence in &state.evidence {
            writeln!(self.out, "      {}: “{}”", evidence.code, terminal::line(&evidence.text))?;
        }
        let absent = state.seen.absent.map(|at| format!("last seen absent {}", self.show(at)));
        let present = state.seen.present.map(|at| format!("first seen present {}", self.show(at)));
        let seen: Vec<String> = absent.into_iter().chain(present).collect();
        if !seen.is_empty() {
            let late = if state.late { ", after the deadline" } else { "" };
            writeln!(self.out, "      {}{late}", seen.join(", "))?;
        }
        Ok(())
    }

    fn rules(&mut self, tried: &[Trial]) -> std::io::Result<()> {
        if tried.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\nRules tried, in order")?;
        for trial in tried {
            let mark = if trial.matched { "matches" } else { "no match" };
            let note = trial.note.as_ref().map(|note| format!(" ({note})")).unwrap_or_default();
            writeln!(self.out, "  {}: {mark}{note}", trial.rule)?;
            for (index, table) in trial.compared.iter().enumerate() {
                let or = if index > 0 { "or " } else { "" };
                let compared: Vec<String> = table.iter().map(comparison).collect();
                writeln!(self.out, "      {or}{}", compared.join("; "))?;
            }
        }
        Ok(())
    }

    fn copies(&mut self, filed: &Filed) -> std::io::Result<()> {
        writeln!(self.out, "\nCopies")?;
        for briefed in &filed.copies {
            let copy = &briefed.copy;
            let role = if copy.is_organizer { ", organizer" } else { "" };
            let flag = if copy.event.flagged { ", marked" } else { "" };
            let answer = copy.response().partstat().to_lowercase();
            let object = terminal::line(&copy.object);
            writeln!(self.out, "  {} ({object}): {answer}{role}{flag}", copy.mailbox)?;
        }
        Ok(())
    }

    fn done(&mut self, filed: &Filed, journal: &[Entry]) -> std::io::Result<()> {
        writeln!(self.out, "\nWhat happened")?;
        if let Some(first) = filed.history.first_seen {
            writeln!(self.out, "  {}  first seen", self.show(first))?;
        }
        if self.left_out > 0 {
            writeln!(self.out, "  … {} more, shown with --all", self.left_out)?;
        }
        for entry in journal {
            let fact = |name: &str| entry.detail.get(name).and_then(|value| value.as_str()).unwrap_or_default();
            let kind = [fact("kind"), fact("say")].concat().replace('_', " ");
            let mailbox = entry.mailbox.as_ref().map(ToString::to_string).unwrap_or_default();
            let words = [entry.what.as_str(), &kind, &mailbox].into_iter().filter(|word| !word.is_empty());
            let words = words.collect::<Vec<_>>().join(" ");
            let why = [fact("why"), fact("reason")].into_iter().find(|why| !why.is_empty());
            let why = why.map(|why| format!(": {}", terminal::line(why))).unwrap_or_default();
            writeln!(self.out, "  {}  {words}{why}", self.show(entry.at))?;
        }
        Ok(())
    }

    fn others(&mut self, others: &[Found]) -> std::io::Result<()> {
        if others.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\nOther matches")?;
        for other in others {
            let kind = other.kind.replace('_', " ");
            writeln!(
                self.out,
                "  {}  {} ({kind})  {}",
                self.show(other.start),
                terminal::cut(&other.title, 50),
                other.key
            )?;
        }
        Ok(())
    }

    fn show(&self, at: DateTime<Utc>) -> String {
        time::show(at, self.zone)
    }
}

fn comparison(comparison: &Comparison) -> String {
    let sign = if comparison.holds { "✓" } else { "✗" };
    let found = terminal::cut(&comparison.found, 60);
    format!("{sign} {}: {found} (wanted: {})", comparison.key, terminal::cut(&comparison.wanted, 60))
}

/// What the organizer could do.
fn advice(verdict: &Verdict) -> Option<String> {
    let missing = verdict.requirements.iter().filter(|state| !state.met());
    let steps: Vec<&str> = missing
        .map(|state| match state.requirement {
            crate::meeting::Requirement::Agenda => "add a list of topics",
            crate::meeting::Requirement::PreRead => "attach or link what to read, or write “No pre-read needed”",
            crate::meeting::Requirement::Outcomes => "say what the meeting should produce",
        })
        .collect();
    (!steps.is_empty()).then(|| steps.join(", "))
}
