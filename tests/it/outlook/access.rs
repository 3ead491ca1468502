//! Who is spoken to, and as whom.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use meetgate::provider::outlook::push::{Heard, LIFE, heard};
use meetgate::provider::{Ability, Calendar, ProviderError};

use super::*;

fn tokens(office: &Office) -> usize {
    office.calls("POST", "/oauth2/v2.0/token").len()
}

#[tokio::test]
async fn nobody_is_addressed_who_is_not_enrolled() {
    let office = Office::open().await;
    office.outlook.admit(&[address(ANA)].into());
    let ben = mailbox(BEN);
    assert!(office.outlook.changes(&ben, None, window()).await.is_err());
    assert!(office.outlook.read(&ben, "AAkALg").await.is_err());
    assert!(office.outlook.settings(&ben).await.is_err());
    assert!(office.outlook.probe(&ben, Ability::Read).await.is_err());
    assert_eq!(office.outlook.turned_away(), 4);
    assert_eq!(office.graph.calls().len(), 0, "not even a token was asked for");
    office.sync(ANA, None).await;
    assert_eq!(office.outlook.turned_away(), 4);
}

#[tokio::test]
async fn one_token_serves_all_mailboxes_and_is_renewed_when_it_is_refused() {
    let office = Office::open().await;
    let (ana, ben, cat) = (mailbox(ANA), mailbox(BEN), mailbox(CAT));
    let outlook = &office.outlook;
    let all = tokio::join!(
        outlook.changes(&ana, None, window()),
        outlook.changes(&ben, None, window()),
        outlook.changes(&cat, None, window()),
    );
    assert!(all.0.is_ok() && all.1.is_ok() && all.2.is_ok());
    assert_eq!(tokens(&office), 1);
    office.graph.expire_bearers();
    office.sync(BEN, None).await;
    assert_eq!(tokens(&office), 2);
}

#[tokio::test]
async fn a_certificate_proves_the_app_as_well_as_a_secret() {
    let (certificate, key) =
        (include_str!("../../data/graph/certificate.pem"), include_str!("../../data/graph/key.pem"));
    let base64: String = certificate.lines().filter(|line| !line.starts_with('-')).collect();
    let der = STANDARD.decode(base64).unwrap();
    let credential = |key: &str| Credential::Certificate { certificate: certificate.into(), key: key.into() };
    let office =
        Office::with(|tenant| tenant.certificate = Some(der), |options| options.credential = credential(key)).await;
    office.sync(BEN, None).await;
    let asked = office.calls("POST", "/oauth2/v2.0/token");
    assert_eq!(asked.len(), 1);
    let asked = asked[0].body.to_string();
    assert!(asked.contains("client_assertion=") && !asked.contains("client_secret"));
}

#[tokio::test]
async fn a_wrong_secret_is_told_in_one_sentence_and_not_tried_for_every_mailbox() {
    let office = Office::with(|_| {}, |options| options.credential = Credential::Secret("hunter2".into())).await;
    for of in [ANA, BEN, CAT] {
        let refused = office.outlook.changes(&mailbox(of), None, window()).await;
        let Err(ProviderError::NeedsHuman(what)) = refused else { panic!("{refused:?}") };
        assert!(what.contains("AADSTS7000215") && what.contains("Certificates & secrets"), "{what}");
        assert!(!what.contains("hunter2") && !what.contains('@'), "{what}");
    }
    assert_eq!(tokens(&office), 1);
}

#[tokio::test]
async fn a_tenant_that_does_not_exist_is_for_a_human() {
    let office = Office::with(|_| {}, |options| options.tenant = "nowhere.example".into()).await;
    let refused = office.outlook.changes(&mailbox(ANA), None, window()).await;
    assert!(matches!(&refused, Err(ProviderError::NeedsHuman(what)) if what.contains("no such tenant")), "{refused:?}");
}

#[tokio::test]
async fn every_request_has_an_id_and_errors_name_graphs() {
    let office = Office::open().await;
    office.review();
    office.sync(BEN, None).await;
    let calls = office.calls("GET", "/users/");
    let ids: std::collections::BTreeSet<_> =
        calls.iter().map(|call| call.headers["client-request-id"].clone()).collect();
    assert_eq!(ids.len(), calls.len());
    office.graph.consent(&[]);
    office.graph.expire_bearers();
    let refused = office.outlook.changes(&mailbox(BEN), None, window()).await.unwrap_err().to_string();
    assert!(refused.contains("ErrorAccessDenied"), "{refused}");
}

/// Answers as the page behind a public address will.
async fn receiver() -> (String, std::sync::Arc<std::sync::Mutex<Vec<Heard>>>) {
    use axum::extract::{Query, State};
    type Heap = std::sync::Arc<std::sync::Mutex<Vec<Heard>>>;
    async fn take(
        State(heap): State<Heap>,
        Query(query): Query<std::collections::HashMap<String, String>>,
        body: axum::body::Bytes,
    ) -> String {
        if let Some(token) = query.get("validationToken") {
            return meetgate::provider::outlook::push::validation(token).unwrap_or_default().to_owned();
        }
        heap.lock().unwrap().extend(heard(&body, "secret"));
        String::new()
    }
    let heap = Heap::default();
    let router = axum::Router::new().fallback(take).with_state(heap.clone());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, heap)
}

#[tokio::test]
async fn a_subscription_is_proved_renewed_and_ended_and_tells_of_changes() {
    let office = Office::open().await;
    let (url, heap) = receiver().await;
    let receiver =
        |secret: &str| meetgate::provider::outlook::push::Receiver { url: url.clone(), client_state: secret.into() };
    let made = office.outlook.subscribe(&mailbox(BEN), &receiver("secret"), now() + LIFE).await.unwrap();
    assert_eq!(made.expires, now() + LIFE);
    let other = office.outlook.subscribe(&mailbox(BEN), &receiver("guess"), now() + LIFE).await.unwrap();
    office.review();
    office.graph.notify().await;
    assert_eq!(*heap.lock().unwrap(), [Heard::Changed(made.id.clone())], "with another secret it is not heard");
    office.graph.advance(TimeDelta::days(1));
    let until = now() + TimeDelta::days(1) + LIFE;
    assert_eq!(office.outlook.renew(&made.id, until).await.unwrap().expires, until);
    for id in [&made.id, &other.id, &made.id] {
        office.outlook.unsubscribe(id).await.unwrap();
    }
    assert!(gone(office.outlook.renew(&made.id, until).await.unwrap_err()));
}
