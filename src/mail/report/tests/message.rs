//! The MIME message of a report.

use mail_parser::{MessageParser, MimeHeaders, PartType};

use super::{Office, report_sample};
use crate::mail::report::KIND;
use crate::mail::{Folder, House, Outgoing, Transport, build};

fn outgoing() -> (Outgoing, House) {
    let office = Office::new("en-GB");
    let composed = office.mail(&report_sample());
    let at = "2026-11-23T07:00:00Z".parse().unwrap();
    let id = "report.2026-W47.4Tq8".to_owned();
    (Outgoing { id, composed, to: office.reader, thread: None, at, unsubscribe: None, kind: KIND }, office.house)
}

/// Types of parts, each with how deep it lies.
fn tree(mail: &mail_parser::Message, part: usize, depth: usize, into: &mut Vec<(usize, String)>) {
    let found = mail.part(part as u32).unwrap();
    let kind = found.content_type().map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap_or_default()));
    into.push((depth, kind.unwrap_or_default()));
    if let PartType::Multipart(parts) = &found.body {
        parts.iter().for_each(|part| tree(mail, *part as usize, depth + 1, into));
    }
}

#[test]
fn text_comes_first_pictures_lie_with_the_html_and_files_outside() {
    let (mail, house) = outgoing();
    let bytes = build(&mail, &house).unwrap().formatted();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    let mut parts = Vec::new();
    tree(&parsed, 0, 0, &mut parts);
    let parts: Vec<String> = parts.into_iter().map(|(depth, kind)| format!("{}{kind}", "  ".repeat(depth))).collect();
    let png = "      image/png";
    let wanted = [
        "multipart/mixed",
        "  multipart/alternative",
        "    text/plain",
        "    multipart/related",
        "      text/html",
        png,
        png,
        png,
        png,
        "  text/csv",
        "  application/json",
    ];
    assert_eq!(parts, wanted);
}

#[test]
fn every_content_id_is_in_the_html_and_every_file_comes_out_as_it_went_in() {
    let (mail, house) = outgoing();
    let bytes = build(&mail, &house).unwrap().formatted();
    let parsed = MessageParser::default().parse(&bytes).unwrap();
    let html = parsed.body_html(0).unwrap().into_owned();
    let mut pictures = 0;
    for part in &parsed.parts {
        if let Some(id) = part.content_id() {
            assert!(html.contains(&format!("cid:{id}")), "{id}");
            assert!(part.contents().starts_with(b"\x89PNG"));
            pictures += 1;
        }
    }
    assert_eq!(pictures, 4);
    for file in &mail.composed.attachments {
        let found = parsed.parts.iter().find(|part| part.attachment_name() == Some(&file.name)).unwrap();
        let content = String::from_utf8_lossy(found.contents()).replace("\r\n", "\n");
        let wanted = String::from_utf8_lossy(&file.bytes).replace("\r\n", "\n");
        assert_eq!(content.trim_start_matches('\u{feff}'), wanted.trim_start_matches('\u{feff}'), "{}", file.name);
    }
}

#[test]
fn the_same_report_makes_the_same_bytes_and_no_line_is_longer_than_servers_take() {
    let (mail, house) = outgoing();
    let bytes = build(&mail, &house).unwrap().formatted();
    assert_eq!(bytes, build(&mail, &house).unwrap().formatted());
    assert!(bytes.split(|byte| *byte == b'\n').all(|line| line.len() < 998));
}

#[tokio::test]
async fn a_report_leaves_through_the_transports_that_there_are() {
    let folder = tempfile::tempdir().unwrap();
    let (mail, house) = outgoing();
    Folder::new(folder.path(), house).send(&mail).await.unwrap();
    let written = std::fs::read_to_string(folder.path().join("report.2026-W47.4Tq8.eml")).unwrap();
    assert!(written.contains("Subject: Meetings at Fernhill Observatory,"), "{}", &written[..900]);
    assert!(written.contains("X-Meetgate-Kind: report"));
}
