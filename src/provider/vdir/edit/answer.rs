//! The owner's answer on a component.

use super::block::{Block, is_answer_note};
use crate::meeting::Response;
use crate::provider::vdir::event::{ANSWER, OURS};
use crate::provider::vdir::lines::Property;
use crate::provider::vdir::{people, text};
use crate::provider::{Answer, Mailbox, ProviderError};

/// The parameter that tells that there was no PARTSTAT before ours, so that giving back leaves none.
const BARE: &str = "X-BARE";

/// Writes the answer: PARTSTAT on the owner's line, behind it the mark and the comment. Says whether there was
/// anything to do. The rest of the owner's line stays, RSVP too; nobody else's line is touched.
pub(super) fn answer(block: &mut Block, mailbox: &Mailbox, answer: &Answer) -> Result<bool, ProviderError> {
    let properties = block.properties();
    let line = people::owners_line(&properties, mailbox).ok_or_else(not_listed)?;
    let note = properties.iter().find(|property| property.name == ANSWER);
    let mark = answer.mark.as_deref().map(one_line);
    let present = note.map(|note| note.value.trim().to_owned()).filter(|mark| !mark.is_empty());
    if people::response(line) == answer.response && present == mark {
        return Ok(false);
    }
    let bare = note.map_or(line.param("PARTSTAT").is_none(), |note| note.param(BARE).is_some());
    if people::response(line) != answer.response {
        let drop = bare && mark.is_none() && answer.response == Response::NoAnswer;
        block.replace(line.line, with_partstat(block.content(line.line), line, (!drop).then_some(answer.response)));
    }
    block.remove(is_answer_note);
    write_note(block, mailbox, mark, answer.comment.as_deref(), bare);
    Ok(true)
}

fn write_note(block: &mut Block, mailbox: &Mailbox, mark: Option<String>, comment: Option<&str>, bare: bool) {
    let (Some(mark), properties) = (mark, block.properties()) else { return };
    let Some(line) = people::owners_line(&properties, mailbox) else { return };
    if let Some(comment) = comment {
        block.insert_after(line.line, &format!("COMMENT;{OURS}=1:{}", text::escape(comment)));
    }
    let bare = if bare { format!(";{BARE}=1") } else { String::new() };
    block.insert_after(line.line, &format!("{ANSWER}{bare}:{mark}"));
}

/// The owner's line with another PARTSTAT, or without one.
fn with_partstat(content: &[u8], line: &Property, response: Option<Response>) -> Vec<u8> {
    let known = line.params.iter().find(|param| param.name == "PARTSTAT").map(|param| param.span.clone());
    let colon = line.value_at.saturating_sub(1);
    let span = known.unwrap_or(colon..colon);
    let param = response.map(|response| format!(";PARTSTAT={}", response.partstat())).unwrap_or_default();
    let (head, tail) = (content.get(..span.start).unwrap_or_default(), content.get(span.end..).unwrap_or_default());
    [head, param.as_bytes(), tail].concat()
}

fn one_line(mark: &str) -> String {
    mark.trim().chars().filter(|c| !c.is_control()).collect()
}

fn not_listed() -> ProviderError {
    let what =
        "the mailbox's owner is not among the attendees (invited through a group): there is no line to answer on";
    ProviderError::Permanent(what.into())
}
