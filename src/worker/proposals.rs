//! Another time to propose along with an answer, where the calendar can carry one: asked of everyone enrolled who is
//! invited. What cannot be known is not free, and an answer never waits for a proposal.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::debug;

use crate::meeting::{Address, Meeting, Person, Window};
use crate::policy::{Diary, Policy};

use super::Engine;

/// A meeting of more people has no time at which all are free.
const MOST_PEOPLE: usize = 30;
/// The proposal is at least so far ahead, for it needs an agenda, too,
const AHEAD: TimeDelta = TimeDelta::hours(24);
/// and at most so far.
const WITHIN: TimeDelta = TimeDelta::days(10);

/// The fairest time at which everyone enrolled is free.
pub(super) async fn one(engine: &Engine, policy: &Policy, meeting: &Meeting, now: DateTime<Utc>) -> Option<Window> {
    let invited = meeting.guests.iter().map(|guest| &guest.address).chain(&meeting.organizer);
    let people: BTreeMap<&Address, &Arc<Person>> =
        invited.filter_map(|address| policy.directory.find(address)).map(|person| (&person.address, person)).collect();
    let people: Vec<&Arc<Person>> = people.into_values().collect();
    if people.is_empty() || people.len() > MOST_PEOPLE || meeting.all_day {
        return None;
    }
    let within = Window { from: now + AHEAD, to: now + AHEAD + WITHIN };
    let mut diaries = Vec::new();
    for provider in people.iter().map(|person| &person.provider).collect::<std::collections::BTreeSet<_>>() {
        let of: Vec<&Arc<Person>> = people.iter().copied().filter(|person| person.provider == *provider).collect();
        diaries.extend(asked(engine, &of, within).await?);
    }
    policy.free_times(&diaries, meeting.end - meeting.start, within, 1).first().copied()
}

/// When these people of one provider are busy; none where any of them is not known.
async fn asked<'a>(engine: &Engine, people: &[&'a Arc<Person>], within: Window) -> Option<Vec<Diary<'a>>> {
    let first = people.first()?;
    let calendar = engine.calendars.get(&first.provider)?;
    let of: Vec<Address> = people.iter().map(|person| person.address.clone()).collect();
    let told = match calendar.busy(&engine.mailbox(first), &of, within).await {
        Ok(told) => told,
        Err(error) => {
            debug!(%error, "nobody knows when people are free; nothing is proposed");
            return None;
        }
    };
    let diary = |person: &&'a Arc<Person>| {
        let busy = told.iter().find(|one| one.address == person.address)?.times.clone().ok()?;
        Some(Diary { person, busy })
    };
    people.iter().map(diary).collect()
}
