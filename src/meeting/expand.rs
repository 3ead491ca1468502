//! From the events of one UID in one mailbox to its occurrences.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{Event, Moment};

/// The half-open stretch of time `[from, to)` whose occurrences are wanted: an occurrence belongs to it when it
/// ends after `from` and starts before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Begin, inclusive.
    pub from: DateTime<Utc>,
    /// End, exclusive.
    pub to: DateTime<Utc>,
}

/// One occurrence: which component it is read from, and its own times.
#[derive(Debug, Clone, PartialEq)]
pub struct Expansion<'a> {
    /// The override of this occurrence where there is one, else the master or the single event.
    pub event: &'a Event,
    /// The original start within the series; none for a single event.
    pub occurrence: Option<Moment>,
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
}

/// Expands the events of one UID in one mailbox.
pub fn expand<'a>(_events: &'a [Event], _window: Window, _viewer: Tz) -> Vec<Expansion<'a>> {
    Vec::new()
}
