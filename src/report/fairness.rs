//! Who carries the hours outside working hours.
//!
//! The **spread** is the Gini coefficient of after-hours per head between zones, weighted by their people:
//! `G = Σᵢ Σⱼ nᵢ·nⱼ·|rᵢ − rⱼ| / (2·N²·r̄)`, with nᵢ people and rᵢ after-hours per head in zone i, and r̄ per head of all.
//! It is 0 when every head carries the same, whatever the zones' sizes, and tends to 1 as fewer carry all. It is the
//! measure because it does not change when everyone carries twice as much (how much it is has its own figure), nor when a
//! zone is split in two that carry alike; a large zone does not look unfair for being large; and it is made of published
//! figures only, so it gives nothing away.

use chrono::{DateTime, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::measures::{Measures, hours};
use super::metric::decimals;
use super::{Group, GroupFigures};

/// After-hours across zones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fairness {
    /// The zones that are shown, most after-hours per head first.
    pub zones: Vec<ZoneShare>,
    /// The spread; none when nobody met after hours or only one zone is shown.
    pub spread: Option<f64>,
    /// Series whose times could be moved or rotated so that the load is spread, the most relieving first.
    pub proposals: Vec<Proposal>,
}

/// One zone's share of the load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ZoneShare {
    /// The zone, or the zones folded together.
    pub group: Group,
    /// How many people.
    pub people: u32,
    /// Their share of all covered people, from 0 to 1.
    pub share_of_people: f64,
    /// Their share of all after-hours, from 0 to 1.
    pub share_of_after_hours: f64,
    /// After-hours per person.
    pub after_hours: f64,
    /// Share of their own meeting time that is after hours; none without meetings.
    pub share_of_meetings: Option<f64>,
}

/// A better time, or a round of times, for a series across zones. Zones with fewer attendees than the floor are folded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// The title of the series, cut to 200 characters.
    pub series: String,
    /// How many covered people attend it.
    pub people: u32,
    /// How long an occurrence lasts, in minutes.
    pub minutes: u32,
    /// When it is now: its first occurrence of the week.
    pub now: Slot,
    /// One time for a move, several for a rotation: each occurrence takes the next.
    pub slots: Vec<Slot>,
    /// What each zone carries, now and then, most people first.
    pub loads: Vec<Load>,
    /// People of zones whose after-hours fall to nothing; at least the floor, or 0.
    pub relieved: u32,
}

/// A time of a series, as its zones see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Slot {
    /// Start.
    pub start: DateTime<Utc>,
    /// The same on each zone's clock, in the order of the loads.
    pub local: Vec<LocalTime>,
}

/// A time on one zone's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LocalTime {
    /// The zone, or the zones folded together.
    pub group: Group,
    /// The IANA zone whose clock it is; of zones folded together the one with most attendees.
    pub zone: String,
    /// The day.
    pub weekday: Weekday,
    /// The time.
    pub time: NaiveTime,
    /// Minutes of the occurrence outside the hours most usual there.
    pub outside_minutes: u32,
}

/// What a zone carries of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// The zone, or the zones folded together.
    pub group: Group,
    /// Its people in the series.
    pub people: u32,
    /// Minutes after hours of each occurrence now, per head, by the hours most usual there.
    pub now_minutes: f64,
    /// The same under the proposal, averaged over the round.
    pub then_minutes: f64,
}

/// Sets the zones that are shown side by side.
pub(super) fn fairness(zones: &[(GroupFigures, Measures)], whole: &Measures, proposals: Vec<Proposal>) -> Fairness {
    let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { decimals(part as f64 / whole as f64) };
    let of = |(figures, sums): &(GroupFigures, Measures)| ZoneShare {
        group: figures.group.clone(),
        people: figures.people,
        share_of_people: share(sums.people, whole.people),
        share_of_after_hours: share(sums.after, whole.after),
        after_hours: if sums.people == 0 { 0.0 } else { decimals(hours(sums.after) / sums.people as f64) },
        share_of_meetings: (sums.meeting > 0).then(|| share(sums.after, sums.meeting)),
    };
    let mut shares: Vec<ZoneShare> = zones.iter().map(of).collect();
    shares.sort_by(|a, b| b.after_hours.total_cmp(&a.after_hours).then_with(|| a.group.cmp(&b.group)));
    let loads: Vec<(f64, f64)> = zones.iter().map(|(_, sums)| (sums.people as f64, hours(sums.after))).collect();
    Fairness { zones: shares, spread: spread(&loads), proposals }
}

/// The spread of `(people, hours)`; see the head of this file. None for fewer than two zones, and without hours.
fn spread(zones: &[(f64, f64)]) -> Option<f64> {
    let people: f64 = zones.iter().map(|(people, _)| people).sum();
    let all: f64 = zones.iter().map(|(_, hours)| hours).sum();
    if zones.len() < 2 || all <= 0.0 || people <= 0.0 {
        return None;
    }
    let apart = |(n, h): &(f64, f64), (m, k): &(f64, f64)| n * m * (h / n - k / m).abs();
    let apart: f64 = zones.iter().flat_map(|one| zones.iter().map(move |other| apart(one, other))).sum();
    Some(decimals(apart / (2.0 * people * all)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_nothing_when_every_head_carries_the_same_whatever_the_sizes() {
        assert_eq!(spread(&[(10.0, 20.0), (90.0, 180.0)]), Some(0.0));
    }

    #[test]
    fn the_spread_is_the_share_of_people_spared_when_one_zone_carries_all() {
        // A tenth of the people carry all: G = (10·90·2 + 90·10·2) / (2·100·20) = 0.9.
        assert_eq!(spread(&[(10.0, 20.0), (90.0, 0.0)]), Some(0.9));
    }

    #[test]
    fn the_spread_neither_grows_with_the_load_nor_by_splitting_a_zone() {
        // Per head 4 and 1, of all 1.75: G = 2·10·30·3 / (2·40·70) = 1800/5600.
        let one = spread(&[(10.0, 40.0), (30.0, 30.0)]);
        assert_eq!(one, Some(0.3214));
        assert_eq!(spread(&[(10.0, 80.0), (30.0, 60.0)]), one, "twice the load");
        assert_eq!(spread(&[(10.0, 40.0), (12.0, 12.0), (18.0, 18.0)]), one, "split in two that carry alike");
    }

    #[test]
    fn without_hours_or_with_one_zone_there_is_no_spread() {
        assert_eq!(spread(&[(10.0, 0.0), (30.0, 0.0)]), None);
        assert_eq!(spread(&[(10.0, 5.0)]), None);
    }
}
