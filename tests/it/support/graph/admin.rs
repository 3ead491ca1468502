//! Routes below `/_fake`, for trying things by hand; no part of Graph.

use serde_json::{Value, json};

use super::call::{Call, Reply};
use super::delta::Broken;
use super::items::Mailbox;
use super::journal::{Mail, Recorded};
use super::notifications;
use super::read;
use super::respond::Said;
use super::server::Shared;
use super::state::State;

/// Answers one of them.
pub async fn answer(shared: &Shared, call: &Call) -> Reply {
    if call.parts.get(1).is_some_and(|what| what == "notify") {
        return Reply::json(200, json!({"taken": notifications::notify(&shared.state).await}));
    }
    let Ok(body) = call.json() else { return Reply::json(400, json!({"error": "the body is no JSON"})) };
    let what = call.parts.get(1).map(String::as_str).unwrap_or_default();
    let done = shared.with(|state| act(state, &call.method, what, &body));
    done.map_or_else(
        || Reply::json(404, json!({"error": "there is no such route, or something is missing", "routes": ROUTES})),
        |body| Reply::json(200, body),
    )
}

const ROUTES: &[&str] = &[
    "GET /_fake/calls",
    "GET /_fake/mails",
    "GET /_fake/copies",
    "POST /_fake/clock {\"now\": \"2026-12-01T08:00:00Z\"}",
    "POST /_fake/faults {\"rate\": 0.1, \"seed\": 7}",
    "POST /_fake/expire-bearers",
    "POST /_fake/expire-tokens",
    "POST /_fake/organize {\"organizer\": \"…\", \"event\": {…as for POST /events…}}",
    "POST /_fake/edit {\"uid\": \"…\", \"event\": {…as for PATCH…}}",
    "POST /_fake/cancel {\"uid\": \"…\"}",
    "POST /_fake/answer {\"mailbox\": \"…\", \"uid\": \"…\", \"answer\": \"accept\"}",
    "POST /_fake/notify",
];

fn act(state: &mut State, method: &str, what: &str, body: &Value) -> Option<Value> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    match (method, what) {
        ("GET", "calls") => Some(state.calls.iter().map(call_shown).collect()),
        ("GET", "mails") => Some(state.mails.iter().map(mail_shown).collect()),
        ("GET", "copies") => Some(copies(state)),
        ("POST", "clock") => {
            state.now = text("now")?.parse().ok()?;
            state.running = state.running.map(|_| tokio::time::Instant::now());
            Some(json!({"now": state.now()}))
        }
        ("POST", "faults") => {
            state.faults.misbehave(body.get("rate")?.as_f64()?, body.get("seed").and_then(Value::as_u64).unwrap_or(0));
            Some(json!({}))
        }
        ("POST", "expire-bearers") => Some(json!({"expired": state.bearers.drain().count()})),
        ("POST", "expire-tokens") => {
            state.tokens.values_mut().for_each(|token| token.broken = Some(Broken::StateNotFound));
            Some(json!({"expired": state.tokens.len()}))
        }
        ("POST", "organize") => {
            let meeting = read::new_meeting(body.get("event")?, text("organizer")?).ok()?;
            Some(json!({"uid": state.organize(meeting)}))
        }
        ("POST", "edit" | "cancel") => {
            let uid = text("uid")?;
            let organizer =
                state.mailboxes.iter().position(|mailbox| mailbox.by_uid(uid).is_some_and(|item| item.is_organizer))?;
            let item = state.mailbox(organizer).by_uid(uid)?;
            let (key, mut after) = (item.key, item.meeting.clone());
            if what == "cancel" {
                state.cancel(organizer, (key, None), "");
            } else {
                read::changes(body.get("event")?, &mut after).ok()?;
                state.edit(organizer, (key, None), |meeting| *meeting = after);
            }
            Some(json!({}))
        }
        ("POST", "answer") => {
            let answer = match text("answer")? {
                "accept" => super::Answer::Accepted,
                "decline" => super::Answer::Declined,
                "tentativelyAccept" => super::Answer::Tentative,
                _ => return None,
            };
            let place = state.place_of(text("mailbox")?)?;
            let key = state.mailbox(place).by_uid(text("uid")?)?.key;
            state.respond(place, (key, None), &Said::by_hand(answer));
            Some(json!({}))
        }
        _ => None,
    }
}

fn copies(state: &State) -> Value {
    let of = |mailbox: &Mailbox| -> Value {
        let items = mailbox.items.values().map(|item| {
            json!({
                "id": item.ordinary, "immutableId": item.immutable, "uid": item.uid, "subject": item.meeting.subject,
                "start": item.meeting.start.to_string(), "zone": item.meeting.zone.name, "answer": item.answer.as_str(),
                "organizer": item.meeting.organizer.address,
            })
        });
        json!({"mailbox": mailbox.account.address, "items": items.collect::<Vec<_>>()})
    };
    state.mailboxes.iter().map(of).collect()
}

fn call_shown(call: &Recorded) -> Value {
    json!({
        "at": call.at, "mailbox": call.mailbox, "method": call.method, "path": call.path, "query": call.query, "prefer": call.prefer,
        "ifMatch": call.if_match, "body": call.body, "inBatch": call.in_batch, "status": call.status,
    })
}

fn mail_shown(mail: &Mail) -> Value {
    json!({
        "kind": format!("{:?}", mail.kind), "from": mail.from, "to": mail.to, "uid": mail.uid, "day": mail.day, "subject": mail.subject,
        "answer": mail.answer.map(super::Answer::as_str), "text": mail.text, "headers": mail.headers, "at": mail.at,
    })
}
