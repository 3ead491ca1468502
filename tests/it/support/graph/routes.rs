//! Which operation a call is, whether it is allowed, and who carries it out.

use serde_json::Value;

use super::access::{authorized, denied, mailbox, permitted};
use super::answers;
use super::attachments;
use super::call::{Call, Fail, Reply};
use super::contract;
use super::delta;
use super::events;
use super::lists;
use super::people::Answer;
use super::schedule;
use super::sending;
use super::settings;
use super::state::State;
use super::subscriptions;
use super::view;

/// An operation: its name in the contract, one of these permissions, and what it does in a mailbox.
pub struct Operation<'a> {
    /// Such as `GET /users/{user-id}/events`.
    pub name: String,
    permissions: &'static [&'static str],
    run: Run<'a>,
}

type Run<'a> = Box<dyn FnOnce(&mut State, usize) -> Result<Reply, Fail> + 'a>;

const READ: &[&str] = &["Calendars.ReadWrite", "Calendars.Read"];
const WRITE: &[&str] = &["Calendars.ReadWrite"];
const SETTINGS: &[&str] = &["MailboxSettings.Read", "MailboxSettings.ReadWrite"];
const MAIL: &[&str] = &["Mail.Send"];
const USERS: &[&str] = &["User.Read.All", "Directory.Read.All"];

/// Carries out a call that needs nothing but the state. `link` is what absolute links begin with.
pub fn perform(state: &mut State, call: &Call, link: &str) -> Result<Reply, Fail> {
    answers::settle(state, false);
    let permissions = authorized(state, call)?;
    if call.parts.first().is_some_and(|part| part == "subscriptions") {
        return subscriptions_of(state, call, &permissions);
    }
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    let Operation { name, permissions: needed, run } = operation(&call.method, &parts, call, link)?;
    contract::check_request(&name, call)?;
    let place = match parts.as_slice() {
        [_, user_id, ..] => mailbox(state, user_id, needed == USERS)?,
        _ => 0,
    };
    permitted(needed, &permissions)?;
    if needed == SETTINGS && state.mailbox(place).account.settings_denied {
        return Err(denied());
    }
    let reply = run(state, place)?;
    Ok(held(state, &name, reply))
}

/// Notes where an answer breaks the contract, and breaks it off there.
pub fn held(state: &mut State, operation: &str, reply: Reply) -> Reply {
    match contract::violation(operation, &reply) {
        Some(violation) => {
            let number = state.next();
            let fail = Fail::new(500, "FakeBreaksContract", &violation).reply(number, "", None);
            state.violations.push(violation);
            fail
        }
        None => reply,
    }
}

fn subscriptions_of(state: &mut State, call: &Call, permissions: &[String]) -> Result<Reply, Fail> {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    permitted(READ, permissions)?;
    let (name, id) = match (call.method.as_str(), parts.as_slice()) {
        ("GET", [_]) => ("GET /subscriptions".to_owned(), None),
        ("GET" | "PATCH" | "DELETE", [_, id]) => {
            (format!("{} /subscriptions/{{subscription-id}}", call.method), Some(*id))
        }
        ("POST", [_, id, "reauthorize"]) => ("POST /subscriptions/{subscription-id}/reauthorize".to_owned(), Some(*id)),
        _ => return Err(Fail::unknown(&call.path)),
    };
    contract::check_request(&name, call)?;
    let reply = match id {
        Some(id) => subscriptions::one(state, id, call)?,
        None => subscriptions::list(state),
    };
    Ok(held(state, &name, reply))
}

fn operation<'a>(method: &str, parts: &[&'a str], call: &'a Call, link: &'a str) -> Result<Operation<'a>, Fail> {
    let known = |name: &str, permissions, run: Run<'a>| {
        let below = if parts.len() > 1 { "/users/{user-id}" } else { "/users" };
        Ok(Operation { name: format!("{method} {below}{name}"), permissions, run })
    };
    let rest = match parts {
        ["users"] if method == "GET" => {
            return known("", USERS, Box::new(move |state, _| Ok(settings::users(state, call, link))));
        }
        ["users", _] if method == "GET" => {
            return known(
                "",
                USERS,
                Box::new(move |state, place| Ok(Reply::json(200, settings::user(state.mailbox(place), call)))),
            );
        }
        ["users", _, "calendar"] if method == "GET" => {
            return known(
                "/calendar",
                READ,
                Box::new(|state, place| Ok(Reply::json(200, view::calendar(state, place)))),
            );
        }
        ["users", _, "calendars"] if method == "GET" => {
            return known("/calendars", READ, Box::new(|state, place| Ok(view::calendars(state, place))));
        }
        ["users", _, "calendars", id] if method == "GET" => {
            return known(
                "/calendars/{calendar-id}",
                READ,
                of_calendar(id, Box::new(|state, place| Ok(Reply::json(200, view::calendar(state, place))))),
            );
        }
        ["users", _, "calendars", id, rest @ ..] => {
            let Operation { name, permissions, run } = below_calendar(method, rest, call, link)?;
            return Ok(Operation { name, permissions, run: of_calendar(id, run) });
        }
        ["users", _, "calendar", rest @ ..] => rest,
        ["users", _, "mailboxSettings"] if method == "GET" => {
            return known(
                "/mailboxSettings",
                SETTINGS,
                Box::new(move |state, place| settings::mailbox_settings(state, place, None, call)),
            );
        }
        ["users", _, "mailboxSettings", part @ ("timeZone" | "workingHours")] if method == "GET" => {
            let part = *part;
            return known(
                &format!("/mailboxSettings/{part}"),
                SETTINGS,
                Box::new(move |state, place| settings::mailbox_settings(state, place, Some(part), call)),
            );
        }
        ["users", _, "sendMail" | "microsoft.graph.sendMail"] if method == "POST" => {
            return known("/sendMail", MAIL, Box::new(move |state, place| sending::send_mail(state, place, call)));
        }
        ["users", _, rest @ ..] => rest,
        _ => return Err(Fail::unknown(&call.path)),
    };
    below_calendar(method, rest, call, link)
}

/// What a calendar has below it; the same with and without naming it.
fn below_calendar<'a>(method: &str, rest: &[&'a str], call: &'a Call, link: &'a str) -> Result<Operation<'a>, Fail> {
    let known = |name: &str, permissions, run: Run<'a>| {
        Ok(Operation { name: format!("{method} /users/{{user-id}}{name}"), permissions, run })
    };
    match (method, rest) {
        ("GET", ["calendarView"]) => {
            known("/calendarView", READ, Box::new(move |state, place| view::calendar_view(state, place, call, link)))
        }
        ("GET", ["calendarView", "delta" | "delta()" | "microsoft.graph.delta()"]) => {
            known("/calendarView/delta", READ, Box::new(move |state, place| delta::delta(state, place, call, link)))
        }
        ("GET", ["events"]) => {
            known("/events", READ, Box::new(move |state, place| lists::list(state, place, call, link)))
        }
        ("POST", ["events"]) => {
            known("/events", WRITE, Box::new(move |state, place| events::create(state, place, call)))
        }
        ("POST", ["getSchedule" | "microsoft.graph.getSchedule"]) => {
            known("/calendar/getSchedule", READ, Box::new(move |state, _| schedule::get_schedule(state, call)))
        }
        (_, ["events", id, rest @ ..]) => event(method, id, rest, call, link),
        _ => Err(Fail::unknown(&call.path)),
    }
}

fn event<'a>(
    method: &str,
    id: &'a str,
    rest: &[&'a str],
    call: &'a Call,
    link: &'a str,
) -> Result<Operation<'a>, Fail> {
    let known = |name: &str, permissions, run: Run<'a>| {
        Ok(Operation { name: format!("{method} /users/{{user-id}}/events/{{event-id}}{name}"), permissions, run })
    };
    let action = |name: &'static str, answer| {
        known(name, WRITE, Box::new(move |state: &mut State, place| answers::answer(state, place, id, answer, call)))
    };
    match (method, rest) {
        ("GET", []) => known("", READ, Box::new(move |state, place| events::get(state, place, id, call))),
        ("PATCH", []) => known("", WRITE, Box::new(move |state, place| events::patch(state, place, id, call))),
        ("DELETE", []) => known("", WRITE, Box::new(move |state, place| events::delete(state, place, id, call))),
        ("GET", ["instances"]) => {
            known("/instances", READ, Box::new(move |state, place| view::instances(state, place, id, call, link)))
        }
        ("GET", ["attachments"]) => {
            known("/attachments", READ, Box::new(move |state, place| attachments::list(state, place, id, call)))
        }
        ("GET", ["attachments", one]) => {
            let one = *one;
            known(
                "/attachments/{attachment-id}",
                READ,
                Box::new(move |state, place| attachments::get(state, place, id, one, call)),
            )
        }
        ("POST", ["accept" | "microsoft.graph.accept"]) => action("/accept", Answer::Accepted),
        ("POST", ["tentativelyAccept" | "microsoft.graph.tentativelyAccept"]) => {
            action("/tentativelyAccept", Answer::Tentative)
        }
        ("POST", ["decline" | "microsoft.graph.decline"]) => action("/decline", Answer::Declined),
        ("POST", ["cancel" | "microsoft.graph.cancel"]) => {
            known("/cancel", WRITE, Box::new(move |state, place| answers::cancel(state, place, id, call)))
        }
        ("POST", ["forward" | "microsoft.graph.forward"]) => {
            known("/forward", WRITE, Box::new(move |state, place| answers::forward(state, place, id, call)))
        }
        _ => Err(Fail::unknown(&call.path)),
    }
}

/// Only if the calendar is the mailbox's own.
fn of_calendar<'a>(id: &'a str, run: Run<'a>) -> Run<'a> {
    Box::new(
        move |state, place| {
            if state.mailbox(place).calendar_id == id { run(state, place) } else { Err(Fail::not_found()) }
        },
    )
}

/// The body of a call for the journal.
pub fn recorded_body(call: &Call) -> Value {
    if call.body.is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(&call.body)
        .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&call.body).into_owned()))
}
