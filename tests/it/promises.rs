//! Every sentence of what meetgate promises has a test, by name, in `tests/data/promises.txt`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const TABLE: &str = include_str!("../data/promises.txt");

/// A sentence and what stands below it.
struct Promise {
    sentence: String,
    below: Vec<String>,
}

fn promises() -> Vec<Promise> {
    let mut promises: Vec<Promise> = Vec::new();
    let mut open = false;
    for line in TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (mark, text) = line.split_once(' ').unwrap_or((line, ""));
        match (mark, promises.last_mut()) {
            ("==", _) => {}
            (">", Some(last)) if open => last.sentence = format!("{} {text}", last.sentence),
            (">", _) => promises.push(Promise { sentence: text.to_owned(), below: Vec::new() }),
            ("-", Some(last)) => last.below.push(text.to_owned()),
            _ => panic!("neither a part, a sentence nor a test: {line}"),
        }
        open = mark == ">";
    }
    promises
}

/// The names of all functions in the tree that a test runs: marked as a test, or listed for both databases.
fn tests() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = BTreeSet::new();
    for file in ["src", "tests"].iter().flat_map(|folder| rust_files(&root.join(folder))) {
        let text = std::fs::read_to_string(file).unwrap();
        let mut marked = false;
        for line in text.lines().map(str::trim) {
            if line == "#[test]" || line == "#[tokio::test]" {
                marked = true;
            } else if let Some(rest) = line.strip_prefix("async fn ").or(line.strip_prefix("fn "))
                && std::mem::take(&mut marked)
            {
                names.extend(rest.split('(').next().map(str::to_owned));
            }
        }
        let listed = text.split("on_both_databases! {").skip(1).filter_map(|rest| rest.split('}').next());
        names.extend(listed.flat_map(|list| list.split(';')).map(|name| name.trim().to_owned()));
    }
    names
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect()
}

#[test]
fn every_promise_has_a_test_that_exists() {
    let (promises, tests) = (promises(), tests());
    assert!(promises.len() > 80 && tests.len() > 500, "{} promises, {} tests", promises.len(), tests.len());
    for Promise { sentence, below } in promises {
        assert!(!below.is_empty(), "no test: {sentence}");
        for name in below.iter().filter(|name| !name.starts_with("later: with ")) {
            assert!(tests.contains(name), "there is no test {name}, of which stands: {sentence}");
        }
    }
}
