//! Names of zones as Outlook knows them: Windows names, IANA names and its own `tzone://` ones.

use chrono::{DateTime, Duration, LocalResult, NaiveDateTime, TimeZone, Utc};
use chrono_tz::Tz;
use windows_timezones::WindowsTimezone;

/// What an authoring zone is called that has rules but no name.
pub const CUSTOM: &str = "tzone://Microsoft/Custom";

/// A zone under the name that Outlook shows for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// As shown: a Windows name, an IANA name, or [`CUSTOM`].
    pub name: String,
    /// Its rules.
    pub tz: Tz,
}

impl Zone {
    /// The zone of this Windows or IANA name, or nothing for a name Outlook does not know.
    pub fn named(name: &str) -> Option<Self> {
        let tz = match name {
            "UTC" | "tzone://Microsoft/Utc" => Tz::UTC,
            "Customized Time Zone" => return None,
            other => {
                let windows = other.parse::<WindowsTimezone>().ok().map(|zone| zone.tzdb_id());
                windows.unwrap_or(other).parse::<Tz>().ok()?
            }
        };
        Some(Self { name: name.to_owned(), tz })
    }

    /// A zone without a name: shown as [`CUSTOM`], with the rules of `tz`.
    pub fn custom(tz: Tz) -> Self {
        Self { name: CUSTOM.to_owned(), tz }
    }

    /// UTC, the zone of answers when none is asked for.
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned(), tz: Tz::UTC }
    }

    /// The instant of a wall clock here. In a gap: as if the clock had not been put forward; twice there: the first.
    pub fn instant(&self, local: NaiveDateTime) -> DateTime<Utc> {
        match self.tz.from_local_datetime(&local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => at.with_timezone(&Utc),
            LocalResult::None => {
                let before = self.tz.from_local_datetime(&(local - Duration::hours(3))).earliest();
                before.map_or_else(|| local.and_utc(), |at| at.with_timezone(&Utc) + Duration::hours(3))
            }
        }
    }

    /// The wall clock here at an instant.
    pub fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        at.with_timezone(&self.tz).naive_local()
    }
}
