//! Copies as a calendar shows them: single meetings, occurrences, exceptions, and the masters behind them.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::ids;
use super::items::{Item, Mailbox};
use super::meeting::Meeting;
use super::recurrence;

/// Something with a time: an item, or one day of a series.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The item; for a day of a series its master.
    pub item: Item,
    /// The day of a series that has no item of its own.
    pub day: Option<NaiveDate>,
    /// What it holds, with its own times.
    pub meeting: Meeting,
}

impl Seen {
    /// An item as it is, or one day of it.
    pub fn of(item: &Item, day: Option<NaiveDate>) -> Self {
        let meeting = day.map_or_else(|| item.meeting.clone(), |day| item.meeting.on(day));
        Self { item: item.clone(), day, meeting }
    }

    /// `singleInstance`, `seriesMaster`, `occurrence` or `exception`.
    pub fn kind(&self) -> &'static str {
        match (self.day, self.item.series) {
            (Some(_), _) => "occurrence",
            (None, Some(_)) if self.item.looks_plain => "occurrence",
            (None, Some(_)) => "exception",
            (None, None) if self.item.is_master() => "seriesMaster",
            (None, None) => "singleInstance",
        }
    }

    /// Its id of the wanted kind, in this mailbox.
    pub fn id(&self, mailbox: &Mailbox, immutable: bool) -> String {
        match (self.day, self.item.series) {
            (Some(day), _) => ids::occurrence(self.item.id(immutable), day),
            (None, Some((master, day))) if self.item.looks_plain => mailbox
                .items
                .get(&master)
                .map_or_else(|| self.item.id(immutable).to_owned(), |item| ids::occurrence(item.id(immutable), day)),
            _ => self.item.id(immutable).to_owned(),
        }
    }

    /// The day of the series it stands for.
    pub fn original_day(&self) -> Option<NaiveDate> {
        self.day.or(self.item.series.map(|(_, day)| day))
    }

    /// The master's id, for occurrences and exceptions.
    pub fn master_id(&self, mailbox: &Mailbox, immutable: bool) -> Option<String> {
        let master = match (self.day, self.item.series) {
            (Some(_), _) => &self.item,
            (None, Some((master, _))) => mailbox.items.get(&master)?,
            (None, None) => return None,
        };
        Some(master.id(immutable).to_owned())
    }

    /// Whether it overlaps a window; a meeting without length does if it begins inside.
    pub fn overlaps(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> bool {
        let (start, end) = self.meeting.instants();
        start < to && (end > from || (start == end && start >= from))
    }
}

impl Item {
    /// Its id of the wanted kind.
    pub fn id(&self, immutable: bool) -> &str {
        if immutable { &self.immutable } else { &self.ordinary }
    }

    /// Whether a master has this day, exceptions or not.
    pub fn happens_on(&self, day: NaiveDate) -> bool {
        !self.removed_days.contains(&day) && recurrence::days(&self.meeting.recurrence, day).last() == Some(&day)
    }
}

impl Mailbox {
    /// Everything of one master inside a window, in order of time: plain days and exceptions.
    pub fn instances(&self, master: &Item, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Seen> {
        let until = to.date_naive() + Duration::days(2);
        let days = recurrence::days(&master.meeting.recurrence, until);
        let plain = days.into_iter().filter(|day| !master.removed_days.contains(day));
        let plain =
            plain.filter(|day| self.exception(master.key, *day).is_none()).map(|day| Seen::of(master, Some(day)));
        let own = self.items.values().filter(|item| item.series.is_some_and(|(key, _)| key == master.key));
        let mut all: Vec<Seen> = plain.chain(own.map(|item| Seen::of(item, None))).collect();
        all.retain(|seen| seen.overlaps(from, to));
        all.sort_by_key(|seen| seen.meeting.instants().0);
        all
    }

    /// Everything inside a window but masters, in order of time.
    pub fn view(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<Seen> {
        let roots = self.items.values().filter(|item| item.series.is_none());
        let mut all: Vec<Seen> = roots
            .flat_map(|item| match item.is_master() {
                true => self.instances(item, from, to),
                false => vec![Seen::of(item, None)],
            })
            .filter(|seen| seen.overlaps(from, to))
            .collect();
        all.sort_by_key(|seen| (seen.meeting.instants().0, seen.item.key));
        all
    }
}
