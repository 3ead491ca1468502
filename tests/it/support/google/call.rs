//! One call of the API, from its text to its answer: who, whether it goes wrong on demand, whether it is allowed and
//! well formed, what it does, and whether the answer keeps the contract.

use serde_json::Value;

use super::discovery::{Method, route};
use super::error::ApiError;
use super::fault::{Coming, Fault};
use super::log::Call;
use super::query::Parameters;
use super::schema::{Direction, violation};
use super::select::select;
use super::state::{Fields, State};
use super::token::Bearer;

/// A call as it came in.
#[derive(Debug, Clone, Default)]
pub struct Incoming {
    /// The HTTP method.
    pub method: String,
    /// The path below the API's base, encoded.
    pub path: String,
    /// The query, encoded.
    pub query: String,
    /// `Authorization`.
    pub authorization: Option<String>,
    /// `If-Match`.
    pub if_match: Option<String>,
    /// The body.
    pub body: Vec<u8>,
}

/// What to answer, and what to do wrong while answering.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The HTTP status.
    pub status: u16,
    /// The body, if there is one.
    pub body: Option<Value>,
    /// `Retry-After`, if any.
    pub retry_after: Option<u32>,
    /// What goes wrong on the way back.
    pub fault: Option<Fault>,
}

/// A call that is known, allowed and well formed.
pub struct Ready<'a> {
    /// What is called.
    pub method: &'a Method,
    /// The parameters in the path.
    pub path: Vec<(String, String)>,
    /// The query.
    pub query: Parameters,
    /// The body; empty when there is none.
    pub body: Fields,
    /// Who calls.
    pub bearer: Bearer,
    /// `If-Match`.
    pub if_match: Option<String>,
    /// The address called, for channels.
    pub uri: String,
    /// The place of the call in the record.
    pub number: usize,
}

impl Ready<'_> {
    /// A parameter of the path.
    pub fn named(&self, name: &str) -> &str {
        self.path.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}

impl State {
    /// Does what a call asks for and records it.
    pub fn call(&mut self, incoming: &Incoming) -> Outcome {
        let pieces: Vec<String> = incoming.path.trim_matches('/').split('/').map(decoded).collect();
        let query = Parameters(pairs(&incoming.query));
        let number = self.log.calls.len();
        let bearer = self.bearer(incoming.authorization.as_deref());
        let user = bearer.as_ref().map(|bearer| bearer.user.clone()).unwrap_or_default();
        let path = pieces.join("/");
        let coming = Coming { method: &incoming.method, path: &path, query: &incoming.query, user: &user };
        let fault = if bearer.is_ok() { self.faults.next(coming) } else { None };
        let found = route(&incoming.method, &pieces);
        let name = found.as_ref().map(|(method, _)| method.id.clone()).unwrap_or_default();
        self.log.calls.push(recorded(incoming, number, (user, path, name), &query, fault));
        let before = self.revision;
        let result = match fault.and_then(Fault::before) {
            Some(error) => Err(error),
            None if fault == Some(Fault::ResetBefore) => Err(ApiError::backend(503)),
            None => bearer.and_then(|bearer| {
                let (method, path) = found?;
                let (uri, if_match) = (incoming.path.clone(), incoming.if_match.clone());
                let body = read_body(method, &incoming.body)?;
                self.run(Ready { method, path, query, body, bearer, if_match, uri, number })
            }),
        };
        let outcome = outcome(result, fault);
        let reset = matches!(fault, Some(Fault::ResetBefore | Fault::ResetAfter));
        let after = self.revision;
        if let Some(call) = self.log.calls.get_mut(number) {
            call.status = if reset { 0 } else { outcome.status };
            call.took_effect = after != before && call.writes();
        }
        outcome
    }

    fn run(&mut self, call: Ready<'_>) -> Result<Option<Value>, ApiError> {
        call.method.check_query(&call.query)?;
        if !call.method.allowed(&call.bearer.scopes) {
            let text = "Request had insufficient authentication scopes.";
            return Err(ApiError::global(403, "insufficientPermissions", text));
        }
        let units = if call.method.id == "calendar.events.patch" { 3 } else { 1 };
        let now = self.now();
        self.spent.take(call.query.get("quotaUser").unwrap_or(&call.bearer.user), units, now)?;
        let answer = self.dispatch(&call)?;
        if let (Some(name), Some(body)) = (&call.method.response, &answer)
            && let Some(violation) = violation(name, body, Direction::Response)
        {
            eprintln!("the fake broke the contract: {}: {violation}", call.method.id);
            self.log.violations.push(format!("{}: {violation}", call.method.id));
        }
        match (answer, call.query.get("fields")) {
            (Some(body), Some(selector)) => {
                let picked = select(&body, selector);
                picked.map(Some).ok_or_else(|| ApiError::invalid("fields", "Invalid field selection."))
            }
            (answer, _) => Ok(answer),
        }
    }
}

fn recorded(
    incoming: &Incoming,
    number: usize,
    (user, path, route): (String, String, String),
    query: &Parameters,
    fault: Option<Fault>,
) -> Call {
    Call {
        number,
        user,
        method: incoming.method.clone(),
        path,
        route,
        query: query.0.clone(),
        if_match: incoming.if_match.clone(),
        body: serde_json::from_slice(&incoming.body).unwrap_or_default(),
        fault,
        status: 0,
        took_effect: false,
    }
}

fn read_body(method: &Method, bytes: &[u8]) -> Result<Fields, ApiError> {
    let Some(name) = &method.request else {
        let empty = bytes.iter().all(u8::is_ascii_whitespace);
        return if empty { Ok(Fields::new()) } else { Err(ApiError::bad("This method takes no body.")) };
    };
    let body: Value = serde_json::from_slice(bytes).map_err(|_| ApiError::global(400, "parseError", "Parse Error"))?;
    if let Some(violation) = violation(name, &body, Direction::Request) {
        return Err(ApiError::bad(format!("Invalid JSON payload received. {violation}")));
    }
    body.as_object().cloned().ok_or_else(|| ApiError::bad("Not an object."))
}

fn outcome(result: Result<Option<Value>, ApiError>, fault: Option<Fault>) -> Outcome {
    let failed = |error: ApiError| Outcome {
        status: error.status,
        body: Some(error.body()),
        retry_after: error.retry_after,
        fault,
    };
    match (result, fault) {
        (_, Some(Fault::ServerAfter(status))) => failed(ApiError::backend(status)),
        (Ok(Some(body)), _) => Outcome { status: 200, body: Some(body), retry_after: None, fault },
        (Ok(None), _) => Outcome { status: 204, body: None, retry_after: None, fault },
        (Err(error), _) => failed(error),
    }
}

/// A piece of a path, decoded.
pub fn decoded(piece: &str) -> String {
    percent_encoding::percent_decode_str(piece).decode_utf8_lossy().into_owned()
}

/// A query or a form, decoded.
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let pair = |part: &str| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
    };
    text.split('&').filter(|part| !part.is_empty()).map(pair).collect()
}
