//! Secrets: passwords and the like, which never stand in the configuration itself.
//!
//! A secret named `password` is written as one of three keys: `password_file`, `password_env` (an environment
//! variable) or `password_credential` (a file of that name in `$CREDENTIALS_DIRECTORY`, where systemd's
//! `LoadCredential=` puts it; systemd.exec(5), "Credentials").
//!
//! Invariants: a value is in no message, in no `Debug`, and cannot be serialized; a file that anyone but its owner may
//! read is refused. A value that only the service has (its variables, its credentials, files of its user) is missing
//! when an admin looks at the configuration from another account: that is a warning, and an error once it is needed.

use std::fmt;
use std::io;
use std::path::Path;

use super::desk::Placed;
use super::files::{self, Shelf};
use super::reader::{Cell, Section};

/// A longer one is surely another file.
const LONGEST: usize = 64 * 1024;

/// Bits of a file's mode that let others than its owner in.
const OTHERS: u32 = 0o077;

/// A value that is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Result<String, String>);

impl Secret {
    /// A secret at hand.
    pub(super) fn new(value: String) -> Self {
        Self(Ok(value))
    }

    /// The value, for whoever it is meant for.
    ///
    /// # Errors
    /// Why it is not at hand, in words for the admin: this process lacks the variable, the credential or the right.
    pub fn expose(&self) -> Result<&str, &str> {
        self.0.as_deref().map_err(String::as_str)
    }
}

/// Tells whether there is a value, never which.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_ok() { "Secret(***)" } else { "Secret(not at hand)" })
    }
}

/// The keys of one secret: `keys!("password")`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keys {
    pub(super) file: &'static str,
    pub(super) env: &'static str,
    pub(super) credential: &'static str,
}

macro_rules! keys {
    ($name:literal) => {
        $crate::config::secret::Keys {
            file: concat!($name, "_file"),
            env: concat!($name, "_env"),
            credential: concat!($name, "_credential"),
        }
    };
}
pub(super) use keys;

impl Keys {
    fn all(self) -> [&'static str; 3] {
        [self.file, self.env, self.credential]
    }

    /// The first of the keys that is written.
    pub(super) fn written(self, section: &Section<'_>) -> Option<&'static str> {
        self.all().into_iter().find(|key| section.has(key))
    }
}

/// What a secret looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A password, a URL.
    Line,
    /// A JSON or PEM text.
    Text,
}

/// Reads the secret that one of the keys names.
type Reader = fn(Cell<'_>, &Shelf<'_>, Form) -> Option<Secret>;

/// Reads a secret of one line, if one of its keys is written. Notes when two are.
pub(super) fn secret(section: &Section<'_>, shelf: &Shelf<'_>, keys: Keys) -> Option<Placed<Secret>> {
    any(section, shelf, keys, Form::Line)
}

/// As [`secret`], of any number of lines.
pub(super) fn text(section: &Section<'_>, shelf: &Shelf<'_>, keys: Keys) -> Option<Placed<Secret>> {
    any(section, shelf, keys, Form::Text)
}

fn any(section: &Section<'_>, shelf: &Shelf<'_>, keys: Keys, form: Form) -> Option<Placed<Secret>> {
    let readers: [Reader; 3] = [file, variable, credential];
    let written: Vec<_> =
        keys.all().into_iter().zip(readers).filter_map(|(k, read)| Some((section.node(k)?, read))).collect();
    match written[..] {
        [(node, read)] => {
            let cell = node.cell()?;
            read(cell, shelf, form).map(|value| Placed { value, place: cell.place })
        }
        [(first, _), (second, _), ..] => {
            let help = format!("write one of {}", keys.all().join(", "));
            let what = format!("both {:?} and {:?}", first.key, second.key);
            section.desk.mistake(section.place_of(second.key), what, Some(help));
            None
        }
        [] => None,
    }
}

/// `_file`: a path from the folder of the configuration.
fn file(cell: Cell<'_>, shelf: &Shelf<'_>, form: Form) -> Option<Secret> {
    let (mode, bytes) = match shelf.secret(Path::new(cell.text)) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            return Some(not_at_hand(cell, format!("reading the file {:?} is not permitted here", cell.text)));
        }
        Err(error) => return cell.refuse(format!("cannot read {:?}: {}", cell.text, files::plain(&error)), None),
    };
    closed(cell, mode)?;
    plain(cell, bytes, form)
}

fn closed(cell: Cell<'_>, mode: u32) -> Option<()> {
    if mode & OTHERS == 0 {
        return Some(());
    }
    let what = format!("others than its owner may read {:?} (mode {mode:03o})", cell.text);
    cell.refuse(what, Some(&format!("give it to meetgate's user and run chmod 600 {}", cell.text)))
}

/// For a secret that is read anew whenever it is needed: whether its file, if there is one now, is its owner's alone.
pub(super) fn owners_alone(cell: Cell<'_>, shelf: &Shelf<'_>) -> Option<()> {
    match shelf.secret(Path::new(cell.text)) {
        Ok((mode, _)) => closed(cell, mode),
        Err(_) => Some(()),
    }
}

/// `_env`: an environment variable.
fn variable(cell: Cell<'_>, shelf: &Shelf<'_>, form: Form) -> Option<Secret> {
    let name = cell.text;
    if !is_variable(name) {
        // Whoever mistook the key for that of the value has written the value; small letters tell.
        let help = "write the variable's name in capital letters, for example \"MEETGATE_PASSWORD\"";
        return cell.refuse(format!("{:?} wants the name of an environment variable", cell.key), Some(help));
    }
    match shelf.variable(name) {
        Some(value) => plain(cell, value, form),
        None => Some(not_at_hand(cell, format!("the environment variable {name} is not set here"))),
    }
}

/// Whether it is the name of a variable: capital letters, digits and underscores.
pub(super) fn is_variable(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.chars().all(fits) && !name.starts_with(|c: char| c.is_ascii_digit())
}

/// `_credential`: the name of a systemd credential.
fn credential(cell: Cell<'_>, shelf: &Shelf<'_>, form: Form) -> Option<Secret> {
    let name = cell.text;
    if name.is_empty() || name.starts_with('.') || name.contains('/') || name.chars().any(char::is_control) {
        let help = "the name is what stands before the colon of LoadCredential=";
        return cell.refuse(format!("{:?} wants the name of a credential", cell.key), Some(help));
    }
    let Some(folder) = shelf.variable("CREDENTIALS_DIRECTORY").and_then(|bytes| String::from_utf8(bytes).ok()) else {
        return Some(not_at_hand(cell, format!("the credential {name:?} is only there for the service")));
    };
    // Who may read it is systemd's affair: it hands files over by access lists, which show as bits of the group.
    match shelf.secret(&Path::new(&folder).join(name)) {
        Ok((_, bytes)) => plain(cell, bytes, form),
        Err(error) => {
            let help = format!("write LoadCredential={name}:/etc/meetgate/{name} into the unit");
            cell.refuse(format!("cannot read the credential {name:?}: {}", files::plain(&error)), Some(&help))
        }
    }
}

fn not_at_hand(cell: Cell<'_>, why: String) -> Secret {
    let help = "it is needed once meetgate runs, and was not looked at";
    cell.desk.warn(cell.place, why.clone(), Some(help.to_owned()));
    Secret(Err(why))
}

/// The bytes as text; the line break that editors write at the end of a file is no part of it.
fn plain(cell: Cell<'_>, bytes: Vec<u8>, form: Form) -> Option<Secret> {
    if bytes.len() > LONGEST {
        return cell.refuse(format!("the secret of {:?} is longer than 64 KiB", cell.key), None);
    }
    let Ok(text) = String::from_utf8(bytes) else {
        return cell.refuse(format!("the secret of {:?} is not UTF-8", cell.key), None);
    };
    let value = text.strip_suffix('\n').unwrap_or(&text);
    let value = value.strip_suffix('\r').unwrap_or(value);
    match value {
        "" => cell.refuse(format!("the secret of {:?} is empty", cell.key), None),
        value if form == Form::Line && value.chars().any(char::is_control) => {
            cell.refuse(format!("the secret of {:?} is not one line of text", cell.key), None)
        }
        value => Some(Secret::new(value.to_owned())),
    }
}
