//! One sync of one mailbox in one transaction: components, copies, the meetings they touch, and the cursor.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row, Transaction};

use crate::brief::Brief;
use crate::meeting::{Address, Digest, Event, EventKind, Moment, Window};
use crate::policy::BriefedCopy;

use super::{CHUNK, Result, Store, doubts, list, rows};

/// A component with what its text says. The text itself is not kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredPart {
    /// The component.
    pub event: Event,
    /// What its text says.
    pub brief: Brief,
    /// What its text and attachments hash to.
    pub text: Digest,
}

/// An object with all its components; replaces all that was known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredObject {
    /// The provider's id.
    pub id: String,
    /// Its components.
    pub parts: Vec<StoredPart>,
}

/// What one sync brought.
#[derive(Debug, Clone, PartialEq)]
pub struct Synced {
    /// New or changed objects.
    pub objects: Vec<StoredObject>,
    /// Objects that are gone.
    pub gone: Vec<String>,
    /// Objects that are not named are gone too, but for those with problems.
    pub complete: bool,
    /// Where this sync began. If another process has moved on from there meanwhile, nothing is recorded.
    pub since: Option<String>,
    /// Where the next sync begins.
    pub cursor: String,
    /// Objects that could not be read, and why. All that there are, not only new ones.
    pub problems: Vec<(String, String)>,
    /// The stretch of time in which occurrences are wanted. Older copies stay as they are.
    pub window: Window,
}

/// What became of a sync.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applied {
    /// It is recorded; so many copies changed.
    Changed(usize),
    /// Another process was first; nothing is recorded.
    Overtaken,
    /// The mailbox would lose nearly everything within a day; nothing is recorded but the doubt. It had so many coming
    /// meetings, and would have so many.
    Doubted(usize, usize),
}

/// Turns the components of one UID into copies. Pure.
pub type Expand<'a> = &'a (dyn Fn(&[StoredPart]) -> Vec<BriefedCopy> + Send + Sync);

impl Store {
    /// Records one sync, unless another process was first, or the mailbox would lose nearly everything within a day: then it
    /// stays as it is until the listing has stayed so for some polls, or an admin accepts it.
    pub async fn apply(
        &self,
        mailbox: &Address,
        synced: &Synced,
        expand: Expand<'_>,
        now: DateTime<Utc>,
    ) -> Result<Applied> {
        let mut tx = self.begin().await?;
        if !take(&mut tx, mailbox, synced.since.as_deref()).await? {
            return Ok(Applied::Overtaken);
        }
        let before = doubts::coming(&mut tx, mailbox, now).await?;
        let mut sync = Transfer { tx: &mut tx, mailbox, window: synced.window, now };
        let uids = sync.replace_objects(synced).await?;
        let changed = sync.rebuild(&uids, expand).await?;
        sync.replace_problems(&synced.problems).await?;
        let sql = "UPDATE mailboxes SET cursor = $1, synced_at = $2, failing_since = NULL, error = NULL,
                       expanded_until = COALESCE(expanded_until, $3), known_since = COALESCE(known_since, $5)
                   WHERE address = $4";
        let query = sqlx::query(sql).bind(&synced.cursor).bind(now.timestamp()).bind(synced.window.to.timestamp());
        query.bind(mailbox.as_str()).bind(synced.window.from.timestamp()).execute(&mut *tx).await?;
        let after = doubts::coming(&mut tx, mailbox, now).await?;
        let most = doubts::count(&mut tx, mailbox, (before, after), now).await?;
        if after < before && doubts::doubtful(most, after) {
            if !doubts::settled(&mut tx, mailbox).await? {
                tx.rollback().await?;
                self.doubt(mailbox, most, after, now).await?;
                return Ok(Applied::Doubted(most, after));
            }
            doubts::forget_changes(&mut tx, mailbox).await?;
        }
        doubts::clear(&mut tx, mailbox, now).await?;
        tx.commit().await?;
        Ok(Applied::Changed(changed))
    }

    /// Expands the mailbox's series again, and looks at what lay beyond the window before, because time has moved on.
    /// Returns how many copies changed.
    pub async fn roll(
        &self,
        mailbox: &Address,
        window: Window,
        expand: Expand<'_>,
        now: DateTime<Utc>,
    ) -> Result<usize> {
        let mut tx = self.begin().await?;
        let sql = "SELECT DISTINCT uid FROM events WHERE mailbox = $1
                   AND (recurring = 1 OR uid NOT IN (SELECT uid FROM copies WHERE mailbox = $1))";
        let found = sqlx::query(sql).bind(mailbox.as_str()).fetch_all(&mut *tx).await?;
        let uids = found.iter().map(|row| Ok(row.try_get("uid")?)).collect::<Result<BTreeSet<String>>>()?;
        // Waits for a sync of the same mailbox that another process may be recording.
        let lock = "UPDATE mailboxes SET cursor = cursor WHERE address = $1";
        sqlx::query(lock).bind(mailbox.as_str()).execute(&mut *tx).await?;
        let changed = Transfer { tx: &mut tx, mailbox, window, now }.rebuild(&uids, expand).await?;
        let sql = "UPDATE mailboxes SET expanded_until = $1 WHERE address = $2";
        sqlx::query(sql).bind(window.to.timestamp()).bind(mailbox.as_str()).execute(&mut *tx).await?;
        tx.commit().await?;
        Ok(changed)
    }
}

/// Locks the mailbox's row until the end of the transaction, if its cursor is still the one that the sync began at.
async fn take(tx: &mut Transaction<'static, Any>, mailbox: &Address, since: Option<&str>) -> Result<bool> {
    let sql = "INSERT INTO mailboxes (address) VALUES ($1) ON CONFLICT (address) DO NOTHING";
    sqlx::query(sql).bind(mailbox.as_str()).execute(&mut **tx).await?;
    let sql = "UPDATE mailboxes SET cursor = cursor WHERE address = $1 AND cursor IS NOT DISTINCT FROM $2";
    let taken = sqlx::query(sql).bind(mailbox.as_str()).bind(since).execute(&mut **tx).await?.rows_affected();
    Ok(taken > 0)
}

struct Transfer<'a> {
    tx: &'a mut Transaction<'static, Any>,
    mailbox: &'a Address,
    window: Window,
    now: DateTime<Utc>,
}

impl Transfer<'_> {
    /// Replaces the components of changed objects. Returns every UID that any of them has or had.
    async fn replace_objects(&mut self, synced: &Synced) -> Result<BTreeSet<String>> {
        let mut stale: Vec<String> = synced.objects.iter().map(|object| object.id.clone()).collect();
        stale.extend(synced.gone.iter().cloned());
        if synced.complete {
            stale.extend(self.unnamed(synced).await?);
        }
        let mut uids = BTreeSet::new();
        for chunk in stale.chunks(CHUNK) {
            let sql =
                format!("DELETE FROM events WHERE mailbox = $1 AND object IN ({}) RETURNING uid", list(chunk.len(), 1));
            let query = sqlx::query(AssertSqlSafe(sql)).bind(self.mailbox.as_str());
            let query = chunk.iter().fold(query, |query, object| query.bind(object));
            for row in query.fetch_all(&mut **self.tx).await? {
                uids.insert(row.try_get("uid")?);
            }
        }
        uids.extend(self.insert_parts(&synced.objects).await?);
        Ok(uids)
    }

    /// Objects that a complete listing did not name.
    async fn unnamed(&mut self, synced: &Synced) -> Result<Vec<String>> {
        let named: BTreeSet<&str> = synced
            .objects
            .iter()
            .map(|object| object.id.as_str())
            .chain(synced.problems.iter().map(|p| p.0.as_str()))
            .collect();
        let sql = "SELECT DISTINCT object FROM events WHERE mailbox = $1";
        let known = sqlx::query(sql).bind(self.mailbox.as_str()).fetch_all(&mut **self.tx).await?;
        let known = known.iter().map(|row| Ok(row.try_get("object")?)).collect::<Result<Vec<String>>>()?;
        Ok(known.into_iter().filter(|object| !named.contains(object.as_str())).collect())
    }

    async fn insert_parts(&mut self, objects: &[StoredObject]) -> Result<BTreeSet<String>> {
        let mut parts: BTreeMap<(&str, &str, String), &StoredPart> = BTreeMap::new();
        for object in objects {
            for part in &object.parts {
                let name = part.event.recurrence_id.as_ref().map(Moment::canonical).unwrap_or_default();
                let slot = parts.entry((object.id.as_str(), part.event.uid.as_str(), name)).or_insert(part);
                // An object that holds the same component twice means the later revision.
                if part.event.sequence >= slot.event.sequence {
                    *slot = part;
                }
            }
        }
        let parts: Vec<_> = parts.into_iter().collect();
        for chunk in parts.chunks(CHUNK) {
            let head = "INSERT INTO events (mailbox, object, uid, part, recurring, data) VALUES ";
            let mut query = sqlx::query(AssertSqlSafe(format!("{head}{}", rows(chunk.len(), 6))));
            for ((object, uid, name), part) in chunk {
                query = query.bind(self.mailbox.as_str()).bind(*object).bind(*uid).bind(name);
                query = query.bind(i64::from(part.event.recurrence.is_some())).bind(serde_json::to_string(part)?);
            }
            query.execute(&mut **self.tx).await?;
        }
        Ok(parts.into_iter().map(|((_, uid, _), _)| uid.to_owned()).collect())
    }

    /// Rebuilds the copies of these UIDs and marks the meetings whose copies changed.
    async fn rebuild(&mut self, uids: &BTreeSet<String>, expand: Expand<'_>) -> Result<usize> {
        let uids: Vec<&str> = uids.iter().map(String::as_str).collect();
        let mut changed = 0;
        for chunk in uids.chunks(CHUNK) {
            let parts = self.parts(chunk).await?;
            let known = self.known(chunk).await?;
            let fresh = parts.values().flat_map(|parts| expand(parts)).map(|copy| (copy.copy.key.to_string(), copy));
            changed += self.replace_copies(known, fresh.collect()).await?;
        }
        Ok(changed)
    }

    async fn parts(&mut self, uids: &[&str]) -> Result<BTreeMap<String, Vec<StoredPart>>> {
        let sql = "SELECT uid, data FROM events WHERE mailbox = $1 AND uid IN";
        let mut parts: BTreeMap<String, Vec<StoredPart>> = BTreeMap::new();
        for row in self.by_uid(sql, uids).await? {
            let part = serde_json::from_str(&row.try_get::<String, _>("data")?)?;
            parts.entry(row.try_get("uid")?).or_default().push(part);
        }
        Ok(parts)
    }

    /// Copies known of these UIDs, those before the window left out: they are past and stay.
    async fn known(&mut self, uids: &[&str]) -> Result<BTreeMap<String, BriefedCopy>> {
        let sql = "SELECT meeting, data FROM copies WHERE mailbox = $1 AND uid IN";
        let mut known = BTreeMap::new();
        for row in self.by_uid(sql, uids).await? {
            let copy = super::meetings::copy(&row)?;
            if copy.copy.end > self.window.from {
                known.insert(row.try_get("meeting")?, copy);
            }
        }
        Ok(known)
    }

    async fn by_uid(&mut self, sql: &str, uids: &[&str]) -> Result<Vec<AnyRow>> {
        let query = sqlx::query(AssertSqlSafe(format!("{sql} ({})", list(uids.len(), 1)))).bind(self.mailbox.as_str());
        let query = uids.iter().fold(query, |query, uid| query.bind(*uid));
        Ok(query.fetch_all(&mut **self.tx).await?)
    }

    /// Writes what differs, deletes what is gone, and marks the meetings of both.
    async fn replace_copies(
        &mut self,
        mut known: BTreeMap<String, BriefedCopy>,
        fresh: BTreeMap<String, BriefedCopy>,
    ) -> Result<usize> {
        let mut written = Vec::new();
        for (meeting, copy) in fresh {
            if !known.remove(&meeting).is_some_and(|old| same(&old, &copy)) {
                written.push((meeting, copy));
            }
        }
        let gone: Vec<(String, BriefedCopy)> = known.into_iter().collect();
        self.delete_copies(&gone).await?;
        self.upsert_copies(&written).await?;
        written.extend(gone);
        // In the order of their keys, as every transaction takes them, so that two never wait for each other.
        written.sort_by(|(a, _), (b, _)| a.cmp(b));
        self.mark(&written).await?;
        Ok(written.len())
    }

    async fn delete_copies(&mut self, gone: &[(String, BriefedCopy)]) -> Result<()> {
        for chunk in gone.chunks(CHUNK) {
            let sql = format!("DELETE FROM copies WHERE mailbox = $1 AND meeting IN ({})", list(chunk.len(), 1));
            let query = sqlx::query(AssertSqlSafe(sql)).bind(self.mailbox.as_str());
            let query = chunk.iter().fold(query, |query, (meeting, _)| query.bind(meeting));
            query.execute(&mut **self.tx).await?;
        }
        Ok(())
    }

    async fn upsert_copies(&mut self, written: &[(String, BriefedCopy)]) -> Result<()> {
        for chunk in written.chunks(CHUNK) {
            let sql = format!(
                "INSERT INTO copies (mailbox, meeting, uid, start_at, away_until, data) VALUES {}
                 ON CONFLICT (mailbox, meeting) DO UPDATE SET uid = excluded.uid, start_at = excluded.start_at,
                     away_until = excluded.away_until, data = excluded.data",
                rows(chunk.len(), 6)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (meeting, copy) in chunk {
                query = query.bind(self.mailbox.as_str()).bind(meeting).bind(&copy.copy.event.uid);
                query = query.bind(copy.copy.start.timestamp()).bind(away_until(&copy.copy));
                query = query.bind(super::meetings::copy_json(copy)?);
            }
            query.execute(&mut **self.tx).await?;
        }
        Ok(())
    }

    /// Counts a change of these meetings, so that they are judged.
    async fn mark(&mut self, copies: &[(String, BriefedCopy)]) -> Result<()> {
        for chunk in copies.chunks(CHUNK) {
            let sql = format!(
                "INSERT INTO meetings (meeting, start_at, first_seen, changed, judged, due_at, title) VALUES {}
                 ON CONFLICT (meeting) DO UPDATE SET changed = meetings.changed + 1, start_at = excluded.start_at,
                     due_at = 0",
                rows(chunk.len(), 7)
            );
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for (meeting, copy) in chunk {
                query = query.bind(meeting).bind(copy.copy.start.timestamp()).bind(self.now.timestamp());
                query = query.bind(1_i64).bind(0_i64).bind(0_i64).bind("");
            }
            query.execute(&mut **self.tx).await?;
        }
        Ok(())
    }

    async fn replace_problems(&mut self, problems: &[(String, String)]) -> Result<()> {
        let names: Vec<&String> = problems.iter().map(|(object, _)| object).collect();
        let known = if names.is_empty() { "''".to_owned() } else { list(names.len(), 1) };
        let sql = format!("DELETE FROM problems WHERE mailbox = $1 AND object NOT IN ({known})");
        let query = sqlx::query(AssertSqlSafe(sql)).bind(self.mailbox.as_str());
        names.iter().fold(query, |query, name| query.bind(*name)).execute(&mut **self.tx).await?;
        for (object, problem) in problems {
            let sql = "INSERT INTO problems (mailbox, object, problem, since) VALUES ($1, $2, $3, $4)
                       ON CONFLICT (mailbox, object) DO UPDATE SET problem = excluded.problem";
            let query = sqlx::query(sql).bind(self.mailbox.as_str()).bind(object).bind(problem);
            query.bind(self.now.timestamp()).execute(&mut **self.tx).await?;
        }
        Ok(())
    }
}

/// Until when the mailbox's owner is out of office by this entry.
fn away_until(copy: &crate::meeting::Copy) -> Option<i64> {
    let away = copy.event.kind == EventKind::OutOfOffice && !copy.event.cancelled;
    away.then(|| copy.end.timestamp())
}

/// Whether two copies are the same but for when they were seen.
fn same(old: &BriefedCopy, new: &BriefedCopy) -> bool {
    let mut seen = new.clone();
    seen.copy.seen_at = old.copy.seen_at;
    *old == seen
}
