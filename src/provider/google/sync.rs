//! What changed in a mailbox: by sync token where there is one, else everything.
//!
//! All pages of one listing are collected before anything is handed over. Series are listed as such (masters and
//! exceptions) and expanded by us. Of a series that changed in any part the whole is fetched anew, for an object
//! replaces all that was known of it.
//!
//! Accepted: an exception that was moved back before the first listing's bound is not in that listing, so the occurrence
//! is taken to be where its series has it until the series changes again; the bound lies weeks before the window.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use google_calendar3::api::Event;
use serde::{Deserialize, Serialize};
use tracing::warn;

use super::api;
use super::event::is_cancelled;
use super::failure::Failure;
use super::listing::{PAGE, Query, list, of_series};
use super::series::{Assembled, Item, assemble, newest};
use super::session::Session;
use super::wire;
use crate::meeting::Window;
use crate::provider::{Changes, Cursor, Mailbox, Object, Problem, ProviderError};

/// How far before the window the first listing begins.
const EARLIER: TimeDelta = TimeDelta::days(35);
/// When more series changed at once, listing everything anew is less work.
const MAX_SERIES: usize = 12;
/// When more events were deleted at once, likewise.
const MAX_LOST: usize = 25;
/// Of so many entries that cannot be read the reasons are kept.
const MAX_PROBLEMS: usize = 500;

/// Where a sync ended, and what it must not forget.
#[derive(Serialize, Deserialize)]
struct Mark {
    /// Which listing the token belongs to: with another one it means nothing.
    query: String,
    /// Google's sync token; none when it gave none.
    token: Option<String>,
    /// Entries that could not be read.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    problems: BTreeMap<String, String>,
}

impl Mark {
    fn read(cursor: Option<&Cursor>, query: &str) -> Option<Self> {
        serde_json::from_str::<Self>(&cursor?.0).ok().filter(|mark| mark.query == query && mark.token.is_some())
    }

    fn cursor(&self) -> Cursor {
        Cursor(serde_json::to_string(self).unwrap_or_default())
    }
}

/// What changed since the cursor.
pub(super) async fn changes(
    session: &Session,
    mailbox: &Mailbox,
    cursor: Option<&Cursor>,
    window: Window,
) -> Result<Changes, ProviderError> {
    let sync = Sync { session, mailbox, window, query: fingerprint(session, mailbox) };
    let changed = match Mark::read(cursor, &sync.query) {
        None => sync.everything().await,
        Some(mark) => match sync.since(mark).await {
            Err(Stop::Anew) => sync.everything().await,
            done => done,
        },
    };
    changed.map_err(|stop| match stop {
        Stop::Failed(failure) if failure.is(404) && !failure.reason().is_empty() => ProviderError::NeedsHuman(format!(
            "Google shows no calendar of {}; check that this is the account's own address, that the account may use \
             Google Calendar, and, where a login is stored, that it is that person's",
            mailbox.address.masked()
        )),
        Stop::Failed(failure) => failure.end("reading the calendar"),
        Stop::Anew => ProviderError::Retry { what: "Google wants the listing begun anew".to_owned(), wait: None },
    })
}

/// Names the listing that a token belongs to: its parameters, and whose calendar it is.
fn fingerprint(session: &Session, mailbox: &Mailbox) -> String {
    let calendar = wire::calendar(session, mailbox);
    format!("1 singleEvents=false maxResults={PAGE} {calendar}")
}

/// Why a listing ended.
enum Stop {
    /// The token is no longer good, or too much changed: list everything.
    Anew,
    Failed(Failure),
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

struct Sync<'a> {
    session: &'a Session,
    mailbox: &'a Mailbox,
    window: Window,
    query: String,
}

impl Sync<'_> {
    /// The whole calendar.
    async fn everything(&self) -> Result<Changes, Stop> {
        let from = self.window.from.checked_sub_signed(EARLIER).unwrap_or(self.window.from);
        let listing = list(self.session, self.mailbox, Query { time_min: Some(from), ..Query::default() }).await?;
        let Assembled { objects, problems } = assemble(listing.items, self.mailbox);
        let kept = problems.iter().map(|problem| (problem.object.clone(), problem.text.clone())).collect();
        let mark = Mark { query: self.query.clone(), token: listing.token, problems: bounded(kept) };
        Ok(Changes { objects, complete: true, cursor: mark.cursor(), problems, ..Changes::default() })
    }

    /// What changed since a token was given.
    async fn since(&self, mut mark: Mark) -> Result<Changes, Stop> {
        let listing = match list(
            self.session,
            self.mailbox,
            Query { sync_token: mark.token.clone(), ..Query::default() },
        )
        .await
        {
            Err(failure) if failure.is(410) => return Err(Stop::Anew),
            // As good as expired, though it never should be so: where it lasts, each poll lists everything.
            Err(failure) if failure.is(400) => {
                let reason = failure.reason();
                warn!(mailbox = %self.mailbox.address.masked(), reason, "Google refuses its own sync token; everything is listed");
                return Err(Stop::Anew);
            }
            listing => listing?,
        };
        let mut news = self.sorted(listing.items).await?;
        if news.series.len() > MAX_SERIES {
            return Err(Stop::Anew);
        }
        for (series, uid) in std::mem::take(&mut news.series) {
            self.fetch(&series, uid, &mut news).await?;
        }
        for id in news.gone.iter().chain(news.objects.objects.iter().map(|object| &object.id)) {
            mark.problems.remove(id);
        }
        let problems = news.objects.problems.into_iter().map(|problem| (problem.object, problem.text));
        mark.problems.extend(problems);
        mark.problems = bounded(mark.problems);
        mark.token = listing.token.or(mark.token);
        let named: BTreeSet<&str> = news.objects.objects.iter().map(|object| object.id.as_str()).collect();
        Ok(Changes {
            gone: news.gone.into_iter().filter(|id| !named.contains(id.as_str())).collect(),
            complete: false,
            cursor: mark.cursor(),
            problems: listed(&mark.problems),
            more: false,
            objects: news.objects.objects,
        })
    }

    /// Tells what of an incremental listing is whole by itself and which series must be fetched.
    async fn sorted(&self, items: Vec<Item>) -> Result<News, Stop> {
        let (events, broken) = newest(items);
        let (mut news, mut singles, mut lost) = (News::default(), Vec::new(), Vec::new());
        for one in broken {
            match one.series {
                Some(series) => drop(news.series.entry(series).or_default()),
                None => singles.push(Err(one)),
            }
        }
        for (id, event) in events {
            let repeats = event.recurrence.as_ref().is_some_and(|lines| !lines.is_empty());
            match event.recurring_event_id {
                Some(_) => news.touch(&event),
                None if is_cancelled(&event) => lost.push((id, event.start.is_none() && event.i_cal_uid.is_none())),
                None if repeats => news.touch(&event),
                None => singles.push(Ok(event)),
            }
        }
        news.objects = assemble(singles, self.mailbox);
        self.lost(lost, &mut news).await?;
        Ok(news)
    }

    /// Deleted events. One of which only the id is left may have been an exception, whose series must be looked at then.
    async fn lost(&self, lost: Vec<(String, bool)>, news: &mut News) -> Result<(), Stop> {
        news.gone.extend(lost.iter().map(|(id, _)| id.clone()));
        let gone = &news.gone;
        news.series.retain(|series, _| !gone.contains(series) || news.alive.contains(series));
        let unknown: Vec<String> = lost.into_iter().filter(|(_, bare)| *bare).map(|(id, _)| id).collect();
        if unknown.len() > MAX_LOST {
            return Err(Stop::Anew);
        }
        for id in unknown {
            if let Some(series) = self.series_of(&id, news).await? {
                news.series.entry(series).or_default();
            }
        }
        Ok(())
    }

    /// The series that a deleted event was an exception of. Its id is a hint at most: ids of exceptions were seen to be
    /// their series' with a suffix. Asking for a series that is none costs a request and changes nothing.
    async fn series_of(&self, id: &str, news: &News) -> Result<Option<String>, Stop> {
        let guess = id.rsplit_once('_').map(|(series, _)| series.to_owned()).filter(|series| !series.is_empty());
        let known = |series: &String| news.gone.contains(series) || news.series.contains_key(series);
        if news.series.contains_key(id) || guess.as_ref().is_some_and(known) {
            return Ok(None);
        }
        let told = match api::get(self.session, self.mailbox, id).await {
            Ok(event) => wire::text(&event, "recurringEventId"),
            Err(failure) if failure.is(404) || failure.is(410) => String::new(),
            Err(failure) => return Err(failure.into()),
        };
        Ok(Some(told).filter(|told| !told.is_empty()).or(guess))
    }

    /// Fetches a series anew, whole: by its UID, which all its parts share.
    async fn fetch(&self, series: &str, uid: Option<String>, news: &mut News) -> Result<(), Stop> {
        let master = match uid {
            Some(_) => None,
            None => api::find(self.session, self.mailbox, series).await?,
        };
        let uid = uid.or_else(|| master.as_ref().map(|master| wire::text(master, "iCalUID")));
        let Some(uid) = uid.filter(|uid| !uid.is_empty()) else {
            news.gone.insert(series.to_owned());
            return Ok(());
        };
        let items = match of_series(self.session, self.mailbox, series, by_uid(uid)).await {
            Err(failure) if failure.is(400) => return Err(Stop::Anew),
            items => items?,
        };
        news.take(series, items, self.mailbox);
        Ok(())
    }
}

/// What an incremental listing came to.
#[derive(Default)]
struct News {
    objects: Assembled,
    gone: BTreeSet<String>,
    /// Series to fetch, with their UID where it was told.
    series: BTreeMap<String, Option<String>>,
    /// Series of which some occurrence was told that is not called off.
    alive: BTreeSet<String>,
}

impl News {
    /// Notes that a series changed.
    fn touch(&mut self, event: &Event) {
        let Some(series) = event.recurring_event_id.as_ref().or(event.id.as_ref()) else { return };
        match (&event.recurring_event_id, is_cancelled(event)) {
            (Some(_), false) => drop(self.alive.insert(series.clone())),
            // It may have stood by itself, without its series.
            (Some(_), true) => self.gone.extend(event.id.clone()),
            (None, _) => {}
        }
        let uid = self.series.entry(series.clone()).or_default();
        *uid = uid.take().or_else(|| event.i_cal_uid.clone());
    }

    /// Takes over a series as it is now. Exceptions that stood by themselves are part of it again.
    fn take(&mut self, series: &str, items: Vec<Item>, mailbox: &Mailbox) {
        let exceptions = items.iter().flatten().filter(|event| event.recurring_event_id.is_some());
        let exceptions: Vec<String> = exceptions.filter_map(|event| event.id.clone()).collect();
        let Assembled { objects, problems } = assemble(items, mailbox);
        let whole = objects.iter().any(|object| object.id == series);
        let broken = problems.iter().any(|problem| problem.object == series);
        if whole || broken {
            self.gone.extend(exceptions);
            self.gone.remove(series);
        } else {
            self.gone.insert(series.to_owned());
        }
        self.objects.objects.extend(objects);
        self.objects.problems.extend(problems);
    }
}

fn by_uid(uid: String) -> Query {
    Query { uid: Some(uid), ..Query::default() }
}

fn bounded(problems: BTreeMap<String, String>) -> BTreeMap<String, String> {
    problems.into_iter().take(MAX_PROBLEMS).collect()
}

fn listed(problems: &BTreeMap<String, String>) -> Vec<Problem> {
    problems.iter().map(|(object, text)| Problem { object: object.clone(), text: text.clone() }).collect()
}

/// The object as it is now, whole.
pub(super) async fn read(session: &Session, mailbox: &Mailbox, id: &str) -> Result<Object, ProviderError> {
    let gone = || ProviderError::Gone("the event is no longer in the calendar".to_owned());
    let end = |failure: Failure| failure.end("reading the event");
    let event = api::find(session, mailbox, id).await.map_err(end)?.ok_or_else(gone)?;
    let read = api::read(&event)?;
    let repeats = read.recurrence.as_ref().is_some_and(|lines| !lines.is_empty());
    let items = match read.i_cal_uid.clone() {
        Some(uid) if repeats => match of_series(session, mailbox, id, by_uid(uid)).await {
            // A server that does not look up by UID is asked for everything.
            Err(failure) if failure.is(400) => of_series(session, mailbox, id, Query::default()).await.map_err(end)?,
            items => items.map_err(end)?,
        },
        _ => vec![Ok(read)],
    };
    let Assembled { objects, problems } = assemble(items, mailbox);
    let broken = |problem: &Problem| ProviderError::Retry { what: problem.text.clone(), wait: None };
    let found = objects.into_iter().find(|found| found.id == id);
    found.ok_or_else(|| problems.first().map_or_else(gone, broken))
}
