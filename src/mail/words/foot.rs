//! Why a mail was written, by whom, and whom to ask.

use super::some;
use crate::meeting::Requirement;

pub(in crate::mail) const HOW_IT_DECIDES: &str = "How it decides";

/// Why the reader gets a mail about one meeting.
pub(in crate::mail) fn because_of_rule(meetings: usize, rule: &str, asks_for: &[Requirement]) -> String {
    let whose = organize(meetings);
    if rule.is_empty() || asks_for.is_empty() {
        return format!("{whose}.");
    }
    format!("{whose}, and the rule “{rule}” asks for {}.", some(asks_for, "and"))
}

/// The same where protected time is the reason.
pub(in crate::mail) fn because_of_window(window: &str) -> String {
    match window {
        "" => format!("{}.", organize(1)),
        window => format!("{}, and “{window}” keeps this time free.", organize(1)),
    }
}

fn organize(meetings: usize) -> String {
    format!("You get this because you organize {}", if meetings == 1 { "the meeting" } else { "these meetings" })
}

/// The zone, named once, as a city.
pub(in crate::mail) fn times_are(city: &str) -> String {
    format!("Times are {city} time.")
}

/// Who sends.
pub(in crate::mail) fn sent_by(organization: &str) -> String {
    match organization {
        "" => "Sent by meetgate.".to_owned(),
        name => format!("Sent by meetgate for {name}."),
    }
}

/// The sender's display name.
pub(in crate::mail) fn sender(organization: &str) -> String {
    match organization {
        "" => "meetgate".to_owned(),
        name => format!("meetgate at {name}"),
    }
}

/// A person to ask.
pub(in crate::mail) fn reply_reaches(name: &str) -> String {
    format!("A reply to this mail reaches {}.", name.replace(' ', "\u{a0}"))
}
