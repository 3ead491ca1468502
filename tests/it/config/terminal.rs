//! What goes where: results, errors, colours, exit codes, and what is made from the definitions of the commands.

use std::process::Command;

use super::*;

const COMMANDS: [&str; 14] = [
    "demo",
    "run",
    "check",
    "plan",
    "reload",
    "status",
    "explain",
    "inspect",
    "pause",
    "resume",
    "schema",
    "completions",
    "man",
    "help",
];

fn coloured(text: &str) -> bool {
    text.contains('\u{1b}')
}

/// Runs a command on a terminal of its own; gives what the terminal got.
fn on_a_terminal(company: &Company, command: &str, no_color: bool) -> String {
    let line = format!("{} {command}", env!("CARGO_BIN_EXE_meetgate"));
    let mut script = Command::new("script");
    script.args(["-qec", &line, "/dev/null"]).current_dir(company.path("")).env("TERM", "xterm-256color");
    script.env_remove("NO_COLOR").env_remove("MEETGATE_LOG").env_remove("CLICOLOR").env_remove("CI");
    if no_color {
        script.env("NO_COLOR", "1");
    }
    let output = script.stdin(std::process::Stdio::null()).output().unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn colours_are_for_terminals_and_not_for_whoever_wants_none() {
    let company = Company::new(Db::Sqlite);
    for command in ["--help", "frobnicate"] {
        let on_terminal = on_a_terminal(&company, command, false);
        assert!(coloured(&on_terminal), "{command}: {on_terminal:?}");
        let unwanted = on_a_terminal(&company, command, true);
        assert!(!unwanted.is_empty() && !coloured(&unwanted), "{command}: {unwanted:?}");
        let (_, out, err) = said(company.meetgate(&[command]).env_remove("NO_COLOR"));
        assert!(!coloured(&out) && !coloured(&err), "{command}: {out:?} {err:?}");
    }
    let (_, _, log) = said(company.meetgate(&["run", "--once"]).env_remove("NO_COLOR").env("MEETGATE_LOG", "debug"));
    assert!(!log.is_empty() && !coloured(&log), "{log:?}");
}

#[test]
fn results_go_to_standard_output_and_errors_to_standard_error() {
    let company = Company::new(Db::Sqlite);
    let (code, out, err) = said(&mut company.meetgate(&["check"]));
    assert!(code == Some(0) && out.contains("is fine") && err.is_empty(), "{out:?} {err:?}");
    let (code, out, err) = said(&mut company.meetgate(&["check", "--config", "none.toml"]));
    assert!(code == Some(2) && out.is_empty() && err.contains("there is no such file"), "{out:?} {err:?}");
    assert!(err.contains("begin with a copy of config/meetgate.example.toml"), "{err}");
    let (code, out, err) = said(&mut company.meetgate(&["explain", "nothing"]));
    assert!(code == Some(1) && out.is_empty() && err.contains("no meeting on file"), "{out:?} {err:?}");
}

#[test]
fn exit_codes_are_0_for_done_1_for_failed_2_for_wrong_usage_or_configuration() {
    let company = Company::new(Db::Sqlite);
    let code = |args: &[&str]| said(&mut company.meetgate(args)).0;
    assert_eq!(code(&["check"]), Some(0));
    assert_eq!(code(&["--version"]), Some(0));
    assert_eq!(code(&["reload"]), Some(1));
    assert_eq!(code(&["man", "/dev/null/man"]), Some(1));
    assert_eq!(code(&["completions", "powershell"]), Some(2));
    assert_eq!(code(&["check", "--config", "none.toml"]), Some(2));
}

#[test]
fn completions_know_every_command_and_the_shells_understand_them() {
    let company = Company::new(Db::Sqlite);
    for shell in ["bash", "zsh", "fish"] {
        let (code, script, _) = said(&mut company.meetgate(&["completions", shell]));
        assert_eq!(code, Some(0));
        let missing: Vec<_> = COMMANDS.iter().filter(|command| !script.contains(**command)).collect();
        assert!(missing.is_empty(), "{shell}: {missing:?}");
        let file = company.path(shell);
        std::fs::write(&file, script).unwrap();
        // Not every machine has every shell; bash is everywhere that this test runs.
        let understood = Command::new(shell).arg("-n").arg(&file).status();
        assert!(understood.map_or(shell != "bash", |status| status.success()), "{shell}");
    }
}

#[test]
fn bash_completes_commands_and_flags() {
    let company = Company::new(Db::Sqlite);
    let (_, script, _) = said(&mut company.meetgate(&["completions", "bash"]));
    std::fs::write(company.path("completion"), script).unwrap();
    let completed = |words: &str| {
        let count = words.split(' ').count();
        let ask = format!(
            ". ./completion; COMP_WORDS=({words}); COMP_CWORD={}; _meetgate meetgate \"${{COMP_WORDS[COMP_CWORD]}}\" x; \
             echo \"${{COMPREPLY[@]}}\"",
            count - 1
        );
        let output = Command::new("bash").args(["-c", &ask]).current_dir(company.path("")).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert_eq!(completed("meetgate relo").trim(), "reload");
    assert!(completed("meetgate plan --ag").contains("--against"));
}

#[test]
fn every_command_has_a_manual_page_with_its_examples() {
    let company = Company::new(Db::Sqlite);
    company.meetgate(&["man", "man/man1"]).assert().success();
    for command in COMMANDS.iter().filter(|command| **command != "help") {
        let page = std::fs::read_to_string(company.path(&format!("man/man1/meetgate-{command}.1"))).unwrap();
        assert!(page.contains(".TH") && page.contains("Example"), "{command}");
    }
    assert!(company.path("man/man1/meetgate.1").exists());
}

#[test]
fn the_schema_is_what_editors_are_told_to_read() {
    let company = Company::new(Db::Sqlite);
    let schema = company.json(&["schema"]);
    assert_eq!(schema["properties"]["organization"]["required"], serde_json::json!(["name", "domains", "time_zone"]));
}
