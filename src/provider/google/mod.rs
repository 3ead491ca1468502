//! Google Calendar, through its API v3.

mod options;

pub use options::{Access, Credentials, ENDPOINT, Options, SendUpdates, TOKEN_URL, scopes};
