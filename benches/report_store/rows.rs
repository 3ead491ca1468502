//! Many rows out of one mould.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use chrono_tz::Tz;
use meetgate::report::Week;
use meetgate::store::Store;
use sqlx::{Any, AnyConnection, AssertSqlSafe, Connection, Transaction};

use super::mould::{END, GUEST, Mould, ORGANIZER, START, UID};
use super::weeks;

/// So many people share a meeting.
const TOGETHER: usize = 5;
/// So many entries a week has everyone.
const ENTRIES: usize = 25;
/// Rows of one statement.
const CHUNK: usize = 500;

/// Runs one statement.
pub async fn run(url: &str, sql: &str) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.expect("the server");
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect("it is done");
}

/// Fills a new database.
pub async fn fill(people: usize, url: &str, mould: &Mould) {
    Store::open(url).await.expect("a new database").close().await;
    let mut connection = AnyConnection::connect(url).await.expect("the database");
    let mut tx = connection.begin().await.expect("a transaction");
    mailboxes(&mut tx, people).await;
    for week in weeks() {
        for first in (0..people).step_by(TOGETHER) {
            group(&mut tx, mould, week, first, people.min(first + TOGETHER)).await;
        }
    }
    tx.commit().await.expect("all rows");
    run(url, "ANALYZE").await;
}

/// A value of a row.
enum Value {
    Text(String),
    Number(i64),
}

async fn insert(tx: &mut Transaction<'_, Any>, into: &str, rows: Vec<Vec<Value>>) {
    for chunk in rows.chunks(CHUNK) {
        let width = chunk.first().map_or(0, Vec::len);
        let row = |nth: usize| {
            let places: Vec<String> = (0..width).map(|column| format!("${}", nth * width + column + 1)).collect();
            format!("({})", places.join(", "))
        };
        let places: Vec<String> = (0..chunk.len()).map(row).collect();
        let mut query = sqlx::query(AssertSqlSafe(format!("INSERT INTO {into} VALUES {}", places.join(", "))));
        for value in chunk.iter().flatten() {
            query = match value {
                Value::Text(text) => query.bind(text.clone()),
                Value::Number(number) => query.bind(*number),
            };
        }
        query.execute(&mut **tx).await.expect("rows");
    }
}

async fn mailboxes(tx: &mut Transaction<'_, Any>, people: usize) {
    let read = "2026-11-23T11:00:00Z".parse::<DateTime<Utc>>().expect("a time").timestamp();
    let row = |number| vec![Value::Text(mailbox(number)), Value::Number(read), Value::Number(0)];
    insert(tx, "mailboxes (address, synced_at, known_since)", (0..people).map(row).collect()).await;
}

fn mailbox(number: usize) -> String {
    format!("p{number}@example.com")
}

/// A week of a few people who meet each other.
async fn group(tx: &mut Transaction<'_, Any>, mould: &Mould, week: Week, first: usize, end: usize) {
    let (mut copies, mut meetings, mut answers) = (Vec::new(), Vec::new(), Vec::new());
    for nth in 0..ENTRIES {
        let meeting = Cast::new(week, first, end, nth);
        meetings.push(meeting.row(mould));
        for number in first..end {
            copies.push(meeting.copy(mould, number));
            answers.extend(meeting.answer(mould, number));
        }
    }
    insert(tx, "copies (mailbox, meeting, uid, start_at, data)", copies).await;
    let columns = "meetings (meeting, start_at, first_seen, changed, judged, kind, title, data, verdict, size)";
    insert(tx, columns, meetings).await;
    let columns = "outbox (action, meeting, mailbox, kind, lane, data, state, attempts, due_at, expires_at, created_at, \
                   done_at)";
    insert(tx, columns, answers).await;
}

/// One meeting.
struct Cast {
    uid: String,
    organizer: usize,
    key: String,
    start: DateTime<Utc>,
    recurring: bool,
    nth: usize,
}

impl Cast {
    fn new(week: Week, first: usize, end: usize, nth: usize) -> Self {
        let day = week.begins(Tz::UTC) + TimeDelta::days((nth % 5) as i64);
        let start = day + TimeDelta::minutes(8 * 60 + (nth / 5) as i64 * 90 + (first % 7) as i64 * 15);
        let organizer = first + nth % (end - first);
        let uid = format!("meeting-{first}-{nth}-{}@example.com", week.monday());
        let key = format!("{uid}|{}|", mailbox(organizer));
        Self { uid, organizer, key, start, recurring: !nth.is_multiple_of(3), nth }
    }

    /// The text of the mould, about this meeting and this person.
    fn of(&self, text: &str, owner: usize) -> String {
        let written = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        text.replace(UID, &self.uid)
            .replace(START, &written(self.start))
            .replace(END, &written(self.start + TimeDelta::minutes(30 + 30 * (self.nth % 3) as i64)))
            .replace(ORGANIZER, &mailbox(self.organizer))
            .replace(GUEST, &mailbox(owner))
            .replace("\"recurring\":false", if self.recurring { "\"recurring\":true" } else { "\"recurring\":false" })
    }

    fn copy(&self, mould: &Mould, owner: usize) -> Vec<Value> {
        let text = if owner == self.organizer { &mould.own } else { &mould.guests };
        let text = self.of(text, owner);
        let declined = self.declined(owner);
        let text = if declined { text } else { text.replace("\"declined\"", "\"accepted\"") };
        vec![
            Value::Text(mailbox(owner)),
            Value::Text(self.key.clone()),
            Value::Text(self.uid.clone()),
            Value::Number(self.start.timestamp()),
            Value::Text(text),
        ]
    }

    /// A tenth of what others organize is declined by us.
    fn declined(&self, owner: usize) -> bool {
        owner != self.organizer && self.nth.is_multiple_of(10)
    }

    fn row(&self, mould: &Mould) -> Vec<Value> {
        vec![
            Value::Text(self.key.clone()),
            Value::Number(self.start.timestamp()),
            Value::Number(0),
            Value::Number(1),
            Value::Number(1),
            Value::Text("missing".to_owned()),
            Value::Text(format!("Harbour sensor roadmap {}", self.nth)),
            Value::Text(self.of(&mould.meeting, self.organizer)),
            Value::Text(self.of(&mould.verdict, self.organizer)),
            Value::Number(5),
        ]
    }

    fn answer(&self, mould: &Mould, owner: usize) -> Option<Vec<Value>> {
        let given = self.start.timestamp() - 24 * 3600;
        self.declined(owner).then(|| {
            vec![
                Value::Text(format!("answer/1/{}/{}", mailbox(owner), self.key)),
                Value::Text(self.key.clone()),
                Value::Text(mailbox(owner)),
                Value::Text("decline".to_owned()),
                Value::Text("calendar".to_owned()),
                Value::Text(self.of(&mould.answer, owner)),
                Value::Text("done".to_owned()),
                Value::Number(1),
                Value::Number(given),
                Value::Number(self.start.timestamp()),
                Value::Number(given),
                Value::Number(given),
            ]
        })
    }
}
