//! The people: `people.csv` and `[[person]]`, which have the same columns.

use std::borrow::Cow;
use std::path::Path;

use chrono_tz::Tz;
use toml::de::DeValue;

use crate::meeting::{Address, Assumed, Hours, Person, WorkingTime};
use crate::policy::Organization;

use super::desk::{Desk, Place, Placed};
use super::files::Shelf;
use super::organization::Site;
use super::reader::{Cell, Node, Section};
use super::{durations, suggest, table, values, zones};

/// The columns, in the order in which the documentation names them.
const COLUMNS: [&str; 12] = [
    "email",
    "name",
    "aliases",
    "provider",
    "team",
    "manager",
    "assistant",
    "site",
    "zone",
    "working_hours",
    "language",
    "answers",
];

/// Someone as the file has it.
pub(super) struct RawPerson {
    pub(super) address: Placed<Address>,
    pub(super) aliases: Vec<Placed<Address>>,
    pub(super) provider: Option<Placed<String>>,
    pub(super) team: Option<Placed<String>>,
    pub(super) assistant: Option<Placed<Address>>,
    pub(super) site: Option<Placed<String>>,
    name: Option<String>,
    zone: Option<Tz>,
    hours: Option<Hours>,
    language: Option<String>,
    answers: bool,
}

/// One line, with a text for every column that has one.
struct Row<'a> {
    desk: &'a Desk,
    place: Place,
    fields: [Option<(Cow<'a, str>, Place)>; COLUMNS.len()],
}

/// Reads everyone, first those of the file, then those of the configuration; and whether nobody was left out because
/// of a mistake.
pub(super) fn read(root: &Section<'_>, shelf: &Shelf<'_>) -> (Vec<RawPerson>, bool) {
    let before = root.desk.mistakes();
    let mut people = Vec::new();
    if let Some(section) = root.section("people") {
        let file = section.must("file", Node::cell);
        if let Some((source, text)) = file.and_then(|file| shelf.open(file, Path::new(file.text))) {
            people = csv(root.desk, source, &text);
        }
        section.finish();
    }
    people.extend(root.sections("person").into_iter().filter_map(inline));
    (people, root.desk.mistakes() == before)
}

fn csv(desk: &Desk, source: usize, text: &str) -> Vec<RawPerson> {
    let mut rows = table::rows(text);
    let Some(header) = rows.next() else {
        let help = format!("write a first line with the columns {}", COLUMNS.join(", "));
        desk.mistake(desk.place(source, 0..0), "the file is empty", Some(help));
        return Vec::new();
    };
    let Some(columns) = header_columns(desk, source, &header) else { return Vec::new() };
    let people = rows.filter_map(|fields| {
        let span = fields.first().map_or(0, |f| f.span.start)..fields.last().map_or(0, |f| f.span.end);
        let mut row = Row { desk, place: desk.place(source, span), fields: Default::default() };
        if fields.len() != columns.len() {
            let what = format!("{} fields, but the header has {}", fields.len(), columns.len());
            let help = "a field that holds the separator needs quotes";
            desk.mistake(row.place, what, Some(help.to_owned()));
            return None;
        }
        for (column, field) in columns.iter().zip(fields) {
            if let Some(slot) = row.fields.get_mut(*column).filter(|_| !field.text.trim().is_empty()) {
                *slot = Some((field.text, desk.place(source, field.span)));
            }
        }
        row.person()
    });
    people.collect()
}

/// Which column each field of a line belongs to.
fn header_columns(desk: &Desk, source: usize, header: &[table::Field<'_>]) -> Option<Vec<usize>> {
    let before = desk.mistakes();
    let mut columns: Vec<usize> = Vec::new();
    for field in header {
        let place = desk.place(source, field.span.clone());
        let name = field.text.trim().to_lowercase();
        match COLUMNS.iter().position(|column| *column == name) {
            Some(column) if columns.contains(&column) => {
                desk.mistake(place, format!("a second column {name:?}"), None);
            }
            Some(column) => columns.push(column),
            None => desk.mistake(place, format!("unknown column {:?}", field.text), suggest::help(&name, COLUMNS)),
        }
    }
    if !columns.contains(&0) && desk.mistakes() == before {
        let end = header.last().map_or(0, |field| field.span.end);
        desk.mistake(
            desk.place(source, 0..end),
            "no column \"email\"",
            Some("the first line names the columns".into()),
        );
    }
    (desk.mistakes() == before).then_some(columns)
}

fn inline(section: Section<'_>) -> Option<RawPerson> {
    let mut row = Row { desk: section.desk, place: section.place, fields: Default::default() };
    for (column, slot) in COLUMNS.into_iter().zip(&mut row.fields) {
        *slot = section.read(column, |node| Some((written(column, node)?, node.place)));
    }
    section.finish();
    row.person()
}

/// The value of a key as the field of `people.csv` would have it.
fn written<'d>(column: &str, node: Node<'d>) -> Option<Cow<'d, str>> {
    match (column, node.value) {
        ("answers", DeValue::Boolean(flag)) => Some(if *flag { "on".into() } else { "off".into() }),
        ("aliases", DeValue::Array(_)) => {
            let aliases: Vec<&str> = node.items().into_iter().filter_map(|item| Some(item.cell()?.text)).collect();
            Some(aliases.join(" ").into())
        }
        _ => node.cell().map(|cell| cell.text.into()),
    }
}

impl Row<'_> {
    fn cell(&self, column: &'static str) -> Option<Cell<'_>> {
        let index = COLUMNS.iter().position(|name| *name == column)?;
        let (text, place) = self.fields.get(index)?.as_ref()?;
        Some(Cell { desk: self.desk, key: column, text: text.trim(), place: *place })
    }

    fn person(&self) -> Option<RawPerson> {
        let Some(email) = self.cell("email") else {
            self.desk.mistake(self.place, "a person without \"email\"", None);
            return None;
        };
        // The manager is only checked: nothing reads it yet.
        let _ = self.cell("manager").and_then(values::address);
        Some(RawPerson {
            address: values::placed_address(email)?,
            aliases: self.cell("aliases").map(aliases).unwrap_or_default(),
            provider: self.cell("provider").and_then(values::name),
            team: self.cell("team").and_then(values::name),
            assistant: self.cell("assistant").and_then(values::placed_address),
            site: self.cell("site").and_then(values::name),
            name: self.cell("name").and_then(values::text),
            zone: self.cell("zone").and_then(zones::zone),
            hours: self.cell("working_hours").and_then(durations::hours),
            language: self.cell("language").and_then(values::language),
            answers: self.cell("answers").and_then(answers).unwrap_or(true),
        })
    }
}

fn aliases(cell: Cell<'_>) -> Vec<Placed<Address>> {
    let parts = cell.text.split(|c: char| c.is_whitespace() || c == ';' || c == ',').filter(|part| !part.is_empty());
    parts.filter_map(|part| values::placed_address(cell.with(part))).collect()
}

fn answers(cell: Cell<'_>) -> Option<bool> {
    match cell.text.to_ascii_lowercase().as_str() {
        "on" => Some(true),
        "off" => Some(false),
        _ => cell.refuse(format!("\"answers\" must be on or off, not {:?}", cell.text), None),
    }
}

impl RawPerson {
    /// The person with everything that the site and the organization add.
    pub(super) fn build(self, organization: &Organization, sites: &[Site], provider: &str) -> Person {
        let site = self.site.as_ref().and_then(|name| sites.iter().find(|site| site.name.value == name.value));
        let base = site.map_or(&organization.working, |site| &site.working);
        let working = WorkingTime {
            zone: self.zone.unwrap_or(base.zone),
            hours: self.hours.unwrap_or(base.hours),
            days_off: base.days_off.clone(),
        };
        let assumed =
            Assumed { zone: self.zone.is_none() && site.is_none(), hours: self.hours.is_none() && site.is_none() };
        // Whoever works in another zone than the site does not live in its city.
        let base_city = || site.map_or(&organization.city, |site| &site.city).clone();
        let city = if working.zone == base.zone { base_city() } else { zones::city(working.zone) };
        Person {
            name: self.name.unwrap_or_else(|| self.address.value.local().to_owned()),
            address: self.address.value,
            aliases: self.aliases.into_iter().map(|alias| alias.value).collect(),
            working,
            city,
            team: self.team.map(|team| team.value),
            language: self.language.or_else(|| site.and_then(|site| site.language.clone())),
            answers: self.answers,
            assistant: self.assistant.map(|assistant| assistant.value),
            provider: self.provider.map_or_else(|| provider.to_owned(), |provider| provider.value),
            assumed,
        }
    }
}
