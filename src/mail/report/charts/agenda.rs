//! What became of the meetings that needed an agenda, week by week.

use super::marks::{Chart, Mark, boxed, text};
use crate::mail::report::tell::Teller;
use crate::report::{Metric, Section, Terms, Week};

const TOP: f64 = 30.0;
const TALL: f64 = 200.0;
const PITCH: f64 = 57.0;
const WIDE: f64 = 44.0;
/// Labels beside the last column keep so much apart.
const APART: f64 = 23.0;

/// The parts, from the bottom up: metric, word, colour of the box, colour of the word.
const PARTS: [(Metric, &str, &str, &str); 4] = [
    (Metric::AgendaUnasked, "unasked", "c-focus", "c-focus c-b"),
    (Metric::AgendaRescued, "rescued", "c-middle", "c-middle-text c-b"),
    (Metric::AgendaLate, "late", "c-pale", "c-b"),
    (Metric::AgendaMissing, "missing", "c-meet", "c-meet c-b"),
];

/// A week's column.
struct Column {
    week: Week,
    /// Shares of the parts.
    shares: [f64; 4],
    /// Share with an agenda at the start.
    rate: f64,
    declined: Option<f64>,
}

/// None when no meeting needed an agenda.
pub(in crate::mail::report) fn agenda(teller: &Teller, section: &Section) -> Option<Chart> {
    let needed = section.line(Metric::AgendaNeeded)?;
    let most = usize::try_from(Terms::TREND_WEEKS).unwrap_or(8);
    let points = needed.trend.get(needed.trend.len().saturating_sub(most)..).unwrap_or_default();
    let columns: Vec<(usize, Column)> =
        points.iter().enumerate().filter_map(|(nth, point)| Some((nth, column(section, point.week)?))).collect();
    let (_, last) = columns.last().filter(|(nth, _)| nth + 1 == points.len())?;
    let x = |nth: usize| (most - points.len() + nth) as f64 * PITCH;
    let mut marks: Vec<Mark> =
        columns.iter().flat_map(|(nth, column)| stack(teller, x(*nth), column, *nth + 1 == points.len())).collect();
    marks.extend(labels(teller, last));
    let dates =
        columns.iter().filter(|(nth, _)| nth + 1 == points.len() || (nth.is_multiple_of(2) && nth + 2 < points.len()));
    marks.extend(dates.map(|(nth, column)| date(teller, x(*nth), column, nth + 1 == points.len())));
    Some(told(teller, section, &columns, needed.now.value.unwrap_or_default(), marks))
}

fn told(teller: &Teller, section: &Section, columns: &[(usize, Column)], needed: f64, marks: Vec<Mark>) -> Chart {
    let words = teller.words;
    let now = |metric| teller.figure(metric, section.line(metric).map(|line| line.now));
    let before = columns.iter().rev().skip(1).rev().map(|(_, column)| teller.share(column.rate));
    let before = before.collect::<Vec<_>>().join("; ");
    let before = if before.is_empty() { "–".to_owned() } else { before };
    let [unasked, rescued, late, missing] = PARTS.map(|(metric, ..)| now(metric));
    Chart {
        name: "agenda",
        heading: words.agenda_heading(now(Metric::AgendaRate)),
        plain: Some(format!("{}.", teller.sentence(&words.agenda_unit(needed)))),
        unit: teller.sentence(&words.agenda_unit(needed)),
        alt: words.agenda_alt(unasked, rescued, late, missing, before, now(Metric::Declined)),
        height: 308,
        marks,
    }
}

/// The figures of a week, where all of them are shown and any meeting needed an agenda.
fn column(section: &Section, week: Week) -> Option<Column> {
    let value = |metric: Metric| {
        let line = section.line(metric)?;
        line.trend.iter().find(|point| point.week == week)?.value.filter(|value| value.is_finite())
    };
    let needed = value(Metric::AgendaNeeded).filter(|needed| *needed > 0.0)?;
    let mut shares = [0.0; 4];
    for (share, (metric, ..)) in shares.iter_mut().zip(PARTS) {
        *share = (value(metric)? / needed).clamp(0.0, 1.0);
    }
    let rate = value(Metric::AgendaRate).unwrap_or_default();
    Some(Column { week, shares, rate, declined: value(Metric::Declined) })
}

/// The parts upon each other, the rate above, and how many were declined below.
fn stack(teller: &Teller, x: f64, column: &Column, last: bool) -> Vec<Mark> {
    let mut bottom = TOP + TALL;
    let mut marks = Vec::new();
    for (share, (_, _, class, _)) in column.shares.iter().zip(PARTS) {
        let height = share * TALL;
        if height >= 3.0 {
            marks.push(boxed(class, x, bottom - height + 2.0, WIDE, height - 2.0));
        }
        bottom -= height;
    }
    let strong = if last { "c-strong" } else { "" };
    marks.push(text(strong, x + WIDE / 2.0, 20.0, "middle", teller.share(column.rate)));
    let declined = column.declined.map_or_else(|| "–".to_owned(), |declined| teller.decimal(declined, 0));
    marks.push(text(strong, x + WIDE / 2.0, 298.0, "middle", declined));
    marks
}

fn date(teller: &Teller, x: f64, column: &Column, last: bool) -> Mark {
    let class = if last { "c-strong" } else { "" };
    text(class, (x + WIDE / 2.0).max(32.0), TOP + TALL + 24.0, "middle", teller.date_short(column.week.monday()))
}

/// The parts' words and shares, each beside its part of the last column.
fn labels(teller: &Teller, last: &Column) -> Vec<Mark> {
    const LEFT: f64 = 456.0;
    let mut top = TOP;
    let mut marks = Vec::new();
    let mut edge = TOP + TALL;
    let middles = last.shares.map(|share| {
        edge -= share * TALL;
        edge + share * TALL / 2.0
    });
    for (((_, word, _, class), share), middle) in PARTS.iter().zip(last.shares).zip(middles).rev() {
        if share > 0.0 {
            let y = (middle + 6.0).max(top + 14.0);
            let told = format!("{} {}", teller.share(share), teller.words.chart_word(*word));
            marks.push(text(class, LEFT, y, "start", told));
            top = y - 14.0 + APART;
        }
    }
    marks.push(text("c-strong", LEFT, 298.0, "start", teller.words.chart_word("declined")));
    marks
}
