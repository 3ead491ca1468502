//! The Outlook provider against the fake Graph.

mod access;
mod answers;
mod entries;
mod limits;
mod people;
mod sync;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use meetgate::meeting::{Address, Event, Moment, Window, expand};
use meetgate::provider::outlook::{Credential, Options, Outlook};
use meetgate::provider::{Answer, Calendar, Changes, Cursor, Mailbox, Object, ProviderError, Target};

use crate::support::graph::{self, Account, CLIENT_ID, FakeGraph, Meeting, Recorded, SECRET, TENANT};

const ANA: &str = "ana@corp.example";
const BEN: &str = "ben@corp.example";
const CAT: &str = "cat@corp.example";
const BERLIN: &str = "W. Europe Standard Time";

/// A Tuesday morning.
fn now() -> DateTime<Utc> {
    "2026-12-01T08:00:00Z".parse().unwrap()
}

fn window() -> Window {
    Window { from: now() - TimeDelta::days(1), to: now() + TimeDelta::days(31) }
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

fn mailbox(of: &str) -> Mailbox {
    Mailbox { address: address(of), aliases: Vec::new(), zone: chrono_tz::Europe::Berlin }
}

/// A tenant and meetgate in front of it.
struct Office {
    graph: FakeGraph,
    outlook: Outlook,
}

impl Office {
    async fn open() -> Self {
        Self::with(|_| {}, |_| {}).await
    }

    async fn with(tenant: impl FnOnce(&mut graph::Options), options: impl FnOnce(&mut Options)) -> Self {
        let people = [ANA, BEN, CAT].map(|address| Account::new(address, BERLIN)).to_vec();
        let mut fake = graph::Options::new(now(), people);
        tenant(&mut fake);
        let graph = FakeGraph::start(fake).await;
        let outlook = outlook(&graph, options);
        Self { graph, outlook }
    }

    async fn sync(&self, of: &str, cursor: Option<&Cursor>) -> Changes {
        self.outlook.changes(&mailbox(of), cursor, window()).await.unwrap()
    }

    async fn read(&self, of: &str, object: &str) -> Object {
        self.outlook.read(&mailbox(of), object).await.unwrap()
    }

    /// The events that touched this path, in order.
    fn calls(&self, method: &str, part: &str) -> Vec<Recorded> {
        let calls = self.graph.calls().into_iter();
        calls.filter(|call| call.method == method && call.path.contains(part)).collect()
    }

    /// Books Ana's review of Thursday, to which Ben is invited.
    fn review(&self) -> String {
        self.graph.organize(Meeting::new("Review", ANA, "2026-12-03T10:00", BERLIN).with(&[BEN]).body("<p>Review</p>"))
    }

    /// The only object of a mailbox.
    async fn only(&self, of: &str) -> Object {
        let mut objects = self.sync(of, None).await.objects;
        assert_eq!(objects.len(), 1, "{objects:?}");
        objects.remove(0)
    }
}

fn outlook(graph: &FakeGraph, change: impl FnOnce(&mut Options)) -> Outlook {
    let mut options = Options::new(TENANT, CLIENT_ID, Credential::Secret(SECRET.into()), std::sync::Arc::new(now));
    options.endpoint = Some(graph.endpoint());
    options.authority = Some(graph.authority());
    options.may_act = true;
    options.retry_base = Duration::from_millis(1);
    options.gather = Duration::ZERO;
    change(&mut options);
    let outlook = Outlook::new(options).unwrap();
    outlook.admit(&[ANA, BEN, CAT].map(address).into());
    outlook
}

/// The occurrences of an object in the window: what names each, its start, its title.
fn occurrences(object: &Object) -> Vec<(String, String, String)> {
    let events: Vec<Event> = object.parts.iter().map(|part| part.event.clone()).collect();
    let found = expand(&events, window(), chrono_tz::Europe::Berlin).into_iter();
    let told = found.filter(|found| !found.event.cancelled).map(|found| {
        let name = found.occurrence.map(|moment| moment.canonical()).unwrap_or_default();
        (name, found.start.format("%m-%dT%H:%M").to_string(), found.event.title.clone())
    });
    told.collect()
}

/// The names of the occurrences of an object.
fn names(object: &Object) -> Vec<String> {
    occurrences(object).into_iter().map(|(name, ..)| name).collect()
}

fn event(object: &Object) -> &Event {
    &object.parts[0].event
}

/// The event that speaks for one occurrence.
fn speaker(object: &Object, name: &str) -> Event {
    let events: Vec<Event> = object.parts.iter().map(|part| part.event.clone()).collect();
    let found = expand(&events, window(), chrono_tz::Europe::Berlin);
    let is = |moment: &Moment| moment.canonical() == name;
    found.iter().find(|found| found.occurrence.as_ref().is_some_and(is)).unwrap().event.clone()
}

fn target(object: &Object, name: Option<&str>) -> Target {
    let events: Vec<Event> = object.parts.iter().map(|part| part.event.clone()).collect();
    let found = expand(&events, window(), chrono_tz::Europe::Berlin);
    let moment = |name: &str| {
        found.iter().filter_map(|found| found.occurrence).find(|moment| moment.canonical() == name).unwrap()
    };
    Target { object: object.id.clone(), occurrence: name.map(moment) }
}

fn answer(response: meetgate::meeting::Response, mark: Option<&str>, etag: &str) -> Answer {
    let comment = mark.map(|_| "No agenda yet; add one and the answer comes back.".to_owned());
    Answer { response, comment, mark: mark.map(str::to_owned), propose: None, etag: etag.to_owned(), at: now() }
}

fn gone(error: ProviderError) -> bool {
    matches!(error, ProviderError::Gone(_))
}
