//! The weekly report as data: metrics of people's weeks, what of them may be shown, and what they say.
//!
//! Pure: no I/O, no clock. A [`Tally`] is fed one [`PersonWeek`] at a time and keeps sums only; a [`Snapshot`] is what
//! of a tally may be published, frozen; [`Snapshots`] sets it beside those of earlier weeks and gives the
//! [`Report`] that every format shows. Nothing else of a tally ever leaves this module.
//!
//! What holds:
//! - A group is published only with at least [`Terms::min_group`] people behind its figures, and no figure of fewer can
//!   be had by adding and subtracting what is published: the whole, the teams and the zones of one week are chosen
//!   together (see `shield`). Figures about meetings count those who called them, for it is they who are behind them.
//! - What people answered to the pulse comes as counts without persons, and is held to the same floor (see `pulse`).
//! - A snapshot, once made, is never made again: trends, comparisons and later prints repeat its figures.
//! - No sum of a team within a zone is ever formed, and nothing orders persons.
//!
//! Accepted: figures of different weeks are different quantities. Whoever knows that somebody joined, and that everyone
//! else's week was the same as before, can guess from two weeks; no report of a changing group could prevent that.

mod ballot;
mod coverage;
mod cut;
mod fairness;
mod frame;
mod group;
mod history;
mod measure;
mod measures;
mod metric;
mod own;
mod person;
mod pulse;
mod rotation;
mod rounds;
mod section;
mod series;
mod shield;
mod snapshot;
mod spans;
mod summary;
mod tally;
mod terms;
mod week;

#[cfg(test)]
mod tests;

pub use ballot::{Ballot, closes as pulse_closes};
pub use coverage::{Coverage, Days, Why, Withheld};
pub use fairness::{Fairness, Load, LocalTime, Proposal, Slot, ZoneShare};
pub use group::Group;
pub use history::{Baseline, Snapshots};
pub use measures::Measures;
pub use metric::{Definition, Family, Figure, Metric, Unit};
pub use own::OwnWeek;
pub use person::{Called, Entry, Exempted, PersonWeek, Stand};
pub use pulse::{Answers, PULSE_SCALE, Pulse, PulseFigure, PulseGroup, Question};
pub use rounds::{PulseLine, PulseReport, PulseSection};
pub use section::{Line, Point, Report, Section};
pub use series::SeriesLine;
pub use snapshot::{GroupFigures, Snapshot};
pub use summary::{Extreme, Finding, Suggestion, Summary};
pub use tally::Tally;
pub use terms::{Cost, Terms};
pub use week::Week;
