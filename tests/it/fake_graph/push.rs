//! Subscriptions: handshake, secret, renewal, notifications that come twice or never, lifecycle events.

use std::sync::{Arc, Mutex};

use axum::extract::{Query, State};
use axum::response::IntoResponse;
use axum::routing::post;
use serde_json::json;

use super::*;
use crate::support::graph::Meeting;

type Inbox = Arc<Mutex<Vec<Value>>>;

/// Somebody who listens: the address, and what arrived there.
async fn listener(says: fn(&str) -> String) -> (String, Inbox) {
    let inbox = Inbox::default();
    let take = move |State(inbox): State<Inbox>, Query(query): Query<Vec<(String, String)>>, body: String| async move {
        match query.into_iter().find(|(name, _)| name == "validationToken") {
            Some((_, token)) => ([("content-type", "text/plain")], says(&token)).into_response(),
            None => {
                inbox.lock().expect("an inbox").push(serde_json::from_str(&body).expect("JSON"));
                axum::http::StatusCode::ACCEPTED.into_response()
            }
        }
    };
    let router = axum::Router::new().route("/notify", post(take)).with_state(Arc::clone(&inbox));
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = socket.local_addr().expect("an address");
    tokio::spawn(async move { axum::serve(socket, router).await });
    (format!("http://{address}/notify"), inbox)
}

fn wish(url: &str, expires: &str) -> Value {
    json!({
        "changeType": "created,updated,deleted", "notificationUrl": url, "lifecycleNotificationUrl": url,
        "resource": format!("users/{BEN}/events"), "expirationDateTime": expires, "clientState": "our secret",
    })
}

#[tokio::test]
async fn an_address_has_to_repeat_the_token_before_it_is_told_anything() {
    let (_fake, http) = three().await;
    let (honest, _) = listener(str::to_owned).await;
    let (wrong, _) = listener(|_| "something else".to_owned()).await;
    let until = "2026-12-05T08:00:00Z";
    let refused = http.post("/subscriptions", wish(&wrong, until)).await;
    assert_eq!((refused.status, refused.code()), (400, "ValidationError"));
    assert_eq!(
        http.post("/subscriptions", wish("http://elsewhere.example/notify", until)).await.status,
        400,
        "https only"
    );
    assert_eq!(http.post("/subscriptions", wish(&honest, until)).await.status, 201);
}

#[tokio::test]
async fn a_subscription_lives_a_week_at_most_and_is_renewed_until_it_is_gone() {
    let (fake, http) = three().await;
    let (url, _) = listener(str::to_owned).await;
    assert_eq!(http.post("/subscriptions", wish(&url, "2026-12-07T08:00:01Z")).await.code(), "ExtensionError");
    let short = http.post("/subscriptions", wish(&url, "2026-11-30T08:10:00Z")).await;
    assert_eq!(short.text("expirationDateTime"), Some("2026-11-30T08:45:00.0000000Z"), "45 minutes at least");
    let one = format!("/subscriptions/{}", short.text("id").expect("an id"));
    let renewed = http.call("PATCH", &one, &[], Some(&json!({"expirationDateTime": "2026-12-01T08:00:00Z"}))).await;
    assert_eq!((renewed.status, renewed.text("expirationDateTime")), (200, Some("2026-12-01T08:00:00.0000000Z")));
    assert_eq!(http.post(&format!("{one}/reauthorize"), json!({})).await.status, 204);
    fake.advance(chrono::Duration::minutes(50));
    let token = Http { token: fake.bearer(), ..http.clone() };
    assert_eq!(token.get("/subscriptions").await.rows().len(), 1);
    fake.advance(chrono::Duration::days(1));
    let token = Http { token: fake.bearer(), ..http };
    let late = token.call("PATCH", &one, &[], Some(&json!({"expirationDateTime": "2026-12-03T08:00:00Z"}))).await;
    assert_eq!(late.status, 404);
}

#[tokio::test]
async fn notifications_carry_the_secret_may_come_twice_and_may_get_lost() {
    let (fake, http) = three().await;
    let (url, inbox) = listener(str::to_owned).await;
    assert_eq!(http.post("/subscriptions", wish(&url, "2026-12-05T08:00:00Z")).await.status, 201);
    let review = || Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN]);
    let uid = fake.organize(review());
    assert_eq!(fake.notify().await, 1);
    let first = inbox.lock().expect("an inbox")[0].clone();
    assert_eq!((of(&first, "/value/0/clientState"), of(&first, "/value/0/changeType")), ("our secret", "created"));
    assert_eq!(of(&first, "/value/0/resourceData/id"), fake.copy(BEN, &uid).expect("a copy").id);
    fake.with(|state| state.subscriptions.duplicates = true);
    fake.edit_copy(BEN, &uid, |meeting| meeting.categories.push("A".to_owned()));
    assert_eq!(fake.notify().await, 2);
    fake.with(|state| state.subscriptions.lose = 1);
    fake.delete(BEN, &uid);
    assert_eq!(fake.notify().await, 0);
}

#[tokio::test]
async fn lifecycle_events_reach_the_address_for_them() {
    let (fake, http) = three().await;
    let (url, inbox) = listener(str::to_owned).await;
    http.post("/subscriptions", wish(&url, "2026-12-05T08:00:00Z")).await;
    for event in ["missed", "reauthorizationRequired", "subscriptionRemoved"] {
        assert_eq!(fake.lifecycle(event).await, 1);
        let last = inbox.lock().expect("an inbox").last().cloned().expect("one");
        assert_eq!((of(&last, "/value/0/lifecycleEvent"), of(&last, "/value/0/clientState")), (event, "our secret"));
    }
    assert_eq!(http.get("/subscriptions").await.rows().len(), 0);
}
