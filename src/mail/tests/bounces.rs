//! Reports of failure: which count, and which are something else.

use super::sample;
use crate::mail::{Bounce, read_bounces};

const FAILED: &str = "Final-Recipient: rfc822; marta.lindqvist@fernhill.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\
    Diagnostic-Code: smtp; 550 5.1.1 <marta.lindqvist@fernhill.example>:\r\n  no such mailbox\r\n";

fn report(recipients: &str, returned: &str) -> String {
    format!(
        "From: MAILER-DAEMON@mx.example\r\nTo: meetgate@fernhill.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\n\
         Content-Type: text/plain\r\n\r\nI'm sorry.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\nArrival-Date: Wed, 25 Nov 2026 10:00:00 +0000\r\n\r\n{recipients}\r\n--b\r\n\
         {returned}--b--\r\n"
    )
}

fn whole(id: &str) -> String {
    format!("Content-Type: message/rfc822\r\n\r\nMessage-ID: <{id}>\r\nSubject: Your meeting\r\n\r\nbody\r\n")
}

fn headers(id: &str) -> String {
    format!("Content-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\nSubject: Your meeting\r\n\r\n")
}

fn read(source: &str) -> Vec<Bounce> {
    read_bounces(source.as_bytes(), &sample("digest").house)
}

#[test]
fn a_failure_names_the_mail_the_address_and_the_reason() {
    for returned in [whole("abc123@fernhill.example"), headers("abc123@fernhill.example")] {
        let bounces = read(&report(FAILED, &returned));
        assert_eq!(bounces.len(), 1, "{returned}");
        assert_eq!((bounces[0].id.as_str(), bounces[0].lasting), ("abc123", true));
        assert_eq!(bounces[0].address.as_str(), "marta.lindqvist@fernhill.example");
        assert_eq!(bounces[0].why, "returned: 5.1.1 550 5.1.1 <m…@fernhill.example>: no such mailbox");
    }
}

#[test]
fn the_address_that_was_written_to_counts_not_the_one_that_it_was_forwarded_to() {
    let forwarded = FAILED.replacen("Final-Recipient: rfc822; marta.lindqvist@", "Final-Recipient: rfc822; other@", 1);
    let recipients = format!("Original-Recipient: rfc822;marta.lindqvist@fernhill.example\r\n{forwarded}");
    let bounces = read(&report(&recipients, &whole("a@fernhill.example")));
    assert_eq!(bounces[0].address.as_str(), "marta.lindqvist@fernhill.example");
}

#[test]
fn each_recipient_is_told_of_alone() {
    let delivered = "Final-Recipient: rfc822; jonas.ek@fernhill.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n";
    let bounces = read(&report(&format!("{delivered}\r\n{FAILED}"), &whole("a@fernhill.example")));
    assert_eq!(bounces.len(), 1);
}

#[test]
fn a_server_that_gave_up_after_passing_trouble_failed_too() {
    for status in ["4.4.7", "4.2.2", "5.2.2", "5.7.1", "5.7.509"] {
        let bounces = read(&report(&FAILED.replace("5.1.1", status), &whole("a@fernhill.example")));
        assert_eq!(bounces.iter().map(|bounce| bounce.lasting).collect::<Vec<_>>(), [false], "{status}");
    }
}

#[test]
fn delays_expansions_other_peoples_mails_and_chatter_are_no_failures() {
    let ours = whole("a@fernhill.example");
    let delayed = report(&FAILED.replace("failed", "delayed"), &ours);
    let expanded = report(&FAILED.replace("failed", "expanded"), &ours);
    let foreign = report(FAILED, &whole("a@elsewhere.example"));
    let without_id = report(FAILED, "Content-Type: text/plain\r\n\r\nnothing\r\n");
    let free_text =
        "From: MAILER-DAEMON@mx.example\r\nSubject: failure\r\n\r\n550 marta.lindqvist@fernhill.example\r\n";
    let away = "From: marta.lindqvist@fernhill.example\r\nAuto-Submitted: auto-replied\r\nIn-Reply-To: \
                <a@fernhill.example>\r\nSubject: Away\r\n\r\nBack on Monday.\r\n";
    for other in [&delayed, &expanded, &foreign, &without_id, free_text, away, "", "\0\0\r\n"] {
        assert_eq!(read(other), [], "{other}");
    }
}

#[test]
fn whatever_bytes_come_there_is_no_panic_and_no_flood() {
    let flood = report(&FAILED.repeat(500), &whole("a@fernhill.example"));
    assert!(read(&flood).len() <= 20);
    let many = report(&format!("{FAILED}\r\n").repeat(500), &whole("a@fernhill.example"));
    assert!(read(&many).len() <= 21, "{}", read(&many).len());
    let source = report(FAILED, &whole("a@fernhill.example"));
    for cut in (0..source.len()).step_by(7) {
        let _ = read(&source[..cut]);
    }
}
