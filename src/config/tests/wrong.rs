//! `tests/data/config/wrong`: one mistake a file, and the exact words. `tests/data/config/warned`: what loads with a
//! warning.

use super::*;

fn folder(name: &str) -> PathBuf {
    here().join("tests/data/config").join(name)
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
    let files = |path: &Path| fs::read(folder("wrong").join(path));
    let told = |text: &str, name: &Path| match parse(text, name, &files) {
        Ok(_) => "loaded without a mistake".to_owned(),
        Err(mistakes) if mistakes.len() > 1 => format!("more than one mistake\n{mistakes}"),
        Err(mistakes) => mistakes.to_string(),
    };
    let (count, differing) = differing(&folder("wrong"), told);
    assert!(differing.is_empty(), "{} of {count} differ\n{}", differing.len(), differing.join("\n"));
    assert!(count >= 80, "only {count} wrong files");
}

#[test]
fn what_is_allowed_but_hardly_meant_gives_a_warning() {
    let files = |path: &Path| fs::read(folder("warned").join(path));
    let told = |text: &str, name: &Path| match parse(text, name, &files) {
        Ok(loaded) => loaded.warnings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"),
        Err(mistakes) => format!("refused\n{mistakes}"),
    };
    let (count, differing) = differing(&folder("warned"), told);
    assert!(differing.is_empty(), "{} of {count} differ\n{}", differing.len(), differing.join("\n"));
    assert!(count >= 8, "only {count} files with warnings");
}

#[test]
fn all_mistakes_are_told_at_once_in_the_order_of_the_file() {
    let wrong = "mode = \"warn\"\n\n[organization]\nname = 5\ndomains = [\"example\"]\ntime_zone = \"Berlin\"\n";
    let mistakes = parse(wrong, Path::new("meetgate.toml"), &no_files).unwrap_err();
    let lines: Vec<_> = mistakes.iter().map(|mistake| mistake.line).collect();
    assert_eq!(lines, [1, 4, 5, 6]);
}

#[test]
fn of_very_many_mistakes_the_rest_is_counted() {
    let many: String = (0..400).map(|n| format!("[[person]]\nemail = \"nobody{n}\"\n")).collect();
    let mistakes = parse(&below_organization(&many), Path::new("meetgate.toml"), &no_files).unwrap_err();
    assert_eq!((mistakes.iter().count(), mistakes.len()), (300, 400));
    assert!(mistakes.to_string().ends_with("\n\nand 100 more"));
}

#[test]
fn a_password_is_neither_in_messages_nor_in_debug() {
    let url = "[store]\nurl = \"postgres://meetgate:hunter2@db.example.com/meetgate\"\n";
    let twice = refused(&format!("{url}path = \"meetgate.db\"\n"));
    assert!(twice.contains("postgres://meetgate:*******@db.example.com") && !twice.contains("hunter2"), "{twice}");
    let syntax = refused(&url.replace("meetgate\"\n", "meetgate\n"));
    assert!(!syntax.contains("hunter2"), "{syntax}");
    let loaded = loaded(url);
    assert!(loaded.store.url.contains("hunter2"), "it is there for the database");
    assert!(!format!("{loaded:?}").contains("hunter2"));
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_do_no_harm() {
    let text = |rest: &str| format!("\u{feff}{}", below_organization(rest)).replace('\n', "\r\n");
    assert!(parse(&text("city = \"Hamburg\"\n"), Path::new("meetgate.toml"), &no_files).is_ok());
    let first = parse(&text("").replacen("organization", "organisation", 1), Path::new("meetgate.toml"), &no_files);
    let told = first.unwrap_err().to_string();
    let expected = "meetgate.toml:1:2: unknown key \"organisation\" in the file\n  [organisation]\n   ^^^^^^^^^^^^\n";
    assert!(told.contains(expected), "{told}");
}

#[test]
fn text_of_the_file_cannot_play_tricks_on_a_terminal() {
    let told = refused("[run]\n# \u{202e}\npoll = 5 # \u{202e}\u{9b}31m\n");
    assert!(told.contains("poll = 5"), "{told}");
    assert!(!told.contains(['\u{202e}', '\u{9b}', '\u{1b}']), "{told:?}");
}

#[test]
fn of_a_long_line_the_part_in_question_is_shown() {
    let long = format!("holidays = [{}\"2026-13-01\"]\n", "\"2026-12-24\", ".repeat(100));
    let told = refused(&long);
    let mark = told.lines().nth(2).unwrap();
    let (from, length) = (mark.find('^').unwrap(), mark.matches('^').count());
    let shown: String = told.lines().nth(1).unwrap().chars().skip(from).take(length).collect();
    assert_eq!(shown, "\"2026-13-01\"");
    assert!(told.lines().all(|line| line.chars().count() < 140), "{told}");
}

#[test]
fn a_file_that_is_not_there_or_no_text_is_told_by_name() {
    let missing = load(Path::new("/nonexistent/meetgate.toml")).unwrap_err();
    assert_eq!(missing.to_string(), "/nonexistent/meetgate.toml: cannot read it: there is no such file");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("meetgate.toml");
    fs::write(&path, [b'a', b'\n', 0xff, b'\n']).unwrap();
    let told = load(&path).unwrap_err().to_string();
    assert_eq!(told, format!("{}: the file is not UTF-8 (line 2)\n  save it as UTF-8", path.display()));
    let large = parse(&" ".repeat((1 << 20) + 1), Path::new("meetgate.toml"), &no_files).unwrap_err();
    assert!(large.to_string().starts_with("meetgate.toml: it is larger than 1 MiB"), "{large}");
}
