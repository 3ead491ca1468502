//! `$batch`: up to twenty requests, each with its own outcome, answered in another order than asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::{Map, Value, json};

use super::access;
use super::call::{Call, Fail, Reply};
use super::server::{Shared, answer_inner};
use super::{routes, state::State};

/// Carries out `POST /$batch`.
pub async fn batch(shared: &Shared, call: &Call) -> Result<Reply, Fail> {
    shared.with(|state| access::authorized(state, call))?;
    let inner = read(call)?;
    let (mut responses, mut failed, mut done) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
    let mut of_mailbox: HashMap<String, usize> = HashMap::new();
    for one in inner {
        let unmet = one.after.iter().any(|id| failed.contains(id) || !done.contains(id));
        let crowded = crowded(shared, &mut of_mailbox, &one.call);
        let reply =
            if unmet {
                Some(shared.fail(
                    Fail::new(424, "FailedDependency", "A request that this one depends on has failed."),
                    &one.call,
                ))
            } else if crowded {
                let fail = Fail::new(429, "ApplicationThrottled", "Application is over its MailboxConcurrency limit.");
                Some(shared.refuse(fail.with("Retry-After", "1"), &one.call))
            } else {
                answer_inner(shared, &one.call).await
            };
        done.insert(one.id.clone());
        if reply.as_ref().is_none_or(|reply| reply.status >= 400) {
            failed.insert(one.id.clone());
        }
        responses.extend(reply.map(|reply| shown(&one.id, reply)));
    }
    responses.reverse();
    let reply = Reply::json(200, json!({"responses": responses}));
    Ok(shared.with(|state: &mut State| routes::held(state, "POST /$batch", reply)))
}

/// Whether too many requests of this batch go to one mailbox, if that counts.
fn crowded(shared: &Shared, of_mailbox: &mut HashMap<String, usize>, call: &Call) -> bool {
    let (counts, allowed) = shared.with(|state| (state.switches.batch_concurrency, state.limits.concurrent));
    let Some(user) = call.user() else { return false };
    let running = of_mailbox.entry(user.to_lowercase()).or_default();
    *running += 1;
    counts && *running > allowed
}

struct Inner {
    id: String,
    after: Vec<String>,
    call: Call,
}

fn read(call: &Call) -> Result<Vec<Inner>, Fail> {
    let body = call.json()?;
    let invalid = |why: &str| Fail::new(400, "BadRequest", why);
    let requests = body.get("requests").and_then(Value::as_array).filter(|list| !list.is_empty());
    let requests = requests.ok_or_else(|| invalid("Invalid batch payload format."))?;
    if requests.len() > 20 {
        return Err(invalid("Number of batch request steps exceeds the maximum value of 20."));
    }
    let mut ids = BTreeSet::new();
    let mut inner = Vec::new();
    for request in requests {
        let one = read_one(call, request).ok_or_else(|| invalid("Invalid batch payload format."))?;
        if one.after.iter().any(|id| !ids.contains(&id.to_lowercase())) {
            return Err(invalid("A request depends on one that is not before it."));
        }
        if !ids.insert(one.id.to_lowercase()) {
            return Err(invalid("Request ids have to be unique."));
        }
        let has_type = one.call.headers.get("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        if !one.call.body.is_empty() && !has_type {
            return Err(invalid("Write request must contain a Content-Type header declaration."));
        }
        inner.push(one);
    }
    Ok(inner)
}

fn read_one(outer: &Call, request: &Value) -> Option<Inner> {
    let text = |name: &str| request.get(name).and_then(Value::as_str);
    let (id, method, url) = (text("id")?, text("method")?, text("url")?);
    if id.is_empty() || url.starts_with("http") || url.starts_with("/v1.0") || url.contains("$batch") {
        return None;
    }
    let empty = Map::new();
    let headers = request.get("headers").map_or(Some(&empty), Value::as_object)?;
    let mut read: BTreeMap<String, String> = headers
        .iter()
        .map(|(name, value)| Some((name.to_lowercase(), value.as_str()?.to_owned())))
        .collect::<Option<_>>()?;
    if let Some(authorization) = outer.header("authorization") {
        read.insert("authorization".to_owned(), authorization.to_owned());
    }
    let body = request
        .get("body")
        .filter(|body| !body.is_null())
        .map(|body| body.to_string().into_bytes())
        .unwrap_or_default();
    let target = if url.starts_with('/') { url.to_owned() } else { format!("/{url}") };
    let after = request.get("dependsOn").and_then(Value::as_array).cloned().unwrap_or_default();
    let after = after.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    Some(Inner { id: id.to_owned(), after, call: Call::new(method, &target, read, body, true) })
}

fn shown(id: &str, reply: Reply) -> Value {
    let mut headers: Map<String, Value> = reply.headers.into_iter().map(|(name, value)| (name, json!(value))).collect();
    let mut response = Map::new();
    if let Some(body) = reply.body {
        headers.insert("Content-Type".to_owned(), json!("application/json; odata.metadata=minimal"));
        response.insert("body".to_owned(), body);
    }
    response.insert("id".to_owned(), json!(id));
    response.insert("status".to_owned(), json!(reply.status));
    response.insert("headers".to_owned(), Value::Object(headers));
    Value::Object(response)
}
