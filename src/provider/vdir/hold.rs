//! Holds: entries that keep time free, each in a file of its own.
//!
//! File and UID are made of the hold's key, so that placing it again finds the first. A folder has no tombstones:
//! that the owner deleted the entry is seen by a small note beside it (a dot-file, which calendar programs pass over).
//! It is written once the entry stands; entry gone and note there means that the owner took it away, and it is not
//! placed again. The owner's note survives a release, so that their opting out does.
//!
//! Accepted races: an entry that the owner deletes within the moment before its note is written is placed once more;
//! a program that gives the file another name looks like an owner who deleted it, so there is never a second one.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::PathBuf;

use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use chrono_tz::Tz;

use super::document::{Component, Document};
use super::event::HOLD;
use super::lines::fold;
use super::times::Zones;
use super::write::{self, Staged};
use super::{Folder, folder, text, zone};
use crate::meeting::{Moment, Span};
use crate::provider::{Held, Hold, HoldStyle, ProviderError};

/// Keys are at most so long: with what stands around them they name a file.
const LONGEST_KEY: usize = 150;
/// An owner deletes at most so many occurrences of one hold.
const MAX_EXCEPTIONS: usize = 2_000;

/// Brings the hold into its state.
pub(super) fn place(folder: &Folder, hold: &Hold, at: DateTime<Utc>) -> Result<Held, ProviderError> {
    let names = Names::of(folder, &hold.key)?;
    let held = |bytes: &[u8]| Held { object: names.file.clone(), etag: folder::hash(bytes), style: style(hold) };
    let (bytes, stat) = match folder::read(&names.path) {
        Ok(read) => read,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if names.is_noted() {
                return Err(ProviderError::Gone("the owner deleted this hold".into()));
            }
            let new = written(hold, &names, &BTreeSet::new(), at)?;
            write::create(&folder.path, &names.path, &new)?;
            names.note()?;
            return Ok(held(&new));
        }
        Err(error) => return Err(folder.failure(&names.path, &error)),
    };
    // The process may have ended before it wrote the note.
    names.note()?;
    let standing = Standing::read(bytes.clone(), folder.mailbox.zone);
    if standing.as_ref().is_some_and(|standing| standing.says(hold)) {
        return Ok(held(&bytes));
    }
    let exceptions = standing.map(|standing| standing.exceptions).unwrap_or_default();
    let new = written(hold, &names, &exceptions, at)?;
    Staged::write(&names.path, &new)?.commit(stat)?;
    Ok(held(&new))
}

/// Takes the entry away. An owner's opting out is kept.
pub(super) fn release(folder: &Folder, key: &str) -> Result<(), ProviderError> {
    let names = Names::of(folder, key)?;
    if !names.path.exists() {
        return Ok(());
    }
    // The note goes first: an entry without it is still ours, a note without its entry is the owner's opting out.
    for path in [&names.note, &names.path] {
        match fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(folder.failure(path, &error)),
            _ => {}
        }
    }
    Ok(())
}

/// What a hold is called in its folder.
struct Names {
    file: String,
    path: PathBuf,
    note: PathBuf,
    uid: String,
}

impl Names {
    fn of(folder: &Folder, key: &str) -> Result<Self, ProviderError> {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if key.is_empty() || key.len() > LONGEST_KEY || !key.chars().all(fits) {
            return Err(ProviderError::Permanent(format!("{key:?} cannot be the key of a hold")));
        }
        let file = format!("meetgate-hold-{key}.ics");
        let mailbox = folder::hash(folder.mailbox.address.as_str().as_bytes());
        Ok(Self {
            path: folder.path.join(&file),
            note: folder.path.join(format!(".meetgate-hold-{key}")),
            uid: format!("meetgate-hold-{key}-{}", mailbox.get(..12).unwrap_or_default()),
            file,
        })
    }

    fn is_noted(&self) -> bool {
        self.note.exists()
    }

    fn note(&self) -> Result<(), ProviderError> {
        if self.is_noted() {
            return Ok(());
        }
        let text = "meetgate placed the entry of this name. If the entry is gone and this file is here, its owner \
                    did not want it, and it is not placed again.\n";
        fs::write(&self.note, text).map_err(|error| write::failure(&self.note, &error))
    }
}

/// What the file says now.
struct Standing {
    title: String,
    start: Moment,
    span: Span,
    rule: Option<String>,
    tentative: bool,
    busy: bool,
    /// The days whose occurrence the owner deleted.
    exceptions: BTreeSet<NaiveDate>,
}

impl Standing {
    /// None when it cannot be read, or is no hold of ours any more.
    fn read(bytes: Vec<u8>, owner: Tz) -> Option<Self> {
        let document = Document::read(bytes).ok()?;
        let zones = Zones::of(&document, owner);
        let events: Vec<&Component> = document.events().map(|(event, _)| event).collect();
        let master = events.iter().find(|event| event.get("RECURRENCE-ID").is_none() && event.get(HOLD).is_some())?;
        let (start, span) = super::times::start_and_span(&document, master, &zones).ok()?;
        let cancelled =
            |event: &&&Component| event.value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("CANCELLED"));
        let called_off = events.iter().filter(cancelled).filter_map(|event| zones.moment(event.get("RECURRENCE-ID")?));
        let excluded = master.all("EXDATE").flat_map(|dates| zones.moments(dates)).chain(called_off);
        let zone = if let Moment::Zoned(_, zone) = start { zone } else { owner };
        let day = |moment: Moment| match moment {
            Moment::Zoned(..) => moment.instant(owner).with_timezone(&zone).date_naive(),
            other => other.local().date(),
        };
        Some(Self {
            title: master.value("SUMMARY").map(text::unescape).unwrap_or_default(),
            start,
            span,
            rule: master.value("RRULE").map(str::to_owned),
            tentative: master.value("STATUS").is_some_and(|status| status.eq_ignore_ascii_case("TENTATIVE")),
            busy: !master.value("TRANSP").is_some_and(|value| value.eq_ignore_ascii_case("TRANSPARENT")),
            exceptions: excluded.map(day).take(MAX_EXCEPTIONS).collect(),
        })
    }

    fn says(&self, hold: &Hold) -> bool {
        self.busy
            && self.title == one_line(&hold.title)
            && (self.start, self.span) == (hold.start, hold.span)
            && self.rule == hold.rule
            && self.tentative == (hold.style == HoldStyle::Tentative)
    }
}

/// Folders know no focus time.
fn style(hold: &Hold) -> HoldStyle {
    if hold.style == HoldStyle::Tentative { HoldStyle::Tentative } else { HoldStyle::Busy }
}

fn one_line(title: &str) -> String {
    title.replace(|c: char| c.is_control(), " ").trim().to_owned()
}

/// The file. Of an entry that moves, the days that the owner took out stay out.
fn written(
    hold: &Hold,
    names: &Names,
    exceptions: &BTreeSet<NaiveDate>,
    at: DateTime<Utc>,
) -> Result<Vec<u8>, ProviderError> {
    let rule = hold.rule.as_deref().map(rule).transpose()?;
    let stamp = at.format("%Y%m%dT%H%M%SZ");
    let tentative = hold.style == HoldStyle::Tentative;
    let mut lines = String::from("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//meetgate//meetgate//EN\n");
    if let Moment::Zoned(local, zone) = hold.start {
        lines += &zone::component(zone, local.year());
    }
    // Writing to a text never fails.
    let _ = writeln!(lines, "BEGIN:VEVENT\nUID:{}\nDTSTAMP:{stamp}\nLAST-MODIFIED:{stamp}", names.uid);
    let _ = writeln!(lines, "{}\nDURATION:{}", moment("DTSTART", &hold.start), duration(hold.span));
    if let Some(rule) = rule {
        let _ = writeln!(lines, "RRULE:{rule}");
        for day in exceptions {
            let excluded = on(&hold.start, *day);
            let _ = writeln!(lines, "{}", moment("EXDATE", &excluded));
        }
    }
    let _ = writeln!(lines, "SUMMARY:{}\nTRANSP:OPAQUE", text::escape(&one_line(&hold.title)));
    let _ = writeln!(lines, "STATUS:{}", if tentative { "TENTATIVE" } else { "CONFIRMED" });
    let _ = writeln!(lines, "X-MICROSOFT-CDO-BUSYSTATUS:{}", if tentative { "TENTATIVE" } else { "BUSY" });
    let _ = writeln!(lines, "{HOLD}:{}\nEND:VEVENT\nEND:VCALENDAR", hold.key);
    Ok(lines.lines().flat_map(|line| fold(line.as_bytes(), b"\r\n")).collect())
}

/// A rule is letters, digits and a few signs (RFC 5545 §3.3.10); what is not would be another line.
fn rule(text: &str) -> Result<&str, ProviderError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '=' | ';' | ',' | '-' | '+');
    let sound = !text.is_empty() && text.chars().all(fits);
    sound.then_some(text).ok_or_else(|| ProviderError::Permanent(format!("{text:?} is no rule of a series")))
}

fn moment(name: &str, moment: &Moment) -> String {
    let local = moment.local();
    match moment {
        Moment::Date(day) => format!("{name};VALUE=DATE:{}", day.format("%Y%m%d")),
        Moment::Floating(_) => format!("{name}:{}", local.format("%Y%m%dT%H%M%S")),
        Moment::Zoned(_, Tz::UTC) => format!("{name}:{}", local.format("%Y%m%dT%H%M%SZ")),
        Moment::Zoned(_, zone) => format!("{name};TZID={}:{}", zone.name(), local.format("%Y%m%dT%H%M%S")),
    }
}

/// The same time on another day.
fn on(start: &Moment, day: NaiveDate) -> Moment {
    let local = day.and_time(start.local().time());
    match start {
        Moment::Date(_) => Moment::Date(day),
        Moment::Floating(_) => Moment::Floating(local),
        Moment::Zoned(_, zone) => Moment::Zoned(local, *zone),
    }
}

/// `P1D`, `PT7200S`, `P1DT1800S` (RFC 5545 §3.3.6).
fn duration(span: Span) -> String {
    match (span.days, span.seconds.max(0)) {
        (0, seconds) => format!("PT{seconds}S"),
        (days, 0) => format!("P{days}D"),
        (days, seconds) => format!("P{days}DT{seconds}S"),
    }
}
