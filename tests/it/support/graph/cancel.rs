//! How meetings are called off and passed on.

use chrono::NaiveDate;

use super::ids;
use super::items::Item;
use super::journal::MailKind;
use super::people::guest;
use super::publish::same;
use super::state::State;

impl State {
    /// Tells those invited that a meeting, or a day of it, is off, and takes it from the organizer's calendar.
    pub fn cancel(&mut self, place: usize, (key, day): (u64, Option<NaiveDate>), comment: &str) {
        let Some(item) = self.item(place, key).cloned() else { return };
        let master = item.series.map_or(key, |(master, _)| master);
        let day = day.or(item.series.map(|(_, day)| day));
        let mut told = item.clone();
        comment.clone_into(&mut told.meeting.body);
        if let Some(day) = day {
            told.series = Some((master, day));
        }
        if !item.meeting.draft {
            self.mail_guests(place, &told, MailKind::Cancellation, &item.meeting.guests);
            for (address, _) in self.recipients(&item.meeting.guests) {
                self.mark_cancelled(&told, &address);
            }
        }
        match day {
            Some(day) => self.remove_day(place, master, day),
            None => self.remove(place, key),
        }
    }

    /// Lets the copy of someone invited linger as cancelled, or takes the day out of it.
    pub fn mark_cancelled(&mut self, item: &Item, address: &str) {
        let Some(place) = self.place_of(address) else { return };
        let mut day = item.series.map(|(_, day)| day);
        let mut copy = self.mailbox(place).by_uid(&item.uid);
        if let (None, Some(alone)) = (copy, day.take_if(|_| copy.is_none())) {
            copy = self.mailbox(place).by_uid(&ids::global_of_day(&item.uid, alone));
        }
        let Some(copy) = copy.filter(|copy| !copy.is_organizer) else { return };
        let mut key = copy.key;
        if let Some(day) = day {
            if !self.switches.cancelled_occurrence_lingers {
                return self.remove_day(place, key, day);
            }
            if copy.removed_days.contains(&day) {
                return;
            }
            key = self.materialize(place, key, day, false);
        }
        let keys: Vec<u64> =
            self.mailbox(place).items.values().filter(|item| item.belongs_to(key)).map(|item| item.key).collect();
        for key in keys {
            self.change(place, key, |item| {
                item.meeting.cancelled = true;
                item.meeting.subject = format!("Canceled: {}", item.meeting.subject);
                "free".clone_into(&mut item.meeting.show_as);
            });
        }
    }

    /// Puts the meeting onto the calendar of someone it was forwarded to.
    pub fn forward_to(&mut self, place: usize, key: u64, address: &str) {
        let Some(item) = self.item(place, key).cloned() else { return };
        let organizer = self.place_of(&item.meeting.organizer.address);
        let original =
            organizer.and_then(|place| self.mailbox(place).by_uid(&item.uid).cloned().map(|item| (place, item)));
        if let Some((place, original)) = original {
            let invited = guest(address, "required");
            if !original.meeting.guests.iter().any(|other| same(other, &invited)) {
                self.change(place, original.key, |item| item.meeting.guests.push(invited));
            }
            let Some(current) = self.item(place, original.key).cloned() else { return };
            self.deliver(place, &current, address, false);
        }
    }
}
