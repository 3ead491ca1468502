//! No catalogue lacks a phrase, and none takes other arguments than it is given.

use std::collections::{BTreeMap, BTreeSet};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

use super::phrases::PHRASES;
use super::{Words, languages};

/// Complete catalogues. `en-US` only says what it says otherwise.
const COMPLETE: [(&str, &str); 3] = [
    ("en", include_str!("../../../locales/en.ftl")),
    ("de", include_str!("../../../locales/de.ftl")),
    ("fr", include_str!("../../../locales/fr.ftl")),
];
const AMERICAN: &str = include_str!("../../../locales/en-US.ftl");

/// What not every language needs: no other may be left out.
const MAY_BE_LEFT_OUT: [(&str, &str); 12] = [
    ("clock", "hour"),
    ("clock", "hour12"),
    ("clock", "half"),
    ("says", "ended"),
    ("window_day", "vowel"),
    ("state_missing", "which"),
    ("state_found", "which"),
    ("not_there_yet", "which"),
    ("day_headline", "k"),
    ("consequence", "which"),
    ("undo_by_adding", "which"),
    ("not_there", "which"),
];

/// What a message takes and which other messages it is made of.
#[derive(Default)]
struct Message {
    arguments: BTreeSet<String>,
    made_of: BTreeSet<String>,
}

fn read(text: &str) -> BTreeMap<String, Message> {
    let resource = parser::parse(text).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut messages = BTreeMap::new();
    for entry in resource.body {
        match entry {
            Entry::Message(message) => {
                let mut found = Message::default();
                pattern(message.value.as_ref().unwrap(), &mut found);
                let twice = messages.insert(message.id.name.to_owned(), found);
                assert!(twice.is_none(), "{} is there twice", message.id.name);
            }
            Entry::Junk { content } => panic!("not a message: {content}"),
            _ => {}
        }
    }
    messages
}

fn pattern(pattern_of: &Pattern<&str>, message: &mut Message) {
    for element in &pattern_of.elements {
        if let PatternElement::Placeable { expression } = element {
            placeable(expression, message);
        }
    }
}

fn placeable(expression: &Expression<&str>, message: &mut Message) {
    match expression {
        Expression::Inline(within) => inline(within, message),
        Expression::Select { selector, variants } => {
            inline(selector, message);
            variants.iter().for_each(|variant| pattern(&variant.value, message));
        }
    }
}

fn inline(expression: &InlineExpression<&str>, message: &mut Message) {
    match expression {
        InlineExpression::VariableReference { id } => drop(message.arguments.insert(id.name.to_owned())),
        InlineExpression::MessageReference { id, attribute: None } => {
            message.made_of.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => placeable(expression, message),
        InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        other => panic!("the catalogues do without this: {other:?}"),
    }
}

/// All arguments of a message, with those of the messages that it is made of.
fn arguments(messages: &BTreeMap<String, Message>, key: &str, depth: usize) -> BTreeSet<String> {
    assert!(depth < 5, "{key} is made of itself");
    let message = messages.get(key).unwrap_or_else(|| panic!("there is no {key}"));
    let further = message.made_of.iter().flat_map(|other| arguments(messages, other, depth + 1));
    message.arguments.iter().cloned().chain(further).collect()
}

#[test]
fn every_phrase_is_in_every_catalogue_with_the_arguments_that_it_is_given() {
    let mut used: BTreeSet<(&str, String)> = BTreeSet::new();
    for (language, text) in COMPLETE {
        let messages = read(text);
        for (key, given) in PHRASES {
            assert!(messages.contains_key(*key), "{language} lacks {key}");
            let taken = arguments(&messages, key, 0);
            let unknown: Vec<_> = taken.iter().filter(|name| !given.contains(&name.as_str())).collect();
            assert!(unknown.is_empty(), "{language}: {key} takes {unknown:?}, which it is not given");
            let unused = given.iter().filter(|name| !taken.contains(**name));
            let unused: Vec<_> = unused.filter(|name| !MAY_BE_LEFT_OUT.contains(&(*key, **name))).collect();
            assert!(unused.is_empty(), "{language}: {key} leaves out {unused:?}");
            used.extend(taken.into_iter().map(|name| (*key, name)));
        }
    }
    for (key, given) in PHRASES.iter().filter(|(key, _)| *key != "clock") {
        let unused: Vec<_> = given.iter().filter(|name| !used.contains(&(*key, (**name).to_owned()))).collect();
        assert!(unused.is_empty(), "no language needs {unused:?} of {key}");
    }
}

#[test]
fn no_catalogue_has_a_message_that_nothing_uses() {
    for (language, text) in COMPLETE.into_iter().chain([("en-US", AMERICAN)]) {
        let messages = read(text);
        let parts: BTreeSet<_> = messages.values().flat_map(|message| message.made_of.iter().cloned()).collect();
        let phrases: BTreeSet<_> = PHRASES.iter().map(|(key, _)| (*key).to_owned()).collect();
        let idle: Vec<_> = messages.keys().filter(|key| !phrases.contains(*key) && !parts.contains(*key)).collect();
        assert!(idle.is_empty(), "{language}: {idle:?}");
    }
}

#[test]
fn what_varies_a_language_takes_the_same_arguments() {
    for (key, message) in read(AMERICAN) {
        let (_, given) = PHRASES.iter().find(|(phrase, _)| *phrase == key).unwrap();
        assert!(message.arguments.iter().all(|name| given.contains(&name.as_str())), "{key}");
        assert!(message.made_of.is_empty());
    }
}

#[test]
fn a_language_is_found_by_its_tag_then_by_its_base_and_is_english_else() {
    let tag = |language| Words::of(language).tag();
    assert_eq!(tag(Some("en-US")), "en-US");
    assert_eq!(tag(Some("EN-us")), "en-US");
    assert_eq!(tag(Some("en")), "en-GB");
    assert_eq!(tag(Some("de-AT")), "de");
    assert_eq!(tag(Some("fr_CA")), "fr");
    for unknown in [None, Some(""), Some("ja"), Some("zz-\u{0}-x")] {
        assert_eq!(tag(unknown), "en-GB");
    }
    assert_eq!(languages().collect::<Vec<_>>(), ["en-GB", "en-US", "de", "fr"]);
}
