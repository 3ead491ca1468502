//! A week by its dates.

use chrono::Datelike;

use super::tell::Teller;
use crate::report::Week;

impl Teller<'_> {
    /// `16–22 November`, `30 November – 6 December`.
    pub fn dates(&self, week: Week) -> String {
        let (first, last) = (week.monday(), week.sunday());
        let month = |month| self.words.month(month);
        let (from, to) = (first.day().to_string(), last.day().to_string());
        if first.month() == last.month() {
            return self.words.week_within(from, to, month(first.month()));
        }
        self.words.week_across(from, month(first.month()), to, month(last.month()))
    }

    /// `16–22 November 2026`; over the turn of the year the year of its last day.
    pub fn dates_and_year(&self, week: Week) -> String {
        self.words.with_year(self.dates(week), week.sunday().year().to_string())
    }

    /// `47`
    pub fn week_number(&self, week: Week) -> String {
        week.monday().iso_week().week().to_string()
    }
}
