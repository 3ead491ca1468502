//! Answers: what they do to both copies, and what refuses them.

use serde_json::json;

use super::*;
use crate::support::graph::{Answer, MailKind, Meeting};

fn review() -> Meeting {
    Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN, CLEO])
}

async fn act(fake: &FakeGraph, http: &Http, uid: &str, action: &str, body: Value) -> Got {
    let id = fake.copy(BEN, uid).expect("a copy").immutable_id;
    http.post(&format!("{}/{action}", event(BEN, &id)), body).await
}

#[tokio::test]
async fn a_decline_takes_the_event_away_and_tells_the_organizer() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let id = fake.copy(BEN, &uid).expect("a copy").immutable_id;
    let (_, link) = http.round(&december(BEN), IMMUTABLE).await;
    let declined = act(&fake, &http, &uid, "decline", json!({"comment": "No agenda"})).await;
    assert_eq!((declined.status, declined.body), (202, json!("")));
    assert_eq!(http.get(&event(BEN, &id)).await.code(), "ErrorItemNotFound");
    let (rows, _) = http.round(&link, IMMUTABLE).await;
    assert_eq!(rows.iter().map(|row| (of(row, "/id"), is_removed(row))).collect::<Vec<_>>(), [(id.as_str(), true)]);
    assert_eq!(fake.status(&uid, BEN), Some(Answer::Declined));
    let mails = fake.mails_of(MailKind::Response);
    assert_eq!(mails.len(), 1);
    assert_eq!(
        (mails[0].answer, mails[0].text.as_str(), mails[0].to.as_slice()),
        (Some(Answer::Declined), "No agenda", &[ANA.to_owned()][..])
    );
    for action in ["decline", "accept"] {
        let url = format!("{}/{action}", event(BEN, &id));
        assert_eq!(http.post(&url, json!({})).await.status, 404, "{action} after a decline");
    }
}

#[tokio::test]
async fn without_send_response_the_organizer_never_learns() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    assert_eq!(act(&fake, &http, &uid, "tentativelyAccept", json!({"sendResponse": false})).await.status, 202);
    assert_eq!((fake.response(BEN, &uid), fake.status(&uid, BEN)), (Some(Answer::Tentative), Some(Answer::None)));
    assert_eq!(fake.mails_of(MailKind::Response).len(), 0);
}

#[tokio::test]
async fn a_mailbox_that_preserves_declined_meetings_keeps_them_free_and_answerable() {
    let (fake, http) = start(vec![Account::new(ANA, ZONE), Account::new(BEN, ZONE).preserving_declined()]).await;
    let uid = fake.organize(review());
    assert_eq!(act(&fake, &http, &uid, "decline", json!({})).await.status, 202);
    let kept = fake.copy(BEN, &uid).expect("it stays");
    assert_eq!((kept.answer, kept.meeting.show_as.as_str()), (Answer::Declined, "free"));
    assert_eq!(act(&fake, &http, &uid, "accept", json!({})).await.status, 202);
    assert_eq!((fake.response(BEN, &uid), fake.status(&uid, BEN)), (Some(Answer::Accepted), Some(Answer::Accepted)));
    fake.switch(|switches| switches.decline_heeds_preserve = false);
    assert_eq!(act(&fake, &http, &uid, "decline", json!({})).await.status, 202);
    assert!(fake.copy(BEN, &uid).is_none(), "by Graph it goes all the same, if that is so");
}

#[tokio::test]
async fn an_organizers_update_brings_a_declined_meeting_back_as_a_new_item_without_an_answer() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let before = fake.copy(BEN, &uid).expect("a copy");
    act(&fake, &http, &uid, "decline", json!({})).await;
    fake.edit(&uid, |meeting| meeting.body = "<div>Agenda: figures</div>".to_owned());
    let back = fake.copy(BEN, &uid).expect("back");
    assert!(back.id != before.id && back.immutable_id != before.immutable_id);
    assert_eq!((back.uid.as_str(), back.answer), (uid.as_str(), Answer::NotResponded));
    let found = http.get(&format!("/users/{BEN}/events?$filter=iCalUId eq '{uid}'")).await;
    assert_eq!(of(&found.body, "/value/0/id"), back.id);
    act(&fake, &http, &uid, "decline", json!({})).await;
    fake.send_again(&uid);
    assert!(fake.copy(BEN, &uid).is_some(), "sending it again is enough");
}

#[tokio::test]
async fn answers_that_nobody_asked_for_are_refused_unless_they_stay_private() {
    let (fake, http) = three().await;
    let mut quiet = review();
    quiet.response_requested = false;
    let uid = fake.organize(quiet);
    let refused = act(&fake, &http, &uid, "decline", json!({})).await;
    assert_eq!((refused.status, refused.code()), (400, "ErrorInvalidRequest"));
    assert_eq!(act(&fake, &http, &uid, "decline", json!({"sendResponse": false})).await.status, 202);
    let own = fake.copy(ANA, &uid).expect("a copy").id;
    assert_eq!(http.post(&format!("{}/accept", event(ANA, &own)), json!({})).await.status, 400, "the organizer");
}

#[tokio::test]
async fn a_new_time_is_proposed_only_where_that_is_allowed_and_said() {
    let (fake, http) = three().await;
    let slot = json!({
        "start": {"dateTime": "2026-12-04T10:00:00", "timeZone": "UTC"}, "end": {"dateTime": "2026-12-04T11:00:00", "timeZone": "UTC"},
    });
    let mut fixed = review();
    fixed.new_times = false;
    let fixed = fake.organize(fixed);
    assert_eq!(act(&fake, &http, &fixed, "decline", json!({"proposedNewTime": slot})).await.status, 400);
    let open = fake.organize(review());
    let silent = json!({"proposedNewTime": slot, "sendResponse": false});
    assert_eq!(act(&fake, &http, &open, "tentativelyAccept", silent).await.status, 400);
    assert_eq!(act(&fake, &http, &open, "accept", json!({"proposedNewTime": slot})).await.status, 400);
    assert_eq!(act(&fake, &http, &open, "tentativelyAccept", json!({"proposedNewTime": slot})).await.status, 202);
    let organizers = http.get(&event(ANA, &fake.copy(ANA, &open).expect("a copy").id)).await;
    let ben = organizers.body["attendees"]
        .as_array()
        .into_iter()
        .flatten()
        .find(|one| of(one, "/emailAddress/address") == BEN);
    assert_eq!(ben.map(|ben| of(ben, "/proposedNewTime/start/dateTime")), Some("2026-12-04T10:00:00"));
}

#[tokio::test]
async fn accepted_is_not_yet_done() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    fake.delay_answers(chrono::Duration::seconds(5));
    assert_eq!(act(&fake, &http, &uid, "decline", json!({})).await.status, 202);
    assert_eq!(fake.response(BEN, &uid), Some(Answer::NotResponded));
    fake.advance(chrono::Duration::seconds(5));
    assert_eq!((fake.response(BEN, &uid), fake.status(&uid, BEN)), (None, Some(Answer::Declined)));
}

#[tokio::test]
async fn a_precondition_on_an_action_is_overlooked_and_a_malformed_one_breaks_it() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let url = format!("{}/accept", event(BEN, &fake.copy(BEN, &uid).expect("a copy").immutable_id));
    let malformed = http.call("POST", &url, &[("if-match", "nonsense")], Some(&json!({}))).await;
    assert_eq!(malformed.status, 500);
    let stale = http.call("POST", &url, &[("if-match", "W/\"stale\"")], Some(&json!({}))).await;
    assert_eq!(stale.status, 202);
    let bodyless = http.call("POST", &url, &[], None).await;
    assert_eq!(bodyless.status, 202, "no body is needed, only its length");
}

#[tokio::test]
async fn an_answer_by_hand_does_what_one_by_graph_does() {
    let (fake, _) = three().await;
    let uid = fake.organize(review());
    fake.answer(BEN, &uid, Answer::Tentative);
    fake.answer(CLEO, &uid, Answer::Declined);
    assert_eq!((fake.status(&uid, BEN), fake.status(&uid, CLEO)), (Some(Answer::Tentative), Some(Answer::Declined)));
    assert!(fake.copy(CLEO, &uid).is_none());
    fake.move_to(&uid, "2026-12-03T14:00");
    assert_eq!(
        (fake.status(&uid, BEN), fake.response(BEN, &uid)),
        (Some(Answer::None), Some(Answer::NotResponded)),
        "a moved meeting asks again"
    );
}
