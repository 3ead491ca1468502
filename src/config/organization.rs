//! `[organization]`, `[[site]]` and `[[team]]`.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use chrono_tz::Tz;
use toml::de::DeValue;

use crate::meeting::{Address, DaysOff, Hours, Mode, WorkingTime};
use crate::policy::Organization;

use super::desk::Placed;
use super::files::Shelf;
use super::reader::{Node, Section};
use super::{durations, holidays, values, zones};

/// A site: where people work, and what holds for whoever has nothing of their own.
pub(super) struct Site {
    pub(super) name: Placed<String>,
    pub(super) working: WorkingTime,
    pub(super) city: String,
    pub(super) language: Option<String>,
}

/// A team as the file has it.
pub(super) struct RawTeam {
    pub(super) name: Placed<String>,
    pub(super) lead: Option<Placed<Address>>,
    pub(super) mode: Option<Placed<Mode>>,
}

/// Reads `[organization]`.
pub(super) fn organization(root: &Section<'_>, shelf: &Shelf<'_>) -> Option<Organization> {
    let Some(section) = root.section("organization") else {
        if !root.has("organization") {
            root.missing("organization", Some("write [organization] with name, domains and time_zone"));
        }
        return None;
    };
    let name = section.must_cell("name", values::text);
    let domains = section.must("domains", |node| values::some_of(node, values::domain));
    let zone = section.must_cell("time_zone", zones::zone);
    let hours = section.cell("working_hours", durations::hours).unwrap_or_default();
    let days_off = section.read("holidays", |node| days_off(node, shelf)).unwrap_or_default();
    let language = section.cell("language", values::language);
    let city = section.cell("city", values::text);
    section.finish();
    let zone = zone?;
    let working = WorkingTime { zone, hours, days_off };
    let city = city.unwrap_or_else(|| zones::city(zone));
    Some(Organization { name: name?, domains: domains?, working, city, language })
}

/// Reads all `[[site]]`; what a site does not say is the organization's.
pub(super) fn sites(root: &Section<'_>, organization: Option<&Organization>, shelf: &Shelf<'_>) -> Vec<Site> {
    root.sections("site").into_iter().filter_map(|section| site(section, organization, shelf)).collect()
}

fn site(section: Section<'_>, organization: Option<&Organization>, shelf: &Shelf<'_>) -> Option<Site> {
    let name = section.must_cell("name", values::name);
    let zone = section.cell("time_zone", zones::zone);
    let hours: Option<Hours> = section.cell("working_hours", durations::hours);
    let own_days_off = section.read("holidays", |node| days_off(node, shelf));
    let city = section.cell("city", values::text);
    let language = section.cell("language", values::language);
    section.finish();
    // Without an organization there is a mistake already; the site's name is known nevertheless.
    let base = organization.map_or_else(|| WorkingTime::new(Tz::UTC, Hours::default()), |known| known.working.clone());
    let working = WorkingTime {
        zone: zone.unwrap_or(base.zone),
        hours: hours.unwrap_or(base.hours),
        days_off: own_days_off.unwrap_or_else(|| base.days_off.clone()),
    };
    let inherited = || organization.filter(|_| zone.is_none()).map(|organization| organization.city.clone());
    let city = city.or_else(inherited).unwrap_or_else(|| zones::city(working.zone));
    Some(Site { name: name?, working, city, language })
}

/// Reads all `[[team]]`.
pub(super) fn teams(root: &Section<'_>) -> Vec<RawTeam> {
    root.sections("team").into_iter().filter_map(team).collect()
}

fn team(section: Section<'_>) -> Option<RawTeam> {
    let name = section.must_cell("name", values::name);
    let lead = section.cell("lead", values::placed_address);
    let mode = section.cell("mode", |cell| Some(Placed { value: values::mode(cell)?, place: cell.place }));
    section.finish();
    Some(RawTeam { name: name?, lead, mode })
}

/// Days off: dates, and names of iCalendar files.
fn days_off(node: Node<'_>, shelf: &Shelf<'_>) -> Option<DaysOff> {
    let mut days = BTreeSet::new();
    for item in node.items() {
        days.extend(one_day_off(item, shelf).into_iter().flatten());
    }
    Some(Arc::new(days))
}

fn one_day_off(node: Node<'_>, shelf: &Shelf<'_>) -> Option<BTreeSet<NaiveDate>> {
    if let DeValue::Datetime(value) = node.value {
        let text = value.to_string();
        let day = holidays::date(&text).map(|date| BTreeSet::from([date]));
        return day.or_else(|| node.refuse(format!("{text} is not a date of these years"), None));
    }
    let cell = node.cell()?;
    let looks_like_a_date = cell.text.starts_with(|c: char| c.is_ascii_digit()) && !cell.text.contains(".ics");
    if looks_like_a_date {
        let help = Some("dates are written year-month-day, for example \"2026-12-24\"");
        let day = holidays::date(cell.text).map(|date| BTreeSet::from([date]));
        return day.or_else(|| cell.refuse(format!("the date {:?} does not exist", cell.text), help));
    }
    let (source, text) = shelf.open(cell, Path::new(cell.text))?;
    Some(holidays::read(cell.desk, source, &text))
}
