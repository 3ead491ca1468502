//! The composition root: the only module that names concrete providers, stores and mailers.

pub mod graph_mail;

mod outside;

use std::fs::{File, OpenOptions, TryLockError};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use axum::Router;
use chrono::{DateTime, Utc};

use crate::clock::Clock;
use crate::config::{self, Loaded};
use crate::plan::Keys;
use crate::store::Store;
use crate::web::{self, Web};
use crate::worker::{Attach, Engine, Links, Mailing, Post, Weekly};

pub use outside::{CONFINE, Confinement, Outside, acts, confinement, falls_short, house};

/// meetgate, put together.
pub struct App {
    /// The workers and what they need.
    pub engine: Engine,
    /// Where the pages are served, if they are.
    pub listen: Option<SocketAddr>,
    /// The keys of links that the configuration names.
    keys: Option<Keys>,
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
        Self::around(loaded, clock, store, lock).await
    }

    /// The pages, for [`web::serve`].
    pub fn pages(&self) -> Router {
        let Engine { store, clock, .. } = &self.engine;
        web::routes(Web {
            store: store.clone(),
            clock: clock.clone(),
            policy: Arc::new(self.engine.in_force()),
            keys: self.keys.clone(),
            said: Arc::new(self.engine.waker()),
        })
    }

    /// The same beside a process that may be acting: for commands that look, or do one thing under a lease of its own.
    pub async fn open_beside(loaded: Loaded, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        if let Some(why) = &loaded.store.missing {
            bail!("the database is not known: {why}");
        }
        if !exists(&loaded.store.url) {
            bail!("there is no database yet: `meetgate run` begins one");
        }
        let store = open_store(&loaded.store.url).await?;
        Self::around(loaded, clock, store, None).await
    }

    async fn around(loaded: Loaded, clock: Arc<dyn Clock>, store: Store, lock: Option<File>) -> anyhow::Result<Self> {
        let (listen, keys) = (loaded.web.address(), configured_keys(&loaded)?);
        let links = links(&loaded, keys.clone(), &store, clock.now()).await?;
        let mut engine = assemble(loaded, clock, store).await?;
        engine.post.links = links;
        Ok(Self { engine, listen, keys, _lock: lock })
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
        Ok((Self { engine, listen: None, keys: None, _lock: None }, dir))
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

/// The keys of links that the configuration names.
fn configured_keys(loaded: &Loaded) -> anyhow::Result<Option<Keys>> {
    let Some(secret) = &loaded.web.key else { return Ok(None) };
    let text = secret.expose().map_err(|why| anyhow::anyhow!("the keys of links are not known: {why}"))?;
    let keys = Keys::named(text.split_whitespace().map(|secret| secret.as_bytes().to_vec()));
    Ok(Some(keys.context("the keys of links are shorter than 32 characters")?))
}

/// The links of mails, where there are pages. Without keys of the admin's the database keeps some.
async fn links(
    loaded: &Loaded,
    keys: Option<Keys>,
    store: &Store,
    now: DateTime<Utc>,
) -> anyhow::Result<Option<Links>> {
    let Some(public_url) = &loaded.web.public_url else { return Ok(None) };
    let keys = match keys {
        Some(keys) => Some(keys),
        None => {
            let kept = store.renew_link_keys(&fresh_secret()?, now).await?;
            Keys::named(kept.into_iter().map(String::into_bytes))
        }
    };
    Ok(Links::new(public_url, keys.context("the keys of links in the database are damaged")?))
}

/// 32 bytes of chance, in hexadecimal.
fn fresh_secret() -> anyhow::Result<String> {
    let mut bytes = [0; 32];
    let chance = rustls::crypto::ring::default_provider().secure_random;
    chance.fill(&mut bytes).map_err(|_| anyhow::anyhow!("the system gives no random bytes"))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Rights to write are asked for as long as something may have to be given back, too.
async fn assemble(loaded: Loaded, clock: Arc<dyn Clock>, store: Store) -> anyhow::Result<Engine> {
    let act = acts(&loaded.policy) || store.has_to_write(clock.now()).await?;
    let Outside { calendars, transport } = Outside::of(&loaded, &clock, act)?;
    let house = house(&loaded);
    store.keep_mail_key(&fresh_secret()?).await?;
    let accounts = store.accounts().await?.into_iter().map(|(address, account)| (address, account.times)).collect();
    let mut engine = Engine::new(store, clock, calendars, transport, house, loaded.policy);
    engine.know(accounts);
    engine.post = Post {
        admins: loaded.later.contacts,
        notices_per_day: Some(loaded.later.safety.mails_per_day()),
        bounces: loaded.mail.bounces,
        links: None,
    };
    engine.weekly = weekly(loaded.later.reports);
    Ok(engine)
}

/// The reports of the configuration, in the words of the worker.
fn weekly(reports: config::Reports) -> Weekly {
    let mailing = |list: config::ReportOptions| {
        let has = |file| list.attach.contains(&file);
        let attach = Attach { csv: has(config::ReportFile::Csv), json: has(config::ReportFile::Json) };
        let plain = list.format == config::ReportFormat::Text;
        Mailing { name: list.name, to: list.to, teams: list.teams, language: list.language, plain, attach }
    };
    Weekly {
        terms: reports.terms,
        at: reports.at,
        lists: reports.lists.into_iter().map(mailing).collect(),
        personal: reports.personal,
        pulse: reports.pulse,
    }
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
