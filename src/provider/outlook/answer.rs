//! Answers on the owner's own copy.
//!
//! An answer through Graph has no precondition (`If-Match` is ignored on actions), so the event is read right before,
//! and the mark, which is a PATCH and has one, goes first. A decline takes the event off the calendar unless the
//! mailbox keeps declined events; where that is not known, and `decline = "final"` was not chosen, a decline becomes a
//! tentative answer. No answer can be taken back to "none": what was unanswered stays tentative.

use chrono::{DateTime, Utc};
use graph_rs_sdk::http::Method;
use serde_json::{Map, Value, json};
use tracing::debug;

use super::Outlook;
use super::call::Call;
use super::failure::{Refusal, Trouble};
use super::marks::{self, Mark};
use super::options::Decline;
use super::read::{read, with};
use super::times::stamp;
use super::wire::{Page, Row, RowKind};
use crate::meeting::{Response, Window};
use crate::provider::{Answer, Mailbox, ProviderError, Target};

impl Outlook {
    /// Answers, or gives an answer back. What is answered so already is not answered again.
    pub(super) async fn give(
        &self,
        mailbox: &Mailbox,
        target: &Target,
        answer: &Answer,
    ) -> Result<String, ProviderError> {
        self.may_act()?;
        let (row, etag) = self.locate(mailbox, &target.object, target.occurrence.as_ref()).await?;
        let shown = marks::shown(&row);
        if shown.response == answer.response && shown.mark == answer.mark {
            return Ok(etag);
        }
        if row.by_owner() {
            return Err(ProviderError::Permanent(
                "the mailbox's owner is the organizer: there is nothing to answer".into(),
            ));
        }
        if row.is_cancelled == Some(true) || etag != answer.etag {
            return Err(ProviderError::Changed("the event is no longer the one that was read".into()));
        }
        let real = self.real(mailbox, &row, answer.response)?;
        // What is given back may be there already; an answer of ours is given all the same, for its comment.
        let real = real.filter(|real| answer.mark.is_some() || marks::response(row.answer()) != *real);
        let id = match (&answer.mark, real) {
            (Some(key), Some(real)) => {
                let mark = Mark { key: key.clone(), given: answer.response, real, noted: None };
                let id = self.mark(mailbox, &row, mark.property()).await?.0;
                self.memory.mark(&mailbox.address, &id, Some(&mark));
                id
            }
            _ => row.id.clone(),
        };
        if let Some(real) = real {
            self.respond(mailbox, (&id, &row), real, answer).await?;
        }
        self.settle(mailbox, (id, row), real, answer).await
    }

    /// What Graph is asked to answer; none when the answer there is stays.
    fn real(&self, mailbox: &Mailbox, row: &Row, wanted: Response) -> Result<Option<Response>, ProviderError> {
        let stays = self.decline == Decline::Final || self.memory.preserves(&mailbox.address);
        match wanted {
            Response::Accepted | Response::Tentative => Ok(Some(wanted)),
            Response::Declined if stays => Ok(Some(wanted)),
            Response::Declined => Ok(Some(Response::Tentative)),
            // Out of a decline that was kept, tentative is as near to unanswered as can be.
            Response::NoAnswer if marks::response(row.answer()) == Response::Declined => Ok(Some(Response::Tentative)),
            Response::NoAnswer => Ok(None),
            Response::Delegated => Err(ProviderError::Permanent("Outlook knows no delegated answers".into())),
        }
    }

    /// Sets a mark while the event is unchanged. Returns id and etag, which are new where an occurrence becomes an
    /// exception by it. A server that knows no properties is worked with all the same.
    async fn mark(&self, mailbox: &Mailbox, row: &Row, property: Value) -> Result<(String, String), ProviderError> {
        let url = self.at(mailbox, &["events", &row.id]);
        let etag = row.etag();
        let call = Call::write("PATCH event (mark)", &mailbox.address, Method::PATCH, url, property);
        let call = Call { if_match: Some(&etag).filter(|etag| !etag.is_empty()).map(String::as_str), ..call };
        match self.client.send(&call).await {
            Ok(reply) => {
                let new: Row = serde_json::from_value(reply.body).unwrap_or_default();
                let id = if new.id.is_empty() { row.id.clone() } else { new.id.clone() };
                Ok((id, new.etag()))
            }
            Err(Trouble::Refused(refusal @ Refusal { status: 400 | 501, .. })) => {
                debug!(code = refusal.code, "the answer cannot be marked");
                Ok((row.id.clone(), etag))
            }
            Err(trouble) => Err(trouble.into()),
        }
    }

    /// Tells the organizer, unless they asked not to be told; some servers refuse to tell then.
    async fn respond(
        &self,
        mailbox: &Mailbox,
        (id, row): (&str, &Row),
        real: Response,
        answer: &Answer,
    ) -> Result<(), ProviderError> {
        let tell = row.response_requested != Some(false);
        let quietly = || said(answer.comment.as_deref(), false, None);
        let first = if tell { said(answer.comment.as_deref(), true, proposal(row, real, answer)) } else { quietly() };
        let done = match self.action(mailbox, id, real, first).await {
            Err(Trouble::Refused(Refusal { status: 400, code, .. })) if tell && code == "ErrorInvalidRequest" => {
                self.action(mailbox, id, real, quietly()).await
            }
            done => done,
        };
        match done {
            // Declined before, by an attempt whose answer was lost.
            Err(Trouble::Refused(refusal)) if real == Response::Declined && refusal.is_missing() => Ok(()),
            done => done.map_err(Into::into),
        }
    }

    async fn action(&self, mailbox: &Mailbox, id: &str, real: Response, body: Value) -> Result<(), Trouble> {
        let (verb, what) = match real {
            Response::Accepted => ("accept", "POST accept"),
            Response::Declined => ("decline", "POST decline"),
            _ => ("tentativelyAccept", "POST tentativelyAccept"),
        };
        let url = self.at(mailbox, &["events", id, verb]);
        let call = Call::write(what, &mailbox.address, Method::POST, url, body);
        self.client.send(&call).await.map(drop)
    }

    /// Looks at what became of the event, and completes the mark or takes it off. The answer is given by now: what
    /// goes wrong here is only noted.
    async fn settle(
        &self,
        mailbox: &Mailbox,
        (id, before): (String, Row),
        real: Option<Response>,
        answer: &Answer,
    ) -> Result<String, ProviderError> {
        let row = match self.row_as_is(mailbox, &id).await {
            Ok(row) => Some(row),
            Err(Trouble::Refused(refusal)) if refusal.is_missing() && real == Some(Response::Declined) => {
                self.memory.note_preserves(&mailbox.address, false);
                None
            }
            // Answering may make a new item of it.
            Err(Trouble::Refused(refusal)) if refusal.is_missing() => self.again(mailbox, &before).await,
            Err(_) => None,
        };
        let Some(row) = row else { return Ok(answer.etag.clone()) };
        let mark = completed(&row, real, answer);
        // A server that keeps no properties has its marks kept here.
        let kept = row.property(marks::ANSWER).is_some();
        self.memory.mark(&mailbox.address, &id, None);
        self.memory.mark(&mailbox.address, &row.id, mark.as_ref().filter(|_| !kept));
        if !kept || mark == Mark::of(&row) {
            return Ok(row.etag());
        }
        let property = mark.as_ref().map_or_else(marks::none, Mark::property);
        match self.mark(mailbox, &row, property).await {
            Ok((_, etag)) => Ok(etag),
            // Taking the mark off is all that giving back to "no answer" does.
            Err(error) if real.is_none() => Err(error),
            Err(error) => {
                debug!(%error, "the mark of an answer is incomplete");
                Ok(row.etag())
            }
        }
    }

    /// The same event under a new id.
    async fn again(&self, mailbox: &Mailbox, before: &Row) -> Option<Row> {
        let uid = before.i_cal_u_id.as_ref().filter(|_| before.kind() == RowKind::Single)?;
        let filter = format!("iCalUId eq '{}'", uid.replace('\'', "''"));
        let url = with(self.at(mailbox, &["events"]), &[("$filter", &filter), ("$top", "2")]);
        let reply = self.client.send(&Call::get("GET events", &mailbox.address, url)).await.ok()?;
        let page: Page = read(reply.body, "GET events").ok()?;
        let found: Row = page.value.into_iter().find_map(|row| serde_json::from_value(row).ok())?;
        self.row_as_is(mailbox, &found.id).await.ok()
    }
}

/// The mark with the time at which Graph noted the answer, if the answer shows already; none for giving back.
fn completed(row: &Row, real: Option<Response>, answer: &Answer) -> Option<Mark> {
    let (key, real) = answer.mark.clone().zip(real)?;
    let noted = row.response_status.as_ref().and_then(|status| stamp(status.time.as_ref()));
    let noted = noted.filter(|_| marks::response(row.answer()) == real);
    Some(Mark { key, given: answer.response, real, noted })
}

/// The body of an answer.
fn said(comment: Option<&str>, tell: bool, proposed: Option<Window>) -> Value {
    let mut body = Map::from_iter([("sendResponse".to_owned(), Value::Bool(tell))]);
    if let Some(comment) = comment {
        body.insert("comment".to_owned(), comment.into());
    }
    if let Some(Window { from, to }) = proposed {
        let time =
            |at: DateTime<Utc>| json!({ "dateTime": at.format("%Y-%m-%dT%H:%M:%S").to_string(), "timeZone": "UTC" });
        body.insert("proposedNewTime".to_owned(), json!({ "start": time(from), "end": time(to) }));
    }
    Value::Object(body)
}

/// The time to propose, where a proposal can go along: never with a "yes", nor where the organizer wants none (Graph
/// answers 400 to both).
fn proposal(row: &Row, real: Response, answer: &Answer) -> Option<Window> {
    let allowed = row.allow_new_time_proposals != Some(false) && real != Response::Accepted && answer.mark.is_some();
    answer.propose.filter(|_| allowed)
}
