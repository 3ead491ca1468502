//! What people say for themselves: intents that a button, a mail or an admin records, and that judging then heeds.
//!
//! Whoever says it, it is heeded from the next look on: an answer already given comes back. Nothing said here makes
//! meetgate stricter.

use serde::{Deserialize, Serialize};

use crate::meeting::{Address, MeetingKey};
use crate::policy::Policy;

/// What someone says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "say", rename_all = "snake_case")]
pub enum Say {
    /// "Never answer for me."
    AnswersOff,
    /// "Answer for me again": takes [`Say::AnswersOff`] back.
    AnswersOn,
    /// "No more mail": none is written to this person, nothing is answered in their name, and their own meetings are
    /// flagged at most, for nobody could be warned.
    MailsOff,
    /// "Write to me again": takes [`Say::MailsOff`] back.
    MailsOn,
    /// "Send me my own week": the personal weekly report, for which everyone asks for themselves.
    PersonalReportOn,
    /// "My own week no more": takes [`Say::PersonalReportOn`] back.
    PersonalReportOff,
    /// "Keep me in this one."
    Keep {
        /// Which.
        meeting: MeetingKey,
    },
    /// The organizer: this meeting needs none, for a reason. Counts against a budget.
    Exempt {
        /// Which.
        meeting: MeetingKey,
        /// Why.
        reason: String,
    },
    /// The organizer: the agenda is there, meetgate does not see it. Exempts at once, and counts as a false rejection.
    AgendaIsThere {
        /// Which.
        meeting: MeetingKey,
    },
}

/// What a say is for; the purpose of a signed link, too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// See [`Say::AnswersOff`].
    AnswersOff,
    /// See [`Say::AnswersOn`].
    AnswersOn,
    /// See [`Say::MailsOff`]. It is what unsubscribing means (RFC 8058).
    MailsOff,
    /// See [`Say::MailsOn`].
    MailsOn,
    /// See [`Say::PersonalReportOn`].
    PersonalReportOn,
    /// See [`Say::PersonalReportOff`]. It is what unsubscribing from that report means (RFC 8058).
    PersonalReportOff,
    /// See [`Say::Keep`].
    Keep,
    /// See [`Say::Exempt`].
    Exempt,
    /// See [`Say::AgendaIsThere`].
    AgendaIsThere,
}

impl Purpose {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::AnswersOff,
        Self::AnswersOn,
        Self::MailsOff,
        Self::MailsOn,
        Self::PersonalReportOn,
        Self::PersonalReportOff,
        Self::Keep,
        Self::Exempt,
        Self::AgendaIsThere,
    ];

    /// The word in the database, the journal and signed links.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AnswersOff => "answers_off",
            Self::AnswersOn => "answers_on",
            Self::MailsOff => "mails_off",
            Self::MailsOn => "mails_on",
            Self::PersonalReportOn => "personal_report_on",
            Self::PersonalReportOff => "personal_report_off",
            Self::Keep => "keep",
            Self::Exempt => "exempt",
            Self::AgendaIsThere => "agenda_is_there",
        }
    }
}

impl Say {
    /// What it is for.
    pub fn purpose(&self) -> Purpose {
        match self {
            Self::AnswersOff => Purpose::AnswersOff,
            Self::AnswersOn => Purpose::AnswersOn,
            Self::MailsOff => Purpose::MailsOff,
            Self::MailsOn => Purpose::MailsOn,
            Self::PersonalReportOn => Purpose::PersonalReportOn,
            Self::PersonalReportOff => Purpose::PersonalReportOff,
            Self::Keep { .. } => Purpose::Keep,
            Self::Exempt { .. } => Purpose::Exempt,
            Self::AgendaIsThere { .. } => Purpose::AgendaIsThere,
        }
    }

    /// About which meeting; none when about all of the person's.
    pub fn meeting(&self) -> Option<&MeetingKey> {
        match self {
            Self::AnswersOff
            | Self::AnswersOn
            | Self::MailsOff
            | Self::MailsOn
            | Self::PersonalReportOn
            | Self::PersonalReportOff => None,
            Self::Keep { meeting } | Self::Exempt { meeting, .. } | Self::AgendaIsThere { meeting } => Some(meeting),
        }
    }

    /// Whether it bears on meetings: on what is judged or done.
    pub fn bears_on_meetings(&self) -> bool {
        !matches!(self, Self::PersonalReportOn | Self::PersonalReportOff)
    }

    /// Why `who` cannot say it: for themselves only someone enrolled can, about what a meeting must have only its
    /// organizer; whoever may be mailed may want no mail. None when they can.
    pub fn refused(&self, who: &Address, policy: &Policy) -> Option<&'static str> {
        match self {
            Self::MailsOff | Self::MailsOn => {
                (!policy.is_internal(who)).then_some("nobody outside the organization is written to")
            }
            Self::AnswersOff
            | Self::AnswersOn
            | Self::PersonalReportOn
            | Self::PersonalReportOff
            | Self::Keep { .. } => {
                policy.directory.find(who).is_none().then_some("nobody is enrolled under this address")
            }
            Self::Exempt { meeting, .. } | Self::AgendaIsThere { meeting } => {
                let own = policy.directory.canonical(who).as_str() == meeting.organizer;
                (!own).then_some("only the organizer can say so")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::world::{World, address};

    fn meeting() -> MeetingKey {
        World::new().meeting().key
    }

    #[test]
    fn people_speak_for_themselves_and_organizers_for_their_meetings() {
        let policy = World::new().policy;
        let (ana, bo, stranger) = (address("ana"), address("bo"), address("x@elsewhere.org"));
        assert_eq!(Say::AnswersOff.refused(&bo, &policy), None);
        assert_eq!(Say::Keep { meeting: meeting() }.refused(&bo, &policy), None);
        assert!(Say::AnswersOff.refused(&stranger, &policy).is_some());
        assert!(Say::MailsOff.refused(&stranger, &policy).is_some());
        assert_eq!(Say::MailsOff.refused(&address("colleague"), &policy), None, "also without being enrolled");
        let there = Say::AgendaIsThere { meeting: meeting() };
        let exempt = Say::Exempt { meeting: meeting(), reason: "an incident".to_owned() };
        for say in [there, exempt] {
            assert_eq!(say.refused(&ana, &policy), None);
            assert_eq!(say.refused(&bo, &policy), Some("only the organizer can say so"));
        }
    }
}
