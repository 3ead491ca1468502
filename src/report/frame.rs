//! A person's week as a frame to measure in: its days, hours and working stretches, as instants.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;

use crate::meeting::{WorkingTime, resolve_local};

use super::spans::Span;
use super::week::{Week, midnight};

/// Cells of the week's heat map: seven days of 24 hours.
pub(super) const CELLS: usize = 7 * 24;

/// No week has more local hours than this, whatever its clock does.
const MOST_HOURS: usize = 7 * 24 + 30;

/// The same for everyone of the same working time.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// The whole week.
    pub(super) week: Span,
    /// Its days from Monday, midnight to midnight.
    pub(super) days: Vec<Day>,
    /// Its hours with their cell of the heat map, ascending. Where the clock goes back, two have the same cell.
    pub(super) hours: Vec<(Span, usize)>,
}

/// A day of a frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Day {
    pub(super) date: NaiveDate,
    pub(super) span: Span,
    /// Working hours; none on a day off.
    pub(super) work: Option<Span>,
}

impl Frame {
    pub(super) fn new(week: Week, working: &WorkingTime) -> Self {
        let zone = working.zone;
        let days = (0..7).map(|index| day(week.day(index), working)).collect();
        let span = (week.begins(zone).timestamp(), week.ends(zone).timestamp());
        Self { week: span, days, hours: hours(week, span, zone) }
    }
}

fn day(date: NaiveDate, working: &WorkingTime) -> Day {
    let zone = working.zone;
    let span = (midnight(date, zone).timestamp(), midnight(date.succ_opt().unwrap_or(date), zone).timestamp());
    let at = |time| resolve_local(date.and_time(time), zone).timestamp();
    let work = working.works_on(date).then(|| (at(working.hours.from()), at(working.hours.to())));
    Day { date, span, work }
}

/// Walks from one full local hour to the next. The clock changes at full hours, or so (Lord Howe Island) that a cell is
/// half an hour short.
fn hours(week: Week, span: Span, zone: Tz) -> Vec<(Span, usize)> {
    let mut hours = Vec::with_capacity(MOST_HOURS);
    let mut at = span.0;
    while at < span.1 && hours.len() < MOST_HOURS {
        let local = DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default().with_timezone(&zone);
        let into = i64::from(local.minute() * 60 + local.second());
        let next = (at + 3600 - into).min(span.1);
        let day = (local.date_naive() - week.monday()).num_days().clamp(0, 6) as usize;
        debug_assert_eq!(local.weekday().num_days_from_monday() as usize, day);
        hours.push(((at, next), day * 24 + local.hour() as usize));
        at = next;
    }
    hours
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meeting::Hours;

    fn frame(week: &str, zone: Tz) -> Frame {
        Frame::new(week.parse().unwrap(), &WorkingTime::new(zone, Hours::default()))
    }

    #[test]
    fn a_plain_week_has_every_hour_once_also_in_zones_of_half_hours() {
        for zone in [Tz::Europe__Berlin, Tz::Asia__Kolkata, Tz::Asia__Kathmandu, Tz::Pacific__Tongatapu] {
            let cells: Vec<usize> = frame("2026-W47", zone).hours.iter().map(|(_, cell)| *cell).collect();
            assert_eq!(cells, (0..CELLS).collect::<Vec<_>>(), "{zone}");
        }
    }

    #[test]
    fn where_the_clock_changes_an_hour_is_missing_or_comes_twice() {
        let two = 6 * 24 + 2;
        let times = |week: &str, zone: Tz| frame(week, zone).hours.iter().filter(|(_, cell)| *cell == two).count();
        assert_eq!(times("2026-W13", Tz::Europe__Berlin), 0);
        assert_eq!(times("2026-W43", Tz::Europe__Berlin), 2);
    }

    #[test]
    fn a_day_that_a_zone_skipped_is_empty() {
        let apia = frame("2011-W52", Tz::Pacific__Apia);
        let length = apia.days[4].span.1 - apia.days[4].span.0;
        assert!((0..=3600).contains(&length) || length == 24 * 3600, "{length}");
        assert!(apia.hours.len() <= CELLS);
    }
}
