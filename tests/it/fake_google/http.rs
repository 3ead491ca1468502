//! Tokens, faults, and what is refused.

use reqwest::Method;

use super::{Company, meeting};
use crate::support::google::{Fault, Rule};

#[tokio::test]
async fn a_fault_after_the_effect_leaves_the_effect() {
    let company = Company::new().await;
    for fault in [Fault::ServerAfter(503), Fault::ResetAfter, Fault::HalfJson, Fault::CutBody] {
        company.google.fail(Rule::once("POST", "/events", fault));
        let bearer = company.google.bearer("ana@corp.example");
        let target = "/calendars/primary/events";
        let answer = company.ask_with(&bearer, Method::POST, target, Some(meeting("Once", 5, 9, &[])), None).await;
        assert!(!answer.is_ok_and(|answer| answer.status == 200 && answer.body.is_object()), "{fault:?}");
    }
    assert_eq!(company.google.copies("ana@corp.example").len(), 4);
    for fault in [Fault::ServerBefore(500), Fault::ResetBefore, Fault::TooMany(Some(3)), Fault::UserRate] {
        company.google.fail(Rule::once("POST", "/events", fault));
        let bearer = company.google.bearer("ana@corp.example");
        let target = "/calendars/primary/events";
        let answer = company.ask_with(&bearer, Method::POST, target, Some(meeting("Never", 5, 9, &[])), None).await;
        assert!(!answer.is_ok_and(|answer| answer.status == 200), "{fault:?}");
    }
    assert_eq!(company.google.copies("ana@corp.example").len(), 4);
}

#[tokio::test]
async fn what_the_api_does_not_know_is_refused() {
    let company = Company::new().await;
    assert_eq!(company.list("ana@corp.example", "unknown=1").await.status, 400);
    assert_eq!(company.list("ana@corp.example", "maxResults=many").await.status, 400);
    let mut event = meeting("Wrong", 5, 9, &[]);
    event["colour"] = "red".into();
    assert_eq!(company.post("ana@corp.example", "/calendars/primary/events", event).await.status, 400);
    assert_eq!(company.get("ana@corp.example", "/colors").await.status, 501);
}
