//! In whose name is asked, with which rights, and how often for a token.

use chrono::TimeDelta;
use meetgate::meeting::Response;
use meetgate::provider::google::{Credentials, Google, Options};
use meetgate::provider::{Ability, Calendar, ProviderError, Target};
use serde_json::json;

use super::{Stage, answer, mail, mailbox, options};
use crate::support::google::{
    Account, FakeGoogle, Fault, INSTALLED_ID, INSTALLED_SECRET, Options as FakeOptions, Rule, Switches,
};

fn needs_human<T: std::fmt::Debug>(result: Result<T, ProviderError>) -> String {
    match result {
        Err(ProviderError::NeedsHuman(what)) => what,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn nobody_is_spoken_for_who_was_not_admitted() {
    let stage = Stage::new().await;
    let dora = mailbox("dora");
    let target = Target { object: "x".into(), occurrence: None };
    let refused = [
        stage.google.changes(&dora, None, stage.window()).await.err(),
        stage.google.read(&dora, "x").await.err(),
        stage.google.answer(&dora, &target, &answer(Response::Declined, Some("a"), "e")).await.err(),
        stage.google.busy(&dora, &[], stage.window()).await.err().or(stage.google.settings(&dora).await.err()),
        stage.google.probe(&dora, Ability::Read).await.err(),
    ];
    assert!(refused.iter().all(|error| matches!(error, Some(ProviderError::Permanent(_)))), "{refused:?}");
    assert_eq!((stage.fake.calls().len(), stage.google.tokens_asked()), (0, 0));
    assert_eq!(stage.google.turned_away(), 5);
    stage.google.admit(&[super::address("dora")].into());
    assert!(stage.google.changes(&dora, None, stage.window()).await.is_ok());
    assert!(stage.changes("ben", None).await.is_err(), "who is not named any more is out");
}

#[tokio::test]
async fn one_token_serves_all_first_calls_of_a_person_at_once() {
    let stage = Stage::new().await;
    let calls = (0..8).map(|_| stage.changes("ben", None));
    for result in futures(calls).await {
        assert!(result.is_ok());
    }
    assert_eq!(stage.google.tokens_asked(), 1);
    stage.synced("cem", None).await;
    assert_eq!(stage.google.tokens_asked(), 2);
}

/// All of them at once.
async fn futures<T>(calls: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut calls: Vec<_> = calls.into_iter().map(|call| (Box::pin(call), None)).collect();
    std::future::poll_fn(move |context| {
        for (call, done) in calls.iter_mut().filter(|(_, done)| done.is_none()) {
            if let std::task::Poll::Ready(result) = call.as_mut().poll(context) {
                *done = Some(result);
            }
        }
        match calls.iter().all(|(_, done)| done.is_some()) {
            true => std::task::Poll::Ready(calls.iter_mut().filter_map(|(_, done)| done.take()).collect()),
            false => std::task::Poll::Pending,
        }
    })
    .await
}

#[tokio::test]
async fn a_token_that_died_is_replaced_once_and_the_request_repeated_once() {
    let stage = Stage::new().await;
    let cursor = stage.synced("ben", None).await.cursor;
    stage.fake.expire_tokens(None);
    stage.fake.forget_calls();
    stage.synced("ben", Some(&cursor)).await;
    let statuses: Vec<u16> = stage.fake.calls().iter().map(|call| call.status).collect();
    assert_eq!((statuses, stage.google.tokens_asked()), (vec![401, 200], 2));
}

#[tokio::test]
async fn a_token_that_is_never_accepted_is_not_asked_for_again_and_again() {
    let stage = Stage::new().await;
    stage.fake.fail(Rule::once("GET", "/events", Fault::Unauthorized).times(99));
    needs_human(stage.changes("ben", None).await);
    assert_eq!((stage.fake.calls().len(), stage.google.tokens_asked()), (2, 2));
}

#[tokio::test]
async fn a_suspended_account_is_named_and_left_in_peace() {
    let stage = Stage::new().await;
    stage.fake.change_account(&mail("ben"), |account| account.suspended = true);
    let what = needs_human(stage.changes("ben", None).await);
    assert!(what.contains("b…@example.com") && what.contains("Directory › Users"), "{what}");
    for _ in 0..5 {
        assert_eq!(needs_human(stage.changes("ben", None).await), what);
    }
    assert_eq!((stage.google.tokens_asked(), stage.fake.calls().len()), (1, 0));
    assert!(stage.changes("cem", None).await.is_ok(), "others are read on");
}

#[tokio::test]
async fn a_scope_that_was_not_granted_takes_that_ability_alone_and_is_named() {
    let stage = Stage::new().await;
    stage.fake.delegate(&["calendar.events"]);
    assert!(stage.changes("ben", None).await.is_ok());
    for (ability, scope) in
        [(Ability::FreeBusy, "calendar.freebusy"), (Ability::Settings, "calendar.settings.readonly")]
    {
        let what = needs_human(stage.google.probe(&mailbox("ben"), ability).await);
        assert!(what.contains(&format!("auth/{scope}")) && what.contains("Domain Wide Delegation"), "{what}");
        assert!(what.contains("100000000000000000001"), "names the client: {what}");
    }
    assert!(stage.google.probe(&mailbox("ben"), Ability::Read).await.is_ok());
    assert!(stage.google.probe(&mailbox("ben"), Ability::Write).await.is_ok());
    assert_eq!(stage.effects(), []);
}

#[tokio::test]
async fn a_token_address_in_trouble_is_asked_again_and_left_alone_as_long_as_it_asks() {
    for fault in [Fault::ServerBefore(503), Fault::TooMany(None)] {
        let stage = Stage::new().await;
        stage.fake.fail(Rule::once("POST", "/token", fault).times(2));
        assert!(stage.changes("ben", None).await.is_ok(), "{fault:?}");
        assert_eq!(stage.google.tokens_asked(), 3, "{fault:?}");
    }
    let stage = Stage::new().await;
    stage.fake.fail(Rule::once("POST", "/token", Fault::TooMany(Some(900))));
    let Err(ProviderError::Retry { wait, .. }) = stage.changes("ben", None).await else { panic!() };
    assert_eq!((wait, stage.google.tokens_asked()), (Some(TimeDelta::seconds(900)), 1));
}

#[tokio::test]
async fn observing_needs_read_only_scopes_and_writes_nothing() {
    let stage = Stage::with(Switches::default(), |options| options.act = false).await;
    stage.fake.delegate(&["calendar.events.readonly"]);
    let meeting = stage.book(json!({}));
    let id = stage.id_at("ben", &meeting);
    assert_eq!(stage.synced("ben", None).await.objects.len(), 1);
    let refused = stage.decline("ben", &id, "a/1").await;
    assert!(matches!(refused, Err(ProviderError::Permanent(_))), "{refused:?}");
    assert_eq!(stage.fake.writes(), []);
}

#[tokio::test]
async fn every_ability_can_be_tried_without_changing_anything() {
    let stage = Stage::new().await;
    for ability in [Ability::Read, Ability::Write, Ability::FreeBusy, Ability::Settings] {
        stage.google.probe(&mailbox("ben"), ability).await.unwrap_or_else(|error| panic!("{ability:?}: {error}"));
    }
    assert_eq!(stage.effects(), []);
}

#[tokio::test]
async fn a_person_reads_the_own_calendar_with_the_own_login() {
    let stage = Stage::new().await;
    let dir = tempfile::tempdir().unwrap();
    let login_file = dir.path().join("login.json");
    let refresh_token = login(&stage, "ben").await;
    std::fs::write(&login_file, json!({ "refresh_token": refresh_token }).to_string()).unwrap();
    let credentials = Credentials::Person {
        client_id: INSTALLED_ID.to_owned(),
        client_secret: INSTALLED_SECRET.to_owned(),
        login_file: login_file.clone(),
    };
    let options = Options { credentials, token_url: Some(stage.fake.token_url()), ..options(&stage.fake) };
    let google = Google::new(options).unwrap();
    google.admit(&["ben", "cem"].map(super::address).into());
    stage.book(json!({}));
    let changes = google.changes(&mailbox("ben"), None, stage.window()).await.unwrap();
    assert_eq!(changes.objects.len(), 1);
    let other = needs_human(google.changes(&mailbox("cem"), None, stage.window()).await);
    assert!(other.contains("c…@example.com"), "{other}");
    stage.fake.expire_tokens(None);
    stage.fake.revoke(&mail("ben"));
    let what = needs_human(google.changes(&mailbox("ben"), Some(&changes.cursor), stage.window()).await);
    assert!(what.contains("meetgate google login"), "{what}");
    let tokens = google.tokens_asked();
    needs_human(google.changes(&mailbox("ben"), None, stage.window()).await);
    assert_eq!(google.tokens_asked(), tokens, "not asked for again with the same login");
    let refresh_token = login(&stage, "ben").await;
    std::fs::write(&login_file, json!({ "refresh_token": refresh_token }).to_string()).unwrap();
    assert!(google.changes(&mailbox("ben"), None, stage.window()).await.is_ok(), "a new login counts at once");
}

/// A refresh token as the installed application gets it, by the consent page and PKCE.
async fn login(stage: &Stage, name: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let verifier = "v".repeat(64);
    let challenge = crate::support::google::to_base64url(&Sha256::digest(verifier.as_bytes()));
    let scope = "https://www.googleapis.com/auth/calendar";
    let url = url::Url::parse_with_params(
        &stage.fake.authorization_url(),
        [
            ("client_id", INSTALLED_ID),
            ("redirect_uri", "http://127.0.0.1:1/"),
            ("response_type", "code"),
            ("scope", scope),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
            ("access_type", "offline"),
            ("prompt", "consent"),
            ("state", "s"),
            ("login_hint", mail(name).as_str()),
        ],
    )
    .unwrap();
    #[expect(clippy::disallowed_methods, reason = "a browser of the test's own")]
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let answer = client.get(url).send().await.unwrap();
    let back = url::Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap();
    let code = back.query_pairs().find(|(key, _)| key == "code").unwrap().1.into_owned();
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "authorization_code"),
            ("client_id", INSTALLED_ID),
            ("client_secret", INSTALLED_SECRET),
            ("code", code.as_str()),
            ("code_verifier", verifier.as_str()),
            ("redirect_uri", "http://127.0.0.1:1/"),
        ])
        .finish();
    let request = client.post(stage.fake.token_url()).header("content-type", "application/x-www-form-urlencoded");
    let text = request.body(form).send().await.unwrap().text().await.unwrap();
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    answer["refresh_token"].as_str().unwrap_or_else(|| panic!("{text}")).to_owned()
}

/// Whatever time a command looks at, what it signs is of now: servers refuse the rest.
#[tokio::test]
async fn a_command_that_looks_at_another_time_is_let_in_all_the_same() {
    use std::os::unix::fs::PermissionsExt as _;
    let now = meetgate::clock::Clock::now(&meetgate::clock::SystemClock);
    let accounts = vec![Account::new("ben@example.com")];
    let options = FakeOptions { now, accounts, check_assertion_time: true, ..FakeOptions::default() };
    let fake = FakeGoogle::start(options).await;
    super::grant(&fake, false);
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("key.json"), fake.service_account_key()).unwrap();
    std::fs::set_permissions(dir.path().join("key.json"), std::fs::Permissions::from_mode(0o600)).unwrap();
    let text = format!(
        "organization = {{ name = \"E\", domains = [\"example.com\"], time_zone = \"Europe/Berlin\" }}\n\
         google = {{ key_file = \"key.json\", endpoint = \"{}\" }}\n[[person]]\nemail = \"ben@example.com\"\n\
         [[rule]]\nname = \"a\"\nrequire = {{ agenda = \"flag\" }}\n",
        fake.root_url()
    );
    std::fs::write(dir.path().join("meetgate.toml"), text).unwrap();
    for at in ["2026-01-05T09:00:00Z", "2031-01-06T09:00:00Z"] {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_meetgate"));
        let ended = command.current_dir(dir.path()).args(["run", "--once", "--at", at]).output().await.unwrap();
        let told = String::from_utf8_lossy(&ended.stdout).into_owned();
        assert!(told.contains("1 mailboxes read"), "{at}: {told} {}", String::from_utf8_lossy(&ended.stderr));
    }
}
