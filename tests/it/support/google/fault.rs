//! Misbehaviour on demand: a script of faults for calls that match, or a seeded rate over all calls.

use std::collections::BTreeMap;
use std::time::Duration;

use super::error::ApiError;

/// One way for a call to go wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// 429 `rateLimitExceeded`, with `Retry-After` in seconds where given.
    TooMany(Option<u32>),
    /// 403 `userRateLimitExceeded`.
    UserRate,
    /// 403 `rateLimitExceeded`.
    ProjectRate,
    /// 401 `authError`, as if the token had died.
    Unauthorized,
    /// 500 or 503, before anything was done.
    ServerBefore(u16),
    /// 500 or 503, although it was done.
    ServerAfter(u16),
    /// Done, and answered with half of the JSON in a whole HTTP answer.
    HalfJson,
    /// Done, and the connection closes in the midst of the body.
    CutBody,
    /// Done, and answered this much later.
    Slow(Duration),
    /// The connection is reset before anything was done.
    ResetBefore,
    /// The connection is reset although it was done.
    ResetAfter,
    /// 410 to an incremental listing; `true` with a reason. Leaves other calls alone.
    SyncGone(bool),
}

impl Fault {
    /// The error that this fault answers with before anything is done, if it is of that kind.
    pub fn before(self) -> Option<ApiError> {
        match self {
            Self::TooMany(wait) => Some(ApiError { retry_after: wait, ..ApiError::rate(429, "rateLimitExceeded") }),
            Self::UserRate => Some(ApiError::rate(403, "userRateLimitExceeded")),
            Self::ProjectRate => Some(ApiError::rate(403, "rateLimitExceeded")),
            Self::Unauthorized => Some(ApiError::unauthorized()),
            Self::ServerBefore(status) => Some(ApiError::backend(status)),
            Self::SyncGone(with_reason) => Some(ApiError::full_sync(with_reason)),
            _ => None,
        }
    }

    /// One of each that a client should survive.
    pub fn all() -> Vec<Fault> {
        vec![
            Self::TooMany(None),
            Self::UserRate,
            Self::ProjectRate,
            Self::ServerBefore(500),
            Self::ServerBefore(503),
            Self::ServerAfter(500),
            Self::ServerAfter(503),
            Self::HalfJson,
            Self::CutBody,
            Self::Slow(Duration::from_millis(50)),
            Self::ResetBefore,
            Self::ResetAfter,
        ]
    }
}

/// Which calls a fault of the script hits, and how many of them.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The HTTP method; empty for every one.
    pub method: String,
    /// What the decoded path contains; empty for every one.
    pub path: String,
    /// Whose calls; empty for everyone's.
    pub user: String,
    /// What happens.
    pub fault: Fault,
    /// How many calls are still to be hit.
    pub times: u32,
}

impl Rule {
    /// The next call of this method on such a path.
    pub fn once(method: &str, path: &str, fault: Fault) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), user: String::new(), fault, times: 1 }
    }

    /// So many calls.
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    /// Of this user alone.
    pub fn of(self, user: &str) -> Self {
        Self { user: user.to_lowercase(), ..self }
    }

    fn hits(&self, call: Coming<'_>) -> bool {
        let incremental = call.query.contains("syncToken=");
        self.times > 0
            && (self.method.is_empty() || self.method == call.method)
            && call.path.contains(&self.path)
            && (self.user.is_empty() || self.user == call.user)
            && (!matches!(self.fault, Fault::SyncGone(_)) || incremental)
    }
}

/// A call that may be hit.
#[derive(Debug, Clone, Copy)]
pub struct Coming<'a> {
    /// The HTTP method.
    pub method: &'a str,
    /// The decoded path.
    pub path: &'a str,
    /// The query as sent.
    pub query: &'a str,
    /// Whose token it carries.
    pub user: &'a str,
}

/// Some of all calls go wrong.
#[derive(Debug, Clone)]
pub struct Rate {
    /// How many of a thousand.
    pub per_mille: u32,
    /// Where the draw begins.
    pub seed: u64,
    /// In which ways, each as likely as the next.
    pub kinds: Vec<Fault>,
}

/// All that is to go wrong.
#[derive(Debug, Default)]
pub struct Faults {
    rules: Vec<Rule>,
    rate: Option<Rate>,
    seen: BTreeMap<u64, u64>,
}

impl Faults {
    /// Adds to the script.
    pub fn add(&mut self, rule: Rule) {
        self.rules.push(rule);
    }

    /// Sets or ends the rate.
    pub fn rate(&mut self, rate: Option<Rate>) {
        self.rate = rate;
    }

    /// Nothing goes wrong any more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The script's fault for the token address: of a rule whose path is `/token`. Too many are 429, all else 503.
    pub fn at_token(&mut self) -> Option<Fault> {
        let rule = self.rules.iter_mut().find(|rule| rule.path == "/token" && rule.times > 0)?;
        rule.times -= 1;
        Some(rule.fault)
    }

    /// What goes wrong with this call. The draw depends on the seed, the call, and how often the same was called
    /// before, so that it does not matter in which order clients come.
    pub fn next(&mut self, call: Coming<'_>) -> Option<Fault> {
        if let Some(rule) = self.rules.iter_mut().find(|rule| rule.hits(call)) {
            rule.times -= 1;
            return Some(rule.fault);
        }
        let rate = self.rate.as_ref().filter(|rate| !rate.kinds.is_empty())?;
        let same = hash(&[call.user, call.method, call.path]);
        let count = self.seen.entry(same).or_default();
        *count += 1;
        let draw = mix(rate.seed ^ same.wrapping_add(mix(*count)));
        let kind = usize::try_from((draw >> 32) % rate.kinds.len() as u64).unwrap_or_default();
        (draw % 1000 < u64::from(rate.per_mille)).then(|| rate.kinds.get(kind).copied()).flatten()
    }
}

/// FNV-1a over the parts.
pub fn hash(parts: &[&str]) -> u64 {
    let bytes = parts.iter().flat_map(|part| part.bytes().chain([0]));
    bytes.fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The finisher of SplitMix64.
pub fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
