//! The database, the way for mail, and the limits of an application.

use std::sync::Arc;

use anyhow::bail;

use crate::app::{self, CONFINE, Confinement, Outside};
use crate::clock::Clock;
use crate::config::Loaded;
use crate::store::Store;

use super::findings::{Finding, Outcome};

/// Whether the database can be opened.
pub async fn database(loaded: &Loaded) -> Finding {
    if let Some(why) = &loaded.store.missing {
        return Finding::of("database", Outcome::Failed, format!("the database is not known: {why}"));
    }
    if !app::exists(&loaded.store.url) {
        return Finding::of("database", Outcome::Fine, "there is none yet; `meetgate run` makes it");
    }
    let tried = async {
        let store = app::open_store(&loaded.store.url).await?;
        store.paused().await?;
        store.close().await;
        anyhow::Ok(())
    };
    match tried.await {
        Ok(()) => Finding::of("database", Outcome::Fine, "can be opened and read"),
        Err(error) => Finding::of("database", Outcome::Failed, format!("{error:#}")),
    }
}

/// The database, also when there is none yet.
pub async fn store(loaded: &Loaded) -> anyhow::Result<Store> {
    if let Some(why) = &loaded.store.missing {
        bail!("the rehearsal cannot be put on record, for the database is not known: {why}");
    }
    match app::exists(&loaded.store.url) {
        true => app::open_store(&loaded.store.url).await,
        false => Ok(app::create_store(&loaded.store.url).await?.0),
    }
}

/// Whether mail can leave, as far as one sees without sending any.
pub async fn mail(outside: &Outside) -> Finding {
    let Some(transport) = &outside.transport else {
        let text = "no way for mail is configured, so nobody is warned and nothing is answered; write [mail], or \
                    mail_from in [outlook]";
        return Finding::of("mail", Outcome::Warning, text);
    };
    match transport.try_out().await {
        Ok(true) => Finding::of("mail", Outcome::Fine, "the way for mail is open"),
        Ok(false) => Finding::of("mail", Outcome::Fine, "only a mail that is sent can tell; --rehearse sends one"),
        Err(error) => Finding::of("mail", Outcome::Failed, error.to_string()),
    }
}

/// Whether an application is kept out of the mailbox that it must not reach. A refusal says something only where
/// others are let in.
pub async fn scope(loaded: &Loaded, clock: &Arc<dyn Clock>, so_far: &[Finding]) -> Option<Finding> {
    let required = loaded.sources.outlook.as_ref().is_some_and(|options| options.require_scope);
    let unknown = if required { Outcome::Failed } else { Outcome::Warning };
    let let_in = so_far.iter().any(|finding| finding.area == "outlook" && finding.outcome == Outcome::Fine);
    let found = |outcome, text: String| Some(Finding::of("outlook", outcome, text));
    match app::confinement(loaded, clock).await {
        Ok(Confinement::NotAsked) => None,
        Ok(Confinement::Reached) => found(unknown, CONFINE.to_owned()),
        Ok(Confinement::Kept(_)) if !let_in => found(
            unknown,
            "whether the application is kept to its scope is not known, for it reaches nobody".to_owned(),
        ),
        Ok(Confinement::Kept(how)) => found(
            Outcome::Fine,
            format!("the application is kept out of the mailbox of outlook.scope_canary ({})", first(&how)),
        ),
        Ok(Confinement::Unknown(why)) => {
            found(unknown, format!("whether the application is kept to its scope is not known: {why}"))
        }
        Err(error) => found(Outcome::Failed, format!("{error:#}")),
    }
}

/// What Graph said; the advice behind it is for those who want to be let in.
fn first(text: &str) -> &str {
    text.split_once("Graph said ").map_or(text, |(_, said)| said)
}
