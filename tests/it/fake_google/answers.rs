//! Answers and what travels between copies.

use serde_json::json;

use super::{Company, answer_in, light, meeting, series};
use crate::support::google::{GuestEdits, MailKind};

#[tokio::test]
async fn every_guest_has_a_copy_with_its_own_etag_and_private_properties() {
    let company = Company::new().await;
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &["ben@corp.example"]));
    let mark = json!({"extendedProperties": {"private": {"mark": "mine"}}, "transparency": "transparent"});
    company.patch("ben@corp.example", &id, mark).await;
    let (ana, ben) = (company.event("ana@corp.example", &id).await, company.event("ben@corp.example", &id).await);
    assert_eq!(ben["extendedProperties"]["private"]["mark"], "mine");
    assert_eq!(ana.get("extendedProperties"), None);
    assert_ne!(ana["etag"], ben["etag"]);
    company.google.human("ana@corp.example").edit(&id, json!({"summary": "Review 2"}));
    let ben = company.event("ben@corp.example", &id).await;
    assert_eq!((&ben["summary"], &ben["transparency"]), (&json!("Review 2"), &json!("transparent")));
    assert_eq!(ben["extendedProperties"]["private"]["mark"], "mine");
}

#[tokio::test]
async fn an_answer_in_the_light_form_counts_for_oneself_alone_and_reaches_the_organizer() {
    let company = Company::new().await;
    let guests = ["ben@corp.example", "cleo@corp.example"];
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &guests));
    let mut body = light("ben@corp.example", "declined");
    body["attendees"].as_array_mut().unwrap().push(json!({"email": "cleo@corp.example", "responseStatus": "accepted"}));
    assert_eq!(company.patch("ben@corp.example", &id, body).await.status, 200);
    for reader in ["ana@corp.example", "ben@corp.example", "cleo@corp.example"] {
        let copy = company.event(reader, &id).await;
        assert_eq!(answer_in(&copy, "ben@corp.example"), "declined", "{reader}");
        assert_eq!(answer_in(&copy, "cleo@corp.example"), "needsAction", "{reader}");
    }
}

#[tokio::test]
async fn a_guests_changes_stay_on_his_copy_until_the_organizers_next_change() {
    let company = Company::new().await;
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &["ben@corp.example"]));
    assert_eq!(company.patch("ben@corp.example", &id, json!({"summary": "Mine"})).await.status, 200);
    assert_eq!(company.event("ana@corp.example", &id).await["summary"], "Review");
    assert_eq!(company.event("ben@corp.example", &id).await["summary"], "Mine");
    company.google.human("ana@corp.example").edit(&id, json!({"description": "Agenda"}));
    assert_eq!(company.event("ben@corp.example", &id).await["summary"], "Review");
    company.google.switch(|switches| switches.guest_edits = GuestEdits::Refused);
    assert_eq!(company.patch("ben@corp.example", &id, json!({"summary": "Mine"})).await.status, 403);
}

#[tokio::test]
async fn a_list_of_one_is_the_whole_list_and_uninvites_the_others() {
    let company = Company::new().await;
    let guests = ["ben@corp.example", "cleo@corp.example"];
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &guests));
    company.google.human("cleo@corp.example").answer(&id, "accepted");
    company.patch("ana@corp.example", &id, json!({"attendees": [{"email": "cleo@corp.example"}]})).await;
    let left = company.event("ana@corp.example", &id).await;
    assert_eq!(left["attendees"].as_array().map(Vec::len), Some(1));
    assert_eq!(answer_in(&left, "cleo@corp.example"), "needsAction");
    assert_eq!(company.event("ben@corp.example", &id).await["status"], "cancelled");
}

#[tokio::test]
async fn an_answer_to_one_occurrence_leaves_the_others() {
    let company = Company::new().await;
    let id = company.google.human("ana@corp.example").book(series(
        "Weekly",
        5,
        10,
        "FREQ=WEEKLY;COUNT=4",
        &["ben@corp.example"],
    ));
    let one = company.google.human("ben@corp.example").occurrence(&id, "2026-03-12T09:00:00Z");
    assert_eq!(company.patch("ben@corp.example", &one, light("ben@corp.example", "declined")).await.status, 200);
    assert_eq!(answer_in(&company.event("ana@corp.example", &one).await, "ben@corp.example"), "declined");
    assert_eq!(company.google.answer("ben@corp.example", &id), "needsAction");
    let other = company.google.human("ben@corp.example").occurrence(&id, "2026-03-19T09:00:00Z");
    assert_eq!(company.google.answer("ben@corp.example", &other), "needsAction");
}

#[tokio::test]
async fn mails_go_as_send_updates_says_and_to_nobody_without_it() {
    let company = Company::new().await;
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &["ben@corp.example"]));
    assert!(company.google.mails().is_empty());
    for (mode, count) in [("none", 0), ("externalOnly", 0), ("all", 1)] {
        let target = format!("/calendars/primary/events/{id}?sendUpdates={mode}");
        company.google.forget_calls();
        company
            .ask("ben@corp.example", reqwest::Method::PATCH, &target, Some(light("ben@corp.example", "declined")))
            .await;
        let mails = company.google.mails();
        assert_eq!(mails.len(), count, "{mode}");
        assert!(mails.iter().all(|mail| mail.kind == MailKind::Reply && mail.to == "ana@corp.example"));
        assert_eq!(company.google.writes()[0].send_updates(), Some(mode));
    }
}
