//! Every letter in every language: the template is understood by the reader of invitations, dates are the language's
//! own, and nothing of another language is left.

use crate::brief::{self, Body, Invitation};
use crate::mail::page::Line;
use crate::mail::words::Words;
use crate::mail::{House, Letter, Outgoing, build, languages};
use crate::meeting::Requirement;
use chrono::TimeDelta;

use super::{Composed, composed, flowing, sample, samples};

fn in_language(name: &str, language: &str) -> Composed {
    composed(&sample(name).spoken(language))
}

fn pasted(groups: &[Vec<Line>], fill: impl Fn(&str) -> String) -> String {
    let line = |line: &Line| match line {
        Line::Label(text) => text.replace('\u{a0}', " "),
        Line::Fill(text) => fill(&text.replace('\u{a0}', " ")),
    };
    let group = |group: &Vec<Line>| group.iter().map(line).collect::<Vec<_>>().join("\n");
    groups.iter().map(group).collect::<Vec<_>>().join("\n\n")
}

/// What an organizer writes in place of each pair of brackets.
fn filled(text: &str) -> String {
    let words = ["Pump house budget", "Rotterdam contract", "Ana", "20"];
    let mut out = String::new();
    let (mut rest, mut nth) = (text, 0);
    while let Some((before, bracket)) = rest.split_once('[') {
        let (_, after) = bracket.split_once(']').unwrap();
        out.push_str(before);
        out.push_str(words[nth % words.len()]);
        (rest, nth) = (after, nth + 1);
    }
    out + rest
}

fn read(body: String) -> brief::Brief {
    brief::read(&Invitation {
        title: "Quarterly planning".to_owned(),
        body: Body::Text(body),
        attendees: 6,
        ..Invitation::default()
    })
}

#[test]
fn the_template_left_empty_is_no_agenda_and_filled_in_it_is_one_in_every_language() {
    for language in languages() {
        let words = Words::of(Some(language));
        for missing in [vec![Requirement::Agenda], Requirement::ALL.to_vec()] {
            for template in [words.template(&missing), words.short_template(&missing)] {
                let empty = pasted(&template, str::to_owned);
                let brief = read(empty.clone());
                assert!(!brief.agenda.present(), "{language}: {empty}\n{:?}", brief.agenda);
                assert!(!brief.outcomes.present(), "{language}: {empty}\n{:?}", brief.outcomes);
                assert!(!brief.pre_read.present(), "{language}: {empty}\n{:?}", brief.pre_read);
                let full = pasted(&template, filled);
                let brief = read(full.clone());
                assert!(brief.agenda.present(), "{language}: {full}\n{:?}", brief.agenda);
                assert!(brief.outcomes.present(), "{language}: {full}\n{:?}", brief.outcomes);
            }
        }
    }
}

#[test]
fn the_words_offered_for_nothing_to_read_waive_the_pre_read_in_every_language() {
    for language in languages() {
        let words = Words::of(Some(language));
        let hint = words.nothing_to_read().replace('\u{a0}', " ");
        let offered = hint.split(['“', '„', '«']).nth(1).unwrap().split(['”', '“', '»']).next().unwrap().trim();
        assert!(words.short_pre_read().replace('\u{a0}', " ").contains(offered), "{language}: {offered}");
        assert!(read(offered.to_owned()).pre_read_waived.present(), "{language}: {offered}");
    }
}

#[test]
fn dates_and_times_have_the_form_of_the_language() {
    let told = |language| flowing(&in_language("first-notice", language));
    assert!(told("en-GB").contains("Thu 26 Nov, 15:00–16:00"));
    assert!(told("en-US").contains("Thu, Nov 26, 3:00 PM – 4:00 PM"), "{}", told("en-US"));
    assert!(told("de").contains("Do., 26. Nov., 15:00–16:00 Uhr"), "{}", told("de"));
    assert!(told("fr").contains("jeu. 26 nov., 15 h 00 – 16 h 00"), "{}", told("fr"));
}

#[test]
fn every_letter_in_german_and_french_has_no_english_left() {
    let english = [" the ", " you ", " meeting ", " agenda and ", " is ", " are ", " by ", " for ", " this "];
    for language in ["de", "fr"] {
        for sample in samples() {
            let mail = composed(&sample.clone().spoken(language));
            assert!(mail.html.contains(&format!("<html lang=\"{language}\"")), "{}", sample.name);
            if sample.name.starts_with("alert-") {
                continue;
            }
            let lower = format!(" {} ", flowing(&mail).to_lowercase());
            let left: Vec<_> = english.iter().filter(|word| lower.contains(**word)).collect();
            assert!(left.is_empty(), "{language} {}: {left:?}\n{}", sample.name, mail.text);
        }
    }
}

#[test]
fn no_key_of_a_catalogue_reaches_a_mail() {
    for language in languages() {
        for sample in samples() {
            let limit = matches!(sample.name, "alert-stopped" | "alert-mailbox" | "alert-organizer");
            let mail = composed(&sample.spoken(language));
            assert!((limit || !mail.text.contains('_')) && !mail.subject.contains('_'), "{}", mail.text);
            assert!(!mail.text.contains('~') && !mail.text.contains('{') && !mail.text.contains('$'));
        }
    }
}

#[test]
fn the_sender_is_named_in_the_readers_language() {
    let sample = sample("declined").spoken("de");
    let composed = composed(&sample);
    let house = House { contact: None, ..sample.house };
    let (to, at, kind) = (sample.reader, sample.now, sample.letter.kind());
    let mail = Outgoing { id: "a".to_owned(), composed, to, thread: None, at, unsubscribe: None, kind };
    let source = String::from_utf8(build(&mail, &house).unwrap().formatted()).unwrap();
    assert!(source.contains("From: \"meetgate bei Fernhill Observatory\" <"), "{source}");
}

#[test]
fn in_french_the_first_of_a_month_is_the_first() {
    let mut sample = sample("last-call").spoken("fr");
    let Letter::LastCall(meeting) = &mut sample.letter else { panic!("a last call") };
    meeting.first_start = None;
    meeting.start += TimeDelta::days(5);
    meeting.end += TimeDelta::days(5);
    let mail = composed(&sample);
    assert!(mail.subject.replace('\u{a0}', " ").ends_with("mar. 1er déc."), "{}", mail.subject);
}
