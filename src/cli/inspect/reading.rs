//! Invitations from files: calendars, mails, HTML and plain text.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use mail_parser::{MessageParser, MimeHeaders, PartType};

use crate::brief::{Attachment, Body, Invitation};
use crate::provider::vdir;

/// How much of a file is read, in bytes.
const FILE_LIMIT: u64 = 32 * 1024 * 1024;

/// The file, or standard input for `-`.
pub(super) fn open(path: &Path) -> anyhow::Result<Box<dyn Read>> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    let file = std::fs::File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    Ok(Box::new(file))
}

/// The file as messages call it.
pub(super) fn name(path: &Path) -> String {
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

/// Reads whatever is in the file.
pub(super) fn invitations(path: &Path) -> anyhow::Result<Vec<Invitation>> {
    let mut bytes = Vec::new();
    open(path)?.take(FILE_LIMIT).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", name(path)))?;
    let found = match kind(path, &bytes) {
        Kind::Calendar => calendar_invitations(bytes)?,
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

/// The events of a calendar file, read as calendars of `[sources.vdir]` are.
fn calendar_invitations(bytes: Vec<u8>) -> anyhow::Result<Vec<Invitation>> {
    let parts = vdir::parts(bytes).map_err(|broken| anyhow::anyhow!("not a calendar that can be read: {broken}"))?;
    Ok(parts.into_iter().map(|part| part.invitation).collect())
}

fn mail_invitation(bytes: &[u8]) -> anyhow::Result<Invitation> {
    let message = MessageParser::default().parse(bytes).context("not a mail")?;
    let calendar = message
        .parts
        .iter()
        .filter(|part| part.is_content_type("text", "calendar"))
        .find_map(|part| part.text_contents());
    let mut invitation = calendar
        .and_then(|text| calendar_invitations(text.into()).ok())
        .and_then(|mut events| events.pop())
        .unwrap_or_default();
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
