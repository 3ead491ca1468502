//! What every HTML body keeps: well-formed, inline styles, no pictures, scripts or plain-http links, dark mode.

use scraper::{Html, Selector};

use super::{Composed, Letter, Sample, composed, samples};
use crate::mail::languages;

/// Every letter in every language.
fn all() -> Vec<(String, Composed)> {
    let spoken = |language: &'static str| {
        let mails = samples().into_iter().map(move |sample| (sample.name, composed(&sample.spoken(language))));
        mails.map(move |(name, mail)| (format!("{name} in {language}"), mail))
    };
    languages().flat_map(spoken).collect()
}

/// The names of all tags outside comments, closing ones with their slash.
fn tags(html: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some((_, tag)) = rest.split_once('<') {
        let end = if tag.starts_with("!--") { "-->" } else { ">" };
        let (tag, after) = tag.split_once(end).expect("a tag ends");
        tags.extend(tag.split_whitespace().next().filter(|tag| !tag.starts_with("!--")));
        rest = after;
    }
    tags
}

fn links(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let anchors = Selector::parse("[href], [src], [action], [background]").unwrap();
    page.select(&anchors).map(|link| link.value().attr("href").unwrap_or("other").to_owned()).collect()
}

#[test]
fn every_tag_is_closed_where_it_should_be() {
    for (name, mail) in all() {
        let mut open = Vec::new();
        for tag in tags(&mail.html) {
            match tag.strip_prefix('/') {
                Some(closed) => assert_eq!(open.pop(), Some(closed), "{name}"),
                None if matches!(tag, "meta" | "br" | "!doctype") => {}
                None => open.push(tag),
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

#[test]
fn html_holds_nothing_that_acts_or_loads() {
    for (name, mail) in all() {
        for forbidden in ["<script", "<img", "<form", "<link", "<iframe", "http:", "javascript:", "url(", " on"] {
            let tags = mail.html.split('<').filter_map(|tag| tag.split('>').next()).collect::<Vec<_>>().join("<");
            assert!(!tags.contains(forbidden), "{name}: {forbidden}");
        }
        assert!(links(&mail.html).iter().all(|link| link.starts_with("https://")), "{name}");
    }
}

#[test]
fn every_text_has_its_light_colour_inline() {
    let texts = Selector::parse("p, h1, h2, div, a").unwrap();
    for (name, mail) in all() {
        for element in Html::parse_document(&mail.html).select(&texts) {
            let style = element.value().attr("style").unwrap_or_default();
            assert!(style.contains("color:#"), "{name}: {}", element.html());
        }
        assert!(mail.html.contains("@media (prefers-color-scheme: dark)"), "{name}");
    }
}

#[test]
fn the_first_words_of_the_body_are_the_first_sentence_of_the_text() {
    let heading = Selector::parse("h1").unwrap();
    for (name, mail) in all() {
        let page = Html::parse_document(&mail.html);
        let body = Selector::parse("body").unwrap();
        let told: String = page.select(&body).next().unwrap().text().collect();
        let spaced = |text: &str| text.replace('\u{a0}', " ").split_whitespace().collect::<Vec<_>>().join(" ");
        let headline = spaced(&page.select(&heading).next().unwrap().text().collect::<String>());
        assert!(spaced(&told).starts_with(&headline), "{name}");
        assert!(spaced(&mail.text).starts_with(&format!("{headline}.")), "{name}: {headline}");
    }
}

#[test]
fn text_and_html_hold_the_same_links() {
    for (name, mail) in all() {
        let in_text: Vec<&str> = mail.text.lines().map(str::trim).filter(|line| line.starts_with("https://")).collect();
        for link in links(&mail.html) {
            let page = link.trim_end_matches("#exempt");
            assert!(in_text.contains(&page), "{name}: {link}");
        }
        assert!(in_text.iter().all(|link| links(&mail.html).iter().any(|other| other.starts_with(link))), "{name}");
    }
}

#[test]
fn without_a_public_url_only_the_invitation_is_linked() {
    for mut sample in samples() {
        sample.house.public_url = None;
        if let Letter::Day(day) = &mut sample.letter {
            (day.never, day.own_week) = (None, None);
            day.given.iter_mut().chain(&mut day.back).for_each(|answer| answer.keep = None);
        }
        let Composed { html, text, .. } = composed(&sample);
        assert!(links(&html).iter().all(|link| link.starts_with("https://calendar.")), "{}", sample.name);
        assert!(!text.contains("https://meetgate."), "{}: {text}", sample.name);
        assert!(!text.contains("Check again") && !text.contains("How it decides"), "{}: {text}", sample.name);
    }
}

#[test]
fn without_a_contact_no_person_is_promised() {
    for sample in samples() {
        let house = crate::mail::House { contact: None, ..sample.house.clone() };
        let mail = composed(&Sample { house, ..sample });
        assert!(!mail.text.contains("A reply") && !mail.html.contains("A reply"));
    }
}

#[test]
fn no_line_of_text_is_wider_than_72_columns_but_for_links() {
    for (name, mail) in all() {
        for line in mail.text.lines().filter(|line| !line.trim().starts_with("https://")) {
            assert!(line.chars().count() <= 72, "{name}: {line}");
        }
    }
}

#[test]
fn a_mail_is_far_from_the_length_at_which_programs_cut_it() {
    for (name, mail) in all() {
        assert!(mail.html.len() < 40_000, "{name}: {}", mail.html.len());
    }
}
