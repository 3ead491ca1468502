//! Events: get, list, create, change, delete.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::call::{Call, Fail, Reply};
use super::lists::{context, shown};
use super::meeting::Meeting;
use super::read;
use super::render;
use super::seen::Seen;
use super::state::State;

/// `GET …/events/{id}`.
pub fn get(state: &State, place: usize, id: &str, call: &Call) -> Result<Reply, Fail> {
    let prefer = call.prefer()?;
    let seen = find(state, place, id)?;
    let mut event = shown(state, place, &seen, &prefer, call, true)?;
    event.insert("@odata.context".to_owned(), json!(context(call, "events/$entity")));
    Ok(Reply::json(200, Value::Object(event)).applied(&prefer))
}

/// `POST …/events`.
pub fn create(state: &mut State, place: usize, call: &Call) -> Result<Reply, Fail> {
    let (prefer, body) = (call.prefer()?, call.json()?);
    let address = state.mailbox(place).account.address.clone();
    let mut meeting = read::new_meeting(&body, &address)?;
    if let Some(known) = meeting.transaction.as_ref().and_then(|id| transaction(state, place, id)) {
        if state.switches.transaction_conflicts {
            return Err(Fail::new(
                409,
                "ErrorDuplicateTransactionId",
                "An event with this transactionId exists already.",
            ));
        }
        return Ok(Reply::json(201, Value::Object(shown(state, place, &known, &prefer, call, true)?)));
    }
    meeting.uid = None;
    let uid = state.organize(meeting);
    let item = state.mailbox(place).by_uid(&uid).ok_or_else(Fail::not_found)?;
    let event = shown(state, place, &Seen::of(item, None), &prefer, call, true)?;
    Ok(Reply::json(201, Value::Object(event)).applied(&prefer))
}

fn transaction(state: &State, place: usize, id: &str) -> Option<Seen> {
    let mut items = state.mailbox(place).items.values();
    items.find(|item| item.meeting.transaction.as_deref() == Some(id)).map(|item| Seen::of(item, None))
}

/// `PATCH …/events/{id}`.
pub fn patch(state: &mut State, place: usize, id: &str, call: &Call) -> Result<Reply, Fail> {
    let (prefer, body) = (call.prefer()?, call.json()?);
    let seen = find(state, place, id)?;
    precondition(state, &seen, call)?;
    let mut after = seen.meeting.clone();
    read::changes(&body, &mut after)?;
    if let Some(day) = seen.original_day()
        && after.moved_from(&seen.meeting)
    {
        crossing(state, place, &seen, day, &after)?;
    }
    let key = state.edit(place, (seen.item.key, seen.day), |meeting| *meeting = after);
    let item = state.item(place, key).ok_or_else(Fail::not_found)?;
    let event = shown(state, place, &Seen::of(item, None), &prefer, call, true)?;
    Ok(Reply::json(200, Value::Object(event)).applied(&prefer))
}

/// An occurrence may not move across its neighbours, nor onto the day of one.
fn crossing(state: &State, place: usize, seen: &Seen, day: NaiveDate, after: &Meeting) -> Result<(), Fail> {
    let mailbox = state.mailbox(place);
    let master = match seen.item.series {
        Some((master, _)) => mailbox.items.get(&master).ok_or_else(Fail::not_found)?,
        None => &seen.item,
    };
    let (start, year) = (after.start, chrono::Duration::days(370));
    let around = seen.meeting.instants().0;
    let others = mailbox.instances(master, around - year, around + year);
    let crossed = others.iter().filter(|other| other.original_day() != Some(day)).any(|other| {
        let before = other.original_day() < Some(day);
        other.meeting.start.date() == start.date() || before != (other.meeting.start < start)
    });
    if crossed {
        let message = "Modified occurrence is crossing or overlapping adjacent occurrence.";
        return Err(Fail::new(400, "ErrorOccurrenceCrossingBoundary", message));
    }
    Ok(())
}

/// `DELETE …/events/{id}`.
pub fn delete(state: &mut State, place: usize, id: &str, call: &Call) -> Result<Reply, Fail> {
    if state.switches.delete_again_is_400 && state.mailbox(place).deleted.contains(id) {
        return Err(Fail::invalid("The item has been deleted already."));
    }
    let seen = find(state, place, id)?;
    precondition(state, &seen, call)?;
    delete_seen(state, place, &seen);
    Ok(Reply::empty(204))
}

/// Deletes as a person or an application would: an organizer cancels by it.
pub fn delete_seen(state: &mut State, place: usize, seen: &Seen) {
    let target = (seen.item.key, seen.day);
    if seen.item.is_organizer {
        return state.cancel(place, target, "");
    }
    if state.switches.delete_declines {
        let said = super::respond::Said::by_hand(super::people::Answer::Declined);
        return state.respond(place, target, &said);
    }
    match (seen.original_day(), seen.item.series) {
        (Some(day), series) => state.remove_day(place, series.map_or(seen.item.key, |(master, _)| master), day),
        (None, _) => state.remove(place, seen.item.key),
    }
}

fn precondition(state: &State, seen: &Seen, call: &Call) -> Result<(), Fail> {
    match call.header("if-match") {
        Some(wanted) if wanted != "*" && wanted != render::etag(seen.item.change) => {
            let message = "The send or update operation could not be performed because the change key passed in the request does not match the current change key for the item.";
            Err(Fail::new(412, &state.switches.precondition_code, message))
        }
        _ => Ok(()),
    }
}

/// What an id names in a mailbox.
pub fn find(state: &State, place: usize, id: &str) -> Result<Seen, Fail> {
    let mailbox = state.mailbox(place);
    let (key, day) = mailbox.find(id).ok_or_else(Fail::not_found)?;
    Ok(Seen::of(mailbox.items.get(&key).ok_or_else(Fail::not_found)?, day))
}
