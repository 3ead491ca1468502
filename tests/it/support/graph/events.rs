//! Events: get, list, create, change, delete.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::call::{Call, Fail, Prefer, Reply};
use super::filter;
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

/// `GET …/events`: single meetings and masters.
pub fn list(state: &State, place: usize, call: &Call, link: &str) -> Result<Reply, Fail> {
    let mailbox = state.mailbox(place);
    let roots = mailbox.items.values().filter(|item| item.series.is_none()).map(|item| Seen::of(item, None));
    page(state, place, roots.collect(), call, link)
}

/// A page of copies: filtered, ordered, cut.
pub fn page(state: &State, place: usize, all: Vec<Seen>, call: &Call, link: &str) -> Result<Reply, Fail> {
    let prefer = call.prefer()?;
    let number = |name: &str| match call.option(name).map(str::parse::<usize>) {
        Some(Ok(number)) => Ok(Some(number)),
        Some(Err(_)) => Err(Fail::invalid(&format!("Invalid value for {name}."))),
        None => Ok(None),
    };
    let (top, skip) = (number("$top")?, number("$skip")?.unwrap_or(0));
    if top.is_some_and(|top| !(1..=1000).contains(&top)) {
        return Err(Fail::invalid("The value of $top must be between 1 and 1000."));
    }
    let mailbox = state.mailbox(place);
    let full = |seen: &Seen| render::event(seen, mailbox, &prefer, &state.switches);
    let mut rows: Vec<(Seen, Map<String, Value>)> =
        all.into_iter().map(|seen| (full(&seen), seen)).map(|(row, seen)| (seen, row)).collect();
    if let Some(condition) = call.option("$filter") {
        let condition = filter::read(condition)?;
        rows.retain(|(seen, row)| condition.holds(seen, row));
    }
    filter::order(&mut rows, call.option("$orderby"))?;
    let size = top.or(prefer.page).unwrap_or(state.switches.page);
    let more = rows.len() > skip.saturating_add(size);
    let count = rows.len();
    let rows = rows.into_iter().skip(skip).take(size);
    let value =
        rows.map(|(seen, _)| shown(state, place, &seen, &prefer, call, false)).collect::<Result<Vec<_>, _>>()?;
    let mut body = json!({"@odata.context": context(call, "events"), "value": value});
    if let Some(object) = body.as_object_mut() {
        if more {
            object.insert("@odata.nextLink".to_owned(), json!(next(call, link, skip + size)));
        }
        if call.option("$count") == Some("true") {
            object.insert("@odata.count".to_owned(), json!(count));
        }
    }
    Ok(Reply::json(200, body).applied(&prefer))
}

fn next(call: &Call, link: &str, skip: usize) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in call.query.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("$skip")) {
        query.append_pair(name, value);
    }
    query.append_pair("$skip", &skip.to_string());
    format!("{link}{}?{}", call.path, query.finish())
}

/// A copy as the call wants it: selected, expanded.
pub fn shown(
    state: &State,
    place: usize,
    seen: &Seen,
    prefer: &Prefer,
    call: &Call,
    alone: bool,
) -> Result<Map<String, Value>, Fail> {
    let mailbox = state.mailbox(place);
    let mut all = render::event(seen, mailbox, prefer, &state.switches);
    let selected = call.option("$select").map(|names| names.split(',').map(str::trim).collect::<Vec<_>>());
    if !state.switches.original_start_on_select
        && let Some(start) = render::on_select(seen, mailbox, prefer, "originalStart")
    {
        all.insert("originalStart".to_owned(), start);
    }
    if let Some(names) = selected {
        for name in &names {
            let extra =
                render::on_select(seen, mailbox, prefer, name).filter(|_| alone || *name != "cancelledOccurrences");
            let known = all.contains_key(*name) || matches!(*name, "originalStart" | "cancelledOccurrences");
            match extra {
                Some(value) => drop(all.insert((*name).to_owned(), value)),
                None if known => {}
                None => {
                    let message =
                        format!("Could not find a property named '{name}' on type 'Microsoft.OutlookServices.Event'.");
                    return Err(Fail::new(400, "RequestBroker--ParseUri", &message));
                }
            }
        }
        all.retain(|key, _| key == "id" || key == "@odata.etag" || names.contains(&key.as_str()));
    }
    if let Some(expand) = call.option("$expand") {
        let wanted = filter::expanded_property(expand)?;
        let found: Vec<Value> = seen
            .meeting
            .properties
            .iter()
            .filter(|(id, _)| same_property(id, &wanted))
            .map(|(id, value)| json!({"id": id, "value": value}))
            .collect();
        if !found.is_empty() {
            all.insert("singleValueExtendedProperties".to_owned(), Value::Array(found));
        }
    }
    Ok(all)
}

fn same_property(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
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
        let said = super::respond::Said::by_hand(super::meeting::Answer::Declined);
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

fn context(call: &Call, what: &str) -> String {
    format!(
        "https://graph.microsoft.com/v1.0/$metadata#users('{}')/{what}",
        call.user().unwrap_or_default().replace('@', "%40")
    )
}
