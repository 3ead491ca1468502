//! Attachments of an event.

use serde_json::{Map, Value, json};

use super::call::{Call, Fail, Reply};
use super::events;
use super::render;
use super::state::State;

/// `GET …/events/{id}/attachments`.
pub fn list(state: &State, place: usize, id: &str, call: &Call) -> Result<Reply, Fail> {
    let seen = events::find(state, place, id)?;
    let shown: Result<Vec<_>, Fail> =
        seen.meeting.attachments.iter().map(|one| selected(state, render::attachment(one, true), call)).collect();
    Ok(Reply::json(200, json!({"value": shown?})))
}

/// `GET …/events/{id}/attachments/{id}`.
pub fn get(state: &State, place: usize, id: &str, attachment: &str, call: &Call) -> Result<Reply, Fail> {
    let seen = events::find(state, place, id)?;
    let one = seen.meeting.attachments.iter().find(|one| one.id == attachment).ok_or_else(Fail::not_found)?;
    Ok(Reply::json(200, Value::Object(selected(state, render::attachment(one, true), call)?)))
}

fn selected(state: &State, mut all: Map<String, Value>, call: &Call) -> Result<Map<String, Value>, Fail> {
    let Some(names) = call.option("$select").filter(|_| state.switches.attachment_select) else { return Ok(all) };
    let names: Vec<&str> = names.split(',').map(str::trim).collect();
    let common = ["id", "name", "contentType", "size", "isInline", "lastModifiedDateTime"];
    if let Some(other) = names.iter().find(|name| !common.contains(name)) {
        let message =
            format!("Could not find a property named '{other}' on type 'Microsoft.OutlookServices.Attachment'.");
        return Err(Fail::new(400, "RequestBroker--ParseUri", &message));
    }
    all.retain(|key, _| key.starts_with("@odata.") || key == "id" || names.contains(&key.as_str()));
    Ok(all)
}
