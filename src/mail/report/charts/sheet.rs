//! All pictures below each other, for whoever wants one file.

use super::marks::{Chart, Mark, text};
use crate::mail::clean;

const HEAD: f64 = 64.0;
const GAP: f64 = 40.0;

/// The charts under their headings and a title.
pub(in crate::mail::report) fn sheet(title: &str, charts: &[Chart]) -> Chart {
    let drawn = |text: &str| clean::one_line(text, 64);
    let mut y = 24.0;
    let mut marks: Vec<Mark> = vec![text("", 0.0, y, "start", drawn(title))];
    y += GAP;
    for chart in charts {
        marks.push(text("c-strong", 0.0, y, "start", drawn(&chart.heading)));
        marks.push(text("", 0.0, y + 24.0, "start", drawn(&chart.unit)));
        marks.extend(chart.marks.iter().cloned().map(|mark| mark.lowered(y + HEAD - 16.0)));
        y += HEAD + f64::from(chart.height) + GAP;
    }
    let alt = charts.iter().map(|chart| chart.alt.as_str()).collect::<Vec<_>>().join(" ");
    Chart {
        name: "report",
        heading: title.to_owned(),
        unit: String::new(),
        alt,
        plain: None,
        height: (y - GAP) as u32,
        marks,
    }
}
