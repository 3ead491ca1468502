//! The real pipeline behind the demo's port.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;

use crate::app::{App, open_store};
use crate::clock::Clock;
use crate::config;
use crate::worker::{Cycle, DoneAction};

use super::pipeline::{CycleReport, Done, Opener, Pipeline, Totals};

/// Opens meetgate itself.
pub struct Attached;

#[async_trait]
impl Opener for Attached {
    async fn open(&self, config: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Box<dyn Pipeline>> {
        let loaded =
            config::load(config).map_err(|mistakes| anyhow::anyhow!("the demo's policy is wrong:\n{mistakes}"))?;
        // The same week leaves the same mails behind, whenever it is played.
        let store = open_store(&loaded.store.url).await?;
        store.keep_mail_key("demo").await?;
        store.close().await;
        Ok(Box::new(Real { app: App::open(loaded, clock).await? }))
    }
}

struct Real {
    app: App,
}

#[async_trait]
impl Pipeline for Real {
    async fn cycle(&self) -> anyhow::Result<CycleReport> {
        let cycle = self.app.engine.cycle().await?;
        let mut done = Vec::with_capacity(cycle.done.len());
        for action in &cycle.done {
            done.push(self.tell(&cycle, action).await?);
        }
        let Cycle { synced, judged, verdicts, actions, .. } = cycle;
        Ok(CycleReport { synced, judged, verdicts, actions, done })
    }

    async fn totals(&self) -> anyhow::Result<Totals> {
        let totals = self.app.engine.store.totals().await?;
        let sizes = |counts: BTreeMap<String, i64>| {
            counts.into_iter().map(|(kind, count)| (kind, usize::try_from(count).unwrap_or(0))).collect()
        };
        Ok(Totals {
            people: self.app.engine.policy().directory.len(),
            meetings: usize::try_from(totals.meetings).unwrap_or(0),
            verdicts: sizes(totals.verdicts),
            actions: sizes(totals.done),
            mails: sizes(totals.mails),
        })
    }
}

impl Real {
    async fn tell(&self, cycle: &Cycle, action: &DoneAction) -> anyhow::Result<Done> {
        let filed = match action.meeting.parse() {
            Ok(key) => self.app.engine.store.filed(&key).await?,
            Err(()) => None,
        };
        let meeting = filed.map(|filed| filed.meeting);
        let organizer = meeting.as_ref().and_then(|meeting| meeting.organizer.as_ref());
        Ok(Done {
            at: cycle.at,
            kind: action.kind.clone(),
            organizer: organizer.map(ToString::to_string).unwrap_or_default(),
            title: meeting.map(|meeting| meeting.title).unwrap_or_default(),
            mailbox: action.mailbox.clone(),
            outcome: Done::DONE.to_owned(),
        })
    }
}
