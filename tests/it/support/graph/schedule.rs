//! `getSchedule`: free and busy of several people.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::call::{Call, Fail, Prefer, Reply};
use super::options::Reach;
use super::read::time_of;
use super::render;
use super::seen::Seen;
use super::state::State;

/// `POST …/calendar/getSchedule`.
pub fn get_schedule(state: &State, call: &Call) -> Result<Reply, Fail> {
    let (prefer, body) = (call.prefer()?, call.json()?);
    let field = |name: &str| {
        body.as_object()
            .and_then(|all| all.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)))
            .map(|(_, value)| value.clone())
            .unwrap_or_default()
    };
    let addresses: Vec<String> =
        field("schedules").as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    let ((start, start_zone), (end, end_zone)) = (time_of(&field("startTime"))?, time_of(&field("endTime"))?);
    let (from, to) = (start_zone.instant(start), end_zone.instant(end));
    let minutes = field("availabilityViewInterval").as_i64().unwrap_or(30);
    let refused = |code: &str, message: &str| Err(Fail::new(400, code, message));
    if addresses.is_empty() || addresses.len() > 20 {
        return refused("ErrorInvalidParameter", "Between 1 and 20 schedules can be asked for.");
    }
    if to <= from || to - from >= Duration::days(62) {
        return refused("ErrorInvalidTimeInterval", "The time interval is not valid; it must be shorter than 62 days.");
    }
    if !(5..=1440).contains(&minutes) {
        return refused("ErrorInvalidParameter", "availabilityViewInterval must be between 5 and 1440 minutes.");
    }
    let window = (from, to, Duration::minutes(minutes));
    let value: Vec<Value> = addresses.iter().map(|address| schedule(state, address, window, &prefer)).collect();
    Ok(Reply::json(200, json!({"value": value})).applied(&prefer))
}

type Window = (DateTime<Utc>, DateTime<Utc>, Duration);

fn schedule(state: &State, address: &str, (from, to, step): Window, prefer: &Prefer) -> Value {
    let known = state
        .place_of(address)
        .map(|place| state.mailbox(place))
        .filter(|mailbox| matches!(mailbox.account.reach, Reach::InScope | Reach::OutOfScope));
    let Some(mailbox) = known else {
        let message = "Unable to resolve e-mail address to an Active Directory object.";
        return json!({"scheduleId": address, "error": {"message": message, "responseCode": "ErrorMailRecipientNotFound"}});
    };
    let busy: Vec<Seen> = mailbox.view(from, to);
    let slots = std::iter::successors(Some(from), |at| Some(*at + step)).take_while(|at| *at < to);
    let view: String = slots
        .map(|at| busy.iter().filter(|seen| seen.overlaps(at, at + step)).map(digit).max().unwrap_or('0'))
        .collect();
    let mut all = json!({
        "scheduleId": address, "availabilityView": view,
        "scheduleItems": busy.iter().map(|seen| item(seen, prefer)).collect::<Vec<_>>(),
    });
    if !mailbox.account.working_hours.is_null()
        && !mailbox.account.never_opened
        && let Some(object) = all.as_object_mut()
    {
        object.insert("workingHours".to_owned(), mailbox.account.working_hours.clone());
    }
    all
}

fn digit(seen: &Seen) -> char {
    match seen.meeting.show_as.as_str() {
        "tentative" => '1',
        "busy" => '2',
        "oof" => '3',
        _ => '0',
    }
}

fn item(seen: &Seen, prefer: &Prefer) -> Value {
    let (start, end) = seen.meeting.instants();
    let private = seen.meeting.sensitivity == "private";
    let mut all = json!({
        "isPrivate": private, "status": seen.meeting.show_as,
        "start": render::date_time(start, &prefer.zone), "end": render::date_time(end, &prefer.zone),
    });
    if !private && let Some(object) = all.as_object_mut() {
        object.insert("subject".to_owned(), json!(seen.meeting.subject));
        object.insert("location".to_owned(), json!(seen.meeting.location));
    }
    all
}
