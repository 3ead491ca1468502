//! Accounts, as a test sets them up.

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
