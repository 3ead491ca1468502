//! Better times for series across zones.
//!
//! What a time costs is reckoned by the hours most usual in each zone, never by anyone's own, and a zone with fewer
//! attendees than the floor is folded like everywhere. Times are those of the series' first occurrence of the week: a
//! proposal made in a week whose clock changes is an hour off in the zones that have changed. Every half hour within half
//! a day of the present time is tried; only such are proposed as are between 07:00 and 22:00 on a working day everywhere.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};
use chrono_tz::Tz;

use crate::meeting::{Hours, resolve_local};

use super::metric::decimals;
use super::series::Series;
use super::shield::{Steps, fold_zones};
use super::tally::{Tally, usual};
use super::{Group, Load, LocalTime, Proposal, Slot};

/// So many series, those that cost most after hours, are looked at.
const LOOKED_AT: usize = 20;
/// So many proposals are shown.
const SHOWN: usize = 5;
/// Half hours before and after the present time that are tried.
const HALF_HOURS: i64 = 24;
/// Nobody should meet before or after these hours of their clock.
const BEARABLE: (u32, u32) = (7, 22);
/// Nobody meets as long as this within a proposal.
const DAY: i64 = 86_400;

/// Proposals for the series that may be named, the most relieving first.
pub(super) fn proposals(tally: &Tally, shown: &[&Series], floor: u64, steps: Steps) -> Vec<Proposal> {
    let mut across: Vec<(f64, Across<'_>)> = shown
        .iter()
        .filter_map(|series| Across::new(tally, series, floor, steps))
        .map(|across| (across.cost(&across.outside(0)), across))
        .filter(|(cost, _)| *cost > 0.0)
        .collect();
    across.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.series.title.cmp(&other.series.title)));
    across.truncate(LOOKED_AT);
    let proposed = across.iter().filter_map(|(cost, across)| Some((cost, across.propose()?)));
    let mut proposed: Vec<(f64, Proposal)> = proposed.map(|(cost, found)| (cost - found.cost(), found)).collect();
    proposed.sort_by(|(a, one), (b, other)| b.total_cmp(a).then_with(|| one.series.cmp(&other.series)));
    proposed.into_iter().map(|(_, proposal)| proposal).take(SHOWN).collect()
}

impl Proposal {
    /// Person-minutes after hours that it leaves.
    fn cost(&self) -> f64 {
        self.loads.iter().map(|load| f64::from(load.people) * load.then_minutes).sum()
    }

    /// Whether it leaves fewer person-minutes after hours than there are now.
    pub(super) fn saves(&self) -> bool {
        self.cost() < self.loads.iter().map(|load| f64::from(load.people) * load.now_minutes).sum()
    }
}

/// A series and its zones.
struct Across<'a> {
    series: &'a Series,
    start: DateTime<Utc>,
    seconds: i64,
    zones: Vec<Zone>,
}

/// Zones of the series that are shown as one.
struct Zone {
    group: Group,
    people: u64,
    /// The clock and the usual hours of the zone that most of them are in.
    clock: Tz,
    hours: Hours,
}

impl<'a> Across<'a> {
    /// None when it is not across zones that may be shown.
    fn new(tally: &Tally, series: &'a Series, floor: u64, steps: Steps) -> Option<Self> {
        let (from, to) = series.first?;
        let start = DateTime::from_timestamp(from, 0)?;
        let mut by_name = series.zones.clone();
        by_name.sort_by_key(|(zone, _)| zone.name());
        let sizes: Vec<(&str, u64)> = by_name.iter().map(|(zone, people)| (zone.name(), *people)).collect();
        let classes = fold_zones(&sizes, floor, steps);
        let zone = |class: &Vec<usize>| {
            let members: Vec<(Tz, u64)> = class.iter().filter_map(|index| by_name.get(*index).copied()).collect();
            let (clock, _) = members.iter().copied().reduce(|most, next| if next.1 > most.1 { next } else { most })?;
            let group = Group::of_zones(members.iter().map(|(zone, _)| zone.name()));
            let people = members.iter().map(|(_, people)| people).sum();
            Some(Zone { group, people, clock, hours: usual(tally, clock) })
        };
        let mut zones: Vec<Zone> = classes.iter().filter_map(zone).filter(|zone| zone.people >= floor).collect();
        zones.sort_by(|a, b| b.people.cmp(&a.people).then_with(|| a.group.cmp(&b.group)));
        (zones.len() > 1 && to - from < DAY).then_some(Self { series, start, seconds: to - from, zones })
    }

    /// One better time, or a round in which each zone has its own best time once. None when neither relieves the zone
    /// that carries most per head.
    fn propose(&self) -> Option<Proposal> {
        let now = self.outside(0);
        let worst = |minutes: &[f64]| minutes.iter().copied().fold(0.0, f64::max);
        let mut candidates: Vec<i64> = (-HALF_HOURS..=HALF_HOURS).filter(|steps| self.bearable(*steps)).collect();
        candidates.sort_by_key(|steps| (steps.abs(), *steps));
        // Of equals the first is the nearest to the present time.
        let best = |among: &mut dyn Iterator<Item = i64>| {
            let costs = among.map(|steps| (self.cost(&self.outside(steps)), steps));
            costs.reduce(|best, next| if next.0 < best.0 { next } else { best }).map(|(_, steps)| steps)
        };
        let single = best(&mut candidates.iter().copied())?;
        let moved = self.outside(single);
        if worst(&moved) < worst(&now) && self.cost(&moved) < self.cost(&now) {
            return Some(self.proposal(&[single], &now));
        }
        let own = |zone: usize| best(&mut candidates.iter().copied().filter(|steps| self.outside(*steps)[zone] == 0.0));
        let mut round: Vec<i64> = (0..self.zones.len()).filter_map(own).collect();
        let mut seen = Vec::new();
        round.retain(|steps| {
            !seen.contains(steps) && {
                seen.push(*steps);
                true
            }
        });
        (round.len() > 1 && worst(&self.averaged(&round)) < worst(&now)).then(|| self.proposal(&round, &now))
    }

    fn proposal(&self, round: &[i64], now: &[f64]) -> Proposal {
        let then = self.averaged(round);
        let loads = self.zones.iter().zip(now.iter().zip(&then)).map(|(zone, (now, then))| Load {
            group: zone.group.clone(),
            people: zone.people as u32,
            now_minutes: decimals(*now),
            then_minutes: decimals(*then),
        });
        let loads: Vec<Load> = loads.collect();
        let relieved = loads.iter().filter(|load| load.now_minutes > 0.0 && load.then_minutes == 0.0);
        Proposal {
            series: self.series.title.to_string(),
            people: self.series.people as u32,
            minutes: (self.seconds / 60) as u32,
            now: self.slot(0),
            slots: round.iter().map(|steps| self.slot(*steps)).collect(),
            relieved: relieved.map(|load| load.people).sum(),
            loads,
        }
    }

    /// Minutes after hours of an occurrence moved by so many half hours, per head of each zone.
    fn outside(&self, steps: i64) -> Vec<f64> {
        let start = self.at(steps);
        self.zones.iter().map(|zone| zone.outside(start, self.seconds) as f64 / 60.0).collect()
    }

    fn averaged(&self, round: &[i64]) -> Vec<f64> {
        let each: Vec<Vec<f64>> = round.iter().map(|steps| self.outside(*steps)).collect();
        let mean = |zone: usize| each.iter().filter_map(|minutes| minutes.get(zone)).sum::<f64>() / each.len() as f64;
        (0..self.zones.len()).map(mean).collect()
    }

    /// Person-minutes.
    fn cost(&self, minutes: &[f64]) -> f64 {
        self.zones.iter().zip(minutes).map(|(zone, minutes)| zone.people as f64 * minutes).sum()
    }

    fn bearable(&self, steps: i64) -> bool {
        let start = self.at(steps);
        self.zones.iter().all(|zone| zone.bearable(start, self.seconds))
    }

    fn slot(&self, steps: i64) -> Slot {
        let start = self.at(steps);
        let local = |zone: &Zone| {
            let there = start.with_timezone(&zone.clock).naive_local();
            LocalTime {
                group: zone.group.clone(),
                zone: zone.clock.name().to_owned(),
                weekday: chrono::Datelike::weekday(&there),
                time: there.time(),
                outside_minutes: (zone.outside(start, self.seconds) / 60) as u32,
            }
        };
        Slot { start, local: self.zones.iter().map(local).collect() }
    }

    fn at(&self, steps: i64) -> DateTime<Utc> {
        self.start.checked_add_signed(TimeDelta::minutes(steps * 30)).unwrap_or(self.start)
    }
}

impl Zone {
    /// Seconds of an occurrence outside the usual hours.
    fn outside(&self, start: DateTime<Utc>, seconds: i64) -> i64 {
        let end = start + TimeDelta::seconds(seconds);
        let today = start.with_timezone(&self.clock).date_naive();
        let days = [Some(today), today.succ_opt()];
        let inside = |date: NaiveDate| {
            let at = |time| resolve_local(date.and_time(time), self.clock);
            let (from, to) = (start.max(at(self.hours.from())), end.min(at(self.hours.to())));
            if self.works_on(date) { (to - from).num_seconds().max(0) } else { 0 }
        };
        seconds - days.into_iter().flatten().map(inside).sum::<i64>()
    }

    fn bearable(&self, start: DateTime<Utc>, seconds: i64) -> bool {
        let from = start.with_timezone(&self.clock).naive_local();
        let to = (start + TimeDelta::seconds(seconds)).with_timezone(&self.clock).naive_local();
        let latest = NaiveTime::from_hms_opt(BEARABLE.1, 0, 0).unwrap_or(NaiveTime::MIN);
        self.works_on(from.date()) && from.date() == to.date() && from.hour() >= BEARABLE.0 && to.time() <= latest
    }

    fn works_on(&self, date: NaiveDate) -> bool {
        self.hours.on(chrono::Datelike::weekday(&date))
    }
}
