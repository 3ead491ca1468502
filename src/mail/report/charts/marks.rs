//! Marks on a picture, and the SVG that they make.

use askama::Template;

/// A drawing under its finding.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::mail::report) struct Chart {
    /// Short word for the file and the Content-ID.
    pub name: &'static str,
    /// The finding.
    pub heading: String,
    /// What is drawn, in which unit.
    pub unit: String,
    /// The figures in words.
    pub alt: String,
    /// What plain text says in its place.
    pub plain: Option<String>,
    pub height: u32,
    pub marks: Vec<Mark>,
}

/// A mark at a place; lengths are those of a picture 600 wide.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::mail::report) enum Mark {
    Box { class: &'static str, x: f64, y: f64, width: f64, height: f64 },
    Path { class: &'static str, points: Vec<(f64, f64)> },
    Dot { class: &'static str, x: f64, y: f64 },
    Text { class: &'static str, x: f64, y: f64, anchor: &'static str, text: String },
}

/// A box.
pub(super) fn boxed(class: &'static str, x: f64, y: f64, width: f64, height: f64) -> Mark {
    Mark::Box { class, x: round(x), y: round(y), width: round(width.max(0.0)), height: round(height.max(0.0)) }
}

/// A text that begins, has its middle, or ends at a place.
pub(super) fn text(class: &'static str, x: f64, y: f64, anchor: &'static str, text: impl Into<String>) -> Mark {
    Mark::Text { class, x: round(x), y: round(y), anchor, text: text.into() }
}

/// A line through points.
pub(super) fn path(class: &'static str, points: &[(f64, f64)]) -> Mark {
    Mark::Path { class, points: points.to_vec() }
}

/// A tenth of a unit is finer than anyone sees; what is no number is at the edge.
pub(super) fn round(length: f64) -> f64 {
    if length.is_finite() { (length.clamp(-10_000.0, 10_000.0) * 10.0).round() / 10.0 } else { 0.0 }
}

impl Mark {
    /// Points in the syntax of SVG's paths.
    fn way(points: &[(f64, f64)]) -> String {
        let step = |(nth, (x, y)): (usize, &(f64, f64))| {
            format!("{}{} {}", if nth == 0 { "M" } else { "L" }, round(*x), round(*y))
        };
        points.iter().enumerate().map(step).collect()
    }

    /// The same mark, further down.
    pub(super) fn lowered(self, by: f64) -> Self {
        match self {
            Self::Box { class, x, y, width, height } => Self::Box { class, x, y: y + by, width, height },
            Self::Dot { class, x, y } => Self::Dot { class, x, y: y + by },
            Self::Text { class, x, y, anchor, text } => Self::Text { class, x, y: y + by, anchor, text },
            Self::Path { class, points } => {
                Self::Path { class, points: points.into_iter().map(|(x, y)| (x, y + by)).collect() }
            }
        }
    }
}

#[derive(Template)]
#[template(path = "report/chart.svg")]
struct Drawing<'a> {
    height: u32,
    alt: &'a str,
    marks: &'a [Mark],
}

impl Chart {
    /// The SVG document.
    pub fn svg(&self) -> String {
        // Rendering writes into memory, which has no way to fail; without a picture the tables still stand.
        Drawing { height: self.height, alt: &self.alt, marks: &self.marks }.render().unwrap_or_default()
    }
}
