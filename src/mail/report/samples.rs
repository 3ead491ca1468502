//! A report and a personal week of invented people, for previews and tests.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveTime, Utc, Weekday};

use super::api::{Telling, compose_report};
use super::personal::{Personal, compose_personal};
use crate::mail::compose::Composed;
use crate::mail::letter::Reader;
use crate::mail::samples::{house, reader};
use crate::report::{
    Coverage, Days, Definition, Exempted, Extreme, Fairness, Family, Figure, Finding, Group, Line, Load, LocalTime,
    Metric, Point, Proposal, PulseFigure, PulseLine, PulseReport, PulseSection, Question, Report, Section, SeriesLine,
    Slot, Suggestion, Summary, Terms, Unit, Week, Why, Withheld, ZoneShare,
};

/// The kinds of reports that there are samples of; fit for file names.
pub const REPORT_SAMPLES: [&str; 2] = ["report", "personal-week"];

/// The sample of this kind as a mail, in a language (BCP 47); none when there is no such kind.
pub fn compose_report_sample(kind: &str, language: &str) -> Option<Composed> {
    let (reader, house) = (Reader { language: Some(language.to_owned()), ..reader() }, house());
    let cities = cities();
    let telling = Telling { reader: &reader, house: &house, cities: &cities };
    match kind {
        "report" => Some(compose_report(&report_sample(), &telling)),
        "personal-week" => Some(compose_personal(&personal_sample(), &telling)),
        _ => None,
    }
}

/// Cities whose names are not those of their zones.
pub(super) fn cities() -> BTreeMap<String, String> {
    [("Europe/Stockholm", "Gothenburg"), ("Asia/Kolkata", "Bengaluru")]
        .map(|(zone, city)| (zone.to_owned(), city.to_owned()))
        .into()
}

/// A week of an observatory with 214 people in five zones.
pub fn report_sample() -> Report {
    Report {
        organization: "Fernhill Observatory".to_owned(),
        week: week(),
        summary: summary(),
        coverage: Coverage {
            enrolled: 219,
            covered: 214,
            partly: 2,
            days_missing: 2,
            unread: 5,
            not_joined: Some(12),
            series_dropped: 0,
        },
        whole: Some(section(Group::Whole, 214, 0.0)),
        teams: teams(),
        zones: zones(),
        days: Some(days()),
        fairness: Some(fairness()),
        series: series(),
        exempted: vec![(Exempted::Rule { name: "urgent".to_owned() }, 7), (Exempted::Request, 4)],
        pulse: Some(pulse()),
        withheld: withheld(),
        terms: Terms::default(),
        definitions: Definition::all(),
    }
}

/// A week of one person.
pub fn personal_sample() -> Personal {
    let own = |metric: &Metric| metric.family() == Family::Attended;
    let lines = Metric::ALL.into_iter().filter(own).map(|metric| line(metric, 1, 1.5));
    let one = |title: &str, occurrences, person_hours| SeriesLine {
        title: title.to_owned(),
        people: 1,
        occurrences,
        person_hours,
    };
    Personal {
        week: week(),
        lines: lines.collect(),
        focus: [2.5, 2.0, 6.5, 2.0, 3.0, 0.0, 0.0].map(Some),
        series: vec![one("Night planning, daily", 5, 2.5), one("Winter observing season", 1, 1.0)],
        terms: Terms::default(),
        pulse: Some("https://meetgate.fernhill.example/pulse/4Tq8".to_owned()),
    }
}

fn week() -> Week {
    "2026-W47".parse().expect("a constant of this file")
}

fn zone(name: &str) -> Group {
    Group::Zone { zone: name.to_owned() }
}

fn team(name: &str) -> Group {
    Group::Team { name: name.to_owned() }
}

fn summary() -> Summary {
    let load = Finding::Load {
        zones: vec![zone("Asia/Singapore"), zone("Asia/Kolkata")],
        share_of_people: 0.28,
        share_of_after_hours: 0.58,
    };
    Summary {
        findings: vec![
            Finding::Meetings { hours: 12.5, change: Some(-0.8), extreme: Some(Extreme { most: false, weeks: 8 }) },
            Finding::Focus { hours: 16.1, change: Some(1.0), best_day: Some(Weekday::Wed), extreme: None },
            load,
        ],
        suggestion: Some(Suggestion::Spread { proposal: moved() }),
    }
}

/// Eight weeks of everyone; a group is so much above or below.
fn trend(metric: Metric, apart: f64) -> [f64; 8] {
    let (weeks, by) = match metric {
        Metric::WorkingHours => ([38.2; 8], 0.0),
        Metric::MeetingHours => ([14.9, 15.1, 14.6, 14.2, 14.0, 13.6, 13.3, 12.5], apart),
        Metric::FocusHours => ([13.0, 12.8, 13.3, 13.7, 13.9, 14.6, 15.1, 16.1], -apart),
        Metric::FragmentedHours => ([10.3, 10.3, 10.3, 10.3, 10.3, 10.0, 9.8, 9.6], 0.0),
        Metric::AfterHours => ([1.8, 1.8, 1.7, 1.6, 1.5, 1.4, 1.3, 1.1], apart * 0.1),
        Metric::AfterHoursShare => ([0.12, 0.12, 0.12, 0.11, 0.11, 0.1, 0.1, 0.09], apart * 0.01),
        Metric::AfterHoursSpread => ([0.44, 0.43, 0.43, 0.42, 0.42, 0.41, 0.4, 0.39], 0.0),
        Metric::ConflictHours => ([0.9, 0.9, 0.8, 0.8, 0.8, 0.7, 0.7, 0.6], 0.0),
        Metric::MeetingsAttended => ([19.1, 19.3, 18.8, 18.4, 18.1, 17.7, 17.2, 16.4], apart),
        Metric::ShortNotice => ([0.36, 0.35, 0.35, 0.34, 0.33, 0.31, 0.3, 0.29], 0.0),
        Metric::LargeMeetingHours => ([3.4, 3.4, 3.3, 3.1, 3.0, 2.9, 2.8, 2.6], 0.0),
        Metric::SeriesHours => ([9.4, 9.5, 9.2, 9.0, 8.9, 8.6, 8.5, 8.1], apart),
        Metric::MemoHours => ([0.6, 0.6, 0.5, 0.5, 0.4, 0.3, 0.3, 0.2], 0.0),
        Metric::AgendaNeeded => ([214.0, 219.0, 211.0, 208.0, 207.0, 205.0, 204.0, 203.0], 0.0),
        Metric::AgendaRate => ([0.45, 0.48, 0.66, 0.73, 0.79, 0.83, 0.87, 0.91], -apart * 0.01),
        Metric::OnTimeRate => ([0.41, 0.43, 0.58, 0.65, 0.71, 0.76, 0.82, 0.87], -apart * 0.01),
        Metric::AgendaUnasked => ([88.0, 94.0, 101.0, 108.0, 120.0, 128.0, 140.0, 150.0], 0.0),
        Metric::AgendaRescued => ([0.0, 0.0, 29.0, 38.0, 40.0, 39.0, 36.0, 31.0], 0.0),
        Metric::AgendaLate => ([8.0, 11.0, 9.0, 6.0, 4.0, 3.0, 1.0, 4.0], 0.0),
        Metric::AgendaMissing => ([118.0, 114.0, 72.0, 56.0, 43.0, 35.0, 27.0, 18.0], 0.0),
        Metric::PreReadRate => ([0.22, 0.24, 0.33, 0.37, 0.41, 0.46, 0.5, 0.53], 0.0),
        Metric::Declined => ([0.0, 0.0, 61.0, 50.0, 38.0, 31.0, 24.0, 16.0], 0.0),
        Metric::Exempted => ([4.0, 6.0, 14.0, 13.0, 12.0, 12.0, 10.0, 11.0], 0.0),
        Metric::Claims => ([0.0, 0.0, 5.0, 3.0, 2.0, 2.0, 1.0, 1.0], 0.0),
        Metric::InProtectedTime => ([31.0, 33.0, 27.0, 24.0, 19.0, 17.0, 14.0, 6.0], 0.0),
        Metric::LargeMeetings => ([17.0, 17.0, 16.0, 16.0, 15.0, 14.0, 14.0, 13.0], 0.0),
        Metric::MemoMeetings => ([19.0, 18.0, 18.0, 15.0, 14.0, 12.0, 11.0, 9.0], 0.0),
    };
    weeks.map(|value| (((value + by) * 10_000.0_f64).round() / 10_000.0).max(0.0))
}

fn line(metric: Metric, people: u32, apart: f64) -> Line {
    let values = trend(metric, apart);
    let whole = match metric.unit() {
        Unit::Hours | Unit::PerPerson => f64::from(people),
        Unit::Share => 200.0,
        Unit::Count | Unit::Index => 1.0,
    };
    let figure = |value: f64| Figure { value: Some(value), part: (value * whole * 100.0).round() / 100.0, whole };
    let [.., before, now] = values;
    let points =
        values.iter().zip((0..8).rev()).map(|(value, back)| Point { week: week().back(back), value: Some(*value) });
    Line {
        metric,
        now: figure(now),
        before: Some(figure(before)),
        change: Some(((now - before) * 10_000.0).round() / 10_000.0),
        trend: points.collect(),
        baseline: None,
    }
}

fn section(group: Group, people: u32, apart: f64) -> Section {
    let shown = |metric: &Metric| match metric.family() {
        Family::Attended => true,
        Family::Called => !group.is_zone(),
        Family::Zones => group == Group::Whole,
    };
    let lines = Metric::ALL.into_iter().filter(shown).map(|metric| line(metric, people, apart)).collect();
    Section { lines, group, people }
}

fn teams() -> Vec<Section> {
    let names = ["Finance", "Library", "Travel desk", "Workshop"].map(str::to_owned).into();
    let small = Group::Teams { names, unassigned: true };
    let mut pilot = section(team("Field stations"), 48, -3.4);
    for (metric, before) in [(Metric::MeetingHours, 11.8), (Metric::FocusHours, 14.9), (Metric::AgendaRate, 0.47)] {
        let lines = pilot.lines.iter_mut().filter(|line| line.metric == metric);
        lines.for_each(|line| line.baseline = Some(Figure { value: Some(before), part: before, whole: 1.0 }));
    }
    vec![
        section(team("Data and software"), 34, 3.1),
        pilot,
        section(team("Instruments"), 62, -2.3),
        section(team("Operations"), 21, 0.7),
        few_callers(section(team("Outreach"), 27, 5.3)),
        section(small, 22, 1.6),
    ]
}

/// Without figures about meetings called, for too few called one.
fn few_callers(mut section: Section) -> Section {
    section.lines.retain(|line| line.metric.family() != Family::Called);
    section
}

fn zones() -> Vec<Section> {
    vec![
        section(zone("America/Halifax"), 23, -0.4),
        section(zone("Asia/Kolkata"), 41, 1.2),
        section(zone("Asia/Singapore"), 19, 2.0),
        section(zone("Europe/Lisbon"), 33, -0.6),
        section(zone("Europe/Stockholm"), 98, -0.5),
    ]
}

fn days() -> Days {
    let shape = [0.02, 0.08, 0.36, 0.44, 0.2, 0.16, 0.37, 0.41, 0.3, 0.19, 0.06, 0.03, 0.03, 0.03, 0.02];
    let row = |strength: f64| {
        let mut row = vec![0.0; 24];
        for (hour, share) in row.iter_mut().skip(7).zip(shape) {
            *hour = (share * strength * 10_000.0_f64).round() / 10_000.0;
        }
        row
    };
    let strengths = [1.0, 1.32, 0.2, 1.3, 0.7, 0.0, 0.0];
    Days { heat: strengths.map(row).into(), focus: vec![2.6, 1.9, 6.2, 2.1, 3.3, 0.0, 0.0] }
}

fn fairness() -> Fairness {
    let share = |name: &str, people, share_of_people, share_of_after_hours, after_hours, own| ZoneShare {
        group: zone(name),
        people,
        share_of_people,
        share_of_after_hours,
        after_hours,
        share_of_meetings: Some(own),
    };
    Fairness {
        zones: vec![
            share("Asia/Singapore", 19, 0.089, 0.252, 3.1, 0.24),
            share("Asia/Kolkata", 41, 0.192, 0.328, 1.9, 0.17),
            share("America/Halifax", 23, 0.107, 0.136, 1.4, 0.11),
            share("Europe/Lisbon", 33, 0.154, 0.098, 0.7, 0.06),
            share("Europe/Stockholm", 98, 0.458, 0.186, 0.5, 0.04),
        ],
        spread: Some(0.39),
        proposals: vec![moved(), rotated()],
    }
}

/// A slot by its start, on each zone's clock.
fn slot(start: &str, local: &[(&str, Weekday, u32, u32)]) -> Slot {
    let local = local.iter().map(|(name, weekday, hour, minute)| LocalTime {
        group: zone(name),
        zone: (*name).to_owned(),
        weekday: *weekday,
        time: NaiveTime::from_hms_opt(*hour, *minute, 0).unwrap_or_default(),
        outside_minutes: 0,
    });
    let start: DateTime<Utc> = start.parse().expect("a constant of this file");
    Slot { start, local: local.collect() }
}

fn moved() -> Proposal {
    let thursday = Weekday::Thu;
    let at = |start, home, asia, singapore| {
        let (home, asia, singapore): ((u32, u32), (u32, u32), (u32, u32)) = (home, asia, singapore);
        slot(
            start,
            &[
                ("Europe/Stockholm", thursday, home.0, home.1),
                ("Asia/Kolkata", thursday, asia.0, asia.1),
                ("Asia/Singapore", thursday, singapore.0, singapore.1),
            ],
        )
    };
    Proposal {
        series: "Dome upgrade review".to_owned(),
        people: 22,
        minutes: 60,
        now: at("2026-11-19T14:00:00Z", (15, 0), (19, 30), (22, 0)),
        slots: vec![at("2026-11-19T08:30:00Z", (9, 30), (14, 0), (16, 30))],
        loads: vec![
            Load { group: zone("Europe/Stockholm"), people: 8, now_minutes: 0.0, then_minutes: 0.0 },
            Load { group: zone("Asia/Kolkata"), people: 7, now_minutes: 60.0, then_minutes: 0.0 },
            Load { group: zone("Asia/Singapore"), people: 7, now_minutes: 60.0, then_minutes: 0.0 },
        ],
        relieved: 14,
    }
}

fn rotated() -> Proposal {
    let monday = Weekday::Mon;
    let at = |start, home, halifax| {
        slot(start, &[("Asia/Singapore", monday, home, 0), ("America/Halifax", monday, halifax, 0)])
    };
    Proposal {
        series: "Survey hand-over".to_owned(),
        people: 12,
        minutes: 30,
        now: at("2026-11-16T13:00:00Z", 21, 9),
        slots: vec![at("2026-11-16T12:00:00Z", 20, 8), at("2026-11-16T23:00:00Z", 7, 19)],
        loads: Vec::new(),
        relieved: 0,
    }
}

fn series() -> Vec<SeriesLine> {
    [
        ("Night planning, daily", 31, 5, 139.5),
        ("Dome upgrade review", 22, 1, 22.0),
        ("All-hands", 20, 1, 20.0),
        ("Spare parts stocktake", 11, 1, 11.0),
        ("Survey hand-over", 12, 1, 6.0),
    ]
    .map(|(title, people, occurrences, person_hours)| SeriesLine {
        title: title.to_owned(),
        people,
        occurrences,
        person_hours,
    })
    .into()
}

/// The round about the week two weeks before; teams are so much above or below, and were less so before.
fn pulse() -> PulseReport {
    let of = |group: Group, people: u32, apart: f64| PulseSection {
        lines: Question::ALL.map(|question| pulse_line(question, people, apart)).into(),
        group,
    };
    let mut sections = vec![
        of(Group::Whole, 96, 0.0),
        of(team("Data and software"), 21, -0.3),
        of(team("Field stations"), 24, 0.4),
        of(team("Instruments"), 31, 0.2),
    ];
    // One person of the field stations left a question out.
    sections[0].lines[1].now.people -= 1;
    sections[2].lines[1].now.people -= 1;
    PulseReport { asked: week().back(2), closed: week(), min_group: Terms::default().min_group, sections }
}

fn pulse_line(question: Question, people: u32, apart: f64) -> PulseLine {
    let (rounds, by) = match question {
        Question::Focus => ([2.9, 3.1, 3.2, 3.5], apart),
        Question::Stress => ([3.6, 3.4, 3.4, 3.1], -apart),
        Question::Autonomy => ([3.3, 3.3, 3.4, 3.4], apart),
    };
    let rounds = rounds.iter().zip([0.2, 0.4, 0.7, 1.0]);
    let rounds: Vec<f64> = rounds.map(|(mean, part)| tenths(mean + by * part)).collect();
    let (now, before) = (rounds[3], rounds[2]);
    let points = rounds.iter().zip((1..=4).rev());
    PulseLine {
        question,
        now: PulseFigure { people, mean: now },
        before: Some(PulseFigure { people: people + 2, mean: before }),
        change: Some(tenths(now - before)),
        trend: points.map(|(mean, back)| Point { week: week().back(2 * back), value: Some(*mean) }).collect(),
    }
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn withheld() -> Vec<Withheld> {
    let names = ["Finance", "Library", "Travel desk", "Workshop"].map(str::to_owned);
    let small = Group::Teams { names: names.clone().into(), unassigned: true };
    let folded = |(name, why): (&str, Why)| Withheld {
        group: team(name),
        family: Family::Attended,
        within: Some(small.clone()),
        why,
    };
    let whys = [Why::TooFew, Why::TooFew, Why::TooFew, Why::GivesAway];
    let called = Withheld { group: team("Outreach"), family: Family::Called, within: None, why: Why::TooFew };
    names.iter().map(String::as_str).zip(whys).map(folded).chain([called]).collect()
}
