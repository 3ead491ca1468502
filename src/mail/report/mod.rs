//! The weekly report for people: HTML mail with pictures, plain text, a page of its own, CSV and JSON, and the personal
//! weekly mail.
//!
//! Pure, and total: whatever the report holds, there is a mail. The way is that of every letter: data → page (parts in
//! the order they are read) → plain text and HTML. What a report adds are [`block`]s (tiles, tables, pictures) and
//! attachments.
//!
//! Invariants: nothing is shown that [`Report`](crate::report::Report) does not hold, so what the core withholds stays
//! withheld in every format; team names, titles, cities and rule names become clean in [`tell`] and nowhere else; a mail
//! stays under 100 KB of HTML, for tables have a limit and say what they leave to the attachments.
//!
//! Accepted: a picture that cannot be drawn is left out. Its figures stand in the tables and in its words.

mod api;
mod attached;
pub(in crate::mail) mod block;
mod charts;
mod figures;
mod notes;
mod page;
mod personal;
pub(in crate::mail) mod plain;
mod pulse;
mod samples;
mod summary;
mod tables;
mod tell;
#[cfg(test)]
mod tests;
mod weeks;

pub use api::{KIND, KIND_PERSONAL, Telling, compose_report, report_page, report_picture};
pub use attached::{report_csv, report_json};
pub use personal::{Personal, compose_personal};
pub use samples::{REPORT_SAMPLES, compose_report_sample, personal_sample, report_sample};
