//! Addresses, scopes and ids.

use crate::provider::google::http::checked;
use crate::provider::google::{Credentials, Google, Options, hold, scopes, wire};

use super::ben;

#[test]
fn plain_http_is_for_this_machine_alone() {
    for fine in [
        "https://www.googleapis.com",
        "https://proxy.example.com:8443/google",
        "http://127.0.0.1:8080",
        "http://localhost:1",
        "http://[::1]:2/x",
    ] {
        assert!(checked("endpoint", fine).is_ok(), "{fine}");
    }
    for wrong in [
        "http://www.googleapis.com",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "https://user@www.googleapis.com",
        "https://www.googleapis.com?x",
        "https://www.googleapis.com/#x",
        "www.googleapis.com",
        "",
    ] {
        let error = checked("endpoint", wrong).unwrap_err();
        assert!(error.starts_with("google.endpoint: "), "{wrong}: {error}");
    }
}

#[test]
fn a_key_that_is_none_and_a_token_address_without_encryption_are_refused_without_quoting_the_key() {
    let with_key = |key: &str| {
        let credentials = Credentials::ServiceAccount { key: key.to_owned() };
        Google::new(Options::new(credentials, std::sync::Arc::new(|| chrono::DateTime::UNIX_EPOCH))).err()
    };
    let error = with_key("{\"private_key\": \"very secret\"}").unwrap();
    assert!(error.contains("service account") && !error.contains("very secret"), "{error}");
    let key = r#"{"private_key": "very secret", "client_email": "m@p.iam", "token_uri": "http://tokens.example.com/"}"#;
    let error = with_key(key).unwrap();
    assert!(error.starts_with("google.token_url: ") && !error.contains("very secret"), "{error}");
    let shown = format!("{:?}", Credentials::ServiceAccount { key: "very secret".into() });
    assert!(!shown.contains("very secret"), "{shown}");
}

#[test]
fn whoever_only_reads_asks_for_read_only_scopes() {
    let writes = |scope: &&&str| !scope.ends_with(".readonly") && !scope.ends_with("/calendar.freebusy");
    assert_eq!(scopes(false).iter().filter(writes).count(), 0);
    assert_eq!(
        scopes(true).iter().filter(writes).collect::<Vec<_>>(),
        [&"https://www.googleapis.com/auth/calendar.events"]
    );
}

#[test]
fn ids_are_pieces_of_a_path_and_ours_are_such_as_google_takes() {
    assert_eq!(wire::piece("en.usa#holiday@group/v?x%"), "en.usa%23holiday%40group%2Fv%3Fx%25");
    let id = hold::id(&ben(), "wednesday", 0);
    assert!(id.bytes().all(|byte| matches!(byte, b'a'..=b'v' | b'0'..=b'9')) && id.len() >= 5, "{id}");
    assert_eq!(id, hold::id(&ben(), "wednesday", 0));
    assert_ne!(id, hold::id(&ben(), "wednesday", 1));
    assert_ne!(id, hold::id(&ben(), "thursday", 0));
}
