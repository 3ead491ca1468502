//! Where a sync ended, and what must be known of the mailbox to read what comes next.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::marks::Mark;
use crate::meeting::{Address, Window};
use crate::provider::Cursor;

/// The form of a cursor; one of another form begins anew.
const FORM: u32 = 1;
/// A view ends so long after what is wanted of it, and up to as long again by mailbox, so that not all mailboxes are
/// listed anew on the same day.
const SPARE: TimeDelta = TimeDelta::days(7);
/// A link that brought nothing is used again for so long: a cursor that stays the same costs no writing.
const KEPT: TimeDelta = TimeDelta::hours(6);

/// What a cursor holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    form: u32,
    /// Where the next round begins.
    pub link: String,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    kept_since: DateTime<Utc>,
    /// Masters, with the short names of their occurrences: Graph tells of an occurrence that left the view by its id
    /// alone.
    pub series: BTreeMap<String, Vec<u32>>,
    /// Masters of which an occurrence was answered by itself and remained an ordinary one: the rows of a complete
    /// listing do not show that.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub answered: BTreeSet<String>,
    /// Marks of answers in whose events the server keeps none, by the event's id.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, Mark>,
    /// Holds by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub holds: BTreeMap<String, String>,
    /// Keys of holds that the owner deleted.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub opted_out: BTreeSet<String>,
    /// Objects that could not be read, and why.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub problems: BTreeMap<String, String>,
    /// A declined event was seen here: the mailbox keeps them.
    #[serde(default)]
    pub preserves: bool,
}

impl State {
    /// Of a view that is to cover this window, with what is carried over from the last one.
    pub fn begin(mailbox: &Address, window: Window, last: Option<&Self>) -> Self {
        let spread = TimeDelta::hours(i64::from(short(mailbox.as_str())) % SPARE.num_hours());
        let last = last.cloned().unwrap_or_default();
        Self {
            form: FORM,
            from: window.from - TimeDelta::days(1),
            to: window.to + SPARE + spread,
            kept_since: window.from,
            link: String::new(),
            series: BTreeMap::new(),
            problems: BTreeMap::new(),
            ..last
        }
    }

    /// Reads a cursor; None when it is of another form.
    pub fn read(cursor: &Cursor) -> Option<Self> {
        serde_json::from_str(&cursor.0).ok().filter(|state: &Self| state.form == FORM)
    }

    /// The cursor.
    pub fn cursor(&self) -> Cursor {
        Cursor(serde_json::to_string(self).unwrap_or_default())
    }

    /// The stretch of time that the view covers.
    pub fn view(&self) -> Window {
        Window { from: self.from, to: self.to }
    }

    /// Whether the view covers what is wanted.
    pub fn covers(&self, window: Window) -> bool {
        self.from <= window.from && window.to <= self.to
    }

    /// Takes a new link. One that brought nothing new takes the old one's place only when that has grown old.
    pub fn take(&mut self, link: String, window: Window, idle: bool) {
        if idle && !self.link.is_empty() && window.from - self.kept_since < KEPT {
            return;
        }
        self.link = link;
        self.kept_since = window.from;
    }

    /// Notes which occurrences a series has.
    pub fn note<'i>(&mut self, master: &str, occurrences: impl Iterator<Item = &'i str>) {
        self.series.insert(master.to_owned(), occurrences.map(short).collect());
    }

    /// The series that an occurrence may belong to.
    pub fn series_of(&self, id: &str) -> impl Iterator<Item = &String> {
        let short = short(id);
        self.series.iter().filter(move |(_, members)| members.contains(&short)).map(|(master, _)| master)
    }
}

fn short(id: &str) -> u32 {
    Sha256::digest(id.as_bytes()).iter().take(4).fold(0, |sum, byte| sum << 8 | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(day: i64) -> Window {
        let from = DateTime::UNIX_EPOCH + TimeDelta::days(20_000 + day);
        Window { from, to: from + TimeDelta::days(32) }
    }

    #[test]
    fn a_view_is_renewed_before_its_end_and_not_everywhere_on_the_same_day() {
        let addresses = ["ana@example.com", "bo@example.com", "cy@example.com", "di@example.com"];
        let last = |address: &&str| {
            let state = State::begin(&Address::parse(address).unwrap(), window(0), None);
            (0..30).take_while(|day| state.covers(window(*day))).last().unwrap()
        };
        let days: BTreeSet<i64> = addresses.iter().map(last).collect();
        assert!(days.iter().all(|day| (7..14).contains(day)) && days.len() > 1, "{days:?}");
    }

    #[test]
    fn a_cursor_stays_the_same_while_nothing_happens() {
        let mut state = State::begin(&Address::parse("ana@example.com").unwrap(), window(0), None);
        state.take("a".into(), window(0), false);
        let before = state.cursor();
        state.take("b".into(), window(0), true);
        assert_eq!(state.cursor(), before);
        assert_eq!(State::read(&before), Some(state.clone()));
        state.take("b".into(), window(1), true);
        assert_eq!(state.link, "b");
    }

    #[test]
    fn what_is_no_cursor_begins_anew() {
        for odd in ["", "{}", "{\"form\":0}", "[1]"] {
            assert_eq!(State::read(&Cursor(odd.into())), None);
        }
    }

    #[test]
    fn an_occurrence_leads_to_its_series() {
        let mut state = State::default();
        state.note("M", ["a", "b"].into_iter());
        assert_eq!(state.series_of("b").collect::<Vec<_>>(), ["M"]);
        assert_eq!(state.series_of("c").count(), 0);
    }
}
