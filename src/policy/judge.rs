//! Judging one meeting.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::brief::{Brief, Certainty, Finding};
use crate::meeting::{EventKind, History, Meeting, Mode, Requirement, Seen};

use super::deadline::Times;
use super::hits::hits;
use super::verdict::{Deadline, RequirementState, Trial, Verdict, VerdictKind};
use super::{Case, Condition, Policy, Rule, Series};

/// How many grants the meeting's organizer used under each rule with a budget, within that rule's days, this
/// meeting's own not counted.
pub type Budgets = BTreeMap<String, u32>;

/// Judges one meeting at `now`.
pub fn judge(policy: &Policy, case: &Case<'_>, history: &History, budgets: &Budgets, now: DateTime<Utc>) -> Verdict {
    let standing = case.brief(Series::Standing);
    let mut verdict = Verdict {
        key: case.meeting.key.clone(),
        version: case.meeting.version.clone(),
        revision: policy.revision.clone(),
        at: now,
        kind: VerdictKind::Unmatched,
        reason: "No rule of the policy matches this meeting.".to_owned(),
        rule: None,
        tried: Vec::new(),
        seen: history.seen.clone(),
        requirements: Vec::new(),
        deadline: None,
        hits: Vec::new(),
        limit: limit(policy, case, false),
        suggestion: None,
        grant: false,
    };
    if let Some(why) = not_judged(case.meeting, now) {
        verdict.kind = VerdictKind::NotJudged;
        verdict.reason = why.to_owned();
        return verdict;
    }
    verdict.seen = seen(&standing, history, now);
    verdict.hits = hits(policy, case, &standing, history, budgets);
    if let Some(rule) = decide(policy, case, &standing, history, budgets, &mut verdict) {
        apply(policy, case, rule, history, now, &mut verdict);
    }
    lift(history, &mut verdict);
    verdict.suggestion = suggestion(policy, case, &standing);
    verdict
}

fn not_judged(meeting: &Meeting, now: DateTime<Utc>) -> Option<&'static str> {
    match meeting {
        m if m.cancelled => Some("The meeting is cancelled."),
        m if m.start <= now => Some("The meeting has started."),
        m if m.private => Some("The meeting is private: only its times are kept."),
        m if m.kind != EventKind::Meeting => Some("It is not a meeting but a block of time."),
        m if m.all_day => Some("It is an all-day entry."),
        m if m.size < 2 => Some("Nobody else is invited."),
        _ => None,
    }
}

/// The interval of each requirement after this look.
fn seen(brief: &Brief, history: &History, now: DateTime<Utc>) -> BTreeMap<Requirement, Seen> {
    let look = |requirement| {
        let before = history.seen.get(&requirement).copied().unwrap_or_default();
        let after = match (met(brief, requirement), before.present) {
            (true, Some(_)) => before,
            (true, None) => Seen { present: Some(now), ..before },
            (false, _) => Seen { absent: Some(now), present: None },
        };
        (requirement, after)
    };
    Requirement::ALL.into_iter().map(look).collect()
}

fn finding(brief: &Brief, requirement: Requirement) -> &Finding {
    match requirement {
        Requirement::Agenda => &brief.agenda,
        Requirement::PreRead => &brief.pre_read,
        Requirement::Outcomes => &brief.outcomes,
    }
}

fn met(brief: &Brief, requirement: Requirement) -> bool {
    let waived = requirement == Requirement::PreRead && brief.pre_read_waived.present();
    waived || finding(brief, requirement).present()
}

/// The first rule that matches. Records every rule tried, and whether a grant is to be recorded.
fn decide<'p>(
    policy: &'p Policy,
    case: &Case<'_>,
    brief: &Brief,
    history: &History,
    budgets: &Budgets,
    verdict: &mut Verdict,
) -> Option<&'p Rule> {
    for rule in &policy.rules {
        let mut trial = try_rule(policy, case, brief, rule);
        if let Some(budget) = rule.budget.filter(|_| trial.matched && !granted(rule, history)) {
            let used = budgets.get(&rule.name).copied().unwrap_or(0);
            trial.matched = used < budget.per_organizer;
            verdict.grant = trial.matched;
            let left = format!("{used} of {} in {} days used", budget.per_organizer, budget.days);
            trial.note = Some(if trial.matched { left } else { format!("budget used up: {left}") });
        }
        let matched = trial.matched;
        verdict.tried.push(trial);
        if matched {
            return Some(rule);
        }
    }
    None
}

pub(super) fn granted(rule: &Rule, history: &History) -> bool {
    history.grants.iter().any(|grant| grant.rule == rule.name)
}

fn try_rule(policy: &Policy, case: &Case<'_>, brief: &Brief, rule: &Rule) -> Trial {
    let compared: Vec<_> = rule.when.iter().map(|condition| condition.compare(policy, case, brief)).collect();
    let matched = compared.is_empty() || compared.iter().any(|table| table.iter().all(|c| c.holds));
    Trial { rule: rule.name.clone(), matched, compared, note: None }
}

pub(super) fn matches_any(policy: &Policy, case: &Case<'_>, brief: &Brief, when: &[Condition]) -> bool {
    when.is_empty() || when.iter().any(|condition| condition.compare(policy, case, brief).iter().all(|c| c.holds))
}

fn apply(policy: &Policy, case: &Case<'_>, rule: &Rule, history: &History, now: DateTime<Utc>, verdict: &mut Verdict) {
    verdict.rule = Some(rule.name.clone());
    verdict.limit = limit(policy, case, rule.external);
    if rule.require.is_empty() {
        verdict.kind = VerdictKind::Exempt;
        verdict.reason = format!("The rule \"{}\" matches and requires nothing.", rule.name);
        return;
    }
    let brief = case.brief(rule.series);
    verdict.seen = seen(&brief, history, now);
    let organizer = case.meeting.organizer.as_ref();
    let deadline = Times::of(rule).deadline(policy.working_time(organizer), case.meeting.start);
    verdict.requirements = rule
        .require
        .iter()
        .map(|(&requirement, &consequence)| state(&brief, requirement, consequence, &deadline, verdict))
        .collect();
    (verdict.kind, verdict.reason) = conclude(rule, &verdict.requirements, &deadline, now);
    verdict.deadline = Some(deadline);
}

/// Someone's word lifts what the rule requires. Protected time stays: it is other people's.
fn lift(history: &History, verdict: &mut Verdict) {
    let Some(exemption) = &history.exempt else { return };
    if !matches!(verdict.kind, VerdictKind::Missing | VerdictKind::Overdue) {
        return;
    }
    verdict.kind = VerdictKind::Exempt;
    verdict.reason = match &exemption.reason {
        Some(reason) => format!("Exempted by word: {reason}"),
        None => "The organizer says that the agenda is there.".to_owned(),
    };
    (verdict.requirements, verdict.deadline) = (Vec::new(), None);
}

fn state(
    brief: &Brief,
    requirement: Requirement,
    consequence: Mode,
    deadline: &Deadline,
    verdict: &Verdict,
) -> RequirementState {
    let finding = finding(brief, requirement);
    let waiver = Some(&brief.pre_read_waived).filter(|w| requirement == Requirement::PreRead && w.present());
    let waived = waiver.is_some() && !finding.present();
    let seen = verdict.seen.get(&requirement).copied().unwrap_or_default();
    RequirementState {
        requirement,
        consequence,
        certainty: finding.certainty,
        evidence: if waived {
            waiver.map(|w| w.evidence.clone()).unwrap_or_default()
        } else {
            finding.evidence.clone()
        },
        waived,
        seen,
        late: seen.absent.is_some_and(|absent| absent >= deadline.at),
    }
}

fn conclude(
    rule: &Rule,
    requirements: &[RequirementState],
    deadline: &Deadline,
    now: DateTime<Utc>,
) -> (VerdictKind, String) {
    let missing: Vec<_> = requirements.iter().filter(|state| !state.met()).map(|s| s.requirement.as_str()).collect();
    let name = &rule.name;
    if missing.is_empty() {
        let unsure = requirements.iter().any(|state| !state.waived && state.certainty == Certainty::Unsure);
        let how = if unsure { " (not sure, which counts as there)" } else { "" };
        return (VerdictKind::Ready, format!("The rule \"{name}\" matches, and what it requires is there{how}."));
    }
    let missing = missing.join(" and ");
    if now < deadline.at {
        (VerdictKind::Missing, format!("The rule \"{name}\" matches; missing, with time left: {missing}."))
    } else {
        (VerdictKind::Overdue, format!("The rule \"{name}\" matches; missing at the deadline: {missing}."))
    }
}

/// mode(organizer), lowered to flag for meetings with people from outside.
fn limit(policy: &Policy, case: &Case<'_>, external: bool) -> Mode {
    let organizer = policy.organizer_mode(case.meeting.organizer.as_ref());
    if !external && case.has_outsiders(policy) { organizer.min(Mode::Flag) } else { organizer }
}

fn suggestion(policy: &Policy, case: &Case<'_>, brief: &Brief) -> Option<(String, String)> {
    let found = policy.suggestions.iter().find(|s| matches_any(policy, case, brief, &s.when))?;
    Some((found.name.clone(), found.text.clone()))
}
