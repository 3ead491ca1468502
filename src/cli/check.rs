//! `meetgate check`: reads the configuration and says what is wrong with it.

use serde_json::json;

use super::{ConfigArg, Outcome, load};

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate check --config /etc/meetgate/meetgate.toml")]
pub struct Args {
    #[command(flatten)]
    config: ConfigArg,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

pub fn run(args: Args) -> Outcome {
    let loaded = load(&args.config)?;
    let policy = &loaded.policy;
    let names: Vec<&str> = policy.rules.iter().map(|rule| rule.name.as_str()).collect();
    if args.json {
        let warnings: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
        let facts = json!({ "revision": policy.revision, "mode": policy.mode, "people": policy.directory.len(),
            "rules": names, "warnings": warnings });
        println!("{facts:#}");
        return Ok(());
    }
    println!(
        "{} is fine: mode {}, {} people, {} rules ({}).",
        args.config.config.display(),
        policy.mode,
        policy.directory.len(),
        names.len(),
        names.join(", ")
    );
    Ok(())
}
