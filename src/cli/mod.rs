//! The command line: one file a subcommand.
//!
//! Results go to standard output, logs and errors to standard error. Exit codes: 0 done, 1 failed, 2 wrong usage
//! or configuration.

mod accept;
mod backup;
mod check;
mod completions;
mod demo;
mod doctor;
mod explain;
mod google;
mod inspect;
mod logging;
mod mail;
mod pause;
mod plan;
mod reload;
mod report;
mod run;
mod say;
mod schema;
mod status;
mod terminal;
mod time;
mod undo;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand, ValueEnum};

use crate::clock::{Clock, ManualClock, SystemClock};
use crate::config::{self, Loaded};

const EXAMPLES: &str = "Examples:\n  meetgate demo\n  meetgate check --config /etc/meetgate/meetgate.toml\n  \
                        meetgate run --once --dry-run";

/// Keeps meetings honest: no agenda a day ahead, no meeting; the agenda arrives, the answer comes back.
#[derive(Debug, Parser)]
#[command(name = "meetgate", version, about, max_term_width = 100, after_help = EXAMPLES)]
struct Cli {
    /// How log lines look
    #[arg(long, global = true, value_enum, default_value = "human")]
    log: LogFormat,

    #[command(subcommand)]
    command: Command,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// One line of text each
    Human,
    /// One JSON object each
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show a week of meetgate in an invented company; needs no network and no configuration
    Demo(demo::Args),
    /// Run the gatekeeper
    Run(run::Args),
    /// Check the configuration file and say what it means; reaches nothing
    Check(check::Args),
    /// Say what a changed configuration would do, without doing it
    Plan(plan::Args),
    /// Let the running meetgate read its configuration again
    Reload(reload::Args),
    /// Try calendars, mail and database, and say what to change where they do not do
    Doctor(doctor::Args),
    /// Log in to one person's Google calendar
    Google(google::Args),
    /// Say how things stand
    Status(status::Args),
    /// Say why a meeting was judged as it was
    Explain(explain::Args),
    /// Say what an invitation says: agenda, outcomes, pre-read, with evidence
    Inspect(inspect::Args),
    /// See mails before anyone else does
    Mail(mail::Args),
    /// The weekly report: look at it, keep it, or send it now
    Report(report::Args),
    /// Stop all actions at once; reading and judging go on
    Pause(pause::PauseArgs),
    /// Let actions go on, and all brakes go
    Resume(pause::ResumeArgs),
    /// Take back what was done in coming meetings; lists it first
    Undo(undo::Args),
    /// Record what someone says for themselves or for their meeting
    Say(say::Args),
    /// Confirm that a mailbox really lost nearly everything at once
    Accept(accept::Args),
    /// Write the database into a file
    Backup(backup::BackupArgs),
    /// Fill a new database from such a file; it starts paused
    Restore(backup::RestoreArgs),
    /// Print the JSON Schema of the configuration file, for editors
    Schema(schema::Args),
    /// Print what completes commands in a shell
    Completions(completions::Args),
    /// Write the manual pages into a folder
    Man(completions::ManArgs),
}

/// Where the configuration is.
#[derive(Debug, Clone, clap::Args)]
struct ConfigArg {
    /// The configuration file
    #[arg(long, short, value_name = "FILE", default_value = "meetgate.toml")]
    config: PathBuf,
}

/// Why a command did not end well.
enum Failure {
    /// Exit code 2: the usage or the configuration is wrong.
    Usage(String),
    /// Exit code 1.
    Failed(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

type Outcome = Result<(), Failure>;

/// Reads the arguments and runs the command.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    logging::start(cli.log, matches!(cli.command, Command::Run(ref args) if args.is_daemon()));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return fail(Failure::Failed(error.into())),
    };
    match runtime.block_on(dispatch(cli.command)) {
        Ok(code) => code,
        Err(failure) => fail(failure),
    }
}

async fn dispatch(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Demo(args) => return Ok(demo::run(&args, &demo::Attached).await?),
        Command::Run(args) => run::run(args).await?,
        Command::Check(args) => check::run(args)?,
        Command::Plan(args) => plan::run(args).await?,
        Command::Reload(args) => reload::run(args).await?,
        Command::Doctor(args) => doctor::run(args).await?,
        Command::Google(args) => google::run(args).await?,
        Command::Status(args) => status::run(args).await?,
        Command::Explain(args) => explain::run(args).await?,
        Command::Inspect(args) => inspect::run(&args, &mut std::io::stdout().lock())?,
        Command::Mail(args) => mail::run(&args, &mut std::io::stdout().lock())?,
        Command::Report(args) => report::run(args).await?,
        Command::Pause(args) => pause::pause(args).await?,
        Command::Resume(args) => pause::resume(args).await?,
        Command::Undo(args) => undo::run(args).await?,
        Command::Say(args) => say::run(args).await?,
        Command::Accept(args) => accept::run(args).await?,
        Command::Backup(args) => backup::backup(args).await?,
        Command::Restore(args) => backup::restore(args).await?,
        Command::Schema(args) => schema::run(args)?,
        Command::Completions(args) => completions::completions(args)?,
        Command::Man(args) => completions::man(&args)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn fail(failure: Failure) -> ExitCode {
    match failure {
        Failure::Usage(text) => {
            eprintln!("{}", terminal::lines(text.trim_end()));
            ExitCode::from(2)
        }
        Failure::Failed(error) => {
            // A reader that went away, as in `meetgate status | head`, is no failure worth words.
            if !broken_pipe(&error) {
                eprintln!("meetgate: {}", terminal::lines(&format!("{error:#}")));
            }
            ExitCode::from(1)
        }
    }
}

fn broken_pipe(error: &anyhow::Error) -> bool {
    let io = error.chain().find_map(|cause| cause.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
}

/// Loads the configuration; its mistakes are a matter of usage. Warnings are told.
fn load(arg: &ConfigArg) -> Result<Loaded, Failure> {
    let loaded = config::load(&arg.config).map_err(|mistakes| wrong(arg, &mistakes))?;
    for warning in &loaded.warnings {
        eprintln!("{}", terminal::lines(&format!("warning: {warning}")));
    }
    match &loaded.store.missing {
        Some(why) => Err(Failure::Usage(format!("the database is not known: {why}"))),
        None => Ok(loaded),
    }
}

/// What is wrong with the configuration. Whoever has none yet is told where to begin.
fn wrong(arg: &ConfigArg, mistakes: &config::Mistakes) -> Failure {
    let begin = if arg.config.exists() {
        ""
    } else {
        "\n  name it with --config FILE, or begin with a copy of config/meetgate.example.toml"
    };
    Failure::Usage(format!("{mistakes}{begin}"))
}

/// The time at which a command works: given, or the machine's.
fn clock(at: Option<chrono::DateTime<chrono::Utc>>) -> Arc<dyn Clock> {
    match at {
        Some(at) => Arc::new(ManualClock::new(at)),
        None => Arc::new(SystemClock),
    }
}
