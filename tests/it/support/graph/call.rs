//! A call as it arrives, and an answer as it goes out.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use super::ids;
use super::zones::Zone;

/// A request, from the wire or out of a batch.
#[derive(Clone, Debug)]
pub struct Call {
    /// `GET` and so on.
    pub method: String,
    /// The decoded parts of the path below `/v1.0`.
    pub parts: Vec<String>,
    /// The path below `/v1.0` as written.
    pub path: String,
    /// Decoded names and values, in order.
    pub query: Vec<(String, String)>,
    /// Headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
    /// Whether it came inside a batch.
    pub in_batch: bool,
}

impl Call {
    /// Reads a request's target.
    pub fn new(method: &str, target: &str, headers: BTreeMap<String, String>, body: Vec<u8>, in_batch: bool) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let path = path.strip_prefix("/v1.0").unwrap_or(path);
        let parts = path.split('/').filter(|part| !part.is_empty()).map(decoded);
        let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(&name.replace('+', " ")), decoded(&value.replace('+', " ")))
        });
        Self {
            method: method.to_owned(),
            parts: parts.collect(),
            path: path.to_owned(),
            query: query.collect(),
            headers,
            body,
            in_batch,
        }
    }

    /// A header by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// A query option; names are compared without regard to case.
    pub fn option(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; null without one.
    pub fn json(&self) -> Result<Value, Fail> {
        if self.body.is_empty() {
            return Ok(Value::Null);
        }
        serde_json::from_slice(&self.body)
            .map_err(|_| Fail::new(400, "BadRequest", "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format."))
    }

    /// The user in the path.
    pub fn user(&self) -> Option<&str> {
        (self.parts.first()? == "users").then(|| self.parts.get(1).map(String::as_str)).flatten()
    }

    /// What the `Prefer` header asks for.
    pub fn prefer(&self) -> Result<Prefer, Fail> {
        Prefer::read(self.header("prefer").unwrap_or_default())
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// What a `Prefer` header asks for.
#[derive(Clone, Debug)]
pub struct Prefer {
    /// `outlook.timezone`.
    pub zone: Zone,
    /// `outlook.body-content-type="text"`.
    pub text: bool,
    /// `IdType="ImmutableId"`.
    pub immutable: bool,
    /// `odata.maxpagesize`.
    pub page: Option<usize>,
    /// For `Preference-Applied`.
    pub applied: Vec<String>,
}

impl Prefer {
    fn read(header: &str) -> Result<Self, Fail> {
        let mut prefer = Self { zone: Zone::utc(), text: false, immutable: false, page: None, applied: Vec::new() };
        for wish in header.split([',', ';']).map(str::trim).filter(|wish| !wish.is_empty()) {
            let (name, value) = wish.split_once('=').unwrap_or((wish, ""));
            let value = value.trim().trim_matches('"');
            match name.trim().to_ascii_lowercase().as_str() {
                "outlook.timezone" => prefer.zone = known_zone(value)?,
                "outlook.body-content-type" => prefer.text = value.eq_ignore_ascii_case("text"),
                "idtype" => prefer.immutable = value == "ImmutableId",
                "odata.maxpagesize" => prefer.page = value.parse().ok().filter(|size| *size > 0),
                _ => continue,
            }
            prefer.applied.push(wish.to_owned());
        }
        Ok(prefer)
    }
}

/// The zone of a name, or Graph's complaint about it.
pub fn known_zone(name: &str) -> Result<Zone, Fail> {
    Zone::named(name).ok_or_else(|| {
        let message = format!(
            "A valid TimeZone value must be specified. The following TimeZone value is not supported: '{name}'."
        );
        Fail::new(400, "TimeZoneNotSupportedException", &message)
    })
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers.
    pub headers: Vec<(String, String)>,
    /// Its body; nothing for none.
    pub body: Option<Value>,
}

impl Reply {
    /// With a body.
    pub fn json(status: u16, body: Value) -> Self {
        Self { status, headers: Vec::new(), body: Some(body) }
    }

    /// Without one.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None }
    }

    /// With a further header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With `Preference-Applied`, if something was.
    pub fn applied(self, prefer: &Prefer) -> Self {
        if prefer.applied.is_empty() { self } else { self.with("Preference-Applied", &prefer.applied.join(", ")) }
    }
}

/// A refusal in Graph's shape.
#[derive(Clone, Debug)]
pub struct Fail {
    status: u16,
    code: String,
    message: String,
    headers: Vec<(String, String)>,
}

impl Fail {
    /// A refusal.
    pub fn new(status: u16, code: &str, message: &str) -> Self {
        Self { status, code: code.to_owned(), message: message.to_owned(), headers: Vec::new() }
    }

    /// 404 `ErrorItemNotFound`.
    pub fn not_found() -> Self {
        Self::new(404, "ErrorItemNotFound", "The specified object was not found in the store.")
    }

    /// 400 `ErrorInvalidRequest`.
    pub fn invalid(message: &str) -> Self {
        Self::new(400, "ErrorInvalidRequest", message)
    }

    /// What is not modelled.
    pub fn unknown(what: &str) -> Self {
        Self::new(400, "BadRequest", &format!("Resource not found for the segment '{what}'."))
    }

    /// With a further header.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// As an answer to the call that had this `client-request-id`.
    pub fn reply(self, number: u64, date: &str, client_request: Option<&str>) -> Reply {
        let request = ids::guid("request", number);
        let client = client_request.unwrap_or(&request).to_owned();
        let error = json!({"error": {"code": self.code, "message": self.message, "innerError": {
            "date": date, "request-id": request, "client-request-id": client,
        }}});
        Reply { status: self.status, headers: self.headers, body: Some(error) }
    }
}
