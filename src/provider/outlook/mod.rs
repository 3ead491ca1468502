//! Calendars of Microsoft 365 through Microsoft Graph v1.0.

mod options;

pub use options::{Cloud, Credential, Decline, Now, Options};
