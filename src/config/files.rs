//! Access to the files that the configuration names.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::desk::Desk;
use super::reader::Cell;

/// No file of the configuration is larger than this.
pub(super) const LARGEST: u64 = 64 * 1024 * 1024;

/// Reads files and variables. A closure from path to bytes is one, which is what tests use: its files are their
/// owner's alone, and it knows no variable.
pub trait Files {
    /// The whole content of the file.
    ///
    /// # Errors
    /// When there is no such file, or it cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The permission bits of the file, and its whole content, of one and the same file.
    ///
    /// # Errors
    /// As [`Files::read`].
    fn secret(&self, path: &Path) -> io::Result<(u32, Vec<u8>)> {
        Ok((0o600, self.read(path)?))
    }

    /// The value of an environment variable.
    fn variable(&self, _name: &str) -> Option<Vec<u8>> {
        None
    }
}

impl<F: Fn(&Path) -> io::Result<Vec<u8>>> Files for F {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self(path)
    }
}

/// The file system and the environment of this process.
#[derive(Debug, Clone, Copy)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        whole(File::open(path)?)
    }

    fn secret(&self, path: &Path) -> io::Result<(u32, Vec<u8>)> {
        let file = File::open(path)?;
        let mode = file.metadata()?.permissions().mode() & 0o777;
        Ok((mode, whole(file)?))
    }

    fn variable(&self, name: &str) -> Option<Vec<u8>> {
        std::env::var_os(name).map(OsStringExt::into_vec)
    }
}

fn whole(file: File) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "the file is larger than 64 MiB"));
    }
    Ok(bytes)
}

/// The files beside the configuration, and what was read of them.
pub(super) struct Shelf<'a> {
    desk: &'a Desk,
    files: &'a dyn Files,
    folder: PathBuf,
    read: RefCell<Vec<String>>,
}

impl<'a> Shelf<'a> {
    /// The files that a configuration in `folder` names.
    pub(super) fn new(desk: &'a Desk, files: &'a dyn Files, folder: PathBuf) -> Self {
        Self { desk, files, folder, read: RefCell::default() }
    }

    /// Reads a file that `cell` names; gives its number on the desk and its text.
    pub(super) fn open(&self, cell: Cell<'_>, name: &Path) -> Option<(usize, String)> {
        let path = self.folder.join(name);
        let bytes = match self.files.read(&path) {
            Ok(bytes) => bytes,
            Err(error) => return cell.refuse(format!("cannot read {:?}: {}", cell.text, plain(&error)), None),
        };
        let text = match decode(bytes) {
            Ok(text) => text,
            Err(why) => return cell.refuse(format!("{:?} {why}", cell.text), Some("save it as UTF-8")),
        };
        self.read.borrow_mut().push(text.clone());
        Some((self.desk.add(path.display().to_string(), &text), text))
    }

    /// The text of a file that `cell` names and that says nothing of the policy; no part of its revision.
    pub(super) fn aside(&self, cell: Cell<'_>, name: &Path) -> Option<String> {
        let bytes = self.files.read(&self.folder.join(name));
        match bytes.map_err(|error| plain(&error)).and_then(decode) {
            Ok(text) => Some(text),
            Err(why) => cell.refuse(format!("cannot read {:?}: {why}", cell.text), None),
        }
    }

    /// Whether there is certainly no such file.
    pub(super) fn is_missing(&self, name: &Path) -> bool {
        let found = self.files.secret(&self.folder.join(name));
        found.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    }

    /// The permission bits and the content of a file that holds a secret. It is no part of the policy's revision.
    pub(super) fn secret(&self, path: &Path) -> io::Result<(u32, Vec<u8>)> {
        self.files.secret(&self.folder.join(path))
    }

    /// The value of an environment variable.
    pub(super) fn variable(&self, name: &str) -> Option<Vec<u8>> {
        self.files.variable(name)
    }

    /// The texts of all files that were read, in the order of reading.
    pub(super) fn texts(self) -> Vec<String> {
        self.read.into_inner()
    }
}

/// The bytes as text, or what is wrong with them.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err("is UTF-16, not UTF-8".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes().iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
        format!("is not UTF-8 (line {line})")
    })
}

/// An I/O error in words that are the same on every system.
pub(super) fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "reading it is not permitted".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    }
}
