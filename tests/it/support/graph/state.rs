//! What the fake remembers: mailboxes with an item for each copy, what was removed, tokens, calls and mails.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;

use super::delta::{Delivery, Token};
use super::faults::Faults;
use super::ids;
use super::limits::Limits;
use super::meeting::{Answer, Meeting};
use super::options::{Account, Options, Reach, Switches};
use super::subscriptions::Subscriptions;

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
    /// The next deletes that no delta will tell of.
    pub swallow_deletes: usize,
}

/// Why a mail went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailKind {
    /// An organizer invites.
    Invitation,
    /// An organizer changed a meeting.
    Update,
    /// An organizer cancelled a meeting, an occurrence or an invitation.
    Cancellation,
    /// An attendee answers.
    Response,
    /// An attendee passes an invitation on.
    Forward,
    /// `sendMail`.
    Message,
}

/// A mail that went out.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Why.
    pub kind: MailKind,
    /// From whose mailbox.
    pub from: String,
    /// To whom.
    pub to: Vec<String>,
    /// Of which meeting.
    pub uid: Option<String>,
    /// Of which day of a series.
    pub day: Option<NaiveDate>,
    /// Its subject.
    pub subject: String,
    /// For a response: which.
    pub answer: Option<Answer>,
    /// The comment of a response, a cancellation or a forward; the text of a message.
    pub text: String,
    /// A time proposed with a response, in Graph's JSON.
    pub proposed: Value,
    /// For a message: its header as sent, in order.
    pub headers: Vec<(String, String)>,
    /// For a message given as MIME: all of it.
    pub mime: Option<Vec<u8>>,
    /// When, by the fake's clock.
    pub at: DateTime<Utc>,
}

/// A call that reached the fake, alone or inside a batch.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// When, by the fake's clock.
    pub at: DateTime<Utc>,
    /// The user in the path, as written there.
    pub mailbox: Option<String>,
    /// `GET` and so on.
    pub method: String,
    /// Below `/v1.0`, or the token's path.
    pub path: String,
    /// Decoded names and values, in order.
    pub query: Vec<(String, String)>,
    /// Headers by their lower-case name; several of one name joined by commas. The authorization is left out.
    pub headers: BTreeMap<String, String>,
    /// The `Prefer` header.
    pub prefer: Option<String>,
    /// The `If-Match` header.
    pub if_match: Option<String>,
    /// The body as JSON, or as a string if it is none; null without one.
    pub body: Value,
    /// Whether it came inside `$batch`.
    pub in_batch: bool,
    /// The status answered; zero where the connection was broken instead.
    pub status: u16,
}

/// An answer accepted, not yet in effect.
#[derive(Clone, Debug)]
pub struct Pending {
    /// When it takes effect.
    pub due: DateTime<Utc>,
    /// In which mailbox, by its place.
    pub mailbox: usize,
    /// On which item, and which day of a series.
    pub target: (u64, Option<NaiveDate>),
    /// What is answered.
    pub said: super::respond::Said,
}

/// Everything.
pub struct State {
    /// The clock, if it does not run.
    pub now: DateTime<Utc>,
    /// Since when it runs.
    pub running: Option<tokio::time::Instant>,
    /// All mailboxes.
    pub mailboxes: Vec<Mailbox>,
    /// Distribution lists.
    pub lists: Vec<Account>,
    /// What is unverified.
    pub switches: Switches,
    /// Permissions consented to.
    pub permissions: Vec<String>,
    /// Issued bearer tokens: expiry and permissions.
    pub bearers: HashMap<String, (DateTime<Utc>, Vec<String>)>,
    /// Delta and skip tokens.
    pub tokens: HashMap<String, Token>,
    /// How deltas are delivered.
    pub delivery: Delivery,
    /// How long an answer takes to come into effect.
    pub answer_delay: Duration,
    /// Answers accepted, not yet in effect.
    pub pending: Vec<Pending>,
    /// What goes wrong.
    pub faults: Faults,
    /// What is too much.
    pub limits: Limits,
    /// Who is told of changes.
    pub subscriptions: Subscriptions,
    /// All calls.
    pub calls: Vec<Recorded>,
    /// All mails.
    pub mails: Vec<Mail>,
    /// Answers of the fake that broke the contract.
    pub violations: Vec<String>,
    counter: u64,
}

impl State {
    /// The state at the start.
    pub fn new(options: &Options) -> Self {
        let (lists, people): (Vec<Account>, Vec<Account>) =
            options.accounts.iter().cloned().partition(|account| !account.members.is_empty());
        Self {
            now: options.now,
            running: options.running.then(tokio::time::Instant::now),
            mailboxes: people.into_iter().enumerate().map(|(place, account)| Mailbox::new(place, account)).collect(),
            lists,
            switches: options.switches.clone(),
            permissions: options.permissions.clone(),
            bearers: HashMap::new(),
            tokens: HashMap::new(),
            delivery: Delivery::default(),
            answer_delay: Duration::zero(),
            pending: Vec::new(),
            faults: Faults::default(),
            limits: Limits::default(),
            subscriptions: Subscriptions::default(),
            calls: Vec::new(),
            mails: Vec::new(),
            violations: Vec::new(),
            counter: 0,
        }
    }

    /// The fake's clock.
    pub fn now(&self) -> DateTime<Utc> {
        let passed = self.running.map_or(std::time::Duration::ZERO, |since| since.elapsed());
        self.now + Duration::from_std(passed).unwrap_or_default()
    }

    /// A number not used before, larger than all used before.
    pub fn next(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    /// The last number used.
    pub fn last(&self) -> u64 {
        self.counter
    }

    /// The place of the mailbox with this address.
    pub fn place_of(&self, address: &str) -> Option<usize> {
        self.mailboxes.iter().position(|mailbox| mailbox.account.is(address))
    }

    /// The mailbox at a place.
    pub fn mailbox(&self, place: usize) -> &Mailbox {
        &self.mailboxes[place]
    }

    /// The item of a key in a mailbox.
    pub fn item(&self, place: usize, key: u64) -> Option<&Item> {
        self.mailboxes.get(place)?.items.get(&key)
    }

    /// Adds an item to a mailbox.
    pub fn add(&mut self, place: usize, uid: &str, meeting: Meeting, series: Option<(u64, NaiveDate)>) -> u64 {
        let (key, now) = (self.next(), self.now());
        let mailbox = &mut self.mailboxes[place];
        let is_organizer = mailbox.account.is(&meeting.organizer.address);
        let item = Item {
            key,
            uid: uid.to_owned(),
            ordinary: ids::ordinary(key),
            immutable: ids::immutable(key),
            change: key,
            born: key,
            told: key,
            series,
            removed_days: BTreeSet::new(),
            meeting,
            is_organizer,
            answer: if is_organizer { Answer::Organizer } else { Answer::NotResponded },
            answered: None,
            looks_plain: false,
            created: now,
            modified: now,
        };
        self.subscriptions.changed(place, &item, "created");
        mailbox.items.insert(key, item);
        key
    }

    /// Changes an item, with a new change key; the master of an exception changes with it.
    pub fn change(&mut self, place: usize, key: u64, change: impl FnOnce(&mut Item)) {
        let told = self.next();
        self.touch(place, key, told, change);
        if let Some((master, _)) = self.item(place, key).and_then(|item| item.series) {
            self.touch(place, master, told, |_| ());
        }
        if let Some(item) = self.mailboxes[place].items.get(&key) {
            self.subscriptions.changed(place, item, "updated");
        }
    }

    /// Changes an item without any delta telling of it; with a new change key only if `visible`.
    pub fn change_silently(&mut self, place: usize, key: u64, visible: bool, change: impl FnOnce(&mut Item)) {
        let number = self.next();
        if let Some(item) = self.mailboxes[place].items.get_mut(&key) {
            change(item);
            if visible {
                item.change = number;
            }
        }
    }

    fn touch(&mut self, place: usize, key: u64, number: u64, change: impl FnOnce(&mut Item)) {
        let now = self.now();
        if let Some(item) = self.mailboxes[place].items.get_mut(&key) {
            change(item);
            item.change = number;
            item.told = number;
            item.modified = now;
        }
    }

    /// Takes an item out of a mailbox, with the exceptions of a master.
    pub fn remove(&mut self, place: usize, key: u64) {
        let number = self.next();
        let mailbox = &mut self.mailboxes[place];
        let gone: Vec<u64> = mailbox.items.values().filter(|item| item.belongs_to(key)).map(|item| item.key).collect();
        for key in gone {
            let Some(item) = mailbox.items.remove(&key) else { continue };
            self.subscriptions.changed(place, &item, "deleted");
            mailbox.deleted.extend([item.ordinary.clone(), item.immutable.clone()]);
            if mailbox.swallow_deletes > 0 {
                mailbox.swallow_deletes -= 1;
                continue;
            }
            let (ordinary, immutable) = (item.ordinary, Some(item.immutable));
            mailbox.tombstones.push(Tombstone { change: number, born: item.born, ordinary, immutable });
        }
    }

    /// Gives an item a new ordinary id, as moving and answering do; also a new immutable one if asked.
    pub fn renew_id(&mut self, place: usize, key: u64, immutable: bool) {
        let number = self.next();
        let mailbox = &mut self.mailboxes[place];
        let Some(item) = mailbox.items.get_mut(&key) else { return };
        let ordinary = std::mem::replace(&mut item.ordinary, ids::ordinary(number));
        let old = immutable.then(|| std::mem::replace(&mut item.immutable, ids::immutable(number)));
        item.told = number;
        let born = item.born;
        mailbox.tombstones.push(Tombstone { change: number, born, ordinary, immutable: old });
    }

    /// Notes a mail.
    pub fn mail(&mut self, mail: Mail) {
        self.mails.push(mail);
    }
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
            swallow_deletes: 0,
        }
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
