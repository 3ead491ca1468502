//! Taking back what was done: what there is, and the instruction. The instruction is a record that planning heeds, so
//! that giving back goes the usual way, after a look at each copy.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::json;
use sqlx::Row;

use crate::journal::{Entry, What};
use crate::meeting::{Address, AnswerRecord, AnswerState, History, MeetingKey, Response};
use crate::plan::answer_key;

use super::{Result, Store, journal};

/// What to take back: all that matches every part.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Done since.
    pub since: Option<DateTime<Utc>>,
    /// In meetings that this rule decided.
    pub rule: Option<String>,
    /// In this meeting.
    pub meeting: Option<MeetingKey>,
    /// In this person's name or on their copies.
    pub person: Option<Address>,
}

/// Something that was done, or is about to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ours {
    /// In which meeting.
    pub meeting: MeetingKey,
    /// Its title.
    pub title: String,
    /// Its start.
    pub start: DateTime<Utc>,
    /// On whose copy, or to whom.
    pub mailbox: Address,
    /// What: see [`crate::plan::Kind::as_str`].
    pub kind: String,
    /// When; none when it is still to be done.
    pub done_at: Option<DateTime<Utc>>,
    /// Of an answer: the person's own before it, which comes back.
    pub previous: Option<Response>,
}

/// What an undo would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Undoable {
    /// Can be taken back.
    pub back: Vec<Ours>,
    /// Cannot be, and why.
    pub lost: Vec<(Ours, &'static str)>,
}

impl Store {
    /// Whether there may be answers or flags of ours on meetings to come, or some are still to be given; or holds.
    pub async fn has_to_write(&self, now: DateTime<Utc>) -> Result<bool> {
        let holds = sqlx::query("SELECT name FROM holds WHERE state <> 'opted_out' LIMIT 1");
        if holds.fetch_optional(&self.pool).await?.is_some() {
            return Ok(true);
        }
        let sql = "SELECT action FROM outbox WHERE lane = 'calendar' AND expires_at > $1
                   AND state IN ('pending', 'leased', 'done') LIMIT 1";
        Ok(sqlx::query(sql).bind(now.timestamp()).fetch_optional(&self.pool).await?.is_some())
    }

    /// Everything of ours that the selection names, with what of it can be taken back.
    pub async fn undoable(&self, selection: &Selection, now: DateTime<Utc>) -> Result<Undoable> {
        let rows = self.selected(selection).await?;
        let keys: BTreeSet<MeetingKey> = rows.iter().map(|row| row.ours.meeting.clone()).collect();
        let keys: Vec<MeetingKey> = keys.into_iter().collect();
        let loaded = self.load(&keys).await?;
        let histories: BTreeMap<&MeetingKey, &History> = loaded.iter().map(|p| (&p.key, &p.history)).collect();
        let mut undoable = Undoable::default();
        for mut row in rows {
            let history = histories.get(&row.ours.meeting).copied();
            row.ours.previous = history.and_then(|history| row.answer(history)).map(|answer| answer.previous);
            match history.and_then(|history| row.why_not(history, now)) {
                Some(Fate::Over) => {}
                Some(Fate::Lost(why)) => undoable.lost.push((row.ours, why)),
                None => undoable.back.push(row.ours),
            }
        }
        Ok(undoable)
    }

    /// Records that all this is to be taken back, and not to be done again while the meetings keep their start.
    pub async fn undo(&self, back: &[Ours], now: DateTime<Utc>) -> Result<()> {
        let mut tx = self.begin().await?;
        let mut entries = Vec::new();
        let marked: BTreeSet<(String, &Address, i64)> =
            back.iter().map(|ours| (ours.meeting.to_string(), &ours.mailbox, ours.start.timestamp())).collect();
        for (meeting, mailbox, start) in marked {
            let sql = "INSERT INTO undone (meeting, mailbox, start_at, undone_at) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (meeting, mailbox, start_at) DO NOTHING";
            let query = sqlx::query(sql).bind(&meeting).bind(mailbox.as_str()).bind(start).bind(now.timestamp());
            query.execute(&mut *tx).await?;
            let sql = "UPDATE meetings SET changed = changed + 1, due_at = 0 WHERE start_at > $1 AND meeting = $2";
            sqlx::query(sql).bind(now.timestamp()).bind(&meeting).execute(&mut *tx).await?;
        }
        for ours in back {
            let detail = json!({ "kind": ours.kind });
            entries.push(Entry::about(now, What::Undone, &ours.meeting, detail).of(&ours.mailbox));
        }
        journal::append(&mut tx, &entries).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn selected(&self, selection: &Selection) -> Result<Vec<Selected>> {
        let sql = "SELECT o.action, o.meeting, o.mailbox, o.kind, o.state, o.done_at, m.title, m.start_at, m.verdict
                   FROM outbox o JOIN meetings m ON m.meeting = o.meeting
                   WHERE (o.state = 'done' OR (o.state IN ('pending', 'leased') AND o.lane = 'calendar'))
                       AND o.kind NOT IN ('restore', 'unflag')
                       AND COALESCE(o.done_at, $1) >= $1 AND (o.meeting = $2 OR $2 = '') AND (o.mailbox = $3 OR $3 = '')
                   ORDER BY m.start_at, o.meeting, o.mailbox, o.action";
        let since = selection.since.map_or(0, |at| at.timestamp());
        let meeting = selection.meeting.as_ref().map(MeetingKey::to_string).unwrap_or_default();
        let person = selection.person.as_ref().map(Address::to_string).unwrap_or_default();
        let mut found = Vec::new();
        for row in sqlx::query(sql).bind(since).bind(meeting).bind(person).fetch_all(&self.pool).await? {
            let verdict: Option<String> = row.try_get("verdict")?;
            if !selection.rule.as_ref().is_none_or(|rule| decided_by(verdict.as_deref(), rule)) {
                continue;
            }
            let Ok(meeting) = row.try_get::<String, _>("meeting")?.parse() else { continue };
            let Some(mailbox) = Address::parse(&row.try_get::<String, _>("mailbox")?) else { continue };
            let done_at: Option<i64> = row.try_get("done_at")?;
            let done_at = done_at.and_then(|at| DateTime::from_timestamp(at, 0));
            let start = DateTime::from_timestamp(row.try_get("start_at")?, 0).unwrap_or_default();
            let (title, kind) = (row.try_get("title")?, row.try_get("kind")?);
            found.push(Selected {
                action: row.try_get("action")?,
                ours: Ours { meeting, title, start, mailbox, kind, done_at, previous: None },
            });
        }
        Ok(found)
    }

    /// Meetings in which something of ours stands on this person's copies: answers or flags, given or about to be.
    pub(super) async fn holds_anything(&self, mailbox: &Address, now: DateTime<Utc>) -> Result<bool> {
        let sql = "SELECT COUNT(*) AS n FROM holds WHERE mailbox = $1";
        let held: i64 = sqlx::query(sql).bind(mailbox.as_str()).fetch_one(&self.pool).await?.try_get("n")?;
        if held > 0 {
            return Ok(true);
        }
        let selection = Selection { person: Some(mailbox.clone()), ..Selection::default() };
        Ok(!self.undoable(&selection, now).await?.back.is_empty())
    }
}

/// Whether the verdict names this rule, or a protected time of this name.
fn decided_by(verdict: Option<&str>, name: &str) -> bool {
    let verdict: Option<crate::policy::Verdict> = verdict.and_then(|text| serde_json::from_str(text).ok());
    verdict.is_some_and(|v| v.rule.as_deref() == Some(name) || v.hits.iter().any(|hit| hit.window == name))
}

struct Selected {
    action: String,
    ours: Ours,
}

/// Why something is not taken back.
enum Fate {
    /// It is over already: nothing of it is there any more.
    Over,
    /// It cannot be.
    Lost(&'static str),
}

impl Selected {
    /// What is on file about it, where it is an answer.
    fn answer<'a>(&self, history: &'a History) -> Option<&'a AnswerRecord> {
        let Ours { meeting, mailbox, .. } = &self.ours;
        let mine = |answer: &&AnswerRecord| answer_key(meeting, mailbox, answer.generation) == self.action;
        history.answers.iter().filter(|answer| answer.mailbox == *mailbox).find(mine)
    }

    fn why_not(&self, history: &History, now: DateTime<Utc>) -> Option<Fate> {
        let Ours { mailbox, kind, start, .. } = &self.ours;
        let begun = *start <= now;
        match kind.as_str() {
            "flag" => {
                let set = history.flags.iter().any(|flag| flag.mailbox == *mailbox && flag.set);
                let why = if set && begun { Fate::Lost("the meeting has started") } else { Fate::Over };
                (begun || !set).then_some(why)
            }
            "tentative" | "decline" => match self.answer(history).map(|answer| answer.state) {
                Some(AnswerState::Pending | AnswerState::Given) if begun => Some(Fate::Lost("the meeting has started")),
                Some(AnswerState::Pending | AnswerState::Given) => None,
                Some(AnswerState::Overridden) => Some(Fate::Lost("the person has answered since")),
                Some(AnswerState::Failed) => Some(Fate::Lost("the calendar refused it")),
                _ => Some(Fate::Over),
            },
            _ => Some(Fate::Lost("a mail that was sent stays sent")),
        }
    }
}
