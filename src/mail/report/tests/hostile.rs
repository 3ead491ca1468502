//! Names of teams, titles, cities and rules come from outside: they change nothing but words.

use scraper::{Html, Selector};

use super::{Composed, Office, page, personal_sample, report_sample};
use crate::mail::Outgoing;
use crate::mail::report::KIND;
use crate::mail::tests::hostile::NASTY;
use crate::report::{Cost, Exempted, Group, Report, Suggestion};

/// The sample with this text in every place that comes from outside.
fn poisoned(text: &str) -> Report {
    let mut report = report_sample();
    let named = || Group::Team { name: text.to_owned() };
    report.organization = text.to_owned();
    report.teams.iter_mut().for_each(|section| section.group = named());
    report.teams[1].group = Group::Teams { names: [text.to_owned()].into(), unassigned: true };
    report.zones.iter_mut().for_each(|section| section.group = Group::Zone { zone: text.to_owned() });
    report.zones[0].group = Group::Region { region: text.to_owned(), zones: [text.to_owned()].into() };
    report.series.iter_mut().for_each(|line| line.title = text.to_owned());
    report.exempted[0].0 = Exempted::Rule { name: text.to_owned() };
    report.withheld.iter_mut().for_each(|withheld| withheld.group = named());
    report.terms.cost = Some(Cost { hourly: 1.0, currency: text.to_owned() });
    report.pulse.as_mut().unwrap().sections.iter_mut().skip(1).for_each(|section| section.group = named());
    if let Some(Suggestion::Spread { proposal }) = &mut report.summary.suggestion {
        proposal.series = text.to_owned();
        proposal.now.local.iter_mut().for_each(|local| local.group = named());
    }
    let fairness = report.fairness.as_mut().unwrap();
    fairness.zones.iter_mut().for_each(|zone| zone.group = Group::Zone { zone: text.to_owned() });
    fairness.proposals.iter_mut().for_each(|proposal| proposal.series = text.to_owned());
    report
}

fn tags(html: &str) -> Vec<String> {
    let page = Html::parse_document(html);
    let all = Selector::parse("*").unwrap();
    page.select(&all).map(|element| element.value().name().to_owned()).collect()
}

fn mail(text: &str) -> Composed {
    let mut office = Office::new("en-GB");
    office.cities.values_mut().for_each(|city| *city = text.to_owned());
    office.written(&poisoned(text))
}

#[test]
fn no_name_adds_a_tag_a_line_or_a_link() {
    let harmless = mail("Harmless");
    for text in NASTY {
        let mail = mail(text);
        let (mut found, mut wanted) = (tags(&mail.html), tags(&harmless.html));
        // Words with a hyphen that stay together are the only tag that depends on words.
        found.retain(|tag| tag != "span");
        wanted.retain(|tag| tag != "span");
        assert_eq!(found, wanted, "{text:?}");
        assert!(!mail.html.contains("href=\"https://evil") && !mail.html.contains("<script"), "{text:?}");
        assert!(!mail.subject.contains(['\n', '\r']), "{text:?}");
        assert_eq!(mail.text.lines().filter(|line| *line == "-- ").count(), 1, "{text:?}: {}", mail.text);
        assert!(mail.text.lines().all(|line| line.chars().count() <= 72 || line.starts_with("https://")), "{text:?}");
        assert!(!mail.text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
        assert!(!mail.text.contains('\u{202e}') && !mail.html.contains('\u{202e}'), "{text:?}");
    }
}

#[test]
fn pictures_are_drawn_whatever_the_names() {
    let all = NASTY.join(" ");
    for text in ["", all.as_str(), "日本語の会議の題名"] {
        assert_eq!(Office::new("en-GB").mail(&poisoned(text)).pictures.len(), 4, "{text:?}");
    }
}

#[test]
fn no_name_leaves_its_place_in_a_picture() {
    for text in NASTY {
        let html = page(&poisoned(text));
        let page = Html::parse_document(&html);
        let svg = Selector::parse("svg *").unwrap();
        for element in page.select(&svg) {
            assert!(
                ["style", "rect", "path", "circle", "text"].contains(&element.value().name()),
                "{text:?}: {}",
                element.html()
            );
        }
    }
}

#[test]
fn a_message_holds_no_header_that_a_name_put_there() {
    for text in NASTY {
        let office = Office::new("de");
        let composed = office.written(&poisoned(text));
        let at = "2026-11-23T07:00:00Z".parse().unwrap();
        let mail = Outgoing {
            id: "a".to_owned(),
            composed,
            to: office.reader,
            thread: None,
            at,
            unsubscribe: None,
            kind: KIND,
        };
        let bytes = crate::mail::build(&mail, &office.house).unwrap().formatted();
        let head = String::from_utf8_lossy(&bytes).split("\r\n\r\n").next().unwrap().to_lowercase();
        assert!(!head.contains("\r\nbcc:"), "{text:?}");
    }
}

#[test]
fn a_city_whose_letters_the_font_lacks_is_drawn_by_the_name_of_its_zone() {
    let mut office = Office::new("en-GB");
    office.cities.insert("Asia/Singapore".to_owned(), "新加坡".to_owned());
    let html = crate::mail::report::report_page(&report_sample(), &office.telling());
    assert!(html.contains(">Singapore</text>") && html.contains("新加坡"));
}

#[test]
fn figures_that_are_no_numbers_are_told_without_panic() {
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MAX, f64::MIN_POSITIVE, -0.0] {
        let mut report = report_sample();
        for line in report.whole.iter_mut().chain(&mut report.teams).flat_map(|section| &mut section.lines) {
            line.now.value = Some(wrong);
            line.now.part = wrong;
            line.change = Some(wrong);
            line.trend.iter_mut().for_each(|point| point.value = Some(wrong));
        }
        report.days.as_mut().unwrap().heat.iter_mut().flatten().for_each(|share| *share = wrong);
        report.days.as_mut().unwrap().heat.push(vec![wrong; 2]);
        report.fairness.as_mut().unwrap().zones.iter_mut().for_each(|zone| zone.after_hours = wrong);
        for section in &mut report.pulse.as_mut().unwrap().sections {
            section.lines.iter_mut().for_each(|line| (line.now.mean, line.change) = (wrong, Some(wrong)));
            section.lines.iter_mut().flat_map(|line| &mut line.trend).for_each(|point| point.value = Some(wrong));
        }
        let mail = Office::new("fr").mail(&report);
        assert!(mail.text.len() < 40_000 && mail.html.len() < 100_000, "{wrong}");
        let mut own = personal_sample();
        own.focus = [Some(wrong); 7];
        own.lines.iter_mut().for_each(|line| line.now.value = Some(wrong));
        assert!(!Office::new("de").personal_written(&own).text.is_empty());
    }
}

#[test]
fn the_personal_mail_takes_hostile_titles_and_pages() {
    let mut own = personal_sample();
    for page in ["javascript:alert(1)", "http://plain.example/", "https://me:pw@evil.example/"] {
        own.pulse = Some(page.to_owned());
        own.series[0].title = "</td><script>".to_owned();
        let mail = Office::new("en-GB").personal_written(&own);
        assert!(!mail.html.contains("?focus=") && !mail.html.contains("<script"), "{page}");
    }
}
