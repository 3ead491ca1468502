//! Lengths of time, ranges, times of day and weekdays, as the configuration writes them.

use chrono::{NaiveTime, TimeDelta, Weekday};

use crate::meeting::Hours;
use crate::policy::Range;

use super::reader::{Cell, Node};
use super::suggest;
use toml::de::DeValue;

/// Units of length, in seconds.
const UNITS: [(char, i64); 5] = [('s', 1), ('m', 60), ('h', 3600), ('d', 86_400), ('w', 604_800)];

/// The longest length of time that makes sense anywhere: ten years.
const LONGEST: i64 = 3660 * 86_400;

const LENGTH_HELP: &str = "write a number and a unit, for example \"30m\", \"24h\", \"2d\" or \"1h30m\"";
const RANGE_HELP: &str = "write \"3..\" for 3 and more, \"..=2\" for up to 2, \"3..8\" for 3 to 7, or a number";
const TIMES_HELP: &str = "write two times of a day, for example \"09:00-11:00\"";
const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// A length of time between two bounds, both inclusive and given as the configuration would write them.
pub(super) fn length(node: Node<'_>, least: &str, most: &str) -> Option<TimeDelta> {
    if let DeValue::Integer(number) = node.value {
        return node.refuse(format!("{:?} has no unit: {number}", node.key), Some(LENGTH_HELP));
    }
    let cell = node.cell()?;
    let Some(length) = parse_length(cell.text) else {
        return cell.refuse(format!("{:?} is not a length of time", cell.text), Some(LENGTH_HELP));
    };
    let inside =
        parse_length(least).is_none_or(|least| length >= least) && parse_length(most).is_none_or(|m| length <= m);
    if inside {
        return Some(length);
    }
    cell.refuse(format!("{:?} must lie between {least} and {most}, not {}", cell.key, cell.text), None)
}

/// Reads `24h`, `90m`, `2d`, `1h30m`.
pub(super) fn parse_length(text: &str) -> Option<TimeDelta> {
    let mut seconds = 0_i64;
    let mut digits = String::new();
    for c in text.trim().chars() {
        if c.is_ascii_digit() && digits.len() < 9 {
            digits.push(c);
            continue;
        }
        let (_, unit) = UNITS.iter().find(|(letter, _)| *letter == c)?;
        seconds = seconds.checked_add(digits.parse::<i64>().ok()?.checked_mul(*unit)?)?;
        digits.clear();
    }
    let complete = digits.is_empty() && !text.trim().is_empty() && seconds <= LONGEST;
    if complete { TimeDelta::try_seconds(seconds) } else { None }
}

/// How the configuration writes a length: `24h`, `1h30m`, `10d`.
pub(super) fn write_length(length: TimeDelta) -> String {
    let mut seconds = length.num_seconds();
    if seconds % 3600 == 0 && seconds <= 2 * 86_400 {
        return format!("{}h", seconds / 3600);
    }
    let mut text = String::new();
    for (letter, unit) in UNITS.into_iter().rev().skip(1) {
        if seconds >= unit {
            text.push_str(&format!("{}{letter}", seconds / unit));
            seconds %= unit;
        }
    }
    text
}

/// A range of whole numbers: `"3.."`, `"..=2"`, `"3..8"`, `"5"` or the number 5.
pub(super) fn counts(node: Node<'_>) -> Option<Range<u64>> {
    if let DeValue::Integer(number) = node.value {
        let value = u64::from_str_radix(number.as_str(), number.radix()).ok();
        let exactly = |value| Range { min: Some(value), max: Some(value) };
        return value.map(exactly).or_else(|| node.refuse(format!("{number} is not a range"), Some(RANGE_HELP)));
    }
    range(node.cell()?, |text| text.parse().ok(), RANGE_HELP)
}

/// A range of lengths of time, in minutes: `"..=15m"`, `"1h.."`.
pub(super) fn minutes(cell: Cell<'_>) -> Option<Range<u64>> {
    let whole = |text: &str| {
        let seconds = parse_length(text)?.num_seconds();
        if seconds % 60 == 0 { u64::try_from(seconds / 60).ok() } else { None }
    };
    range(cell, whole, "write \"1h..\" for an hour and more, \"..=15m\" for up to 15 minutes, or \"30m..1h\"")
}

fn range(cell: Cell<'_>, value: impl Fn(&str) -> Option<u64>, help: &str) -> Option<Range<u64>> {
    let Some(range) = parse_range(cell.text.trim(), value) else {
        return cell.refuse(format!("{:?} is not a range", cell.text), Some(help));
    };
    match range {
        Some(Range { min: Some(min), max: Some(max) }) if min > max => None,
        range => range,
    }
    .or_else(|| cell.refuse(format!("nothing lies in the range {:?}", cell.text), Some(help)))
}

/// The range; the inner option is none for a range that ends before zero.
fn parse_range(text: &str, value: impl Fn(&str) -> Option<u64>) -> Option<Option<Range<u64>>> {
    let Some((from, to)) = text.split_once("..") else {
        return value(text).map(|exactly| Some(Range { min: Some(exactly), max: Some(exactly) }));
    };
    let bound = |text: &str| if text.is_empty() { Some(None) } else { value(text).map(Some) };
    let min = bound(from.trim())?;
    let (to, inclusive) = to.strip_prefix('=').map_or((to, false), |to| (to, true));
    let max = bound(to.trim())?;
    let open = max.is_none();
    if open && (inclusive || min.is_none()) {
        return None;
    }
    let max = if inclusive { max } else { max.map(|max| max.checked_sub(1)).unwrap_or(None) };
    Some((open || max.is_some()).then_some(Range { min, max }))
}

/// Two times of day, `09:00-11:00`; the second may be the earlier, then it runs over midnight.
pub(super) fn times(cell: Cell<'_>) -> Option<(NaiveTime, NaiveTime)> {
    let parts = cell.text.split_once('-');
    let found = parts.and_then(|(from, to)| Some((parse_time(from)?, parse_time(to)?)));
    match found {
        Some((from, to)) if from == to => cell.refuse(format!("{:?} is no time at all", cell.text), Some(TIMES_HELP)),
        Some(times) => Some(times),
        None => cell.refuse(format!("{:?} is not a stretch of a day", cell.text), Some(TIMES_HELP)),
    }
}

/// One time of day, `09:00`.
pub(super) fn time(cell: Cell<'_>) -> Option<NaiveTime> {
    let help = Some("write hours and minutes, for example \"09:00\"");
    parse_time(cell.text).or_else(|| cell.refuse(format!("{:?} is not a time of day", cell.text), help))
}

fn parse_time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text.trim(), "%H:%M").ok()
}

/// One weekday, `Wed` or `Wednesday`.
pub(super) fn weekday(cell: Cell<'_>) -> Option<Weekday> {
    cell.text.trim().parse().ok().or_else(|| {
        // Longer spellings and plurals begin with the same three letters.
        let begin: String = cell.text.trim().chars().take(3).collect();
        let help = suggest::help(&begin, DAYS);
        cell.desk.mistake(cell.place, format!("{:?} is not a weekday", cell.text), help);
        None
    })
}

/// Working hours, `Mon-Fri 09:00-17:30`.
pub(super) fn hours(cell: Cell<'_>) -> Option<Hours> {
    let help = Some("write days and times, for example \"Mon-Fri 09:00-17:30\" or \"Sun-Thu 08:00-16:00\"");
    let backwards = || {
        let (from, to) = cell.text.rsplit_once(char::is_whitespace)?.1.split_once('-')?;
        Some(parse_time(from)? >= parse_time(to)?)
    };
    cell.text.parse().ok().or_else(|| match backwards() {
        Some(true) => cell.refuse("work must end later than it begins, on the same day", help),
        _ => cell.refuse(format!("{:?} is not working hours", cell.text), help),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_have_units_and_may_be_put_together() {
        assert_eq!(parse_length("24h"), Some(TimeDelta::hours(24)));
        assert_eq!(parse_length("1h30m"), Some(TimeDelta::minutes(90)));
        assert_eq!(parse_length("2w"), Some(TimeDelta::days(14)));
        for wrong in ["", "24", "h", "24 h", "-1h", "1.5h", "99999999999h", "9999w", "1y"] {
            assert_eq!(parse_length(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_length_is_written_as_it_may_be_read() {
        for text in ["24h", "48h", "1h30m", "90d", "45m", "10s", "3d"] {
            let length = parse_length(text).unwrap_or_default();
            assert_eq!(parse_length(&write_length(length)), Some(length), "{text}");
        }
        assert_eq!(write_length(TimeDelta::minutes(90)), "1h30m");
    }

    #[test]
    fn ranges_are_read_as_rust_writes_them() {
        let read = |text: &str| parse_range(text, |text| text.parse().ok());
        let range = |min, max| Some(Some(Range { min, max }));
        assert_eq!(read("3.."), range(Some(3), None));
        assert_eq!(read("..=2"), range(None, Some(2)));
        assert_eq!(read("3..8"), range(Some(3), Some(7)));
        assert_eq!(read("3..=8"), range(Some(3), Some(8)));
        assert_eq!(read("5"), range(Some(5), Some(5)));
        assert_eq!(read("..0"), Some(None), "nothing lies below zero");
        for wrong in ["", "..", "..=", "3..=", "a..b", "3...8", "-1.."] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
