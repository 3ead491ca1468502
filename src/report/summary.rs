//! What a report says first: up to three sentences and one action, as facts. The catalogue has the words.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::{Days, Fairness, Group, Line, Metric, Proposal, Section, Snapshot};

/// An extreme is worth a word only among so many weeks.
const LEAST_WEEKS: usize = 4;
/// The best day for focus stands out from the mean of the days with focus by so much.
const STANDS_OUT: f64 = 1.25;
/// A zone carries too much when its share of the after-hours is so many times its share of the people.
const TOO_MUCH: f64 = 1.5;
/// Zones that carry less than this together are not worth a sentence.
const WORTH_A_SENTENCE: f64 = 0.3;
/// So many zones are named.
const ZONES_NAMED: usize = 3;
/// From so many meetings on that only inform, memos are suggested.
const MEMOS: f64 = 3.0;

/// What changed, and what to do about it.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Summary {
    /// Up to three, one sentence each; the first is the headline.
    pub findings: Vec<Finding>,
    /// One suggested action.
    pub suggestion: Option<Suggestion>,
}

/// The facts of one sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// How long meetings took.
    Meetings {
        /// Hours per person.
        hours: f64,
        /// More (or fewer, below 0) than the week before.
        change: Option<f64>,
        /// Whether that is the most or the least of the trend.
        extreme: Option<Extreme>,
    },
    /// How much focus there was.
    Focus {
        /// Hours per person.
        hours: f64,
        /// More (or fewer, below 0) than the week before.
        change: Option<f64>,
        /// The day that had most of it.
        best_day: Option<Weekday>,
        /// Whether that is the most or the least of the trend.
        extreme: Option<Extreme>,
    },
    /// Some zones carry more of the after-hours than their share of the people.
    Load {
        /// Which, the most loaded first.
        zones: Vec<Group>,
        /// Their share of the people, from 0 to 1.
        share_of_people: f64,
        /// Their share of the after-hours, from 0 to 1.
        share_of_after_hours: f64,
    },
    /// How many meetings had an agenda.
    Agendas {
        /// Share with one at the start, from 0 to 1.
        rate: f64,
        /// More (or less, below 0) than the week before.
        change: Option<f64>,
        /// Meetings that needed one.
        needed: u32,
        /// Meetings that got one after a notice.
        rescued: u32,
    },
    /// Too few people are covered to show anything.
    TooFew {
        /// How many would be needed.
        min_group: u32,
    },
}

/// The most or the least of all weeks of the trend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extreme {
    /// The most; else the least.
    pub most: bool,
    /// Of how many weeks, this one included; at least four.
    pub weeks: u32,
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "suggestion", rename_all = "snake_case")]
pub enum Suggestion {
    /// Move or rotate a series.
    Spread {
        /// Which, and to when.
        proposal: Proposal,
    },
    /// Write memos instead of meetings that only inform.
    Memo {
        /// How many meetings.
        meetings: u32,
        /// Person-hours they took.
        person_hours: f64,
    },
    /// Keep meetings out of protected time.
    Protect {
        /// How many took place in it.
        meetings: u32,
    },
    /// Look at the series that costs most.
    Review {
        /// Its title.
        title: String,
        /// Person-hours it took.
        person_hours: f64,
    },
    /// Write the agenda with the invitation.
    Prepare {
        /// How many meetings took place without one.
        without: u32,
        /// Of how many that needed one.
        needed: u32,
    },
}

/// Sums a snapshot up; `whole` is its section of everyone.
pub(super) fn summary(snapshot: &Snapshot, whole: Option<&Section>) -> Summary {
    let Some(whole) = whole else {
        let finding = Finding::TooFew { min_group: snapshot.terms.min_group };
        return Summary { findings: vec![finding], suggestion: None };
    };
    let load = snapshot.fairness.as_ref().and_then(load);
    let third = load.or_else(|| agendas(whole));
    let findings = [meetings(whole), focus(whole, snapshot.days.as_ref()), third];
    Summary { findings: findings.into_iter().flatten().collect(), suggestion: suggestion(snapshot, whole) }
}

fn meetings(whole: &Section) -> Option<Finding> {
    let line = whole.line(Metric::MeetingHours)?;
    Some(Finding::Meetings { hours: line.now.value?, change: line.change, extreme: extreme(line) })
}

fn focus(whole: &Section, days: Option<&Days>) -> Option<Finding> {
    let line = whole.line(Metric::FocusHours)?;
    let best_day = days.and_then(best_day);
    Some(Finding::Focus { hours: line.now.value?, change: line.change, best_day, extreme: extreme(line) })
}

fn agendas(whole: &Section) -> Option<Finding> {
    let rate = whole.line(Metric::AgendaRate)?;
    let count = |metric| whole.line(metric).map_or(0, |line| line.now.part as u32);
    let (needed, rescued) = (count(Metric::AgendaNeeded), count(Metric::AgendaRescued));
    Some(Finding::Agendas { rate: rate.now.value?, change: rate.change, needed, rescued })
}

fn load(fairness: &Fairness) -> Option<Finding> {
    let heavy = fairness.zones.iter().filter(|zone| zone.share_of_after_hours > TOO_MUCH * zone.share_of_people);
    let heavy: Vec<_> = heavy.take(ZONES_NAMED).collect();
    let share_of_people = heavy.iter().map(|zone| zone.share_of_people).sum();
    let share_of_after_hours: f64 = heavy.iter().map(|zone| zone.share_of_after_hours).sum();
    let zones = heavy.iter().map(|zone| zone.group.clone()).collect();
    (share_of_after_hours >= WORTH_A_SENTENCE).then_some(Finding::Load { zones, share_of_people, share_of_after_hours })
}

/// Only if no other week was as much, or as little.
fn extreme(line: &Line) -> Option<Extreme> {
    let (last, earlier) = line.trend.split_last()?;
    let now = last.value?;
    let earlier: Vec<f64> = earlier.iter().filter_map(|point| point.value).collect();
    let weeks = earlier.len() + 1;
    let most = earlier.iter().all(|value| *value < now);
    let least = earlier.iter().all(|value| *value > now);
    (weeks >= LEAST_WEEKS && (most || least)).then_some(Extreme { most, weeks: weeks as u32 })
}

fn best_day(days: &Days) -> Option<Weekday> {
    let with_focus: Vec<(usize, f64)> =
        days.focus.iter().copied().enumerate().filter(|(_, hours)| *hours > 0.0).collect();
    let best = with_focus.iter().copied().reduce(|best, day| if day.1 > best.1 { day } else { best })?;
    let mean = with_focus.iter().map(|(_, hours)| hours).sum::<f64>() / with_focus.len() as f64;
    let weekday = Weekday::try_from(u8::try_from(best.0).ok()?).ok()?;
    (with_focus.len() > 1 && best.1 >= STANDS_OUT * mean).then_some(weekday)
}

fn suggestion(snapshot: &Snapshot, whole: &Section) -> Option<Suggestion> {
    let part = |metric| whole.line(metric).map_or(0.0, |line| line.now.part);
    let proposals = snapshot.fairness.as_ref().map(|fairness| fairness.proposals.as_slice()).unwrap_or_default();
    let spread = proposals.iter().find(|proposal| proposal.saves());
    let spread = spread.map(|proposal| Suggestion::Spread { proposal: proposal.clone() });
    let (memos, person_hours) = (part(Metric::MemoMeetings), part(Metric::MemoHours));
    let memo = (memos >= MEMOS).then_some(Suggestion::Memo { meetings: memos as u32, person_hours });
    let protected = part(Metric::InProtectedTime) as u32;
    let protect = (protected > 0).then_some(Suggestion::Protect { meetings: protected });
    let costliest = snapshot.series.first();
    let review =
        costliest.map(|line| Suggestion::Review { title: line.title.clone(), person_hours: line.person_hours });
    let (without, needed) = (part(Metric::AgendaMissing) as u32, part(Metric::AgendaNeeded) as u32);
    let prepare = (without > 0).then_some(Suggestion::Prepare { without, needed });
    spread.or(memo).or(protect).or(review).or(prepare)
}
