//! Meetings: which are to be judged, their facts, and what judging decided.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::brief::Brief;
use crate::journal::{Entry, What};
use crate::meeting::{Address, AnswerState, Copy, Grant, History, Meeting, MeetingKey, Mode};
use crate::plan::{Action, Change, Correction, Kind, Plan};
use crate::policy::{BriefedCopy, Verdict};

use super::history::{Past, remember};
use super::{CHUNK, Result, Store, journal, list, rows};

/// A meeting to be judged, with all that judging reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// Its key.
    pub key: MeetingKey,
    /// The count of changes that the copies below contain.
    pub changed: i64,
    /// All its copies.
    pub copies: Vec<BriefedCopy>,
    /// Its past.
    pub history: History,
    /// The verdict before, if it was judged.
    pub before: Option<Verdict>,
}

/// What was decided about a meeting. Without a meeting (all copies are gone) there is no verdict either.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Its key.
    pub key: MeetingKey,
    /// The count of changes that was judged; a later one stays to be judged.
    pub changed: i64,
    /// The meeting and its verdict.
    pub found: Option<(Meeting, Verdict)>,
    /// What follows.
    pub plan: Plan,
    /// Whether the verdict became another one: goes into the journal.
    pub news: bool,
    /// The organizer who hears from meetgate for the first time, or under a stricter mode, and that mode.
    pub introduces: Option<(Address, Mode)>,
}

/// A grant that someone used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantUse {
    /// Under which rule.
    pub rule: String,
    /// By which organizer.
    pub organizer: String,
    /// For which meeting.
    pub meeting: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A meeting on file.
#[derive(Debug, Clone, PartialEq)]
pub struct Filed {
    /// As judged last.
    pub meeting: Meeting,
    /// The last verdict.
    pub verdict: Verdict,
    /// All its copies.
    pub copies: Vec<BriefedCopy>,
    /// Its past.
    pub history: History,
    /// Names the thread of the mails about it: its key, or that of the meeting whose place it took.
    pub thread: String,
}

impl Store {
    /// Keys of meetings that changed or whose time came up, soonest first.
    pub async fn due_meetings(&self, now: DateTime<Utc>, limit: usize) -> Result<Vec<MeetingKey>> {
        let sql = "SELECT meeting FROM meetings WHERE due_at <= $1 ORDER BY start_at, meeting LIMIT $2";
        let query = sqlx::query(sql).bind(now.timestamp()).bind(limit as i64);
        let found = query.fetch_all(&self.pool).await?;
        let keys = found.iter().map(|row| Ok(row.try_get::<String, _>("meeting")?.parse().ok()));
        Ok(keys.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Loads meetings with all that judging reads.
    pub async fn load(&self, keys: &[MeetingKey]) -> Result<Vec<Pending>> {
        let mut loaded = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(CHUNK) {
            let names: Vec<String> = chunk.iter().map(MeetingKey::to_string).collect();
            let mut copies = self.copies_of(&names).await?;
            let mut past = self.past_of(&names).await?;
            let mut grants = self.grants_of(&names).await?;
            let mut heeded = self.heeded(&names).await?;
            let sql = "SELECT meeting, first_seen, changed, verdict FROM meetings WHERE meeting IN";
            for row in self.by_meeting(sql, "meeting", &names).await? {
                let name: String = row.try_get("meeting")?;
                let Ok(key) = name.parse::<MeetingKey>() else { continue };
                let verdict: Option<String> = row.try_get("verdict")?;
                let before: Option<Verdict> = verdict.map(|text| serde_json::from_str(&text)).transpose()?;
                let mut history = History {
                    first_seen: DateTime::from_timestamp(row.try_get("first_seen")?, 0),
                    seen: before.as_ref().map(|verdict| verdict.seen.clone()).unwrap_or_default(),
                    grants: grants.remove(&name).unwrap_or_default(),
                    ..History::default()
                };
                remember(&mut history, &past.remove(&name).unwrap_or_default());
                let copies = copies.remove(&name).unwrap_or_default();
                heeded.tell(&name, &key.organizer, &copies, &mut history);
                loaded.push(Pending { key, changed: row.try_get("changed")?, copies, history, before });
            }
        }
        Ok(loaded)
    }

    /// A meeting on file, if it was judged.
    pub async fn filed(&self, key: &MeetingKey) -> Result<Option<Filed>> {
        let sql = "SELECT data, verdict, COALESCE(thread, meeting) AS thread FROM meetings
                   WHERE meeting = $1 AND data IS NOT NULL";
        let Some(row) = sqlx::query(sql).bind(key.to_string()).fetch_optional(&self.pool).await? else {
            return Ok(None);
        };
        let meeting = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
        let verdict = serde_json::from_str(&row.try_get::<String, _>("verdict")?)?;
        let thread = row.try_get("thread")?;
        let Some(pending) = self.load(std::slice::from_ref(key)).await?.pop() else { return Ok(None) };
        Ok(Some(Filed { meeting, verdict, copies: pending.copies, history: pending.history, thread }))
    }

    /// Grants used since an instant.
    pub async fn grants_since(&self, since: DateTime<Utc>) -> Result<Vec<GrantUse>> {
        let sql = "SELECT rule, meeting, organizer, granted_at FROM grants WHERE granted_at >= $1";
        let found = sqlx::query(sql).bind(since.timestamp()).fetch_all(&self.pool).await?;
        let used = found.iter().map(|row| {
            Ok(GrantUse {
                rule: row.try_get("rule")?,
                organizer: row.try_get("organizer")?,
                meeting: row.try_get("meeting")?,
                at: DateTime::from_timestamp(row.try_get("granted_at")?, 0).unwrap_or_default(),
            })
        });
        used.collect()
    }

    /// Commits verdicts, actions and journal together, but for what would introduce more organizers within a day than
    /// `organizers_per_day`: that stays due. Returns the actions that were new.
    pub async fn commit(&self, judged: &[Judged], organizers_per_day: u32, now: DateTime<Utc>) -> Result<Vec<Action>> {
        let mut tx = self.begin().await?;
        let judged = super::ramp::admitted(&mut tx, judged, organizers_per_day, now).await?;
        let mut entries = Vec::new();
        let mut new = Vec::new();
        // In the order of their keys, as every transaction takes them, so that two never wait for each other.
        let mut sorted: Vec<(String, &Judged)> = judged.iter().map(|one| (one.key.to_string(), *one)).collect();
        sorted.sort_by(|(a, _), (b, _)| a.cmp(b));
        for chunk in sorted.chunks(CHUNK) {
            update_meetings(&mut tx, chunk).await?;
        }
        for one in &judged {
            entries.extend(news(one, now));
            grant(&mut tx, one, now, &mut entries).await?;
            for correction in &one.plan.corrections {
                correct(&mut tx, &one.key, correction, now, &mut entries).await?;
            }
            withdraw(&mut tx, one, now, &mut entries).await?;
            super::ramp::introduce(&mut tx, one, now).await?;
        }
        let actions: Vec<&Action> = judged.iter().flat_map(|one| &one.plan.actions).collect();
        for chunk in actions.chunks(CHUNK) {
            new.extend(super::outbox::record(&mut tx, chunk, now).await?);
        }
        entries.extend(new.iter().map(|action| planned(action, now)));
        journal::append(&mut tx, &entries).await?;
        tx.commit().await?;
        Ok(new)
    }

    async fn copies_of(&self, names: &[String]) -> Result<BTreeMap<String, Vec<BriefedCopy>>> {
        let mut copies: BTreeMap<String, Vec<BriefedCopy>> = BTreeMap::new();
        let sql = "SELECT meeting, data FROM copies WHERE meeting IN";
        for row in self.by_meeting(sql, "mailbox", names).await? {
            copies.entry(row.try_get("meeting")?).or_default().push(copy(&row)?);
        }
        Ok(copies)
    }

    pub(super) async fn past_of(&self, names: &[String]) -> Result<BTreeMap<String, Vec<Past>>> {
        let mut past: BTreeMap<String, Vec<Past>> = BTreeMap::new();
        let sql = "SELECT meeting, data, state, result, done_at FROM outbox WHERE meeting IN";
        for row in self.by_meeting(sql, "created_at, action", names).await? {
            past.entry(row.try_get("meeting")?).or_default().push(Past::read(&row)?);
        }
        Ok(past)
    }

    async fn grants_of(&self, names: &[String]) -> Result<BTreeMap<String, Vec<Grant>>> {
        let mut grants: BTreeMap<String, Vec<Grant>> = BTreeMap::new();
        let sql = "SELECT meeting, rule, granted_at FROM grants WHERE meeting IN";
        for row in self.by_meeting(sql, "granted_at", names).await? {
            let at = DateTime::from_timestamp(row.try_get("granted_at")?, 0).unwrap_or_default();
            grants.entry(row.try_get("meeting")?).or_default().push(Grant { rule: row.try_get("rule")?, at });
        }
        Ok(grants)
    }

    pub(super) async fn by_meeting(&self, sql: &str, order: &str, names: &[String]) -> Result<Vec<AnyRow>> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let query = sqlx::query(AssertSqlSafe(format!("{sql} ({}) ORDER BY {order}", list(names.len(), 0))));
        Ok(names.iter().fold(query, |query, name| query.bind(name)).fetch_all(&self.pool).await?)
    }
}

/// A copy and its brief as the database holds them.
#[derive(Serialize, Deserialize)]
struct CopyRow {
    copy: Copy,
    brief: Brief,
}

pub(super) fn copy(row: &AnyRow) -> Result<BriefedCopy> {
    let CopyRow { copy, brief } = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
    Ok(BriefedCopy { copy, brief })
}

pub(super) fn copy_json(briefed: &BriefedCopy) -> Result<String> {
    Ok(json!({ "copy": briefed.copy, "brief": briefed.brief }).to_string())
}

async fn update_meetings(tx: &mut Transaction<'static, Any>, judged: &[(String, &Judged)]) -> Result<()> {
    let sql = format!(
        "INSERT INTO meetings (meeting, start_at, first_seen, changed, judged, due_at, revision, kind, title, data, verdict,
             size)
         VALUES {}
         ON CONFLICT (meeting) DO UPDATE SET judged = excluded.judged,
             due_at = CASE WHEN meetings.changed > excluded.judged THEN 0 ELSE excluded.due_at END,
             start_at = CASE WHEN excluded.start_at > 0 THEN excluded.start_at ELSE meetings.start_at END,
             revision = excluded.revision, kind = excluded.kind,
             title = CASE WHEN excluded.data IS NULL THEN meetings.title ELSE excluded.title END,
             data = COALESCE(excluded.data, meetings.data), verdict = COALESCE(excluded.verdict, meetings.verdict),
             size = COALESCE(excluded.size, meetings.size)",
        rows(judged.len(), 12)
    );
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for (key, one) in judged {
        let meeting = one.found.as_ref().map(|(meeting, _)| meeting);
        let verdict = one.found.as_ref().map(|(_, verdict)| verdict);
        query = query
            .bind(key)
            .bind(meeting.map_or(0, |meeting| meeting.start.timestamp()))
            .bind(0_i64)
            .bind(one.changed)
            .bind(one.changed)
            .bind(one.plan.next.map(|at| at.timestamp()))
            .bind(verdict.map(|verdict| verdict.revision.as_str().to_owned()))
            .bind(verdict.map_or("gone", |verdict| verdict.kind.as_str()))
            .bind(meeting.map(|meeting| meeting.title.clone()).unwrap_or_default())
            .bind(meeting.map(serde_json::to_string).transpose()?)
            .bind(verdict.map(serde_json::to_string).transpose()?)
            .bind(meeting.map(|meeting| i64::try_from(meeting.size).unwrap_or(i64::MAX)));
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

fn news(one: &Judged, now: DateTime<Utc>) -> Option<Entry> {
    let (_, verdict) = one.found.as_ref().filter(|_| one.news)?;
    let detail = json!({
        "kind": verdict.kind,
        "reason": verdict.reason,
        "version": verdict.version,
        "revision": verdict.revision,
    });
    Some(Entry::about(now, What::Verdict, &one.key, detail))
}

fn planned(action: &Action, now: DateTime<Utc>) -> Entry {
    let detail = json!({ "action": action.key, "kind": action.kind.as_str(), "due": action.due });
    Entry::about(now, What::Planned, &action.meeting, detail).of(action.kind.mailbox())
}

async fn grant(
    tx: &mut Transaction<'static, Any>,
    one: &Judged,
    now: DateTime<Utc>,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let Some((_, verdict)) = one.found.as_ref().filter(|(_, verdict)| verdict.grant) else { return Ok(()) };
    let Some(rule) = &verdict.rule else { return Ok(()) };
    let sql = "INSERT INTO grants (rule, meeting, organizer, granted_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (rule, meeting) DO NOTHING";
    let query = sqlx::query(sql).bind(rule).bind(one.key.to_string()).bind(&one.key.organizer);
    if query.bind(now.timestamp()).execute(&mut **tx).await?.rows_affected() > 0 {
        entries.push(Entry::about(now, What::Grant, &one.key, json!({ "rule": rule })));
    }
    Ok(())
}

/// Records what a copy shows about an answer of ours.
async fn correct(
    tx: &mut Transaction<'static, Any>,
    key: &MeetingKey,
    correction: &Correction,
    now: DateTime<Utc>,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    let action = crate::plan::answer_key(key, &correction.mailbox, correction.generation);
    match &correction.change {
        Change::State(state) => {
            let word = if *state == AnswerState::Overridden { "overridden" } else { "dropped" };
            let sql = "UPDATE outbox SET result = $1 WHERE action = $2 AND state = 'done'";
            let changed = sqlx::query(sql).bind(word).bind(&action).execute(&mut **tx).await?.rows_affected();
            if changed > 0 && *state == AnswerState::Overridden {
                let detail = json!({ "action": action });
                entries.push(Entry::about(now, What::Override, key, detail).of(&correction.mailbox));
            }
        }
        Change::Causes(causes) => {
            let sql = "SELECT data FROM outbox WHERE action = $1";
            let Some(row) = sqlx::query(sql).bind(&action).fetch_optional(&mut **tx).await? else { return Ok(()) };
            let mut stored: Action = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
            if let Kind::Answer(answer) = &mut stored.kind {
                answer.causes = causes.clone();
            }
            let sql = "UPDATE outbox SET data = $1 WHERE action = $2";
            sqlx::query(sql).bind(serde_json::to_string(&stored)?).bind(&action).execute(&mut **tx).await?;
        }
    }
    Ok(())
}

/// Withdraws what nobody wants any more, unless a worker is about to do it: then that worker's look again decides.
async fn withdraw(
    tx: &mut Transaction<'static, Any>,
    one: &Judged,
    now: DateTime<Utc>,
    entries: &mut Vec<Entry>,
) -> Result<()> {
    for action in &one.plan.withdrawn {
        let sql = "UPDATE outbox SET state = 'superseded', result = 'no longer wanted', done_at = $1
                   WHERE action = $2 AND state = 'pending' RETURNING mailbox";
        let row = sqlx::query(sql).bind(now.timestamp()).bind(action).fetch_optional(&mut **tx).await?;
        if let Some(row) = row {
            let detail = json!({ "action": action, "why": "no longer wanted" });
            let mut entry = Entry::about(now, What::Superseded, &one.key, detail);
            entry.mailbox = Address::parse(&row.try_get::<String, _>("mailbox")?);
            entries.push(entry);
        }
    }
    Ok(())
}
