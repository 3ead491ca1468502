//! What a fake is started with, and the switches for everything the reference could not confirm.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};

use super::quota::Quota;

/// What a fake is started with.
#[derive(Debug, Clone)]
pub struct Options {
    /// The instant on the fake's clock, which stands still until a test moves it.
    pub now: DateTime<Utc>,
    /// A clock to follow instead; for the program.
    pub follow: Option<fn() -> DateTime<Utc>>,
    /// The port on loopback; 0 takes a free one.
    pub port: u16,
    /// Who has an account.
    pub accounts: Vec<Account>,
    /// Group addresses and their members.
    pub groups: Vec<(String, Vec<String>)>,
    /// Programs with domain-wide delegation.
    pub clients: Vec<Client>,
    /// How the unconfirmed goes.
    pub switches: Switches,
    /// Limits on calls; none by default.
    pub quota: Option<Quota>,
    /// How long access tokens live.
    pub token_life: TimeDelta,
    /// How much sooner than told an access token dies.
    pub token_skew: TimeDelta,
    /// Whether an assertion's times must fit the fake's clock, not only each other.
    pub check_assertion_time: bool,
    /// Whether a violation of the contract by the fake itself panics (in tests) or is only logged (in the program).
    pub panic_on_violation: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            now: Utc.with_ymd_and_hms(2026, 3, 2, 7, 0, 0).single().unwrap_or_default(),
            follow: None,
            port: 0,
            accounts: Vec::new(),
            groups: Vec::new(),
            clients: vec![Client::default()],
            switches: Switches::default(),
            quota: None,
            token_life: TimeDelta::hours(1),
            token_skew: TimeDelta::zero(),
            check_assertion_time: false,
            panic_on_violation: true,
        }
    }
}

/// A program with domain-wide delegation.
#[derive(Debug, Clone)]
pub struct Client {
    /// The address of its service account.
    pub email: String,
    /// The scopes the administrator granted, in full.
    pub scopes: Vec<String>,
}

impl Default for Client {
    fn default() -> Self {
        Self { email: "meetgate@project.iam.example".to_owned(), scopes: vec![scope("calendar")] }
    }
}

/// The full name of a scope.
pub fn scope(name: &str) -> String {
    format!("https://www.googleapis.com/auth/{name}")
}

/// Someone with a calendar.
#[derive(Debug, Clone)]
pub struct Account {
    /// The primary address, which is the id of the primary calendar.
    pub address: String,
    /// A name to show.
    pub name: String,
    /// Further addresses.
    pub aliases: Vec<String>,
    /// The user's zone setting.
    pub zone: String,
    /// The zone of the primary calendar.
    pub calendar_zone: String,
    /// The user's language setting.
    pub locale: String,
    /// Working hours: day name, from and to in minutes. None: the calendar says nothing of them.
    pub hours: Option<Vec<(&'static str, u32, u32)>>,
    /// Whether the account is suspended.
    pub suspended: bool,
    /// Whether the edition has focus time and out of office.
    pub status_events: bool,
    /// Whether this is a room, which accepts by itself.
    pub room: bool,
    /// Whether invitations reach the calendar only once answered by mail.
    pub invitations_wait: bool,
}

impl Account {
    /// An ordinary account in Berlin.
    pub fn new(address: &str) -> Self {
        Self {
            address: address.to_lowercase(),
            name: address.split('@').next().unwrap_or_default().to_owned(),
            aliases: Vec::new(),
            zone: "Europe/Berlin".to_owned(),
            calendar_zone: "Europe/Berlin".to_owned(),
            locale: "en".to_owned(),
            hours: None,
            suspended: false,
            status_events: true,
            room: false,
            invitations_wait: false,
        }
    }

    /// With this further address.
    pub fn alias(mut self, address: &str) -> Self {
        self.aliases.push(address.to_lowercase());
        self
    }

    /// With this zone, for the user and for the calendar.
    pub fn zone(mut self, zone: &str) -> Self {
        self.zone = zone.to_owned();
        self.calendar_zone = zone.to_owned();
        self
    }

    /// With this zone for the calendar alone.
    pub fn calendar_zone(mut self, zone: &str) -> Self {
        self.calendar_zone = zone.to_owned();
        self
    }

    /// With this name to show.
    pub fn name(mut self, name: &str) -> Self {
        self.name = name.to_owned();
        self
    }

    /// With working hours from Monday to Friday, in minutes of the day.
    pub fn weekdays(mut self, from: u32, to: u32) -> Self {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday"];
        self.hours = Some(days.into_iter().map(|day| (day, from, to)).collect());
        self
    }

    /// With exactly these working hours: day name, from and to in minutes.
    pub fn hours(mut self, hours: Vec<(&'static str, u32, u32)>) -> Self {
        self.hours = Some(hours);
        self
    }

    /// Suspended.
    pub fn suspended(mut self) -> Self {
        self.suspended = true;
        self
    }

    /// Of an edition without focus time and out of office.
    pub fn without_status_events(mut self) -> Self {
        self.status_events = false;
        self
    }

    /// A room.
    pub fn room(mut self) -> Self {
        self.room = true;
        self
    }

    /// With invitations that wait for an answer by mail.
    pub fn invitations_wait(mut self) -> Self {
        self.invitations_wait = true;
        self
    }
}

/// How the things go that no source confirms. The defaults are what most sources suggest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Switches {
    /// Whether a guest's copy has the organizer's id.
    pub guest_copies_share_the_id: bool,
    /// Whether ids of occurrences are the master's with the start behind it, or tell nothing.
    pub occurrence_ids_tell_the_start: bool,
    /// Whether a comment counts in the light form of an answer (`attendeesOmitted`).
    pub light_form_takes_the_comment: bool,
    /// Whether a comment travels to the organizer with the answer.
    pub comment_travels: bool,
    /// Whether an answer changes the other guests' copies, and with them their etags.
    pub answers_touch_other_copies: bool,
    /// Whether an answer to the series overwrites answers to single occurrences.
    pub series_answer_overwrites_occurrences: bool,
    /// Whether removing one's copy also declines.
    pub removing_declines: bool,
    /// Whether deleting an occurrence also adds an EXDATE to the master.
    pub deleting_adds_exdate: bool,
    /// What becomes of a guest's changes to shared fields.
    pub guest_edits: GuestEdits,
    /// Whether a guest's changes reach everyone where `guestsCanModify` is true.
    pub modifying_guests_change_all: bool,
    /// What a listing answers whose query is not its token's.
    pub changed_query: ChangedQuery,
    /// What an incremental listing says of what left the first query's window.
    pub moved_out: MovedOut,
    /// Whether an empty incremental listing returns the token it was given.
    pub unchanged_token_stays: bool,
    /// Whether cancelled events lose their details on the organizer's calendar, too.
    pub organizer_tombstones_are_bare: bool,
    /// Whether declined events make busy.
    pub declined_is_busy: bool,
    /// Whether null in a patch removes an extended property (else it becomes an empty text).
    pub null_removes_property: bool,
    /// Whether descriptions lose tags beyond the simplest.
    pub descriptions_are_cleaned: bool,
    /// Whether a refresh token comes with each consent, or with the first and `prompt=consent` alone.
    pub refresh_token_each_time: bool,
    /// Whether the parts of a batch may speak for different users.
    pub batch_mixes_users: bool,
    /// How far ahead endless series are expanded without `timeMax`, in days.
    pub expansion_days: i64,
    /// How far ahead a deleted series shows its occurrences as cancelled, in days.
    pub deleted_series_days: i64,
    /// Whether the second half of a split series has an id made of the first's.
    pub split_id_tells_the_origin: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            guest_copies_share_the_id: true,
            occurrence_ids_tell_the_start: true,
            light_form_takes_the_comment: true,
            comment_travels: true,
            answers_touch_other_copies: true,
            series_answer_overwrites_occurrences: false,
            removing_declines: true,
            deleting_adds_exdate: false,
            guest_edits: GuestEdits::StayOnTheCopy,
            modifying_guests_change_all: true,
            changed_query: ChangedQuery::Refused,
            moved_out: MovedOut::Delivered,
            unchanged_token_stays: false,
            organizer_tombstones_are_bare: false,
            declined_is_busy: false,
            null_removes_property: true,
            descriptions_are_cleaned: false,
            refresh_token_each_time: false,
            batch_mixes_users: true,
            expansion_days: 730,
            deleted_series_days: 183,
            split_id_tells_the_origin: true,
        }
    }
}

impl Switches {
    /// Every switch the other way.
    pub fn other_way() -> Self {
        Self {
            guest_copies_share_the_id: false,
            occurrence_ids_tell_the_start: false,
            light_form_takes_the_comment: false,
            comment_travels: false,
            answers_touch_other_copies: false,
            series_answer_overwrites_occurrences: true,
            removing_declines: false,
            deleting_adds_exdate: true,
            guest_edits: GuestEdits::Refused,
            modifying_guests_change_all: false,
            changed_query: ChangedQuery::TokenWins,
            moved_out: MovedOut::Withheld,
            unchanged_token_stays: true,
            organizer_tombstones_are_bare: true,
            declined_is_busy: true,
            null_removes_property: false,
            descriptions_are_cleaned: true,
            refresh_token_each_time: true,
            batch_mixes_users: false,
            expansion_days: 365,
            deleted_series_days: 0,
            split_id_tells_the_origin: false,
        }
    }
}

/// What becomes of a guest's changes to shared fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuestEdits {
    /// They stay on the guest's copy until the organizer's next change.
    StayOnTheCopy,
    /// 403.
    Refused,
}

/// What a listing answers whose query is not its token's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangedQuery {
    /// 400.
    Refused,
    /// What the token's own query says.
    TokenWins,
}

/// What an incremental listing says of what left the first query's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedOut {
    /// The event as it is.
    Delivered,
    /// Nothing.
    Withheld,
    /// As if it were deleted.
    Cancelled,
}
