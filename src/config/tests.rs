//! The example files, the folder of wrong files, and bytes of all kinds.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, TimeDelta, Weekday};
use proptest::prelude::*;

use super::*;
use crate::meeting::{Person, Requirement};

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

/// The example with every key that is commented out switched on.
fn everything_on() -> String {
    let on = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => rest.to_owned(),
        _ => line.to_owned(),
    };
    example_text().lines().map(|line| on(line) + "\n").collect()
}

#[test]
fn the_example_file_is_a_policy_that_only_observes() {
    let loaded = load(&here().join("config/meetgate.example.toml")).unwrap();
    let policy = &loaded.policy;
    assert_eq!(policy.mode, Mode::Observe);
    assert_eq!(policy.directory.len(), 13);
    let rules: Vec<_> = policy.rules.iter().map(|rule| rule.name.as_str()).collect();
    assert_eq!(rules, ["urgent", "social-and-one-to-one", "incident-bridge", "late-evening", "agenda-24h"]);
    assert_eq!(policy.rules[4].require[&Requirement::Agenda], Mode::Decline);
    assert_eq!(policy.rules[4].lead_time, TimeDelta::hours(24));
    assert_eq!(policy.protected[0].days, [Weekday::Wed]);
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.run.poll, TimeDelta::minutes(5));
}

#[test]
fn paths_count_from_the_folder_of_the_file() {
    let loaded = load(&here().join("config/meetgate.example.toml")).unwrap();
    let folder = here().join("config");
    let calendars = loaded.sources.vdir.unwrap().folder(&address("ana.costa@example.com"));
    assert_eq!(calendars, folder.join("calendars/ana.costa@example.com"));
    assert_eq!(loaded.mail.transport, TransportOptions::Folder(folder.join("outbox")));
    let database = folder.join("meetgate.db");
    assert_eq!(loaded.store.url, format!("sqlite://{}?mode=rwc", database.display()));
}

#[test]
fn every_commented_key_of_the_example_can_be_switched_on() {
    let loaded = parse(&everything_on(), Path::new("meetgate.toml"), &example_files).unwrap();
    let of_later: Vec<_> = loaded.warnings.iter().map(|warning| warning.what.as_str()).collect();
    assert!(of_later.contains(&"\"hold\" is checked, but not acted on yet"), "{of_later:?}");
    assert_eq!(of_later.len(), 14, "{of_later:?}");
    assert_eq!(loaded.web.public_url.as_deref(), Some("https://meetgate.example.com"));
}

fn wrong_files() -> PathBuf {
    here().join("tests/data/config/wrong")
}

fn wrong_file(path: &Path) -> io::Result<Vec<u8>> {
    fs::read(wrong_files().join(path))
}

/// The files of a folder whose text differs from the expected one beside them. With `BLESS=1` in the environment the
/// expected texts are written instead; read the difference before you commit it.
fn differing(folder: &Path, told: impl Fn(&str, &Path) -> String) -> (usize, Vec<String>) {
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    let mut differing = Vec::new();
    for path in &files {
        let name = path.file_name().unwrap();
        let found = told(&fs::read_to_string(path).unwrap(), Path::new(name)) + "\n";
        let expected = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&expected, &found).unwrap();
        }
        let expected = fs::read_to_string(expected).unwrap_or_default();
        if found != expected {
            differing.push(format!("--- {}\nexpected:\n{expected}\nfound:\n{found}", name.display()));
        }
    }
    (files.len(), differing)
}

#[test]
fn every_wrong_file_is_refused_in_the_expected_words() {
    let told = |text: &str, name: &Path| match parse(text, name, &wrong_file) {
        Ok(_) => "loaded without a mistake".to_owned(),
        Err(mistakes) => mistakes.to_string(),
    };
    let (count, differing) = differing(&wrong_files(), told);
    assert!(differing.is_empty(), "{} of {count} differ\n{}", differing.len(), differing.join("\n"));
    assert!(count >= 80, "only {count} wrong files");
}
