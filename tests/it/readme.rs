//! What the README promises holds: its configuration loads, its commands exist.

use assert_cmd::Command;

const README: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md"));

/// The first fenced block of a language.
fn block(language: &str) -> &'static str {
    let (_, rest) = README.split_once(&format!("```{language}\n")).expect("a block");
    rest.split_once("```").expect("its end").0
}

#[test]
fn the_ten_lines_are_a_real_configuration() {
    let dir = tempfile::tempdir().unwrap();
    let config = block("toml");
    assert!(config.lines().filter(|line| !line.is_empty()).count() <= 10, "ten lines are promised");
    std::fs::write(dir.path().join("meetgate.toml"), config).unwrap();
    let people = "email,name,team,zone\nana@example.com,Ana,,\nbo@example.com,Bo,,Asia/Kolkata\n";
    std::fs::write(dir.path().join("people.csv"), people).unwrap();
    for person in ["ana", "bo"] {
        std::fs::create_dir_all(dir.path().join(format!("calendars/{person}@example.com"))).unwrap();
    }
    let meetgate = || Command::new(env!("CARGO_BIN_EXE_meetgate"));
    meetgate().current_dir(dir.path()).arg("check").assert().success().stderr("");
    meetgate().current_dir(dir.path()).args(["run", "--once"]).assert().success();
}

#[test]
fn every_command_that_it_names_exists() {
    for line in block("text").lines() {
        let command: Vec<&str> = line.split_whitespace().take_while(|word| *word != "#").collect();
        assert_eq!(command[0], "meetgate", "{line}");
        Command::new(env!("CARGO_BIN_EXE_meetgate")).args([command[1], "--help"]).assert().success();
    }
}
