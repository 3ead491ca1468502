//! Zone names as calendars write them, resolved to IANA zones.
//!
//! TZID is free text that names a VTIMEZONE of the same object (RFC 5545 §3.2.19). Most products write a name from
//! which the zone can be told; where the name says nothing, [`resolve_rules`] looks for the zone that keeps the
//! same time as the object's rules. When neither finds one, the time is read in the mailbox owner's zone, which is
//! the best guess there is.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::{TZ_VARIANTS, Tz};
use windows_timezones::WindowsTimezone;

use super::expand::rule::{Rule, Until};
use super::moment::sane_year;

/// Resolves, in this order: an IANA name in any case; a Windows name of CLDR's table; a name as Outlook displays
/// it, `(UTC+01:00) Amsterdam, Berlin, …`; a path that ends in an IANA name, `/mozilla.org/20050126_1/Europe/Berlin`.
/// None for names that say nothing, such as `Customized Time Zone`: those need the rules.
pub fn resolve(name: &str) -> Option<Tz> {
    let name = name.trim().trim_matches('"');
    if name.len() > MAX_NAME {
        return None;
    }
    iana(name).or_else(|| windows(name)).or_else(|| displayed(name)).or_else(|| path(name))
}

/// One STANDARD or DAYLIGHT part of a VTIMEZONE (RFC 5545 §3.6.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observance {
    /// DTSTART: the wall clock, in the offset before it, at which it first comes into force.
    pub start: NaiveDateTime,
    /// TZOFFSETFROM in seconds east of UTC.
    pub offset_from: i32,
    /// TZOFFSETTO in seconds east of UTC.
    pub offset_to: i32,
    /// Values of RRULE.
    pub rules: Vec<String>,
    /// RDATE.
    pub dates: Vec<NaiveDateTime>,
}

/// The zone that keeps the same time as these rules in the years from 2025 on (or from when the rules begin): the
/// first that agrees at all sampled instants, well-known names first, then by name. Rules that keep one whole-hour
/// offset and agree with no place give `Etc/GMT±n`. None when nothing agrees.
pub fn resolve_rules(observances: &[Observance]) -> Option<Tz> {
    let changes = changes(observances);
    let samples = samples(&changes)?;
    let agrees = |zone: &Tz| samples.iter().all(|(at, offset)| offset_of(*zone, *at) == *offset);
    let known = WELL_KNOWN.iter().filter_map(|name| name.parse::<Tz>().ok());
    let places =
        TZ_VARIANTS.iter().copied().filter(|zone| zone.name().contains('/') && !zone.name().starts_with("Etc/"));
    known.chain(places).find(agrees).or_else(|| fixed(&samples))
}

/// The longest name that Outlook displays has about a hundred characters.
const MAX_NAME: usize = 200;
/// How many observances and rules of one VTIMEZONE are read, and how many changes they may make.
const MAX_RULES: usize = 32;
const MAX_CHANGES: usize = 10_000;

/// Of zones that keep the same time these names are the ones people know.
const WELL_KNOWN: &[&str] = &[
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Athens",
    "Europe/Helsinki",
    "Europe/Istanbul",
    "Europe/Moscow",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Phoenix",
    "America/Los_Angeles",
    "America/Anchorage",
    "Pacific/Honolulu",
    "America/Halifax",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Mexico_City",
    "America/Santiago",
    "Africa/Lagos",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Asia/Jerusalem",
    "Asia/Dubai",
    "Asia/Tehran",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Australia/Perth",
    "Australia/Adelaide",
    "Australia/Darwin",
    "Australia/Brisbane",
    "Australia/Sydney",
    "Pacific/Auckland",
];

/// Windows names that are not in CLDR's table, or not under that spelling.
const SPECIAL: &[(&str, &str)] = &[
    ("tzone://Microsoft/Utc", "UTC"),
    ("Coordinated Universal Time", "UTC"),
    ("Kamchatka Standard Time", "Asia/Kamchatka"),
    ("Mid-Atlantic Standard Time", "Etc/GMT+2"),
];

/// Names that Outlook displays without naming a city.
const DISPLAYED: &[(&str, &str)] = &[
    ("Coordinated Universal Time", "UTC"),
    ("Eastern Time (US & Canada)", "America/New_York"),
    ("Central Time (US & Canada)", "America/Chicago"),
    ("Mountain Time (US & Canada)", "America/Denver"),
    ("Pacific Time (US & Canada)", "America/Los_Angeles"),
    ("Atlantic Time (Canada)", "America/Halifax"),
    ("Arizona", "America/Phoenix"),
    ("Hawaii", "Pacific/Honolulu"),
    ("Alaska", "America/Anchorage"),
    ("Greenwich Mean Time : Dublin", "Europe/Dublin"),
    ("Greenwich Mean Time", "Europe/London"),
];

fn iana(name: &str) -> Option<Tz> {
    let exact = name.parse().ok();
    exact.or_else(|| TZ_VARIANTS.iter().copied().find(|zone| zone.name().eq_ignore_ascii_case(name)))
}

fn windows(name: &str) -> Option<Tz> {
    let special = SPECIAL.iter().find(|(special, _)| special.eq_ignore_ascii_case(name));
    match special {
        Some((_, zone)) => zone.parse().ok(),
        None => name.parse::<WindowsTimezone>().ok()?.tzdb_id().parse().ok(),
    }
}

/// `(UTC+01:00) Amsterdam, Berlin, …` or `(GMT-08:00) Pacific Time (US & Canada)`: the first city that a zone of
/// that standard offset is named after.
fn displayed(name: &str) -> Option<Tz> {
    let (offset, cities) = name.strip_prefix('(')?.split_once(')')?;
    let offset = displayed_offset(offset)?;
    let cities = cities.trim();
    let special = DISPLAYED.iter().find(|(special, _)| cities.starts_with(special));
    let zone = special.and_then(|(_, zone)| zone.parse().ok());
    let named = || cities.split(',').find_map(|city| place(city.trim(), offset));
    zone.filter(|zone| standard_offset(*zone) == offset).or_else(named)
}

/// Seconds east of UTC of `UTC`, `UTC+01:00`, `GMT-03:30` or `GMT+01.00`.
fn displayed_offset(text: &str) -> Option<i32> {
    let rest = text.strip_prefix("UTC").or_else(|| text.strip_prefix("GMT"))?;
    let Some(sign) = rest.chars().next() else { return Some(0) };
    let (hours, minutes) = rest.get(sign.len_utf8()..)?.split_once([':', '.'])?;
    let seconds = hours.parse::<u8>().ok()? as i32 * 3600 + minutes.parse::<u8>().ok()? as i32 * 60;
    match sign {
        '+' => Some(seconds),
        '-' | '−' => Some(-seconds),
        _ => None,
    }
}

fn place(city: &str, offset: i32) -> Option<Tz> {
    let named = |zone: &Tz| {
        let last = zone.name().rsplit('/').next().unwrap_or_default();
        last.len() == city.len() && last.replace('_', " ").eq_ignore_ascii_case(city)
    };
    TZ_VARIANTS.iter().copied().find(|zone| named(zone) && standard_offset(*zone) == offset)
}

/// The lesser of the offsets in January and July: what clocks show without daylight saving.
fn standard_offset(zone: Tz) -> i32 {
    let on = |month| NaiveDate::from_ymd_opt(FIRST_YEAR, month, 15).unwrap_or_default().and_time(Default::default());
    offset_of(zone, on(1).and_utc()).min(offset_of(zone, on(7).and_utc()))
}

/// The longest tail after a slash that is an IANA name.
fn path(name: &str) -> Option<Tz> {
    name.match_indices('/').find_map(|(slash, _)| name.get(slash + 1..)?.parse().ok())
}

/// Zones are compared from this year on; what was before no longer matters to meetings.
const FIRST_YEAR: i32 = 2025;
/// Over how many years.
const YEARS: i32 = 4;

/// When an observance comes into force, and what it changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    at: DateTime<Utc>,
    from: i32,
    to: i32,
}

/// The changes up to the end of the years that are compared, ascending; none when there are absurdly many.
fn changes(observances: &[Observance]) -> Vec<Change> {
    let mut changes: BTreeSet<Change> = BTreeSet::new();
    for observance in observances.iter().take(MAX_RULES) {
        let end = year(FIRST_YEAR + YEARS).max(observance.start);
        let before = |local: NaiveDateTime| local.checked_sub_signed(TimeDelta::seconds(observance.offset_from.into()));
        let rules = observance.rules.iter().take(2).filter_map(|rule| Rule::parse(rule));
        let repeated = rules.filter(Rule::is_calendar).flat_map(|rule| {
            let starts = rule.starts(observance.start, observance.start, end);
            starts.into_iter().filter(move |local| match rule.until() {
                Some(Until::Day(day)) => local.date() <= day,
                Some(Until::Local(last)) => *local <= last,
                Some(Until::Instant(last)) => before(*local).is_none_or(|at| at <= last.naive_utc()),
                None => true,
            })
        });
        let starts =
            [observance.start].into_iter().chain(observance.dates.iter().copied().take(MAX_CHANGES)).chain(repeated);
        changes.extend(starts.filter(|local| local.year() >= 1600 && *local <= end).filter_map(|local| {
            let (from, to) = (observance.offset_from, observance.offset_to);
            Some(Change { at: before(local)?.and_utc(), from, to })
        }));
        if changes.len() > MAX_CHANGES {
            return Vec::new();
        }
    }
    changes.into_iter().collect()
}

/// Instants to compare at with the offset that the rules give: each middle and end of a month, and an hour before
/// and after each change. Where the rules end (a list of dates that stops), comparing stops too.
fn samples(changes: &[Change]) -> Option<Vec<(DateTime<Utc>, i32)>> {
    let (first, last) = (changes.first()?, changes.last()?);
    let begin = year(FIRST_YEAR).and_utc().max(first.at);
    let end = if changes.len() > 2 && last.at > begin { last.at } else { begin + TimeDelta::days(365) };
    let around = changes.iter().flat_map(|change| [change.at - TimeDelta::hours(1), change.at + TimeDelta::hours(1)]);
    let months = (0..YEARS * 24).map(|half| begin + TimeDelta::days(i64::from(half) * 15));
    let offset = |at: DateTime<Utc>| {
        let passed = changes.partition_point(|change| change.at <= at);
        changes.get(..passed).and_then(<[Change]>::last).map_or(first.from, |change| change.to)
    };
    let sampled = around.chain(months).filter(|at| (begin..=end).contains(at));
    Some(sampled.filter(|at| sane_year(at.date_naive())).map(|at| (at, offset(at))).collect())
}

fn year(year: i32) -> NaiveDateTime {
    NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default().and_time(Default::default())
}

fn offset_of(zone: Tz, at: DateTime<Utc>) -> i32 {
    zone.offset_from_utc_datetime(&at.naive_utc()).fix().local_minus_utc()
}

fn fixed(samples: &[(DateTime<Utc>, i32)]) -> Option<Tz> {
    let (_, offset) = samples.first()?;
    let one = samples.iter().all(|(_, other)| other == offset) && offset % 3600 == 0;
    // The signs of these names are those of POSIX, the other way round than everybody's.
    one.then(|| format!("Etc/GMT{:+}", -offset / 3600).parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap()
    }

    fn observance(start: &str, from: i32, to: i32, rules: &[&str]) -> Observance {
        let rules = rules.iter().map(|rule| (*rule).to_owned()).collect();
        Observance { start: at(start), offset_from: from * 60, offset_to: to * 60, rules, dates: Vec::new() }
    }

    fn named(name: &str) -> Option<&'static str> {
        resolve(name).map(|zone| zone.name())
    }

    #[test]
    fn iana_names_count_in_any_case() {
        assert_eq!(named("Europe/Berlin"), Some("Europe/Berlin"));
        assert_eq!(named("europe/BERLIN"), Some("Europe/Berlin"));
        assert_eq!(named("UTC"), Some("UTC"));
    }

    #[test]
    fn windows_names_are_those_of_cldr_and_the_ones_it_lacks() {
        assert_eq!(named("W. Europe Standard Time"), Some("Europe/Berlin"));
        assert_eq!(named("Pacific Standard Time"), Some("America/Los_Angeles"));
        assert_eq!(named("tzone://Microsoft/Utc"), Some("UTC"));
        assert_eq!(named("Kamchatka Standard Time"), Some("Asia/Kamchatka"));
        assert_eq!(named("Mid-Atlantic Standard Time"), Some("Etc/GMT+2"));
    }

    #[test]
    fn names_that_outlook_displays_go_by_their_first_known_city_and_offset() {
        let berlin = "(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna";
        assert_eq!(named(berlin), Some("Europe/Amsterdam"));
        assert_eq!(named("(UTC-08:00) Pacific Time (US & Canada)"), Some("America/Los_Angeles"));
        assert_eq!(named("(UTC+05:30) Chennai, Kolkata, Mumbai, New Delhi"), Some("Asia/Kolkata"));
        assert_eq!(named("(UTC) Dublin, Edinburgh, Lisbon, London"), Some("Europe/Dublin"));
        assert_eq!(named("(GMT+01.00) Sarajevo/Warsaw/Zagreb"), None);
        assert_eq!(named("(UTC+03:00) Berlin"), None, "a city of another offset is another city");
    }

    #[test]
    fn paths_go_by_their_tail() {
        assert_eq!(named("/mozilla.org/20050126_1/Europe/Berlin"), Some("Europe/Berlin"));
        assert_eq!(named("/freeassociation.sourceforge.net/America/New_York"), Some("America/New_York"));
        assert_eq!(
            named("/softwarestudio.org/Olson_20011030_5/America/Argentina/Buenos_Aires"),
            Some("America/Argentina/Buenos_Aires")
        );
    }

    #[test]
    fn names_that_say_nothing_resolve_to_nothing() {
        for name in ["Customized Time Zone", "Custom", "", "/", "(UTC", "(UTC+", "(UTC+1:", "()", "(GMT−)", "é/ü"] {
            assert_eq!(named(name), None, "{name:?}");
        }
    }

    #[test]
    fn rules_find_the_well_known_zone_that_keeps_the_same_time() {
        let central = [
            observance("16010101T030000", 120, 60, &["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]),
            observance("16010101T020000", 60, 120, &["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"]),
        ];
        assert_eq!(resolve_rules(&central), Some(Tz::Europe__Berlin));
        let eastern = [
            observance("20071104T020000", -240, -300, &["FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"]),
            observance("20070311T020000", -300, -240, &["FREQ=YEARLY;BYMONTH=3;BYDAY=2SU"]),
        ];
        assert_eq!(resolve_rules(&eastern), Some(Tz::America__New_York));
        assert_eq!(resolve_rules(&[observance("19700101T000000", 330, 330, &[])]), Some(Tz::Asia__Kolkata));
    }

    #[test]
    fn old_rules_that_have_ended_do_not_count() {
        let london_with_history = [
            observance("19720101T000000", 60, 60, &["FREQ=YEARLY;UNTIL=19800101T000000Z;BYDAY=-1SU;BYMONTH=5"]),
            observance("19961027T020000", 60, 0, &["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]),
            observance("19810329T010000", 0, 60, &["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"]),
        ];
        assert_eq!(resolve_rules(&london_with_history), Some(Tz::Europe__London));
    }

    #[test]
    fn a_list_of_changes_is_compared_as_far_as_it_goes() {
        let mut winter = observance("20261101T020000", -240, -300, &[]);
        winter.dates.push(at("20271107T020000"));
        let mut summer = observance("20260308T020000", -300, -240, &[]);
        summer.dates.push(at("20270314T020000"));
        assert_eq!(resolve_rules(&[winter, summer]), Some(Tz::America__New_York));
    }

    #[test]
    fn one_offset_that_no_place_keeps_is_a_fixed_zone_and_odd_ones_are_none() {
        assert_eq!(resolve_rules(&[observance("19700101T000000", -720, -720, &[])]), Some(Tz::Etc__GMTPlus12));
        assert_eq!(resolve_rules(&[observance("19700101T000000", 77, 77, &[])]), None);
        assert_eq!(resolve_rules(&[]), None);
    }
}
