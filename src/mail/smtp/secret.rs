//! Where the password is, and the password, which nothing shows.

use std::fmt;
use std::path::PathBuf;

use super::super::transport::SendError;

/// No password or token is longer, in bytes.
const LONGEST: usize = 64 * 1024;

/// Where a password or token is. It is read when it is needed, so that a new one counts at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecretSource {
    /// In this file.
    File(PathBuf),
    /// In this environment variable.
    Env(String),
    /// In this credential of the systemd unit (`LoadCredential=`, systemd.exec(5)).
    Credential(String),
}

/// A password or token.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Secret(String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl SecretSource {
    pub(super) fn read(&self) -> Result<Secret, SendError> {
        let needs_human = |what: String| SendError::NeedsHuman(format!("the mail password: {what}"));
        let text = match self {
            Self::File(path) => read(path.clone()),
            Self::Env(name) => std::env::var(name).map_err(|_| format!("the variable {name} is not set")),
            Self::Credential(name) => match std::env::var_os("CREDENTIALS_DIRECTORY") {
                Some(folder) => read(PathBuf::from(folder).join(name)),
                None => Err(format!("no credential {name}: not started by systemd with LoadCredential=")),
            },
        };
        let text = text.map_err(needs_human)?;
        let secret = text.trim_end_matches(['\r', '\n']);
        match secret.len() {
            0 => Err(needs_human("it is empty".to_owned())),
            1..=LONGEST if !secret.contains(['\r', '\n', '\0']) => Ok(Secret(secret.to_owned())),
            _ => Err(needs_human("it is not a single line".to_owned())),
        }
    }
}

fn read(path: PathBuf) -> Result<String, String> {
    std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_file(content: &str) -> Result<Secret, SendError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        std::fs::write(&path, content).unwrap();
        SecretSource::File(path).read()
    }

    #[test]
    fn the_line_break_at_the_end_of_a_file_is_no_part_of_the_password() {
        assert_eq!(from_file("hunter 2\r\n").unwrap().expose(), "hunter 2");
    }

    #[test]
    fn an_empty_or_torn_password_waits_for_somebody() {
        for bad in ["", "\n", "two\nlines"] {
            assert!(matches!(from_file(bad), Err(SendError::NeedsHuman(_))), "{bad:?}");
        }
        let nowhere = SecretSource::File(PathBuf::from("/does/not/exist")).read();
        assert!(matches!(nowhere, Err(SendError::NeedsHuman(_))));
    }

    #[test]
    fn a_password_is_never_shown() {
        assert_eq!(format!("{:?}", from_file("hunter2").unwrap()), "Secret(…)");
    }
}
