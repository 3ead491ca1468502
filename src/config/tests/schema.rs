//! The schema held against the reader, by a validator that is not ours.

use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_json::{Map, Value};

use super::examples::everything_on;
use super::*;

fn validator() -> &'static jsonschema::Validator {
    static VALIDATOR: std::sync::OnceLock<jsonschema::Validator> = std::sync::OnceLock::new();
    VALIDATOR.get_or_init(|| jsonschema::validator_for(&schema()).unwrap())
}

/// The document as an editor hands it to a validator: dates are texts.
fn json(text: &str) -> Value {
    fn value(found: toml::Value) -> Value {
        match found {
            toml::Value::String(text) => text.into(),
            toml::Value::Integer(number) => number.into(),
            toml::Value::Float(number) => number.into(),
            toml::Value::Boolean(flag) => flag.into(),
            toml::Value::Datetime(date) => date.to_string().into(),
            toml::Value::Array(items) => items.into_iter().map(value).collect(),
            toml::Value::Table(table) => Value::Object(object(table)),
        }
    }
    fn object(table: toml::Table) -> Map<String, Value> {
        table.into_iter().map(|(key, item)| (key, value(item))).collect()
    }
    Value::Object(object(text.parse().unwrap()))
}

fn complaints(text: &str) -> Vec<String> {
    let told = |error: jsonschema::ValidationError<'_>| format!("{}: {error}", error.instance_path());
    validator().iter_errors(&json(text)).map(told).collect()
}

#[test]
fn the_example_fits_the_schema() {
    assert_eq!(complaints(&example_text()), [""; 0]);
    assert_eq!(complaints(&everything_on()), [""; 0]);
}

#[test]
fn what_the_reader_accepts_the_schema_accepts() {
    let folder = here().join("tests/data/config/warned");
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(&entry).unwrap();
            assert_eq!(complaints(&text), [""; 0], "{}", entry.display());
        }
    }
}

#[test]
fn wrong_kinds_words_and_keys_are_refused_by_the_schema_too() {
    let wrong = [
        "mode = \"warn\"\n",
        "modes = \"flag\"\n",
        "[safety]\nmax_answers_per_meeting = 1001\n",
        "[run]\npoll = \"5 minutes\"\n",
        "[[rule]]\nname = \"a\"\n",
        "[[rule]]\nname = \"a\"\nrequire = { agenda = \"warn\" }\n",
        "[[rule]]\nname = \"a\"\nrequire = { agenda = \"flag\" }\nwhen = { atendees = \"3..\" }\n",
        "[mail]\npassword = \"x\"\n",
        "[[person]]\nemail = \"ana\"\n",
    ];
    for wrong in wrong {
        // "mode" stands above the first table.
        let text = if wrong.starts_with("mode") {
            format!("{wrong}{}", below_organization(""))
        } else {
            below_organization(wrong)
        };
        assert_ne!(complaints(&text), [""; 0], "{text}");
        assert!(parse(&text, Path::new("meetgate.toml"), &no_files).is_err(), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn an_example_that_was_changed_and_is_still_accepted_fits_the_schema(
        line in any::<prop::sample::Index>(), value in prop::sample::select(VALUES)
    ) {
        let text = everything_on();
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(" = ")).collect();
        let line = line.get(&lines);
        let (key, _) = line.split_once(" = ").unwrap();
        let text = text.replacen(line, &format!("{key} = {value}"), 1);
        if parse(&text, Path::new("meetgate.toml"), &example_files).is_ok() {
            prop_assert_eq!(complaints(&text), [""; 0], "{} = {}", key, value);
        }
    }
}

/// Values of all kinds, of which some key takes each.
const VALUES: &[&str] = &[
    "\"decline\"",
    "\"2d\"",
    "\" 1h30m \"",
    "90",
    "7",
    "true",
    "false",
    "\"off\"",
    "[]",
    "[\"Wed\"]",
    "\"wednesday\"",
    "2026-12-24",
    "\"2026-12-24\"",
    "[2026-12-24]",
    "\"ana@example.com\"",
    "[\"ana@example.com\"]",
    "{}",
    "{ agenda = \"flag\" }",
    "\"3..8\"",
    "{ attendees = 4 }",
    "[{ social = true }, { attendees = \"..=2\" }]",
    "\"engineering\"",
    "[\"engineering\", \"design\"]",
    "\"Mon-Fri 08:00-16:00\"",
    "\"09:00-11:00\"",
    "\"UTC\"",
    "\"de\"",
    "\"pt-BR\"",
    "\"memo\"",
    "\"a sentence\"",
    "\"calibrate\"",
    "\"https://example.com/x/\"",
    "\"example.org\"",
    "{ title = \"x\" }",
    "{ per_organizer = 1, days = 1 }",
    "\"\"",
];

/// The keys that the schema allows at a path of the file, such as `rule.when`.
fn keys_of_schema(path: &[&str]) -> BTreeSet<String> {
    let schema = schema();
    let mut at = schema.clone();
    for step in path {
        at = table_of(&schema, &at)["properties"][*step].clone();
        assert!(!at.is_null(), "the schema knows no {path:?}");
    }
    table_of(&schema, &at)["properties"].as_object().unwrap().keys().cloned().collect()
}

/// The table behind lists, references and alternatives.
fn table_of(schema: &Value, at: &Value) -> Value {
    if at["properties"].is_object() {
        return at.clone();
    }
    let inner = ["items", "allOf", "anyOf"].iter().map(|key| &at[*key]).find(|inner| !inner.is_null());
    match (inner, at["$ref"].as_str()) {
        (_, Some(reference)) => table_of(schema, &schema["definitions"][reference.rsplit('/').next().unwrap()]),
        (Some(Value::Array(several)), _) => table_of(schema, &several[0]),
        (Some(inner), _) => table_of(schema, inner),
        (None, None) => panic!("no table: {at}"),
    }
}

/// The keys that the reader allows, which it tells about one that it does not know.
fn keys_of_reader(text: &str) -> BTreeSet<String> {
    let mistakes = parse(text, Path::new("meetgate.toml"), &example_files).unwrap_err();
    let unknown = mistakes.iter().find(|mistake| mistake.what.contains("\"qqqqqqqqqq\"")).unwrap();
    let allowed = unknown.help.as_ref().unwrap().strip_prefix("allowed: ").unwrap();
    allowed.split(", ").map(|key| key.trim_matches('"').to_owned()).collect()
}

#[test]
fn every_table_has_the_same_keys_in_the_schema_and_in_the_reader() {
    let mut seen = BTreeSet::new();
    let mut held = |path: &[&str], text: &str| {
        assert_eq!(keys_of_schema(path), keys_of_reader(text), "{path:?}");
        seen.insert(path.join("."));
    };
    held(&[], &format!("qqqqqqqqqq = 1\n{}", everything_on()));
    for header in everything_on().lines().filter(|line| line.starts_with('[')) {
        let path: Vec<_> = header.trim_matches(['[', ']']).split('.').collect();
        held(&path, &everything_on().replacen(header, &format!("{header}\nqqqqqqqqqq = 1"), 1));
    }
    for (table, key) in [
        ("rule", "when"),
        ("rule", "require"),
        ("rule", "budget"),
        ("safety", "exemptions"),
        ("protected_time", "who"),
        ("protected_time", "hold"),
    ] {
        let spot = format!("{key} = {{");
        held(&[table, key], &everything_on().replacen(&spot, &format!("{spot} qqqqqqqqqq = 1,"), 1));
    }
    let own: BTreeSet<String> = tables_of(&schema(), &schema(), &mut Vec::new()).into_iter().collect();
    let left: Vec<_> = own.difference(&seen).filter(|path| *path != "suggest.when" && *path != "sources").collect();
    assert!(left.is_empty(), "not held against the reader: {left:?}");
}

/// The paths of all tables of the schema.
fn tables_of(schema: &Value, at: &Value, path: &mut Vec<String>) -> Vec<String> {
    let mut found = vec![path.join(".")];
    for (key, value) in table_of(schema, at)["properties"].as_object().unwrap() {
        let text = value.to_string();
        if text.contains("\"properties\"") || text.contains("definitions/when") {
            path.push(key.clone());
            found.extend(tables_of(schema, value, path));
            path.pop();
        }
    }
    found
}
