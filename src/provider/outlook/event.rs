//! From Graph's rows to the words all providers share.

use std::collections::BTreeSet;

use chrono_tz::Tz;

use super::marks;
use super::times::{Times, stamp, zone_of};
use super::wire::{Invited, ItemBody, Mail, Row, RowKind};
use crate::brief::{Body, Invitation};
use crate::meeting::{Address, Attendee, AttendeeKind, Event, EventKind, Moment, Recurrence, Response, uid};
use crate::provider::{Mailbox, Part};

/// The category that says a meeting has no agenda yet.
pub(super) const FLAG: &str = "No agenda yet";
/// The category on holds; a person may take it off, the transaction id stays.
pub(super) const HOLD: &str = "Protected time";
/// What the transaction ids of holds begin with; their key follows.
pub(super) const HOLD_ID: &str = "meetgate-hold-";

/// How many attendees of one event are read; Exchange Online allows 500.
const MAX_ATTENDEES: usize = 5_000;

/// Where a row stands in its series.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// The id of the object that it is a part of.
    pub object: String,
    /// The UID of its series, where that is known better than by the row.
    pub uid: Option<String>,
    /// The zone of its series.
    pub zone: Option<Tz>,
    /// Of an override: its original start.
    pub original: Option<Moment>,
    /// Of a master: its occurrences.
    pub recurrence: Option<Recurrence>,
}

/// The part that a row is. Problems are told without titles and addresses.
pub(super) fn part(row: &Row, place: Place, mailbox: &Mailbox) -> Result<Part, String> {
    let event = event(row, place, mailbox)?;
    let invitation = Invitation {
        title: event.title.clone(),
        body: body(row.body.as_ref()),
        attachments: Vec::new(),
        attendees: invited(&event),
        recurring: event.recurrence.is_some() || event.recurrence_id.is_some(),
    };
    Ok(Part { event, invitation })
}

fn event(row: &Row, place: Place, mailbox: &Mailbox) -> Result<Event, String> {
    let zone = place.zone.unwrap_or_else(|| zone_of(row, mailbox.zone));
    let Times { start, span } = Times::of(row, zone)?;
    let shown = marks::shown(row);
    let organizer = row.organizer.as_ref().and_then(|organizer| organizer.email_address.as_ref());
    let own = uid_of(row).ok_or_else(|| "the event has no iCalUId".to_owned());
    let original = place.original.or_else(|| alone(row, &start));
    Ok(Event {
        object: place.object,
        etag: row.etag(),
        uid: place.uid.map_or_else(|| own, Ok)?,
        recurrence_id: original,
        this_and_future: false,
        sequence: 0,
        updated: stamp(row.last_modified_date_time.as_ref()),
        created: stamp(row.created_date_time.as_ref()),
        start,
        span,
        recurrence: place.recurrence,
        cancelled: row.is_cancelled == Some(true),
        kind: kind(row),
        private: row.sensitivity.as_deref().is_some_and(|word| !word.eq_ignore_ascii_case("normal")),
        busy: !matches!(row.show_as.as_deref(), Some("free" | "workingElsewhere")),
        title: one_line(row.subject.as_deref().unwrap_or_default()),
        organizer: organizer.and_then(address),
        organizer_name: organizer.and_then(name),
        attendees: row.attendees.iter().flatten().take(MAX_ATTENDEES).filter_map(attendee).collect(),
        response: shown.response,
        answer_mark: shown.mark,
        flagged: categories(row).any(|category| category == FLAG),
        labels: categories(row).filter(|category| *category != FLAG && *category != HOLD).map(str::to_owned).collect(),
        link: row.web_link.as_deref().filter(|link| link.starts_with("https://")).map(str::to_owned),
    })
}

/// The canonical UID of a row.
pub(super) fn uid_of(row: &Row) -> Option<String> {
    let found = row.i_cal_u_id.as_deref().or(row.uid.as_deref())?;
    Some(uid::canonical(found)).filter(|uid| !uid.is_empty())
}

/// Someone who is invited to one occurrence only has a single event whose global object id names the day of that
/// occurrence in its series.
fn alone(row: &Row, start: &Moment) -> Option<Moment> {
    let id = row.i_cal_u_id.as_deref().filter(|_| row.kind() == RowKind::Single)?;
    let day = uid::instance_day(id)?;
    Some(match start {
        Moment::Date(_) => Moment::Date(day),
        Moment::Zoned(local, zone) => Moment::Zoned(day.and_time(local.time()), *zone),
        Moment::Floating(local) => Moment::Floating(day.and_time(local.time())),
    })
}

/// A draft is not what the guests have: it is judged once it is sent.
fn kind(row: &Row) -> EventKind {
    let transaction = row.transaction_id.as_deref().unwrap_or_default();
    if transaction.starts_with(HOLD_ID) || (row.by_owner() && categories(row).any(|category| category == HOLD)) {
        EventKind::Hold
    } else if row.is_draft == Some(true) {
        EventKind::Other
    } else if row.show_as.as_deref() == Some("oof") {
        EventKind::OutOfOffice
    } else {
        EventKind::Meeting
    }
}

/// The categories of a row.
pub(super) fn categories(row: &Row) -> impl Iterator<Item = &str> {
    row.categories.iter().flatten().map(String::as_str)
}

/// On one line: titles end up in mails, logs and pages.
fn one_line(text: &str) -> String {
    text.replace(|c: char| c.is_control(), " ").trim().to_owned()
}

fn address(mail: &Mail) -> Option<Address> {
    Address::parse(mail.address.as_deref()?)
}

fn name(mail: &Mail) -> Option<String> {
    let name = mail.name.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    // Where Graph knows no name it repeats the address.
    (!name.is_empty() && Some(&name) != mail.address.as_ref()).then_some(name)
}

fn attendee(invited: &Invited) -> Option<Attendee> {
    let mail = invited.email_address.as_ref()?;
    let kind = invited.r#type.as_deref().unwrap_or_default();
    let answer = invited.status.as_ref().and_then(|status| status.response.as_deref());
    Some(Attendee {
        address: address(mail)?,
        name: name(mail),
        kind: if kind == "resource" { AttendeeKind::Room } else { AttendeeKind::Person },
        optional: kind == "optional",
        response: if answer == Some("organizer") { Response::Accepted } else { marks::response(answer) },
    })
}

fn body(body: Option<&ItemBody>) -> Body {
    let content = body.and_then(|body| body.content.clone()).unwrap_or_default();
    match body.and_then(|body| body.content_type.as_deref()) {
        Some(kind) if kind.eq_ignore_ascii_case("text") => Body::Text(content),
        Some(kind) if kind.eq_ignore_ascii_case("html") => Body::Html(content),
        _ => Body::Unknown(content),
    }
}

/// How many people: rooms are none, and the organizer is one even where not listed.
fn invited(event: &Event) -> usize {
    let people = event.attendees.iter().filter(|attendee| attendee.kind != AttendeeKind::Room);
    people.map(|attendee| &attendee.address).chain(&event.organizer).collect::<BTreeSet<_>>().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn mailbox() -> Mailbox {
        let address = Address::parse("ben@example.com").unwrap();
        Mailbox { address, aliases: Vec::new(), zone: Tz::Europe__Berlin }
    }

    /// An invitation as an attendee has it, with changes.
    fn read(changes: Value) -> Part {
        let mut row = json!({
            "@odata.etag": "W/\"CwAAABYAAABBFDg0\"", "id": "AAkALg", "changeKey": "CwAAABYAAABBFDg0",
            "createdDateTime": "2026-11-16T11:26:41Z", "lastModifiedDateTime": "2026-11-16T11:26:43.1234567Z",
            "type": "singleInstance", "subject": "Budget\r\nreview", "isAllDay": false, "isCancelled": false,
            "isDraft": false, "isOrganizer": false, "hasAttachments": false, "sensitivity": "normal", "showAs": "tentative",
            "categories": ["Clients", "No agenda yet"], "webLink": "https://outlook.example/owa/?itemid=AAkALg",
            "iCalUId": "040000008200E00074C5B7101A82E0080000000010B1F7A5D15CDC010000000000000000100000006E6B0F54A1B2C34DB5C6D7E8F9A0B1C2",
            "originalStartTimeZone": "W. Europe Standard Time", "originalEndTimeZone": "W. Europe Standard Time",
            "start": { "dateTime": "2026-11-26T13:00:00.0000000", "timeZone": "UTC" },
            "end": { "dateTime": "2026-11-26T13:30:00.0000000", "timeZone": "UTC" },
            "body": { "contentType": "html", "content": "<html><body><p>1. Budget</p></body></html>" },
            "organizer": { "emailAddress": { "name": "Ana  Sola", "address": "Ana@example.com" } },
            "responseStatus": { "response": "notResponded", "time": "0001-01-01T00:00:00Z" },
            "attendees": [
                { "type": "required", "status": { "response": "none", "time": "0001-01-01T00:00:00Z" },
                  "emailAddress": { "name": "Ana Sola", "address": "ana@example.com" } },
                { "type": "optional", "status": { "response": "declined", "time": "2026-11-17T08:00:00Z" },
                  "emailAddress": { "name": "ben@example.com", "address": "ben@example.com" } },
                { "type": "resource", "emailAddress": { "name": "Room 4", "address": "room4@example.com" } },
                { "type": "required", "emailAddress": { "name": "Nobody" } },
            ],
            "recurrence": null, "onlineMeeting": null, "seriesMasterId": null,
        });
        row.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let row: Row = serde_json::from_value(row).unwrap();
        part(&row, Place { object: row.id.clone(), ..Place::default() }, &mailbox()).unwrap()
    }

    #[test]
    fn an_invitation_is_read_in_the_words_of_the_house() {
        let Part { event, invitation } = read(json!({}));
        assert_eq!((event.title.as_str(), event.uid.len()), ("Budget  review", 112));
        assert_eq!(event.start.canonical(), "20261126T130000Z");
        assert_eq!(event.organizer.unwrap().as_str(), "ana@example.com");
        assert_eq!(event.organizer_name.as_deref(), Some("Ana Sola"));
        let guests: Vec<_> =
            event.attendees.iter().map(|a| (a.address.local(), a.kind, a.optional, a.response)).collect();
        assert_eq!(
            guests,
            [
                ("ana", AttendeeKind::Person, false, Response::NoAnswer),
                ("ben", AttendeeKind::Person, true, Response::Declined),
                ("room4", AttendeeKind::Room, false, Response::NoAnswer),
            ]
        );
        assert_eq!(event.attendees[1].name, None);
        assert_eq!(
            (event.response, event.flagged, event.labels),
            (Response::NoAnswer, true, vec!["Clients".to_owned()])
        );
        assert_eq!((event.recurrence_id, event.kind, invitation.attendees), (None, EventKind::Meeting, 2));
        assert!(matches!(invitation.body, Body::Html(_)) && !event.private && event.busy);
    }

    #[test]
    fn drafts_and_holds_are_no_meetings_and_called_off_ones_are_called_off() {
        assert_eq!(read(json!({ "isDraft": true })).event.kind, EventKind::Other);
        assert_eq!(read(json!({ "transactionId": "meetgate-hold-1" })).event.kind, EventKind::Hold);
        assert_eq!(read(json!({ "categories": ["Protected time"] })).event.kind, EventKind::Meeting);
        assert_eq!(read(json!({ "showAs": "oof" })).event.kind, EventKind::OutOfOffice);
        assert!(read(json!({ "isCancelled": true })).event.cancelled);
    }

    #[test]
    fn anything_but_normal_is_private_and_free_is_not_busy() {
        for word in ["private", "personal", "confidential"] {
            assert!(read(json!({ "sensitivity": word })).event.private, "{word}");
        }
        assert!(!read(json!({ "showAs": "free" })).event.busy);
    }

    #[test]
    fn one_occurrence_alone_belongs_to_its_series() {
        let uid = "040000008200E00074C5B7101A82E00807EA0B1A10B1F7A5D15CDC010000000000000000100000006E6B0F54A1B2C34DB5C6D7E8F9A0B1C2";
        let found =
            read(json!({ "iCalUId": uid, "start": { "dateTime": "2026-11-27T13:00:00.0000000", "timeZone": "UTC" },
            "end": { "dateTime": "2026-11-27T14:00:00.0000000", "timeZone": "UTC" } }));
        assert_eq!(found.event.recurrence_id.unwrap().canonical(), "20261126T130000Z");
        assert_eq!(found.event.uid, read(json!({})).event.uid);
    }

    #[test]
    fn a_meeting_of_google_has_googles_uid() {
        let hex: String = "5k3t9@google.com".bytes().map(|byte| format!("{byte:02X}")).collect();
        let wrapped = format!(
            "040000008200E00074C5B7101A82E00800000000{}{}7643616C2D55696401000000{hex}00",
            "0".repeat(32),
            "1D000000"
        );
        assert_eq!(read(json!({ "iCalUId": wrapped })).event.uid, "5k3t9@google.com");
        assert_eq!(read(json!({ "iCalUId": "5k3t9@google.com" })).event.uid, "5k3t9@google.com");
    }

    #[test]
    fn hostile_rows_are_refused_or_harmless() {
        let row = |value: Value| serde_json::from_value::<Row>(value).map_err(|error| error.to_string());
        let place = || Place::default();
        for odd in [
            json!({ "id": "x" }),
            json!({ "id": "x", "iCalUId": "u", "start": { "dateTime": "99999-01-01T00:00:00" } }),
            json!({ "id": "x", "start": { "dateTime": "2026-01-01T00:00:00" } }),
            json!({ "id": 7 }),
            json!({ "id": "x", "attendees": "everyone" }),
        ] {
            assert!(row(odd.clone()).and_then(|row| part(&row, place(), &mailbox())).is_err(), "{odd}");
        }
    }
}
