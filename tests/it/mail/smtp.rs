//! Nothing is lost, and nothing goes out twice under another Message-ID, whatever the server does.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use mail_parser::MessageParser;
use meetgate::mail::{
    House, Outgoing, Sample, SecretSource, Security, SendError, Server, Smtp, Transport, compose, samples,
};
use meetgate::meeting::Address;

use super::server::{MailServer, PASSWORD, USER};
use crate::support::world::{AGENDA_24H, Db, Invite, World};

/// Starts a server or ends the test, where there is none to be had.
macro_rules! server {
    ($start:expr) => {
        match $start {
            Some(server) => server,
            None => return,
        }
    };
}

fn outgoing(id: &str) -> (Outgoing, House) {
    let Sample { letter, reader, house, now, page, .. } = samples().remove(0);
    let composed = compose(&letter, &reader, &house, now, page);
    (
        Outgoing {
            id: id.to_owned(),
            composed,
            kind: letter.kind(),
            to: reader,
            thread: None,
            at: now,
            unsubscribe: None,
        },
        house,
    )
}

fn smtp(server: Server) -> Smtp {
    Smtp::new(server, outgoing("x").1)
}

async fn send(smtp: &Smtp, id: &str) -> Result<(), SendError> {
    smtp.send(&outgoing(id).0).await
}

fn retry(sent: &Result<(), SendError>) -> bool {
    matches!(sent, Err(SendError::Retry { .. } | SendError::Away(_)))
}

#[tokio::test]
async fn a_mail_arrives_byte_for_byte_with_its_envelope() {
    let server = server!(MailServer::start(&[]));
    let smtp = smtp(server.access());
    send(&smtp, "notice-1").await.unwrap();
    send(&smtp, "notice-2").await.unwrap();
    let accepted = server.accepted();
    assert_eq!(accepted.len(), 2);
    assert_eq!(accepted[0].from, "meetgate@fernhill.example");
    assert_eq!(accepted[0].to, ["marta.lindqvist@fernhill.example", "jonas.ek@fernhill.example"]);
    assert_eq!(accepted[0].id, "notice-1@fernhill.example");
    let parsed = MessageParser::default().parse(&accepted[0].source).unwrap();
    let text = parsed.body_text(0).unwrap().replace("\r\n", "\n");
    assert_eq!(text.trim_end(), outgoing("notice-1").0.composed.text.trim_end());
    assert!(accepted[0].source.split(|byte| *byte == b'\n').all(|line| line.len() <= 999));
}

#[tokio::test]
async fn reports_of_failure_go_where_they_are_wanted() {
    let server = server!(MailServer::start(&[]));
    let bounce_address = Address::parse("bounces@fernhill.example");
    send(&smtp(Server { bounce_address, ..server.access() }), "a").await.unwrap();
    let accepted = &server.accepted()[0];
    assert_eq!(accepted.from, "bounces@fernhill.example");
    let parsed = MessageParser::default().parse(&accepted.source).unwrap();
    let from = parsed.from().and_then(|from| from.first()).and_then(|from| from.address());
    assert_eq!(from, Some("meetgate@fernhill.example"), "readers see who wrote");
}

#[tokio::test]
async fn implicit_tls_and_starttls_are_encrypted_and_trust_the_authority_of_the_house() {
    for security in [Security::Implicit, Security::StartTls] {
        let server = server!(MailServer::with(security, None, &[]));
        send(&smtp(server.access()), "a").await.unwrap();
        assert!(server.accepted()[0].tls, "{security:?}");
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_waits_for_somebody_and_gets_no_mail() {
    for security in [Security::Implicit, Security::StartTls] {
        let server = server!(MailServer::with(security, Some("PLAIN"), &[]));
        let sent = send(&smtp(Server { ca_file: None, ..server.access() }), "a").await;
        assert!(matches!(sent, Err(SendError::NeedsHuman(_))), "{security:?}: {sent:?}");
        let other_name = Server { host: "127.0.0.1".to_owned(), ..server.access() };
        let sent = send(&smtp(other_name), "a").await;
        assert!(matches!(sent, Err(SendError::NeedsHuman(_))), "{security:?}: {sent:?}");
        assert!(server.attempts().is_empty() && server.accepted().is_empty());
    }
}

#[tokio::test]
async fn a_server_without_starttls_gets_neither_password_nor_mail() {
    let server = server!(MailServer::with(Security::None, Some("PLAIN"), &[]));
    let sent = send(&smtp(Server { security: Security::StartTls, ..server.access() }), "a").await;
    assert!(matches!(sent, Err(SendError::NeedsHuman(_))), "{sent:?}");
    assert!(server.attempts().is_empty());
}

#[tokio::test]
async fn nothing_leaves_this_machine_unencrypted() {
    let server = Server {
        host: "192.0.2.1".to_owned(),
        port: 25,
        security: Security::None,
        login: None,
        ca_file: None,
        bounce_address: None,
        timeout: Duration::from_secs(5),
    };
    assert!(matches!(send(&smtp(server), "a").await, Err(SendError::NeedsHuman(_))));
}

#[tokio::test]
async fn every_way_to_log_in_works() {
    for mechanism in ["PLAIN", "LOGIN", "XOAUTH2"] {
        let server = server!(MailServer::with(Security::StartTls, Some(mechanism), &[]));
        let sent = send(&smtp(server.access()), "a").await;
        assert!(sent.is_ok(), "{mechanism}: {sent:?}");
        assert_eq!(server.accepted()[0].user.as_deref(), Some(USER), "{mechanism}");
    }
}

#[tokio::test]
async fn a_refused_login_waits_for_somebody_and_a_new_password_counts_at_once() {
    for mechanism in ["PLAIN", "LOGIN", "XOAUTH2"] {
        let server = server!(MailServer::with(Security::StartTls, Some(mechanism), &[]));
        let file = server.folder().join("another");
        std::fs::write(&file, "wrong").unwrap();
        let mut access = server.access();
        access.login.as_mut().unwrap().secret = SecretSource::File(file.clone());
        let smtp = smtp(access);
        let sent = send(&smtp, "a").await;
        assert!(matches!(&sent, Err(SendError::NeedsHuman(_))), "{mechanism}: {sent:?}");
        std::fs::write(&file, PASSWORD).unwrap();
        send(&smtp, "a").await.unwrap();
        assert_eq!(server.accepted().len(), 1);
    }
}

#[tokio::test]
async fn a_server_that_asks_for_a_login_where_none_is_configured_waits_for_somebody() {
    let server = server!(MailServer::with(Security::StartTls, Some("PLAIN"), &[]));
    let sent = send(&smtp(Server { login: None, ..server.access() }), "a").await;
    assert!(matches!(&sent, Err(SendError::NeedsHuman(what)) if what.contains("530")), "{sent:?}");
}

#[tokio::test]
async fn passing_trouble_is_tried_again_with_the_same_message_id() {
    for step in ["greylist", "closing", "full", "defer-dot", "drop-before-dot"] {
        let server = server!(MailServer::start(&[step]));
        let smtp = smtp(server.access());
        let sent = send(&smtp, "a").await;
        assert!(retry(&sent), "{step}: {sent:?}");
        assert!(server.accepted().is_empty(), "{step}");
        send(&smtp, "a").await.unwrap();
        assert_eq!(server.accepted().len(), 1, "{step}");
        assert_eq!(server.accepted()[0].id, "a@fernhill.example", "{step}");
    }
}

#[tokio::test]
async fn a_connection_that_ends_after_the_final_dot_leads_to_the_same_mail_again() {
    let server = server!(MailServer::start(&["drop-after-dot"]));
    let smtp = smtp(server.access());
    let sent = send(&smtp, "a").await;
    assert!(retry(&sent), "{sent:?}");
    send(&smtp, "a").await.unwrap();
    let accepted = server.accepted();
    assert_eq!(accepted.len(), 2, "the first was taken without an answer");
    assert_eq!(accepted[0].id, accepted[1].id);
    assert_eq!(accepted[0].source, accepted[1].source);
}

#[tokio::test]
async fn a_server_that_falls_silent_is_left_and_its_late_answer_is_nobody_elses() {
    let server = server!(MailServer::start(&["silent"]));
    let smtp = smtp(Server { timeout: Duration::from_secs(2), ..server.access() });
    let sent = send(&smtp, "a").await;
    assert!(retry(&sent), "{sent:?}");
    send(&smtp, "b").await.unwrap();
    let ids: Vec<_> = server.accepted().into_iter().map(|mail| mail.id).collect();
    assert_eq!(ids, ["a@fernhill.example", "b@fernhill.example"]);
}

#[tokio::test]
async fn a_refused_reader_is_final_and_the_reason_names_nobody() {
    let server = server!(MailServer::start(&["refuse", "unreadable-dot"]));
    let smtp = smtp(server.access());
    for code in ["550", "554"] {
        let sent = send(&smtp, "a").await;
        let Err(SendError::Permanent(what)) = sent else { panic!("{sent:?}") };
        assert!(what.contains(code), "{what}");
        assert!(!what.contains("marta.lindqvist"), "{what}");
    }
    assert!(server.accepted().is_empty());
}

#[tokio::test]
async fn a_sender_that_is_refused_or_a_policy_against_us_is_no_fault_of_the_reader() {
    let steps = ["refuse-sender", "refuse-dot", "refuse-relay", "refuse-quota"];
    let server = server!(MailServer::start(&steps));
    let smtp = smtp(server.access());
    for step in steps {
        let sent = send(&smtp, "a").await;
        assert!(matches!(&sent, Err(SendError::NeedsHuman(what)) if what.contains(" 5.")), "{step}: {sent:?}");
    }
    assert!(server.accepted().is_empty());
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_is_told_from_one_that_says_later() {
    let server = server!(MailServer::start(&["greylist", "silent"]));
    let access = server.access();
    let smtp = smtp(Server { timeout: Duration::from_secs(2), ..access.clone() });
    assert!(matches!(send(&smtp, "a").await, Err(SendError::Retry { .. })));
    assert!(matches!(send(&smtp, "a").await, Err(SendError::Away(_))));
    drop(server);
    assert!(matches!(send(&smtp, "a").await, Err(SendError::Away(_))));
}

#[tokio::test]
async fn an_assistant_who_is_refused_or_put_off_does_not_keep_the_notice_from_the_organizer() {
    for step in ["refuse-copied", "greylist-copied"] {
        let server = server!(MailServer::start(&[step]));
        send(&smtp(server.access()), "a").await.unwrap();
        let accepted = server.accepted();
        assert_eq!(accepted.len(), 1, "{step}");
        assert_eq!(accepted[0].to, ["marta.lindqvist@fernhill.example"], "{step}");
        assert_eq!(server.attempts().len(), 1, "{step}: in one conversation");
    }
}

#[tokio::test]
async fn a_server_that_is_down_is_tried_again() {
    let server = server!(MailServer::start(&[]));
    let access = server.access();
    drop(server);
    let sent = send(&smtp(access), "a").await;
    assert!(retry(&sent), "{sent:?}");
}

#[test]
fn no_debug_output_shows_a_password() {
    let login = meetgate::mail::Login {
        user: USER.to_owned(),
        secret: SecretSource::Env("SMTP_PASSWORD".to_owned()),
        method: None,
    };
    assert!(!format!("{login:?}").contains(PASSWORD));
}

/// A world whose mail goes to the server.
async fn world(server: &MailServer) -> World {
    let mut world = World::new(Db::Sqlite, "mode = \"decline\"", AGENDA_24H).await;
    let house = world.app.engine.house.clone();
    world.app.engine.transport = Some(Arc::new(Smtp::new(server.access(), house)));
    world
}

fn meeting(uid: &'static str, organizer: &'static str, guest: &'static str) -> Invite<'static> {
    let guests: &'static [&'static str] = match guest {
        "bo" => &["bo", "cy", "di"],
        _ => &["eli", "cy", "di"],
    };
    Invite { uid, organizer, guests, ..Invite::default() }
}

#[tokio::test]
async fn through_all_trouble_every_notice_arrives_once() {
    let steps = ["greylist", "drop-before-dot", "drop-after-dot", "closing", "defer-dot", "greylist", "drop-after-dot"];
    let server = server!(MailServer::start(&steps));
    let world = world(&server).await;
    world.invite(&meeting("one@example.com", "ana", "bo"));
    world.invite(&meeting("two@example.com", "fay", "eli"));
    world.between("2026-11-23 15:00", "2026-11-25 09:00").await;
    let accepted = server.accepted();
    let ids: BTreeSet<_> = accepted.iter().map(|mail| mail.id.clone()).collect();
    let readers: BTreeSet<_> = accepted.iter().map(|mail| mail.to[0].clone()).collect();
    assert_eq!(readers.len(), 2, "both organizers were told");
    assert_eq!(ids.len(), 2, "each under one Message-ID: {ids:?}");
    assert!(accepted.len() > ids.len(), "some were taken without an answer, and sent again");
    assert!(server.attempts().len() >= steps.len());
}

#[tokio::test]
async fn an_organizer_whose_address_is_refused_is_only_flagged() {
    let server = server!(MailServer::start(&["refuse"; 20]));
    let world = world(&server).await;
    world.invite(&Invite::default());
    world.between("2026-11-23 15:00", "2026-11-25 18:00").await;
    assert!(server.accepted().is_empty());
    assert_eq!(world.response("bo", "harbour@example.com"), "NEEDS-ACTION");
    assert!(world.text("bo", "harbour@example.com").contains("No agenda yet"));
    let status = world.app.engine.store.status().await.unwrap();
    assert!(status.failed.iter().any(|record| record.why.contains("550")), "{status:?}");
}
