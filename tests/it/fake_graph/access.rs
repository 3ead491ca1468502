//! Tokens, scope, mailboxes, limits to what an application may do.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{RSA_PKCS1_SHA256, RsaKeyPair};
use ring::{digest, rand::SystemRandom};
use serde_json::json;

use super::*;
use crate::support::graph::{CLIENT_ID, Meeting, Reach, SECRET, TENANT};

async fn ask(fake: &FakeGraph, form: &[(&str, &str)]) -> Got {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let url = format!("{}/{TENANT}/oauth2/v2.0/token", fake.authority());
    let request = client().post(url).header("content-type", "application/x-www-form-urlencoded").body(body);
    Got::read(request.send().await.expect("an answer")).await
}

fn by_secret(secret: &str) -> [(&str, &str); 4] {
    let scope = "https://graph.microsoft.com/.default";
    [("client_id", CLIENT_ID), ("client_secret", secret), ("grant_type", "client_credentials"), ("scope", scope)]
}

#[tokio::test]
async fn a_secret_buys_a_token_that_opens_every_mailbox_in_scope_until_it_expires() {
    let (fake, mut http) = three().await;
    let bought = ask(&fake, &by_secret(SECRET)).await;
    assert_eq!(
        (bought.status, bought.text("token_type"), bought.body["expires_in"].as_i64()),
        (200, Some("Bearer"), Some(3599))
    );
    http.token = bought.text("access_token").expect("a token").to_owned();
    assert_eq!(http.get(&format!("/users/{ANA}/events")).await.status, 200);
    assert_eq!(http.get(&format!("/users/{BEN}/events")).await.status, 200);
    fake.advance(chrono::Duration::seconds(3599));
    let late = http.get(&format!("/users/{ANA}/events")).await;
    assert_eq!((late.status, late.code()), (401, "InvalidAuthenticationToken"));
}

#[tokio::test]
async fn a_wrong_secret_tenant_scope_or_grant_buys_nothing() {
    let (fake, _) = three().await;
    let wrong = ask(&fake, &by_secret("guessed")).await;
    assert_eq!((wrong.status, wrong.text("error")), (401, Some("invalid_client")));
    let mut scope = by_secret(SECRET);
    scope[3].1 = "Calendars.ReadWrite";
    assert_eq!(ask(&fake, &scope).await.text("error"), Some("invalid_scope"));
    let mut grant = by_secret(SECRET);
    grant[2].1 = "password";
    assert_eq!(ask(&fake, &grant).await.text("error"), Some("unsupported_grant_type"));
}

#[tokio::test]
async fn a_certificate_buys_a_token_only_with_a_right_signature_for_this_endpoint() {
    let certificate = pem(include_str!("../../data/graph/certificate.pem"));
    let mut options = Options::new(monday(), vec![Account::new(ANA, ZONE)]);
    options.certificate = Some(certificate.clone());
    let fake = FakeGraph::start(options).await;
    let here = format!("{}/{TENANT}/oauth2/v2.0/token", fake.authority());
    assert_eq!(ask(&fake, &with_assertion(&assertion(&certificate, &here, 0))).await.status, 200);
    let elsewhere = ask(&fake, &with_assertion(&assertion(&certificate, "https://login.example/token", 0))).await;
    assert_eq!((elsewhere.status, elsewhere.text("error")), (401, Some("invalid_client")));
    let old = ask(&fake, &with_assertion(&assertion(&certificate, &here, -7200))).await;
    assert_eq!(old.status, 401);
    let mut forged = assertion(&certificate, &here, 0);
    forged.truncate(forged.len() - 8);
    forged.push_str("AAAAAAAA");
    assert_eq!(ask(&fake, &with_assertion(&forged)).await.status, 401);
}

fn with_assertion(assertion: &str) -> [(&str, &str); 5] {
    let scope = "https://graph.microsoft.com/.default";
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    [
        ("client_id", CLIENT_ID),
        ("client_assertion_type", kind),
        ("client_assertion", assertion),
        ("grant_type", "client_credentials"),
        ("scope", scope),
    ]
}

fn assertion(certificate: &[u8], audience: &str, shift: i64) -> String {
    let now = monday().timestamp() + shift;
    let thumbprint = URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, certificate));
    let head = json!({"alg": "RS256", "typ": "JWT", "x5t#S256": thumbprint});
    let claims = json!({"aud": audience, "iss": CLIENT_ID, "sub": CLIENT_ID, "jti": "1", "nbf": now, "exp": now + 600});
    let message =
        format!("{}.{}", URL_SAFE_NO_PAD.encode(head.to_string()), URL_SAFE_NO_PAD.encode(claims.to_string()));
    let key = RsaKeyPair::from_pkcs8(&pem(include_str!("../../data/graph/key.pem"))).expect("a key");
    let mut seal = vec![0; key.public().modulus_len()];
    key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut seal).expect("a signature");
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(seal))
}

fn pem(text: &str) -> Vec<u8> {
    let inner: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(inner).expect("base64")
}

#[tokio::test]
async fn a_mailbox_out_of_scope_is_forbidden_and_one_not_in_the_cloud_or_unknown_is_not_found() {
    let accounts = vec![
        Account::new(ANA, ZONE).reach(Reach::OutOfScope),
        Account::new(BEN, ZONE).reach(Reach::NoMailbox),
        Account::new(CLEO, ZONE).reach(Reach::Outside),
    ];
    let (_fake, http) = start(accounts).await;
    let denied = http.get(&format!("/users/{ANA}/events")).await;
    assert_eq!((denied.status, denied.code()), (403, "ErrorAccessDenied"));
    let on_premise = http.get(&format!("/users/{BEN}/events")).await;
    assert_eq!((on_premise.status, on_premise.code()), (404, "MailboxNotEnabledForRESTAPI"));
    let outside = http.get(&format!("/users/{CLEO}/events")).await;
    assert_eq!((outside.status, outside.code()), (404, "ErrorInvalidUser"));
}

#[tokio::test]
async fn permissions_are_those_of_the_tokens_time() {
    let (fake, mut http) = three().await;
    let uid = fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE).with(&[BEN]));
    let decline = format!("{}/decline", event(BEN, &fake.copy(BEN, &uid).expect("a copy").id));
    fake.consent(&["Calendars.Read"]);
    assert_eq!(http.get(&format!("/users/{BEN}/mailboxSettings")).await.status, 200, "the old token has it still");
    http.token = fake.bearer();
    assert_eq!(http.get(&format!("/users/{BEN}/events")).await.status, 200);
    assert_eq!(http.get(&format!("/users/{BEN}/mailboxSettings")).await.status, 403);
    assert_eq!(http.post(&decline, json!({})).await.status, 403);
    assert_eq!(http.get("/users").await.status, 403);
}

#[tokio::test]
async fn what_is_not_modelled_or_not_in_the_contract_is_refused_in_graphs_shape() {
    let (fake, http) = three().await;
    for url in [format!("/users/{ANA}/messages"), "/me/events".to_owned(), format!("/users/{ANA}/events?$apply=x")] {
        let refused = http.get(&url).await;
        assert_eq!((refused.status, refused.code()), (400, "BadRequest"), "{url}");
        assert!(refused.body.pointer("/error/innerError/request-id").is_some());
    }
    let uid = fake.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", ZONE));
    let url = event(ANA, &fake.copy(ANA, &uid).expect("a copy").id);
    let unknown = http.call("PATCH", &url, &[], Some(&json!({"color": "red"}))).await;
    assert_eq!(unknown.status, 400);
    assert_eq!(fake.violations(), Vec::<String>::new());
}

#[tokio::test]
async fn users_come_in_pages_without_those_outside() {
    let accounts =
        vec![Account::new(ANA, ZONE), Account::new(BEN, ZONE), Account::new(CLEO, ZONE).reach(Reach::Outside)];
    let (_fake, http) = start(accounts).await;
    let first = http.get("/users?$select=id,userPrincipalName,mail,accountEnabled&$top=1").await;
    assert_eq!(of(&first.body, "/value/0/userPrincipalName"), ANA);
    let second = http.get(first.text("@odata.nextLink").expect("more")).await;
    assert_eq!((of(&second.body, "/value/0/mail"), second.text("@odata.nextLink")), (BEN, None));
}
