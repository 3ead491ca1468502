//! The flag on a component: a category of its own line.

use super::block::Block;
use crate::provider::vdir::event::{FLAG, OURS};
use crate::provider::vdir::lines::Property;
use crate::provider::vdir::text;

/// Sets or removes the flag. Says whether there was anything to do.
pub(super) fn flag(block: &mut Block, set: bool) -> bool {
    let flagged = block.properties().iter().any(bears);
    match (flagged, set) {
        (false, true) => block.append(&format!("CATEGORIES;{OURS}=1:{FLAG}")),
        (true, false) => unset(block),
        _ => return false,
    }
    true
}

/// Whether a property bears the flag.
pub(super) fn bears(property: &Property) -> bool {
    property.name == "X-MEETGATE-FLAG"
        || (property.name == "CATEGORIES" && text::list(&property.value).iter().any(|item| item == FLAG))
}

/// A client may have put the flag into a list with the person's own categories: those stay.
fn unset(block: &mut Block) {
    for property in block.properties().iter().filter(|property| property.name == "CATEGORIES" && bears(property)) {
        let others = others(property);
        if !others.is_empty() {
            block.set_value(property, &others);
        }
    }
    block.remove(bears);
}

fn others(property: &Property) -> String {
    let items = text::raw_list(&property.value);
    let others: Vec<_> = items.into_iter().filter(|item| text::unescape(item).trim() != FLAG).collect();
    others.join(",")
}
