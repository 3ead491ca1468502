//! Each row of the table of errors ("Handle API errors") leads where it should.

use std::time::Duration;

use google_calendar3::hyper::HeaderMap;
use serde_json::{Value, json};

use crate::provider::ProviderError;
use crate::provider::google::failure::{Failure, Whose, retry_after};

fn body(reason: &str) -> Value {
    json!({ "error": { "code": 0, "message": "x", "errors": [{ "domain": "global", "reason": reason, "message": "x" }] } })
}

fn sorted(status: u16, reason: &str) -> Failure {
    Failure::sorted(status, Some(&body(reason)), None)
}

fn end(status: u16, reason: &str) -> ProviderError {
    sorted(status, reason).end("trying")
}

#[test]
fn what_is_our_own_mistake_or_not_allowed_is_not_tried_again() {
    for (status, reason) in [
        (400, "badRequest"),
        (400, "timeRangeEmpty"),
        (403, "forbiddenForNonOrganizer"),
        (403, "forbidden"),
        (409, "duplicate"),
        (302, ""),
    ] {
        assert!(matches!(end(status, reason), ProviderError::Permanent(_)), "{status} {reason}");
    }
}

#[test]
fn a_scope_that_is_missing_and_an_api_that_is_off_need_a_human() {
    let detailed = json!({ "error": { "status": "PERMISSION_DENIED", "details": [{ "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT" }] } });
    let detailed = Failure::sorted(403, Some(&detailed), None).end("trying");
    assert!(matches!(detailed, ProviderError::NeedsHuman(_)));
    for reason in ["insufficientPermissions", "accessNotConfigured", "SERVICE_DISABLED", "notACalendarUser"] {
        assert!(matches!(end(403, reason), ProviderError::NeedsHuman(_)), "{reason}");
    }
}

#[test]
fn the_first_errors_reason_counts_before_what_the_details_say() {
    let both = |listed: &str, detail: &str| {
        let error = json!({ "errors": [{ "reason": listed }], "details": [{}, { "reason": detail }] });
        Failure::sorted(403, Some(&json!({ "error": error })), None)
    };
    assert!(matches!(both("quotaExceeded", "RATE_LIMIT_EXCEEDED"), Failure::Blocked));
    let user = both("userRateLimitExceeded", "RATE_LIMIT_EXCEEDED");
    assert!(matches!(user, Failure::Rate { whose: Whose::User, .. }), "{user:?}");
    let scope = both("forbidden", "ACCESS_TOKEN_SCOPE_INSUFFICIENT").end("trying");
    assert!(matches!(scope, ProviderError::NeedsHuman(_)), "{scope:?}");
}

#[test]
fn too_fast_is_the_users_the_projects_or_the_days() {
    let whose = |status, reason| match sorted(status, reason) {
        Failure::Rate { whose, .. } => whose,
        other => panic!("{other:?}"),
    };
    assert_eq!(whose(403, "userRateLimitExceeded"), Whose::User);
    assert_eq!(whose(429, "userRateLimitExceeded"), Whose::User);
    assert_eq!(whose(403, "rateLimitExceeded"), Whose::Project);
    assert_eq!(whose(429, "rateLimitExceeded"), Whose::Project);
    assert_eq!(whose(429, ""), Whose::Project);
    assert_eq!(whose(403, "dailyLimitExceeded"), Whose::Day);
}

#[test]
fn a_calendar_that_may_only_be_read_is_told_from_too_fast() {
    assert!(matches!(sorted(403, "quotaExceeded"), Failure::Blocked));
    assert!(matches!(end(403, "quotaExceeded"), ProviderError::Retry { .. }));
}

#[test]
fn trouble_at_googles_end_leaves_open_whether_a_write_took_effect() {
    for status in [500, 502, 503, 504, 408] {
        assert!(matches!(sorted(status, "backendError"), Failure::Unclear { .. }), "{status}");
        assert!(matches!(Failure::sorted(status, None, None), Failure::Unclear { .. }), "{status} without a body");
    }
}

#[test]
fn a_stale_token_a_stale_etag_and_an_absent_event_are_told_apart() {
    assert!(matches!(sorted(401, "authError"), Failure::Token));
    assert!(matches!(end(412, "conditionNotMet"), ProviderError::Changed(_)));
    assert!(matches!(end(409, "conflict"), ProviderError::Changed(_)));
    assert!(matches!(end(404, "notFound"), ProviderError::Gone(_)));
    assert!(matches!(end(410, "deleted"), ProviderError::Gone(_)));
}

#[test]
fn a_reason_is_a_word_whatever_the_server_says() {
    let wild = json!({ "error": { "errors": [{ "reason": "<b>ana@example.com</b> \u{1b}[31m" }] } });
    let ProviderError::Permanent(text) = Failure::sorted(403, Some(&wild), None).end("trying") else { panic!() };
    assert!(!text.contains('@') && !text.contains('\u{1b}') && !text.contains('<'), "{text}");
    for odd in [json!([]), json!("x"), json!({ "error": "x" }), json!({ "error": { "errors": {} } }), Value::Null] {
        assert!(matches!(Failure::sorted(403, Some(&odd), None), Failure::Refused { .. }), "{odd}");
    }
}

#[test]
fn retry_after_is_seconds_or_a_date_measured_by_the_answers_own() {
    let after = |asked: &str| {
        let mut headers = HeaderMap::new();
        headers.insert("retry-after", asked.parse().unwrap());
        headers.insert("date", "Thu, 26 Nov 2026 10:00:00 GMT".parse().unwrap());
        retry_after(&headers)
    };
    assert_eq!(after("120"), Some(Duration::from_secs(120)));
    assert_eq!(after("Thu, 26 Nov 2026 10:01:30 GMT"), Some(Duration::from_secs(90)));
    assert_eq!(after("Thu, 26 Nov 2026 09:00:00 GMT"), None);
    assert_eq!(after("99999999999"), Some(Duration::from_secs(86_400)));
    assert_eq!(after("soon"), None);
    assert_eq!(retry_after(&HeaderMap::new()), None);
}

#[test]
fn a_page_that_is_not_googles_is_blamed_on_the_address() {
    let ProviderError::NeedsHuman(what) = Failure::sorted(404, None, None).end("reading") else { panic!() };
    assert!(what.contains("google.endpoint"), "{what}");
}
