//! What people said for themselves and for their meetings.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::any::AnyRow;
use sqlx::{Any, Row, Transaction};

use crate::journal::{Entry, What};
use crate::meeting::{Address, Exemption, History, MeetingKey, Undone};
use crate::plan::{Purpose, Say};
use crate::policy::{BriefedCopy, Budget};

use super::{Result, Store, journal};

/// What became of something said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It is on record; the meetings it is about are judged again.
    Recorded,
    /// It was on record already.
    Already,
    /// The exemptions of this organizer are used up: so many were taken.
    UsedUp(u32),
}

/// Everything said that bears on some meetings, by meeting.
#[derive(Default)]
pub(super) struct Heeded {
    exempt: BTreeMap<String, Exemption>,
    kept: BTreeMap<String, Vec<Address>>,
    silent: Vec<Address>,
    unheard: Vec<Address>,
    undone: BTreeMap<String, Vec<Undone>>,
}

impl Heeded {
    /// Adds to a meeting's past what was said about it and by its people.
    pub(super) fn tell(&mut self, meeting: &str, organizer: &str, copies: &[BriefedCopy], history: &mut History) {
        history.exempt = self.exempt.remove(meeting);
        history.spared = self.kept.remove(meeting).unwrap_or_default();
        let invited = |person: &&Address| copies.iter().any(|briefed| briefed.copy.mailbox == **person);
        history.spared.extend(self.silent.iter().filter(invited).cloned());
        history.unheard = self.unheard.iter().any(|person| person.as_str() == organizer);
        history.undone = self.undone.remove(meeting).unwrap_or_default();
    }
}

impl Store {
    /// Records what `who` says; `by` tells how it came (`link`, `admin`). The meetings it is about are judged again
    /// at once. A `budget` limits exemptions with a reason.
    pub async fn say(
        &self,
        who: &Address,
        say: &Say,
        by: &str,
        budget: Option<Budget>,
        now: DateTime<Utc>,
    ) -> Result<Heard> {
        let mut tx = self.begin().await?;
        if let (Some(budget), Say::Exempt { .. }) = (budget, say) {
            let used = exemptions(&mut tx, who, now - TimeDelta::days(i64::from(budget.days))).await?;
            if used >= budget.per_organizer {
                return Ok(Heard::UsedUp(used));
            }
        }
        if !record(&mut tx, who, say, by, now).await? {
            return Ok(Heard::Already);
        }
        if say.bears_on_meetings() {
            judge_again(&mut tx, who, say.meeting(), now).await?;
        }
        let detail = json!({ "say": say.purpose(), "by": by, "why": reason(say) });
        let entry =
            Entry { at: now, what: What::Said, meeting: say.meeting().cloned(), mailbox: Some(who.clone()), detail };
        journal::append(&mut tx, &[entry]).await?;
        tx.commit().await?;
        Ok(Heard::Recorded)
    }

    pub(super) async fn heeded(&self, names: &[String]) -> Result<Heeded> {
        let (silent, unheard) = (self.silent().await?, self.unheard().await?);
        let mut heeded = Heeded { silent, unheard, ..Heeded::default() };
        let sql = "SELECT meeting, what, person, reason, said_at FROM says WHERE meeting IN";
        for row in self.by_meeting(sql, "said_at", names).await? {
            let (meeting, what): (String, String) = (row.try_get("meeting")?, row.try_get("what")?);
            let at = DateTime::from_timestamp(row.try_get("said_at")?, 0).unwrap_or_default();
            if what == Purpose::Keep.as_str() {
                let person = Address::parse(&row.try_get::<String, _>("person")?);
                heeded.kept.entry(meeting).or_default().extend(person);
            } else if what == Purpose::Exempt.as_str() {
                heeded.exempt.insert(meeting, Exemption { reason: Some(row.try_get("reason")?), at });
            } else if what == Purpose::AgendaIsThere.as_str() {
                heeded.exempt.entry(meeting).or_insert(Exemption { reason: None, at });
            }
        }
        let sql = "SELECT meeting, mailbox, start_at FROM undone WHERE meeting IN";
        for row in self.by_meeting(sql, "start_at", names).await? {
            let Some(mailbox) = Address::parse(&row.try_get::<String, _>("mailbox")?) else { continue };
            let start = DateTime::from_timestamp(row.try_get("start_at")?, 0).unwrap_or_default();
            heeded.undone.entry(row.try_get("meeting")?).or_default().push(Undone { mailbox, start });
        }
        Ok(heeded)
    }

    /// People who want no answers at all; whoever wants no mail could not be told of any.
    pub async fn silent(&self) -> Result<Vec<Address>> {
        self.sayers("SELECT DISTINCT person FROM says WHERE what IN ('answers_off', 'mails_off') ORDER BY person").await
    }

    /// People who want no mail from meetgate.
    pub async fn unheard(&self) -> Result<Vec<Address>> {
        self.sayers("SELECT person FROM says WHERE what = 'mails_off' ORDER BY person").await
    }

    /// People who asked for their personal weekly report before `then`, and want mail at all.
    pub async fn subscribers(&self, then: DateTime<Utc>) -> Result<Vec<Address>> {
        let sql = "SELECT person FROM says WHERE what = 'personal_report_on' AND said_at < $1
                       AND person NOT IN (SELECT person FROM says WHERE what = 'mails_off') ORDER BY person";
        people(&sqlx::query(sql).bind(then.timestamp()).fetch_all(&self.pool).await?)
    }

    async fn sayers(&self, sql: &'static str) -> Result<Vec<Address>> {
        people(&sqlx::query(sql).fetch_all(&self.pool).await?)
    }

    /// People who are out of office at `now`, by their own calendars, and until when.
    pub async fn away(&self, now: DateTime<Utc>) -> Result<BTreeMap<Address, DateTime<Utc>>> {
        let sql = "SELECT mailbox, MAX(away_until) AS until_at FROM copies WHERE away_until > $1 AND start_at <= $1
                   GROUP BY mailbox";
        let mut away = BTreeMap::new();
        for row in sqlx::query(sql).bind(now.timestamp()).fetch_all(&self.pool).await? {
            let until = DateTime::from_timestamp(row.try_get("until_at")?, 0);
            away.extend(Address::parse(&row.try_get::<String, _>("mailbox")?).zip(until));
        }
        Ok(away)
    }
}

fn people(rows: &[AnyRow]) -> Result<Vec<Address>> {
    let people = rows.iter().map(|row| Ok(Address::parse(&row.try_get::<String, _>("person")?)));
    Ok(people.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
}

async fn record(
    tx: &mut Transaction<'static, Any>,
    who: &Address,
    say: &Say,
    by: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let takes_back = match say {
        Say::AnswersOn => Some(Purpose::AnswersOff),
        Say::MailsOn => Some(Purpose::MailsOff),
        Say::PersonalReportOff => Some(Purpose::PersonalReportOn),
        _ => None,
    };
    if let Some(said) = takes_back {
        let sql = "DELETE FROM says WHERE what = $1 AND person = $2";
        return Ok(
            sqlx::query(sql).bind(said.as_str()).bind(who.as_str()).execute(&mut **tx).await?.rows_affected() > 0
        );
    }
    let sql = "INSERT INTO says (what, person, meeting, reason, said_by, said_at) VALUES ($1, $2, $3, $4, $5, $6)
               ON CONFLICT (what, person, meeting) DO NOTHING";
    let meeting = say.meeting().map(MeetingKey::to_string).unwrap_or_default();
    let query = sqlx::query(sql).bind(say.purpose().as_str()).bind(who.as_str()).bind(meeting).bind(reason(say));
    Ok(query.bind(by).bind(now.timestamp()).execute(&mut **tx).await?.rows_affected() > 0)
}

fn reason(say: &Say) -> &str {
    match say {
        Say::Exempt { reason, .. } => reason,
        _ => "",
    }
}

async fn exemptions(tx: &mut Transaction<'static, Any>, who: &Address, since: DateTime<Utc>) -> Result<u32> {
    let sql = "SELECT COUNT(*) AS n FROM says WHERE what = 'exempt' AND person = $1 AND said_at > $2";
    let query = sqlx::query(sql).bind(who.as_str()).bind(since.timestamp());
    let used: i64 = query.fetch_one(&mut **tx).await?.try_get("n")?;
    Ok(u32::try_from(used).unwrap_or(u32::MAX))
}

/// Counts a change of the meeting, or of all coming meetings that the person organizes or has a copy of. A judgement under way has
/// not seen it, so that they are judged once more.
async fn judge_again(
    tx: &mut Transaction<'static, Any>,
    who: &Address,
    meeting: Option<&MeetingKey>,
    now: DateTime<Utc>,
) -> Result<()> {
    let (sql, name) = match meeting {
        Some(meeting) => (
            "UPDATE meetings SET changed = changed + 1, due_at = 0 WHERE start_at > $1 AND meeting = $2",
            meeting.to_string(),
        ),
        None => (
            "UPDATE meetings SET changed = changed + 1, due_at = 0 WHERE start_at > $1
             AND (meeting IN (SELECT meeting FROM copies WHERE mailbox = $2 AND start_at > $1)
                  OR meeting LIKE '%|' || $2 || '|%')",
            who.to_string(),
        ),
    };
    sqlx::query(sql).bind(now.timestamp()).bind(name).execute(&mut **tx).await?;
    Ok(())
}
