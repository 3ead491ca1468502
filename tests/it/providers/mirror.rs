//! What one mailbox looks like to whoever follows its changes, as sync does.

use std::collections::BTreeMap;
use std::sync::Arc;

use meetgate::meeting::{Event, Moment, Response, expand};
use meetgate::provider::{Answer, Calendar, Cursor, Mailbox, Object, ProviderError, Target};

use super::stage::{Stage, mailbox, now, window};

/// A mailbox as its changes tell it.
pub struct Mirror {
    pub calendar: Arc<dyn Calendar>,
    pub mailbox: Mailbox,
    pub cursor: Option<Cursor>,
    objects: BTreeMap<String, Object>,
}

/// What one sync brought.
#[derive(Debug, PartialEq, Eq)]
pub struct Brought {
    pub complete: bool,
    /// Titles of what is new or changed, each once.
    pub titles: Vec<String>,
    pub gone: usize,
}

/// One occurrence.
#[derive(Debug, Clone)]
pub struct Seen {
    pub target: Target,
    /// Berlin wall clock.
    pub start: String,
    pub minutes: i64,
    pub event: Event,
}

impl Mirror {
    /// Somebody's mailbox, not read yet.
    pub fn of(stage: &dyn Stage, who: &str) -> Self {
        Self { calendar: stage.calendar(), mailbox: mailbox(who), cursor: None, objects: BTreeMap::new() }
    }

    /// Somebody's mailbox, read.
    pub async fn synced(stage: &dyn Stage, who: &str) -> Self {
        let mut mirror = Self::of(stage, who);
        mirror.sync().await;
        mirror
    }

    /// Follows the changes to their end. Applied as a whole, for an object may come on a later page.
    pub async fn sync(&mut self) -> Brought {
        let (mut named, mut gone, mut complete) = (BTreeMap::new(), Vec::new(), false);
        for _ in 0..200 {
            let changes = self.calendar.changes(&self.mailbox, self.cursor.as_ref(), window()).await.unwrap();
            assert_eq!(changes.problems, []);
            complete |= changes.complete;
            named.extend(changes.objects.into_iter().map(|object| (object.id.clone(), object)));
            gone.extend(changes.gone);
            self.cursor = Some(changes.cursor);
            if !changes.more {
                return self.apply(named, gone, complete);
            }
        }
        panic!("the listing does not end");
    }

    fn apply(&mut self, named: BTreeMap<String, Object>, gone: Vec<String>, complete: bool) -> Brought {
        let mut titles: Vec<String> = named.values().flat_map(titles).collect();
        titles.sort();
        titles.dedup();
        if complete {
            self.objects.clear();
        }
        gone.iter().for_each(|id| drop(self.objects.remove(id)));
        self.objects.extend(named);
        Brought { complete, titles, gone: gone.len() }
    }

    /// Titles of everything that takes place in the window.
    pub fn titles(&self) -> Vec<String> {
        let mut titles: Vec<String> = self.everything().into_iter().map(|seen| seen.event.title).collect();
        titles.sort();
        titles.dedup();
        titles
    }

    /// The occurrences of a meeting that take place in the window.
    pub fn occurrences(&self, title: &str) -> Vec<Seen> {
        let mut found = self.everything();
        found.retain(|seen| seen.event.title == title);
        found
    }

    /// Their starts.
    pub fn starts(&self, title: &str) -> Vec<String> {
        self.occurrences(title).into_iter().map(|seen| seen.start).collect()
    }

    /// The one occurrence of a meeting.
    pub fn one(&self, title: &str) -> Seen {
        let mut found = self.occurrences(title);
        assert_eq!(found.len(), 1, "{title} takes place once: {found:?}");
        found.remove(0)
    }

    /// The occurrence that now begins then.
    pub fn starting(&self, title: &str, start: &str) -> Seen {
        let found = self.occurrences(title).into_iter().find(|seen| seen.start == start);
        found.unwrap_or_else(|| panic!("{title} does not begin at {start}: {:?}", self.starts(title)))
    }

    /// The text of a meeting that has one text.
    pub fn text(&self, title: &str) -> String {
        let parts = self.objects.values().flat_map(|object| &object.parts);
        let mut texts: Vec<_> = parts.filter(|part| part.event.title == title).collect();
        texts.sort_by_key(|part| part.event.recurrence_id.is_some());
        format!("{:?}", texts.first().unwrap_or_else(|| panic!("no {title}")).invitation.body)
    }

    fn everything(&self) -> Vec<Seen> {
        self.objects.values().flat_map(|object| taking_place(object, &self.mailbox)).collect()
    }

    /// The look again before acting; none when it no longer takes place.
    pub async fn look(&self, seen: &Seen) -> Option<Seen> {
        let object = self.calendar.read(&self.mailbox, &seen.target.object).await.unwrap();
        let same = |other: &Seen| {
            let key = |moment: Option<Moment>| moment.map(|moment| moment.canonical());
            key(other.target.occurrence) == key(seen.target.occurrence)
        };
        taking_place(&object, &self.mailbox).into_iter().find(same)
    }

    /// Looks again and answers.
    pub async fn answer(&self, seen: &Seen, response: Response, mark: Option<&str>) -> Result<String, ProviderError> {
        let now = self.look(seen).await.expect("it takes place");
        self.answer_under(seen, response, mark, &now.event.etag).await
    }

    /// Answers under an etag.
    pub async fn answer_under(
        &self,
        seen: &Seen,
        response: Response,
        mark: Option<&str>,
        etag: &str,
    ) -> Result<String, ProviderError> {
        let comment = mark.map(|_| "There is no agenda yet.".to_owned());
        let (mark, etag) = (mark.map(str::to_owned), etag.to_owned());
        let answer = Answer { response, comment, mark, propose: None, etag, at: now() };
        self.calendar.answer(&self.mailbox, &seen.target, &answer).await
    }

    /// Looks again and sets or removes the flag.
    pub async fn flag(&self, seen: &Seen, set: bool) -> String {
        let etag = self.look(seen).await.expect("it takes place").event.etag;
        self.calendar.flag(&self.mailbox, &seen.target, set, &etag, now()).await.unwrap()
    }
}

fn titles(object: &Object) -> Vec<String> {
    object.parts.iter().map(|part| part.event.title.clone()).collect()
}

/// The occurrences of an object in the window that are not called off. An object may hold several meetings.
fn taking_place(object: &Object, mailbox: &Mailbox) -> Vec<Seen> {
    let mut meetings: BTreeMap<&str, Vec<Event>> = BTreeMap::new();
    for part in &object.parts {
        meetings.entry(&part.event.uid).or_default().push(part.event.clone());
    }
    let of_meeting = |events: &Vec<Event>| -> Vec<Seen> {
        let found = expand(events, window(), mailbox.zone);
        let on = found.into_iter().filter(|found| !found.event.cancelled);
        on.map(|found| Seen {
            target: Target { object: object.id.clone(), occurrence: found.occurrence },
            start: found.start.with_timezone(&mailbox.zone).format("%Y-%m-%d %H:%M").to_string(),
            minutes: (found.end - found.start).num_minutes(),
            event: found.event.clone(),
        })
        .collect()
    };
    meetings.values().flat_map(of_meeting).collect()
}
