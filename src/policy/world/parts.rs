//! What the world of tests is made of: times, people, the policy, an empty invitation.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use chrono_tz::{Europe, Tz};

use crate::brief::{Brief, Certainty, Evidence, Finding};
use crate::meeting::{
    Address, Assumed, Copy, Digest, Directory, Event, EventKind, Hours, MeetingKey, Mode, Moment, Person, Requirement,
    Response, Span, WorkingTime, resolve_local,
};
use crate::policy::{BriefedCopy, Condition, Organization, Policy, Retention, Rule, Safety, Series};

/// `Wed 15:00` of the week of Monday 23 November 2026, `next Mon 10:00`, `last Fri 16:00`, or `2026-03-30 10:00`;
/// all in Berlin.
pub(crate) fn at(time: &str) -> DateTime<Utc> {
    at_in(time, Europe::Berlin)
}

pub(crate) fn at_in(time: &str, zone: Tz) -> DateTime<Utc> {
    let (week, rest) = match time.split_once(' ') {
        Some(("next", rest)) => (7, rest),
        Some(("last", rest)) => (-7, rest),
        _ => (0, time),
    };
    let local = NaiveDateTime::parse_from_str(time, "%Y-%m-%d %H:%M").unwrap_or_else(|_| {
        let (day, clock) = rest.split_once(' ').expect("a day and a time");
        let day: Weekday = day.parse().expect("a weekday");
        let monday = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
        let date = monday + TimeDelta::days(week + i64::from(day.num_days_from_monday()));
        date.and_time(NaiveTime::parse_from_str(clock, "%H:%M").expect("a time"))
    });
    resolve_local(local, zone)
}

pub(crate) fn address(name: &str) -> Address {
    let text = if name.contains('@') { name.to_owned() } else { format!("{name}@example.com") };
    Address::parse(&text).expect("an address")
}

pub(crate) fn found(certainty: Certainty, text: &str) -> Finding {
    Finding { certainty, evidence: vec![Evidence { code: "test".to_owned(), text: text.to_owned() }] }
}

pub(crate) fn with_agenda() -> Brief {
    Brief { agenda: found(Certainty::Sure, "Agenda: 1. Budget"), ..Brief::default() }
}

pub(crate) fn with_pre_read() -> Brief {
    Brief { pre_read: found(Certainty::Sure, "budget.pdf"), ..Brief::default() }
}

pub(crate) fn titled(pattern: &str) -> Condition {
    Condition { title: Some(regex::Regex::new(pattern).expect("a pattern")), ..Condition::default() }
}

fn working() -> WorkingTime {
    WorkingTime::new(Europe::Berlin, Hours::default())
}

pub(crate) fn person(name: &str) -> Person {
    Person {
        address: address(name),
        aliases: Vec::new(),
        name: name.to_owned(),
        working: working(),
        city: "Berlin".to_owned(),
        team: None,
        language: None,
        answers: true,
        assistant: None,
        provider: "vdir".to_owned(),
        assumed: Assumed::default(),
    }
}

pub(crate) fn policy() -> Policy {
    Policy {
        revision: Digest::of(["first"]),
        mode: Mode::Decline,
        organization: Organization {
            name: "Example".to_owned(),
            domains: vec!["example.com".to_owned()],
            working: working(),
            city: "Berlin".to_owned(),
            language: None,
        },
        directory: Directory::default(),
        teams: Default::default(),
        rules: vec![agenda_rule()],
        suggestions: Vec::new(),
        protected: Vec::new(),
        horizon: TimeDelta::days(28),
        max_answers_per_meeting: 10,
        override_accepted: false,
        safety: Safety::for_people(3),
        retention: Retention::default(),
    }
}

pub(crate) fn agenda_rule() -> Rule {
    Rule {
        name: "agenda-24h".to_owned(),
        when: Vec::new(),
        require: [(Requirement::Agenda, Mode::Decline)].into(),
        lead_time: TimeDelta::hours(24),
        first_notice: TimeDelta::hours(48),
        last_call: TimeDelta::hours(4),
        short_notice: TimeDelta::hours(1),
        series: Series::Each,
        budget: None,
        external: false,
    }
}

pub(super) fn copy(organizer: &Address, mailbox: &Address) -> BriefedCopy {
    let start = at("Thu 15:00");
    let local = Moment::Zoned(start.with_timezone(&Europe::Berlin).naive_local(), Europe::Berlin);
    let event = Event {
        object: format!("{}.ics", mailbox.local()),
        etag: String::new(),
        uid: "budget".to_owned(),
        recurrence_id: None,
        this_and_future: false,
        sequence: 0,
        updated: None,
        created: None,
        start: local,
        span: Span::exact(TimeDelta::hours(1)),
        recurrence: None,
        cancelled: false,
        kind: EventKind::Meeting,
        private: false,
        busy: true,
        title: "Budget".to_owned(),
        organizer: Some(organizer.clone()),
        organizer_name: None,
        attendees: Vec::new(),
        response: if organizer == mailbox { Response::Accepted } else { Response::NoAnswer },
        answer_mark: None,
        flagged: false,
        labels: Vec::new(),
        link: None,
    };
    let copy = Copy {
        key: MeetingKey::new("budget", Some(organizer), None),
        mailbox: mailbox.clone(),
        object: event.object.clone(),
        occurrence: None,
        start,
        end: start + TimeDelta::hours(1),
        recurring: false,
        is_organizer: organizer == mailbox,
        event,
        standing_text: false,
        text: Digest::of([""]),
        seen_at: at("Mon 08:00"),
    };
    BriefedCopy { copy, brief: Brief::default() }
}
