//! How an invitation or an update becomes a copy in an invited person's mailbox.

use super::items::{Item, Mailbox};
use super::meeting::Meeting;
use super::options::Account;
use super::people::{Answer, Guest, guest};
use super::state::State;

impl State {
    /// Adds a mailbox; its place is the answer.
    pub fn add_mailbox(&mut self, account: Account) -> usize {
        let place = self.mailboxes.len();
        self.mailboxes.push(Mailbox::new(place, account));
        place
    }

    /// Brings an organizer's item to one invited person who has a mailbox here.
    pub fn deliver(&mut self, from: usize, item: &Item, address: &str, through_list: bool) {
        let Some(place) = self.place_of(address).filter(|place| *place != from) else { return };
        match item.series {
            None => self.deliver_whole(from, place, item, through_list),
            Some(_) => self.deliver_day(place, item, through_list),
        }
    }

    fn deliver_whole(&mut self, from: usize, place: usize, item: &Item, through_list: bool) {
        let meeting = self.as_invited(place, &item.meeting, through_list);
        if let Some(copy) = self.mailbox(place).by_uid(&item.uid).cloned() {
            return self.update(place, &copy, meeting);
        }
        let key = self.add(place, &item.uid, meeting, None);
        if let Some(copy) = self.mailboxes[place].items.get_mut(&key) {
            copy.removed_days.clone_from(&item.removed_days);
        }
        let exceptions =
            self.mailbox(from).items.values().filter(|other| other.series.is_some_and(|(key, _)| key == item.key));
        for exception in exceptions.cloned().collect::<Vec<_>>() {
            self.deliver_day(place, &exception, through_list);
        }
    }

    fn deliver_day(&mut self, place: usize, item: &Item, through_list: bool) {
        let Some((_, day)) = item.series else { return };
        let meeting = self.as_invited(place, &item.meeting, through_list);
        let Some(master) = self.mailbox(place).by_uid(&item.uid).cloned() else {
            let uid = super::ids::global_of_day(&item.uid, day);
            match self.mailbox(place).by_uid(&uid).cloned() {
                Some(copy) => self.update(place, &copy, meeting),
                None => {
                    self.add(place, &uid, meeting, None);
                }
            }
            return;
        };
        if let Some(copy) = self.mailbox(place).exception(master.key, day).cloned() {
            return self.update(place, &copy, meeting);
        }
        let asked_again = master.removed_days.contains(&day) || meeting.moved_from(&master.meeting.on(day));
        let key = self.add(place, &item.uid, meeting, Some((master.key, day)));
        self.change(place, key, |copy| {
            if !asked_again {
                (copy.answer, copy.answered) = (master.answer, master.answered);
                copy.meeting.show_as.clone_from(&master.meeting.show_as);
            }
        });
        self.change(place, master.key, |master| {
            master.removed_days.remove(&day);
        });
    }

    /// Overwrites a copy with what the organizer sent; what is private to it may stay.
    fn update(&mut self, place: usize, copy: &Item, mut meeting: Meeting) {
        let moved = meeting.moved_from(&copy.meeting);
        let ask = moved || self.switches.update_resets_answer;
        if !self.switches.update_overwrites_private {
            let own = &copy.meeting;
            meeting.categories.clone_from(&own.categories);
            meeting.reminder = own.reminder;
            meeting.properties.clone_from(&own.properties);
            if !ask {
                meeting.show_as.clone_from(&own.show_as);
            }
        }
        if moved && copy.is_master() {
            self.forget_exceptions(place, copy.key, |_| true);
        }
        self.change(place, copy.key, |item| {
            item.meeting = meeting;
            item.looks_plain = false;
            if moved {
                item.removed_days.clear();
            }
            if ask {
                (item.answer, item.answered) = (Answer::NotResponded, None);
            }
        });
    }

    /// What the invited person's copy holds.
    fn as_invited(&self, place: usize, meeting: &Meeting, through_list: bool) -> Meeting {
        let account = &self.mailbox(place).account;
        let mut copy = meeting.clone();
        let organizer = Guest { person: meeting.organizer.clone(), ..guest(&meeting.organizer.address, "required") };
        copy.guests.insert(0, organizer);
        if through_list && !self.switches.members_unnamed {
            copy.guests.push(guest(&account.address, "required"));
        }
        if copy.hide_attendees {
            copy.guests.retain(|guest| account.is(&guest.person.address));
        }
        for guest in &mut copy.guests {
            (guest.answer, guest.answered, guest.proposed) = (Answer::None, None, None);
        }
        if copy.show_as == "busy" {
            "tentative".clone_into(&mut copy.show_as);
        }
        if !self.switches.categories_travel {
            copy.categories.clear();
        }
        copy.properties.clear();
        copy.transaction = None;
        copy.draft = false;
        copy
    }
}
