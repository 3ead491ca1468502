//! Who carries the hours after hours: a bar for each zone.

use super::marks::{Chart, Mark, boxed, path, text};
use crate::mail::report::tell::Teller;
use crate::report::{Fairness, Metric, Section, ZoneShare};

const LEFT: f64 = 190.0;
const LONGEST: f64 = 310.0;
const TOP: f64 = 30.0;
const ROW: f64 = 52.0;
/// The table has the others.
const MOST: usize = 8;
/// Characters of a name that fit beside the bars.
const NAME: usize = 18;

/// None when nobody met after hours, or only one zone is shown.
pub(in crate::mail::report) fn load(teller: &Teller, fairness: &Fairness, whole: &Section) -> Option<Chart> {
    let zones = fairness.zones.get(..MOST).unwrap_or(&fairness.zones);
    let all = whole.line(Metric::AfterHours)?.now.value?;
    let longest = zones.iter().map(|zone| zone.after_hours).fold(all, f64::max);
    let first = zones.first().filter(|_| zones.len() > 1 && longest > 0.0 && longest.is_finite())?;
    let words = teller.words;
    let mut marks: Vec<Mark> =
        zones.iter().enumerate().flat_map(|(nth, zone)| bar(teller, nth, zone, all, longest)).collect();
    marks.extend(everyone(teller, zones.len(), all, longest));
    marks.extend(zones.iter().enumerate().flat_map(|(nth, zone)| figure(teller, nth, zone, longest)));
    let told = |zone: &ZoneShare| words.load_zone(teller.group(&zone.group), teller.short_hours(zone.after_hours));
    let told: Vec<String> = zones.iter().map(told).collect();
    Some(Chart {
        name: "load",
        heading: words.load_heading(teller.group(&first.group)),
        unit: words.load_unit(),
        alt: words.load_alt(told.join(", "), teller.short_hours(all)),
        plain: None,
        height: (TOP + zones.len() as f64 * ROW) as u32,
        marks,
    })
}

fn length(hours: f64, longest: f64) -> f64 {
    (hours / longest * LONGEST).clamp(0.0, LONGEST)
}

fn bar(teller: &Teller, nth: usize, zone: &ZoneShare, all: f64, longest: f64) -> [Mark; 3] {
    let (y, length) = (TOP + nth as f64 * ROW, length(zone.after_hours, longest));
    let class = if zone.after_hours > all { "c-meet" } else { "c-middle" };
    [
        text("c-strong", 0.0, y + 20.0, "start", teller.drawn(&zone.group, NAME)),
        text("", 0.0, y + 40.0, "start", teller.people(zone.people)),
        boxed(class, LEFT, y + 8.0, length.max(1.0), 30.0),
    ]
}

/// A bar's figure, which the line of everyone passes behind.
fn figure(teller: &Teller, nth: usize, zone: &ZoneShare, longest: f64) -> [Mark; 2] {
    let (y, left) = (TOP + nth as f64 * ROW, LEFT + length(zone.after_hours, longest) + 4.0);
    let told = teller.short_hours(zone.after_hours);
    let wide = told.chars().count() as f64 * 10.0 + 12.0;
    [boxed("c-plate", left, y + 12.0, wide, 22.0), text("c-strong", left + 6.0, y + 29.0, "start", told)]
}

/// The line at what everyone carries, with its figure above.
fn everyone(teller: &Teller, rows: usize, all: f64, longest: f64) -> [Mark; 3] {
    let (x, bottom) = (LEFT + length(all, longest), TOP + rows as f64 * ROW - 4.0);
    let told = format!("{} {}", teller.words.chart_word("everyone"), teller.short_hours(all));
    [
        path("c-axis", &[(LEFT, TOP), (LEFT, bottom)]),
        path("c-mark", &[(x, TOP - 4.0), (x, bottom)]),
        text("c-strong", x.max(LEFT), 18.0, "middle", told),
    ]
}
