//! What the README promises holds: its configuration loads, its commands exist.

use std::os::unix::fs::PermissionsExt as _;

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

/// Every fenced block of TOML, also those inside of lists.
fn blocks() -> Vec<String> {
    let fenced = README.split("```toml\n").skip(1).map(|rest| rest.split_once("```").expect("its end").0);
    fenced.map(|block| block.lines().map(|line| line.trim_start().to_owned() + "\n").collect()).collect()
}

#[test]
fn its_other_blocks_are_real_tables() {
    let dir = tempfile::tempdir().unwrap();
    let secret = |name: &str, text: &str| {
        std::fs::write(dir.path().join(name), text).unwrap();
        std::fs::set_permissions(dir.path().join(name), std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    secret("google-key.json", "{\"client_email\": \"m@example.iam.gserviceaccount.com\", \"private_key\": \"x\"}");
    secret("google-client-secret", "x");
    secret("google-login.json", "{\"refresh_token\": \"x\"}");
    secret("meetgate.key", "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n");
    secret("meetgate.pem", "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n");
    let tables: Vec<String> = blocks().into_iter().filter(|block| block.starts_with('[')).collect();
    assert_eq!(tables.len(), 4, "{tables:?}");
    for table in tables {
        let named = table.starts_with("[google]") || table.starts_with("[outlook]");
        let source = if named { "" } else { "[sources.vdir]\npath = \"calendars/{email}\"\n" };
        let config = format!(
            "mode = \"observe\"\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\n\
             time_zone = \"Europe/Berlin\"\n[[person]]\nemail = \"ana@example.com\"\n{}\n{source}{table}",
            "[[rule]]\nname = \"agenda-24h\"\nrequire = { agenda = \"decline\" }"
        );
        std::fs::write(dir.path().join("meetgate.toml"), config).unwrap();
        let mut meetgate = Command::new(env!("CARGO_BIN_EXE_meetgate"));
        meetgate.current_dir(dir.path()).arg("check").assert().success().stderr("");
    }
}

#[test]
fn every_command_that_it_names_exists() {
    for line in block("text").lines() {
        let command: Vec<&str> = line.split_whitespace().take_while(|word| *word != "#").collect();
        assert_eq!(command[0], "meetgate", "{line}");
        Command::new(env!("CARGO_BIN_EXE_meetgate")).args([command[1], "--help"]).assert().success();
    }
}
