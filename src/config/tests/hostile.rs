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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

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
