//! From calendars to a report.

use chrono::{TimeDelta, Weekday};
use chrono_tz::Tz;

use crate::meeting::{Hours, WorkingTime};
use crate::report::week::midnight;
use crate::report::{
    Baseline, Called, Entry, Exempted, Extreme, Family, Finding, Group, Metric, PersonWeek, Report, Snapshots, Stand,
    Suggestion, Tally, Terms, Week, Why,
};

const BERLIN: Tz = Tz::Europe__Berlin;
const SINGAPORE: Tz = Tz::Asia__Singapore;

fn week() -> Week {
    "2026-W47".parse().unwrap()
}

fn person(team: &str, zone: Tz, entries: Vec<Entry>) -> PersonWeek {
    let hours: Hours = "Mon-Fri 09:00-17:00".parse().unwrap();
    PersonWeek { working: WorkingTime::new(zone, hours), team: Some(team.to_owned()), entries, missing: Vec::new() }
}

/// An hour at a full hour of a day from Monday as 0, on the clock of a zone.
fn hour(week: Week, day: u64, hour: i64, zone: Tz) -> Entry {
    let start = midnight(week.day(day), zone) + TimeDelta::hours(hour);
    Entry { start, end: start + TimeDelta::hours(1), people: 5, ..Entry::default() }
}

fn report_of(people: &[PersonWeek]) -> Report {
    let mut snapshots = Snapshots::default();
    keep(&mut snapshots, week(), people, &Terms::default());
    snapshots.report("Example", week(), &[]).unwrap()
}

fn keep(snapshots: &mut Snapshots, week: Week, people: &[PersonWeek], terms: &Terms) {
    let mut tally = Tally::new(week, terms);
    people.iter().for_each(|person| tally.add(person));
    snapshots.keep(tally.snapshot());
}

fn team(name: &str) -> Group {
    Group::Team { name: name.to_owned() }
}

fn zone(zone: Tz) -> Group {
    Group::Zone { zone: zone.name().to_owned() }
}

fn many(count: usize, team: &str, zone: Tz, entries: Vec<Entry>) -> Vec<PersonWeek> {
    vec![person(team, zone, entries); count]
}

fn value(report: &Report, group: &Group, metric: Metric) -> Option<f64> {
    report.section(group)?.line(metric)?.now.value
}

#[test]
fn teams_and_zones_have_their_own_figures_and_the_whole_has_all() {
    let people = [
        many(6, "blue", BERLIN, vec![hour(week(), 0, 10, BERLIN)]),
        many(5, "red", SINGAPORE, vec![hour(week(), 0, 10, BERLIN), hour(week(), 1, 10, SINGAPORE)]),
    ];
    let report = report_of(&people.concat());
    // Berlin 10:00 is Singapore 17:00: after hours there. 6 × 1 and 5 × 2 hours.
    assert_eq!(value(&report, &team("blue"), Metric::MeetingHours), Some(1.0));
    assert_eq!(value(&report, &zone(SINGAPORE), Metric::AfterHours), Some(1.0));
    assert_eq!(value(&report, &Group::Whole, Metric::MeetingHours), Some(1.4545));
    assert_eq!(value(&report, &Group::Whole, Metric::AfterHoursShare), Some(0.3125));
    let fairness = report.fairness.as_ref().unwrap();
    assert_eq!(fairness.zones[0].group, zone(SINGAPORE));
    assert_eq!((fairness.zones[0].share_of_after_hours, fairness.zones[0].share_of_people), (1.0, 0.4545));
    assert_eq!(fairness.spread, Some(0.5455), "all is carried by five of eleven: 6/11");
    assert!(report.withheld.is_empty(), "{:?}", report.withheld);
    let load = report
        .summary
        .findings
        .iter()
        .any(|finding| matches!(finding, Finding::Load { zones, .. } if *zones == [zone(SINGAPORE)]));
    assert!(load, "{:?}", report.summary);
}

#[test]
fn the_report_reads_back_from_its_json() {
    let entry = Entry { series: Some("s".into()), title: "Sync".into(), ..hour(week(), 0, 10, BERLIN) };
    let report = report_of(&many(6, "blue", BERLIN, vec![entry]));
    let json = serde_json::to_string(&report).unwrap();
    assert_eq!(serde_json::from_str::<Report>(&json).unwrap(), report);
    assert!(json.contains(r#""week":"2026-W47""#) && json.contains(r#""group":{"kind":"whole"}"#), "{json}");
}

#[test]
fn a_small_team_takes_the_smallest_other_with_it_and_the_report_says_so() {
    let people = [many(3, "tiny", BERLIN, vec![]), many(6, "blue", BERLIN, vec![]), many(9, "red", BERLIN, vec![])];
    let report = report_of(&people.concat());
    let both = Group::Teams { names: ["blue".to_owned(), "tiny".to_owned()].into(), unassigned: false };
    let shown: Vec<&Group> = report.teams.iter().map(|section| &section.group).collect();
    assert_eq!(shown, [&team("red"), &both]);
    let why = |name| report.withheld.iter().find(|withheld| withheld.group == team(name)).map(|withheld| withheld.why);
    assert_eq!((why("tiny"), why("blue"), why("red")), (Some(Why::TooFew), Some(Why::GivesAway), None));
    assert!(report.zones.is_empty(), "one zone is everyone");
}

#[test]
fn under_the_floor_nothing_is_shown() {
    let entry = Entry { series: Some("s".into()), title: "Sync".into(), ..hour(week(), 0, 10, BERLIN) };
    let report = report_of(&many(4, "tiny", BERLIN, vec![entry]));
    assert_eq!((&report.whole, report.teams.len(), report.zones.len()), (&None, 0, 0));
    assert_eq!((&report.days, &report.fairness, report.series.len()), (&None, &None, 0));
    assert_eq!(report.summary.findings, [Finding::TooFew { min_group: 5 }]);
    assert_eq!(report.coverage.covered, 4);
}

#[test]
fn a_small_zone_folds_into_its_region() {
    let people = [
        many(7, "blue", BERLIN, vec![]),
        many(6, "blue", SINGAPORE, vec![]),
        many(2, "blue", Tz::Asia__Tokyo, vec![]),
        many(8, "blue", Tz::Asia__Kolkata, vec![]),
    ];
    let report = report_of(&people.concat());
    let asia = Group::Region {
        region: "Asia".to_owned(),
        zones: ["Asia/Singapore".to_owned(), "Asia/Tokyo".to_owned()].into(),
    };
    let shown: Vec<(&Group, u32)> = report.zones.iter().map(|section| (&section.group, section.people)).collect();
    assert_eq!(shown, [(&zone(Tz::Asia__Kolkata), 8), (&zone(BERLIN), 7), (&asia, 8)]);
}

#[test]
fn a_team_that_lacks_two_people_of_its_zone_is_not_shown_beside_it() {
    // Without folding, Berlin less the blue team would be the two red people there.
    let people = [many(9, "blue", BERLIN, vec![]), many(2, "red", BERLIN, vec![]), many(8, "red", SINGAPORE, vec![])];
    let report = report_of(&people.concat());
    assert!(report.teams.is_empty() || report.zones.is_empty(), "{:?} {:?}", report.teams, report.zones);
    assert!(report.withheld.iter().all(|withheld| withheld.why == Why::GivesAway));
}

#[test]
fn a_series_is_named_from_the_floor_on_and_only_when_nobody_keeps_it_private() {
    let series =
        |key: &str| Entry { series: Some(key.into()), title: key.to_uppercase(), ..hour(week(), 0, 10, BERLIN) };
    let declined = Entry { response: crate::meeting::Response::Declined, private: true, ..series("secret") };
    let mut people = vec![person("blue", BERLIN, vec![series("open"), series("few"), series("secret")]); 4];
    people.push(person("blue", BERLIN, vec![series("open"), series("secret")]));
    people.push(person("blue", BERLIN, vec![declined]));
    let report = report_of(&people);
    let titles: Vec<(&str, u32, f64)> =
        report.series.iter().map(|line| (line.title.as_str(), line.people, line.person_hours)).collect();
    assert_eq!(titles, [("OPEN", 5, 5.0)]);
}

#[test]
fn figures_of_meetings_called_need_enough_who_called_them() {
    let called = |outcome| vec![Entry { called: Some(outcome), ..hour(week(), 0, 10, BERLIN) }];
    let needed = Called { agenda: Some(Stand { at_start: true, ..Stand::default() }), ..Called::default() };
    let exempt = Called { exempted: Some(Exempted::Request), ..Called::default() };
    let people = [
        many(6, "blue", BERLIN, called(needed.clone())),
        many(2, "red", BERLIN, called(needed)),
        many(7, "red", BERLIN, vec![]),
        many(9, "green", BERLIN, called(exempt)),
    ];
    let report = report_of(&people.concat());
    let rate = |group: &Group| report.section(group).unwrap().line(Metric::AgendaRate).map(|line| line.now.value);
    assert_eq!(rate(&Group::Whole), Some(Some(1.0)));
    assert_eq!(rate(&team("red")), None, "two people called them");
    assert_eq!(rate(&team("blue")), None, "the six who would give the two away");
    assert_eq!(rate(&team("green")), Some(None), "nothing needed an agenda");
    assert!(report.section(&team("red")).unwrap().line(Metric::MeetingHours).is_some());
    let why =
        |name: &str| report.withheld.iter().find(|w| w.group == team(name) && w.family == Family::Called).unwrap().why;
    assert_eq!((why("red"), why("blue")), (Why::TooFew, Why::GivesAway));
    assert_eq!(report.exempted, [(Exempted::Request, 9)]);
}

#[test]
fn where_nothing_is_dearer_it_is_suggested_to_ask_for_agendas() {
    let called = |there| {
        let stand = Stand { at_start: there, ..Stand::default() };
        let called = Called { agenda: Some(stand), ..Called::default() };
        vec![Entry { called: Some(called), ..hour(week(), 0, 10, BERLIN) }]
    };
    let report = report_of(&[many(6, "blue", BERLIN, called(true)), many(7, "red", BERLIN, called(false))].concat());
    assert_eq!(report.summary.suggestion, Some(Suggestion::Prepare { without: 7, needed: 13 }));
    assert_eq!(report_of(&many(6, "blue", BERLIN, called(true))).summary.suggestion, None, "all is well");
}

#[test]
fn readers_of_a_team_see_it_and_everyone_with_the_same_figures() {
    let people = [many(6, "blue", BERLIN, vec![hour(week(), 0, 10, BERLIN)]), many(5, "red", BERLIN, vec![])];
    let report = report_of(&people.concat());
    let blue = report.clone().for_teams(&["blue".to_owned()]);
    assert_eq!((blue.teams.len(), &blue.whole), (1, &report.whole));
    assert_eq!(blue.section(&team("blue")), report.section(&team("blue")));
    assert!(report.clone().for_teams(&["gone".to_owned()]).teams.is_empty());
}

#[test]
fn a_trend_repeats_what_was_published_and_has_gaps_where_a_group_was_not_shown() {
    let meetings = |week: Week, count: u64| (0..count).map(|day| hour(week, day, 10, BERLIN)).collect::<Vec<_>>();
    let mut snapshots = Snapshots::default();
    for back in (0..5).rev() {
        let that = week().back(back);
        let blue = if back == 1 { 4 } else { 6 };
        let people = [many(blue, "blue", BERLIN, meetings(that, 1 + back)), many(9, "red", BERLIN, vec![])];
        keep(&mut snapshots, that, &people.concat(), &Terms::default());
    }
    let first = snapshots.get(week()).cloned();
    keep(&mut snapshots, week(), &many(50, "blue", BERLIN, vec![]), &Terms::default());
    assert_eq!(snapshots.get(week()).cloned(), first, "what was chosen stays");
    let pilot = Baseline { group: team("blue"), from: week().back(4), to: week().back(3) };
    let report = snapshots.report("Example", week(), &[pilot]).unwrap();
    let line = report.section(&team("blue")).unwrap().line(Metric::MeetingHours).unwrap();
    let values: Vec<Option<f64>> = line.trend.iter().map(|point| point.value).collect();
    assert_eq!(values, [None, None, None, Some(5.0), Some(4.0), Some(3.0), None, Some(1.0)]);
    assert_eq!((line.before, line.change), (None, None));
    assert_eq!(line.baseline.and_then(|figure| figure.value), Some(4.5));
    let whole = report.whole.as_ref().unwrap().line(Metric::MeetingHours).unwrap();
    assert_eq!(whole.change, Some(-0.2154), "from 8 hours of 13 people to 6 of 15");
    let least = Some(Extreme { most: false, weeks: 5 });
    assert!(matches!(report.summary.findings[0], Finding::Meetings { extreme, .. } if extreme == least));
}

#[test]
fn focus_of_other_blocks_is_not_compared() {
    let mut snapshots = Snapshots::default();
    let people = many(6, "blue", BERLIN, vec![]);
    keep(&mut snapshots, week().back(1), &people, &Terms { focus_block_minutes: 60, ..Terms::default() });
    keep(&mut snapshots, week(), &people, &Terms::default());
    let report = snapshots.report("Example", week(), &[]).unwrap();
    let before = |metric| report.whole.as_ref().unwrap().line(metric).unwrap().before.is_some();
    assert_eq!((before(Metric::FocusHours), before(Metric::WorkingHours)), (false, true));
}

#[test]
fn the_heat_map_has_each_persons_own_clock() {
    let people = [
        many(6, "blue", BERLIN, vec![hour(week(), 1, 11, BERLIN)]),
        many(6, "red", SINGAPORE, vec![hour(week(), 1, 11, SINGAPORE)]),
        many(12, "green", BERLIN, vec![]),
    ];
    let days = report_of(&people.concat()).days.unwrap();
    assert_eq!(days.peak(), Some((1, 11, 0.5)));
    assert_eq!(days.heat.iter().flatten().filter(|share| **share > 0.0).count(), 1);
    assert_eq!(days.focus, [8.0, 7.5, 8.0, 8.0, 8.0, 0.0, 0.0], "an hour less for twelve of 24 on Tuesday");
}

#[test]
fn a_series_that_can_be_moved_into_everyones_hours_is_proposed_to_be() {
    // Hamburg's 15:00 is Bengaluru's 19:30 and Singapore's 22:00; all work 9:00 to 17:00.
    let review = Entry { series: Some("review".into()), title: "Review".into(), ..hour(week(), 3, 15, BERLIN) };
    let people = [
        many(10, "blue", BERLIN, vec![review.clone()]),
        many(6, "red", Tz::Asia__Kolkata, vec![review.clone()]),
        many(5, "green", SINGAPORE, vec![review]),
    ];
    let report = report_of(&people.concat());
    let proposal = &report.fairness.as_ref().unwrap().proposals[0];
    assert_eq!((proposal.series.as_str(), proposal.people, proposal.slots.len()), ("Review", 21, 1));
    let local: Vec<String> =
        proposal.slots[0].local.iter().map(|there| format!("{} {}", there.weekday, there.time)).collect();
    assert_eq!(local, ["Thu 09:00:00", "Thu 13:30:00", "Thu 16:00:00"], "the nearest time within all hours");
    assert_eq!(proposal.relieved, 11);
    assert!(matches!(&report.summary.suggestion, Some(Suggestion::Spread { proposal: found }) if found == proposal));
}

#[test]
fn a_series_without_a_time_for_all_is_proposed_to_rotate() {
    // Berlin's 10:00 is Auckland's 22:00: no time is within both hours.
    let sync = Entry { series: Some("sync".into()), title: "Sync".into(), ..hour(week(), 2, 9, BERLIN) };
    let auckland = Tz::Pacific__Auckland;
    let people = [many(8, "blue", BERLIN, vec![sync.clone()]), many(8, "red", auckland, vec![sync])];
    let report = report_of(&people.concat());
    let proposal = &report.fairness.as_ref().unwrap().proposals[0];
    assert_eq!(proposal.slots.len(), 2);
    let loads: Vec<(f64, f64)> = proposal.loads.iter().map(|load| (load.now_minutes, load.then_minutes)).collect();
    assert_eq!(loads, [(0.0, 30.0), (60.0, 30.0)], "each zone carries every second one");
    assert!(proposal.slots.iter().all(|slot| slot.local.iter().any(|there| there.outside_minutes == 0)));
}

#[test]
fn a_zone_with_few_attendees_is_not_named_in_a_proposal() {
    let sync = Entry { series: Some("sync".into()), title: "Sync".into(), ..hour(week(), 2, 15, BERLIN) };
    let people = [
        many(10, "blue", BERLIN, vec![sync.clone()]),
        many(3, "red", SINGAPORE, vec![sync]),
        many(9, "red", SINGAPORE, vec![]),
    ];
    let report = report_of(&people.concat());
    assert!(report.fairness.unwrap().proposals.is_empty());
}

#[test]
fn people_of_whom_nothing_is_known_are_counted_but_not_covered() {
    let mut people = many(6, "blue", BERLIN, vec![]);
    let all: Vec<_> = (0..7).map(|day| week().day(day)).collect();
    people.push(PersonWeek { missing: all, ..person("blue", BERLIN, vec![]) });
    people.push(PersonWeek { missing: vec![week().day(4)], ..person("blue", BERLIN, vec![]) });
    let report = report_of(&people);
    let coverage = report.coverage;
    assert_eq!((coverage.enrolled, coverage.covered, coverage.unread), (8, 7, 1));
    assert_eq!((coverage.partly, coverage.days_missing), (1, 1));
    assert_eq!(value(&report, &Group::Whole, Metric::WorkingHours), Some(40.0), "6.8 person-weeks of 272 hours");
}

#[test]
fn the_best_day_for_focus_stands_out_or_is_not_named() {
    let busy: Vec<Entry> =
        [0, 1, 3, 4].into_iter().flat_map(|day| [9, 12, 15].map(|at| hour(week(), day, at, BERLIN))).collect();
    let best = |report: Report| {
        let found = report.summary.findings.into_iter().find_map(|finding| match finding {
            Finding::Focus { best_day, .. } => Some(best_day),
            _ => None,
        });
        found.unwrap()
    };
    assert_eq!(best(report_of(&many(6, "blue", BERLIN, busy))), Some(Weekday::Wed));
    assert_eq!(best(report_of(&many(6, "blue", BERLIN, vec![]))), None);
}
