//! Computing a deadline, and saying how.

use chrono::{DateTime, TimeDelta, Utc};

use crate::meeting::WorkingTime;

use super::condition::spell;
use super::verdict::Deadline;
use super::{ProtectedTime, Rule};

/// The lengths of time from which a deadline is computed.
pub(super) struct Times {
    lead: TimeDelta,
    first: TimeDelta,
    last: TimeDelta,
    short: TimeDelta,
}

impl Times {
    pub(super) fn of(rule: &Rule) -> Self {
        Self { lead: rule.lead_time, first: rule.first_notice, last: rule.last_call, short: rule.short_notice }
    }

    pub(super) fn of_window(window: &ProtectedTime) -> Self {
        let (lead, first, short) = (window.lead_time, window.first_notice, window.short_notice);
        Self { lead, first, last: TimeDelta::zero(), short }
    }

    pub(super) fn deadline(&self, working: &WorkingTime, start: DateTime<Utc>) -> Deadline {
        let at = working.deadline(start, self.lead);
        let plain = working.zone;
        Deadline {
            at,
            first_notice: working.deadline(at, self.first),
            last_call: at - self.last,
            short_notice_seconds: self.short.num_seconds(),
            how: format!(
                "{} before {} in {plain}, on a working day: {}",
                spell(self.lead),
                start.with_timezone(&plain).format("%a %d %b %H:%M"),
                at.with_timezone(&plain).format("%a %d %b %H:%M"),
            ),
        }
    }
}
