//! Sync: rounds of `calendarView/delta`, turned into objects.
//!
//! Invariants: a round is applied as a whole or not at all; a token that is expired or broken begins a complete listing
//! and nothing else; "removed" means "no longer in this view", which is what the view is for. A series any row of which
//! came is read anew as a whole, for Graph tells neither which of its occurrences were called off nor what stubs say.
//!
//! Accepted race: what is deleted without a trace in any round (it happens) goes with the next complete listing, one
//! to two weeks later; until then the look before acting finds it gone.

use std::collections::{BTreeMap, BTreeSet};

use tracing::info;

use super::Outlook;
use super::cursor::State;
use super::event::HOLD_ID;
use super::failure::Trouble;
use super::marks;
use super::read::{Found, with};
use super::round::Round;
use super::series::{Draft, Series};
use super::times::query;
use super::wire::{Row, RowKind};
use crate::meeting::{Response, Window};
use crate::provider::{Changes, Cursor, Mailbox, Object, Problem, ProviderError};

/// One sync of one mailbox.
struct Sync<'a> {
    outlook: &'a Outlook,
    mailbox: &'a Mailbox,
    state: State,
    changes: Changes,
}

impl Outlook {
    /// What changed since the cursor.
    pub(super) async fn sync(
        &self,
        mailbox: &Mailbox,
        cursor: Option<&Cursor>,
        window: Window,
    ) -> Result<Changes, ProviderError> {
        self.memory.saw(window);
        let last = cursor.and_then(State::read);
        if let Some(state) = &last {
            self.memory.learn(&mailbox.address, state);
        }
        if let Some(state) = last.clone().filter(|state| state.covers(window))
            && let Ok(link) = self.client.own(&state.link)
        {
            match self.round(mailbox, link).await {
                Ok(round) => return self.on(mailbox, state).continued(round, window).await,
                Err(Trouble::Refused(refusal)) if refusal.breaks_the_round() => {
                    info!(mailbox = mailbox.address.masked(), code = refusal.code, "the list of changes begins anew");
                }
                Err(trouble) => return Err(trouble.into()),
            }
        }
        let state = State::begin(&mailbox.address, window, last.as_ref());
        let view = state.view();
        let url = self.at(mailbox, &["calendarView", "delta"]);
        let url = with(url, &[("startDateTime", &query(view.from)), ("endDateTime", &query(view.to))]);
        let round = self.round(mailbox, url).await.map_err(anew)?;
        self.on(mailbox, state).complete(round, window).await
    }

    fn on<'a>(&'a self, mailbox: &'a Mailbox, state: State) -> Sync<'a> {
        Sync { outlook: self, mailbox, state, changes: Changes::default() }
    }
}

/// A listing that breaks twice is left for the next time.
fn anew(trouble: Trouble) -> ProviderError {
    match trouble {
        Trouble::Refused(refusal) if refusal.status == 410 => {
            let what = "Graph broke off a listing that had just begun".to_owned();
            ProviderError::Retry { what, wait: refusal.wait }
        }
        trouble => trouble.into(),
    }
}

impl Sync<'_> {
    /// A complete listing: every series is in it as a whole, but for masters that lie outside the view.
    async fn complete(mut self, round: Round, window: Window) -> Result<Changes, ProviderError> {
        self.changes.complete = true;
        self.look_around(&round);
        round.unreadable.iter().for_each(|id| self.problem(id, "Graph's row has another form".to_owned()));
        let (mut masters, mut members) = (BTreeMap::new(), BTreeMap::<String, Vec<Row>>::new());
        for (id, row) in round.rows.into_iter().filter(|(_, row)| row.removed.is_none()) {
            match (row.kind(), row.series_master_id.clone()) {
                (RowKind::Master, _) => drop(masters.insert(id, row)),
                (RowKind::Occurrence | RowKind::Exception, Some(master)) => {
                    members.entry(master).or_default().push(row);
                }
                _ => self.single(row).await?,
            }
        }
        let ids: BTreeSet<String> = masters.keys().chain(members.keys()).cloned().collect();
        for id in ids {
            let master = match masters.remove(&id) {
                Some(master) => self.outlook.marked(self.mailbox, master).await?,
                None => match self.outlook.row(self.mailbox, &id).await {
                    Ok(master) => master,
                    Err(Trouble::Refused(refusal)) if refusal.is_missing() => continue,
                    Err(trouble) => return Err(trouble.into()),
                },
            };
            if self.state.answered.contains(&id) {
                let series = self.outlook.series(self.mailbox, master, self.state.view()).await?;
                self.series(&id, series).await?;
                continue;
            }
            let mut instances = members.remove(&id).unwrap_or_default();
            for row in &mut instances {
                *row = self.outlook.marked(self.mailbox, std::mem::take(row)).await?;
            }
            self.series(&id, Series { master, instances }).await?;
        }
        Ok(self.finish(round.link, window))
    }

    /// What changed since the last round.
    async fn continued(mut self, round: Round, window: Window) -> Result<Changes, ProviderError> {
        self.look_around(&round);
        round.unreadable.iter().for_each(|id| self.problem(id, "Graph's row has another form".to_owned()));
        let mut series = BTreeSet::new();
        for (id, row) in round.rows {
            match (row.kind(), row.series_master_id.clone()) {
                _ if row.removed.is_some() => self.removed(id, &mut series),
                (RowKind::Master, _) => drop(series.insert(id)),
                (RowKind::Occurrence | RowKind::Exception, Some(master)) => drop(series.insert(master)),
                _ => self.single(row).await?,
            }
        }
        for id in series {
            self.read_anew(id).await?;
        }
        Ok(self.finish(round.link, window))
    }

    /// Graph tells of occurrences that left the view by their id alone.
    fn removed(&mut self, id: String, series: &mut BTreeSet<String>) {
        let theirs: Vec<String> = self.state.series_of(&id).cloned().collect();
        if !self.state.series.contains_key(&id) {
            series.extend(theirs);
        }
        self.gone(id);
    }

    fn gone(&mut self, id: String) {
        self.state.series.remove(&id);
        self.state.answered.remove(&id);
        self.outlook.memory.mark(&self.mailbox.address, &id, None);
        self.state.problems.remove(&id);
        let key = self.state.holds.iter().find(|(_, hold)| **hold == id).map(|(key, _)| key.clone());
        if let Some(key) = key {
            self.state.holds.remove(&key);
            if self.outlook.memory.gone(&self.mailbox.address, &key) {
                self.state.opted_out.insert(key);
            }
        }
        self.changes.gone.push(id);
    }

    async fn read_anew(&mut self, id: String) -> Result<(), ProviderError> {
        match self.outlook.find(self.mailbox, &id, self.state.view()).await {
            Ok(Found::Series(series)) => self.series(&id, series).await,
            Ok(Found::Single(row)) => self.single(row).await,
            Err(ProviderError::Gone(_)) => {
                self.gone(id);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    async fn single(&mut self, row: Row) -> Result<(), ProviderError> {
        let row = self.outlook.marked(self.mailbox, row).await?;
        self.note_hold(&row);
        let drafts = Draft::single(&row, self.mailbox).map(|draft| vec![draft]);
        self.object(row.id, drafts).await
    }

    async fn series(&mut self, id: &str, series: Series) -> Result<(), ProviderError> {
        self.note_hold(&series.master);
        if series.hides_answers() {
            self.state.answered.insert(id.to_owned());
        } else {
            self.state.answered.remove(id);
        }
        self.state.note(id, series.instances.iter().map(|row| row.id.as_str()));
        self.object(id.to_owned(), series.drafts(self.mailbox)).await
    }

    async fn object(&mut self, id: String, drafts: Result<Vec<Draft>, String>) -> Result<(), ProviderError> {
        match drafts {
            Ok(drafts) => {
                self.state.problems.remove(&id);
                let parts = self.outlook.complete(self.mailbox, drafts).await?;
                self.changes.objects.push(Object { id, parts });
            }
            Err(why) => self.problem(&id, why),
        }
        Ok(())
    }

    fn problem(&mut self, id: &str, why: String) {
        self.state.problems.insert(id.to_owned(), why);
    }

    fn note_hold(&mut self, row: &Row) {
        if let Some(key) = row.transaction_id.as_deref().and_then(|id| id.strip_prefix(HOLD_ID)) {
            self.state.holds.insert(key.to_owned(), row.id.clone());
        }
    }

    /// A declined event that is still there shows that this mailbox keeps them.
    fn look_around(&mut self, round: &Round) {
        let kept = |row: &Row| {
            let declined = marks::response(row.answer()) == Response::Declined;
            declined && row.removed.is_none() && row.is_cancelled != Some(true) && !row.by_owner()
        };
        self.state.preserves |= round.rows.values().any(kept);
    }

    fn finish(mut self, link: String, window: Window) -> Changes {
        let idle = self.changes.objects.is_empty() && self.changes.gone.is_empty() && !self.changes.complete;
        self.state.take(link, window, idle);
        self.state.given = self.outlook.memory.marks(&self.mailbox.address);
        self.outlook.memory.learn(&self.mailbox.address, &self.state);
        let problems = self.state.problems.iter();
        self.changes.problems =
            problems.map(|(object, text)| Problem { object: object.clone(), text: text.clone() }).collect();
        self.changes.cursor = self.state.cursor();
        self.changes
    }
}
