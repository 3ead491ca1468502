//! `config/meetgate.example.toml` and `config/people.example.csv`.

use chrono::{TimeDelta, Weekday};

use super::*;
use crate::meeting::Requirement;

/// The example with every key that is commented out switched on. Mail leaves one way only: by the server.
pub(super) fn everything_on() -> String {
    let on = |line: &str| match line.strip_prefix('#') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_lowercase() || c == '[') => rest.to_owned(),
        _ => line.to_owned(),
    };
    example_text().lines().filter(|line| *line != "folder = \"outbox\"").map(|line| on(line) + "\n").collect()
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
    assert!(of_later.contains(&"\"skip\" is checked, but not acted on yet"), "{of_later:?}");
    assert_eq!(of_later.len(), 4, "two credentials are only there for the service: {of_later:?}");
    assert_eq!(loaded.web.public_url.as_deref(), Some("https://meetgate.example.com"));
}

#[test]
fn the_example_shows_every_key() {
    // What is allowed is told about an unknown key; the tables of the example are asked one after the other.
    let headers = everything_on().lines().filter(|line| line.starts_with('[')).map(str::to_owned).collect::<Vec<_>>();
    let inline = ["when", "require", "budget", "who", "hold"].map(|key| format!("{key} = {{"));
    let mut keys = Vec::new();
    for spot in headers.iter().chain(&inline).chain([&"mode = \"observe\"".to_owned()]) {
        let with_unknown = everything_on().replacen(spot, &with_an_unknown_key(spot), 1);
        let mistakes = parse(&with_unknown, Path::new("meetgate.toml"), &example_files).unwrap_err().to_string();
        let allowed = mistakes.split_once("allowed: ").unwrap_or_else(|| panic!("{spot}: {mistakes}")).1;
        keys.extend(allowed.lines().next().unwrap().split(", ").map(|key| key.trim_matches('"').to_owned()));
    }
    let shown = |key: &str| {
        let text = everything_on();
        let tables = [format!("[{key}]"), format!("[{key}."), format!(".{key}]")];
        let written = [format!("{key} ="), format!("#   {key} ")].into_iter().chain(tables);
        written.into_iter().any(|written| text.contains(&written))
    };
    let hidden: Vec<_> = keys.iter().filter(|key| !shown(key)).collect();
    assert!(hidden.is_empty(), "the example does not show {hidden:?}");
    assert!(keys.len() > 100, "{} keys", keys.len());
}

fn with_an_unknown_key(spot: &str) -> String {
    let own_line = spot.starts_with("mode") || spot.starts_with('[');
    if own_line { format!("{spot}\nqqqqqqqqqq = 1") } else { format!("{spot} qqqqqqqqqq = 1,") }
}
