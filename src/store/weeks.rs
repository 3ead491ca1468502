//! What a weekly report is made from, read mailbox by mailbox; the weeks that are frozen; who was sent what.
//!
//! Invariant: a week is frozen once. Whoever comes second finds it there and shows the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::brief::Certainty;
use crate::meeting::{Address, AnswerRecord, AnswerState, AttendeeKind, Copy, History, NoticeState, Requirement};
use crate::policy::{BriefedCopy, Verdict, VerdictKind};
use crate::report::{Called, Entry, Exempted, Snapshot, Stand, Terms, Week};

use super::history::remember;
use super::{Result, Store, list, meetings};

/// So many mailboxes are read at once: memory stays bounded, whatever the size of the organization.
pub const MAILBOXES_AT_ONCE: usize = 50;

/// A stretch of days of which a mailbox's calendar is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// From then on; none when it was always.
    pub from: Option<DateTime<Utc>>,
    /// Until then.
    pub until: DateTime<Utc>,
}

/// An attempt to send a report's mail about a week to a recipient.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Delivery {
    /// Which report.
    pub report: String,
    /// About which week.
    pub week: Week,
    /// To whom.
    pub recipient: Address,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The mail system took it.
    Sent,
    /// It will never be taken.
    Failed(String),
    /// To be tried again then.
    Retry(DateTime<Utc>, String),
}

impl Store {
    /// The entries of these people's calendars that touch the stretch of time, by mailbox: at most
    /// [`MAILBOXES_AT_ONCE`] of them.
    pub async fn week_entries(
        &self,
        mailboxes: &[Address],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<BTreeMap<Address, Vec<Entry>>> {
        let found = self.week_copies(mailboxes, from, to).await?;
        let called: BTreeSet<String> =
            found.iter().filter(|row| row.copy.copy.is_organizer).map(|row| row.copy.copy.key.to_string()).collect();
        let called = self.called(&called.into_iter().collect::<Vec<_>>()).await?;
        let answers = self.answers_in(mailboxes, from, to).await?;
        let mut entries: BTreeMap<Address, Vec<Entry>> = BTreeMap::new();
        for row in found {
            let key = row.copy.copy.key.to_string();
            let own = if row.copy.copy.is_organizer { called.get(&key).cloned() } else { None };
            let answer = answers.get(&(row.copy.copy.mailbox.clone(), key));
            entries.entry(row.copy.copy.mailbox.clone()).or_default().push(entry(&row, answer, own));
        }
        Ok(entries)
    }

    /// Of which time each mailbox's calendar is known; mailboxes that were never read are not there.
    pub async fn known_times(&self) -> Result<BTreeMap<Address, Known>> {
        let sql = "SELECT address, known_since, synced_at FROM mailboxes WHERE synced_at IS NOT NULL";
        let mut known = BTreeMap::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let from: Option<i64> = row.try_get("known_since")?;
            let stretch = Known { from: from.map(instant), until: instant(row.try_get("synced_at")?) };
            known.extend(Address::parse(&row.try_get::<String, _>("address")?).zip(Some(stretch)));
        }
        Ok(known)
    }

    /// Freezes a week, unless it is frozen already. Returns what is frozen.
    pub async fn freeze(&self, snapshot: &Snapshot, now: DateTime<Utc>) -> Result<Snapshot> {
        let sql = "INSERT INTO weeks (week, made_at, data) VALUES ($1, $2, $3) ON CONFLICT (week) DO NOTHING";
        let query = sqlx::query(sql).bind(snapshot.week.to_string()).bind(now.timestamp());
        query.bind(serde_json::to_string(snapshot)?).execute(&self.pool).await?;
        Ok(self.frozen(snapshot.week).await?.unwrap_or_else(|| snapshot.clone()))
    }

    /// A frozen week.
    pub async fn frozen(&self, week: Week) -> Result<Option<Snapshot>> {
        let sql = "SELECT data FROM weeks WHERE week = $1";
        let found = sqlx::query(sql).bind(week.to_string()).fetch_optional(&self.pool).await?;
        found.map(|row| Ok(serde_json::from_str(&row.try_get::<String, _>("data")?)?)).transpose()
    }

    /// The frozen weeks before this one that its trend shows, oldest first.
    pub async fn frozen_before(&self, week: Week) -> Result<Vec<Snapshot>> {
        let mut weeks = Vec::new();
        for back in (1..Terms::TREND_WEEKS).rev() {
            weeks.extend(self.frozen(week.back(back)).await?);
        }
        Ok(weeks)
    }

    /// The first week that was ever frozen.
    pub async fn first_frozen(&self) -> Result<Option<Week>> {
        let found = sqlx::query("SELECT MIN(week) AS week FROM weeks").fetch_one(&self.pool).await?;
        let week: Option<String> = found.try_get("week")?;
        Ok(week.and_then(|week| week.parse().ok()))
    }

    /// Takes a delivery under a lease: false when it is done, under way elsewhere, or not to be tried yet.
    pub async fn take_delivery(
        &self,
        delivery: &Delivery,
        owner: &str,
        now: DateTime<Utc>,
        lease: DateTime<Utc>,
    ) -> Result<Option<i64>> {
        let sql = "INSERT INTO reported (report, week, recipient, state, attempts, retry_at, lease_until, owner)
                   VALUES ($1, $2, $3, 'sending', 1, 0, $4, $5)
                   ON CONFLICT (report, week, recipient) DO UPDATE SET attempts = reported.attempts + 1,
                       lease_until = excluded.lease_until, owner = excluded.owner
                   WHERE reported.state = 'sending' AND reported.retry_at <= $6
                       AND (reported.lease_until IS NULL OR reported.lease_until <= $6)
                   RETURNING attempts";
        let query = bound(sql, delivery).bind(lease.timestamp()).bind(owner).bind(now.timestamp());
        let found = query.fetch_optional(&self.pool).await?;
        Ok(found.map(|row| row.try_get("attempts")).transpose()?)
    }

    /// To whom a report about a week is not to be sent now: it was, it never will be, or it is not to be tried yet.
    pub async fn not_to_deliver(&self, report: &str, week: Week, now: DateTime<Utc>) -> Result<BTreeSet<Address>> {
        let sql = "SELECT recipient FROM reported WHERE report = $1 AND week = $2
                   AND (state <> 'sending' OR retry_at > $3 OR lease_until > $3)";
        let query = sqlx::query(sql).bind(report).bind(week.to_string()).bind(now.timestamp());
        let rows = query.fetch_all(&self.pool).await?;
        let recipients = rows.iter().map(|row| Ok(Address::parse(&row.try_get::<String, _>("recipient")?)));
        Ok(recipients.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// Records how a delivery under our lease ended.
    pub async fn end_delivery(
        &self,
        delivery: &Delivery,
        owner: &str,
        ended: &Delivered,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let (state, retry, why) = match ended {
            Delivered::Sent => ("sent", 0, ""),
            Delivered::Failed(why) => ("failed", 0, why.as_str()),
            Delivered::Retry(at, why) => ("sending", at.timestamp(), why.as_str()),
        };
        let done = (state != "sending").then(|| now.timestamp());
        let sql = "UPDATE reported SET state = $4, retry_at = $5, result = $6, done_at = $7, lease_until = NULL,
                       owner = NULL
                   WHERE report = $1 AND week = $2 AND recipient = $3 AND owner = $8";
        let query = bound(sql, delivery).bind(state).bind(retry).bind(why).bind(done).bind(owner);
        query.execute(&self.pool).await?;
        Ok(())
    }

    async fn week_copies(
        &self,
        mailboxes: &[Address],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<WeekCopy>> {
        if mailboxes.is_empty() {
            return Ok(Vec::new());
        }
        // What begins more than a day before is no meeting of this week, unless it keeps its owner out of office.
        let sql = format!(
            "SELECT c.data, m.size, m.title FROM copies c LEFT JOIN meetings m ON m.meeting = c.meeting
             WHERE c.start_at < $1 AND (c.start_at >= $2 OR c.away_until > $3) AND c.mailbox IN ({})
             ORDER BY c.mailbox, c.start_at, c.meeting",
            list(mailboxes.len(), 3)
        );
        let earlier = from - TimeDelta::days(1);
        let query =
            sqlx::query(AssertSqlSafe(sql)).bind(to.timestamp()).bind(earlier.timestamp()).bind(from.timestamp());
        let query = mailboxes.iter().fold(query, |query, mailbox| query.bind(mailbox.as_str()));
        query.fetch_all(&self.pool).await?.iter().map(WeekCopy::read).collect()
    }

    /// What became of meetings that were called, by meeting.
    async fn called(&self, names: &[String]) -> Result<BTreeMap<String, Called>> {
        let mut called = BTreeMap::new();
        for names in names.chunks(super::CHUNK) {
            let mut past = self.past_of(names).await?;
            let mut heeded = self.heeded(names).await?;
            let sql = "SELECT meeting, verdict FROM meetings WHERE verdict IS NOT NULL AND meeting IN";
            for row in self.by_meeting(sql, "meeting", names).await? {
                let name: String = row.try_get("meeting")?;
                let verdict: Verdict = serde_json::from_str(&row.try_get::<String, _>("verdict")?)?;
                let mut history = History::default();
                remember(&mut history, &past.remove(&name).unwrap_or_default());
                let organizer = verdict.key.organizer.as_str();
                heeded.tell(&name, organizer, &[], &mut history);
                called.extend(became(&verdict, &history).map(|became| (name, became)));
            }
        }
        Ok(called)
    }

    /// Answers of ours in these mailboxes on meetings that start within that time, as far as they still stand.
    async fn answers_in(
        &self,
        mailboxes: &[Address],
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<BTreeMap<(Address, String), AnswerRecord>> {
        if mailboxes.is_empty() {
            return Ok(BTreeMap::new());
        }
        let sql = format!(
            "SELECT meeting, data, state, result, done_at FROM outbox
             WHERE lane = 'calendar' AND expires_at >= $1 AND expires_at < $2 AND mailbox IN ({})
             ORDER BY created_at, action",
            list(mailboxes.len(), 2)
        );
        let earlier = from - TimeDelta::days(1);
        let query = sqlx::query(AssertSqlSafe(sql)).bind(earlier.timestamp()).bind(to.timestamp());
        let query = mailboxes.iter().fold(query, |query, mailbox| query.bind(mailbox.as_str()));
        let mut past: BTreeMap<String, Vec<super::history::Past>> = BTreeMap::new();
        for row in query.fetch_all(&self.pool).await? {
            past.entry(row.try_get("meeting")?).or_default().push(super::history::Past::read(&row)?);
        }
        let mut standing = BTreeMap::new();
        for (meeting, rows) in past {
            let mut history = History::default();
            remember(&mut history, &rows);
            let given = history.answers.into_iter().filter(|answer| answer.state == AnswerState::Given);
            standing.extend(given.map(|answer| ((answer.mailbox.clone(), meeting.clone()), answer)));
        }
        Ok(standing)
    }
}

/// A copy with how many take part, and what its organizer calls it, as judged.
struct WeekCopy {
    copy: BriefedCopy,
    size: Option<i64>,
    title: Option<String>,
}

impl WeekCopy {
    fn read(row: &AnyRow) -> Result<Self> {
        Ok(Self { copy: meetings::copy(row)?, size: row.try_get("size")?, title: row.try_get("title")? })
    }
}

fn entry(row: &WeekCopy, answer: Option<&AnswerRecord>, called: Option<Called>) -> Entry {
    let BriefedCopy { copy, brief } = &row.copy;
    let event = &copy.event;
    Entry {
        start: copy.start,
        end: copy.end,
        kind: event.kind,
        all_day: event.start.is_date(),
        cancelled: event.cancelled,
        private: event.private,
        response: event.response,
        ours: answer.is_some_and(|answer| answer.given == event.response),
        people: people(copy, row.size),
        created: event.created,
        series: copy.recurring.then(|| copy.key.series().to_string()),
        title: if copy.recurring { title(row) } else { String::new() },
        memo: brief.inform_only.certainty == Certainty::Sure,
        called,
    }
}

/// The organizer's words for it, as far as they are known: what others call it in their own calendars is theirs.
fn title(row: &WeekCopy) -> String {
    let event = &row.copy.copy.event;
    let judged = row.title.clone().filter(|title| !title.is_empty() && !event.private);
    judged.unwrap_or_else(|| event.title.clone())
}

/// How many people take part, as far as anyone may know.
fn people(copy: &Copy, judged: Option<i64>) -> u32 {
    if copy.event.private {
        return if copy.is_organizer || copy.event.organizer.is_none() { 1 } else { 2 };
    }
    let invited: BTreeSet<&Address> = copy
        .event
        .attendees
        .iter()
        .filter(|attendee| attendee.kind != AttendeeKind::Room)
        .map(|attendee| &attendee.address)
        .chain(&copy.event.organizer)
        .collect();
    let judged = judged.and_then(|size| u32::try_from(size).ok()).unwrap_or_default();
    judged.max(u32::try_from(invited.len()).unwrap_or(u32::MAX)).max(1)
}

/// What became of a meeting; none when it was never judged by a rule.
fn became(verdict: &Verdict, history: &History) -> Option<Called> {
    if matches!(verdict.kind, VerdictKind::NotJudged) {
        return None;
    }
    let stand = |requirement| stand(verdict, history, requirement);
    let by_rule = verdict.rule.clone().filter(|_| verdict.kind == VerdictKind::Exempt);
    let asked = history.exempt.as_ref();
    let exempted = match asked {
        Some(exemption) if exemption.reason.is_some() => Some(Exempted::Request),
        _ => by_rule.map(|name| Exempted::Rule { name }),
    };
    Some(Called {
        agenda: stand(Requirement::Agenda),
        pre_read: stand(Requirement::PreRead),
        declined: history.answers.iter().any(|answer| answer.state == AnswerState::Given),
        exempted,
        claimed: asked.is_some_and(|exemption| exemption.reason.is_none()),
        protected: !verdict.hits.is_empty(),
    })
}

fn stand(verdict: &Verdict, history: &History, requirement: Requirement) -> Option<Stand> {
    let state = verdict.requirements.iter().find(|state| state.requirement == requirement)?;
    let noticed = history.notices.iter().any(|notice| {
        matches!(notice.state, NoticeState::Accepted(_))
            && notice.stage.warns()
            && notice.missing.contains(&requirement)
    });
    Some(Stand { noticed, at_deadline: state.met() && !state.late, at_start: state.met() })
}

/// A statement about one delivery, which takes the first three places.
fn bound<'q>(sql: &'static str, delivery: &Delivery) -> sqlx::query::Query<'q, sqlx::Any, sqlx::any::AnyArguments> {
    let query = sqlx::query(sql).bind(delivery.report.clone()).bind(delivery.week.to_string());
    query.bind(delivery.recipient.as_str().to_owned())
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
