//! The HTTP side: which address is what, and answers that go wrong on the way back.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State as Held};
use axum::http::{HeaderMap, Response, StatusCode, header};
use serde_json::{Value, json};

use super::admin;
use super::batch;
use super::call::{Incoming, Outcome, pairs};
use super::error::ApiError;
use super::fault::Fault;
use super::line::Line;
use super::push::deliver;
use super::query::Parameters;
use super::state::State;

/// The API's place below the root.
pub const BASE: &str = "/calendar/v3";
/// Larger bodies are refused.
const LARGEST_BODY: usize = 8 * 1024 * 1024;

/// What all connections share.
#[derive(Debug)]
pub struct Shared {
    state: Mutex<State>,
    /// The root address, without a slash at its end.
    pub root: String,
    /// Whether a violation by the fake itself panics.
    pub panic_on_violation: bool,
}

impl Shared {
    /// A new one.
    pub fn new(state: State, root: String, panic_on_violation: bool) -> Self {
        Self { state: Mutex::new(state), root, panic_on_violation }
    }

    /// The state, locked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The token address, which is also the audience of assertions.
    pub fn token_url(&self) -> String {
        format!("{}/token", self.root)
    }

    /// Sends what channels have to tell.
    pub async fn push(&self) {
        let (front, due) = {
            let mut state = self.state();
            let now = state.now();
            (state.channels.front.clone(), state.channels.due(now))
        };
        if let Some(front) = front {
            for notification in due {
                deliver(&front, &notification).await;
            }
        }
    }
}

/// Answers one request.
pub async fn serve(
    Held(shared): Held<Arc<Shared>>,
    ConnectInfo(line): ConnectInfo<Line>,
    request: Request,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return plain(413, "too large") };
    let path = head.uri.path().to_owned();
    let text = |name| head.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let incoming = Incoming {
        method: head.method.to_string(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        authorization: text(header::AUTHORIZATION),
        if_match: text(header::IF_MATCH),
        body: body.to_vec(),
        path: path.strip_prefix(BASE).unwrap_or(&path).to_owned(),
    };
    if path == "/token" && head.method == "POST" {
        return token(&shared, &incoming);
    }
    if path == "/o/oauth2/v2/auth" {
        return authorization(&shared, &incoming);
    }
    if path == "/batch/calendar/v3" {
        let kind = text(header::CONTENT_TYPE).unwrap_or_default();
        let answer = batch::run(&shared, &incoming, &kind);
        tokio::spawn(async move { shared.push().await });
        return answer.unwrap_or_else(|error| json_answer(error.status, Some(&error.body()), None));
    }
    if let Some(act) = path.strip_prefix("/_fake/") {
        let (status, answer) = admin::act(&shared, act, &incoming);
        shared.push().await;
        return json_answer(status, Some(&answer), None);
    }
    if !path.starts_with(&format!("{BASE}/")) {
        return json_answer(404, Some(&ApiError::not_found().body()), None);
    }
    api(shared, line, &incoming).await
}

async fn api(shared: Arc<Shared>, line: Line, incoming: &Incoming) -> Response<Body> {
    let (outcome, early) = {
        let mut state = shared.state();
        let outcome = state.call(incoming);
        (outcome, !state.channels.faults.sync_comes_late)
    };
    if incoming.path.ends_with("/watch") && early {
        shared.push().await;
    } else {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move { shared.push().await });
    }
    answer(outcome, &line).await
}

async fn answer(outcome: Outcome, line: &Line) -> Response<Body> {
    let length = |outcome: &Outcome| outcome.body.as_ref().map_or(0, |body| body.to_string().len());
    match outcome.fault {
        Some(Fault::ResetBefore | Fault::ResetAfter) => line.cut(),
        Some(Fault::CutBody) if outcome.body.is_some() => line.cut_in_body(length(&outcome) / 2),
        Some(Fault::CutBody) => line.cut(),
        Some(Fault::Slow(by)) => tokio::time::sleep(by).await,
        Some(Fault::HalfJson) if outcome.body.is_some() => {
            let text = outcome.body.as_ref().map(Value::to_string).unwrap_or_default();
            let half: String = text.chars().take(text.chars().count() / 2).collect();
            return raw(outcome.status, "application/json; charset=UTF-8", half);
        }
        _ => {}
    }
    json_answer(outcome.status, outcome.body.as_ref(), outcome.retry_after)
}

fn token(shared: &Shared, incoming: &Incoming) -> Response<Body> {
    let form = Parameters(pairs(&String::from_utf8_lossy(&incoming.body)));
    let mut state = shared.state();
    match state.token(&form, &shared.token_url()) {
        Ok(given) => json_answer(200, Some(&given), None),
        Err((status, error, text)) => {
            let wait = state.tokens.wait.take();
            json_answer(status, Some(&json!({"error": error, "error_description": text})), wait)
        }
    }
}

fn authorization(shared: &Shared, incoming: &Incoming) -> Response<Body> {
    let sent = shared.state().consent(&Parameters(pairs(&incoming.query)));
    match sent {
        Ok(to) => {
            let mut response = plain(302, "");
            if let Ok(to) = to.parse() {
                response.headers_mut().insert(header::LOCATION, to);
            }
            response
        }
        Err(text) => plain(400, &text),
    }
}

/// An answer with JSON, or with nothing.
pub fn json_answer(status: u16, body: Option<&Value>, retry_after: Option<u32>) -> Response<Body> {
    let mut response = match body {
        Some(body) => raw(status, "application/json; charset=UTF-8", body.to_string()),
        None => plain(status, ""),
    };
    if let Some(wait) = retry_after {
        response.headers_mut().insert(header::RETRY_AFTER, wait.into());
    }
    let etag = body.and_then(|body| body["etag"].as_str()).and_then(|etag| etag.parse().ok());
    if let Some(etag) = etag {
        response.headers_mut().insert(header::ETAG, etag);
    }
    response
}

fn plain(status: u16, text: &str) -> Response<Body> {
    raw(status, "text/html; charset=UTF-8", text.to_owned())
}

/// An answer of any kind.
pub fn raw(status: u16, kind: &str, text: String) -> Response<Body> {
    let mut response = Response::new(Body::from(text));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut headers = HeaderMap::new();
    headers.extend(kind.parse().ok().map(|kind| (header::CONTENT_TYPE, kind)));
    if status != 204 {
        response.headers_mut().extend(headers);
    }
    response
}
