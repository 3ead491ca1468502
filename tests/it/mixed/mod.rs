//! A mixed company: half at Google, half at Microsoft, and its meetings cross the two. The whole program, through its own
//! configuration, in a week that passes in an instant.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use assert_cmd::Command;
use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use meetgate::app::App;
use meetgate::clock::{Clock as _, ManualClock};
use meetgate::config;
use meetgate::meeting::{Address, AnswerRecord, AnswerState};
use meetgate::provider::google::{Credentials, Google, Options as GoogleOptions};
use meetgate::provider::outlook::{Credential, Options as OutlookOptions, Outlook};
use meetgate::provider::{Calendar, Now};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::google::{Account as GoogleAccount, FakeGoogle, Fault, Options as GoogleWorld, Rate};
use crate::support::graph::{
    Account as GraphAccount, Answer, CLIENT_ID, FakeGraph, Fault as GraphFault, MailKind, Meeting,
    Options as GraphWorld, SECRET, TENANT,
};
use crate::support::world::{AGENDA_24H, at, mails_in};

/// Ana and Bo are at Google, Cy and Di at Microsoft.
const AT_GOOGLE: [&str; 2] = ["ana@example.com", "bo@example.com"];
const AT_MICROSOFT: [&str; 2] = ["cy@example.com", "di@example.com"];
const AGENDA: &str = "Agenda:\n1. Radar unit at Pier 9, Rui, 20 min\n2. Budget for 2027, Ana, 20 min";

struct Company {
    dir: TempDir,
    clock: ManualClock,
    google: FakeGoogle,
    graph: FakeGraph,
    app: App,
    /// Ana's id of the meeting that she organizes, and its UID.
    harbour: (String, String),
    /// The UID of the meeting that Cy organizes.
    pier: String,
}

impl Company {
    async fn open() -> Self {
        Self::with("").await
    }

    /// With more lines in `[outlook]`.
    async fn with(outlook: &str) -> Self {
        Self::living(outlook, ["Europe/Berlin"; 2]).await
    }

    /// With accounts that say these zones: those at Google, and those at Microsoft.
    async fn living(outlook: &str, zones: [&str; 2]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = ManualClock::new(at("2026-11-20 09:00"));
        let now = at("2026-11-20 09:00");
        let accounts = AT_GOOGLE.iter().map(|address| GoogleAccount::new(address).zone(zones[0])).collect();
        let google = FakeGoogle::start(GoogleWorld { now, accounts, ..GoogleWorld::default() }).await;
        let scopes = meetgate::provider::google::scopes(true);
        google.delegate(&scopes.iter().filter_map(|scope| scope.rsplit('/').next()).collect::<Vec<_>>());
        let accounts = AT_MICROSOFT.iter().map(|address| GraphAccount::new(address, zones[1])).collect();
        let graph = FakeGraph::start(GraphWorld::new(now, accounts)).await;
        write(&dir, &google, &graph, outlook);
        let loaded = config::load(&dir.path().join("meetgate.toml")).unwrap_or_else(|mistakes| panic!("{mistakes}"));
        let app = App::open(loaded, Arc::new(clock.clone())).await.unwrap();
        let harbour = (String::new(), String::new());
        let mut company = Self { dir, clock, google, graph, app, harbour, pier: String::new() };
        company.book();
        company
    }

    /// Tries again at once what fails, and otherwise as configured.
    fn impatient(mut self) -> Self {
        let credentials = Credentials::ServiceAccount { key: self.google.service_account_key() };
        let retry_base = Duration::from_millis(1);
        let clock = self.clock.clone();
        let now: Now = Arc::new(move || clock.now());
        let usual = GoogleOptions::new(credentials, Arc::clone(&now));
        let endpoint = self.google.root_url();
        let google = Google::new(GoogleOptions { endpoint, act: true, retry_base, ..usual }).unwrap();
        let usual = OutlookOptions::new(TENANT, CLIENT_ID, Credential::Secret(SECRET.to_owned()), now);
        let (endpoint, authority) = (Some(self.graph.endpoint()), Some(self.graph.authority()));
        let outlook = OutlookOptions { endpoint, authority, may_act: true, retry_base, ..usual };
        let calendars = &mut self.app.engine.calendars;
        calendars.insert("google".to_owned(), Arc::new(google) as Arc<dyn Calendar>);
        calendars.insert("outlook".to_owned(), Arc::new(Outlook::new(outlook).unwrap()));
        self
    }

    /// Ana invites everyone, and so does Cy; invitations cross by mail.
    fn book(&mut self) {
        let guests = ["bo@example.com", "cy@example.com", "di@example.com"];
        let mut event = times("2026-11-26 15:00");
        event["summary"] = "Harbour".into();
        event["attendees"] = guests.map(|guest| json!({ "email": guest })).to_vec().into();
        let id = self.google.human("ana@example.com").book(event);
        let uid = self.google.copy("ana@example.com", &id)["iCalUID"].as_str().unwrap().to_owned();
        let mut mailed = Meeting::new("Harbour", "ana@example.com", "2026-11-26T15:00", "Europe/Berlin").with(&guests);
        mailed.uid = Some(uid.clone());
        self.graph.organize(mailed);
        self.harbour = (id, uid);

        let guests = ["ana@example.com", "bo@example.com", "di@example.com"];
        let meeting = Meeting::new("Pier", "cy@example.com", "2026-11-26T16:30", "Europe/Berlin").with(&guests);
        self.pier = self.graph.organize(meeting);
        self.mail_pier("");
    }

    fn mail_pier(&self, text: &str) {
        let mut event = times("2026-11-26 16:30");
        event["summary"] = "Pier".into();
        event["description"] = text.into();
        event["iCalUID"] = self.pier.clone().into();
        event["organizer"] = json!({ "email": "cy@example.com" });
        let all = ["cy@example.com", "ana@example.com", "bo@example.com", "di@example.com"];
        event["attendees"] =
            all.map(|guest| json!({ "email": guest, "responseStatus": "needsAction" })).to_vec().into();
        for address in AT_GOOGLE {
            self.google.human(address).receive(event.clone());
        }
    }

    /// Both organizers add an agenda.
    fn agendas_arrive(&self) {
        self.google.human("ana@example.com").edit(&self.harbour.0, json!({ "description": AGENDA }));
        let html = AGENDA.replace('\n', "<br>");
        self.graph.edit(&self.harbour.1, |meeting| meeting.body.clone_from(&html));
        self.graph.edit(&self.pier, |meeting| meeting.body.clone_from(&html));
        self.mail_pier(AGENDA);
    }

    /// Passes every half hour from one time to another, as a daemon would.
    async fn between(&self, from: &str, to: &str) {
        let (mut now, to) = (at(from), at(to));
        while now <= to {
            self.set(now);
            self.app.engine.cycle().await.unwrap();
            now += TimeDelta::minutes(30);
        }
    }

    fn set(&self, now: DateTime<Utc>) {
        self.clock.set(now);
        self.google.set_now(now);
        self.graph.set_now(now);
    }

    /// Who answered what: at Google, then at Microsoft.
    fn answers(&self, title: &str) -> Vec<String> {
        let found = AT_GOOGLE.map(|address| {
            let copies = self.google.copies(address);
            let copy = copies.iter().find(|copy| copy["summary"] == title).unwrap();
            let own = copy["attendees"].as_array().unwrap().iter().find(|entry| entry["self"] == true);
            own.map_or("organizer", |entry| entry["responseStatus"].as_str().unwrap()).to_owned()
        });
        let uid = if title == "Pier" { &self.pier } else { &self.harbour.1 };
        let answers = AT_MICROSOFT.map(|address| self.graph.response(address, uid).unwrap_or(Answer::Declined));
        found.into_iter().chain(answers.map(|answer| answer.as_str().to_owned())).collect()
    }

    /// What is on file about the answers in a meeting.
    async fn records(&self, title: &str) -> Vec<AnswerRecord> {
        let (store, since) = (&self.app.engine.store, self.clock.now() - TimeDelta::days(2));
        let found = store.find(title, since, 10).await.unwrap();
        store.filed(&found[0].key).await.unwrap().unwrap().history.answers
    }

    /// How many mails of each kind went to whom.
    fn mails(&self) -> BTreeMap<(String, String), usize> {
        let mut found = BTreeMap::new();
        for mail in mails_in(&self.dir.path().join("mails")) {
            *found.entry((mail.kind, mail.to)).or_default() += 1;
        }
        found
    }

    /// What the mails of this kind said to somebody, their lines as one.
    fn told(&self, kind: &str, to: &str) -> String {
        let mails = mails_in(&self.dir.path().join("mails"));
        let texts = mails.iter().filter(|mail| mail.kind == kind && mail.to == to).map(|mail| mail.text.as_str());
        texts.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ")
    }
}

fn write(dir: &TempDir, google: &FakeGoogle, graph: &FakeGraph, outlook: &str) {
    use std::os::unix::fs::PermissionsExt as _;
    for (name, text) in [("key.json", google.service_account_key()), ("secret", SECRET.to_owned())] {
        std::fs::write(dir.path().join(name), text).unwrap();
        std::fs::set_permissions(dir.path().join(name), std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    let person =
        |provider: &str, address: &&str| format!("[[person]]\nemail = \"{address}\"\nprovider = \"{provider}\"\n");
    let people: String = AT_GOOGLE.iter().map(|address| person("google", address)).collect();
    let others: String = AT_MICROSOFT.iter().map(|address| person("outlook", address)).collect();
    let text = format!(
        "mode = \"decline\"\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\n\
         time_zone = \"Europe/Berlin\"\n[google]\nkey_file = \"key.json\"\nendpoint = \"{}\"\n\
         [outlook]\ntenant = \"{TENANT}\"\nclient_id = \"{CLIENT_ID}\"\nclient_secret_file = \"secret\"\n\
         endpoint = \"{}\"\nauthority = \"{}\"\n{outlook}[mail]\nfolder = \"mails\"\n{people}{others}{AGENDA_24H}",
        google.root_url(),
        graph.endpoint(),
        graph.authority()
    );
    std::fs::write(dir.path().join("meetgate.toml"), text).unwrap();
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

/// An hour from then on, as Google writes it.
fn times(start: &str) -> Value {
    let moment = |moment: DateTime<Utc>| {
        let moment = moment.with_timezone(&Tz::Europe__Berlin).to_rfc3339();
        json!({ "dateTime": moment, "timeZone": "Europe/Berlin" })
    };
    json!({ "start": moment(at(start)), "end": moment(at(start) + TimeDelta::hours(1)) })
}

/// The week: nothing is prepared, the deadline passes, the agendas come late. In between lies a morning, so that what
/// failed in the evening has been done, and told in working hours.
async fn a_week(company: &Company) {
    company.between("2026-11-23 09:00", "2026-11-26 10:30").await;
    assert_eq!(company.answers("Harbour"), ["organizer", "declined", "tentativelyAccepted", "tentativelyAccepted"]);
    assert_eq!(company.answers("Pier"), ["declined", "declined", "organizer", "tentativelyAccepted"]);
    company.agendas_arrive();
    company.between("2026-11-26 11:00", "2026-11-26 17:30").await;
    let expected = ["organizer", "needsAction", "tentativelyAccepted", "tentativelyAccepted"];
    assert_eq!(company.answers("Harbour"), expected, "no answer cannot be given back at Microsoft");
    assert_eq!(company.answers("Pier"), ["needsAction", "needsAction", "organizer", "tentativelyAccepted"]);
}

/// One notice, one last call, one outcome and one word of thanks to each organizer.
fn each_organizer_heard_once(company: &Company) {
    let mails = company.mails();
    for organizer in ["ana@example.com", "cy@example.com"] {
        for kind in ["first_notice", "last_call", "outcome", "restored"] {
            let key = (kind.to_owned(), organizer.to_owned());
            assert_eq!(mails.get(&key), Some(&1), "{kind} to {organizer}: {mails:#?}");
        }
    }
}

#[tokio::test]
async fn copies_meet_across_systems_and_answers_come_and_go_on_both_sides() {
    let company = Company::open().await;
    a_week(&company).await;
    each_organizer_heard_once(&company);
    let now = company.app.engine.clock.now();
    let found = company.app.engine.store.find("Harbour", now - TimeDelta::days(2), 10).await.unwrap();
    assert_eq!(found.len(), 1, "four copies are one meeting");
    let written = company.google.writes().into_iter().filter(|call| call.took_effect).count();
    assert_eq!(written, 6, "three answers and three that came back");
    assert_eq!(company.google.mails(), [], "Google mails nobody");
    assert_eq!(company.graph.violations(), [""; 0]);
}

/// A decline that Outlook shows as "maybe", and that it cannot take back to no answer, is called what people see.
#[tokio::test]
async fn mails_and_comments_say_what_outlook_shows() {
    let company = Company::open().await;
    a_week(&company).await;
    for comment in company.graph.mails_of(MailKind::Response) {
        assert!(comment.text.starts_with("Answered “maybe” by meetgate for now: no agenda"), "{}", comment.text);
    }
    let outcome = company.told("outcome", "ana@example.com");
    assert!(outcome.starts_with("Declined for three people, for now."), "{outcome}");
    assert!(
        outcome.contains("cy and di show as “maybe”: a declined meeting would leave their calendars."),
        "{outcome}"
    );
    let thanks = company.told("restored", "ana@example.com");
    assert!(thanks.starts_with("Thank you. Nothing stands in the way any more."), "{thanks}");
    assert!(thanks.contains("Two people stay at “maybe” until they answer themselves"), "{thanks}");
    assert!(thanks.contains("Answers back: 1 not answered yet"), "{thanks}");
    let days = company.told("day", "di@example.com");
    assert!(days.contains("Answered “maybe” for now") && !days.contains("Declined"), "{days}");
    assert!(days.contains("Still “maybe”"), "{days}");
}

#[tokio::test]
async fn undo_says_how_far_it_goes_in_each_kind_of_calendar() {
    for (outlook, remark) in [("", "it stays at “maybe”"), ("decline = \"final\"\n", "the organizer's next update")]
    {
        let company = Company::with(outlook).await;
        company.between("2026-11-23 09:00", "2026-11-25 16:00").await;
        let mut command = Command::new(env!("CARGO_BIN_EXE_meetgate"));
        command.current_dir(company.dir.path()).args(["undo", "--meeting", "Harbour"]);
        command.args(["--at", "2026-11-25T16:00+01:00"]).env("NO_COLOR", "1");
        let told = String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap();
        assert!(told.starts_with("Would be taken back: 3 decline"), "{told}");
        let with_remark = told.lines().filter(|line| line.contains(remark));
        let whose: Vec<_> = with_remark.filter_map(|line| line.split_whitespace().nth(1)).collect();
        assert_eq!(whose, AT_MICROSOFT, "{told}");
    }
}

/// The event leaves the calendar then, and what the organizer sends again is not answered yet.
#[tokio::test]
async fn a_final_decline_counts_though_its_confirmation_was_lost_and_ends_with_the_organizers_update() {
    let company = Company::with("decline = \"final\"\n").await;
    company.graph.fail("POST", "/decline", 1, GraphFault::ResetAfter);
    company.between("2026-11-23 09:00", "2026-11-26 10:30").await;
    assert_eq!(company.answers("Harbour"), ["organizer", "declined", "declined", "declined"]);
    assert_eq!(company.graph.mails_of(MailKind::Response).len(), 3, "Cy once, Di for each of both");
    let outcome = company.told("outcome", "ana@example.com");
    assert!(outcome.starts_with("Declined for three people, for now."), "{outcome}");
    for (whose, count) in [("cy@example.com", 1), ("di@example.com", 2)] {
        let days = company.told("day", whose);
        assert_eq!(days.matches("Declined for now").count(), count, "{whose}: {days}");
    }

    company.agendas_arrive();
    company.between("2026-11-26 11:00", "2026-11-26 17:30").await;
    assert_eq!(company.answers("Harbour"), ["organizer", "needsAction", "notResponded", "notResponded"]);
    for title in ["Harbour", "Pier"] {
        let answers = company.records(title).await;
        assert!(answers.len() == 3 && answers.iter().all(|it| it.state == AnswerState::Restored), "{answers:#?}");
    }
}

#[tokio::test]
async fn the_same_comes_of_a_week_in_which_every_tenth_request_fails() {
    let company = Company::open().await.impatient();
    company.google.fail_at_rate(Some(Rate { per_mille: 100, seed: 7, kinds: Fault::all() }));
    company.graph.misbehave(0.1, 7);
    a_week(&company).await;
    each_organizer_heard_once(&company);
    assert_eq!(company.google.mails(), [], "Google mails nobody");
}

/// Nobody wrote a zone for them: their accounts say it, in another process, too.
#[tokio::test]
async fn what_nobody_wrote_of_a_person_their_own_account_says() {
    let company = Company::living("", ["America/New_York", "Asia/Kolkata"]).await;
    let zone = |app: &App, whose: &str| app.engine.policy().directory.find(&address(whose)).unwrap().zone();
    let all =
        |app: &App| [AT_GOOGLE, AT_MICROSOFT].as_flattened().iter().map(|whose| zone(app, whose)).collect::<Vec<_>>();
    assert_eq!(all(&company.app), [Tz::Europe__Berlin; 4], "the organization's, until the accounts were asked");
    let filed = company.app.engine.policy().revision.clone();
    company.app.engine.cycle().await.unwrap();
    let theirs = [Tz::America__New_York, Tz::America__New_York, Tz::Asia__Kolkata, Tz::Asia__Kolkata];
    assert_eq!(all(&company.app), theirs);
    let known = company.app.engine.policy().revision.clone();
    assert_ne!(known, filed, "meetings are judged anew");

    let Company { dir, clock, app, .. } = company;
    app.engine.store.close().await;
    drop(app);
    let loaded = config::load(&dir.path().join("meetgate.toml")).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let again = App::open(loaded, Arc::new(clock)).await.unwrap();
    assert_eq!((all(&again), again.engine.policy().revision.clone()), (theirs.to_vec(), known));
}

#[tokio::test]
async fn an_account_that_may_not_be_asked_leaves_what_the_configuration_says() {
    let company = Company::living("", ["America/New_York", "Asia/Kolkata"]).await;
    company.google.delegate(&["calendar.events"]);
    company.app.engine.cycle().await.unwrap();
    let zone = |whose: &str| company.app.engine.policy().directory.find(&address(whose)).unwrap().zone();
    assert_eq!((zone("ana@example.com"), zone("cy@example.com")), (Tz::Europe__Berlin, Tz::Asia__Kolkata));
    let failing = company.app.engine.store.status().await.unwrap().failing;
    assert_eq!(failing, [], "calendars are read all the same");
}

/// The program itself, with nothing but its configuration, run by run.
#[tokio::test]
async fn the_program_asks_answers_and_gives_back_at_both() {
    let mut company = Company::open().await;
    let elsewhere = Company::open().await;
    company.app.engine.store.close().await;
    drop(std::mem::replace(&mut company.app, elsewhere.app));
    let run = async |time: &str| {
        company.set(at(time));
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_meetgate"));
        let now = at(time).to_rfc3339();
        command.current_dir(company.dir.path()).args(["run", "--once", "--at", &now]).env("NO_COLOR", "1");
        let ended = command.output().await.unwrap();
        assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    };
    for time in ["2026-11-23 09:00", "2026-11-23 15:30", "2026-11-25 11:30", "2026-11-25 15:00", "2026-11-25 16:30"] {
        run(time).await;
    }
    assert_eq!(company.answers("Harbour"), ["organizer", "declined", "tentativelyAccepted", "tentativelyAccepted"]);
    assert_eq!(company.answers("Pier"), ["declined", "declined", "organizer", "tentativelyAccepted"]);
    company.agendas_arrive();
    run("2026-11-26 10:00").await;
    let expected = ["organizer", "needsAction", "tentativelyAccepted", "tentativelyAccepted"];
    assert_eq!(company.answers("Harbour"), expected);
    let writes = company.google.writes().len();
    run("2026-11-26 10:05").await;
    assert_eq!(company.google.writes().len(), writes, "nothing more to do");
    assert_eq!(company.google.mails(), [], "Google mails nobody");
}

/// Microsoft's answers carry another time: one at which everyone is free, at work and not protected, at both.
#[tokio::test]
async fn an_answer_about_protected_time_proposes_a_time_at_which_all_are_free() {
    let thursdays = "[[protected_time]]\nname = \"No-Meeting Thursday\"\ndays = [\"Thu\"]\non_meeting = \"decline\"\n";
    let company = Company::with(thursdays).await;
    let mut busy = times("2026-11-27 09:00");
    busy["end"] = times("2026-11-27 16:30")["start"].clone();
    company.google.human("bo@example.com").book(busy);
    company.between("2026-11-23 09:00", "2026-11-25 17:00").await;
    let proposed: Vec<_> = company
        .graph
        .calls()
        .into_iter()
        .filter(|call| call.path.ends_with("/tentativelyAccept"))
        .map(|call| call.body["proposedNewTime"].clone())
        .collect();
    assert_eq!(proposed.len(), 3, "Cy once, Di for each of both");
    for time in &proposed {
        let start = time["start"]["dateTime"].as_str().unwrap_or_else(|| panic!("{proposed:?}"));
        let start = start.parse::<chrono::NaiveDateTime>().unwrap().and_utc().with_timezone(&Tz::Europe__Berlin);
        let fit = (9..=16).contains(&chrono::Timelike::hour(&start)) && start.format("%a").to_string() != "Thu";
        assert!(fit && start.date_naive().to_string() != "2026-11-27", "{start}: Bo is busy on Friday");
    }
    assert_eq!(company.google.mails(), [], "Google mails nobody");
}

#[tokio::test]
async fn where_free_times_are_not_known_an_answer_is_given_without_a_proposal() {
    let thursdays = "[[protected_time]]\nname = \"No-Meeting Thursday\"\ndays = [\"Thu\"]\non_meeting = \"decline\"\n";
    let company = Company::with(thursdays).await;
    company.google.delegate(&["calendar.events", "calendar.settings.readonly", "calendar.calendars.readonly"]);
    company.between("2026-11-23 09:00", "2026-11-25 16:00").await;
    assert_eq!(company.answers("Harbour"), ["organizer", "declined", "tentativelyAccepted", "tentativelyAccepted"]);
    let calls = company.graph.calls();
    let answers = calls.iter().filter(|call| call.path.ends_with("/tentativelyAccept"));
    assert!(answers.into_iter().all(|call| call.body["proposedNewTime"].is_null()));
}
