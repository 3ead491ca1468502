//! The same week while one request in ten goes wrong, in each of the ways there are.

use crate::support::google;

use super::{Company, Hosts, check};

#[tokio::test]
async fn one_request_in_ten_going_wrong_at_google_changes_nothing_of_the_outcome() {
    let mut company = Company::new(Hosts::Google, 200, 60).await;
    let kinds = google::Fault::all();
    company.google.as_ref().unwrap().fail_at_rate(Some(google::Rate { per_mille: 100, seed: 11, kinds }));
    company.week().await;
    company.heal().await;
    check(&company);
    assert_eq!(company.google.as_ref().unwrap().mails(), []);
}

#[tokio::test]
async fn one_request_in_ten_going_wrong_at_both_changes_nothing_of_the_outcome() {
    let mut company = Company::new(Hosts::Both, 40, 30).await;
    let kinds = google::Fault::all();
    company.google.as_ref().unwrap().fail_at_rate(Some(google::Rate { per_mille: 100, seed: 5, kinds }));
    company.graph.as_ref().unwrap().misbehave(0.1, 5);
    company.week().await;
    company.heal().await;
    check(&company);
}
