//! Sums of measured weeks: one person's, or those of many.

use std::collections::BTreeMap;

use super::{Family, Figure, Metric};

/// A full week of one person counts as so many parts, so that every n-th of it up to a seventh is a whole number.
pub(super) const WEEK_PARTS: u64 = 420;

/// What [`measure`](super::measure) found, or the sum of many such. Times are seconds; what each field means is said at
/// the [`Metric`] of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "named like the metrics, which are documented")]
pub struct Measures {
    /// How many people.
    pub people: u64,
    /// Person-weeks, in 420ths: someone of whom four of five working days are known counts as 4/5.
    pub weight: u64,
    pub working: u64,
    pub meeting: u64,
    pub focus: u64,
    pub fragmented: u64,
    pub after: u64,
    pub conflict: u64,
    pub attended: u64,
    /// Attended meetings of which it is known when they were booked.
    pub booked: u64,
    /// Of those: booked under 24 hours ahead.
    pub short: u64,
    pub large: u64,
    pub series: u64,
    pub memo: u64,
    /// People who called a meeting that was judged.
    pub callers: u64,
    pub agenda_needed: u64,
    pub agenda_there: u64,
    pub agenda_on_time: u64,
    pub agenda_unasked: u64,
    pub agenda_rescued: u64,
    pub agenda_late: u64,
    pub agenda_missing: u64,
    pub pre_read_needed: u64,
    pub pre_read_there: u64,
    pub declined: u64,
    pub exempted: u64,
    pub claims: u64,
    pub protected: u64,
    pub large_meetings: u64,
    pub memo_meetings: u64,
}

impl Measures {
    /// The figures of a family.
    pub fn figures(&self, family: Family) -> BTreeMap<Metric, Figure> {
        let of_family = Metric::ALL.into_iter().filter(|metric| metric.family() == family);
        of_family.filter_map(|metric| Some((metric, self.figure(metric)?))).collect()
    }

    /// One figure; none for what zones have together.
    pub fn figure(&self, metric: Metric) -> Option<Figure> {
        let count = |number: u64| Figure::new(number as f64, 1.0);
        let share = |part: u64, whole: u64| Figure::new(part as f64, whole as f64);
        Some(match metric {
            Metric::WorkingHours => self.per_person(hours(self.working)),
            Metric::MeetingHours => self.per_person(hours(self.meeting)),
            Metric::FocusHours => self.per_person(hours(self.focus)),
            Metric::FragmentedHours => self.per_person(hours(self.fragmented)),
            Metric::AfterHours => self.per_person(hours(self.after)),
            Metric::AfterHoursShare => Figure::new(hours(self.after), hours(self.meeting)),
            Metric::AfterHoursSpread => return None,
            Metric::ConflictHours => self.per_person(hours(self.conflict)),
            Metric::MeetingsAttended => self.per_person(self.attended as f64),
            Metric::ShortNotice => share(self.short, self.booked),
            Metric::LargeMeetingHours => self.per_person(hours(self.large)),
            Metric::SeriesHours => self.per_person(hours(self.series)),
            Metric::MemoHours => self.per_person(hours(self.memo)),
            Metric::AgendaNeeded => count(self.agenda_needed),
            Metric::AgendaRate => share(self.agenda_there, self.agenda_needed),
            Metric::OnTimeRate => share(self.agenda_on_time, self.agenda_needed),
            Metric::AgendaUnasked => count(self.agenda_unasked),
            Metric::AgendaRescued => count(self.agenda_rescued),
            Metric::AgendaLate => count(self.agenda_late),
            Metric::AgendaMissing => count(self.agenda_missing),
            Metric::PreReadRate => share(self.pre_read_there, self.pre_read_needed),
            Metric::Declined => count(self.declined),
            Metric::Exempted => count(self.exempted),
            Metric::Claims => count(self.claims),
            Metric::InProtectedTime => count(self.protected),
            Metric::LargeMeetings => count(self.large_meetings),
            Metric::MemoMeetings => count(self.memo_meetings),
        })
    }

    fn per_person(&self, part: f64) -> Figure {
        Figure::new(part, self.weight as f64 / WEEK_PARTS as f64)
    }
}

/// Seconds as hours.
pub(super) fn hours(seconds: u64) -> f64 {
    seconds as f64 / 3600.0
}

impl std::ops::AddAssign<&Self> for Measures {
    fn add_assign(&mut self, other: &Self) {
        self.people += other.people;
        self.weight += other.weight;
        self.working += other.working;
        self.meeting += other.meeting;
        self.focus += other.focus;
        self.fragmented += other.fragmented;
        self.after += other.after;
        self.conflict += other.conflict;
        self.attended += other.attended;
        self.booked += other.booked;
        self.short += other.short;
        self.large += other.large;
        self.series += other.series;
        self.memo += other.memo;
        self.callers += other.callers;
        self.agenda_needed += other.agenda_needed;
        self.agenda_there += other.agenda_there;
        self.agenda_on_time += other.agenda_on_time;
        self.agenda_unasked += other.agenda_unasked;
        self.agenda_rescued += other.agenda_rescued;
        self.agenda_late += other.agenda_late;
        self.agenda_missing += other.agenda_missing;
        self.pre_read_needed += other.pre_read_needed;
        self.pre_read_there += other.pre_read_there;
        self.declined += other.declined;
        self.exempted += other.exempted;
        self.claims += other.claims;
        self.protected += other.protected;
        self.large_meetings += other.large_meetings;
        self.memo_meetings += other.memo_meetings;
    }
}
