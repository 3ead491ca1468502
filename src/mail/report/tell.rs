//! Figures, groups and hours in the words of a language. Here names from outside become clean.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveTime, Timelike, Weekday};

use crate::mail::clean;
use crate::mail::words::{Words, capital};
use crate::report::{Figure, Group, Metric, Unit};

/// Names of teams, cities and rules.
const NAME: usize = 40;
/// Titles of series.
const TITLE: usize = 60;
/// Figures beyond this are wrong anyway, and would push everything else aside.
const MOST: f64 = 1e12;
/// What stands where there is no figure.
pub(super) const NOTHING: &str = "–";

/// Who tells: a language, and the names of places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Teller<'a> {
    pub words: &'static Words,
    cities: &'a BTreeMap<String, String>,
}

impl<'a> Teller<'a> {
    /// In this language (BCP 47); `cities` names the city of a zone where it is not that of the IANA name.
    pub fn new(language: Option<&str>, cities: &'a BTreeMap<String, String>) -> Self {
        Self { words: Words::of(language), cities }
    }

    /// A number with so many decimals, as the language writes it.
    pub fn decimal(&self, number: f64, digits: usize) -> String {
        let number = if number.is_finite() { number.clamp(-MOST, MOST) } else { 0.0 };
        let text = format!("{:.digits$}", number.abs());
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let whole = self.grouped(whole);
        let told = if fraction.is_empty() { whole } else { self.words.decimal(whole, fraction) };
        let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if number < 0.0 && !zero { format!("−{told}") } else { told }
    }

    fn grouped(&self, digits: &str) -> String {
        match digits.len().checked_sub(3).filter(|at| *at > 0).and_then(|at| digits.split_at_checked(at)) {
            Some((before, after)) => self.words.thousands(self.grouped(before), after),
            None => digits.to_owned(),
        }
    }

    /// `12.5 hours`
    pub fn hours(&self, hours: f64) -> String {
        self.words.hours_long(self.decimal(hours, 1), if hours < 2.0 { "yes" } else { "no" })
    }

    /// `2 hours`, `1.5 hours`: a length that is often a whole number.
    pub fn length(&self, hours: f64) -> String {
        let digits = usize::from(hours.fract() != 0.0);
        self.words.hours_long(self.decimal(hours, digits), if hours < 2.0 { "yes" } else { "no" })
    }

    /// `12.5 h`
    pub fn short_hours(&self, hours: f64) -> String {
        self.words.hours_short(self.decimal(hours, 1))
    }

    /// `9 %`, of a share from 0 to 1.
    pub fn share(&self, share: f64) -> String {
        self.words.per_cent(self.decimal(share * 100.0, 0))
    }

    /// A metric's value with its unit.
    pub fn value(&self, metric: Metric, value: Option<f64>) -> String {
        let Some(value) = value else { return NOTHING.to_owned() };
        match metric.unit() {
            Unit::Hours => self.short_hours(value),
            Unit::PerPerson => self.decimal(value, 1),
            Unit::Share => self.share(value),
            Unit::Count => self.decimal(value, 0),
            Unit::Index => self.decimal(value, 2),
        }
    }

    /// The same of a figure that may be missing.
    pub fn figure(&self, metric: Metric, figure: Option<Figure>) -> String {
        self.value(metric, figure.and_then(|figure| figure.value))
    }

    /// A change with its sign: `+0.4`, `−3`; nothing where there is none to tell.
    pub fn signed(&self, metric: Metric, change: Option<f64>) -> String {
        let Some(change) = change else { return String::new() };
        let told = match metric.unit() {
            Unit::Hours | Unit::PerPerson => self.decimal(change, 1),
            Unit::Share => self.decimal(change * 100.0, 0),
            Unit::Count => self.decimal(change, 0),
            Unit::Index => self.decimal(change, 2),
        };
        with_sign(told)
    }

    /// A change by tenths, likewise.
    pub fn signed_tenths(&self, change: Option<f64>) -> String {
        change.map(|change| with_sign(self.decimal(change, 1))).unwrap_or_default()
    }

    /// `Tuesday`
    pub fn weekday(&self, day: Weekday) -> String {
        self.words.weekday(day.number_from_monday())
    }

    /// `Tue`
    pub fn weekday_short(&self, day: Weekday) -> String {
        self.words.weekday_short(day.number_from_monday())
    }

    /// `15:00`
    pub fn time(&self, time: NaiveTime) -> String {
        self.words.time(self.clock(time))
    }

    /// The same without what a language puts behind a time.
    fn clock(&self, time: NaiveTime) -> String {
        let (afternoon, hour12) = time.hour12();
        let half = if afternoon { "pm" } else { "am" };
        self.words.clock(time.hour(), format!("{:02}", time.minute()), hour12, half)
    }

    /// `11:00` on an axis.
    pub fn tick(&self, hour: usize) -> String {
        self.clock(full(hour))
    }

    /// `11:00`, of a full hour.
    pub fn hour(&self, hour: usize) -> String {
        self.time(full(hour))
    }

    /// `28 Sep`
    pub fn date_short(&self, date: chrono::NaiveDate) -> String {
        self.words.date_short(date.day() as usize, self.words.month_short(date.month()))
    }

    /// The name of a group: a team's own, a city, or words for those folded together.
    pub fn group(&self, group: &Group) -> String {
        match group {
            Group::Whole => self.words.everyone(),
            Group::Team { name } => self.name(name),
            Group::Teams { .. } => self.words.small_teams(),
            Group::Unassigned => self.words.unassigned(),
            Group::Zone { zone } => self.city(zone),
            Group::Region { region, .. } => self.words.region_together(self.name(region)),
            Group::Elsewhere { .. } => self.words.elsewhere(),
        }
    }

    /// Names of groups, in a list.
    pub fn groups(&self, groups: &[Group]) -> String {
        self.words.names(&groups.iter().map(|group| self.group(group)).collect::<Vec<_>>())
    }

    /// Who is in a group that was folded; nothing of one that was not.
    pub fn members(&self, group: &Group) -> Vec<String> {
        let cities = |zones: &BTreeSet<String>| zones.iter().map(|zone| self.city(zone)).collect();
        match group {
            Group::Teams { names, unassigned } => {
                let own = names.iter().map(|name| self.name(name));
                own.chain(unassigned.then(|| self.words.unassigned_people())).collect()
            }
            Group::Region { zones, .. } | Group::Elsewhere { zones } => cities(zones),
            _ => Vec::new(),
        }
    }

    /// The city of a zone: the one configured, or that of the IANA name.
    pub fn city(&self, zone: &str) -> String {
        let configured = self.cities.get(zone).map(|city| clean::quotable(city, NAME));
        configured.filter(|city| clean::visible(city)).unwrap_or_else(|| iana_city(zone))
    }

    /// The same for pictures, whose font has Latin, Greek and Cyrillic letters.
    pub fn drawn(&self, group: &Group, max: usize) -> String {
        let drawable =
            |c: char| matches!(c, ' '..='~' | '\u{a0}'..='\u{52f}' | '\u{1e00}'..='\u{1eff}' | '\u{2010}'..='\u{2027}');
        let told = self.group(group);
        let told = match group {
            Group::Zone { zone } if !told.chars().all(drawable) => iana_city(zone),
            _ => told,
        };
        let drawn: String = told.chars().filter(|c| drawable(*c)).collect();
        clean::one_line(&drawn, max)
    }

    /// A name from outside; fit to stand between quotation marks.
    pub fn name(&self, name: &str) -> String {
        self.quoted(name, NAME)
    }

    /// A title from outside; fit to stand between quotation marks.
    pub fn title(&self, title: &str) -> String {
        self.quoted(title, TITLE)
    }

    fn quoted(&self, text: &str, max: usize) -> String {
        let text = clean::quotable(text, max);
        if clean::visible(&text) { text } else { self.words.no_title() }
    }

    /// `8 people`, with a grouped number.
    pub fn people(&self, people: u32) -> String {
        if people < 1_000 { self.words.size(people) } else { self.words.size(self.decimal(f64::from(people), 0)) }
    }

    /// The label of a metric.
    pub fn label(&self, metric: Metric) -> String {
        self.words.metric_label(metric.as_str())
    }

    /// A sentence that may begin with a number in words.
    pub fn sentence(&self, text: &str) -> String {
        capital(text)
    }
}

fn with_sign(told: String) -> String {
    match told {
        told if told.starts_with('−') => told,
        told if told.chars().all(|c| !('1'..='9').contains(&c)) => "±0".to_owned(),
        told => format!("+{told}"),
    }
}

/// How a change is told: more, less, same, or none where there is nothing to compare with. `least` is the smallest that
/// shows when rounded.
pub(super) fn case(change: Option<f64>, least: f64) -> &'static str {
    match change {
        None => "none",
        Some(change) if !change.is_finite() || change.abs() < least => "same",
        Some(change) if change > 0.0 => "more",
        Some(_) => "less",
    }
}

fn full(hour: usize) -> NaiveTime {
    let hour = u32::try_from(hour % 24).unwrap_or_default();
    NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default()
}

fn iana_city(zone: &str) -> String {
    let city = clean::quotable(&zone.rsplit('/').next().unwrap_or_default().replace('_', " "), NAME);
    if clean::visible(&city) { city } else { NOTHING.to_owned() }
}
