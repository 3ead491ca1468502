//! Yearly repetitions of holidays (RFC 5545 §3.3.10), as far as holidays use them: `FREQ=YEARLY` with INTERVAL,
//! COUNT, UNTIL, and BYMONTH with BYMONTHDAY or BYDAY. Each event costs at most a look at every day up to the last
//! year, whatever the rule says; a general evaluator may search far for a 30 February.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// One event gives at most so many dates: three a year.
const MOST: usize = 400;

/// Why a rule was not understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It is not a rule that repeats by the year, or has a part that holidays do not need.
    NotYearly(String),
    /// It would give more than [`MOST`] dates.
    TooMany,
}

/// A rule, read.
struct Yearly {
    interval: i32,
    count: usize,
    until: NaiveDate,
    months: Vec<u32>,
    days: Vec<i64>,
    weekdays: Vec<(i64, Weekday)>,
}

/// All dates from `start` to `last`, in order.
pub(super) fn dates(rule: &str, start: NaiveDate, last: NaiveDate) -> Result<Vec<NaiveDate>, Refusal> {
    let yearly = Yearly::parse(rule, start, last)?;
    let years = (start.year()..=last.year()).step_by(yearly.interval.unsigned_abs().max(1) as usize);
    let months = years.flat_map(|year| yearly.months.iter().filter_map(move |m| NaiveDate::from_ymd_opt(year, *m, 1)));
    let dates = months.flat_map(|first| yearly.in_month(first, start));
    let dates = dates.filter(|date| *date >= start && *date <= yearly.until);
    let found: Vec<_> = dates.take(yearly.count.min(MOST + 1)).collect();
    if found.len() > MOST { Err(Refusal::TooMany) } else { Ok(found) }
}

impl Yearly {
    fn parse(rule: &str, start: NaiveDate, last: NaiveDate) -> Result<Self, Refusal> {
        let (interval, count, until) = (1, usize::MAX, last);
        let mut yearly = Self { interval, count, until, months: vec![], days: vec![], weekdays: vec![] };
        let mut by_the_year = false;
        for part in rule.split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let read = match name {
                "FREQ" => (value == "YEARLY").then(|| by_the_year = true),
                "WKST" => Some(()),
                "INTERVAL" => value.parse().ok().filter(|years| (1..=200).contains(years)).map(|n| yearly.interval = n),
                "COUNT" => value.parse().ok().map(|count| yearly.count = count),
                "UNTIL" => value.get(..8).and_then(basic_date).map(|date| yearly.until = date.min(last)),
                "BYMONTH" => list(value, month).map(|months| yearly.months = months),
                "BYMONTHDAY" => list(value, month_day).map(|days| yearly.days = days),
                "BYDAY" => list(value, weekday).map(|weekdays| yearly.weekdays = weekdays),
                _ => None,
            };
            read.ok_or_else(|| Refusal::NotYearly(part.to_owned()))?;
        }
        // Without a month, days would count within the year; no holiday is defined so.
        let within_year = yearly.months.is_empty() && !(yearly.days.is_empty() && yearly.weekdays.is_empty());
        if !by_the_year || within_year {
            return Err(Refusal::NotYearly(rule.to_owned()));
        }
        if yearly.months.is_empty() {
            yearly.months = vec![start.month()];
        }
        yearly.months.sort_unstable();
        yearly.months.dedup();
        Ok(yearly)
    }

    /// The dates of the month that begins at `first`.
    fn in_month(&self, first: NaiveDate, start: NaiveDate) -> Vec<NaiveDate> {
        let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
        let length = (next - first).num_days();
        let by_start = self.days.is_empty() && self.weekdays.is_empty();
        let holds = |date: &NaiveDate| {
            let day = i64::from(date.day());
            let by_day = self.days.iter().any(|wanted| *wanted == day || *wanted == day - length - 1);
            let (from_begin, from_end) = ((day - 1) / 7 + 1, -((length - day) / 7 + 1));
            let nth = |nth: i64| nth == 0 || nth == from_begin || nth == from_end;
            let by_weekday = self.weekdays.iter().any(|(n, weekday)| *weekday == date.weekday() && nth(*n));
            match by_start {
                true => date.day() == start.day(),
                false => (self.days.is_empty() || by_day) && (self.weekdays.is_empty() || by_weekday),
            }
        };
        (0..length.max(0) as u64).filter_map(|n| first.checked_add_days(Days::new(n))).filter(holds).collect()
    }
}

fn list<T>(value: &str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    value.split(',').map(read).collect()
}

fn month(text: &str) -> Option<u32> {
    text.parse().ok().filter(|month| (1..=12).contains(month))
}

fn month_day(text: &str) -> Option<i64> {
    text.parse().ok().filter(|day: &i64| *day != 0 && (-31..=31).contains(day))
}

/// `TH`, or `4TH` for the fourth, `-1MO` for the last of the month; 0 stands for every.
fn weekday(text: &str) -> Option<(i64, Weekday)> {
    let (nth, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let nth = if nth.is_empty() { 0 } else { nth.parse().ok().filter(|n: &i64| *n != 0 && (-5..=5).contains(n))? };
    let weekday = match day {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    };
    Some((nth, weekday))
}

fn basic_date(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y%m%d").ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn until_2035(rule: &str, start: NaiveDate) -> Result<Vec<NaiveDate>, Refusal> {
        dates(rule, start, day(2035, 12, 31))
    }

    #[test]
    fn the_last_monday_and_the_fourth_thursday_are_found() {
        let memorial = until_2035("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO", day(2026, 5, 25)).unwrap();
        assert_eq!(memorial[..3], [day(2026, 5, 25), day(2027, 5, 31), day(2028, 5, 29)]);
        let thanks = until_2035("FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=2", day(2026, 11, 26)).unwrap();
        assert_eq!(thanks, [day(2026, 11, 26), day(2027, 11, 25)]);
    }

    #[test]
    fn a_leap_day_comes_only_in_leap_years_and_a_30_february_never() {
        assert_eq!(until_2035("FREQ=YEARLY", day(2028, 2, 29)).unwrap(), [day(2028, 2, 29), day(2032, 2, 29)]);
        assert_eq!(until_2035("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", day(2028, 2, 29)).unwrap(), []);
    }

    #[test]
    fn what_no_holiday_needs_is_refused() {
        let all = "FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=MO";
        assert_eq!(until_2035(all, day(2026, 1, 1)), Err(Refusal::TooMany));
        for rule in
            ["FREQ=MONTHLY", "FREQ=YEARLY;BYDAY=MO", "FREQ=YEARLY;BYHOUR=9", "", "INTERVAL=1", "FREQ=YEARLY;BYMONTH=13"]
        {
            assert!(matches!(until_2035(rule, day(2026, 1, 1)), Err(Refusal::NotYearly(_))), "{rule}");
        }
    }

    proptest! {
        /// The general evaluator of the rrule crate, where it is quick, agrees.
        #[test]
        fn it_agrees_with_a_general_evaluator(
            ordinal in 1..366_u32, interval in 1..4_u32, month in 1..13_u32,
            by in prop::sample::select(vec!["", "MO", "1TU", "-1WE", "2TH,-2FR", "#1", "#-1,15", "#13/FR"]),
        ) {
            let start = NaiveDate::from_yo_opt(2026, ordinal).unwrap();
            let by = match by.strip_prefix('#').map(|days| days.split_once('/').unwrap_or((days, ""))) {
                None if by.is_empty() => String::new(),
                None => format!(";BYMONTH={month};BYDAY={by}"),
                Some((days, "")) => format!(";BYMONTH={month};BYMONTHDAY={days}"),
                Some((days, weekday)) => format!(";BYMONTH={month};BYMONTHDAY={days};BYDAY={weekday}"),
            };
            let rule = format!("FREQ=YEARLY;INTERVAL={interval}{by}");
            let text = format!("DTSTART:{}T000000Z\nRRULE:{rule};UNTIL=20351231T000000Z", start.format("%Y%m%d"));
            let set: rrule::RRuleSet = text.parse().unwrap();
            let expected: Vec<_> = set.all(1000).dates.into_iter().map(|date| date.date_naive()).collect();
            prop_assert_eq!(until_2035(&rule, start).unwrap(), expected);
        }
    }
}
