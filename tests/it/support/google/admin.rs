//! The side door of the program: what a human does to the fake by hand, under `/_fake/`.

use chrono::DateTime;
use serde_json::{Value, json};

use super::call::Incoming;
use super::error::ApiError;
use super::fault::{Fault, Rate};
use super::human::fields;
use super::serve::Shared;
use super::state::{Fields, State, text};
use super::write::{Desk, Manner};

/// Does one act: its name, and its particulars as JSON in the body.
pub fn act(shared: &Shared, name: &str, incoming: &Incoming) -> (u16, Value) {
    let body = fields(serde_json::from_slice(&incoming.body).unwrap_or_default());
    match done(&mut shared.state(), name, &body) {
        Ok(answer) => (200, answer),
        Err(error) => (error.status, error.body()),
    }
}

fn done(state: &mut State, name: &str, body: &Fields) -> Result<Value, ApiError> {
    let user = state.calendar_id(text(body, "user"), text(body, "user"));
    let desk = Desk { user: &user, calendar: &user };
    let (id, inner) = (text(body, "id"), body.get("event").and_then(Value::as_object).cloned().unwrap_or_default());
    match name {
        "book" => state.insert(desk, &inner).map(|id| json!({ "id": id })),
        "edit" => state.change(desk, id, &inner, Manner::Patch).map(|id| json!({ "id": id })),
        "remove" => state.delete(desk, id).map(|()| json!({})),
        "answer" => {
            let comment = body.get("comment").and_then(Value::as_str);
            state.answer_by_hand(desk, id, text(body, "response"), comment).map(|()| json!({}))
        }
        "token" => {
            let scopes = vec![super::options::scope("calendar")];
            state.account(&user).ok_or_else(ApiError::not_found)?;
            Ok(json!({"access_token": state.grant(&user, scopes, "by-hand")}))
        }
        "faults" => {
            let number = |name: &str| body.get(name).and_then(Value::as_u64).unwrap_or_default();
            let per_mille = u32::try_from(number("per_mille")).unwrap_or(1000);
            state.faults.rate((per_mille > 0).then(|| Rate { per_mille, seed: number("seed"), kinds: Fault::all() }));
            Ok(json!({}))
        }
        "clock" => {
            let at = DateTime::parse_from_rfc3339(text(body, "now"));
            let at = at.map_err(|_| ApiError::invalid("now", "an RFC 3339 time is needed"))?;
            state.set_now(at.to_utc());
            Ok(json!({}))
        }
        "expire" => {
            state.tokens.expire(None);
            Ok(json!({}))
        }
        "drop-sync-tokens" => {
            state.listings.drop_tokens(None);
            Ok(json!({}))
        }
        "calls" => Ok(calls(state)),
        "mails" => {
            let mails = state.log.mails.iter().map(
                |mail| json!({"call": mail.call, "to": mail.to, "uid": mail.uid, "kind": format!("{:?}", mail.kind)}),
            );
            Ok(mails.collect())
        }
        "events" => {
            let place = state.calendars.get(&user).ok_or_else(ApiError::not_found)?;
            Ok(place.copies.values().map(|copy| Value::from(copy.fields.clone())).collect())
        }
        _ => Err(ApiError::not_found()),
    }
}

fn calls(state: &State) -> Value {
    let call = |call: &super::log::Call| {
        json!({
            "number": call.number, "user": call.user, "method": call.method, "path": call.path, "route": call.route,
            "query": call.query, "if_match": call.if_match, "body": call.body, "status": call.status,
            "fault": call.fault.map(|fault| format!("{fault:?}")), "took_effect": call.took_effect,
        })
    };
    state.log.calls.iter().map(call).collect()
}
