//! Whatever the bytes: never a panic, and always either a policy or mistakes with a place.

use proptest::prelude::*;

use super::*;

/// A change to a text: at which of its bytes, how many go, what comes instead.
fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, String)>> {
    let words = prop::sample::select(vec![
        "",
        "\"",
        "'",
        "[",
        "]",
        "{",
        "}",
        "=",
        ".",
        ",",
        ";",
        "\n",
        "\r\n",
        "\u{feff}",
        "\u{0}",
        "é",
        "🙂",
        "-1",
        "1e9",
        "true",
        "\\",
        "#",
        "[[",
        "[[rule]]\n",
        "[organization]\n",
        "0000-00-00",
        "99999999999999999999",
        "24h",
        "..",
        "{}",
        "[]",
        "\"\"\"",
        "RRULE:FREQ=YEARLY",
        "DTSTART:",
        "nan",
        "\u{202e}",
    ]);
    let insert = prop_oneof![words.prop_map(str::to_owned), any::<String>()];
    prop::collection::vec((any::<prop::sample::Index>(), 0..40_usize, insert), 1..6)
}

fn edited(text: &str, edits: &[(prop::sample::Index, usize, String)]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for (at, gone, new) in edits {
        let from = at.index(bytes.len() + 1);
        let to = (from + gone).min(bytes.len());
        bytes.splice(from..to, new.bytes());
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every mistake has words, and a place that lies in its file.
fn well_told(found: Result<Loaded, Mistakes>, texts: &[&str]) -> Result<(), TestCaseError> {
    let Err(mistakes) = found else { return Ok(()) };
    prop_assert!(mistakes.iter().next().is_some());
    for mistake in mistakes.iter() {
        prop_assert!(mistake.line >= 1 && mistake.column >= 1 && mistake.length >= 1, "{mistake:?}");
        let inside = |text: &&str| {
            let line = text.split('\n').nth(mistake.line - 1);
            line.is_some_and(|line| mistake.column <= line.chars().count() + 2)
        };
        prop_assert!(texts.iter().any(inside), "{mistake:?}");
        prop_assert!(!mistake.what.is_empty() && !mistake.to_string().contains('\0'), "{mistake:?}");
    }
    Ok(())
}

/// How many cases each property is tried on; `MEETGATE_FUZZ_CASES=100000` for a long run.
fn cases() -> u32 {
    std::env::var("MEETGATE_FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(300)
}

/// The texts of the wrong files, each with the people or holidays it names.
fn wrong_files() -> &'static [(String, Vec<u8>)] {
    static FILES: std::sync::OnceLock<Vec<(String, Vec<u8>)>> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        let folder = here().join("tests/data/config/wrong");
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
        paths.sort();
        let beside = |path: &Path| ["csv", "ics"].iter().find_map(|other| fs::read(path.with_extension(other)).ok());
        paths.iter().map(|path| (fs::read_to_string(path).unwrap(), beside(path).unwrap_or_default())).collect()
    })
}

/// The head of one text and the tail of another.
fn spliced(a: &str, b: &str, cut: prop::sample::Index) -> String {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split_inclusive('\n').collect(), b.split_inclusive('\n').collect());
    let (head, tail) = (cut.index(a.len() + 1), cut.index(b.len() + 1));
    a[..head].iter().chain(&b[tail..]).copied().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases()))]

    #[test]
    fn wrong_files_mixed_and_damaged_are_a_policy_or_located_mistakes(
        one in any::<prop::sample::Index>(), other in any::<prop::sample::Index>(),
        cut in any::<prop::sample::Index>(), edits in edits(),
    ) {
        let ((one, beside), (other, _)) = (one.get(wrong_files()), other.get(wrong_files()));
        let text = edited(&spliced(one, other, cut), &edits);
        let files = |_: &Path| Ok(beside.clone());
        let beside = String::from_utf8_lossy(beside).into_owned();
        well_told(parse(&text, Path::new("meetgate.toml"), &files), &[&text, &beside])?;
    }

    #[test]
    fn a_damaged_configuration_is_a_policy_or_located_mistakes(edits in edits()) {
        let text = edited(&example_text(), &edits);
        let people = fs::read_to_string(here().join("config/people.example.csv")).unwrap();
        well_told(parse(&text, Path::new("meetgate.toml"), &example_files), &[&text, &people])?;
    }

    #[test]
    fn a_damaged_list_of_people_is_a_policy_or_located_mistakes(edits in edits()) {
        let people = edited(&fs::read_to_string(here().join("config/people.example.csv")).unwrap(), &edits);
        let files = |_: &Path| Ok(people.clone().into_bytes());
        let text = example_text();
        well_told(parse(&text, Path::new("meetgate.toml"), &files), &[&text, &people])?;
    }

    #[test]
    fn a_damaged_file_of_holidays_is_a_policy_or_located_mistakes(edits in edits()) {
        let holidays = fs::read_to_string(here().join("tests/data/config/holidays-de.ics")).unwrap();
        let holidays = edited(&holidays, &edits);
        let files = |_: &Path| Ok(holidays.clone().into_bytes());
        let text = below_organization("holidays = [\"holidays-de.ics\"]\n");
        well_told(parse(&text, Path::new("meetgate.toml"), &files), &[&text, &holidays])?;
    }

    #[test]
    fn any_text_at_all_is_a_policy_or_located_mistakes(text in any::<String>()) {
        well_told(parse(&text, Path::new("meetgate.toml"), &no_files), &[&text])?;
    }
}
