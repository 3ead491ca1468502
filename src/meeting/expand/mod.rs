//! From the events of one UID in one mailbox to its occurrences.
//!
//! What is decided here where the standard leaves it open:
//! - Rules are expanded on the wall clock of DTSTART's zone. A time that the clock skips is moved by the gap (read
//!   with the offset before it), not dropped; a time that occurs twice is the first of the two (RFC 5545 §3.3.5).
//! - A DTSTART that its rule does not produce is an occurrence, and counts for COUNT.
//! - Several rules give the union of their starts.
//! - Overrides belong to the instant (or day) of their RECURRENCE-ID whatever zone it is written in, and whatever
//!   their SEQUENCE is. One whose original start no rule produces is an occurrence all the same.
//! - EXDATE wins over everything: an excluded start is no occurrence, even if an override of it is left over.
//!
//! Bounded: every rule ends after [`rule::MAX_STEPS`] starts, and at most [`MAX_RULES`] of a series are read.

mod overrides;
pub(super) mod rule;
mod series;
#[cfg(test)]
mod tests;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use self::overrides::Parts;
use self::series::Series;
use super::{Event, Moment, Span};

/// How many rules of one series are read.
const MAX_RULES: usize = 8;

/// Ten years: no meeting is longer, and absurd lengths must not leave the range of time.
const LONGEST_DAYS: u32 = 3660;

/// The half-open stretch of time `[from, to)` whose occurrences are wanted: an occurrence belongs to it when it
/// ends after `from` and starts before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Begin, inclusive.
    pub from: DateTime<Utc>,
    /// End, exclusive.
    pub to: DateTime<Utc>,
}

impl Window {
    fn holds(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> bool {
        end > self.from && start < self.to
    }
}

/// One occurrence: which component it is read from, and its own times.
#[derive(Debug, Clone, PartialEq)]
pub struct Expansion<'a> {
    /// The override of this occurrence where there is one, else the master or the single event. When the whole
    /// series is called off, always the (cancelled) master.
    pub event: &'a Event,
    /// The original start within the series; none for a single event.
    pub occurrence: Option<Moment>,
    /// Start.
    pub start: DateTime<Utc>,
    /// End, not before the start.
    pub end: DateTime<Utc>,
}

/// Expands the events of one UID in one mailbox: the occurrences inside `window`, by start, each once. Of several
/// versions of one component the highest (SEQUENCE, updated) counts, then the first object by name. Cancelled
/// occurrences are returned, with a cancelled event.
pub fn expand<'a>(events: &'a [Event], window: Window, viewer: Tz) -> Vec<Expansion<'a>> {
    let parts = Parts::of(events, viewer);
    let mut found = match parts.master {
        Some(master) => match &master.recurrence {
            Some(recurrence) => Series::new(master, recurrence, &parts, viewer).occurrences(window),
            None => single(master, &parts, viewer),
        },
        None => parts.all().map(|event| itself(event, None, viewer)).collect(),
    };
    found.retain(|expansion| window.holds(expansion.start, expansion.end));
    found.sort_by_key(|expansion| (expansion.start, expansion.occurrence.map(|moment| moment.canonical())));
    found
}

/// A single event that stands beside overrides is one of them, unless they replace it.
fn single<'a>(master: &'a Event, parts: &Parts<'a>, viewer: Tz) -> Vec<Expansion<'a>> {
    let replaced = parts.single.contains_key(&parts.original(&master.start));
    let alone = (!replaced).then(|| Expansion { occurrence: None, ..itself(master, None, viewer) });
    alone.into_iter().chain(parts.all().map(|event| itself(event, Some(master), viewer))).collect()
}

/// A component at its own times. Under a master that was called off, the master speaks.
fn itself<'a>(event: &'a Event, master: Option<&'a Event>, viewer: Tz) -> Expansion<'a> {
    let start = event.start.instant(viewer);
    let end = end(event.span, &event.start, viewer).max(start);
    let speaker = master.filter(|master| master.cancelled).unwrap_or(event);
    Expansion { event: speaker, occurrence: event.recurrence_id, start, end }
}

fn end(span: Span, start: &Moment, viewer: Tz) -> DateTime<Utc> {
    let days = span.days.min(LONGEST_DAYS);
    Span { days, seconds: span.seconds.clamp(0, i64::from(LONGEST_DAYS) * 86_400) }.end(start, viewer)
}

fn length(span: Span) -> TimeDelta {
    let days = i64::from(span.days.min(LONGEST_DAYS));
    TimeDelta::seconds(span.seconds.clamp(0, i64::from(LONGEST_DAYS) * 86_400)) + TimeDelta::days(days)
}
