//! What a mail says, as data. The words are added by `compose`.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::meeting::{Address, Mode, Requirement, Response};

/// The organization that sends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// Its name, as in "Sent by meetgate for Tidewerk".
    pub organization: String,
    /// The sender's address; the display name is "meetgate at {organization}".
    pub from: Address,
    /// Whom a reply reaches: name and address.
    pub contact: Option<(String, Address)>,
    /// Where meetgate's pages are reachable; links to pages appear only when this is set.
    pub public_url: Option<String>,
}

/// Whoever reads the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// To whom.
    pub address: Address,
    /// Name for the To header.
    pub name: String,
    /// The zone in which all times are told.
    pub zone: Tz,
    /// The city that stands for the zone: "Times are Hamburg time."
    pub city: String,
    /// BCP 47 language; English where there is no catalogue for it.
    pub language: Option<String>,
    /// Who is copied (an assistant).
    pub copied: Vec<Address>,
    /// Where the reader gets rid of such mails (https), if there is such a page.
    pub unsubscribe: Option<String>,
}

/// A mail: to an organizer, but for the last two.
#[derive(Debug, Clone, PartialEq)]
pub enum Letter {
    /// Something is missing in one meeting, and there is time.
    FirstNotice(MeetingFacts),
    /// The same for several meetings of one organizer, earliest deadline first; at least two.
    Digest(Vec<MeetingFacts>),
    /// Hours are left.
    LastCall(MeetingFacts),
    /// The meeting falls into protected time.
    Conflict(Conflict),
    /// The deadline passed: flagged, tentative or declined.
    Outcome(Outcome),
    /// The same for several meetings of one organizer, earliest start first; at least two.
    Outcomes(Vec<Outcome>),
    /// Thank you; what is back.
    Restored(Restored),
    /// To an attendee: what was answered for them in a day.
    Day(Day),
    /// To an admin: something needs a human.
    Alert(Alert),
}

/// A meeting as a mail tells of it. All text fields are hostile input.
#[derive(Debug, Clone, PartialEq)]
pub struct MeetingFacts {
    /// Subject, as in the calendar; may be empty.
    pub title: String,
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// How many people are invited.
    pub people: usize,
    /// How it repeats.
    pub rhythm: Rhythm,
    /// What is missing, in the order of [`Requirement::ALL`].
    pub missing: Vec<Missing>,
    /// What is there, in the same order.
    pub found: Vec<Found>,
    /// By when: the deadline, or for meetings booked late the time promised.
    pub deadline: DateTime<Utc>,
    /// The strictest that follows at the deadline, as far as it will really go for this organizer and these people.
    pub consequence: Mode,
    /// In how many people's names meetgate would answer.
    pub answers_for: usize,
    /// When it started when the first mail about it went out, for the subject, which stays the same; none when this is
    /// the first.
    pub first_start: Option<DateTime<Utc>>,
    /// Its title when the first mail about it was decided, for the subject; empty where that is not known.
    pub first_title: String,
    /// When the first mail about it as it is now was accepted, for the line of the meeting's way; none when this is the
    /// first.
    pub first_mail: Option<DateTime<Utc>>,
    /// Opens the invitation (https), if the provider has such a page.
    pub invitation: Option<String>,
    /// Where the organizer says that what is missing is there (https), if there is such a page.
    pub there: Option<String>,
    /// Where the organizer asks for an exemption (https), if there is such a page.
    pub exempt: Option<String>,
    /// The rule that decided, for the one-line reason.
    pub rule: String,
    /// A friendly line of a `[[suggest]]`, for example "This could be a memo, and give 18 people half an hour back."
    pub suggestion: Option<String>,
}

/// How a meeting repeats, as far as a mail says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// Once.
    Once,
    /// Every (working) day.
    Daily,
    /// Every week.
    Weekly,
    /// Every second week.
    EverySecondWeek,
    /// Every month.
    Monthly,
    /// Some other series.
    Series,
}

/// A requirement that is not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Which.
    pub requirement: Requirement,
    /// The invitation's own first words, if it has any.
    pub excerpt: Option<String>,
    /// Whether it has a video link.
    pub conference: bool,
    /// What follows for this one by its rule; never more than for the meeting.
    pub consequence: Mode,
}

/// A requirement that is met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which.
    pub requirement: Requirement,
    /// The words that show it; several items, the first is quoted and the rest counted.
    pub evidence: Vec<String>,
}

/// The meeting falls into protected time of some guests.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The meeting.
    pub meeting: MeetingFacts,
    /// The name of the protected time, for example "No-Meeting Wednesday".
    pub window: String,
    /// Names of the people it protects.
    pub protected: Vec<String>,
}

/// What was done when the deadline had passed.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The meeting.
    pub meeting: MeetingFacts,
    /// What was done: flag, tentative or decline.
    pub done: Mode,
    /// Whose answer changed, or whose copy was marked.
    pub whose: Vec<String>,
    /// Who of them shows as "maybe" though `done` is decline, because a declined meeting would leave their calendar.
    pub maybe: Vec<String>,
    /// Who is invited but not enrolled, so that their answer stays.
    pub not_enrolled: Vec<String>,
    /// The protected time that caused it, when that was the cause.
    pub window: Option<String>,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Restored {
    /// The meeting; `found` tells what arrived.
    pub meeting: MeetingFacts,
    /// When it was first seen there.
    pub arrived: Option<DateTime<Utc>>,
    /// The answers that are back, one for each person.
    pub answers: Vec<Response>,
    /// How many people more had not answered and stay at "maybe", because their calendar cannot take that back.
    pub maybe: usize,
}

/// What was answered in one person's name in a day.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Day {
    /// Answers given, earliest meeting first.
    pub given: Vec<DayAnswer>,
    /// Answers given back, earliest meeting first.
    pub back: Vec<DayAnswer>,
    /// Where the person says that nothing shall be answered for them (https), if there is such a page.
    pub never: Option<String>,
    /// Where the person asks for the personal weekly report (https), if there is such a page and they have not.
    pub own_week: Option<String>,
}

/// An answer given or given back. All text fields are hostile input.
#[derive(Debug, Clone, PartialEq)]
pub struct DayAnswer {
    /// Subject of the meeting.
    pub title: String,
    /// Start.
    pub start: DateTime<Utc>,
    /// End.
    pub end: DateTime<Utc>,
    /// The organizer's name.
    pub organizer: String,
    /// What was answered: tentative or decline.
    pub gave: Mode,
    /// The person's own answer before.
    pub previous: Response,
    /// What their calendar shows when that is given back.
    pub back: Response,
    /// Why.
    pub cause: DayCause,
    /// The deadline that passed, where one did.
    pub deadline: Option<DateTime<Utc>>,
    /// Where the person says that they stay in this meeting (https), if there is such a page.
    pub keep: Option<String>,
}

/// Why an answer was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayCause {
    /// This was missing.
    Missing(Vec<Requirement>),
    /// It falls into the protected time of this name.
    Protected(String),
}

/// Something that needs a human.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// What it is.
    pub trouble: Trouble,
    /// Since when, or when.
    pub since: DateTime<Utc>,
    /// What is known of the cause, in the words of the log. May hold words of other systems.
    pub why: String,
}

/// What needs a human.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// meetgate stopped everything before it would have exceeded a limit.
    Stopped {
        /// How many answers there would have been within an hour, those given included.
        wanted: usize,
        /// The limit, as the configuration names it: `safety.max_answers_per_hour = 100`.
        limit: String,
    },
    /// It answers no more for one person.
    Mailbox {
        /// For whom.
        mailbox: String,
        /// How many answers there would have been within a week, those given included.
        wanted: usize,
        /// The limit.
        limit: String,
    },
    /// It mails one organizer no more.
    Organizer {
        /// Whom.
        organizer: String,
        /// How many mails there would have been within a day, those sent included.
        wanted: usize,
        /// The limit.
        limit: String,
    },
    /// Calendars that cannot be read for a while.
    Calendars {
        /// Whose.
        mailboxes: Vec<String>,
    },
    /// Organizers whom no mail reaches.
    Mail {
        /// Who.
        organizers: Vec<String>,
    },
}
