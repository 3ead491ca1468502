//! What changed: first everything, then only that.

use meetgate::meeting::{EventKind, Response};
use meetgate::provider::google::Google;
use meetgate::provider::{Calendar, Cursor, ProviderError};
use serde_json::json;

use super::{Stage, address, at, gone, mail, mailbox, objects, options, said};
use crate::support::google::{Fault, Paging, Rule};

#[tokio::test]
async fn a_first_sync_brings_everything_that_ends_after_the_window_begins() {
    for stage in Stage::both().await {
        let single = stage.book(json!({}));
        let series = stage.book_weekly();
        stage.book(json!({
            "start": { "dateTime": "2025-11-05T14:00:00Z" }, "end": { "dateTime": "2025-11-05T15:00:00Z" },
        }));
        let changes = stage.synced("ben", None).await;
        let mut expected = vec![(stage.id_at("ben", &single), 1), (stage.id_at("ben", &series), 1)];
        expected.sort();
        assert_eq!(objects(&changes), expected);
        assert!(changes.complete && !changes.more && changes.problems.is_empty());
        let part = &changes.objects.iter().find(|object| object.id == expected[0].0).unwrap().parts[0];
        assert_eq!(part.event.organizer, Some(address("ana")));
        assert_eq!((part.event.response, part.event.attendees.len()), (Response::NoAnswer, 3));
    }
}

#[tokio::test]
async fn when_nothing_changed_a_poll_is_one_request_and_says_nothing() {
    for stage in Stage::both().await {
        stage.book_weekly();
        let mut cursor = stage.synced("ben", None).await.cursor;
        stage.fake.forget_calls();
        let tokens = stage.google.tokens_asked();
        for poll in 1..=3 {
            let changes = stage.synced("ben", Some(&cursor)).await;
            assert_eq!((changes.objects.len(), changes.gone.len(), changes.complete), (0, 0, false));
            assert_eq!(stage.fake.calls().len(), poll, "one request for each poll");
            cursor = changes.cursor;
        }
        assert_eq!(stage.google.tokens_asked(), tokens);
    }
}

#[tokio::test]
async fn a_token_that_stays_leaves_the_cursor_as_it_was() {
    let [_, stage] = Stage::both().await;
    stage.book(json!({}));
    let first = stage.synced("ben", None).await.cursor;
    assert_eq!(stage.synced("ben", Some(&first)).await.cursor, first);
}

#[tokio::test]
async fn afterwards_only_what_changed_comes() {
    for stage in Stage::both().await {
        let (moved, other) = (stage.book(json!({})), stage.book(json!({ "summary": "Other" })));
        let cursor = stage.synced("ben", None).await.cursor;
        stage.fake.human(&mail("ana")).edit(&moved, json!({ "description": "Agenda: 1. Budget" }));
        let changes = stage.synced("ben", Some(&cursor)).await;
        assert_eq!(objects(&changes), [(stage.id_at("ben", &moved), 1)]);
        assert_eq!(changes.objects[0].parts[0].invitation.body.as_str(), "Agenda: 1. Budget");
        let cursor = changes.cursor;
        let id = stage.id_at("ben", &other);
        stage.fake.human(&mail("ana")).remove(&other);
        let changes = stage.synced("ben", Some(&cursor)).await;
        assert_eq!((objects(&changes).len(), gone(&changes).contains(id.as_str())), (0, true));
    }
}

#[tokio::test]
async fn pages_that_are_short_empty_repeated_or_out_of_order_change_nothing() {
    for stage in Stage::both().await {
        for title in ["One", "Two", "Three"] {
            stage.book(json!({ "summary": title }));
        }
        let series = stage.book_weekly();
        let ana = stage.fake.human(&mail("ana"));
        let second = ana.occurrence(&series, "2026-03-12T13:00:00Z");
        ana.edit(&second, json!({ "summary": "Moved", "start": { "dateTime": "2026-03-13T09:00:00+01:00" }, "end": { "dateTime": "2026-03-13T10:00:00+01:00" } }));
        ana.remove(&ana.occurrence(&series, "2026-03-19T13:00:00Z"));
        let whole = stage.synced("ben", None).await;
        assert_eq!(whole.objects.len(), 4);
        for seed in 0..4 {
            stage.fake.paging(Paging {
                at_most: Some(2),
                empty_between: true,
                occurrences_first: seed % 2 == 0,
                shuffled: Some(seed),
                repeated: true,
            });
            let paged = stage.synced("ben", None).await;
            assert_eq!(said(&paged), said(&whole), "seed {seed}");
            assert!(paged.complete && !paged.more);
        }
    }
}

#[tokio::test]
async fn a_series_that_changed_in_one_part_comes_whole() {
    for stage in Stage::both().await {
        let series = stage.book_weekly();
        let ana = stage.fake.human(&mail("ana"));
        let moved = ana.occurrence(&series, "2026-03-12T13:00:00Z");
        ana.edit(&moved, json!({ "summary": "Moved" }));
        let id = stage.id_at("ben", &series);
        let first = stage.synced("ben", None).await;
        assert_eq!(objects(&first), [(id.clone(), 2)]);
        ana.remove(&ana.occurrence(&series, "2026-03-19T13:00:00Z"));
        stage.fake.forget_calls();
        let changes = stage.synced("ben", Some(&first.cursor)).await;
        assert_eq!(objects(&changes), [(id.clone(), 3)], "{:?}", changes.gone);
        let calls = stage.fake.calls().len();
        assert!((2..=4).contains(&calls), "{calls} requests");
        let parts = &changes.objects[0].parts;
        let off = parts.iter().find(|part| part.event.cancelled).unwrap();
        assert_eq!(off.event.recurrence_id.map(|id| id.canonical()).as_deref(), Some("20260319T130000Z"));
        assert_eq!(off.event.organizer, Some(address("ana")));
        assert_eq!(said(&changes), said(&stage.synced("ben", None).await), "the same as when all is read anew");
        let read = stage.read("ben", &id).await;
        assert_eq!(read.parts.len(), 3);
    }
}

#[tokio::test]
async fn a_series_that_is_removed_or_split_leaves_nothing_behind() {
    for stage in Stage::both().await {
        let series = stage.book_weekly();
        let ana = stage.fake.human(&mail("ana"));
        ana.edit(&ana.occurrence(&series, "2026-03-12T13:00:00Z"), json!({ "summary": "Moved" }));
        let id = stage.id_at("ben", &series);
        let first = stage.synced("ben", None).await;
        ana.split(&series, "2026-03-26T13:00:00Z", json!({ "summary": "Later" }));
        let split = stage.synced("ben", Some(&first.cursor)).await;
        assert_eq!(split.objects.len(), 2);
        assert!(said(&split).iter().any(|part| part.contains("UNTIL=20260326T125959Z")));
        ana.remove(&series);
        let changes = stage.synced("ben", Some(&split.cursor)).await;
        assert!(gone(&changes).contains(id.as_str()), "{:?}", changes.gone);
        assert_eq!(objects(&changes), []);
    }
}

#[tokio::test]
async fn an_occurrence_that_was_passed_on_alone_is_an_object_that_can_be_read_and_goes_into_its_series_later() {
    for stage in Stage::both().await {
        let series = stage.book(json!({
            "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=6"],
            "attendees": [{ "email": mail("ana"), "responseStatus": "accepted" }, { "email": mail("cem") }],
        }));
        let ana = stage.fake.human(&mail("ana"));
        let everyone = json!([{ "email": mail("ana"), "responseStatus": "accepted" }, { "email": mail("ben") }, { "email": mail("cem") }]);
        let one = ana.occurrence(&series, "2026-03-12T13:00:00Z");
        let cursor = stage.synced("ben", None).await.cursor;
        ana.edit(&one, json!({ "attendees": everyone.clone() }));
        let changes = stage.synced("ben", Some(&cursor)).await;
        assert_eq!(changes.objects.len(), 1, "{:?}", changes.gone);
        let object = &changes.objects[0];
        let part = &object.parts[0];
        assert_eq!(part.event.recurrence_id.map(|id| id.canonical()).as_deref(), Some("20260312T130000Z"));
        assert_eq!(stage.read("ben", &object.id).await.parts.len(), 1);
        ana.edit(&series, json!({ "attendees": everyone }));
        let changes = stage.synced("ben", Some(&changes.cursor)).await;
        let named: Vec<&str> = changes.objects.iter().map(|object| object.id.as_str()).collect();
        assert_eq!(named.len(), 1);
        assert_ne!(named[0], object.id);
        assert!(gone(&changes).contains(object.id.as_str()), "{:?}", changes.gone);
    }
}

#[tokio::test]
async fn a_token_that_is_no_longer_good_starts_a_complete_listing() {
    for stage in Stage::both().await {
        let id = stage.book(json!({}));
        let id = stage.id_at("ben", &id);
        let cursor = stage.synced("ben", None).await.cursor;
        for lost in [Fault::SyncGone(true), Fault::SyncGone(false)] {
            stage.fake.fail(Rule::once("GET", "/events", lost));
            let changes = stage.synced("ben", Some(&cursor)).await;
            assert_eq!((objects(&changes), changes.complete), (vec![(id.clone(), 1)], true));
        }
        stage.fake.drop_sync_tokens(None);
        let changes = stage.synced("ben", Some(&cursor)).await;
        assert_eq!((objects(&changes), changes.complete), (vec![(id, 1)], true));
        assert!(!stage.synced("ben", Some(&changes.cursor)).await.complete);
    }
}

#[tokio::test]
async fn a_cursor_of_another_listing_or_none_at_all_starts_anew() {
    let stage = Stage::new().await;
    stage.book(json!({}));
    let cursor = stage.synced("ben", None).await.cursor;
    for other in [cursor.0.replace("singleEvents=false", "singleEvents=true"), "garbage".to_owned(), "{}".to_owned()] {
        let changes = stage.synced("ben", Some(&Cursor(other))).await;
        assert_eq!((changes.objects.len(), changes.complete), (1, true));
    }
}

#[tokio::test]
async fn after_a_restart_the_next_sync_goes_on_from_the_cursor() {
    let stage = Stage::new().await;
    let meeting = stage.book(json!({}));
    let cursor = stage.synced("ben", None).await.cursor;
    stage.fake.human(&mail("ana")).edit(&meeting, json!({ "summary": "New" }));
    let again = Google::new(options(&stage.fake)).unwrap();
    again.admit(&[address("ben")].into());
    let changes = again.changes(&mailbox("ben"), Some(&cursor), stage.window()).await.unwrap();
    assert_eq!((changes.complete, changes.objects.len()), (false, 1));
    assert_eq!(changes.objects[0].parts[0].event.title, "New");
}

#[tokio::test]
async fn a_listing_that_breaks_off_brings_nothing_and_the_next_one_everything() {
    let stage = Stage::new().await;
    for title in ["One", "Two", "Three"] {
        stage.book(json!({ "summary": title }));
    }
    stage.fake.paging(Paging { at_most: Some(1), ..Paging::default() });
    stage.fake.fail(Rule::once("GET", "/events", Fault::ServerBefore(503)).times(9));
    assert!(matches!(stage.changes("ben", None).await, Err(ProviderError::Retry { .. })));
    stage.fake.heal();
    assert_eq!(stage.synced("ben", None).await.objects.len(), 3);
}

#[tokio::test]
async fn what_is_no_meeting_comes_with_its_kind_and_a_private_event_as_private() {
    let stage = Stage::new().await;
    let ben = stage.fake.human(&mail("ben"));
    let when =
        json!({ "start": { "dateTime": "2026-03-05T14:00:00Z" }, "end": { "dateTime": "2026-03-05T15:00:00Z" } });
    let entry = |fields: serde_json::Value| {
        let mut event = when.clone();
        fields.as_object().unwrap().iter().for_each(|(name, value)| event[name] = value.clone());
        ben.book(event)
    };
    entry(json!({ "eventType": "focusTime", "summary": "Focus" }));
    entry(json!({ "eventType": "outOfOffice", "summary": "Away" }));
    entry(json!({ "visibility": "private", "summary": "Doctor" }));
    let changes = stage.synced("ben", None).await;
    let mut found: Vec<_> = changes
        .objects
        .iter()
        .map(|object| (object.parts[0].event.title.clone(), object.parts[0].event.kind, object.parts[0].event.private))
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let expected = [
        ("Away", EventKind::OutOfOffice, false),
        ("Doctor", EventKind::Meeting, true),
        ("Focus", EventKind::Focus, false),
    ];
    assert_eq!(found, expected.map(|(title, kind, private)| (title.to_owned(), kind, private)));
}

#[tokio::test]
async fn an_all_day_series_and_one_over_a_clock_change_are_read_in_their_zone() {
    let stage = Stage::new().await;
    stage.book(json!({ "start": { "date": "2026-03-05" }, "end": { "date": "2026-03-06" } }));
    stage.book(json!({
        "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=8"],
        "start": { "dateTime": "2026-03-05T14:00:00+01:00", "timeZone": "Europe/Berlin" },
    }));
    let changes = stage.synced("cem", None).await;
    let events: Vec<_> = changes.objects.iter().map(|object| object.parts[0].event.clone()).collect();
    let all_day = events.iter().find(|event| event.start.is_date()).unwrap();
    assert_eq!(all_day.span.days, 1);
    let series: Vec<_> = events.into_iter().filter(|event| event.recurrence.is_some()).collect();
    let window = meetgate::meeting::Window { from: at("2026-04-01T00:00:00Z"), to: at("2026-04-03T00:00:00Z") };
    let found = meetgate::meeting::expand(&series, window, mailbox("cem").zone);
    assert_eq!(found[0].start, at("2026-04-02T12:00:00Z"), "the wall clock stays");
}
