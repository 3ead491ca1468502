//! Components: which lines belong together.

use std::ops::Range;

use super::lines::{Line, Property, unfold};

/// A file in lines and components.
#[derive(Debug)]
pub(super) struct Document {
    /// The file.
    pub bytes: Vec<u8>,
    /// Its content lines.
    pub lines: Vec<Line>,
    /// The outermost components, in order; VCALENDAR ordinarily.
    pub components: Vec<Component>,
}

/// What stands between BEGIN and END.
#[derive(Debug)]
pub(super) struct Component {
    /// In upper case.
    pub name: String,
    /// Its lines, BEGIN and END included.
    pub lines: Range<usize>,
    /// Its own properties, in order.
    pub properties: Vec<Property>,
    /// The components inside.
    pub children: Vec<Component>,
}

/// Why a file cannot be read: the line and the reason, no titles and no addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Broken {
    /// From 1; none when it concerns the whole file.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.reason),
            None => f.write_str(&self.reason),
        }
    }
}

impl Document {
    /// Reads a file. Garbage lines are skipped and a missing END:VCALENDAR is forgiven; any other component without
    /// its end was cut in the middle, and what is missing may be what matters.
    pub fn read(bytes: Vec<u8>) -> Result<Self, Broken> {
        let lines = unfold(&bytes);
        let mut reader = Reader { lines: &lines, open: Vec::new(), done: Vec::new() };
        for index in 0..lines.len() {
            reader.line(index)?;
        }
        let components = reader.finish()?;
        Ok(Self { bytes, lines, components })
    }

    /// Every VEVENT, wherever it stands, with the calendar around it where there is one.
    pub fn events(&self) -> impl Iterator<Item = (&Component, Option<&Component>)> {
        let inside =
            self.components.iter().flat_map(|outer| outer.children.iter().map(move |inner| (inner, Some(outer))));
        let bare = self.components.iter().map(|component| (component, None));
        bare.chain(inside).filter(|(component, _)| component.name == "VEVENT")
    }

    /// Every VTIMEZONE.
    pub fn zones(&self) -> impl Iterator<Item = &Component> {
        let inside = self.components.iter().flat_map(|outer| &outer.children);
        self.components.iter().chain(inside).filter(|component| component.name == "VTIMEZONE")
    }

    /// The number of the physical line on which a property stands.
    pub fn number(&self, property: &Property) -> Option<usize> {
        self.lines.get(property.line).map(|line| line.number)
    }
}

impl Component {
    /// The first property of that name.
    pub fn get(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// All properties of that name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Property> {
        self.properties.iter().filter(move |property| property.name == name)
    }

    /// The value of the first property of that name, trimmed, unless empty.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.get(name).map(|property| property.value.trim()).filter(|value| !value.is_empty())
    }
}

/// No calendar nests deeper than alarms in events in calendars.
const MAX_DEPTH: usize = 8;

struct Reader<'a> {
    lines: &'a [Line],
    open: Vec<Component>,
    done: Vec<Component>,
}

impl Reader<'_> {
    fn line(&mut self, index: usize) -> Result<(), Broken> {
        let Some(property) = self.lines.get(index).and_then(|line| Property::read(&line.content, index)) else {
            return Ok(());
        };
        let name = || property.value.trim().to_ascii_uppercase();
        match property.name.as_str() {
            "BEGIN" => self.begin(name(), index),
            "END" => self.end(&name(), index),
            _ => {
                if let Some(component) = self.open.last_mut() {
                    component.properties.push(property);
                }
                Ok(())
            }
        }
    }

    fn begin(&mut self, name: String, index: usize) -> Result<(), Broken> {
        if self.open.len() >= MAX_DEPTH {
            return Err(self.broken(index, "components are nested too deeply".into()));
        }
        self.open.push(Component { name, lines: index..index + 1, properties: Vec::new(), children: Vec::new() });
        Ok(())
    }

    /// An END that nothing began is garbage; one of an outer component cuts the inner ones short.
    fn end(&mut self, name: &str, index: usize) -> Result<(), Broken> {
        if !self.open.iter().any(|component| component.name == name) {
            return Ok(());
        }
        match self.open.pop() {
            Some(component) if component.name == name => self.close(component, index + 1),
            Some(component) => return Err(self.cut(&component)),
            None => {}
        }
        Ok(())
    }

    fn close(&mut self, mut component: Component, end: usize) {
        component.lines.end = end;
        match self.open.last_mut() {
            Some(outer) => outer.children.push(component),
            None => self.done.push(component),
        }
    }

    fn finish(mut self) -> Result<Vec<Component>, Broken> {
        while let Some(component) = self.open.pop() {
            if component.name != "VCALENDAR" {
                return Err(self.cut(&component));
            }
            self.close(component, self.lines.len());
        }
        if self.done.is_empty() {
            return Err(Broken { line: None, reason: "this is no iCalendar file: no BEGIN:VCALENDAR".into() });
        }
        Ok(self.done)
    }

    fn cut(&self, component: &Component) -> Broken {
        let known =
            ["VEVENT", "VTIMEZONE", "VALARM", "VTODO", "VJOURNAL", "VFREEBUSY", "STANDARD", "DAYLIGHT", "VCALENDAR"];
        let name = known.into_iter().find(|known| *known == component.name).unwrap_or("component");
        self.broken(component.lines.start, format!("the {name} that begins here has no END: the file was cut short"))
    }

    fn broken(&self, index: usize, reason: String) -> Broken {
        Broken { line: self.lines.get(index).map(|line| line.number), reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Document, Broken> {
        Document::read(text.as_bytes().to_vec())
    }

    #[test]
    fn garbage_lower_case_and_a_missing_last_line_are_forgiven() {
        let file = "begin:vcalendar\r\n<<<<<<< HEAD\r\nEND:NOTHING\r\nbegin:vevent\r\nuid:1\r\nend:vevent\r\n";
        let document = read(file).unwrap();
        let (event, calendar) = document.events().next().unwrap();
        assert_eq!((event.value("UID"), calendar.is_some()), (Some("1"), true));
    }

    #[test]
    fn an_event_cut_in_the_middle_is_a_broken_file() {
        let reason = "the VEVENT that begins here has no END: the file was cut short";
        for file in ["BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VCALENDAR\n"] {
            assert_eq!(read(file).unwrap_err(), Broken { line: Some(2), reason: reason.into() });
        }
    }

    #[test]
    fn a_file_without_any_component_says_so() {
        assert!(read("").unwrap_err().to_string().contains("no BEGIN:VCALENDAR"));
        assert!(read("hello\nworld: x\n").is_err());
    }

    #[test]
    fn hostile_nesting_is_refused() {
        assert!(read(&"BEGIN:X\n".repeat(100_000)).unwrap_err().reason.contains("nested too deeply"));
    }
}
