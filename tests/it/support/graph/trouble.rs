//! What tests set: the clock, accounts, switches, faults.

use chrono::{DateTime, Duration, Utc};

use super::FakeGraph;
use super::answers;
use super::delta::{Broken, Delivery};
use super::faults::{Fault, Script};
use super::notifications;
use super::options::Account;
use super::switches::Switches;

impl FakeGraph {
    /// The fake's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.with(|state| state.now())
    }

    /// Sets the fake's clock; answers that are due come into effect.
    pub fn set_now(&self, now: DateTime<Utc>) {
        self.with(|state| {
            state.now = now;
            state.running = state.running.map(|_| tokio::time::Instant::now());
            answers::settle(state, false);
        });
    }

    /// Moves the fake's clock on.
    pub fn advance(&self, by: Duration) {
        self.set_now(self.now() + by);
    }

    /// From now on answers through Graph take so long to come into effect.
    pub fn delay_answers(&self, by: Duration) {
        self.with(|state| state.answer_delay = by);
    }

    /// Lets all accepted answers come into effect.
    pub fn settle(&self) {
        self.with(|state| answers::settle(state, true));
    }

    /// Decides what is not known about Graph.
    pub fn switch(&self, change: impl FnOnce(&mut Switches)) {
        self.with(|state| change(&mut state.switches));
    }

    /// Changes how deltas are delivered.
    pub fn deliver(&self, change: impl FnOnce(&mut Delivery)) {
        self.with(|state| change(&mut state.delivery));
    }

    /// Changes an account, such as its reach or whether it keeps declined meetings.
    pub fn account(&self, mailbox: &str, change: impl FnOnce(&mut Account)) {
        self.with(|state| {
            let place = state.place_of(mailbox).unwrap_or_else(|| panic!("{mailbox} has no mailbox"));
            change(&mut state.mailboxes[place].account);
        });
    }

    /// Adds an account while running.
    pub fn add_account(&self, account: Account) {
        self.with(|state| {
            if account.members.is_empty() {
                state.add_mailbox(account);
            } else {
                state.lists.push(account);
            }
        });
    }

    /// Changes the permissions that new tokens carry.
    pub fn consent(&self, permissions: &[&str]) {
        self.with(|state| state.permissions = permissions.iter().map(|one| (*one).to_owned()).collect());
    }

    /// The next `times` requests of a method whose path has this part fail like this. Empty texts fit all.
    pub fn fail(&self, method: &str, path: &str, times: usize, fault: Fault) {
        self.fail_after(method, path, 0, times, fault);
    }

    /// The same, but `after` fitting requests are spared first.
    pub fn fail_after(&self, method: &str, path: &str, after: usize, times: usize, fault: Fault) {
        let (method, path) = (method.to_owned(), path.to_owned());
        self.with(|state| state.faults.script(Script { method, path, after, times, fault }));
    }

    /// From now on this share of requests fails, drawn from a seed; zero for none.
    pub fn misbehave(&self, rate: f64, seed: u64) {
        self.with(|state| state.faults.misbehave(rate, seed));
    }

    /// Makes all bearer tokens expire.
    pub fn expire_bearers(&self) {
        self.with(|state| {
            let now = state.now();
            state.bearers.values_mut().for_each(|(expires, _)| *expires = now);
        });
    }

    /// Makes all delta and skip tokens of all mailboxes unusable.
    pub fn expire_tokens(&self, broken: Broken) {
        self.with(|state| state.tokens.values_mut().for_each(|token| token.broken = Some(broken)));
    }

    /// The next deletes in a mailbox leave no trace in any delta.
    pub fn swallow_deletes(&self, mailbox: &str, times: usize) {
        self.with(|state| {
            if let Some(place) = state.place_of(mailbox) {
                state.mailboxes[place].swallow_deletes = times;
            }
        });
    }

    /// Sends the notifications that are due; how many were taken is the answer.
    pub async fn notify(&self) -> usize {
        notifications::notify(&self.shared.state).await
    }

    /// Sends a lifecycle event: `reauthorizationRequired`, `subscriptionRemoved` or `missed`.
    pub async fn lifecycle(&self, event: &str) -> usize {
        notifications::lifecycle(&self.shared.state, event).await
    }
}
