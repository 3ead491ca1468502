//! The daemon's side of a reload: it reads its files again and applies them, or keeps the old policy and says why.
//!
//! The policy is all that changes in a running process. What else the file says (calendars, mail, database, pages, the
//! rhythm) is named when it differs from what the process began with, and takes effect after a restart.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::signal::unix::Signal;
use tracing::{error, info, warn};

use crate::app;
use crate::config::{self, Loaded};
use crate::lifecycle;
use crate::store::StoreError;
use crate::worker::Engine;

use super::standing::{self, Answer, Standing};

/// How often the database is asked for a wish.
const LOOK: Duration = Duration::from_secs(1);

/// Every so many looks the process says that it lives.
const BEAT: u32 = 10;

/// Why a stricter mode waits.
const MORE_RIGHTS: &str = "from now on calendars would be written to, and meetgate asks Google and Outlook for that right \
                           only when it starts: restart it (systemctl restart meetgate)";

/// A running meetgate that can be asked to reload.
pub struct Daemon<'a> {
    engine: &'a Engine,
    config: PathBuf,
    begun: Loaded,
    seen: Option<String>,
    standing: Standing,
}

impl<'a> Daemon<'a> {
    /// The process that began with these files.
    pub fn new(engine: &'a Engine, config: &Path, begun: Loaded) -> Self {
        let config = std::path::absolute(config).unwrap_or_else(|_| config.to_owned());
        let now = engine.clock.now();
        let standing = Standing {
            owner: engine.owner.clone(),
            config: config.display().to_string(),
            since: now,
            alive: now,
            revision: begun.policy.revision.as_str().to_owned(),
            reload: None,
        };
        Self { engine, config, begun, seen: None, standing }
    }

    /// Answers signals and wishes until the process ends.
    pub async fn serve(mut self, mut hangups: Signal) {
        self.told(self.begin().await);
        // Whoever starts has just read the files: an old wish is fulfilled.
        self.seen = standing::last_wish(&self.engine.store).await.unwrap_or_default();
        let mut looks = 0;
        loop {
            tokio::select! {
                () = self.engine.stop.cancelled() => break,
                _ = hangups.recv() => self.reload(None).await,
                () = tokio::time::sleep(LOOK) => {
                    looks += 1;
                    let looked = self.look(looks % BEAT == 0).await;
                    self.told(looked);
                }
            }
        }
        self.told(self.standing.remove(&self.engine.store).await);
    }

    async fn begin(&self) -> Result<(), StoreError> {
        standing::sweep(&self.engine.store, self.engine.clock.now()).await?;
        self.standing.save(&self.engine.store).await
    }

    /// Trouble with the database is told by the passes, too; here it only means that nobody hears of us.
    fn told(&self, result: Result<(), StoreError>) {
        if let Err(error) = result {
            warn!(%error, "other commands cannot be told how this process stands");
        }
    }

    async fn look(&mut self, beat: bool) -> Result<(), StoreError> {
        let wish = standing::last_wish(&self.engine.store).await?;
        if wish != self.seen {
            self.seen.clone_from(&wish);
            self.reload(wish).await;
        } else if beat {
            self.standing.alive = self.engine.clock.now();
            self.standing.save(&self.engine.store).await?;
        }
        Ok(())
    }

    async fn reload(&mut self, wish: Option<String>) {
        lifecycle::reloading();
        let config = self.config.clone();
        // Large lists of people take a while to read, and the passes go on meanwhile.
        let read = tokio::task::spawn_blocking(move || config::load(&config)).await;
        let read = read.map_err(|error| error.to_string()).and_then(|read| read.map_err(|wrong| wrong.to_string()));
        let answer = self.apply(wish, read);
        log(&answer);
        self.standing.alive = answer.at;
        self.standing.reload = Some(answer);
        self.told(self.standing.save(&self.engine.store).await);
        lifecycle::ready();
    }

    fn apply(&mut self, wish: Option<String>, read: Result<Loaded, String>) -> Answer {
        let at = self.engine.clock.now();
        match read {
            Err(why) => Answer { wish, at, applied: false, changed: false, why: Some(why), restart: Vec::new() },
            Ok(loaded) if needs_more_rights(&self.begun, &loaded) => {
                let why = Some(MORE_RIGHTS.to_owned());
                Answer { wish, at, applied: false, changed: false, why, restart: Vec::new() }
            }
            Ok(loaded) => {
                let restart = differing(&self.begun, &loaded);
                let changed = loaded.policy.revision != self.engine.policy().revision;
                if changed {
                    self.standing.revision = loaded.policy.revision.as_str().to_owned();
                    self.engine.replace_policy(loaded.policy);
                }
                Answer { wish, at, applied: true, changed, why: None, restart }
            }
        }
    }
}

fn log(answer: &Answer) {
    match &answer.why {
        Some(why) => error!("the configuration was not applied, and the old policy stays in force:\n{why}"),
        None if answer.changed => info!("the configuration was read again and applied"),
        None => info!("the configuration was read again; the policy is the same"),
    }
    if !answer.restart.is_empty() {
        warn!("changed, but only in effect after a restart: {}", answer.restart.join(", "));
    }
}

/// Google and Outlook are asked for rights once; without them every write would fail.
fn needs_more_rights(begun: &Loaded, now: &Loaded) -> bool {
    let accounts = now.sources.google.is_some() || now.sources.outlook.is_some();
    accounts && app::acts(&now.policy) && !app::acts(&begun.policy)
}

/// What a process takes from the file once, and differs now.
fn differing(begun: &Loaded, now: &Loaded) -> Vec<String> {
    let parts = [
        ("[sources]", begun.sources.vdir != now.sources.vdir),
        ("[google]", begun.sources.google != now.sources.google),
        ("[outlook]", begun.sources.outlook != now.sources.outlook),
        ("[mail]", begun.mail != now.mail),
        ("[store]", begun.store != now.store),
        ("[web]", begun.web != now.web),
        ("poll in [run]", begun.run != now.run),
        ("contacts in [admin]", begun.later.contacts != now.later.contacts),
        (
            "max_notices_per_organizer_and_day in [safety]",
            begun.later.safety.max_notices_per_organizer_and_day != now.later.safety.max_notices_per_organizer_and_day,
        ),
        ("name in [organization]", begun.policy.organization.name != now.policy.organization.name),
    ];
    parts.into_iter().filter(|(_, differs)| *differs).map(|(part, _)| part.to_owned()).collect()
}
