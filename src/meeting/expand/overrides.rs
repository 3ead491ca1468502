//! Which component is which: the master, the overrides of single occurrences, and those of all that follow.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::meeting::{Event, Moment};

/// What names an occurrence: the day of an all-day series, else the instant, so that the zone in which a
/// RECURRENCE-ID or EXDATE is written does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Original {
    Day(NaiveDate),
    At(DateTime<Utc>),
}

/// The components of one UID, each in its newest version.
pub(super) struct Parts<'a> {
    /// The master or single event.
    pub master: Option<&'a Event>,
    /// Overrides of single occurrences.
    pub single: BTreeMap<Original, &'a Event>,
    /// Overrides of an occurrence and all later ones (RANGE=THISANDFUTURE).
    pub following: BTreeMap<Original, &'a Event>,
    viewer: Tz,
}

impl<'a> Parts<'a> {
    pub fn of(events: &'a [Event], viewer: Tz) -> Self {
        let masters = events.iter().filter(|event| event.recurrence_id.is_none());
        let master = masters.max_by_key(|event| rank(event));
        let mut parts = Self { master, single: BTreeMap::new(), following: BTreeMap::new(), viewer };
        let mut newest = HashMap::<_, &Event>::new();
        for event in events {
            let Some(id) = event.recurrence_id else { continue };
            let known = newest.entry((parts.original(&id), event.this_and_future)).or_insert(event);
            if rank(event) > rank(known) {
                *known = event;
            }
        }
        for ((original, following), event) in newest {
            if following { &mut parts.following } else { &mut parts.single }.insert(original, event);
        }
        parts
    }

    /// All overrides. One that is for an occurrence and all later ones counts as that occurrence's, unless that
    /// has its own.
    pub fn all(&self) -> impl Iterator<Item = &'a Event> {
        let following = self.following.iter().filter(|(original, _)| !self.single.contains_key(original));
        self.single.values().chain(following.map(|(_, event)| event)).copied()
    }

    /// What an original start names, in the terms of this series: some products write dates for timed series, or
    /// times for all-day series.
    pub fn original(&self, moment: &Moment) -> Original {
        let master = self.master.map_or(moment, |master| &master.start);
        match (master, moment) {
            (Moment::Date(_), _) => Original::Day(moment.local().date()),
            (Moment::Zoned(first, zone), Moment::Date(day)) => {
                Original::At(Moment::Zoned(day.and_time(first.time()), *zone).instant(self.viewer))
            }
            (Moment::Floating(first), Moment::Date(day)) => {
                Original::At(Moment::Floating(day.and_time(first.time())).instant(self.viewer))
            }
            _ => Original::At(moment.instant(self.viewer)),
        }
    }
}

fn rank(event: &Event) -> (i64, Option<DateTime<Utc>>, Reverse<&str>) {
    (event.sequence, event.updated, Reverse(&event.object))
}
