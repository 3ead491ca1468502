//! The pictures of a report: what is drawn where. Light and dark are classes of one style sheet; programs that know no
//! dark mode, and the library that makes the PNGs, draw the light one.
//!
//! Invariants: 600 units wide, type of 16 and more; every colour has its figure or word beside it; every picture has a
//! text that says the same. How high a picture is has a limit, whatever is drawn.

mod agenda;
mod heat;
mod load;
mod marks;
mod png;
mod sheet;
mod trend;

pub(super) use agenda::agenda;
pub(super) use heat::heat;
pub(super) use load::load;
pub(super) use png::png;
pub(super) use sheet::sheet;
pub(super) use trend::trend;

pub(super) use marks::Chart;
