//! From a recurrence rule (RFC 5545 §3.3.10) to Graph's patterns: those that holds need.

use chrono::{Datelike, NaiveDate};
use chrono_tz::Tz;
use serde_json::{Map, Value, json};

use crate::meeting::Moment;

const DAYS: [(&str, &str); 7] = [
    ("MO", "monday"),
    ("TU", "tuesday"),
    ("WE", "wednesday"),
    ("TH", "thursday"),
    ("FR", "friday"),
    ("SA", "saturday"),
    ("SU", "sunday"),
];

/// The pattern and range of a rule; what is wrong where Graph has none for it.
pub(super) fn of_rule(rule: &str, start: &Moment, owner: Tz) -> Result<Value, String> {
    let refuse = || format!("a hold cannot repeat as {rule:?} in Outlook: only days and weeks are supported");
    let (mut pattern, mut range) = (Map::new(), Map::new());
    let mut days = Vec::new();
    range.insert("type".into(), "noEnd".into());
    for part in rule.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once('=').ok_or_else(refuse)?;
        match name.to_ascii_uppercase().as_str() {
            "FREQ" if value.eq_ignore_ascii_case("DAILY") => drop(pattern.insert("type".into(), "daily".into())),
            "FREQ" if value.eq_ignore_ascii_case("WEEKLY") => drop(pattern.insert("type".into(), "weekly".into())),
            "INTERVAL" => drop(pattern.insert("interval".into(), value.parse::<u32>().map_err(|_| refuse())?.into())),
            "BYDAY" => days = value.split(',').map(day).collect::<Option<_>>().ok_or_else(refuse)?,
            "WKST" => drop(pattern.insert("firstDayOfWeek".into(), day(value).ok_or_else(refuse)?.into())),
            "UNTIL" => {
                let last = value.get(..8).and_then(|date| NaiveDate::parse_from_str(date, "%Y%m%d").ok());
                range.insert("type".into(), "endDate".into());
                range.insert("endDate".into(), last.ok_or_else(refuse)?.to_string().into());
            }
            "COUNT" => {
                range.insert("type".into(), "numbered".into());
                let count = value.parse::<u32>().map_err(|_| refuse())?;
                range.insert("numberOfOccurrences".into(), count.into());
            }
            _ => return Err(refuse()),
        }
    }
    let kind = pattern.get("type").and_then(Value::as_str).map(str::to_owned).ok_or_else(refuse)?;
    let first = start.local().date();
    if days.is_empty() && kind == "weekly" {
        days.extend(DAYS.get(first.weekday().num_days_from_monday() as usize).map(|(_, name)| *name));
    } else if !days.is_empty() && kind == "daily" {
        // A rule by the day with days is one by the week.
        pattern.insert("type".into(), "weekly".into());
    }
    if !days.is_empty() {
        pattern.insert("daysOfWeek".into(), json!(days));
        pattern.entry("firstDayOfWeek").or_insert("monday".into());
    }
    pattern.entry("interval").or_insert(1.into());
    let zone = if let Moment::Zoned(_, zone) = start { *zone } else { owner };
    range.insert("startDate".into(), first.to_string().into());
    range.insert("recurrenceTimeZone".into(), zone.name().into());
    Ok(json!({ "pattern": pattern, "range": range }))
}

fn day(name: &str) -> Option<&'static str> {
    DAYS.iter().find(|(short, _)| short.eq_ignore_ascii_case(name.trim())).map(|(_, name)| *name)
}

/// Whether two recurrences are the same, as far as holds have them: Graph fills in what was not said.
pub(super) fn same(a: Option<&Value>, b: Option<&Value>) -> bool {
    let (a, b) = (a.filter(|value| !value.is_null()), b.filter(|value| !value.is_null()));
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => told(a) == told(b),
        _ => false,
    }
}

fn told(recurrence: &Value) -> (Vec<String>, Vec<String>) {
    let text = |path: &str| recurrence.pointer(path).map(Value::to_string).unwrap_or_default().to_ascii_lowercase();
    let kind = text("/range/type");
    let end = match kind.as_str() {
        "\"enddate\"" => text("/range/endDate"),
        "\"numbered\"" => text("/range/numberOfOccurrences"),
        _ => String::new(),
    };
    let days = recurrence.pointer("/pattern/daysOfWeek").and_then(Value::as_array);
    let mut days: Vec<String> = days.into_iter().flatten().map(|day| day.to_string().to_ascii_lowercase()).collect();
    days.sort();
    (vec![text("/pattern/type"), text("/pattern/interval"), text("/range/startDate"), kind, end], days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start() -> Moment {
        let wednesday = NaiveDate::from_ymd_opt(2026, 11, 25).unwrap();
        Moment::Zoned(wednesday.and_hms_opt(9, 0, 0).unwrap(), Tz::Europe__Berlin)
    }

    #[test]
    fn weekly_rules_become_weekly_patterns() {
        let found = of_rule("FREQ=WEEKLY;BYDAY=WE,FR;INTERVAL=2;UNTIL=20270101T000000Z", &start(), Tz::UTC).unwrap();
        assert_eq!(
            found,
            json!({
                "pattern": { "type": "weekly", "interval": 2, "daysOfWeek": ["wednesday", "friday"], "firstDayOfWeek": "monday" },
                "range": { "type": "endDate", "endDate": "2027-01-01", "startDate": "2026-11-25", "recurrenceTimeZone": "Europe/Berlin" },
            })
        );
        let bare = of_rule("FREQ=WEEKLY", &start(), Tz::UTC).unwrap();
        assert_eq!(bare["pattern"]["daysOfWeek"], json!(["wednesday"]));
        assert_eq!(bare["range"]["type"], "noEnd");
    }

    #[test]
    fn what_graph_fills_in_makes_no_difference() {
        let ours = of_rule("FREQ=WEEKLY;BYDAY=WE", &start(), Tz::UTC).unwrap();
        let theirs = json!({
            "pattern": { "type": "weekly", "interval": 1, "month": 0, "dayOfMonth": 0, "daysOfWeek": ["Wednesday"], "index": "first" },
            "range": { "type": "noEnd", "startDate": "2026-11-25", "endDate": "0001-01-01", "numberOfOccurrences": 0 },
        });
        assert!(same(Some(&theirs), Some(&ours)));
        assert!(!same(Some(&theirs), None) && same(None, Some(&Value::Null)));
    }

    #[test]
    fn rules_that_holds_do_not_have_are_refused() {
        for rule in ["FREQ=MONTHLY;BYDAY=1WE", "FREQ=WEEKLY;BYDAY=1WE", "WEEKLY", "", "FREQ=DAILY;BYHOUR=9"] {
            assert!(of_rule(rule, &start(), Tz::UTC).is_err(), "{rule}");
        }
    }
}
