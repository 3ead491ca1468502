//! Settings, calendars and the calendar list.

use serde_json::{Value, json};

use super::error::ApiError;
use super::query::Parameters;
use super::state::{Role, State, etag};

impl State {
    fn settings_of(&self, user: &str) -> Vec<(&'static str, String)> {
        let Some(account) = self.accounts.get(user) else { return Vec::new() };
        vec![
            ("autoAddHangouts", "false".to_owned()),
            ("dateFieldOrder", "DMY".to_owned()),
            ("defaultEventLength", "60".to_owned()),
            ("format24HourTime", "true".to_owned()),
            ("hideInvitations", "false".to_owned()),
            ("hideWeekends", "false".to_owned()),
            ("locale", account.locale.clone()),
            ("remindOnRespondedEventsOnly", "false".to_owned()),
            ("showDeclinedEvents", "true".to_owned()),
            ("timezone", account.zone.clone()),
            ("useKeyboardShortcuts", "true".to_owned()),
            ("weekStart", "1".to_owned()),
        ]
    }

    /// settings.get.
    pub fn setting(&self, user: &str, id: &str) -> Result<Value, ApiError> {
        let all = self.settings_of(user);
        let found = all.into_iter().find(|(name, _)| *name == id).ok_or_else(ApiError::not_found)?;
        Ok(setting(found.0, &found.1))
    }

    /// settings.list, in pages; incremental listings of settings are not modelled.
    pub fn settings(&self, user: &str, parameters: &Parameters) -> Result<Value, ApiError> {
        let all = self.settings_of(user).into_iter().map(|(id, value)| setting(id, &value)).collect();
        let mut page = paged(all, parameters, 100)?;
        page["kind"] = json!("calendar#settings");
        page["etag"] = json!(etag(1));
        Ok(page)
    }

    /// calendars.get.
    pub fn calendar(&self, user: &str, id: &str) -> Result<Value, ApiError> {
        let calendar = self.calendars.get(id).ok_or_else(ApiError::not_found)?;
        if self.role(user, id) < Role::Reader {
            return Err(ApiError::not_found());
        }
        let mut shown = json!({
            "kind": "calendar#calendar",
            "etag": etag(1),
            "id": calendar.id,
            "summary": calendar.summary,
            "timeZone": calendar.zone,
            "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
        });
        let hours = self.accounts.get(id).and_then(|account| account.hours.as_ref());
        if let Some(hours) = hours.filter(|_| calendar.owner == user) {
            let times =
                hours.iter().map(|(day, from, to)| json!({"dayOfWeek": day, "periodStart": from, "periodEnd": to}));
            let times: Vec<_> = times.collect();
            shown["workingHours"] = json!({"workingHoursEnabled": !times.is_empty(), "availableTimes": times});
        }
        Ok(shown)
    }

    /// calendarList.list: the user's own calendars and those shared with him by name.
    pub fn calendar_list(&self, user: &str, parameters: &Parameters) -> Result<Value, ApiError> {
        let ranks = [
            ("freeBusyReader", Role::FreeBusyReader),
            ("reader", Role::Reader),
            ("writer", Role::Writer),
            ("owner", Role::Owner),
        ];
        let least = parameters.get("minAccessRole").and_then(|name| ranks.into_iter().find(|(rank, _)| *rank == name));
        let least = least.map_or(Role::FreeBusyReader, |(_, role)| role);
        let seen = self.calendars.values().filter(|one| one.owner == user || one.acl.contains_key(user));
        let seen = seen.filter(|one| self.role(user, &one.id) >= least);
        let entry = |one: &super::calendar::Calendar| {
            let mut entry = json!({
                "kind": "calendar#calendarListEntry", "etag": etag(1), "id": one.id, "summary": one.summary,
                "timeZone": one.zone, "accessRole": self.role(user, &one.id).name(), "defaultReminders": [],
                "selected": true,
            });
            if one.id == user {
                entry["primary"] = json!(true);
            }
            entry
        };
        let mut page = paged(seen.map(entry).collect(), parameters, 100)?;
        page["kind"] = json!("calendar#calendarList");
        page["etag"] = json!(etag(1));
        Ok(page)
    }
}

fn setting(id: &str, value: &str) -> Value {
    json!({"kind": "calendar#setting", "etag": etag(1), "id": id, "value": value})
}

/// A page of at most 250 items whose token is the place of the next.
fn paged(items: Vec<Value>, parameters: &Parameters, usual: usize) -> Result<Value, ApiError> {
    if parameters.get("syncToken").is_some() {
        return Err(not_modelled("an incremental listing of this"));
    }
    let wrong = || ApiError::invalid("pageToken", "Invalid page token value.");
    let token = parameters.get("pageToken").map(|token| token.parse::<usize>().map_err(|_| wrong())).transpose()?;
    let from = token.unwrap_or_default().min(items.len());
    let to = items.len().min(from + parameters.number("maxResults").unwrap_or(usual).min(250));
    let mut page = json!({ "items": items[from..to] });
    if to < items.len() {
        page["nextPageToken"] = to.to_string().into();
    }
    Ok(page)
}

/// What the API has and the fake has not.
pub fn not_modelled(what: &str) -> ApiError {
    ApiError::global(501, "notImplemented", format!("This fake does not model {what}."))
}
