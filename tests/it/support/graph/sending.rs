//! `sendMail`: as MIME, with its own header, or as JSON, with what Graph leaves of it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use mail_parser::MessageParser;
use serde_json::Value;

use super::call::{Call, Fail, Reply};
use super::journal::{Mail, MailKind};
use super::state::State;

/// `POST …/sendMail`.
pub fn send_mail(state: &mut State, place: usize, call: &Call) -> Result<Reply, Fail> {
    if !state.limits.may_mail(place, state.now()) {
        let message = "Exceeded the message submission rate limit for this mailbox.";
        return Err(Fail::new(429, "ErrorExceededMessageLimit", message).with("Retry-After", "60"));
    }
    let from = state.mailbox(place).account.address.clone();
    let mut mail = match call.header("content-type") {
        Some(kind) if kind.starts_with("text/plain") => from_mime(&call.body)?,
        _ => from_json(state, &call.json()?)?,
    };
    if mail.to.is_empty() {
        return Err(Fail::new(400, "ErrorInvalidRecipients", "At least one recipient is required."));
    }
    mail.from = from;
    mail.at = state.now();
    state.mail(mail);
    Ok(Reply::empty(202))
}

fn from_mime(body: &[u8]) -> Result<Mail, Fail> {
    let invalid = |why: &str| Fail::new(400, "ErrorMimeContentInvalidBase64String", why);
    let clean: Vec<u8> = body.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let mime = STANDARD.decode(clean).map_err(|_| invalid("Invalid base64 string for MIME content."))?;
    let parser = MessageParser::default();
    let message = parser.parse(&mime).ok_or_else(|| invalid("The MIME content is not a message."))?;
    let lists = [message.to(), message.cc(), message.bcc()];
    let to = lists
        .into_iter()
        .flatten()
        .flat_map(|list| list.iter())
        .filter_map(|one| one.address().map(str::to_owned))
        .collect();
    let headers = message.headers_raw().map(|(name, value)| (name.to_owned(), unfolded(value))).collect();
    Ok(Mail {
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).map(|text| text.into_owned()).unwrap_or_default(),
        to,
        headers,
        mime: Some(mime.clone()),
        ..blank()
    })
}

fn unfolded(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Graph takes only headers that begin with `x-`, and makes the Message-ID itself.
fn from_json(state: &mut State, body: &Value) -> Result<Mail, Fail> {
    let message =
        body.get("message").or_else(|| body.get("Message")).ok_or_else(|| Fail::invalid("A message is required."))?;
    let text = |path: &str| message.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned();
    let lists = ["toRecipients", "ccRecipients", "bccRecipients"]
        .map(|name| message.get(name).and_then(Value::as_array).cloned().unwrap_or_default());
    let to = lists
        .iter()
        .flatten()
        .filter_map(|one| one.pointer("/emailAddress/address")?.as_str().map(str::to_owned))
        .collect();
    let number = state.next();
    let mut headers =
        vec![("Message-ID".to_owned(), format!("<{}@fake.outlook.example>", super::ids::guid("mail", number)))];
    for header in message.get("internetMessageHeaders").and_then(Value::as_array).into_iter().flatten() {
        let part = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        if part("name").to_ascii_lowercase().starts_with("x-") {
            headers.push((part("name"), part("value")));
        }
    }
    Ok(Mail { subject: text("/subject"), text: text("/body/content"), to, headers, ..blank() })
}

fn blank() -> Mail {
    Mail {
        kind: MailKind::Message,
        from: String::new(),
        to: Vec::new(),
        uid: None,
        day: None,
        subject: String::new(),
        answer: None,
        text: String::new(),
        proposed: Value::Null,
        headers: Vec::new(),
        mime: None,
        at: chrono::DateTime::UNIX_EPOCH,
    }
}
