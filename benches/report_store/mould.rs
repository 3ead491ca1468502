//! The rows of one meeting that went through the whole pipeline.

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use meetgate::app::App;
use meetgate::clock::ManualClock;
use meetgate::config;
use sqlx::{AnyConnection, Connection, Row};

pub const ORGANIZER: &str = "ana@example.com";
pub const GUEST: &str = "bo@example.com";
pub const UID: &str = "mould-of-a-meeting@example.com";
/// Start and end as they stand in the rows.
pub const START: &str = "2026-11-18T09:00:00Z";
pub const END: &str = "2026-11-18T10:00:00Z";

/// What the tables hold of it.
pub struct Mould {
    /// The organizer's copy.
    pub own: String,
    /// A guest's copy, which was declined for.
    pub guests: String,
    /// The meeting and its verdict.
    pub meeting: String,
    pub verdict: String,
    /// The answer.
    pub answer: String,
}

const POLICY: &str = "mode = \"decline\"\n[organization]\nname = \"Example\"\ndomains = [\"example.com\"]\n\
    time_zone = \"Europe/Berlin\"\n[sources.vdir]\npath = \"calendars/{email}\"\n[mail]\nfolder = \"mails\"\n\
    [store]\npath = \"meetgate.db\"\n[[rule]]\nname = \"agenda-24h\"\nwhen = { attendees = \"3..\" }\n\
    require = { agenda = \"decline\" }\n";

/// Has a meeting of five declined for want of an agenda.
pub async fn cast() -> Mould {
    let folder = tempfile::tempdir().expect("a folder");
    let people = ["ana", "bo", "cy", "di", "eli"];
    let persons: String = people.iter().map(|name| format!("[[person]]\nemail = \"{name}@example.com\"\n")).collect();
    std::fs::write(folder.path().join("meetgate.toml"), format!("{POLICY}{persons}")).expect("a file");
    people.iter().for_each(|name| invite(folder.path(), name, &people));
    week(folder.path()).await;
    rows(folder.path()).await
}

fn invite(folder: &Path, owner: &str, people: &[&str]) {
    let guests: String = people.iter().map(|name| format!("ATTENDEE:mailto:{name}@example.com\r\n")).collect();
    let text = format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//meetgate//bench//EN\r\nBEGIN:VEVENT\r\nUID:{UID}\r\n\
         DTSTAMP:20261110T090000Z\r\nCREATED:20261110T090000Z\r\nDTSTART:20261118T090000Z\r\nDTEND:20261118T100000Z\r\n\
         SUMMARY:Harbour sensor roadmap\r\nDESCRIPTION:Same place as last time\\, see you there.\r\n\
         ORGANIZER;CN=Ana:mailto:{ORGANIZER}\r\n{guests}END:VEVENT\r\nEND:VCALENDAR\r\n"
    );
    let calendar = folder.join(format!("calendars/{owner}@example.com"));
    std::fs::create_dir_all(&calendar).expect("a folder");
    std::fs::write(calendar.join("meeting.ics"), text).expect("a file");
}

async fn week(folder: &Path) {
    let loaded = config::load(&folder.join("meetgate.toml")).unwrap_or_else(|mistakes| panic!("{mistakes}"));
    let begin: DateTime<Utc> = "2026-11-16T09:00:00Z".parse().expect("a time");
    let clock = ManualClock::new(begin);
    let app = App::open(loaded, Arc::new(clock.clone())).await.expect("meetgate");
    for hour in 0..30 {
        clock.set(begin + TimeDelta::hours(hour));
        app.engine.cycle().await.expect("a pass");
    }
    app.engine.store.close().await;
}

async fn rows(folder: &Path) -> Mould {
    let url = format!("sqlite://{}", folder.join("meetgate.db").display());
    let mut connection = AnyConnection::connect(&url).await.expect("the database");
    let copy = |who: &str| format!("SELECT data FROM copies WHERE mailbox = '{who}'");
    Mould {
        own: text(&mut connection, &copy(ORGANIZER)).await,
        guests: text(&mut connection, &copy(GUEST)).await,
        meeting: text(&mut connection, "SELECT data FROM meetings").await,
        verdict: text(&mut connection, "SELECT verdict AS data FROM meetings").await,
        answer: text(
            &mut connection,
            &format!("SELECT data FROM outbox WHERE kind = 'decline' AND mailbox = '{GUEST}' AND state = 'done'"),
        )
        .await,
    }
}

async fn text(connection: &mut AnyConnection, sql: &str) -> String {
    let row = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned())).fetch_one(connection).await.expect("a row");
    row.try_get("data").expect("a text")
}
