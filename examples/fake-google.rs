//! A Google Calendar to try things on, by hand or with any client, on loopback.
//!
//! ```text
//! cargo run --example fake-google -- --port 8901 --key-file /tmp/key.json
//! ```
//!
//! It prints one line, `READY {"base": …, "token_url": …, "key_file": …, "token": …, "user": …}`, and serves until
//! SIGTERM or Ctrl-C. Without `--people` it is a company of four with a few meetings in the coming days; with it, the
//! people of a CSV file (columns `email`, and where there are any `name`, `aliases` separated by spaces, `zone`), with
//! empty calendars. `--faults 100 --seed 7` lets a hundred of a thousand calls go wrong, the same ones each time.
//! A guest's edits of shared fields are refused, and a sync token stands for the query it came from.
//!
//! By hand, each a POST of JSON to `/_fake/NAME`, where `user` is whose calendar it is:
//!
//! | name | JSON | does |
//! | --- | --- | --- |
//! | `book` | `{"user", "event"}` | books an event, as events.insert takes it, and invites its guests |
//! | `edit` | `{"user", "id", "event"}` | changes it, as events.patch does |
//! | `remove` | `{"user", "id"}` | the organizer calls it off, a guest takes it off his calendar |
//! | `answer` | `{"user", "id", "response", "comment"}` | answers an invitation by hand |
//! | `token` | `{"user"}` | gives out an access token |
//! | `faults` | `{"per_mille", "seed"}` | sets the rate of faults; 0 ends them |
//! | `clock` | `{"now"}` | sets the clock, which then stands still |
//! | `expire`, `drop-sync-tokens` | `{}` | access tokens, or sync tokens, are of no use any more |
//! | `calls`, `mails` | `{}` | what was asked, and the mails Google would have sent for it |
//! | `events` | `{"user"}` | everything on that calendar |
//!
//! ```text
//! curl -s localhost:8901/_fake/answer -d '{"user": "ben@corp.example", "id": "…", "response": "accepted"}'
//! ```

#[path = "../tests/it/support/google/mod.rs"]
mod google;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, Duration, NaiveTime, Utc};
use clap::Parser;
use google::{Account, ChangedQuery, Client, FakeGoogle, Fault, GuestEdits, Options, Quota, Rate, Switches, scope};
use serde_json::{Value, json};
use tokio::signal::unix::{SignalKind, signal};

/// A Google Calendar on loopback.
#[derive(Debug, Parser)]
struct Arguments {
    /// The port; a free one by default.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Where to write the key file of a service account with domain-wide delegation.
    #[arg(long)]
    key_file: PathBuf,
    /// Who has an account, as CSV; a company of four by default.
    #[arg(long)]
    people: Option<PathBuf>,
    /// How many of a thousand calls go wrong.
    #[arg(long, default_value_t = 0)]
    faults: u32,
    /// Where the draw of the faults begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let accounts = arguments.people.as_deref().map_or_else(|| Ok(company()), people)?;
    let user = accounts.first().context("nobody has an account")?.address.clone();
    let fake = FakeGoogle::start(options(accounts, arguments.port)).await;
    if arguments.people.is_none() {
        book(&fake);
    }
    if arguments.faults > 0 {
        let (per_mille, seed) = (arguments.faults, arguments.seed);
        fake.fail_at_rate(Some(Rate { per_mille, seed, kinds: Fault::all() }));
    }
    let key_file = &arguments.key_file;
    std::fs::write(key_file, fake.service_account_key())
        .with_context(|| format!("cannot write the key file {}", key_file.display()))?;
    let ready = json!({
        "base": fake.base_url(), "token_url": fake.token_url(), "key_file": key_file,
        "token": fake.bearer(&user), "user": user,
    });
    writeln!(std::io::stdout(), "READY {ready}")?;
    let mut end = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = end.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    Ok(())
}

/// What an administrator has granted: everything, and each of the smaller scopes that a careful client asks for.
const SCOPES: [&str; 7] = [
    "calendar",
    "calendar.events",
    "calendar.events.readonly",
    "calendar.readonly",
    "calendar.freebusy",
    "calendar.settings.readonly",
    "calendar.calendars.readonly",
];

fn options(accounts: Vec<Account>, port: u16) -> Options {
    let switches =
        Switches { guest_edits: GuestEdits::Refused, changed_query: ChangedQuery::TokenWins, ..Switches::default() };
    Options {
        port,
        accounts,
        clients: vec![Client { scopes: SCOPES.map(scope).to_vec(), ..Client::default() }],
        switches,
        follow: Some(system_clock),
        quota: Some(Quota::documented()),
        check_assertion_time: true,
        panic_on_violation: false,
        ..Options::default()
    }
}

#[expect(clippy::disallowed_methods, reason = "a program to try things on lives in the present")]
fn system_clock() -> DateTime<Utc> {
    Utc::now()
}

fn company() -> Vec<Account> {
    vec![
        Account::new("ben@corp.example").name("Ben").alias("ben.one@corp.example").weekdays(540, 1020),
        Account::new("ana@corp.example").name("Ana").weekdays(540, 1020),
        Account::new("cleo@corp.example").name("Cleo").zone("America/New_York").weekdays(480, 960),
        Account::new("room-1@corp.example").name("Room 1").room(),
    ]
}

fn people(file: &Path) -> Result<Vec<Account>> {
    let mut reader = csv::Reader::from_path(file).with_context(|| format!("cannot read {}", file.display()))?;
    let names = reader.headers()?.clone();
    let mut accounts = Vec::new();
    for row in reader.records() {
        let row = row?;
        let cell = |name: &str| names.iter().position(|known| known == name).and_then(|at| row.get(at)).unwrap_or("");
        let mut account = Account::new(cell("email"));
        account.aliases = cell("aliases").split_whitespace().map(str::to_lowercase).collect();
        if !cell("name").is_empty() {
            account = account.name(cell("name"));
        }
        if !cell("zone").is_empty() {
            account = account.zone(cell("zone"));
        }
        accounts.push(account);
    }
    Ok(accounts)
}

/// A few meetings in the coming days.
fn book(fake: &FakeGoogle) {
    let ana = fake.human("ana@corp.example");
    let guests = ["ben@corp.example", "cleo@corp.example", "room-1@corp.example"];
    ana.book(event(fake, "Quarterly review", 2, 13, &guests));
    ana.book(event(fake, "Budget", 3, 14, &["ben@corp.example"]));
    let mut weekly = event(fake, "Weekly", 4, 9, &["ben@corp.example", "ana@corp.example"]);
    weekly["recurrence"] = json!(["RRULE:FREQ=WEEKLY;COUNT=8"]);
    weekly["description"] = json!("<b>Agenda</b><br>1. Numbers<br>2. Next steps");
    let weekly = ana.book(weekly);
    ana.edit(
        &fake.human("ana@corp.example").occurrence(&weekly, &start(fake, 11, 9)),
        json!({"summary": "Weekly, short"}),
    );
    fake.human("ben@corp.example").book(event(fake, "One to one", 5, 10, &["cleo@corp.example"]));
}

/// An hour's meeting so many days from now, at this hour of UTC.
fn event(fake: &FakeGoogle, title: &str, days: i64, hour: u32, guests: &[&str]) -> Value {
    let guests: Vec<_> = guests.iter().map(|email| json!({"email": email})).collect();
    json!({
        "summary": title, "attendees": guests,
        "start": {"dateTime": start(fake, days, hour), "timeZone": "UTC"},
        "end": {"dateTime": start(fake, days, hour + 1), "timeZone": "UTC"},
    })
}

fn start(fake: &FakeGoogle, days: i64, hour: u32) -> String {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let day = fake.now().date_naive() + Duration::days(days);
    day.and_time(time).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}
