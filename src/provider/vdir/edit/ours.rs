//! Overrides that we made.
//!
//! Such an override is a copy of its series as it was then; when the organizer adds the agenda to the series, the
//! copy does not have it. So it carries a hash of what it was made with: as long as nobody else has changed it, it
//! says nothing but our answer and flag, and whoever reads it reads the series instead.

use super::answer::with_partstat;
use super::block::{Block, is_answer_note};
use super::flag::bears;
use crate::provider::Mailbox;
use crate::provider::vdir::event::{ANSWER, OURS, OVERRIDE};
use crate::provider::vdir::lines::Property;
use crate::provider::vdir::{folder, people};

/// Marks an override as ours.
pub(super) fn sign(block: &mut Block, mailbox: &Mailbox) {
    block.append(&format!("{OVERRIDE}:{}", hash(block, mailbox)));
}

/// Whether this is an override that we made and nobody else has changed.
pub(super) fn is_untouched(block: &Block, mailbox: &Mailbox) -> bool {
    let properties = block.properties();
    let signed = properties.iter().find(|property| property.name == OVERRIDE);
    signed.is_some_and(|signature| signature.value.trim() == hash(block, mailbox))
}

/// Whether the block bears none of our notes, and the same answer and flag as what it would be made from now. Where
/// the series no longer has the occurrence (no base), whether it bears neither note nor flag.
pub(super) fn adds_nothing(block: &Block, base: Option<&Block>, mailbox: &Mailbox) -> bool {
    let own = block.properties();
    let response = |properties: &[Property]| people::owners_line(properties, mailbox).map(people::response);
    let flagged = |properties: &[Property]| properties.iter().any(bears);
    let same = match base.map(Block::properties) {
        Some(base) => response(&own) == response(&base) && flagged(&own) == flagged(&base),
        None => !flagged(&own),
    };
    same && !own.iter().any(|property| property.name == ANSWER)
}

/// Of the component's own properties in any order, without what we change and without stamps. Not of the alarms
/// inside: programs note there what they have shown.
fn hash(block: &Block, mailbox: &Mailbox) -> String {
    let properties = block.properties();
    let owner = people::owners_line(&properties, mailbox).map(|line| line.line);
    let is_ours = |property: &Property| {
        is_answer_note(property) || bears(property) || (property.name == "CATEGORIES" && property.param(OURS).is_some())
    };
    let is_stamp = |property: &Property| matches!(property.name.as_str(), "DTSTAMP" | "LAST-MODIFIED" | OVERRIDE);
    let said = properties.iter().filter(|property| !is_ours(property) && !is_stamp(property));
    let mut rows: Vec<Vec<u8>> = said
        .map(|property| match block.content(property.line) {
            content if Some(property.line) == owner => with_partstat(content, property, None),
            content => content.to_vec(),
        })
        .collect();
    rows.sort_unstable();
    folder::hash(&rows.join(b"\n".as_slice()))
}
