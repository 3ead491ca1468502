//! Mail into a folder: one `.eml` file for each mail, for trying out and for machines that pick mail up.
//!
//! Invariants: a file is there whole or not at all, and is on disk before `send` returns; it is named after the
//! mail's id, so sending the same mail again replaces the file and never doubles it. A crash may leave a hidden draft,
//! which is no mail.

use std::fs::{self, DirBuilder, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use async_trait::async_trait;

use super::letter::House;
use super::outgoing::{Outgoing, build, safe_id};
use super::transport::{SendError, Transport};

/// Writes mails into a folder. The file is written here and not by lettre's file transport, which names each file
/// with a new random UUID (a retry would double the mail) and does not sync it.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    house: House,
}

impl Folder {
    /// A folder at `path`, created with the first mail, for its owner only, if it is missing; mails of `house`.
    pub fn new(path: impl Into<PathBuf>, house: House) -> Self {
        Self { path: path.into(), house }
    }
}

#[async_trait]
impl Transport for Folder {
    async fn send(&self, mail: &Outgoing) -> Result<(), SendError> {
        let bytes = build(mail, &self.house)?.formatted();
        let (folder, name) = (self.path.clone(), format!("{}.eml", safe_id(&mail.id)?));
        let written = tokio::task::spawn_blocking(move || {
            write(&folder, &name, &bytes).map_err(|error| explain(&folder, &error))
        });
        written.await.unwrap_or_else(|error| Err(SendError::Retry { what: error.to_string(), after: None }))
    }

    async fn try_out(&self) -> Result<bool, SendError> {
        let folder = self.path.clone();
        let tried = tokio::task::spawn_blocking(move || {
            let draft = make(&folder).and_then(|()| tempfile::Builder::new().prefix(".draft-").tempfile_in(&folder));
            draft.map(|_| true).map_err(|error| explain(&folder, &error))
        });
        tried.await.unwrap_or_else(|error| Err(SendError::Retry { what: error.to_string(), after: None }))
    }
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    make(folder)?;
    let mut draft = tempfile::Builder::new().prefix(".draft-").tempfile_in(folder)?;
    draft.write_all(bytes)?;
    draft.as_file().sync_all()?;
    draft.persist(folder.join(name)).map_err(|error| error.error)?;
    sync(folder)
}

fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)?;
    folder.parent().filter(|parent| !parent.as_os_str().is_empty()).map_or(Ok(()), sync)
}

/// Makes a rename in the folder last (the name is data of the folder, not of the file).
fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { fs::metadata(folder).map(drop) }
}

/// A full disk passes; a folder that is none, or that we may not write to, waits for somebody.
fn explain(folder: &Path, error: &io::Error) -> SendError {
    use io::ErrorKind::{
        AlreadyExists, InvalidInput, IsADirectory, NotADirectory, PermissionDenied, ReadOnlyFilesystem,
    };
    let what = format!("mail folder {}: {error}", folder.display());
    match error.kind() {
        AlreadyExists | InvalidInput | IsADirectory | NotADirectory | PermissionDenied | ReadOnlyFilesystem => {
            SendError::NeedsHuman(what)
        }
        _ => SendError::Retry { what, after: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::compose;
    use crate::mail::samples::{Sample, samples};

    fn outgoing(id: &str) -> (Outgoing, House) {
        let Sample { letter, reader, house, now, page, .. } = samples().remove(0);
        let composed = compose(&letter, &reader, &house, now, page);
        let mail = Outgoing {
            id: id.to_owned(),
            composed,
            to: reader,
            thread: None,
            at: now,
            unsubscribe: None,
            kind: letter.kind(),
        };
        (mail, house)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        entries.collect()
    }

    #[tokio::test]
    async fn a_mail_becomes_one_file_named_after_its_id_however_often_it_is_sent() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("not").join("yet");
        let (mail, house) = outgoing("notice.4Tq8-1");
        let folder = Folder::new(&path, house.clone());
        for _ in 0..3 {
            folder.send(&mail).await.unwrap();
        }
        assert_eq!(names(&path), ["notice.4Tq8-1.eml"]);
        let written = fs::read(path.join("notice.4Tq8-1.eml")).unwrap();
        assert_eq!(written, build(&mail, &house).unwrap().formatted());
    }

    #[tokio::test]
    async fn mails_with_different_ids_lie_side_by_side() {
        let root = tempfile::tempdir().unwrap();
        let (first, house) = outgoing("a");
        let folder = Folder::new(root.path(), house);
        let (sent, also) = tokio::join!(folder.send(&first), async { folder.send(&outgoing("b").0).await });
        assert!(sent.is_ok() && also.is_ok());
        let mut names = names(root.path());
        names.sort();
        assert_eq!(names, ["a.eml", "b.eml"]);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn a_new_folder_and_its_mails_are_for_the_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("mail");
        let (mail, house) = outgoing("a");
        Folder::new(&path, house).send(&mail).await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&path), mode(&path.join("a.eml"))), (0o700, 0o600));
    }

    #[tokio::test]
    async fn a_file_where_the_folder_should_be_waits_for_somebody() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("mail");
        fs::write(&path, "not a folder").unwrap();
        let (mail, house) = outgoing("a");
        for place in [path.clone(), path.join("below")] {
            let error = Folder::new(&place, house.clone()).send(&mail).await.unwrap_err();
            assert!(matches!(&error, SendError::NeedsHuman(_)), "{error:?}");
        }
    }

    #[test]
    fn a_full_disk_passes_and_a_forbidden_folder_does_not() {
        let kind = |kind: io::ErrorKind| explain(Path::new("mail"), &io::Error::from(kind));
        assert!(matches!(kind(io::ErrorKind::StorageFull), SendError::Retry { .. }));
        assert!(matches!(kind(io::ErrorKind::QuotaExceeded), SendError::Retry { .. }));
        assert!(matches!(kind(io::ErrorKind::PermissionDenied), SendError::NeedsHuman(_)));
        assert!(matches!(kind(io::ErrorKind::ReadOnlyFilesystem), SendError::NeedsHuman(_)));
    }

    #[tokio::test]
    async fn an_id_that_would_leave_the_folder_writes_nothing() {
        let root = tempfile::tempdir().unwrap();
        for id in ["../up", "a/b", "", ".hidden", "a..b", "a\nb", "ä", "a b"] {
            let (mail, house) = outgoing(id);
            let error = Folder::new(root.path().join("mail"), house).send(&mail).await.unwrap_err();
            assert!(matches!(error, SendError::Permanent(_)), "{id:?}");
        }
        assert_eq!(names(root.path()), Vec::<String>::new());
    }
}
