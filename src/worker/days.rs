//! The attendee's day: at the end of a working day, one mail about what was answered for them and given back.
//!
//! The stretch of time that a mail tells of is recorded before it is sent, and names it, so that a repeated attempt
//! sends the same mail under the same Message-ID. The outbox is the only record of what was done.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tracing::{info, warn};

use crate::mail::{Day, DayAnswer, DayCause, Letter, Outgoing, compose};
use crate::meeting::{Address, Cause, Digest, MeetingKey, Mode, Response, WorkingTime};
use crate::plan::{AnswerAction, Kind, Purpose, answer_key};
use crate::policy::Policy;
use crate::store::{DoneFor, StoreError, Telling};

use super::deliver::name_of;
use super::post::Unsent;
use super::{Engine, letters};

/// What was done longer ago is no news.
const NEWS: TimeDelta = TimeDelta::days(4);

/// Sends the mails whose day has ended. Returns how many were accepted.
pub(super) async fn run_once(engine: &Engine) -> Result<usize, StoreError> {
    let policy = engine.policy();
    let silent = engine.transport.is_none() || !engine.acts(&policy);
    if silent || engine.store.paused().await?.is_some() {
        return Ok(0);
    }
    let now = engine.clock.now();
    let mut sent = 0;
    let (unheard, asked) = (engine.store.unheard().await?, engine.store.subscribers(now).await?);
    for telling in engine.store.untold(now - NEWS, now).await? {
        let Some(person) = policy.directory.find(&telling.mailbox) else { continue };
        if unheard.contains(&telling.mailbox) {
            continue;
        }
        let waits = engine.stop.is_cancelled() || engine.mail_is_away();
        if waits || now < end_of_day(&person.working, telling.first) {
            continue;
        }
        let offers_week = engine.weekly.personal && !asked.contains(&telling.mailbox);
        let teller = Teller { engine, policy: &policy, now, offers_week };
        sent += usize::from(teller.tell(telling).await?);
    }
    Ok(sent)
}

/// The end of the working day in which something was done; of the next one, if work had ended already.
fn end_of_day(working: &WorkingTime, at: DateTime<Utc>) -> DateTime<Utc> {
    let within = working.next_working(at);
    let to = within.with_timezone(&working.zone).date_naive().and_time(working.hours.to());
    let end = to.and_local_timezone(working.zone).latest().map(|end| end.with_timezone(&Utc));
    end.unwrap_or(within).max(at)
}

struct Teller<'a> {
    engine: &'a Engine,
    policy: &'a Arc<Policy>,
    now: DateTime<Utc>,
    /// Whether the person may have a report of their own week, and has not asked for it.
    offers_week: bool,
}

impl Teller<'_> {
    async fn tell(&self, telling: Telling) -> Result<bool, StoreError> {
        // Instants are kept to the second: what else is done within this one is told another time.
        let until = telling.telling_until.unwrap_or(self.now - TimeDelta::seconds(1));
        let under_way = Telling { telling_until: Some(until), attempts: telling.attempts + 1, ..telling };
        self.engine.store.set_telling(&under_way).await?;
        let done = self.engine.store.done_for(&under_way.mailbox, under_way.told_until, until).await?;
        let day = self.day(done).await?;
        let told =
            Telling { told_until: until, telling_until: None, attempts: 0, retry_at: self.now, ..under_way.clone() };
        if day.given.is_empty() && day.back.is_empty() {
            self.engine.store.set_telling(&told).await?;
            return Ok(false);
        }
        let mailbox = under_way.mailbox.masked();
        let sent = self.engine.send(&self.outgoing(&under_way, day)).await;
        let Err(error) = sent else {
            info!(kind = "day", mailbox, "done");
            self.engine.store.set_telling(&told).await?;
            return Ok(true);
        };
        match self.engine.unsent(error, under_way.attempts, until + NEWS) {
            Unsent::Later(retry_at, why) => {
                warn!(kind = "day", mailbox, why, "failed, to be tried again");
                self.engine.store.set_telling(&Telling { retry_at, ..under_way }).await?;
            }
            Unsent::Never(why) => {
                warn!(kind = "day", mailbox, why, "failed for good");
                self.engine.store.set_telling(&told).await?;
            }
        }
        Ok(false)
    }

    fn outgoing(&self, telling: &Telling, day: Day) -> Outgoing {
        // An assistant reads the organizer's mail, not what was answered for one in person.
        let mut to = letters::reader(self.policy, &telling.mailbox);
        to.copied.clear();
        let links = self.engine.post.links.as_ref();
        let all = |purpose| links.and_then(|links| links.about_all(purpose, &telling.mailbox, self.now));
        to.unsubscribe = all(Purpose::MailsOff);
        let own_week = all(Purpose::PersonalReportOn).filter(|_| self.offers_week);
        let letter = Letter::Day(Day { never: all(Purpose::AnswersOff), own_week, ..day });
        let mailbox = telling.mailbox.as_str();
        let until = telling.telling_until.unwrap_or(self.now);
        let id = Digest::of(["day", mailbox, until.timestamp().to_string().as_str()]).as_str().to_owned();
        let thread = Some(Digest::of(["days", mailbox]).as_str().to_owned());
        let composed = compose(&letter, &to, &self.engine.house, until, None);
        let unsubscribe = to.unsubscribe.clone();
        Outgoing { id, composed, kind: letter.kind(), to, thread, at: until, unsubscribe }
    }

    /// What was done, one line for each meeting, as far as it still concerns anyone: what was given and given back within
    /// the day is back.
    async fn day(&self, done: Vec<DoneFor>) -> Result<Day, StoreError> {
        let (mut given, mut back) = (BTreeMap::new(), BTreeMap::new());
        for DoneFor { action, .. } in done {
            match &action.kind {
                Kind::Answer(answer) => {
                    let Some(line) = self.line(&action.meeting, answer).await? else { continue };
                    given.insert(action.meeting.clone(), line);
                }
                Kind::Restore(restore) => {
                    let key = answer_key(&action.meeting, &restore.mailbox, restore.generation);
                    let Some(answered) = self.engine.store.answer_to(&key).await? else { continue };
                    let Kind::Answer(answer) = answered.kind else { continue };
                    if let Some(line) = self.line(&action.meeting, &answer).await? {
                        given.remove(&action.meeting);
                        back.insert(action.meeting.clone(), line);
                    }
                }
                Kind::Notice(_) | Kind::Flag(_) => {}
            }
        }
        let in_order = |lines: BTreeMap<MeetingKey, DayAnswer>| {
            let mut lines: Vec<_> = lines.into_values().collect();
            lines.sort_by_key(|line| line.start);
            lines
        };
        Ok(Day { given: in_order(given), back: in_order(back), ..Day::default() })
    }

    fn keep(&self, meeting: &MeetingKey, mailbox: &Address, start: DateTime<Utc>) -> Option<String> {
        self.engine.post.links.as_ref()?.about(Purpose::Keep, mailbox, meeting, start)
    }

    async fn line(&self, key: &MeetingKey, answer: &AnswerAction) -> Result<Option<DayAnswer>, StoreError> {
        let Some(filed) = self.engine.store.filed(key).await? else { return Ok(None) };
        let meeting = &filed.meeting;
        let protected = answer.causes.iter().find_map(|cause| match cause {
            Cause::Protected { window, .. } => Some(window.clone()),
            Cause::Missing { .. } => None,
        });
        let missing: Vec<_> = answer
            .causes
            .iter()
            .filter_map(|cause| match cause {
                Cause::Missing { requirement, deadline } => Some((*requirement, *deadline)),
                Cause::Protected { .. } => None,
            })
            .collect();
        let deadline = missing.iter().map(|(_, deadline)| *deadline).max();
        let cause = match protected {
            Some(window) if missing.is_empty() => DayCause::Protected(window),
            _ => DayCause::Missing(missing.into_iter().map(|(requirement, _)| requirement).collect()),
        };
        let organizer = |address: &Address| name_of(self.policy, address);
        let shows = |response| self.engine.shows(self.policy, &answer.mailbox, response);
        Ok(Some(DayAnswer {
            title: meeting.title.clone(),
            start: meeting.start,
            end: meeting.end,
            organizer: meeting.organizer.as_ref().map(organizer).unwrap_or_default(),
            gave: if shows(answer.give) == Response::Tentative { Mode::Tentative } else { Mode::Decline },
            previous: answer.previous,
            back: shows(answer.previous),
            cause,
            deadline,
            keep: self.keep(key, &answer.mailbox, meeting.start),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_with_work_and_what_is_done_at_night_is_told_the_next_evening() {
        let working = WorkingTime::new(chrono_tz::Europe::Berlin, "Mon-Fri 09:00-17:30".parse().unwrap());
        let utc = |text: &str| format!("{text}:00Z").parse::<DateTime<Utc>>().unwrap();
        assert_eq!(end_of_day(&working, utc("2026-11-25T07:00")), utc("2026-11-25T16:30"));
        assert_eq!(end_of_day(&working, utc("2026-11-25T16:30")), utc("2026-11-26T16:30"));
        assert_eq!(end_of_day(&working, utc("2026-11-27T20:00")), utc("2026-11-30T16:30"), "over the weekend");
    }
}
