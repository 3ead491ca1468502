//! The configuration: one TOML file, and the files it names, turned into checked values.
//!
//! The admin's whole interface is this file, so every mistake is caught before it acts: [`load`] gives a policy or
//! [`Mistakes`], all of them at once, each with its place and what to write instead. Every key is documented in
//! `config/meetgate.example.toml`.
//!
//! The way through: the document is read key by key (`reader`) into raw parts that remember their places, the
//! parts are held against each other (`check`), and only when nothing is wrong the policy is built.
//!
//! Invariants: a loaded policy names only teams, rules and sites that exist; no address belongs to two people;
//! unknown keys are refused; nothing here panics, whatever the bytes. No clock: what is loaded depends on the files
//! alone.

mod accounts;
mod calendars;
mod check;
mod condition;
mod cover;
mod desk;
mod durations;
mod files;
mod holidays;
mod later;
mod loose;
mod mistake;
mod options;
mod organization;
mod people;
mod post;
mod protected;
mod raw;
mod reader;
mod reports;
mod rules;
mod schema;
mod secret;
mod suggest;
mod surroundings;
mod table;
mod values;
mod yearly;
mod zones;

#[cfg(test)]
mod tests;

use std::path::Path;

use toml::de::DeTable;

use crate::meeting::Digest;
use crate::policy::Policy;

pub use accounts::{Cloud, DeclineAs, GoogleAccess, GoogleOptions, OutlookCredential, OutlookOptions, SendUpdates};
pub use files::{Disk, Files};
pub use mistake::{Mistake, Mistakes};
pub use options::{
    AuthOption, Check, LaterOptions, MailOptions, PasswordOption, ReportFile, ReportFormat, ReportOptions, Reports,
    RunOptions, SafetyOptions, SmtpOptions, Sources, StoreOptions, TlsOption, TransportOptions, VdirSource, WebOptions,
};

pub use schema::schema;
pub use secret::Secret;

use desk::Desk;
use files::Shelf;
use raw::Raw;
use reader::Section;

/// The file itself is at most so large, in bytes.
const LARGEST: usize = 1 << 20;

/// What the files say.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The policy.
    pub policy: Policy,
    /// Where calendars are read.
    pub sources: Sources,
    /// How mail leaves.
    pub mail: MailOptions,
    /// The database.
    pub store: StoreOptions,
    /// The rhythm.
    pub run: RunOptions,
    /// The pages.
    pub web: WebOptions,
    /// What nothing acts on yet.
    pub later: LaterOptions,
    /// What is allowed but surely worth knowing, in the order of the files.
    pub warnings: Vec<Mistake>,
}

/// Reads the file and what it names; paths in it count from its folder.
///
/// # Errors
/// Everything that is wrong with the files.
pub fn load(path: &Path) -> Result<Loaded, Mistakes> {
    let unreadable = |error| whole_file(path, format!("cannot read it: {}", files::plain(&error)), None);
    let bytes = Disk.read(path).map_err(unreadable)?;
    let no_text = |why| whole_file(path, format!("the file {why}"), Some("save it as UTF-8"));
    parse(&files::decode(bytes).map_err(no_text)?, path, &Disk)
}

/// As [`load`], with the text at hand and other files read through `files`. `origin` is the file's path; mistakes
/// name it.
///
/// # Errors
/// Everything that is wrong with the files.
pub fn parse(text: &str, origin: &Path, files: &dyn Files) -> Result<Loaded, Mistakes> {
    let desk = Desk::default();
    if text.len() > LARGEST {
        let what = "it is larger than 1 MiB".to_owned();
        let help = "people belong into people.csv";
        return Err(whole_file(origin, what, Some(help)));
    }
    desk.add(origin.display().to_string(), text);
    // The TOML reader takes no byte order mark; blanks of the same length keep all places right.
    let blanked = text.strip_prefix('\u{feff}').map(|rest| format!("   {rest}"));
    let text = blanked.as_deref().unwrap_or(text);
    let loaded = document(&desk, text).and_then(|document| {
        let near = origin.parent().unwrap_or(Path::new("")).to_owned();
        let folder = std::path::absolute(Path::new(".").join(&near)).unwrap_or_else(|_| near.clone());
        let shelf = Shelf::new(&desk, files, near);
        let raw = Raw::read(Section::root(&desk, &document), &shelf, &folder);
        check::all(&desk, &raw);
        let texts = shelf.texts();
        let revision = Digest::of(std::iter::once(text).chain(texts.iter().map(String::as_str)));
        if desk.mistakes() == 0 { raw.build(revision) } else { None }
    });
    let warnings = desk.close()?;
    // Nothing is left out without a mistake, so a reading that failed has returned above.
    let nothing = || whole_file(origin, "it cannot be understood".to_owned(), None);
    loaded.map(|loaded| Loaded { warnings, ..loaded }).ok_or_else(nothing)
}

/// A mistake about the file as such.
fn whole_file(path: &Path, what: String, help: Option<&str>) -> Mistakes {
    Mistakes(vec![desk::whole_file(&path.display().to_string(), what, help.map(str::to_owned))], 0)
}

/// The document. Of a file that is not TOML only that is told: what else seems wrong with it would mislead. For the
/// same reason only the first error of syntax is told; keys written twice are errors of their own.
fn document<'d>(desk: &Desk, text: &'d str) -> Option<DeTable<'d>> {
    let (document, errors) = DeTable::parse_recoverable(text);
    let twice = |error: &&toml::de::Error| error.message().contains("duplicate key");
    let syntax = errors.iter().find(|error| !twice(error));
    for error in errors.iter().filter(twice).chain(syntax) {
        let span = error.span().unwrap_or(0..0);
        let (what, help) = syntax_words(error.message(), span.is_empty());
        desk.mistake(desk.place(0, span), what, help.map(str::to_owned));
    }
    errors.is_empty().then(|| document.into_inner())
}

/// What the TOML reader says, with help for what people trip over most.
fn syntax_words(message: &str, nothing_there: bool) -> (String, Option<&'static str>) {
    match message {
        "duplicate key" => ("this key is written twice".to_owned(), Some("a table or key has one place in the file")),
        m if m.contains("escape") => {
            (format!("not TOML: {m}"), Some("write \\\\ for a backslash, or single quotes around the text"))
        }
        m if nothing_there && m.contains("must be quoted") => ("not TOML: a value is missing here".to_owned(), None),
        m => (format!("not TOML: {m}"), None),
    }
}
