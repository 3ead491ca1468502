//! Reports of mails that could not be delivered (RFC 3464). They come from anywhere and are easily forged: what is
//! read here counts only together with a mail that was really sent.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};

use super::clean;
use super::letter::House;
use crate::meeting::Address;

/// The words of another server, in the log and in `status`.
const WORDS: usize = 200;
/// More recipients than a mail of ours has are not looked at.
const RECIPIENTS: usize = 20;

/// Bad mailbox or system address, moved, disabled (RFC 3463 §3.2, §3.3; RFC 7505 §4.1), no host (§3.5).
const LASTING: [&str; 7] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"];

/// A mail that did not reach somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounce {
    /// The id of the mail ([`super::Outgoing::id`]).
    pub id: String,
    /// Whom it did not reach.
    pub address: Address,
    /// Status and words of the other server. One line.
    pub why: String,
    /// Whether it says that there is no such mailbox, so that no other mail will reach it either. A full one has room
    /// again, and what was taken for spam was this mail.
    pub lasting: bool,
}

/// Reads a mail that may be a report. Reports of delays and of deliveries, replies, out-of-office notes and whatever
/// else comes give nothing.
pub fn read_bounces(source: &[u8], house: &House) -> Vec<Bounce> {
    let Some(message) = MessageParser::default().parse(source) else { return Vec::new() };
    if !is_report(&message) {
        return Vec::new();
    }
    let Some(id) = returned_id(&message, house) else { return Vec::new() };
    let status = message.parts.iter().find(|part| is(part, "message", "delivery-status"));
    let Some(status) = status.map(|part| String::from_utf8_lossy(part.contents()).into_owned()) else {
        return Vec::new();
    };
    groups(&status).iter().take(RECIPIENTS).filter_map(|group| failed(group, &id)).collect()
}

fn is_report(message: &Message<'_>) -> bool {
    message.content_type().is_some_and(|kind| {
        kind.ctype().eq_ignore_ascii_case("multipart")
            && kind.subtype().is_some_and(|sub| sub.eq_ignore_ascii_case("report"))
            && kind.attribute("report-type").is_some_and(|report| report.eq_ignore_ascii_case("delivery-status"))
    })
}

fn is(part: &mail_parser::MessagePart<'_>, kind: &str, sub: &str) -> bool {
    part.content_type().is_some_and(|found| {
        found.ctype().eq_ignore_ascii_case(kind) && found.subtype().is_some_and(|s| s.eq_ignore_ascii_case(sub))
    })
}

/// The id of the returned mail, if it is one of ours: in the mail itself or in its headers alone.
fn returned_id(message: &Message<'_>, house: &House) -> Option<String> {
    let returned = message.parts.iter().find_map(|part| match &part.body {
        PartType::Message(inner) => inner.message_id().map(str::to_owned),
        _ if is(part, "text", "rfc822-headers") => {
            MessageParser::default().parse_headers(part.contents())?.message_id().map(str::to_owned)
        }
        _ => None,
    })?;
    let (id, domain) = returned.rsplit_once('@')?;
    domain.eq_ignore_ascii_case(house.from.domain()).then(|| id.to_owned())
}

type Fields = Vec<(String, String)>;

/// The groups of fields, one about the mail and one about each recipient (RFC 3464 §2.1), unfolded.
fn groups(status: &str) -> Vec<Fields> {
    let mut groups: Vec<Fields> = vec![Vec::new()];
    for line in status.lines() {
        let more = groups.len() <= RECIPIENTS;
        let Some(group) = groups.last_mut() else { break };
        if line.trim().is_empty() {
            if !group.is_empty() && more {
                groups.push(Vec::new());
            }
        } else if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            group.push((name.trim().to_lowercase(), value.trim().to_owned()));
        }
    }
    groups
}

/// A group that tells of a failure (RFC 3464 §2.3.3); `failed` counts also with a 4.x.x: the server gave up.
fn failed(group: &Fields, id: &str) -> Option<Bounce> {
    let field = |name: &str| group.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str());
    if !field("action")?.split([' ', '(']).next().is_some_and(|action| action.eq_ignore_ascii_case("failed")) {
        return None;
    }
    // The original address is the one that we wrote to; the final one may be what it was forwarded to.
    let address = field("original-recipient").or_else(|| field("final-recipient")).and_then(address)?;
    let status = field("status").unwrap_or_default();
    let words = field("diagnostic-code").and_then(|code| code.split_once(';')).map_or("", |(_, words)| words.trim());
    let why = clean::one_line(&format!("returned: {status} {words}"), WORDS);
    let why = why.replace(address.as_str(), &address.masked());
    let lasting = LASTING.contains(&status.split([' ', '(']).next().unwrap_or_default());
    Some(Bounce { id: id.to_owned(), address, why, lasting })
}

/// `rfc822; marta@example.com`
fn address(value: &str) -> Option<Address> {
    let (kind, address) = value.split_once(';')?;
    let kind = kind.trim();
    let known = kind.eq_ignore_ascii_case("rfc822") || kind.eq_ignore_ascii_case("utf-8");
    known.then(|| Address::parse(address.trim().trim_start_matches('<').trim_end_matches('>')))?
}
