//! The owner's answer on a component.

use super::block::{Block, is_answer_note};
use crate::meeting::Response;
use crate::provider::vdir::event::{ANSWER, OURS};
use crate::provider::vdir::lines::{Folding, Property};
use crate::provider::vdir::{people, text};
use crate::provider::{Answer, Mailbox, ProviderError};

/// What the owner's line was like before our first answer, kept as parameters of our mark so that giving back
/// leaves it byte for byte as it was.
#[derive(Debug, Clone, Copy)]
struct Before {
    /// It had no PARTSTAT.
    bare: bool,
    folding: Folding,
}

/// Writes the answer: PARTSTAT on the owner's line, behind it the mark and the comment. Says whether there was
/// anything to do. The rest of the owner's line stays, RSVP too; nobody else's line is touched.
pub(super) fn answer(block: &mut Block, mailbox: &Mailbox, answer: &Answer) -> Result<bool, ProviderError> {
    let properties = block.properties();
    let line = people::owners_line(&properties, mailbox).ok_or_else(not_listed)?;
    let note = properties.iter().find(|property| property.name == ANSWER);
    let mark = answer.mark.as_deref().map(one_line).filter(|mark| !mark.is_empty());
    let present = note.map(|note| note.value.trim().to_owned()).filter(|mark| !mark.is_empty());
    if people::response(line) == answer.response && present == mark {
        return Ok(false);
    }
    let before = Before::of(block, line, note);
    if people::response(line) != answer.response {
        let (given_back, folding) = (mark.is_none(), if mark.is_none() { before.folding } else { Folding::Characters });
        let none = before.bare && given_back && answer.response == Response::NoAnswer;
        let content = with_partstat(block.content(line.line), line, (!none).then_some(answer.response));
        block.replace(line.line, content, folding);
    }
    block.remove(is_answer_note);
    if let Some(mark) = mark {
        write_note(block, mailbox, &mark, answer.comment.as_deref(), before);
    }
    Ok(true)
}

impl Before {
    fn of(block: &Block, line: &Property, note: Option<&Property>) -> Self {
        match note {
            None => Self { bare: line.param("PARTSTAT").is_none(), folding: block.folding(line.line) },
            Some(note) => Self {
                bare: note.param("X-BARE").is_some(),
                folding: match note.param("X-FOLDING") {
                    Some("OCTETS") => Folding::Octets,
                    Some("NONE") => Folding::Unfolded,
                    _ => Folding::Characters,
                },
            },
        }
    }

    fn params(self) -> String {
        let folding = match self.folding {
            Folding::Characters => "",
            Folding::Octets => ";X-FOLDING=OCTETS",
            Folding::Unfolded => ";X-FOLDING=NONE",
        };
        format!("{}{folding}", if self.bare { ";X-BARE=1" } else { "" })
    }
}

fn write_note(block: &mut Block, mailbox: &Mailbox, mark: &str, comment: Option<&str>, before: Before) {
    let properties = block.properties();
    let Some(line) = people::owners_line(&properties, mailbox) else { return };
    if let Some(comment) = comment {
        block.insert_after(line.line, &format!("COMMENT;{OURS}=1:{}", text::escape(comment)));
    }
    block.insert_after(line.line, &format!("{ANSWER}{}:{mark}", before.params()));
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
