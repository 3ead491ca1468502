//! Lists of copies, and what a call wants to see of each.

use serde_json::{Map, Value, json};

use super::call::{Call, Fail, Prefer, Reply};
use super::filter;
use super::render;
use super::seen::Seen;
use super::state::State;

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

/// `@odata.context`.
pub fn context(call: &Call, what: &str) -> String {
    format!(
        "https://graph.microsoft.com/v1.0/$metadata#users('{}')/{what}",
        call.user().unwrap_or_default().replace('@', "%40")
    )
}
