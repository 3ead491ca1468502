//! One meeting from its many copies.
//!
//! The organizer's copy leads where the organizer is enrolled, else the copy with the highest (SEQUENCE, updated).
//! Guests are the larger of the listed people and the copies seen: providers hide guest lists and truncate them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Address, AttendeeKind, Copy, Digest, EventKind, MeetingKey};

/// Hash of what a judgement of the meeting reads: see [`Copy::content`].
pub type Version = Digest;

/// One occurrence as all its copies share it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Meeting {
    /// Its key.
    pub key: MeetingKey,
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// A day without times.
    pub all_day: bool,
    /// Part of a series.
    pub recurring: bool,
    /// Called off, by the leading copy.
    pub cancelled: bool,
    /// Private on the leading copy: never judged.
    pub private: bool,
    /// What it is.
    pub kind: EventKind,
    /// The subject.
    pub title: String,
    /// The organizer, in the directory's spelling.
    pub organizer: Option<Address>,
    /// The organizer's display name.
    pub organizer_name: Option<String>,
    /// People and groups invited, the organizer included, rooms left out; sorted by address.
    pub guests: Vec<Guest>,
    /// How many people: the larger of the guests listed and the copies seen. A group that was not expanded
    /// counts as [`Meeting::GROUP_COUNTS`].
    pub size: usize,
    /// Labels of the leading copy.
    pub labels: Vec<String>,
    /// A page that opens the invitation.
    pub link: Option<String>,
    /// When it was booked, as far as any copy says.
    pub created: Option<DateTime<Utc>>,
    /// Hash of what a judgement reads.
    pub version: Version,
}

/// Someone invited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guest {
    /// The address as the invitation has it.
    pub address: Address,
    /// Display name.
    pub name: Option<String>,
    /// A group that was not expanded.
    pub group: bool,
}

impl Meeting {
    /// As how many people an unexpanded group counts.
    pub const GROUP_COUNTS: usize = 100;
}

/// The copy that speaks for the meeting.
pub fn lead(copies: &[Copy]) -> Option<&Copy> {
    let rank = |copy: &Copy| (copy.is_organizer, copy.event.sequence, copy.event.updated);
    copies.iter().max_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| b.mailbox.cmp(&a.mailbox)))
}

/// Builds the meeting from all copies of one key. None when there are no copies.
pub fn merge(copies: &[Copy]) -> Option<Meeting> {
    let lead = lead(copies)?;
    let guests = guests(copies, lead);
    let listed: usize = guests.iter().map(|guest| if guest.group { Meeting::GROUP_COUNTS } else { 1 }).sum();
    Some(Meeting {
        key: lead.key.clone(),
        start: lead.start,
        end: lead.end,
        all_day: lead.event.start.is_date(),
        recurring: lead.recurring,
        cancelled: lead.event.cancelled,
        private: lead.event.private,
        kind: lead.event.kind,
        title: lead.event.title.clone(),
        organizer: Address::parse(&lead.key.organizer),
        organizer_name: lead.event.organizer_name.clone(),
        size: listed.max(copies.len()),
        guests,
        labels: lead.event.labels.clone(),
        link: lead.event.link.clone(),
        created: copies.iter().filter_map(|copy| copy.event.created).min(),
        version: version(copies, lead),
    })
}

/// The guests of the leading copy; of all copies when that one hides them.
fn guests(copies: &[Copy], lead: &Copy) -> Vec<Guest> {
    let mut found = BTreeMap::new();
    let sources: Vec<&Copy> = if lead.event.attendees.len() > 1 { vec![lead] } else { copies.iter().collect() };
    for attendee in sources.iter().flat_map(|copy| &copy.event.attendees) {
        if attendee.kind == AttendeeKind::Room {
            continue;
        }
        found.entry(attendee.address.clone()).or_insert_with(|| Guest {
            address: attendee.address.clone(),
            name: attendee.name.clone(),
            group: attendee.kind == AttendeeKind::Group,
        });
    }
    if let Some(organizer) = Address::parse(&lead.key.organizer)
        && !lead.event.private
        && !found.contains_key(&organizer)
        && !lead.event.organizer.as_ref().is_some_and(|written| found.contains_key(written))
    {
        let name = lead.event.organizer_name.clone();
        found.insert(organizer.clone(), Guest { address: organizer, name, group: false });
    }
    found.into_values().collect()
}

/// Which copies there are belongs to the version (a new copy must be judged), as does what each of them says.
fn version(copies: &[Copy], lead: &Copy) -> Version {
    let mut parts: Vec<(String, Digest)> =
        copies.iter().map(|copy| (copy.mailbox.to_string(), copy.content())).collect();
    parts.sort_unstable();
    let leading = lead.mailbox.as_str();
    let rest = parts.iter().flat_map(|(mailbox, digest)| [mailbox.as_str(), digest.as_str()]);
    Digest::of(std::iter::once(leading).chain(rest))
}
