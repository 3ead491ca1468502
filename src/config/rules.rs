//! `[[rule]]` and `[[suggest]]`.

use std::collections::BTreeMap;

use chrono::TimeDelta;

use crate::meeting::{Mode, Requirement};
use crate::policy::{Budget, Rule, Series, Suggestion};

use super::condition::{When, when};
use super::desk::{Place, Placed};
use super::durations::{length, write_length};
use super::reader::{Cell, Section};
use super::values;

/// A rule, and where its parts stand.
pub(super) struct RawRule {
    pub(super) name: Placed<String>,
    pub(super) rule: Rule,
    pub(super) when: When,
    /// Where the lengths of time stand that are written, or the rule.
    pub(super) place: Place,
}

/// A suggestion, and where its parts stand.
pub(super) struct RawSuggestion {
    pub(super) name: Placed<String>,
    pub(super) suggestion: Suggestion,
    pub(super) when: When,
}

/// The lengths of time around a deadline; rules and protected time have the same.
pub(super) struct Times {
    pub(super) lead_time: TimeDelta,
    pub(super) first_notice: TimeDelta,
    pub(super) last_call: TimeDelta,
    pub(super) short_notice: TimeDelta,
}

/// Reads all `[[rule]]`.
pub(super) fn rules(root: &Section<'_>) -> Vec<RawRule> {
    root.sections("rule").into_iter().filter_map(rule).collect()
}

fn rule(section: Section<'_>) -> Option<RawRule> {
    let name = section.must_cell("name", values::name);
    let when = when(&section);
    let require = require(&section);
    let times = times(&section, true);
    let series =
        section.cell("series", |cell| values::one_of(cell, &[("each", Series::Each), ("standing", Series::Standing)]));
    let budget = budget(&section, "budget");
    let external = section.read("external", values::flag).unwrap_or(false);
    if require.as_ref().is_some_and(BTreeMap::is_empty) {
        idle_keys(&section);
    }
    let place = deadline_place(&section);
    section.finish();
    let name = name?;
    let rule = Rule {
        name: name.value.clone(),
        when: when.conditions.clone(),
        // A rule with a mistake here is still known by its name.
        require: require.unwrap_or_default(),
        lead_time: times.lead_time,
        first_notice: times.first_notice,
        last_call: times.last_call,
        short_notice: times.short_notice,
        series: series.unwrap_or(Series::Standing),
        budget,
        external,
    };
    Some(RawRule { name, rule, when, place })
}

/// `require = { agenda = "decline" }`: requirement → what follows. An exemption says `{}`.
fn require(section: &Section<'_>) -> Option<BTreeMap<Requirement, Mode>> {
    if !section.has("require") {
        section.missing("require", Some("write { agenda = \"flag\" }, or {} for a rule that requires nothing"));
    }
    let table = section.read("require", |node| node.table())?;
    let mut require = BTreeMap::new();
    for requirement in Requirement::ALL {
        if let Some(mode) = table.cell(requirement.as_str(), values::consequence) {
            require.insert(requirement, mode);
        }
    }
    table.finish();
    Some(require)
}

/// Reads how often something may be used within how many days.
pub(super) fn budget(section: &Section<'_>, key: &'static str) -> Option<Budget> {
    let table = section.read(key, |node| node.table())?;
    let per_organizer = table.must("per_organizer", |node| values::count(node, 1, 1000));
    let days = table.must("days", |node| values::count(node, 1, 366));
    table.finish();
    Some(Budget { per_organizer: per_organizer?, days: days? })
}

/// A rule that requires nothing has no deadline, so what shapes one does nothing there.
fn idle_keys(section: &Section<'_>) {
    for key in ["lead_time", "first_notice", "last_call", "short_notice", "series", "external"] {
        if section.has(key) {
            let what = format!("{key:?} has no effect in a rule that requires nothing");
            section.desk.warn(section.place_of(key), what, None);
        }
    }
}

/// Reads the lengths of time around a deadline. A default gives way to what is written; two written ones that
/// contradict each other are a mistake.
pub(super) fn times(section: &Section<'_>, last_call: bool) -> Times {
    let lead = section.read("lead_time", |node| length(node, "15m", "30d")).unwrap_or(TimeDelta::hours(24));
    let first = section.read("first_notice", |node| length(node, "0h", "30d"));
    let last = if last_call { section.read("last_call", |node| length(node, "0h", "30d")) } else { None };
    let short = section.read("short_notice", |node| length(node, "15m", "7d"));
    let first_notice = first.unwrap_or(TimeDelta::hours(48).max(last.unwrap_or_default()));
    if let Some(last) = last.filter(|last| !last.is_zero() && *last >= first_notice) {
        let what = format!(
            "\"last_call\" ({}) must be shorter than \"first_notice\" ({})",
            write_length(last),
            write_length(first_notice)
        );
        let help = "both count back from the deadline; the last call comes after the first notice";
        section.desk.mistake(section.place_of("last_call"), what, Some(help.to_owned()));
    }
    if let Some(short) = short.filter(|short| *short > lead) {
        let what = format!(
            "\"lead_time\" ({}) is shorter than \"short_notice\" ({})",
            write_length(lead),
            write_length(short)
        );
        let key = if section.has("lead_time") { "lead_time" } else { "short_notice" };
        let help = "whoever books late is given \"short_notice\", which lies within \"lead_time\"";
        section.desk.mistake(section.place_of(key), what, Some(help.to_owned()));
    }
    Times {
        lead_time: lead,
        first_notice,
        last_call: last.unwrap_or_else(|| TimeDelta::hours(4).min(first_notice / 2)),
        short_notice: short.unwrap_or_else(|| TimeDelta::hours(1).min(lead)),
    }
}

/// Where to point when the lengths of time do not fit.
pub(super) fn deadline_place(section: &Section<'_>) -> Place {
    let key = ["first_notice", "lead_time"].into_iter().find(|key| section.has(key));
    key.map_or(section.place, |key| section.place_of(key))
}

/// Reads all `[[suggest]]`.
pub(super) fn suggestions(root: &Section<'_>) -> Vec<RawSuggestion> {
    root.sections("suggest").into_iter().filter_map(suggestion).collect()
}

fn suggestion(section: Section<'_>) -> Option<RawSuggestion> {
    let name = section.must_cell("name", values::name);
    let when = when(&section);
    let text = section.must_cell("text", suggested_text);
    section.finish();
    let (name, text) = (name?, text?);
    let suggestion = Suggestion { name: name.value.clone(), when: when.conditions.clone(), text };
    Some(RawSuggestion { name, suggestion, when })
}

/// A sentence, or in one word the name of a text of meetgate's own.
fn suggested_text(cell: Cell<'_>) -> Option<String> {
    let text = values::text(cell)?;
    if text.contains(' ') {
        return Some(text);
    }
    values::one_of(cell.with(&text), &[("memo", ())]).map(|()| text.clone())
}
