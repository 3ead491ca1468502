//! What is written to a copy.

use chrono::DateTime;
use serde_json::{Value, json};

use super::{ben, planning, with};
use crate::meeting::Response;
use crate::provider::Answer;
use crate::provider::google::change::Change;

fn answer(response: Response, mark: Option<&str>) -> Answer {
    let comment = Some("No agenda yet".to_owned());
    let mark = mark.map(str::to_owned);
    Answer { response, comment, mark, propose: None, etag: "\"1\"".into(), at: DateTime::UNIX_EPOCH }
}

fn body(event: &Value, answer: &Answer) -> Value {
    Change::Answer(answer).body(event, &ben())
}

fn merged(event: &Value, body: &Value) -> Value {
    let mut event = event.clone();
    for (name, value) in body.as_object().unwrap() {
        if name == "extendedProperties" {
            for (key, value) in value["private"].as_object().unwrap() {
                match value {
                    Value::Null => {
                        drop(event["extendedProperties"]["private"].as_object_mut().map(|map| map.remove(key)))
                    }
                    value => event["extendedProperties"]["private"][key] = value.clone(),
                }
            }
        } else {
            event[name] = value.clone();
        }
    }
    event
}

#[test]
fn an_answer_changes_the_owners_entry_and_no_other() {
    let written = body(&planning(), &answer(Response::Declined, Some("answer/1")));
    let attendees = written["attendees"].as_array().unwrap();
    assert_eq!(attendees.len(), 3);
    assert_eq!(attendees[0], planning()["attendees"][0]);
    assert_eq!(attendees[2], planning()["attendees"][2]);
    assert_eq!(attendees[1]["responseStatus"], "declined");
    assert_eq!(attendees[1]["comment"], "No agenda yet");
    assert_eq!(written["extendedProperties"]["private"], json!({ "meetgate.answer": "answer/1" }));
    assert_eq!(written.get("attendeesOmitted"), None);
}

#[test]
fn where_the_list_is_not_complete_only_the_owners_entry_is_sent_with_word_of_it() {
    let omitted = with(planning(), json!({ "attendeesOmitted": true }));
    let written = body(&omitted, &answer(Response::Tentative, Some("answer/1")));
    assert_eq!(written["attendeesOmitted"], true);
    assert_eq!(written["attendees"].as_array().unwrap().len(), 1);
    assert_eq!(written["attendees"][0]["email"], "ben@example.com");
    assert_eq!(written["attendees"][0]["responseStatus"], "tentative");
}

#[test]
fn giving_back_takes_mark_and_comment_off_and_puts_the_persons_own_comment_back() {
    let mut own = planning();
    own["attendees"][1]["comment"] = json!("I may be late");
    let declined = merged(&own, &body(&own, &answer(Response::Declined, Some("answer/1"))));
    assert_eq!(declined["attendees"][1]["comment"], "No agenda yet");
    let again = answer(Response::Declined, Some("answer/2"));
    let declined = merged(&declined, &body(&declined, &again));
    let back = body(&declined, &answer(Response::NoAnswer, None));
    assert_eq!(back["attendees"][1]["responseStatus"], "needsAction");
    assert_eq!(back["attendees"][1]["comment"], "I may be late");
    assert_eq!(back["extendedProperties"]["private"], json!({ "meetgate.answer": null, "meetgate.comment": null }));
}

#[test]
fn an_answer_is_made_when_answer_and_mark_are_there() {
    let given = answer(Response::Declined, Some("answer/1"));
    let is_made = |event: &Value, answer: &Answer| Change::Answer(answer).is_made(event, &ben()).unwrap();
    assert!(!is_made(&planning(), &given));
    let written = merged(&planning(), &body(&planning(), &given));
    assert!(is_made(&written, &given));
    assert!(!is_made(&written, &answer(Response::Declined, Some("answer/2"))));
    assert!(!is_made(&written, &answer(Response::Declined, None)), "the mark is to go");
    assert!(is_made(&planning(), &answer(Response::NoAnswer, None)));
}

#[test]
fn a_flag_gives_a_colour_only_where_there_is_none_and_takes_only_its_own() {
    let set = |event: &Value| Change::Flag(true).body(event, &ben());
    let unset = |event: &Value| Change::Flag(false).body(event, &ben());
    let plain = set(&planning());
    assert_eq!(plain["colorId"], "6");
    let flagged = merged(&planning(), &plain);
    assert_eq!(unset(&flagged).get("colorId"), Some(&Value::Null));
    let recoloured = with(flagged, json!({ "colorId": "2" }));
    assert_eq!(unset(&recoloured).get("colorId"), None);
    let coloured = with(planning(), json!({ "colorId": "6" }));
    assert_eq!(set(&coloured).get("colorId"), None);
    let flagged = merged(&coloured, &set(&coloured));
    assert!(Change::Flag(true).is_made(&flagged, &ben()).unwrap());
    assert_eq!(unset(&flagged).get("colorId"), None, "it was there before");
}

#[test]
fn what_google_cannot_carry_is_refused_before_anything_is_asked() {
    let delegated = answer(Response::Delegated, Some("x"));
    assert!(Change::Answer(&delegated).check().is_err());
    let long = "x".repeat(1025);
    assert!(Change::Answer(&answer(Response::Declined, Some(&long))).check().is_err());
    assert!(Change::Answer(&answer(Response::Declined, Some(&long[1..]))).check().is_ok());
}
