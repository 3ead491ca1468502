//! The MIME message: its headers, its parts, its bytes.

use chrono::{DateTime, Utc};
use mail_parser::MessageParser;

use super::{Sample, composed, sample};
use crate::mail::{BuildError, House, Outgoing, build};
use crate::meeting::Address;

fn outgoing(name: &str) -> (Outgoing, House) {
    let sample = sample(name);
    let composed = composed(&sample);
    let Sample { letter, reader, house, now, .. } = sample;
    let id = format!("{name}.4Tq8");
    (
        Outgoing {
            id,
            composed,
            to: reader,
            thread: Some("thread.4Tq8".to_owned()),
            at: now,
            unsubscribe: None,
            kind: letter.kind(),
        },
        house,
    )
}

fn source(mail: &Outgoing, house: &House) -> String {
    String::from_utf8(build(mail, house).unwrap().formatted()).unwrap()
}

#[test]
fn the_headers_say_who_writes_to_whom_and_that_a_machine_does() {
    let (mail, house) = outgoing("last-call");
    let source = source(&mail, &house);
    let (head, _) = source.split_once("\r\n\r\n").unwrap();
    for line in [
        "From: \"meetgate at Fernhill Observatory\" <meetgate@fernhill.example>",
        "To: \"Marta Lindqvist\" <marta.lindqvist@fernhill.example>",
        "Cc: jonas.ek@fernhill.example",
        "Reply-To: \"Nadia Okafor\" <nadia.okafor@fernhill.example>",
        "Subject: Re: Your meeting: Winter observing season, Thu 26 Nov",
        "Date: Wed, 25 Nov 2026 10:00:00 +0000",
        "Message-ID: <last-call.4Tq8@fernhill.example>",
        "In-Reply-To: <thread.4Tq8@fernhill.example>",
        "References: <thread.4Tq8@fernhill.example>",
        "Auto-Submitted: auto-generated",
        "X-Auto-Response-Suppress: OOF, AutoReply",
        "X-Meetgate-Kind: last_call",
        "MIME-Version: 1.0",
    ] {
        assert!(head.lines().any(|found| found == line), "{line} is not in:\n{head}");
    }
}

#[test]
fn a_name_of_one_word_with_a_dot_is_quoted() {
    let (mut mail, house) = outgoing("last-call");
    mail.to.name = "marta.lindqvist".to_owned();
    let source = source(&mail, &house);
    assert!(source.contains("\r\nTo: \"marta.lindqvist \" <marta.lindqvist@fernhill.example>\r\n"), "{source}");
}

#[test]
fn the_root_of_a_thread_follows_nothing() {
    let (mail, house) = outgoing("first-notice");
    for thread in [None, Some(mail.id.clone())] {
        let source = source(&Outgoing { thread, ..mail.clone() }, &house);
        assert!(!source.contains("In-Reply-To") && !source.contains("References"), "{source}");
    }
}

#[test]
fn the_text_comes_first_then_the_html_and_both_arrive_as_composed() {
    let (mail, house) = outgoing("declined");
    let bytes = build(&mail, &house).unwrap().formatted();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.parts.len(), 3);
    assert!(parsed.parts[1].is_text() && parsed.parts[2].is_text_html());
    assert_eq!(parsed.body_text(0).unwrap().replace("\r\n", "\n").trim_end(), mail.composed.text.trim_end());
    assert_eq!(parsed.body_html(0).unwrap().replace("\r\n", "\n").trim_end(), mail.composed.html.trim_end());
}

#[test]
fn lines_stay_within_what_servers_take() {
    let (mail, house) = outgoing("digest");
    assert!(source(&mail, &house).split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
}

#[test]
fn the_same_mail_gives_the_same_bytes_and_another_id_another_boundary() {
    let (mail, house) = outgoing("digest");
    assert_eq!(source(&mail, &house), source(&mail.clone(), &house));
    let boundary = |source: String| source.split("boundary=").nth(1).unwrap().lines().next().unwrap().to_owned();
    let other = Outgoing { id: "other".to_owned(), ..mail.clone() };
    assert_ne!(boundary(source(&mail, &house)), boundary(source(&other, &house)));
}

#[test]
fn names_beyond_ascii_are_encoded() {
    let (mut mail, mut house) = outgoing("digest");
    house.organization = "Sternwarte Grünau".to_owned();
    mail.to.name = "Żaneta Łoś".to_owned();
    let bytes = build(&mail, &house).unwrap().formatted();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(parsed.from().unwrap().first().unwrap().name(), Some("meetgate at Sternwarte Grünau"));
    assert_eq!(parsed.to().unwrap().first().unwrap().name(), Some("Żaneta Łoś"));
    assert!(bytes.split(|byte| *byte == b'\n').take(14).all(|line| line.is_ascii()));
}

#[test]
fn ids_that_could_break_a_header_are_refused() {
    let (mail, house) = outgoing("digest");
    for bad in ["", "a b", "a@b", "a\r\nBcc: x@y.z", "<a>", ".a", "a.", "a..b", "ü", &"a".repeat(121)] {
        let other = Outgoing { id: bad.to_owned(), ..mail.clone() };
        assert!(matches!(build(&other, &house), Err(BuildError::Id(_))), "{bad:?}");
        let thread = Outgoing { thread: Some(bad.to_owned()), ..mail.clone() };
        assert!(matches!(build(&thread, &house), Err(BuildError::Id(_))), "{bad:?}");
    }
}

#[test]
fn an_address_that_mail_does_not_know_is_named_masked() {
    let (mut mail, house) = outgoing("digest");
    mail.to.address = Address::parse("a\"b@example.com").unwrap();
    let error = build(&mail, &house).unwrap_err();
    assert_eq!(error.to_string(), "a…@example.com is not an address that can be mailed");
}

#[test]
fn dates_that_mail_cannot_tell_do_no_harm() {
    let (mail, house) = outgoing("digest");
    for (at, told) in [(DateTime::<Utc>::MIN_UTC, "1970"), (DateTime::<Utc>::MAX_UTC, "9999")] {
        let source = source(&Outgoing { at, ..mail.clone() }, &house);
        let date = source.lines().find(|line| line.starts_with("Date: ")).unwrap();
        assert!(date.contains(told), "{date}");
    }
}

#[test]
fn one_click_gets_rid_of_mails_where_there_is_a_place_for_it() {
    let (mail, house) = outgoing("digest");
    let with = |link: &str| source(&Outgoing { unsubscribe: Some(link.to_owned()), ..mail.clone() }, &house);
    let source_of_link = with("https://meetgate.fernhill.example/u/4Tq8");
    assert!(source_of_link.contains("List-Unsubscribe: <https://meetgate.fernhill.example/u/4Tq8>\r\n"));
    assert!(source_of_link.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
    for bad in ["http://x.example/u", "mailto:x@y.example", "https://x.example/\r\nBcc: a@b.example", "javascript:x"] {
        let source = with(bad);
        assert!(!source.contains("\nBcc:") && !source.contains("<http:") && !source.contains("javascript"), "{bad}");
    }
    assert!(!source(&mail, &house).contains("List-Unsubscribe"));
}
