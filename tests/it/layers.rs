//! Who may use whom: reads the paths in `src/` and holds them to the table of `ARCHITECTURE.md`.
//!
//! What is read is code, not comments or strings; groups, `super` chains and imported names are followed. Paths that
//! a macro pastes together are not seen. Test modules are held to the same table.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tokens::{Kind, Token, tokens};

/// A module and what of ours it may use. A new module needs a row.
#[rustfmt::skip]
const MAY_USE: &[(&str, &[&str])] = &[
    ("clock",     &[]),
    ("meeting",   &[]),
    ("brief",     &["meeting"]),
    ("policy",    &["meeting", "brief"]),
    ("plan",      &["meeting", "brief", "policy"]),
    ("journal",   &["meeting", "brief", "policy", "plan"]),
    ("report",    &["meeting", "brief", "policy", "plan", "journal"]),
    ("provider",  &[CORE]),
    ("mail",      &[CORE]),
    ("store",     &[CORE]),
    ("worker",    &[CORE, PORTS, "clock"]),
    ("web",       &[CORE, "store", "clock"]),
    ("config",    &[CORE]),
    ("lifecycle", &[EVERYTHING]),
    ("cli",       &[EVERYTHING]),
    ("app",       &[EVERYTHING]),
    ("main",      &[EVERYTHING]),
    ("lib",       &[EVERYTHING]),
];

const CORE: &str = "the core (meeting, brief, policy, plan, journal, report)";
const PORTS: &str = "the ports (provider, mail, store)";
const EVERYTHING: &str = "everything";

/// Who may name a concrete provider or transport; all others speak to the trait.
const NAME_CONCRETE: &[&str] = &["app", "cli", "main"];
/// The transports of mail, by module and by type. Every submodule of `provider` is concrete, but for what they share.
const TRANSPORTS: &[&str] = &["folder", "Folder", "smtp", "Smtp", "graph", "Graph"];
/// What providers share: of no provider, so every one of them may use it.
const SHARED: &[&str] = &["ical"];
/// Where SQL is at home, and the crate that speaks it.
const SQL: (&str, &str) = ("store", "sqlx");

#[test]
fn every_module_uses_only_what_the_table_allows() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let files = rust_files(&root.join("src"));
    assert!(files.len() > 10, "found only {} files below src", files.len());
    let complaints: Vec<String> = files
        .iter()
        .flat_map(|file| {
            let name = file.strip_prefix(root).expect("below the root").display().to_string();
            complaints(&name, &fs::read_to_string(file).expect("readable source"))
        })
        .collect();
    assert!(complaints.is_empty(), "{} against the layers:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn the_architecture_document_shows_this_very_table() {
    let document = Path::new(env!("CARGO_MANIFEST_DIR")).join("ARCHITECTURE.md");
    let document = fs::read_to_string(document).expect("ARCHITECTURE.md");
    let shown: Vec<&str> = document.lines().filter(|line| line.starts_with("| `")).collect();
    let spelled = |word: &&str| if row(word).is_some() { format!("`{word}`") } else { (*word).to_owned() };
    let rows: Vec<String> = MAY_USE
        .iter()
        .map(|(module, allowed)| {
            let allowed: Vec<String> = allowed.iter().map(spelled).collect();
            let allowed = if allowed.is_empty() { "nothing of ours".to_owned() } else { allowed.join(", ") };
            format!("| `{module}` | {allowed} |")
        })
        .collect();
    assert_eq!(shown, rows);
}

#[test]
fn the_table_has_no_circles_below_the_drivers() {
    for (module, allowed) in MAY_USE.iter().filter(|(_, allowed)| !allowed.contains(&EVERYTHING)) {
        for used in spelled_out(allowed) {
            let back = row(used).expect("the table names only modules that have a row");
            assert!(!spelled_out(back).contains(module), "{module} and {used} may use each other");
        }
    }
}

#[test]
fn a_use_the_table_does_not_allow_is_named_with_its_line() {
    let found = complaints("src/meeting/key.rs", "//! Keys.\n\nuse crate::provider::Calendar;\n");
    assert_eq!(found, ["src/meeting/key.rs:3: meeting uses provider; it may use nothing of ours"]);
    let found = complaints("src/policy/judge.rs", "fn f() -> u8 {\n    crate::plan::plan()\n}\n");
    assert_eq!(found, ["src/policy/judge.rs:2: policy uses plan; it may use meeting, brief"]);
}

#[test]
fn groups_are_followed() {
    let found =
        complaints("src/web/mod.rs", "use crate::{\n    clock::Clock,\n    mail::{self, Letter},\n    worker,\n};\n");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("src/web/mod.rs:3: web uses mail; it may use meeting, brief,"), "{found:?}");
    assert!(found[1].starts_with("src/web/mod.rs:4: web uses worker;"), "{found:?}");
}

#[test]
fn super_chains_out_of_the_module_are_followed() {
    let found = complaints("src/brief/mod.rs", "use super::mail::Letter;\n");
    assert_eq!(found.len(), 1, "{found:?}");
    let inside = "mod tests {\n    use super::super::sections;\n    use super::super::super::worker::run_once;\n}\n";
    let found = complaints("src/brief/lines.rs", inside);
    assert_eq!(found, ["src/brief/lines.rs:3: brief uses worker; it may use meeting"]);
}

#[test]
fn comments_strings_and_the_module_itself_are_no_uses() {
    let source = r##"
        //! See [`crate::worker`].
        /* crate::store /* crate::mail */ crate::web */
        use crate::meeting::Meeting;
        use super::sections::Section;
        const A: &str = "crate::store::Store \" crate::mail";
        const B: &str = r#"crate::worker " crate::cli"#;
        fn f<'a>(c: char) -> bool { c == '"' || c == '\'' }
    "##;
    assert_eq!(complaints("src/brief/read.rs", source), [] as [&str; 0]);
}

#[test]
fn an_unknown_module_needs_a_row() {
    let found = complaints("src/helpers/mod.rs", "");
    assert_eq!(found, ["src/helpers/mod.rs:1: the module helpers has no row in the table of tests/it/layers.rs"]);
    let found = complaints("src/app.rs", "use crate::helpers::Thing;");
    assert_eq!(found, ["src/app.rs:1: app uses helpers, which has no row in the table of tests/it/layers.rs"]);
}

#[test]
fn only_the_composition_root_names_concrete_providers_and_transports() {
    let source = "use crate::provider::vdir::Vdir;\nuse crate::mail::Folder;\n";
    let found = complaints("src/worker/sync.rs", source);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("src/worker/sync.rs:1: worker names provider::vdir;"), "{found:?}");
    assert!(found[1].starts_with("src/worker/sync.rs:2: worker names mail::Folder;"), "{found:?}");
    assert_eq!(complaints("src/app.rs", source), [] as [&str; 0]);

    let through_an_import = "use crate::provider::{self as calendars};\nfn f() { calendars::vdir::open() }\n";
    let found = complaints("src/worker/sync.rs", through_an_import);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("src/worker/sync.rs:2:"), "{found:?}");
}

#[test]
fn providers_do_not_know_each_other() {
    let source = "use crate::provider::{Calendar, vdir::Files};\n";
    assert_eq!(complaints("src/provider/google/adapter.rs", source).len(), 1);
    assert_eq!(complaints("src/provider/vdir/adapter.rs", source), [] as [&str; 0]);
    let shared = "use crate::provider::ical::lines;\n";
    assert_eq!(complaints("src/provider/google/adapter.rs", shared), [] as [&str; 0]);
    assert_eq!(complaints("src/worker/sync.rs", shared).len(), 1);
}

#[test]
fn only_the_store_speaks_sql() {
    let source = "async fn f() {\n    sqlx::query(\"SELECT 1\");\n}\n";
    let found = complaints("src/worker/judge.rs", source);
    assert_eq!(found, ["src/worker/judge.rs:2: worker speaks sqlx; only store does"]);
    assert_eq!(complaints("src/store/outbox.rs", source), [] as [&str; 0]);
}

/// All that is against the table in one file, in the order of its lines.
fn complaints(file: &str, source: &str) -> Vec<String> {
    let here = module_of(file);
    let module = here.first().map_or_else(|| root_file(file), String::as_str);
    let Some(allowed) = row(module) else {
        return vec![format!("{file}:1: the module {module} has no row in the table of tests/it/layers.rs")];
    };
    let known = spelled_out(allowed);
    let mut found = BTreeSet::new();
    for Used { line, path } in used(&here, source) {
        if let Some(what) = against_layers(module, &known, &path)
            .or_else(|| against_ports(module, &here, &path))
            .or_else(|| against_sql(module, &path))
        {
            found.insert((line, what));
        }
    }
    found.into_iter().map(|(line, what)| format!("{file}:{line}: {what}")).collect()
}

fn against_layers(module: &str, known: &[&str], path: &[String]) -> Option<String> {
    let [root, used, ..] = path else { return None };
    if root != "crate" || used == module || used == "*" {
        return None;
    }
    if row(used).is_none() {
        return Some(format!("{module} uses {used}, which has no row in the table of tests/it/layers.rs"));
    }
    let allowed = if known.is_empty() { "nothing of ours".to_owned() } else { known.join(", ") };
    (!known.contains(&used.as_str())).then(|| format!("{module} uses {used}; it may use {allowed}"))
}

fn against_ports(module: &str, here: &[String], path: &[String]) -> Option<String> {
    let [root, port, name, ..] = path else { return None };
    let submodule = name.starts_with(|first: char| first.is_ascii_lowercase()) && name != "self";
    let concrete = match port.as_str() {
        "provider" => submodule,
        "mail" => module != "mail" && TRANSPORTS.contains(&name.as_str()),
        _ => false,
    };
    let shared = module == "provider" && SHARED.contains(&name.as_str());
    let at_home = shared || here.get(1) == Some(name) || here.len() == 1 && module == port;
    (root == "crate" && concrete && !at_home && !NAME_CONCRETE.contains(&module)).then(|| {
        format!("{module} names {port}::{name}; only {} may, others speak to the trait", NAME_CONCRETE.join(", "))
    })
}

fn against_sql(module: &str, path: &[String]) -> Option<String> {
    let (home, speaks) = SQL;
    (path.first().is_some_and(|first| first == speaks) && module != home)
        .then(|| format!("{module} speaks {speaks}; only {home} does"))
}

fn row(module: &str) -> Option<&'static [&'static str]> {
    MAY_USE.iter().find(|(name, _)| *name == module).map(|(_, allowed)| *allowed)
}

fn spelled_out(allowed: &'static [&'static str]) -> Vec<&'static str> {
    let group = |word: &'static str| match word {
        CORE | PORTS => {
            word.split_once('(').map(|(_, list)| list.trim_end_matches(')').split(", ").collect()).unwrap_or_default()
        }
        EVERYTHING => MAY_USE.iter().map(|(name, _)| *name).collect(),
        module => vec![module],
    };
    allowed.iter().copied().flat_map(group).collect()
}

/// `src/a/b.rs` and `src/a/b/mod.rs` are the module `a::b`; `src/lib.rs` and `src/main.rs` are the root.
fn module_of(file: &str) -> Vec<String> {
    let inner = file.trim_start_matches("src/").trim_end_matches(".rs");
    let parts = inner.split('/').filter(|part| *part != "mod").map(str::to_owned);
    if matches!(inner, "lib" | "main") { Vec::new() } else { parts.collect() }
}

fn root_file(file: &str) -> &str {
    if file.ends_with("main.rs") { "main" } else { "lib" }
}

/// A path that the code names, from `crate` or from another crate's name on.
struct Used {
    line: usize,
    path: Vec<String>,
}

/// All paths in a source, resolved as far as its own imports tell.
fn used(here: &[String], source: &str) -> Vec<Used> {
    let tokens = tokens(source);
    let (mut found, mut imports, mut inside) = (Vec::new(), BTreeMap::new(), Vec::new());
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(token) = tokens.get(at) {
        match (token.kind, token.text.as_str()) {
            (Kind::Mark, "{") => depth += 1,
            (Kind::Mark, "}") => {
                depth = depth.saturating_sub(1);
                inside.retain(|(_, opened)| *opened <= depth);
            }
            (Kind::Word, "mod") if is(&tokens, at + 2, "{") => {
                inside.push((tokens[at + 1].text.clone(), depth + 1));
            }
            (Kind::Word, _) => {
                let mut module = here.to_vec();
                module.extend(inside.iter().map(|(name, _): &(String, usize)| name.clone()));
                let importing = at > 0 && is(&tokens, at - 1, "use");
                let mut leaves = Vec::new();
                at = tree(&tokens, at, Vec::new(), &mut leaves);
                for Leaf { line, path, name } in leaves {
                    let path = resolve(&module, &imports, path);
                    if importing {
                        imports.insert(name, path.clone());
                    }
                    found.push(Used { line, path });
                }
                continue;
            }
            (Kind::Mark, _) => {}
        }
        at += 1;
    }
    found
}

fn is(tokens: &[Token], at: usize, text: &str) -> bool {
    tokens.get(at).is_some_and(|token| token.text == text)
}

/// One end of a path or of a tree of imports, and the name by which the file knows it.
struct Leaf {
    line: usize,
    path: Vec<String>,
    name: String,
}

/// Reads `a::b::{c, d as e}` from `at` on; returns where it ends.
fn tree(tokens: &[Token], mut at: usize, mut path: Vec<String>, leaves: &mut Vec<Leaf>) -> usize {
    let mut line = tokens.get(at).map_or(0, |token| token.line);
    while let Some(token) = tokens.get(at).filter(|token| token.kind == Kind::Word || token.text == "*") {
        line = token.line;
        path.push(token.text.clone());
        at += 1;
        if !is(tokens, at, "::") {
            break;
        }
        at += 1;
        if is(tokens, at, "{") {
            return group(tokens, at, &path, leaves);
        }
    }
    if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
        path.pop();
    }
    let mut name = path.last().cloned().unwrap_or_default();
    if is(tokens, at, "as") && tokens.get(at + 1).is_some_and(|token| token.kind == Kind::Word) {
        name = tokens[at + 1].text.clone();
        at += 2;
    }
    if !path.is_empty() {
        leaves.push(Leaf { line, path, name });
    }
    at
}

fn group(tokens: &[Token], mut at: usize, path: &[String], leaves: &mut Vec<Leaf>) -> usize {
    at += 1;
    while at < tokens.len() && !is(tokens, at, "}") {
        let next = tree(tokens, at, path.to_vec(), leaves);
        at = if next == at || is(tokens, next, ",") { next + 1 } else { next };
    }
    at + 1
}

/// Turns `super`, `self` and imported names into a path from `crate` on; other paths stay as they are.
fn resolve(module: &[String], imports: &BTreeMap<String, Vec<String>>, path: Vec<String>) -> Vec<String> {
    let ups = path.iter().take_while(|part| *part == "super").count();
    let rooted = |base: &[String], rest: &[String]| [&["crate".to_owned()], base, rest].concat();
    match path.first().map(String::as_str) {
        Some("super") => rooted(&module[..module.len().saturating_sub(ups)], &path[ups..]),
        Some("self") => match path.get(1).map(String::as_str) {
            Some("super") => resolve(module, imports, path[1..].to_vec()),
            _ => rooted(module, &path[1..]),
        },
        Some(first) if path.len() > 1 && first != "crate" => match imports.get(first) {
            Some(imported) => [imported, &path[1..]].concat(),
            None => path,
        },
        _ => path,
    }
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("readable folder") {
        let path = entry.expect("readable entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Just enough of a lexer: words and marks with their lines, without comments, strings and characters.
mod tokens {
    #[derive(Clone, Copy, PartialEq, Eq)]
    pub enum Kind {
        Word,
        Mark,
    }

    pub struct Token {
        pub kind: Kind,
        pub text: String,
        pub line: usize,
    }

    pub fn tokens(source: &str) -> Vec<Token> {
        let (mut rest, mut line, mut found) = (source, 1, Vec::new());
        while let Some(first) = rest.chars().next() {
            let length = skipped(rest).unwrap_or_else(|| {
                let (kind, length) = next(rest, first);
                if !first.is_whitespace() {
                    found.push(Token { kind, text: rest[..length].to_owned(), line });
                }
                length
            });
            line += rest[..length].matches('\n').count();
            rest = &rest[length..];
        }
        found
    }

    fn next(rest: &str, first: char) -> (Kind, usize) {
        let part_of_word = |letter: char| letter.is_alphanumeric() || letter == '_';
        if part_of_word(first) {
            (Kind::Word, rest.find(|letter| !part_of_word(letter)).unwrap_or(rest.len()))
        } else if rest.starts_with("::") {
            (Kind::Mark, 2)
        } else {
            (Kind::Mark, first.len_utf8())
        }
    }

    /// The length of the comment, string, character or lifetime that begins here.
    fn skipped(rest: &str) -> Option<usize> {
        if rest.starts_with("//") {
            return Some(rest.find('\n').unwrap_or(rest.len()));
        }
        if rest.starts_with("/*") {
            return Some(block_comment(rest));
        }
        raw_string(rest).or_else(|| quoted(rest)).or_else(|| character(rest))
    }

    fn block_comment(rest: &str) -> usize {
        let (mut depth, mut at) = (0_usize, 0);
        while at < rest.len() {
            match &rest.as_bytes()[at..] {
                [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
                [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
                _ => at += 1,
            }
            if depth == 0 {
                return at;
            }
        }
        rest.len()
    }

    fn raw_string(rest: &str) -> Option<usize> {
        let inner = ["r", "br", "cr"].iter().find_map(|prefix| rest.strip_prefix(prefix))?;
        let body = inner.trim_start_matches('#');
        let end = format!("\"{}", &inner[..inner.len() - body.len()]);
        let body = body.strip_prefix('"')?;
        let length = body.find(&end).map_or(body.len(), |at| at + end.len());
        Some(rest.len() - body.len() + length)
    }

    fn quoted(rest: &str) -> Option<usize> {
        let body = ["\"", "b\"", "c\""].iter().find_map(|prefix| rest.strip_prefix(prefix))?;
        let mut escaped = false;
        let end = body.bytes().position(|byte| {
            let closes = byte == b'"' && !escaped;
            escaped = byte == b'\\' && !escaped;
            closes
        });
        Some(rest.len() - body.len() + end.map_or(body.len(), |at| at + 1))
    }

    /// `'x'`, `'\n'`, `b'x'`, or a lifetime, which is skipped like a character.
    fn character(rest: &str) -> Option<usize> {
        let body = rest.strip_prefix('\'').or_else(|| rest.strip_prefix("b'"))?;
        let before = rest.len() - body.len();
        if let Some(escape) = body.strip_prefix('\\') {
            let first = escape.chars().next().map_or(0, char::len_utf8);
            let end = escape.get(first..).and_then(|after| after.find('\''));
            return Some(before + 1 + first + end.map_or(0, |at| at + 1));
        }
        let first = body.chars().next().map_or(0, char::len_utf8);
        let closed = body.get(first..).is_some_and(|after| after.starts_with('\''));
        Some(before + if closed { first + 1 } else { 0 })
    }
}
