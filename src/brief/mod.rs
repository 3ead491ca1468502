//! What an invitation says: is there an agenda, a pre-read, an outcome? With evidence.
//!
//! Pure. The cost is lopsided: calling a good invitation empty gets it declined, missing an empty one only lets it
//! through. Hence three certainties, and whoever acts treats [`Certainty::Unsure`] as present.

#[macro_use]
mod patterns;

mod cut;
mod excerpt;
mod find;
mod html;
mod item;
mod link;
mod page;
mod plain;
#[cfg(test)]
mod tests;
pub mod text;
mod words;

use serde::{Deserialize, Serialize};

/// An invitation's text, as a provider hands it over. Lives only until it is judged; never stored.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Invitation {
    /// The subject.
    pub title: String,
    /// Description or body.
    pub body: Body,
    /// Attachments, without their bytes.
    pub attachments: Vec<Attachment>,
    /// How many people are invited, the organizer included.
    pub attendees: usize,
    /// Part of a series.
    pub recurring: bool,
}

/// A body and its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// Plain text.
    Text(String),
    /// HTML.
    Html(String),
    /// Either: Google's descriptions are plain text or a subset of HTML, and nothing says which.
    Unknown(String),
}

impl Default for Body {
    fn default() -> Self {
        Self::Text(String::new())
    }
}

impl Body {
    /// The text as written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Html(text) | Self::Unknown(text) => text,
        }
    }
}

/// An attached file, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Attachment {
    /// File name or title.
    pub name: String,
    /// Media type, if known.
    pub mime: Option<String>,
    /// A picture inside the body, such as a signature's logo.
    pub inline: bool,
    /// Where it lies, if it is a link.
    pub url: Option<String>,
}

/// What the invitation says.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Brief {
    /// What will be discussed or decided.
    pub agenda: Finding,
    /// What the meeting should produce.
    pub outcomes: Finding,
    /// A document to read beforehand.
    pub pre_read: Finding,
    /// The words that none is needed.
    pub pre_read_waived: Finding,
    /// By its own words it only passes information one way.
    pub inform_only: Finding,
    /// Agenda-free by nature: lunch, farewell.
    pub social: Finding,
    /// The invitation's own first words, after conferencing blocks and signatures are cut; for quoting in mails.
    /// At most 120 characters, one line.
    pub excerpt: Option<String>,
    /// Whether it has a conferencing block or link.
    pub conference: bool,
}

/// One thing found, or not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Finding {
    /// How sure.
    pub certainty: Certainty,
    /// What speaks for it (or, when absent, what was set aside), strongest first; at most three.
    pub evidence: Vec<Evidence>,
}

impl Finding {
    /// Whether it is there, surely or not.
    pub fn present(&self) -> bool {
        self.certainty != Certainty::Absent
    }
}

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// Not found.
    #[default]
    Absent,
    /// Something speaks for it, not enough to be sure.
    Unsure,
    /// Found.
    Sure,
}

/// A short piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// Stable code of what kind of evidence it is, for example `labelled-section`.
    pub code: String,
    /// The words, cut to 100 characters, one line.
    pub text: String,
}

/// Reads an invitation. Takes time linear in its length; any input gives a brief.
pub fn read(invitation: &Invitation) -> Brief {
    let lines = lines(&invitation.body);
    let parts = cut::parts(&lines);
    let reading = find::Reading::new(invitation, &lines, &parts);
    let conference = parts.contains(&cut::Part::Conference);
    let mut brief = Brief { excerpt: excerpt::of(&reading.own), conference, ..Brief::default() };
    find::all(&reading, &mut brief);
    brief
}

fn lines(body: &Body) -> Vec<page::Line> {
    match body {
        Body::Html(html) => html::read(html),
        Body::Unknown(text) if html::is_html(text) => html::read(text),
        Body::Unknown(text) => plain::read(&html::decode(text)),
        Body::Text(text) => plain::read(text),
    }
}
