//! Other times for a meeting that is where it should not be.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use super::Policy;
use crate::meeting::{Person, Window};

/// Times are looked at in steps of so many minutes, from the full hour on.
const STEP: i64 = 30;

/// Someone who is to come.
#[derive(Debug, Clone)]
pub struct Diary<'a> {
    /// Who.
    pub person: &'a Person,
    /// When they are busy.
    pub busy: Vec<Window>,
}

impl Policy {
    /// Up to `most` times of this length, none overlapping another, at which everyone is free, at work, and not in protected
    /// time. The fairest first: the one that lies best in the day of whoever it suits least; of equals the earliest.
    pub fn free_times(&self, people: &[Diary<'_>], length: TimeDelta, within: Window, most: usize) -> Vec<Window> {
        let mut fit: Vec<(i64, Window)> = starts(within)
            .map(|from| Window { from, to: from + length })
            .filter(|time| time.to <= within.to && people.iter().all(|diary| self.suits(diary, *time)))
            .map(|time| (people.iter().map(|diary| off_centre(diary.person, time)).max().unwrap_or_default(), time))
            .collect();
        fit.sort_by_key(|(off, time)| (*off, time.from));
        let mut chosen: Vec<Window> = Vec::new();
        for (_, time) in fit {
            if chosen.len() < most && !chosen.iter().any(|other| overlap(*other, time)) {
                chosen.push(time);
            }
        }
        chosen
    }

    fn suits(&self, diary: &Diary<'_>, time: Window) -> bool {
        let protected = self.protected.iter().filter(|window| window.covers(diary.person));
        works_through(diary.person, time)
            && !diary.busy.iter().any(|busy| overlap(*busy, time))
            && !protected.into_iter().any(|window| window.overlaps(diary.person, time.from, time.to))
    }
}

fn starts(within: Window) -> impl Iterator<Item = DateTime<Utc>> {
    let step = STEP * 60;
    let first = (within.from.timestamp() + step - 1).div_euclid(step);
    let last = within.to.timestamp().div_euclid(step);
    (first..=last).filter_map(move |number| DateTime::from_timestamp(number * step, 0))
}

fn overlap(a: Window, b: Window) -> bool {
    a.from < b.to && b.from < a.to
}

/// Whether it lies within one working day of the person.
fn works_through(person: &Person, time: Window) -> bool {
    let (working, zone) = (&person.working, person.zone());
    let (from, to) = (time.from.with_timezone(&zone).naive_local(), time.to.with_timezone(&zone).naive_local());
    let hours = &working.hours;
    working.works_on(from.date()) && from.date() == to.date() && from.time() >= hours.from() && to.time() <= hours.to()
}

/// How far its middle is from the middle of the person's working day, in whole hours.
fn off_centre(person: &Person, time: Window) -> i64 {
    let middle = time.from + (time.to - time.from) / 2;
    let local = middle.with_timezone(&person.zone()).time() - NaiveTime::MIN;
    let hours = &person.working.hours;
    let day = (hours.from() - NaiveTime::MIN) + (hours.to() - hours.from()) / 2;
    (local - day).num_minutes().abs() / 60
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::policy::world::{self, at};

    fn people(second: Tz) -> [Person; 2] {
        let mut other = world::person("cy");
        other.working.zone = second;
        [world::person("bo"), other]
    }

    fn times(people: &[Person; 2], busy: &[Window], most: usize) -> Vec<String> {
        let diaries = people.each_ref().map(|person| Diary { person, busy: busy.to_vec() });
        let within = Window { from: at("Mon 00:00"), to: at("Tue 23:00") };
        let found = world::policy().free_times(&diaries, TimeDelta::hours(1), within, most);
        found.iter().map(|time| time.from.with_timezone(&Tz::Europe__Berlin).format("%a %H:%M").to_string()).collect()
    }

    #[test]
    fn the_fairest_hour_comes_first_and_none_is_outside_anyones_day() {
        let both = people(Tz::America__New_York);
        // 15:00 in Berlin is 9:00 in New York, and Berlin goes home at 17:30.
        assert_eq!(times(&both, &[], 9), ["Mon 15:00", "Mon 16:00", "Tue 15:00", "Tue 16:00"]);
        assert_eq!(times(&people(Tz::Europe__Lisbon), &[], 1), ["Mon 13:00"], "about noon for both");
        assert_eq!(times(&people(Tz::Pacific__Auckland), &[], 3), Vec::<String>::new());
    }

    #[test]
    fn nobody_is_asked_when_busy_or_protected() {
        let both = people(Tz::America__New_York);
        let busy = [
            Window { from: at("Mon 00:00"), to: at("Mon 23:00") },
            Window { from: at("Tue 15:30"), to: at("Tue 16:00") },
        ];
        assert_eq!(times(&both, &busy, 9), ["Tue 16:00"]);
    }
}
