//! The figures of the weekly report against calendars reckoned by hand.

mod calendar;

use meetgate::report::{Figure, Metric, OwnWeek, Terms};

use calendar::{Block, minutes};

const CALENDARS: &str = include_str!("../../data/report/calendars.txt");

#[test]
fn every_metric_of_every_calendar_is_what_a_hand_reckoned() {
    let blocks = calendar::read(CALENDARS);
    assert!(blocks.len() >= 25, "{} calendars", blocks.len());
    let wrong: Vec<String> = blocks.iter().flat_map(wrong).collect();
    assert!(wrong.is_empty(), "{} figures differ:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_figure_that_differs_is_named() {
    let mut blocks = calendar::read(CALENDARS);
    blocks[1].expected.insert("focus".to_owned(), "38:01".to_owned());
    let found: Vec<String> = blocks.iter().flat_map(wrong).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("02 One meeting") && found[0].contains("focus"), "{found:?}");
}

fn wrong(block: &Block) -> Vec<String> {
    let terms = Terms { focus_block_minutes: block.focus_block_minutes, ..Terms::default() };
    let own = OwnWeek::of(&block.person, block.week, &terms).expect("a week of which something is known");
    let measured = own.measures;
    let named = Metric::ALL.into_iter().filter(|metric| *metric != Metric::AfterHoursSpread);
    assert_eq!(block.expected.len(), named.clone().count(), "{}: every metric, and each once", block.name);
    named
        .filter_map(|metric| {
            let written = block.expected.get(name(metric)).unwrap_or_else(|| panic!("{}: {metric:?}", block.name));
            let (expected, found) = (figure(metric, written, block), measured.figure(metric).expect("a figure"));
            let differs = found != expected;
            differs.then(|| format!("{}: {} is {found:?}, not {written} ({expected:?})", block.name, name(metric)))
        })
        .collect()
}

/// What the file calls it.
fn name(metric: Metric) -> &'static str {
    match metric {
        Metric::WorkingHours => "working",
        Metric::MeetingHours => "meeting",
        Metric::FocusHours => "focus",
        Metric::FragmentedHours => "fragmented",
        Metric::AfterHours => "after",
        Metric::AfterHoursShare => "after-share",
        Metric::AfterHoursSpread => "",
        Metric::ConflictHours => "conflict",
        Metric::MeetingsAttended => "attended",
        Metric::ShortNotice => "short",
        Metric::LargeMeetingHours => "large",
        Metric::SeriesHours => "series",
        Metric::MemoHours => "memo",
        Metric::AgendaNeeded => "needed",
        Metric::AgendaRate => "agenda",
        Metric::OnTimeRate => "on-time",
        Metric::AgendaUnasked => "unasked",
        Metric::AgendaRescued => "rescued",
        Metric::AgendaLate => "late",
        Metric::AgendaMissing => "missing",
        Metric::PreReadRate => "pre-read",
        Metric::Declined => "declined",
        Metric::Exempted => "exempted",
        Metric::Claims => "claims",
        Metric::InProtectedTime => "protected",
        Metric::LargeMeetings => "large-meetings",
        Metric::MemoMeetings => "memo-meetings",
    }
}

/// The figure that the file writes: `h:mm`, a number, or a part and a whole of either.
fn figure(metric: Metric, written: &str, block: &Block) -> Figure {
    let number = |text: &str| match text.contains(':') {
        true => f64::from(minutes(text)) / 60.0,
        false => text.parse().unwrap_or_else(|_| panic!("{}: {text:?} is no number", block.name)),
    };
    match written.split_once('/') {
        Some((part, whole)) => Figure::new(number(part), number(whole)),
        None if metric < Metric::AgendaNeeded => Figure::new(number(written), block.known),
        None => Figure::new(number(written), 1.0),
    }
}
