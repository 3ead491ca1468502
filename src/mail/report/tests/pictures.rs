//! Pictures: twice the size, words that say the figures, and nothing drawn from nothing.

use resvg::tiny_skia::Pixmap;
use scraper::{Html, Selector};

use super::{Office, report_sample, sent};
use crate::mail::report::report_picture;
use crate::report::{Days, Metric, Report};

/// Width and height that a PNG says it has (PNG, 11.2.2).
fn size(png: &[u8]) -> (u32, u32) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
    (number(16), number(20))
}

#[test]
fn every_picture_decodes_has_twice_its_size_and_is_named_once_in_the_html() {
    for language in ["en-US", "de"] {
        let mail = Office::new(language).mail(&report_sample());
        assert_eq!(mail.pictures.len(), 4, "{language}");
        for picture in &mail.pictures {
            let pixels = Pixmap::decode_png(&picture.png).unwrap();
            assert_eq!((pixels.width(), pixels.height()), size(&picture.png));
            assert_eq!(pixels.width(), 1_200);
            assert_eq!(mail.html.matches(&format!("src=\"cid:{}\"", picture.cid)).count(), 1);
            assert!(picture.png.len() < 150_000, "{}", picture.png.len());
        }
    }
}

#[test]
fn the_plate_is_white_and_the_lines_are_drawn_on_it() {
    let mail = sent();
    for picture in &mail.pictures {
        let pixels = Pixmap::decode_png(&picture.png).unwrap();
        let colours: std::collections::BTreeSet<u32> = pixels
            .pixels()
            .iter()
            .map(|pixel| u32::from_be_bytes([pixel.alpha(), pixel.red(), pixel.green(), pixel.blue()]))
            .collect();
        assert!(
            colours.contains(&0xFFFF_FFFF) && colours.iter().all(|colour| colour >> 24 == 0xFF),
            "opaque, on white"
        );
        assert!(colours.contains(&0xFF0B_5C69) || colours.contains(&0xFFB0_4E0B) || colours.contains(&0xFF0A_4B56));
    }
}

#[test]
fn words_are_drawn_with_the_font_that_comes_along() {
    let svg = |text: &str| {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"90\" height=\"20\"><text y=\"16\" font-size=\"16\" font-family=\"Noto Sans\">{text}</text></svg>"
        )
    };
    let dark = |text: &str| {
        let png = crate::mail::report::charts::png(&svg(text)).unwrap();
        Pixmap::decode_png(&png).unwrap().pixels().iter().filter(|pixel| pixel.alpha() > 200).count()
    };
    assert_eq!(dark(""), 0);
    for text in ["12.5 h", "−0.8", "Zürich", "É…–"] {
        assert!(dark(text) > 50, "{text}");
    }
}

#[test]
fn alt_texts_say_the_figures() {
    let html = sent().html;
    let page = Html::parse_document(&html);
    let images = Selector::parse("img").unwrap();
    let alts: Vec<String> =
        page.select(&images).map(|image| image.value().attr("alt").unwrap().replace('\u{a0}', " ")).collect();
    let told = [
        "Line chart over eight weeks. Meetings, hours per person: 14.9; 15.1; 14.6; 14.2; 14.0; 13.6; 13.3; 12.5. Focus: \
         13.0; 12.8; 13.3; 13.7; 13.9; 14.6; 15.1; 16.1.",
        "Heat map of weekday by local hour. Busiest hour of each day, and the people then in a meeting: Monday \
         10:00 (44 %), Tuesday 10:00 (58 %), Wednesday 10:00 (9 %), Thursday 10:00 (57 %), Friday 10:00 (31 %).",
        "Bar chart of after-hours per person by zone: Singapore 3.1 h, Bengaluru 1.9 h, Halifax 1.4 h, Lisbon 0.7 h, \
         Gothenburg 0.5 h. Everyone: 1.1 h.",
        "Stacked columns over eight weeks. This week 150 had an agenda unasked, 31 were rescued after a notice, 4 got it \
         late, 18 had none. Weeks before, with an agenda: 45 %; 48 %; 66 %; 73 %; 79 %; 83 %; 87 %. Declined this week: \
         16.",
    ];
    assert_eq!(alts, told);
}

#[test]
fn the_same_report_draws_the_same_bytes() {
    assert_eq!(sent(), sent());
}

#[test]
fn without_figures_there_is_no_picture() {
    let mut report = report_sample();
    report.days = Some(Days { heat: vec![vec![0.0; 24]; 7], focus: vec![0.0; 7] });
    report.fairness = None;
    report.whole.as_mut().unwrap().lines.retain(|line| line.metric != Metric::AgendaNeeded);
    assert_eq!(Office::new("en-GB").mail(&report).pictures.len(), 1);
    let nothing = Report { whole: None, ..report };
    assert_eq!(report_picture(&nothing, &Office::new("en-GB").telling()), None);
}

#[test]
fn all_pictures_fit_below_each_other_in_one() {
    let png = report_picture(&report_sample(), &Office::new("de").telling()).unwrap();
    let (width, height) = size(&png);
    assert!(width == 1_200 && (2_400..4_000).contains(&height), "{width} × {height}");
}

#[test]
fn a_week_that_lacks_a_figure_leaves_a_gap_and_nonsense_draws_no_line() {
    let mut report = report_sample();
    let whole = report.whole.as_mut().unwrap();
    for line in &mut whole.lines {
        line.trend[3].value = None;
        if line.metric == Metric::FocusHours {
            line.trend[5].value = Some(f64::NAN);
        }
    }
    let mail = Office::new("en-GB").mail(&report);
    assert!(mail.html.contains("14.6; –; 14.0"), "the gap is told");
    assert!(mail.pictures.iter().all(|picture| Pixmap::decode_png(&picture.png).is_ok()));
}
