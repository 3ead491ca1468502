//! Which organizers have heard from meetgate, and under which mode.
//!
//! Two processes that judge at once may each let organizers pass. Whoever commits later finds the room taken, and leaves
//! out what would be too much; it stays due, and is judged again.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::meeting::{Address, Mode};
use crate::plan::Ramp;

use super::{CHUNK, Judged, Result, Store, list};

impl Store {
    /// The ramp for these organizers.
    pub async fn ramp(&self, per_day: u32, organizers: &[&Address], now: DateTime<Utc>) -> Result<Ramp> {
        let mut known = BTreeMap::new();
        for chunk in organizers.chunks(CHUNK) {
            let sql = format!("SELECT organizer, mode FROM introduced WHERE organizer IN ({})", list(chunk.len(), 0));
            let query = chunk.iter().fold(sqlx::query(AssertSqlSafe(sql)), |query, who| query.bind(who.as_str()));
            for row in query.fetch_all(&self.pool).await? {
                let organizer = Address::parse(&row.try_get::<String, _>("organizer")?);
                let mode = row.try_get::<String, _>("mode")?.parse::<Mode>().ok();
                known.extend(organizer.zip(mode));
            }
        }
        let sql = "SELECT since FROM introduced WHERE since > $1 ORDER BY since DESC LIMIT $2";
        let query = sqlx::query(sql).bind((now - TimeDelta::days(1)).timestamp()).bind(i64::from(per_day));
        let recent = query.fetch_all(&self.pool).await?;
        let recent =
            recent.iter().map(|row| Ok(DateTime::from_timestamp(row.try_get("since")?, 0).unwrap_or_default()));
        Ok(Ramp::new(per_day, known, recent.collect::<Result<Vec<_>>>()?))
    }
}

/// What may be committed without introducing more organizers than `per_day`. From here on until the end of the
/// transaction no other process introduces any.
pub(super) async fn admitted<'j>(
    tx: &mut Transaction<'static, Any>,
    judged: &'j [Judged],
    per_day: u32,
    now: DateTime<Utc>,
) -> Result<Vec<&'j Judged>> {
    if judged.iter().all(|one| one.introduces.is_none()) {
        return Ok(judged.iter().collect());
    }
    let lock = "INSERT INTO settings (name, value) VALUES ('ramp', '')
                ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    sqlx::query(lock).execute(&mut **tx).await?;
    let sql = "SELECT COUNT(*) AS n FROM introduced WHERE since > $1";
    let query = sqlx::query(sql).bind((now - TimeDelta::days(1)).timestamp());
    let mut room = i64::from(per_day) - query.fetch_one(&mut **tx).await?.try_get::<i64, _>("n")?;
    let fits = |one: &&Judged| {
        room -= i64::from(one.introduces.is_some());
        one.introduces.is_none() || room >= 0
    };
    Ok(judged.iter().filter(fits).collect())
}

/// Records whom a plan introduces.
pub(super) async fn introduce(tx: &mut Transaction<'static, Any>, one: &Judged, now: DateTime<Utc>) -> Result<()> {
    let Some((organizer, mode)) = &one.introduces else { return Ok(()) };
    let sql = "INSERT INTO introduced (organizer, mode, since) VALUES ($1, $2, $3)
               ON CONFLICT (organizer) DO UPDATE SET mode = excluded.mode, since = excluded.since";
    let query = sqlx::query(sql).bind(organizer.as_str()).bind(mode.as_str()).bind(now.timestamp());
    query.execute(&mut **tx).await?;
    Ok(())
}
