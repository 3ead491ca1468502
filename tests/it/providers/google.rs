//! The stage at Google: three accounts of a working model of Google Calendar.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use chrono_tz::Tz;
use meetgate::meeting::Response;
use meetgate::provider::google::{Credentials, Google, Options, scopes};
use meetgate::provider::{Calendar, Cursor, Settings};
use serde_json::{Value, json};

use super::stage::{Meeting, Stage, address, now};
use crate::support::google::{Account, FakeGoogle, Fault, Options as World, Paging, Rule, Switches};
use crate::support::world::at;

const ANA: &str = "ana@example.com";
const PEOPLE: [&str; 3] = ["ana", "bo", "cy"];

pub struct AtGoogle {
    fake: FakeGoogle,
    calendar: Arc<Google>,
    switches: Switches,
    /// Ana's id of each meeting, and its length in minutes.
    booked: Mutex<BTreeMap<String, (String, i64)>>,
    written: Mutex<usize>,
}

impl AtGoogle {
    pub async fn new() -> Self {
        Self::with(Switches::default()).await
    }

    /// Everything that nobody has confirmed of Google goes the other way.
    pub async fn contrary() -> Self {
        Self::with(Switches { descriptions_are_cleaned: false, ..Switches::other_way() }).await
    }

    async fn with(switches: Switches) -> Self {
        let accounts = PEOPLE.iter().map(|who| Account::new(&format!("{who}@example.com")).weekdays(8 * 60, 17 * 60));
        let accounts = accounts.collect();
        let fake =
            FakeGoogle::start(World { now: now(), accounts, switches: switches.clone(), ..World::default() }).await;
        // No more than what is asked for is granted.
        let granted: Vec<&str> = scopes(true).iter().filter_map(|scope| scope.rsplit('/').next()).collect();
        fake.delegate(&granted);
        let calendar = Arc::new(provider(&fake));
        Self { fake, calendar, switches, booked: Mutex::default(), written: Mutex::new(0) }
    }

    fn booking(&self, title: &str) -> (String, i64) {
        self.booked.lock().unwrap()[title].clone()
    }

    /// The id of a meeting, or of one occurrence, in someone's calendar.
    fn id(&self, who: &str, title: &str, occurrence: Option<&str>) -> String {
        let user = format!("{who}@example.com");
        let id = self.fake.id_at(&user, ANA, &self.booking(title).0).unwrap_or_else(|| panic!("{who} has no {title}"));
        occurrence.map_or(id.clone(), |start| self.fake.human(&user).occurrence(&id, &rfc3339(start)))
    }
}

fn provider(fake: &FakeGoogle) -> Google {
    let credentials = Credentials::ServiceAccount { key: fake.service_account_key() };
    let options = Options {
        endpoint: fake.root_url(),
        act: true,
        retry_base: Duration::from_millis(1),
        ..Options::new(credentials, Arc::new(now))
    };
    let google = Google::new(options).unwrap();
    google.admit(&PEOPLE.iter().map(|who| address(who)).chain([address("nobody")]).collect::<BTreeSet<_>>());
    google
}

fn rfc3339(start: &str) -> String {
    at(start).with_timezone(&Tz::Europe__Berlin).to_rfc3339()
}

fn times(start: &str, minutes: i64) -> Value {
    let end = (at(start) + TimeDelta::minutes(minutes)).with_timezone(&Tz::Europe__Berlin).to_rfc3339();
    json!({ "start": { "dateTime": rfc3339(start), "timeZone": "Europe/Berlin" },
        "end": { "dateTime": end, "timeZone": "Europe/Berlin" } })
}

fn word(response: Response) -> &'static str {
    match response {
        Response::Accepted => "accepted",
        Response::Tentative => "tentative",
        Response::Declined => "declined",
        Response::NoAnswer | Response::Delegated => "needsAction",
    }
}

impl Stage for AtGoogle {
    fn calendar(&self) -> Arc<dyn Calendar> {
        self.calendar.clone()
    }

    fn restarted(&self) -> Arc<dyn Calendar> {
        Arc::new(provider(&self.fake))
    }

    fn book(&self, meeting: &Meeting<'_>) {
        let mut event = times(meeting.start, meeting.minutes);
        event["summary"] = meeting.title.into();
        event["description"] = meeting.text.into();
        event["attendees"] = json!([{ "email": "bo@example.com" }, { "email": "cy@example.com" }]);
        if let Some(rule) = meeting.rule {
            event["recurrence"] = json!([format!("RRULE:{rule}")]);
        }
        if meeting.private {
            event["visibility"] = "private".into();
        }
        let id = self.fake.human(ANA).book(event);
        self.booked.lock().unwrap().insert(meeting.title.to_owned(), (id, meeting.minutes));
    }

    fn rewrite(&self, title: &str, text: &str) {
        self.fake.human(ANA).edit(&self.booking(title).0, json!({ "description": text }));
    }

    fn move_to(&self, title: &str, start: &str) {
        let (id, minutes) = self.booking(title);
        self.fake.human(ANA).edit(&id, times(start, minutes));
    }

    fn call_off(&self, title: &str) {
        self.fake.human(ANA).remove(&self.booking(title).0);
    }

    fn call_off_one(&self, title: &str, occurrence: &str) {
        self.fake.human(ANA).remove(&self.id("ana", title, Some(occurrence)));
    }

    fn move_one(&self, title: &str, occurrence: &str, start: &str) {
        let id = self.id("ana", title, Some(occurrence));
        self.fake.human(ANA).edit(&id, times(start, self.booking(title).1));
    }

    fn answer_by_hand(&self, who: &str, title: &str, response: Response) {
        let id = self.id(who, title, None);
        self.fake.human(&format!("{who}@example.com")).answer(&id, word(response));
    }

    fn delete(&self, who: &str, object: &str) {
        self.fake.human(&format!("{who}@example.com")).remove(object);
    }

    fn response(&self, who: &str, title: &str, occurrence: Option<&str>) -> Response {
        let found = self.fake.answer(&format!("{who}@example.com"), &self.id(who, title, occurrence));
        let all = [Response::NoAnswer, Response::Accepted, Response::Tentative, Response::Declined];
        all.into_iter().find(|response| word(*response) == found).unwrap_or_else(|| panic!("{found:?} is no answer"))
    }

    fn writes(&self) -> usize {
        let all = self.fake.writes().iter().filter(|call| call.took_effect).count();
        let mut written = self.written.lock().unwrap();
        let new = all - *written;
        *written = all;
        new
    }

    fn lose(&self, cursor: Cursor) -> Cursor {
        self.fake.drop_sync_tokens(None);
        cursor
    }

    fn small_pages(&self) {
        self.fake.paging(Paging {
            at_most: Some(3),
            empty_between: true,
            occurrences_first: true,
            shuffled: Some(7),
            repeated: true,
        });
    }

    fn stumble(&self) -> bool {
        self.fake.fail(Rule::once("PATCH", "/events", Fault::ServerAfter(503)));
        true
    }

    fn declined_is_busy(&self) -> bool {
        self.switches.declined_is_busy
    }

    fn settings(&self) -> Settings {
        Settings { zone: Some(Tz::Europe__Berlin), hours: "Mon-Fri 08:00-17:00".parse().ok() }
    }

    fn calls_for(&self, who: &str) -> Option<usize> {
        let user = format!("{who}@example.com");
        Some(self.fake.calls().iter().filter(|call| call.user == user).count())
    }
}
