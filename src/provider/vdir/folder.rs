//! What lies in a folder, and what has changed there since the last look.
//!
//! A file is read again only when its modification time, size or inode differs from what the cursor knows. A file
//! can change twice within one tick of its timestamp; the second change is then invisible in them ("racily clean",
//! as git calls it). The system's clock is no judge of that, since files may lie on another machine. So a file
//! whose time is within two seconds of the newest time seen in the folder is read and compared by its hash until
//! something newer appears.

use std::collections::BTreeMap;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::{fs, io};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::path::is_calendar_file;
use crate::provider::{Cursor, Problem, ProviderError};

/// Files above this size are refused.
pub(super) const MAX_BYTES: u64 = 10_000_000;
/// Folders with more files are refused.
const MAX_FILES: usize = 100_000;
/// How much newer another file of the folder must be before a file's own stat is believed: a file that was written
/// twice within one tick of the file system's clock looks the same both times. Where times come in whole seconds the
/// tick may be two seconds long (FAT), elsewhere it is that of the kernel's timer.
const COARSE_NANOS: i64 = 2_000_000_000;
const FINE_NANOS: i64 = 20_000_000;

/// What the cursor knows of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Known {
    /// Of each file by name.
    pub files: BTreeMap<String, Seen>,
}

/// What the cursor knows of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Seen {
    /// Time, size and inode.
    #[serde(rename = "s")]
    pub stat: Stat,
    /// Hash of the bytes.
    #[serde(rename = "h")]
    pub hash: String,
    /// Why it could not be read, if so: it stays a problem until it changes.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What tells without reading that a file has changed: modification time in nanoseconds, size in bytes, inode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Stat(pub i64, pub u64, pub u64);

impl Known {
    /// Reads a cursor; None when there is none or it is not ours.
    pub fn read(cursor: Option<&Cursor>) -> Option<Self> {
        serde_json::from_str(&cursor?.0).ok()
    }

    /// The cursor.
    pub fn cursor(&self) -> Cursor {
        Cursor(serde_json::to_string(self).unwrap_or_default())
    }
}

/// The calendar files of a folder.
pub(super) struct Listing {
    /// By name.
    pub files: BTreeMap<String, Stat>,
    /// Files that cannot be looked at.
    pub problems: Vec<Problem>,
    newest: i64,
}

impl Listing {
    /// Lists a folder.
    pub fn of(folder: &Path) -> Result<Self, ProviderError> {
        let own = fs::metadata(folder).map_err(|error| unreachable_folder(folder, &error))?;
        let entries = fs::read_dir(folder).map_err(|error| unreachable_folder(folder, &error))?;
        let mut listing = Self { files: BTreeMap::new(), problems: Vec::new(), newest: nanos(&own) };
        for entry in entries {
            let entry = entry.map_err(|error| unreachable_folder(folder, &error))?;
            let Ok(name) = entry.file_name().into_string() else {
                let object = entry.file_name().to_string_lossy().into_owned();
                listing.problems.push(Problem { object, text: "the file's name is not UTF-8".into() });
                continue;
            };
            if is_calendar_file(&name) {
                listing.add(name, &entry.path());
            }
            if listing.files.len() > MAX_FILES {
                let what = format!("the folder {} holds more than {MAX_FILES} calendar files", folder.display());
                return Err(ProviderError::NeedsHuman(what));
            }
        }
        Ok(listing)
    }

    /// Whether a change of this file could be invisible in its stat.
    pub fn is_racy(&self, stat: Stat) -> bool {
        let coarse = stat.0 % 1_000_000_000 == 0;
        stat.0.saturating_add(if coarse { COARSE_NANOS } else { FINE_NANOS }) >= self.newest
    }

    /// Links are followed; what vanishes meanwhile, and links to nowhere, are not there.
    fn add(&mut self, name: String, path: &Path) {
        match fs::metadata(path) {
            Ok(found) if found.is_file() => {
                self.newest = self.newest.max(nanos(&found));
                self.files.insert(name, stat(&found));
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => {
                self.problems.push(Problem { object: name, text: format!("it cannot be read: {}", error.kind()) })
            }
        }
    }
}

/// Reads a file, at most [`MAX_BYTES`].
pub(super) fn read(path: &Path) -> io::Result<(Vec<u8>, Stat)> {
    let file = fs::File::open(path)?;
    let found = file.metadata()?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than 10 MB"));
    }
    Ok((bytes, stat(&found)))
}

/// Hash of a file's bytes; also its etag.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// What the metadata says.
pub(super) fn stat(found: &fs::Metadata) -> Stat {
    Stat(nanos(found), found.len(), found.ino())
}

fn nanos(found: &fs::Metadata) -> i64 {
    found.mtime().saturating_mul(1_000_000_000).saturating_add(found.mtime_nsec())
}

fn unreachable_folder(folder: &Path, error: &io::Error) -> ProviderError {
    let folder = folder.display();
    match error.kind() {
        io::ErrorKind::NotFound => ProviderError::NeedsHuman(format!("the folder {folder} does not exist")),
        io::ErrorKind::NotADirectory => ProviderError::NeedsHuman(format!("{folder} is no folder")),
        io::ErrorKind::PermissionDenied => {
            ProviderError::NeedsHuman(format!("no permission to read the folder {folder}"))
        }
        kind => ProviderError::Retry { what: format!("the folder {folder} cannot be read: {kind}"), wait: None },
    }
}
