//! Other writes: creating, changing, cancelling, deleting, and whom they mail.

use serde_json::json;

use super::*;
use crate::support::graph::{Answer, MailKind, Meeting};

fn review() -> Meeting {
    Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN])
}

fn told(fake: &FakeGraph) -> Vec<(MailKind, Vec<String>)> {
    fake.mails().into_iter().map(|mail| (mail.kind, mail.to)).collect()
}

fn attendees(addresses: &[&str]) -> Value {
    let one = |address: &&str| json!({"type": "required", "emailAddress": {"address": address, "name": address}});
    json!({"attendees": addresses.iter().map(one).collect::<Vec<_>>()})
}

#[tokio::test]
async fn an_organizers_change_mails_all_and_a_change_of_attendees_only_those_changed() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let url = event(ANA, &fake.copy(ANA, &uid).expect("a copy").immutable_id);
    fake.forget();
    assert_eq!(http.call("PATCH", &url, &[], Some(&json!({"subject": "Review of Q4"}))).await.status, 200);
    assert_eq!(told(&fake), [(MailKind::Update, vec![BEN.to_owned()])]);
    fake.forget();
    assert_eq!(http.call("PATCH", &url, &[], Some(&attendees(&[BEN, CLEO]))).await.status, 200);
    assert_eq!(told(&fake), [(MailKind::Invitation, vec![CLEO.to_owned()])]);
    assert_eq!(fake.copy(CLEO, &uid).expect("invited").meeting.subject, "Review of Q4");
    fake.forget();
    assert_eq!(http.call("PATCH", &url, &[], Some(&attendees(&[CLEO]))).await.status, 200);
    assert_eq!(told(&fake), [(MailKind::Cancellation, vec![BEN.to_owned()])]);
    assert!(fake.copy(BEN, &uid).expect("it lingers").meeting.cancelled);
}

#[tokio::test]
async fn a_change_of_categories_alone_mails_nobody_unless_switched_on() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let url = event(ANA, &fake.copy(ANA, &uid).expect("a copy").immutable_id);
    fake.forget();
    assert_eq!(http.call("PATCH", &url, &[], Some(&json!({"categories": ["A"]}))).await.status, 200);
    assert_eq!(told(&fake), []);
    fake.switch(|switches| switches.category_change_mails = true);
    assert_eq!(http.call("PATCH", &url, &[], Some(&json!({"categories": ["B"]}))).await.status, 200);
    assert_eq!(told(&fake), [(MailKind::Update, vec![BEN.to_owned()])]);
}

#[tokio::test]
async fn an_attendees_change_stays_local_and_is_lost_with_an_update_but_for_what_is_private() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let url = event(BEN, &fake.copy(BEN, &uid).expect("a copy").immutable_id);
    fake.forget();
    let change = json!({"subject": "Mine", "categories": ["No agenda"]});
    assert_eq!(http.call("PATCH", &url, &[], Some(&change)).await.status, 200);
    assert_eq!((told(&fake), fake.copy(ANA, &uid).expect("a copy").meeting.subject.as_str()), (vec![], "Review"));
    fake.edit(&uid, |meeting| meeting.location = "Room 4".to_owned());
    let after = fake.copy(BEN, &uid).expect("a copy").meeting;
    assert_eq!((after.subject.as_str(), after.categories), ("Review", vec!["No agenda".to_owned()]));
    fake.switch(|switches| switches.update_overwrites_private = true);
    fake.edit(&uid, |meeting| meeting.location = "Room 5".to_owned());
    assert_eq!(fake.copy(BEN, &uid).expect("a copy").meeting.categories, Vec::<String>::new());
}

#[tokio::test]
async fn a_change_or_a_delete_under_an_old_etag_is_refused() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let url = event(BEN, &fake.copy(BEN, &uid).expect("a copy").immutable_id);
    let etag = http.get(&url).await.text("@odata.etag").expect("an etag").to_owned();
    fake.edit(&uid, |meeting| meeting.location = "Room 4".to_owned());
    for (method, body) in [("PATCH", Some(json!({"categories": ["A"]}))), ("DELETE", None)] {
        let stale = http.call(method, &url, &[("if-match", &etag)], body.as_ref()).await;
        assert_eq!((stale.status, stale.code()), (412, "ErrorIrresolvableConflict"), "{method}");
    }
    let fresh = http.get(&url).await.text("@odata.etag").expect("an etag").to_owned();
    assert_eq!(http.call("DELETE", &url, &[("if-match", &fresh)], None).await.status, 204);
}

#[tokio::test]
async fn a_received_answer_moves_the_change_key_unless_switched_off() {
    let (fake, _) = three().await;
    let uid = fake.organize(review());
    let etag = || fake.copy(ANA, &uid).expect("a copy").etag;
    let before = etag();
    fake.answer(BEN, &uid, Answer::Accepted);
    let answered = etag();
    assert_ne!(before, answered);
    fake.switch(|switches| switches.change_key_on_answer = false);
    fake.answer(BEN, &uid, Answer::Tentative);
    assert_eq!(answered, etag());
    assert_eq!(fake.status(&uid, BEN), Some(Answer::Tentative));
}

#[tokio::test]
async fn a_repeated_transaction_creates_no_second_event() {
    let (fake, http) = three().await;
    let hold = json!({
        "subject": "Hold", "transactionId": "7", "showAs": "busy", "isReminderOn": false,
        "start": {"dateTime": "2026-12-03T10:00:00", "timeZone": ZONE}, "end": {"dateTime": "2026-12-03T11:00:00", "timeZone": ZONE},
    });
    let url = format!("/users/{ANA}/events");
    let first = http.post(&url, hold.clone()).await;
    assert_eq!(first.status, 201);
    let again = http.post(&url, hold.clone()).await;
    assert_eq!((again.status, again.text("id")), (201, first.text("id")));
    fake.switch(|switches| switches.transaction_conflicts = true);
    assert_eq!(http.post(&url, hold).await.status, 409);
    assert_eq!((fake.copies(ANA).len(), told(&fake)), (1, vec![]));
    let delete = event(ANA, first.text("id").expect("an id"));
    assert_eq!(http.call("DELETE", &delete, &[], None).await.status, 204);
    assert_eq!(http.call("DELETE", &delete, &[], None).await.status, 404);
    fake.switch(|switches| switches.delete_again_is_400 = true);
    assert_eq!(http.call("DELETE", &delete, &[], None).await.code(), "ErrorInvalidRequest");
}

#[tokio::test]
async fn only_the_organizer_cancels_and_the_copies_linger_as_cancelled() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let guests =
        http.post(&format!("{}/cancel", event(BEN, &fake.copy(BEN, &uid).expect("a copy").id)), json!({})).await;
    assert_eq!(guests.status, 400);
    let own = event(ANA, &fake.copy(ANA, &uid).expect("a copy").id);
    assert_eq!(http.post(&format!("{own}/cancel"), json!({"comment": "Not needed"})).await.status, 202);
    assert_eq!(http.get(&own).await.status, 404);
    let lingering = fake.copy(BEN, &uid).expect("a copy").meeting;
    assert_eq!((lingering.cancelled, lingering.subject.as_str()), (true, "Canceled: Review"));
}

#[tokio::test]
async fn an_occurrence_cannot_be_moved_across_its_neighbour() {
    let (fake, http) = three().await;
    let uid = fake.organize(Meeting::new("Daily", ANA, "2026-12-01T10:00", ZONE).daily(10));
    let url = event(ANA, &format!("OID.{}.2026-12-03", fake.copy(ANA, &uid).expect("a copy").id));
    let at = |start: &str, end: &str| json!({"start": {"dateTime": start, "timeZone": ZONE}, "end": {"dateTime": end, "timeZone": ZONE}});
    let crossed = http.call("PATCH", &url, &[], Some(&at("2026-12-04T08:00:00", "2026-12-04T09:00:00"))).await;
    assert_eq!((crossed.status, crossed.code()), (400, "ErrorOccurrenceCrossingBoundary"));
    let moved = http.call("PATCH", &url, &[], Some(&at("2026-12-03T16:00:00", "2026-12-03T17:00:00"))).await;
    assert_eq!((moved.status, of(&moved.body, "/type")), (200, "exception"));
}

#[tokio::test]
async fn mail_as_mime_keeps_its_header_and_as_json_only_what_begins_with_x() {
    use base64::Engine as _;
    let (fake, http) = three().await;
    let url = format!("/users/{ANA}/sendMail");
    let mime = "From: ana@corp.example\r\nTo: ben@corp.example\r\nSubject: Hello\r\nMessage-ID: <1@corp.example>\r\nIn-Reply-To: <0@corp.example>\r\n\r\nText\r\n";
    let encoded = base64::engine::general_purpose::STANDARD.encode(mime).into_bytes();
    let sent = http.send("POST", &url, &[("content-type", "text/plain")], Some(encoded)).await.expect("an answer");
    assert_eq!(sent.status().as_u16(), 202);
    let garbage = http
        .send("POST", &url, &[("content-type", "text/plain")], Some(b"!no base64!".to_vec()))
        .await
        .expect("an answer");
    assert_eq!(Got::read(garbage).await.code(), "ErrorMimeContentInvalidBase64String");
    let json = json!({"message": {
        "subject": "Hi", "body": {"contentType": "Text", "content": "Text"}, "toRecipients": [{"emailAddress": {"address": BEN}}],
        "internetMessageHeaders": [{"name": "x-ours", "value": "1"}, {"name": "In-Reply-To", "value": "<0@corp.example>"}],
    }});
    assert_eq!(http.post(&url, json).await.status, 202);
    let header = |mail: usize, name: &str| {
        fake.mails()[mail].headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone())
    };
    assert_eq!(header(0, "Message-ID").as_deref(), Some("<1@corp.example>"));
    assert_eq!(header(0, "In-Reply-To").as_deref(), Some("<0@corp.example>"));
    assert_eq!((header(1, "x-ours").as_deref(), header(1, "In-Reply-To")), (Some("1"), None));
}

#[tokio::test]
async fn a_mailbox_sends_thirty_mails_a_minute() {
    let (fake, http) = three().await;
    let url = format!("/users/{ANA}/sendMail");
    let json = json!({"message": {"subject": "Hi", "toRecipients": [{"emailAddress": {"address": BEN}}]}});
    for _ in 0..30 {
        assert_eq!(http.post(&url, json.clone()).await.status, 202);
    }
    assert_eq!(http.post(&url, json.clone()).await.status, 429);
    fake.advance(chrono::Duration::minutes(1));
    assert_eq!(http.post(&url, json).await.status, 202);
}

#[tokio::test]
async fn a_forwarded_meeting_reaches_the_recipients_calendar_unless_switched_off() {
    let (fake, http) = three().await;
    let uid = fake.organize(review());
    let url = format!("{}/forward", event(BEN, &fake.copy(BEN, &uid).expect("a copy").id));
    let to = json!({"comment": "Join us", "toRecipients": [{"emailAddress": {"address": CLEO, "name": "Cleo"}}]});
    fake.switch(|switches| switches.forward_delivers = false);
    assert_eq!((http.post(&url, to.clone()).await.status, fake.copy(CLEO, &uid).is_some()), (202, false));
    fake.switch(|switches| switches.forward_delivers = true);
    assert_eq!((http.post(&url, to).await.status, fake.copy(CLEO, &uid).is_some()), (202, true));
}
