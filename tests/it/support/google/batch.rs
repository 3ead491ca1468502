//! Batches: many calls in one `multipart/mixed` request. The outer answer is 200 whatever happens inside, and the parts
//! come back in an order of their own.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Response;

use super::call::{Incoming, Outcome};
use super::error::ApiError;
use super::fault::{hash, mix};
use super::serve::{BASE, Shared, raw};

/// More parts than this are refused.
const MOST_PARTS: usize = 50;

/// Does the calls of a batch.
pub fn run(shared: &Shared, outer: &Incoming, content_type: &str) -> Result<Response<Body>, ApiError> {
    let boundary = content_type
        .split("boundary=")
        .nth(1)
        .map(|text| text.split(';').next().unwrap_or(text).trim().trim_matches('"'));
    let boundary = boundary.filter(|_| content_type.starts_with("multipart/mixed")).filter(|text| !text.is_empty());
    let boundary = boundary.ok_or_else(|| ApiError::bad("The batch is not multipart/mixed."))?;
    let text = String::from_utf8_lossy(&outer.body).replace("\r\n", "\n");
    let parts: Vec<_> = text.split(&format!("--{boundary}")).skip(1).filter(|part| !part.starts_with("--")).collect();
    if parts.is_empty() || parts.len() > MOST_PARTS {
        return Err(ApiError::bad(format!("A batch holds 1 to {MOST_PARTS} calls.")));
    }
    let (mut answers, mut written_to) = (Vec::new(), BTreeSet::new());
    for part in parts {
        let (id, incoming) = read(part, outer).ok_or_else(|| ApiError::bad("Failed to parse batch request."))?;
        let again = incoming.method != "GET" && !written_to.insert(incoming.path.clone());
        let conflicts = again && shared.state().switches.batch_conflicts;
        let conflict = || failed(&ApiError::global(409, "conflict", "Conflict"));
        answers.push((id, if conflicts { conflict() } else { one(shared, &incoming, outer) }));
    }
    answers.sort_by_key(|(id, _)| mix(hash(&[id])));
    let mut body = String::new();
    for (id, outcome) in answers {
        body += &format!(
            "--batch_fake\r\nContent-Type: application/http\r\nContent-ID: <response-{id}>\r\n\r\n{}\r\n",
            written(&outcome)
        );
    }
    Ok(raw(200, "multipart/mixed; boundary=batch_fake", body + "--batch_fake--\r\n"))
}

fn one(shared: &Shared, incoming: &Incoming, outer: &Incoming) -> Outcome {
    let mut state = shared.state();
    if incoming.authorization != outer.authorization && !state.switches.batch_mixes_users {
        return failed(&ApiError::unauthorized());
    }
    state.call(incoming)
}

fn failed(error: &ApiError) -> Outcome {
    Outcome { status: error.status, body: Some(error.body()), retry_after: None, fault: None }
}

/// A part's id and call.
fn read(part: &str, outer: &Incoming) -> Option<(String, Incoming)> {
    let (head, inner) = part.trim_start_matches('\n').split_once("\n\n")?;
    let id = header(head, "content-id").unwrap_or_default().trim_matches(['<', '>']).to_owned();
    let (request, body) = inner.split_once("\n\n").unwrap_or((inner, ""));
    let (line, headers) = request.split_once('\n').unwrap_or((request, ""));
    let mut words = line.split_whitespace();
    let (method, target) = (words.next()?, words.next()?);
    let target = target.strip_prefix("https://www.googleapis.com").unwrap_or(target);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let incoming = Incoming {
        method: method.to_owned(),
        path: path.strip_prefix(BASE)?.to_owned(),
        query: query.to_owned(),
        authorization: header(headers, "authorization").map(str::to_owned).or_else(|| outer.authorization.clone()),
        if_match: header(headers, "if-match").map(str::to_owned),
        body: body.trim().as_bytes().to_vec(),
    };
    Some((id, incoming))
}

fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let pairs = text.lines().filter_map(|line| line.split_once(':'));
    pairs.into_iter().find(|(known, _)| known.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

fn written(outcome: &Outcome) -> String {
    let body = outcome.body.as_ref().map(serde_json::Value::to_string).unwrap_or_default();
    let etag = outcome.body.as_ref().and_then(|body| body["etag"].as_str());
    let etag = etag.map(|etag| format!("ETag: {etag}\r\n")).unwrap_or_default();
    let kind = "Content-Type: application/json; charset=UTF-8";
    format!("HTTP/1.1 {} -\r\n{kind}\r\n{etag}Content-Length: {}\r\n\r\n{body}", outcome.status, body.len())
}
