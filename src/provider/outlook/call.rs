//! One request to Graph, and what goes along with it.

use graph_rs_sdk::http::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_MATCH};
use serde_json::Value;
use url::Url;

use crate::meeting::Address;

/// Ids that stay when an event is moved, and bodies that keep headings, lists and links.
const PREFER: &str = r#"IdType="ImmutableId", outlook.body-content-type="html""#;

/// One request.
pub(super) struct Call<'a> {
    /// What is asked, for logs and errors: no addresses, no ids.
    pub what: &'static str,
    /// Whose mailbox; none for what belongs to the application.
    pub mailbox: Option<&'a Address>,
    /// The method.
    pub method: Method,
    /// The address, below the endpoint.
    pub url: Url,
    /// The body.
    pub body: Body,
    /// The etag that the event must still have.
    pub if_match: Option<&'a str>,
    /// A page's size, as a wish.
    pub page_size: Option<u32>,
}

/// What is sent along.
pub(super) enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(Value),
    /// A message in base64.
    Mime(String),
}

/// A success.
#[derive(Debug)]
pub(super) struct Reply {
    /// The body; null when it is empty.
    pub body: Value,
}

impl<'a> Call<'a> {
    /// A read in somebody's mailbox.
    pub fn get(what: &'static str, mailbox: &'a Address, url: Url) -> Self {
        let (method, body) = (Method::GET, Body::None);
        Self { what, mailbox: Some(mailbox), method, url, body, if_match: None, page_size: None }
    }

    /// A write in somebody's mailbox.
    pub fn write(what: &'static str, mailbox: &'a Address, method: Method, url: Url, body: Value) -> Self {
        Self { method, body: Body::Json(body), ..Self::get(what, mailbox, url) }
    }
}

/// The headers of a request with this id.
pub(super) fn headers(call: &Call<'_>, id: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(HeaderName::from_static("client-request-id"), id);
    put(HeaderName::from_static("prefer"), &prefer(call.page_size));
    match call.body {
        Body::None => {}
        Body::Json(_) => put(CONTENT_TYPE, "application/json"),
        Body::Mime(_) => put(CONTENT_TYPE, "text/plain"),
    }
    if let Some(etag) = call.if_match {
        put(IF_MATCH, etag);
    }
    headers
}

/// The wishes that go along with every request.
pub(super) fn prefer(page_size: Option<u32>) -> String {
    page_size.map_or_else(|| PREFER.to_owned(), |size| format!("{PREFER}, odata.maxpagesize={size}"))
}
