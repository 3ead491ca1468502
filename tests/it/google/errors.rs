//! Each row of the table of errors, against the model.

use std::time::Duration;

use chrono::TimeDelta;
use meetgate::meeting::Response;
use meetgate::provider::google::SendUpdates;
use meetgate::provider::{Calendar, ProviderError, Target};
use serde_json::json;

use super::{Stage, answer, mail, mailbox, objects};
use crate::support::google::{Fault, Rate, Rule, Switches};

#[tokio::test]
async fn passing_trouble_is_tried_again_and_lasting_trouble_told() {
    for fault in Fault::all() {
        let stage = Stage::new().await;
        stage.book(json!({}));
        stage.fake.fail(Rule::once("GET", "/events", fault).times(2));
        let synced = stage.changes("ben", None).await;
        assert!(synced.is_ok(), "{fault:?} twice: {synced:?}");
        if matches!(fault, Fault::Slow(_)) {
            continue;
        }
        stage.fake.fail(Rule::once("GET", "/events", fault).times(99));
        stage.fake.forget_calls();
        let synced = stage.changes("ben", None).await;
        assert!(matches!(synced, Err(ProviderError::Retry { .. })), "{fault:?} without end: {synced:?}");
        assert!(stage.fake.calls().len() <= 4, "{fault:?}: {} requests", stage.fake.calls().len());
    }
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_in_time() {
    let stage = Stage::with(Switches::default(), |options| options.timeout = Duration::from_millis(50)).await;
    stage.synced("ben", None).await;
    stage.fake.fail(Rule::once("GET", "/events", Fault::Slow(Duration::from_secs(60))).times(99));
    assert!(matches!(stage.changes("ben", None).await, Err(ProviderError::Retry { .. })));
}

#[tokio::test]
async fn a_long_wait_that_google_asks_for_is_handed_on_and_kept() {
    let stage = Stage::new().await;
    stage.fake.fail(Rule::once("GET", "/events", Fault::TooMany(Some(3600))));
    let Err(ProviderError::Retry { wait: Some(wait), .. }) = stage.changes("ben", None).await else { panic!() };
    assert_eq!(wait, TimeDelta::seconds(3600));
    assert_eq!(stage.fake.calls().len(), 1);
    let meanwhile = stage.changes("cem", None).await;
    assert!(matches!(meanwhile, Err(ProviderError::Retry { wait: Some(_), .. })), "{meanwhile:?}");
    assert_eq!(stage.fake.calls().len(), 1, "the whole project is left in peace");
}

#[tokio::test]
async fn a_calendar_that_google_lets_only_be_read_is_read_on_and_not_written_to() {
    let stage = Stage::new().await;
    let meeting = stage.book(json!({}));
    let id = stage.id_at("ben", &meeting);
    stage.fake.read_only(&mail("ben"), true);
    let first = stage.decline("ben", &id, "a/1").await;
    assert!(matches!(first, Err(ProviderError::Retry { .. })), "{first:?}");
    let writes = stage.fake.writes().len();
    for _ in 0..3 {
        let Err(ProviderError::Retry { wait: Some(wait), .. }) = stage.decline("ben", &id, "a/1").await else {
            panic!()
        };
        assert!(wait > TimeDelta::hours(1));
    }
    assert_eq!(stage.fake.writes().len(), writes, "no write for hours");
    assert_eq!(objects(&stage.synced("ben", None).await).len(), 1);
    let other = stage.id_at("cem", &meeting);
    assert!(stage.decline("cem", &other, "a/2").await.is_ok(), "others are written to");
}

#[tokio::test]
async fn our_own_limits_keep_us_below_googles() {
    let stage = Stage::with(Switches::default(), |options| options.per_user_per_minute = 3).await;
    for _ in 0..3 {
        stage.synced("ben", None).await;
    }
    let one_too_many = stage.changes("ben", None).await;
    assert!(matches!(one_too_many, Err(ProviderError::Retry { wait: Some(_), .. })), "{one_too_many:?}");
    assert_eq!(stage.fake.calls().len(), 3);
    assert!(stage.changes("cem", None).await.is_ok(), "another person has an own share");
}

#[tokio::test]
async fn whom_google_mails_is_as_configured() {
    for (updates, word) in [(SendUpdates::All, "all"), (SendUpdates::ExternalOnly, "externalOnly")] {
        let stage = Stage::with(Switches::default(), |options| options.send_updates = updates).await;
        let meeting = stage.book(json!({}));
        let id = stage.id_at("ben", &meeting);
        stage.decline("ben", &id, "a/1").await.unwrap();
        assert_eq!(stage.fake.writes()[0].send_updates(), Some(word));
    }
}

#[tokio::test]
async fn with_a_tenth_of_all_requests_failing_everything_is_done_exactly_once() {
    for seed in 0..3 {
        let stage = Stage::new().await;
        let meetings: Vec<String> =
            (0..12).map(|number| stage.book(json!({ "summary": format!("Meeting {number}") }))).collect();
        let ids: Vec<String> = meetings.iter().map(|meeting| stage.id_at("ben", meeting)).collect();
        stage.fake.fail_at_rate(Some(Rate { per_mille: 100, seed, kinds: Fault::all() }));
        let mut cursor = None;
        for id in &ids {
            let target = Target { object: id.clone(), occurrence: None };
            let mut done = false;
            for _ in 0..20 {
                let Ok(read) = stage.google.read(&mailbox("ben"), id).await else { continue };
                let given = answer(Response::Declined, Some(id), &read.parts[0].event.etag);
                done = stage.google.answer(&mailbox("ben"), &target, &given).await.is_ok();
                if done {
                    break;
                }
            }
            assert!(done, "seed {seed}");
            if let Ok(changes) = stage.changes("ben", cursor.as_ref()).await {
                cursor = Some(changes.cursor);
            }
        }
        stage.fake.heal();
        for id in &ids {
            assert_eq!(stage.fake.answer(&mail("ben"), id), "declined");
        }
        assert_eq!(stage.effects().len(), ids.len(), "seed {seed}: one decline each");
        assert_eq!(stage.fake.mails(), []);
        assert_eq!(stage.synced("ben", None).await.objects.len(), ids.len());
    }
}
