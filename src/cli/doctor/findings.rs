//! What was found.

use serde::Serialize;

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Where: `database`, `mail`, or the name of a provider.
    pub area: String,
    /// How it went.
    pub outcome: Outcome,
    /// In a sentence, with what to change where.
    pub text: String,
    /// Whose mailboxes it is about.
    pub people: Vec<String>,
}

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Well.
    Fine,
    /// meetgate gets along without it.
    Warning,
    /// Somebody must do something.
    Failed,
}

impl Finding {
    /// One that is about nobody's mailbox.
    pub fn of(area: &str, outcome: Outcome, text: impl Into<String>) -> Self {
        Self { area: area.to_owned(), outcome, text: text.into(), people: Vec::new() }
    }
}
