//! What goes wrong on demand, and the journal of it all.

use serde_json::json;

use super::*;
use crate::support::graph::{Answer, Fault, MailKind, Meeting};

#[tokio::test]
async fn a_mailbox_takes_four_requests_at_once() {
    let (fake, http) = three().await;
    fake.fail("GET", "events", 4, Fault::Slow(60_000));
    let slow: Vec<_> = (0..4)
        .map(|_| {
            let http = http.clone();
            tokio::spawn(async move { http.get(&format!("/users/{ANA}/events")).await })
        })
        .collect();
    while fake.peak(ANA) < 4 {
        tokio::task::yield_now().await;
    }
    let fifth = http.get(&format!("/users/{ANA}/events")).await;
    assert_eq!((fifth.status, fifth.code(), fifth.header("retry-after")), (429, "ApplicationThrottled", Some("1")));
    assert_eq!(http.get(&format!("/users/{BEN}/mailboxSettings")).await.status, 200, "others are not concerned");
    slow.iter().for_each(tokio::task::JoinHandle::abort);
}

#[tokio::test]
async fn a_mailbox_takes_ten_thousand_requests_in_ten_minutes() {
    let (fake, http) = three().await;
    fake.with(|state| state.limits.in_ten_minutes = 3);
    let url = format!("/users/{ANA}/events");
    for _ in 0..3 {
        assert_eq!(http.get(&url).await.status, 200);
    }
    fake.advance(chrono::Duration::minutes(4));
    let over = http.get(&url).await;
    assert_eq!((over.status, over.header("retry-after")), (429, Some("360")));
    fake.advance(chrono::Duration::minutes(10));
    assert_eq!(http.get(&url).await.status, 200);
}

#[tokio::test]
async fn throttling_comes_with_a_wait_without_one_or_without_a_body() {
    let (fake, http) = three().await;
    let url = format!("/users/{ANA}/events");
    for fault in [Fault::Throttled(9), Fault::ThrottledSilently, Fault::ThrottledBare] {
        fake.fail("GET", "events", 1, fault);
    }
    let told = http.get(&url).await;
    assert_eq!((told.status, told.code(), told.header("retry-after")), (429, "TooManyRequests", Some("9")));
    let silent = http.get(&url).await;
    assert_eq!((silent.status, silent.code(), silent.header("retry-after")), (429, "TooManyRequests", None));
    let bare = http.get(&url).await;
    assert_eq!((bare.status, bare.body), (429, json!("")));
    assert_eq!(http.get(&url).await.status, 200);
}

#[tokio::test]
async fn errors_come_before_or_after_the_effect() {
    let (fake, http) = three().await;
    for (fault, status, done) in
        [(Fault::Before(503), 503, false), (Fault::After(504), 504, true), (Fault::After(500), 500, true)]
    {
        let uid = fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN]));
        let url = format!("{}/decline", event(BEN, &fake.copy(BEN, &uid).expect("a copy").id));
        fake.fail("POST", "decline", 1, fault);
        assert_eq!(http.post(&url, json!({})).await.status, status);
        assert_eq!(fake.copy(BEN, &uid).is_none(), done, "{fault:?}");
    }
}

#[tokio::test]
async fn connections_break_before_or_after_the_effect_and_in_the_middle_of_an_answer() {
    let (fake, http) = three().await;
    for (fault, done) in [(Fault::ResetBefore, false), (Fault::ResetAfter, true)] {
        let uid = fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN]));
        let url = format!("{}/decline", event(BEN, &fake.copy(BEN, &uid).expect("a copy").id));
        fake.fail("POST", "decline", 1, fault);
        assert!(http.send("POST", &url, &[], None).await.is_err(), "{fault:?}");
        assert_eq!(fake.copy(BEN, &uid).is_none(), done, "{fault:?}");
    }
    fake.fail("GET", "events", 1, Fault::Truncated);
    let cut = http.send("GET", &format!("/users/{ANA}/events"), &[], None).await.expect("a head");
    assert_eq!(cut.status().as_u16(), 200);
    assert!(cut.bytes().await.is_err());
}

#[tokio::test]
async fn a_share_of_requests_fails_and_the_same_ones_for_the_same_seed() {
    let mut runs = Vec::new();
    for seed in [7, 7, 8] {
        let (fake, http) = three().await;
        fake.misbehave(0.3, seed);
        let mut statuses = Vec::new();
        for _ in 0..60 {
            let got = http.send("GET", &format!("/users/{ANA}/events"), &[], None).await;
            statuses.push(got.map_or(0, |answer| answer.status().as_u16()));
        }
        let dealt = fake.with(|state| state.faults.dealt);
        assert!((6..=32).contains(&dealt), "{dealt}");
        runs.push(statuses);
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn a_post_without_a_length_is_refused() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (fake, http) = three().await;
    let address = fake.authority().trim_start_matches("http://").to_owned();
    let mut stream = tokio::net::TcpStream::connect(&address).await.expect("a connection");
    let head = format!(
        "POST /v1.0/users/{ANA}/events/x/accept HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\nConnection: close\r\n\r\n",
        http.token
    );
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 411"), "{answer}");
}

#[tokio::test]
async fn the_journal_has_every_call_with_its_preferences_and_every_mail_it_caused() {
    let (fake, http) = three().await;
    let uid = fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN]));
    fake.forget();
    let url = event(BEN, &fake.copy(BEN, &uid).expect("a copy").immutable_id);
    http.get_preferring(&format!("{url}?$select=subject"), IMMUTABLE).await;
    http.call("PATCH", &url, &[("if-match", "W/\"old\"")], Some(&json!({"categories": ["A"]}))).await;
    http.post(&format!("{url}/accept"), json!({"comment": "Gladly"})).await;
    let calls = fake.calls();
    assert_eq!(
        calls.iter().map(|call| (call.method.as_str(), call.status)).collect::<Vec<_>>(),
        [("GET", 200), ("PATCH", 412), ("POST", 202)]
    );
    assert_eq!((calls[0].mailbox.as_deref(), calls[0].prefer.as_deref()), (Some(BEN), Some(IMMUTABLE)));
    assert_eq!(calls[0].query, [("$select".to_owned(), "subject".to_owned())]);
    assert_eq!((calls[1].if_match.as_deref(), &calls[1].body), (Some("W/\"old\""), &json!({"categories": ["A"]})));
    assert!(calls.iter().all(|call| !call.headers.contains_key("authorization")));
    let mails = fake.mails();
    assert_eq!(
        mails.iter().map(|mail| (mail.kind, mail.answer)).collect::<Vec<_>>(),
        [(MailKind::Response, Some(Answer::Accepted))]
    );
}

#[tokio::test]
async fn with_every_doubt_decided_the_other_way_answers_still_keep_to_the_contract() {
    use crate::support::graph::{Attachment, Switches};
    let (fake, http) = three().await;
    fake.switch(|switches| *switches = Switches::contrary());
    let uid = fake.organize(Meeting::new("Weekly", ANA, "2026-12-03T10:00", ZONE).with(&[BEN, CLEO]).weekly(3));
    fake.attach(&uid, Attachment::file("agenda.docx", "application/msword", b"1"));
    let (rows, link) = http.round(&december(BEN), IMMUTABLE).await;
    assert_eq!(rows.len(), 4);
    let master = fake.copy(BEN, &uid).expect("a copy").immutable_id;
    let occurrence = event(BEN, &format!("OID.{master}.2026-12-10"));
    assert_eq!(http.post(&format!("{occurrence}/tentativelyAccept"), json!({})).await.status, 202);
    assert_eq!(of(&http.get(&occurrence).await.body, "/type"), "occurrence");
    assert_eq!(http.post(&format!("{}/accept", event(BEN, &master)), json!({})).await.status, 202);
    assert_ne!(fake.copy(BEN, &uid).expect("a copy").immutable_id, master);
    fake.cancel_day(&uid, "2026-12-17".parse().expect("a day"));
    let (rows, _) = http.round(&link, IMMUTABLE).await;
    assert!(rows.iter().any(|row| row["isCancelled"] == json!(true)), "{rows:?}");
    assert_eq!(http.get(&format!("/users/{CLEO}/events")).await.rows().len(), 1);
    assert_eq!(fake.violations(), Vec::<String>::new());
}
