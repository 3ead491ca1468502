//! `when`: a table of conditions, or a list of such tables.

use regex::{Regex, RegexBuilder};
use toml::de::DeValue;

use crate::policy::{Condition, OrganizerIs};

use super::desk::Placed;
use super::reader::{Cell, Node, Section};
use super::{durations, suggest, values};

/// The compiled size of one regular expression, in bytes; keeps hostile or careless patterns small.
const REGEX_SIZE: usize = 1 << 18;

/// So many tables one `when` may list.
const MOST_TABLES: usize = 20;

/// What `when` says, and where the names in it stand.
#[derive(Default)]
pub(super) struct When {
    /// The tables; empty when every meeting matches.
    pub(super) conditions: Vec<Condition>,
    /// Teams named.
    pub(super) teams: Vec<Placed<String>>,
}

/// Reads `when`; absent, it matches every meeting.
pub(super) fn when(section: &Section<'_>) -> When {
    let mut when = When::default();
    section.read("when", |node| {
        let tables = match node.value {
            DeValue::Table(_) => node.table().into_iter().collect(),
            _ => node.tables("a table such as { attendees = \"3..\" }, or a list of such tables", "when"),
        };
        match node.value {
            DeValue::Array(items) if items.is_empty() => {
                node.refuse::<()>("\"when\" is an empty list", Some("leave it out when every meeting is meant"))
            }
            DeValue::Array(items) if items.len() > MOST_TABLES => {
                node.refuse(format!("\"when\" lists more than {MOST_TABLES} tables"), Some("write several rules"))
            }
            _ => None,
        };
        when.conditions = tables.into_iter().map(|table| condition(table, &mut when.teams)).collect();
        Some(())
    });
    when
}

fn condition(section: Section<'_>, teams: &mut Vec<Placed<String>>) -> Condition {
    let named = section.read("team", values::names);
    let condition = Condition {
        title: section.cell("title", title),
        organizer: section.read("organizer", |node| values::some_of(node, organizer)),
        team: named.as_ref().map(|named| named.iter().map(|team| team.value.clone()).collect()),
        attendees: section.read("attendees", durations::counts),
        outside_guests: section.read("outside_guests", values::flag),
        duration: section.cell("duration", durations::minutes),
        recurring: section.read("recurring", values::flag),
        social: section.read("social", values::flag),
        inform_only: section.read("inform_only", values::flag),
        calendar_label: section.read("calendar_label", labels),
        between: section.cell("between", durations::times),
    };
    teams.extend(named.into_iter().flatten());
    if section.is_empty() {
        let help = "leave it out when every meeting is meant";
        section.desk.mistake(section.place, "\"when\" has a table without conditions", Some(help.to_owned()));
    }
    section.finish();
    condition
}

fn labels(node: Node<'_>) -> Option<Vec<String>> {
    Some(values::names(node)?.into_iter().map(|label| label.value).collect())
}

fn title(cell: Cell<'_>) -> Option<Regex> {
    if cell.text.is_empty() {
        return cell.refuse("\"title\" is empty and would match every meeting", None);
    }
    match RegexBuilder::new(cell.text).size_limit(REGEX_SIZE).build() {
        Ok(regex) => Some(regex),
        Err(regex::Error::CompiledTooBig(_)) => cell.refuse("\"title\" is too large a regular expression", None),
        Err(error) => {
            let what = format!("\"title\" is not a regular expression: {}", reason(&error.to_string()));
            cell.refuse(what, Some("single quotes keep backslashes as they are: '(?i)^\\s*urgent\\b'"))
        }
    }
}

/// The last line of the long text with a picture that the regex crate gives.
fn reason(error: &str) -> String {
    let last = error.lines().last().unwrap_or(error);
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

fn organizer(cell: Cell<'_>) -> Option<OrganizerIs> {
    let text = cell.text.trim();
    match text {
        "internal" => Some(OrganizerIs::Internal),
        "external" => Some(OrganizerIs::External),
        _ if text.contains('@') => values::address(cell).map(OrganizerIs::Address),
        _ if text.contains('.') => values::any_domain(cell).map(OrganizerIs::Domain),
        _ => {
            let near = suggest::nearest(text, ["internal", "external"]);
            let near = near.map(|word| format!("did you mean {word:?}? ")).unwrap_or_default();
            let help = format!("{near}allowed: an address, a domain, \"internal\", \"external\"");
            cell.refuse(format!("unknown organizer {text:?}"), Some(&help))
        }
    }
}
