//! Parts that only reports have.

use crate::mail::page::Link;

/// A part of a report. As in every page: texts are clean, links are https.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail) enum Block {
    /// The one suggested action.
    Panel {
        heading: String,
        text: String,
    },
    /// The figures that are looked at first.
    Tiles(Vec<Tile>),
    Picture(Picture),
    Table(Table),
    /// Labels, each with its colon, and what they mean; one paragraph.
    Definitions(Vec<(String, String)>),
    /// A question with its answers, each a link to a page; plain text has the page alone, after the last of several.
    Scale {
        question: String,
        answers: Vec<Link>,
        page: Option<String>,
    },
}

/// A large figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail) struct Tile {
    pub label: String,
    pub number: String,
    pub unit: String,
    pub change: String,
}

/// A chart under the finding that it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail) struct Picture {
    pub heading: String,
    pub unit: String,
    /// The figures in words.
    pub alt: String,
    /// Height at a width of 600.
    pub height: u32,
    /// The drawing; pages show it as it is.
    pub svg: String,
    /// The Content-ID of its PNG, in mails.
    pub cid: Option<String>,
    /// What plain text says in its place; nothing where a table says it.
    pub plain: Option<String>,
}

/// A table: names on the left, figures on the right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail) struct Table {
    /// Over the names.
    pub label: String,
    /// Over the figures.
    pub columns: Vec<String>,
    pub rows: Vec<TableRow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail) struct TableRow {
    pub name: String,
    /// Below the name, smaller.
    pub detail: String,
    pub cells: Vec<Cell>,
    /// The row that stands for all.
    pub strong: bool,
}

/// A figure, and how it changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::mail) struct Cell {
    pub value: String,
    pub change: String,
}

impl Cell {
    /// A figure alone.
    pub fn plain(value: String) -> Self {
        Self { value, change: String::new() }
    }
}
