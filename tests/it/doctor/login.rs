//! `meetgate google login`, with a browser that agrees at once.

use std::process::Stdio;

use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::Child;

use super::*;
use crate::support::google::{INSTALLED_ID, INSTALLED_SECRET};

fn configured(fake: &FakeGoogle, house: &House) -> String {
    house.secret("client.txt", INSTALLED_SECRET);
    format!(
        "[google]\nlogin_file = \"login.json\"\nclient_id = \"{INSTALLED_ID}\"\nclient_secret_file = \"client.txt\"\n\
         endpoint = \"{}\"\ntoken_url = \"{}\"\nauth_url = \"{}\"\n[mail]\nfolder = \"mails\"\n\
         [[person]]\nemail = \"ana@example.com\"\n",
        fake.root_url(),
        fake.token_url(),
        fake.authorization_url()
    )
}

/// Begins a login, and gives the address that it prints.
async fn begun(house: &House, args: &[&str]) -> (Child, String) {
    let mut command = house.command(&[&["google", "login"], args].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    loop {
        let line = lines.next_line().await.unwrap().expect("an address is printed");
        if line.starts_with("http") {
            // Kept open, for the program has more to say.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return (child, line);
        }
    }
}

/// Opens an address as a browser would, redirects and all.
async fn open(address: &str) -> String {
    #[expect(clippy::disallowed_methods, reason = "a browser, not a provider")]
    let browser = reqwest::Client::builder().no_proxy().build().unwrap();
    browser.get(address).send().await.unwrap().text().await.unwrap()
}

async fn end(child: Child) -> (Option<i32>, String) {
    let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await.expect("it ends").unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn a_person_agrees_and_their_calendar_can_be_read() {
    let (house, fake) = (House::new(""), google().await);
    fake.consenting(Some("ana@example.com"), false);
    house.write(&configured(&fake, &house));
    let (child, address) = begun(&house, &[]).await;
    for asked in ["code_challenge_method=S256", "access_type=offline", "prompt=consent", "calendar.events.readonly"] {
        assert!(address.contains(asked), "{address}");
    }
    assert!(open(&address).await.contains("You can close this page"));
    let (code, err) = end(child).await;
    assert_eq!(code, Some(0), "{err}");
    let mode = std::fs::metadata(house.path("login.json")).unwrap().permissions().mode() & 0o777;
    let login: Value = serde_json::from_str(&std::fs::read_to_string(house.path("login.json")).unwrap()).unwrap();
    let token = login["refresh_token"].as_str().unwrap();
    assert!(mode == 0o600 && !err.contains(token) && !err.contains(INSTALLED_SECRET), "{err}");
    let (code, found) = house.json(&["doctor", "--json"]).await;
    assert_eq!((code, findings(&found, "failed")), (Some(0), Vec::new()), "{found:#}");
}

#[tokio::test]
async fn an_answer_to_another_question_is_turned_away() {
    let (house, fake) = (House::new(""), google().await);
    fake.consenting(Some("ana@example.com"), false);
    house.write(&configured(&fake, &house));
    let (child, address) = begun(&house, &[]).await;
    let url = url::Url::parse(&address).unwrap();
    let redirect = url.query_pairs().find(|(name, _)| name == "redirect_uri").unwrap().1.into_owned();
    for forged in ["?code=forged&state=guessed", "?code=forged", "?error=denied", "favicon.ico"] {
        assert!(!open(&format!("{redirect}{forged}")).await.contains("has what it needs"), "{forged}");
    }
    open(&address).await;
    assert_eq!(end(child).await.0, Some(0), "and the right one still counts");
}

#[tokio::test]
async fn whoever_refuses_or_says_nothing_is_not_logged_in() {
    let (house, fake) = (House::new(""), google().await);
    house.write(&configured(&fake, &house));
    fake.consenting(Some("ana@example.com"), true);
    let (child, address) = begun(&house, &[]).await;
    open(&address).await;
    let (code, err) = end(child).await;
    assert!(code == Some(1) && err.contains("the login was refused: access_denied"), "{err}");
    let (child, _) = begun(&house, &["--wait", "1"]).await;
    let (code, err) = end(child).await;
    assert!(code == Some(1) && err.contains("nobody agreed within 1 seconds"), "{err}");
    assert!(!house.path("login.json").exists());
}

#[tokio::test]
async fn with_a_service_account_there_is_nothing_to_log_in_to() {
    let (house, fake) = (House::new(""), google().await);
    house.write(&at_google(&fake, &house, ""));
    let said = house.says(&["google", "login"]).await;
    assert!(said.code == Some(2) && said.err.contains("needs no login"), "{}", said.err);
}
