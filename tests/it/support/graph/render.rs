//! Copies in Graph's JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value, json};

use super::call::Prefer;
use super::ids;
use super::items::Mailbox;
use super::meeting::Meeting;
use super::people::{Answer, Attachment, Guest, Person};
use super::seen::Seen;
use super::switches::Switches;
use super::text;
use super::zones::Zone;

const NEVER: &str = "0001-01-01T00:00:00Z";

/// Everything there is to know about a copy, but what comes only when selected.
pub fn event(seen: &Seen, mailbox: &Mailbox, prefer: &Prefer, switches: &Switches) -> Map<String, Value> {
    let (item, meeting) = (&seen.item, &seen.meeting);
    let series = seen.original_day().filter(|_| switches.uid_per_occurrence);
    let uid = series.map_or_else(|| item.uid.clone(), |day| ids::global_of_day(&item.uid, day));
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| {
        all.insert(key.to_owned(), value);
    };
    put("@odata.etag", json!(etag(item.change)));
    put("id", json!(seen.id(mailbox, prefer.immutable)));
    put("createdDateTime", json!(instant(item.created)));
    put("lastModifiedDateTime", json!(instant(item.modified)));
    put("changeKey", json!(ids::change_key(item.change)));
    put("categories", json!(meeting.categories));
    put("transactionId", json!(meeting.transaction));
    put("originalStartTimeZone", json!(meeting.zone.name));
    put("originalEndTimeZone", json!(meeting.zone.name));
    put("iCalUId", json!(uid));
    put("reminderMinutesBeforeStart", json!(meeting.reminder.unwrap_or(15)));
    put("isReminderOn", json!(meeting.reminder.is_some()));
    put("hasAttachments", json!(meeting.attachments.iter().any(|attachment| !attachment.inline)));
    put("importance", json!(meeting.importance));
    put("sensitivity", json!(meeting.sensitivity));
    put("isAllDay", json!(meeting.all_day));
    put("isCancelled", json!(meeting.cancelled));
    put("isDraft", json!(meeting.draft));
    put("isOrganizer", json!(item.is_organizer));
    put("responseRequested", json!(meeting.response_requested));
    put("allowNewTimeProposals", json!(meeting.new_times));
    put("hideAttendees", json!(meeting.hide_attendees));
    put("seriesMasterId", json!(seen.master_id(mailbox, prefer.immutable)));
    put("showAs", json!(meeting.show_as));
    put("type", json!(seen.kind()));
    put(
        "webLink",
        json!(format!(
            "https://outlook.office365.com/owa/?itemid={}&exvsurl=1&path=/calendar/item",
            ids::token("web", item.key)
        )),
    );
    put("onlineMeetingUrl", Value::Null);
    put("isOnlineMeeting", json!(meeting.join_url.is_some()));
    put("onlineMeetingProvider", json!(if meeting.join_url.is_some() { "teamsForBusiness" } else { "unknown" }));
    put("onlineMeeting", meeting.join_url.as_ref().map_or(Value::Null, |url| json!({"joinUrl": url})));
    put("responseStatus", status(item.answer, item.answered));
    put("start", wall_clock(meeting, meeting.start, &prefer.zone));
    put("end", wall_clock(meeting, meeting.end, &prefer.zone));
    put("location", location(&meeting.location));
    put("locations", if meeting.location.is_empty() { json!([]) } else { json!([location(&meeting.location)]) });
    put("recurrence", meeting.recurrence.clone());
    put("attendees", meeting.guests.iter().map(attendee).collect());
    put("organizer", recipient(&meeting.organizer));
    put("occurrenceId", json!(occurrence_id(seen, mailbox, prefer)));
    words(&mut all, meeting, prefer, switches);
    all
}

/// Subject and body, unless they are kept from applications.
fn words(all: &mut Map<String, Value>, meeting: &Meeting, prefer: &Prefer, switches: &Switches) {
    let hidden = meeting.sensitivity == "private" && !switches.private_readable;
    let html = if hidden { String::new() } else { text::document(&meeting.body, meeting.join_url.as_deref()) };
    let subject = if hidden { "Private appointment" } else { &meeting.subject };
    let (kind, content) = if prefer.text { ("text", text::plain(&html)) } else { ("html", html.clone()) };
    all.insert("subject".to_owned(), json!(subject));
    all.insert("bodyPreview".to_owned(), json!(text::preview(&html)));
    all.insert("body".to_owned(), json!({"contentType": kind, "content": content}));
}

/// What comes only when it is selected.
pub fn on_select(seen: &Seen, mailbox: &Mailbox, prefer: &Prefer, name: &str) -> Option<Value> {
    match name {
        "originalStart" => {
            let master = seen.item.series.and_then(|(master, _)| mailbox.items.get(&master)).unwrap_or(&seen.item);
            let day = seen.original_day()?;
            Some(json!(instant(master.meeting.on(day).instants().0)))
        }
        "cancelledOccurrences" if seen.kind() == "seriesMaster" => {
            let master = seen.item.id(prefer.immutable);
            Some(seen.item.removed_days.iter().map(|day| json!(ids::occurrence(master, *day))).collect())
        }
        "cancelledOccurrences" => Some(json!([])),
        _ => None,
    }
}

/// The stub that a delta has for an occurrence.
pub fn stub(all: &Map<String, Value>) -> Map<String, Value> {
    let kept = ["@odata.etag", "id", "seriesMasterId", "type", "start", "end"];
    let mut stub: Map<String, Value> =
        kept.iter().filter_map(|key| Some(((*key).to_owned(), all.get(*key)?.clone()))).collect();
    stub.insert("@odata.type".to_owned(), json!("#microsoft.graph.event"));
    stub
}

/// An attachment; with its bytes if wanted.
pub fn attachment(attachment: &Attachment, with_bytes: bool) -> Map<String, Value> {
    let mut all = Map::new();
    let mut put = |key: &str, value: Value| {
        all.insert(key.to_owned(), value);
    };
    put("@odata.type", json!(format!("#microsoft.graph.{}", attachment.kind)));
    put("@odata.mediaContentType", json!(attachment.content_type));
    put("id", json!(attachment.id));
    put("lastModifiedDateTime", json!(instant(attachment.modified)));
    put("name", json!(attachment.name));
    put("contentType", json!(attachment.content_type));
    put("size", json!(attachment.bytes.len() + 300));
    put("isInline", json!(attachment.inline));
    if attachment.kind == "fileAttachment" {
        put("contentId", if attachment.inline { json!(format!("{}@01DC", attachment.name)) } else { Value::Null });
        put("contentLocation", Value::Null);
        if with_bytes {
            put("contentBytes", json!(STANDARD.encode(&attachment.bytes)));
        }
    }
    all
}

/// `W/"…"` of a change.
pub fn etag(change: u64) -> String {
    format!("W/\"{}\"", ids::change_key(change))
}

/// An instant in UTC with seven digits.
pub fn instant(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%S.0000000Z").to_string()
}

/// A `dateTimeTimeZone`.
pub fn date_time(at: DateTime<Utc>, zone: &Zone) -> Value {
    shown(zone.local(at), zone)
}

/// A `responseStatus`.
pub fn status(answer: Answer, answered: Option<DateTime<Utc>>) -> Value {
    let time = answered.map_or_else(|| NEVER.to_owned(), |at| at.format("%Y-%m-%dT%H:%M:%SZ").to_string());
    json!({"response": answer.as_str(), "time": time})
}

/// A start or an end in the wanted zone; whole days do not move.
fn wall_clock(meeting: &Meeting, local: NaiveDateTime, zone: &Zone) -> Value {
    if meeting.all_day { shown(local, zone) } else { date_time(meeting.zone.instant(local), zone) }
}

fn shown(local: NaiveDateTime, zone: &Zone) -> Value {
    json!({"dateTime": local.format("%Y-%m-%dT%H:%M:%S.0000000").to_string(), "timeZone": zone.name})
}

fn occurrence_id(seen: &Seen, mailbox: &Mailbox, prefer: &Prefer) -> Option<String> {
    let (master, day) = (seen.master_id(mailbox, prefer.immutable)?, seen.original_day()?);
    Some(ids::occurrence(&master, day))
}

fn location(name: &str) -> Value {
    json!({"displayName": name, "locationType": "default", "uniqueId": name, "uniqueIdType": "private"})
}

fn attendee(guest: &Guest) -> Value {
    let mut all = json!({
        "type": guest.kind, "status": status(guest.answer, guest.answered), "emailAddress": address(&guest.person),
    });
    if let (Some(slot), Some(object)) = (&guest.proposed, all.as_object_mut()) {
        object.insert("proposedNewTime".to_owned(), slot.clone());
    }
    all
}

fn recipient(person: &Person) -> Value {
    json!({"emailAddress": address(person)})
}

fn address(person: &Person) -> Value {
    json!({"name": person.name, "address": person.address})
}
