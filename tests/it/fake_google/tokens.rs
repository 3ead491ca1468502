//! Access: service accounts with delegation, the installed application, scopes, and tokens that die.

use chrono::TimeDelta;
use reqwest::Method;
use rustls::SignatureScheme::RSA_PKCS1_SHA256;
use rustls::pki_types::{PrivateKeyDer, pem::PemObject};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Company, people};
use crate::support::google::{Account, Fault, INSTALLED_ID, INSTALLED_SECRET, Options, Rule, scope, to_base64url};

const ANA: &str = "ana@corp.example";

/// A signed assertion of the first client, with the claims changed.
fn assertion(company: &Company, change: impl FnOnce(&mut Value)) -> String {
    let key: Value = serde_json::from_str(&company.google.service_account_key()).unwrap();
    let now = company.google.now().timestamp();
    let mut claims = json!({
        "iss": key["client_email"], "aud": key["token_uri"], "sub": ANA, "scope": scope("calendar"),
        "iat": now, "exp": now + 3600,
    });
    change(&mut claims);
    let text = |value: &Value| to_base64url(value.to_string().as_bytes());
    let message = format!("{}.{}", text(&json!({"alg": "RS256", "typ": "JWT"})), text(&claims));
    let pem = PrivateKeyDer::from_pem_slice(key["private_key"].as_str().unwrap().as_bytes()).unwrap();
    let signer = rustls::crypto::ring::sign::any_supported_type(&pem).unwrap();
    let signature = signer.choose_scheme(&[RSA_PKCS1_SHA256]).unwrap().sign(message.as_bytes()).unwrap();
    format!("{message}.{}", to_base64url(&signature))
}

async fn token(company: &Company, assertion: &str) -> super::Answer {
    let form = format!("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion={assertion}");
    company.form("/token", &form).await
}

#[tokio::test]
async fn a_token_speaks_for_the_user_whom_the_assertion_names() {
    let company = Company::new().await;
    let given = token(&company, &assertion(&company, |_| {})).await;
    assert_eq!((given.status, &given.body["expires_in"]), (200, &json!(3600)));
    let bearer = given.body["access_token"].as_str().unwrap();
    let setting = company.ask_with(bearer, Method::GET, "/calendars/primary", None, None).await.unwrap();
    assert_eq!(setting.body["id"], ANA);
    assert_eq!(company.google.token_requests()[0].1, ANA);
}

#[tokio::test]
async fn an_assertion_is_held_to_its_signature_audience_lifetime_and_scopes() {
    let company = Company::new().await;
    let refused = async |text: String, status, error: &str| {
        let answer = token(&company, &text).await;
        assert_eq!((answer.status, answer.body["error"].as_str()), (status, Some(error)), "{}", answer.body);
    };
    let mut forged = assertion(&company, |_| {});
    forged.replace_range(forged.len() - 8.., "AAAAAAAA");
    refused(forged, 400, "invalid_grant").await;
    refused(assertion(&company, |claims| claims["aud"] = json!("https://elsewhere")), 400, "invalid_grant").await;
    refused(
        assertion(&company, |claims| claims["exp"] = json!(claims["iat"].as_i64().unwrap() + 3601)),
        400,
        "invalid_grant",
    )
    .await;
    refused(assertion(&company, |claims| claims["iss"] = json!("stranger")), 400, "invalid_grant").await;
    refused(assertion(&company, |claims| claims["sub"] = json!("nobody@corp.example")), 400, "invalid_grant").await;
    refused(assertion(&company, |claims| claims["sub"] = Value::Null), 401, "unauthorized_client").await;
    let more = format!("{} {}", scope("calendar"), scope("drive"));
    refused(assertion(&company, |claims| claims["scope"] = json!(more)), 401, "unauthorized_client").await;
    company.google.delegate(&["calendar.readonly"]);
    refused(assertion(&company, |_| {}), 401, "unauthorized_client").await;
}

#[tokio::test]
async fn a_suspended_user_gets_no_token_and_loses_the_one_he_has() {
    let company = Company::with(Options {
        accounts: people().into_iter().chain([Account::new("gone@corp.example").suspended()]).collect(),
        ..Options::default()
    })
    .await;
    let answer = token(&company, &assertion(&company, |claims| claims["sub"] = json!("gone@corp.example"))).await;
    assert_eq!((answer.status, &answer.body["error"]), (400, &json!("invalid_grant")));
    let bearer = company.google.bearer(ANA);
    company.google.change_account(ANA, |account| account.suspended = true);
    let answer = company.ask_with(&bearer, Method::GET, "/calendars/primary", None, None).await.unwrap();
    assert_eq!(answer.status, 401);
}

#[tokio::test]
async fn a_dead_token_is_a_401_of_the_documented_form() {
    let company = Company::new().await;
    company.google.token_life(TimeDelta::hours(1), TimeDelta::minutes(5));
    let bearer = company.google.bearer(ANA);
    company.google.advance(TimeDelta::minutes(54));
    assert_eq!(company.ask_with(&bearer, Method::GET, "/calendars/primary", None, None).await.unwrap().status, 200);
    company.google.advance(TimeDelta::minutes(2));
    let dead = company.ask_with(&bearer, Method::GET, "/calendars/primary", None, None).await.unwrap();
    assert_eq!((dead.status, dead.reason()), (401, "authError"));
    let error = &dead.body["error"]["errors"][0];
    assert_eq!((&error["locationType"], &error["location"]), (&json!("header"), &json!("Authorization")));
    let fresh = company.google.bearer(ANA);
    company.google.expire_tokens(Some(ANA));
    assert_eq!(company.ask_with(&fresh, Method::GET, "/calendars/primary", None, None).await.unwrap().status, 401);
    company.google.fail(Rule::once("GET", "", Fault::Unauthorized));
    assert_eq!(company.get(ANA, "/calendars/primary").await.status, 401);
}

#[tokio::test]
async fn a_token_does_only_what_its_scopes_allow() {
    let company = Company::new().await;
    let bearer = company.google.bearer_with(ANA, &["calendar.events.readonly"]);
    let ask = async |method: Method, target: &str, body: Option<Value>| {
        company.ask_with(&bearer, method, target, body, None).await.unwrap()
    };
    assert_eq!(ask(Method::GET, "/calendars/primary/events", None).await.status, 200);
    let event = super::meeting("Mine", 5, 9, &[]);
    let refused = ask(Method::POST, "/calendars/primary/events", Some(event)).await;
    assert_eq!((refused.status, refused.reason()), (403, "insufficientPermissions"));
    assert_eq!(refused.body["error"]["details"][0]["reason"], "ACCESS_TOKEN_SCOPE_INSUFFICIENT");
    assert_eq!(ask(Method::GET, "/users/me/settings/timezone", None).await.status, 403);
}

#[tokio::test]
async fn the_token_address_fails_on_demand() {
    let company = Company::new().await;
    company.google.fail(Rule::once("POST", "/token", Fault::ServerBefore(503)));
    let text = assertion(&company, |_| {});
    assert_eq!(token(&company, &text).await.status, 503);
    assert_eq!(token(&company, &text).await.status, 200);
}

/// Where the authorization page sends the browser.
async fn consent(company: &Company, more: &str) -> String {
    let challenge = to_base64url(&Sha256::digest(b"a-verifier-that-is-long-enough"));
    let address = format!(
        "{}?client_id={INSTALLED_ID}&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F&response_type=code&scope=a&state=s%20t\
         &code_challenge={challenge}&code_challenge_method=S256&access_type=offline&login_hint={ANA}{more}",
        company.google.authorization_url()
    );
    let response = company.http().get(address).send().await.unwrap();
    assert_eq!(response.status(), 302);
    response.headers()["location"].to_str().unwrap().to_owned()
}

async fn redeem(company: &Company, location: &str, verifier: &str) -> super::Answer {
    let code = location.split("code=").nth(1).unwrap();
    let form = format!(
        "grant_type=authorization_code&client_id={INSTALLED_ID}&client_secret={INSTALLED_SECRET}\
         &redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F&code={code}&code_verifier={verifier}"
    );
    company.form("/token", &form).await
}

#[tokio::test]
async fn a_person_consents_once_and_refreshes_until_he_revokes() {
    let company = Company::new().await;
    let location = consent(&company, "").await;
    assert!(location.starts_with("http://127.0.0.1:1/?state=s%20t&code="), "{location}");
    let given = redeem(&company, &location, "a-verifier-that-is-long-enough").await;
    let refresh = given.body["refresh_token"].as_str().unwrap();
    let form = format!(
        "grant_type=refresh_token&client_id={INSTALLED_ID}&client_secret={INSTALLED_SECRET}&refresh_token={refresh}"
    );
    assert_eq!(company.form("/token", &form).await.status, 200);
    company.google.revoke(ANA);
    let dead = company.form("/token", &form).await;
    assert_eq!((dead.status, &dead.body["error"]), (400, &json!("invalid_grant")));
    assert_eq!(dead.body["error_description"], "Token has been expired or revoked.");
    let again = redeem(&company, &consent(&company, "").await, "a-verifier-that-is-long-enough").await;
    assert_eq!((again.status, again.body.get("refresh_token")), (200, None));
    let forced = redeem(&company, &consent(&company, "&prompt=consent").await, "a-verifier-that-is-long-enough").await;
    assert!(forced.body["refresh_token"].is_string());
}

#[tokio::test]
async fn a_code_is_of_no_use_without_its_verifier_and_a_person_may_refuse() {
    let company = Company::new().await;
    let location = consent(&company, "").await;
    assert_eq!(redeem(&company, &location, "another-verifier").await.status, 400);
    assert_eq!(redeem(&company, &location, "a-verifier-that-is-long-enough").await.status, 400);
    company.google.consenting(None, true);
    assert!(consent(&company, "").await.contains("error=access_denied"));
}
