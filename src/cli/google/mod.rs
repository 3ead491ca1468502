//! `meetgate google login`: one person's consent to meetgate, stored as a file (OAuth 2.0 for native apps, RFC 8252).
//!
//! The answer comes back to a port of this machine; PKCE (RFC 7636) and a random `state` make sure that it is the answer
//! to what was asked. Tokens and secrets are never printed.

mod consent;
mod exchange;
mod redirect;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context;
use serde_json::json;

use crate::app;
use crate::config::{GoogleAccess, GoogleOptions};
use crate::provider::google;

use super::{ConfigArg, Failure, Outcome, load, terminal};
use consent::Consent;

/// Where Google asks people for their consent (guide "OAuth 2.0 for Mobile & Desktop Apps").
const AUTH_URL: &str = "https://accounts.google.com/o/oauth2/v2/auth";

/// Arguments of `google`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate google login")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Let a person agree in a browser on this machine, and store the login in login_file of [google]
    Login(Login),
}

/// Arguments of `google login`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  meetgate google login\n  meetgate google login --write")]
struct Login {
    #[command(flatten)]
    config: ConfigArg,
    /// Ask for the right to answer and flag, too, though the mode does not need it yet
    #[arg(long)]
    write: bool,
    /// Wait so many seconds for the person
    #[arg(long, value_name = "SECONDS", default_value = "300")]
    wait: u64,
}

pub async fn run(args: Args) -> Outcome {
    let Command::Login(login) = args.command;
    let loaded = load(&login.config)?;
    let options = loaded.sources.google.as_ref().ok_or_else(|| usage("there is no [google] to log in for"))?;
    let GoogleAccess::Person { login_file, client_id, client_secret } = &options.access else {
        return Err(usage(
            "[google] has the key of a service account, which needs no login; a login goes with login_file",
        ));
    };
    let secret =
        client_secret.expose().map_err(|why| usage(&format!("the secret of client_secret is not known: {why}")))?;
    let listener = redirect::Listener::open().await?;
    let consent =
        Consent::ask(client_id, &listener.address(), &google::scopes(login.write || app::acts(&loaded.policy)))?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "Open this address in a browser on this machine, and agree:\n\n{}\n",
        consent.url(auth_url(options))?
    )?;
    out.flush()?;
    drop(out);
    let code = listener.answer(&consent.state, Duration::from_secs(login.wait)).await?;
    let token_url = options.token_url.as_deref().unwrap_or(google::TOKEN_URL);
    let granted = exchange::code(token_url, (client_id, secret), &code, &consent).await?;
    store(login_file, &granted.refresh_token)?;
    println!("The login is stored in {}.", terminal::line(&login_file.display().to_string()));
    let missing = granted.missing(&consent.scopes);
    if !missing.is_empty() {
        let text = format!("not all was agreed to; missing: {}. Log in again and tick every box", missing.join(", "));
        return Err(Failure::Failed(anyhow::anyhow!(text)));
    }
    Ok(())
}

fn auth_url(options: &GoogleOptions) -> &str {
    options.auth_url.as_deref().unwrap_or(AUTH_URL)
}

fn usage(text: &str) -> Failure {
    Failure::Usage(text.to_owned())
}

/// Writes the file in one step, for its owner alone (a temporary file has the mode 0600).
fn store(path: &Path, refresh_token: &str) -> anyhow::Result<()> {
    let folder: PathBuf = path.parent().unwrap_or(Path::new(".")).to_owned();
    let wrong = || format!("cannot write {}", path.display());
    let mut file = tempfile::Builder::new().prefix(".meetgate-").tempfile_in(&folder).with_context(wrong)?;
    writeln!(file, "{}", json!({ "refresh_token": refresh_token })).with_context(wrong)?;
    file.as_file().sync_all().with_context(wrong)?;
    file.persist(path).map_err(|error| error.error).with_context(wrong)?;
    Ok(())
}
