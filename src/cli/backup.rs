//! `meetgate backup` and `meetgate restore`: the whole database in one file, and back, whatever its kind.

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::app;
use crate::clock::{Clock, SystemClock};
use crate::store::Store;

use super::{ConfigArg, Failure, Outcome, load};

/// Arguments of `backup`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate backup /var/backups/meetgate-2026-11-25.db")]
pub struct BackupArgs {
    #[command(flatten)]
    config: ConfigArg,
    /// The file to write; it must not exist yet
    file: PathBuf,
}

/// Arguments of `restore`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  meetgate restore /var/backups/meetgate-2026-11-25.db")]
pub struct RestoreArgs {
    #[command(flatten)]
    config: ConfigArg,
    /// The file that `backup` wrote
    file: PathBuf,
}

/// Writes a copy of the database as of one instant; meetgate may go on meanwhile.
pub async fn backup(args: BackupArgs) -> Outcome {
    let loaded = load(&args.config)?;
    if !app::exists(&loaded.store.url) {
        return Err(Failure::Failed(anyhow::anyhow!("there is no database yet")));
    }
    if args.file.exists() {
        return Err(Failure::Usage(format!("{} exists already", args.file.display())));
    }
    let store = app::open_store(&loaded.store.url).await?;
    // Under another name until it is whole.
    let mut part = args.file.as_os_str().to_owned();
    part.push(".part");
    let part = PathBuf::from(part);
    let _ = std::fs::remove_file(&part);
    let copy = open_file(&part, "rwc").await?;
    store.backup_into(&copy).await.context("the database could not be copied")?;
    copy.shut().await.context("the copy could not be closed")?;
    std::fs::rename(&part, &args.file).with_context(|| format!("cannot write {}", args.file.display()))?;
    println!("Written to {}.", args.file.display());
    Ok(())
}

/// Fills a new database from a backup. It starts paused.
pub async fn restore(args: RestoreArgs) -> Outcome {
    let loaded = load(&args.config)?;
    if !args.file.exists() {
        return Err(Failure::Usage(format!("{} does not exist", args.file.display())));
    }
    // A copy is read, so that a backup made by an older version can be brought up to date without being changed.
    let dir = tempfile::tempdir().context("no room for a copy of the backup")?;
    let copied = dir.path().join("backup.db");
    std::fs::copy(&args.file, &copied).with_context(|| format!("cannot read {}", args.file.display()))?;
    let backup = open_file(&copied, "rw").await?;
    let (store, _lock) = app::create_store(&loaded.store.url).await?;
    if !store.is_new().await? {
        let text = "the database is not empty; restore into a new one, or move the old one away first";
        return Err(Failure::Failed(anyhow::anyhow!(text)));
    }
    backup.backup_into(&store).await.context("the backup could not be copied")?;
    let why = format!("restored from {}", args.file.display());
    let expired = store.restored(&why, SystemClock.now()).await?;
    store.close().await;
    println!("Restored. {expired} overdue actions expired; all others wait until `meetgate resume`.");
    Ok(())
}

async fn open_file(path: &Path, mode: &str) -> anyhow::Result<Store> {
    let path = std::path::absolute(path)?;
    app::open_store(&format!("sqlite://{}?mode={mode}", path.display())).await
}
