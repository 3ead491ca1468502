//! The week as it should be.

use super::{Company, Hosts, check};

#[tokio::test]
async fn a_domain_of_two_hundred_at_google_goes_through_the_week_as_the_policy_says() {
    let mut company = Company::new(Hosts::Google, 200, 60).await;
    company.week().await;
    check(&company);
    let google = company.google.as_ref().unwrap();
    assert_eq!(google.mails(), [], "sendUpdates is none: no guest hears from Google");
    assert!(google.writes().iter().all(|call| call.send_updates() == Some("none")));

    google.forget_calls();
    company.pass().await;
    let calls = google.calls();
    assert_eq!(calls.len(), 200, "one request a mailbox when nothing has changed");
    assert!(calls.iter().all(|call| call.route == "calendar.events.list"), "and each a listing");
}

#[tokio::test]
async fn a_company_at_google_and_outlook_goes_through_the_week_as_the_policy_says() {
    let mut company = Company::new(Hosts::Both, 40, 30).await;
    company.week().await;
    check(&company);
}
