//! Changes to a file: the owner's answer and the flag, on the component they are meant for.
//!
//! For one occurrence of a series that is the override of that occurrence. Where there is none, one is made: a copy
//! of what the occurrence is read from, without its recurrence, at that occurrence's times. When what we did is
//! taken back and nobody else has changed such an override, it goes again.

mod answer;
mod block;
mod flag;
mod occurrence;
mod ours;

use chrono::{DateTime, Utc};

use self::block::Block;
use self::occurrence::Place;
use super::document::{Component, Document};
use crate::provider::{Answer, Mailbox, Object, ProviderError, Target};

/// What to do.
#[derive(Debug, Clone, Copy)]
pub(super) enum Change<'a> {
    /// Answer in the owner's name, or give back.
    Answer(&'a Answer),
    /// Set the flag, or remove it.
    Flag(bool),
}

/// The file with the change made; None when it already says so.
pub(super) fn apply(
    document: &Document,
    object: &Object,
    mailbox: &Mailbox,
    target: &Target,
    (change, at): (Change<'_>, DateTime<Utc>),
) -> Result<Option<Vec<u8>>, ProviderError> {
    let occurrences = occurrence::Occurrences::of(document, object, mailbox)?;
    match occurrences.place(target)? {
        Place::Here(component) => {
            let mut block = Block::of(document, component);
            if !make(&mut block, mailbox, change)? {
                return Ok(None);
            }
            let base = occurrences.fresh(target, at).ok();
            let is_empty = ours::is_untouched(&block, mailbox) && ours::adds_nothing(&block, base.as_ref(), mailbox);
            Ok(Some(replaced(document, component, if is_empty { Vec::new() } else { block.bytes() })))
        }
        Place::New(base) => {
            let mut block = occurrences.fresh(target, at)?;
            Ok(make(&mut block, mailbox, change)?.then(|| with_new(document, base, &block)))
        }
    }
}

/// Whether a component is an override that we made and nobody else has changed.
pub(super) fn is_untouched(document: &Document, component: &Component, mailbox: &Mailbox) -> bool {
    ours::is_untouched(&Block::of(document, component), mailbox)
}

fn make(block: &mut Block, mailbox: &Mailbox, change: Change<'_>) -> Result<bool, ProviderError> {
    match change {
        Change::Answer(answer) => answer::answer(block, mailbox, answer),
        Change::Flag(set) => Ok(flag::flag(block, set)),
    }
}

fn replaced(document: &Document, component: &Component, new: Vec<u8>) -> Vec<u8> {
    let (begin, end) = reach(document, component);
    let (head, tail) = (document.bytes.get(..begin).unwrap_or_default(), document.bytes.get(end..).unwrap_or_default());
    [head, new.as_slice(), tail].concat()
}

/// The new override stands right behind the component it was made from.
fn with_new(document: &Document, base: &Component, new: &Block) -> Vec<u8> {
    let (_, end) = reach(document, base);
    let (head, tail) = (document.bytes.get(..end).unwrap_or_default(), document.bytes.get(end..).unwrap_or_default());
    let between: &[u8] = if head.ends_with(b"\n") { b"" } else { new.ending() };
    [head, between, new.bytes().as_slice(), tail].concat()
}

/// The bytes of a component.
fn reach(document: &Document, component: &Component) -> (usize, usize) {
    let lines = document.lines.get(component.lines.clone()).unwrap_or_default();
    (lines.first().map_or(0, |line| line.raw.start), lines.last().map_or(0, |line| line.raw.end))
}
