//! Deliver, mail lane. What is due for one organizer together becomes one digest; the batch was recorded when it
//! was claimed, so that a repeated attempt sends the same mail under the same Message-ID.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use crate::mail::{Letter, Outgoing, compose, never_mailed};
use crate::meeting::{Address, Digest};
use crate::plan::{Kind, Lane, NoticeAction};
use crate::policy::Policy;
use crate::store::{Claimed, Ended, Finish, StoreError};

use super::deliver::{LEASE, note};
use super::letters::{self, Draft};
use super::post::Unsent;
use super::{Cycle, Engine};

/// So many notices are claimed at once.
const BATCH: usize = 200;

/// What waits because no mail can be handed over is claimed again then.
const AWAY: TimeDelta = TimeDelta::minutes(1);
const NO_WAY: &str = "the mail server cannot be reached";

/// What is over the limit waits.
const TOO_MANY: &str = "this organizer got enough mails today";

/// Decided under a policy that is no longer in force; the meeting is judged under the new one.
const POLICY_CHANGED: &str = "the policy changed";

/// Sends what is due. Returns how many notices were claimed.
pub(super) async fn run_once(engine: &Engine, cycle: &mut Cycle) -> Result<usize, StoreError> {
    let policy = engine.policy();
    if engine.transport.is_none() || !engine.acts(&policy) || engine.mail_is_away() {
        return Ok(0);
    }
    let now = engine.clock.now();
    let claimed = engine.store.claim(Lane::Mail, &engine.owner, now, now + LEASE, BATCH).await?;
    let count = claimed.len();
    let mut batches: BTreeMap<String, Vec<Claimed>> = BTreeMap::new();
    for one in claimed {
        batches.entry(one.batch.clone().unwrap_or_default()).or_default().push(one);
    }
    for (batch, notices) in batches {
        if engine.stop.is_cancelled() {
            break;
        }
        let post = Post { engine, policy: &policy, batch: &batch };
        let put_off = match post.too_many(&notices).await? {
            Some(until) => Some((until, TOO_MANY)),
            None => engine.mail_is_away().then_some((now + AWAY, NO_WAY)),
        };
        if let Some((until, why)) = put_off {
            let keys: Vec<_> = notices.into_iter().map(|one| one.action.key).collect();
            engine.store.put_off(&engine.owner, &keys, until, why).await?;
            continue;
        }
        let finished = post.send(&notices).await?;
        let finished: Vec<_> = notices.into_iter().map(|one| one.action).zip(finished).collect();
        finished.iter().for_each(|(action, finish)| note(cycle, action, finish));
        engine.store.finish(&engine.owner, &finished, now).await?;
    }
    Ok(count)
}

/// What is to be said about one meeting, and what names the thread of the mails about it.
type Drafted = (Letter, NoticeAction, String);

/// One mail to one organizer.
struct Post<'a> {
    engine: &'a Engine,
    policy: &'a Arc<Policy>,
    batch: &'a str,
}

impl Post<'_> {
    /// Sends the notices of one batch as one mail; says how each of them ended.
    async fn send(&self, notices: &[Claimed]) -> Result<Vec<Finish>, StoreError> {
        let mut ended = Vec::new();
        let mut letters = Vec::new();
        for claimed in notices {
            match self.draft(claimed).await? {
                Ok(drafted) => {
                    letters.push(drafted);
                    ended.push(None);
                }
                Err(end) => ended.push(Some(end)),
            }
        }
        let unmailable = match letters.first() {
            Some((_, notice, _)) => self.unmailable(&notice.organizer).await?,
            None => None,
        };
        let sent = match unmailable {
            Some(why) => Ended::Failed(why),
            None if letters.is_empty() => Ended::Done,
            None => self.hand_over(letters, notices).await,
        };
        let finish = |(claimed, end): (&Claimed, Option<Ended>)| {
            let ended = end.unwrap_or_else(|| sent.clone());
            Finish { key: claimed.action.key.clone(), again: policy_changed(&ended), ended, overrides: None }
        };
        Ok(notices.iter().zip(ended).map(finish).collect())
    }

    /// Until when the mail waits because its organizer got enough today: the next working morning. Not when that is
    /// too late for what it tells, and not what may have been sent already.
    async fn too_many(&self, notices: &[Claimed]) -> Result<Option<DateTime<Utc>>, StoreError> {
        let (Some(most), Some(first)) = (self.engine.post.notices_per_day, notices.first()) else { return Ok(None) };
        let now = self.engine.clock.now();
        let organizer = first.action.kind.mailbox();
        let person = self.policy.directory.find(organizer);
        let working = person.map_or(&self.policy.organization.working, |person| &person.working);
        let midnight = |at: DateTime<Utc>| {
            let day = at.with_timezone(&working.zone).date_naive().and_time(NaiveTime::MIN);
            day.and_local_timezone(working.zone).earliest().map_or(at, |day| day.with_timezone(&Utc))
        };
        let tomorrow = working.next_working(midnight(midnight(now) + TimeDelta::hours(30)));
        let latest = notices.iter().filter_map(|one| latest(one, now)).min();
        if notices.iter().any(|one| one.attempts > 1) || latest.is_none_or(|latest| latest <= tomorrow) {
            return Ok(None);
        }
        let had = self.engine.store.mails_to(organizer, midnight(now)).await?;
        Ok((had >= i64::from(most)).then_some(tomorrow))
    }

    /// Why this address gets no mail.
    async fn unmailable(&self, organizer: &Address) -> Result<Option<String>, StoreError> {
        if never_mailed(organizer, &self.engine.house.from) {
            return Ok(Some("nobody reads mail to this address".to_owned()));
        }
        if self.engine.store.unheard().await?.contains(organizer) {
            return Ok(Some("this organizer wants no mail".to_owned()));
        }
        self.engine.store.undeliverable(organizer, self.engine.clock.now()).await
    }

    /// The letter of one notice from what is on file now and its thread, or how the notice ends without one.
    async fn draft(&self, claimed: &Claimed) -> Result<Result<Drafted, Ended>, StoreError> {
        let Kind::Notice(notice) = &claimed.action.kind else {
            return Ok(Err(Ended::Failed("not a mail".to_owned())));
        };
        if claimed.action.revision != self.policy.revision && claimed.attempts == 1 {
            return Ok(Err(Ended::Superseded(POLICY_CHANGED.to_owned())));
        }
        let now = self.engine.clock.now();
        let Some(filed) = self.engine.store.filed(&claimed.action.meeting).await? else {
            return Ok(Err(Ended::Superseded("the meeting is gone".to_owned())));
        };
        let shows = |mailbox: &Address, response| self.engine.shows(self.policy, mailbox, response);
        Ok(match letters::draft(self.policy, &filed, notice, &shows, now) {
            Draft::Letter(mut letter) => {
                if let Some(links) = &self.engine.post.links {
                    links.add(&mut letter, &notice.organizer, &claimed.action.meeting);
                }
                Ok((*letter, notice.clone(), filed.thread))
            }
            Draft::Stale(why) => Err(Ended::Superseded(why.to_owned())),
            Draft::Wait => Err(Ended::Retry(now + TimeDelta::minutes(1), "waits for the calendars".to_owned())),
        })
    }

    async fn hand_over(&self, letters: Vec<Drafted>, notices: &[Claimed]) -> Ended {
        let now = self.engine.clock.now();
        let Some(mail) = self.outgoing(letters) else { return Ended::Failed("nobody to mail".to_owned()) };
        let Err(error) = self.engine.send(&mail).await else { return Ended::Done };
        let attempts = notices.iter().map(|one| one.attempts).max().unwrap_or(1);
        let latest = notices.iter().filter_map(|one| latest(one, now)).max().unwrap_or(now);
        match self.engine.unsent(error, attempts, latest) {
            Unsent::Later(at, why) => Ended::Retry(at, why),
            Unsent::Never(why) => Ended::Failed(why),
        }
    }

    fn outgoing(&self, letters: Vec<Drafted>) -> Option<Outgoing> {
        let now = self.engine.clock.now();
        let (_, notice, thread) = letters.first()?;
        let mut to = letters::reader(self.policy, &notice.organizer);
        to.unsubscribe = self.engine.unsubscribe(&notice.organizer, now);
        let thread = Digest::of(["thread", thread.as_str()]).as_str().to_owned();
        let letter = one_letter(letters.into_iter().map(|(letter, ..)| letter).collect())?;
        let thread = match letter {
            Letter::Digest(_) | Letter::Outcomes(_) => Digest::of(["digests", to.address.as_str()]).as_str().to_owned(),
            _ => thread,
        };
        let composed = compose(&letter, &to, &self.engine.house, now, None);
        let (id, kind) = (self.batch.to_owned(), letter.kind());
        let unsubscribe = to.unsubscribe.clone();
        Some(Outgoing { id, composed, kind, to, thread: Some(thread), at: now, unsubscribe })
    }
}

/// When it is too late for a notice: at the deadline of which it warns, for news at the start.
fn latest(claimed: &Claimed, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match &claimed.action.kind {
        Kind::Notice(notice) if notice.stage.warns() && notice.deadline > now => Some(notice.deadline),
        Kind::Notice(notice) => Some(notice.start),
        _ => None,
    }
}

fn policy_changed(ended: &Ended) -> bool {
    matches!(ended, Ended::Superseded(why) if why == POLICY_CHANGED)
}

/// Several notices become a digest: what asks, earliest deadline first, or what tells what was done.
fn one_letter(mut letters: Vec<Letter>) -> Option<Letter> {
    if letters.len() < 2 {
        return letters.pop();
    }
    let (mut asked, mut told) = (Vec::new(), Vec::new());
    for letter in letters {
        match letter {
            Letter::FirstNotice(facts) | Letter::LastCall(facts) => asked.push(facts),
            Letter::Outcome(outcome) => told.push(outcome),
            _ => {}
        }
    }
    asked.sort_by_key(|facts| (facts.deadline, facts.start));
    told.sort_by_key(|outcome| outcome.meeting.start);
    Some(if told.is_empty() { Letter::Digest(asked) } else { Letter::Outcomes(told) })
}
