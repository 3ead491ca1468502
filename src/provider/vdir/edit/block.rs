//! One component as rows that can be edited: a row that is not touched keeps its bytes.

use crate::provider::vdir::document::{Component, Document};
use crate::provider::vdir::event::{ANSWER, OURS};
use crate::provider::vdir::lines::{Line, Property, ending, fold};

/// The rows of a component, BEGIN and END included.
#[derive(Debug, Clone)]
pub(super) struct Block {
    rows: Vec<Row>,
    ending: &'static [u8],
}

#[derive(Debug, Clone)]
struct Row {
    /// With its folds and line ending.
    raw: Vec<u8>,
    /// Without them.
    content: Vec<u8>,
}

impl Block {
    /// The component as it stands in the file.
    pub fn of(document: &Document, component: &Component) -> Self {
        let lines = document.lines.get(component.lines.clone()).unwrap_or_default();
        let row = |line: &Line| Row {
            raw: document.bytes.get(line.raw.clone()).unwrap_or_default().to_vec(),
            content: line.content.clone(),
        };
        let rows: Vec<_> = lines.iter().map(row).collect();
        let ending = ending(rows.first().map_or(b"", |row| row.raw.as_slice()));
        Self { rows, ending }
    }

    /// The file's bytes of this component.
    pub fn bytes(&self) -> Vec<u8> {
        self.rows.iter().flat_map(|row| row.raw.iter().copied()).collect()
    }

    /// How lines end here.
    pub fn ending(&self) -> &'static [u8] {
        self.ending
    }

    /// The component's own properties, not those of the components inside; their `line` is the row.
    pub fn properties(&self) -> Vec<Property> {
        let mut depth = 0_usize;
        let mut own = Vec::new();
        for (index, row) in self.rows.iter().enumerate() {
            let Some(property) = Property::read(&row.content, index) else { continue };
            match property.name.as_str() {
                "BEGIN" => depth += 1,
                "END" => depth = depth.saturating_sub(1),
                _ if depth == 1 => own.push(property),
                _ => {}
            }
        }
        own
    }

    /// The content of a row.
    pub fn content(&self, row: usize) -> &[u8] {
        self.rows.get(row).map_or(b"", |row| row.content.as_slice())
    }

    /// The bytes of a row, with its folds and line ending.
    pub fn raw(&self, row: usize) -> &[u8] {
        self.rows.get(row).map_or(b"", |row| row.raw.as_slice())
    }

    /// Gives a row another content, folded anew.
    pub fn replace(&mut self, row: usize, content: Vec<u8>) {
        let raw = fold(&content, self.ending);
        self.replace_raw(row, content, raw);
    }

    /// Gives a row another content that is folded as it stands.
    pub fn replace_raw(&mut self, row: usize, content: Vec<u8>, raw: Vec<u8>) {
        if let Some(row) = self.rows.get_mut(row) {
            *row = Row { raw, content };
        }
    }

    /// Gives a property another value.
    pub fn set_value(&mut self, property: &Property, value: &str) {
        let mut content = self.content(property.line).to_vec();
        content.truncate(property.value_at);
        content.extend_from_slice(value.as_bytes());
        self.replace(property.line, content);
    }

    /// Puts a line behind a row.
    pub fn insert_after(&mut self, row: usize, content: &str) {
        let raw = fold(content.as_bytes(), self.ending);
        let new = Row { raw, content: content.as_bytes().to_vec() };
        self.rows.insert((row + 1).min(self.rows.len()), new);
    }

    /// Puts a line behind the last property of the component itself.
    pub fn append(&mut self, content: &str) {
        let last = self.properties().last().map_or(0, |property| property.line);
        self.insert_after(last, content);
    }

    /// Takes out the component's own properties of which `unwanted` says so.
    pub fn remove(&mut self, unwanted: impl Fn(&Property) -> bool) {
        for property in self.properties().iter().rev().filter(|property| unwanted(property)) {
            self.rows.remove(property.line);
        }
    }
}

/// Whether a property is our note on an answer.
pub(super) fn is_answer_note(property: &Property) -> bool {
    property.name == ANSWER || (property.name == "COMMENT" && property.param(OURS).is_some())
}
