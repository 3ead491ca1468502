//! A domain at Google through a week of meetgate: notices, declines, an agenda that comes late, people who answer by
//! themselves, and requests that fail.
//!
//! Groups of five: one of each calls the others to a meeting on Thursday at 15:00.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use meetgate::app::App;
use meetgate::clock::ManualClock;
use meetgate::provider::google::Google;
use serde_json::json;
use tempfile::TempDir;

use super::{grant, options};
use crate::support::google::{Account, Call, FakeGoogle, Fault, Options as FakeOptions, Rate, Switches};
use crate::support::world::{AGENDA_24H, at, open};

const AGENDA: &str = "Agenda:<br>1. Radar unit at Pier 9, 20 min<br>2. Budget for 2027, 20 min";

/// What is done with a group's meeting.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Plot {
    HasAgenda,
    NeverHasOne,
    GetsOneLate,
    OneGuestAccepted,
}

impl Plot {
    fn of(group: usize) -> Self {
        [Self::HasAgenda, Self::NeverHasOne, Self::GetsOneLate, Self::OneGuestAccepted][group % 4]
    }
}

struct Domain {
    fake: FakeGoogle,
    google: Arc<Google>,
    clock: ManualClock,
    app: App,
    meetings: Vec<String>,
    series: BTreeMap<usize, String>,
    _dir: TempDir,
}

fn person(group: usize, number: usize) -> String {
    format!("p{group}-{number}@example.com")
}

impl Domain {
    async fn new(groups: usize, token_life: TimeDelta) -> Self {
        let names: Vec<String> =
            (0..groups).flat_map(|group| (0..5).map(move |number| person(group, number))).collect();
        let fake = FakeGoogle::start(FakeOptions {
            now: at("2026-11-20 09:00"),
            accounts: names.iter().map(|name| Account::new(name)).collect(),
            token_life,
            switches: Switches { unchanged_token_stays: true, ..Switches::default() },
            ..FakeOptions::default()
        })
        .await;
        grant(&fake, true);
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("meetgate.toml"), policy(&names)).unwrap();
        let clock = ManualClock::new(at("2026-11-20 09:00"));
        let mut app = open(dir.path(), &clock).await;
        let google = Arc::new(Google::new(options(&fake)).unwrap());
        app.engine.calendars.insert("vdir".to_owned(), google.clone());
        let meetings = (0..groups).map(|group| book(&fake, group, Plot::of(group) == Plot::HasAgenda, false)).collect();
        let weekly = (0..groups).filter(|group| Plot::of(*group) == Plot::NeverHasOne);
        let series = weekly.map(|group| (group, book(&fake, group, false, true))).collect();
        Self { fake, google, clock, app, meetings, series, _dir: dir }
    }

    async fn pass(&self, time: &str) {
        self.clock.set(at(time));
        self.fake.set_now(at(time));
        self.app.engine.cycle().await.unwrap();
    }

    async fn passes(&self, day: &str, times: &[&str]) {
        for time in times {
            self.pass(&format!("2026-11-{day} {time}")).await;
        }
    }

    fn groups(&self) -> usize {
        self.meetings.len()
    }

    /// The week, with passes at the times given for Monday to Thursday.
    async fn live_through(&self, [monday, tuesday, wednesday, thursday]: [&[&str]; 4]) {
        self.passes("23", monday).await;
        self.passes("24", tuesday).await;
        for group in (0..self.groups()).filter(|group| Plot::of(*group) == Plot::OneGuestAccepted) {
            let guest = person(group, 1);
            let id = self.fake.id_at(&guest, &person(group, 0), &self.meetings[group]).unwrap();
            self.fake.human(&guest).answer(&id, "accepted");
        }
        self.passes("25", wednesday).await;
        for group in (0..self.groups()).filter(|group| Plot::of(*group) == Plot::GetsOneLate) {
            self.fake.human(&person(group, 0)).edit(&self.meetings[group], json!({ "description": AGENDA }));
        }
        self.passes("26", thursday).await;
    }

    fn effects(&self) -> Vec<Call> {
        self.fake.writes().into_iter().filter(|call| call.took_effect).collect()
    }

    /// The answers of a group's guests, as their calendars have them.
    fn answers(&self, group: usize) -> Vec<String> {
        let id = |guest: &str| self.fake.id_at(guest, &person(group, 0), &self.meetings[group]).unwrap();
        (1..5).map(|number| person(group, number)).map(|guest| self.fake.answer(&guest, &id(&guest))).collect()
    }

    /// What the policy demands of each copy, and of nothing else.
    fn check(&self) {
        for group in 0..self.groups() {
            let expected = match Plot::of(group) {
                Plot::HasAgenda | Plot::GetsOneLate => ["needsAction"; 4],
                Plot::NeverHasOne => ["declined"; 4],
                Plot::OneGuestAccepted => ["accepted", "declined", "declined", "declined"],
            };
            assert_eq!(self.answers(group), expected, "group {group}");
            let organizer = person(group, 0);
            assert_eq!(self.fake.answer(&organizer, &self.meetings[group]), "accepted", "never as the organizer");
        }
        for (group, series) in &self.series {
            for number in 1..5 {
                let guest = person(*group, number);
                let id = self.fake.id_at(&guest, &person(*group, 0), series).unwrap();
                let human = self.fake.human(&guest);
                let answer = |start| self.fake.answer(&guest, &human.occurrence(&id, start));
                let of_both = (answer("2026-11-27T09:00:00Z"), answer("2026-12-04T09:00:00Z"));
                assert_eq!(of_both, ("declined".to_owned(), "needsAction".to_owned()), "group {group}");
            }
        }
        let flags = self.effects().iter().filter(|call| call.body["colorId"].is_string()).count();
        assert_eq!(flags, self.groups() / 4, "whoever accepted has a flag on the own copy");
        assert_eq!(self.effects().len(), self.groups() / 4 * (4 + 4 + 2 * 4 + 3 + 1), "and no other write");
        assert!(self.fake.writes().iter().all(|call| call.if_match.is_some() && call.send_updates() == Some("none")));
        assert_eq!(self.fake.mails(), []);
        assert_eq!(self.google.turned_away(), 0);
    }
}

fn policy(names: &[String]) -> String {
    let people: String = names.iter().map(|name| format!("[[person]]\nemail = \"{name}\"\n")).collect();
    format!(
        "mode = \"decline\"\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\n\
         time_zone = \"Europe/Berlin\"\n[sources.vdir]\npath = \"calendars/{{email}}\"\n\
         [mail]\nfrom = \"meetgate@example.com\"\nfolder = \"mails\"\n[store]\npath = \"meetgate.db\"\n\
         [safety]\nmax_answers_per_hour = 1000\n[rollout]\norganizers_per_day = 1000\n{people}\n{AGENDA_24H}"
    )
}

fn book(fake: &FakeGoogle, group: usize, agenda: bool, weekly: bool) -> String {
    let guests: Vec<_> = (0..5)
        .map(|number| match number {
            0 => json!({ "email": person(group, 0), "responseStatus": "accepted" }),
            _ => json!({ "email": person(group, number) }),
        })
        .collect();
    let day = if weekly { "2026-11-27T10" } else { "2026-11-26T15" };
    let time = |minute: &str| json!({ "dateTime": format!("{day}:{minute}:00+01:00"), "timeZone": "Europe/Berlin" });
    let mut event = json!({
        "summary": format!("Group {group}"), "description": if agenda { AGENDA } else { "" },
        "start": time("00"), "end": time("45"), "attendees": guests,
    });
    if weekly {
        event["recurrence"] = json!(["RRULE:FREQ=WEEKLY;COUNT=4"]);
    }
    fake.human(&person(group, 0)).book(event)
}

#[tokio::test]
async fn two_hundred_calendars_get_what_the_policy_demands_and_nothing_else() {
    let domain = Domain::new(40, TimeDelta::days(30)).await;
    domain.live_through([&["15:00"], &["11:00"], &["11:00", "15:00"], &["08:30", "10:00", "10:30"]]).await;
    domain.check();
    domain.pass("2026-11-26 11:30").await;
    domain.fake.forget_calls();
    let tokens = domain.google.tokens_asked();
    domain.pass("2026-11-26 11:35").await;
    assert_eq!(domain.fake.calls().len(), 200, "one request for each mailbox when nothing changed");
    assert_eq!((tokens, domain.google.tokens_asked()), (600, 600), "one for each person and kind of access");
    domain.pass("2026-11-27 11:30").await;
    assert_eq!(domain.fake.calls().len(), 200 + 600, "once a day their zones and working hours, too");
}

#[tokio::test]
async fn the_same_with_every_tenth_request_failing_and_tokens_that_die_every_hour() {
    let domain = Domain::new(40, TimeDelta::hours(1)).await;
    domain.fake.fail_at_rate(Some(Rate { per_mille: 100, seed: 7, kinds: Fault::all() }));
    let often: &[&str] = &["09:00", "09:30", "10:00", "11:00", "11:30", "15:00", "15:30", "16:00"];
    domain.live_through([often, often, often, &["08:30", "09:00", "10:00", "10:30", "11:00"]]).await;
    domain.fake.heal();
    domain.pass("2026-11-26 11:30").await;
    domain.check();
}
