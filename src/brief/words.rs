//! Word tables: which phrases of which language mean what.
//!
//! A table is a text file with one line a language, phrases separated by ` | `; a trailing `*` leaves the end of the
//! word open, and ` … ` stands for other words in between (`gehen … durch`). Texts and phrases are brought to the same [`normal`] form, in which every word has a space on both
//! sides, so a phrase is a plain substring and one pass of one automaton finds all phrases of a table.
//!
//! Scripts without spaces (Chinese, Japanese), with particles (Korean) or with prefixed articles (Hebrew, Arabic)
//! match inside words.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

macro_rules! tables {
    ($($name:ident = $file:literal: $doc:literal;)*) => {
        $(#[doc = $doc] pub(super) static $name: LazyLock<Words> = LazyLock::new(|| Words::new(include_str!($file)));)*
    };
}

tables! {
    AGENDA_LABEL = "words/agenda_label.txt": "Heads of an agenda.";
    PLAN_LABEL = "words/plan_label.txt": "Weaker heads of a plan.";
    OUTCOME_LABEL = "words/outcome_label.txt": "Heads of what the meeting produces.";
    PRE_READ_LABEL = "words/pre_read_label.txt": "Heads of what to read.";
    ASIDE_LABEL = "words/aside_label.txt": "Heads of lists that are no agenda.";
    PLACEHOLDER = "words/placeholder.txt": "What stands where an item should.";
    OTHER_BUSINESS = "words/other_business.txt": "The item that every agenda has.";
    FILLER = "words/filler.txt": "Talk that names no subject.";
    DECIDE = "words/decide.txt": "Something gets settled.";
    PRODUCE = "words/produce.txt": "What there will be afterwards.";
    DISCUSS = "words/discuss.txt": "Something gets worked through.";
    WAIVER = "words/waiver.txt": "No preparation needed.";
    INFORM = "words/inform.txt": "Information one way.";
    INFORM_TITLE = "words/inform_title.txt": "Kinds of meeting that often only inform.";
    OPEN_FLOOR = "words/open_floor.txt": "Discussion that contradicts one-way information.";
    SOCIAL_TITLE = "words/social_title.txt": "Gatherings, in a title.";
    SOCIAL_BODY = "words/social_body.txt": "Gatherings, in a body.";
    CONFERENCE = "words/conference.txt": "Conferencing blocks.";
    CLOSING = "words/closing.txt": "Closing words of a letter.";
    GREETING = "words/greeting.txt": "Opening words of a letter.";
    LEGAL = "words/legal.txt": "Legal footers and compliance notices.";
    BOOKING = "words/booking.txt": "Booking tools.";
    LOGISTICS = "words/logistics.txt": "Practicalities and etiquette.";
    READ_REQUEST = "words/read_request.txt": "Asks to read something.";
    NO_AGENDA = "words/no_agenda.txt": "Says that there is no agenda.";
    MOVED = "words/moved.txt": "About the appointment itself.";
    TOPIC_COLUMN = "words/topic_column.txt": "Column heads of topics.";
    DEVICE = "words/device.txt": "Signatures of devices.";
    AGENDA_NAME = "words/agenda_name.txt": "An agenda in the name of a file.";
    REFERS = "words/refers.txt": "Points elsewhere.";
    NONE = "words/none.txt": "Starts of an answer that says none.";
    FORBIDDEN = "words/forbidden.txt": "Rules and forbidden subjects.";
    SKELETON = "words/skeleton.txt": "Heads of note templates.";
    FIELD = "words/field.txt": "Fields of forms.";
    BUSINESS = "words/business.txt": "Work, in a title.";
}

/// A table of phrases.
pub(super) struct Words {
    anywhere: Regex,
    exact: HashSet<String>,
    stems: Vec<String>,
    pairs: Vec<(String, String)>,
    openers: Regex,
}

impl Words {
    fn new(table: &str) -> Self {
        let phrases = || {
            let lines = table.lines().filter(|line| !line.starts_with('#'));
            lines.filter_map(|line| line.split_once(':')).flat_map(|(_, phrases)| phrases.split('|')).map(str::trim)
        };
        let whole = |phrase: &&str| !phrase.contains('…');
        let mut literals: Vec<String> =
            phrases().filter(whole).map(literal).filter(|phrase| phrase.len() > 1).collect();
        literals.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
        literals.dedup();
        let pairs: Vec<(String, String)> = phrases()
            .filter_map(|phrase| phrase.split_once('…'))
            .map(|(a, b)| (literal(a.trim()), literal(b.trim())))
            .collect();
        let openers: Vec<String> = pairs.iter().map(|(first, _)| first.clone()).collect();
        Self {
            anywhere: any_of(&literals),
            openers: any_of(&openers),
            pairs,
            exact: phrases().filter(whole).filter(|phrase| !phrase.ends_with('*')).map(normal).collect(),
            stems: phrases().filter(whole).filter_map(|phrase| phrase.strip_suffix('*')).map(open_end).collect(),
        }
    }

    /// Whether a phrase stands somewhere in a text in normal form.
    pub fn hit(&self, normal: &str) -> bool {
        self.anywhere.is_match(normal)
            || self.openers.is_match(normal) && self.pairs.iter().any(|pair| apart(pair, normal))
    }

    /// How many phrases stand in a text in normal form.
    pub fn count(&self, normal: &str) -> usize {
        self.anywhere.find_iter(normal).count()
    }

    /// The first phrase in a text in normal form.
    pub fn find<'t>(&self, normal: &'t str) -> Option<&'t str> {
        self.anywhere.find(normal).map(|found| found.as_str().trim())
    }

    /// Whether the text starts with a phrase.
    pub fn starts(&self, normal: &str) -> bool {
        self.anywhere.find(normal).is_some_and(|found| found.start() <= 1)
    }

    /// Whether the text is a phrase and nothing else.
    pub fn is(&self, normal: &str) -> bool {
        self.exact.contains(normal)
            || self.stems.iter().any(|stem| normal.starts_with(stem) && normal.trim().matches(' ').count() < 2)
    }

    /// How many bytes of the text the phrases take.
    pub fn share(&self, normal: &str) -> usize {
        self.anywhere.find_iter(normal).map(|found| found.len()).sum()
    }
}

/// One automaton for all literals. A table that did not compile would find nothing; the tests read every table.
fn any_of(literals: &[String]) -> Regex {
    let pattern = literals.iter().map(|literal| regex::escape(literal)).collect::<Vec<_>>().join("|");
    let pattern = if pattern.is_empty() { "[^\\s\\S]" } else { &pattern };
    Regex::new(pattern).expect("escaped literals")
}

/// Whether both words of a pair stand in the text, in this order.
fn apart((first, second): &(String, String), normal: &str) -> bool {
    let end = first.len() - usize::from(first.ends_with(' '));
    let rest = normal.find(first.as_str()).and_then(|at| normal.get(at + end..));
    rest.is_some_and(|rest| rest.contains(second.as_str()))
}

fn open_end(stem: &str) -> String {
    normal(stem).trim_end().to_owned()
}

fn literal(phrase: &str) -> String {
    let (text, open) = phrase.strip_suffix('*').map_or((phrase, false), |stem| (stem, true));
    let spaced = normal(text);
    let word = spaced.trim();
    let length = word.chars().count();
    let inside = |c: Option<char>| c.is_some_and(|c| unspaced(c) || (prefixed(c) && length > 3));
    let start = if inside(word.chars().next()) { "" } else { " " };
    let end = if open || inside(word.chars().last()) { "" } else { " " };
    if word.is_empty() { String::new() } else { format!("{start}{word}{end}") }
}

/// The normal form: lower case, words separated by one space, a space at both ends, no marks and no punctuation.
pub(super) fn normal(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push(' ');
    for c in text.chars().flat_map(fold).flat_map(char::to_lowercase) {
        match c {
            c if mark(c) => {}
            c if c.is_alphanumeric() => out.push(c),
            _ if out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

fn fold(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        'ё' => Some('е'),
        'Ё' => Some('Е'),
        'أ' | 'إ' | 'آ' => Some('ا'),
        'ى' => Some('ي'),
        'İ' => Some('i'),
        c => Some(c),
    }
}

/// Marks that may be left out when writing: combining dots, Hebrew points, Arabic vowels, joiners.
fn mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{5b0}'..='\u{5c7}' | '\u{64b}'..='\u{652}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{ad}')
}

/// Whether words of the script run together.
pub(super) fn unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}')
}

fn prefixed(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{6ff}')
}

/// The length of a text in words; five characters of a script without spaces count as three.
pub(super) fn length(normal: &str) -> usize {
    let run = normal.chars().filter(|c| unspaced(*c)).count();
    let spaced = normal.split_whitespace().filter(|word| !word.chars().any(unspaced)).count();
    spaced + run * 3 / 5
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_matches_whole_words_only() {
        let table = Words::new("en: agenda | to cover | regl*");
        assert!(table.hit(&normal("The AGENDA, please")) && table.hit(&normal("Topics to cover")));
        assert!(table.hit(&normal("Reglement")) && !table.hit(&normal("agendas")));
        assert!(table.is(&normal("Agenda:")) && !table.is(&normal("the agenda")));
    }

    #[test]
    fn scripts_without_spaces_match_inside_and_marks_do_not_matter() {
        let table = Words::new("ja: 議題\nar: الأجندة\ntr: gündem");
        assert!(table.hit(&normal("本日の議題です")) && table.hit(&normal("والأَجندة")) && table.hit(&normal("GÜNDEM")));
    }

    #[test]
    fn every_table_compiles_and_has_every_language() {
        for table in [&AGENDA_LABEL, &PLACEHOLDER, &DECIDE, &DISCUSS, &WAIVER, &INFORM, &SOCIAL_TITLE, &CONFERENCE] {
            assert!(table.exact.len() > 40, "a table is nearly empty");
            assert!(!table.hit(" "), "a table matches everything");
        }
    }
}
