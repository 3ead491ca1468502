//! How the fake is set up: its tenant, its people, and what is not known about Graph.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

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

/// What nobody has confirmed about Graph. The defaults are what is thought more likely.
#[derive(Clone, Debug)]
pub struct Switches {
    /// An attachment alone makes a delta send the event again.
    pub attachment_in_delta: bool,
    /// An organizer's attachment alone reaches the attendees' copies.
    pub attachment_travels: bool,
    /// `$select` works on attachments; else it is overlooked and bytes come.
    pub attachment_select: bool,
    /// A received answer moves the change key of the organizer's copy.
    pub change_key_on_answer: bool,
    /// A list's member does not stand among the attendees of his copy.
    pub members_unnamed: bool,
    /// An application reads private events in full.
    pub private_readable: bool,
    /// Answering one occurrence makes it an exception.
    pub answer_makes_exception: bool,
    /// A decline through Graph heeds the mailbox's wish to keep declined meetings.
    pub decline_heeds_preserve: bool,
    /// Answering gives the item a new immutable id, too.
    pub answer_changes_immutable_id: bool,
    /// Forwarding puts the meeting onto the recipient's calendar.
    pub forward_delivers: bool,
    /// An organizer's change of categories alone mails the attendees.
    pub category_change_mails: bool,
    /// An organizer's update overwrites categories, `showAs` and reminder of attendees' copies.
    pub update_overwrites_private: bool,
    /// Every organizer's update asks for a new answer; else only a moved meeting does.
    pub update_resets_answer: bool,
    /// An attendee's delete declines.
    pub delete_declines: bool,
    /// Deleting again is 400 `ErrorInvalidRequest`; else 404.
    pub delete_again_is_400: bool,
    /// A repeated `transactionId` is 409; else 201 with the event that is there.
    pub transaction_conflicts: bool,
    /// The code of a 412.
    pub precondition_code: String,
    /// The code for an unknown user.
    pub unknown_user_code: String,
    /// `originalStart` comes only when it is selected.
    pub original_start_on_select: bool,
    /// Each occurrence of a series has an `iCalUId` of its own.
    pub uid_per_occurrence: bool,
    /// An attendee's cancelled occurrence lingers as a cancelled exception.
    pub cancelled_occurrence_lingers: bool,
    /// Page size of lists when none is asked for.
    pub page: usize,
    /// More than four requests to one mailbox inside one batch: the others are throttled.
    pub batch_concurrency: bool,
}

impl Default for Switches {
    fn default() -> Self {
        Self {
            attachment_in_delta: true,
            attachment_travels: true,
            attachment_select: true,
            change_key_on_answer: true,
            members_unnamed: true,
            private_readable: true,
            answer_makes_exception: true,
            decline_heeds_preserve: true,
            answer_changes_immutable_id: false,
            forward_delivers: true,
            category_change_mails: false,
            update_overwrites_private: false,
            update_resets_answer: false,
            delete_declines: false,
            delete_again_is_400: false,
            transaction_conflicts: false,
            precondition_code: "ErrorIrresolvableConflict".to_owned(),
            unknown_user_code: "ErrorInvalidUser".to_owned(),
            original_start_on_select: true,
            uid_per_occurrence: true,
            cancelled_occurrence_lingers: false,
            page: 10,
            batch_concurrency: true,
        }
    }
}

impl Switches {
    /// Every doubt decided the other way.
    pub fn contrary() -> Self {
        let usual = Self::default();
        Self {
            attachment_in_delta: !usual.attachment_in_delta,
            attachment_travels: !usual.attachment_travels,
            attachment_select: !usual.attachment_select,
            change_key_on_answer: !usual.change_key_on_answer,
            members_unnamed: !usual.members_unnamed,
            private_readable: !usual.private_readable,
            answer_makes_exception: !usual.answer_makes_exception,
            decline_heeds_preserve: !usual.decline_heeds_preserve,
            answer_changes_immutable_id: !usual.answer_changes_immutable_id,
            forward_delivers: !usual.forward_delivers,
            category_change_mails: !usual.category_change_mails,
            update_overwrites_private: !usual.update_overwrites_private,
            update_resets_answer: !usual.update_resets_answer,
            delete_declines: !usual.delete_declines,
            delete_again_is_400: !usual.delete_again_is_400,
            transaction_conflicts: !usual.transaction_conflicts,
            precondition_code: "ErrorItemChangedSinceLastRead".to_owned(),
            unknown_user_code: "Request_ResourceNotFound".to_owned(),
            original_start_on_select: !usual.original_start_on_select,
            uid_per_occurrence: !usual.uid_per_occurrence,
            cancelled_occurrence_lingers: !usual.cancelled_occurrence_lingers,
            page: 1,
            batch_concurrency: usual.batch_concurrency,
        }
    }
}
