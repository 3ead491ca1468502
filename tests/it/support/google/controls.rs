//! What a test sets while the fake runs: what goes wrong, limits, rights, and the switches.

use chrono::TimeDelta;

use super::FakeGoogle;
use super::fault::{Rate, Rule};
use super::options::scope;
use super::pages::Paging;
use super::push::PushFaults;
use super::quota::Quota;
use super::switches::Switches;

impl FakeGoogle {
    /// Adds to the script of what goes wrong.
    pub fn fail(&self, rule: Rule) {
        self.with(|state| state.faults.add(rule));
    }

    /// Lets some of all calls go wrong; none any more with None.
    pub fn fail_at_rate(&self, rate: Option<Rate>) {
        self.with(|state| state.faults.rate(rate));
    }

    /// Nothing goes wrong any more.
    pub fn heal(&self) {
        self.with(|state| state.faults.clear());
    }

    /// Sets the limits on calls.
    pub fn limit(&self, quota: Option<Quota>) {
        self.with(|state| state.spent.limit(quota));
    }

    /// Lets a user read only, as after writing too much, or write again.
    pub fn read_only(&self, user: &str, only: bool) {
        self.with(|state| {
            let user = state.calendar_id(user, user);
            if only { state.read_only.insert(user) } else { state.read_only.remove(&user) }
        });
    }

    /// Lets free/busy of a calendar fail, or work again.
    pub fn break_free_busy(&self, calendar: &str, broken: bool) {
        self.with(|state| {
            let id = calendar.to_lowercase();
            if broken { state.broken_calendars.insert(id) } else { state.broken_calendars.remove(&id) }
        });
    }

    /// Sets how pages are cut and items ordered.
    pub fn paging(&self, paging: Paging) {
        self.with(|state| state.listings.paging = paging);
    }

    /// Lets sync tokens of a user's calendar, or of all, be of no use.
    pub fn drop_sync_tokens(&self, user: Option<&str>) {
        self.with(|state| state.listings.drop_tokens(user));
    }

    /// Ends access tokens of a user, or of everyone.
    pub fn expire_tokens(&self, user: Option<&str>) {
        self.with(|state| state.tokens.expire(user));
    }

    /// Ends a user's refresh tokens.
    pub fn revoke(&self, user: &str) {
        self.with(|state| state.tokens.revoke(user));
    }

    /// Sets the scopes granted to the clients with delegation, named without their prefix.
    pub fn delegate(&self, scopes: &[&str]) {
        let scopes: Vec<_> = scopes.iter().map(|name| scope(name)).collect();
        self.with(|state| state.tokens.clients.iter_mut().for_each(|client| client.scopes.clone_from(&scopes)));
    }

    /// Who consents on the authorization page, or that he refuses.
    pub fn consenting(&self, user: Option<&str>, refuses: bool) {
        self.with(|state| {
            state.tokens.consenting = user.map(str::to_owned);
            state.tokens.refuses = refuses;
        });
    }

    /// Sets the switches.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        self.with(|state| change(&mut state.switches));
    }

    /// Where notifications go: a loopback `host:port` that stands for every public one.
    pub fn push_to(&self, front: Option<&str>) {
        self.with(|state| state.channels.front = front.map(str::to_owned));
    }

    /// Sets how push misbehaves.
    pub fn push_faults(&self, faults: PushFaults) {
        self.with(|state| state.channels.faults = faults);
    }

    /// Sets how long access tokens live from now on, and how much sooner than told they die.
    pub fn token_life(&self, life: TimeDelta, skew: TimeDelta) {
        self.with(|state| {
            state.tokens.life = life;
            state.tokens.skew = skew;
        });
    }

    /// Forgets tombstones older than now, as the server does in time; sync tokens older than that are of no use.
    pub fn forget_tombstones(&self, calendar: &str) {
        self.with(|state| {
            let (id, revision) = (state.calendar_id(calendar, calendar), state.bump());
            if let Some(place) = state.calendars.get_mut(&id) {
                place.tokens_since = revision;
                place.copies.retain(|_, copy| !copy.cancelled() || !copy.text("recurringEventId").is_empty());
            }
        });
    }
}
