//! The reports of the configuration: one frozen week for all their readers.

use std::collections::{BTreeMap, HashMap};

use crate::mail::{Composed, Outgoing, REPORT_KIND, Reader, Telling, compose_report};
use crate::meeting::{Address, Digest};
use crate::report::{Report, Week};
use crate::store::{Delivered, Delivery, StoreError};
use crate::worker::{Engine, letters};

use super::postman::Postman;
use super::{Attach, Mailing, Sent, cities};

/// Mails the reports of a week to those whose time has come. Returns how many were accepted.
pub(super) async fn week(post: &Postman<'_>, week: Week) -> Result<usize, StoreError> {
    let now = post.engine.clock.now();
    let due = readers(post.engine).filter(|(_, to)| post.due(week, to) <= now).collect();
    Ok(deliver(post, week, due).await?.sent)
}

/// All readers of all reports.
pub(super) fn readers(engine: &Engine) -> impl Iterator<Item = (&Mailing, &Address)> {
    engine.weekly.lists.iter().flat_map(|mailing| mailing.to.iter().map(move |to| (mailing, to)))
}

/// Mails the reports of a week to these readers, each once.
pub(super) async fn deliver(
    post: &Postman<'_>,
    week: Week,
    due: Vec<(&Mailing, &Address)>,
) -> Result<Sent, StoreError> {
    let mut sent = Sent::default();
    let mut report = None;
    let mut composer = Composer { engine: post.engine, cities: cities(&post.policy), done: HashMap::new() };
    for (mailing, to) in due {
        let delivery = Delivery { report: mailing.name.clone(), week, recipient: to.clone() };
        let Some(attempts) = post.take(&delivery).await? else {
            sent.before += 1;
            continue;
        };
        if report.is_none() {
            report = post.engine.report(week).await?.filter(|report| report.whole.is_some());
        }
        let taken = match &report {
            Some(report) => {
                post.hand_over(&delivery, &outgoing(post, report, mailing, to, &mut composer), attempts).await?
            }
            None => {
                let why = "fewer people than reports.min_group are covered".to_owned();
                post.end(&delivery, Delivered::Failed(why)).await.map(|()| false)?
            }
        };
        *(if taken { &mut sent.sent } else { &mut sent.failed }) += 1;
        if post.engine.stop.is_cancelled() || post.engine.mail_is_away() {
            break;
        }
    }
    Ok(sent)
}

/// Always the same mail: it is dated when it was due, whenever it is sent.
fn outgoing(
    post: &Postman<'_>,
    report: &Report,
    mailing: &Mailing,
    to: &Address,
    composer: &mut Composer<'_>,
) -> Outgoing {
    let mut reader: Reader = letters::reader(&post.policy, to);
    reader.copied.clear();
    reader.language = mailing.language.clone().or(reader.language);
    let at = post.due(report.week, to);
    let thread = Digest::of(["reports", mailing.name.as_str(), to.as_str()]).as_str().to_owned();
    let id = Digest::of(["report", &mailing.name, to.as_str(), &report.week.to_string()]).as_str().to_owned();
    let composed = composer.compose(report, mailing, &reader);
    Outgoing { id, composed, kind: REPORT_KIND, to: reader, thread: Some(thread), at, unsubscribe: None }
}

/// Composes a report once for all its readers who share a language: drawing the pictures takes a while.
struct Composer<'a> {
    engine: &'a Engine,
    cities: BTreeMap<String, String>,
    done: HashMap<(String, Option<String>), Composed>,
}

impl Composer<'_> {
    fn compose(&mut self, report: &Report, mailing: &Mailing, reader: &Reader) -> Composed {
        let key = (mailing.name.clone(), reader.language.clone());
        if let Some(done) = self.done.get(&key) {
            return done.clone();
        }
        let shown = mailing.shown(report);
        let telling = Telling { reader, house: &self.engine.house, cities: &self.cities };
        let composed = compose_report(&shown, &telling);
        let mut composed = if mailing.plain { composed.plain() } else { composed };
        composed.attachments.retain(|file| mailing.attach.carries(&file.name));
        self.done.insert(key, composed.clone());
        composed
    }
}

impl Mailing {
    /// What of the report its readers see.
    fn shown(&self, report: &Report) -> Report {
        if self.teams.is_empty() { report.clone() } else { report.clone().for_teams(&self.teams) }
    }
}

impl Attach {
    fn carries(self, name: &str) -> bool {
        (self.csv && name.ends_with(".csv")) || (self.json && name.ends_with(".json"))
    }
}
