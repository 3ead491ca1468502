//! The port to mail: what meetgate writes to people ([`Letter`], [`compose`]) and how it leaves ([`Transport`]).
//!
//! Composing is pure: the same letter, reader, house and instant give the same mail. All words to people are in
//! the catalogues of `locales/`. Invariant: no text from an invitation reaches HTML, headers or a terminal unescaped.
//!
//! The way of a letter: [`Letter`] → page (parts in the order they are read) → plain text and HTML → [`Outgoing`]
//! → MIME message → [`Transport`].

mod answering;
mod asking;
mod bounce;
mod clean;
mod compose;
mod dates;
mod desk;
mod facts;
mod folder;
mod graph;
mod html;
mod leave;
mod letter;
mod lines;
mod news;
mod outgoing;
mod page;
mod report;
mod samples;
mod smtp;
#[cfg(test)]
mod tests;
mod text;
mod told;
mod transport;
mod words;

pub use bounce::{Bounce, read_bounces};
pub use compose::{Attachment, Composed, InlinePicture, compose};
pub use folder::Folder;
pub use graph::{Graph, Submission};
pub use leave::never_mailed;
pub use letter::{
    Alert, Conflict, Day, DayAnswer, DayCause, Found, House, Letter, MeetingFacts, Missing, Outcome, Reader, Restored,
    Rhythm, Trouble,
};
pub use lines::{answer_comment, memo_line};
pub use outgoing::{BuildError, Outgoing, build};
pub use report::{
    KIND as REPORT_KIND, KIND_PERSONAL as PERSONAL_KIND, Personal, REPORT_SAMPLES, Telling, compose_personal,
    compose_report, compose_report_sample, personal_sample, report_csv, report_json, report_page, report_picture,
    report_sample,
};
pub use samples::{Sample, samples};
pub use smtp::{Login, LoginMethod, SecretSource, Security, Server, Smtp};
pub use transport::{SendError, Transport};
pub use words::languages;
