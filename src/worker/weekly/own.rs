//! The personal report: one's own week, for those who asked for it.
//!
//! It is due when a report would be, and only the last week is told: of older ones nobody asks. Figures are read for
//! several people at once, measured, sent and forgotten. Accepted: if a mail has to be sent again, its figures are those
//! of then.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::mail::{Outgoing, PERSONAL_KIND, Personal, Telling, compose_personal};
use crate::meeting::{Address, Digest, Person};
use crate::plan::Purpose;
use crate::report::{OwnWeek, Snapshot, Terms, Week};
use crate::store::{Delivered, Delivery, MAILBOXES_AT_ONCE, StoreError};
use crate::worker::letters;

use super::postman::Postman;
use super::{build, cities, pulse};

/// What it is called among reports. Names in the configuration have no line breaks.
const NAME: &str = "own week\n";

/// Mails the last week to those who asked for it and whose time has come. Returns how many were accepted.
pub(super) async fn run_once(post: &Postman<'_>) -> Result<usize, StoreError> {
    let week = post.engine.last_ended();
    let due = due(post, week).await?;
    if due.is_empty() {
        return Ok(0);
    }
    let asked = pulse::asked(post.engine, week, post.engine.clock.now()).await?;
    let own = Own { post, week, cities: cities(&post.policy), asked };
    let mut sent = 0;
    for some in due.chunks(MAILBOXES_AT_ONCE) {
        sent += own.deliver(some).await?;
        if post.engine.stop.is_cancelled() || post.engine.mail_is_away() {
            break;
        }
    }
    Ok(sent)
}

/// Who is to have it now. Whoever asks in the middle of a week begins with that week.
async fn due(post: &Postman<'_>, week: Week) -> Result<Vec<Arc<Person>>, StoreError> {
    let (engine, now, ended) = (post.engine, post.engine.clock.now(), post.ended(week));
    if !engine.weekly.personal {
        return Ok(Vec::new());
    }
    let asked = engine.store.subscribers(ended).await?;
    let due: Vec<Address> = asked.into_iter().filter(|address| post.due(week, address) <= now).collect();
    if due.is_empty() {
        return Ok(Vec::new());
    }
    let not_now: BTreeSet<Address> = engine.store.not_to_deliver(NAME, week, now).await?;
    let due = due.iter().filter(|address| !not_now.contains(address));
    Ok(due.filter_map(|address| post.policy.directory.find(address).cloned()).collect())
}

struct Own<'a> {
    post: &'a Postman<'a>,
    week: Week,
    cities: BTreeMap<String, String>,
    /// What groups people for the pulse, in weeks that ask it.
    asked: Option<Snapshot>,
}

impl Own<'_> {
    async fn deliver(&self, people: &[Arc<Person>]) -> Result<usize, StoreError> {
        let mut measured = self.measured(people).await?;
        let mut sent = 0;
        for person in people {
            let recipient = person.address.clone();
            let delivery = Delivery { report: NAME.to_owned(), week: self.week, recipient };
            let Some(attempts) = self.post.take(&delivery).await? else { continue };
            match measured.remove(&person.address).and_then(|weeks| self.outgoing(person, weeks)) {
                Some(mail) => sent += usize::from(self.post.hand_over(&delivery, &mail, attempts).await?),
                None => {
                    let why = "nothing is known of the week".to_owned();
                    self.post.end(&delivery, Delivered::Failed(why)).await?;
                }
            }
            if self.post.engine.stop.is_cancelled() {
                break;
            }
        }
        Ok(sent)
    }

    /// What is known of these people's weeks, this one last.
    async fn measured(&self, people: &[Arc<Person>]) -> Result<BTreeMap<Address, Vec<(Week, OwnWeek)>>, StoreError> {
        let engine = self.post.engine;
        let known = engine.store.known_times().await?;
        let mut measured: BTreeMap<Address, Vec<(Week, OwnWeek)>> = BTreeMap::new();
        for back in (0..Terms::TREND_WEEKS).rev() {
            let week = self.week.back(back);
            for (person, of) in people.iter().zip(build::weeks(engine, week, people, &known).await?) {
                let own = OwnWeek::of(&of, week, &engine.weekly.terms).map(|own| (week, own));
                measured.entry(person.address.clone()).or_default().extend(own);
            }
        }
        Ok(measured)
    }

    /// Dated when it was due, whenever it is sent. None when nothing is known of the week itself.
    fn outgoing(&self, person: &Person, weeks: Vec<(Week, OwnWeek)>) -> Option<Outgoing> {
        let (engine, address) = (self.post.engine, &person.address);
        let at: DateTime<Utc> = self.post.due(self.week, address);
        let mut reader = letters::reader(&self.post.policy, address);
        let asked = self.asked.as_ref();
        let pulse = asked.and_then(|asked| pulse::page(engine, asked, person, reader.language.as_deref()));
        let week = Personal { pulse, ..Personal::of(weeks, self.week, engine.weekly.terms.clone())? };
        reader.copied.clear();
        let links = engine.post.links.as_ref();
        reader.unsubscribe = links.and_then(|links| links.about_all(Purpose::PersonalReportOff, address, at));
        let composed =
            compose_personal(&week, &Telling { reader: &reader, house: &engine.house, cities: &self.cities });
        let id = Digest::of([PERSONAL_KIND, address.as_str(), &self.week.to_string()]).as_str().to_owned();
        let thread = Some(Digest::of([PERSONAL_KIND, address.as_str()]).as_str().to_owned());
        let unsubscribe = reader.unsubscribe.clone();
        Some(Outgoing { id, composed, kind: PERSONAL_KIND, to: reader, thread, at, unsubscribe })
    }
}
