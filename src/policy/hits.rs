//! Which attendees' protected time the meeting falls into.

use crate::brief::Brief;
use crate::meeting::History;

use super::deadline::Times;
use super::judge::{granted, matches_any};
use super::verdict::Hit;
use super::{BriefedCopy, Budgets, Case, Policy, ProtectedTime, Rule};

/// Protected time of the attendees: not of the organizer, who chose the time.
pub(super) fn hits(policy: &Policy, case: &Case<'_>, brief: &Brief, history: &History, budgets: &Budgets) -> Vec<Hit> {
    let meeting = case.meeting;
    let working = policy.working_time(meeting.organizer.as_ref());
    let mut hits = Vec::new();
    for window in &policy.protected {
        let outside = !window.external && case.has_outsiders(policy);
        if outside || allowed(policy, case, brief, window, history, budgets) {
            continue;
        }
        let deadline = Times::of_window(window).deadline(working, meeting.start);
        for BriefedCopy { copy, .. } in case.copies.iter().filter(|briefed| case.concerns(policy, &briefed.copy)) {
            let Some(person) = policy.directory.find(&copy.mailbox) else { continue };
            if window.covers(person) && window.overlaps(person, meeting.start, meeting.end) {
                hits.push(Hit {
                    mailbox: copy.mailbox.clone(),
                    window: window.name.clone(),
                    on_meeting: window.on_meeting,
                    deadline: deadline.clone(),
                });
            }
        }
    }
    hits
}

/// Whether a rule that the window allows matches; past its budget a rule does not.
fn allowed(
    policy: &Policy,
    case: &Case<'_>,
    brief: &Brief,
    window: &ProtectedTime,
    history: &History,
    budgets: &Budgets,
) -> bool {
    let within = |rule: &&Rule| {
        let used = budgets.get(&rule.name).copied().unwrap_or(0);
        rule.budget.is_none_or(|budget| used < budget.per_organizer) || granted(rule, history)
    };
    let mut rules = policy.rules.iter().filter(|rule| window.allow.contains(&rule.name)).filter(within);
    rules.any(|rule| matches_any(policy, case, brief, &rule.when))
}
