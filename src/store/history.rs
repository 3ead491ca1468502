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
        promised: notice.promised,
        announced: notice.announced,
        missing: notice.missing.clone(),
        state,
    })
}

fn answer(row: &Past, past: &[Past]) -> Option<AnswerRecord> {
    let Kind::Answer(answer) = &row.action.kind else { return None };
    let restore = past.iter().find(|other| match &other.action.kind {
        Kind::Restore(restore) => (&restore.mailbox, restore.generation) == (&answer.mailbox, answer.generation),
        _ => false,
    });
    let state = match (row.state, row.result.as_deref(), restore) {
        (RowState::Pending | RowState::Leased, ..) => AnswerState::Pending,
        (RowState::Superseded, ..) => AnswerState::Dropped,
        (RowState::Failed, ..) => AnswerState::Failed,
        (RowState::Done, Some("overridden"), _) => AnswerState::Overridden,
        (RowState::Done, Some("dropped"), _) => AnswerState::Dropped,
        (RowState::Done, _, None) => AnswerState::Given,
        (RowState::Done, _, Some(restore)) if restore.open() => AnswerState::Restoring,
        (RowState::Done, _, Some(restore)) if restore.state == RowState::Done => AnswerState::Restored,
        // The giving back was refused for good: an admin sees it in `status`; meetgate does not try without end.
        (RowState::Done, _, Some(_)) => AnswerState::Failed,
    };
    Some(AnswerRecord {
        mailbox: answer.mailbox.clone(),
        generation: answer.generation,
        causes: answer.causes.clone(),
        given: answer.give,
        previous: answer.previous,
        state,
    })
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
