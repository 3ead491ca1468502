//! Answers and flags on the owner's own copy.

use std::time::Duration;

use meetgate::meeting::Response;
use meetgate::provider::{Calendar, ProviderError, Target};
use serde_json::json;

use super::{Stage, answer, berlin, mail, mailbox};
use crate::support::google::{Fault, Rule};

fn single(id: &str) -> Target {
    Target { object: id.to_owned(), occurrence: None }
}

#[tokio::test]
async fn a_decline_is_one_conditional_write_without_mail_and_reaches_the_organizer() {
    for stage in Stage::both().await {
        let meeting = stage.book(json!({}));
        let id = stage.id_at("ben", &meeting);
        let etag = stage.decline("ben", &id, "answer/1").await.unwrap();
        let writes = stage.fake.writes();
        assert_eq!(writes.len(), 1);
        assert_eq!((writes[0].user.as_str(), writes[0].send_updates()), (mail("ben").as_str(), Some("none")));
        assert!(writes[0].if_match.is_some());
        assert_eq!(stage.fake.mails(), []);
        let copy = stage.fake.copy(&mail("ben"), &id);
        assert_eq!(copy["etag"], json!(etag));
        assert_eq!(
            (copy["attendees"].as_array().unwrap().len(), stage.fake.answer(&mail("ben"), &id).as_str()),
            (3, "declined")
        );
        let own = copy["attendees"].as_array().unwrap().iter().find(|entry| entry["self"] == true).unwrap().clone();
        assert_eq!(own["comment"], "No agenda yet; it comes back when there is one");
        let organizers = stage.fake.copy(&mail("ana"), &meeting);
        let seen: Vec<_> =
            organizers["attendees"].as_array().unwrap().iter().map(|entry| entry["responseStatus"].clone()).collect();
        assert_eq!(seen, ["accepted", "declined", "needsAction"]);
        let read = stage.read("ben", &id).await;
        assert_eq!(read.parts[0].event.answer_mark.as_deref(), Some("answer/1"));
        assert_eq!(read.parts[0].event.response, Response::Declined);
    }
}

#[tokio::test]
async fn giving_back_restores_the_former_answer_and_takes_the_mark_off() {
    for stage in Stage::both().await {
        for (before, word) in [(Response::NoAnswer, "needsAction"), (Response::Tentative, "tentative")] {
            let meeting = stage.book(json!({}));
            let id = stage.id_at("ben", &meeting);
            if before != Response::NoAnswer {
                stage.fake.human(&mail("ben")).answer_with(&id, word, Some("I will try"));
            }
            let etag = stage.decline("ben", &id, "answer/1").await.unwrap();
            let back = answer(before, None, &etag);
            stage.google.answer(&mailbox("ben"), &single(&id), &back).await.unwrap();
            assert_eq!(stage.fake.answer(&mail("ben"), &id), word);
            let read = stage.read("ben", &id).await;
            assert_eq!((read.parts[0].event.response, read.parts[0].event.answer_mark.clone()), (before, None));
            let own = stage.fake.copy(&mail("ben"), &id);
            let own = own["attendees"].as_array().unwrap().iter().find(|entry| entry["self"] == true).unwrap().clone();
            let comment = own["comment"].as_str().unwrap_or_default();
            assert_eq!(comment, if before == Response::NoAnswer { "" } else { "I will try" });
        }
    }
}

#[tokio::test]
async fn one_occurrence_is_answered_and_the_others_stay() {
    for stage in Stage::both().await {
        let series = stage.book_weekly();
        let id = stage.id_at("ben", &series);
        let read = stage.read("ben", &id).await;
        let etag = read.parts[0].event.etag.clone();
        let target = Target { object: id.clone(), occurrence: Some(berlin("2026-03-12T14:00")) };
        stage.google.answer(&mailbox("ben"), &target, &answer(Response::Declined, Some("a/1"), &etag)).await.unwrap();
        assert_eq!(stage.effects().len(), 1);
        let ben = stage.fake.human(&mail("ben"));
        let answers = ["2026-03-05T13:00:00Z", "2026-03-12T13:00:00Z", "2026-03-19T13:00:00Z"]
            .map(|start| stage.fake.answer(&mail("ben"), &ben.occurrence(&id, start)));
        assert_eq!(answers, ["needsAction", "declined", "needsAction"]);
        let read = stage.read("ben", &id).await;
        let own = read.parts.iter().find(|part| part.event.recurrence_id.is_some()).unwrap();
        assert_eq!((own.event.response, own.event.answer_mark.as_deref()), (Response::Declined, Some("a/1")));
        let back = answer(Response::NoAnswer, None, &own.event.etag);
        stage.google.answer(&mailbox("ben"), &target, &back).await.unwrap();
        assert_eq!(stage.fake.answer(&mail("ben"), &ben.occurrence(&id, "2026-03-12T13:00:00Z")), "needsAction");
        assert_eq!(stage.fake.mails(), []);
    }
}

#[tokio::test]
async fn what_changed_since_it_was_read_is_not_written_over() {
    for stage in Stage::both().await {
        let meeting = stage.book(json!({}));
        let series = stage.book_weekly();
        let (id, series_id) = (stage.id_at("ben", &meeting), stage.id_at("ben", &series));
        let etag = stage.read("ben", &id).await.parts[0].event.etag.clone();
        let series_etag = stage.read("ben", &series_id).await.parts[0].event.etag.clone();
        stage.fake.human(&mail("ben")).answer(&id, "accepted");
        let ben = stage.fake.human(&mail("ben"));
        ben.answer(&ben.occurrence(&series_id, "2026-03-12T13:00:00Z"), "accepted");
        let of_series = Target { object: series_id.clone(), occurrence: Some(berlin("2026-03-12T14:00")) };
        for (target, etag) in [(single(&id), &etag), (of_series, &series_etag)] {
            let given = answer(Response::Declined, Some("a/1"), etag);
            let refused = stage.google.answer(&mailbox("ben"), &target, &given).await;
            assert!(matches!(refused, Err(ProviderError::Changed(_))), "{refused:?}");
        }
        assert_eq!(stage.effects(), []);
        assert_eq!(stage.fake.answer(&mail("ben"), &id), "accepted");
    }
}

#[tokio::test]
async fn a_series_that_its_organizer_changed_meanwhile_is_judged_anew() {
    let stage = Stage::new().await;
    let series = stage.book_weekly();
    let id = stage.id_at("ben", &series);
    let etag = stage.read("ben", &id).await.parts[0].event.etag.clone();
    stage.fake.human(&mail("ana")).edit(&series, json!({ "description": "Agenda: 1. Budget" }));
    let target = Target { object: id, occurrence: Some(berlin("2026-03-12T14:00")) };
    let refused = stage.google.answer(&mailbox("ben"), &target, &answer(Response::Declined, Some("a/1"), &etag)).await;
    assert!(matches!(refused, Err(ProviderError::Changed(_))), "{refused:?}");
    assert_eq!(stage.effects(), []);
}

#[tokio::test]
async fn a_write_that_took_effect_without_an_answer_is_found_and_not_repeated() {
    let lost = [
        Fault::ServerAfter(500),
        Fault::ServerAfter(503),
        Fault::HalfJson,
        Fault::CutBody,
        Fault::ResetAfter,
        Fault::Slow(Duration::from_secs(3)),
    ];
    for fault in lost {
        for stage in Stage::both().await {
            let meeting = stage.book(json!({}));
            let id = stage.id_at("ben", &meeting);
            stage.fake.fail(Rule::once("PATCH", "/events/", fault));
            let etag = stage.decline("ben", &id, "answer/1").await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
            assert_eq!(stage.effects().len(), 1, "{fault:?}: exactly one decline");
            assert_eq!(stage.fake.answer(&mail("ben"), &id), "declined");
            assert_eq!(stage.fake.copy(&mail("ben"), &id)["etag"], json!(etag), "{fault:?}");
            stage.decline("ben", &id, "answer/1").await.unwrap();
            assert_eq!(stage.effects().len(), 1, "doing it again writes nothing");
        }
    }
}

#[tokio::test]
async fn a_write_that_did_not_take_effect_is_made_once_more() {
    for fault in
        [Fault::ServerBefore(500), Fault::ResetBefore, Fault::TooMany(None), Fault::UserRate, Fault::Unauthorized]
    {
        let stage = Stage::new().await;
        let meeting = stage.book(json!({}));
        let id = stage.id_at("ben", &meeting);
        stage.fake.fail(Rule::once("PATCH", "/events/", fault));
        stage.decline("ben", &id, "answer/1").await.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
        assert_eq!(stage.effects().len(), 1, "{fault:?}");
    }
}

#[tokio::test]
async fn an_occurrence_whose_answer_got_lost_is_answered_once() {
    for fault in [Fault::ResetAfter, Fault::ServerAfter(503)] {
        for stage in Stage::both().await {
            let series = stage.book_weekly();
            let id = stage.id_at("ben", &series);
            let etag = stage.read("ben", &id).await.parts[0].event.etag.clone();
            let target = Target { object: id, occurrence: Some(berlin("2026-03-12T14:00")) };
            let given = answer(Response::Declined, Some("a/1"), &etag);
            stage.fake.fail(Rule::once("PATCH", "/events/", fault));
            stage.google.answer(&mailbox("ben"), &target, &given).await.unwrap();
            stage.google.answer(&mailbox("ben"), &target, &given).await.unwrap();
            assert_eq!(stage.effects().len(), 1, "{fault:?}");
        }
    }
}

#[tokio::test]
async fn where_guests_are_hidden_nobody_is_lost() {
    for stage in Stage::both().await {
        let meeting = stage.book(json!({ "guestsCanSeeOtherGuests": false }));
        let id = stage.id_at("ben", &meeting);
        stage.decline("ben", &id, "answer/1").await.unwrap();
        assert_eq!(stage.fake.answer(&mail("ben"), &id), "declined");
        let organizers = stage.fake.copy(&mail("ana"), &meeting);
        assert_eq!(organizers["attendees"].as_array().unwrap().len(), 3);
        assert!(stage.fake.id_at(&mail("cem"), &mail("ana"), &meeting).is_some());
    }
}

/// On a copy that does not show all guests a server may take the answer alone: the mark goes its own way, first.
#[tokio::test]
async fn where_guests_are_hidden_an_answer_whose_confirmation_got_lost_is_still_ours_to_give_back() {
    for lost in 1..=2 {
        for stage in Stage::both().await {
            let meeting = stage.book(json!({ "guestsCanSeeOtherGuests": false }));
            let id = stage.id_at("ben", &meeting);
            let etag = stage.read("ben", &id).await.parts[0].event.etag.clone();
            if lost == 2 {
                stage.fake.fail(Rule::once("PATCH", "/events/", Fault::Slow(Duration::from_millis(1))));
            }
            stage.fake.fail(Rule::once("PATCH", "/events/", Fault::ServerAfter(500)));
            let given = answer(Response::Declined, Some("answer/1"), &etag);
            stage.google.answer(&mailbox("ben"), &single(&id), &given).await.unwrap();
            let read = stage.read("ben", &id).await.parts[0].event.clone();
            assert_eq!((read.response, read.answer_mark.as_deref()), (Response::Declined, Some("answer/1")));
            let back = answer(Response::NoAnswer, None, &read.etag);
            stage.google.answer(&mailbox("ben"), &single(&id), &back).await.unwrap();
            let read = stage.read("ben", &id).await.parts[0].event.clone();
            assert_eq!((read.response, read.answer_mark), (Response::NoAnswer, None));
        }
    }
}

#[tokio::test]
async fn who_is_invited_through_a_group_has_nothing_to_answer_on() {
    let stage = Stage::new().await;
    let own = stage.fake.human(&mail("ben")).book(json!({
        "start": { "dateTime": "2026-03-05T14:00:00Z" }, "end": { "dateTime": "2026-03-05T15:00:00Z" },
    }));
    let refused = stage.decline("ben", &own, "answer/1").await;
    assert!(matches!(refused, Err(ProviderError::Permanent(_))), "{refused:?}");
    assert_eq!(stage.fake.writes(), []);
}

#[tokio::test]
async fn a_flag_is_seen_on_the_owners_copy_alone_and_goes_without_a_trace() {
    for stage in Stage::both().await {
        let meeting = stage.book(json!({}));
        let id = stage.id_at("ben", &meeting);
        let organizers = stage.fake.copy(&mail("ana"), &meeting);
        let before = stage.fake.copy(&mail("ben"), &id);
        let etag = before["etag"].as_str().unwrap().to_owned();
        let flag = |set: bool, etag: String| {
            let (stage, id) = (&stage, id.clone());
            async move { stage.google.flag(&mailbox("ben"), &single(&id), set, &etag, stage.fake.now()).await.unwrap() }
        };
        let etag = flag(true, etag).await;
        assert!(stage.read("ben", &id).await.parts[0].event.flagged);
        assert!(stage.fake.copy(&mail("ben"), &id)["colorId"].is_string());
        assert_eq!(stage.fake.copy(&mail("ana"), &meeting), organizers);
        let writes = stage.fake.writes().len();
        let etag = flag(true, etag).await;
        assert_eq!(stage.fake.writes().len(), writes, "it says so already");
        flag(false, etag).await;
        assert!(!stage.read("ben", &id).await.parts[0].event.flagged);
        assert_eq!(stage.fake.copy(&mail("ben"), &id)["colorId"], before["colorId"]);
        assert!(stage.fake.writes().iter().all(|call| call.send_updates() == Some("none")));
        assert_eq!(stage.fake.mails(), []);
    }
}

#[tokio::test]
async fn a_deleted_event_is_gone_and_that_is_looked_at_twice() {
    let stage = Stage::new().await;
    let meeting = stage.book(json!({}));
    let id = stage.id_at("ben", &meeting);
    stage.fake.human(&mail("ana")).remove(&meeting);
    assert!(matches!(stage.google.read(&mailbox("ben"), &id).await, Err(ProviderError::Gone(_))));
    stage.fake.forget_calls();
    let never = stage.google.read(&mailbox("ben"), "neverthere1").await;
    assert!(matches!(never, Err(ProviderError::Gone(_))), "{never:?}");
    assert_eq!(stage.fake.calls().len(), 2);
}
