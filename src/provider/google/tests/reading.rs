//! From Google's events to the words all providers share.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::{address, ben, event, exception, planning, weekly, with};
use crate::brief::Body;
use crate::meeting::{AttendeeKind, Event, EventKind, Moment, Response, Span};
use crate::provider::google::event::part;
use crate::provider::google::wire;

fn read(json: &Value) -> Event {
    part(&event(json), "plan1", &ben()).unwrap().event
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap()
}

#[test]
fn an_invitation_becomes_a_copy_with_its_text() {
    let part = part(&event(&planning()), "plan1", &ben()).unwrap();
    let read = &part.event;
    assert_eq!(read.start, Moment::Zoned(local("2026-11-26T14:00"), Tz::Europe__Berlin));
    assert_eq!(read.span, Span::exact(TimeDelta::minutes(90)));
    assert_eq!((read.uid.as_str(), read.etag.as_str(), read.sequence), ("plan1@google.com", "\"1\"", 2));
    assert_eq!(read.organizer, Some(address("ana@example.com")));
    assert_eq!(read.response, Response::NoAnswer);
    assert_eq!((read.kind, read.busy, read.private, read.cancelled), (EventKind::Meeting, true, false, false));
    assert_eq!(read.attendees.iter().filter(|attendee| attendee.optional).count(), 1);
    assert_eq!(part.invitation.body, Body::Unknown("Agenda:<br>1. Budget".into()));
    assert_eq!((part.invitation.attendees, part.invitation.recurring), (3, false));
}

#[test]
fn a_time_without_offset_is_in_the_zone_it_names() {
    let own = json!({ "start": { "dateTime": "2026-11-26T14:00:00", "timeZone": "Asia/Kolkata" },
        "end": { "dateTime": "2026-11-26T15:00:00" } });
    let read_it = read(&with(planning(), own));
    assert_eq!(read_it.start, Moment::Zoned(local("2026-11-26T14:00"), Tz::Asia__Kolkata));
    assert_eq!(read_it.span, Span::exact(TimeDelta::minutes(60)));
    let nowhere =
        json!({ "start": { "dateTime": "2026-11-26T14:00:00" }, "end": { "dateTime": "2026-11-26T15:00:00" } });
    assert!(wire::event(&with(planning(), nowhere)).is_err(), "no zone is guessed");
}

#[test]
fn times_are_in_the_zone_they_name_else_in_the_owners() {
    let unnamed = json!({ "start": { "dateTime": "2026-11-26T18:30:00+05:30" }, "end": { "dateTime": "2026-11-26T14:30:00+01:00" } });
    let read_it = read(&with(planning(), unnamed));
    assert_eq!(read_it.start, Moment::Zoned(local("2026-11-26T14:00"), Tz::Europe__Berlin));
    assert_eq!(read_it.span, Span::exact(TimeDelta::minutes(30)));
    let elsewhere = json!({ "start": { "dateTime": "2026-11-26T14:00:00+01:00", "timeZone": "Asia/Kolkata" } });
    assert_eq!(read(&with(planning(), elsewhere)).start, Moment::Zoned(local("2026-11-26T18:30"), Tz::Asia__Kolkata));
}

#[test]
fn an_hour_that_comes_twice_is_the_one_that_was_meant() {
    let second = json!({
        "start": { "dateTime": "2026-10-25T02:30:00+01:00", "timeZone": "Europe/Berlin" },
        "end": { "dateTime": "2026-10-25T03:00:00+01:00", "timeZone": "Europe/Berlin" },
    });
    let read = read(&with(planning(), second));
    assert_eq!(read.start.instant(Tz::UTC), local("2026-10-25T01:30").and_utc());
    assert_eq!(read.span, Span::exact(TimeDelta::minutes(30)));
}

#[test]
fn all_day_events_are_days_with_an_exclusive_end() {
    let days = |first: &str, end: &str| {
        read(&with(planning(), json!({ "start": { "date": first }, "end": { "date": end } }))).span
    };
    assert_eq!(days("2026-11-03", "2026-11-04"), Span::days(1));
    assert_eq!(days("2026-11-03", "2026-11-06"), Span::days(3));
    assert_eq!(days("2026-11-03", "2026-11-03"), Span::days(1));
    let read = read(&with(planning(), json!({ "start": { "date": "2026-11-03" }, "end": { "date": "2026-11-04" } })));
    assert_eq!(read.start, Moment::Date(NaiveDate::from_ymd_opt(2026, 11, 3).unwrap()));
}

#[test]
fn what_has_no_start_or_ends_before_it_or_years_later_is_a_problem_that_quotes_nothing() {
    for wrong in [
        json!({ "start": null }),
        json!({ "start": { "timeZone": "Europe/Berlin" } }),
        json!({ "end": { "dateTime": "2026-11-26T13:00:00+01:00" } }),
        json!({ "end": { "dateTime": "2046-11-26T13:00:00+01:00" } }),
        json!({ "start": { "date": "0001-01-01" } }),
        json!({ "recurringEventId": "series" }),
    ] {
        let error = part(&event(&with(planning(), wrong.clone())), "plan1", &ben()).unwrap_err();
        assert!(!error.contains("Planning") && !error.is_empty(), "{wrong}: {error}");
    }
}

#[test]
fn without_an_end_it_has_no_length() {
    assert_eq!(read(&with(planning(), json!({ "end": null }))).span, Span::default());
}

#[test]
fn recurrence_lines_are_rules_dates_and_exclusions() {
    let lines = json!({ "recurrence": [
        "RRULE:FREQ=WEEKLY;BYDAY=TH", "EXDATE;TZID=Europe/Berlin:20261203T140000,20261210T140000",
        "EXDATE:20261217T140000", "RDATE;VALUE=DATE:20261224", "EXRULE:FREQ=YEARLY", "garbage",
    ] });
    let recurrence = read(&with(planning(), lines)).recurrence.unwrap();
    assert_eq!(recurrence.rules, ["FREQ=WEEKLY;BYDAY=TH"]);
    let at = |text| Moment::Zoned(local(text), Tz::Europe__Berlin);
    assert_eq!(recurrence.excluded, [at("2026-12-03T14:00"), at("2026-12-10T14:00"), at("2026-12-17T14:00")]);
    assert_eq!(recurrence.dates, [Moment::Date(NaiveDate::from_ymd_opt(2026, 12, 24).unwrap())]);
    assert!(read(&weekly()).recurrence.is_some());
    assert!(read(&with(weekly(), json!({ "recurrence": ["EXDATE:20261203T140000"] }))).recurrence.is_none());
}

#[test]
fn an_exception_names_its_original_start_and_repeats_nothing() {
    let moved = json!({ "start": { "dateTime": "2026-11-27T09:00:00+01:00" }, "end": { "dateTime": "2026-11-27T10:00:00+01:00" },
        "recurrence": ["RRULE:FREQ=DAILY"] });
    let read = read(&exception(26, moved));
    assert_eq!(read.recurrence_id.map(|id| id.canonical()).as_deref(), Some("20261126T130000Z"));
    assert_eq!(read.start, Moment::Zoned(local("2026-11-27T09:00"), Tz::Europe__Berlin));
    assert_eq!((read.object.as_str(), read.recurrence), ("plan1", None));
}

#[test]
fn the_owners_answer_is_the_entry_that_google_calls_self_else_one_under_an_address_of_the_owner() {
    let entries = |list: Value| read(&with(planning(), json!({ "attendees": list }))).response;
    let own = json!([{ "email": "x@example.com", "self": true, "responseStatus": "declined" }, { "email": "ben@example.com", "responseStatus": "accepted" }]);
    assert_eq!(entries(own), Response::Declined);
    assert_eq!(entries(json!([{ "email": "Ben.K@Example.com", "responseStatus": "tentative" }])), Response::Tentative);
    assert_eq!(entries(json!([{ "email": "all@example.com", "responseStatus": "accepted" }])), Response::NoAnswer);
    assert_eq!(entries(json!([{ "self": true, "responseStatus": "accepted" }])), Response::Accepted);
}

#[test]
fn an_alias_that_only_google_knows_counts_as_the_owner() {
    let organizer = json!({ "organizer": { "email": "b@example.com", "self": true } });
    assert_eq!(read(&with(planning(), organizer)).organizer, Some(address("ben@example.com")));
}

#[test]
fn an_organizer_that_is_a_calendar_stands_for_whoever_created_the_event() {
    let team = json!({ "organizer": { "email": "c_1@group.calendar.google.com", "displayName": "Team" }, "creator": { "email": "cem@example.com" } });
    assert_eq!(read(&with(planning(), team.clone())).organizer, Some(address("cem@example.com")));
    let nobody = with(with(planning(), team), json!({ "creator": null }));
    assert_eq!(read(&nobody).organizer, Some(address("c_1@group.calendar.google.com")));
    let alone = with(
        planning(),
        json!({ "organizer": null, "creator": { "email": "ben@example.com", "self": true }, "attendees": null }),
    );
    assert_eq!((read(&alone).organizer, read(&alone).attendees.len()), (Some(address("ben@example.com")), 0));
}

#[test]
fn rooms_are_rooms_by_mark_or_domain_and_do_not_count() {
    let list = json!({ "attendees": [
        { "email": "r1@example.com", "resource": true }, { "email": "c_r2@resource.calendar.google.com" }, { "email": "ben@example.com", "self": true },
        { "email": "not an address" },
    ] });
    let part = part(&event(&with(planning(), list)), "plan1", &ben()).unwrap();
    let rooms = part.event.attendees.iter().filter(|attendee| attendee.kind == AttendeeKind::Room).count();
    assert_eq!((rooms, part.event.attendees.len(), part.invitation.attendees), (2, 3, 2));
}

#[test]
fn only_ordinary_entries_are_meetings() {
    let kind = |name: &str| read(&with(planning(), json!({ "eventType": name }))).kind;
    assert_eq!(kind("default"), EventKind::Meeting);
    assert_eq!(kind("focusTime"), EventKind::Focus);
    assert_eq!(kind("outOfOffice"), EventKind::OutOfOffice);
    for other in ["workingLocation", "birthday", "fromGmail", "somethingNew"] {
        assert_eq!(kind(other), EventKind::Other, "{other}");
    }
    let hold = json!({ "eventType": "focusTime", "extendedProperties": { "private": { "meetgate.hold": "wed" } } });
    assert_eq!(read(&with(planning(), hold)).kind, EventKind::Hold);
}

#[test]
fn visibility_transparency_and_our_notes_are_read() {
    let is_private = |name: &str| read(&with(planning(), json!({ "visibility": name }))).private;
    assert_eq!(["default", "public", "private", "confidential"].map(is_private), [false, false, true, true]);
    assert!(!read(&with(planning(), json!({ "transparency": "transparent" }))).busy);
    let noted = |answer: &str, flag: &str| {
        let private = json!({ "meetgate.answer": answer, "meetgate.flag": flag });
        let read = read(&with(planning(), json!({ "extendedProperties": { "private": private } })));
        (read.answer_mark, read.flagged)
    };
    assert_eq!(noted("answer/1/x", "6"), (Some("answer/1/x".into()), true));
    assert_eq!(noted("-", ""), (None, false));
}

#[test]
fn titles_and_names_are_one_line_and_links_lead_out_by_https_only() {
    let wild = json!({ "summary": "a\r\nBcc: x\u{7}  b", "htmlLink": "javascript:alert(1)" });
    let read = read(&with(planning(), wild));
    assert_eq!((read.title.as_str(), read.link), ("a Bcc: x b", None));
}

#[test]
fn attachments_keep_title_type_and_address() {
    let files = json!({ "attachments": [
        { "title": "Pre-read", "mimeType": "Application/PDF", "fileUrl": "https://drive.google.com/open?id=1" }, { "fileUrl": "ftp://x" },
    ] });
    let part = part(&event(&with(planning(), files)), "plan1", &ben()).unwrap();
    let first = &part.invitation.attachments[0];
    assert_eq!((first.name.as_str(), first.mime.as_deref()), ("Pre-read", Some("application/pdf")));
    assert_eq!(first.url.as_deref(), Some("https://drive.google.com/open?id=1"));
    assert_eq!(part.invitation.attachments[1].url, None);
}

#[test]
fn outlooks_ids_are_read_in_the_one_spelling() {
    let id = "040000008200e00074c5b7101a82e00807ea0b1a10b1f7a5d15cdc010000000000000000100000006e6b0f54a1b2c34db5c6d7e8f9a0b1c2";
    let read = read(&with(planning(), json!({ "iCalUID": id })));
    assert!(read.uid.starts_with("040000008200E00074C5B7101A82E0080000000010B1"));
}
