//! Brakes: counters over the outbox, and what waits because one was pulled.
//!
//! Nothing is counted twice: the outbox is the only record. What was done within a brake's stretch of time and what
//! is decided and still open are added up, so that the check holds before anything is claimed, whoever claims it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::journal::{Entry, What};
use crate::meeting::{Address, Digest};
use crate::plan::{Brake, Lane, Pulled};
use crate::policy::Safety;

use super::{Record, Result, Store, journal};

/// Rows of the outbox that count, open or done within the stretch of time that began at `$1`.
const ANSWERS: &str = "kind IN ('tentative', 'decline') AND lane = 'calendar'
                       AND (state IN ('pending', 'leased') OR (state = 'done' AND done_at > $1))";
const NOTICES: &str = "kind IN ('first_notice', 'last_call', 'conflict', 'outcome', 'restored') AND lane = 'mail'
                       AND (state = 'leased' OR (state = 'pending' AND due_at <= $2)
                            OR (state = 'done' AND done_at > $1))";

/// What is due together and may share a mail will be one digest.
const MAILS: &str = "COUNT(DISTINCT CASE WHEN batch IS NOT NULL THEN batch
                                         WHEN kind IN ('first_notice', 'last_call') THEN 'asks'
                                         WHEN kind = 'outcome' THEN 'tells' ELSE action END)";

/// What of the outbox does not wait for a human: no brake is pulled on it, and its mailbox is not in doubt.
pub(super) const FREE: &str = "NOT EXISTS (SELECT 1 FROM brakes WHERE held = 1 AND scope = outbox.mailbox
        AND ((name = 'max_answers_per_mailbox_and_week' AND outbox.kind IN ('tentative', 'decline'))
             OR (name = 'max_notices_per_organizer_and_day' AND outbox.lane = 'mail')))
    AND NOT EXISTS (SELECT 1 FROM doubts WHERE doubts.mailbox = outbox.mailbox AND accepted = 0)";

/// A count above its limit.
struct Over {
    scope: String,
    wanted: i64,
}

/// A brake that is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldBrake {
    /// Which.
    pub brake: Brake,
    /// The mailbox that it is about; empty for the organization.
    pub scope: String,
    /// How many there would have been.
    pub wanted: i64,
    /// The limit when it was pulled.
    pub limit: i64,
    /// What an admin reads.
    pub reason: String,
    /// Since when.
    pub since: DateTime<Utc>,
}

/// Since when which policy is in force.
#[derive(Serialize, Deserialize)]
struct InForce {
    revision: Digest,
    since: DateTime<Utc>,
}

impl Store {
    /// Pulls every brake whose limit what is decided would pass; nothing is counted while nothing is due. Returns those
    /// pulled now.
    pub async fn brake(&self, safety: &Safety, now: DateTime<Utc>) -> Result<Vec<Pulled>> {
        let mut pulled = Vec::new();
        if !self.anything_due(Lane::Calendar, now).await? && !self.anything_due(Lane::Mail, now).await? {
            return Ok(pulled);
        }
        for brake in Brake::ALL {
            for over in self.over(brake, safety, now).await? {
                pulled.extend(self.pull(brake, &over, safety, now).await?);
            }
        }
        Ok(pulled)
    }

    /// Records which policy is in force; says whether it is another one than before. Then all coming meetings are due:
    /// they are judged under the new one.
    pub async fn policy_in_force(&self, revision: &Digest, now: DateTime<Utc>) -> Result<bool> {
        let known = self.in_force().await?;
        if known.is_some_and(|known| known.revision == *revision) {
            return Ok(false);
        }
        let mut tx = self.begin().await?;
        let value = serde_json::to_string(&InForce { revision: revision.clone(), since: now })?;
        let sql = "INSERT INTO settings (name, value) VALUES ('policy', $1)
                   ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sqlx::query(sql).bind(value).execute(&mut *tx).await?;
        let sql = "UPDATE meetings SET due_at = 0 WHERE start_at > $1 AND revision <> $2";
        sqlx::query(sql).bind(now.timestamp()).bind(revision.as_str()).execute(&mut *tx).await?;
        journal::append(&mut tx, &[Entry::at_large(now, What::Policy, json!({ "revision": revision }))]).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn in_force(&self) -> Result<Option<InForce>> {
        Ok(self.setting("policy").await?.map(|value| serde_json::from_str(&value)).transpose()?)
    }

    /// Brakes that are held, for an admin.
    pub(super) async fn held_brakes(&self) -> Result<Vec<Record>> {
        let sql = "SELECT scope AS mailbox, name AS object, reason AS why, pulled_at AS since FROM brakes
                   WHERE held = 1 ORDER BY name, scope";
        self.records(sql).await
    }

    /// The same in figures.
    pub async fn brakes_held(&self) -> Result<Vec<HeldBrake>> {
        let sql = "SELECT name, scope, wanted, most, reason, pulled_at FROM brakes WHERE held = 1 ORDER BY name, scope";
        let mut held = Vec::new();
        for row in sqlx::query(sql).fetch_all(&self.pool).await? {
            let name: String = row.try_get("name")?;
            let Some(brake) = Brake::ALL.into_iter().find(|brake| brake.as_str() == name) else { continue };
            held.push(HeldBrake {
                brake,
                scope: row.try_get("scope")?,
                wanted: row.try_get("wanted")?,
                limit: row.try_get("most")?,
                reason: row.try_get("reason")?,
                since: DateTime::from_timestamp(row.try_get("pulled_at")?, 0).unwrap_or_default(),
            });
        }
        Ok(held)
    }

    /// Counts above their limits, those left out for which the brake is held already.
    async fn over(&self, brake: Brake, safety: &Safety, now: DateTime<Utc>) -> Result<Vec<Over>> {
        let since = (now - brake.window()).timestamp();
        let limit = i64::from(brake.limit(safety));
        let grouped = |count: &str, which: &str, limit: &str| {
            let select = format!("SELECT mailbox AS scope, {count} AS n FROM outbox WHERE {which}");
            format!("{select} GROUP BY mailbox HAVING {count} > {limit}")
        };
        let sql = match brake {
            Brake::AnswersPerHour => format!("SELECT '' AS scope, COUNT(*) AS n FROM outbox WHERE {ANSWERS}"),
            Brake::AnswersPerMailboxAndWeek => grouped("COUNT(*)", ANSWERS, "$2"),
            Brake::NoticesPerOrganizerAndDay => grouped(MAILS, NOTICES, "$3"),
        };
        let query = sqlx::query(AssertSqlSafe(sql)).bind(since);
        let query = match brake {
            Brake::AnswersPerHour => query,
            Brake::AnswersPerMailboxAndWeek => query.bind(limit),
            Brake::NoticesPerOrganizerAndDay => query.bind(now.timestamp()).bind(limit),
        };
        let found = query.fetch_all(&self.pool).await?;
        let over = found.iter().map(|row| Ok(Over { scope: row.try_get("scope")?, wanted: row.try_get("n")? }));
        Ok(over.collect::<Result<Vec<_>>>()?.into_iter().filter(|over| over.wanted > limit).collect())
    }

    /// Pulls one brake, unless it is held, or an admin has let so much through.
    async fn pull(&self, brake: Brake, over: &Over, safety: &Safety, now: DateTime<Utc>) -> Result<Option<Pulled>> {
        let everything = brake == Brake::AnswersPerHour;
        if (everything && self.paused().await?.is_some()) || self.let_through(brake, over, safety, now).await? {
            return Ok(None);
        }
        let pulled = self.told(brake, over, safety, now).await?;
        let reason = pulled.reason();
        let mut tx = self.begin().await?;
        let sql = "INSERT INTO brakes (name, scope, held, pulled_at, allowed, reason, wanted, most)
                   VALUES ($1, $2, 1, $3, 0, $4, $5, $6)
                   ON CONFLICT (name, scope) DO UPDATE SET held = 1, pulled_at = excluded.pulled_at,
                       reason = excluded.reason, wanted = excluded.wanted, most = excluded.most WHERE brakes.held = 0";
        let query = sqlx::query(sql).bind(brake.as_str()).bind(&over.scope).bind(now.timestamp()).bind(&reason);
        let query = query.bind(i64::from(pulled.wanted)).bind(i64::from(pulled.limit));
        if query.execute(&mut *tx).await?.rows_affected() == 0 {
            return Ok(None);
        }
        if everything {
            let sql = "INSERT INTO settings (name, value) VALUES ('paused', $1) ON CONFLICT (name) DO NOTHING";
            sqlx::query(sql).bind(&reason).execute(&mut *tx).await?;
        }
        let detail = json!({ "brake": brake.as_str(), "limit": pulled.limit, "wanted": pulled.wanted, "why": reason });
        let mut entry = Entry::at_large(now, What::Braked, detail);
        entry.mailbox = pulled.scope.clone();
        journal::append(&mut tx, &[entry]).await?;
        tx.commit().await?;
        Ok(Some(pulled))
    }

    /// Whether the brake is held already, or was let go lately for at least so many.
    async fn let_through(&self, brake: Brake, over: &Over, safety: &Safety, now: DateTime<Utc>) -> Result<bool> {
        let sql = "SELECT held, released_at, allowed FROM brakes WHERE name = $1 AND scope = $2";
        let query = sqlx::query(sql).bind(brake.as_str()).bind(&over.scope);
        let Some(row) = query.fetch_optional(&self.pool).await? else { return Ok(false) };
        let (held, released): (i64, Option<i64>) = (row.try_get("held")?, row.try_get("released_at")?);
        let lately = released.is_some_and(|at| at > (now - brake.window()).timestamp());
        let allowed: i64 = row.try_get("allowed")?;
        Ok(held == 1 || (lately && over.wanted <= i64::from(brake.limit(safety)) + allowed))
    }

    async fn told(&self, brake: Brake, over: &Over, safety: &Safety, now: DateTime<Utc>) -> Result<Pulled> {
        let since = (now - brake.window()).timestamp();
        let sql = format!("SELECT COUNT(DISTINCT mailbox) AS n FROM outbox WHERE {ANSWERS}");
        let mailboxes: i64 = sqlx::query(AssertSqlSafe(sql)).bind(since).fetch_one(&self.pool).await?.try_get("n")?;
        let mostly = if brake == Brake::NoticesPerOrganizerAndDay { None } else { self.mostly(&over.scope).await? };
        Ok(Pulled {
            brake,
            scope: Address::parse(&over.scope),
            limit: brake.limit(safety),
            wanted: u32::try_from(over.wanted).unwrap_or(u32::MAX),
            mailboxes: u32::try_from(mailboxes).unwrap_or(u32::MAX),
            mostly,
            policy_since: self.in_force().await?.map(|policy| policy.since),
        })
    }

    /// The rule behind most answers that wait.
    async fn mostly(&self, scope: &str) -> Result<Option<(String, u32, u32)>> {
        #[derive(Deserialize)]
        struct Decided {
            rule: Option<String>,
        }
        let sql = "SELECT m.verdict FROM outbox o JOIN meetings m ON m.meeting = o.meeting
                   WHERE o.lane = 'calendar' AND o.state IN ('pending', 'leased') AND o.kind IN ('tentative', 'decline')
                       AND (o.mailbox = $1 OR $1 = '') AND m.verdict IS NOT NULL LIMIT 1000";
        let mut rules = std::collections::BTreeMap::<String, u32>::new();
        let mut all = 0;
        for row in sqlx::query(sql).bind(scope).fetch_all(&self.pool).await? {
            all += 1;
            let decided: Decided = serde_json::from_str(&row.try_get::<String, _>("verdict")?)?;
            decided.rule.into_iter().for_each(|rule| *rules.entry(rule).or_default() += 1);
        }
        Ok(rules.into_iter().max_by_key(|(_, part)| *part).map(|(rule, part)| (rule, part, all)))
    }
}

/// Lets all brakes go: for the length of each brake's stretch of time, what waits now may pass on top of the limit.
/// Returns how many were held.
pub(super) async fn release(tx: &mut Transaction<'static, Any>, now: DateTime<Utc>) -> Result<u64> {
    let mut released = 0;
    for brake in Brake::ALL {
        let since = (now - brake.window()).timestamp();
        let (count, which) = match brake {
            Brake::AnswersPerHour => ("COUNT(*)", ANSWERS),
            Brake::AnswersPerMailboxAndWeek => ("COUNT(*)", ANSWERS),
            Brake::NoticesPerOrganizerAndDay => (MAILS, NOTICES),
        };
        let scope = if brake == Brake::AnswersPerHour { "" } else { "AND mailbox = brakes.scope" };
        let sql = format!(
            "UPDATE brakes SET held = 0, released_at = $2, allowed = (SELECT {count} FROM outbox WHERE {which} {scope})
             WHERE held = 1 AND name = $3"
        );
        let query = sqlx::query(AssertSqlSafe(sql)).bind(since).bind(now.timestamp()).bind(brake.as_str());
        released += query.execute(&mut **tx).await?.rows_affected();
    }
    Ok(released)
}
