//! What is remembered of mail besides the outbox: who cannot be reached, what attendees and admins were told, and
//! how much one organizer got.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use sqlx::Row;

use crate::journal::{Entry, What};
use crate::meeting::{Address, MeetingKey};
use crate::plan::Action;

use super::{Record, Result, Store, journal, list};

/// An address that could not be reached is tried again after so long: people get mailboxes back.
const TRY_AGAIN: TimeDelta = TimeDelta::days(30);

/// An answer given or given back for someone, and what the meeting was.
#[derive(Debug, Clone, PartialEq)]
pub struct DoneFor {
    /// What was done.
    pub action: Action,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where the telling of one attendee stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Telling {
    /// Whose.
    pub mailbox: Address,
    /// What was done up to here is told.
    pub told_until: DateTime<Utc>,
    /// A mail about what was done up to here is under way.
    pub telling_until: Option<DateTime<Utc>>,
    /// How often that was tried.
    pub attempts: i64,
    /// Not before.
    pub retry_at: DateTime<Utc>,
    /// The first thing done that is not told.
    pub first: DateTime<Utc>,
}

impl Store {
    /// Keeps this secret for the names of mails, unless there is one.
    pub async fn keep_mail_key(&self, fresh: &str) -> Result<()> {
        let sql = "INSERT INTO settings (name, value) VALUES ('mail_key', $1) ON CONFLICT (name) DO NOTHING";
        sqlx::query(sql).bind(fresh).execute(&self.pool).await?;
        Ok(())
    }

    /// To whom the mail of this name went.
    pub async fn mailed(&self, mail: &str) -> Result<Option<Address>> {
        let sql = "SELECT mailbox FROM outbox WHERE batch = $1 AND lane = 'mail' AND state = 'done' LIMIT 1";
        let found = sqlx::query(sql).bind(mail).fetch_optional(&self.pool).await?;
        Ok(found.and_then(|row| Address::parse(&row.try_get::<String, _>("mailbox").ok()?)))
    }

    /// A report says that a mail did not reach its organizer. Only what matches a mail that we sent to that very
    /// address counts, for reports are easily forged. Its notices become undeliverable, and their meetings are
    /// looked at again; where it is `lasting`, no more mail goes there for a while. Says whether it counted.
    pub async fn bounced(
        &self,
        mail: &str,
        address: &Address,
        (why, lasting): (&str, bool),
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let mut tx = self.begin().await?;
        let sql = "SELECT DISTINCT meeting FROM outbox WHERE batch = $1 AND mailbox = $2";
        let found = sqlx::query(sql).bind(mail).bind(address.as_str()).fetch_all(&mut *tx).await?;
        let meetings = found.iter().map(|row| Ok(row.try_get("meeting")?)).collect::<Result<_>>()?;
        self.meetings_first(&mut tx, meetings).await?;
        let sql = "UPDATE outbox SET state = 'failed', result = $1
                   WHERE batch = $2 AND mailbox = $3 AND lane = 'mail' AND state = 'done' RETURNING data";
        let query = sqlx::query(sql).bind(why).bind(mail).bind(address.as_str());
        let mut entries = Vec::new();
        for row in query.fetch_all(&mut *tx).await? {
            let action: Action = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
            let detail = json!({ "action": action.key, "kind": action.kind.as_str(), "why": why });
            entries.push(Entry::about(now, What::Failed, &action.meeting, detail).of(address));
            look_again(&mut tx, &action.meeting, now).await?;
        }
        if entries.is_empty() {
            return Ok(false);
        }
        let sql = "INSERT INTO undeliverable (address, since, why, mail) VALUES ($1, $2, $3, $4)
                   ON CONFLICT (address) DO UPDATE SET since = excluded.since, why = excluded.why, mail = excluded.mail";
        if lasting {
            let query = sqlx::query(sql).bind(address.as_str()).bind(now.timestamp()).bind(why).bind(mail);
            query.execute(&mut *tx).await?;
        }
        journal::append(&mut tx, &entries).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Why no mail reaches this address, if that is known and was not long ago.
    pub async fn undeliverable(&self, address: &Address, now: DateTime<Utc>) -> Result<Option<String>> {
        let sql = "SELECT why FROM undeliverable WHERE address = $1 AND since > $2";
        let query = sqlx::query(sql).bind(address.as_str()).bind((now - TRY_AGAIN).timestamp());
        Ok(query.fetch_optional(&self.pool).await?.map(|row| row.try_get("why")).transpose()?)
    }

    /// All addresses that no mail reaches.
    pub async fn unreachable(&self, now: DateTime<Utc>) -> Result<Vec<Record>> {
        let sql = "SELECT address, why, since FROM undeliverable WHERE since > $1 ORDER BY since DESC, address";
        let mut records = Vec::new();
        for row in sqlx::query(sql).bind((now - TRY_AGAIN).timestamp()).fetch_all(&self.pool).await? {
            records.push(Record {
                mailbox: row.try_get("address")?,
                object: String::new(),
                why: row.try_get("why")?,
                since: DateTime::from_timestamp(row.try_get("since")?, 0),
            });
        }
        Ok(records)
    }

    /// Notices since then that a server refused for good, or that could never be sent.
    pub async fn refused(&self, since: DateTime<Utc>) -> Result<Vec<Record>> {
        let sql = "SELECT mailbox, '' AS object, result AS why, done_at AS since FROM outbox
                   WHERE state = 'failed' AND lane = 'mail' 
                       AND (result LIKE 'mail server:%' OR result LIKE 'returned:%') ORDER BY done_at DESC, action";
        let mut records = self.records(sql).await?;
        records.retain(|record| record.since.is_some_and(|at| at > since));
        Ok(records)
    }

    /// How many mails to this address were accepted since then; a digest is one.
    pub async fn mails_to(&self, address: &Address, since: DateTime<Utc>) -> Result<i64> {
        let sql = "SELECT COUNT(DISTINCT batch) AS n FROM outbox
                   WHERE mailbox = $1 AND lane = 'mail' AND state = 'done' AND done_at >= $2";
        let query = sqlx::query(sql).bind(address.as_str()).bind(since.timestamp());
        Ok(query.fetch_one(&self.pool).await?.try_get("n")?)
    }

    /// Puts mails under our lease off until then, as if they had not been claimed: they may yet share a mail with
    /// others, unless an earlier attempt may have sent them.
    pub async fn put_off(&self, owner: &str, keys: &[String], until: DateTime<Utc>, why: &str) -> Result<()> {
        let sql = format!(
            "UPDATE outbox SET state = 'pending', result = $1, due_at = $2,
                 batch = CASE WHEN attempts > 1 THEN batch END, attempts = attempts - 1, owner = NULL, lease_until = NULL
             WHERE state = 'leased' AND owner = $3 AND action IN ({})",
            list(keys.len(), 3)
        );
        let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(why).bind(until.timestamp()).bind(owner);
        keys.iter().fold(query, |query, key| query.bind(key)).execute(&self.pool).await?;
        Ok(())
    }

    /// Attendees for whom something was done since then that they were not told.
    pub async fn untold(&self, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<Vec<Telling>> {
        let sql = "SELECT o.mailbox, MIN(o.done_at) AS first, COALESCE(MAX(d.told_until), 0) AS told,
                       MAX(d.telling_until) AS telling, COALESCE(MAX(d.attempts), 0) AS attempts,
                       COALESCE(MAX(d.retry_at), 0) AS retry
                   FROM outbox o LEFT JOIN days d ON d.mailbox = o.mailbox
                   WHERE o.lane = 'calendar' AND o.state = 'done' AND o.kind IN ('decline', 'tentative', 'restore')
                       AND o.done_at >= $1 AND o.done_at > COALESCE(d.told_until, 0)
                       AND COALESCE(d.retry_at, 0) <= $2
                   GROUP BY o.mailbox ORDER BY o.mailbox";
        let instant = |seconds: i64| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
        let mut untold = Vec::new();
        for row in sqlx::query(sql).bind(since.timestamp()).bind(now.timestamp()).fetch_all(&self.pool).await? {
            let Some(mailbox) = Address::parse(&row.try_get::<String, _>("mailbox")?) else { continue };
            untold.push(Telling {
                mailbox,
                told_until: instant(row.try_get("told")?),
                telling_until: row.try_get::<Option<i64>, _>("telling")?.map(instant),
                attempts: row.try_get("attempts")?,
                retry_at: instant(row.try_get("retry")?),
                first: instant(row.try_get("first")?),
            });
        }
        Ok(untold)
    }

    /// What was done for someone after `from`, up to and with `to`, in order.
    pub async fn done_for(&self, mailbox: &Address, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<DoneFor>> {
        let sql = "SELECT data, done_at FROM outbox
                   WHERE mailbox = $1 AND lane = 'calendar' AND state = 'done' AND done_at > $2 AND done_at <= $3
                       AND kind IN ('decline', 'tentative', 'restore')
                   ORDER BY done_at, action";
        let query = sqlx::query(sql).bind(mailbox.as_str()).bind(from.timestamp()).bind(to.timestamp());
        let mut done = Vec::new();
        for row in query.fetch_all(&self.pool).await? {
            let action = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
            let at = DateTime::from_timestamp(row.try_get("done_at")?, 0).unwrap_or_default();
            done.push(DoneFor { action, at });
        }
        Ok(done)
    }

    /// The answer that a restore gave back.
    pub async fn answer_to(&self, key: &str) -> Result<Option<Action>> {
        let found = sqlx::query("SELECT data FROM outbox WHERE action = $1").bind(key).fetch_optional(&self.pool);
        let data = found.await?.map(|row| row.try_get::<String, _>("data")).transpose()?;
        Ok(data.map(|data| serde_json::from_str(&data)).transpose()?)
    }

    /// Records where the telling of an attendee stands.
    pub async fn set_telling(&self, telling: &Telling) -> Result<()> {
        let sql =
            "INSERT INTO days (mailbox, told_until, telling_until, attempts, retry_at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (mailbox) DO UPDATE SET told_until = excluded.told_until,
                       telling_until = excluded.telling_until, attempts = excluded.attempts,
                       retry_at = excluded.retry_at";
        let query = sqlx::query(sql).bind(telling.mailbox.as_str()).bind(telling.told_until.timestamp());
        let query = query.bind(telling.telling_until.map(|at| at.timestamp())).bind(telling.attempts);
        query.bind(telling.retry_at.timestamp()).execute(&self.pool).await?;
        Ok(())
    }

    /// When admins were last told of this.
    pub async fn alerted(&self, about: &str) -> Result<Option<DateTime<Utc>>> {
        let found = sqlx::query("SELECT told_at FROM alerts WHERE about = $1").bind(about).fetch_optional(&self.pool);
        let at: Option<i64> = found.await?.map(|row| row.try_get("told_at")).transpose()?;
        Ok(at.and_then(|seconds| DateTime::from_timestamp(seconds, 0)))
    }

    /// Records that admins were told of this.
    pub async fn set_alerted(&self, about: &str, now: DateTime<Utc>) -> Result<()> {
        let sql = "INSERT INTO alerts (about, told_at) VALUES ($1, $2)
                   ON CONFLICT (about) DO UPDATE SET told_at = excluded.told_at";
        sqlx::query(sql).bind(about).bind(now.timestamp()).execute(&self.pool).await?;
        Ok(())
    }
}

async fn look_again(
    tx: &mut sqlx::Transaction<'static, sqlx::Any>,
    meeting: &MeetingKey,
    now: DateTime<Utc>,
) -> Result<()> {
    let sql =
        "UPDATE meetings SET due_at = $1 WHERE meeting = $2 AND (due_at IS NULL OR due_at > $1) AND start_at > $1";
    sqlx::query(sql).bind(now.timestamp()).bind(meeting.to_string()).execute(&mut **tx).await?;
    Ok(())
}
