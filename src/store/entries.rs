//! What a weekly report is made from, read mailbox by mailbox.
//!
//! A whole company's week is read at once, so rows are read narrowly: of their JSON only what a report needs is taken
//! in, and the rest is skipped.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row};

use crate::brief::Certainty;
use crate::meeting::{
    Address, AnswerRecord, AnswerState, AttendeeKind, EventKind, History, MeetingKey, Moment, NoticeState, Requirement,
    Response,
};
use crate::policy::{RequirementState, VerdictKind};
use crate::report::{Called, Entry, Exempted, Stand};

use super::history::{Past, remember};
use super::{Result, Store, list};

/// So many mailboxes are read at once: memory stays bounded, whatever the size of the organization.
pub const MAILBOXES_AT_ONCE: usize = 50;

/// A row of `copies`, as far as a report needs it; see [`BriefedCopy`](crate::policy::BriefedCopy).
#[derive(Deserialize)]
struct Narrow<'a> {
    #[serde(borrow)]
    copy: NarrowCopy<'a>,
    brief: NarrowBrief,
}

#[derive(Deserialize)]
struct NarrowCopy<'a> {
    key: MeetingKey,
    mailbox: Address,
    start: DateTime<Utc>,
    end: DateTime<Utc>,
    recurring: bool,
    is_organizer: bool,
    #[serde(borrow)]
    event: NarrowEvent<'a>,
}

#[derive(Deserialize)]
struct NarrowEvent<'a> {
    start: Moment,
    created: Option<DateTime<Utc>>,
    cancelled: bool,
    kind: EventKind,
    private: bool,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    organizer: Option<Cow<'a, str>>,
    #[serde(borrow)]
    attendees: Vec<NarrowAttendee<'a>>,
    response: Response,
}

#[derive(Deserialize)]
struct NarrowAttendee<'a> {
    #[serde(borrow)]
    address: Cow<'a, str>,
    kind: AttendeeKind,
}

#[derive(Deserialize)]
struct NarrowBrief {
    inform_only: NarrowFinding,
}

#[derive(Deserialize)]
struct NarrowFinding {
    certainty: Certainty,
}

/// A verdict, as far as a report needs it; see [`Verdict`](crate::policy::Verdict).
#[derive(Deserialize)]
struct NarrowVerdict<'a> {
    key: MeetingKey,
    kind: VerdictKind,
    #[serde(borrow)]
    rule: Option<Cow<'a, str>>,
    requirements: Vec<RequirementState>,
    hits: Vec<IgnoredAny>,
}

/// An entry before it is known what became of it.
struct Found {
    mailbox: Address,
    key: String,
    is_organizer: bool,
    entry: Entry,
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
            found.iter().filter(|found| found.is_organizer).map(|found| found.key.clone()).collect();
        let called = self.called(&called.into_iter().collect::<Vec<_>>()).await?;
        let answers = self.answers_in(mailboxes, from, to).await?;
        let mut entries: BTreeMap<Address, Vec<Entry>> = BTreeMap::new();
        for Found { mailbox, key, is_organizer, entry } in found {
            let called = if is_organizer { called.get(&key).cloned() } else { None };
            let answer = answers.get(&(mailbox.clone(), key));
            let ours = answer.is_some_and(|answer| answer.given == entry.response);
            entries.entry(mailbox).or_default().push(Entry { ours, called, ..entry });
        }
        Ok(entries)
    }

    /// By mailbox, start and meeting.
    async fn week_copies(&self, mailboxes: &[Address], from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Found>> {
        if mailboxes.is_empty() {
            return Ok(Vec::new());
        }
        // What begins more than a day before is no meeting of this week, unless it keeps its owner out of office. Two
        // statements, for each finds its rows by an index of its own; the plus keeps SQLite from the other's.
        let columns = "SELECT c.data, m.size, m.title FROM copies c LEFT JOIN meetings m ON m.meeting = c.meeting";
        let sql = format!(
            "{columns} WHERE c.start_at < $1 AND c.start_at >= $2 AND c.mailbox IN ({mailboxes})
             UNION ALL
             {columns} WHERE +c.start_at < $2 AND c.away_until > $3 AND c.mailbox IN ({mailboxes})",
            mailboxes = list(mailboxes.len(), 3)
        );
        let earlier = from - TimeDelta::days(1);
        let query =
            sqlx::query(AssertSqlSafe(sql)).bind(to.timestamp()).bind(earlier.timestamp()).bind(from.timestamp());
        let query = mailboxes.iter().fold(query, |query, mailbox| query.bind(mailbox.as_str()));
        let mut found = query.fetch_all(&self.pool).await?.iter().map(Found::read).collect::<Result<Vec<_>>>()?;
        found.sort_by(|a, b| (&a.mailbox, a.entry.start, &a.key).cmp(&(&b.mailbox, b.entry.start, &b.key)));
        Ok(found)
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
                let verdict: NarrowVerdict<'_> = serde_json::from_str(row.try_get("verdict")?)?;
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
        let mut past: BTreeMap<String, Vec<Past>> = BTreeMap::new();
        for row in query.fetch_all(&self.pool).await? {
            past.entry(row.try_get("meeting")?).or_default().push(Past::read(&row)?);
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

impl Found {
    fn read(row: &AnyRow) -> Result<Self> {
        let Narrow { copy, brief } = serde_json::from_str(row.try_get("data")?)?;
        let event = &copy.event;
        let title: Option<String> = if copy.recurring && !event.private { row.try_get("title")? } else { None };
        let entry = Entry {
            start: copy.start,
            end: copy.end,
            kind: event.kind,
            all_day: event.start.is_date(),
            cancelled: event.cancelled,
            private: event.private,
            response: event.response,
            ours: false,
            people: people(&copy, row.try_get("size")?),
            created: event.created,
            series: copy.recurring.then(|| copy.key.series().to_string()),
            title: if copy.recurring { called_by_its_organizer(title, &event.title) } else { String::new() },
            memo: brief.inform_only.certainty == Certainty::Sure,
            called: None,
        };
        Ok(Self { key: copy.key.to_string(), mailbox: copy.mailbox, is_organizer: copy.is_organizer, entry })
    }
}

/// The organizer's words for it, as far as they are known: what others call it in their own calendars is theirs.
fn called_by_its_organizer(judged: Option<String>, own: &str) -> String {
    judged.filter(|title| !title.is_empty()).unwrap_or_else(|| own.to_owned())
}

/// How many people take part, as far as anyone may know.
fn people(copy: &NarrowCopy<'_>, judged: Option<i64>) -> u32 {
    let event = &copy.event;
    if event.private {
        return if copy.is_organizer || event.organizer.is_none() { 1 } else { 2 };
    }
    let attendees = event.attendees.iter().filter(|attendee| attendee.kind != AttendeeKind::Room);
    let invited: BTreeSet<&str> =
        attendees.map(|attendee| &*attendee.address).chain(event.organizer.as_deref()).collect();
    let judged = judged.and_then(|size| u32::try_from(size).ok()).unwrap_or_default();
    judged.max(u32::try_from(invited.len()).unwrap_or(u32::MAX)).max(1)
}

/// What became of a meeting; none when it was never judged by a rule.
fn became(verdict: &NarrowVerdict<'_>, history: &History) -> Option<Called> {
    if matches!(verdict.kind, VerdictKind::NotJudged) {
        return None;
    }
    let stand = |requirement| stand(verdict, history, requirement);
    let by_rule = verdict.rule.as_deref().filter(|_| verdict.kind == VerdictKind::Exempt);
    let asked = history.exempt.as_ref();
    let exempted = match asked {
        Some(exemption) if exemption.reason.is_some() => Some(Exempted::Request),
        _ => by_rule.map(|name| Exempted::Rule { name: name.to_owned() }),
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

fn stand(verdict: &NarrowVerdict<'_>, history: &History, requirement: Requirement) -> Option<Stand> {
    let state = verdict.requirements.iter().find(|state| state.requirement == requirement)?;
    let noticed = history.notices.iter().any(|notice| {
        matches!(notice.state, NoticeState::Accepted(_))
            && notice.stage.warns()
            && notice.missing.contains(&requirement)
    });
    Some(Stand { noticed, at_deadline: state.met() && !state.late, at_start: state.met() })
}
