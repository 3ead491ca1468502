//! A letter becomes a mail: subject, plain text and HTML.
//!
//! Pure, and total: whatever the letter holds, there is a mail.

use chrono::{DateTime, Utc};

use super::desk::Desk;
use super::letter::{House, Letter, Reader};
use super::page::Page;
use super::{answering, asking, html, news, text, told};

/// A mail in words, without its headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// One line; the same for all mails about one meeting but for `Re: `, so that they form a thread.
    pub subject: String,
    /// Complete by itself; at most 72 columns, but for addresses of pages, which stand alone on their lines. Lines
    /// end in `\n`.
    pub text: String,
    /// A whole HTML document with inline styles, without scripts; pictures only by Content-ID. Empty in a mail of plain
    /// text.
    pub html: String,
    /// The pictures that the HTML names; only reports have any.
    pub pictures: Vec<InlinePicture>,
    /// Files that come with the mail; only reports have any.
    pub attachments: Vec<Attachment>,
}

impl Composed {
    /// The same without HTML and its pictures.
    pub fn plain(self) -> Self {
        Self { html: String::new(), pictures: Vec::new(), ..self }
    }
}

/// A picture within the HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InlinePicture {
    /// Its Content-ID without angle brackets, by which the HTML names it (RFC 2392).
    pub cid: String,
    /// The picture, as PNG.
    pub png: Vec<u8>,
}

/// A file that comes with a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name: ASCII letters, digits, `-` and `.`.
    pub name: String,
    /// Its media type, with its parameters.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Writes the letter for this reader, in the reader's language, or in English where there is no catalogue for it.
///
/// `now` is about when it is sent: it decides what is "today". `page` is the meeting's own page (of a digest the
/// page of all the reader's meetings); it appears only if the house has a `public_url`. Links other than https are
/// left out, and the sentences do without them.
pub fn compose(letter: &Letter, reader: &Reader, house: &House, now: DateTime<Utc>, page: Option<&str>) -> Composed {
    let page = lay_out(letter, &Desk::new(reader, house, now, page));
    Composed {
        subject: text::plain(&page.subject),
        text: text::render(&page),
        html: html::render(&page),
        pictures: Vec::new(),
        attachments: Vec::new(),
    }
}

fn lay_out(letter: &Letter, desk: &Desk) -> Page {
    match letter {
        Letter::FirstNotice(meeting) => asking::first_notice(desk, meeting),
        Letter::Digest(meetings) => match meetings.as_slice() {
            [one] => asking::first_notice(desk, one),
            several => asking::digest(desk, several),
        },
        Letter::LastCall(meeting) => asking::last_call(desk, meeting),
        Letter::Conflict(conflict) => answering::conflict(desk, conflict),
        Letter::Outcome(outcome) => answering::outcome(desk, outcome),
        Letter::Outcomes(outcomes) => match outcomes.as_slice() {
            [one] => answering::outcome(desk, one),
            several => told::outcomes(desk, several),
        },
        Letter::Restored(restored) => answering::restored(desk, restored),
        Letter::Day(day) => news::day(desk, day),
        Letter::Alert(alert) => news::alert(desk, alert),
    }
}
