//! What the weekly report of a whole company costs out of a real database, for eight weeks:
//! `cargo bench --bench report_store [-- PEOPLE…]`. With `MEETGATE_TEST_POSTGRES` the same on PostgreSQL, whose server's
//! own time is not counted.
//!
//! One meeting goes through the whole pipeline in a small company; its rows are the mould of all others, so that what is
//! read is what meetgate writes. Everyone has 25 entries a week, each shared by five people, a fifth of them their own.
//! Every size is filled by one process and measured by another, for the peak of its memory.

#![expect(clippy::disallowed_methods, reason = "rows are poured in past the store, which has no way to take so many")]

#[path = "support/cost.rs"]
mod cost;
#[path = "report_store/mould.rs"]
mod mould;
#[path = "report_store/rows.rs"]
mod rows;

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use meetgate::app::App;
use meetgate::clock::ManualClock;
use meetgate::config;
use meetgate::report::{Terms, Week};

use cost::{cpu_seconds, peak_kib};

const SIZES: [usize; 3] = [1_000, 5_000, 10_000];
/// A configuration has at most 200 teams.
const TEAM: usize = 50;
const ZONES: [&str; 4] = ["Europe/Berlin", "Europe/Lisbon", "Asia/Kolkata", "America/Halifax"];

fn main() {
    let args: Vec<String> = env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match args.as_slice() {
        [step, people, url, folder] if step == "fill" => runtime.block_on(fill(number(people), url, Path::new(folder))),
        [step, people, folder] if step == "measure" => runtime.block_on(measure(number(people), Path::new(folder))),
        sizes => {
            let sizes: Vec<usize> = sizes.iter().map(|size| number(size)).collect();
            let sizes = if sizes.is_empty() { SIZES.to_vec() } else { sizes };
            sizes.into_iter().for_each(|people| on_each_database(people, &runtime));
        }
    }
}

fn number(text: &str) -> usize {
    text.parse().expect("a number of people")
}

/// The last of the eight weeks.
fn last() -> Week {
    "2026-W47".parse().expect("a week")
}

/// The eight weeks, the oldest first.
fn weeks() -> impl Iterator<Item = Week> {
    (0..Terms::TREND_WEEKS).rev().map(|back| last().back(back))
}

fn on_each_database(people: usize, runtime: &tokio::runtime::Runtime) {
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = format!("sqlite://{}?mode=rwc", folder.path().join("meetgate.db").display());
    filled_and_measured(people, &sqlite, folder.path());
    let Ok(server) = env::var("MEETGATE_TEST_POSTGRES") else { return };
    let (base, _) = server.rsplit_once('/').expect("a database");
    let name = format!("meetgate_bench_{}", std::process::id());
    runtime.block_on(rows::run(&server, &format!("CREATE DATABASE {name}")));
    filled_and_measured(people, &format!("{base}/{name}"), folder.path());
    runtime.block_on(rows::run(&server, &format!("DROP DATABASE {name}")));
}

fn filled_and_measured(people: usize, url: &str, folder: &Path) {
    let (people, folder) = (people.to_string(), folder.to_str().expect("a path"));
    for args in [vec!["fill", &people, url, folder], vec!["measure", &people, folder]] {
        let program = env::current_exe().expect("this program");
        assert!(Command::new(program).args(args).status().expect("a child").success());
    }
}

/// Writes the configuration and all rows.
async fn fill(people: usize, url: &str, folder: &Path) {
    std::fs::write(settings(folder), policy(people, url)).expect("a file");
    let mould = mould::cast().await;
    rows::fill(people, url, &mould).await;
}

fn settings(folder: &Path) -> PathBuf {
    folder.join("meetgate.toml")
}

fn policy(people: usize, url: &str) -> String {
    let store = match url.strip_prefix("sqlite://") {
        Some(path) => format!("path = {:?}", path.trim_end_matches("?mode=rwc")),
        None => format!("url = {url:?}"),
    };
    let teams: String = (0..people.div_ceil(TEAM)).map(|team| format!("[[team]]\nname = \"team-{team}\"\n")).collect();
    let person = |number: usize| {
        let (team, zone) = (number / TEAM, ZONES[number / TEAM % ZONES.len()]);
        format!("[[person]]\nemail = \"p{number}@example.com\"\nteam = \"team-{team}\"\nzone = \"{zone}\"\n")
    };
    let persons: String = (0..people).map(person).collect();
    format!(
        "mode = \"observe\"\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\ntime_zone = \"Europe/Berlin\"\n\
         [sources.vdir]\npath = \"calendars/{{email}}\"\n[store]\n{store}\n{teams}{persons}"
    )
}

async fn measure(people: usize, folder: &Path) {
    let loaded = config::load(&settings(folder)).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let database = if loaded.store.url.starts_with("sqlite") { "SQLite" } else { "PostgreSQL" };
    let clock = ManualClock::new("2026-11-23T12:00:00Z".parse().expect("a time"));
    let app = App::open(loaded, Arc::new(clock)).await.expect("meetgate");
    let (begun, before) = (cpu_seconds(), peak_kib());
    for week in weeks() {
        app.engine.report(week).await.expect("no trouble").expect("a report");
    }
    let report = app.engine.report(last()).await.expect("no trouble").expect("a report");
    let spent = cpu_seconds() - begun;
    assert_eq!(report.coverage.covered as usize, people, "everyone is covered");
    let whole = report.whole.as_ref().expect("everyone's figures");
    println!(
        "{database:<10} {people:>6} people × 8 weeks: {spent:.2} CPU s, peak {} MiB ({} before); shows {} teams, {} zones, \
         {} series, {} lines",
        peak_kib() / 1024,
        before / 1024,
        report.teams.len(),
        report.zones.len(),
        report.series.len(),
        whole.lines.len(),
    );
}
