//! The entries that keep protected time free: which ones belong in a person's calendar.

use chrono::{DateTime, Days, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

use super::{HoldStyle, Policy, ProtectedTime};
use crate::meeting::{Digest, Mode, Person};

/// A weekly entry as the policy wants it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyHold {
    /// Names it in its calendar: the same for the same protected time, whatever its hours.
    pub name: String,
    /// Its title.
    pub title: String,
    /// How it looks.
    pub style: HoldStyle,
    /// On which weekdays.
    pub days: Vec<Weekday>,
    /// From when to when, on the wall clock of `zone`.
    pub hours: (NaiveTime, NaiveTime),
    /// IANA name.
    pub zone: String,
}

impl Policy {
    /// The holds of one person: none unless meetgate may write to their calendar. A protected day without hours is held
    /// during the person's working hours; days on which they do not work are not.
    pub fn holds_of(&self, person: &Person) -> Vec<WeeklyHold> {
        if self.mode_of(person) < Mode::Flag {
            return Vec::new();
        }
        self.protected.iter().filter(|window| window.covers(person)).filter_map(|window| hold(window, person)).collect()
    }
}

fn hold(window: &ProtectedTime, person: &Person) -> Option<WeeklyHold> {
    let (title, style) = window.hold.as_ref().filter(|(_, style)| *style != HoldStyle::None)?;
    let working = &person.working;
    let days: Vec<Weekday> = window.days.iter().copied().filter(|day| working.hours.on(*day)).collect();
    let hours = window.hours.unwrap_or((working.hours.from(), working.hours.to()));
    (!days.is_empty()).then(|| WeeklyHold {
        name: format!("protected-{}", Digest::of(["hold", window.name.as_str()]).as_str()),
        title: title.clone(),
        style: *style,
        days,
        hours,
        zone: person.zone().name().to_owned(),
    })
}

impl WeeklyHold {
    /// The first start at or after `now`, on the wall clock of `zone`.
    pub fn first(&self, zone: chrono_tz::Tz, now: DateTime<Utc>) -> NaiveDateTime {
        let local = now.with_timezone(&zone).naive_local();
        let starts =
            (0..8).filter_map(|ahead| Some(local.date().checked_add_days(Days::new(ahead))?.and_time(self.hours.0)));
        let mut fit =
            starts.filter(|start| *start >= local && self.days.contains(&chrono::Datelike::weekday(&start.date())));
        fit.next().unwrap_or(local)
    }

    /// How long it is.
    pub fn length(&self) -> TimeDelta {
        self.hours.1 - self.hours.0
    }

    /// How it repeats (RFC 5545 §3.3.10).
    pub fn rule(&self) -> String {
        let names: Vec<String> = self.days.iter().map(|day| day.to_string()[..2].to_uppercase()).collect();
        format!("FREQ=WEEKLY;BYDAY={}", names.join(","))
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::policy::Who;
    use crate::policy::world::{self, at};

    fn window() -> ProtectedTime {
        ProtectedTime {
            name: "No-Meeting Wednesday".to_owned(),
            days: vec![Weekday::Wed],
            hours: None,
            who: Who::default(),
            on_meeting: Mode::Decline,
            allow: Vec::new(),
            external: false,
            lead_time: TimeDelta::hours(24),
            first_notice: TimeDelta::hours(48),
            short_notice: TimeDelta::hours(1),
            hold: Some(("Quiet".to_owned(), HoldStyle::Focus)),
        }
    }

    fn holds(window: ProtectedTime, mode: Mode) -> Vec<WeeklyHold> {
        let policy = Policy { mode, protected: vec![window], ..world::policy() };
        policy.holds_of(&world::person("bo"))
    }

    #[test]
    fn a_whole_day_is_held_in_working_hours_and_keeps_its_name_when_it_changes() {
        let [hold] = &holds(window(), Mode::Flag)[..] else { panic!() };
        assert_eq!((hold.rule().as_str(), hold.length()), ("FREQ=WEEKLY;BYDAY=WE", TimeDelta::minutes(510)));
        assert_eq!(hold.first(Tz::Europe__Berlin, at("Wed 08:00")).to_string(), "2026-11-25 09:00:00");
        assert_eq!(hold.first(Tz::Europe__Berlin, at("Wed 12:00")).to_string(), "2026-12-02 09:00:00");
        let other = ProtectedTime { days: vec![Weekday::Mon, Weekday::Wed, Weekday::Sun], ..window() };
        let [moved] = &holds(other, Mode::Flag)[..] else { panic!() };
        assert_eq!((&moved.name, moved.rule().as_str()), (&hold.name, "FREQ=WEEKLY;BYDAY=MO,WE"), "not on days off");
    }

    #[test]
    fn nothing_is_held_where_calendars_are_not_written_to_or_no_entry_is_wanted() {
        assert_eq!(holds(window(), Mode::Remind), []);
        let none = ProtectedTime { hold: Some(("x".to_owned(), HoldStyle::None)), ..window() };
        assert_eq!(holds(none, Mode::Decline), []);
        assert_eq!(holds(ProtectedTime { days: vec![Weekday::Sun], ..window() }, Mode::Decline), []);
    }
}
