//! Reading a TOML document key by key. Every key that is asked for becomes an allowed key, so what is read and what
//! is refused can never drift apart; whatever is wrong is noted on the [`Desk`], and reading goes on.

use std::cell::RefCell;

use toml::de::{DeTable, DeValue};

use super::desk::{Desk, Place};
use super::suggest;

/// How messages call the document itself.
const ROOT: &str = "the file";

/// Of one list of tables, so many may be written; nobody writes more by hand.
const MOST_TABLES: usize = 200;

/// A table, with the keys that were asked for.
pub(super) struct Section<'d> {
    pub(super) desk: &'d Desk,
    pub(super) place: Place,
    title: String,
    table: &'d DeTable<'d>,
    asked: RefCell<Vec<&'static str>>,
}

/// The value of a key.
#[derive(Clone, Copy)]
pub(super) struct Node<'d> {
    pub(super) desk: &'d Desk,
    pub(super) key: &'d str,
    pub(super) value: &'d DeValue<'d>,
    pub(super) place: Place,
}

/// A text to be read as something else: a string of the TOML file or a field of `people.csv`.
#[derive(Clone, Copy)]
pub(super) struct Cell<'d> {
    pub(super) desk: &'d Desk,
    pub(super) key: &'d str,
    pub(super) text: &'d str,
    pub(super) place: Place,
}

impl<'d> Section<'d> {
    /// The whole document, which is the text number `source` of the desk.
    pub(super) fn root(desk: &'d Desk, table: &'d DeTable<'d>) -> Self {
        Self { desk, place: desk.place(0, 0..0), title: ROOT.to_owned(), table, asked: RefCell::default() }
    }

    /// The value of the key, if it is there.
    pub(super) fn node(&self, key: &'static str) -> Option<Node<'d>> {
        self.asked.borrow_mut().push(key);
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref() == key)?;
        Some(Node { desk: self.desk, key, value: value.get_ref(), place: self.desk.place(0, value.span()) })
    }

    /// Where the key itself stands.
    pub(super) fn place_of(&self, key: &str) -> Place {
        let entry = self.table.iter().find(|(name, _)| name.get_ref() == key);
        entry.map_or(self.place, |(name, _)| self.desk.place(0, name.span()))
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(name, _)| name.get_ref() == key)
    }

    /// Whether it has no keys.
    pub(super) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }

    /// The value of the key, read; none when it is absent or wrong.
    pub(super) fn read<T>(&self, key: &'static str, read: impl FnOnce(Node<'d>) -> Option<T>) -> Option<T> {
        self.node(key).and_then(read)
    }

    /// The string of the key, read; none when it is absent or wrong.
    pub(super) fn cell<T>(&self, key: &'static str, read: impl FnOnce(Cell<'d>) -> Option<T>) -> Option<T> {
        self.node(key).and_then(|node| node.cell()).and_then(read)
    }

    /// As [`Section::read`], and notes when the key is absent.
    pub(super) fn must<T>(&self, key: &'static str, read: impl FnOnce(Node<'d>) -> Option<T>) -> Option<T> {
        if !self.has(key) {
            self.missing(key, None);
        }
        self.read(key, read)
    }

    /// As [`Section::cell`], and notes when the key is absent.
    pub(super) fn must_cell<T>(&self, key: &'static str, read: impl FnOnce(Cell<'d>) -> Option<T>) -> Option<T> {
        self.must(key, |node| node.cell().and_then(read))
    }

    /// Notes that a key is missing.
    pub(super) fn missing(&self, key: &str, help: Option<&str>) {
        let what = match self.is_root() {
            true => format!("{} lacks [{key}]", self.title),
            false => format!("{} lacks the key {key:?}", self.title),
        };
        let help = help
            .map(str::to_owned)
            .or_else(|| example(&self.title, key).map(|example| format!("write for example {example}")));
        self.desk.mistake(self.place, what, help);
    }

    /// The table `[key]`, if it is there.
    pub(super) fn section(&self, key: &'static str) -> Option<Section<'d>> {
        let node = self.node(key)?;
        let parent = self.title.trim_end_matches(']');
        let title = if self.is_root() { format!("[{key}]") } else { format!("{parent}.{key}]") };
        match node.value {
            DeValue::Table(table) => Some(node.section(table, title)),
            DeValue::Array(_) => {
                let help = format!("there is one: write {title}, not [{title}]");
                self.desk.mistake(self.place_of(key), format!("{key:?} is a table, not a list"), Some(help));
                None
            }
            _ => node.wrong(&format!("a table: write {title} and its keys below")),
        }
    }

    fn is_root(&self) -> bool {
        self.title == ROOT
    }

    /// All tables `[[key]]`.
    pub(super) fn sections(&self, key: &'static str) -> Vec<Section<'d>> {
        let Some(node) = self.node(key) else { return Vec::new() };
        if let DeValue::Table(_) = node.value {
            let help = format!("there may be several: write [[{key}]], not [{key}]");
            self.desk.mistake(self.place_of(key), format!("{key:?} is a list of tables"), Some(help));
            return Vec::new();
        }
        if let DeValue::Array(items) = node.value
            && items.len() > MOST_TABLES
            && key != "person"
        {
            let what = format!("more than {MOST_TABLES} times [[{key}]]");
            self.desk.mistake(self.place_of(key), what, None);
            return Vec::new();
        }
        node.tables(&format!("a list of tables: write [[{key}]] and its keys below"), &format!("[[{key}]]"))
    }

    /// The end of the table: whatever was not asked for is unknown.
    pub(super) fn finish(self) {
        let asked = self.asked.borrow();
        for (name, _) in self.table.iter().filter(|(name, _)| !asked.iter().any(|key| name.get_ref() == key)) {
            let place = self.desk.place(0, name.span());
            let help = match name.get_ref().as_ref() {
                // What follows a table's header belongs to that table, which surprises everyone once.
                "mode" => Some("write \"mode\" at the top, above the first table".to_owned()),
                name @ ("google" | "outlook") => Some(format!("write [{name}]")),
                name if is_secret(name, &asked) => Some(format!(
                    "secrets do not stand in this file: write {name}_file, {name}_env or {name}_credential"
                )),
                name => suggest::help(name, asked.iter().copied()),
            };
            self.desk.mistake(place, format!("unknown key {:?} in {}", name.get_ref(), self.title), help);
        }
    }
}

/// Whether the table takes the secret of this name, by other keys.
fn is_secret(name: &str, asked: &[&str]) -> bool {
    asked.iter().any(|key| key.strip_suffix("_credential") == Some(name))
}

/// How a key that must be there may look.
fn example(title: &str, key: &str) -> Option<&'static str> {
    Some(match key {
        "days" if matches!(title, "budget" | "exemptions") => "days = 30",
        "days" => "days = [\"Wed\"]",
        "client_id" => "client_id = \"the Application (client) ID of the app registration\"",
        "domains" => "domains = [\"example.com\"]",
        "file" => "file = \"people.csv\"",
        "on_meeting" => "on_meeting = \"flag\"",
        "path" => "path = \"calendars/{email}\"",
        "tenant" => "tenant = \"the Directory (tenant) ID of the app registration\"",
        "time_zone" => "time_zone = \"Europe/Berlin\"",
        _ => return None,
    })
}

impl<'d> Node<'d> {
    fn section(self, table: &'d DeTable<'d>, title: String) -> Section<'d> {
        Section { desk: self.desk, place: self.place, title, table, asked: RefCell::default() }
    }

    /// The value as a string.
    pub(super) fn cell(self) -> Option<Cell<'d>> {
        match self.value {
            DeValue::String(text) => Some(Cell { desk: self.desk, key: self.key, text, place: self.place }),
            _ => self.wrong("a text in quotes"),
        }
    }

    /// The value as a table.
    pub(super) fn table(self) -> Option<Section<'d>> {
        match self.value {
            DeValue::Table(table) => Some(self.section(table, self.key.to_owned())),
            _ => self.wrong("a table in braces, for example { … }"),
        }
    }

    /// The value as a list of tables.
    pub(super) fn tables(self, expected: &str, title: &str) -> Vec<Section<'d>> {
        let DeValue::Array(items) = self.value else {
            return self.wrong::<()>(expected).map_or(Vec::new(), |()| vec![]);
        };
        let items = items.iter().map(|item| Node { value: item.get_ref(), place: self.at(item.span()), ..self });
        let table = |node: Node<'d>| match node.value {
            DeValue::Table(table) => Some(node.section(table, title.to_owned())),
            _ => node.wrong(expected),
        };
        items.filter_map(table).collect()
    }

    /// The values of a list; a value that is no list is a list of one.
    pub(super) fn items(self) -> Vec<Node<'d>> {
        match self.value {
            DeValue::Array(items) => {
                items.iter().map(|item| Node { value: item.get_ref(), place: self.at(item.span()), ..self }).collect()
            }
            _ => vec![self],
        }
    }

    /// Notes that the value is of the wrong kind.
    pub(super) fn wrong<T>(self, expected: &str) -> Option<T> {
        let found = match self.value {
            DeValue::String(text) => format!("{text:?}"),
            DeValue::Integer(number) => format!("the number {number}"),
            DeValue::Float(number) => format!("the number {number}"),
            DeValue::Boolean(flag) => flag.to_string(),
            DeValue::Datetime(_) => "a date".to_owned(),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        };
        self.desk.mistake(self.place, format!("{:?} must be {expected}, not {found}", self.key), None);
        None
    }

    /// Notes a mistake about the value.
    pub(super) fn refuse<T>(self, what: impl Into<String>, help: Option<&str>) -> Option<T> {
        self.desk.mistake(self.place, what, help.map(str::to_owned));
        None
    }

    fn at(self, span: std::ops::Range<usize>) -> Place {
        self.desk.place(0, span)
    }
}

impl<'d> Cell<'d> {
    /// Notes a mistake about the text.
    pub(super) fn refuse<T>(self, what: impl Into<String>, help: Option<&str>) -> Option<T> {
        self.desk.mistake(self.place, what, help.map(str::to_owned));
        None
    }

    /// The same place with another text, for example a part of it.
    pub(super) fn with(self, text: &'d str) -> Self {
        Self { text, ..self }
    }
}
