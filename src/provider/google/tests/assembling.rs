//! From the items of a list to whole objects.

use serde_json::{Value, json};

use super::{ben, called_off, exception, planning, weekly, with};
use crate::provider::google::series::{Assembled, assemble};
use crate::provider::google::wire;

fn assembled(items: &[Value]) -> Assembled {
    assemble(items.iter().map(wire::event).collect(), &ben())
}

#[test]
fn a_series_is_one_object_in_whatever_order_its_parts_come() {
    let items = [exception(26, json!({ "summary": "Moved" })), called_off(19), weekly()];
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let found = assembled(&order.map(|index: usize| items[index].clone()));
        assert_eq!((found.objects.len(), found.problems.len()), (1, 0));
        let object = &found.objects[0];
        assert_eq!((object.id.as_str(), object.parts.len()), ("plan1", 3));
        assert!(object.parts.iter().all(|part| part.event.object == "plan1" && part.event.uid == "plan1@google.com"));
    }
}

#[test]
fn a_cancelled_occurrence_of_which_only_the_id_is_told_is_its_series_called_off() {
    let found = assembled(&[called_off(19), weekly()]);
    let off = found.objects[0].parts.iter().find(|part| part.event.cancelled).unwrap();
    assert_eq!(off.event.recurrence_id.map(|id| id.canonical()).as_deref(), Some("20261119T130000Z"));
    assert_eq!(off.event.organizer.as_ref().map(|address| address.as_str()), Some("ana@example.com"));
    assert_eq!((off.event.etag.as_str(), off.event.recurrence.is_none()), ("\"8\"", true));
}

#[test]
fn an_exception_without_its_series_is_an_object_of_its_own() {
    let found = assembled(&[exception(26, json!({})), planning_other()]);
    let ids: Vec<&str> = found.objects.iter().map(|object| object.id.as_str()).collect();
    assert_eq!(ids, ["other", "plan1_20261126T130000Z"]);
    assert!(found.objects[1].parts[0].event.recurrence_id.is_some());
}

fn planning_other() -> Value {
    with(planning(), json!({ "id": "other", "iCalUID": "other@google.com" }))
}

#[test]
fn deleted_events_and_cancelled_occurrences_of_nothing_are_left_out() {
    let found = assembled(&[called_off(19), json!({ "id": "gone", "status": "cancelled" })]);
    assert_eq!((found.objects.len(), found.problems.len()), (0, 0));
    let deleted = assembled(&[with(weekly(), json!({ "status": "cancelled" })), exception(26, json!({}))]);
    assert_eq!(deleted.objects.len(), 0, "a series that was deleted takes its exceptions along");
}

#[test]
fn of_an_item_that_came_twice_the_newer_counts() {
    let newer = with(planning(), json!({ "summary": "New", "updated": "2026-11-21T09:00:00Z" }));
    for order in [[planning(), newer.clone()], [newer, planning()]] {
        let found = assembled(&order);
        assert_eq!((found.objects.len(), found.objects[0].parts[0].event.title.as_str()), (1, "New"));
    }
}

#[test]
fn one_bad_item_is_a_problem_of_its_object_and_of_no_other() {
    let bad = with(planning_other(), json!({ "start": { "dateTime": "yesterday" } }));
    let found = assembled(&[bad, planning()]);
    assert_eq!(found.objects.len(), 1);
    assert_eq!((found.problems.len(), found.problems[0].object.as_str()), (1, "other"));
    assert!(!found.problems[0].text.contains("yesterday"), "{}", found.problems[0].text);
}

#[test]
fn a_series_with_a_part_that_cannot_be_read_is_not_handed_over_in_half() {
    let bad_exception = exception(26, json!({ "start": { "dateTime": "26 November" } }));
    let bad_master = with(weekly(), json!({ "start": { "dateTime": "2026-11-26T14:00:00" } }));
    let no_original = exception(26, json!({ "originalStartTime": null }));
    for items in [[bad_exception, weekly()], [exception(26, json!({})), bad_master], [no_original, weekly()]] {
        let found = assembled(&items);
        assert_eq!((found.objects.len(), found.problems.len()), (0, 1), "{:?}", found.problems);
        assert_eq!(found.problems[0].object, "plan1");
    }
}

#[test]
fn stamps_that_make_no_sense_cost_nothing() {
    let found = assembled(&[with(planning(), json!({ "created": "0000-12-30T00:00:00.000Z", "updated": "never" }))]);
    assert_eq!((found.objects.len(), found.problems.len()), (1, 0));
}
