//! The effective policy in plain sentences: what a rule means for the meetings of one group, once the modes of who
//! organizes and who is invited have had their say.

use std::collections::{BTreeMap, BTreeSet};

use crate::meeting::{Mode, Requirement};
use crate::policy::{Condition, HoldStyle, Policy, ProtectedTime, Rule, Series, Suggestion};

use super::groups::{Group, Whose, enrolled};
use super::words::{self, list, spell};

/// What one rule means for the meetings of a group.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Meaning {
    /// The rule.
    pub rule: String,
    /// What it asks, and what follows.
    pub sentence: String,
    /// How it comes about: notices, series, people from outside.
    pub details: Vec<String>,
}

/// Reads the rules for a group's meetings.
pub struct Reading<'a> {
    /// The policy.
    pub policy: &'a Policy,
    /// Who organizes.
    pub group: &'a Group,
    /// How sentences call them.
    pub name: &'a str,
}

impl Reading<'_> {
    /// Every rule that may match, in order.
    pub fn rules(&self) -> Vec<Meaning> {
        self.policy.rules.iter().filter_map(|rule| self.rule(rule)).collect()
    }

    /// Whether some meetings match no rule, as far as one can tell.
    pub fn leaves_some(&self) -> bool {
        !self.policy.rules.iter().any(|rule| rule.when.is_empty() && rule.budget.is_none())
    }

    fn rule(&self, rule: &Rule) -> Option<Meaning> {
        let tables: Vec<&Condition> =
            rule.when.iter().filter(|table| self.group.may_match(self.policy, table)).collect();
        if tables.is_empty() && !rule.when.is_empty() {
            return None;
        }
        let which = format!("Meetings{} organized by {}", words::conditions(&tables), self.name);
        let (sentence, details) = match rule.require.is_empty() {
            true => (format!("{which} need nothing."), Vec::new()),
            false => (self.requires(rule, &which), self.details(rule)),
        };
        let budget = rule.budget.map(|budget| {
            let (times, days) = (words::several(budget.per_organizer.into(), "time"), budget.days);
            format!("Each organizer may use this {times} within {days} days; past that the next rules decide.")
        });
        Some(Meaning { rule: rule.name.clone(), sentence, details: details.into_iter().chain(budget).collect() })
    }

    fn requires(&self, rule: &Rule, which: &str) -> String {
        // What has the same effect under this mode is told together.
        let mut by_effect: BTreeMap<Mode, Vec<(Requirement, Mode)>> = BTreeMap::new();
        for (requirement, consequence) in &rule.require {
            by_effect.entry((*consequence).min(self.group.mode)).or_default().push((*requirement, *consequence));
        }
        let wanted: Vec<&str> = rule.require.keys().map(|requirement| words::wanted(*requirement)).collect();
        let need = format!("{which} need {} {} ahead", list(&wanted, "and"), spell(rule.lead_time));
        let one = by_effect.len() == 1;
        let clauses: Vec<String> =
            by_effect.iter().rev().map(|(effect, missing)| self.follows(*effect, missing, one)).collect();
        if one { format!("{need}, else {}.", clauses.concat()) } else { format!("{need}; {}.", clauses.join("; ")) }
    }

    /// What follows when something is missing, as the modes allow.
    fn follows(&self, effect: Mode, missing: &[(Requirement, Mode)], alone: bool) -> String {
        let things: Vec<&str> = missing.iter().map(|(requirement, _)| words::thing(*requirement)).collect();
        let (things, is) = (list(&things, "and"), if missing.len() == 1 { "is" } else { "are" });
        let asked: BTreeSet<&str> =
            missing.iter().map(|(_, asked)| *asked).filter(|asked| *asked > effect).map(Mode::as_str).collect();
        let asked: Vec<&str> = asked.into_iter().collect();
        let asked = if asked.is_empty() { String::new() } else { format!(" (the rule says {})", list(&asked, "and")) };
        let follows = match effect {
            Mode::Observe if self.group.mode == Mode::Observe => {
                format!("nothing follows, because the mode of {} is observe{asked}", self.name)
            }
            Mode::Observe => "nothing follows".to_owned(),
            Mode::Remind => format!("the organizer is told, and nothing more follows{asked}"),
            most => format!("meetgate {}, until {things} {is} there{asked}", self.by_guest(most)),
        };
        if alone { follows } else { format!("without {things} {follows}") }
    }

    /// What is done for which guests: the least of the rule, the organizer's mode and each guest's own.
    fn by_guest(&self, most: Mode) -> String {
        by_guest(&enrolled(self.policy), most)
    }

    fn details(&self, rule: &Rule) -> Vec<String> {
        let mut details = Vec::new();
        if self.group.mode > Mode::Observe {
            details.push(self.notices(rule));
        }
        details.push(
            match rule.series {
                Series::Each => "In a series each occurrence needs its own text.",
                Series::Standing => "In a series the text of the series counts for every occurrence.",
            }
            .to_owned(),
        );
        let most = rule.require.values().copied().max().unwrap_or(Mode::Observe).min(self.group.mode);
        if most > Mode::Flag && !rule.external {
            details.push("With people from outside, calendar entries are at most marked.".to_owned());
        }
        details
    }

    fn notices(&self, rule: &Rule) -> String {
        let whom = if self.group.who == Whose::Strangers { "Colleagues are told" } else { "The organizer is told" };
        let first = spell(rule.first_notice);
        let again = if rule.last_call.is_zero() {
            String::new()
        } else {
            format!(", and again {} before", spell(rule.last_call))
        };
        let short = spell(rule.short_notice);
        format!("{whom} {first} before that{again}; whoever books later has {short}.")
    }
}

/// `declines for guests from design and marks the calendar entries of guests from sales`.
fn by_guest(guests: &[Group], most: Mode) -> String {
    let mut by_mode: BTreeMap<Mode, Vec<String>> = BTreeMap::new();
    for guest in guests.iter().filter(|guest| guest.people > 0) {
        // Below a mark nothing is done for a guest, whatever the mode.
        let effective = most.min(guest.mode);
        let effective = if effective < Mode::Flag { Mode::Observe } else { effective };
        by_mode.entry(effective).or_default().push(guest.name());
    }
    let all = by_mode.len() == 1;
    let from = |names: &[String]| if all { "enrolled guests".to_owned() } else { from(names) };
    let clauses: Vec<String> = by_mode.iter().rev().map(|(mode, names)| words::done(*mode, &from(names))).collect();
    if clauses.is_empty() { "does nothing, because nobody is enrolled".to_owned() } else { list(&clauses, "and") }
}

fn from(names: &[String]) -> String {
    let (rest, teams): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| name.contains("without a team"));
    let teams = (!teams.is_empty()).then(|| format!("guests from {}", list(&teams, "and")));
    let rest = (!rest.is_empty()).then(|| "guests without a team".to_owned());
    teams.into_iter().chain(rest).collect::<Vec<_>>().join(" and ")
}

/// A protected time in sentences.
pub fn protected(policy: &Policy, window: &ProtectedTime) -> Vec<String> {
    let everyone = window.who.teams.is_empty() && window.who.people.is_empty();
    let people: Vec<String> = window.who.people.iter().map(ToString::to_string).collect();
    let named: Vec<String> = window.who.teams.iter().cloned().chain(people).collect();
    let whom = if everyone { "everyone enrolled".to_owned() } else { list(&named, "and") };
    let keeps = format!("“{}” keeps {} free for {whom}, in each person's own zone.", window.name, words::when(window));
    let covered = |group: &Group| policy.directory.iter().any(|person| group.has(person) && window.covers(person));
    let guests: Vec<Group> = enrolled(policy).into_iter().filter(covered).collect();
    let falls = match guests.iter().map(|guest| guest.mode.min(window.on_meeting)).max() {
        Some(most) if most >= Mode::Flag => {
            format!(
                "For a meeting that falls into it meetgate {}, until it moves.",
                by_guest(&guests, window.on_meeting)
            )
        }
        Some(Mode::Remind) => "Who organizes a meeting that falls into it is told; nothing more follows.".to_owned(),
        Some(_) => format!("Nothing follows for a meeting there (it says {}).", asks(policy, window)),
        None => "It protects nobody yet.".to_owned(),
    };
    let outside = (!window.external).then(|| "meetings with people from outside".to_owned());
    let allowed: Vec<String> =
        window.allow.iter().map(|rule| format!("what the rule “{rule}” matches")).chain(outside).collect();
    let allowed = (!allowed.is_empty()).then(|| format!("Allowed there: {}.", list(&allowed, "and")));
    let told = format!(
        "The organizer can move it until {} before; an organizer whose mode is remind or more is told {} before that.",
        spell(window.lead_time),
        spell(window.first_notice)
    );
    let held = window.hold.as_ref().filter(|(_, style)| *style != HoldStyle::None);
    let held = held.map(|(title, _)| {
        format!("A weekly entry “{title}” keeps it free in their calendars, where the mode is flag or more.")
    });
    let falls = std::iter::once(falls).chain(held).collect::<Vec<_>>().join(" ");
    [keeps, falls].into_iter().chain(allowed).chain(std::iter::once(told)).collect()
}

fn asks(policy: &Policy, window: &ProtectedTime) -> String {
    format!("{}, but the mode is {}", window.on_meeting, policy.mode)
}

/// A suggestion in a sentence.
pub fn suggestion(suggestion: &Suggestion) -> String {
    let which = words::conditions(&suggestion.when.iter().collect::<Vec<_>>());
    let team: Vec<String> = suggestion.when.iter().flat_map(|table| table.team.iter().flatten().cloned()).collect();
    let by = if team.is_empty() { String::new() } else { format!(" organized by {}", list(&team, "or")) };
    let line = if suggestion.text == "memo" {
        "that this could be a memo".to_owned()
    } else {
        format!("“{}”", suggestion.text)
    };
    format!("Notices about meetings{which}{by} say {line} (“{}”).", suggestion.name)
}
