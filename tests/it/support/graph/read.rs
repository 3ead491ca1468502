//! Meetings out of the JSON that a client sends.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::call::{Fail, known_zone};
use super::meeting::{Meeting, wall_clock};
use super::people::{Guest, Person, guest, name_of};
use super::recurrence;
use super::text;
use super::zones::Zone;

/// A new meeting of this organizer.
pub fn new_meeting(body: &Value, organizer: &str) -> Result<Meeting, Fail> {
    let (start, zone) = time_of(body.get("start").unwrap_or(&Value::Null))?;
    let mut meeting = Meeting::new("", organizer, "2000-01-01T00:00", "UTC");
    (meeting.start, meeting.zone) = (start, zone);
    changes(body, &mut meeting)?;
    if meeting.end < meeting.start {
        return Err(Fail::new(
            400,
            "ErrorCalendarEndDateIsEarlierThanStartDate",
            "The end date is earlier than the start date.",
        ));
    }
    meeting.transaction = body.get("transactionId").and_then(Value::as_str).map(str::to_owned);
    meeting.draft = body.get("isDraft").and_then(Value::as_bool).unwrap_or(false);
    Ok(meeting)
}

/// Applies what a body names; arrays are replaced whole.
pub fn changes(body: &Value, meeting: &mut Meeting) -> Result<(), Fail> {
    let Some(all) = body.as_object() else { return Err(Fail::invalid("A body is required.")) };
    for (name, value) in all {
        match name.as_str() {
            "subject" => meeting.subject = string(value),
            "body" => body_of(value, meeting),
            "start" => (meeting.start, meeting.zone) = time_of(value)?,
            "end" => {}
            "isAllDay" => meeting.all_day = value.as_bool().unwrap_or(false),
            "recurrence" => meeting.recurrence = sound(value)?,
            "attendees" => meeting.guests = guests(value, &meeting.guests),
            "categories" => meeting.categories = strings(value),
            "showAs" => meeting.show_as = string(value),
            "importance" => meeting.importance = string(value),
            "sensitivity" => meeting.sensitivity = string(value),
            "location" => meeting.location = string(value.get("displayName").unwrap_or(&Value::Null)),
            "locations" => meeting.location = string(value.pointer("/0/displayName").unwrap_or(&Value::Null)),
            "isReminderOn" => {
                meeting.reminder = value.as_bool().unwrap_or(false).then(|| meeting.reminder.unwrap_or(15))
            }
            "reminderMinutesBeforeStart" => meeting.reminder = meeting.reminder.and(value.as_i64()),
            "responseRequested" => meeting.response_requested = value.as_bool().unwrap_or(true),
            "allowNewTimeProposals" => meeting.new_times = value.as_bool().unwrap_or(true),
            "hideAttendees" => meeting.hide_attendees = value.as_bool().unwrap_or(false),
            "isOnlineMeeting" => online(value, meeting),
            "singleValueExtendedProperties" => properties(value, meeting),
            "isDraft" | "onlineMeetingProvider" | "transactionId" => {}
            annotation if annotation.contains("@odata.") => {}
            other => {
                return Err(Fail::new(
                    400,
                    "ErrorInvalidPropertySet",
                    &format!("The property '{other}' cannot be set here."),
                ));
            }
        }
    }
    if let Some(end) = all.get("end") {
        let (end, zone) = time_of(end)?;
        meeting.end = meeting.zone.local(zone.instant(end));
    } else if meeting.end < meeting.start || all.contains_key("start") {
        return Err(Fail::new(400, "ErrorInvalidRequest", "An end is required with a start."));
    }
    if meeting.all_day && !(is_midnight(meeting.start) && is_midnight(meeting.end)) {
        return Err(Fail::new(400, "ErrorInvalidRequest", "An all-day event starts and ends at midnight."));
    }
    Ok(())
}

/// A `dateTimeTimeZone`.
pub fn time_of(value: &Value) -> Result<(NaiveDateTime, Zone), Fail> {
    let invalid = || Fail::new(400, "ErrorInvalidParameter", "A dateTime and a timeZone are required.");
    let text = value.get("dateTime").and_then(Value::as_str).ok_or_else(invalid)?;
    let zone = known_zone(value.get("timeZone").and_then(Value::as_str).unwrap_or("UTC"))?;
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok((zone.local(at.with_timezone(&Utc)), zone));
    }
    Ok((wall_clock(text).ok_or_else(invalid)?, zone))
}

/// A bound of a window: with its own offset, else in UTC.
pub fn bound(text: Option<&str>, name: &str) -> Result<DateTime<Utc>, Fail> {
    let message = format!("Invalid value specified for '{name}'.");
    let text = text.ok_or_else(|| Fail::new(400, "ErrorInvalidParameter", &message))?;
    let with_offset = DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
    let day = || text.parse::<chrono::NaiveDate>().ok().map(|day| day.and_time(chrono::NaiveTime::MIN));
    let bound = with_offset.or_else(|| wall_clock(text).or_else(day).map(|local| local.and_utc()));
    bound.ok_or_else(|| Fail::new(400, "ErrorInvalidParameter", &message))
}

fn is_midnight(at: NaiveDateTime) -> bool {
    at.time() == chrono::NaiveTime::MIN
}

fn string(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn strings(value: &Value) -> Vec<String> {
    value.as_array().map(|list| list.iter().map(string).collect()).unwrap_or_default()
}

/// The body without the online meeting's block; an online meeting whose block was not kept is none any more.
fn body_of(value: &Value, meeting: &mut Meeting) {
    let content = string(value.get("content").unwrap_or(&Value::Null));
    let html = match value.get("contentType").and_then(Value::as_str) {
        Some(kind) if kind.eq_ignore_ascii_case("html") => text::inner(&content).to_owned(),
        _ => text::as_html(&content),
    };
    meeting.join_url = meeting.join_url.take().filter(|url| html.contains(url.as_str()));
    text::without_block(&html).clone_into(&mut meeting.body);
}

fn sound(value: &Value) -> Result<Value, Fail> {
    match value.is_null() || recurrence::is_sound(value) {
        true => Ok(value.clone()),
        false => Err(Fail::new(
            400,
            "ErrorPropertyValidationFailure",
            "At least one property failed validation: recurrence.",
        )),
    }
}

/// Guests as sent, with the answers that are known of them.
fn guests(value: &Value, known: &[Guest]) -> Vec<Guest> {
    let list = value.as_array().cloned().unwrap_or_default();
    let read = list.iter().filter_map(|entry| {
        let address = entry.pointer("/emailAddress/address")?.as_str()?;
        let same = known.iter().find(|guest| guest.person.address.eq_ignore_ascii_case(address)).cloned();
        let name =
            entry.pointer("/emailAddress/name").and_then(Value::as_str).map_or_else(|| name_of(address), str::to_owned);
        let kind = entry.get("type").and_then(Value::as_str).unwrap_or("required").to_owned();
        let person = Person { name, address: address.to_owned() };
        Some(Guest { kind, person, ..same.unwrap_or_else(|| guest(address, "required")) })
    });
    read.collect()
}

fn online(value: &Value, meeting: &mut Meeting) {
    let wanted = value.as_bool().unwrap_or(false);
    meeting.join_url = wanted.then(|| {
        meeting
            .join_url
            .clone()
            .unwrap_or_else(|| "https://teams.microsoft.com/l/meetup-join/19%3ameeting_fake%40thread.v2/0".to_owned())
    });
}

fn properties(value: &Value, meeting: &mut Meeting) {
    for entry in value.as_array().into_iter().flatten() {
        let (id, value) =
            (string(entry.get("id").unwrap_or(&Value::Null)), string(entry.get("value").unwrap_or(&Value::Null)));
        meeting.properties.retain(|(other, _)| !other.eq_ignore_ascii_case(&id));
        meeting.properties.push((id, value));
    }
}
