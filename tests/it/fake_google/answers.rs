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

#[tokio::test]
async fn what_a_replacement_leaves_out_falls_back_to_its_default() {
    let company = Company::new().await;
    let mut event = meeting("Review", 5, 10, &["ben@corp.example"]);
    event["description"] = json!("Agenda");
    event["guestsCanInviteOthers"] = json!(false);
    let id = company.google.human("ana@corp.example").book(event);
    let as_guest = company.put("ben@corp.example", &id, meeting("Review", 5, 10, &["ben@corp.example"])).await;
    assert_eq!((as_guest.status, as_guest.reason()), (403, "forbiddenForNonOrganizer"));
    let replaced = company.put("ana@corp.example", &id, meeting("Review", 5, 10, &[])).await;
    assert_eq!(replaced.status, 200);
    for name in ["description", "guestsCanInviteOthers", "attendees"] {
        assert_eq!(replaced.body.get(name), None, "{name}");
    }
    assert_eq!(company.event("ben@corp.example", &id).await["status"], "cancelled");
}

#[tokio::test]
async fn a_guest_may_not_touch_what_only_the_organizer_sets() {
    let company = Company::new().await;
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &["ben@corp.example"]));
    for change in [
        json!({"guestsCanModify": true}),
        json!({"guestsCanInviteOthers": false}),
        json!({"guestsCanSeeOtherGuests": false}),
        json!({"extendedProperties": {"shared": {"mark": "x"}}}),
    ] {
        let refused = company.patch("ben@corp.example", &id, change).await;
        assert_eq!((refused.status, refused.reason()), (403, "forbiddenForNonOrganizer"));
        assert_eq!(refused.body["error"]["errors"][0]["domain"], "calendar");
    }
}

#[tokio::test]
async fn a_stale_etag_is_refused_also_after_somebody_elses_answer() {
    let company = Company::new().await;
    let guests = ["ben@corp.example", "cleo@corp.example"];
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &guests));
    let etag = company.event("ben@corp.example", &id).await["etag"].as_str().unwrap().to_owned();
    company.google.human("cleo@corp.example").answer(&id, "accepted");
    let bearer = company.google.bearer("ben@corp.example");
    let target = format!("/calendars/primary/events/{id}");
    let body = light("ben@corp.example", "declined");
    let write = async |etag: String| {
        company.ask_with(&bearer, reqwest::Method::PATCH, &target, Some(body.clone()), Some(&etag)).await.unwrap()
    };
    let stale = write(etag).await;
    assert_eq!((stale.status, stale.reason()), (412, "conditionNotMet"));
    assert_eq!(stale.body["error"]["errors"][0]["location"], "If-Match");
    let fresh = company.event("ben@corp.example", &id).await["etag"].as_str().unwrap().to_owned();
    let written = write(fresh.clone()).await;
    assert_eq!(written.status, 200);
    assert_ne!(written.body["etag"], fresh);
    company.google.switch(|switches| switches.answers_touch_other_copies = false);
    let before = company.event("ben@corp.example", &id).await["etag"].clone();
    company.google.human("cleo@corp.example").answer(&id, "declined");
    assert_eq!(company.event("ben@corp.example", &id).await["etag"], before);
}

#[tokio::test]
async fn an_answer_given_under_an_alias_is_ones_own() {
    let company = Company::new().await;
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &["B.One@corp.example"]));
    let copy = company.event("ben@corp.example", &id).await;
    assert_eq!(
        (&copy["attendees"][0]["email"], &copy["attendees"][0]["self"]),
        (&json!("B.One@corp.example"), &json!(true))
    );
    company.patch("ben@corp.example", &id, light("ben@corp.example", "accepted")).await;
    assert_eq!(answer_in(&company.event("ana@corp.example", &id).await, "B.One@corp.example"), "accepted");
}

#[tokio::test]
async fn a_removed_copy_declines_and_comes_back_only_with_a_new_invitation() {
    let company = Company::new().await;
    let ana = company.google.human("ana@corp.example");
    let id = ana.book(meeting("Review", 5, 10, &["ben@corp.example"]));
    company.google.human("ben@corp.example").remove(&id);
    assert_eq!(answer_in(&company.event("ana@corp.example", &id).await, "ben@corp.example"), "declined");
    ana.edit(&id, json!({"description": "Agenda"}));
    assert_eq!(company.event("ben@corp.example", &id).await["status"], "cancelled");
    ana.set_guests(&id, &[]);
    ana.set_guests(&id, &["ben@corp.example"]);
    assert_eq!(company.event("ben@corp.example", &id).await["status"], "confirmed");
}

#[tokio::test]
async fn a_comment_travels_with_the_answer_unless_switched_off() {
    let company = Company::new().await;
    let id = company.google.human("ana@corp.example").book(meeting("Review", 5, 10, &["ben@corp.example"]));
    let mut body = light("ben@corp.example", "declined");
    body["attendees"][0]["comment"] = json!("No agenda");
    company.patch("ben@corp.example", &id, body.clone()).await;
    assert_eq!(company.event("ana@corp.example", &id).await["attendees"][0]["comment"], "No agenda");
    company.google.human("ben@corp.example").answer(&id, "needsAction");
    company.google.switch(|switches| switches.light_form_takes_the_comment = false);
    company.patch("ben@corp.example", &id, body).await;
    let copy = company.event("ben@corp.example", &id).await;
    assert_eq!(
        (&copy["attendees"][0]["responseStatus"], copy["attendees"][0].get("comment")),
        (&json!("declined"), None)
    );
}

#[tokio::test]
async fn a_guest_who_may_modify_changes_the_meeting_for_all() {
    let company = Company::new().await;
    let mut event = meeting("Review", 5, 10, &["ben@corp.example", "cleo@corp.example"]);
    event["guestsCanModify"] = json!(true);
    let id = company.google.human("ana@corp.example").book(event);
    company.google.human("ben@corp.example").edit(&id, json!({"description": "Agenda"}));
    assert_eq!(company.event("cleo@corp.example", &id).await["description"], "Agenda");
}

#[tokio::test]
async fn the_organizer_may_be_a_guest_too_and_decline_without_cancelling() {
    let company = Company::new().await;
    let id = company.google.human("ana@corp.example").book(meeting(
        "Review",
        5,
        10,
        &["ana@corp.example", "ben@corp.example"],
    ));
    assert_eq!(company.patch("ana@corp.example", &id, light("ana@corp.example", "declined")).await.status, 200);
    let copy = company.event("ben@corp.example", &id).await;
    assert_eq!((&copy["status"], answer_in(&copy, "ana@corp.example").as_str()), (&json!("confirmed"), "declined"));
    let own = &company.event("ana@corp.example", &id).await["attendees"][0];
    assert_eq!((&own["organizer"], &own["self"]), (&json!(true), &json!(true)));
}

#[tokio::test]
async fn an_invitation_from_outside_is_answered_on_the_copy_alone() {
    let company = Company::new().await;
    let mut event = meeting("Pitch", 5, 10, &["ben@corp.example", "rep@vendor.example"]);
    event["organizer"] = json!({"email": "rep@vendor.example"});
    event["iCalUID"] = json!("pitch@vendor.example");
    let id = company.google.human("ben@corp.example").receive(event.clone());
    let target = format!("/calendars/primary/events/{id}?sendUpdates=externalOnly");
    let answer = company
        .ask("ben@corp.example", reqwest::Method::PATCH, &target, Some(light("ben@corp.example", "declined")))
        .await;
    assert_eq!((answer.status, answer_in(&answer.body, "ben@corp.example").as_str()), (200, "declined"));
    assert_eq!(company.google.mails()[0].to, "rep@vendor.example");
    event["summary"] = json!("Pitch, longer");
    assert_eq!(company.google.human("ben@corp.example").receive(event.clone()), id);
    let copy = company.event("ben@corp.example", &id).await;
    assert_eq!(
        (&copy["summary"], answer_in(&copy, "ben@corp.example").as_str()),
        (&json!("Pitch, longer"), "declined")
    );
    event["status"] = json!("cancelled");
    company.google.human("ben@corp.example").receive(event);
    assert_eq!(company.event("ben@corp.example", &id).await["status"], "cancelled");
}
