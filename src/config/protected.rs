//! `[[protected_time]]`.

use chrono::{NaiveTime, Weekday};

use crate::meeting::Address;
use crate::policy::{HoldStyle, ProtectedTime, Who};

use super::desk::{Place, Placed};
use super::reader::{Node, Section};
use super::{durations, rules, values};

const STYLES: [(&str, HoldStyle); 4] = [
    ("busy", HoldStyle::Busy),
    ("focus", HoldStyle::Focus),
    ("tentative", HoldStyle::Tentative),
    ("none", HoldStyle::None),
];

/// A protected time, and where its parts stand.
pub(super) struct RawProtected {
    pub(super) name: Placed<String>,
    pub(super) window: ProtectedTime,
    pub(super) teams: Vec<Placed<String>>,
    pub(super) people: Vec<Placed<Address>>,
    pub(super) allow: Vec<Placed<String>>,
    pub(super) place: Place,
}

/// Reads all `[[protected_time]]`.
pub(super) fn read(root: &Section<'_>) -> Vec<RawProtected> {
    root.sections("protected_time").into_iter().filter_map(protected).collect()
}

fn protected(section: Section<'_>) -> Option<RawProtected> {
    let name = section.must_cell("name", values::name);
    let days = section.must("days", days);
    let hours = hours(&section);
    let (teams, people) = who(&section);
    let on_meeting = section.must_cell("on_meeting", values::consequence);
    let allow = section.read("allow", values::names).unwrap_or_default();
    let external = section.read("external", values::flag).unwrap_or(false);
    let times = rules::times(&section, false);
    let hold = hold(&section);
    let place = rules::deadline_place(&section);
    section.finish();
    let plain = |names: &[Placed<String>]| names.iter().map(|name| name.value.clone()).collect();
    let name = name?;
    let window = ProtectedTime {
        name: name.value.clone(),
        days: days?,
        hours,
        who: Who { teams: plain(&teams), people: people.iter().map(|person| person.value.clone()).collect() },
        on_meeting: on_meeting?,
        allow: plain(&allow),
        external,
        lead_time: times.lead_time,
        first_notice: times.first_notice,
        short_notice: times.short_notice,
        hold,
    };
    Some(RawProtected { name, window, teams, people, allow, place })
}

fn days(node: Node<'_>) -> Option<Vec<Weekday>> {
    let days = values::some_of(node, durations::weekday)?;
    for (index, day) in days.iter().enumerate() {
        if days[..index].contains(day) {
            return node.refuse(format!("{day} is listed twice"), None);
        }
    }
    Some(days)
}

/// `hours = "09:00-11:00"`, or `from` and `to`; the whole day without either.
fn hours(section: &Section<'_>) -> Option<(NaiveTime, NaiveTime)> {
    let hours = section.cell("hours", durations::times);
    let from = section.cell("from", durations::time);
    let to = section.cell("to", durations::time);
    let refuse = |key: &str, what: &str, help: &str| {
        section.desk.mistake(section.place_of(key), what, Some(help.to_owned()));
        None
    };
    let help = "write hours = \"09:00-11:00\", or from = \"09:00\" and to = \"11:00\"";
    match (section.has("hours"), section.has("from"), section.has("to")) {
        (true, true, _) => return refuse("from", "\"from\" says what \"hours\" says already", help),
        (true, _, true) => return refuse("to", "\"to\" says what \"hours\" says already", help),
        (_, true, false) => return refuse("from", "\"from\" needs \"to\"", help),
        (_, false, true) => return refuse("to", "\"to\" needs \"from\"", help),
        _ => {}
    }
    let (from, to) = hours.or(from.zip(to))?;
    if from < to {
        return Some((from, to));
    }
    let key = if section.has("hours") { "hours" } else { "from" };
    refuse(key, "protected time must end later than it begins, on the same day", help)
}

fn who(section: &Section<'_>) -> (Vec<Placed<String>>, Vec<Placed<Address>>) {
    let Some(table) = section.read("who", |node| node.table()) else { return Default::default() };
    let teams = table.read("teams", values::names).unwrap_or_default();
    let people = table.read("people", |node| values::some_of(node, values::placed_address)).unwrap_or_default();
    if table.is_empty() {
        let help = "leave it out when everyone is meant";
        table.desk.mistake(table.place, "\"who\" names nobody", Some(help.to_owned()));
    }
    table.finish();
    (teams, people)
}

fn hold(section: &Section<'_>) -> Option<(String, HoldStyle)> {
    let table = section.read("hold", |node| node.table())?;
    let title = table.must_cell("title", values::text);
    let style = table.cell("style", |cell| values::one_of(cell, &STYLES)).unwrap_or(HoldStyle::Busy);
    table.finish();
    Some((title?, style))
}
