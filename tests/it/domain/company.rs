//! The company: its servers, its configuration, and its people's hands.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, TimeDelta, Utc};
use meetgate::app::App;
use meetgate::clock::ManualClock;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::google::{self, FakeGoogle};
use crate::support::graph::{self, FakeGraph};
use crate::support::world::{AGENDA_24H, Mail, at, mails_in, open};

use super::{Case, Host, Hosts, Story, Written, plan};

const AGENDA: &str =
    "<p>Agenda</p><ol><li>Radar unit at Pier 9, Rui, 20 min</li><li>Budget for 2027, Ana, 20 min</li></ol>";
const BARE: &str = "<p>See you there.</p>";

/// Passes run at these hours of each working day; nothing is due in between.
const HOURS: [u32; 6] = [8, 9, 11, 13, 15, 17];

pub struct Person {
    pub address: String,
    pub host: Host,
}

pub struct Company {
    pub people: Vec<Person>,
    pub cases: Vec<Case>,
    pub google: Option<FakeGoogle>,
    pub graph: Option<FakeGraph>,
    /// Ids at Google, and UIDs at Outlook, by the number of the case.
    ids: Vec<String>,
    clock: ManualClock,
    app: App,
    dir: TempDir,
}

impl Company {
    /// So many people and meetings, all booked, on the Sunday before.
    pub async fn new(hosts: Hosts, people: usize, meetings: usize) -> Self {
        let now = at("2026-11-22 12:00");
        let person = |number| Person { address: format!("p{number}@example.com"), host: hosts.of(number) };
        let people: Vec<Person> = (0..people).map(person).collect();
        let google = Some(start_google(&people, now).await);
        let graph = if hosts == Hosts::Both { Some(start_graph(&people, now).await) } else { None };
        let dir = tempfile::tempdir().unwrap();
        configure(dir.path(), &people, google.as_ref(), graph.as_ref());
        let clock = ManualClock::new(now);
        let app = open(dir.path(), &clock).await;
        let cases = plan(people.len(), meetings);
        let mut company = Self { people, cases, google, graph, ids: Vec::new(), clock, app, dir };
        company.book();
        company
    }

    /// The whole week, with what people do in it.
    pub async fn week(&mut self) {
        let mut now = at("2026-11-23 08:00");
        while now <= at("2026-11-27 19:00") {
            self.set(now);
            self.mend(now);
            if HOURS.map(|hour| at(&day(now, hour))).contains(&now) {
                self.pass().await;
            }
            now += TimeDelta::hours(1);
        }
    }

    /// One pass at the time it is.
    pub async fn pass(&self) {
        self.app.engine.cycle().await.unwrap();
    }

    /// Nothing goes wrong any more; what waits to be tried again is.
    pub async fn heal(&mut self) {
        self.google.iter().for_each(FakeGoogle::heal);
        self.graph.iter().for_each(|graph| graph.misbehave(0.0, 0));
        self.pass().await;
    }

    fn set(&self, now: DateTime<Utc>) {
        self.clock.set(now);
        self.google.iter().for_each(|google| google.set_now(now));
        self.graph.iter().for_each(|graph| graph.set_now(now));
    }

    /// Organizers who come round do so on Tuesday evening, before every deadline, or half an hour before the start.
    fn mend(&self, now: DateTime<Utc>) {
        for (case, id) in self.cases.iter().zip(&self.ids) {
            let when = match case.story {
                Story::Mended => at("2026-11-24 19:00"),
                Story::Late => at(&case.start) - TimeDelta::hours(3),
                Story::Prepared | Story::Bare => continue,
            };
            if when == now {
                self.rewrite(case, id, AGENDA);
            }
        }
    }

    fn book(&mut self) {
        for index in 0..self.cases.len() {
            let case = self.cases[index].clone();
            let id = format!("case{index:04}");
            let text = if case.story == Story::Prepared { AGENDA } else { BARE };
            if let Some(google) = &self.google {
                google.human(self.address(case.organizer)).book(self.at_google(&case, &id, text));
            }
            if let Some(graph) = &self.graph {
                graph.organize(self.at_outlook(&case, &id, text));
            }
            if let Some(guest) = case.accepted {
                self.accept(guest, &id);
            }
            self.ids.push(id);
        }
    }

    fn accept(&self, guest: usize, id: &str) {
        match (self.people[guest].host, &self.google, &self.graph) {
            (Host::Outlook, _, Some(graph)) => graph.answer(self.address(guest), &wrapped(id), graph::Answer::Accepted),
            (_, Some(google), _) => google.human(self.address(guest)).answer(id, "accepted"),
            _ => {}
        }
    }

    fn rewrite(&self, case: &Case, id: &str, text: &str) {
        if let Some(google) = &self.google {
            google.human(self.address(case.organizer)).edit(id, json!({ "description": text }));
        }
        if let Some(graph) = &self.graph {
            graph.edit(&wrapped(id), |meeting| text.clone_into(&mut meeting.body));
        }
    }

    fn at_google(&self, case: &Case, id: &str, text: &str) -> Value {
        let guests: Vec<Value> = case.guests.iter().map(|guest| json!({ "email": self.address(*guest) })).collect();
        let time = |at: DateTime<Utc>| json!({ "dateTime": at.to_rfc3339(), "timeZone": "Europe/Berlin" });
        let start = at(&case.start);
        json!({
            "id": id, "summary": case.title, "description": text, "attendees": guests,
            "start": time(start), "end": time(start + TimeDelta::hours(1)),
        })
    }

    fn at_outlook(&self, case: &Case, id: &str, text: &str) -> graph::Meeting {
        let guests: Vec<&str> = case.guests.iter().map(|guest| self.address(*guest)).collect();
        let start = case.start.replace(' ', "T");
        let meeting = graph::Meeting::new(&case.title, self.address(case.organizer), &start, "Europe/Berlin");
        meeting.with(&guests).body(text).minutes(60).uid(&wrapped(id))
    }

    fn address(&self, number: usize) -> &str {
        &self.people[number].address
    }

    /// A guest's answer as it stands, in Google's words.
    pub fn response(&self, guest: usize, case: &Case) -> String {
        let number = self.cases.iter().position(|other| other.title == case.title).unwrap();
        let (address, id) = (self.address(guest), &self.ids[number]);
        match (self.people[guest].host, &self.graph, &self.google) {
            (Host::Outlook, Some(graph), _) => in_googles_words(graph.response(address, &wrapped(id))).to_owned(),
            (_, _, Some(google)) => google.answer(address, id),
            _ => String::new(),
        }
    }

    /// Every answer that took effect, by mailbox and title.
    pub fn written(&self) -> Written {
        let mut written: Written = BTreeMap::new();
        for (mailbox, title, answer) in self.at_google_written().into_iter().chain(self.at_outlook_written()) {
            written.entry((mailbox, title)).or_default().push(answer);
        }
        written
    }

    fn at_google_written(&self) -> Vec<(String, String, &'static str)> {
        let Some(google) = &self.google else { return Vec::new() };
        let effective = google.writes().into_iter().filter(|call| call.took_effect);
        let told = effective.map(|call| {
            let id = call.path.rsplit('/').next().unwrap_or_default().to_owned();
            let own =
                call.body["attendees"].as_array().into_iter().flatten().find(|one| word(one, "email") == call.user);
            let answer = own.map_or("no answer", |own| known(word(own, "responseStatus")));
            (call.user.clone(), word(&google.copy(&call.user, &id), "summary").to_owned(), answer)
        });
        told.collect()
    }

    /// At Outlook an answer whose reply was lost may be given again, for it changes nothing: the same answer twice in a
    /// row counts once.
    fn at_outlook_written(&self) -> Vec<(String, String, &'static str)> {
        let Some(graph) = &self.graph else { return Vec::new() };
        let mut written = Vec::new();
        for call in graph.calls() {
            let mut path = call.path.rsplit('/');
            let (Some(verb), Some(id), Some(mailbox)) = (path.next(), path.next(), &call.mailbox) else { continue };
            let answer = match verb {
                "accept" => "accepted",
                "tentativelyAccept" => "tentative",
                "decline" => "declined",
                _ => continue,
            };
            let copies = graph.copies(mailbox);
            let Some(copy) = copies.iter().find(|copy| copy.immutable_id == id || copy.id == id) else { continue };
            written.push((mailbox.clone(), copy.meeting.subject.clone(), answer));
        }
        written.dedup();
        written
    }

    /// All mails of meetgate's.
    pub fn mails(&self) -> Vec<Mail> {
        mails_in(&self.dir.path().join("mails"))
    }
}

async fn start_google(people: &[Person], now: DateTime<Utc>) -> FakeGoogle {
    let account = |person: &Person| google::Account::new(&person.address).zone("Europe/Berlin");
    let accounts = people.iter().map(account).collect();
    FakeGoogle::start(google::Options { now, accounts, ..google::Options::default() }).await
}

/// People at Google are outside the tenant; mail reaches them.
async fn start_graph(people: &[Person], now: DateTime<Utc>) -> FakeGraph {
    let account = |person: &Person| {
        let account = graph::Account::new(&person.address, "W. Europe Standard Time");
        if person.host == Host::Outlook { account } else { account.reach(graph::Reach::Outside) }
    };
    FakeGraph::start(graph::Options::new(now, people.iter().map(account).collect())).await
}

fn configure(dir: &Path, people: &[Person], google: Option<&FakeGoogle>, graph: Option<&FakeGraph>) {
    let mut text = "mode = \"decline\"\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\n\
                    time_zone = \"Europe/Berlin\"\n[people]\nfile = \"people.csv\"\n[mail]\n\
                    from = \"meetgate@example.com\"\nfolder = \"mails\"\n[store]\npath = \"meetgate.db\"\n[safety]\n\
                    max_answers_per_hour = 100000\nmax_staleness = \"7d\"\n[rollout]\norganizers_per_day = 100000\n"
        .to_owned();
    if let Some(google) = google {
        secret(&dir.join("google.json"), &google.service_account_key());
        let (endpoint, token_url) = (google.root_url(), google.token_url());
        text += &format!(
            "[google]\nkey_file = \"google.json\"\nendpoint = \"{endpoint}\"\ntoken_url = \"{token_url}\"\n\
             max_requests_per_minute = 1000000\nmax_requests_per_mailbox_and_minute = 100000\n"
        );
    }
    if let Some(graph) = graph {
        secret(&dir.join("outlook.secret"), graph::SECRET);
        text += &format!(
            "[outlook]\ntenant = \"{}\"\nclient_id = \"{}\"\nclient_secret_file = \"outlook.secret\"\n\
             endpoint = \"{}\"\nauthority = \"{}\"\nmax_requests_per_minute = 1000000\n",
            graph::TENANT,
            graph::CLIENT_ID,
            graph.endpoint(),
            graph.authority()
        );
    }
    let lines = people.iter().map(|person| format!("{},{}\n", person.address, person.host.provider()));
    std::fs::write(dir.join("people.csv"), format!("email,provider\n{}", lines.collect::<String>())).unwrap();
    std::fs::write(dir.join("meetgate.toml"), text + AGENDA_24H).unwrap();
}

fn secret(path: &Path, text: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

fn day(now: DateTime<Utc>, hour: u32) -> String {
    let date = now.with_timezone(&chrono_tz::Europe::Berlin).date_naive();
    format!("{date} {hour:02}:00")
}

/// How Outlook keeps the UID of an invitation from elsewhere ([MS-OXOCAL] 2.2.1.27): a global object id around
/// `vCal-Uid`, the number one, and the UID. Google's UIDs are its ids with its domain.
fn wrapped(id: &str) -> String {
    let inner = format!("vCal-Uid\u{1}\0\0\0{id}@google.com\0");
    let hex: String = inner.bytes().map(|byte| format!("{byte:02X}")).collect();
    let size: String = (inner.len() as u32).to_le_bytes().iter().map(|byte| format!("{byte:02X}")).collect();
    format!("040000008200E00074C5B7101A82E008{}{}{}{size}{hex}", "0".repeat(8), "0".repeat(16), "0".repeat(16))
}

fn in_googles_words(answer: Option<graph::Answer>) -> &'static str {
    match answer {
        Some(graph::Answer::Accepted) => "accepted",
        Some(graph::Answer::Tentative) => "tentative",
        Some(graph::Answer::Declined) => "declined",
        Some(graph::Answer::None | graph::Answer::NotResponded) => "needsAction",
        Some(graph::Answer::Organizer) => "organizer",
        None => "not there",
    }
}

fn known(word: &str) -> &'static str {
    ["needsAction", "accepted", "tentative", "declined"].into_iter().find(|known| *known == word).unwrap_or("?")
}

/// A text of a JSON object.
fn word<'a>(of: &'a Value, key: &str) -> &'a str {
    of[key].as_str().unwrap_or_default()
}
