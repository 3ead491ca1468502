//! What tests let people do. Meetings are named by the identifier that [`organize`](FakeGraph::organize) gives.

use chrono::NaiveDate;
use serde_json::Value;

use super::FakeGraph;
use super::events;
use super::meeting::Meeting;
use super::people::{Answer, Attachment};
use super::respond::Said;
use super::seen::Seen;
use super::state::State;

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
            state.stamp(&mut attachment);
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
