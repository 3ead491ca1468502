//! The way of a call: limits, faults, the operation, the journal, and back onto the wire.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::Response;

use super::access;
use super::batch;
use super::call::{Call, Fail, Reply};
use super::faults::Fault;
use super::guest::Guest;
use super::journal::Recorded;
use super::routes;
use super::state::State;
use super::subscriptions;
use super::tokens::{self, Issuer};
use super::wire::Switch;

/// The largest body that is read.
const LARGEST: usize = 4 << 20;

/// What all connections share.
pub struct Shared {
    /// What the fake remembers.
    pub state: Mutex<State>,
    /// What absolute links begin with.
    pub link: String,
    /// The token endpoint.
    pub issuer: Issuer,
}

/// Works on the state, alone.
pub fn locked<T>(state: &Mutex<State>, work: impl FnOnce(&mut State) -> T) -> T {
    work(&mut state.lock().unwrap_or_else(PoisonError::into_inner))
}

impl Shared {
    /// Works on the state, alone.
    pub fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        locked(&self.state, work)
    }

    /// A refusal as an answer.
    pub fn fail(&self, fail: Fail, call: &Call) -> Reply {
        let (number, date) = self.with(|state| (state.next(), state.now().format("%Y-%m-%dT%H:%M:%S").to_string()));
        fail.reply(number, &date, call.header("client-request-id"))
    }

    /// A refusal that comes before anything else, noted in the journal.
    pub fn refuse(&self, fail: Fail, call: &Call) -> Reply {
        let at = self.record(call);
        let reply = self.fail(fail, call);
        self.note_status(at, reply.status);
        reply
    }

    fn record(&self, call: &Call) -> usize {
        let mut headers = call.headers.clone();
        headers.remove("authorization");
        self.with(|state| {
            state.calls.push(Recorded {
                at: state.now(),
                mailbox: call.user().map(str::to_owned),
                method: call.method.clone(),
                path: call.path.clone(),
                query: call.query.clone(),
                prefer: call.header("prefer").map(str::to_owned),
                if_match: call.header("if-match").map(str::to_owned),
                headers,
                body: routes::recorded_body(call),
                in_batch: call.in_batch,
                status: 0,
            });
            state.calls.len() - 1
        })
    }

    fn note_status(&self, at: usize, status: u16) {
        self.with(|state| {
            if let Some(call) = state.calls.get_mut(at) {
                call.status = status;
            }
        });
    }
}

/// What becomes of a call.
enum Outcome {
    Answered(Reply),
    Truncated(Reply),
    Reset,
}

/// Answers whatever arrives.
pub async fn serve(shared: Arc<Shared>, switch: ConnectInfo<Switch>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let target = parts.uri.path_and_query().map_or("/", |target| target.as_str()).to_owned();
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in &parts.headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        headers
            .entry(name.as_str().to_owned())
            .and_modify(|held| held.push_str(&format!(", {value}")))
            .or_insert(value);
    }
    let Ok(body) = axum::body::to_bytes(body, LARGEST).await else {
        return written(Reply::empty(413));
    };
    let has_length = headers.contains_key("content-length") || headers.contains_key("transfer-encoding");
    let call = Call::new(parts.method.as_str(), &target, headers, body.to_vec(), false);
    if call.path.starts_with("/_fake") {
        return written(super::admin::answer(&shared, &call).await);
    }
    if call.method == "POST" && !has_length {
        return written(shared.refuse(Fail::new(411, "LengthRequired", "A Content-Length is required."), &call));
    }
    match answer(&shared, &call, target.starts_with("/v1.0/")).await {
        Outcome::Answered(reply) => written(reply),
        Outcome::Truncated(reply) => {
            switch.0.cut(reply.body.as_ref().map_or(0, |body| body.to_string().len() / 2));
            written(reply)
        }
        Outcome::Reset => {
            switch.0.reset();
            written(Reply::empty(503))
        }
    }
}

/// Answers a request of a batch; nothing if its answer is left out.
pub async fn answer_inner(shared: &Shared, call: &Call) -> Option<Reply> {
    let at = shared.record(call);
    let fault = shared.with(|state| state.faults.pick(call));
    let reply = match fault {
        Some(fault) if !fault.takes_effect() => faulty(shared, fault, call),
        Some(fault) => {
            let reply = perform(shared, call).await;
            overridden(shared, fault, call).unwrap_or(reply)
        }
        None => perform(shared, call).await,
    };
    shared.note_status(at, reply.status);
    (fault != Some(Fault::LeftOut)).then_some(reply)
}

async fn answer(shared: &Arc<Shared>, call: &Call, is_graph: bool) -> Outcome {
    let at = shared.record(call);
    let _guest = match Guest::enter(shared, call) {
        Ok(guest) => guest,
        Err(fail) => {
            let reply = shared.fail(fail, call);
            shared.note_status(at, reply.status);
            return Outcome::Answered(reply);
        }
    };
    let fault = shared.with(|state| state.faults.pick(call));
    if let Some(Fault::Slow(milliseconds)) = fault {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    }
    let reply = match fault {
        Some(Fault::ResetBefore) => return Outcome::Reset,
        Some(fault) if !fault.takes_effect() => faulty(shared, fault, call),
        _ if is_graph => perform(shared, call).await,
        _ if call.method == "POST" && call.path.ends_with("/oauth2/v2.0/token") => {
            shared.with(|state| tokens::issue(state, &shared.issuer, call))
        }
        _ => shared.fail(Fail::new(404, "ResourceNotFound", "There is nothing here."), call),
    };
    let reply = fault.and_then(|fault| overridden(shared, fault, call)).unwrap_or(reply);
    match fault {
        Some(Fault::ResetAfter) => Outcome::Reset,
        Some(Fault::Truncated) if reply.body.is_some() => Outcome::Truncated(reply),
        _ => {
            shared.note_status(at, reply.status);
            Outcome::Answered(reply)
        }
    }
}

/// Carries out a call of Graph's.
async fn perform(shared: &Shared, call: &Call) -> Reply {
    let parts: Vec<&str> = call.parts.iter().map(String::as_str).collect();
    let result = match (call.method.as_str(), parts.as_slice()) {
        ("POST", ["$batch"]) => Box::pin(batch::batch(shared, call)).await,
        ("POST", ["subscriptions"]) => subscribe(shared, call).await,
        _ => shared.with(|state| routes::perform(state, call, &shared.link)),
    };
    result.unwrap_or_else(|fail| shared.fail(fail, call))
}

async fn subscribe(shared: &Shared, call: &Call) -> Result<Reply, Fail> {
    let permissions = shared.with(|state| access::authorized(state, call))?;
    access::permitted(&["Calendars.Read", "Calendars.ReadWrite"], &permissions)?;
    super::contract::check_request("POST /subscriptions", call)?;
    let reply = subscriptions::create(&shared.state, call).await?;
    Ok(shared.with(|state| routes::held(state, "POST /subscriptions", reply)))
}

/// The answer where nothing is done.
fn faulty(shared: &Shared, fault: Fault, call: &Call) -> Reply {
    match fault {
        Fault::Token(broken) => shared.fail(super::delta::refused(broken, &shared.link, call), call),
        _ => overridden(shared, fault, call).unwrap_or_else(|| Reply::empty(503)),
    }
}

/// The answer instead of the real one.
fn overridden(shared: &Shared, fault: Fault, call: &Call) -> Option<Reply> {
    let (number, date) = shared.with(|state| (state.next(), state.now().format("%Y-%m-%dT%H:%M:%S").to_string()));
    fault.reply(number, &date, call.header("client-request-id"))
}

fn written(reply: Reply) -> Response {
    let mut response = Response::builder().status(reply.status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    let bytes = reply.body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
    if !bytes.is_empty() {
        response = response.header("Content-Type", "application/json; odata.metadata=minimal; charset=utf-8");
    }
    response.body(Body::from(bytes)).unwrap_or_default()
}
