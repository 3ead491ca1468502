//! The actions on an invitation: accept, tentativelyAccept, decline, cancel, forward.

use serde_json::Value;

use super::call::{Call, Fail, Reply};
use super::events;
use super::journal::{Mail, MailKind};
use super::people::Answer;
use super::respond::Said;
use super::state::{Pending, State};

/// `POST …/events/{id}/accept` and its like. `If-Match` is overlooked; a malformed one breaks the server.
pub fn answer(state: &mut State, place: usize, id: &str, answer: Answer, call: &Call) -> Result<Reply, Fail> {
    if call.header("if-match").is_some_and(|tag| tag != "*" && !(tag.starts_with("W/\"") && tag.ends_with('"'))) {
        return Err(Fail::new(
            500,
            "ErrorInternalServerError",
            "An internal server error occurred. The operation failed.",
        ));
    }
    let seen = events::find(state, place, id)?;
    let body = call.json()?;
    let said = Said {
        answer,
        comment: field(&body, "comment").as_str().unwrap_or_default().to_owned(),
        send: field(&body, "sendResponse").as_bool().unwrap_or(true),
        proposed: field(&body, "proposedNewTime").clone(),
        through_graph: true,
    };
    let refuse = |why: &str| Err(Fail::invalid(&format!("Your request can't be completed. {why}")));
    if seen.item.is_organizer {
        return refuse("You can't respond to this meeting because you're the meeting organizer.");
    }
    if !seen.meeting.response_requested && said.send {
        return refuse("The meeting organizer hasn't requested a response.");
    }
    if !said.proposed.is_null() && (!seen.meeting.new_times || !said.send || answer == Answer::Accepted) {
        return refuse("A new time can't be proposed for this meeting.");
    }
    let (target, due) = ((seen.item.key, seen.day), state.now() + state.answer_delay);
    if state.answer_delay.is_zero() {
        state.respond(place, target, &said);
    } else {
        state.pending.push(Pending { due, mailbox: place, target, said });
    }
    Ok(Reply::empty(202))
}

/// `POST …/events/{id}/cancel`.
pub fn cancel(state: &mut State, place: usize, id: &str, call: &Call) -> Result<Reply, Fail> {
    let seen = events::find(state, place, id)?;
    if !seen.item.is_organizer {
        return Err(Fail::invalid("Your request can't be completed. You need to be an organizer to cancel a meeting."));
    }
    let body = call.json()?;
    state.cancel(place, (seen.item.key, seen.day), field(&body, "comment").as_str().unwrap_or_default());
    Ok(Reply::empty(202))
}

/// `POST …/events/{id}/forward`.
pub fn forward(state: &mut State, place: usize, id: &str, call: &Call) -> Result<Reply, Fail> {
    let seen = events::find(state, place, id)?;
    let body = call.json()?;
    let recipients = field(&body, "toRecipients").as_array().cloned().unwrap_or_default();
    let to: Vec<String> = recipients
        .iter()
        .filter_map(|entry| entry.pointer("/emailAddress/address")?.as_str().map(str::to_owned))
        .collect();
    if to.is_empty() {
        return Err(Fail::new(400, "ErrorInvalidRecipients", "At least one recipient isn't valid."));
    }
    let at = state.now();
    state.mail(Mail {
        kind: MailKind::Forward,
        from: state.mailbox(place).account.address.clone(),
        to: to.clone(),
        uid: Some(seen.item.uid.clone()),
        day: seen.original_day(),
        subject: format!("FW: {}", seen.meeting.subject),
        answer: None,
        text: field(&body, "comment").as_str().unwrap_or_default().to_owned(),
        proposed: Value::Null,
        headers: Vec::new(),
        mime: None,
        at,
    });
    if state.switches.forward_delivers {
        for address in &to {
            state.forward_to(place, seen.item.key, address);
        }
    }
    Ok(Reply::empty(202))
}

/// Puts into effect what is due.
pub fn settle(state: &mut State, everything: bool) {
    let now = state.now();
    let (due, later) = std::mem::take(&mut state.pending).into_iter().partition(|one| everything || one.due <= now);
    state.pending = later;
    let due: Vec<Pending> = due;
    for one in due {
        state.respond(one.mailbox, one.target, &one.said);
    }
}

/// A parameter of an action, in either of the spellings that clients use.
fn field<'a>(body: &'a Value, name: &str) -> &'a Value {
    let capital: String = name.chars().take(1).flat_map(char::to_uppercase).chain(name.chars().skip(1)).collect();
    body.get(name).or_else(|| body.get(capital)).unwrap_or(&Value::Null)
}
