//! What the fake knows, and how copies are put and buried.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Duration, Utc};

use super::account::Account;
use super::calendar::Calendar;
use super::fault::Faults;
use super::log::Log;
use super::options::Options;
use super::pages::Listings;
use super::push::Channels;
use super::quota::Spent;
use super::series;
use super::switches::Switches;
use super::token::Tokens;

pub use super::calendar::{Copy, Fields, Role, etag, original, text};

/// Everything behind the one lock.
#[derive(Debug)]
pub struct State {
    now: DateTime<Utc>,
    follow: Option<fn() -> DateTime<Utc>>,
    /// How the unconfirmed goes.
    pub switches: Switches,
    /// Accounts by primary address.
    pub accounts: BTreeMap<String, Account>,
    /// Calendars by id.
    pub calendars: BTreeMap<String, Calendar>,
    /// Members of groups.
    pub groups: BTreeMap<String, Vec<String>>,
    /// Counts changes; every copy remembers its last.
    pub revision: u64,
    /// Access, refresh and authorization tokens.
    pub tokens: Tokens,
    /// Page and sync tokens, and how pages are cut.
    pub listings: Listings,
    /// What is to go wrong.
    pub faults: Faults,
    /// What was spent of the quota.
    pub spent: Spent,
    /// Users who may only read for now.
    pub read_only: BTreeSet<String>,
    /// Calendars whose busy times cannot be had for now.
    pub broken_calendars: BTreeSet<String>,
    /// Push channels.
    pub channels: Channels,
    /// What was asked.
    pub log: Log,
}

impl State {
    /// The state a fake starts with.
    pub fn new(options: &Options) -> Self {
        let accounts: BTreeMap<_, _> = options.accounts.iter().map(|one| (one.address.clone(), one.clone())).collect();
        let calendar = |one: &Account| Calendar::new(&one.address, &one.address, &one.address, &one.calendar_zone);
        let calendars = accounts.values().map(|one| (one.address.clone(), calendar(one))).collect();
        Self {
            now: options.now,
            follow: options.follow,
            switches: options.switches.clone(),
            accounts,
            calendars,
            groups: options.groups.iter().map(|(group, members)| (group.to_lowercase(), members.clone())).collect(),
            revision: 1,
            tokens: Tokens::new(options),
            listings: Listings::default(),
            faults: Faults::default(),
            spent: Spent::under(options.quota),
            read_only: BTreeSet::new(),
            broken_calendars: BTreeSet::new(),
            channels: Channels::default(),
            log: Log::default(),
        }
    }

    /// The instant on the fake's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.follow.map_or(self.now, |clock| clock())
    }

    /// Sets the clock.
    pub fn set_now(&mut self, now: DateTime<Utc>) {
        self.now = now;
        self.follow = None;
    }

    /// Moves the clock on.
    pub fn advance(&mut self, by: Duration) {
        let now = self.now() + by;
        self.set_now(now);
    }

    /// The next revision, which is now the present one.
    pub fn bump(&mut self) -> u64 {
        self.revision += 1;
        self.revision
    }

    /// The account behind an address, by any of its names.
    pub fn account(&self, address: &str) -> Option<&Account> {
        let address = address.to_lowercase();
        let by_alias = || self.accounts.values().find(|account| account.aliases.contains(&address));
        self.accounts.get(&address).or_else(by_alias)
    }

    /// Whether two addresses are one person's.
    pub fn same_person(&self, one: &str, other: &str) -> bool {
        let name = |address: &str| self.account(address).map_or_else(|| address.to_lowercase(), |a| a.address.clone());
        name(one) == name(other)
    }

    /// The calendar a user means: `primary`, an address, or an id.
    pub fn calendar_id(&self, user: &str, named: &str) -> String {
        match named {
            "primary" => user.to_owned(),
            _ => self.account(named).map_or_else(|| named.to_lowercase(), |account| account.address.clone()),
        }
    }

    /// What the user may do with the calendar.
    pub fn role(&self, user: &str, calendar: &str) -> Role {
        let Some(calendar) = self.calendars.get(calendar) else { return Role::None };
        if calendar.owner == user {
            return Role::Owner;
        }
        let domain = |address: &str| address.split_once('@').map(|(_, domain)| domain.to_owned());
        let colleague = calendar.primary() && domain(user) == domain(&calendar.owner);
        let default = if colleague { Role::FreeBusyReader } else { Role::None };
        calendar.acl.get(user).copied().unwrap_or(default)
    }

    /// A copy, cancelled ones included.
    pub fn copy(&self, calendar: &str, id: &str) -> Option<&Copy> {
        self.calendars.get(calendar)?.copies.get(id)
    }

    /// Puts a copy into a calendar under the id it names, as changed now. Occurrences that a series loses by it are
    /// remembered.
    pub fn put(&mut self, calendar: &str, mut fields: Fields) {
        let (revision, now) = (self.bump(), self.now());
        fields.insert("updated".to_owned(), super::time::stamp(now).into());
        let horizon = now + Duration::days(self.switches.expansion_days);
        let switches = self.switches.clone();
        let Some(calendar) = self.calendars.get_mut(calendar) else { return };
        let copy = calendar.copies.entry(text(&fields, "id").to_owned()).or_default();
        for (id, start) in series::lost(&copy.fields, &fields, horizon, &switches) {
            copy.vanished.insert(id, (start, revision));
        }
        copy.bare = copy.bare && text(&fields, "status") == "cancelled";
        copy.fields = fields;
        copy.revision = revision;
        let series = text(&copy.fields, "recurringEventId").to_owned();
        if switches.occurrence_resends_series && !series.is_empty() {
            let of_series = |one: &&mut Copy| one.text("id") == series || one.text("recurringEventId") == series;
            calendar.copies.values_mut().filter(of_series).for_each(|one| one.revision = revision);
        }
        let id = calendar.id.clone();
        self.channels.changed(&id);
    }

    /// Turns a copy into a tombstone, with or without its details.
    pub fn bury(&mut self, calendar: &str, id: &str, bare: bool) {
        let Some(mut fields) = self.copy(calendar, id).map(|copy| copy.fields.clone()) else { return };
        fields.insert("status".to_owned(), "cancelled".into());
        self.put(calendar, fields);
        if let Some(copy) = self.calendars.get_mut(calendar).and_then(|calendar| calendar.copies.get_mut(id)) {
            copy.bare = bare;
        }
    }
}
