//! How the fake is set up: its tenant and its people.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::switches::Switches;

/// Everything the fake is started with.
#[derive(Clone, Debug)]
pub struct Options {
    /// The first instant of the fake's clock.
    pub now: DateTime<Utc>,
    /// Whether the clock runs by itself; else only tests move it.
    pub running: bool,
    /// The port on loopback; zero for a free one.
    pub port: u16,
    /// Mailboxes, lists and people without a mailbox here.
    pub accounts: Vec<Account>,
    /// Application permissions consented to, written into each token when it is issued.
    pub permissions: Vec<String>,
    /// What is marked (unverified) in what is known about Graph.
    pub switches: Switches,
    /// The certificate (DER, with an RSA key) whose owner may sign client assertions.
    pub certificate: Option<Vec<u8>>,
    /// What links begin with instead of the fake's own endpoint.
    pub links: Option<String>,
    /// How long a token lives.
    pub token_life: Duration,
}

impl Options {
    /// A tenant of these accounts at an instant, with every permission the product asks for.
    pub fn new(now: DateTime<Utc>, accounts: Vec<Account>) -> Self {
        let permissions = ["Calendars.ReadWrite", "MailboxSettings.Read", "Mail.Send", "User.Read.All"];
        Self {
            now,
            running: false,
            port: 0,
            accounts,
            permissions: permissions.map(str::to_owned).to_vec(),
            switches: Switches::default(),
            certificate: None,
            links: None,
            token_life: Duration::seconds(3599),
        }
    }
}

/// How far the application gets with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A mailbox in the application's scope.
    InScope,
    /// A mailbox that the application may not open: 403.
    OutOfScope,
    /// A user without a mailbox in the cloud: 404.
    NoMailbox,
    /// Somebody outside the tenant: Graph does not know him, mail reaches him.
    Outside,
}

/// A person, a room or a distribution list.
#[derive(Clone, Debug)]
pub struct Account {
    /// Its user principal name and first address.
    pub address: String,
    /// Further addresses.
    pub aliases: Vec<String>,
    /// The mailbox's zone, by Windows or IANA name.
    pub zone: String,
    /// `workingHours` in Graph's JSON; null if never set.
    pub working_hours: Value,
    /// Settings of a mailbox that nobody has opened yet are absent.
    pub never_opened: bool,
    /// How far the application gets.
    pub reach: Reach,
    /// `PreserveDeclinedMeetings` of the mailbox.
    pub preserves_declined: bool,
    /// Members, for a distribution list.
    pub members: Vec<String>,
    /// `mailboxSettings` refused although the calendar is allowed.
    pub settings_denied: bool,
}

impl Account {
    /// A mailbox in scope, working 08:00 to 17:00 from Monday to Friday in its zone.
    pub fn new(address: &str, zone: &str) -> Self {
        Self {
            address: address.to_owned(),
            aliases: Vec::new(),
            zone: zone.to_owned(),
            working_hours: working_hours("08:00", "17:00", zone),
            never_opened: false,
            reach: Reach::InScope,
            preserves_declined: false,
            members: Vec::new(),
            settings_denied: false,
        }
    }

    /// A distribution list.
    pub fn list(address: &str, members: &[&str]) -> Self {
        let members = members.iter().map(|member| (*member).to_owned()).collect();
        Self { members, reach: Reach::NoMailbox, ..Self::new(address, "UTC") }
    }

    /// With another reach.
    pub fn reach(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    /// With a further address.
    pub fn alias(mut self, address: &str) -> Self {
        self.aliases.push(address.to_owned());
        self
    }

    /// Keeping declined meetings on the calendar.
    pub fn preserving_declined(self) -> Self {
        Self { preserves_declined: true, ..self }
    }

    /// Whether this is one of its addresses.
    pub fn is(&self, address: &str) -> bool {
        self.address.eq_ignore_ascii_case(address)
            || self.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(address))
    }
}

/// `workingHours` from Monday to Friday, such as `08:00` to `17:00`, of a named zone.
pub fn working_hours(from: &str, to: &str, zone: &str) -> Value {
    json!({
        "daysOfWeek": ["monday", "tuesday", "wednesday", "thursday", "friday"],
        "startTime": format!("{from}:00.0000000"), "endTime": format!("{to}:00.0000000"),
        "timeZone": {"name": zone},
    })
}

/// A `customTimeZone` with the rules of the Pacific coast and Graph's real signs: UTC = local + bias.
pub fn custom_pacific() -> Value {
    let offset = |occurrence: u8, month: u8| json!({"time": "02:00:00.0000000", "dayOccurrence": occurrence, "dayOfWeek": "sunday", "month": month, "year": 0});
    let mut daylight = offset(2, 3);
    if let Some(object) = daylight.as_object_mut() {
        object.insert("daylightBias".to_owned(), json!(-60));
    }
    json!({
        "@odata.type": "#microsoft.graph.customTimeZone", "bias": 480, "name": "Customized Time Zone",
        "standardOffset": offset(1, 11), "daylightOffset": daylight,
    })
}
