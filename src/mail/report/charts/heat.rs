//! When people meet: weekday by local hour.

use std::ops::RangeInclusive;

use chrono::Weekday;

use super::marks::{Chart, Mark, boxed, text};
use crate::mail::report::tell::Teller;
use crate::report::Days;

const LEFT: f64 = 56.0;
const RIGHT: f64 = 600.0;
const ROW: f64 = 40.0;
/// Shares below this are told as none.
const LEAST: f64 = 0.005;
const DAYS: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];
/// Columns below this width take smaller figures: those of a company that meets around the clock.
const NARROW: f64 = 30.0;
/// The hours that are always drawn.
const USUAL: RangeInclusive<usize> = 8..=18;

/// None when nobody met.
pub(in crate::mail::report) fn heat(teller: &Teller, days: &Days) -> Option<Chart> {
    let (day, hour, most) = days.peak().filter(|(.., share)| share.is_finite() && *share >= LEAST)?;
    let rows = rows(days);
    let hours = hours(&rows);
    let words = teller.words;
    let mut marks = Vec::new();
    for (nth, (day, row)) in rows.iter().enumerate() {
        marks.extend(cells(teller, nth, *day, row, &hours, most));
    }
    let bottom = rows.len() as f64 * ROW;
    marks.extend(axis(teller, &hours, bottom + 20.0));
    let peaks = peaks(teller, &rows);
    Some(Chart {
        name: "heat",
        heading: words.heat_heading(teller.weekday(*DAYS.get(day)?), teller.hour(hour)),
        unit: words.heat_unit(),
        alt: words.heat_alt(words.heat_peaks(peaks.join(", "))),
        plain: Some(words.heat_peaks(peaks.join(", "))),
        height: (bottom + 30.0) as u32,
        marks,
    })
}

/// Monday to Friday, and the weekend if anybody met.
fn rows(days: &Days) -> Vec<(Weekday, &[f64])> {
    let met = |row: &[f64]| row.iter().any(|share| *share >= LEAST);
    let all = DAYS.into_iter().zip(days.heat.iter().map(Vec::as_slice)).collect::<Vec<_>>();
    let weekend = all.iter().skip(5).any(|(_, row)| met(row));
    all.into_iter().take(if weekend { 7 } else { 5 }).collect()
}

/// From the first hour in which anybody met to the last, the usual ones included.
fn hours(rows: &[(Weekday, &[f64])]) -> RangeInclusive<usize> {
    let met = |hour: &usize| rows.iter().any(|(_, row)| row.get(*hour).is_some_and(|share| *share >= LEAST));
    let first = (0..24).find(met).unwrap_or(*USUAL.start()).min(*USUAL.start());
    let last = (0..24).rev().find(met).unwrap_or(*USUAL.end()).max(*USUAL.end());
    first..=last
}

fn width(hours: &RangeInclusive<usize>) -> f64 {
    (RIGHT - LEFT) / hours.clone().count().max(1) as f64
}

/// A day: its name, a box for every hour, and figures in the strongest.
fn cells(
    teller: &Teller,
    nth: usize,
    day: Weekday,
    row: &[f64],
    hours: &RangeInclusive<usize>,
    most: f64,
) -> Vec<Mark> {
    let (top, width) = (nth as f64 * ROW, width(hours));
    let peak = row.iter().copied().fold(0.0, f64::max);
    let mut marks = vec![text("c-strong", 0.0, top + 26.0, "start", teller.weekday_short(day))];
    for (column, hour) in hours.clone().enumerate() {
        let share = row.get(hour).copied().unwrap_or_default();
        let (x, step) = (LEFT + column as f64 * width, step(share, most));
        marks.push(boxed(BOXES[step], x, top + 1.0, width - 2.0, ROW - 2.0));
        if share >= LEAST && (step >= 3 || share >= peak) {
            let told = teller.decimal(share * 100.0, 0);
            let figures = if width < NARROW { NARROW_FIGURES[step] } else { FIGURES[step] };
            marks.push(text(figures, x + width / 2.0 - 1.0, top + 26.0, "middle", told));
        }
    }
    marks
}

const BOXES: [&str; 6] = ["c-h0", "c-h1", "c-h2", "c-h3", "c-h4", "c-h5"];
const FIGURES: [&str; 6] =
    ["c-cell c-on0", "c-cell c-on1", "c-cell c-on2", "c-cell c-on3", "c-cell c-on4", "c-cell c-on5"];

const NARROW_FIGURES: [&str; 6] = [
    "c-cell c-narrow c-on0",
    "c-cell c-narrow c-on1",
    "c-cell c-narrow c-on2",
    "c-cell c-narrow c-on3",
    "c-cell c-narrow c-on4",
    "c-cell c-narrow c-on5",
];

/// Six steps up to the strongest hour; always an index of both lists.
fn step(share: f64, most: f64) -> usize {
    if share.is_nan() || share < LEAST { 0 } else { ((share / most * 5.0).ceil() as usize).clamp(1, 5) }
}

/// Every third hour.
fn axis(teller: &Teller, hours: &RangeInclusive<usize>, y: f64) -> Vec<Mark> {
    let width = width(hours);
    let shown = hours.clone().enumerate().filter(|(_, hour)| hour.is_multiple_of(3));
    let place = |column: usize| (LEFT + column as f64 * width).min(572.0);
    shown.map(|(column, hour)| text("", place(column), y, "middle", teller.tick(hour))).collect()
}

/// The strongest hour of each day in words.
fn peaks(teller: &Teller, rows: &[(Weekday, &[f64])]) -> Vec<String> {
    let peak = |row: &[f64]| {
        let hours = row.iter().copied().enumerate().filter(|(_, share)| *share >= LEAST);
        hours.reduce(|best, hour| if hour.1 > best.1 { hour } else { best })
    };
    let told = |(day, row): &(Weekday, &[f64])| {
        let (hour, share) = peak(row)?;
        Some(teller.words.heat_peak(teller.weekday(*day), teller.hour(hour), teller.share(share)))
    };
    rows.iter().filter_map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_grow_with_the_share_and_never_leave_the_list() {
        let steps: Vec<usize> = [0.0, 0.004, 0.005, 0.2, 0.4, 0.5, f64::NAN].map(|share| step(share, 0.5)).into();
        assert_eq!(steps, [0, 0, 1, 2, 4, 5, 0]);
        assert_eq!(step(f64::INFINITY, 0.5), 5);
    }

    #[test]
    fn early_and_late_hours_are_drawn_only_when_somebody_met() {
        let mut row = [0.0; 24];
        assert_eq!(hours(&[(Weekday::Mon, &row)]), 8..=18);
        row[5] = 0.01;
        row[22] = 0.3;
        assert_eq!(hours(&[(Weekday::Mon, &row)]), 5..=22);
    }
}
