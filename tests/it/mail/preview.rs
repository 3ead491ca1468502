//! `meetgate mail preview`.

use assert_cmd::Command;

fn preview(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
    command.args(["mail", "preview"]).args(arguments).env("NO_COLOR", "1");
    command
}

fn told(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

#[test]
fn without_a_kind_all_kinds_are_listed_and_each_can_be_shown() {
    let kinds = told(&mut preview(&[]));
    assert!(kinds.lines().any(|kind| kind == "first-notice") && kinds.lines().count() >= 12, "{kinds}");
    for kind in kinds.lines() {
        assert!(told(&mut preview(&[kind])).starts_with("Subject: "), "{kind}");
    }
}

#[test]
fn a_mail_is_shown_in_the_language_asked_for() {
    let german = told(&mut preview(&["first-notice", "--lang", "de"]));
    assert!(german.starts_with("Subject: Zum Termin: Winter observing season, Do., 26. Nov."), "{german}");
    let french = told(&mut preview(&["restored", "--lang", "fr-CA"]));
    assert!(french.contains("Merci."), "{french}");
}

#[test]
fn html_goes_into_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("digest.html");
    assert_eq!(told(preview(&["digest", "--html"]).arg(&file)), "");
    assert!(std::fs::read_to_string(file).unwrap().starts_with("<!doctype html>"));
}

#[test]
fn pictures_of_a_report_lie_beside_its_html_which_names_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.html");
    told(preview(&["report", "--lang", "fr", "--html"]).arg(&file));
    let html = std::fs::read_to_string(&file).unwrap();
    assert!(!html.contains("cid:"));
    for nth in 1..=4 {
        assert!(html.contains(&format!("src=\"report.{nth}.png\"")), "{nth}");
        assert!(std::fs::read(folder.path().join(format!("report.{nth}.png"))).unwrap().starts_with(b"\x89PNG"));
    }
}

#[test]
fn unknown_kinds_and_languages_are_told_with_what_there_is() {
    for (arguments, help) in [(&["first"][..], "first-notice"), (&["digest", "--lang", "xx"], "en-GB, en-US, de, fr")] {
        let output = preview(arguments).assert().code(2).get_output().clone();
        assert!(String::from_utf8_lossy(&output.stderr).contains(help), "{output:?}");
    }
}
