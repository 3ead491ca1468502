//! Reports in every language: numbers and dates of its own, every metric in words, nothing of another language left.

use std::collections::BTreeSet;

use super::{Composed, Office, flowing, personal_sample, report_sample};
use crate::mail::languages;
use crate::mail::words::Words;
use crate::report::{Metric, Suggestion, Week};

fn mails(language: &str) -> [Composed; 2] {
    let office = Office::new(language);
    [office.written(&report_sample()), office.personal_written(&personal_sample())]
}

#[test]
fn every_metric_has_a_label_and_a_meaning_of_its_own_in_every_language() {
    for language in languages() {
        let words = Words::of(Some(language));
        let labels: BTreeSet<String> = Metric::ALL.map(|metric| words.metric_label(metric.as_str())).into();
        let meanings: BTreeSet<String> =
            Metric::ALL.map(|metric| words.metric_meaning(metric.as_str(), "2", 9, 24)).into();
        assert_eq!((labels.len(), meanings.len()), (Metric::ALL.len(), Metric::ALL.len()), "{language}");
    }
}

#[test]
fn asking_for_agendas_is_a_sentence_in_every_language() {
    let told = |language: &str, without, needed| {
        let mut report = report_sample();
        report.summary.suggestion = Some(Suggestion::Prepare { without, needed });
        flowing(&Office::new(language).written(&report).text)
    };
    let sentences = [
        (
            "en",
            7,
            "Ask for the agenda to be written with the invitation: of 13 meetings that needed one, seven took place",
        ),
        ("de", 1, "Von 13 Terminen, die eine brauchten, fand einer ohne statt."),
        ("fr", 7, "sur 13 réunions qui en demandaient un, sept se sont tenues sans."),
    ];
    for (language, without, sentence) in sentences {
        let text = told(language, without, 13);
        assert!(text.contains(sentence), "{sentence:?} is not in:\n{text}");
    }
}

#[test]
fn headings_columns_tiles_and_words_of_charts_are_each_other_s_equal_in_no_language() {
    let headings = [
        "week",
        "teams",
        "zones",
        "load",
        "rotations",
        "series",
        "cost",
        "baseline",
        "withheld",
        "counted",
        "days",
        "pulse_told",
        "pulse",
        "own_series",
    ];
    let columns = [
        "answers",
        "per_person",
        "figure",
        "now",
        "before",
        "meetings",
        "focus",
        "after_hours",
        "agenda",
        "share_of_people",
        "share_of_load",
        "hours",
        "per_head",
        "series",
        "people",
        "times",
        "person_hours",
        "cost",
    ];
    let chart = ["meetings", "focus", "everyone", "unasked", "rescued", "late", "missing", "declined"];
    for language in languages() {
        let words = Words::of(Some(language));
        let distinct = |texts: Vec<String>| texts.iter().collect::<BTreeSet<_>>().len() == texts.len();
        assert!(distinct(headings.map(|which| words.report_heading(which)).into()), "{language}");
        assert!(distinct(columns.map(|which| words.column(which)).into()), "{language}");
        assert!(distinct(chart.map(|which| words.chart_word(which)).into()), "{language}");
        assert!(distinct((1..=12).map(|month| words.month(month)).collect()), "{language}");
    }
}

#[test]
fn numbers_and_dates_have_the_form_of_the_language() {
    let told = |language| mails(language)[0].clone();
    let (british, american, german, french) = (told("en-GB"), told("en-US"), told("de"), told("fr"));
    assert_eq!(british.subject, "Meetings at Fernhill Observatory, 16–22 November");
    assert_eq!(american.subject, "Meetings at Fernhill Observatory, November 16–22");
    assert_eq!(german.subject, "Termine bei Fernhill Observatory, 16.–22. November");
    assert_eq!(french.subject, "Les réunions chez Fernhill Observatory, 16–22 novembre");
    assert!(american.html.contains("November\u{a0}16–22, 2026, week\u{a0}47"));
    assert!(
        flowing(&german.text).contains("Termine dauerten 12,5 Stunden je Person, so wenig wie nie in acht Wochen.")
    );
    assert!(
        flowing(&french.text).contains("Les réunions ont pris 12,5 heures par personne, le moins en huit semaines.")
    );
    assert!(flowing(&american.text).contains("Thu 3:00 PM to 9:30 AM"), "{}", american.text);
}

#[test]
fn a_week_over_the_end_of_a_month_or_year_names_both() {
    let mut report = report_sample();
    for (week, british, american, german) in [
        ("2026-W49", "30 November – 6 December", "November 30 – December 6", "30. November – 6. Dezember"),
        ("2026-W53", "28 December – 3 January", "December 28 – January 3", "28. Dezember – 3. Januar"),
    ] {
        report.week = week.parse::<Week>().unwrap();
        let subject = |language| Office::new(language).written(&report).subject;
        assert!(subject("en-GB").ends_with(british), "{}", subject("en-GB"));
        assert!(subject("en-US").ends_with(american), "{}", subject("en-US"));
        assert!(subject("de").ends_with(german), "{}", subject("de"));
    }
    assert!(Office::new("en-GB").written(&report).html.contains("3\u{a0}January 2027, week\u{a0}53"));
}

#[test]
fn german_and_french_reports_have_no_english_left() {
    let english = [
        " the ",
        " you ",
        " meeting ",
        " meetings ",
        " is ",
        " are ",
        " by ",
        " for ",
        " this ",
        " week ",
        " people ",
        " hours ",
    ];
    for language in ["de", "fr"] {
        for mail in mails(language) {
            assert!(mail.html.contains(&format!("<html lang=\"{language}\"")));
            let page = scraper::Html::parse_document(&mail.html);
            let alts = scraper::Selector::parse("svg").unwrap();
            let alts: String = page.select(&alts).filter_map(|image| image.value().attr("aria-label")).collect();
            let lower = flowing(&format!(" {} {alts} ", mail.text)).to_lowercase().replace("spare parts stocktake", "");
            let left: Vec<_> = english.iter().filter(|word| lower.contains(**word)).collect();
            assert!(left.is_empty(), "{language}: {left:?}\n{}", mail.text);
        }
    }
}

#[test]
fn no_key_of_a_catalogue_reaches_a_report_and_no_line_is_too_wide() {
    for language in languages() {
        for mail in mails(language) {
            assert!(!mail.text.contains(['_', '~', '{', '$']), "{}", mail.text);
            assert!(!mail.text.contains(".."), "{}", mail.text);
            for line in mail.text.lines().filter(|line| !line.starts_with("https://")) {
                assert!(line.chars().count() <= 72, "{language}: {line}");
            }
        }
    }
}
