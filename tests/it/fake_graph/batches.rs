//! Batches: many requests in one, each with its own outcome.

use serde_json::json;

use super::*;
use crate::support::graph::{Fault, Meeting};

fn read(id: &str, mailbox: &str) -> Value {
    json!({"id": id, "method": "GET", "url": format!("/users/{mailbox}/events"), "headers": {"Prefer": IMMUTABLE}})
}

fn one<'a>(got: &'a Got, id: &str) -> &'a Value {
    let all = got.body.get("responses").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    all.iter().find(|response| of(response, "/id") == id).unwrap_or(&Value::Null)
}

#[tokio::test]
async fn answers_come_in_another_order_and_each_with_its_own_status() {
    let (fake, http) = three().await;
    fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE));
    fake.fail("GET", BEN, 1, Fault::Throttled(7));
    let requests = json!({"requests": [read("1", ANA), read("2", BEN), read("3", "nobody@corp.example"), {
        "id": "4", "method": "GET", "url": format!("/users/{CLEO}/events"), "dependsOn": ["2"],
    }]});
    let got = http.post("/$batch", requests).await;
    assert_eq!(got.status, 200);
    assert_eq!(of(&got.body["responses"][0], "/id"), "4");
    let statuses = ["1", "2", "3", "4"].map(|id| one(&got, id)["status"].as_u64());
    assert_eq!(statuses, [Some(200), Some(429), Some(404), Some(424)]);
    assert_eq!(of(one(&got, "2"), "/headers/Retry-After"), "7");
    assert_eq!(of(one(&got, "1"), "/body/value/0/id"), fake.copies(ANA)[0].immutable_id);
    let calls = fake.calls();
    assert_eq!(
        calls
            .iter()
            .filter(|call| call.in_batch)
            .map(|call| (call.mailbox.as_deref(), call.status))
            .collect::<Vec<_>>(),
        [(Some(ANA), 200), (Some(BEN), 429), (Some("nobody@corp.example"), 404),]
    );
}

#[tokio::test]
async fn more_than_twenty_repeated_ids_and_missing_content_types_are_refused_whole() {
    let (_fake, http) = three().await;
    let many: Vec<Value> = (0..21).map(|id| read(&id.to_string(), ANA)).collect();
    assert_eq!(http.post("/$batch", json!({"requests": many})).await.status, 400);
    assert_eq!(http.post("/$batch", json!({"requests": [read("a", ANA), read("A", BEN)]})).await.status, 400);
    let untyped =
        json!({"requests": [{"id": "1", "method": "POST", "url": format!("/users/{ANA}/sendMail"), "body": {}}]});
    assert_eq!(http.post("/$batch", untyped).await.status, 400);
    let absolute =
        json!({"requests": [{"id": "1", "method": "GET", "url": format!("{}/users/{ANA}/events", http.base)}]});
    assert_eq!(http.post("/$batch", absolute).await.status, 400);
    let later =
        json!({"requests": [{"id": "1", "method": "GET", "url": "/users", "dependsOn": ["2"]}, read("2", ANA)]});
    assert_eq!(http.post("/$batch", later).await.status, 400);
}

#[tokio::test]
async fn a_mailbox_takes_four_requests_of_a_batch_and_throttles_the_others() {
    let (_fake, http) = three().await;
    let six: Vec<Value> = (0..6).map(|id| read(&id.to_string(), ANA)).chain([read("b", BEN)]).collect();
    let got = http.post("/$batch", json!({"requests": six})).await;
    let throttled = (0..6).filter(|id| one(&got, &id.to_string())["status"] == json!(429)).count();
    assert_eq!((throttled, one(&got, "b")["status"].as_u64()), (2, Some(200)));
    assert_eq!(of(one(&got, "5"), "/body/error/code"), "ApplicationThrottled");
}

#[tokio::test]
async fn an_answer_may_be_left_out_although_the_request_was_carried_out() {
    let (fake, http) = three().await;
    let uid = fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN]));
    let url = format!("{}/decline", event(BEN, &fake.copy(BEN, &uid).expect("a copy").immutable_id));
    fake.fail("POST", "decline", 1, Fault::LeftOut);
    let headers = json!({"Content-Type": "application/json"});
    let got = http.post("/$batch", json!({"requests": [{"id": "1", "method": "POST", "url": url, "headers": headers, "body": {}}, read("2", ANA)]})).await;
    assert_eq!((one(&got, "1"), one(&got, "2")["status"].as_u64()), (&Value::Null, Some(200)));
    assert!(fake.copy(BEN, &uid).is_none());
}
