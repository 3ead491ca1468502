//! Mailboxes, the items in them, and the ids that are no longer there.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};

use super::ids;
use super::meeting::Meeting;
use super::options::{Account, Reach};
use super::people::Answer;

/// One copy of a meeting in one mailbox, or an exception of a series there.
#[derive(Clone, Debug)]
pub struct Item {
    /// Unique in the whole fake.
    pub key: u64,
    /// The series' or the meeting's identifier, the same in all mailboxes.
    pub uid: String,
    /// Its id of the ordinary kind.
    pub ordinary: String,
    /// Its id of the immutable kind.
    pub immutable: String,
    /// The number behind its change key; also the place of its last change in the order of all changes.
    pub change: u64,
    /// The number of the change that made it.
    pub born: u64,
    /// The last change that a delta tells of.
    pub told: u64,
    /// The master it is an exception of, and the day it stands for.
    pub series: Option<(u64, NaiveDate)>,
    /// Days removed from a master.
    pub removed_days: BTreeSet<NaiveDate>,
    /// What it holds.
    pub meeting: Meeting,
    /// The owner organizes it.
    pub is_organizer: bool,
    /// The owner's answer.
    pub answer: Answer,
    /// When it was given.
    pub answered: Option<DateTime<Utc>>,
    /// An exception that still shows as an occurrence, for only its answer differs.
    pub looks_plain: bool,
    /// `createdDateTime`.
    pub created: DateTime<Utc>,
    /// `lastModifiedDateTime`.
    pub modified: DateTime<Utc>,
}

/// An id that is no longer there.
#[derive(Clone, Debug)]
pub struct Tombstone {
    /// When, in the order of all changes.
    pub change: u64,
    /// When the item was made.
    pub born: u64,
    /// Its id of the ordinary kind.
    pub ordinary: String,
    /// Its id of the immutable kind; nothing if that lives on.
    pub immutable: Option<String>,
}

/// A mailbox, also of people outside, whose copies nobody can read.
#[derive(Clone, Debug)]
pub struct Mailbox {
    /// Whose.
    pub account: Account,
    /// The user's object id.
    pub user_id: String,
    /// The calendar's id.
    pub calendar_id: String,
    /// What is in it.
    pub items: BTreeMap<u64, Item>,
    /// What was.
    pub tombstones: Vec<Tombstone>,
    /// Ids of deleted items, for being deleted again.
    pub deleted: BTreeSet<String>,
    /// How many ids were given in it.
    pub given: u64,
    /// The next deletes that no delta will tell of.
    pub swallow_deletes: usize,
}

impl Item {
    /// Whether it is the item of this key or an exception of it.
    pub fn belongs_to(&self, key: u64) -> bool {
        self.key == key || self.series.is_some_and(|(master, _)| master == key)
    }

    /// Whether it is the master of a series.
    pub fn is_master(&self) -> bool {
        !self.meeting.recurrence.is_null()
    }
}

impl Mailbox {
    /// An empty one.
    pub fn new(place: usize, account: Account) -> Self {
        let number = place as u64;
        Self {
            user_id: ids::guid("user", number),
            calendar_id: format!("AAMkADcal{}", ids::token("calendar", number)),
            account,
            items: BTreeMap::new(),
            tombstones: Vec::new(),
            deleted: BTreeSet::new(),
            given: 0,
            swallow_deletes: 0,
        }
    }

    /// A new id of both kinds: ordinary, immutable. What they are depends on nothing outside this mailbox.
    pub fn new_ids(&mut self) -> (String, String) {
        self.given += 1;
        let whose = self.account.address.as_str();
        (ids::ordinary(whose, self.given), ids::immutable(whose, self.given))
    }

    /// Whether calls may be about it at all.
    pub fn is_here(&self) -> bool {
        self.account.reach != Reach::Outside
    }

    /// The single meeting or master of an identifier.
    pub fn by_uid(&self, uid: &str) -> Option<&Item> {
        self.items.values().find(|item| item.series.is_none() && item.uid == uid)
    }

    /// The exception of a master on a day.
    pub fn exception(&self, master: u64, day: NaiveDate) -> Option<&Item> {
        self.items.values().find(|item| item.series == Some((master, day)))
    }

    /// Finds what an id of either kind names: an item, or a day of a series.
    pub fn find(&self, id: &str) -> Option<(u64, Option<NaiveDate>)> {
        if let Some((master, day)) = ids::read_occurrence(id) {
            let (master, _) = self.find(master)?;
            let item = self.items.get(&master)?;
            if let Some(exception) = self.exception(master, day) {
                return Some((exception.key, None));
            }
            return item.happens_on(day).then_some((master, Some(day)));
        }
        let item = self.items.values().find(|item| item.ordinary == id || item.immutable == id)?;
        Some((item.key, None))
    }
}
