//! What the command prints.

use super::*;

fn inspect(file: &str, content: &[u8], json: bool) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(file);
    std::fs::write(&path, content).expect("a file");
    let mut out = Vec::new();
    run(&Args { file: Some(path), jsonl: None, json }, &mut out).expect("understood");
    String::from_utf8(out).expect("text")
}

fn jsonl(content: &str) -> (String, anyhow::Result<()>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("in.jsonl");
    std::fs::write(&path, content).expect("a file");
    let mut out = Vec::new();
    let result = run(&Args { file: None, jsonl: Some(path), json: false }, &mut out);
    (String::from_utf8(out).expect("text"), result)
}

#[test]
fn a_calendar_file_is_explained() {
    let ics = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20250101T000000Z\r\nSUMMARY:Board\\, monthly\r\nDESCRIPTION:Agenda\\n- Budget 2026\\n- Hiring freeze\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let shown = inspect("a.ics", ics.as_bytes(), false);
    assert!(shown.starts_with("Board, monthly\n"), "{shown}");
    assert!(shown.contains("agenda           sure    labelled-section"), "{shown}");
    assert_eq!(inspect("a", ics.as_bytes(), false), shown, "the kind is seen without an extension");
}

#[test]
fn a_mail_is_read_with_its_body_and_its_attachments() {
    let mail = "From: a@example.com\r\nTo: b@example.com\r\nSubject: Review\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hello</p>\r\n--x\r\nContent-Type: application/pdf; name=\"plan.pdf\"\r\nContent-Disposition: attachment; filename=\"plan.pdf\"\r\n\r\nx\r\n--x\r\nContent-Type: image/png; name=\"logo.png\"\r\nContent-ID: <logo>\r\nContent-Disposition: inline; filename=\"logo.png\"\r\n\r\nx\r\n--x--\r\n";
    let shown: serde_json::Value = serde_json::from_str(&inspect("a.eml", mail.as_bytes(), true)).expect("JSON");
    assert_eq!(shown["title"], "Review");
    assert_eq!(shown["pre_read"]["evidence"].as_array().map(Vec::len), Some(1));
    assert_eq!(shown["pre_read"]["evidence"][0]["text"], "plan.pdf");
}

#[test]
fn what_is_printed_holds_no_control_characters() {
    let shown = inspect("a.txt", "Agenda: \u{1b}[31mred\u{202e}txt.exe budget\u{7}".as_bytes(), false);
    assert!(shown.chars().all(|c| c == '\n' || !text::unsafe_char(c)), "{shown:?}");
}

#[test]
fn many_invitations_give_a_line_each() {
    let (out, result) = jsonl(
        "{\"id\":\"a\",\"source\":\"google\",\"title\":\"T\",\"body\":\"Agenda: Budget\",\"labels\":{}}\n\n{\"id\":7}\n",
    );
    result.expect("both lines are good");
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["id"], &lines[0]["agenda"], &lines[0]["social"]), (&"a".into(), &true.into(), &false.into()));
    assert_eq!(lines[0]["evidence"]["agenda"][0]["code"], "labelled-section");
    assert_eq!((&lines[1]["id"], &lines[1]["agenda"]), (&7.into(), &false.into()));
}

#[test]
fn a_bad_line_is_named_and_the_lines_before_it_are_written() {
    let (out, result) = jsonl("{\"id\":\"a\"}\n{\"id\":\n{\"id\":\"c\"}\n");
    let error = format!("{:#}", result.expect_err("line 2 is bad"));
    assert!(error.contains("in.jsonl, line 2"), "{error}");
    assert_eq!(out.lines().count(), 1);
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let args = Args { file: Some("no/such.ics".into()), jsonl: None, json: false };
    let error = run(&args, &mut Vec::new()).expect_err("there is none");
    assert!(error.to_string().contains("no/such.ics"));
}
