//! The Google provider against the model of Google's calendar.

mod access;
mod answers;
mod errors;
mod holds;
mod sync;
mod week;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use meetgate::meeting::{Address, Moment, Response, Window};
use meetgate::provider::google::{Credentials, Google, Options, scopes};
use meetgate::provider::{Answer, Calendar, Changes, Cursor, Mailbox, Now, Object, ProviderError, Target};
use serde_json::{Value, json};

use crate::support::google::{Account, Call, FakeGoogle, Options as FakeOptions, Switches};

/// Ana, Ben, Cem and Dora at Google, and the provider that speaks for the first three.
struct Stage {
    fake: FakeGoogle,
    google: Google,
}

fn mailbox(name: &str) -> Mailbox {
    Mailbox { address: address(name), aliases: Vec::new(), zone: Tz::Europe__Berlin }
}

fn address(name: &str) -> Address {
    Address::parse(&mail(name)).expect("an address")
}

fn mail(name: &str) -> String {
    format!("{name}@example.com")
}

fn options(fake: &FakeGoogle) -> Options {
    Options {
        endpoint: fake.root_url(),
        act: true,
        timeout: Duration::from_millis(700),
        retry_base: Duration::from_millis(1),
        ..Options::new(Credentials::ServiceAccount { key: fake.service_account_key() }, now_of(fake))
    }
}

/// The fake's time, as it is now: what is signed later is not tested here.
fn now_of(fake: &FakeGoogle) -> Now {
    let now = fake.now();
    Arc::new(move || now)
}

/// The administrator grants exactly what is asked for.
fn grant(fake: &FakeGoogle, act: bool) {
    let prefix = "https://www.googleapis.com/auth/";
    fake.delegate(&scopes(act).iter().filter_map(|scope| scope.strip_prefix(prefix)).collect::<Vec<_>>());
}

impl Stage {
    async fn new() -> Self {
        Self::with(Switches::default(), |_| {}).await
    }

    /// One for what most sources suggest, and one for everything that is unconfirmed the other way.
    async fn both() -> [Self; 2] {
        [Self::new().await, Self::with(Switches::other_way(), |_| {}).await]
    }

    async fn with(switches: Switches, change: impl FnOnce(&mut Options)) -> Self {
        let accounts = ["ana", "ben", "cem", "dora"].map(|name| Account::new(&mail(name)).weekdays(540, 1050));
        let fake =
            FakeGoogle::start(FakeOptions { accounts: accounts.into(), switches, ..FakeOptions::default() }).await;
        let mut options = options(&fake);
        change(&mut options);
        grant(&fake, options.act);
        let google = Google::new(options).expect("options that fit");
        google.admit(&["ana", "ben", "cem"].map(address).into());
        Self { fake, google }
    }

    fn window(&self) -> Window {
        Window { from: self.fake.now() - TimeDelta::days(1), to: self.fake.now() + TimeDelta::days(31) }
    }

    /// Ana books a meeting on Thursday 5 March 2026 at 14:00 in Berlin with Ben and Cem.
    fn book(&self, more: Value) -> String {
        let mut event = json!({
            "summary": "Planning", "description": "Let us talk",
            "start": { "dateTime": "2026-03-05T14:00:00+01:00", "timeZone": "Europe/Berlin" },
            "end": { "dateTime": "2026-03-05T15:00:00+01:00", "timeZone": "Europe/Berlin" },
            "attendees": [
                { "email": mail("ana"), "responseStatus": "accepted" }, { "email": mail("ben") }, { "email": mail("cem") },
            ],
        });
        for (name, value) in more.as_object().expect("fields") {
            event[name] = value.clone();
        }
        self.fake.human(&mail("ana")).book(event)
    }

    /// The same every Thursday.
    fn book_weekly(&self) -> String {
        self.book(json!({ "recurrence": ["RRULE:FREQ=WEEKLY;BYDAY=TH;COUNT=6"] }))
    }

    async fn changes(&self, name: &str, cursor: Option<&Cursor>) -> Result<Changes, ProviderError> {
        self.google.changes(&mailbox(name), cursor, self.window()).await
    }

    async fn synced(&self, name: &str, cursor: Option<&Cursor>) -> Changes {
        self.changes(name, cursor).await.expect("a sync that works")
    }

    /// The id that the meeting has in this calendar.
    fn id_at(&self, name: &str, id: &str) -> String {
        self.fake.id_at(&mail(name), &mail("ana"), id).expect("a copy")
    }

    async fn read(&self, name: &str, id: &str) -> Object {
        self.google.read(&mailbox(name), id).await.expect("an object")
    }

    /// Answers a single event as the worker does: looks, then writes under what was read.
    async fn decline(&self, name: &str, id: &str, mark: &str) -> Result<String, ProviderError> {
        let etag = self.read(name, id).await.parts[0].event.etag.clone();
        let target = Target { object: id.to_owned(), occurrence: None };
        self.google.answer(&mailbox(name), &target, &answer(Response::Declined, Some(mark), &etag)).await
    }

    /// Calls that changed something.
    fn effects(&self) -> Vec<Call> {
        self.fake.writes().into_iter().filter(|call| call.took_effect).collect()
    }
}

fn answer(response: Response, mark: Option<&str>, etag: &str) -> Answer {
    let comment = mark.map(|_| "No agenda yet; it comes back when there is one".to_owned());
    Answer {
        response,
        comment,
        mark: mark.map(str::to_owned),
        propose: None,
        etag: etag.to_owned(),
        at: DateTime::UNIX_EPOCH,
    }
}

fn berlin(text: &str) -> Moment {
    Moment::Zoned(NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").expect("a time"), Tz::Europe__Berlin)
}

/// Ids of objects, with the number of their parts.
fn objects(changes: &Changes) -> Vec<(String, usize)> {
    let mut found: Vec<_> = changes.objects.iter().map(|object| (object.id.clone(), object.parts.len())).collect();
    found.sort();
    found
}

fn gone(changes: &Changes) -> BTreeSet<&str> {
    changes.gone.iter().map(String::as_str).collect()
}

/// All that an object says but for etags and stamps.
fn said(changes: &Changes) -> Vec<String> {
    let mut found: Vec<String> = changes
        .objects
        .iter()
        .flat_map(|object| &object.parts)
        .map(|part| {
            let mut event = part.event.clone();
            event.etag = String::new();
            (event.updated, event.created) = (None, None);
            format!("{event:?} {:?}", part.invitation)
        })
        .collect();
    found.sort();
    found
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).expect("an instant").to_utc()
}
