//! What is wrong with the configuration, in words for whoever wrote it.

use std::error::Error;
use std::fmt;

use serde::Serialize;

/// One mistake, or one warning: where it is, what is wrong, and what to write instead.
///
/// Its text is safe to print on a terminal: control characters of the file are replaced, and a password inside a
/// URL is masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mistake {
    /// The file, as the user named it.
    pub file: String,
    /// Line, counted from 1; 0 when it concerns the whole file.
    pub line: usize,
    /// Column in characters, counted from 1.
    pub column: usize,
    /// Length of the text in question, in characters.
    pub length: usize,
    /// What is wrong, in one sentence.
    pub what: String,
    /// What to write instead, or what is allowed.
    pub help: Option<String>,
    /// The line of the file, cut to a readable part.
    pub source_line: String,
    /// Where in `source_line` the text in question begins, in characters from 0.
    #[serde(skip)]
    pub(super) caret: usize,
}

/// `meetgate.toml:12:8: unknown team "enginering"`, the line with the text underlined, and the help.
impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line == 0 {
            write!(f, "{}: {}", self.file, self.what)?;
        } else {
            write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.what)?;
        }
        if !self.source_line.trim().is_empty() {
            let (pad, mark) = (" ".repeat(self.caret), "^".repeat(self.length.max(1)));
            write!(f, "\n  {}\n  {pad}{mark}", self.source_line)?;
        }
        self.help.iter().try_for_each(|help| write!(f, "\n  {help}"))
    }
}

/// Everything that is wrong, in the order of the files. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakes(pub(super) Vec<Mistake>, pub(super) usize);

impl Mistakes {
    /// The mistakes, in the order of the files. Of very many only the first few hundred are kept.
    pub fn iter(&self) -> impl Iterator<Item = &Mistake> {
        self.0.iter()
    }

    /// How many were found.
    pub fn len(&self) -> usize {
        self.0.len() + self.1
    }

    /// Whether none was found; never so for a value that [`super::load`] returned.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// All mistakes, an empty line between two.
impl fmt::Display for Mistakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, mistake) in self.0.iter().enumerate() {
            write!(f, "{}{mistake}", if index == 0 { "" } else { "\n\n" })?;
        }
        if self.1 > 0 { write!(f, "\n\nand {} more", self.1) } else { Ok(()) }
    }
}

impl Error for Mistakes {}
