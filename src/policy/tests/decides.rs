//! Which rule decides, and what the verdict says about it.

use chrono::TimeDelta;

use crate::brief::{Brief, Certainty};
use crate::meeting::{EventKind, Grant, Mode, Moment, Requirement};
use crate::policy::world::{World, agenda_rule, at, found, titled, with_agenda, with_pre_read};
use crate::policy::{Budget, Condition, OrganizerIs, Range, Series, Suggestion, VerdictKind};

fn tried(world: &World) -> Vec<(String, bool)> {
    world.judged("Mon 10:00").tried.into_iter().map(|trial| (trial.rule, trial.matched)).collect()
}

#[test]
fn the_first_rule_that_matches_decides_and_all_tried_are_kept_with_the_values_compared() {
    let mut world = World::new();
    world.exempt("urgent", titled("(?i)urgent"));
    let mut third = agenda_rule();
    third.name = "never reached".to_owned();
    world.policy.rules.push(third);
    let verdict = world.judged("Mon 10:00");
    assert_eq!(verdict.rule.as_deref(), Some("agenda-24h"));
    assert_eq!(tried(&world), [("urgent".to_owned(), false), ("agenda-24h".to_owned(), true)]);
    let compared = &verdict.tried[0].compared[0][0];
    assert_eq!((compared.key.as_str(), compared.found.as_str(), compared.holds), ("title", "Budget", false));
    assert_eq!(compared.wanted, "(?i)urgent");
}

#[test]
fn all_keys_of_a_table_must_hold_and_any_table_is_enough() {
    let mut world = World::new();
    let small = Condition { attendees: Some(Range { min: None, max: Some(3) }), ..titled("Offsite") };
    world.exempt("both", small);
    assert_eq!(world.judged("Mon 10:00").kind, VerdictKind::Missing, "small, but not titled so");
    world.policy.rules[0].when.push(titled("Budget"));
    assert_eq!(world.judged("Mon 10:00").kind, VerdictKind::Exempt, "the second table holds");
}

#[test]
fn a_rule_that_requires_nothing_exempts() {
    let mut world = World::new();
    world.exempt("budget-talks", titled("Budget"));
    let verdict = world.judged("Wed 16:00");
    assert_eq!(verdict.kind, VerdictKind::Exempt);
    assert_eq!(verdict.rule.as_deref(), Some("budget-talks"));
    assert!(verdict.requirements.is_empty() && verdict.deadline.is_none());
}

#[test]
fn a_meeting_that_no_rule_matches_is_an_outcome_of_its_own() {
    let mut world = World::new();
    world.rule().when = vec![titled("Offsite")];
    let verdict = world.judged("Wed 16:00");
    assert_eq!((verdict.kind, verdict.rule, verdict.deadline), (VerdictKind::Unmatched, None, None));
    assert_eq!(verdict.tried.len(), 1);
}

#[test]
fn a_budget_grants_until_it_is_used_up_and_keeps_what_it_granted() {
    let mut world = World::new();
    world.exempt("urgent", titled("Budget")).budget = Some(Budget { per_organizer: 2, days: 30 });
    world.budgets.insert("urgent".to_owned(), 1);
    let first = world.judged("Mon 10:00");
    assert_eq!((first.kind, first.grant), (VerdictKind::Exempt, true));

    world.budgets.insert("urgent".to_owned(), 2);
    let past = world.judged("Mon 10:00");
    assert_eq!((past.kind, past.grant), (VerdictKind::Missing, false));
    assert_eq!(past.tried[0].note.as_deref(), Some("budget used up: 2 of 2 in 30 days used"));

    world.history.grants.push(Grant { rule: "urgent".to_owned(), at: at("Mon 09:00") });
    let kept = world.judged("Mon 10:00");
    assert_eq!((kept.kind, kept.grant), (VerdictKind::Exempt, false), "granted before, not granted again");
}

#[test]
fn each_key_of_when_is_compared_with_the_meeting() {
    let none = Condition::default;
    let range = |min, max| Some(Range { min, max });
    let evening = chrono::NaiveTime::from_hms_opt(18, 0, 0);
    let morning = chrono::NaiveTime::from_hms_opt(16, 0, 0);
    let holds = [
        ("organizer", Condition { organizer: Some(vec![OrganizerIs::Internal]), ..none() }),
        ("domain", Condition { organizer: Some(vec![OrganizerIs::Domain("example.com".into())]), ..none() }),
        ("domain above", Condition { organizer: Some(vec![OrganizerIs::Domain("com".into())]), ..none() }),
        ("attendees", Condition { attendees: range(Some(3), Some(3)), ..none() }),
        ("outside_guests", Condition { outside_guests: Some(false), ..none() }),
        ("duration", Condition { duration: range(Some(60), Some(60)), ..none() }),
        ("recurring", Condition { recurring: Some(false), ..none() }),
        ("social", Condition { social: Some(false), ..none() }),
        ("inform_only", Condition { inform_only: Some(false), ..none() }),
        ("between, over midnight", Condition { between: evening.zip(morning), ..none() }),
    ];
    for (what, condition) in holds {
        let mut world = World::new();
        world.exempt("it", condition);
        assert_eq!(world.judged("Mon 10:00").kind, VerdictKind::Exempt, "{what} holds");
    }
    let fails = [
        ("organizer", Condition { organizer: Some(vec![OrganizerIs::External]), ..none() }),
        ("domain below", Condition { organizer: Some(vec![OrganizerIs::Domain("eu.example.com".into())]), ..none() }),
        ("domain alike", Condition { organizer: Some(vec![OrganizerIs::Domain("ample.com".into())]), ..none() }),
        ("team", Condition { team: Some(vec!["sales".into()]), ..none() }),
        ("attendees", Condition { attendees: range(None, Some(2)), ..none() }),
        ("outside_guests", Condition { outside_guests: Some(true), ..none() }),
        ("duration", Condition { duration: range(Some(61), None), ..none() }),
        ("recurring", Condition { recurring: Some(true), ..none() }),
        ("social", Condition { social: Some(true), ..none() }),
        ("inform_only", Condition { inform_only: Some(true), ..none() }),
        ("calendar_label", Condition { calendar_label: Some(vec!["Travel".into()]), ..none() }),
        ("between", Condition { between: morning.zip(evening), ..none() }),
    ];
    for (what, condition) in fails {
        let mut world = World::new();
        world.exempt("it", condition);
        assert_eq!(world.judged("Mon 10:00").kind, VerdictKind::Missing, "{what} does not hold");
    }
}

#[test]
fn an_organizer_named_by_an_alias_is_the_same_organizer() {
    let mut world = World::new();
    let alias = crate::policy::world::address("ana.a");
    world.change_person("ana", |ana| ana.aliases.push(alias.clone()));
    world.exempt("ana", Condition { organizer: Some(vec![OrganizerIs::Address(alias)]), ..Condition::default() });
    assert_eq!(world.judged("Mon 10:00").kind, VerdictKind::Exempt);
}

#[test]
fn unsure_counts_as_present() {
    let mut world = World::new();
    world.says(&Brief { agenda: found(Certainty::Unsure, "talk about the budget"), ..Brief::default() });
    let verdict = world.judged("Wed 16:00");
    assert_eq!(verdict.kind, VerdictKind::Ready);
    assert!(verdict.reason.contains("not sure"), "{}", verdict.reason);
}

#[test]
fn what_any_current_copy_says_counts() {
    let mut world = World::new();
    world.copy("bo").brief = with_agenda();
    assert_eq!(world.judged("Wed 16:00").kind, VerdictKind::Ready);
    world.copy("bo").copy.start = at("Tue 15:00");
    assert_eq!(world.judged("Wed 16:00").kind, VerdictKind::Overdue, "a copy that missed a move is not current");
}

#[test]
fn the_words_that_no_pre_read_is_needed_stand_in_for_one() {
    let mut world = World::new();
    world.rule().require = [(Requirement::PreRead, Mode::Flag)].into();
    world.says(&Brief { pre_read_waived: found(Certainty::Sure, "no pre-read"), ..Brief::default() });
    let verdict = world.judged("Wed 16:00");
    assert_eq!(verdict.kind, VerdictKind::Ready);
    assert!(verdict.requirements[0].waived);
    assert_eq!(verdict.requirements[0].evidence[0].text, "no pre-read");
    world.says(&with_pre_read());
    assert!(!world.judged("Wed 16:00").requirements[0].waived, "there is one: nothing to waive");
}

#[test]
fn each_occurrence_needs_its_own_text_unless_the_rule_takes_the_series_text() {
    let mut world = World::new();
    world.says(&with_agenda());
    world.change(|copy| copy.standing_text = true);
    let verdict = world.judged("Wed 16:00");
    assert_eq!(verdict.kind, VerdictKind::Overdue);
    assert_eq!(verdict.seen[&Requirement::Agenda].present, None);
    world.rule().series = Series::Standing;
    assert_eq!(world.judged("Wed 16:00").kind, VerdictKind::Ready);
}

#[test]
fn a_suggestion_adds_a_line_and_decides_nothing() {
    let mut world = World::new();
    let when = vec![Condition { inform_only: Some(true), ..Condition::default() }];
    world.policy.suggestions.push(Suggestion { name: "could-be-a-memo".to_owned(), when, text: "memo".to_owned() });
    assert_eq!(world.judged("Mon 10:00").suggestion, None);
    world.says(&Brief { inform_only: found(Certainty::Sure, "for your information"), ..Brief::default() });
    let verdict = world.judged("Mon 10:00");
    assert_eq!(verdict.suggestion, Some(("could-be-a-memo".to_owned(), "memo".to_owned())));
    assert_eq!(verdict.kind, VerdictKind::Missing);
}

#[test]
fn what_is_no_coming_meeting_of_several_people_is_not_judged() {
    type Change = fn(&mut World);
    let judged = |change: Change| {
        let mut world = World::new();
        change(&mut world);
        let verdict = world.judged("Wed 16:00");
        assert!(verdict.requirements.is_empty() && verdict.hits.is_empty());
        (verdict.kind, verdict.reason)
    };
    let changes: [(&str, Change); 6] = [
        ("The meeting is cancelled.", |world| world.change(|copy| copy.event.cancelled = true)),
        ("The meeting is private: only its times are kept.", |world| world.change(|copy| copy.event.private = true)),
        ("It is not a meeting but a block of time.", |world| world.change(|copy| copy.event.kind = EventKind::Focus)),
        ("It is an all-day entry.", |world| {
            world.change(|copy| copy.event.start = Moment::Date(copy.event.start.local().date()));
        }),
        ("The meeting has started.", |world| world.moved_to(at("Wed 16:00"))),
        ("Nobody else is invited.", |world| {
            world.copies.truncate(1);
            world.change(|copy| copy.event.attendees.truncate(1));
        }),
    ];
    for (why, change) in changes {
        assert_eq!(judged(change), (VerdictKind::NotJudged, why.to_owned()));
    }
}

#[test]
fn of_a_private_meeting_nothing_is_recorded_as_absent() {
    let mut world = World::new();
    world.change(|copy| copy.event.private = true);
    world.looked("Wed 16:00");
    world.change(|copy| copy.event.private = false);
    world.agenda_arrives();
    assert!(!world.looked("Wed 17:00").requirements[0].late, "nobody had looked before");
}

#[test]
fn missing_before_the_deadline_overdue_from_it_on() {
    let world = World::new();
    assert_eq!(world.judged("Wed 14:59").kind, VerdictKind::Missing);
    let verdict = world.judged("Wed 15:00");
    assert_eq!(verdict.kind, VerdictKind::Overdue);
    assert_eq!(verdict.reason, "The rule \"agenda-24h\" matches; missing at the deadline: agenda.");
}

#[test]
fn late_means_seen_absent_at_or_after_the_deadline() {
    let agenda = |looks: &[&str], arrives_before: &str| {
        let mut world = World::new();
        looks.iter().for_each(|look| drop(world.looked(look)));
        world.agenda_arrives();
        world.looked(arrives_before).requirements[0].clone()
    };
    assert!(!agenda(&["Mon 10:00", "Wed 14:59"], "Wed 18:00").late, "last seen absent in time");
    assert!(agenda(&["Mon 10:00", "Wed 15:00"], "Wed 18:00").late, "seen absent at the deadline");
    let first_look = agenda(&[], "Thu 10:00");
    assert!(!first_look.late, "there at first sight counts as in time");
    assert_eq!(first_look.seen.present, Some(at("Thu 10:00")));
}

#[test]
fn the_interval_stays_when_nothing_changes_and_begins_anew_when_the_agenda_goes_and_comes() {
    let mut world = World::new();
    world.looked("Mon 10:00");
    world.agenda_arrives();
    world.looked("Tue 10:00");
    let state = world.looked("Tue 12:00").requirements[0].clone();
    assert_eq!((state.seen.absent, state.seen.present), (Some(at("Mon 10:00")), Some(at("Tue 10:00"))));
    world.agenda_vanishes();
    world.looked("Wed 16:00");
    world.agenda_arrives();
    let state = world.looked("Wed 17:00").requirements[0].clone();
    assert_eq!((state.seen.absent, state.seen.present), (Some(at("Wed 16:00")), Some(at("Wed 17:00"))));
    assert!(state.late);
}

#[test]
fn lengths_of_time_read_like_words() {
    let spelled = |minutes| crate::policy::condition::spell(TimeDelta::minutes(minutes));
    assert_eq!(
        [spelled(60), spelled(90), spelled(1440), spelled(4320)],
        ["1 hour", "90 minutes", "24 hours", "3 days"]
    );
}
