//! The conditions of `when`, and how a meeting compares with them.

use std::fmt;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::brief::{Brief, Certainty};
use crate::meeting::Address;

use super::{Case, Policy};

/// One table of `when`: all keys that are set must hold.
#[derive(Debug, Clone, Default)]
pub struct Condition {
    /// The title matches.
    pub title: Option<Regex>,
    /// The organizer is one of these.
    pub organizer: Option<Vec<OrganizerIs>>,
    /// The organizer's primary team is one of these.
    pub team: Option<Vec<String>>,
    /// So many people are invited, the organizer included.
    pub attendees: Option<Range<u64>>,
    /// There are guests from outside, or none.
    pub outside_guests: Option<bool>,
    /// The meeting is so long, in minutes.
    pub duration: Option<Range<u64>>,
    /// It is part of a series, or not.
    pub recurring: Option<bool>,
    /// It is agenda-free by nature, or not.
    pub social: Option<bool>,
    /// By its own words it only informs, or not.
    pub inform_only: Option<bool>,
    /// It bears one of these labels.
    pub calendar_label: Option<Vec<String>>,
    /// It starts between these times of day in the organizer's zone; may run over midnight.
    pub between: Option<(NaiveTime, NaiveTime)>,
}

/// Who the organizer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrganizerIs {
    /// This address, under any alias.
    Address(Address),
    /// Anyone under this domain.
    Domain(String),
    /// Anyone of the organization.
    Internal,
    /// Anyone else.
    External,
}

/// A range as the configuration writes it: `3..`, `..=2`, `3..8`, `5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range<T> {
    /// Least value, inclusive.
    pub min: Option<T>,
    /// Greatest value, inclusive.
    pub max: Option<T>,
}

impl<T: PartialOrd> Range<T> {
    /// Whether the value lies in the range.
    pub fn contains(&self, value: &T) -> bool {
        self.min.as_ref().is_none_or(|min| value >= min) && self.max.as_ref().is_none_or(|max| value <= max)
    }
}

impl<T: fmt::Display + PartialEq> fmt::Display for Range<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.min, &self.max) {
            (Some(min), Some(max)) if min == max => write!(f, "{min}"),
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "{min} or more"),
            (None, Some(max)) => write!(f, "{max} or fewer"),
            (None, None) => f.write_str("any"),
        }
    }
}

/// A key of `when` held against the meeting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// The key.
    pub key: String,
    /// What the rule wants.
    pub wanted: String,
    /// What the meeting has.
    pub found: String,
    /// Whether they agree.
    pub holds: bool,
}

impl Condition {
    /// Holds the condition against a meeting; it matches when every comparison holds. Stops at nothing: all
    /// comparisons are made, so that an explanation can show them.
    pub fn compare(&self, policy: &Policy, case: &Case<'_>, brief: &Brief) -> Vec<Comparison> {
        let meeting = case.meeting;
        let mut all = Comparisons(Vec::new());
        if let Some(title) = &self.title {
            all.push("title", title.as_str(), &meeting.title, title.is_match(&meeting.title));
        }
        if let Some(wanted) = &self.organizer {
            let holds = wanted.iter().any(|is| is.holds(policy, meeting.organizer.as_ref()));
            let found = meeting.organizer.as_ref().map_or("nobody", |address| address.as_str());
            all.push("organizer", &join(wanted.iter()), found, holds);
        }
        if let Some(wanted) = &self.team {
            let person = meeting.organizer.as_ref().and_then(|address| policy.directory.find(address));
            let found = person.and_then(|person| person.team.as_deref());
            let holds = found.is_some_and(|team| wanted.iter().any(|name| name == team));
            all.push("team", &wanted.join(" or "), found.unwrap_or("none"), holds);
        }
        if let Some(range) = &self.attendees {
            let size = meeting.size as u64;
            all.push("attendees", &range.to_string(), &size.to_string(), range.contains(&size));
        }
        if let Some(wanted) = self.outside_guests {
            all.flag("outside_guests", wanted, case.has_outsiders(policy));
        }
        if let Some(range) = &self.duration {
            let minutes = (meeting.end - meeting.start).num_minutes().max(0) as u64;
            all.push("duration", &format!("{range} minutes"), &format!("{minutes} minutes"), range.contains(&minutes));
        }
        if let Some(wanted) = self.recurring {
            all.flag("recurring", wanted, meeting.recurring);
        }
        if let Some(wanted) = self.social {
            all.flag("social", wanted, brief.social.present());
        }
        if let Some(wanted) = self.inform_only {
            all.flag("inform_only", wanted, brief.inform_only.certainty == Certainty::Sure);
        }
        if let Some(wanted) = &self.calendar_label {
            let holds = meeting.labels.iter().any(|label| wanted.iter().any(|name| name.eq_ignore_ascii_case(label)));
            all.push("calendar_label", &wanted.join(" or "), &meeting.labels.join(", "), holds);
        }
        if let Some((from, to)) = self.between {
            let time = local_time(policy, case, meeting.start);
            let holds = if from <= to { from <= time && time < to } else { time >= from || time < to };
            let wanted = format!("{}-{}", from.format("%H:%M"), to.format("%H:%M"));
            all.push("between", &wanted, &time.format("%H:%M").to_string(), holds);
        }
        all.0
    }
}

impl OrganizerIs {
    fn holds(&self, policy: &Policy, organizer: Option<&Address>) -> bool {
        let Some(organizer) = organizer else { return false };
        match self {
            Self::Address(address) => policy.directory.canonical(address) == policy.directory.canonical(organizer),
            Self::Domain(domain) => organizer.is_under(domain),
            Self::Internal => policy.is_internal(organizer),
            Self::External => !policy.is_internal(organizer),
        }
    }
}

impl fmt::Display for OrganizerIs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => write!(f, "{address}"),
            Self::Domain(domain) => write!(f, "{domain}"),
            Self::Internal => f.write_str("internal"),
            Self::External => f.write_str("external"),
        }
    }
}

struct Comparisons(Vec<Comparison>);

impl Comparisons {
    fn push(&mut self, key: &str, wanted: &str, found: &str, holds: bool) {
        self.0.push(Comparison { key: key.to_owned(), wanted: wanted.to_owned(), found: found.to_owned(), holds });
    }

    fn flag(&mut self, key: &str, wanted: bool, found: bool) {
        self.push(key, &wanted.to_string(), &found.to_string(), wanted == found);
    }
}

fn local_time(policy: &Policy, case: &Case<'_>, at: DateTime<Utc>) -> NaiveTime {
    let zone = policy.working_time(case.meeting.organizer.as_ref()).zone;
    at.with_timezone(&zone).time()
}

fn join(items: impl Iterator<Item = impl fmt::Display>) -> String {
    items.map(|item| item.to_string()).collect::<Vec<_>>().join(" or ")
}

/// How an admin's durations read in sentences: `24 hours`, `90 minutes`, `2 days`.
pub(crate) fn spell(length: TimeDelta) -> String {
    let plural = |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    let minutes = length.num_minutes();
    match minutes {
        m if m % (24 * 60) == 0 && m > 48 * 60 => plural(m / (24 * 60), "day"),
        m if m % 60 == 0 => plural(m / 60, "hour"),
        m => plural(m, "minute"),
    }
}
