//! How much is asked at once, and what happens when it is too much.

use meetgate::provider::{Calendar, ProviderError};
use tokio::task::JoinSet;

use super::*;
use crate::support::graph::Fault;

/// A provider that gathers polls, before so many mailboxes with a cursor each.
async fn crowd(people: usize) -> (Office, Vec<(String, Cursor)>) {
    let names: Vec<String> = (0..people).map(|index| format!("p{index}@corp.example")).collect();
    let tenant = |tenant: &mut graph::Options| {
        tenant.accounts = names.iter().map(|address| Account::new(address, BERLIN)).collect();
    };
    let office = Office::with(tenant, |options| options.gather = Duration::from_millis(100)).await;
    office.outlook.admit(&names.iter().map(|text| address(text)).collect());
    let mut cursors = Vec::new();
    for name in names {
        let cursor = office.sync(&name, None).await.cursor;
        cursors.push((name, cursor));
    }
    office.graph.forget();
    (office, cursors)
}

async fn poll(office: Office, people: Vec<(String, Cursor)>) -> (Office, Vec<Result<Changes, ProviderError>>) {
    let office = std::sync::Arc::new(office);
    let mut polls = JoinSet::new();
    for (index, (name, cursor)) in people.into_iter().enumerate() {
        let office = std::sync::Arc::clone(&office);
        polls.spawn(async move { (index, office.outlook.changes(&mailbox(&name), Some(&cursor), window()).await) });
    }
    let mut done = polls.join_all().await;
    done.sort_by_key(|(index, _)| *index);
    let office = std::sync::Arc::into_inner(office).unwrap();
    (office, done.into_iter().map(|(_, changes)| changes).collect())
}

#[tokio::test]
async fn polls_of_many_mailboxes_travel_together() {
    let (office, people) = crowd(23).await;
    let (office, polled) = poll(office, people.clone()).await;
    for (changes, (_, cursor)) in polled.iter().zip(&people) {
        assert_eq!(&changes.as_ref().unwrap().cursor, cursor);
    }
    let calls = office.graph.calls();
    let (inside, alone): (Vec<_>, Vec<_>) = calls.iter().partition(|call| call.in_batch);
    assert_eq!((inside.len(), alone.len()), (23, 2), "twenty fit into one request");
    assert!(inside.iter().all(|call| call.prefer.as_deref().is_some_and(|wish| wish.contains("ImmutableId"))));
}

#[tokio::test]
async fn what_goes_wrong_with_one_poll_of_a_batch_is_that_mailboxs_own() {
    let (office, people) = crowd(6).await;
    let faults = [Fault::ThrottledSilently, Fault::Before(503), Fault::LeftOut, Fault::Throttled(30)];
    for (index, fault) in faults.into_iter().enumerate() {
        office.graph.fail("GET", &format!("/p{index}@"), 1, fault);
    }
    let (office, polled) = poll(office, people).await;
    for (index, changes) in polled.iter().enumerate() {
        match (index, changes) {
            (3, Err(ProviderError::Retry { wait: Some(wait), .. })) => assert_eq!(wait.num_seconds(), 30),
            (3, other) => panic!("{other:?}"),
            (_, changes) => assert!(changes.is_ok(), "{index}: {changes:?}"),
        }
    }
    let alone = office.graph.calls().into_iter().filter(|call| !call.in_batch && call.method == "GET").count();
    assert_eq!(alone, 3);
}

#[tokio::test]
async fn a_batch_that_fails_as_a_whole_is_no_loss() {
    let (office, people) = crowd(4).await;
    office.graph.fail("POST", "$batch", 9, Fault::Before(503));
    let (office, polled) = poll(office, people.clone()).await;
    assert!(polled.iter().all(Result::is_ok));
    office.graph.with(|state| state.faults = Default::default());
    office.graph.fail("POST", "$batch", 9, Fault::Before(404));
    let (office, polled) = poll(office, people.clone()).await;
    assert!(polled.iter().all(Result::is_ok));
    let (office, polled) = poll(office, people).await;
    assert!(polled.iter().all(Result::is_ok));
    assert_eq!(office.calls("POST", "$batch").len(), 2, "a server that knows no batches is not asked again");
}

#[tokio::test]
async fn at_most_three_requests_are_in_flight_for_one_mailbox() {
    let office = Office::open().await;
    office.review();
    let object = office.only(BEN).await;
    office.graph.fail("GET", "/events/", 30, Fault::Slow(20));
    let office = std::sync::Arc::new(office);
    let mut reads = JoinSet::new();
    for _ in 0..12 {
        let (office, id) = (std::sync::Arc::clone(&office), object.id.clone());
        reads.spawn(async move { office.outlook.read(&mailbox(BEN), &id).await.map(drop) });
    }
    assert!(reads.join_all().await.iter().all(Result::is_ok));
    assert!((2..=3).contains(&office.graph.peak(BEN)), "{}", office.graph.peak(BEN));
}

#[tokio::test]
async fn reads_get_over_passing_trouble() {
    let trouble = [
        Fault::ThrottledBare,
        Fault::ThrottledSilently,
        Fault::Before(500),
        Fault::Before(503),
        Fault::After(504),
        Fault::Truncated,
        Fault::ResetBefore,
        Fault::ResetAfter,
    ];
    for fault in trouble {
        let office = Office::open().await;
        office.review();
        office.graph.fail("GET", "", 3, fault);
        assert_eq!(office.sync(BEN, None).await.objects.len(), 1, "{fault:?}");
        office.graph.fail("GET", "", 99, fault);
        let given_up = office.outlook.changes(&mailbox(BEN), None, window()).await;
        assert!(matches!(given_up, Err(ProviderError::Retry { .. })), "{fault:?}: {given_up:?}");
        assert_eq!(office.calls("GET", "").len(), 8, "{fault:?}: four attempts, no more");
    }
}

#[tokio::test]
async fn a_request_that_gets_no_answer_ends() {
    let office = Office::with(|_| {}, |options| options.timeout = Duration::from_millis(50)).await;
    office.graph.fail("GET", "calendarView", 99, Fault::Slow(5_000));
    let late = office.outlook.changes(&mailbox(BEN), None, window()).await;
    assert!(matches!(&late, Err(ProviderError::Retry { what, .. }) if what.contains("in time")), "{late:?}");
}

#[tokio::test]
async fn with_every_tenth_request_failing_the_same_is_known_in_the_end() {
    let office = Office::open().await;
    let weekly = Meeting::new("Weekly", ANA, "2026-11-03T10:00", BERLIN).weekly(0).with(&[BEN]);
    office.graph.organize(weekly);
    let uid = office.review();
    let plain = office.sync(BEN, None).await;
    office.graph.misbehave(0.1, 7);
    let (mut cursor, mut known) = (None, std::collections::BTreeMap::new());
    for round in 0..40 {
        office.graph.edit(&uid, |meeting| meeting.subject = format!("Review {round}"));
        let Ok(changes) = office.outlook.changes(&mailbox(BEN), cursor.as_ref(), window()).await else { continue };
        if changes.complete {
            known.clear();
        }
        changes.gone.iter().for_each(|id| drop(known.remove(id)));
        known.extend(changes.objects.iter().map(|object| (object.id.clone(), occurrences(object))));
        cursor = Some(changes.cursor);
    }
    office.graph.misbehave(0.0, 0);
    // A pause that was asked for may still hold.
    let fresh = outlook(&office.graph, |_| {});
    let last = fresh.changes(&mailbox(BEN), cursor.as_ref(), window()).await.unwrap();
    known.extend(last.objects.iter().map(|object| (object.id.clone(), occurrences(object))));
    let now = fresh.changes(&mailbox(BEN), None, window()).await.unwrap();
    let expected: std::collections::BTreeMap<_, _> =
        now.objects.iter().map(|object| (object.id.clone(), occurrences(object))).collect();
    assert_eq!(known, expected);
    assert_eq!(plain.objects.len(), expected.len());
}
