//! Counters of calls, per user and per project, in a sliding minute of the fake's clock.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

use super::error::ApiError;

/// Limits on calls. Patches count three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quota {
    /// Units a minute for one user.
    pub per_user: u32,
    /// Units a minute for the project.
    pub per_project: u32,
    /// Whether too much is a 429 (else a 403).
    pub as_429: bool,
}

impl Quota {
    /// What Google documents for projects made since May 2026.
    pub fn documented() -> Self {
        Self { per_user: 600, per_project: 10_000, as_429: true }
    }
}

/// What was spent in the last minute.
#[derive(Debug, Default)]
pub struct Spent {
    limit: Option<Quota>,
    project: Window,
    users: BTreeMap<String, Window>,
}

impl Spent {
    /// Nothing spent, under this limit.
    pub fn under(limit: Option<Quota>) -> Self {
        Self { limit, ..Self::default() }
    }

    /// Sets another limit.
    pub fn limit(&mut self, limit: Option<Quota>) {
        self.limit = limit;
    }

    /// Counts a call, or says that it is one too many; then it is not counted.
    pub fn take(&mut self, user: &str, units: u32, now: DateTime<Utc>) -> Result<(), ApiError> {
        let Some(limit) = self.limit else { return Ok(()) };
        let of_user = self.users.entry(user.to_owned()).or_default();
        if of_user.sum(now) + units > limit.per_user {
            return Err(too_many(limit, "userRateLimitExceeded"));
        }
        if self.project.sum(now) + units > limit.per_project {
            return Err(too_many(limit, "rateLimitExceeded"));
        }
        of_user.add(now, units);
        self.project.add(now, units);
        Ok(())
    }
}

fn too_many(limit: Quota, reason: &'static str) -> ApiError {
    if limit.as_429 { ApiError::rate(429, "rateLimitExceeded") } else { ApiError::rate(403, reason) }
}

#[derive(Debug, Default)]
struct Window {
    calls: VecDeque<(DateTime<Utc>, u32)>,
    sum: u32,
}

impl Window {
    fn sum(&mut self, now: DateTime<Utc>) -> u32 {
        while let Some((at, units)) = self.calls.front().copied()
            && at <= now - TimeDelta::minutes(1)
        {
            self.calls.pop_front();
            self.sum -= units;
        }
        self.sum
    }

    fn add(&mut self, now: DateTime<Utc>, units: u32) {
        self.calls.push_back((now, units));
        self.sum += units;
    }
}
