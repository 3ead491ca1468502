//! What tests do and ask: people at work, the clock, faults, the journal.

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::Value;

use super::FakeGraph;
use super::answers;
use super::delta::{Broken, Delivery};
use super::events;
use super::faults::{Fault, Script};
use super::ids;
use super::meeting::{Answer, Attachment, Meeting};
use super::options::{Account, Switches};
use super::respond::Said;
use super::seen::Seen;
use super::state::{Mail, MailKind, Recorded, State};
use super::subscriptions;

/// A copy as it is now, for looking at.
#[derive(Clone, Debug)]
pub struct Copy {
    /// Its id of the ordinary kind.
    pub id: String,
    /// Its id of the immutable kind.
    pub immutable_id: String,
    /// `iCalUId` of the meeting or the series.
    pub uid: String,
    /// `singleInstance`, `seriesMaster`, `occurrence` or `exception`.
    pub kind: &'static str,
    /// What it holds.
    pub meeting: Meeting,
    /// The owner's answer.
    pub answer: Answer,
    /// When it was given.
    pub answered: Option<DateTime<Utc>>,
    /// The owner organizes it.
    pub is_organizer: bool,
    /// Its etag.
    pub etag: String,
    /// Days taken out of a master.
    pub removed_days: Vec<NaiveDate>,
}

/// People at work. Meetings are named by the identifier that [`organize`](Self::organize) gives.
impl FakeGraph {
    /// Somebody organizes a meeting and invites; its `iCalUId` is the answer. Who has no mailbox here is outside.
    pub fn organize(&self, meeting: Meeting) -> String {
        self.with(|state| state.organize(meeting))
    }

    /// The organizer changes it; those invited are told.
    pub fn edit(&self, uid: &str, edit: impl FnOnce(&mut Meeting)) {
        self.by_organizer(uid, |state, place, key| {
            state.edit(place, (key, None), edit);
        });
    }

    /// The organizer changes one day of a series.
    pub fn edit_day(&self, uid: &str, day: NaiveDate, edit: impl FnOnce(&mut Meeting)) {
        self.by_organizer(uid, |state, place, key| {
            state.edit(place, (key, Some(day)), edit);
        });
    }

    /// The organizer moves it to a wall clock such as `2026-12-03T10:00` of its zone.
    pub fn move_to(&self, uid: &str, start: &str) {
        self.edit(uid, |meeting| meeting.move_to(start));
    }

    /// The organizer sends it again as it is; whoever lost it gets it anew.
    pub fn send_again(&self, uid: &str) {
        self.by_organizer(uid, |state, place, key| {
            let before = state.item(place, key).map(|item| Meeting { subject: String::new(), ..item.meeting.clone() });
            state.publish(place, key, before.as_ref());
        });
    }

    /// The organizer cancels it.
    pub fn cancel(&self, uid: &str) {
        self.by_organizer(uid, |state, place, key| state.cancel(place, (key, None), ""));
    }

    /// The organizer cancels one day of a series.
    pub fn cancel_day(&self, uid: &str, day: NaiveDate) {
        self.by_organizer(uid, |state, place, key| state.cancel(place, (key, Some(day)), ""));
    }

    /// The organizer attaches something.
    pub fn attach(&self, uid: &str, mut attachment: Attachment) {
        self.by_organizer(uid, |state, place, key| {
            let number = state.next();
            attachment.id = format!("AAMkADatt{}", ids::token("attachment", number));
            attachment.modified = state.now();
            let Some(item) = state.item(place, key).cloned() else { return };
            match state.switches.attachment_in_delta {
                true => state.change(place, key, |item| item.meeting.attachments.push(attachment)),
                false => state.change_silently(place, key, true, |item| item.meeting.attachments.push(attachment)),
            }
            state.publish(place, key, Some(&item.meeting));
        });
    }

    /// Somebody answers by hand, and lets the organizer know.
    pub fn answer(&self, mailbox: &str, uid: &str, answer: Answer) {
        self.in_mailbox(mailbox, uid, |state, place, key| state.respond(place, (key, None), &Said::by_hand(answer)));
    }

    /// Somebody answers one day of a series by hand.
    pub fn answer_day(&self, mailbox: &str, uid: &str, day: NaiveDate, answer: Answer) {
        self.in_mailbox(mailbox, uid, |state, place, key| {
            state.respond(place, (key, Some(day)), &Said::by_hand(answer))
        });
    }

    /// An answer reaches the organizer by mail from someone without a mailbox here.
    pub fn receive_answer(&self, uid: &str, from: &str, answer: Answer) {
        self.with(|state| state.receive_answer(uid, None, from, answer, Value::Null));
    }

    /// Somebody deletes his copy; an organizer cancels by it.
    pub fn delete(&self, mailbox: &str, uid: &str) {
        self.in_mailbox(mailbox, uid, |state, place, key| {
            let seen = state.item(place, key).map(|item| Seen::of(item, None));
            if let Some(seen) = seen {
                events::delete_seen(state, place, &seen);
            }
        });
    }

    /// Somebody deletes one day of a series from his calendar.
    pub fn delete_day(&self, mailbox: &str, uid: &str, day: NaiveDate) {
        self.in_mailbox(mailbox, uid, |state, place, key| state.remove_day(place, key, day));
    }

    /// Somebody changes his own copy; nobody is told.
    pub fn edit_copy(&self, mailbox: &str, uid: &str, edit: impl FnOnce(&mut Meeting)) {
        self.in_mailbox(mailbox, uid, |state, place, key| state.change(place, key, |item| edit(&mut item.meeting)));
    }

    /// Somebody moves his copy to another folder and back: the ordinary id is another one then.
    pub fn move_copy(&self, mailbox: &str, uid: &str) {
        self.in_mailbox(mailbox, uid, |state, place, key| state.renew_id(place, key, false));
    }

    fn by_organizer(&self, uid: &str, act: impl FnOnce(&mut State, usize, u64)) {
        self.with(|state| {
            let organizer = state.mailboxes.iter().enumerate().find_map(|(place, mailbox)| {
                mailbox.by_uid(uid).filter(|item| item.is_organizer).map(|item| (place, item.key))
            });
            let (place, key) = organizer.unwrap_or_else(|| panic!("nobody organizes {uid}"));
            act(state, place, key);
        });
    }

    fn in_mailbox(&self, mailbox: &str, uid: &str, act: impl FnOnce(&mut State, usize, u64)) {
        self.with(|state| {
            let place = state.place_of(mailbox).unwrap_or_else(|| panic!("{mailbox} has no mailbox"));
            let key = state.mailbox(place).by_uid(uid).map(|item| item.key);
            act(state, place, key.unwrap_or_else(|| panic!("{mailbox} has no copy of {uid}")));
        });
    }
}

/// Looking on.
impl FakeGraph {
    /// A copy of a meeting or a series, if the mailbox has one.
    pub fn copy(&self, mailbox: &str, uid: &str) -> Option<Copy> {
        self.with(|state| {
            let mailbox = state.mailbox(state.place_of(mailbox)?);
            Some(Copy::of(&Seen::of(mailbox.by_uid(uid)?, None), mailbox))
        })
    }

    /// One day of a series in a mailbox, if it is there.
    pub fn copy_of_day(&self, mailbox: &str, uid: &str, day: NaiveDate) -> Option<Copy> {
        self.with(|state| {
            let mailbox = state.mailbox(state.place_of(mailbox)?);
            let master = mailbox.by_uid(uid)?;
            let seen = match mailbox.exception(master.key, day) {
                Some(exception) => Seen::of(exception, None),
                None => Seen::of(master, master.happens_on(day).then_some(Some(day))?),
            };
            Some(Copy::of(&seen, mailbox))
        })
    }

    /// The owner's answer on his own copy, if he has one.
    pub fn response(&self, mailbox: &str, uid: &str) -> Option<Answer> {
        self.copy(mailbox, uid).map(|copy| copy.answer)
    }

    /// A guest's answer as the organizer's copy knows it.
    pub fn status(&self, uid: &str, guest: &str) -> Option<Answer> {
        self.with(|state| {
            let item =
                state.mailboxes.iter().filter_map(|mailbox| mailbox.by_uid(uid)).find(|item| item.is_organizer)?;
            let known = item.meeting.guests.iter().find(|known| known.person.address.eq_ignore_ascii_case(guest))?;
            Some(known.answer)
        })
    }

    /// Every copy in a mailbox, masters and exceptions included.
    pub fn copies(&self, mailbox: &str) -> Vec<Copy> {
        self.with(|state| {
            let Some(place) = state.place_of(mailbox) else { return Vec::new() };
            let mailbox = state.mailbox(place);
            mailbox.items.values().map(|item| Copy::of(&Seen::of(item, None), mailbox)).collect()
        })
    }

    /// All calls so far.
    pub fn calls(&self) -> Vec<Recorded> {
        self.with(|state| state.calls.clone())
    }

    /// Forgets the calls and mails so far.
    pub fn forget(&self) {
        self.with(|state| {
            state.calls.clear();
            state.mails.clear();
        });
    }

    /// All mails so far.
    pub fn mails(&self) -> Vec<Mail> {
        self.with(|state| state.mails.clone())
    }

    /// All mails so far that went out for this reason.
    pub fn mails_of(&self, kind: MailKind) -> Vec<Mail> {
        self.with(|state| state.mails.iter().filter(|mail| mail.kind == kind).cloned().collect())
    }

    /// Where the fake's own answers broke the contract. Nowhere, one hopes.
    pub fn violations(&self) -> Vec<String> {
        self.with(|state| state.violations.clone())
    }

    /// The most requests to a mailbox at once that were seen.
    pub fn peak(&self, mailbox: &str) -> usize {
        self.with(|state| state.place_of(mailbox).and_then(|place| state.limits.peak.get(&place).copied()).unwrap_or(0))
    }
}

/// Time and trouble.
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
        subscriptions::notify(&self.shared.state).await
    }

    /// Sends a lifecycle event: `reauthorizationRequired`, `subscriptionRemoved` or `missed`.
    pub async fn lifecycle(&self, event: &str) -> usize {
        subscriptions::lifecycle(&self.shared.state, event).await
    }
}

impl Copy {
    fn of(seen: &Seen, mailbox: &super::state::Mailbox) -> Self {
        Self {
            id: seen.id(mailbox, false),
            immutable_id: seen.id(mailbox, true),
            uid: seen.item.uid.clone(),
            kind: seen.kind(),
            meeting: seen.meeting.clone(),
            answer: seen.item.answer,
            answered: seen.item.answered,
            is_organizer: seen.item.is_organizer,
            etag: super::render::etag(seen.item.change),
            removed_days: seen.item.removed_days.iter().copied().collect(),
        }
    }
}
