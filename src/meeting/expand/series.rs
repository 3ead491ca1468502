//! The occurrences of a series: starts from rules and dates, without the excluded ones, with overrides put in.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;

use super::overrides::{Original, Parts};
use super::rule::{Rule, Until};
use super::{Expansion, MAX_RULES, Window, end, itself, length};
use crate::meeting::moment::sane_year;
use crate::meeting::{Event, Moment, Recurrence};

pub(super) struct Series<'a, 'p> {
    master: &'a Event,
    recurrence: &'a Recurrence,
    parts: &'p Parts<'a>,
    /// In which the wall clock of the series runs.
    zone: Tz,
    viewer: Tz,
    excluded: BTreeSet<Original>,
    /// Days that are excluded whatever the time.
    excluded_days: BTreeSet<NaiveDate>,
}

impl<'a, 'p> Series<'a, 'p> {
    pub fn new(master: &'a Event, recurrence: &'a Recurrence, parts: &'p Parts<'a>, viewer: Tz) -> Self {
        let zone = if let Moment::Zoned(_, zone) = master.start { zone } else { viewer };
        let excluded = recurrence.excluded.iter().map(|moment| parts.original(moment)).collect();
        let days = recurrence.excluded.iter().filter(|moment| moment.is_date());
        let excluded_days = days.map(|moment| moment.local().date()).collect();
        Self { master, recurrence, parts, zone, viewer, excluded, excluded_days }
    }

    /// All occurrences that can touch the window, in any order, and some around it.
    pub fn occurrences(&self, window: Window) -> Vec<Expansion<'a>> {
        let mut found = Vec::new();
        for event in self.parts.all() {
            if event.recurrence_id.is_some_and(|id| !self.is_excluded(&id)) {
                found.push(itself(event, Some(self.master), self.viewer));
            }
        }
        for (original, moment) in self.originals(window) {
            if !self.parts.single.contains_key(&original) && !self.parts.following.contains_key(&original) {
                found.push(self.occurrence(original, moment));
            }
        }
        found
    }

    fn is_excluded(&self, moment: &Moment) -> bool {
        self.excluded.contains(&self.parts.original(moment))
            || self.excluded_days.contains(&self.wall_clock(moment).date())
    }

    /// The original starts near the window, as rules, dates and DTSTART give them.
    fn originals(&self, window: Window) -> BTreeMap<Original, Moment> {
        let reach = self.reach();
        let from = (window.from.naive_utc()).checked_sub_signed(reach).unwrap_or(NaiveDateTime::MIN);
        let to = (window.to.naive_utc()).checked_add_signed(reach).unwrap_or(NaiveDateTime::MAX);
        let mut starts = vec![self.master.start];
        for rule in self.recurrence.rules.iter().take(MAX_RULES) {
            starts.extend(self.rule(rule, from, to));
        }
        starts.extend(self.recurrence.dates.iter().map(|moment| self.shaped(self.wall_clock(moment))));
        let wanted = starts.into_iter().filter(|moment| (from..=to).contains(&moment.local()));
        let kept = wanted.filter(|moment| !self.is_excluded(moment));
        kept.map(|moment| (self.parts.original(&moment), moment)).collect()
    }

    fn rule(&self, text: &str, from: NaiveDateTime, to: NaiveDateTime) -> Vec<Moment> {
        let first = self.master.start.local();
        let Some(rule) = Rule::parse(text) else { return Vec::new() };
        let starts = rule.starts(first, from, to).into_iter().map(|local| self.shaped(local));
        starts.take_while(|moment| rule.until().is_none_or(|until| self.until_allows(until, moment))).collect()
    }

    /// UNTIL is inclusive. A day ends at its midnight in the series' zone. All-day series go by days: of a time
    /// that is midnight or the day's last second as written, else in the viewer's zone.
    fn until_allows(&self, until: Until, moment: &Moment) -> bool {
        match until {
            Until::Day(day) => moment.local().date() <= day,
            Until::Local(local) if moment.is_date() => moment.local().date() <= local.date(),
            Until::Local(local) => moment.local() <= local,
            Until::Instant(at) if moment.is_date() => {
                let written = at.naive_utc();
                let bare = [NaiveTime::MIN, NaiveTime::from_hms_opt(23, 59, 59).unwrap_or_default()];
                let last =
                    if bare.contains(&written.time()) { written } else { at.with_timezone(&self.viewer).naive_local() };
                moment.local().date() <= last.date()
            }
            Until::Instant(at) => moment.instant(self.viewer) <= at,
        }
    }

    /// An occurrence without an override of its own: of the master, or of the last change to all that follow.
    fn occurrence(&self, original: Original, moment: Moment) -> Expansion<'a> {
        let change = self.parts.following.range(..=original).next_back().map(|(_, event)| *event);
        let (event, moment_now) = match change {
            Some(event) => (event, self.shifted(event, &moment)),
            None => (self.master, moment),
        };
        let start = moment_now.instant(self.viewer);
        let end = end(event.span, &moment_now, self.viewer).max(start);
        let speaker = if self.master.cancelled { self.master } else { event };
        Expansion { event: speaker, occurrence: Some(moment), start, end }
    }

    /// RANGE=THISANDFUTURE moves all later occurrences by as much of the wall clock as its own (RFC 5545 §3.2.13).
    fn shifted(&self, event: &Event, moment: &Moment) -> Moment {
        let local = self.wall_clock(moment);
        let local = local.checked_add_signed(self.shift(event)).unwrap_or(local);
        match (event.start, self.master.start) {
            (Moment::Date(_), _) => Moment::Date(local.date()),
            (Moment::Zoned(..), _) | (_, Moment::Zoned(..)) => Moment::Zoned(local, self.zone),
            (Moment::Floating(_), _) => Moment::Floating(local),
        }
    }

    fn shift(&self, event: &Event) -> TimeDelta {
        let from = event.recurrence_id.map_or(event.start.local(), |id| self.wall_clock(&id));
        self.wall_clock(&event.start) - from
    }

    /// How far outside the window an original start can lie whose occurrence is inside: its length, what a change
    /// to all that follow moves it by, and two days for zones.
    fn reach(&self) -> TimeDelta {
        let changes = self.parts.following.values();
        let shift = changes.clone().map(|event| self.shift(event).abs()).max().unwrap_or_default();
        let longest =
            changes.map(|event| length(event.span)).chain([length(self.master.span)]).max().unwrap_or_default();
        shift + longest + TimeDelta::days(2)
    }

    fn wall_clock(&self, moment: &Moment) -> NaiveDateTime {
        match moment {
            Moment::Zoned(local, zone) if *zone != self.zone && sane_year(local.date()) => {
                moment.instant(self.viewer).with_timezone(&self.zone).naive_local()
            }
            _ => moment.local(),
        }
    }

    /// A wall clock of the series in the form of its DTSTART.
    fn shaped(&self, local: NaiveDateTime) -> Moment {
        match self.master.start {
            Moment::Date(_) => Moment::Date(local.date()),
            Moment::Floating(_) => Moment::Floating(local),
            Moment::Zoned(_, zone) => Moment::Zoned(local, zone),
        }
    }
}
