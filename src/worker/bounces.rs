//! Reports of undeliverable mails: read from a folder, matched to mails really sent, and put aside.
//!
//! The folder is a maildir (new mails in `new`, put aside in `cur` as seen) or a plain folder (put aside in `seen`).
//! A report is put aside after it was recorded, so a crash in between reads it again, which changes nothing.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use tracing::{info, warn};

use crate::mail::{Bounce, read_bounces};
use crate::meeting::Address;
use crate::store::StoreError;

use super::Engine;

/// Of a larger file, the report is at its beginning.
const LARGEST: u64 = 1 << 20;
/// So many are read in one pass.
const MOST: usize = 200;

/// Reads what has come. Returns how many organizers it found unreachable.
pub(super) async fn run_once(engine: &Engine) -> Result<usize, StoreError> {
    let Some(folder) = engine.post.bounces.clone() else { return Ok(0) };
    let house = engine.house.clone();
    let found = tokio::task::spawn_blocking(move || read(&folder, &|source| read_bounces(source, &house))).await;
    let reports = match found {
        Ok(Ok(reports)) => reports,
        Ok(Err(error)) => {
            warn!(%error, "the folder of undeliverable mails cannot be read");
            return Ok(0);
        }
        Err(_) => return Ok(0),
    };
    let mut counted = 0;
    for Report { path, aside, bounces } in reports {
        for bounce in &bounces {
            counted += usize::from(record(engine, bounce).await?);
        }
        if let Err(error) = put_aside(&path, &aside) {
            warn!(%error, path = %path.display(), "a report cannot be put aside");
        }
    }
    Ok(counted)
}

async fn record(engine: &Engine, bounce: &Bounce) -> Result<bool, StoreError> {
    let Bounce { id, address, why, lasting } = bounce;
    let address = &whose(engine, id, address).await?;
    let counted = engine.store.bounced(id, address, (why, *lasting), engine.clock.now()).await?;
    let mailbox = address.masked();
    if counted {
        warn!(mailbox, why, "a mail came back: this organizer counts as not warned");
    } else {
        info!(mailbox, why, "a report about a mail that was not sent to this address; left alone");
    }
    Ok(counted)
}

/// Whom a mail did not reach. A report may name only where it was forwarded to; a name that nobody but its readers knows
/// tells whose it was. What did not reach an assistant did reach the organizer.
async fn whose(engine: &Engine, mail: &str, told: &Address) -> Result<Address, StoreError> {
    let Some(organizer) = engine.store.mailed(mail).await? else { return Ok(told.clone()) };
    let copied = super::letters::reader(&engine.policy(), &organizer).copied;
    Ok(if copied.contains(told) { told.clone() } else { organizer })
}

struct Report {
    path: PathBuf,
    aside: PathBuf,
    bounces: Vec<Bounce>,
}

fn read(folder: &Path, bounces: &dyn Fn(&[u8]) -> Vec<Bounce>) -> io::Result<Vec<Report>> {
    let maildir = folder.join("new").is_dir();
    let incoming = if maildir { folder.join("new") } else { folder.to_owned() };
    let mut paths = Vec::new();
    for entry in fs::read_dir(&incoming)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if entry.file_type()?.is_file() && !hidden {
            paths.push(entry.path());
        }
    }
    paths.sort();
    paths.truncate(MOST);
    let report = |path: PathBuf| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let aside =
            if maildir { folder.join("cur").join(format!("{name}:2,S")) } else { folder.join("seen").join(name) };
        let mut source = Vec::new();
        fs::File::open(&path).ok()?.take(LARGEST).read_to_end(&mut source).ok()?;
        Some(Report { bounces: bounces(&source), path, aside })
    };
    Ok(paths.into_iter().filter_map(report).collect())
}

fn put_aside(path: &Path, aside: &Path) -> io::Result<()> {
    if let Some(parent) = aside.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::rename(path, aside)
}
