use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use proptest::prelude::*;

use super::rule::Rule;
use super::*;
use crate::meeting::{EventKind, Recurrence, Response};

const BERLIN: Tz = Tz::Europe__Berlin;
const NEW_YORK: Tz = Tz::America__New_York;

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").unwrap()
}

fn date(text: &str) -> Moment {
    Moment::Date(NaiveDate::parse_from_str(text, "%Y%m%d").unwrap())
}

fn berlin(text: &str) -> Moment {
    Moment::Zoned(local(text), BERLIN)
}

fn utc(text: &str) -> Moment {
    Moment::Zoned(local(text), Tz::UTC)
}

fn event(start: Moment) -> Event {
    Event {
        object: "a.ics".into(),
        etag: "1".into(),
        uid: "u@example.com".into(),
        recurrence_id: None,
        this_and_future: false,
        sequence: 0,
        updated: None,
        created: None,
        start,
        span: if start.is_date() { Span::days(1) } else { Span::exact(TimeDelta::hours(1)) },
        recurrence: None,
        cancelled: false,
        kind: EventKind::Meeting,
        private: false,
        busy: true,
        title: "Planning".into(),
        organizer: None,
        organizer_name: None,
        attendees: Vec::new(),
        response: Response::NoAnswer,
        answer_mark: None,
        flagged: false,
        labels: Vec::new(),
        link: None,
    }
}

fn series(start: Moment, rule: &str) -> Event {
    let rules = vec![rule.to_owned()];
    Event { recurrence: Some(Recurrence { rules, ..Recurrence::default() }), ..event(start) }
}

fn instance(id: Moment, start: Moment) -> Event {
    Event { recurrence_id: Some(id), title: "Moved".into(), ..event(start) }
}

fn excluding(mut event: Event, excluded: &[Moment]) -> Event {
    event.recurrence.get_or_insert_default().excluded = excluded.to_vec();
    event
}

fn window(from: &str, to: &str) -> Window {
    Window { from: local(from).and_utc(), to: local(to).and_utc() }
}

fn november() -> Window {
    window("20261101T000000", "20261201T000000")
}

fn starts_in(events: &[Event], window: Window, viewer: Tz) -> Vec<String> {
    expand(events, window, viewer).iter().map(|found| found.start.format("%m-%d %H:%M").to_string()).collect()
}

fn starts(events: &[Event]) -> Vec<String> {
    starts_in(events, november(), BERLIN)
}

#[test]
fn a_single_event_is_one_occurrence_without_a_name() {
    let events = [event(berlin("20261126T140000"))];
    let found = expand(&events, november(), BERLIN);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].occurrence, found[0].start), (None, local("20261126T130000").and_utc()));
    assert_eq!(found[0].end - found[0].start, TimeDelta::hours(1));
}

#[test]
fn an_occurrence_belongs_to_the_window_when_it_ends_after_its_begin_and_starts_before_its_end() {
    let event = [event(utc("20261126T100000"))];
    let count = |from, to| expand(&event, window(from, to), Tz::UTC).len();
    assert_eq!(count("20261126T105959", "20261126T120000"), 1);
    assert_eq!(count("20261126T110000", "20261126T120000"), 0);
    assert_eq!(count("20261126T090000", "20261126T100001"), 1);
    assert_eq!(count("20261126T090000", "20261126T100000"), 0);
}

#[test]
fn a_weekly_series_keeps_its_wall_clock_over_a_clock_change() {
    let events = [series(berlin("20261008T140000"), "FREQ=WEEKLY;BYDAY=TH")];
    let october = window("20261015T000000", "20261106T000000");
    assert_eq!(starts_in(&events, october, BERLIN), ["10-15 12:00", "10-22 12:00", "10-29 13:00", "11-05 13:00"]);
}

#[test]
fn a_time_that_the_clock_skips_is_moved_by_the_gap_and_one_that_comes_twice_is_the_first() {
    let events = [series(berlin("20260327T023000"), "FREQ=DAILY")];
    let spring = window("20260328T000000", "20260331T000000");
    assert_eq!(starts_in(&events, spring, BERLIN), ["03-28 01:30", "03-29 01:30", "03-30 00:30"]);
    let autumn = window("20261024T000000", "20261027T000000");
    assert_eq!(starts_in(&events, autumn, BERLIN), ["10-24 00:30", "10-25 00:30", "10-26 01:30"]);
}

#[test]
fn until_in_utc_is_inclusive_to_the_second_near_midnight() {
    let last = "FREQ=DAILY;UNTIL=20261106T010000Z";
    let evening = [series(Moment::Zoned(local("20261103T200000"), NEW_YORK), last)];
    assert_eq!(starts(&evening), ["11-04 01:00", "11-05 01:00", "11-06 01:00"]);
    let short = [series(Moment::Zoned(local("20261103T200000"), NEW_YORK), "FREQ=DAILY;UNTIL=20261106T005959Z")];
    assert_eq!(starts(&short), ["11-04 01:00", "11-05 01:00"]);
}

#[test]
fn until_without_z_is_read_in_the_zone_of_the_start() {
    let events = [series(berlin("20261102T140000"), "FREQ=DAILY;UNTIL=20261104T140000")];
    assert_eq!(starts(&events).len(), 3);
}

#[test]
fn until_as_a_date_is_the_end_of_that_local_day() {
    let events = [series(berlin("20261102T233000"), "FREQ=DAILY;UNTIL=20261104")];
    assert_eq!(starts(&events), ["11-02 22:30", "11-03 22:30", "11-04 22:30"]);
}

#[test]
fn until_of_an_all_day_series_goes_by_days() {
    for until in ["20261104", "20261104T000000Z", "20261103T230000Z", "20261104T235959Z", "20261104T000000"] {
        let events = [series(date("20261102"), &format!("FREQ=DAILY;UNTIL={until}"))];
        assert_eq!(starts(&events).len(), 3, "{until}");
    }
}

#[test]
fn count_counts_the_first_start_and_excluded_ones() {
    let events = [excluding(series(berlin("20261102T140000"), "FREQ=DAILY;COUNT=4"), &[berlin("20261103T140000")])];
    assert_eq!(starts(&events), ["11-02 13:00", "11-04 13:00", "11-05 13:00"]);
}

#[test]
fn a_start_that_the_rule_does_not_produce_is_kept_and_counted() {
    let events = [series(berlin("20261103T140000"), "FREQ=WEEKLY;BYDAY=TH;COUNT=3")];
    assert_eq!(starts(&events), ["11-03 13:00", "11-05 13:00", "11-12 13:00"]);
}

#[test]
fn exclusions_are_instants_whatever_zone_they_are_written_in() {
    let master = series(berlin("20261102T140000"), "FREQ=DAILY;COUNT=3");
    for excluded in [utc("20261103T130000"), Moment::Zoned(local("20261103T080000"), NEW_YORK), date("20261103")] {
        assert_eq!(starts(&[excluding(master.clone(), &[excluded])]), ["11-02 13:00", "11-04 13:00"], "{excluded:?}");
    }
}

#[test]
fn an_all_day_series_is_excluded_by_days() {
    let master = series(date("20261102"), "FREQ=DAILY;COUNT=3");
    for excluded in [date("20261103"), utc("20261103T000000"), Moment::Floating(local("20261103T000000"))] {
        let found = starts(&[excluding(master.clone(), &[excluded])]);
        assert_eq!(found, ["11-01 23:00", "11-03 23:00"], "{excluded:?}");
    }
}

#[test]
fn dates_are_added_and_several_rules_are_united() {
    let mut master = series(berlin("20261102T140000"), "FREQ=WEEKLY;COUNT=2");
    let recurrence = master.recurrence.as_mut().unwrap();
    recurrence.rules.push("FREQ=MONTHLY;BYMONTHDAY=2,20;COUNT=2".into());
    recurrence.dates = vec![utc("20261125T090000"), berlin("20261102T140000")];
    assert_eq!(starts(&[master.clone()]), ["11-02 13:00", "11-09 13:00", "11-20 13:00", "11-25 09:00"]);
    let events = [master];
    let added = expand(&events, november(), BERLIN)[3].occurrence;
    assert_eq!(added, Some(berlin("20261125T100000")), "in the form of DTSTART");
}

#[test]
fn an_override_is_matched_as_an_instant_and_regardless_of_its_sequence() {
    let master = Event { sequence: 7, ..series(berlin("20261102T140000"), "FREQ=DAILY;COUNT=3") };
    let moved = instance(utc("20261103T130000"), berlin("20261103T160000"));
    let events = [moved, master];
    let found = expand(&events, november(), BERLIN);
    assert_eq!(starts(&events), ["11-02 13:00", "11-03 15:00", "11-04 13:00"]);
    assert_eq!(
        found.iter().map(|found| found.event.title.as_str()).collect::<Vec<_>>(),
        ["Planning", "Moved", "Planning"]
    );
    assert_eq!(found[1].occurrence.unwrap().canonical(), "20261103T130000Z");
}

#[test]
fn an_occurrence_can_move_across_midnight_and_past_its_neighbour() {
    let master = series(berlin("20261102T140000"), "FREQ=DAILY;COUNT=3");
    let events = [master, instance(berlin("20261102T140000"), berlin("20261104T003000"))];
    assert_eq!(starts(&events), ["11-03 13:00", "11-03 23:30", "11-04 13:00"]);
}

#[test]
fn occurrences_move_into_the_window_and_out_of_it() {
    let master = series(berlin("20261001T140000"), "FREQ=MONTHLY;BYMONTHDAY=1;COUNT=4");
    let into = instance(berlin("20270101T140000"), berlin("20261110T140000"));
    let out = instance(berlin("20261101T140000"), berlin("20261205T140000"));
    assert_eq!(starts(&[master, into, out]), ["11-10 13:00"]);
}

#[test]
fn a_cancelled_occurrence_is_returned_as_cancelled_and_an_excluded_one_is_not() {
    let master = excluding(series(berlin("20261102T140000"), "FREQ=DAILY;COUNT=3"), &[berlin("20261104T140000")]);
    let off = Event { cancelled: true, ..instance(berlin("20261103T140000"), berlin("20261103T140000")) };
    let left_over = instance(berlin("20261104T140000"), berlin("20261104T150000"));
    let events = [master, off, left_over];
    let found = expand(&events, november(), BERLIN);
    assert_eq!(found.iter().map(|found| found.event.cancelled).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn a_cancelled_series_cancels_all_its_occurrences_moved_ones_too() {
    let master = Event { cancelled: true, ..series(berlin("20261102T140000"), "FREQ=DAILY;COUNT=3") };
    let events = [master, instance(berlin("20261103T140000"), berlin("20261103T160000"))];
    let found = expand(&events, november(), BERLIN);
    assert_eq!(starts(&events), ["11-02 13:00", "11-03 15:00", "11-04 13:00"]);
    assert!(found.iter().all(|found| found.event.cancelled));
}

#[test]
fn an_override_without_a_master_is_an_occurrence() {
    let events = [instance(utc("20261103T130000"), berlin("20261103T160000"))];
    let found = expand(&events, november(), BERLIN);
    assert_eq!(found[0].occurrence, Some(utc("20261103T130000")));
    assert_eq!(starts(&events), ["11-03 15:00"]);
}

#[test]
fn this_and_future_moves_all_later_occurrences_and_yields_to_their_own_overrides() {
    let master = series(berlin("20261102T140000"), "FREQ=DAILY;COUNT=5");
    let later = Event {
        this_and_future: true,
        span: Span::exact(TimeDelta::minutes(30)),
        ..instance(berlin("20261104T140000"), berlin("20261104T160000"))
    };
    let own = instance(berlin("20261105T140000"), berlin("20261105T090000"));
    let events = [master, later, own];
    assert_eq!(starts(&events), ["11-02 13:00", "11-03 13:00", "11-04 15:00", "11-05 08:00", "11-06 15:00"]);
    let found = expand(&events, november(), BERLIN);
    assert_eq!(found[4].end - found[4].start, TimeDelta::minutes(30));
    assert_eq!(found[4].occurrence, Some(berlin("20261106T140000")));
}

#[test]
fn this_and_future_keeps_the_wall_clock_over_a_clock_change() {
    let master = series(berlin("20261020T140000"), "FREQ=WEEKLY;COUNT=4");
    let events =
        [master, Event { this_and_future: true, ..instance(berlin("20261020T140000"), berlin("20261021T090000")) }];
    let all = window("20261001T000000", "20261201T000000");
    assert_eq!(starts_in(&events, all, BERLIN), ["10-21 07:00", "10-28 08:00", "11-04 08:00", "11-11 08:00"]);
}

#[test]
fn of_two_versions_of_one_component_the_newest_counts_and_then_the_first_object() {
    let old = Event { title: "Old".into(), ..series(berlin("20261102T140000"), "FREQ=DAILY;COUNT=1") };
    let new = Event { sequence: 1, title: "New".into(), ..old.clone() };
    let later = Event { updated: Some(local("20261101T000000").and_utc()), title: "Later".into(), ..new.clone() };
    let copy = Event { object: "b.ics".into(), title: "Copy".into(), ..later.clone() };
    for order in [[&old, &new, &later, &copy], [&copy, &later, &new, &old]] {
        let events: Vec<Event> = order.into_iter().cloned().collect();
        let found = expand(&events, november(), BERLIN);
        assert_eq!((found.len(), found[0].event.title.as_str()), (1, "Later"));
    }
}

#[test]
fn floating_and_all_day_times_are_the_viewers() {
    let floating = [series(Moment::Floating(local("20261102T090000")), "FREQ=DAILY;COUNT=2")];
    assert_eq!(starts_in(&floating, november(), Tz::Asia__Kolkata), ["11-02 03:30", "11-03 03:30"]);
    let all_day = [series(date("20261102"), "FREQ=WEEKLY;COUNT=2")];
    assert_eq!(starts_in(&all_day, november(), NEW_YORK), ["11-02 05:00", "11-09 05:00"]);
    assert_eq!(expand(&all_day, november(), NEW_YORK)[0].end, local("20261103T050000").and_utc(), "exclusive end");
}

#[test]
fn a_length_in_days_is_nominal_and_one_from_dtend_exact() {
    let nominal = Event { span: Span::days(1), ..series(berlin("20260328T120000"), "FREQ=DAILY;COUNT=1") };
    let exact = Event { span: Span::exact(TimeDelta::days(1)), ..nominal.clone() };
    let march = window("20260301T000000", "20260401T000000");
    assert_eq!(expand(&[nominal], march, BERLIN)[0].end, local("20260329T100000").and_utc());
    assert_eq!(expand(&[exact], march, BERLIN)[0].end, local("20260329T110000").and_utc());
}

#[test]
fn thirty_years_of_days_end_where_they_should() {
    let counted = [series(berlin("19961125T090000"), "FREQ=DAILY;COUNT=10960")];
    let endless = [series(berlin("19961125T090000"), "FREQ=DAILY;INTERVAL=3")];
    assert_eq!(starts(&counted).last().unwrap(), "11-27 08:00");
    let every_third = starts(&endless);
    assert_eq!(every_third.len(), 10);
    let first = Rule::parse("FREQ=DAILY;INTERVAL=3;COUNT=4000").unwrap();
    let (from, to) = (local("20261101T000000"), local("20261130T235959"));
    let slow = first.starts(local("19961125T090000"), from, to);
    let slow: Vec<_> = slow.iter().map(|at| (*at - TimeDelta::hours(1)).format("%m-%d %H:%M").to_string()).collect();
    assert_eq!(every_third, slow, "jumping ahead changes nothing");
}

#[test]
fn jumping_ahead_never_changes_what_a_rule_gives() {
    let rules = [
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;WKST=SU",
        "FREQ=DAILY;INTERVAL=5;BYMONTH=3,11",
        "FREQ=WEEKLY",
        "FREQ=HOURLY;INTERVAL=7;BYHOUR=9,10,11",
        "FREQ=HOURLY;INTERVAL=5",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,SU",
    ];
    let (first, from, to) = (local("20240110T100000"), local("20251031T000000"), local("20251215T000000"));
    for text in rules {
        let jumped = Rule::parse(text).unwrap().starts(first, from, to);
        let walked = Rule::parse(&format!("{text};COUNT=40000")).unwrap().starts(first, from, to);
        assert!(!jumped.is_empty() && jumped == walked, "{text}: {jumped:?} {walked:?}");
    }
}

#[test]
fn hostile_rules_end_and_leave_the_first_start() {
    let hostile = [
        "FREQ=SECONDLY",
        "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MINUTELY;BYHOUR=1;INTERVAL=65535",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2;INTERVAL=65535",
        "FREQ=DAILY;INTERVAL=99999999999",
        "FREQ=DAILY;COUNT=99999999999999999999",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=NEVER",
        "",
        "=;=",
        "FREQ=WEEKLY;BYMONTHDAY=3",
        "FREQ=DAILY;BYSETPOS=5",
        "FREQ=YEARLY;BYHOUR=0,1,2,3,4,5,6,7,8,9;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=0,1,2,3",
        "RSCALE=HEBREW;FREQ=YEARLY",
        "FREQ=DAILY;UNTIL=yesterday",
        "FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO;BYMONTH=6",
        "FREQ=DAILY:FREQ=DAILY",
    ];
    for rule in hostile {
        let found = starts(&[series(berlin("20261102T140000"), rule)]);
        assert_eq!(found.first().map(String::as_str), Some("11-02 13:00"), "{rule}");
        assert!(found.len() <= rule::MAX_STEPS + 1, "{rule}");
    }
}

fn any_moment() -> impl Strategy<Value = Moment> {
    let local =
        (2020..2030, 1..13_u32, 1..29_u32, 0..24_u32, 0..60_u32).prop_map(|(year, month, day, hour, minute)| {
            NaiveDate::from_ymd_opt(year, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
        });
    let zones = prop::sample::select(vec![BERLIN, NEW_YORK, Tz::UTC, Tz::Asia__Kolkata, Tz::Pacific__Apia]);
    (local, zones, 0..4).prop_map(|(local, zone, form)| match form {
        0 => Moment::Date(local.date()),
        1 => Moment::Floating(local),
        _ => Moment::Zoned(local, zone),
    })
}

fn any_rule() -> impl Strategy<Value = String> {
    let frequency =
        prop::sample::select(vec!["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]);
    let rest = prop::sample::select(vec![
        "",
        ";COUNT=3",
        ";UNTIL=20270101",
        ";UNTIL=20261115T120000Z",
        ";BYDAY=MO,-1FR",
        ";BYDAY=TU,SU;WKST=SU",
        ";BYMONTHDAY=-1,31",
        ";BYSETPOS=-1;BYDAY=MO,TU",
        ";BYHOUR=9,17",
        ";BYMONTH=2,11",
        ";BYYEARDAY=-1,60",
        ";BYWEEKNO=53,-1",
    ]);
    (frequency, 0..20_u32, rest)
        .prop_map(|(frequency, interval, rest)| format!("FREQ={frequency};INTERVAL={interval}{rest}"))
}

fn any_event() -> impl Strategy<Value = Event> {
    let moments = || prop::collection::vec(any_moment(), 0..3);
    let recurrence = (prop::collection::vec(any_rule(), 0..3), moments(), moments())
        .prop_map(|(rules, dates, excluded)| Recurrence { rules, dates, excluded });
    let ids = (prop::option::of(any_moment()), any::<bool>(), any::<bool>());
    let span = (0..3_u32, -100..200_000_i64).prop_map(|(days, seconds)| Span { days, seconds });
    (any_moment(), prop::option::of(recurrence), ids, span, 0..3_i64).prop_map(
        |(start, recurrence, ids, span, sequence)| {
            let (recurrence_id, this_and_future, cancelled) = ids;
            Event { recurrence, recurrence_id, this_and_future, cancelled, span, sequence, ..event(start) }
        },
    )
}

proptest! {
    #[test]
    fn occurrences_are_inside_the_window_sorted_and_each_there_once(
        events in prop::collection::vec(any_event(), 0..5), day in 0..400_i64, viewer in prop::sample::select(vec![BERLIN, NEW_YORK, Tz::Pacific__Apia])
    ) {
        let from = local("20260101T000000").and_utc() + TimeDelta::days(day);
        let window = Window { from, to: from + TimeDelta::days(28) };
        let found = expand(&events, window, viewer);
        prop_assert!(found.iter().all(|found| found.end > window.from && found.start < window.to && found.start <= found.end));
        prop_assert!(found.is_sorted_by_key(|found| found.start));
        let mut names: Vec<_> = found.iter().map(|found| found.occurrence.map(|moment| moment.canonical())).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        prop_assert_eq!(names.len(), all);
    }

    #[test]
    fn no_text_of_a_rule_breaks_the_expansion(rule in "[A-Z0-9=;,:TZ-]{0,60}", start in any_moment()) {
        let events = [series(start, &rule), series(start, &format!("FREQ=MONTHLY;{rule}"))];
        prop_assert!(expand(&events, november(), BERLIN).len() <= 1 + rule::MAX_STEPS);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_ends_of_time_do_not_break_the_expansion(days in prop::sample::select(vec![i64::MIN, -90_000_000, -700_000, 0, 700_000, 90_000_000]), seconds in any::<i64>()) {
        let far = local("20260101T000000").checked_add_signed(TimeDelta::try_days(days).unwrap_or_default());
        let start = far.unwrap_or(NaiveDateTime::MIN);
        for moment in [Moment::Date(start.date()), Moment::Floating(start), Moment::Zoned(start, NEW_YORK)] {
            let master = Event { span: Span { days: u32::MAX, seconds }, ..series(moment, "FREQ=MONTHLY") };
            let moved = Event { this_and_future: true, ..instance(berlin("20261103T140000"), moment) };
            expand(&[master, moved], november(), BERLIN);
        }
    }
}
