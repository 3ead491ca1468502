//! A mail before it is laid out: parts in the order in which they are read. Plain text and HTML are both made from
//! this, so they say the same.
//!
//! Invariants: every text here is clean and one line; no-break spaces mark what must stay together; links are https.

use super::dates::Tile;
use super::report::block::Block;

/// A whole mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Page {
    /// Language of the words, for the HTML.
    pub language: &'static str,
    /// How the language writes a colon, with what it puts before it.
    pub colon: String,
    pub subject: String,
    /// A line before the headline, in reports.
    pub kicker: Option<String>,
    /// Centred and wider than a letter, in reports.
    pub wide: bool,
    /// The first sentence, which is the whole mail. With its full stop, which a heading drops.
    pub headline: String,
    /// What follows it at once.
    pub lead: Option<String>,
    pub parts: Vec<Part>,
    pub foot: Foot,
}

/// A part of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// Which meeting.
    Card(Card),
    /// The way of a meeting; plain text says the same in its sentences.
    Way(Vec<Stretch>),
    /// What is missing or found.
    Rows(Vec<Row>),
    /// The one button.
    Button(Link),
    /// The entries of a digest.
    Entries(Vec<Entry>),
    Heading(String),
    /// A heading, its text, and a remark of smaller weight.
    Section {
        heading: String,
        text: String,
        remark: Option<String>,
    },
    Text(String),
    /// A second line of smaller weight.
    Quiet(String),
    /// Lines to paste, in groups.
    Template(Vec<Vec<Line>>),
    Links(Links),
    /// What only reports have.
    Block(Block),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Card {
    pub tile: Tile,
    pub title: String,
    /// With the date, for plain text.
    pub when: String,
    /// Beside the date card.
    pub beside: String,
}

/// One stretch of the way of a meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub tone: Tone,
    pub day: String,
    pub time: String,
    pub word: String,
}

/// What a colour stands for; the word beside it says the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tone {
    Plain,
    Done,
    Due,
    Off,
    Ok,
}

impl Tone {
    /// Class, colour of the bar, class of the word, colour of the word, in light; dark mode replaces them by class.
    fn look(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Plain => ("rule", "#C9D3D5", "ink", "#15242A"),
            Self::Done => ("done", "#0B5C69", "ink", "#15242A"),
            Self::Due => ("due", "#C97C12", "amber", "#8A4F00"),
            Self::Off => ("off", "#8C2B4E", "plum", "#8C2B4E"),
            Self::Ok => ("ok", "#25663A", "green", "#25663A"),
        }
    }

    pub fn bar_class(self) -> &'static str {
        self.look().0
    }

    pub fn bar(self) -> &'static str {
        self.look().1
    }

    pub fn word_class(self) -> &'static str {
        self.look().2
    }

    pub fn word(self) -> &'static str {
        self.look().3
    }

    pub fn weight(self) -> &'static str {
        if self.word_class() == "ink" { "400" } else { "600" }
    }
}

/// A requirement and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub label: String,
    pub state: String,
    /// Stands between the state and the saying in plain text: `.` or `:`, nothing where nothing follows.
    pub joint: &'static str,
    pub tone: Tone,
    pub saying: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    pub label: String,
    pub url: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub card: Card,
    pub need: String,
    pub tone: Tone,
    pub remark: Option<String>,
    pub link: Option<Link>,
    /// What the reader may say.
    pub says: Vec<Link>,
}

/// A line to paste; labels are bold in HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Line {
    Label(String),
    Fill(String),
}

/// Links, which plain text puts into one sentence before one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Links {
    pub sentence: String,
    pub url: String,
    pub pieces: Vec<Piece>,
}

/// Words with or without a link on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub text: String,
    pub url: Option<String>,
}

/// Why, from whom, and whom to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Foot {
    pub why: String,
    pub sent_by: String,
    pub policy: Option<Link>,
    pub unsubscribe: Option<Link>,
    pub reply: Option<String>,
}
