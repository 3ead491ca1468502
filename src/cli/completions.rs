//! `meetgate completions` and `meetgate man`: made from the same definitions as `--help`.

use std::io::Write;
use std::path::PathBuf;

use anyhow::Context;
use clap::{CommandFactory, ValueEnum};

use super::{Cli, Outcome};

/// Arguments of `completions`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate completions bash > /etc/bash_completion.d/meetgate\n  \
                        meetgate completions zsh > /usr/local/share/zsh/site-functions/_meetgate\n  \
                        meetgate completions fish > ~/.config/fish/completions/meetgate.fish")]
pub struct Args {
    /// Which shell
    shell: Shell,
}

/// Shells that are completed in.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Shell {
    /// GNU Bash
    Bash,
    /// Z shell
    Zsh,
    /// fish
    Fish,
}

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate man /usr/local/share/man/man1")]
pub struct ManArgs {
    /// The folder; it is made if it is not there
    dir: PathBuf,
}

pub fn completions(args: Args) -> Outcome {
    let shell = match args.shell {
        Shell::Bash => clap_complete::Shell::Bash,
        Shell::Zsh => clap_complete::Shell::Zsh,
        Shell::Fish => clap_complete::Shell::Fish,
    };
    // The generator panics when it cannot write, as into a closed pipe; memory always takes it.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "meetgate", &mut script);
    std::io::stdout().lock().write_all(&script)?;
    Ok(())
}

pub fn man(args: &ManArgs) -> Outcome {
    std::fs::create_dir_all(&args.dir).with_context(|| format!("cannot make {}", args.dir.display()))?;
    let command = Cli::command().disable_help_subcommand(true);
    clap_mangen::generate_to(command, &args.dir).with_context(|| format!("cannot write to {}", args.dir.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_helps_with_an_example() {
        let command = Cli::command();
        let all = command.get_subcommands().chain(std::iter::once(&command));
        for command in all {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            let name = command.get_name();
            let example = after.lines().any(|line| line.trim_start().starts_with("meetgate"));
            assert!(after.starts_with("Example") && example, "{name}: {after:?}");
            assert!(command.get_about().is_some(), "{name}");
        }
    }
}
