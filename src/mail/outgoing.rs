//! A composed mail with its headers, as a MIME message.
//!
//! Invariant: the same [`Outgoing`] gives the same bytes, so a mail that is sent again after a crash is the very
//! same mail, with the same Message-ID (RFC 5322 §3.6.4).

use std::time::SystemTime;

use chrono::{DateTime, TimeZone, Utc};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Attached, Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address as MailAddress, Message};
use sha2::{Digest, Sha256};

use super::clean;
use super::compose::{Attachment, Composed, InlinePicture};
use super::letter::{House, Letter, Reader};
use super::words::Words;
use crate::meeting::Address;

const NAME: usize = 60;
const SUBJECT: usize = 200;
const ID_MAX: usize = 120;

/// A mail on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// What stands before the `@` of the Message-ID: ASCII letters, digits, `-`, `_`, `.`, `+` and `=`, at most 120,
    /// not beginning or ending with a dot. Unique for ever, and the same whenever this mail is sent again.
    pub id: String,
    /// What the mail says.
    pub composed: Composed,
    /// To whom; the assistants in `copied` are on Cc.
    pub to: Reader,
    /// The id of the mail that began the thread, if this one follows it. Mails of one thread refer to that root
    /// only, which need not have been sent.
    pub thread: Option<String>,
    /// When it was written, for the Date header.
    pub at: DateTime<Utc>,
    /// Where the reader gets rid of such mails with one click (RFC 8058), if there is such a place: https.
    pub unsubscribe: Option<String>,
    /// Which letter it is ([`Letter::kind`]), for the header `X-Meetgate-Kind`.
    pub kind: &'static str,
}

/// Why a message cannot be made. Trying again does not help.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// An id that cannot stand in a Message-ID or file name.
    #[error("{0:?} cannot be the id of a mail")]
    Id(String),
    /// An address that the mail standards do not allow. Masked, for the log.
    #[error("{0} is not an address that can be mailed")]
    Address(String),
    /// The parts do not make a message.
    #[error("the message cannot be put together: {0}")]
    Message(#[from] lettre::error::Error),
}

impl Letter {
    /// Which letter it is: the stage's word, `digest`, `day` or `alert`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::FirstNotice(_) => "first_notice",
            Self::Digest(_) | Self::Outcomes(_) => "digest",
            Self::LastCall(_) => "last_call",
            Self::Conflict(_) => "conflict",
            Self::Outcome(_) => "outcome",
            Self::Restored(_) => "restored",
            Self::Day(_) => "day",
            Self::Alert(_) => "alert",
        }
    }
}

/// Makes the message: `multipart/alternative`, text first (RFC 2046 §5.1.4); HTML with pictures is `multipart/related`
/// (RFC 2387) within it, and a mail with attachments is `multipart/mixed` around it. It is marked as written by a machine
/// (RFC 3834 §5) so that out-of-office replies keep quiet. Its envelope is From, To and Cc.
pub fn build(mail: &Outgoing, house: &House) -> Result<Message, BuildError> {
    let id = safe_id(&mail.id)?;
    let words = Words::of(mail.to.language.as_deref());
    let mut builder = Message::builder()
        .message_id(Some(message_id(id, house)))
        .date(date(mail.at))
        .from(mailbox(&words.sender_of(&clean::one_line(&house.organization, NAME)), &house.from)?)
        .to(mailbox(&mail.to.name, &mail.to.address)?)
        .subject(clean::header(&mail.composed.subject, SUBJECT));
    for copied in &mail.to.copied {
        builder = builder.cc(mailbox("", copied)?);
    }
    if let Some((name, address)) = &house.contact {
        builder = builder.reply_to(mailbox(name, address)?);
    }
    let builder = leavable(builder, mail.unsubscribe.as_deref());
    Ok(marked(threaded(builder, mail, house)?, mail.kind).multipart(body(id, &mail.composed))?)
}

/// The id, if it is safe in a header and as a file name.
pub(super) fn safe_id(id: &str) -> Result<&str, BuildError> {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '=');
    let dotted = id.starts_with('.') || id.ends_with('.') || id.contains("..");
    let fit = !id.is_empty() && id.len() <= ID_MAX && id.chars().all(safe) && !dotted;
    fit.then_some(id).ok_or_else(|| BuildError::Id(id.chars().take(ID_MAX).collect()))
}

fn threaded(builder: MessageBuilder, mail: &Outgoing, house: &House) -> Result<MessageBuilder, BuildError> {
    match mail.thread.as_deref() {
        Some(root) if root != mail.id => {
            let root = message_id(safe_id(root)?, house);
            Ok(builder.in_reply_to(root.clone()).references(root))
        }
        _ => Ok(builder),
    }
}

/// RFC 8058 §3.1: one https address, and the field that makes it one click. An address that does not fit in angle
/// brackets (RFC 2369 §2) is left out.
fn leavable(builder: MessageBuilder, link: Option<&str>) -> MessageBuilder {
    match link.and_then(clean::link).filter(|link| link.is_ascii() && !link.contains(['<', '>', ',', ' '])) {
        Some(link) => builder
            .raw_header(header("List-Unsubscribe", &format!("<{link}>")))
            .raw_header(header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")),
        None => builder,
    }
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// Non-delivery reports stay wanted, hence not `All` ([MS-OXCMAIL] §2.1.3.2.20).
fn marked(builder: MessageBuilder, kind: &str) -> MessageBuilder {
    builder
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "OOF, AutoReply"))
        .raw_header(header("X-Meetgate-Kind", kind))
}

fn message_id(id: &str, house: &House) -> String {
    format!("<{id}@{}>", house.from.domain())
}

fn mailbox(name: &str, address: &Address) -> Result<Mailbox, BuildError> {
    let name = Some(clean::header(name, NAME)).filter(|name| clean::visible(name)).map(quotable);
    let parsed = MailAddress::new(address.local(), address.domain());
    Ok(Mailbox::new(name, parsed.map_err(|_| BuildError::Address(address.masked()))?))
}

/// A word with a dot stands in quotation marks (RFC 5322 §3.2.5), but lettre sets none where there is no space.
fn quotable(name: String) -> String {
    let word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if name.contains('.') && name.chars().all(word) { name + " " } else { name }
}

fn body(id: &str, composed: &Composed) -> MultiPart {
    let alternative =
        MultiPart::alternative().boundary(boundary(id, "")).singlepart(SinglePart::plain(composed.text.clone()));
    let html = SinglePart::html(composed.html.clone());
    let alternative = match composed.pictures.as_slice() {
        _ if composed.html.is_empty() => alternative,
        [] => alternative.singlepart(html),
        pictures => alternative.multipart(related(id, html, pictures)),
    };
    match composed.attachments.as_slice() {
        [] => alternative,
        attachments => mixed(id, alternative, attachments),
    }
}

/// The boundary comes from the id: lettre's own would be another at each try.
fn boundary(id: &str, part: &str) -> String {
    let digest = Sha256::digest(id.as_bytes());
    let boundary: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("meetgate-{part}{boundary}")
}

fn related(id: &str, html: SinglePart, pictures: &[InlinePicture]) -> MultiPart {
    let related = MultiPart::related().boundary(boundary(id, "related-")).singlepart(html);
    pictures.iter().fold(related, |related, picture| {
        let png = ContentType::parse("image/png").unwrap_or(ContentType::TEXT_PLAIN);
        related.singlepart(Attached::new_inline(picture.cid.clone()).body(picture.png.clone(), png))
    })
}

fn mixed(id: &str, alternative: MultiPart, attachments: &[Attachment]) -> MultiPart {
    let mixed = MultiPart::mixed().boundary(boundary(id, "mixed-")).multipart(alternative);
    attachments.iter().fold(mixed, |mixed, file| {
        let kind = ContentType::parse(file.media_type).unwrap_or(ContentType::TEXT_PLAIN);
        mixed.singlepart(Attached::new(file.name.clone()).body(file.bytes.clone(), kind))
    })
}

/// Mail has no dates before 1970 or after 9999; others are moved there, for lettre panics on them.
fn date(at: DateTime<Utc>) -> SystemTime {
    let last = Utc.with_ymd_and_hms(9999, 12, 31, 0, 0, 0).single().unwrap_or(at);
    at.clamp(DateTime::UNIX_EPOCH, last.max(DateTime::UNIX_EPOCH)).into()
}
