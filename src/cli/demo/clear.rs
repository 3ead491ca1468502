//! Removes what an earlier demo made, and nothing else.

use std::path::Path;
use std::{fs, io};

use super::calendars;
use super::company::Company;
use super::policy;

/// Removes calendars, mails, policy and database of a demo of that company. Other files in the folder stay.
///
/// # Errors
/// When something cannot be removed.
pub fn clear(out: &Path, company: &Company) -> io::Result<()> {
    let folder = out.join(calendars::FOLDER);
    for person in &company.people {
        gone(fs::remove_dir_all(folder.join(&person.email)))?;
    }
    clear_mails(&out.join(policy::MAILS))?;
    for emptied in [folder, out.join(policy::MAILS)] {
        // Still holds something of somebody's: it stays.
        let _ = fs::remove_dir(emptied);
    }
    for name in [policy::FILE, policy::PEOPLE] {
        gone(fs::remove_file(out.join(name)))?;
    }
    for suffix in ["", "-wal", "-shm", "-journal"] {
        gone(fs::remove_file(out.join(format!("{}{suffix}", policy::DATABASE))))?;
    }
    Ok(())
}

fn clear_mails(folder: &Path) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".eml") || name.starts_with(".draft-") {
            gone(fs::remove_file(path))?;
        }
    }
    Ok(())
}

fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
