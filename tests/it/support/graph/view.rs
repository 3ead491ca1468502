//! Views: `calendarView`, instances of a series, calendars.

use serde_json::{Value, json};

use super::call::{Call, Fail, Reply};
use super::events;
use super::lists;
use super::read::bound;
use super::state::State;

/// `GET …/calendarView`.
pub fn calendar_view(state: &State, place: usize, call: &Call, link: &str) -> Result<Reply, Fail> {
    let (from, to) = window(call)?;
    let unselectable = call.option("$select").is_some_and(|names| {
        names.split(',').any(|name| matches!(name.trim(), "createdDateTime" | "lastModifiedDateTime"))
    });
    if unselectable {
        return Err(Fail::new(400, "ErrorInvalidProperty", "The property cannot be selected in a calendar view."));
    }
    lists::page(state, place, state.mailbox(place).view(from, to), call, link)
}

/// `GET …/events/{id}/instances`.
pub fn instances(state: &State, place: usize, id: &str, call: &Call, link: &str) -> Result<Reply, Fail> {
    let (from, to) = window(call)?;
    let seen = events::find(state, place, id)?;
    if seen.kind() != "seriesMaster" {
        return Err(Fail::invalid(
            "Your request can't be completed. You need to be using the master of a recurring series.",
        ));
    }
    lists::page(state, place, state.mailbox(place).instances(&seen.item, from, to), call, link)
}

fn window(call: &Call) -> Result<(chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>), Fail> {
    let from = bound(call.option("startDateTime"), "StartDateTime")?;
    let to = bound(call.option("endDateTime"), "EndDateTime")?;
    if to < from {
        return Err(Fail::new(400, "ErrorInvalidParameter", "The end of the window is before its start."));
    }
    Ok((from, to))
}

/// `GET …/calendar` and `…/calendars/{id}`.
pub fn calendar(state: &State, place: usize) -> Value {
    let mailbox = state.mailbox(place);
    json!({
        "id": mailbox.calendar_id, "name": "Calendar", "color": "auto", "hexColor": "", "isDefaultCalendar": true,
        "changeKey": super::ids::change_key(place as u64), "canShare": true, "canViewPrivateItems": true, "canEdit": true,
        "allowedOnlineMeetingProviders": ["teamsForBusiness"], "defaultOnlineMeetingProvider": "teamsForBusiness",
        "isTallyingResponses": true, "isRemovable": false,
        "owner": {"name": super::people::name_of(&mailbox.account.address), "address": mailbox.account.address},
    })
}

/// `GET …/calendars`: there is one.
pub fn calendars(state: &State, place: usize) -> Reply {
    Reply::json(200, json!({"value": [calendar(state, place)]}))
}
