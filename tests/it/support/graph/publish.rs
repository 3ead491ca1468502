//! What organizers do, and how it reaches the copies of those they invite.

use chrono::NaiveDate;
use serde_json::Value;

use super::items::Item;
use super::journal::{Mail, MailKind};
use super::meeting::Meeting;
use super::options::{Account, Reach};
use super::people::{Answer, Attachment, Guest};
use super::state::State;

impl State {
    /// Puts a meeting onto its organizer's calendar and invites; its identifier is the answer.
    pub fn organize(&mut self, mut meeting: Meeting) -> String {
        let uid = meeting.uid.clone().unwrap_or_else(|| {
            self.meetings += 1;
            super::ids::global(self.meetings)
        });
        for attachment in &mut meeting.attachments {
            self.stamp(attachment);
        }
        let place = self.organizer_place(&meeting.organizer.address);
        let key = self.add(place, &uid, meeting, None);
        self.publish(place, key, None);
        uid
    }

    /// Gives an attachment its id and its time.
    pub fn stamp(&mut self, attachment: &mut Attachment) {
        self.meetings += 1;
        attachment.id = format!("AAMkADatt{}", super::ids::token("attachment", self.meetings));
        attachment.modified = self.now();
    }

    /// The organizer's mailbox; people outside get one that nobody can read.
    fn organizer_place(&mut self, address: &str) -> usize {
        if let Some(place) = self.place_of(address) {
            return place;
        }
        let outside = Account::new(address, "UTC").reach(Reach::Outside);
        self.add_mailbox(outside)
    }

    /// Changes an item, or a day of it; what an organizer changes goes out to those invited.
    pub fn edit(&mut self, place: usize, (key, day): (u64, Option<NaiveDate>), edit: impl FnOnce(&mut Meeting)) -> u64 {
        let key = day.map_or(key, |day| self.materialize(place, key, day, false));
        let Some(item) = self.item(place, key).cloned() else { return key };
        let mut after = item.meeting.clone();
        edit(&mut after);
        let moved = after.moved_from(&item.meeting);
        if item.is_organizer && moved {
            for guest in &mut after.guests {
                (guest.answer, guest.answered, guest.proposed) = (Answer::None, None, None);
            }
        }
        let with = after.clone();
        self.change(place, key, move |item| {
            item.meeting = with;
            item.looks_plain = false;
        });
        if item.is_master() {
            self.exceptions_follow(place, key, &item.meeting, &after);
        }
        if item.is_organizer {
            self.publish(place, key, Some(&item.meeting));
        }
        key
    }

    /// Exceptions go with a changed rule; else they take over what they had in common with their master.
    fn exceptions_follow(&mut self, place: usize, master: u64, before: &Meeting, after: &Meeting) {
        if after.moved_from(before) {
            self.forget_exceptions(place, master, |_| true);
            self.change(place, master, |item| item.removed_days.clear());
            return;
        }
        let exceptions: Vec<u64> = self
            .mailbox(place)
            .items
            .values()
            .filter(|item| item.series.is_some_and(|(key, _)| key == master))
            .map(|item| item.key)
            .collect();
        for key in exceptions {
            self.change(place, key, |item| {
                let own = &mut item.meeting;
                follow(&mut own.subject, &before.subject, &after.subject);
                follow(&mut own.body, &before.body, &after.body);
                follow(&mut own.location, &before.location, &after.location);
                follow(&mut own.attachments, &before.attachments, &after.attachments);
                follow(&mut own.join_url, &before.join_url, &after.join_url);
                follow(&mut own.cancelled, &before.cancelled, &after.cancelled);
            });
        }
    }

    /// Brings an organizer's item to those invited. `before` is what they had; nothing if it is new.
    pub fn publish(&mut self, place: usize, key: u64, before: Option<&Meeting>) {
        let Some(item) = self.item(place, key).cloned() else { return };
        if item.meeting.draft || before.is_some_and(|before| self.is_quiet(before, &item.meeting)) {
            return;
        }
        let was: &[Guest] = before.filter(|before| !before.draft).map_or(&[], |before| &before.guests);
        let lacks = |list: &[Guest], guest: &Guest| !list.iter().any(|other| same(other, guest));
        let (new, known): (Vec<Guest>, Vec<Guest>) =
            item.meeting.guests.iter().cloned().partition(|guest| lacks(was, guest));
        let gone: Vec<Guest> = was.iter().filter(|guest| lacks(&item.meeting.guests, guest)).cloned().collect();
        self.mail_guests(place, &item, MailKind::Invitation, &new);
        if !before.is_some_and(|before| only_guests_differ(before, &item.meeting)) {
            self.mail_guests(place, &item, MailKind::Update, &known);
        }
        self.mail_guests(place, &item, MailKind::Cancellation, &gone);
        for (address, through_list) in self.recipients(&item.meeting.guests) {
            self.deliver(place, &item, &address, through_list);
        }
        for (address, _) in self.recipients(&gone) {
            self.mark_cancelled(&item, &address);
        }
    }

    /// Whether nobody is told of a change: what is private to the copy, and attachments if they do not travel.
    fn is_quiet(&self, before: &Meeting, after: &Meeting) -> bool {
        let mut same = before.clone();
        same.show_as.clone_from(&after.show_as);
        same.reminder = after.reminder;
        same.properties.clone_from(&after.properties);
        if !self.switches.category_change_mails {
            same.categories.clone_from(&after.categories);
        }
        if !self.switches.attachment_travels {
            same.attachments.clone_from(&after.attachments);
        }
        same == *after
    }

    /// Addresses behind the guests, lists spread out, and whether a list brought them in.
    pub fn recipients(&self, guests: &[Guest]) -> Vec<(String, bool)> {
        let members = |guest: &Guest| match self.lists.iter().find(|list| list.is(&guest.person.address)) {
            Some(list) => list.members.iter().map(|member| (member.clone(), true)).collect(),
            None => vec![(guest.person.address.clone(), false)],
        };
        guests.iter().flat_map(members).collect()
    }

    /// Notes a mail from an organizer to guests.
    pub fn mail_guests(&mut self, place: usize, item: &Item, kind: MailKind, guests: &[Guest]) {
        if guests.is_empty() {
            return;
        }
        let (from, at) = (self.mailbox(place).account.address.clone(), self.now());
        let prefix = if kind == MailKind::Cancellation { "Canceled: " } else { "" };
        self.mail(Mail {
            kind,
            from,
            to: guests.iter().map(|guest| guest.person.address.clone()).collect(),
            uid: Some(item.uid.clone()),
            day: item.series.map(|(_, day)| day),
            subject: format!("{prefix}{}", item.meeting.subject),
            answer: None,
            text: item.meeting.body.clone(),
            proposed: Value::Null,
            headers: Vec::new(),
            mime: None,
            at,
        });
    }
}

/// Takes over what was in common.
fn follow<T: Clone + PartialEq>(own: &mut T, before: &T, after: &T) {
    if own == before {
        own.clone_from(after);
    }
}

/// Whether both are the same person.
pub fn same(one: &Guest, other: &Guest) -> bool {
    one.person.address.eq_ignore_ascii_case(&other.person.address)
}

fn only_guests_differ(before: &Meeting, after: &Meeting) -> bool {
    Meeting { guests: Vec::new(), ..before.clone() } == Meeting { guests: Vec::new(), ..after.clone() }
}
