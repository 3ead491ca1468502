//! The composition root: the only module that names concrete providers, stores and mailers.

pub mod graph_mail;

mod outside;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};

use crate::clock::Clock;
use crate::config::Loaded;
use crate::store::Store;
use crate::worker::{Engine, Post};

pub use outside::{CONFINE, Confinement, Outside, acts, confinement, house};

/// meetgate, put together.
pub struct App {
    /// The workers and what they need.
    pub engine: Engine,
    /// Held while the process may act: an embedded database serves one such process.
    _lock: Option<File>,
}

impl App {
    /// Opens everything that the configuration names, for a process that acts. An embedded database is locked: a
    /// second process that acts on it is refused, and leases left by one that was killed are taken back at once.
    pub async fn open(loaded: Loaded, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        if let Some(why) = &loaded.store.missing {
            bail!("the database is not known: {why}");
        }
        let path = sqlite_path(&loaded.store.url);
        if let Some(path) = &path {
            make_parent(path)?;
        }
        let lock = path.as_deref().map(lock).transpose()?;
        let store = open_store(&loaded.store.url).await?;
        if lock.is_some() {
            store.release_leases().await?;
        }
        Ok(Self { engine: assemble(loaded, clock, store).await?, _lock: lock })
    }

    /// The same on a database in memory that holds a copy of what is known, and without a way for mail to leave:
    /// for finding out what would happen.
    pub async fn open_copy(loaded: Loaded, clock: Arc<dyn Clock>) -> anyhow::Result<(Self, tempfile::TempDir)> {
        let dir = tempfile::tempdir().context("no room for a copy of the database")?;
        let url = format!("sqlite://{}?mode=rwc", dir.path().join("copy.db").display());
        let copy = open_store(&url).await?;
        if exists(&loaded.store.url) {
            let original = open_store(&loaded.store.url).await?;
            original.copy_into(&copy).await.context("the database could not be copied")?;
            original.close().await;
        }
        let mut engine = assemble(loaded, clock, copy).await?;
        engine.transport = None;
        Ok((Self { engine, _lock: None }, dir))
    }
}

/// The store alone, for commands that read or set a switch.
pub async fn open_store(url: &str) -> anyhow::Result<Store> {
    Store::open(url).await.with_context(|| format!("cannot open the database {}", masked(url)))
}

/// The same, for a command that may begin a database. An embedded one is refused while another
/// process acts on it, and locked as long as the file is held.
pub async fn create_store(url: &str) -> anyhow::Result<(Store, Option<File>)> {
    let path = sqlite_path(url);
    if let Some(path) = &path {
        make_parent(path)?;
    }
    let lock = path.as_deref().map(lock).transpose()?;
    Ok((open_store(url).await?, lock))
}

/// Whether there is a database to look at. A server's may always be asked.
pub fn exists(url: &str) -> bool {
    sqlite_path(url).is_none_or(|path| path.exists())
}

/// Rights to write are asked for as long as something may have to be given back, too.
async fn assemble(loaded: Loaded, clock: Arc<dyn Clock>, store: Store) -> anyhow::Result<Engine> {
    let act = acts(&loaded.policy) || store.has_to_write(clock.now()).await?;
    let Outside { calendars, transport } = Outside::of(&loaded, &clock, act)?;
    let house = house(&loaded);
    let mut engine = Engine::new(store, clock, calendars, transport, house, loaded.policy);
    engine.post = Post {
        admins: loaded.later.contacts,
        notices_per_day: loaded.later.safety.max_notices_per_organizer_and_day,
        bounces: loaded.mail.bounces,
        unsubscribe: None,
    };
    Ok(engine)
}

fn sqlite_path(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest);
    let path = path.split_once('?').map_or(path, |(path, _)| path);
    Some(PathBuf::from(path))
}

fn make_parent(path: &Path) -> anyhow::Result<()> {
    let Some(parent) = path.parent() else { return Ok(()) };
    std::fs::create_dir_all(parent).with_context(|| format!("cannot create {}", parent.display()))
}

fn lock(database: &Path) -> anyhow::Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    let path = PathBuf::from(name);
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
    let file = file.with_context(|| format!("cannot open {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "another meetgate is at work on {}; stop it first, or use PostgreSQL for several at once",
            database.display()
        ),
        Err(TryLockError::Error(error)) => Err(error).with_context(|| format!("cannot lock {}", path.display())),
    }
}

/// The URL without a password.
fn masked(url: &str) -> String {
    match url::Url::parse(url) {
        Ok(mut url) => {
            let _ = url.set_password(url.password().map(|_| "…").filter(|_| true));
            url.to_string()
        }
        Err(_) => "(not a URL)".to_owned(),
    }
}
