//! Saying something: the question (GET), and the answer to it (POST).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use tracing::{error, info};

use crate::brief::text::short;
use crate::meeting::Address;
use crate::plan::{Keys, Purpose, Refusal, Say, Ticket};
use crate::policy::Policy;
use crate::store::{Heard, StoreError};

use super::page::{Page, answer, safe};
use super::words::Words;
use super::{Web, field};

/// A title on a page has at most so many characters,
pub(super) const TITLE: usize = 80;
/// a reason so many.
const REASON: usize = 140;

/// What a mail program may do without asking.
const UNSUBSCRIBE: [Purpose; 2] = [Purpose::MailsOff, Purpose::PersonalReportOff];

/// A link without a token, or no link of ours at all.
pub(super) async fn nowhere(State(web): State<Arc<Web>>) -> Response {
    Visit::anonymous(&web).refusal(StatusCode::NOT_FOUND, Refusal::Invalid)
}

/// Shows what the link is for, with a button. Changes nothing.
pub(super) async fn ask(State(web): State<Arc<Web>>, uri: Uri) -> Response {
    respond(question(&web, &uri).await)
}

/// Records what the link is for.
pub(super) async fn hear(
    State(web): State<Arc<Web>>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match body {
        Ok(body) => respond(statement(&web, &uri, &headers, &body).await),
        Err(rejection) => Visit::anonymous(&web).refusal(rejection.status(), Refusal::Invalid),
    }
}

pub(super) fn respond(page: Result<Response, StoreError>) -> Response {
    page.unwrap_or_else(|error| {
        error!(%error, "a page could not be answered");
        safe(axum::response::IntoResponse::into_response(StatusCode::SERVICE_UNAVAILABLE))
    })
}

async fn question(web: &Web, uri: &Uri) -> Result<Response, StoreError> {
    let ticket = match keys(web).await?.ok_or(Refusal::Invalid).and_then(|keys| keys.read(token(uri), web.clock.now()))
    {
        Ok(ticket) => ticket,
        Err(refusal) => return Ok(Visit::anonymous(web).refusal(status(refusal), refusal)),
    };
    let visit = Visit::of(web, &ticket);
    let meeting = visit.meeting(&ticket).await?;
    let words = visit.words.of_purpose(ticket.purpose);
    let page = Page {
        heading: words.question.to_owned(),
        meeting,
        text: vec![words.means.to_owned()],
        field: (ticket.purpose == Purpose::Exempt).then_some(visit.words.reason),
        button: Some(words.button),
        ..visit.page()
    };
    Ok(answer(StatusCode::OK, &page))
}

async fn statement(web: &Web, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Result<Response, StoreError> {
    let now = web.clock.now();
    let opened = keys(web).await?.ok_or(Refusal::Invalid).and_then(|keys| match one_click(headers, body) {
        // What a mail program sends without asking may unsubscribe, and nothing else.
        true => keys.open(token(uri), &UNSUBSCRIBE, now),
        false => keys.read(token(uri), now),
    });
    let ticket = match opened {
        Ok(ticket) => ticket,
        Err(refusal) => return Ok(Visit::anonymous(web).refusal(status(refusal), refusal)),
    };
    let visit = Visit::of(web, &ticket);
    let Some(say) = say(&ticket, body) else { return visit.incomplete(&ticket).await };
    visit.record(&ticket, &say, now).await
}

/// The token as it was written: percent signs, if any, are not decoded.
pub(super) fn token(uri: &Uri) -> &str {
    uri.path().rsplit('/').next().unwrap_or_default()
}

/// The keys that open links.
pub(super) async fn keys(web: &Web) -> Result<Option<Keys>, StoreError> {
    if web.keys.is_some() {
        return Ok(web.keys.clone());
    }
    Ok(Keys::named(web.store.link_keys().await?.into_iter().map(String::into_bytes)))
}

pub(super) fn status(refusal: Refusal) -> StatusCode {
    match refusal {
        Refusal::Invalid => StatusCode::NOT_FOUND,
        Refusal::Expired => StatusCode::GONE,
        Refusal::OtherPurpose => StatusCode::FORBIDDEN,
    }
}

/// RFC 8058 §3.2: the body is this pair, as a form of either encoding.
fn one_click(headers: &HeaderMap, body: &[u8]) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let text = String::from_utf8_lossy(body);
        return text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click");
    }
    field(body, "List-Unsubscribe").is_some_and(|value| value == "One-Click")
}

/// What the ticket says; none when it lacks something that only the form has.
fn say(ticket: &Ticket, body: &[u8]) -> Option<Say> {
    let meeting = || ticket.meeting.clone();
    match ticket.purpose {
        Purpose::AnswersOff => Some(Say::AnswersOff),
        Purpose::AnswersOn => Some(Say::AnswersOn),
        Purpose::MailsOff => Some(Say::MailsOff),
        Purpose::MailsOn => Some(Say::MailsOn),
        Purpose::PersonalReportOn => Some(Say::PersonalReportOn),
        Purpose::PersonalReportOff => Some(Say::PersonalReportOff),
        Purpose::Keep => Some(Say::Keep { meeting: meeting()? }),
        Purpose::AgendaIsThere => Some(Say::AgendaIsThere { meeting: meeting()? }),
        Purpose::Exempt => {
            let reason = short(&field(body, "reason")?, REASON);
            (!reason.is_empty()).then_some(Say::Exempt { meeting: meeting()?, reason })
        }
    }
}

/// Someone looks at a page.
pub(super) struct Visit<'a> {
    web: &'a Web,
    policy: Arc<Policy>,
    who: Option<Address>,
    words: &'static Words,
}

impl<'a> Visit<'a> {
    /// By nobody that is known: in the organization's language.
    pub(super) fn anonymous(web: &'a Web) -> Self {
        let policy = (web.policy)();
        let words = Words::of(policy.organization.language.as_deref());
        Self { web, policy, who: None, words }
    }

    fn of(web: &'a Web, ticket: &Ticket) -> Self {
        let policy = (web.policy)();
        let who = policy.directory.canonical(&ticket.audience).clone();
        let own = policy.directory.find(&who).and_then(|person| person.language.clone());
        let words = Words::of(own.as_deref().or(policy.organization.language.as_deref()));
        Self { web, policy, who: Some(who), words }
    }

    /// The same in another language.
    pub(super) fn in_language(self, tag: &str) -> Self {
        Self { words: Words::of(Some(tag)), ..self }
    }

    pub(super) fn page(&self) -> Page {
        let house = short(&self.policy.organization.name, TITLE);
        Page { language: self.words.tag, house, ..Page::default() }
    }

    /// Title and start of the meeting, where it is known.
    async fn meeting(&self, ticket: &Ticket) -> Result<Option<(String, String)>, StoreError> {
        let Some(key) = &ticket.meeting else { return Ok(None) };
        let Some(filed) = self.web.store.filed(key).await? else { return Ok(None) };
        let title = Some(short(&filed.meeting.title, TITLE)).filter(|title| !title.is_empty());
        let title = title.unwrap_or_else(|| self.words.no_title.to_owned());
        Ok(Some((title, self.when(filed.meeting.start))))
    }

    fn when(&self, at: DateTime<Utc>) -> String {
        let person = self.who.as_ref().and_then(|who| self.policy.directory.find(who));
        let zone = person.map_or(self.policy.organization.working.zone, |person| person.zone());
        self.words.when(at.with_timezone(&zone).naive_local())
    }

    pub(super) fn refusal(&self, status: StatusCode, refusal: Refusal) -> Response {
        let (heading, text) = match refusal {
            Refusal::Invalid => self.words.invalid,
            Refusal::Expired => self.words.expired,
            Refusal::OtherPurpose => self.words.other_purpose,
        };
        answer(status, &Page { heading: heading.to_owned(), text: vec![text.to_owned()], ..self.page() })
    }

    /// The same page again, for the reason is missing.
    async fn incomplete(&self, ticket: &Ticket) -> Result<Response, StoreError> {
        let words = self.words.of_purpose(ticket.purpose);
        let page = Page {
            heading: words.question.to_owned(),
            meeting: self.meeting(ticket).await?,
            text: vec![self.words.reason_missing.to_owned()],
            field: Some(self.words.reason),
            button: Some(words.button),
            ..self.page()
        };
        Ok(answer(StatusCode::UNPROCESSABLE_ENTITY, &page))
    }

    async fn record(&self, ticket: &Ticket, say: &Say, now: DateTime<Utc>) -> Result<Response, StoreError> {
        let who = self.who.clone().unwrap_or_else(|| ticket.audience.clone());
        if say.refused(&who, &self.policy).is_some() {
            let (heading, text) = self.words.not_yours;
            let page = Page { heading: heading.to_owned(), text: vec![text.to_owned()], ..self.page() };
            return Ok(answer(StatusCode::FORBIDDEN, &page));
        }
        let budget = self.policy.safety.exemptions;
        let heard = self.web.store.say(&who, say, "link", Some(budget), now).await?;
        info!(who = who.masked(), say = say.purpose().as_str(), heard = ?heard, "said by a link");
        if heard == Heard::Recorded {
            (self.web.said)();
        }
        let words = self.words.of_purpose(ticket.purpose);
        let (status, heading, text) = match heard {
            Heard::Recorded => (StatusCode::OK, words.done.to_owned(), words.follows.to_owned()),
            Heard::Already => (StatusCode::OK, self.words.already.to_owned(), words.follows.to_owned()),
            Heard::UsedUp(_) => {
                let text = self.words.used_up_text(budget.per_organizer, budget.days);
                (StatusCode::CONFLICT, self.words.used_up.to_owned(), text)
            }
        };
        let page = Page { heading, meeting: self.meeting(ticket).await?, text: vec![text], ..self.page() };
        Ok(answer(status, &page))
    }
}
