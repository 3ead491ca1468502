//! Replacing a file in one step.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::folder::{Stat, stat};
use crate::provider::ProviderError;

/// New bytes of a file, on disk beside it but not yet in its place. Until [`Staged::commit`] the old file stands, and
/// whatever happens before leaves at most a dot-file, which nobody reads.
pub(super) struct Staged {
    temporary: NamedTempFile,
    target: PathBuf,
    folder: PathBuf,
}

impl Staged {
    /// Writes the bytes to a temporary file in the file's own folder (of a link: where it leads), with the file's
    /// permissions, and waits until they are on disk.
    pub fn write(path: &Path, bytes: &[u8]) -> Result<Self, ProviderError> {
        let wrong = |error: io::Error| failure(path, &error);
        let target = fs::canonicalize(path).map_err(wrong)?;
        let folder = target.parent().unwrap_or(Path::new("/")).to_path_buf();
        let mut temporary =
            tempfile::Builder::new().prefix(".meetgate-").suffix(".tmp").tempfile_in(&folder).map_err(wrong)?;
        temporary.write_all(bytes).map_err(wrong)?;
        let permissions = fs::metadata(&target).map_err(wrong)?.permissions();
        temporary.as_file().set_permissions(permissions).map_err(wrong)?;
        temporary.as_file().sync_all().map_err(wrong)?;
        Ok(Self { temporary, target, folder })
    }

    /// Puts the new file in the old one's place, if that is still the one with this stat. Between that look and the
    /// rename another program's change can be lost; it is the time of two system calls, and no calendar program
    /// locks its files.
    pub fn commit(self, read: Stat) -> Result<(), ProviderError> {
        let wrong = |error: io::Error| failure(&self.target, &error);
        let now = fs::metadata(&self.target).map_err(wrong)?;
        if stat(&now) != read {
            return Err(ProviderError::Changed("the file was written to meanwhile".into()));
        }
        self.temporary.persist(&self.target).map_err(|error| failure(&self.target, &error.error))?;
        File::open(&self.folder).and_then(|folder| folder.sync_all()).map_err(|error| failure(&self.target, &error))
    }
}

/// Writes a file that is not there yet, in one step, with the permissions that the folder lends to files.
/// [`ProviderError::Changed`] when there is one meanwhile.
pub(super) fn create(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), ProviderError> {
    let wrong = |error: io::Error| failure(path, &error);
    let lent = fs::metadata(folder).map_err(|error| missing(folder, &error))?.permissions().mode() & 0o666;
    let mut temporary =
        tempfile::Builder::new().prefix(".meetgate-").suffix(".tmp").tempfile_in(folder).map_err(wrong)?;
    temporary.write_all(bytes).map_err(wrong)?;
    temporary.as_file().set_permissions(fs::Permissions::from_mode(lent)).map_err(wrong)?;
    temporary.as_file().sync_all().map_err(wrong)?;
    temporary.persist_noclobber(path).map_err(|error| match error.error.kind() {
        io::ErrorKind::AlreadyExists => ProviderError::Changed("the file was made meanwhile".into()),
        _ => failure(path, &error.error),
    })?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(wrong)
}

fn missing(folder: &Path, error: &io::Error) -> ProviderError {
    match failure(folder, error) {
        ProviderError::Gone(_) => ProviderError::NeedsHuman(format!("the folder {} does not exist", folder.display())),
        other => other,
    }
}

/// Whether files can be written into the folder: makes one that has no name a moment later.
pub(super) fn probe(folder: &Path) -> Result<(), ProviderError> {
    let made = tempfile::Builder::new().prefix(".meetgate-").suffix(".tmp").tempfile_in(folder);
    made.map(drop).map_err(|error| failure(folder, &error))
}

/// What an error of the file system means for whoever wanted to read or write a file. Only what a human must see to
/// names the whole path, for the folder's name may be a mail address.
pub(super) fn failure(path: &Path, error: &io::Error) -> ProviderError {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let whole = path.display();
    match error.kind() {
        io::ErrorKind::NotFound => ProviderError::Gone(format!("{name} is no longer there")),
        io::ErrorKind::FileTooLarge => ProviderError::Permanent(format!("{name}: {error}")),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            ProviderError::NeedsHuman(format!("no permission to read or write {whole}"))
        }
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            ProviderError::NeedsHuman(format!("no space left to write {whole}"))
        }
        kind => ProviderError::Retry { what: format!("{name}: {kind}"), wait: None },
    }
}
