//! Keys whose feature is still to come: read and checked like all others, and every one that is written gives a
//! warning, so that nothing is silently ignored.

use toml::de::DeValue;

use crate::meeting::Address;

use super::desk::Placed;
use super::durations::length;
use super::options::{Check, LaterOptions, SafetyOptions};
use super::reader::{Cell, Node, Section};
use super::reports::{RawReports, reports};
use super::values;

/// What `[safety]` gives the policy.
pub(super) struct Limits {
    pub(super) max_answers_per_meeting: usize,
    pub(super) override_accepted: bool,
}

/// Everything read here.
pub(super) struct Later {
    pub(super) limits: Limits,
    pub(super) options: LaterOptions,
    pub(super) reports: RawReports,
    pub(super) contacts: Vec<Placed<Address>>,
}

/// Warns that nothing acts on a key yet.
pub(super) fn not_yet(section: &Section<'_>, key: &str) {
    if section.has(key) {
        section.desk.warn(section.place_of(key), format!("{key:?} is checked, but not acted on yet"), None);
    }
}

/// Reads `[safety]`, `[rollout]`, `[reports]`, `[[report]]`, `[retention]`, `[admin]`.
pub(super) fn read(root: &Section<'_>) -> Later {
    let mut options = LaterOptions::default();
    let limits = safety(root, &mut options.safety);
    rollout(root, &mut options);
    let reports = reports(root);
    options.reports = reports.shared.clone();
    retention(root, &mut options);
    let contacts = admin(root, &mut options);
    Later { limits, options, reports, contacts }
}

fn safety(root: &Section<'_>, safety: &mut SafetyOptions) -> Limits {
    let mut limits = Limits { max_answers_per_meeting: 10, override_accepted: false };
    let Some(section) = root.section("safety") else { return limits };
    if let Some(most) = section.read("max_answers_per_meeting", |node| values::count(node, 0, 1000)) {
        limits.max_answers_per_meeting = most as usize;
    }
    limits.override_accepted = section.read("override_accepted", values::flag).unwrap_or(false);
    let brake = |key| section.read(key, |node| values::count(node, 1, 100_000));
    safety.max_answers_per_mailbox_and_week = brake("max_answers_per_mailbox_and_week");
    safety.max_notices_per_organizer_and_day =
        section.read("max_notices_per_organizer_and_day", |node| values::count(node, 1, 100_000));
    safety.max_answers_per_hour = brake("max_answers_per_hour");
    safety.max_staleness = section.read("max_staleness", |node| length(node, "10m", "7d"));
    safety.exemptions = super::rules::budget(&section, "exemptions");
    not_yet(&section, "skip");
    safety.skip = section.read("skip", skip).unwrap_or_default();
    section.finish();
    limits
}

fn skip(node: Node<'_>) -> Option<Vec<Check>> {
    let empty = matches!(node.value, DeValue::Array(items) if items.is_empty());
    let check = |cell| {
        values::one_of(Cell { key: "check", ..cell }, &[("calibrate", Check::Calibrate), ("rehearse", Check::Rehearse)])
    };
    if empty { Some(Vec::new()) } else { values::some_of(node, check) }
}

fn rollout(root: &Section<'_>, options: &mut LaterOptions) {
    let Some(section) = root.section("rollout") else { return };
    options.organizers_per_day = section.read("organizers_per_day", |node| values::count(node, 1, 100_000));
    section.finish();
}

fn retention(root: &Section<'_>, options: &mut LaterOptions) {
    let Some(section) = root.section("retention") else { return };
    options.keep_journal = section.read("journal", |node| length(node, "30d", "3650d"));
    options.keep_meetings = section.read("meetings", |node| length(node, "7d", "3650d"));
    section.finish();
}

fn admin(root: &Section<'_>, options: &mut LaterOptions) -> Vec<Placed<Address>> {
    let Some(section) = root.section("admin") else { return Vec::new() };
    not_yet(&section, "individuals");
    options.individuals = section.read("individuals", values::flag).unwrap_or(false);
    let contacts = section.read("contacts", |node| values::some_of(node, values::placed_address)).unwrap_or_default();
    options.contacts = contacts.iter().map(|contact| contact.value.clone()).collect();
    section.finish();
    contacts
}
