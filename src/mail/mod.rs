//! The port to mail: what meetgate writes to people ([`Letter`], [`compose`]) and how it leaves ([`Transport`]).
//!
//! Composing is pure: the same letter, reader, house and instant give the same mail. All words to people are in
//! this folder. Invariant: no text from an invitation reaches HTML, headers or a terminal unescaped.

mod letter;

pub use letter::{Conflict, Found, House, Letter, MeetingFacts, Missing, Outcome, Reader, Restored, Rhythm};
