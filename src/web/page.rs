//! A page: one heading, a few sentences, at most one button.

use askama::Template;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{Html, IntoResponse, Response};

/// A page before it is laid out. All texts are escaped where they are written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(path = "web/say.html")]
pub(super) struct Page {
    /// BCP 47.
    pub language: &'static str,
    /// The organization.
    pub house: String,
    pub heading: String,
    /// About which meeting: title, and when it starts.
    pub meeting: Option<(String, String)>,
    pub text: Vec<String>,
    /// What the one field asks for.
    pub field: Option<&'static str>,
    /// What the one button says.
    pub button: Option<&'static str>,
}

/// Scripts, pictures and frames: none. Forms go back to where they came from.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
];

/// The headers of every answer: the address of a page is a secret, and the page is for one person.
pub(super) fn safe(mut answer: Response) -> Response {
    let headers = HEADERS.map(|(name, value)| (name, HeaderValue::from_static(value)));
    answer.headers_mut().extend(HeaderMap::from_iter(headers));
    answer
}

/// The page as an answer.
pub(super) fn answer(status: StatusCode, page: &Page) -> Response {
    safe(match page.render() {
        Ok(html) => (status, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    })
}

/// The one style sheet.
pub(super) async fn style() -> Response {
    safe(
        ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("../../templates/web/style.css"))
            .into_response(),
    )
}
