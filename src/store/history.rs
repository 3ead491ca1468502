//! The past of a meeting, read back from the outbox's rows. The outbox is the only record of what was done; there
//! is no second one that could differ.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::meeting::{AnswerRecord, AnswerState, FlagRecord, History, NoticeRecord, NoticeState};
use crate::plan::{Action, FlagAction, Kind};

use super::{Result, StoreError};

/// The state of an outbox row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowState {
    Pending,
    Leased,
    Done,
    Superseded,
    Failed,
}

impl RowState {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Leased => "leased",
            Self::Done => "done",
            Self::Superseded => "superseded",
            Self::Failed => "failed",
        }
    }

    pub(super) fn parse(word: &str) -> Result<Self> {
        [Self::Pending, Self::Leased, Self::Done, Self::Superseded, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or_else(|| StoreError::Word(word.to_owned()))
    }
}

/// An outbox row as far as the past needs it.
#[derive(Debug, Clone)]
pub(super) struct Past {
    pub action: Action,
    pub state: RowState,
    pub result: Option<String>,
    pub done_at: Option<DateTime<Utc>>,
}

impl Past {
    pub(super) fn read(row: &AnyRow) -> Result<Self> {
        let done_at: Option<i64> = row.try_get("done_at")?;
        Ok(Self {
            action: serde_json::from_str(&row.try_get::<String, _>("data")?)?,
            state: RowState::parse(&row.try_get::<String, _>("state")?)?,
            result: row.try_get("result")?,
            done_at: done_at.and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
        })
    }

    fn open(&self) -> bool {
        matches!(self.state, RowState::Pending | RowState::Leased)
    }
}

/// Fills the history from rows in the order of their creation.
pub(super) fn remember(history: &mut History, past: &[Past]) {
    let mut flags: BTreeMap<_, Vec<(&FlagAction, &Past)>> = BTreeMap::new();
    for row in past {
        match &row.action.kind {
            Kind::Notice(_) => history.notices.extend(notice(row)),
            Kind::Answer(_) => history.answers.extend(answer(row, past)),
            Kind::Flag(flag) => flags.entry(&flag.mailbox).or_default().push((flag, row)),
            Kind::Restore(_) => {}
        }
    }
    history.flags.extend(flags.into_values().filter_map(|changes| flag(&changes)));
}

fn notice(row: &Past) -> Option<NoticeRecord> {
    let Kind::Notice(notice) = &row.action.kind else { return None };
    let state = match row.state {
        RowState::Pending | RowState::Leased => NoticeState::Pending,
        RowState::Done => NoticeState::Accepted(row.done_at?),
        RowState::Superseded => NoticeState::Superseded,
        RowState::Failed => NoticeState::Undeliverable,
    };
    Some(NoticeRecord {
        stage: notice.stage,
        deadline: notice.deadline,
        start: notice.start,
        title: notice.title.clone(),
        promised: notice.promised,
        announced: notice.announced,
        missing: notice.missing.clone(),
        state,
    })
}

fn answer(row: &Past, past: &[Past]) -> Option<AnswerRecord> {
    let Kind::Answer(answer) = &row.action.kind else { return None };
    let given_back = past.iter().filter(|other| match &other.action.kind {
        Kind::Restore(restore) => (&restore.mailbox, restore.generation) == (&answer.mailbox, answer.generation),
        _ => false,
    });
    let state = match (row.state, row.result.as_deref(), restored(given_back)) {
        (RowState::Pending | RowState::Leased, ..) => AnswerState::Pending,
        (RowState::Done, Some("overridden"), _) => AnswerState::Overridden,
        (RowState::Done, Some("dropped"), _) => AnswerState::Restored,
        // Withdrawn as it may be, what had been written before is given back.
        (RowState::Done | RowState::Superseded, _, Some(state)) => state,
        (RowState::Done, _, None) => AnswerState::Given,
        (RowState::Superseded, _, None) => AnswerState::Dropped,
        (RowState::Failed, ..) => AnswerState::Failed,
    };
    Some(AnswerRecord {
        mailbox: answer.mailbox.clone(),
        generation: answer.generation,
        // Nothing is answered once the meeting has started.
        start: row.action.expires,
        causes: answer.causes.clone(),
        given: answer.give,
        previous: answer.previous,
        state,
    })
}

/// What the attempts to give an answer back amount to. One that was overtaken did not happen, and may come again.
fn restored<'p>(attempts: impl Iterator<Item = &'p Past>) -> Option<AnswerState> {
    let attempts: Vec<&Past> = attempts.filter(|row| row.state != RowState::Superseded).collect();
    if attempts.iter().any(|row| row.open()) {
        Some(AnswerState::Restoring)
    } else if attempts.iter().any(|row| row.state == RowState::Done) {
        Some(AnswerState::Restored)
    } else {
        // Refused for good: an admin sees it in `status`; meetgate does not try without end.
        attempts.first().map(|_| AnswerState::Failed)
    }
}

/// What the changes of one copy's flag amount to. A change that was overtaken did not happen; one that was refused
/// for good counts as if it had, so that it is not tried without end.
fn flag(changes: &[(&FlagAction, &Past)]) -> Option<FlagRecord> {
    let last = changes.iter().max_by_key(|(flag, _)| flag.generation)?;
    let effective = changes
        .iter()
        .filter(|(_, row)| row.state != RowState::Superseded)
        .max_by_key(|(flag, _)| flag.generation)
        .is_some_and(|(flag, _)| flag.set);
    Some(FlagRecord { mailbox: last.0.mailbox.clone(), set: effective, generation: last.0.generation })
}
