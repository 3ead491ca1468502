//! Errors in the shape that Google gives them.

use serde_json::{Value, json};

/// What a call fails with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The HTTP status.
    pub status: u16,
    /// Who complains: `global`, `calendar`, `usageLimits`.
    pub domain: &'static str,
    /// The reason to branch on; empty leaves it out (some 410 answers come without one).
    pub reason: &'static str,
    /// The text for a human.
    pub message: String,
    /// Kind and name of what is at fault.
    pub location: Option<(&'static str, String)>,
    /// `Retry-After` in seconds, where the fake was told to give one.
    pub retry_after: Option<u32>,
}

impl ApiError {
    /// An error of the domain `global`.
    pub fn global(status: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self { status, domain: "global", reason, message: message.into(), location: None, retry_after: None }
    }

    /// The same error, of another domain.
    pub fn of(self, domain: &'static str) -> Self {
        Self { domain, ..self }
    }

    /// The same error, pointing at a parameter or header.
    pub fn at(self, kind: &'static str, name: &str) -> Self {
        Self { location: Some((kind, name.to_owned())), ..self }
    }

    /// A request that is wrong in itself.
    pub fn bad(message: impl Into<String>) -> Self {
        Self::global(400, "badRequest", message)
    }

    /// A wrong parameter.
    pub fn invalid(parameter: &str, message: impl Into<String>) -> Self {
        Self::global(400, "invalid", message).at("parameter", parameter)
    }

    /// Absent, or not to be seen by this user.
    pub fn not_found() -> Self {
        Self::global(404, "notFound", "Not Found")
    }

    /// Seen but not to be changed by this user.
    pub fn forbidden(message: &str) -> Self {
        Self::global(403, "forbidden", message)
    }

    /// A guest touched what only the organizer may change.
    pub fn not_organizer() -> Self {
        let text = "Shared properties can only be changed by the organizer of the event.";
        Self::global(403, "forbiddenForNonOrganizer", text).of("calendar")
    }

    /// The etag in `If-Match` is stale.
    pub fn stale() -> Self {
        Self::global(412, "conditionNotMet", "Precondition Failed").at("header", "If-Match")
    }

    /// The id is taken.
    pub fn duplicate() -> Self {
        Self::global(409, "duplicate", "The requested identifier already exists.")
    }

    /// The access token is missing, unknown or expired.
    pub fn unauthorized() -> Self {
        Self::global(401, "authError", "Invalid Credentials").at("header", "Authorization")
    }

    /// The sync token is of no use any more; some such answers carry no reason.
    pub fn full_sync(with_reason: bool) -> Self {
        let text = "Sync token is no longer valid, a full sync is required.";
        let error = Self::global(410, "fullSyncRequired", text).of("calendar").at("parameter", "syncToken");
        if with_reason { error } else { Self { reason: "", message: "Gone".to_owned(), location: None, ..error } }
    }

    /// A second deletion.
    pub fn deleted() -> Self {
        Self::global(410, "deleted", "Resource has been deleted")
    }

    /// Too many calls; Google uses three forms for it.
    pub fn rate(status: u16, reason: &'static str) -> Self {
        Self::global(status, reason, "Rate Limit Exceeded").of("usageLimits")
    }

    /// The user wrote so much that the calendar is read-only for hours.
    pub fn usage_limit() -> Self {
        Self::global(403, "quotaExceeded", "Calendar usage limits exceeded.").of("usageLimits")
    }

    /// Google's own trouble.
    pub fn backend(status: u16) -> Self {
        Self::global(status, "backendError", "Backend Error")
    }

    /// The body of the answer.
    pub fn body(&self) -> Value {
        let mut inner = json!({"domain": self.domain, "message": self.message});
        if !self.reason.is_empty() {
            inner["reason"] = json!(self.reason);
        }
        if let Some((kind, name)) = &self.location {
            inner["locationType"] = json!(kind);
            inner["location"] = json!(name);
        }
        let mut error = json!({"code": self.status, "message": self.message});
        if !self.reason.is_empty() {
            error["errors"] = json!([inner]);
        }
        if self.reason == "insufficientPermissions" {
            error["status"] = json!("PERMISSION_DENIED");
            error["details"] = json!([{
                "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "domain": "googleapis.com",
            }]);
        }
        json!({ "error": error })
    }
}
