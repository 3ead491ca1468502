//! Calendars as folders of iCalendar files ("vdir"), as vdirsyncer, pimsync and khal share them.
//!
//! Invariants: only files directly in a mailbox's folder are touched; a write replaces a file in one step and only
//! while it has the bytes it was read with; of a file everything stays byte for byte that was not meant; what
//! cannot be read is reported and nothing known of it is given up. Holds are files of their own; see `hold`.

mod busy;
mod document;
mod edit;
mod event;
mod folder;
mod hold;
mod path;
mod people;
mod series;
mod sync;
#[cfg(test)]
mod tests;
mod text;
mod times;
mod write;
mod zone;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use self::document::Document;
use self::edit::Change;
pub use self::path::PathTemplate;
use self::write::{Staged, failure};
use super::ical::{lines, values};
use super::{
    Ability, Answer, Busy, Calendar, Changes, Cursor, Held, Hold, Mailbox, Object, Part, ProviderError, Target,
};
use crate::meeting::{Address, Window};

/// The provider: one folder a mailbox, named by a template.
#[derive(Debug, Clone)]
pub struct Vdir {
    template: PathTemplate,
    work: Arc<Work>,
}

impl Vdir {
    /// A provider whose mailboxes lie where the template says. A relative path is one from the working directory.
    pub fn new(template: PathTemplate) -> Self {
        Self { template, work: Arc::default() }
    }

    /// How many files have been read and how many of them parsed since the provider was made; of unchanged files
    /// neither.
    pub fn work(&self) -> (u64, u64) {
        (self.work.read.load(Ordering::Relaxed), self.work.parsed.load(Ordering::Relaxed))
    }

    /// Does something with a mailbox's folder on a thread that may block.
    async fn on_folder<T: Send + 'static>(
        &self,
        mailbox: &Mailbox,
        act: impl FnOnce(&Folder) -> Result<T, ProviderError> + Send + 'static,
    ) -> Result<T, ProviderError> {
        let path = self.template.folder(&mailbox.address)?;
        let folder = Folder { path, mailbox: mailbox.clone(), work: Arc::clone(&self.work) };
        let done = tokio::task::spawn_blocking(move || act(&folder)).await;
        done.unwrap_or_else(|error| {
            Err(ProviderError::Retry { what: format!("reading was broken off: {error}"), wait: None })
        })
    }
}

#[async_trait]
impl Calendar for Vdir {
    /// All files are listed whatever the window: what lies far off is no more work.
    async fn changes(
        &self,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        _window: Window,
    ) -> Result<Changes, ProviderError> {
        let cursor = cursor.cloned();
        self.on_folder(mailbox, move |folder| {
            sync::changes(&folder.path, &folder.mailbox, cursor.as_ref(), &folder.work)
        })
        .await
    }

    async fn read(&self, mailbox: &Mailbox, object: &str) -> Result<Object, ProviderError> {
        let name = object.to_owned();
        self.on_folder(mailbox, move |folder| folder.read(&name)).await
    }

    /// Answers on the owner's ATTENDEE line; for one occurrence of a series, on that of an override, which is made
    /// when there is none. A decline stays in the file. Once answered so, doing it again writes nothing.
    async fn answer(&self, mailbox: &Mailbox, target: &Target, answer: &Answer) -> Result<String, ProviderError> {
        let (target, answer) = (target.clone(), answer.clone());
        self.on_folder(mailbox, move |folder| folder.change(&target, &answer.etag, Change::Answer(&answer), answer.at))
            .await
    }

    async fn flag(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        set: bool,
        etag: &str,
        at: DateTime<Utc>,
    ) -> Result<String, ProviderError> {
        let (target, etag) = (target.clone(), etag.to_owned());
        self.on_folder(mailbox, move |folder| folder.change(&target, &etag, Change::Flag(set), at)).await
    }

    async fn hold(&self, mailbox: &Mailbox, hold: &Hold, at: DateTime<Utc>) -> Result<Held, ProviderError> {
        let hold = hold.clone();
        self.on_folder(mailbox, move |folder| hold::place(folder, &hold, at)).await
    }

    async fn release(&self, mailbox: &Mailbox, key: &str, _at: DateTime<Utc>) -> Result<(), ProviderError> {
        let key = key.to_owned();
        self.on_folder(mailbox, move |folder| hold::release(folder, &key)).await
    }

    /// Of everyone who has a folder. Dates and floating times of others are read in the asker's zone, and only their
    /// answers under this very address are known to be theirs.
    async fn busy(&self, asker: &Mailbox, of: &[Address], window: Window) -> Result<Vec<Busy>, ProviderError> {
        let mut all = Vec::with_capacity(of.len());
        for address in of {
            let mailbox = match asker.owns(address) {
                true => asker.clone(),
                false => Mailbox { address: address.clone(), aliases: Vec::new(), zone: asker.zone },
            };
            let times = self.on_folder(&mailbox, move |folder| busy::times(folder, window)).await;
            all.push(Busy { address: address.clone(), times: times.map_err(|error| error.to_string()) });
        }
        Ok(all)
    }

    /// A folder that can be listed can be read, and one that its owner may write in can be written to.
    async fn probe(&self, mailbox: &Mailbox, ability: Ability) -> Result<(), ProviderError> {
        self.on_folder(mailbox, move |folder| folder.probe(ability)).await
    }
}

/// Reads a calendar file that lies in no mailbox: its components with their text, nobody's own answer.
///
/// # Errors
/// What is wrong with the file, with the line.
pub fn parts(bytes: Vec<u8>) -> Result<Vec<Part>, String> {
    let Some(address) = Address::parse("nobody@invalid") else { return Ok(Vec::new()) };
    let mailbox = Mailbox { address, aliases: Vec::new(), zone: chrono_tz::UTC };
    let read = sync::parse(bytes, "", &mailbox, &Work::default()).map_err(|broken| broken.to_string())?;
    Ok(read.object.parts)
}

/// How much work was done.
#[derive(Debug, Default)]
struct Work {
    read: AtomicU64,
    parsed: AtomicU64,
}

/// One mailbox's folder.
struct Folder {
    path: PathBuf,
    mailbox: Mailbox,
    work: Arc<Work>,
}

impl Folder {
    fn read(&self, name: &str) -> Result<Object, ProviderError> {
        let path = self.file(name)?;
        let (bytes, _) = folder::read(&path).map_err(|error| self.failure(&path, &error))?;
        let read = sync::parse(bytes, name, &self.mailbox, &self.work);
        read.map(|read| read.object).map_err(|broken| unreadable(name, &broken))
    }

    /// Changes a file that still has the etag. What it already says is not written again, whatever its etag.
    fn change(
        &self,
        target: &Target,
        etag: &str,
        change: Change<'_>,
        at: DateTime<Utc>,
    ) -> Result<String, ProviderError> {
        let path = self.file(&target.object)?;
        let (bytes, stat) = folder::read(&path).map_err(|error| self.failure(&path, &error))?;
        let current = folder::hash(&bytes);
        let new = self.changed(bytes, target, (change, at));
        let meanwhile = || ProviderError::Changed(format!("{} is no longer the file that was read", target.object));
        match new {
            Ok(None) => Ok(current),
            _ if current != etag => Err(meanwhile()),
            Ok(Some(new)) => {
                Staged::write(&path, &new)?.commit(stat)?;
                Ok(folder::hash(&new))
            }
            Err(error) => Err(error),
        }
    }

    fn changed(
        &self,
        bytes: Vec<u8>,
        target: &Target,
        change: (Change<'_>, DateTime<Utc>),
    ) -> Result<Option<Vec<u8>>, ProviderError> {
        let document = Document::read(bytes).map_err(|broken| unreadable(&target.object, &broken))?;
        let object = event::object(&document, &target.object, "", &self.mailbox);
        let object = object.map_err(|broken| unreadable(&target.object, &broken))?;
        edit::apply(&document, &object.object, &self.mailbox, target, change)
    }

    fn probe(&self, ability: Ability) -> Result<(), ProviderError> {
        match ability {
            Ability::Read => folder::Listing::of(&self.path).map(drop),
            Ability::Write => write::probe(&self.path),
            Ability::FreeBusy | Ability::Settings => Ok(()),
        }
    }

    fn file(&self, name: &str) -> Result<PathBuf, ProviderError> {
        let named = path::is_calendar_file(name).then(|| self.path.join(name));
        named.ok_or_else(|| ProviderError::Permanent(format!("{name:?} is no name of a calendar file")))
    }

    /// A file that is not there because its folder is not there is not gone.
    fn failure(&self, path: &Path, error: &std::io::Error) -> ProviderError {
        match failure(path, error) {
            ProviderError::Gone(_) if !self.path.is_dir() => {
                ProviderError::NeedsHuman(format!("the folder {} does not exist", self.path.display()))
            }
            other => other,
        }
    }
}

/// Somebody may be writing it just now; if not, the next sync lists it as a problem.
fn unreadable(name: &str, broken: &document::Broken) -> ProviderError {
    ProviderError::Retry { what: format!("{name}: {broken}"), wait: None }
}
