//! What tells our answers from a person's: a property of the application on the event, which nobody sees.
//!
//! It says which answer of ours it was, what was to be answered, what Graph was asked to answer instead (a decline may
//! be a tentative answer here), and when Graph noted it. It is written before the answer is given, so that a crash
//! between the two leaves a mark that fits no answer, never an answer of ours without a mark.
//!
//! Accepted race: someone who gives the very same answer by hand between the mark and ours is taken for us.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::times;
use super::wire::Row;
use crate::meeting::Response;

/// The property's id; the GUID is meetgate's own.
pub(super) const ANSWER: &str = "String {5b1c9a0e-6f0d-4a52-8c1b-7d0f6a3e9c24} Name MeetgateAnswer";
/// The same for holds and bookings: its value is their key.
pub(super) const KEY: &str = "String {5b1c9a0e-6f0d-4a52-8c1b-7d0f6a3e9c24} Name MeetgateKey";
/// Stands in place of a mark where somebody has answered by hand since.
pub(super) const BY_HAND: &str = "by-hand";

/// A mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Mark {
    /// Which answer of ours.
    #[serde(rename = "k")]
    pub key: String,
    /// What was to be answered.
    #[serde(rename = "g")]
    pub given: Response,
    /// What Graph was asked to answer.
    #[serde(rename = "r")]
    pub real: Response,
    /// When Graph noted the answer, if it has told.
    #[serde(rename = "t", default, skip_serializing_if = "Option::is_none")]
    pub noted: Option<DateTime<Utc>>,
}

/// The owner's answer as everyone else in the house is to see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// The answer.
    pub response: Response,
    /// The mark, where the answer is ours.
    pub mark: Option<String>,
}

impl Mark {
    /// The mark on an event.
    pub fn of(row: &Row) -> Option<Self> {
        serde_json::from_str(row.property(ANSWER)?).ok()
    }

    /// As it is written on an event.
    pub fn property(&self) -> Value {
        property(ANSWER, &serde_json::to_string(self).unwrap_or_default())
    }
}

/// What takes a mark off: Graph has no way to remove a property.
pub(super) fn none() -> Value {
    property(ANSWER, "-")
}

/// The part of a PATCH or POST that sets a property.
pub(super) fn property(id: &str, value: &str) -> Value {
    json!({ "singleValueExtendedProperties": [{ "id": id, "value": value }] })
}

/// The part of a query that asks for a property.
pub(super) fn expand(id: &str) -> String {
    format!("singleValueExtendedProperties($filter=id eq '{id}')")
}

/// The answer on an event. While the answer is the one we asked for, it counts as the one that was to be given.
pub(super) fn shown(row: &Row) -> Shown {
    let response = response(row.answer());
    let Some(mark) = Mark::of(row).filter(|mark| mark.real == response) else {
        return Shown { response, mark: None };
    };
    let now = row.response_status.as_ref().and_then(|status| times::stamp(status.time.as_ref()));
    match (mark.noted, now) {
        (Some(noted), Some(now)) if noted != now => Shown { response, mark: Some(BY_HAND.to_owned()) },
        _ => Shown { response: mark.given, mark: Some(mark.key) },
    }
}

/// Whether an answer of ours may be behind this one, so that its mark must be looked for.
pub(super) fn may_be_ours(row: &Row) -> bool {
    let given = matches!(response(row.answer()), Response::Tentative | Response::Declined);
    given && !row.by_owner() && row.single_value_extended_properties.is_none()
}

/// An answer as Graph writes it.
pub(super) fn response(text: Option<&str>) -> Response {
    match text.unwrap_or_default() {
        "accepted" | "organizer" => Response::Accepted,
        "tentativelyAccepted" => Response::Tentative,
        "declined" => Response::Declined,
        _ => Response::NoAnswer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(mark: &Mark, response: &str, time: &str) -> Row {
        let mut row = json!({ "responseStatus": { "response": response, "time": time } });
        row.as_object_mut().unwrap().extend(mark.property().as_object().unwrap().clone());
        serde_json::from_value(row).unwrap()
    }

    fn mark(noted: Option<&str>) -> Mark {
        let noted = noted.map(|text| text.parse().unwrap());
        Mark { key: "answer-1".into(), given: Response::Declined, real: Response::Tentative, noted }
    }

    #[test]
    fn a_tentative_answer_of_ours_counts_as_the_decline_it_stands_for() {
        let row = marked(&mark(None), "tentativelyAccepted", "2026-11-26T10:00:00Z");
        assert_eq!(shown(&row), Shown { response: Response::Declined, mark: Some("answer-1".into()) });
    }

    #[test]
    fn a_mark_that_fits_no_answer_is_none() {
        let row = marked(&mark(None), "notResponded", "0001-01-01T00:00:00Z");
        assert_eq!(shown(&row), Shown { response: Response::NoAnswer, mark: None });
    }

    #[test]
    fn the_same_answer_given_later_by_hand_is_the_persons() {
        let noted = mark(Some("2026-11-26T10:00:00Z"));
        let row = marked(&noted, "tentativelyAccepted", "2026-11-26T10:00:00Z");
        assert_eq!(shown(&row).mark.as_deref(), Some("answer-1"));
        let row = marked(&noted, "tentativelyAccepted", "2026-11-26T11:00:00Z");
        assert_eq!(shown(&row), Shown { response: Response::Tentative, mark: Some(BY_HAND.into()) });
    }

    #[test]
    fn only_answers_that_we_give_are_looked_at_for_marks() {
        let row = |value: Value| serde_json::from_value::<Row>(value).unwrap();
        assert!(may_be_ours(&row(json!({ "responseStatus": { "response": "declined" } }))));
        assert!(!may_be_ours(&row(json!({ "responseStatus": { "response": "accepted" } }))));
        assert!(!may_be_ours(&row(json!({ "isOrganizer": true, "responseStatus": { "response": "declined" } }))));
        assert!(!may_be_ours(&row(
            json!({ "singleValueExtendedProperties": [], "responseStatus": { "response": "declined" } })
        )));
    }
}
