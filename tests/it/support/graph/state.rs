//! What the fake remembers, and the few ways in which it changes.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Duration, NaiveDate, Utc};

use super::delta::{Delivery, Token};
use super::faults::Faults;
use super::items::{Item, Mailbox, Tombstone};
use super::journal::{Mail, Recorded};
use super::limits::Limits;
use super::meeting::Meeting;
use super::options::{Account, Options};
use super::people::Answer;
use super::subscriptions::Subscriptions;
use super::switches::Switches;

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
    /// Meetings and attachments made so far.
    pub meetings: u64,
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
            meetings: 0,
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
        let (ordinary, immutable) = mailbox.new_ids();
        let is_organizer = mailbox.account.is(&meeting.organizer.address);
        let item = Item {
            key,
            uid: uid.to_owned(),
            ordinary,
            immutable,
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
        let (new, new_immutable) = mailbox.new_ids();
        let Some(item) = mailbox.items.get_mut(&key) else { return };
        let ordinary = std::mem::replace(&mut item.ordinary, new);
        let old = immutable.then(|| std::mem::replace(&mut item.immutable, new_immutable));
        item.told = number;
        let born = item.born;
        mailbox.tombstones.push(Tombstone { change: number, born, ordinary, immutable: old });
    }

    /// Notes a mail.
    pub fn mail(&mut self, mail: Mail) {
        self.mails.push(mail);
    }
}
