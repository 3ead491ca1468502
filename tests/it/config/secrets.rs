//! A planted secret is in nothing that any command says, at the most talkative level of the log.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use crate::support::postgres;

use super::*;

const PLANTED: &str = "planted-S3cret";

const COMMANDS: &[&[&str]] = &[
    &["check"],
    &["check", "--json"],
    &["run", "--once"],
    &["run", "--once", "--dry-run", "--json"],
    &["plan"],
    &["status"],
    &["status", "--json"],
    &["doctor"],
    &["doctor", "--json"],
    &["explain", "Harbour"],
    &["pause"],
    &["resume"],
    &["reload", "--wait", "1"],
    &["--log", "json", "run", "--once"],
];

/// Runs every command and looks for the secret in all that was said; gives how many ended well.
fn commands_that_end_well(company: &Company, variable: &str) -> usize {
    let run = |args: &&[&str]| {
        let (code, out, err) = said(company.meetgate(args).env("MEETGATE_LOG", "trace").env("DATABASE", variable));
        for text in [&out, &err] {
            assert!(!text.contains(PLANTED), "{args:?}: {text}");
        }
        code == Some(0)
    };
    COMMANDS.iter().filter(|args| run(args)).count()
}

fn replace_store(company: &Company, store: &str) {
    let text = std::fs::read_to_string(company.path("meetgate.toml")).unwrap();
    let (head, rest) = text.split_once("[store]\n").unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    std::fs::write(company.path("meetgate.toml"), format!("{head}[store]\n{store}\n{rest}")).unwrap();
}

/// A server that lets nobody in; gives its port. It speaks just enough of the protocol (PostgreSQL, "Message Flow"):
/// no TLS, and whoever introduces themselves hears that the password is wrong.
fn refusing_server() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let mut buffer = [0; 1024];
            let asks_for_tls = client.read(&mut buffer).is_ok_and(|read| read == 8);
            if asks_for_tls {
                let _ = client.write_all(b"N");
                let _ = client.read(&mut buffer);
            }
            let fields = b"SFATAL\0VFATAL\0C28P01\0Mpassword authentication failed for user \"meetgate\"\0\0";
            let _ = client.write_all(&[b"E", &(fields.len() as u32 + 4).to_be_bytes()[..], fields].concat());
        }
    });
    port
}

#[test]
fn a_database_that_lets_nobody_in_is_named_without_its_password() {
    let company = Company::new(Db::Sqlite);
    let url = format!("postgres://meetgate:{PLANTED}@127.0.0.1:{}/meetgate", refusing_server());
    std::fs::write(company.path("url"), format!("{url}\n")).unwrap();
    std::fs::set_permissions(company.path("url"), std::fs::Permissions::from_mode(0o600)).unwrap();
    for store in ["url_file = \"url\"".to_owned(), "url_env = \"DATABASE\"".to_owned(), format!("url = \"{url}\"")] {
        replace_store(&company, &store);
        let (code, _, err) = said(company.meetgate(&["run", "--once"]).env("DATABASE", &url));
        assert!(code == Some(1) && err.contains("cannot open the database postgres://meetgate:"), "{err}");
        assert!(err.contains("password authentication failed"), "{err}");
        assert_eq!(commands_that_end_well(&company, &url), 2, "only `check` needs no database");
    }
}

#[tokio::test]
async fn a_whole_run_on_a_server_says_nothing_of_the_password() {
    let Some(database) = postgres::database().await else { return };
    let mut url = url::Url::parse(&database.url()).unwrap();
    url.set_password(Some(PLANTED)).unwrap();
    let company = Company::new(Db::Postgres(database));
    company.invite(&Invite { guests: &["bo", "cy"], ..Invite::default() });
    replace_store(&company, "url_env = \"DATABASE\"");
    assert!(commands_that_end_well(&company, url.as_str()) >= COMMANDS.len() - 2, "no daemon, and no such meeting");
}

#[test]
fn a_secret_that_went_astray_in_the_file_is_not_shown_again() {
    let company = Company::new(Db::Sqlite);
    let text = std::fs::read_to_string(company.path("meetgate.toml")).unwrap();
    for astray in [
        format!("[store.x]\npassword = \"{PLANTED}\"\n"),
        format!("[mail.smtp]\npassword = \"{PLANTED}\"\n"),
        format!("[web]\nsecret = '{PLANTED}\n"),
        format!("[web]\ntoken = {PLANTED}\n"),
        format!("[sources]\nx = \"postgres://a:{PLANTED}@b/c\"\n"),
    ] {
        std::fs::write(company.path("meetgate.toml"), format!("{text}\n{astray}")).unwrap();
        assert_eq!(commands_that_end_well(&company, ""), 0, "{astray}");
    }
}

#[test]
fn without_the_secret_a_check_warns_and_a_run_refuses() {
    let company = Company::new(Db::Sqlite);
    replace_store(&company, "url_credential = \"database\"");
    let (code, out, err) = said(&mut company.meetgate(&["check"]));
    assert!(code == Some(0) && out.contains("is fine"), "{err}");
    assert!(err.contains(": the credential \"database\" is only there for the service"), "{err}");
    let (code, _, err) = said(&mut company.meetgate(&["run", "--once"]));
    assert!(code == Some(2) && err.contains("the database is not known: the credential \"database\""), "{err}");
}
