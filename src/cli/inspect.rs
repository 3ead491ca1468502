//! `meetgate inspect`: what an invitation says, and what that rests on.
//!
//! Reads only what it is given, changes nothing, needs no configuration. What it prints to a terminal holds no control
//! characters and no direction overrides, whatever the invitation holds.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args as ClapArgs;
use mail_parser::{MessageParser, MimeHeaders, PartType};
use serde::{Deserialize, Serialize};

use crate::brief::{self, Attachment, Body, Brief, Certainty, Finding, Invitation, text};

/// How much of a file is read, in bytes.
const FILE_LIMIT: u64 = 32 * 1024 * 1024;
/// How much of one line of JSON Lines is read, in bytes.
const LINE_LIMIT: u64 = 8 * 1024 * 1024;

/// Explain what an invitation says.
///
/// For each of agenda, outcomes, pre-read, waiver, inform-only and social: sure, unsure or absent, and the words that
/// this rests on. Where something is absent, the words that were set aside.
#[derive(Debug, Clone, ClapArgs)]
#[command(
    after_help = "Examples:\n  meetgate inspect invitation.ics\n  meetgate inspect forwarded.eml --json\n  pbpaste | meetgate inspect\n  meetgate inspect --jsonl invitations.jsonl > findings.jsonl"
)]
pub struct Args {
    /// The invitation: .ics, .eml, .html or .txt; standard input if absent or `-`.
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,

    /// Read many invitations, one JSON object a line (id, source, title, body, attachments, …), and write one line each.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "json"])]
    pub jsonl: Option<PathBuf>,

    /// Print JSON instead of text.
    #[arg(long)]
    pub json: bool,
}

/// Runs the command.
///
/// # Errors
/// A file that cannot be read or understood; with `--jsonl`, the first bad line, named by file and number, after the
/// lines before it were written.
pub fn run(args: &Args, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(path) = &args.jsonl {
        return lines(path, out);
    }
    let path = args.file.as_deref().unwrap_or(Path::new("-"));
    let invitations = invitations(path)?;
    for (nth, invitation) in invitations.iter().enumerate() {
        let brief = brief::read(invitation);
        if args.json {
            serde_json::to_writer(&mut *out, &Titled { title: &invitation.title, brief: &brief })?;
            writeln!(out)?;
        } else {
            if nth > 0 {
                writeln!(out)?;
            }
            explain(invitation, &brief, out)?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Titled<'a> {
    title: &'a str,
    #[serde(flatten)]
    brief: &'a Brief,
}

/// The findings of a brief with the names that JSON Lines and people see.
fn findings(brief: &Brief) -> [(&'static str, &'static str, &Finding); 6] {
    [
        ("agenda", "agenda", &brief.agenda),
        ("outcomes", "outcomes", &brief.outcomes),
        ("pre_read", "pre-read", &brief.pre_read),
        ("pre_read_waived", "pre-read waived", &brief.pre_read_waived),
        ("inform_only", "inform only", &brief.inform_only),
        ("social", "social", &brief.social),
    ]
}

fn explain(invitation: &Invitation, brief: &Brief, out: &mut dyn Write) -> anyhow::Result<()> {
    let title = text::short(&invitation.title, 200);
    writeln!(out, "{}", if title.is_empty() { "(no title)" } else { &title })?;
    if let Some(excerpt) = &brief.excerpt {
        writeln!(out, "  “{}”", text::one_line(excerpt))?;
    }
    for (_, name, finding) in findings(brief) {
        let certainty = match finding.certainty {
            Certainty::Sure => "sure",
            Certainty::Unsure => "unsure",
            Certainty::Absent => "absent",
        };
        let mut label = (name, certainty);
        if finding.evidence.is_empty() {
            writeln!(out, "  {name:<16} {certainty}")?;
        }
        for piece in &finding.evidence {
            let (name, certainty) = std::mem::take(&mut label);
            writeln!(out, "  {name:<16} {certainty:<7} {:<20} {}", piece.code, text::one_line(&piece.text))?;
        }
    }
    writeln!(out, "  {:<16} {}", "conferencing", if brief.conference { "yes" } else { "no" })?;
    Ok(())
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(Box::new(file))
}

fn name(path: &Path) -> String {
    if path == Path::new("-") { "standard input".to_owned() } else { path.display().to_string() }
}

/// What kind of file it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Calendar,
    Mail,
    Html,
    Text,
}

fn invitations(path: &Path) -> anyhow::Result<Vec<Invitation>> {
    let mut bytes = Vec::new();
    open(path)?.take(FILE_LIMIT).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", name(path)))?;
    let found = match kind(path, &bytes) {
        Kind::Calendar => ics_invitations(&String::from_utf8_lossy(&bytes))?,
        Kind::Mail => vec![mail_invitation(&bytes)?],
        Kind::Html => vec![bare(Body::Html(String::from_utf8_lossy(&bytes).into_owned()))],
        Kind::Text => vec![bare(Body::Unknown(String::from_utf8_lossy(&bytes).into_owned()))],
    };
    if found.is_empty() {
        bail!("{} holds no event", name(path));
    }
    Ok(found)
}

fn bare(body: Body) -> Invitation {
    Invitation { body, ..Invitation::default() }
}

/// The kind by the file's name, else by its first bytes.
fn kind(path: &Path, bytes: &[u8]) -> Kind {
    let extension = path.extension().and_then(|extension| extension.to_str()).map(str::to_ascii_lowercase);
    match extension.as_deref() {
        Some("ics" | "ical" | "ifb" | "vcs") => Kind::Calendar,
        Some("eml" | "mail" | "mime") => Kind::Mail,
        Some("html" | "htm") => Kind::Html,
        Some("txt" | "text" | "md") => Kind::Text,
        _ => sniffed(bytes),
    }
}

fn sniffed(bytes: &[u8]) -> Kind {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes))
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_ascii_lowercase();
    let header = |line: &str| {
        [
            "from:",
            "to:",
            "subject:",
            "received:",
            "mime-version:",
            "return-path:",
            "date:",
            "content-type:",
            "message-id:",
            "delivered-to:",
        ]
        .iter()
        .any(|name| line.starts_with(name))
    };
    if head.starts_with("begin:vcalendar") {
        Kind::Calendar
    } else if head.starts_with("<!doctype") || head.starts_with("<html") {
        Kind::Html
    } else if head.lines().next().is_some_and(header) && head.lines().take(40).filter(|line| header(line)).count() >= 3
    {
        Kind::Mail
    } else {
        Kind::Text
    }
}

/// The events of a calendar file.
fn ics_invitations(text: &str) -> anyhow::Result<Vec<Invitation>> {
    let text = icalendar::parser::unfold(text.trim_start_matches('\u{feff}'));
    let calendar = icalendar::parser::read_calendar(&text)
        .map_err(|error| anyhow::anyhow!("not a calendar: {}", text::short(&error, 200)))?;
    Ok(calendar.components.iter().filter(|component| component.name == "VEVENT").map(event).collect())
}

fn event(component: &icalendar::parser::Component<'_>) -> Invitation {
    let value = |name: &str| {
        component.find_prop(name).map(|property| property.val.clone().unescape_text().to_string()).unwrap_or_default()
    };
    let count = |name: &str| component.properties.iter().filter(|property| property.name == name).count();
    let attachments = component.properties.iter().filter(|property| property.name == "ATTACH").map(attached).collect();
    let html = component.find_prop("X-ALT-DESC").map(|property| property.val.clone().unescape_text().to_string());
    let plain = value("DESCRIPTION");
    Invitation {
        title: value("SUMMARY"),
        body: if plain.trim().is_empty() { html.map_or(Body::default(), Body::Html) } else { Body::Text(plain) },
        attachments,
        attendees: count("ATTENDEE").max(1),
        recurring: count("RRULE") + count("RECURRENCE-ID") > 0,
    }
}

/// An attachment of an event: RFC 5545 section 3.8.1.1, the name by what clients write beside it.
fn attached(property: &icalendar::parser::Property<'_>) -> Attachment {
    let parameter = |wanted: &[&str]| {
        let mut all = property.params.iter();
        all.find(|parameter| wanted.iter().any(|name| parameter.key == *name))
            .and_then(|parameter| parameter.val.as_ref())
            .map(ToString::to_string)
    };
    let value = property.val.to_string();
    let url = value.contains("://").then(|| value.clone());
    let last = value.rsplit('/').next().filter(|_| url.is_some()).unwrap_or_default().to_owned();
    Attachment {
        name: parameter(&["FILENAME", "X-FILENAME", "X-LABEL", "X-ORACLE-FILENAME"]).unwrap_or(last),
        mime: parameter(&["FMTTYPE"]),
        inline: false,
        url,
    }
}

fn mail_invitation(bytes: &[u8]) -> anyhow::Result<Invitation> {
    let message = MessageParser::default().parse(bytes).context("not a mail")?;
    let calendar = message
        .parts
        .iter()
        .filter(|part| part.is_content_type("text", "calendar"))
        .find_map(|part| part.text_contents());
    let mut invitation =
        calendar.and_then(|text| ics_invitations(text).ok()).and_then(|mut events| events.pop()).unwrap_or_default();
    if let Some(subject) = message.subject() {
        subject.clone_into(&mut invitation.title);
    }
    let html = message.parts.iter().find_map(|part| match &part.body {
        PartType::Html(html) if part.attachment_name().is_none() => Some(html.to_string()),
        _ => None,
    });
    match html {
        Some(html) => invitation.body = Body::Html(html),
        None => {
            let plain = message.body_text(0).filter(|plain| !plain.trim().is_empty());
            if let Some(plain) = plain {
                invitation.body = Body::Text(plain.into_owned());
            }
        }
    }
    let named = message.attachments().filter(|part| !part.is_content_type("text", "calendar"));
    invitation.attachments.extend(named.filter_map(|part| mail_attachment(part)));
    invitation.attendees = invitation.attendees.max(1);
    Ok(invitation)
}

fn mail_attachment(part: &mail_parser::MessagePart<'_>) -> Option<Attachment> {
    let name = part.attachment_name()?.to_owned();
    let mime = part.content_type().map(|kind| match kind.subtype() {
        Some(subtype) => format!("{}/{subtype}", kind.ctype()),
        None => kind.ctype().to_owned(),
    });
    // A picture with a content id is shown in the body, whatever its disposition says.
    let picture = mime.as_deref().is_some_and(|mime| mime.starts_with("image/")) && part.content_id().is_some();
    let inline = picture || part.content_disposition().is_some_and(|disposition| disposition.is_inline());
    Some(Attachment { name, mime, inline, url: None })
}

/// One line of JSON Lines. Unknown keys, such as labels, are passed over.
#[derive(Debug, Deserialize)]
struct Input {
    #[serde(default)]
    id: serde_json::Value,
    #[serde(default)]
    source: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    attachments: Vec<InputAttachment>,
    #[serde(default)]
    attendees: usize,
    #[serde(default)]
    recurring: bool,
}

#[derive(Debug, Deserialize)]
struct InputAttachment {
    #[serde(default)]
    name: String,
    #[serde(default)]
    mime: Option<String>,
    #[serde(default)]
    inline: bool,
    #[serde(default)]
    url: Option<String>,
}

impl Input {
    fn invitation(self) -> Invitation {
        let attachment = |a: InputAttachment| Attachment { name: a.name, mime: a.mime, inline: a.inline, url: a.url };
        Invitation {
            title: self.title,
            body: match self.source.as_str() {
                "outlook" => Body::Html(self.body),
                "ics" => Body::Text(self.body),
                _ => Body::Unknown(self.body),
            },
            attachments: self.attachments.into_iter().map(attachment).collect(),
            attendees: self.attendees,
            recurring: self.recurring,
        }
    }
}

#[derive(Serialize)]
struct Output<'a> {
    id: serde_json::Value,
    agenda: bool,
    outcomes: bool,
    pre_read: bool,
    pre_read_waived: bool,
    inform_only: bool,
    social: bool,
    unsure: Vec<&'static str>,
    evidence: BTreeMap<&'static str, &'a [brief::Evidence]>,
}

fn lines(path: &Path, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut reader = BufReader::new(open(path)?);
    let mut number = 0_u64;
    loop {
        number += 1;
        let place = || format!("{}, line {number}", name(path));
        let mut bytes = Vec::new();
        let length = (&mut reader).take(LINE_LIMIT).read_until(b'\n', &mut bytes).with_context(place)?;
        if length == 0 {
            return Ok(());
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        let input: Input = serde_json::from_slice(&bytes).with_context(place)?;
        line(input, out)?;
    }
}

fn line(mut input: Input, out: &mut dyn Write) -> anyhow::Result<()> {
    let id = input.id.take();
    let brief = brief::read(&input.invitation());
    let all = findings(&brief);
    let output = Output {
        id,
        agenda: brief.agenda.present(),
        outcomes: brief.outcomes.present(),
        pre_read: brief.pre_read.present(),
        pre_read_waived: brief.pre_read_waived.present(),
        inform_only: brief.inform_only.present(),
        social: brief.social.present(),
        unsure: all
            .iter()
            .filter(|(_, _, finding)| finding.certainty == Certainty::Unsure)
            .map(|(label, _, _)| *label)
            .collect(),
        evidence: all.iter().map(|(label, _, finding)| (*label, finding.evidence.as_slice())).collect(),
    };
    serde_json::to_writer(&mut *out, &output)?;
    writeln!(out)?;
    Ok(())
}

#[cfg(test)]
mod tests {
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
        assert_eq!(
            (&lines[0]["id"], &lines[0]["agenda"], &lines[0]["social"]),
            (&"a".into(), &true.into(), &false.into())
        );
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
}
