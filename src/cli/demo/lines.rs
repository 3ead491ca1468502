//! Edits of an iCalendar file line by line, as a careful calendar server makes them: whatever is not meant stays
//! as it is, byte for byte and in its place, for meetgate or somebody's client may have written it.

use std::ops::Range;

/// A file as its logical lines; continuations stay with the line they continue (RFC 5545 §3.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lines(Vec<String>);

/// Where a VEVENT stands: from its BEGIN to its END.
pub type Block = Range<usize>;

impl Lines {
    /// Splits a file into lines.
    pub fn read(text: &str) -> Self {
        let mut lines: Vec<String> = Vec::new();
        for line in text.split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)) {
            match lines.last_mut() {
                Some(last) if line.starts_with([' ', '\t']) => {
                    last.push_str("\r\n");
                    last.push_str(line);
                }
                _ if line.is_empty() => {}
                _ => lines.push(line.to_owned()),
            }
        }
        Self(lines)
    }

    /// The file again.
    pub fn write(&self) -> String {
        self.0.iter().flat_map(|line| [line.as_str(), "\r\n"]).collect()
    }

    /// The single event or master: the first VEVENT without RECURRENCE-ID.
    pub fn main(&self) -> Option<Block> {
        self.blocks().into_iter().find(|block| self.value(block, "RECURRENCE-ID").is_none())
    }

    /// The override of an occurrence, by any of the spellings of its original start.
    pub fn occurrence(&self, spellings: &[String]) -> Option<Block> {
        let is = |block: &Block| self.value(block, "RECURRENCE-ID").is_some_and(|value| spellings.contains(&value));
        self.blocks().into_iter().find(is)
    }

    /// Appends a copy of the main event as the override of an occurrence, without its recurrence.
    pub fn add_occurrence(&mut self, recurrence_id: &str) -> Option<Block> {
        let main = self.main()?;
        let dropped = ["RRULE", "RDATE", "EXDATE", "EXRULE"];
        let mut copy: Vec<String> = self.0.get(main)?.to_vec();
        copy.retain(|line| !dropped.contains(&name(line).as_str()));
        copy.insert(1.min(copy.len()), fold(recurrence_id));
        let at = self.0.iter().rposition(|line| line.eq_ignore_ascii_case("END:VCALENDAR")).unwrap_or(self.0.len());
        let length = copy.len();
        self.0.splice(at..at, copy);
        Some(at..at + length)
    }

    /// Sets a property: in the place of the first line of that name, else before the end of the event.
    pub fn set(&mut self, block: &Block, line: &str) -> Block {
        let line = fold(line);
        match self.own(block, &name(&line)).first() {
            Some(&at) => {
                self.0[at] = line;
                block.clone()
            }
            None => {
                self.0.insert(block.end - 1, line);
                block.start..block.end + 1
            }
        }
    }

    /// The value of the first property of that name.
    pub fn value(&self, block: &Block, wanted: &str) -> Option<String> {
        let at = *self.own(block, wanted).first()?;
        let line = unfold(&self.0[at]);
        value_at(&line).map(|at| line[at..].to_owned())
    }

    /// Sets PARTSTAT on the ATTENDEE lines of one address, or of everyone but the organizer.
    pub fn answer(&mut self, block: &Block, whose: Whose<'_>, partstat: &str) {
        for at in self.own(block, "ATTENDEE") {
            let line = unfold(&self.0[at]);
            let Some(value) = value_at(&line) else { continue };
            if whose.is(&line[value..], &line) {
                self.0[at] = fold(&with_partstat(&line, value - 1, partstat));
            }
        }
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut begin = None;
        for (at, line) in self.0.iter().enumerate() {
            if line.eq_ignore_ascii_case("BEGIN:VEVENT") {
                begin = Some(at);
            } else if line.eq_ignore_ascii_case("END:VEVENT") {
                blocks.extend(begin.take().map(|begin| begin..at + 1));
            }
        }
        blocks
    }

    /// Lines of that name which belong to the event itself, not to an alarm within it.
    fn own(&self, block: &Block, wanted: &str) -> Vec<usize> {
        let mut depth = 0;
        let mut found = Vec::new();
        for at in block.clone().filter(|at| *at < self.0.len()) {
            let name = name(&self.0[at]);
            match name.as_str() {
                "BEGIN" => depth += 1,
                "END" => depth -= 1,
                _ if depth == 1 && name == wanted => found.push(at),
                _ => {}
            }
        }
        found
    }
}

/// Whose answer is meant.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// That of this address.
    Of(&'a str),
    /// Everyone's but the organizer's and the rooms'.
    Guests {
        /// The organizer's address.
        organizer: &'a str,
    },
}

impl Whose<'_> {
    fn is(self, value: &str, line: &str) -> bool {
        let address = value.to_ascii_lowercase();
        let address = address.strip_prefix("mailto:").unwrap_or(&address);
        match self {
            Self::Of(wanted) => address.eq_ignore_ascii_case(wanted),
            Self::Guests { organizer } => !address.eq_ignore_ascii_case(organizer) && !line.contains("CUTYPE=ROOM"),
        }
    }
}

/// Escapes a TEXT value (RFC 5545 §3.3.11).
pub fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace('\n', "\\n")
}

fn name(line: &str) -> String {
    let end = line.find([':', ';']).unwrap_or(line.len());
    line[..end].to_ascii_uppercase()
}

fn unfold(line: &str) -> String {
    line.replace("\r\n ", "").replace("\r\n\t", "")
}

/// Folds at 75 octets, never within a letter.
fn fold(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut width = 0;
    for letter in line.chars() {
        if width + letter.len_utf8() > 75 {
            folded.push_str("\r\n ");
            width = 1;
        }
        folded.push(letter);
        width += letter.len_utf8();
    }
    folded
}

/// Where the value begins: after the first colon outside quotes.
fn value_at(line: &str) -> Option<usize> {
    outside_quotes(line, ':').first().map(|at| at + 1)
}

fn outside_quotes(line: &str, wanted: char) -> Vec<usize> {
    let mut quoted = false;
    let mut found = Vec::new();
    for (at, letter) in line.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            _ if letter == wanted && !quoted => found.push(at),
            _ => {}
        }
    }
    found
}

/// The line with its PARTSTAT replaced, or added as the last parameter.
fn with_partstat(line: &str, colon: usize, partstat: &str) -> String {
    let (head, tail) = line.split_at(colon);
    let mut cuts = outside_quotes(head, ';');
    cuts.push(head.len());
    for pair in cuts.windows(2) {
        let &[from, to] = pair else { continue };
        if head[from + 1..to].to_ascii_uppercase().starts_with("PARTSTAT=") {
            return format!("{};PARTSTAT={partstat}{}{tail}", &head[..from], &head[to..]);
        }
    }
    format!("{head};PARTSTAT={partstat}{tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nX-OURS;A=\"x:y;z\":kept\r\n\
        ATTENDEE;CN=\"Mok; Siti: Dr\";PARTSTAT=DECLINED;X-MARK=1:mailto:Siti@x.example\r\n\
        ATTENDEE;CN=Org:mailto:org@x.example\r\nDESCRIPTION:old\r\n  text\r\nBEGIN:VALARM\r\nDESCRIPTION:alarm\r\n\
        END:VALARM\r\nRRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";

    #[test]
    fn a_file_that_is_only_read_comes_back_byte_for_byte() {
        assert_eq!(Lines::read(FILE).write(), FILE);
    }

    #[test]
    fn setting_a_property_leaves_alarms_and_foreign_lines_alone() {
        let mut lines = Lines::read(FILE);
        let main = lines.main().unwrap();
        lines.set(&main, "DESCRIPTION:new");
        assert_eq!(lines.write(), FILE.replace("DESCRIPTION:old\r\n  text", "DESCRIPTION:new"));
    }

    #[test]
    fn an_answer_changes_one_parameter_of_one_line() {
        let mut lines = Lines::read(FILE);
        let main = lines.main().unwrap();
        lines.answer(&main, Whose::Of("siti@x.example"), "ACCEPTED");
        assert!(unfold(&lines.write()).contains("Dr\";PARTSTAT=ACCEPTED;X-MARK=1:mailto:Siti@x.example"));
        assert_eq!(Lines::read(&lines.write()).0.len(), Lines::read(FILE).0.len());
    }

    #[test]
    fn a_missing_partstat_is_added() {
        let mut lines = Lines::read(FILE);
        let main = lines.main().unwrap();
        lines.answer(&main, Whose::Of("org@x.example"), "ACCEPTED");
        assert!(lines.write().contains("ATTENDEE;CN=Org;PARTSTAT=ACCEPTED:mailto:org@x.example"));
    }

    #[test]
    fn an_override_takes_everything_from_its_master_but_the_recurrence() {
        let mut lines = Lines::read(FILE);
        let added = lines.add_occurrence("RECURRENCE-ID:20261126T100000Z").unwrap();
        assert_eq!(lines.value(&added, "X-OURS").as_deref(), Some("kept"));
        assert_eq!(lines.value(&added, "RRULE"), None);
        assert_eq!(lines.occurrence(&["20261126T100000Z".into()]), Some(added));
    }

    #[test]
    fn long_lines_are_folded_at_75_octets_and_read_back() {
        let line = format!("DESCRIPTION:{}", "Gezeiten ändern sich, ".repeat(20));
        let folded = fold(&line);
        assert!(folded.split("\r\n").all(|part| part.len() <= 75));
        assert_eq!(unfold(&folded), line);
    }
}
