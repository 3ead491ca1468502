//! Rules that can never match, and protected times that overlap.

use std::collections::HashMap;

use chrono::NaiveTime;

use crate::meeting::Address;
use crate::policy::{Condition, OrganizerIs, Range, Rule, Who};

use super::desk::Desk;
use super::people::RawPerson;
use super::protected::RawProtected;
use super::rules::RawRule;

/// The primary team of each person who has one.
type TeamOf<'a> = HashMap<&'a Address, &'a str>;

/// Notes rules that never get a meeting, because an earlier one takes every meeting that they would match.
pub(super) fn shadowed(desk: &Desk, rules: &[RawRule]) {
    for (index, later) in rules.iter().enumerate() {
        let Some(earlier) = rules.iter().take(index).find(|earlier| shadows(&earlier.rule, &later.rule)) else {
            continue;
        };
        let line = desk.line_of(earlier.name.place, later.name.place);
        let what = format!("the rule {:?} can never match", later.name.value);
        let why = format!("the rule {:?} in {line} takes every meeting that it would match", earlier.name.value);
        desk.mistake(later.name.place, what, Some(format!("{why}; the first that matches decides, so put it later")));
    }
}

/// Whether the earlier rule matches whenever the later one does. One with a budget lets meetings pass.
fn shadows(earlier: &Rule, later: &Rule) -> bool {
    let covered = |table: &Condition| earlier.when.iter().any(|wider| covers(wider, table));
    let unconditional = earlier.when.is_empty();
    earlier.budget.is_none() && (unconditional || (!later.when.is_empty() && later.when.iter().all(covered)))
}

/// Whether every meeting that `narrow` matches is matched by `wide`: each key of `wide` allows all that the same
/// key of `narrow` allows.
fn covers(wide: &Condition, narrow: &Condition) -> bool {
    let title = |(wide, narrow): (&regex::Regex, &regex::Regex)| wide.as_str() == narrow.as_str();
    key(&wide.title, &narrow.title, title)
        && key(&wide.organizer, &narrow.organizer, |(wide, narrow)| all_among(narrow, wide))
        && key(&wide.team, &narrow.team, |(wide, narrow)| all_among(narrow, wide))
        && key(&wide.attendees, &narrow.attendees, contains)
        && key(&wide.outside_guests, &narrow.outside_guests, |(wide, narrow)| wide == narrow)
        && key(&wide.duration, &narrow.duration, contains)
        && key(&wide.recurring, &narrow.recurring, |(wide, narrow)| wide == narrow)
        && key(&wide.social, &narrow.social, |(wide, narrow)| wide == narrow)
        && key(&wide.inform_only, &narrow.inform_only, |(wide, narrow)| wide == narrow)
        && key(&wide.calendar_label, &narrow.calendar_label, |(wide, narrow)| all_among(narrow, wide))
        && key(&wide.between, &narrow.between, |(wide, narrow)| wide == narrow)
}

fn key<T>(wide: &Option<T>, narrow: &Option<T>, covers: impl Fn((&T, &T)) -> bool) -> bool {
    wide.is_none() || wide.as_ref().zip(narrow.as_ref()).is_some_and(covers)
}

fn all_among<T: PartialEq>(some: &[T], all: &[T]) -> bool {
    some.iter().all(|item| all.contains(item))
}

fn contains((wide, narrow): (&Range<u64>, &Range<u64>)) -> bool {
    let least = wide.min.unwrap_or(0) <= narrow.min.unwrap_or(0);
    least && wide.max.unwrap_or(u64::MAX) >= narrow.max.unwrap_or(u64::MAX)
}

/// Notes rules all of whose tables contradict themselves.
pub(super) fn impossible(desk: &Desk, rules: &[RawRule]) {
    for raw in rules.iter() {
        let reasons: Vec<_> = raw.rule.when.iter().map(contradiction).collect();
        if let Some(Some(reason)) = reasons.first().filter(|_| reasons.iter().all(Option::is_some)) {
            let what = format!("the rule {:?} can never match", raw.name.value);
            desk.mistake(raw.name.place, what, Some((*reason).to_owned()));
        }
    }
}

fn contradiction(table: &Condition) -> Option<&'static str> {
    let external = table
        .organizer
        .as_ref()
        .is_some_and(|organizers| organizers.iter().all(|organizer| *organizer == OrganizerIs::External));
    let at_most = table.attendees.and_then(|range| range.max);
    match table {
        _ if external && table.team.is_some() => Some("organizers from outside have no team"),
        _ if external && table.outside_guests == Some(false) => Some("an organizer from outside is an outside guest"),
        _ if at_most.is_some_and(|most| most < 2) => Some("meetings of fewer than 2 people are not judged"),
        _ => None,
    }
}

/// Warns of protected times that protect the same people at the same time.
pub(super) fn overlapping(desk: &Desk, windows: &[RawProtected], people: &[RawPerson]) {
    if windows.len() < 2 {
        return;
    }
    let teams: TeamOf<'_> = people.iter().filter_map(team_of).collect();
    for (index, later) in windows.iter().enumerate() {
        for earlier in windows.iter().take(index).filter(|earlier| overlap(earlier, later, &teams)) {
            let line = desk.line_of(earlier.name.place, later.name.place);
            let what = format!("{:?} overlaps {:?} in {line}", later.name.value, earlier.name.value);
            desk.warn(later.name.place, what, Some("a meeting there counts against both".to_owned()));
        }
    }
}

fn overlap(a: &RawProtected, b: &RawProtected, teams: &TeamOf<'_>) -> bool {
    let day = a.window.days.iter().any(|day| b.window.days.contains(day));
    let (a_hours, b_hours) = (hours(a), hours(b));
    day && a_hours.0 < b_hours.1 && b_hours.0 < a_hours.1 && someone_in_both(&a.window.who, &b.window.who, teams)
}

fn hours(raw: &RawProtected) -> (NaiveTime, NaiveTime) {
    let last = NaiveTime::from_hms_opt(23, 59, 59).unwrap_or(NaiveTime::MIN);
    raw.window.hours.unwrap_or((NaiveTime::MIN, last))
}

fn team_of(person: &RawPerson) -> Option<(&Address, &str)> {
    Some((&person.address.value, person.team.as_ref()?.value.as_str()))
}

/// Whoever is in both belongs to a team of both, or is named by one of them.
fn someone_in_both(a: &Who, b: &Who, teams: &TeamOf<'_>) -> bool {
    let everyone = |who: &Who| who.teams.is_empty() && who.people.is_empty();
    let of_team =
        |who: &Who, person: &Address| teams.get(person).is_some_and(|team| who.teams.iter().any(|t| t == team));
    let named = |one: &Who, other: &Who| {
        one.people.iter().any(|person| other.people.contains(person) || of_team(other, person))
    };
    let same_team = a.teams.iter().any(|team| b.teams.contains(team));
    everyone(a) || everyone(b) || same_team || named(a, b) || named(b, a)
}
