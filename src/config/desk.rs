//! Where mistakes are collected: the texts that were read, places in them, and what was found wrong.
//!
//! Invariants: a place always lies within its text; at most [`MOST`] mistakes are kept, so hostile files cost
//! bounded work.

use std::cell::RefCell;
use std::ops::Range;

use super::mistake::{Mistake, Mistakes};
use super::{secret, suggest};

/// So many mistakes are kept; more are only counted.
const MOST: usize = 300;

/// So many characters of a line are shown.
const SHOWN: usize = 120;

/// Messages and helps are at most so many characters long.
const LONGEST: usize = 600;

/// A stretch of one of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    source: usize,
    start: usize,
    end: usize,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

/// Collects mistakes and warnings while the configuration is read.
#[derive(Default)]
pub(super) struct Desk {
    sources: RefCell<Vec<Source>>,
    mistakes: RefCell<Vec<(Place, Mistake)>>,
    warnings: RefCell<Vec<(Place, Mistake)>>,
    dropped: RefCell<usize>,
}

/// A text, and where its lines begin.
struct Source {
    name: String,
    text: String,
    lines: Vec<usize>,
}

impl Desk {
    /// Adds a text; its index is what [`Desk::place`] wants.
    pub(super) fn add(&self, name: String, text: &str) -> usize {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let mark = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let lines = std::iter::once(mark).chain(breaks).collect();
        let mut sources = self.sources.borrow_mut();
        sources.push(Source { name, text: text.to_owned(), lines });
        sources.len() - 1
    }

    /// A place in the text of that index.
    pub(super) fn place(&self, source: usize, span: Range<usize>) -> Place {
        Place { source, start: span.start, end: span.end.max(span.start) }
    }

    /// Notes a mistake.
    pub(super) fn mistake(&self, place: Place, what: impl Into<String>, help: Option<String>) {
        let mut mistakes = self.mistakes.borrow_mut();
        if mistakes.len() < MOST {
            mistakes.push((place, self.locate(place, short(what.into()), help.map(short))));
        } else {
            *self.dropped.borrow_mut() += 1;
        }
    }

    /// Notes something that is allowed but surely worth knowing.
    pub(super) fn warn(&self, place: Place, what: impl Into<String>, help: Option<String>) {
        let mut warnings = self.warnings.borrow_mut();
        if warnings.len() < MOST {
            warnings.push((place, self.locate(place, short(what.into()), help.map(short))));
        }
    }

    /// Notes that a name is not among the allowed ones: `unknown team "x"`.
    pub(super) fn unknown<'a>(
        &self,
        place: Place,
        kind: &str,
        found: &str,
        allowed: impl IntoIterator<Item = &'a str>,
    ) {
        let full = self.mistakes.borrow().len() >= MOST;
        let help = if full { None } else { suggest::help(found, allowed) };
        self.mistake(place, format!("unknown {kind} {found:?}"), help);
    }

    /// Notes a name that is taken: `a second team named "x"; the first is in line 3`.
    pub(super) fn twice(&self, kind: &str, name: &str, first: Place, second: Place) {
        let help = format!("the first is in {}; names are unique", self.line_of(first, second));
        self.mistake(second, format!("a second {kind} named {name:?}"), Some(help));
    }

    /// `line 3`, or `people.csv line 3` when seen from another file.
    pub(super) fn line_of(&self, place: Place, seen_from: Place) -> String {
        let sources = self.sources.borrow();
        let Some(source) = sources.get(place.source) else { return "another file".to_owned() };
        let (line, _) = source.line_at(place.start);
        if place.source == seen_from.source { format!("line {line}") } else { format!("{} line {line}", source.name) }
    }

    /// How many mistakes were noted so far.
    pub(super) fn mistakes(&self) -> usize {
        self.mistakes.borrow().len() + *self.dropped.borrow()
    }

    /// The end: all mistakes, or all warnings when there is no mistake.
    pub(super) fn close(self) -> Result<Vec<Mistake>, Mistakes> {
        let mistakes = in_order(self.mistakes.into_inner());
        if mistakes.is_empty() {
            Ok(in_order(self.warnings.into_inner()))
        } else {
            Err(Mistakes(mistakes, self.dropped.into_inner()))
        }
    }

    fn locate(&self, place: Place, what: String, help: Option<String>) -> Mistake {
        let sources = self.sources.borrow();
        let Some(source) = sources.get(place.source) else { return whole_file("configuration", what, help) };
        let (line, start) = source.line_at(place.start);
        let text = source.text.get(start..).unwrap_or("");
        let text = text.lines().next().unwrap_or("");
        let chars = |from: usize, to: usize| source.text.get(from..to).map_or(0, |part| part.chars().count());
        let before = chars(start, place.start);
        let length = chars(place.start, place.end.min(start + text.len()).max(place.start));
        let (source_line, caret) = shown(text, before);
        let length = length.min(source_line.chars().count().saturating_sub(caret)).max(1);
        Mistake { file: source.name.clone(), line, column: before + 1, length, what, help, source_line, caret }
    }
}

/// A mistake about a file as such, for example that it cannot be read.
pub(super) fn whole_file(name: &str, what: String, help: Option<String>) -> Mistake {
    let (file, source_line) = (name.to_owned(), String::new());
    Mistake { file, line: 0, column: 0, length: 0, what, help, source_line, caret: 0 }
}

impl Source {
    /// The line that holds the byte, counted from 1, and where it begins.
    fn line_at(&self, at: usize) -> (usize, usize) {
        let index = self.lines.partition_point(|start| *start <= at).saturating_sub(1);
        (index + 1, self.lines.get(index).copied().unwrap_or(0))
    }
}

/// Quoted texts may be long; a message is not.
fn short(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(LONGEST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

fn in_order(mut found: Vec<(Place, Mistake)>) -> Vec<Mistake> {
    found.sort_by_key(|(place, _)| *place);
    found.into_iter().map(|(_, mistake)| mistake).collect()
}

/// The part of a line to show and where the character number `at` is in it.
fn shown(line: &str, at: usize) -> (String, usize) {
    let from = if at > SHOWN * 2 / 3 { at - SHOWN / 2 } else { 0 };
    let masked = mask(line);
    let part: String = masked.chars().skip(from).take(SHOWN).map(printable).collect();
    let part = part.trim_end();
    if from == 0 { (part.to_owned(), at) } else { (format!("…{part}"), at - from + 1) }
}

/// What could move the cursor or turn the writing direction is not sent to a terminal.
fn printable(c: char) -> char {
    match c {
        '\t' => ' ',
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c if c.is_control() => '\u{fffd}',
        c => c,
    }
}

/// Masks what may be secret in a line: passwords of URLs, and values of keys that are named like secrets, which do not
/// belong into the file but get there.
pub(super) fn mask(line: &str) -> String {
    // A key that got into the file has lines without any name before them.
    if line.contains("PRIVATE KEY") { stars(line) } else { mask_values(&mask_urls(line)) }
}

/// Masks the password of URLs such as `postgres://user:secret@host/db`, character by character.
fn mask_urls(line: &str) -> String {
    let Some((scheme, rest)) = line.split_once("://") else { return line.to_owned() };
    let authority = rest.find(['/', '"', '\'', ' ']).unwrap_or(rest.len());
    let Some(at) = rest[..authority].rfind('@') else { return format!("{scheme}://{}", mask_urls(rest)) };
    let Some(colon) = rest[..at].find(':') else { return format!("{scheme}://{}", mask_urls(rest)) };
    let stars = stars(&rest[colon + 1..at]);
    format!("{scheme}://{}:{stars}{}", &rest[..colon], mask_urls(&rest[at..]))
}

/// Masks `password = "secret"` and its like, character by character, to the end of the line. The value of a key such
/// as `password_env` is masked unless it is the name of a variable.
fn mask_values(line: &str) -> String {
    let secret = |at: usize| {
        let key = line[..at].trim_end().trim_end_matches(['"', '\'']);
        let key =
            key.rsplit(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').next().unwrap_or("").to_lowercase();
        let value = line[at + 1..].trim().trim_matches(['"', '\'']);
        SECRETS.iter().any(|word| key.ends_with(word)) || (key.ends_with("_env") && !secret::is_variable(value))
    };
    match line.match_indices('=').map(|(at, _)| at).find(|at| secret(*at)) {
        Some(at) => {
            let blank = |c: char| if c.is_whitespace() { c } else { '*' };
            line[..=at].chars().chain(line[at + 1..].chars().map(blank)).collect()
        }
        None => line.to_owned(),
    }
}

/// Ends of the names of keys whose values are nobody's business.
const SECRETS: [&str; 6] = ["password", "passwd", "passphrase", "secret", "token", "key"];

fn stars(text: &str) -> String {
    "*".repeat(text.chars().count())
}
