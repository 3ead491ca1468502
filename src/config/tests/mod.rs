//! The example files, the folder of wrong files, what the keys mean, and bytes of all kinds.

mod examples;
mod hostile;
mod meaning;
mod people;
mod schema;
mod secrets;
mod wrong;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::*;
use crate::meeting::{Address, Mode, Person};

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn example_text() -> String {
    fs::read_to_string(here().join("config/meetgate.example.toml")).unwrap()
}

fn no_files(_: &Path) -> io::Result<Vec<u8>> {
    Err(io::ErrorKind::NotFound.into())
}

fn example_files(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(here().join("config").join(path))
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn person<'a>(loaded: &'a Loaded, email: &str) -> &'a Person {
    loaded.policy.directory.find(&address(email)).unwrap()
}

/// The least that `[organization]` needs, and what is written below it.
fn below_organization(rest: &str) -> String {
    let organization =
        "[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\ntime_zone = \"Europe/Berlin\"\n";
    format!("{organization}{rest}")
}

/// Loads what is written below `[organization]`.
fn loaded(rest: &str) -> Loaded {
    parse(&below_organization(rest), Path::new("meetgate.toml"), &no_files).unwrap()
}

/// The mistakes in what is written below `[organization]`.
fn refused(rest: &str) -> String {
    parse(&below_organization(rest), Path::new("meetgate.toml"), &no_files).unwrap_err().to_string()
}
