//! What is refused, what goes wrong on demand, how much may be asked, and the record of it all.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Company, light, meeting};
use crate::support::google::{Fault, Quota, Rate, Role, Rule};

const ANA: &str = "ana@corp.example";
const BEN: &str = "ben@corp.example";
const EVENTS: &str = "/calendars/primary/events";

#[tokio::test]
async fn what_the_api_does_not_know_is_refused() {
    let company = Company::new().await;
    for query in ["unknown=1", "maxResults=many", "singleEvents=yes", "timeMin=yesterday", "orderBy=title", "q=a&q=b"] {
        assert_eq!(company.list(ANA, query).await.status, 400, "{query}");
    }
    let wrong =
        [("colour", json!("red")), ("summary", json!(7)), ("attendees", json!("ben")), ("reminders", json!({"at": 1}))];
    for (name, value) in wrong {
        let mut event = meeting("Wrong", 5, 9, &[]);
        event[name] = value;
        assert_eq!(company.post(ANA, EVENTS, event).await.status, 400, "{name}");
    }
    assert!(company.google.copies(ANA).is_empty());
    assert_eq!(company.get(ANA, "/nowhere").await.status, 404);
}

#[tokio::test]
async fn what_is_not_modelled_says_so_and_never_succeeds() {
    let company = Company::new().await;
    assert_eq!(company.get(ANA, "/colors").await.status, 501);
    assert_eq!(company.get(ANA, "/calendars/primary/acl").await.status, 501);
    let quick = company.ask(ANA, Method::POST, "/calendars/primary/events/quickAdd?text=Lunch", None).await;
    assert_eq!((quick.status, quick.reason()), (501, "notImplemented"));
}

#[tokio::test]
async fn what_fails_after_the_effect_leaves_the_effect_and_what_fails_before_does_not() {
    let company = Company::new().await;
    let bearer = company.google.bearer(ANA);
    let try_with = async |fault| {
        company.google.fail(Rule::once("POST", "/events", fault));
        let answer = company.ask_with(&bearer, Method::POST, EVENTS, Some(meeting("Once", 5, 9, &[])), None).await;
        assert!(!answer.is_ok_and(|answer| answer.status == 200 && answer.body.is_object()), "{fault:?}");
    };
    for fault in [Fault::ServerAfter(500), Fault::ServerAfter(503), Fault::ResetAfter, Fault::HalfJson, Fault::CutBody]
    {
        try_with(fault).await;
    }
    assert_eq!(company.google.copies(ANA).len(), 5);
    let before =
        [Fault::ServerBefore(500), Fault::ResetBefore, Fault::TooMany(Some(3)), Fault::UserRate, Fault::ProjectRate];
    for fault in before {
        try_with(fault).await;
    }
    assert_eq!(company.google.copies(ANA).len(), 5);
}

#[tokio::test]
async fn a_reset_connection_gives_no_answer_at_all() {
    let company = Company::new().await;
    for fault in [Fault::ResetBefore, Fault::ResetAfter] {
        company.google.fail(Rule::once("GET", "", fault).of(ANA));
        let answer = company.ask_with(&company.google.bearer(ANA), Method::GET, EVENTS, None, None).await;
        assert!(answer.is_err_and(|error| !error.is_status()), "{fault:?}");
    }
    assert_eq!(company.list(ANA, "").await.status, 200);
    assert_eq!(company.google.calls().iter().map(|call| call.status).collect::<Vec<_>>(), [0, 0, 200]);
}

#[tokio::test]
async fn a_rate_of_faults_hits_the_same_calls_each_time() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let company = Company::new().await;
        let kinds = vec![Fault::ServerBefore(503), Fault::UserRate];
        company.google.fail_at_rate(Some(Rate { per_mille: 300, seed: 7, kinds }));
        for _ in 0..40 {
            company.list(ANA, "").await;
        }
        runs.push(company.google.calls().iter().map(|call| call.status).collect::<Vec<_>>());
    }
    assert_eq!(runs[0], runs[1]);
    let failed = runs[0].iter().filter(|status| **status != 200).count();
    assert!((4..24).contains(&failed), "{failed} of 40 failed");
}

#[tokio::test]
async fn rates_are_counted_per_user_and_per_project_and_a_patch_counts_three() {
    let company = Company::new().await;
    let id = company.google.human(ANA).book(meeting("Review", 5, 10, &[BEN]));
    company.google.limit(Some(Quota { per_user: 4, per_project: 6, as_429: true }));
    assert_eq!(company.patch(ANA, &id, json!({"summary": "1"})).await.status, 200);
    assert_eq!(company.list(ANA, "").await.status, 200);
    let fifth = company.list(ANA, "").await;
    assert_eq!((fifth.status, fifth.reason()), (429, "rateLimitExceeded"));
    company.google.limit(Some(Quota { per_user: 4, per_project: 6, as_429: false }));
    let fifth = company.list(ANA, "").await;
    assert_eq!((fifth.status, fifth.reason()), (403, "userRateLimitExceeded"));
    let third = company.patch(BEN, &id, light(BEN, "declined")).await;
    assert_eq!((third.status, third.reason()), (403, "rateLimitExceeded"));
    company.google.advance(TimeDelta::minutes(1));
    assert_eq!(company.list(ANA, "").await.status, 200);
}

#[tokio::test]
async fn who_wrote_too_much_may_still_read() {
    let company = Company::new().await;
    company.google.read_only(ANA, true);
    let write = company.post(ANA, EVENTS, meeting("More", 5, 9, &[])).await;
    assert_eq!((write.status, write.reason()), (403, "quotaExceeded"));
    assert_eq!(write.body["error"]["message"], "Calendar usage limits exceeded.");
    assert_eq!(company.list(ANA, "").await.status, 200);
    assert_eq!(company.post(BEN, EVENTS, meeting("Other", 5, 9, &[])).await.status, 200);
}

#[tokio::test]
async fn the_record_tells_user_method_path_query_if_match_and_body() {
    let company = Company::new().await;
    let id = company.google.human(ANA).book(meeting("Review", 5, 10, &[BEN]));
    let etag = company.event(BEN, &id).await["etag"].as_str().unwrap().to_owned();
    let target = format!("{EVENTS}/{id}?sendUpdates=none");
    let body = light(BEN, "tentative");
    let bearer = company.google.bearer(BEN);
    company.ask_with(&bearer, Method::PATCH, &target, Some(body.clone()), Some(&etag)).await.unwrap();
    let writes = company.google.writes();
    let [write] = writes.as_slice() else { panic!("one write, not {}", writes.len()) };
    assert_eq!((write.user.as_str(), write.method.as_str()), (BEN, "PATCH"));
    assert_eq!(
        (write.path.clone(), write.route.as_str()),
        (format!("calendars/primary/events/{id}"), "calendar.events.patch")
    );
    assert_eq!((write.if_match.as_deref(), write.send_updates()), (Some(etag.as_str()), Some("none")));
    assert_eq!((&write.body, write.status, write.took_effect), (&body, 200, true));
    assert!(company.google.mails().is_empty());
    assert_eq!(company.google.calls().len(), 2);
}

#[tokio::test]
async fn a_partial_answer_has_the_named_fields_alone() {
    let company = Company::new().await;
    company.google.human(ANA).book(meeting("Review", 5, 10, &[BEN]));
    let answer = company.list(ANA, "fields=items(id,attendees/email),timeZone").await;
    assert_eq!(answer.body["timeZone"], "Europe/Berlin");
    let item = answer.items()[0].as_object().unwrap();
    assert_eq!(item.keys().collect::<Vec<_>>(), ["attendees", "id"]);
    assert_eq!(item["attendees"], json!([{"email": BEN}]));
    assert_eq!(company.list(ANA, "fields=items(").await.status, 400);
}

#[tokio::test]
async fn another_persons_calendar_shows_what_its_rights_allow() {
    let company = Company::new().await;
    let mut secret = meeting("Secret", 5, 10, &[]);
    secret["visibility"] = json!("private");
    company.google.human(ANA).book(secret);
    company.google.human(ANA).book(meeting("Open", 6, 10, &[]));
    let target = "/calendars/ana%40corp.example/events?orderBy=startTime&singleEvents=true";
    let titles = |items: &[Value]| items.iter().map(|item| item.get("summary").cloned()).collect::<Vec<_>>();
    assert_eq!(titles(company.get(BEN, target).await.items()), [None, None]);
    company.google.human(ANA).share(BEN, Role::Reader);
    let shared = company.get(BEN, target).await;
    assert_eq!(titles(shared.items()), [None, Some(json!("Open"))]);
    assert_eq!(shared.body["accessRole"], "reader");
    let write = company.post(BEN, "/calendars/ana%40corp.example/events", meeting("Mine", 5, 9, &[])).await;
    assert_eq!(write.status, 403);
    company.google.human(ANA).share(BEN, Role::None);
    assert_eq!(company.get(BEN, target).await.status, 404);
}
