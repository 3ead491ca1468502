//! What the HTML and the text of a report hold.

use scraper::{Html, Selector};

use super::{Office, english, flowing, page, personal_sample, report_sample, sent};
use crate::report::{Coverage, Group, PulseSection, Question, Report, Section, SeriesLine, Summary};

/// Programs cut mails of more than this.
const MOST: usize = 100_000;

fn all<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn words(element: &scraper::ElementRef) -> String {
    flowing(&element.text().collect::<String>())
}

#[test]
fn the_headline_comes_first_and_the_one_suggestion_after_three_sentences() {
    let mail = english();
    let page = Html::parse_document(&mail.html);
    assert_eq!(words(&all(&page, "h1")[0]), "Meetings took 12.5 hours per person, the least in eight weeks");
    let text = flowing(&mail.text);
    let order = [
        "Meetings took 12.5 hours per person, the least in eight weeks.",
        "That is 0.8 hours less than the week before.",
        "Focus time rose by 1.0 to 16.1 hours per person, most of it on Wednesday.",
        "Singapore and Bengaluru are 28 % of us and carry 58 % of the after-hours meeting time.",
        "ONE THING TO DO Move “Dome upgrade review” from Thu 15:00 to 9:30, Gothenburg time. That is 14:00 in Bengaluru \
         and 16:30 in Singapore. It gives 14 people their evening or morning back.",
        "THE WEEK",
        "TEAMS",
        "ZONES",
        "HOW WORK FELT",
        "WHERE THE HOURS GO",
        "BEFORE AND NOW",
        "WHAT IS NOT SHOWN",
        "HOW THIS IS COUNTED",
    ];
    let places: Vec<usize> = order.map(|part| text.find(part).unwrap_or_else(|| panic!("{part}: {text}"))).into();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn every_figure_stands_against_the_week_before_and_the_first_of_the_trend() {
    let text = flowing(&english().text);
    assert!(text.contains("EVERYONE This week Week before Seven weeks ago"), "{text}");
    assert!(text.contains("Meetings 12.5 h 13.3 h 14.9 h Focus 16.1 h"), "{text}");
    assert!(text.contains("With an agenda 91 % 87 % 45 %"), "{text}");
}

#[test]
fn every_definition_is_printed_in_text_and_html() {
    let mail = english();
    let html = flowing(&Html::parse_document(&mail.html).root_element().text().collect::<String>());
    for part in [
        "Focus: unbroken stretches of 2 hours or more within working hours.",
        "Spread across zones: the Gini coefficient of after-hours per head between zones",
        "In large meetings: attended time in meetings of 9 people or more.",
        "Groups of fewer than five people are never shown alone. Nobody is ranked.",
        "Covered: 214 of 219 people. Of two people some days are missing, 2 in all; those days count for nothing.",
    ] {
        assert!(flowing(&mail.text).contains(part), "{part}: {}", mail.text);
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn what_was_folded_or_withheld_says_so() {
    let text = flowing(&english().text);
    for part in [
        "Smaller teams together: Finance, Library, Travel desk, Workshop and people without a team.",
        "Finance, Library and Travel desk: fewer than five people, counted in “Smaller teams together”.",
        "Workshop: shown alone this would give a smaller group away; counted in “Smaller teams together”.",
        "Outreach: fewer than five people called a meeting, so what became of their meetings is not shown.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let row = english().text.lines().find(|line| line.contains("Outreach")).unwrap().to_owned();
    assert!(row.trim_end().ends_with('–'), "{row}");
}

#[test]
fn every_table_has_a_figure_under_every_column() {
    let mail = english();
    let page = Html::parse_document(&mail.html);
    let tables = all(&page, "table:not([role])");
    assert_eq!(tables.len(), 6, "the week, teams, zones, load, pulse, series");
    for table in tables {
        let heads = table.select(&Selector::parse("th[scope=col]").unwrap()).count();
        for row in table.select(&Selector::parse("tr").unwrap()).skip(1) {
            assert_eq!(row.select(&Selector::parse("td").unwrap()).count(), heads, "{}", row.html());
        }
    }
    let roles = all(&page, "table[role=presentation]").len();
    assert_eq!(roles, 5, "layout is no data");
}

#[test]
fn light_colours_are_inline_and_dark_ones_replace_them_by_class() {
    for html in [sent().html, Office::new("en-GB").personal(&personal_sample()).html] {
        let page = Html::parse_document(&html);
        for element in all(&page, "p, h1, h2, th, td.ink, span.quiet") {
            assert!(element.value().attr("style").unwrap_or_default().contains("color:#"), "{}", element.html());
            let classes = element.value().attr("class").unwrap_or_default();
            assert!(["ink", "quiet", "rule"].iter().any(|class| classes.contains(class)), "{}", element.html());
        }
        let (_, dark) = html.split_once("@media (prefers-color-scheme: dark)").unwrap();
        for rule in [".ink {", ".quiet {", ".panel {", ".rule {", ".plate { padding: 12px"] {
            assert!(dark.contains(rule), "{rule}");
        }
        for plate in all(&page, "td.plate") {
            assert_eq!(plate.value().attr("bgcolor"), Some("#FFFFFF"));
        }
    }
}

#[test]
fn it_is_600_wide_at_most_fluid_below_and_has_no_style_that_word_lacks() {
    let html = english().html;
    assert!(
        html.contains("max-width:640px") && html.contains("<!--[if mso]><table role=\"presentation\" width=\"640\"")
    );
    for forbidden in ["display:flex", "display:grid", "position:", "float:", "background-image", "<script", "var(--"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn a_report_of_a_large_organization_stays_under_the_size_at_which_programs_cut_it() {
    for language in ["en-GB", "de"] {
        let mail = Office::new(language).mail(&large());
        assert!(mail.html.len() < MOST, "{language}: {}", mail.html.len());
        assert!(mail.html.len() > 50_000, "{language}: {}", mail.html.len());
    }
    let text = flowing(&Office::new("en-GB").written(&large()).text);
    assert!(text.contains("387 more are in the attached files."), "{text}");
}

/// 400 teams with long names, 60 zones, everything that there can be.
fn large() -> Report {
    let report = report_sample();
    let one = |group: Group| Section { group, ..report.teams[0].clone() };
    let long = "Interdisciplinary Instruments & Infrastructure <Coordination>";
    let zone = |nth: usize| Group::Zone { zone: format!("America/Argentina/ComodRivadavia_{nth}") };
    let mut large = report.clone();
    large.teams = (0..400).map(|nth| one(Group::Team { name: format!("{nth} {long}") })).collect();
    large.zones = (0..60).map(|nth| one(zone(nth))).collect();
    let fairness = large.fairness.as_mut().unwrap();
    fairness.zones =
        (0..60).map(|nth| crate::report::ZoneShare { group: zone(nth), ..fairness.zones[0].clone() }).collect();
    fairness.proposals =
        (0..50).map(|_| crate::report::Proposal { series: long.repeat(3), ..fairness.proposals[1].clone() }).collect();
    large.series = (0..10).map(|_| SeriesLine { title: long.repeat(3), ..large.series[0].clone() }).collect();
    let names: std::collections::BTreeSet<String> = (0..300).map(|nth| format!("{nth} {long}")).collect();
    let group = Group::Teams { names, unassigned: true };
    large.teams.push(one(group.clone()));
    large.withheld = (0..300)
        .map(|nth| crate::report::Withheld { group: zone(nth), within: Some(zone(nth)), ..large.withheld[0].clone() })
        .collect();
    large.exempted = (0..300).map(|nth| (crate::report::Exempted::Rule { name: format!("{nth} {long}") }, 1)).collect();
    let pulse = large.pulse.as_mut().unwrap();
    let voice = |section: &Section| PulseSection { group: section.group.clone(), ..pulse.sections[2].clone() };
    let voices: Vec<PulseSection> = large.teams.iter().map(voice).collect();
    pulse.sections.extend(voices);
    large.terms.cost = Some(crate::report::Cost { hourly: 85.0, currency: "EUR".to_owned() });
    large
}

#[test]
fn too_few_people_make_a_report_that_says_so_and_shows_nothing() {
    let report = Report {
        summary: Summary { findings: vec![crate::report::Finding::TooFew { min_group: 5 }], suggestion: None },
        coverage: Coverage { enrolled: 4, covered: 4, ..Coverage::default() },
        whole: None,
        teams: Vec::new(),
        zones: Vec::new(),
        days: None,
        fairness: None,
        series: Vec::new(),
        exempted: Vec::new(),
        pulse: None,
        withheld: Vec::new(),
        ..report_sample()
    };
    let mail = Office::new("en-GB").mail(&report);
    assert!(mail.text.starts_with("Fewer than five people are covered, so no figures are shown."), "{}", mail.text);
    assert!(mail.pictures.is_empty() && !mail.html.contains("<img"));
    assert!(!flowing(&mail.text).contains("TEAMS"));
}

#[test]
fn costs_appear_only_where_an_hour_has_a_price() {
    let mut report = report_sample();
    assert!(!english().text.contains("COSTS"));
    report.terms.cost = Some(crate::report::Cost { hourly: 85.0, currency: "EUR".to_owned() });
    let text = flowing(&Office::new("en-GB").written(&report).text);
    assert!(text.contains("At 85 EUR an hour, this week’s meetings took 227,375 EUR."), "{text}");
    assert!(text.contains("Night planning, daily 31 5 139.5 h 11,858 EUR"), "{text}");
}

#[test]
fn a_pilot_stands_against_its_own_weeks_before() {
    let text = flowing(&english().text);
    let told = "Field stations, against its own weeks before: Meetings 9.1 h (was 11.8 h), Focus 19.5 h (was 14.9 h), With \
                an agenda 94 % (was 47 %).";
    assert!(text.contains(told), "{text}");
}

#[test]
fn the_pulse_tells_of_which_week_it_is_how_many_answered_and_how_it_went() {
    let mail = english();
    let html = flowing(&Html::parse_document(&mail.html).root_element().text().collect::<String>());
    for part in [
        "The last round asked about 2–8 November and closed on 22 Nov. 1 is not at all, 5 is very.",
        "Everyone, round by round: Focus 2.9 → 3.1 → 3.2 → 3.5; Stress 3.6 → 3.4 → 3.4 → 3.1; Autonomy",
        "Stress: “How stressful were your days?”",
        "More is better for focus and autonomy, less for stress.",
        "Answers are kept without names. A group is shown where five or more answered, unless it would give a smaller \
         one away.",
    ] {
        assert!(flowing(&mail.text).contains(part), "{part}: {}", mail.text);
        assert!(html.contains(part), "{part}: {html}");
    }
    let text = flowing(&mail.text);
    assert!(
        text.contains("AVERAGE ANSWER Focus Stress Autonomy Data and software 3.2 3.4 3.1 21 answered +0.2 −0.2 −0.1"),
        "{text}"
    );
    assert!(text.contains("Field stations 3.9 2.7 3.8 23–24 answered +0.4 −0.4 +0.1 Instruments"), "{text}");
    assert!(text.contains("Everyone 3.5 3.1 3.4 95–96 answered +0.3 −0.3 ±0 Everyone, round by round"), "{text}");
}

#[test]
fn without_a_round_there_is_no_pulse_and_the_first_has_no_trend() {
    let mut report = report_sample();
    for line in report.pulse.iter_mut().flat_map(|pulse| &mut pulse.sections).flat_map(|section| &mut section.lines) {
        line.trend.iter_mut().take(3).for_each(|point| point.value = None);
        (line.before, line.change) = (None, None);
    }
    let first = flowing(&Office::new("en-GB").written(&report).text);
    assert!(first.contains("HOW WORK FELT") && !first.contains("round by round"), "{first}");
    report.pulse = None;
    let text = flowing(&Office::new("en-GB").written(&report).text);
    assert!(!text.contains("HOW WORK FELT") && !text.contains("stressful"), "{text}");
}

#[test]
fn a_question_that_is_withheld_of_a_group_has_no_figure() {
    let mut report = report_sample();
    let sections = &mut report.pulse.as_mut().unwrap().sections;
    sections[1].lines.retain(|line| line.question != Question::Stress);
    let text = flowing(&Office::new("en-GB").written(&report).text);
    assert!(text.contains("Data and software 3.2 – 3.1 21 answered"), "{text}");
}

#[test]
fn the_page_stands_alone_with_its_pictures_inside() {
    let html = page(&report_sample());
    assert_eq!(html.matches("<svg ").count(), 4);
    assert!(!html.contains("<img") && !html.contains("cid:") && !html.contains("<script"));
    assert!(html.contains("aria-label=\"Line chart over eight weeks."));
    for loaded in ["src=", "@import", "url("] {
        assert!(!html.contains(loaded), "{loaded}");
    }
}

#[test]
fn the_personal_mail_has_own_figures_days_and_series_and_no_group() {
    let mail = Office::new("en-GB").personal(&personal_sample());
    let text = flowing(&mail.text);
    for part in [
        "You spent 14.0 hours in meetings and had 14.6 hours of focus.",
        "FOCUS BY DAY",
        "Wednesday 6.5 h",
        "Night planning, daily 5 2.5 h",
        "YOUR SERIES",
        "Only you get this mail.",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Everyone") && !text.contains("TEAMS"), "{text}");
    assert_eq!(mail.pictures.len(), 1);
    assert!(mail.attachments.is_empty());
}

#[test]
fn the_pulse_is_asked_only_where_there_are_pages_to_answer_on() {
    let mut office = Office::new("en-GB");
    let links = |html: &str| html.matches("https://meetgate.fernhill.example/pulse/4Tq8?").count();
    assert_eq!(links(&office.personal_written(&personal_sample()).html), 15);
    assert!(office.personal_written(&personal_sample()).html.contains("?stress=4"));
    office.house.public_url = None;
    let mail = office.personal_written(&personal_sample());
    assert!(!mail.html.contains("pulse") && !mail.text.contains("THREE TAPS"));
}
