//! The questions of the pulse: shown by a GET, with the answer that was tapped marked; counted by a POST.
//!
//! The ballot is the whole permission and names nobody. Nothing that is logged tells one ballot from another.

mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use tracing::info;

use crate::brief::text::short;
use crate::plan::Refusal;
use crate::report::{Ballot, PULSE_SCALE, Question};
use crate::store::StoreError;

use super::page::{Page, answer, safe};
use super::say::{TITLE, Visit, keys, respond, status, token};
use super::{Web, field};

/// The page before it is laid out. All texts are escaped where they are written.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "web/pulse.html")]
struct Form {
    language: &'static str,
    /// The organization.
    house: String,
    heading: &'static str,
    text: Vec<String>,
    /// What the first and the last answer mean.
    ends: (&'static str, &'static str),
    questions: Vec<Asked>,
    button: &'static str,
}

/// A question with its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Asked {
    name: &'static str,
    question: &'static str,
    /// Each with whether it is marked.
    answers: Vec<(u8, bool)>,
}

/// Shows the questions that the ballot was not used for yet. Changes nothing.
pub(super) async fn ask(State(web): State<Arc<Web>>, uri: Uri) -> Response {
    respond(question(&web, &uri).await)
}

/// Counts the answers.
pub(super) async fn hear(State(web): State<Arc<Web>>, uri: Uri, body: Result<Bytes, BytesRejection>) -> Response {
    match body {
        Ok(body) => respond(count(&web, &uri, &body).await),
        Err(rejection) => Visit::anonymous(&web).refusal(rejection.status(), Refusal::Invalid),
    }
}

async fn question(web: &Web, uri: &Uri) -> Result<Response, StoreError> {
    let ballot = match ballot(web, uri).await? {
        Ok(ballot) => ballot,
        Err(refusal) => return Ok(closed(web, uri, refusal)),
    };
    let done = web.store.answered(&ballot).await?;
    if done.len() == Question::ALL.len() {
        return Ok(thanks(web, uri, &done, &BTreeSet::new()));
    }
    let marked = answers(uri.query().unwrap_or_default().as_bytes());
    Ok(form(web, uri, StatusCode::OK, &done, &marked))
}

async fn count(web: &Web, uri: &Uri, body: &[u8]) -> Result<Response, StoreError> {
    let ballot = match ballot(web, uri).await? {
        Ok(ballot) => ballot,
        Err(refusal) => return Ok(closed(web, uri, refusal)),
    };
    let given = answers(body);
    let done = web.store.answered(&ballot).await?;
    if given.is_empty() && done.len() < Question::ALL.len() {
        return Ok(form(web, uri, StatusCode::UNPROCESSABLE_ENTITY, &done, &given));
    }
    let counted = web.store.count_answers(&ballot, &given).await?;
    info!(asked = %ballot.asked, questions = counted.len(), "answers of the pulse were counted");
    Ok(thanks(web, uri, &done, &counted))
}

/// The ballot of a link.
async fn ballot(web: &Web, uri: &Uri) -> Result<Result<Ballot, Refusal>, StoreError> {
    let now = web.clock.now();
    Ok(keys(web).await?.ok_or(Refusal::Invalid).and_then(|keys| Ballot::read(token(uri), &keys, now)))
}

/// The answers of a form or a link: from 1 to the end of the scale, one to a question.
fn answers(text: &[u8]) -> BTreeMap<Question, u8> {
    let answer = |question: &Question| field(text, question.as_str())?.parse::<u8>().ok();
    let found = Question::ALL.into_iter().filter_map(|question| Some((question, answer(&question)?)));
    found.filter(|(_, answer)| (1..=PULSE_SCALE).contains(answer)).collect()
}

fn form(
    web: &Web,
    uri: &Uri,
    status: StatusCode,
    done: &BTreeSet<Question>,
    marked: &BTreeMap<Question, u8>,
) -> Response {
    let (words, house) = (words::Words::of(Some(tag(web, uri))), house(web));
    let asked = |question: Question| Asked {
        name: question.as_str(),
        question: words.question(question),
        answers: (1..=PULSE_SCALE).map(|answer| (answer, marked.get(&question) == Some(&answer))).collect(),
    };
    let missing = (status != StatusCode::OK).then(|| words.none_chosen.to_owned());
    let already = (!done.is_empty()).then(|| words.some_already.to_owned());
    let form = Form {
        language: words.tag,
        house,
        heading: words.heading,
        text: missing.into_iter().chain(already).chain([words.anonymous.to_owned()]).collect(),
        ends: (words.least, words.most),
        questions: Question::ALL.into_iter().filter(|question| !done.contains(question)).map(asked).collect(),
        button: words.button,
    };
    safe(match form.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    })
}

/// What was counted now, or that all was counted before.
fn thanks(web: &Web, uri: &Uri, before: &BTreeSet<Question>, counted: &BTreeSet<Question>) -> Response {
    let words = words::Words::of(Some(tag(web, uri)));
    let open = Question::ALL.len() - before.union(counted).count();
    let heading = if counted.is_empty() { words.already } else { words.thanks };
    let more = (open > 0).then(|| words.others_stay.to_owned());
    let page = Page {
        language: words.tag,
        house: house(web),
        heading: heading.to_owned(),
        text: std::iter::once(words.kept.to_owned()).chain(more).collect(),
        ..Page::default()
    };
    answer(StatusCode::OK, &page)
}

fn closed(web: &Web, uri: &Uri, refusal: Refusal) -> Response {
    let tag = tag(web, uri);
    let visit = Visit::anonymous(web).in_language(tag);
    if refusal != Refusal::Expired {
        return visit.refusal(status(refusal), refusal);
    }
    let (heading, text) = words::Words::of(Some(tag)).over;
    let page = Page { heading: heading.to_owned(), text: vec![text.to_owned()], ..visit.page() };
    answer(StatusCode::GONE, &page)
}

/// The language of the mail that the link stands in; of those that there are.
fn tag(web: &Web, uri: &Uri) -> &'static str {
    let of_link = uri.query().and_then(|query| field(query.as_bytes(), "lang"));
    words::Words::of(of_link.as_deref().or((web.policy)().organization.language.as_deref())).tag
}

fn house(web: &Web) -> String {
    short(&(web.policy)().organization.name, TITLE)
}
