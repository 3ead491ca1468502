//! `meetgate demo`: a simulated week in an invented company, through the real pipeline.
//!
//! No network, no configuration. Everything invented follows from the seed and the number of people; the simulated
//! week is always the same one, so the real date changes nothing. The demo may be killed at any moment and goes on
//! when it is started again.
//!
//! The way through: [`world`] invents the company ([`company`], cast by [`cast`] for [`plots`] and [`everyday`])
//! and writes it ([`calendars`], [`policy`]); [`run`] plays the week, applying the [`script`] and driving the
//! [`pipeline`]; [`story`] tells it and [`summary`] sums it up.

mod attached;
pub mod booking;
pub mod calendars;
pub mod cast;
pub mod chance;
pub mod clear;
pub mod company;
pub mod everyday;
pub mod lines;
mod names;
pub mod pipeline;
pub mod plots;
pub mod policy;
pub mod run;
pub mod script;
pub mod state;
pub mod story;
pub mod summary;
pub mod week;
pub mod words;
pub mod world;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;

pub use attached::Attached;
use pipeline::Opener;
use run::{DemoError, play};
use story::Story;
use summary::{Summary, afterwards};
use world::World;

/// Shows a week of meetgate in an invented company. Needs no network and no configuration.
#[derive(Debug, Clone, clap::Args)]
#[command(after_help = "Examples:\n  meetgate demo\n  meetgate demo --people 200 --seed 7 --out /tmp/week")]
pub struct Args {
    /// Where calendars, mails, policy and database are put.
    #[arg(long, value_name = "DIR", default_value = "meetgate-demo")]
    pub out: PathBuf,
    /// How many people the company has, 5 to 500.
    #[arg(long, value_name = "N", default_value_t = 40, value_parser = clap::value_parser!(u16).range(5..=500))]
    pub people: u16,
    /// The seed; the same seed gives the same week.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Print only a summary object.
    #[arg(long)]
    pub json: bool,
}

/// Runs the demo on pipelines of `opener`. Exit code 0 when it is done, 2 when the folder is somebody else's.
///
/// # Errors
/// When a file cannot be written or the pipeline fails.
pub async fn run(args: &Args, opener: &dyn Opener) -> anyhow::Result<ExitCode> {
    let began = Instant::now();
    let world = World::invent(args.seed, usize::from(args.people));
    let mut out = std::io::stdout();
    let mut story = Story::new(&world, (!args.json).then(std::io::stdout), introduction(args, &world));
    let totals = match play(&args.out, &world, opener, &mut story).await {
        Ok(totals) => totals,
        Err(DemoError::Failed(error)) => return Err(error),
        Err(foreign) => {
            let _ = writeln!(std::io::stderr(), "meetgate: {foreign}");
            return Ok(ExitCode::from(2));
        }
    };
    story.end();
    let summary = Summary::new(&totals, began.elapsed());
    let last = if args.json { serde_json::to_string(&summary)? + "\n" } else { farewell(args, &world, &summary) };
    out.write_all(last.as_bytes()).context("cannot write to standard output")?;
    Ok(ExitCode::SUCCESS)
}

fn introduction(args: &Args, world: &World) -> String {
    let people = world.company.people.len();
    format!(
        "{}: {people} people in five zones, and the week of 23 November 2026.\n\
         Agendas are asked for 24 hours ahead; engineering keeps its Wednesdays free.\n\
         Everything lies in {}. Times are Bremen time.",
        company::NAME,
        args.out.display(),
    )
}

fn farewell(args: &Args, world: &World, summary: &Summary) -> String {
    let program = std::env::args().next().unwrap_or_else(|| "meetgate".to_owned());
    format!("\n{}\n{}", summary.table(), afterwards(&args.out, world, &program))
}
