//! Microsoft Graph's calendar on loopback, for trying the product by hand: the working model that the tests use.
//!
//! ```text
//! cargo run --example fake-graph -- --port 8080 [--faults 0.1 --seed 7] [--public http://127.0.0.1:9090]
//! ```
//!
//! It prints one line, `READY {json}`, and serves until SIGTERM. `GET /_fake/help` names the routes for people at work,
//! the clock and the journal.

#[path = "../tests/it/support/graph/mod.rs"]
mod graph;

use std::process::ExitCode;

use chrono::{DateTime, Duration, Utc};
use clap::Parser;
use graph::{Account, Answer, Attachment, CLIENT_ID, FakeGraph, Meeting, Options, Reach, SECRET, TENANT};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

/// Serves a working model of Microsoft Graph's calendar on loopback.
#[derive(Parser)]
struct Arguments {
    /// The port; zero for a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The share of requests that fail.
    #[arg(long, default_value_t = 0.0)]
    faults: f64,
    /// What the failures are drawn from.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What links begin with, if a proxy stands in front.
    #[arg(long)]
    public: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let now = now();
    let mut options = Options::new(now, people());
    (options.running, options.port, options.links) = (true, arguments.port, arguments.public);
    let fake = FakeGraph::start(options).await;
    fill(&fake, now);
    fake.misbehave(arguments.faults, arguments.seed);
    let ready = json!({
        "endpoint": fake.endpoint(), "authority": fake.authority(), "tenant": TENANT, "client_id": CLIENT_ID,
        "client_secret": SECRET, "token": fake.bearer(), "user": BEN,
    });
    println!("READY {ready}");
    match signal(SignalKind::terminate()) {
        Ok(mut terminated) => {
            tokio::select! {
                _ = terminated.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("cannot wait for SIGTERM: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "by hand, the fake's clock starts at the real time")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

const ANA: &str = "ana.lopez@corp.example";
const BEN: &str = "ben.ode@corp.example";
const CLEO: &str = "cleo.park@corp.example";

fn people() -> Vec<Account> {
    vec![
        Account::new(ANA, "W. Europe Standard Time"),
        Account::new(BEN, "Europe/Lisbon").alias("ben@corp.example"),
        Account::new(CLEO, "Pacific Standard Time").preserving_declined(),
        Account::new("canary@corp.example", "UTC").reach(Reach::OutOfScope),
        Account::new("mail.only@corp.example", "UTC").reach(Reach::NoMailbox),
        Account::list("team@corp.example", &[ANA, BEN, CLEO]),
    ]
}

/// A month of meetings, with and without an agenda.
fn fill(fake: &FakeGraph, now: DateTime<Utc>) {
    let day = |days: i64| (now + Duration::days(days)).format("%Y-%m-%d").to_string();
    let at = |days: i64, time: &str| format!("{}T{time}", day(days));
    let agenda = "<div>Agenda:<ol><li>Figures of the month</li><li>Two open posts</li></ol></div>\r\n";
    fake.organize(
        Meeting::new("Standup", ANA, &at(1, "09:30"), "W. Europe Standard Time")
            .minutes(15)
            .daily(20)
            .with(&[BEN, CLEO]),
    );
    fake.organize(
        Meeting::new("Review", ANA, &at(2, "10:00"), "W. Europe Standard Time")
            .with(&[BEN, CLEO])
            .online("https://teams.microsoft.com/l/meetup-join/review"),
    );
    let planned = Meeting::new("Plan of the quarter", CLEO, &at(3, "08:00"), "Pacific Standard Time").body(agenda);
    let planned = fake.organize(planned.with(&[ANA, BEN]).with_kind("room.4@corp.example", "resource"));
    fake.attach(&planned, Attachment::file("figures.xlsx", "application/vnd.ms-excel", b"figures"));
    fake.answer(BEN, &planned, Answer::Accepted);
    fake.organize(
        Meeting::new("Offsite", CLEO, &day_start(&day(10)), "Pacific Standard Time")
            .all_day(2)
            .with(&["team@corp.example"]),
    );
    fake.organize(Meeting::new("Call with a customer", "buyer@elsewhere.example", &at(4, "14:00"), "UTC").with(&[BEN]));
    fake.organize(Meeting::new("Focus", BEN, &at(1, "13:00"), "Europe/Lisbon").minutes(120));
}

fn day_start(day: &str) -> String {
    format!("{day}T00:00")
}
