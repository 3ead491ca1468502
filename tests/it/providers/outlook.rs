//! The stage at Microsoft: three mailboxes of a working model of Graph.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::NaiveDate;
use chrono_tz::Tz;
use meetgate::meeting::Response;
use meetgate::provider::outlook::{Credential, Decline, Options, Outlook};
use meetgate::provider::{Calendar, Cursor, Settings};

use super::stage::{Meeting, Stage, address, now};
use crate::support::graph::{
    Account, Answer, Broken, CLIENT_ID, FakeGraph, Fault, Meeting as Invitation, Options as World, SECRET, TENANT,
};

const PEOPLE: [&str; 3] = ["ana", "bo", "cy"];

pub struct AtMicrosoft {
    fake: FakeGraph,
    calendar: Arc<Outlook>,
    keeps_declined: bool,
    /// The `iCalUId` of each meeting.
    booked: Mutex<BTreeMap<String, String>>,
    written: Mutex<usize>,
}

impl AtMicrosoft {
    pub async fn new() -> Self {
        Self::with(false).await
    }

    /// Mailboxes that keep declined meetings.
    pub async fn keeping_declined() -> Self {
        Self::with(true).await
    }

    async fn with(keeps_declined: bool) -> Self {
        let account = |who: &&str| {
            let account = Account::new(&format!("{who}@example.com"), "W. Europe Standard Time");
            if keeps_declined { account.preserving_declined() } else { account }
        };
        let fake = FakeGraph::start(World::new(now(), PEOPLE.iter().map(account).collect())).await;
        let decline = if keeps_declined { Decline::Final } else { Decline::Tentative };
        let calendar = Arc::new(provider(&fake, decline));
        Self { fake, calendar, keeps_declined, booked: Mutex::default(), written: Mutex::new(0) }
    }

    fn uid(&self, title: &str) -> String {
        self.booked.lock().unwrap()[title].clone()
    }
}

fn provider(fake: &FakeGraph, decline: Decline) -> Outlook {
    let usual = Options::new(TENANT, CLIENT_ID, Credential::Secret(SECRET.to_owned()), Arc::new(now));
    let options = Options {
        endpoint: Some(fake.endpoint()),
        authority: Some(fake.authority()),
        decline,
        may_act: true,
        gather: Duration::ZERO,
        retry_base: Duration::from_millis(1),
        ..usual
    };
    let outlook = Outlook::new(options).unwrap();
    outlook.admit(&PEOPLE.iter().map(|who| address(who)).collect::<BTreeSet<_>>());
    outlook
}

/// `2026-11-26 15:00` as `2026-11-26T15:00`.
fn clock(start: &str) -> String {
    start.replace(' ', "T")
}

fn day(start: &str) -> NaiveDate {
    start.split(' ').next().unwrap().parse().unwrap()
}

fn response(answer: Answer) -> Response {
    match answer {
        Answer::None | Answer::NotResponded => Response::NoAnswer,
        Answer::Organizer | Answer::Accepted => Response::Accepted,
        Answer::Tentative => Response::Tentative,
        Answer::Declined => Response::Declined,
    }
}

impl Stage for AtMicrosoft {
    fn calendar(&self) -> Arc<dyn Calendar> {
        self.calendar.clone()
    }

    fn restarted(&self) -> Arc<dyn Calendar> {
        let decline = if self.keeps_declined { Decline::Final } else { Decline::Tentative };
        Arc::new(provider(&self.fake, decline))
    }

    fn book(&self, meeting: &Meeting<'_>) {
        let (bo, cy) = ("bo@example.com", "cy@example.com");
        let invitation = Invitation::new(meeting.title, "ana@example.com", &clock(meeting.start), "Europe/Berlin");
        let mut invitation = invitation.with(&[bo, cy]).body(meeting.text).minutes(meeting.minutes);
        if meeting.rule.is_some() {
            invitation = invitation.weekly(4);
        }
        if meeting.private {
            invitation.sensitivity = "private".to_owned();
        }
        let uid = self.fake.organize(invitation);
        self.booked.lock().unwrap().insert(meeting.title.to_owned(), uid);
    }

    fn rewrite(&self, title: &str, text: &str) {
        self.fake.edit(&self.uid(title), |meeting| meeting.body = text.to_owned());
    }

    fn move_to(&self, title: &str, start: &str) {
        self.fake.move_to(&self.uid(title), &clock(start));
    }

    fn call_off(&self, title: &str) {
        self.fake.cancel(&self.uid(title));
    }

    fn call_off_one(&self, title: &str, occurrence: &str) {
        self.fake.cancel_day(&self.uid(title), day(occurrence));
    }

    fn move_one(&self, title: &str, occurrence: &str, start: &str) {
        self.fake.edit_day(&self.uid(title), day(occurrence), |meeting| meeting.move_to(&clock(start)));
    }

    fn answer_by_hand(&self, who: &str, title: &str, response: Response) {
        let answer = match response {
            Response::Accepted => Answer::Accepted,
            Response::Tentative => Answer::Tentative,
            Response::Declined => Answer::Declined,
            other => panic!("nobody answers {other:?} by hand"),
        };
        self.fake.answer(&format!("{who}@example.com"), &self.uid(title), answer);
    }

    fn delete(&self, who: &str, object: &str) {
        let mailbox = format!("{who}@example.com");
        let copy = self.fake.copies(&mailbox).into_iter().find(|copy| copy.immutable_id == object);
        self.fake.delete(&mailbox, &copy.unwrap_or_else(|| panic!("{who} has no {object}")).uid);
    }

    fn response(&self, who: &str, title: &str, occurrence: Option<&str>) -> Response {
        let mailbox = format!("{who}@example.com");
        let copy = match occurrence {
            Some(start) => self.fake.copy_of_day(&mailbox, &self.uid(title), day(start)),
            None => self.fake.copy(&mailbox, &self.uid(title)),
        };
        // A declined meeting leaves the calendar.
        copy.map_or(Response::Declined, |copy| response(copy.answer))
    }

    fn writes(&self) -> usize {
        let reads = ["/$batch", "getSchedule", "/token"];
        let all = self.fake.calls().into_iter().filter(|call| {
            call.method != "GET"
                && (200..300).contains(&call.status)
                && !reads.iter().any(|end| call.path.ends_with(end))
        });
        let (all, mut written) = (all.count(), self.written.lock().unwrap());
        let new = all - *written;
        *written = all;
        new
    }

    fn lose(&self, cursor: Cursor) -> Cursor {
        self.fake.expire_tokens(Broken::StateNotFound);
        cursor
    }

    fn small_pages(&self) {
        self.fake.deliver(|delivery| {
            delivery.shuffle = Some(7);
            delivery.duplicates = true;
            delivery.empty_pages = true;
        });
    }

    fn stumble(&self) -> bool {
        let deed = if self.keeps_declined { "decline" } else { "tentativelyAccept" };
        self.fake.fail("POST", deed, 1, Fault::After(503));
        true
    }

    fn decline(&self) -> Response {
        if self.keeps_declined { Response::Declined } else { Response::Tentative }
    }

    fn gives_back_no_answer(&self) -> bool {
        false
    }

    fn settings(&self) -> Settings {
        Settings { zone: Some(Tz::Europe__Berlin), hours: "Mon-Fri 08:00-17:00".parse().ok() }
    }

    fn calls_for(&self, who: &str) -> Option<usize> {
        let mailbox = format!("{who}@example.com");
        Some(self.fake.calls().iter().filter(|call| call.mailbox.as_ref() == Some(&mailbox)).count())
    }
}
