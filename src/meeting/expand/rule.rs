//! One recurrence rule, evaluated on the wall clock.
//!
//! The `rrule` crate does the calendar arithmetic; we hand it wall-clock times dressed as UTC and go around it in
//! five places:
//! - UNTIL never reaches it: it refuses an UNTIL without `Z` for a zoned start, and UNTIL is compared as an instant
//!   (or a day) by whoever knows the zone.
//! - COUNT never reaches it: COUNT counts DTSTART, also one that the rule itself does not produce.
//! - Clock changes never reach it: a wall clock that a zone skips is resolved by [`crate::meeting::resolve_local`],
//!   one way for all times in the house.
//! - Rules by the hour, minute or second without BY parts are plain arithmetic; with BY parts only those by the
//!   hour are evaluated, since the crate's search for the next minute or second is not bounded sensibly.
//! - It searches up to the year 10000 for a next start that may never come (30 February). The Gregorian calendar
//!   repeats every 400 years to the weekday, so we let it work in the 97th century, where the search ends soon.
//!
//! Every rule, however hostile, ends after [`MAX_STEPS`] starts.

use std::ops::RangeInclusive;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};
use rrule::{RRule, RRuleSet, Unvalidated};

/// How many starts of one rule are looked at: thirty years of days are eleven thousand.
pub(in crate::meeting) const MAX_STEPS: usize = 50_000;

/// How many times of day a rule may name (BYHOUR × BYMINUTE × BYSECOND); a yearly rule multiplies them by 366.
const MAX_TIMES_A_DAY: usize = 96;

/// Nineteen times 400 years: as many days as it takes from our time to the end of the crate's.
const AHEAD: TimeDelta = TimeDelta::days(19 * 146_097);
/// The years of DTSTART in which a rule is evaluated.
const YEARS: RangeInclusive<i32> = 1600..=2300;

/// A rule in parts.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::meeting) struct Rule {
    /// Without UNTIL and COUNT.
    text: String,
    frequency: Frequency,
    interval: u16,
    count: Option<usize>,
    until: Option<Until>,
    /// Whether there is any BY part.
    by: bool,
}

/// The last start that a rule may produce, as written (RFC 5545 §3.3.10).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::meeting) enum Until {
    /// A day, inclusive.
    Day(NaiveDate),
    /// A wall clock without a zone, inclusive.
    Local(NaiveDateTime),
    /// An instant, inclusive.
    Instant(DateTime<Utc>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Frequency {
    /// Every so many seconds: hours, minutes, seconds.
    Seconds(i64),
    /// Every so many days: days, weeks.
    Days(i64),
    /// Months and years, which are not all of one length.
    Calendar,
}

impl Rule {
    /// Reads the value of an RRULE. None when there is no FREQ, or the rule is of a kind that we refuse (another
    /// calendar than the Gregorian, an interval beyond 65535, minutes or seconds with BY parts).
    pub fn parse(text: &str) -> Option<Self> {
        let mut rule = Self {
            text: String::new(),
            frequency: Frequency::Calendar,
            interval: 1,
            count: None,
            until: None,
            by: false,
        };
        let (mut name, mut times) = (None, 1_usize);
        for part in text.split(';').take(32) {
            let Some((key, value)) = part.split_once('=') else { continue };
            let (key, value) = (key.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase());
            match key.as_str() {
                _ if value.is_empty() => continue,
                "FREQ" => name = Some(value.clone()),
                "INTERVAL" => rule.interval = value.parse::<u64>().ok()?.max(1).try_into().ok()?,
                "COUNT" => rule.count = Some(value.parse::<u64>().ok()?.try_into().ok()?),
                "UNTIL" => rule.until = Some(until(&value)?),
                "RSCALE" if value != "GREGORIAN" => return None,
                "BYHOUR" | "BYMINUTE" | "BYSECOND" => times = times.saturating_mul(value.split(',').count()),
                _ => {}
            }
            rule.by |= key.starts_with("BY");
            if matches!(key.as_str(), "FREQ" | "WKST") || key.starts_with("BY") {
                rule.text = format!("{}{key}={};", rule.text, value.replace(' ', ""));
            }
        }
        rule.frequency = frequency(&name?)?;
        rule.text = format!("{}INTERVAL={}", rule.text, rule.interval);
        let endless = rule.by && matches!(rule.frequency, Frequency::Seconds(1 | 60));
        (!endless && times <= MAX_TIMES_A_DAY).then_some(rule)
    }

    /// The last start that the rule may produce. Not applied by [`Rule::starts`]: it may need a zone.
    pub fn until(&self) -> Option<Until> {
        self.until
    }

    /// Whether it repeats by the month or year.
    pub fn is_calendar(&self) -> bool {
        self.frequency == Frequency::Calendar
    }

    /// The starts in `from..=to` of a series that begins at `first`, ascending; `first` itself only where the rule
    /// produces it.
    pub fn starts(&self, first: NaiveDateTime, from: NaiveDateTime, to: NaiveDateTime) -> Vec<NaiveDateTime> {
        match self.frequency {
            Frequency::Seconds(unit) if !self.by => self.steps(unit, first, from, to),
            _ => self.search(first, from, to).unwrap_or_default(),
        }
    }

    fn steps(&self, unit: i64, first: NaiveDateTime, from: NaiveDateTime, to: NaiveDateTime) -> Vec<NaiveDateTime> {
        let step = unit * i64::from(self.interval);
        let nearest = (from - first).num_seconds().div_euclid(step).max(0);
        let count = self.count.map_or(i64::MAX, |count| i64::try_from(count).unwrap_or(i64::MAX));
        (nearest..count)
            .take(MAX_STEPS)
            .map_while(|index| first.checked_add_signed(TimeDelta::try_seconds(step.checked_mul(index)?)?))
            .take_while(|at| *at <= to)
            .filter(|at| *at >= from)
            .collect()
    }

    /// None when the crate refuses the rule.
    fn search(&self, first: NaiveDateTime, from: NaiveDateTime, to: NaiveDateTime) -> Option<Vec<NaiveDateTime>> {
        let begin = Some(self.jump(first, from)).filter(|begin| YEARS.contains(&begin.year()))? + AHEAD;
        let rule: RRule<Unvalidated> = self.text.parse().ok()?;
        let begin = rrule::Tz::UTC.from_utc_datetime(&begin.with_nanosecond(0)?);
        let set = RRuleSet::new(begin).rrule(rule.validate(begin).ok()?).limit();
        let mut left = self.count.unwrap_or(MAX_STEPS).min(MAX_STEPS);
        let mut starts = Vec::new();
        for (index, at) in set.into_iter().enumerate() {
            let at = at.naive_utc() - AHEAD;
            if index == 0 && at != first && self.count.is_some() {
                left = left.saturating_sub(1);
            }
            if left == 0 || at > to {
                break;
            }
            left -= 1;
            if at >= from {
                starts.push(at);
            }
        }
        Some(starts)
    }

    /// Where the search may begin without changing its result: whole intervals after `first`, and one interval
    /// before `from`. Only where intervals have one length and nothing is counted.
    fn jump(&self, first: NaiveDateTime, from: NaiveDateTime) -> NaiveDateTime {
        let unit = match self.frequency {
            Frequency::Days(days) => days * 86_400,
            Frequency::Seconds(seconds) => seconds,
            Frequency::Calendar => return first,
        };
        let interval = unit * i64::from(self.interval);
        let skipped = (from - first).num_seconds() / interval - 1;
        if self.count.is_some() || skipped <= 0 {
            return first;
        }
        TimeDelta::try_seconds(skipped * interval).and_then(|jump| first.checked_add_signed(jump)).unwrap_or(first)
    }
}

fn frequency(name: &str) -> Option<Frequency> {
    Some(match name {
        "SECONDLY" => Frequency::Seconds(1),
        "MINUTELY" => Frequency::Seconds(60),
        "HOURLY" => Frequency::Seconds(3600),
        "DAILY" => Frequency::Days(1),
        "WEEKLY" => Frequency::Days(7),
        "MONTHLY" | "YEARLY" => Frequency::Calendar,
        _ => return None,
    })
}

fn until(text: &str) -> Option<Until> {
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y%m%d") {
        return Some(Until::Day(day));
    }
    let local = NaiveDateTime::parse_from_str(text.trim_end_matches('Z'), "%Y%m%dT%H%M%S").ok()?;
    Some(if text.ends_with('Z') { Until::Instant(local.and_utc()) } else { Until::Local(local) })
}
