//! The metrics: what each is, in which unit, and whose figures are behind it.

use serde::{Deserialize, Serialize};

/// A metric. Its definition is printed with every report that shows it; the words are the catalogue's.
///
/// *Attended* is an entry that was not declined (a decline that meetgate gave counts as attended until the person
/// confirms it), not delegated and not cancelled, with at least one other person, not all-day, shorter than 12 hours, and
/// not a hold, a focus block, out of office or another entry that is no meeting. A private entry counts in hours of
/// meetings, of conflicts and after hours, and in nothing else. Times are clipped to the person's own week; what is
/// counted belongs to the week that it starts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Hours that the person works: weekdays and hours of their calendar, less days off and time out of office.
    WorkingHours,
    /// Attended time, overlaps counted once.
    MeetingHours,
    /// Uninterrupted stretches of at least [`focus_block_minutes`](super::Terms::focus_block_minutes) within working
    /// hours.
    FocusHours,
    /// Working hours that are neither meeting nor focus.
    FragmentedHours,
    /// Meeting time outside the person's hours and on days off, in the person's zone.
    AfterHours,
    /// After-hours as a share of meeting hours.
    AfterHoursShare,
    /// How unevenly zones carry after-hours, per head: 0 evenly, towards 1 all by one. See [`Fairness`](super::Fairness).
    AfterHoursSpread,
    /// Time in which at least two attended meetings overlap, counted once.
    ConflictHours,
    /// Attended meetings.
    MeetingsAttended,
    /// Attended meetings booked under 24 hours ahead, as a share of those whose booking is known.
    ShortNotice,
    /// Attended time in meetings of nine or more people; meetings at the same time count each.
    LargeMeetingHours,
    /// Attended time in meetings of series; meetings at the same time count each.
    SeriesHours,
    /// Attended time in meetings that only inform; meetings at the same time count each.
    MemoHours,
    /// Meetings called that took place or were declined, and whose rule required an agenda.
    AgendaNeeded,
    /// Of those: with an agenda at the start.
    AgendaRate,
    /// Of those: with an agenda at the deadline.
    OnTimeRate,
    /// Of those: with an agenda at the deadline, and no notice before it.
    AgendaUnasked,
    /// Of those: with an agenda at the start, after a notice.
    AgendaRescued,
    /// Of those: with an agenda at the start, not at the deadline, and no notice.
    AgendaLate,
    /// Of those: with no agenda at the start.
    AgendaMissing,
    /// Meetings called whose rule required a pre-read: with one at the start.
    PreReadRate,
    /// Meetings called in which an answer of meetgate's stood at the start.
    Declined,
    /// Meetings called that were exempted, by a rule or on request.
    Exempted,
    /// Meetings called of which the organizer said that the agenda is there.
    Claims,
    /// Meetings called that took place in someone's protected time.
    InProtectedTime,
    /// Meetings called of nine or more people.
    LargeMeetings,
    /// Meetings called that only inform.
    MemoMeetings,
}

/// What a figure's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Hours per person and week; the part is the sum of hours, the whole counts people.
    Hours,
    /// A number per person and week; the part is the sum, the whole counts people.
    PerPerson,
    /// A share from 0 to 1; part and whole are hours or counts.
    Share,
    /// A number; the part is the same, the whole is 1.
    Count,
    /// An index from 0 to 1; the part is the same, the whole is 1.
    Index,
}

/// Whose figures are behind a metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Everyone of the group: how their hours went.
    Attended,
    /// Those of the group who called a meeting that was judged: what became of it. Never shown by zone.
    Called,
    /// The zones together; of the whole only.
    Zones,
}

impl Metric {
    /// All metrics, in the order in which tables show them.
    pub const ALL: [Self; 27] = [
        Self::WorkingHours,
        Self::MeetingHours,
        Self::FocusHours,
        Self::FragmentedHours,
        Self::AfterHours,
        Self::AfterHoursShare,
        Self::AfterHoursSpread,
        Self::ConflictHours,
        Self::MeetingsAttended,
        Self::ShortNotice,
        Self::LargeMeetingHours,
        Self::SeriesHours,
        Self::MemoHours,
        Self::AgendaNeeded,
        Self::AgendaRate,
        Self::OnTimeRate,
        Self::AgendaUnasked,
        Self::AgendaRescued,
        Self::AgendaLate,
        Self::AgendaMissing,
        Self::PreReadRate,
        Self::Declined,
        Self::Exempted,
        Self::Claims,
        Self::InProtectedTime,
        Self::LargeMeetings,
        Self::MemoMeetings,
    ];

    /// The word of JSON and CSV, and the key of the catalogue.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::WorkingHours => "working_hours",
            Self::MeetingHours => "meeting_hours",
            Self::FocusHours => "focus_hours",
            Self::FragmentedHours => "fragmented_hours",
            Self::AfterHours => "after_hours",
            Self::AfterHoursShare => "after_hours_share",
            Self::AfterHoursSpread => "after_hours_spread",
            Self::ConflictHours => "conflict_hours",
            Self::MeetingsAttended => "meetings_attended",
            Self::ShortNotice => "short_notice",
            Self::LargeMeetingHours => "large_meeting_hours",
            Self::SeriesHours => "series_hours",
            Self::MemoHours => "memo_hours",
            Self::AgendaNeeded => "agenda_needed",
            Self::AgendaRate => "agenda_rate",
            Self::OnTimeRate => "on_time_rate",
            Self::AgendaUnasked => "agenda_unasked",
            Self::AgendaRescued => "agenda_rescued",
            Self::AgendaLate => "agenda_late",
            Self::AgendaMissing => "agenda_missing",
            Self::PreReadRate => "pre_read_rate",
            Self::Declined => "declined",
            Self::Exempted => "exempted",
            Self::Claims => "claims",
            Self::InProtectedTime => "in_protected_time",
            Self::LargeMeetings => "large_meetings",
            Self::MemoMeetings => "memo_meetings",
        }
    }

    /// Its unit.
    pub fn unit(self) -> Unit {
        match self {
            Self::WorkingHours
            | Self::MeetingHours
            | Self::FocusHours
            | Self::FragmentedHours
            | Self::AfterHours
            | Self::ConflictHours
            | Self::LargeMeetingHours
            | Self::SeriesHours
            | Self::MemoHours => Unit::Hours,
            Self::MeetingsAttended => Unit::PerPerson,
            Self::AfterHoursShare | Self::ShortNotice | Self::AgendaRate | Self::OnTimeRate | Self::PreReadRate => {
                Unit::Share
            }
            Self::AfterHoursSpread => Unit::Index,
            _ => Unit::Count,
        }
    }

    /// Whose figures are behind it.
    pub fn family(self) -> Family {
        match self {
            Self::AfterHoursSpread => Family::Zones,
            _ if self < Self::AgendaNeeded => Family::Attended,
            _ => Family::Called,
        }
    }
}

/// A figure: what is shown, and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// What is shown, in the metric's [`Unit`]: the part by the whole; none when there is nothing to divide by. Four
    /// decimals.
    pub value: Option<f64>,
    /// The sum: hours, or a count. Four decimals.
    pub part: f64,
    /// What it is divided by: people (someone whose mailbox failed for a day counts as 6/7), hours, a count, or 1.
    pub whole: f64,
}

impl Figure {
    /// `part` by `whole`.
    pub fn new(part: f64, whole: f64) -> Self {
        let value = (whole > 0.0).then(|| decimals(part / whole));
        Self { value, part: decimals(part), whole: decimals(whole) }
    }
}

/// Rounded to four decimals, so that a figure is written the same everywhere.
pub(super) fn decimals(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

/// A definition to print: the catalogue has the words for each, and [`Terms`](super::Terms) what they leave open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Definition {
    /// Of which metric.
    pub metric: Metric,
    /// Its unit.
    pub unit: Unit,
    /// Whose figures are behind it.
    pub family: Family,
}

impl Definition {
    /// The definitions of all metrics, in order.
    pub fn all() -> Vec<Self> {
        let of = |metric: Metric| Self { metric, unit: metric.unit(), family: metric.family() };
        Metric::ALL.into_iter().map(of).collect()
    }
}
