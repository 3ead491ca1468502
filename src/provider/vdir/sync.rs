//! One sync of one folder.

use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;

use super::document::{Broken, Document};
use super::folder::{self, Known, Listing, MAX_BYTES, Seen, Stat};
use super::{Work, edit, event, series};
use crate::provider::{Changes, Cursor, Mailbox, Problem, ProviderError};

/// What changed since the cursor.
pub(super) fn changes(
    folder: &Path,
    mailbox: &Mailbox,
    cursor: Option<&Cursor>,
    work: &Work,
) -> Result<Changes, ProviderError> {
    let listing = Listing::of(folder)?;
    let known = Known::read(cursor);
    let complete = known.is_none();
    let mut sync = Sync {
        folder,
        mailbox,
        work,
        old: known.unwrap_or_default(),
        new: Known::default(),
        changes: Changes::default(),
    };
    for (name, stat) in &listing.files {
        sync.file(name, *stat, listing.is_racy(*stat));
    }
    sync.finish(listing.problems, complete)
}

/// Parses a file's bytes.
pub(super) fn parse(bytes: Vec<u8>, name: &str, mailbox: &Mailbox, work: &Work) -> Result<event::Read, Broken> {
    work.parsed.fetch_add(1, Ordering::Relaxed);
    let etag = folder::hash(&bytes);
    let document = Document::read(bytes)?;
    let mut read = event::object(&document, name, &etag, mailbox)?;
    // Only files with one meeting are written to, and only in those do parts and components stand side by side.
    if event::meetings(&document) == 1 {
        let ours: Vec<_> = document.events().map(|(event, _)| edit::is_untouched(&document, event, mailbox)).collect();
        read.object.parts = series::refreshed(read.object.parts, &ours, mailbox);
    }
    Ok(read)
}

struct Sync<'a> {
    folder: &'a Path,
    mailbox: &'a Mailbox,
    work: &'a Work,
    old: Known,
    new: Known,
    changes: Changes,
}

impl Sync<'_> {
    fn file(&mut self, name: &str, stat: Stat, racy: bool) {
        match self.old.files.get(name) {
            Some(seen) if seen.stat == stat && !racy => self.keep(name, seen.clone()),
            _ if stat.1 > MAX_BYTES => self.refuse(name, stat, String::new(), "the file is larger than 10 MB".into()),
            _ => self.look(name),
        }
    }

    /// Reads a file; parses it only when its bytes are new.
    fn look(&mut self, name: &str) {
        self.work.read.fetch_add(1, Ordering::Relaxed);
        let (bytes, stat) = match folder::read(&self.folder.join(name)) {
            Ok(read) => read,
            // It vanished since it was listed.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return,
            Err(error) => return self.unreadable(name, &error),
        };
        let hash = folder::hash(&bytes);
        match self.old.files.get(name) {
            Some(seen) if seen.hash == hash => self.keep(name, Seen { stat, ..seen.clone() }),
            _ => match parse(bytes, name, self.mailbox, self.work) {
                Ok(read) => {
                    self.changes.objects.push(read.object);
                    self.keep(name, Seen { stat, hash, problem: read.problem.map(|broken| broken.to_string()) });
                }
                Err(broken) => self.refuse(name, stat, hash, broken.to_string()),
            },
        }
    }

    /// What is known of a file is kept; one with a problem stays one.
    fn keep(&mut self, name: &str, seen: Seen) {
        if let Some(text) = &seen.problem {
            self.changes.problems.push(Problem { object: name.to_owned(), text: text.clone() });
        }
        self.new.files.insert(name.to_owned(), seen);
    }

    fn refuse(&mut self, name: &str, stat: Stat, hash: String, text: String) {
        self.keep(name, Seen { stat, hash, problem: Some(text) });
    }

    /// Tried again at every sync, for a permission can change without the file.
    fn unreadable(&mut self, name: &str, error: &io::Error) {
        let text = format!("it cannot be read: {}", error.kind());
        self.refuse(name, Stat::default(), String::new(), text);
    }

    fn finish(mut self, unlisted: Vec<Problem>, complete: bool) -> Result<Changes, ProviderError> {
        for problem in unlisted {
            // It is there, only not to be looked at: what was known of it is kept.
            let seen = Seen { stat: Stat::default(), hash: String::new(), problem: Some(problem.text.clone()) };
            self.keep(&problem.object, seen);
        }
        let gone = self.old.files.keys().filter(|name| !self.new.files.contains_key(*name));
        self.changes.gone = gone.cloned().collect();
        self.changes.complete = complete;
        self.changes.cursor = self.new.cursor();
        Ok(self.changes)
    }
}
