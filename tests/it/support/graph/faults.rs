//! What goes wrong: as told beforehand, or at a rate that is drawn from a seed.
//!
//! What is drawn depends on the seed, the request and how often it was made before, never on what else goes on.

use std::collections::HashMap;

use super::call::{Call, Fail, Reply};
use super::delta::Broken;
use super::ids;

/// Something that goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// 429 with so many seconds of `Retry-After`.
    Throttled(u32),
    /// 429 without `Retry-After`, with an error body.
    ThrottledSilently,
    /// 429 without `Retry-After` and without a body.
    ThrottledBare,
    /// A status such as 500, 503 or 504, nothing done.
    Before(u16),
    /// The same, although it was done.
    After(u16),
    /// The answer breaks off in the middle of its body.
    Truncated,
    /// The connection is reset, nothing done.
    ResetBefore,
    /// The connection is reset, although it was done.
    ResetAfter,
    /// The answer comes after so many milliseconds.
    Slow(u64),
    /// A delta's token is refused like this.
    Token(Broken),
    /// Inside a batch: no answer for this request, although it was done.
    LeftOut,
}

/// A fault for some requests.
#[derive(Clone, Debug)]
pub struct Script {
    /// The method; any if empty.
    pub method: String,
    /// A part of the path below `/v1.0`, decoded; any if empty.
    pub path: String,
    /// Spares so many fitting requests first.
    pub after: usize,
    /// Strikes so many times.
    pub times: usize,
    /// What happens.
    pub fault: Fault,
}

/// All that goes wrong.
#[derive(Debug, Default)]
pub struct Faults {
    scripts: Vec<Script>,
    rate: f64,
    seed: u64,
    seen: HashMap<String, u64>,
    /// How many were dealt out.
    pub dealt: usize,
}

impl Faults {
    /// Adds a script.
    pub fn script(&mut self, script: Script) {
        self.scripts.push(script);
    }

    /// From now on lets this share of requests fail, zero for none.
    pub fn misbehave(&mut self, rate: f64, seed: u64) {
        (self.rate, self.seed) = (rate.clamp(0.0, 1.0), seed);
    }

    /// The fault for a request, if there is one.
    pub fn pick(&mut self, call: &Call) -> Option<Fault> {
        let fault = self.scripted(call).or_else(|| self.drawn(call));
        self.dealt += usize::from(fault.is_some());
        fault
    }

    fn scripted(&mut self, call: &Call) -> Option<Fault> {
        let path = format!("/{}", call.parts.join("/"));
        let fits = |script: &&mut Script| {
            (script.method.is_empty() || script.method == call.method)
                && path.contains(&script.path)
                && script.times > 0
        };
        let script = self.scripts.iter_mut().find(fits)?;
        if script.after > 0 {
            script.after -= 1;
            return None;
        }
        script.times -= 1;
        Some(script.fault)
    }

    fn drawn(&mut self, call: &Call) -> Option<Fault> {
        if self.rate <= 0.0 {
            return None;
        }
        let query: Vec<String> = call
            .query
            .iter()
            .filter(|(name, _)| !name.ends_with("token"))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let body = if call.path == "/$batch" { String::from_utf8_lossy(&call.body) } else { "".into() };
        let what = format!("{} {} {} {body}", call.method, call.path, query.join("&"));
        let times = self.seen.entry(what.clone()).or_default();
        *times += 1;
        let draw = |what: &str| ids::draw(self.seed, what) % 1_000_000;
        let what = format!("{what} {times}");
        #[expect(clippy::cast_precision_loss, reason = "a draw is below a million")]
        let strikes = (draw(&what) as f64) < self.rate * 1_000_000.0;
        let faults: &[Fault] = if call.in_batch { IN_BATCH } else { ALONE };
        let which = usize::try_from(draw(&format!("which {what}"))).unwrap_or(0) % faults.len();
        let fault = faults.get(which).copied().filter(|_| strikes)?;
        let has_token = call.option("$deltatoken").is_some() || call.option("$skiptoken").is_some();
        if matches!(fault, Fault::Token(_)) && !has_token { Some(Fault::Before(503)) } else { Some(fault) }
    }
}

const ALONE: &[Fault] = &[
    Fault::Throttled(1),
    Fault::ThrottledSilently,
    Fault::ThrottledBare,
    Fault::Before(503),
    Fault::After(503),
    Fault::Before(500),
    Fault::After(500),
    Fault::Before(504),
    Fault::After(504),
    Fault::Truncated,
    Fault::ResetBefore,
    Fault::ResetAfter,
    Fault::Token(Broken::StateNotFound),
    Fault::Token(Broken::ResyncRequired),
    Fault::Token(Broken::BadlyFormed),
];

const IN_BATCH: &[Fault] = &[
    Fault::Throttled(1),
    Fault::ThrottledSilently,
    Fault::Before(503),
    Fault::After(503),
    Fault::Before(500),
    Fault::After(504),
    Fault::LeftOut,
];

impl Fault {
    /// The answer given instead, if a status is all that goes wrong.
    pub fn reply(self, number: u64, date: &str, client_request: Option<&str>) -> Option<Reply> {
        let throttled = Fail::new(429, "TooManyRequests", "Too many requests. Please retry later.");
        let fail = match self {
            Self::Throttled(seconds) => throttled.with("Retry-After", &seconds.to_string()),
            Self::ThrottledSilently => throttled,
            Self::ThrottledBare => return Some(Reply::empty(429)),
            Self::Before(status) | Self::After(status) => {
                Fail::new(status, code(status), "The request failed. Please retry later.")
            }
            _ => return None,
        };
        Some(fail.reply(number, date, client_request))
    }

    /// Whether the request is carried out all the same.
    pub fn takes_effect(self) -> bool {
        matches!(self, Self::After(_) | Self::ResetAfter | Self::Truncated | Self::Slow(_) | Self::LeftOut)
    }
}

fn code(status: u16) -> &'static str {
    match status {
        503 => "ServiceUnavailable",
        504 => "GatewayTimeout",
        502 => "BadGateway",
        _ => "InternalServerError",
    }
}
