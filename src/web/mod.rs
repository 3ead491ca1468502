//! The pages behind the links of mails: `/say/{token}`, where people say something for themselves or for their meeting,
//! and `/pulse/{token}`, where they answer three questions without saying who they are.
//!
//! A GET shows a page with one button and changes nothing, for mail scanners open every link. A POST records what the
//! token is for, once; what follows is decided by the next pass. One-click unsubscribing (RFC 8058) is such a POST.
//! The token is the whole permission: there are no sessions and no cookies.
//!
//! Invariants: no page holds a script or loads anything from elsewhere; a request is bounded in size and in time, and
//! so is the number of connections; logs hold no titles, no tokens and no whole addresses.
//!
//! Accepted race: a process that began before another one made a new key reads the keys again for each request, so
//! that it knows it, but goes on signing with its own.

mod page;
mod pulse;
mod say;
mod serve;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;

use crate::clock::Clock;
use crate::plan::Keys;
use crate::policy::Policy;
use crate::store::Store;

pub use serve::serve;

/// The body of a request is at most so long, in bytes.
const LONGEST_BODY: usize = 16 * 1024;

/// Everything that the pages need.
#[derive(Clone)]
pub struct Web {
    /// The database.
    pub store: Store,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The policy in force.
    pub policy: Arc<dyn Fn() -> Arc<Policy> + Send + Sync>,
    /// The keys of links; none: those that the database keeps.
    pub keys: Option<Keys>,
    /// Called when something was recorded, so that it is heeded at once.
    pub said: Arc<dyn Fn() + Send + Sync>,
}

/// The pages.
pub fn routes(web: Web) -> Router {
    Router::new()
        .route("/say/{token}", get(say::ask).post(say::hear))
        .route("/pulse/{token}", get(pulse::ask).post(pulse::hear))
        .route("/say/style.css", get(page::style))
        .route("/pulse/style.css", get(page::style))
        .fallback(say::nowhere)
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
        .with_state(Arc::new(web))
}

/// A field of a form or of a query (application/x-www-form-urlencoded).
fn field(text: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(text).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
