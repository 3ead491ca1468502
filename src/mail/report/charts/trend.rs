//! Meetings and focus over the weeks.

use super::marks::{Chart, Mark, path, text};
use crate::mail::report::tell::Teller;
use crate::report::{Line, Metric, Point, Section, Terms};

const LEFT: f64 = 46.0;
const RIGHT: f64 = 448.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 212.0;
/// Two labels beside each other's points keep so much apart.
const APART: f64 = 46.0;

/// None when there is nothing to draw.
pub(in crate::mail::report) fn trend(teller: &Teller, section: &Section) -> Option<Chart> {
    let (meetings, focus) = (series(section, Metric::MeetingHours)?, series(section, Metric::FocusHours)?);
    let weeks = meetings.len().max(focus.len());
    let scale = Scale::of(&[&meetings, &focus], weeks)?;
    let mut marks = grid(teller, &scale);
    marks.extend(dates(teller, &meetings, &scale));
    marks.extend(line("c-line c-meet-line", &meetings, &scale));
    marks.extend(line("c-line c-focus-line", &focus, &scale));
    marks.extend(ends(teller, &meetings, &focus, &scale));
    marks.extend(starts(teller, &meetings, &focus, &scale));
    let words = teller.words;
    Some(Chart {
        name: "trend",
        heading: heading(teller, &meetings, &focus),
        unit: words.trend_unit(),
        alt: words.trend_alt(weeks, told(teller, &meetings), told(teller, &focus)),
        plain: None,
        height: 260,
        marks,
    })
}

/// The last weeks of a metric that has a figure now.
fn series(section: &Section, metric: Metric) -> Option<Vec<Point>> {
    let trend = section.line(metric).map(|line: &Line| line.trend.as_slice())?;
    let most = usize::try_from(Terms::TREND_WEEKS).unwrap_or(8);
    let points = trend.get(trend.len().saturating_sub(most)..).unwrap_or_default();
    points.last().and_then(|last| last.value).map(|_| points.to_vec())
}

fn told(teller: &Teller, points: &[Point]) -> String {
    let told = |point: &Point| point.value.map_or_else(|| "–".to_owned(), |value| teller.decimal(value, 1));
    points.iter().map(told).collect::<Vec<_>>().join("; ")
}

/// Which of the two is ahead, and since when it has been without a break.
fn heading(teller: &Teller, meetings: &[Point], focus: &[Point]) -> String {
    let ahead: Vec<bool> = meetings
        .iter()
        .rev()
        .zip(focus.iter().rev())
        .map_while(|(meetings, focus)| Some(focus.value? > meetings.value?))
        .collect();
    let now = ahead.first().copied().unwrap_or_default();
    let since = ahead.iter().take_while(|ahead| **ahead == now).count();
    let passed = since < ahead.len();
    let case = match (now, passed) {
        (true, true) => "focus_passed",
        (false, true) => "meetings_passed",
        (true, false) => "focus",
        (false, false) => "meetings",
    };
    teller.sentence(&teller.words.trend_heading(case, since))
}

/// Where a week and a value are.
struct Scale {
    weeks: usize,
    low: f64,
    high: f64,
    step: f64,
}

impl Scale {
    fn of(series: &[&Vec<Point>], weeks: usize) -> Option<Self> {
        let values = || series.iter().flat_map(|points| points.iter()).filter_map(|point| point.value);
        let (low, high) = (values().reduce(f64::min)?, values().reduce(f64::max)?);
        if !low.is_finite() || !high.is_finite() {
            return None;
        }
        let step = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0].into_iter().find(|step| (high - low) / step <= 4.0)?;
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        Some(Self { weeks, low, high: high.max(low + step), step })
    }

    fn x(&self, nth: usize, of: usize) -> f64 {
        let back = (of.saturating_sub(nth + 1)) as f64;
        RIGHT - back * (RIGHT - LEFT) / (self.weeks.max(2) - 1) as f64
    }

    fn y(&self, value: f64) -> f64 {
        BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP)
    }
}

fn grid(teller: &Teller, scale: &Scale) -> Vec<Mark> {
    let digits = if scale.step < 1.0 { 1 } else { 0 };
    let values = (0..=8).map(|nth| scale.low + f64::from(nth) * scale.step).take_while(|value| *value <= scale.high);
    let line = |value: f64| {
        let y = scale.y(value);
        [path("c-grid", &[(34.0, y), (RIGHT, y)]), text("", 0.0, y + 6.0, "start", teller.decimal(value, digits))]
    };
    values.flat_map(line).collect()
}

/// The first week, the last, and some between.
fn dates(teller: &Teller, points: &[Point], scale: &Scale) -> Vec<Mark> {
    let last = points.len().saturating_sub(1);
    let shown = |nth: usize| nth == last || (nth.is_multiple_of(2) && nth + 2 <= last);
    let mark = |(nth, point): (usize, &Point)| {
        let class = if nth == last { "c-strong" } else { "" };
        text(class, scale.x(nth, points.len()), 248.0, "middle", teller.date_short(point.week.monday()))
    };
    points.iter().enumerate().filter(|(nth, _)| shown(*nth)).map(mark).collect()
}

/// A line for each run of weeks without a gap.
fn line(class: &'static str, points: &[Point], scale: &Scale) -> Vec<Mark> {
    let at = |(nth, point): (usize, &Point)| point.value.map(|value| (scale.x(nth, points.len()), scale.y(value)));
    let places: Vec<_> = points.iter().enumerate().map(at).collect();
    let runs = places.split(Option::is_none).filter(|run| run.len() > 1);
    runs.map(|run| path(class, &run.iter().copied().flatten().collect::<Vec<_>>())).collect()
}

/// This week's dots, with their figures.
fn ends(teller: &Teller, meetings: &[Point], focus: &[Point], scale: &Scale) -> Vec<Mark> {
    let Some((met, focused)) =
        meetings.last().and_then(|point| point.value).zip(focus.last().and_then(|point| point.value))
    else {
        return Vec::new();
    };
    let (at_met, at_focus) = (scale.y(met), scale.y(focused));
    let (label_met, label_focus) = apart(at_met, at_focus);
    let words = teller.words;
    vec![
        Mark::Dot { class: "c-meet", x: RIGHT, y: super::marks::round(at_met) },
        Mark::Dot { class: "c-focus", x: RIGHT, y: super::marks::round(at_focus) },
        text("c-meet c-big", 464.0, label_met, "start", teller.short_hours(met)),
        text("c-meet", 464.0, label_met + 20.0, "start", words.chart_word("meetings")),
        text("c-focus c-big", 464.0, label_focus, "start", teller.short_hours(focused)),
        text("c-focus", 464.0, label_focus + 20.0, "start", words.chart_word("focus")),
    ]
}

/// The figures of the first week, above the upper line and below the lower.
fn starts(teller: &Teller, meetings: &[Point], focus: &[Point], scale: &Scale) -> Vec<Mark> {
    let first = |points: &[Point]| points.first().and_then(|point| point.value).filter(|_| points.len() > 1);
    let Some((met, focused)) = first(meetings).zip(first(focus)) else { return Vec::new() };
    let label = |class, value: f64, upper: bool, of: usize| {
        let y = scale.y(value) + if upper { -14.0 } else { 28.0 };
        text(class, scale.x(0, of), y, "middle", teller.decimal(value, 1))
    };
    vec![
        label("c-meet c-b", met, met >= focused, meetings.len()),
        label("c-focus c-b", focused, met < focused, focus.len()),
    ]
}

/// The places of two labels, moved away from each other where they would touch.
fn apart(first: f64, second: f64) -> (f64, f64) {
    let gap = (first - second).abs();
    if gap >= APART {
        return (first, second);
    }
    let move_by = (APART - gap) / 2.0;
    if first <= second { (first - move_by, second + move_by) } else { (first + move_by, second - move_by) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_would_touch_move_apart_and_keep_their_order() {
        assert_eq!(apart(100.0, 200.0), (100.0, 200.0));
        assert_eq!(apart(100.0, 100.0), (77.0, 123.0));
        assert_eq!(apart(110.0, 100.0), (128.0, 82.0));
    }
}
