//! Outlook's recurrence patterns, spread out into days of the zone in which the series was authored.

use chrono::{Datelike, Duration, NaiveDate, Weekday};
use serde_json::Value;

/// No series is followed further than this from its first day.
const DAYS: i64 = 366 * 12;

/// The days of a `patternedRecurrence` from its first one up to and including `until`, in order.
pub fn days(recurrence: &Value, until: NaiveDate) -> Vec<NaiveDate> {
    let Some(rule) = Rule::read(recurrence) else { return Vec::new() };
    let last = [Some(until), rule.last, Some(rule.first + Duration::days(DAYS))].into_iter().flatten().min();
    let all = rule.first.iter_days().take_while(|day| Some(*day) <= last).filter(|day| rule.matches(*day));
    match rule.count {
        Some(count) => all.take(count).collect(),
        None => all.collect(),
    }
}

/// Whether this is a recurrence that Outlook would take.
pub fn is_sound(recurrence: &Value) -> bool {
    Rule::read(recurrence).is_some()
}

struct Rule {
    kind: String,
    interval: i64,
    weekdays: Vec<Weekday>,
    week_starts: Weekday,
    day_of_month: u32,
    month: u32,
    index: String,
    first: NaiveDate,
    last: Option<NaiveDate>,
    count: Option<usize>,
}

impl Rule {
    fn read(recurrence: &Value) -> Option<Self> {
        let (pattern, range) = (recurrence.get("pattern")?, recurrence.get("range")?);
        let text = |from: &Value, key: &str| from.get(key).and_then(Value::as_str).map(str::to_owned);
        let number = |key: &str| pattern.get(key).and_then(Value::as_u64).unwrap_or(0);
        let date = |key: &str| text(range, key).and_then(|day| day.parse::<NaiveDate>().ok());
        let bounded = text(range, "type")?;
        let weekdays = pattern.get("daysOfWeek").and_then(Value::as_array).cloned().unwrap_or_default();
        Some(Self {
            kind: text(pattern, "type")?,
            interval: i64::try_from(number("interval")).ok().filter(|n| *n > 0)?,
            weekdays: weekdays.iter().filter_map(Value::as_str).filter_map(|day| day.parse().ok()).collect(),
            week_starts: text(pattern, "firstDayOfWeek").and_then(|day| day.parse().ok()).unwrap_or(Weekday::Sun),
            day_of_month: u32::try_from(number("dayOfMonth")).ok()?,
            month: u32::try_from(number("month")).ok()?,
            index: text(pattern, "index").unwrap_or_else(|| "first".to_owned()),
            first: date("startDate")?,
            last: if bounded == "endDate" { Some(date("endDate")?) } else { None },
            count: if bounded == "numbered" {
                Some(usize::try_from(range.get("numberOfOccurrences")?.as_u64()?).ok()?)
            } else {
                None
            },
        })
    }

    fn matches(&self, day: NaiveDate) -> bool {
        let months =
            i64::from(day.year() - self.first.year()) * 12 + i64::from(day.month()) - i64::from(self.first.month());
        let every = |passed: i64| passed % self.interval == 0;
        let of_year = || every(i64::from(day.year() - self.first.year())) && day.month() == self.month;
        match self.kind.as_str() {
            "daily" => every((day - self.first).num_days()),
            "weekly" => every(self.weeks_to(day)) && self.weekdays.contains(&day.weekday()),
            "absoluteMonthly" => every(months) && day.day() == self.day_of_month.min(length_of_month(day)),
            "relativeMonthly" => every(months) && self.is_nth_weekday(day),
            "absoluteYearly" => of_year() && day.day() == self.day_of_month.min(length_of_month(day)),
            "relativeYearly" => of_year() && self.is_nth_weekday(day),
            _ => false,
        }
    }

    fn weeks_to(&self, day: NaiveDate) -> i64 {
        (day.week(self.week_starts).first_day() - self.first.week(self.week_starts).first_day()).num_weeks()
    }

    fn is_nth_weekday(&self, day: NaiveDate) -> bool {
        let nth = (day.day() - 1) / 7;
        let in_week = match self.index.as_str() {
            "first" => nth == 0,
            "second" => nth == 1,
            "third" => nth == 2,
            "fourth" => nth == 3,
            _ => day.day() + 7 > length_of_month(day),
        };
        in_week && self.weekdays.contains(&day.weekday())
    }
}

fn length_of_month(day: NaiveDate) -> u32 {
    let next = if day.month() == 12 { (day.year() + 1, 1) } else { (day.year(), day.month() + 1) };
    NaiveDate::from_ymd_opt(next.0, next.1, 1).and_then(|first| first.pred_opt()).map_or(31, |last| last.day())
}
