//! The owner's answer on a component.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

use super::block::{Block, is_answer_note};
use crate::meeting::Response;
use crate::provider::vdir::event::{ANSWER, OURS};
use crate::provider::vdir::lines::{Line, Property, fold, unfold};
use crate::provider::vdir::{people, text};
use crate::provider::{Answer, Mailbox, ProviderError};

/// The parameter of our mark that holds the owner's line as it was before our first answer, percent-encoded. Only
/// where setting PARTSTAT back would not give the same bytes: an odd folding, no PARTSTAT at all.
const WAS: &str = "X-WAS";
/// What a parameter value may hold without quotes.
const PLAIN: &AsciiSet = NON_ALPHANUMERIC;

/// Writes the answer: PARTSTAT on the owner's line, behind it the mark and the comment. Says whether there was
/// anything to do. The rest of the owner's line stays, RSVP too; nobody else's line is touched. Giving back (no mark)
/// takes mark and comment off.
pub(super) fn answer(block: &mut Block, mailbox: &Mailbox, answer: &Answer) -> Result<bool, ProviderError> {
    let properties = block.properties();
    let line = people::owners_line(&properties, mailbox).ok_or_else(not_listed)?;
    let note = properties.iter().find(|property| property.name == ANSWER);
    let mark = answer.mark.as_deref().map(one_line).filter(|mark| !mark.is_empty());
    let present = note.map(|note| note.value.trim().to_owned()).filter(|mark| !mark.is_empty());
    if people::response(line) == answer.response && present == mark {
        return Ok(false);
    }
    let was = match note {
        Some(note) => note.param(WAS).map(str::to_owned),
        None => line_to_keep(block, line),
    };
    let before = was.as_deref().filter(|_| mark.is_none()).and_then(|was| as_it_was(block, line, was, answer.response));
    if let Some((content, raw)) = before {
        block.replace_raw(line.line, content, raw);
    } else if people::response(line) != answer.response {
        block.replace(line.line, with_partstat(block.content(line.line), line, Some(answer.response)));
    }
    block.remove(is_answer_note);
    if let Some(mark) = mark {
        write_note(block, mailbox, &mark, answer.comment.as_deref(), was);
    }
    Ok(true)
}

fn write_note(block: &mut Block, mailbox: &Mailbox, mark: &str, comment: Option<&str>, was: Option<String>) {
    let properties = block.properties();
    let Some(line) = people::owners_line(&properties, mailbox) else { return };
    if let Some(comment) = comment {
        block.insert_after(line.line, &format!("COMMENT;{OURS}=1:{}", text::escape(comment)));
    }
    let was = was.map(|was| format!(";{WAS}={was}")).unwrap_or_default();
    block.insert_after(line.line, &format!("{ANSWER}{was}:{mark}"));
}

/// The owner's line, if writing its own PARTSTAT into it would change its bytes.
fn line_to_keep(block: &Block, line: &Property) -> Option<String> {
    let (content, raw) = (block.content(line.line), block.raw(line.line));
    let again = fold(&with_partstat(content, line, Some(people::response(line))), block.ending());
    (again != raw).then(|| percent_encode(raw, PLAIN).to_string())
}

/// The line that was kept, if it gives this answer and nobody has changed anything else on it since.
fn as_it_was(block: &Block, line: &Property, was: &str, response: Response) -> Option<(Vec<u8>, Vec<u8>)> {
    let raw: Vec<u8> = percent_decode_str(was).collect();
    let [kept] = <[Line; 1]>::try_from(unfold(&raw)).ok()?;
    let old = Property::read(&kept.content, line.line)?;
    let same = with_partstat(&kept.content, &old, None) == with_partstat(block.content(line.line), line, None);
    (same && people::response(&old) == response).then_some((kept.content, raw))
}

/// The owner's line with another PARTSTAT, or without one.
pub(super) fn with_partstat(content: &[u8], line: &Property, response: Option<Response>) -> Vec<u8> {
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
